"""Random verifiable IL, in the text of ilasm, that no C# compiler writes: values that live across branches, stores to
variables whose old value is still on the stack, chains of dup, pointers on the stack across stores, merges of pointers and
of classes, protected regions in each other, leave across several finally blocks, filters, fault blocks.

Every program ends: loops and calls use up Program::Fuel. What ECMA-335 leaves open is not used: shifts by the width or
more, conversions of floats that do not fit, the sign of a NaN."""

import random

from tree import Node

INTEGERS = {"int8": 1, "uint8": 1, "int16": 2, "uint16": 2, "char": 2, "int32": 4, "uint32": 4, "int64": 8, "uint64": 8}
NUMBERS = [*INTEGERS, "bool", "float32", "float64"]
LOADS = {"int8": "i1", "uint8": "u1", "bool": "u1", "int16": "i2", "uint16": "u2", "char": "u2", "int32": "i4", "uint32": "u4",
         "int64": "i8", "uint64": "i8", "float32": "r4", "float64": "r8"}
STORES = {"int8": "i1", "uint8": "i1", "bool": "i1", "int16": "i2", "uint16": "i2", "char": "i2", "int32": "i4", "uint32": "i4",
          "int64": "i8", "uint64": "i8", "float32": "r4", "float64": "r8"}
BOXES = {"int8": "SByte", "uint8": "Byte", "bool": "Boolean", "int16": "Int16", "uint16": "UInt16", "char": "Char", "int32": "Int32",
         "uint32": "UInt32", "int64": "Int64", "uint64": "UInt64", "float32": "Single", "float64": "Double"}
CLASSES = ["A", "B", "C"]  # C : B : A, and A implements I; so does D, which is no A
LENGTH = 4  # of every array
LARGE = 2500  # expressions, from which on a method gets no others than leaves: the format has 64 KB for it
CATCHES = ["[mscorlib]System.Exception", "[mscorlib]System.ArithmeticException", "[mscorlib]System.DivideByZeroException",
           "[mscorlib]System.OverflowException", "[mscorlib]System.NullReferenceException", "[mscorlib]System.InvalidCastException",
           "[mscorlib]System.IndexOutOfRangeException", "[mscorlib]System.ArrayTypeMismatchException", "[mscorlib]System.SystemException",
           "E1", "E2"]


def stack_kind(t):
    """What a value of a type is on the stack."""
    if t in INTEGERS or t == "bool":
        return "i8" if INTEGERS.get(t) == 8 else "i4"
    return {"float32": "r4", "float64": "r8"}.get(t, t)


def is_struct(t):
    return t[0] == "S" and t[-1].isdigit()


def spell(t):
    """A type in a signature."""
    if t.endswith("[]"):
        return spell(t[:-2]) + "[]"
    if t.endswith("&"):
        return spell(t[:-1]) + "&"
    if is_struct(t):
        return "valuetype " + t
    if t in ("A", "B", "C", "D", "I", "Func"):
        return "class " + t
    return t


def token(t):
    """A type as an operand."""
    return f"[mscorlib]System.{BOXES[t]}" if t in BOXES else "[mscorlib]System.Object" if t == "object" else spell(t) if "[" in t else t


class Variable:
    def __init__(self, name, t, argument):
        self.name, self.type, self.argument = name, t, argument

    def load(self):
        return f"{'ldarg' if self.argument else 'ldloc'} {self.name} "

    def store(self):
        return f"{'starg' if self.argument else 'stloc'} {self.name} "

    def address(self):
        return f"{'ldarga' if self.argument else 'ldloca'} {self.name} "


class Method:
    """A method that is there to be called."""

    def __init__(self, name, parameters, result, throws):
        self.name, self.parameters, self.result, self.throws = name, parameters, result, throws

    def call(self):
        return f"call {spell(self.result)} Program::{self.name}({', '.join(map(spell, self.parameters))}) "


class Program:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.labels = 0
        self.structs = {}
        self.methods = []

    # -- Choices

    def chance(self, percent):
        return self.random.randrange(100) < percent

    def pick(self, items):
        return items[self.random.randrange(len(items))]

    def label(self):
        self.labels += 1
        return f"L{self.labels}"

    def number(self, kind):
        r = self.random
        if kind == "i4":
            value = self.pick([0, 1, -1, 2, 127, 128, -128, 255, 256, 32767, 32768, -32769, 65535, 65536, 0x7FFFFFFF, -0x80000000,
                               r.randrange(-100, 100), r.randrange(-0x80000000, 0x80000000)])
            return f"ldc.i4 {value} "
        if kind == "i8":
            value = self.pick([0, 1, -1, 0xFFFFFFFF, 0x100000000, -0x80000000, 0x7FFFFFFFFFFFFFFF, -0x8000000000000000,
                               r.randrange(-100, 100), r.getrandbits(64) - (1 << 63)])
            return f"ldc.i8 {value} "
        value = self.pick(["0.0", "1.0", "-1.0", "0.5", "-2.5", "3.75", "100.25", "1e10", "-1e-5", "123456.789", "16777217.0"])
        special = {"r4": ["0x7FC00000", "0x7F800000", "0xFF800000", "0x80000000", "0x00000001"],
                   "r8": ["0x7FF8000000000000", "0x7FF0000000000000", "0xFFF0000000000000", "0x8000000000000000", "0x0000000000000001"]}
        bits = "32" if kind == "r4" else "64"
        return f"ldc.{kind} float{bits}({self.pick(special[kind])}) " if self.chance(8) else f"ldc.{kind} {value} "

    def plain(self, kind):
        """The simplest value of a kind."""
        if kind in ("i4", "i8", "r4", "r8"):
            return {"i4": "ldc.i4.0 ", "i8": "ldc.i8 0 ", "r4": "ldc.r4 0.0 ", "r8": "ldc.r8 0.0 "}[kind]
        if kind.endswith("&"):
            return f"ldsflda {spell(kind[:-1])} Program::{self.static(kind[:-1])} "
        if kind.endswith("[]"):
            return f"ldc.i4 {LENGTH} newarr {token(kind[:-2])} "
        if kind == "string":
            return 'ldstr "" '
        if kind == "object":
            return "newobj instance void [mscorlib]System.Object::.ctor() "
        if kind == "I":
            return "newobj instance void D::.ctor() "
        if kind == "Func":
            return "ldnull ldftn int32 Program::Twice(int32) newobj instance void Func::.ctor(object, native int) "
        if is_struct(kind):
            return f"ldsfld {spell(kind)} Program::zero{kind} "
        return f"newobj instance void {kind}::.ctor() "

    def static(self, t):
        return "s_" + t.replace("[]", "s")

    # -- The whole program

    def generate(self):
        for n in range(3):
            usable = NUMBERS + ["object", "string"] + list(self.structs) * 2
            self.structs[f"S{n}"] = [(f"f{k}", self.pick(usable)) for k in range(self.random.randrange(1, 5))]
        self.storage = NUMBERS + ["object", "string", "A", "B", "Func"] + list(self.structs) * 2
        self.arrays = ["int8[]", "uint16[]", "int32[]", "int64[]", "float32[]", "float64[]", "A[]", "object[]", "int32[][]", "bool[]"]
        self.arrays += [s + "[]" for s in self.structs]
        self.fields = {c: [(f"{c}{k}".lower(), self.pick(NUMBERS + ["object"] + list(self.structs))) for k in range(3)] for c in CLASSES}
        classes = [self.class_text(c) for c in CLASSES]
        bodies = []
        for n in range(self.random.randrange(2, 6)):
            parameters = [self.pick(self.storage + self.arrays) for _ in range(self.random.randrange(4))]
            parameters += [self.pick(NUMBERS + list(self.structs)) + "&" for _ in range(self.random.randrange(2))]
            self.random.shuffle(parameters)
            method = Method(f"M{n}", parameters, self.pick(self.storage + self.arrays), self.chance(40))
            bodies.append(Body(self, method).node())
            self.methods.append(method)
        main = Body(self, Method("Test", [], "void", False)).node()
        return Node(PRELUDE, *(self.struct_text(s) for s in self.structs), *classes, self.program_head(), *bodies, main, "}\n")

    def struct_text(self, name):
        fields = self.structs[name]
        lines = [f".class public sequential ansi sealed beforefieldinit {name} extends [mscorlib]System.ValueType\n{{\n"]
        lines += [f"  .field public {spell(t)} {f}\n" for f, t in fields]
        first, t = fields[0]
        change = self.change(name, first, t)
        mix = " ".join(f"ldarg.0 ldfld {spell(t)} {name}::{f} {self.mix(t)}" for f, t in fields)
        lines.append(f"  .method public hidebysig instance int32 Change(int32 by) {{ .maxstack 8\n    {change}ldarg.1 ldc.i4.3 mul ret }}\n")
        lines.append(f"  .method public hidebysig instance void Mix() {{ .maxstack 8\n    {mix}ret }}\n")
        lines.append(f"  .method public hidebysig virtual instance int32 GetHashCode() {{ .maxstack 8\n    {change}ldc.i4 {len(fields)} ret }}\n}}\n")
        return "".join(lines)

    def change(self, owner, field, t):
        """Adds something to the field of `this`, if it is a number."""
        kind = stack_kind(t)
        if kind not in ("i4", "i8", "r4", "r8"):
            return ""
        if t == "bool":
            return f"ldarg.0 ldarg.0 ldfld bool {owner}::{field} ldc.i4.0 ceq stfld bool {owner}::{field} "
        return f"ldarg.0 dup ldfld {spell(t)} {owner}::{field} ldc.i4.7 conv.{kind} add stfld {spell(t)} {owner}::{field} "

    def mix(self, t):
        """Takes a value off the stack, into the checksum."""
        kind = stack_kind(t)
        if is_struct(kind):
            return f"call void Program::Mix({spell(kind)}) "
        if kind in ("i4", "i8", "r4", "r8"):
            return f"call void Program::Mix({ {'i4': 'int32', 'i8': 'int64', 'r4': 'float32', 'r8': 'float64'}[kind]}) "
        return "call void Program::Mix(object) "

    def class_text(self, name):
        base = {"A": "[mscorlib]System.Object", "B": "A", "C": "B"}[name]
        implements = " implements I" if name == "A" else ""
        parts = [f".class public auto ansi beforefieldinit {name} extends {base}{implements}\n{{\n"]
        parts += [f"  .field public {spell(t)} {f}\n" for f, t in self.fields[name]]
        parts.append("  .method public hidebysig specialname rtspecialname instance void .ctor() {\n    ldarg.0 "
                     f"call instance void {base}::.ctor() ret }}\n")
        slot = "newslot virtual" if name == "A" else "virtual"
        first, t = self.fields[name][0]
        value = {"A": 3, "B": 5, "C": 11}[name]
        parts.append(f"  .method public hidebysig {slot} instance int32 V(int32 n) {{ .maxstack 8\n"
                     f"    {self.change(name, first, t)}ldarg.0 ldfld {spell(t)} {name}::{first} {self.mix(t)}ldarg.1 ldc.i4 {value} mul "
                     "dup starg n ldarg.1 add ret }\n}\n")
        return "".join(parts)

    def program_head(self):
        kept = self.storage + self.arrays
        lines = [".class public auto ansi beforefieldinit Program extends [mscorlib]System.Object\n{\n"]
        lines += ["  .field public static int32 Fuel\n  .field public static int64 Sum\n  .field public static class A Nothing\n"]
        lines += [f"  .field public static {spell(s)} zero{s}\n" for s in self.structs]
        lines += [f"  .field public static {spell(t)} {self.static(t)}\n" for t in dict.fromkeys(kept)]
        lines += [f"  .method public static void Mix({spell(s)} v) {{ .maxstack 8\n    ldarga.s v call instance void {s}::Mix() ret }}\n"
                  for s in self.structs]
        lines.append("  .method public static void Mix(object o) { .maxstack 8\n")
        tests = [(t, f"ldarg.0 unbox.any {token(t)} {self.mix(t)}") for t in NUMBERS + list(self.structs)]
        tests += [("string", "ldarg.0 castclass string callvirt instance int32 [mscorlib]System.String::get_Length() " + self.mix("int32"))]
        tests += [(c, "".join(f"ldarg.0 castclass {c} ldfld {spell(t)} {c}::{f} {self.mix(t)}" for f, t in self.fields[c] if t != "object"))
                  for c in CLASSES]
        for t in dict.fromkeys(t for t in kept if t.endswith("[]")):
            e = t[:-2]
            tests.append((t, "".join(f"ldarg.0 castclass {token(t)} ldc.i4 {n} ldelem {token(e)} {self.mix(e)}" for n in range(LENGTH))))
        for n, (t, code) in enumerate(tests):
            lines.append(f"    ldarg.0 isinst {token(t)} brfalse N{n}\n    ldc.i4 {n + 1000} {self.mix('int32')}{code}\n  N{n}:\n")
        lines.append("    ret }\n")
        lines.append(HELPERS)
        fill = "".join(f"    {self.plain(stack_kind(t))}stsfld {spell(t)} Program::{self.static(t)}\n" for t in dict.fromkeys(kept))
        fill += "".join(f"    ldsfld {spell(t)} Program::{self.static(t)} ldc.i4 {n} {self.plain(stack_kind(t[:-2]))}stelem {token(t[:-2])}\n"
                        for t in dict.fromkeys(kept) if t in ("A[]", "object[]", "int32[][]") for n in range(LENGTH))
        lines.append("  .method static void Main() { .entrypoint .maxstack 8\n    ldc.i4 400 stsfld int32 Program::Fuel\n"
                     f"{fill}    call void Program::Test() ldc.i4.m1 call void Program::Print(int32) ret }}\n")
        return "".join(lines)


class Body:
    """One method: its variables, and the statements and expressions that may stand in it. In a protected region with a
    handler for everything (`trap`) expressions may throw."""

    def __init__(self, program, method):
        self.p, self.method = program, method
        self.random, self.chance, self.pick, self.label = program.random, program.chance, program.pick, program.label
        self.variables = [Variable(f"a{n}", t, True) for n, t in enumerate(method.parameters)]
        kinds = program.storage + program.arrays
        count = self.pick([4, 8, 8, 14, 30])
        self.variables += [Variable(f"v{n}", self.pick(kinds), False) for n in range(count)]
        self.counters = []
        self.targets = []  # (label, nesting of protected regions): where a statement may go
        self.nesting = 0
        self.size = 0
        self.trap = method.throws
        self.in_catch = False

    def node(self):
        m = self.method
        end = self.label()
        statements = self.statements(self.random.randrange(3, 9), 3, [(end, 0)])
        result = []
        if m.result != "void":
            # A result of less than 32 bits that does not fit: mono gives the caller all bits, the runtime narrows it.
            narrow = f"conv.{LOADS[m.result]} " if INTEGERS.get(m.result, 8) < 4 else ""
            result = [self.value(m.result), narrow]
        mixed = "".join(v.load() + (f"ldobj {token(v.type[:-1])} " if v.type.endswith("&") else "") + self.p.mix(v.type.rstrip("&")) + "\n    "
                        for v in self.variables)
        local = [f"{spell(v.type)} {v.name}" for v in self.variables if not v.argument] + [f"int32 {c}" for c in self.counters]
        fill = "".join(self.p.plain(stack_kind(v.type)) + v.store() + "\n    " for v in self.variables
                       if not v.argument and stack_kind(v.type) not in ("i4", "i8", "r4", "r8") and not is_struct(v.type))
        arguments = ", ".join(f"{spell(t)} a{n}" for n, t in enumerate(m.parameters))
        out = self.label()
        early = self.p.plain(stack_kind(m.result)) if m.result != "void" else ""
        return Node(f"  .method public static {spell(m.result)} {m.name}({arguments}) {{ .maxstack 200 .locals init ({', '.join(local)})\n    "
                    f"ldsfld int32 Program::Fuel ldc.i4.1 sub dup stsfld int32 Program::Fuel ldc.i4.0 bgt {out} {early}ret\n  {out}:\n    {fill}\n",
                    statements, f"  {end}:\n    ", Node(mixed, instead=""), *result, "ret }\n")

    # -- Statements: the stack is empty before and after

    def statements(self, count, depth, targets=()):
        self.targets += targets
        made = [self.statement(depth) for _ in range(count)]
        if targets:
            del self.targets[-len(targets):]
        return Node(*made)

    def statement(self, depth):
        choices = [(self.assign, 30), (self.store, 12), (self.print, 6), (self.call_statement, 8), (self.copy, 5)]
        if depth:
            choices += [(self.if_statement, 8), (self.loop, 7), (self.switch, 4), (self.protected, 16), (self.jump, 8)]
        if self.trap:
            choices += [(self.throw, 4)]
        make = self.random.choices([c for c, _ in choices], [w for _, w in choices])[0]
        node = make(depth - 1)
        return Node("    ", node, "\n", instead="") if node else Node("")

    def value(self, t, depth=3):
        """An expression that can be stored to a place of a type."""
        if t == "bool":
            return Node(self.expression("i4", depth), self.pick(["ldc.i4.5 cgt ", "ldc.i4.0 ceq ", "ldc.i4 100 clt.un "]))
        return self.expression(stack_kind(t), depth)

    def assign(self, _):
        v = self.pick(self.variables)
        if v.type.endswith("&"):
            return Node(v.load(), self.value(v.type[:-1]), f"stobj {token(v.type[:-1])} ")
        return Node(self.value(v.type), v.store())

    def store(self, _):
        """A value through a pointer, into a field, an element, a static."""
        t = self.pick(NUMBERS + list(self.p.structs) + ["object"])
        way = self.random.randrange(4)
        if way == 0:
            t = self.pick(self.p.storage)
            return Node(self.value(t), f"stsfld {spell(t)} Program::{self.p.static(t)} ")
        if way == 1:
            c = self.pick(CLASSES)
            f, t = self.pick(self.p.fields[c])
            return Node(self.expression(c, 2), self.value(t), f"stfld {spell(t)} {c}::{f} ")
        if way == 2:
            t = self.pick([a for a in self.p.arrays])
            e = t[:-2]
            short = f"stelem.{STORES[e]} " if e in STORES and self.chance(50) else "stelem.ref " if e in ("A", "object") else f"stelem {token(e)} "
            return Node(self.expression(t, 2), self.index(), self.value(e), short)
        short = f"stind.{STORES[t]} " if t in STORES and self.chance(70) else f"stobj {token(t)} "
        return Node(self.expression(t + "&", 2), self.value(t), short)

    def copy(self, _):
        t = self.pick(list(self.p.structs) + NUMBERS)
        if self.chance(30):
            return Node(self.expression(t + "&", 2), f"initobj {token(t)} ")
        return Node(self.expression(t + "&", 2), self.expression(t + "&", 2), f"cpobj {token(t)} ")

    def print(self, _):
        t = self.pick(self.p.storage)
        self.p.labels += 1
        return Node(self.value(t), self.p.mix(t), f"ldc.i4 {self.p.labels} call void Program::Print(int32) ")

    def call_statement(self, _):
        t = self.pick(self.p.storage)
        return Node(self.value(t, 4), self.pick([self.p.mix(t), "dup pop " + self.p.mix(t), "pop "]))

    def if_statement(self, depth):
        other, end = self.label(), self.label()
        condition = self.branch(other)
        if self.chance(50):
            return Node(condition, "\n", self.statements(2, depth), f"  {other}:\n")
        return Node(condition, "\n", self.statements(2, depth), f"    br {end}\n  {other}:\n", self.statements(2, depth), f"  {end}:\n")

    def loop(self, depth):
        counter = f"c{len(self.counters)}"
        self.counters.append(counter)
        body, again, test, end = self.label(), self.label(), self.label(), self.label()
        inside = self.statements(self.random.randrange(1, 4), depth, [(again, self.nesting), (end, self.nesting)])
        fuel = f"ldsfld int32 Program::Fuel ldc.i4.1 sub dup stsfld int32 Program::Fuel ldc.i4.0 ble {end} "
        return Node(f"ldc.i4 {self.random.randrange(2, 6)} stloc {counter} br {test}\n  {body}:\n", inside,
                    f"  {again}:\n    ldloc {counter} ldc.i4.1 sub stloc {counter}\n  {test}:\n    {fuel}"
                    f"ldloc {counter} {self.pick([f'brtrue {body}', f'ldc.i4.0 bgt {body}'])}\n  {end}:\n")

    def switch(self, depth):
        cases = [self.label() for _ in range(self.random.randrange(1, 5))]
        end = self.label()
        parts = [self.expression("i4", 2), f"ldc.i4.7 and switch ({', '.join(cases)})\n", self.statements(1, depth), f"    br {end}\n"]
        for case in cases:
            parts += [f"  {case}:\n", self.statements(1, depth)]
            if self.chance(70):
                parts.append(f"    br {end}\n")
        return Node(*parts, f"  {end}:\n")

    def jump(self, _):
        """To a place outside, on a condition, maybe with values left on the stack."""
        if not self.targets:
            return None
        target, nesting = self.pick(self.targets)
        skip = self.label()
        condition = self.branch(skip)
        if nesting == self.nesting:
            return Node(condition, f"br {target}\n  {skip}:\n")
        rest = [self.value(self.pick(self.p.storage), 2)] if self.chance(40) else []
        return Node(condition, *rest, f"leave {target}\n  {skip}:\n")

    def throw(self, _):
        skip = self.label()
        rest = [self.value(self.pick(self.p.storage), 2)] if self.chance(30) else []
        what = self.pick(["newobj instance void E1::.ctor() throw", "newobj instance void E2::.ctor() throw",
                          "newobj instance void [mscorlib]System.InvalidCastException::.ctor() throw", "ldnull throw",
                          "newobj instance void E2::.ctor() dup pop throw"] + (["rethrow"] * 4 if self.in_catch else []))
        return Node(self.branch(skip), *rest, f"{what}\n  {skip}:\n")

    def protected(self, depth):
        end = self.label()
        kind = self.pick(["catch", "catch", "catch", "catches", "filter", "finally", "finally", "fault"])
        trap, in_catch, targets = self.trap, self.in_catch, self.targets
        self.nesting += 1
        self.in_catch = False
        if kind in ("catch", "catches", "filter"):
            self.trap = trap or self.chance(85)
        inside = [(end, self.nesting - 1)]
        body = self.statements(self.random.randrange(1, 4), depth, inside)
        parts = ["\n  .try {\n", body, f"    leave {end}\n  }}\n"]
        self.trap = trap
        if kind in ("finally", "fault"):
            self.targets = []
            parts += [f"  {kind} {{\n", self.statements(self.random.randrange(1, 3), depth), "    endfinally\n  }\n"]
            self.targets = targets
        else:
            self.in_catch = True
            if kind == "catches":
                for t in self.random.sample(CATCHES[1:], self.random.randrange(1, 3)):
                    parts += self.handler(t, depth, inside, end)
            if kind == "filter":
                known = self.label()
                self.trap, self.in_catch, self.targets = False, False, []
                test = [self.expression("i4", 2), "ldc.i4.1 and "] if self.chance(60) else [f"isinst {self.pick(CATCHES)} ldnull cgt.un "]
                parts += ["  filter {\n    ", "pop " if len(test) == 2 else "", *test, f"dup {self.p.mix('int32')}endfilter\n  }} {{\n    ",
                          f"isinst [mscorlib]System.ArithmeticException brtrue {known}\n    ldc.i4 77 {self.p.mix('int32')}\n  {known}:\n"]
                self.trap, self.in_catch, self.targets = trap, True, targets
                parts += [self.statements(1, depth, inside), f"    leave {end}\n  }}\n"]
                if not trap:  # what the filter lets go ends here
                    parts = ["\n  .try {\n", *parts, f"    leave {end}\n  }}\n"]
            if not (kind == "filter" and trap):
                parts += self.handler(CATCHES[0], depth, inside, end)
        self.in_catch = in_catch
        self.nesting -= 1
        return Node(*parts, f"  {end}:\n")

    def handler(self, t, depth, inside, end):
        number = CATCHES.index(t)
        start = self.pick(["pop ", f"isinst E1 ldnull cgt.un {self.p.mix('int32')}", "callvirt instance class [mscorlib]System.Type "
                          "[mscorlib]System.Exception::GetType() pop "])
        return [f"  catch {t} {{\n    {start}ldc.i4 {2000 + number} {self.p.mix('int32')}\n", self.statements(1, depth, inside),
                f"    leave {end}\n  }}\n"]

    # -- Conditions

    def branch(self, target):
        """Goes to the target or not; nothing is left on the stack."""
        way = self.random.randrange(5)
        if way == 0:
            return Node(self.expression(self.pick(["i4", "i8"]), 2), self.pick(["brtrue ", "brfalse "]) + target + " ")
        if way == 1:
            t = self.pick(CLASSES + ["object"])
            return Node(self.expression("object", 2), f"isinst {token(t)} ", self.pick(["brtrue ", "brfalse "]) + target + " ")
        kind = self.pick(["i4", "i4", "i8", "r4", "r8"])
        op = self.pick(["beq", "bge", "bge.un", "bgt", "bgt.un", "ble", "ble.un", "blt", "blt.un", "bne.un"])
        return Node(self.expression(kind, 2), self.expression(kind, 2), f"{op} {target} ")

    def index(self):
        if self.trap and self.chance(6):
            return Node(self.expression("i4", 1), f"ldc.i4 {2 * LENGTH - 1} and ")
        return Node(self.expression("i4", 1), f"ldc.i4 {LENGTH - 1} and ", instead="ldc.i4.0 ")

    # -- Expressions: one value more on the stack

    def expression(self, kind, depth):
        return Node(*self.expression_parts(kind, depth), instead=self.p.plain(kind))

    def of_kind(self, kind):
        return [v for v in self.variables if stack_kind(v.type) == kind]

    def expression_parts(self, kind, depth):
        self.size += 1
        if depth <= 0 or self.size > LARGE:
            return self.leaf(kind)
        special = []
        if kind in ("i4", "i8"):
            special = [self.binary, self.binary, self.unary, self.convert, self.compare if kind == "i4" else self.convert,
                       self.from_object if kind == "i4" else self.binary, self.divide, self.checked if self.trap else self.binary,
                       self.from_struct if kind == "i4" else self.unary]
        elif kind in ("r4", "r8"):
            special = [self.float_binary, self.float_binary, self.float_convert]
        elif kind == "object":
            special = [self.box, self.box]
        ways = special + [self.leaf, self.conditional, self.conditional, self.chosen, self.with_store, self.with_store, self.kept,
                          self.called, self.loaded, self.loaded, self.looped]
        if kind.endswith("&"):
            ways = [self.leaf, self.leaf, self.conditional, self.chosen, self.with_store]
        return self.pick(ways)(kind, depth - 1)

    def leaf(self, kind, _=0):
        if kind.endswith("&"):
            return self.address(kind[:-1])
        held = self.of_kind(kind)
        if held and self.chance(75):
            return [self.pick(held).load()]
        if kind in ("i4", "i8", "r4", "r8"):
            return [self.p.number(kind)]
        if kind == "string":
            return [f'ldstr "{self.pick(["", "a", "text", "longer text"])}" ']
        if kind == "object" and self.chance(50):
            return self.box(kind, 0)
        if kind == "I":
            return self.leaf(self.pick(["A", "B"])) if self.chance(60) else ["newobj instance void D::.ctor() "]
        if kind in ("A", "B") and self.chance(40):
            return self.leaf({"A": "B", "B": "C"}[kind])
        if kind == "Func" and self.chance(70):
            return self.function()
        return [self.p.plain(kind)]

    def function(self):
        way = self.random.randrange(3)
        if way == 0:
            return [self.expression("A", 1), "dup ldvirtftn instance int32 A::V(int32) newobj instance void Func::.ctor(object, native int) "]
        if way == 1:
            return [self.expression("B", 1), "ldftn instance int32 A::V(int32) newobj instance void Func::.ctor(object, native int) "]
        return [self.expression("Func", 1), self.expression("Func", 1), "call class [mscorlib]System.Delegate [mscorlib]System.Delegate::Combine("
                "class [mscorlib]System.Delegate, class [mscorlib]System.Delegate) castclass Func "]

    def address(self, t):
        """A pointer to a place of a type."""
        places = [lambda: [f"ldsflda {spell(t)} Program::{self.p.static(t)} "]]
        places += [lambda v=v: [v.address()] for v in self.variables if v.type == t] * 2
        places += [lambda v=v: [v.load()] for v in self.variables if v.type == t + "&"] * 3
        places += [lambda c=c, f=f: [self.expression(c, 1), f"ldflda {spell(t)} {c}::{f} "]
                   for c in CLASSES for f, ft in self.p.fields[c] if ft == t]
        places += [lambda s=s, f=f: [self.expression(s + "&", 1), f"ldflda {spell(t)} {s}::{f} "]
                   for s, fields in self.p.structs.items() for f, ft in fields if ft == t]
        if t + "[]" in self.p.arrays:
            places += [lambda: [self.expression(t + "[]", 1), self.index(), f"ldelema {token(t)} "]] * 2
        return self.pick(places)()

    def binary(self, kind, depth):
        way = self.random.randrange(8)
        if way < 2:
            mask = 31 if kind == "i4" else 63
            return [self.expression(kind, depth), self.expression("i4", depth), f"ldc.i4 {mask} and {self.pick(['shl', 'shr', 'shr.un'])} "]
        return [self.expression(kind, depth), self.expression(kind, depth), self.pick(["add ", "sub ", "mul ", "and ", "or ", "xor "])]

    def unary(self, kind, depth):
        return [self.expression(kind, depth), self.pick(["neg ", "not "])]

    def divide(self, kind, depth):
        op = self.pick(["div ", "div.un ", "rem ", "rem.un "])
        if self.trap and self.chance(30):
            return [self.expression(kind, depth), self.expression(kind, depth), op]
        constant = "ldc.i4 127 and ldc.i4.1 or " if kind == "i4" else "ldc.i8 127 and ldc.i8 1 or "
        return [self.expression(kind, depth), self.expression(kind, depth), constant, op]

    def checked(self, kind, depth):
        if self.chance(50):
            op = self.pick(["add.ovf ", "add.ovf.un ", "sub.ovf ", "sub.ovf.un ", "mul.ovf ", "mul.ovf.un "])
            return [self.expression(kind, depth), self.expression(kind, depth), op]
        to = self.pick(["i1", "u1", "i2", "u2", "i4", "u4"] if kind == "i4" else ["i8", "u8"])
        return [self.expression(self.pick(["i4", "i8"]), depth), f"conv.ovf.{to}{self.pick(['', '.un'])} "]

    def convert(self, kind, depth):
        if self.chance(25):
            source = self.pick(["r4", "r8"])
            to = self.pick(["i1", "u1", "i2", "u2", "i4", "u4"] if kind == "i4" else ["i8", "u8"])
            return [self.expression(source, depth), f"conv.r8 call float64 Program::Small(float64) conv.{to} "]
        if kind == "i4":
            return [self.expression(self.pick(["i4", "i8"]), depth), f"conv.{self.pick(['i1', 'u1', 'i2', 'u2', 'i4', 'u4'])} "]
        return [self.expression(self.pick(["i4", "i8"]), depth), f"conv.{self.pick(['i8', 'u8'])} "]

    def compare(self, kind, depth):
        of = self.pick(["i4", "i8", "r4", "r8"])
        if self.chance(15):
            return [self.expression("A", depth), self.expression("A", depth), "ceq "]
        return [self.expression(of, depth), self.expression(of, depth), self.pick(["ceq ", "cgt ", "cgt.un ", "clt ", "clt.un "])]

    def from_object(self, kind, depth):
        way = self.random.randrange(6)
        if way == 0:
            return [self.expression("object", depth), f"isinst {token(self.pick(CLASSES + NUMBERS))} ldnull cgt.un "]
        if way == 1:
            c = self.pick(CLASSES)
            if self.trap and self.chance(8):
                return ["ldsfld class A Program::Nothing ldc.i4.1 callvirt instance int32 A::V(int32) "]
            return [self.expression(c, depth), self.expression("i4", depth), f"{self.pick(['callvirt', 'callvirt', 'call'])} instance int32 {c}::V(int32) "]
        if way == 2:
            return [self.expression("I", depth), self.expression("i4", depth), "callvirt instance int32 I::V(int32) "]
        if way == 3:
            return [self.expression("Func", depth), self.expression("i4", depth), "callvirt instance int32 Func::Invoke(int32) "]
        if way == 4:
            return [self.expression("string", depth), "callvirt instance int32 [mscorlib]System.String::get_Length() "]
        if self.trap and self.chance(50):
            t = self.pick([n for n in NUMBERS if stack_kind(n) == "i4"])
            return [self.expression("object", depth), f"unbox.any {token(t)} "]
        return [self.expression(self.pick(self.p.arrays), depth), "ldlen conv.i4 "]

    def from_struct(self, kind, depth):
        s = self.pick(list(self.p.structs))
        way = self.random.randrange(3)
        if way == 0:
            return [self.expression(s + "&", depth), self.expression("i4", depth), f"call instance int32 {s}::Change(int32) "]
        if way == 1:
            return [self.expression(s + "&", depth), f"constrained. {s} callvirt instance int32 [mscorlib]System.Object::GetHashCode() "]
        return [self.expression(s, depth), f"box {s} unbox {s} ", self.expression("i4", depth), f"call instance int32 {s}::Change(int32) "]

    def float_binary(self, kind, depth):
        return [self.expression(kind, depth), self.expression(kind, depth), self.pick(["add", "sub", "mul", "div", "rem"]), f" conv.{kind} "]

    def float_convert(self, kind, depth):
        source = self.pick(["i4", "i8", "r4", "r8"])
        if source in ("i4", "i8") and self.chance(25):
            return [self.expression(source, depth), f"conv.r.un conv.{kind} "]
        if self.chance(20):
            return [self.expression(kind, depth), "neg "]
        return [self.expression(source, depth), f"conv.{kind} "]

    def box(self, kind, depth):
        t = self.pick(NUMBERS + list(self.p.structs))
        if self.chance(20):
            return [self.expression(self.pick(["string", "A", "C", "int32[]", "A[]"]), depth)]
        return [self.value(t, depth), f"box {token(t)} "]

    def conditional(self, kind, depth):
        """Two ways to a value, which meet with all that is on the stack below."""
        other, end = self.label(), self.label()
        return [self.branch(other), self.expression(kind, depth), f"br {end}\n  {other}:\n    ", self.expression(kind, depth), f"\n  {end}:\n    "]

    def chosen(self, kind, depth):
        cases = [self.label() for _ in range(self.random.randrange(1, 4))]
        end = self.label()
        parts = [self.expression("i4", 1), f"ldc.i4.3 and switch ({', '.join(cases)}) ", self.expression(kind, depth), f"br {end}\n"]
        for n, case in enumerate(cases):
            parts += [f"  {case}:\n    ", self.expression(kind, depth if n == 0 else 0), f"br {end}\n"]
        return [*parts, f"  {end}:\n    "]

    def stores(self, depth):
        """Changes a variable; what is on the stack must not change with it."""
        v = self.pick(self.variables)
        if v.type.endswith("&"):
            t = v.type[:-1]
            return Node(v.load(), self.value(t, depth), f"stobj {token(t)} ", instead="")
        if is_struct(v.type) and self.chance(30):
            return Node(v.address(), self.expression("i4", 0), f"call instance int32 {v.type}::Change(int32) pop ", instead="")
        if self.chance(15):
            if v.type == "bool":
                return Node(v.load(), "ldc.i4.0 ceq ", v.store(), instead="")
            if v.type in NUMBERS:
                return Node(v.load(), f"ldc.i4.1 conv.{stack_kind(v.type)} add ", v.store(), instead="")
        return Node(self.value(v.type, depth), v.store(), instead="")

    def with_store(self, kind, depth):
        """A value, and after it stores to variables: it stays what it was."""
        if self.chance(40):
            held = [v for v in self.of_kind(kind) if v.type != "bool"]
            if held:
                v = self.pick(held)
                return [v.load(), self.value(v.type, depth), v.store()] + ([self.stores(0)] if self.chance(30) else [])
        return [self.expression(kind, depth), *[self.stores(depth - 1) for _ in range(self.random.randrange(1, 3))]]

    def kept(self, kind, depth):
        """dup, and the copy goes to a variable or is used beside the value."""
        held = [v for v in self.of_kind(kind) if v.type != "bool"]
        if held and self.chance(70):
            v = self.pick(held)
            after = [v.load(), "pop "] if self.chance(20) else []
            return [self.expression(kind, depth), "dup ", v.store(), *after]
        if kind in ("i4", "i8"):
            return [self.expression(kind, depth), "dup ", self.stores(depth - 1), self.pick(["add ", "xor ", "mul "])]
        return [self.expression(kind, depth), "dup ", self.stores(depth - 1), self.p.mix(kind)]

    def called(self, kind, depth):
        fitting = [m for m in self.p.methods if stack_kind(m.result) == kind and (self.trap or not m.throws)]
        if not fitting:
            return self.loaded(kind, depth)
        m = self.pick(fitting)
        return [*[self.expression(t, depth) if t.endswith("&") else self.value(t, depth) for t in m.parameters], m.call()]

    def loaded(self, kind, depth):
        """From a field, an element, through a pointer, out of a box."""
        places = [t for t in self.p.storage + self.p.arrays if stack_kind(t) == kind]
        if not places:
            return self.leaf(kind)
        t = self.pick(places)
        ways = [lambda: [f"ldsfld {spell(t)} Program::{self.p.static(t)} "]]
        if t in NUMBERS or is_struct(t):
            load = f"ldind.{LOADS[t]} " if t in LOADS and self.chance(70) else f"ldobj {token(t)} "
            ways += [lambda: [self.expression(t + "&", depth), load]] * 3
            ways += [lambda: [self.value(t, depth), f"box {token(t)} ", self.pick([f"unbox.any {token(t)} ", f"unbox {token(t)} ldobj {token(t)} "])]]
            ways += [lambda: [self.expression(t + "&", depth), f"dup initobj {token(t)} ldobj {token(t)} "]]
            ways += [lambda: [self.expression(t + "&", depth), "dup ", self.value(t, depth), f"stobj {token(t)} ", load]]
            ways += [lambda: [self.expression(t + "&", depth), self.stores(depth - 1), load]] * 2
            ways += [lambda c=c, f=f: [self.expression(c, depth), f"ldfld {spell(t)} {c}::{f} "]
                     for c in CLASSES for f, ft in self.p.fields[c] if ft == t]
            ways += [lambda s=s, f=f: [self.expression(self.pick([s, s + "&"]), depth), f"ldfld {spell(t)} {s}::{f} "]
                     for s, fields in self.p.structs.items() for f, ft in fields if ft == t]
            ways += [lambda c=c, f=f: [self.p.plain(c), "dup ", self.value(t, depth), f"stfld {spell(t)} {c}::{f} ldfld {spell(t)} {c}::{f} "]
                     for c in CLASSES for f, ft in self.p.fields[c] if ft == t]
        if t + "[]" in self.p.arrays and t not in ("A", "object", "int32[]"):
            short = f"ldelem.{LOADS[t]} " if t in LOADS and self.chance(60) else f"ldelem {token(t)} "
            ways += [lambda: [self.expression(t + "[]", depth), self.index(), short]] * 2
            ways += [lambda: [self.p.plain(t + "[]"), *sum([["dup ", self.index(), self.value(t, depth), f"stelem {token(t)} "]
                              for _ in range(self.random.randrange(1, 3))], []), self.index(), short]]
        if self.trap and t == "A" and self.chance(20):
            element = self.pick([["castclass class A[] ", self.index(), "ldelema A ldobj A "], [self.index(), "ldelem.ref "]])
            return [f"ldc.i4 {LENGTH} newarr {self.pick('AB')} dup ", self.index(), self.expression("A", depth), "stelem.ref ", *element,
                    "pop ", self.expression("A", 0)]
        if self.trap and t in CLASSES and self.chance(30):
            return [self.expression("object", depth), f"castclass {t} dup ldfld {spell(self.p.fields[t][0][1])} {t}::{self.p.fields[t][0][0]} pop "]
        return self.pick(ways)()

    def looped(self, kind, depth):
        """A value that stays on the stack while a loop runs above it, and changes with each round."""
        counter = f"c{len(self.counters)}"
        self.counters.append(counter)
        again = self.label()
        change = [self.stores(depth - 1)]
        if kind in ("i4", "i8"):
            change += [self.expression(kind, depth), self.pick(["add ", "xor ", "sub "])]
        elif kind in ("r4", "r8"):
            change += [self.expression(kind, 0), f"add conv.{kind} "]
        return [f"ldc.i4 {self.random.randrange(1, 4)} stloc {counter} ", self.expression(kind, depth), f"\n  {again}:\n    ", *change,
                f"ldloc {counter} ldc.i4.1 sub dup stloc {counter} brtrue {again}\n    "]


PRELUDE = """.assembly extern mscorlib { .ver 1:17:11:0 }
.assembly p { .ver 1:0:0:0 }
.module p.exe
.class public auto ansi beforefieldinit Program extends [mscorlib]System.Object {} // named before it is written
.class interface public abstract auto ansi I { .method public hidebysig newslot abstract virtual instance int32 V(int32 n) {} }
.class public auto ansi beforefieldinit D extends [mscorlib]System.Object implements I
{
  .method public hidebysig specialname rtspecialname instance void .ctor() { ldarg.0 call instance void [mscorlib]System.Object::.ctor() ret }
  .method public hidebysig newslot virtual final instance int32 V(int32 n) { ldarg.1 ldc.i4 1234567 xor ret }
}
.class public auto ansi sealed Func extends [mscorlib]System.MulticastDelegate
{
  .method public hidebysig specialname rtspecialname instance void .ctor(object o, native int m) runtime managed {}
  .method public hidebysig virtual instance int32 Invoke(int32 n) runtime managed {}
}
.class public auto ansi beforefieldinit E1 extends [mscorlib]System.Exception
{
  .method public hidebysig specialname rtspecialname instance void .ctor() { ldarg.0 call instance void [mscorlib]System.Exception::.ctor() ret }
}
.class public auto ansi beforefieldinit E2 extends E1
{
  .method public hidebysig specialname rtspecialname instance void .ctor() { ldarg.0 call instance void E1::.ctor() ret }
}
"""

HELPERS = """  .method public static void Mix(int64 v) { .maxstack 8
    ldsfld int64 Program::Sum ldc.i8 31 mul ldarg.0 add ldsfld int64 Program::Sum ldc.i4 40 shr.un xor stsfld int64 Program::Sum ret }
  .method public static void Mix(int32 v) { .maxstack 8
    ldarg.0 conv.i8 call void Program::Mix(int64) ret }
  .method public static void Mix(float32 v) { .maxstack 8
    ldarg.0 conv.r8 call void Program::Mix(float64) ret }
  .method public static void Mix(float64 v) { .maxstack 8
    ldarg.0 ldarg.0 beq EQUAL ldc.i8 99 call void Program::Mix(int64) ret
  EQUAL:
    ldarg.0 call int64 [mscorlib]System.BitConverter::DoubleToInt64Bits(float64) call void Program::Mix(int64) ret }
  .method public static float64 Small(float64 v) { .maxstack 8
    ldarg.0 ldc.r8 0.0 blt.un NO ldarg.0 ldc.r8 127.5 bgt.un NO ldarg.0 ret
  NO:
    ldc.r8 42.0 ret }
  .method public static int32 Twice(int32 n) { .maxstack 8
    ldarg.0 call void Program::Mix(int32) ldarg.0 ldc.i4.1 shl dup starg n ret }
  .method public static void Print(int32 place) { .maxstack 8
    ldarga.s place call instance string [mscorlib]System.Int32::ToString() ldstr " " ldsflda int64 Program::Sum
    call instance string [mscorlib]System.Int64::ToString() call string [mscorlib]System.String::Concat(string, string, string)
    call void [mscorlib]System.Console::WriteLine(string) ret }
"""


def generate(seed):
    """The program of a seed, as a tree."""
    return Program(seed).generate()
