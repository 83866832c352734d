#!/usr/bin/env python3
"""assemble.py OUTPUT CASES... - assembles the verifier's cases into PE files and lists them in OUTPUT/cases.list.

A case file is lines; '#' begins a comment. Cases of one file share the types before its first case.

  == NAME : RULE            a hostile file that this rule of Sources/CNanoRuntime/rules.h refuses
  == NAME : refused TEXT    one that is not even linked: TEXT is in the error
  == NAME : ok              a right one: it is verified, Main calls Program::Test, which returns
  == NAME : throws TYPE     verified; Program::Test ends with this exception
  == NAME : library         another assembly of the application; `use NAME` in a case loads it and knows its types
  == NAME : base library    the same in the base domain
  class NAME [: BASE, INTERFACE...] [sealed] [abstract] [interface] [struct] [enum] [delegate] [internal] [in OUTER]
    field [static] [initonly] [ACCESS] TYPE NAME
    method [static] [virtual] [abstract] [newslot] [native] [ACCESS] TYPE NAME(TYPE, ...) [locals(TYPE, ...)]
      [LABEL:] INSTRUCTION [OPERAND]
      .try FROM TO catch TYPE FROM TO | finally FROM TO | fault FROM TO | filter FROM FROM TO | kind NUMBER FROM TO
      .bytes 0x.. 0x..
  assembly NAME             the name of the assembly, if not that of the file
  row TABLE VALUE...        a row at the end of a table that nothing else here fills
  damage PLACE VALUE        the file is written as it is, NAME.right.pe, and with this place changed (damage.py)
  repeat COUNT ... end      these lines so many times, with {i} and {i+1} replaced
A class of a case replaces the shared one of its name. `root` says that a class has no base. A method before the first class belongs to
Program. TYPE: void bool int8 uint8 char int16 uint16 int32 uint32 float32 int64 uint64 float64 string object, a class here, Namespace.Class
of mscorlib, TYPE[], ref TYPE, spec:TYPE (named through a TypeSpec). An operand that names a member of mscorlib says all of it: `instance
void System.Object::.ctor()`, `static void X::Y(int32)`; members of the file are `Class::name`. A number with `#` before it is a raw token.
A class gets a constructor if it declares none.
"""

import os
import re
import struct
import sys

from damage import add_row, damaged
from image import NONE, Image

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))

PRIMITIVES = {
    "void": 0, "bool": 1, "int8": 2, "uint8": 3, "char": 4, "int16": 5, "uint16": 6, "int32": 7, "uint32": 8, "float32": 9,
    "int64": 10, "uint64": 11, "float64": 12, "string": 15, "object": 16,
}
CLASS, VALUETYPE, SZARRAY, BYREF = 17, 18, 19, 20
ACCESS = {"private": 1, "famandassem": 2, "assembly": 3, "family": 4, "famorassem": 5, "public": 6}
CORE_VALUE_TYPES = {"System.DateTime", "System.TimeSpan", "System.Guid", "System.RuntimeTypeHandle", "System.Int32", "System.Void",
                    "System.RuntimeFieldHandle", "System.RuntimeMethodHandle", "System.Int64", "System.Byte", "System.Boolean"}


def opcodes():
    """name -> (bytes, operand kind), from the runtime's own table."""
    text = open(os.path.join(ROOT, "Sources/CNanoRuntime/il.h"), encoding="utf-8").read()
    found = re.findall(r'OP\(\w+, "([^"]+)", (\d), (0x\w+), (\w+),', text)
    return {name: ((b"\xfe" if page == "1" else b"") + bytes([int(byte, 16)]), kind) for name, page, byte, kind in found}


OPCODES = opcodes()
SIZES = {"NONE": 0, "I1": 1, "I4": 4, "I8": 8, "R4": 4, "R8": 8, "VAR1": 1, "VAR2": 2, "BR1": 1, "BR2": 2, "METHOD": 2, "FIELD": 2,
         "TYPE": 2, "STRING": 2, "TOKEN": 4}


class Class:
    def __init__(self, line):
        words, _, self.outer = line.partition(" in ")
        head, _, tail = words.partition(":")
        parts = [part.strip() for part in tail.split(",")] if tail else []
        flags = head.split()[1:]
        if parts:
            *_, last = parts
            flags += last.split()[1:]
            parts[-1] = last.split()[0]
        self.name, self.flags = head.split()[0], set(flags)
        self.bases = parts
        self.fields, self.methods = [], []

    def kind(self):
        return next((kind for kind in ("interface", "struct", "enum", "delegate") if kind in self.flags), "class")


class Member:
    def __init__(self, line):
        self.locals = []
        found = re.search(r"\slocals\((.*)\)\s*$", line)
        if found:
            self.locals = split_types(found.group(1))
            line = line[:found.start()]
        head, paren, rest = line.partition("(")
        words = head.split()
        self.name = words.pop()
        while words and words[-1] == "[]":
            words.pop()
        self.type = words.pop()
        if words and words[-1] == "ref":
            self.type = "ref " + self.type
            words.pop()
        self.flags = set(words)
        self.parameters = split_types(rest.rsplit(")", 1)[0]) if paren else []
        self.access = next((ACCESS[word] for word in words if word in ACCESS), ACCESS["public"])
        self.body = []


def split_types(text):
    return [part.strip() for part in text.split(",") if part.strip()]


class Source:
    """The classes of one case."""

    def __init__(self, lines):
        self.classes, current = [], None
        for number, line in lines:
            word, _, rest = line.partition(" ")
            if word == "class":
                current = Class(rest)
                if all(current.name != one.name for one in self.classes):
                    self.classes.append(current)
            elif word == "field":
                current.fields.append(Member(rest))
            elif word == "method":
                if current is None:
                    current = Class("Program")
                    self.classes.append(current)
                current.methods.append(Member(rest))
            else:
                current.methods[-1].body.append((number, line))


class Assembler:
    def __init__(self, name, source, uses):
        self.image, self.source, self.uses = Image(name), source, uses
        self.assemblies, self.typerefs, self.methodrefs, self.fieldrefs, self.typespecs = [], [], [], [], []
        for one in source.classes:
            self.complete(one)
            self.sort(one)
        self.types = {one.name: one for one in source.classes}

    # -- What a source leaves out ------------------------------------------------------------------

    def complete(self, one):
        kind = one.kind()
        default = {"interface": None, "struct": "System.ValueType", "enum": "System.Enum", "delegate": "System.MulticastDelegate"}
        self.base_of = getattr(self, "base_of", {})
        named = one.bases if kind in ("class",) else []
        interfaces = one.bases if kind == "struct" or kind == "interface" else named[1:]
        self.base_of[one.name] = None if "root" in one.flags else named[0] if named else default.get(kind, "System.Object")
        one.interfaces = interfaces
        if kind == "enum" and not one.fields:
            one.fields.append(Member("int32 value__"))
        if kind == "delegate" and "bare" not in one.flags:
            ctor = Member("native void .ctor(object, int32)")
            one.methods.insert(0, ctor)
        if kind == "class" and not any(method.name == ".ctor" for method in one.methods):
            method = Member("void .ctor()")
            base = self.base_of[one.name]
            target = f"{base}::.ctor" if base in [other.name for other in self.source.classes] else f"instance void {base}::.ctor()"
            method.body = ([(0, "ldarg.0"), (0, "call " + target)] if base else []) + [(0, "ret")]
            one.methods.append(method)
        if one.name == "Program" and not any(method.name == "Main" for method in one.methods):
            test = next((method for method in one.methods if method.name == "Test"), None)
            main = Member("static void Main()")
            runs = test and "static" in test.flags and not test.parameters
            main.body = ([(0, "call Program::Test")] + ([(0, "pop")] if test.type != "void" else []) if runs else []) + [(0, "ret")]
            one.methods.append(main)

    @staticmethod
    def sort(one):
        """The order of the format: virtual, instance, static methods; static, instance fields."""
        def rank(method):
            return 0 if "virtual" in method.flags or "abstract" in method.flags else 2 if "static" in method.flags else 1
        if one.kind() == "interface":
            for method in one.methods:
                if "static" not in method.flags:
                    method.flags |= {"virtual", "abstract"}
        one.methods.sort(key=rank)
        one.fields.sort(key=lambda field: "static" not in field.flags)

    # -- Names and types ---------------------------------------------------------------------------

    def scope(self, name):
        for assembly, classes in self.uses.items():
            if name in classes:
                return assembly
        return "mscorlib"

    def typeref(self, name):
        assembly = self.scope(name)
        if assembly not in self.assemblies:
            self.assemblies.append(assembly)
        if name not in self.typerefs:
            self.typerefs.append(name)
        return self.typerefs.index(name)

    def is_value(self, name):
        name = name.rpartition(":")[2]
        if name in self.types:
            return self.types[name].kind() in ("struct", "enum")
        return name in CORE_VALUE_TYPES or any(classes.get(name) in ("struct", "enum") for classes in self.uses.values())

    def token(self, name):
        """(kind, row) of a class: 0 TypeDef, 1 TypeRef."""
        if name in self.types:
            return 0, self.source.classes.index(self.types[name])
        return 1, self.typeref(name)

    def typespec(self, text):
        if text not in self.typespecs:
            self.typespecs.append(text)
        return self.typespecs.index(text)

    def encode(self, text):
        text = text.strip()
        if text.startswith("ref "):
            return bytes([BYREF]) + self.encode(text[4:])
        if text.endswith("[]"):
            return bytes([SZARRAY]) + self.encode(text[:-2])
        if text in PRIMITIVES:
            return bytes([PRIMITIVES[text]])
        if text.startswith("0x"):
            return bytes.fromhex(text[2:])
        kind, row = (2, self.typespec(text[5:])) if text.startswith("spec:") else self.token(text)
        value = row << 2 | kind
        compressed = bytes([value]) if value < 0x80 else bytes([0x80 | value >> 8, value & 0xFF])
        return bytes([VALUETYPE if self.is_value(text) else CLASS]) + compressed

    def method_signature(self, member, has_this):
        return bytes([0x20 if has_this else 0, len(member.parameters)]) + b"".join(
            self.encode(one) for one in [member.type] + member.parameters)

    # -- Operands ----------------------------------------------------------------------------------

    def type_token(self, text):
        names = {"bool": "Boolean", "int8": "SByte", "uint8": "Byte", "char": "Char", "int16": "Int16", "uint16": "UInt16",
                 "int32": "Int32", "uint32": "UInt32", "float32": "Single", "int64": "Int64", "uint64": "UInt64",
                 "float64": "Double", "string": "String", "object": "Object", "void": "Void"}
        if text.startswith("#"):
            return int(text[1:], 0)
        if text.endswith("[]"):
            return 2 << 14 | self.typespec(text)
        kind, row = self.token("System." + names[text] if text in names else text)
        return kind << 14 | row

    def method_token(self, text):
        if text.startswith("#"):
            return int(text[1:], 0)
        if text.startswith(("instance ", "static ")):
            kind, _, rest = text.partition(" ")
            owner, _, signature = rest.partition("::")
            result, _, owner = owner.rpartition(" ")
            member = Member(f"{result} {signature}")
            key = (owner, member.name, self.method_signature(member, kind == "instance"))
            if key not in self.methodrefs:
                self.typeref(owner)
                self.methodrefs.append(key)
            return 0x8000 | self.methodrefs.index(key)
        return self.row_of(text, "methods")

    def field_token(self, text):
        if text.startswith("#"):
            return int(text[1:], 0)
        if " " in text:
            rest, _, type_text = text.partition(" ")
            owner, _, name = rest.partition("::")
            key = (owner, name, bytes([6]) + self.encode(type_text))
            if key not in self.fieldrefs:
                self.typeref(owner)
                self.fieldrefs.append(key)
            return 0x8000 | self.fieldrefs.index(key)
        return self.row_of(text, "fields")

    def row_of(self, text, what):
        owner, _, name = text.partition("::")
        row = 0
        for one in self.source.classes:
            for member in getattr(one, what):
                if one.name == owner and member.name == name:
                    return row
                row += 1
        raise SystemExit(f"no {text}")

    def operand(self, kind, text):
        if kind == "NONE":
            return b""
        if kind == "TYPE":
            return struct.pack("<H", self.type_token(text))
        if kind == "METHOD":
            return struct.pack("<H", self.method_token(text))
        if kind == "FIELD":
            return struct.pack("<H", self.field_token(text))
        if kind == "STRING":
            return struct.pack("<H", int(text[1:], 0) if text.startswith("#") else self.image.string(text.strip('"')))
        if kind == "TOKEN":
            what, _, name = text.partition(" ")
            if what.startswith("#"):
                return struct.pack("<I", int(what[1:], 0))
            if what == "method":
                return struct.pack("<I", (6 if self.method_token(name) < 0x8000 else 3) << 24 | self.method_token(name) & 0x7FFF)
            if what == "field":
                return struct.pack("<I", (5 if self.field_token(name) < 0x8000 else 2) << 24 | self.field_token(name) & 0x7FFF)
            token = self.type_token(name)
            return struct.pack("<I", (4, 1, 8)[token >> 14] << 24 | token & 0x3FFF)
        if kind in ("R4", "R8"):
            return struct.pack("<f" if kind == "R4" else "<d", float(text))
        size = SIZES[kind]
        return (int(text, 0) & (1 << 8 * size) - 1).to_bytes(size, "little")

    # -- Bodies ------------------------------------------------------------------------------------

    def assemble_body(self, method):
        """IL bytes with the exception rows behind them, and whether there are any."""
        labels, code, fixups, clauses = {}, bytearray(), [], []
        for number, line in method.body:
            found = re.match(r"(\w+):\s*(.*)", line)
            if found:
                labels[found.group(1)] = len(code)
                line = found.group(2)
            if not line:
                continue
            name, _, rest = line.partition(" ")
            rest = rest.strip()
            if name == ".bytes":
                code += bytes(int(byte, 16) for byte in rest.split())
            elif name == ".try":
                clauses.append(rest.split())
            elif name == "switch":
                targets = rest.split()
                code += OPCODES["switch"][0] + bytes([len(targets)])
                for i, target in enumerate(targets):
                    fixups.append((len(code), 2, len(code) + 2 * (len(targets) - i), target))
                    code += bytes(2)
            else:
                if name not in OPCODES:
                    raise SystemExit(f"line {number}: unknown instruction {name}")
                encoding, kind = OPCODES[name]
                code += encoding
                if kind in ("BR1", "BR2"):
                    fixups.append((len(code), SIZES[kind], len(code) + SIZES[kind], rest))
                    code += bytes(SIZES[kind])
                else:
                    code += self.operand(kind, rest)
        labels["end"] = len(code)

        def place(text):
            return labels[text] if text in labels else int(text, 0)
        for at, size, base, target in fixups:
            code[at:at + size] = ((place(target) - base) & (1 << 8 * size) - 1).to_bytes(size, "little")
        for clause in clauses:
            code += self.clause(clause, place)
        return bytes(code) + (bytes([len(clauses)]) if clauses else b""), bool(clauses)

    def clause(self, words, place):
        start, end, kind, *rest = words
        mode, extra = {"catch": 0, "any": 1, "fault": 1, "finally": 2, "filter": 3, "kind": None}[kind], 0
        if kind == "kind":
            mode, *rest = rest
            mode = int(mode, 0)
        elif kind == "catch":
            token = self.type_token(rest.pop(0))
            extra = token if token >= 0x8000 else (token >> 14 & 1) << 15 | token & 0x3FFF
        elif kind == "filter":
            extra = place(rest.pop(0))
        return struct.pack("<6H", mode, extra, place(start), place(end), place(rest[0]), place(rest[1]))

    # -- Tables ------------------------------------------------------------------------------------

    def method_row(self, one, method, entry):
        image, flags = self.image, method.access
        flags |= (0x10 if "static" in method.flags else 0) | (0x40 if {"virtual", "abstract"} & method.flags else 0)
        flags |= (0x100 if "newslot" in method.flags else 0) | (0x200 if "abstract" in method.flags else 0)
        flags |= (0x20 if "final" in method.flags else 0)
        flags |= {".ctor": 0x1000, ".cctor": 0x2000}.get(method.name, 0)
        has_this = "static" not in method.flags
        rva = NONE
        if method.body:
            rva = len(image.tables["ByteCode"])
            code, has_clauses = self.assemble_body(method)
            image.tables["ByteCode"] += code
            flags |= 0x40000000 if has_clauses else 0
        flags |= 0x08000000 if entry else 0
        signature = self.method_signature(method, has_this)
        variables = image.signature(b"".join(self.encode(one) for one in method.locals)) if method.locals else NONE if method.body else 0
        return (image.string(method.name), rva, flags, signature[2], len(method.parameters) + has_this, len(method.locals), 8, variables,
                image.signature(signature))

    def extends(self, name):
        base = self.base_of[name]
        if base is None:
            return NONE
        kind, row = self.token(base)
        return kind << 15 | row

    def type_row(self, one, methods, fields):
        image, kind = self.image, one.kind()
        namespace, _, name = one.name.rpartition(".")
        flags = {"class": 0, "struct": 0x10, "interface": 0x20, "enum": 0x30, "delegate": 0x600}[kind]
        scope = 0 if "internal" in one.flags else 1
        if one.outer:
            scope = next((value for word, value in (("private", 3), ("family", 4), ("internal", 5)) if word in one.flags), 2)
        flags |= scope | (0x80 if {"sealed", "struct", "enum", "delegate"} & one.flags else 0)
        flags |= 0x40 if {"abstract", "interface"} & one.flags else 0
        interfaces = NONE
        if one.interfaces:
            data = bytes([len(one.interfaces)]) + b"".join(self.encode(name)[1:] for name in one.interfaces)
            interfaces = image.signature(data)
        count = [sum(1 for method in one.methods if test(method)) for test in (
            lambda m: {"virtual", "abstract"} & m.flags, lambda m: not {"virtual", "abstract", "static"} & m.flags,
            lambda m: "static" in m.flags)]
        statics = sum(1 for field in one.fields if "static" in field.flags)
        enclosing = self.token(one.outer)[1] if one.outer else NONE
        return (image.string(name), image.string(namespace), self.extends(one.name), enclosing, interfaces, methods, *count,
                {"struct": VALUETYPE, "enum": 7}.get(kind, CLASS), fields, fields + statics, statics, len(one.fields) - statics, flags)

    def assemble(self, rows=()):
        image, typedefs, fields, methods = self.image, [], [], []
        for one in self.source.classes:
            typedefs.append(self.type_row(one, len(methods), len(fields)))
            for field in one.fields:
                flags = field.access | (0x10 if "static" in field.flags else 0) | (0x20 if "initonly" in field.flags else 0)
                fields.append((image.string(field.name), image.signature(b"\x06" + self.encode(field.type)), NONE, flags))
            for method in one.methods:
                methods.append(self.method_row(one, method, one.name == "Program" and method.name == "Main"))
        image.rows("TypeDef", "6H4B2H2BH", typedefs)
        image.rows("FieldDef", "4H", fields)
        image.rows("MethodDef", "HHI4BHH", methods)
        image.rows("TypeSpec", "2H", [(image.signature(self.encode(text)), 0) for text in self.typespecs])
        # The other references come last: all that names them has been seen.
        references = [(image.string(name), owner, image.signature(signature)) for owner, name, signature in self.methodrefs]
        image.rows("MethodRef", "4H", [(name, self.typeref(owner), signature, 0) for name, owner, signature in references])
        references = [(image.string(name), owner, image.signature(signature)) for owner, name, signature in self.fieldrefs]
        image.rows("FieldRef", "4H", [(name, self.typeref(owner), signature, 0) for name, owner, signature in references])
        for name in self.typerefs:
            namespace, _, short = name.rpartition(".")
            scope = self.assemblies.index(self.scope(name))
            image.rows("TypeRef", "4H", [(image.string(short), image.string(namespace), scope, 0)])
        for name in self.assemblies:
            version = (1, 17) if name == "mscorlib" else (1, 0)
            image.rows("AssemblyRef", "6H", [(image.string(name), 0, *version, 0, 0)])
        for table, *values in rows:
            add_row(image, table, values)
        return image.bytes()


# -- Case files ------------------------------------------------------------------------------------

DIRECTIVES = ("use ", "assembly ", "row ", "damage ")


def read_lines(path):
    """(number, line) without comments, repetitions written out."""
    repeated, count = None, 0
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        line = re.sub(r"(^|\s)#( |$).*", "", line).strip()
        if line.startswith("repeat "):
            repeated, count = [], int(line.split()[1])
        elif line == "end" and repeated is not None:
            for i in range(count):
                for one, text in repeated:
                    yield one, text.replace("{i}", str(i)).replace("{i+1}", str(i + 1))
            repeated = None
        elif line and repeated is not None:
            repeated.append((number, line))
        elif line:
            yield number, line


def read_cases(path):
    """(name, expectation, lines) of each case; the shared lines come first."""
    shared, cases, current = [], [], None
    for number, line in read_lines(path):
        if line.startswith("== "):
            name, _, expectation = line[3:].partition(" : ")
            current = []
            cases.append((name.strip(), expectation.strip(), current))
        else:
            (shared if current is None else current).append((number, line))
    for name, expectation, lines in cases:
        has_program = any(line.startswith("class Program") for _, line in lines)
        yield name, expectation, lines if has_program else [(0, "class Program")] + lines + shared, shared if has_program else []


def write(path, data):
    with open(path, "wb") as out:
        out.write(data)


def main(output, paths):
    os.makedirs(output, exist_ok=True)
    listing = []
    for path in paths:
        area, libraries, in_base = os.path.splitext(os.path.basename(path))[0], {}, set()
        for name, expectation, lines, more in read_cases(path):
            used = [line.split()[1] for _, line in lines if line.startswith("use ")]
            named = [line.split()[1] for _, line in lines + more if line.startswith("assembly ")]
            rows = [line.split()[1:] for _, line in lines + more if line.startswith("row ")]
            damage = [line.split(None, 2)[1:] for _, line in lines + more if line.startswith("damage ")]
            source = Source([(number, line) for number, line in lines + more if not line.startswith(DIRECTIVES)])
            uses = {f"{area}-{library}": libraries[library] for library in used}
            places = [("base:" if f"{area}-{library}" in in_base else "") + f"{area}-{library}" for library in used]
            file = f"{area}-{name}"
            data = Assembler(named[0] if named else file, source, uses).assemble(rows)
            if damage:
                write(os.path.join(output, file + ".right.pe"), data)
            for place, value in damage:
                data = damaged(data, place, value)
            write(os.path.join(output, file + ".pe"), data)
            if expectation == "base library":
                in_base.add(file)
            if expectation.endswith("library"):
                libraries[name] = {one.name: one.kind() for one in source.classes}
            else:
                listing.append("\t".join([file, expectation] + places))
    with open(os.path.join(output, "cases.list"), "w", encoding="utf-8") as out:
        out.write("".join(line + "\n" for line in listing))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
