"""The HTTPS server of the download tests: python3 https_server.py CERT KEY, prints its port, ends with its standard input.

/data.bin       1 MB in which byte i is i * 7 + i // 256 (mod 256); ranges, If-Match, ETag "v1"
/missing        404 with an error code of Azure storage and an XML body
/redirect       302 to /data.bin
/stall          announces 1,000 bytes, sends 10, then nothing
/truncated      announces 1,000 bytes, sends 10, closes
/silent         reads the request and never answers
/badrange       answers any range with another one
/headers        endless header lines
/chunked        300,000 bytes of /data.bin without an announced length
/endless        a body of 1 TB, as fast as it is taken
/count          how many bytes of /endless were handed to the socket in all (decimal)
"""
import http.server
import ssl
import sys
import threading

DATA = bytes((i * 7 + i // 256) % 256 for i in range(1 << 20))
sent = 0


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        self.send_header("Content-Length", headers.pop("length", len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def data(self):
        start, status, headers = 0, 200, {"ETag": '"v1"'}
        wanted = self.headers.get("Range")
        if self.headers.get("If-Match", '"v1"') != '"v1"':
            return self.answer(412, **headers)
        if wanted:
            start = int(wanted.removeprefix("bytes=").split("-")[0])
            if start >= len(DATA):
                return self.answer(416, Content_Range=f"bytes */{len(DATA)}", **headers)
            status = 206
            headers["Content_Range"] = f"bytes {start}-{len(DATA) - 1}/{len(DATA)}"
        self.answer(status, length=len(DATA) - start, **headers)
        self.wfile.write(DATA[start:])

    def endless(self):
        global sent
        self.answer(200, length=1 << 40)
        while True:
            self.wfile.write(DATA[:4096])
            sent += 4096

    def do_GET(self):
        path = self.path.split("?")[0]
        if path == "/data.bin":
            self.data()
        elif path == "/chunked":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for offset in range(0, 300000, 10000):
                self.wfile.write(b"2710\r\n" + DATA[offset:offset + 10000] + b"\r\n")
            self.wfile.write(b"0\r\nETag: trailer\r\n\r\n")
        elif path == "/endless":
            self.endless()
        elif path == "/missing":
            self.answer(404, b"<Error/>", x_ms_error_code="BlobNotFound")
        elif path == "/redirect":
            self.answer(302, Location="/data.bin")
        elif path in ("/stall", "/truncated"):
            self.answer(200, b"0123456789", length=1000)
            if path == "/stall":
                threading.Event().wait()
            self.close_connection = True
        elif path == "/silent":
            threading.Event().wait()
        elif path == "/badrange":
            self.answer(206, b"0123456789", Content_Range="bytes 3-12/100")
        elif path == "/headers":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"X-Filler: 0123456789abcdef\r\n" * 10000 + b"\r\n")
            self.close_connection = True
        elif path == "/count":
            self.answer(200, str(sent).encode())
        else:
            self.answer(400)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
server.handle_error = lambda *arguments: None
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
