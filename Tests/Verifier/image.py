"""image.py - writes nanoFramework PE files, format v1: tables of rows, heaps, checksums. What a row says is the caller's affair."""

import struct

NONE = 0xFFFF
TABLES = [
    "AssemblyRef", "TypeRef", "FieldRef", "MethodRef", "TypeDef", "FieldDef", "MethodDef", "Attributes", "TypeSpec", "Resources",
    "ResourcesData", "Strings", "Signatures", "ByteCode", "ResourcesFiles",
]
HEADER_BYTES = 124


def crc32(data):
    """CRC-32 of the format: polynomial 0x04C11DB7, not reflected, initial value and final xor 0."""
    crc = 0
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ 0x04C11DB7) & 0xFFFFFFFF if crc & 0x80000000 else crc << 1
    return crc


class Image:
    def __init__(self, name):
        self.tables = {table: bytearray() for table in TABLES}
        self.strings = {}
        self.string("")
        self.name = self.string(name)

    def string(self, text):
        """The id of a string; heap strings only, the built-in ones are never needed."""
        if text not in self.strings:
            self.strings[text] = len(self.tables["Strings"])
            self.tables["Strings"] += text.encode() + b"\0"
        return self.strings[text]

    def signature(self, data):
        offset = len(self.tables["Signatures"])
        self.tables["Signatures"] += bytes(data)
        return offset

    def rows(self, table, layout, rows):
        for row in rows:
            self.tables[table] += struct.pack("<" + layout, *row)

    def bytes(self):
        body, starts, padding = bytearray(), [], []
        for table in TABLES:
            starts.append(HEADER_BYTES + len(body))
            data = self.tables[table]
            padding.append(-len(data) % 4)
            body += data + bytes(padding[-1])
        starts.append(HEADER_BYTES + len(body))
        header = bytearray(b"NFMRK1\0\0") + bytes(8) + struct.pack("<III4HHH", 0, 0, 0xFFFFFFFF, 1, 0, 0, 0, self.name, 1)
        header += struct.pack("<16I", *starts) + bytes(4) + bytes(padding) + bytes(1)
        return repaired(header + body)


def with_header_crc(data):
    data = bytearray(data)
    struct.pack_into("<I", data, 8, 0)
    struct.pack_into("<I", data, 8, crc32(data[:HEADER_BYTES]))
    return bytes(data)


def repaired(data):
    """A file with both checksums right again."""
    data = bytearray(data)
    end = struct.unpack_from("<I", data, 0x28 + 4 * len(TABLES))[0]
    struct.pack_into("<I", data, 12, crc32(data[HEADER_BYTES:end]))
    return with_header_crc(data)
