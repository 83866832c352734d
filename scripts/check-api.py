#!/usr/bin/env python3
"""Compares the public API of compiled class libraries with the listings of the official ones in Tests/Api.

usage: check-api.py [-l] DIRECTORY    DIRECTORY holds what scripts/build-managed.sh made; -l prints our listings instead
A line of a listing that we do not have is an error. So is a line of ours that is neither there nor in
Tests/Api/additions.txt. Of the assemblies in PARTIAL only the types that we have are compared.
"""
import os, struct, sys
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from clr_metadata import ELEMENTS, KEYWORDS, Metadata, compressed

API = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Tests", "Api")
PARTIAL = {"System.Net", "nanoFramework.M2Mqtt.Core"}
NOT_IN_PE = {"System.Decimal", "System.Runtime.CompilerServices.IsVolatile"}
ACCESS = {4: "protected", 5: "protected", 6: "public"}


class Listing:
    """The API of an assembly: {type name: (header, interfaces, members)}."""

    def __init__(self, path):
        self.m = Metadata(path)
        self.typedefs = self.m.rows(2)
        self.enclosing = {n: o for n, o in self.m.rows(0x29)}
        self.fields = self.m.ranges(4, 2, 4)
        self.methods = self.m.ranges(6, 2, 5)
        self.params = self.m.ranges(8, 6, 5)
        self.constants = {parent: (kind & 0xFF, value) for kind, parent, value in self.m.rows(0x0B)}
        self.generics = {}
        for number, _, owner, name in self.m.rows(0x2A):
            self.generics.setdefault(owner, {})[number] = name
        self.accessors = {}
        for semantics, method, owner in self.m.rows(0x18):
            self.accessors.setdefault(owner, {})[semantics] = method
        self.types = {}
        for i in range(1, len(self.typedefs) + 1):
            if self.visible(i) and self.name(i) not in NOT_IN_PE:
                self.add(i)

    def visible(self, i):
        scope = self.typedefs[i - 1][0] & 7
        return scope == 1 or (scope in (2, 4, 7) and self.visible(self.enclosing[i]))

    def name(self, i):
        _, name, namespace = self.typedefs[i - 1][:3]
        if i in self.enclosing:
            return self.name(self.enclosing[i]) + "." + name
        return namespace + "." + name if namespace else name

    def token_name(self, token):
        table, i = token
        if i == 0:
            return None
        if table == 2:
            name = self.name(i)
        elif table == 1:
            scope, name, namespace = self.m.rows(1)[i - 1]
            if scope[0] == 1:
                return self.token_name(scope) + "." + name
            name = namespace + "." + name if namespace else name
        else:
            return self.type(self.m.rows(0x1B)[i - 1][0], 0, {})[0]
        return KEYWORDS.get(name, name)

    def type(self, sig, at, generic):
        code = sig[at]
        at += 1
        if code in ELEMENTS:
            return ELEMENTS[code], at
        if code in (0x11, 0x12):
            coded, at = compressed(sig, at)
            return self.token_name(((2, 1, 0x1B)[coded & 3], coded >> 2)), at
        if code in (0x1D, 0x10, 0x0F):
            inner, at = self.type(sig, at, generic)
            return {0x1D: inner + "[]", 0x10: "ref " + inner, 0x0F: inner + "*"}[code], at
        if code in (0x13, 0x1E):
            number, at = compressed(sig, at)
            return generic.get(number, "?"), at
        if code in (0x1F, 0x20):
            _, at = compressed(sig, at)
            return self.type(sig, at, generic)
        raise ValueError("element type %02x" % code)

    def signature(self, method, generic):
        """(return type, [parameter texts], [parameter types])."""
        sig = self.m.rows(6)[method - 1][4]
        count, at = compressed(sig, 1)
        result, at = self.type(sig, at, generic)
        rows = {self.m.rows(8)[p][1]: self.m.rows(8)[p] for p in self.params[method - 1]}
        texts, types = [], []
        for n in range(1, count + 1):
            kind, at = self.type(sig, at, generic)
            flags, _, name = rows.get(n, (0, n, "?"))
            if kind.startswith("ref ") and flags & 2:
                kind = "out " + kind[4:]
            texts.append(kind + " " + name)
            types.append(kind)
        return result, texts, types

    def modifiers(self, method, is_interface):
        flags = self.m.rows(6)[method - 1][2]
        if is_interface:
            return ""
        words = [ACCESS[flags & 7]]
        if flags & 0x10:
            words.append("static")
        elif flags & 0x40 and not flags & 0x20:
            words.append("abstract" if flags & 0x400 and flags & 0x100 else "virtual" if flags & 0x100 else "override")
            if flags & 0x400 and not flags & 0x100:
                words[-1] = "abstract override"
        elif flags & 0x40 and not flags & 0x100:
            words.append("sealed override")
        return " ".join(words) + " "

    def public(self, method):
        return method and self.m.rows(6)[method - 1][2] & 7 in ACCESS

    def add(self, i):
        flags, _, _, extends = self.typedefs[i - 1][:4]
        name, base = self.name(i), self.token_name(extends)
        generic = self.generics.get((2, i), {})
        shown = KEYWORDS.get(name, name)
        if base == "System.MulticastDelegate":
            invoke = next(m + 1 for m in self.methods[i - 1] if self.m.rows(6)[m][3] == "Invoke")
            result, params, _ = self.signature(invoke, generic)
            self.types[name] = ("delegate %s %s(%s)" % (result, shown, ", ".join(params)), set(), set())
            return
        if base == "System.Enum":
            self.add_enum(i, name)
            return
        is_interface = bool(flags & 0x20)
        kind = "interface" if is_interface else "struct" if base == "System.ValueType" and name != "System.Enum" else \
            "static class" if flags & 0x180 == 0x180 else "abstract class" if flags & 0x80 else \
            "sealed class" if flags & 0x100 else "class"
        header = kind + " " + shown
        if kind.endswith("class") and base not in (None, "object"):
            header += " : " + base
        interfaces = {self.token_name(t) for c, t in self.m.rows(9) if c == i}
        members = self.fields_of(i, generic) | self.methods_of(i, generic, is_interface) | \
            self.properties_of(i, generic, is_interface) | self.events_of(i, is_interface)
        self.types[name] = (header, interfaces, members)

    def add_enum(self, i, name):
        members, under = set(), "int"
        for f in self.fields[i - 1]:
            flags, field, sig = self.m.rows(4)[f]
            if flags & 0x10:
                members.add("%s = %s" % (field, self.constant((4, f + 1))))
            else:
                under = self.type(sig, 1, {})[0]
        self.types[name] = ("enum %s : %s" % (name, under), set(), members)

    def constant(self, parent):
        kind, raw = self.constants[parent]
        if kind == 0x0E:
            return '"%s"' % raw.decode("utf-16-le")
        if kind == 0x03:
            return "'\\u%04x'" % struct.unpack("<H", raw)
        value = struct.unpack("<" + {2: "?", 4: "b", 5: "B", 6: "h", 7: "H", 8: "i", 9: "I", 10: "q", 11: "Q", 12: "f",
                                     13: "d"}[kind], raw)[0]
        if kind in (12, 13):
            if value != value:
                return "NaN"
            if value in (float("inf"), float("-inf")):
                return "-Infinity" if value < 0 else "Infinity"
            return ("%.7G" if kind == 12 else "%.15G") % value
        return str(value)

    def fields_of(self, i, generic):
        lines = set()
        for f in self.fields[i - 1]:
            flags, name, sig = self.m.rows(4)[f]
            if flags & 7 not in ACCESS:
                continue
            text = ACCESS[flags & 7] + " "
            kind = self.type(sig, 1, generic)[0]
            if flags & 0x40:
                lines.add("%sconst %s %s = %s" % (text, kind, name, self.constant((4, f + 1))))
            else:
                text += ("static " if flags & 0x10 else "") + ("readonly " if flags & 0x20 else "")
                lines.add("%s%s %s" % (text, kind, name))
        return lines

    def methods_of(self, i, generic, is_interface):
        lines = set()
        for m in self.methods[i - 1]:
            flags, name = self.m.rows(6)[m][2:4]
            if not self.public(m + 1) or name == ".cctor" or (flags & 0x800 and not name.startswith((".ctor", "op_"))):
                continue
            result, params, _ = self.signature(m + 1, generic)
            text = self.modifiers(m + 1, is_interface)
            text += name if name == ".ctor" else result + " " + name
            lines.add("%s(%s)" % (text, ", ".join(params)))
        return lines

    def properties_of(self, i, generic, is_interface):
        lines = set()
        for owner, members in zip(self.m.rows(0x15), self.m.ranges(0x17, 0x15, 1)):
            if owner[0] != i:
                continue
            for p in members:
                name = self.m.rows(0x17)[p][1]
                accessors = self.accessors.get((0x17, p + 1), {})
                getter, setter = (m if self.public(m) else None for m in (accessors.get(2), accessors.get(1)))
                if not getter and not setter:
                    continue
                result, _, types = self.signature(getter or setter, generic)
                if not getter:
                    result = types.pop()
                text = self.modifiers(getter or setter, is_interface) + result + " " + name
                if types:
                    text += "[%s]" % ", ".join(types)
                lines.add(text + " {" + (" get;" if getter else "") + (" set;" if setter else "") + " }")
        return lines

    def events_of(self, i, is_interface):
        lines = set()
        for owner, members in zip(self.m.rows(0x12), self.m.ranges(0x14, 0x12, 1)):
            if owner[0] != i:
                continue
            for e in members:
                _, name, kind = self.m.rows(0x14)[e]
                adder = self.accessors.get((0x14, e + 1), {}).get(8)
                if self.public(adder):
                    lines.add("%sevent %s %s" % (self.modifiers(adder, is_interface), self.token_name(kind), name))
        return lines


def read(path):
    """A listing file in the form of Listing.types, keyed by the shown name."""
    types = {}
    for block in open(path, encoding="utf-8").read().split("\n\n"):
        lines = [l for l in block.strip("\n").split("\n") if l and not l.startswith("#")]
        if not lines:
            continue
        head, _, bases = lines[0].partition(" : ")
        words = head.split("(")[0].split(" ")
        name = words[-1]
        if head.startswith(("enum", "delegate")):
            types[name] = (lines[0], set(), {l.strip() for l in lines[1:]})
            continue
        bases = bases.split(", ") if bases else []
        base = ""
        if bases and words[-2] == "class" and not is_interface_name(bases[0]):
            base = " : " + bases.pop(0)
        types[name] = (head + base, set(bases), {l.strip() for l in lines[1:]})
    return types


def is_interface_name(name):
    last = name.split(".")[-1]
    return len(last) > 1 and last[0] == "I" and last[1].isupper()


def compare(name, ours, theirs, additions):
    problems = []
    for kind in sorted(set(theirs) | set(ours)):
        if kind not in ours:
            if name not in PARTIAL:
                problems.append("%s: missing type %s" % (name, kind))
            continue
        if kind not in theirs:
            if ours[kind][0] not in additions:
                problems.append("%s: unexpected type %s" % (name, ours[kind][0]))
            continue
        if ours[kind][0] != theirs[kind][0]:
            problems.append("%s: is    %s\n    wants %s" % (name, ours[kind][0], theirs[kind][0]))
        for interface in theirs[kind][1] - ours[kind][1]:
            problems.append("%s: %s does not implement %s" % (name, kind, interface))
        for member in sorted(theirs[kind][2] - ours[kind][2]):
            problems.append("%s: %s lacks %s" % (name, kind, member))
        for member in sorted(ours[kind][2] - theirs[kind][2]):
            if kind + ": " + member not in additions:
                problems.append("%s: %s has also %s" % (name, kind, member))
    return problems


def main():
    args = [a for a in sys.argv[1:] if a != "-l"]
    if len(args) != 1:
        print(__doc__, file=sys.stderr)
        return 64
    additions = set(open(os.path.join(API, "additions.txt"), encoding="utf-8").read().split("\n"))
    problems, count = [], 0
    for file in sorted(f for f in os.listdir(API) if f.endswith(".txt") and f != "additions.txt"):
        name = file[:-4]
        listing = {KEYWORDS.get(k, k): v for k, v in Listing(os.path.join(args[0], name + ".dll")).types.items()}
        if "-l" in sys.argv:
            for kind in sorted(listing):
                print("\n".join([listing[kind][0], *("  : " + i for i in sorted(listing[kind][1])),
                                 *("  " + l for l in sorted(listing[kind][2])), ""]))
            continue
        problems += compare(name, listing, read(os.path.join(API, file)), additions)
        count += len(listing)
    if "-l" not in sys.argv:
        print("\n".join(problems + ["%d types, %d differences" % (count, len(problems))]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
