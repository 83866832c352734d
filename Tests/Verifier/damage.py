"""damage.py - changes one place of a PE file and sets the checksums right again, so that what the loader says of it is about that place.

A place is a field of the header (`assemblyName`, `startOfTables[4]`), a column of a row (`TypeDef[1].extends`), a byte of what a column
leads to (`FieldDef[0].sig:1`), a byte of a heap (`Strings[-1]`: its last), or the `length` of the file. Names are those of pe-format 1 and 2.
"""

import re

from image import TABLES, repaired, with_header_crc

HEADER = {"marker": (0x00, 8), "headerCRC": (0x08, 4), "assemblyCRC": (0x0C, 4), "patchEntryOffset": (0x18, 4), "major": (0x1C, 2),
          "minor": (0x1E, 2), "assemblyName": (0x24, 2), "stringTableVersion": (0x26, 2), "startOfTables": (0x28, 4),
          "numOfPatchedMethods": (0x68, 4), "paddingOfTables": (0x6C, 1)}
# Column and struct code of each. A table that is none of these is bytes.
COLUMNS = {
    "AssemblyRef": "name:H reserved:H major:H minor:H build:H revision:H",
    "TypeRef": "name:H namespace:H scope:H reserved:H",
    "FieldRef": "name:H container:H sig:H reserved:H",
    "MethodRef": "name:H container:H sig:H reserved:H",
    "TypeDef": "name:H namespace:H extends:H enclosingType:H interfaces:H methods_First:H vMethods_Num:B iMethods_Num:B sMethods_Num:B "
               "dataType:B sFields_First:H iFields_First:H sFields_Num:B iFields_Num:B flags:H",
    "FieldDef": "name:H sig:H defaultValue:H flags:H",
    "MethodDef": "name:H RVA:H flags:I retVal:B numArgs:B numLocals:B lengthEvalStack:B locals:H sig:H",
    "Attributes": "ownerType:H ownerIdx:H constructor:H data:H",
    "TypeSpec": "sig:H reserved:H",
    "Resources": "id:H kind:B padding:B offset:I",
    "ResourcesFiles": "version:I sizeOfHeader:I sizeOfResourceHeader:I numberOfResources:I name:H reserved:H offset:I",
}
SIZES = {"B": 1, "H": 2, "I": 4}


def columns(table):
    """(name, bytes) of each column."""
    pairs = [one.split(":") for one in COLUMNS.get(table, "byte:B").split()]
    return [(name, SIZES[code]) for name, code in pairs]


def number(data, at, size):
    return int.from_bytes(data[at:at + size], "little")


def start(data, table):
    return number(data, 0x28 + 4 * TABLES.index(table), 4)


def end(data, table):
    index = TABLES.index(table) + 1
    return number(data, 0x28 + 4 * index, 4) - data[0x6C + index - 1]


def find(data, place):
    """(offset, bytes) of a place."""
    found = re.fullmatch(r"(\w+)(?:\[(-?\d+)\])?(?:\.(\w+)(?::(\d+))?)?", place)
    name, index, column, byte = found.groups()
    if name in HEADER:
        at, size = HEADER[name]
        return at + size * int(index or 0), size
    sizes = dict(columns(name))
    at = (end if index.startswith("-") else start)(data, name) + int(index) * sum(sizes.values())
    for other, size in columns(name):
        if other == (column or "byte"):
            break
        at += size
    if byte is None:
        return at, sizes[column or "byte"]
    return start(data, "ByteCode" if column == "RVA" else "Signatures") + number(data, at, 2) + int(byte), 1


def damaged(data, place, value):
    """The file with one number, or its length, changed."""
    if place == "length":
        return data[:int(value, 0)]
    data = bytearray(data)
    at, size = find(data, place)
    data[at:at + size] = value.strip('"').encode().ljust(size, b"\0") if value.startswith('"') else int(value, 0).to_bytes(size, "little")
    if place == "headerCRC":
        return bytes(data)
    return with_header_crc(data) if place == "assemblyCRC" else repaired(data)


def add_row(image, table, values):
    """A row, or a byte, at the end of a table."""
    for (_, size), value in zip(columns(table), values):
        image.tables[table] += int(value, 0).to_bytes(size, "little")
