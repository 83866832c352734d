// What Swift cannot call: libmicrohttpd's variadic functions, and fork with everything that must happen
// before exec.
#ifndef C_CLOUD_SUPPORT_H
#define C_CLOUD_SUPPORT_H

#include <microhttpd.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

/// The callbacks of a server; all get `context`.
typedef struct ccs_http_callbacks {
    void *context;
    /// A request line arrived; the result becomes the request's state.
    void *(*begin)(void *context, const char *uri, struct MHD_Connection *connection);
    MHD_AccessHandlerCallback handle;
    MHD_RequestCompletedCallback end;
} ccs_http_callbacks;

/// Starts an HTTPS server (TLS 1.2 at least) with one thread for each connection.
/// `certificate_pem` and `key_pem` are C strings that must live as long as the server.
/// Returns NULL if it cannot listen on `address`.
struct MHD_Daemon *ccs_http_start(const struct sockaddr *address, const char *certificate_pem,
                                  const char *key_pem, unsigned timeout_seconds,
                                  const ccs_http_callbacks *callbacks);

/// The port that a server listens on; 0 if unknown.
uint16_t ccs_http_port(struct MHD_Daemon *server);

/// Starts a program that dies when the calling thread ends, with stdin from /dev/null and stdout and stderr
/// to `log_fd`. `arguments` is NULL-terminated and begins with the path. Returns the process id, or -1 and
/// errno.
pid_t ccs_spawn(char *const arguments[], int log_fd);

/// Starts a program with stdin from /dev/null, and stdout and stderr to a pipe, whose other end `output`
/// gets. Both lists are NULL-terminated; `arguments` begins with the path. Returns the process id, or -1 and
/// errno. A path that cannot be executed is exit status 127.
pid_t ccs_spawn_piped(char *const arguments[], char *const environment[], int *output);

#endif
