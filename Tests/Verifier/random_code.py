#!/usr/bin/env python3
"""random_code.py COUNT [FIRST] - writes COUNT cases of random but right code, one for each seed from FIRST on.

Each case is a text for assemble.py: methods that move numbers and structs between constants, variables, copies, calls, boxes and branches.
What every value is at the end was computed here, and the code compares: a translation that confuses two values throws. Floats are small
multiples of 1/256, so that both widths hold them exactly.
"""

import random
import sys

METHODS = 8  # of a case
CONSTANTS = [0, 1, -1, 5, 100, 127, 128, 255, 256, 32767, 32768, 65535, 65536, 100000, 0x12345678, -32768, -32769, 0x7FFFFFFF, -0x80000000]
FLOATS = [0.0, 1.0, -1.0, 3.0, 0.5, -2.25, 100.0]
FIELDS = ["int8", "int64", "int32"]  # of the struct S


def signed(bits):
    return lambda value: (int(value) + (1 << bits - 1)) % (1 << bits) - (1 << bits - 1)


def unsigned(bits):
    return lambda value: int(value) % (1 << bits)


# What a variable, parameter or field of the type keeps of a number.
KEPT = {"int8": signed(8), "uint8": unsigned(8), "int16": signed(16), "uint16": unsigned(16), "int32": signed(32), "int64": signed(64),
        "float32": float, "float64": float}
INDIRECT = {"int8": "i1", "uint8": "u1", "int16": "i2", "uint16": "u2", "int32": "i4", "int64": "i8", "float32": "r4", "float64": "r8"}
VARIABLES = ["int32", "int32", "int64", "int8", "uint8", "int16", "uint16", "float32", "float64", "S", "S"]
BITS = {"int32": 32, "int64": 64}
WIDTHS = ("float32", "float64")


def on_stack(name):
    """The type that a value of a variable's type has on the stack (ECMA-335 I.12.1.1)."""
    return name if name in ("S", "int64") + WIDTHS else "int32"


def alike(one, other):
    return one == other or (one in WIDTHS and other in WIDTHS)


def load(kind, value):
    return {"int32": "ldc.i4", "int64": "ldc.i8", "float32": "ldc.r4", "float64": "ldc.r8"}[kind] + f" {value}"


class Method:
    """One method while it is made: its code, and the stack and variables as they are there."""

    def __init__(self, pick, helpers):
        self.pick, self.helpers, self.code, self.stack, self.labels = pick, helpers, [], [], 0
        self.variables = [pick.choice(VARIABLES) for _ in range(pick.randint(2, 6))]
        self.values = [(0, 0, 0) if one == "S" else KEPT[one](0) for one in self.variables]
        self.loop = pick.random() < 0.4
        steps = [self.constant, self.call_constant, self.load, self.load, self.store, self.copy, self.copy, self.compute, self.compute,
                 self.convert, self.branch, self.call, self.call, self.make_struct, self.take_field, self.box]
        if pick.random() < 0.4:
            steps += [self.store_field, self.load_indirect, self.store_indirect]
        for _ in range(pick.randint(10, 45)):
            pick.choice(steps)()
        self.check()

    def lines(self, name):
        body = self.code
        if self.loop:  # one that is left the first time: constants are kept in words of their own there
            body = ["br start", "again: nop", "start: nop"] + body + ["ldarg.0", "brtrue again"]
        return [f"method static void {name}(int32) locals({', '.join(self.variables)})"] + ["  " + line for line in body + ["ret"]]

    def push(self, kind, value, *lines):
        self.code += lines
        self.stack.append((kind, value))

    def top(self, count, *kinds):
        """The upper values if there are so many of these kinds."""
        top = self.stack[-count:]
        return top if len(top) == count and all(kind in kinds for kind, _ in top) else None

    def random_number(self):
        kind = self.pick.choice(["int32", "int32", "int64", "float32", "float64"])
        if kind in WIDTHS:
            return kind, self.pick.choice(FLOATS)
        return kind, KEPT[kind](self.pick.choice(CONSTANTS) * (self.pick.choice([1, 1 << 20]) if kind == "int64" else 1))

    # -- Steps: each does nothing where the stack does not fit -------------------------------------

    def constant(self):
        kind, value = self.random_number()
        self.push(kind, value, load(kind, value))

    def call_constant(self):
        kind, value = self.random_number()
        self.push(kind, value, load(kind, value), "call Program::" + self.helper([kind], 0))

    def load(self):
        index = self.pick.randrange(len(self.variables))
        self.push(on_stack(self.variables[index]), self.values[index], f"ldloc.s {index}")

    def store(self):
        fits = [n for n, one in enumerate(self.variables) if self.stack and alike(on_stack(one), self.stack[-1][0])]
        if fits:
            index, (_, value) = self.pick.choice(fits), self.stack.pop()
            self.code.append(f"stloc.s {index}")
            self.values[index] = value if self.variables[index] == "S" else KEPT[self.variables[index]](value)

    def copy(self):
        if self.stack:
            self.push(*self.stack[-1], "dup")

    def compute(self):
        top = self.top(2, *BITS, *WIDTHS)
        if not top or not alike(top[0][0], top[1][0]):
            return
        (kind, a), (other, b) = top
        bits = BITS.get(kind)
        results = {"add": a + b, "sub": a - b, "mul": a * b, "ceq": a == b, "cgt": a > b, "clt": a < b}
        if bits:
            high = unsigned(bits)
            results |= {"and": a & b, "or": a | b, "xor": a ^ b, "cgt.un": high(a) > high(b), "clt.un": high(a) < high(b)}
        if kind == "int32" and 0 <= b < bits:
            results |= {"shl": a << b, "shr": a >> b, "shr.un": high(a) >> b}
        op = self.pick.choice(list(results))
        result, compares = results[op], op.startswith("c")
        if not bits and not compares and abs(result * 256) >= 1 << 19:
            return
        kind = "int32" if compares else "float64" if "float64" in (kind, other) else kind
        del self.stack[-2:]
        self.push(kind, KEPT[kind](result), op)

    def convert(self):
        top = self.top(1, *BITS, *WIDTHS)
        if not top:
            return
        (kind, value), = top
        results = {"neg": (kind, -value), "conv.i4": ("int32", value), "conv.i8": ("int64", value)}
        if kind in BITS:
            results |= {f"conv.{name}": ("int32", KEPT[one](value)) for one, name in INDIRECT.items() if name[1] in "12"}
            results |= {"not": (kind, ~value), "conv.u8": ("int64", unsigned(BITS[kind])(value))}
        if abs(value) < 100:
            results |= {"conv.r4": ("float32", value), "conv.r8": ("float64", value)}
        op = self.pick.choice(list(results))
        self.stack.pop()
        kind, value = results[op]
        self.push(kind, KEPT[kind](value) + 0, op)  # no negative zero

    def branch(self):
        top = self.top(2, *BITS, *WIDTHS)
        if not top or not alike(top[0][0], top[1][0]):
            return
        (kind, a), (_, b) = top
        taken = {"beq": a == b, "blt": a < b, "ble": a <= b, "bgt": a > b, "bge": a >= b}
        if kind in BITS:
            high = unsigned(BITS[kind])
            x, y = high(a), high(b)
            taken |= {"bne.un": a != b, "blt.un": x < y, "ble.un": x <= y, "bgt.un": x > y, "bge.un": x >= y}
        op, values = self.pick.choice(list(taken)), [KEPT["int32"](self.pick.choice(CONSTANTS)) for _ in range(2)]
        del self.stack[-2:]
        self.labels += 1
        yes, join = f"yes{self.labels}", f"join{self.labels}"
        self.push("int32", values[taken[op]], f"{op} {yes}", load("int32", values[0]), f"br {join}",
                  f"{yes}: {load('int32', values[1])}", f"{join}: nop")

    def helper(self, parameters, index):
        """A method that returns one of its arguments."""
        name = "_".join(["Take", str(index)] + parameters)
        self.helpers[name] = (parameters, index)
        return name

    def call(self):
        top = self.top(self.pick.randint(1, 4), *BITS, *WIDTHS)
        if not top:
            return
        takes = {"int32": ["int8", "uint8", "int16", "uint16", "int32", "int32"], "int64": ["int64"]}
        parameters = [self.pick.choice(takes.get(kind, WIDTHS)) for kind, _ in top]
        index = self.pick.randrange(len(top))
        del self.stack[-len(top):]
        taken = parameters[index]
        self.push(on_stack(taken), KEPT[taken](top[index][1]), "call Program::" + self.helper(parameters, index))

    def make_struct(self):
        top = self.stack[-3:]
        if [kind for kind, _ in top] == ["int32", "int64", "int32"]:
            del self.stack[-3:]
            lines = []
        else:
            top = [(on_stack(one), KEPT[on_stack(one)](self.pick.choice(CONSTANTS))) for one in FIELDS]
            lines = [load(*one) for one in top]
        self.push("S", tuple(KEPT[one](value) for one, (_, value) in zip(FIELDS, top)), *lines, "newobj S::.ctor")

    def take_field(self):
        if self.top(1, "S"):
            (_, value), n = self.stack.pop(), self.pick.randrange(len(FIELDS))
            self.push(on_stack(FIELDS[n]), value[n], f"ldfld S::f{n}")

    def box(self):
        if self.stack:
            self.code += [f"box {self.stack[-1][0]}", f"unbox.any {self.stack[-1][0]}"]

    def random_variable(self, struct):
        fits = [n for n, one in enumerate(self.variables) if (one == "S") == struct]
        return self.pick.choice(fits) if fits else None

    def store_field(self):
        index, n = self.random_variable(True), self.pick.randrange(len(FIELDS))
        if index is not None:
            value, kept = KEPT[on_stack(FIELDS[n])](self.pick.choice(CONSTANTS)), list(self.values[index])
            self.code += [f"ldloca.s {index}", load(on_stack(FIELDS[n]), value), f"stfld S::f{n}"]
            kept[n] = KEPT[FIELDS[n]](value)
            self.values[index] = tuple(kept)

    def load_indirect(self):
        index = self.random_variable(False)
        if index is not None:
            one = self.variables[index]
            self.push(on_stack(one), self.values[index], f"ldloca.s {index}", f"ldind.{INDIRECT[one]}")

    def store_indirect(self):
        index = self.random_variable(False)
        if index is not None:
            one = self.variables[index]
            kind = on_stack(one)
            value = self.pick.choice(FLOATS) if kind in WIDTHS else KEPT[kind](self.pick.choice(CONSTANTS))
            self.code += [f"ldloca.s {index}", load(kind, value), f"stind.{INDIRECT[one].replace('u', 'i')}"]
            self.values[index] = KEPT[one](value)

    # -- The end -----------------------------------------------------------------------------------

    def compare(self, kind, value):
        """The value on top is this one."""
        wide = "float64" if kind in WIDTHS else kind
        self.code += [load(wide, value), f"call Program::Check_{wide}"]

    def check(self):
        while self.stack:
            self.take_field()
            self.compare(*self.stack.pop())
        for n, (one, value) in enumerate(zip(self.variables, self.values)):
            for field, part in enumerate(value if one == "S" else [value]):
                self.code.append(f"ldloc.s {n}")
                if one == "S":
                    self.code.append(f"ldfld S::f{field}")
                self.compare(on_stack(FIELDS[field] if one == "S" else one), part)


def case(seed):
    pick, helpers = random.Random(seed), {}
    methods = [Method(pick, helpers).lines(f"Part{n}") for n in range(METHODS)]
    yield from [f"== seed-{seed} : ok", "method static void Test()"]
    for n in range(METHODS):
        yield from ["  ldc.i4.0", f"  call Program::Part{n}"]
    yield "  ret"
    for lines in methods:
        yield from lines
    for name, (parameters, index) in helpers.items():
        yield from [f"method static {on_stack(parameters[index])} {name}({', '.join(parameters)})", f"  ldarg.s {index}", "  ret"]
    for kind in ("int32", "int64", "float64"):
        yield from [f"method static void Check_{kind}({kind}, {kind})", "  ldarg.0", "  ldarg.1", "  bne.un bad", "  ret",
                    "bad: newobj instance void System.Exception::.ctor()", "  throw"]


def main(count, first=1):
    print("class S struct")
    for n, one in enumerate(FIELDS):
        print(f"  field {one} f{n}")
    print(f"  method void .ctor({', '.join(on_stack(one) for one in FIELDS)})")
    for n in range(len(FIELDS)):
        print(f"    ldarg.0\n    ldarg.s {n + 1}\n    stfld S::f{n}")
    print("    ret")
    for seed in range(first, first + count):
        print("\n".join(case(seed)))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
