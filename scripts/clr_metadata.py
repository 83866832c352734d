"""Reads the metadata tables of a .NET assembly (ECMA-335 II.22 to II.24), as far as a listing of its API needs."""
import struct

# Columns: 2/4 = fixed size, S string, G guid, B blob, a table's number in a tuple of one = simple index, else coded index.
TYPEDEFORREF, HASCONSTANT, HASCA, HASMARSHAL, HASDECL, MEMBERREFPARENT, HASSEM, METHODDEFORREF, MEMBERFWD, IMPL, CATYPE, \
    RESSCOPE, TYPEORMETHOD = (
        (2, 1, 0x1B), (4, 8, 0x17), (6, 4, 1, 2, 8, 9, 10, 0, 14, 0x17, 0x14, 0x11, 0x1A, 0x1B, 0x20, 0x23, 0x26, 0x27, 0x28,
                                     0x2A, 0x2C, 0x2B), (4, 8), (2, 6, 0x20), (2, 1, 0x1A, 6, 0x1B), (0x14, 0x17), (6, 10),
        (4, 6), (0x26, 0x23, 0x27), (0, 0, 6, 10, 0), (0, 0x1A, 0x23, 1), (2, 6))
TAG_BITS = {TYPEDEFORREF: 2, HASCONSTANT: 2, HASCA: 5, HASMARSHAL: 1, HASDECL: 2, MEMBERREFPARENT: 3, HASSEM: 1,
            METHODDEFORREF: 1, MEMBERFWD: 1, IMPL: 2, CATYPE: 3, RESSCOPE: 2, TYPEORMETHOD: 1}
SCHEMA = {
    0x00: (2, "S", "G", "G", "G"), 0x01: (RESSCOPE, "S", "S"), 0x02: (4, "S", "S", TYPEDEFORREF, (4,), (6,)),
    0x04: (2, "S", "B"), 0x06: (4, 2, 2, "S", "B", (8,)), 0x08: (2, 2, "S"), 0x09: ((2,), TYPEDEFORREF),
    0x0A: (MEMBERREFPARENT, "S", "B"), 0x0B: (2, HASCONSTANT, "B"), 0x0C: (HASCA, CATYPE, "B"), 0x0D: (HASMARSHAL, "B"),
    0x0E: (2, HASDECL, "B"), 0x0F: (2, 4, (2,)), 0x10: (4, (4,)), 0x11: ("B",), 0x12: ((2,), (0x14,)),
    0x14: (2, "S", TYPEDEFORREF), 0x15: ((2,), (0x17,)), 0x17: (2, "S", "B"), 0x18: (2, (6,), HASSEM),
    0x19: ((2,), METHODDEFORREF, METHODDEFORREF), 0x1A: ("S",), 0x1B: ("B",), 0x1C: (2, MEMBERFWD, "S", (0x1A,)),
    0x1D: (4, (4,)), 0x20: (4, 2, 2, 2, 2, 4, "B", "S", "S"), 0x23: (2, 2, 2, 2, 4, "B", "S", "S", "B"),
    0x26: (4, "S", "B"), 0x27: (4, 4, "S", "S", IMPL), 0x28: (4, 4, "S", IMPL), 0x29: ((2,), (2,)),
    0x2A: (2, 2, TYPEORMETHOD, "S"), 0x2B: (METHODDEFORREF, "B"), 0x2C: ((0x2A,), TYPEDEFORREF),
}
KEYWORDS = {"System.Boolean": "bool", "System.Byte": "byte", "System.SByte": "sbyte", "System.Char": "char",
            "System.Int16": "short", "System.UInt16": "ushort", "System.Int32": "int", "System.UInt32": "uint",
            "System.Int64": "long", "System.UInt64": "ulong", "System.Single": "float", "System.Double": "double",
            "System.Object": "object", "System.String": "string", "System.Void": "void"}
ELEMENTS = {1: "void", 2: "bool", 3: "char", 4: "sbyte", 5: "byte", 6: "short", 7: "ushort", 8: "int", 9: "uint", 10: "long",
            11: "ulong", 12: "float", 13: "double", 14: "string", 0x16: "System.TypedReference", 0x18: "System.IntPtr",
            0x19: "System.UIntPtr", 0x1C: "object"}


class Metadata:
    """Tables by number, rows as tuples; indices are 1-based as in the file, coded ones are (table, index)."""

    def __init__(self, path):
        data = open(path, "rb").read()
        root = self._root(data)
        streams = self._streams(data, root)
        self.strings, self.blobs = streams["#Strings"], streams.get("#Blob", b"\0")
        self.tables = self._tables(streams["#~"])

    @staticmethod
    def _root(data):
        pe, = struct.unpack_from("<I", data, 0x3C)
        sections, = struct.unpack_from("<H", data, pe + 6)
        optional, = struct.unpack_from("<H", data, pe + 20)
        directories = pe + 24 + (96 if struct.unpack_from("<H", data, pe + 24)[0] == 0x10B else 112)
        cli, = struct.unpack_from("<I", data, directories + 14 * 8)

        def offset(rva):
            for i in range(sections):
                at = pe + 24 + optional + 40 * i
                size, start, raw_size, raw = struct.unpack_from("<IIII", data, at + 8)
                if start <= rva < start + max(size, raw_size):
                    return rva - start + raw
            raise ValueError("no section holds RVA %x" % rva)
        return offset(struct.unpack_from("<I", data, offset(cli) + 8)[0])

    @staticmethod
    def _streams(data, root):
        length, = struct.unpack_from("<I", data, root + 12)
        at = root + 16 + length
        count, = struct.unpack_from("<H", data, at + 2)
        at += 4
        streams = {}
        for _ in range(count):
            start, size = struct.unpack_from("<II", data, at)
            end = data.index(b"\0", at + 8)
            streams[data[at + 8:end].decode()] = data[root + start:root + start + size]
            at += 8 + (end - at - 8) // 4 * 4 + 4
        return streams

    def _tables(self, data):
        heaps = data[6]
        valid, = struct.unpack_from("<Q", data, 8)
        present = [t for t in range(64) if valid >> t & 1]
        counts = dict(zip(present, struct.unpack_from("<%dI" % len(present), data, 24)))
        at = 24 + 4 * len(present)

        def width(column):
            if column in (2, 4):
                return column
            if isinstance(column, str):
                return 4 if heaps & {"S": 1, "G": 2, "B": 4}[column] else 2
            if len(column) == 1:
                return 4 if counts.get(column[0], 0) > 0xFFFF else 2
            return 4 if max(counts.get(t, 0) for t in column) >= 1 << (16 - TAG_BITS[column]) else 2
        tables = {}
        for table in present:
            rows = tables[table] = []
            widths = [(c, width(c)) for c in SCHEMA[table]]
            for _ in range(counts[table]):
                row = []
                for column, size in widths:
                    value = int.from_bytes(data[at:at + size], "little")
                    at += size
                    if column == "S":
                        value = self.strings[value:self.strings.index(b"\0", value)].decode()
                    elif column == "B":
                        value = self.blob(value)
                    elif isinstance(column, tuple) and len(column) > 1:
                        bits = TAG_BITS[column]
                        value = (column[value & (1 << bits) - 1], value >> bits)
                    row.append(value)
                rows.append(tuple(row))
        return tables

    def blob(self, at):
        length, at = compressed(self.blobs, at)
        return self.blobs[at:at + length]

    def rows(self, table):
        return self.tables.get(table, [])

    def ranges(self, table, owners, column):
        """For each row of the owner table the range of rows of `table` that it owns."""
        starts = [row[column] for row in self.rows(owners)] + [len(self.rows(table)) + 1]
        return [range(starts[i] - 1, starts[i + 1] - 1) for i in range(len(starts) - 1)]


def compressed(data, at):
    first = data[at]
    if first < 0x80:
        return first, at + 1
    if first < 0xC0:
        return (first & 0x3F) << 8 | data[at + 1], at + 2
    return int.from_bytes(data[at:at + 4], "big") & 0x1FFFFFFF, at + 4
