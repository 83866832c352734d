"""Random C#: integers of every width, checked and unchecked, floats by their bits, structs, classes, enums, boxing,
delegates and closures, iterators, exceptions, strings, arrays, static constructors, ref and out.

Every program ends: loops and calls use up Program.Fuel. What C# and ECMA-335 leave open is not used: conversions of floats
that do not fit, the sign of a NaN, texts of floats, orders of strings by culture."""

import random

from tree import Node

SIGNED = ["sbyte", "short", "int", "long"]
UNSIGNED = ["byte", "ushort", "char", "uint", "ulong"]
INTEGERS = SIGNED + UNSIGNED
FLOATS = ["float", "double"]
NUMBERS = INTEGERS + FLOATS
BITS = {"sbyte": 8, "byte": 8, "short": 16, "ushort": 16, "char": 16, "int": 32, "uint": 32, "long": 64, "ulong": 64}
WIDE = ["int", "uint", "long", "ulong"]  # what C# computes in
ENUMS = {"Tiny": "sbyte", "Small": "byte", "Middle": "ushort", "Plain": "int", "Large": "long"}
STRUCTS = ["Pair", "Mixed", "Nested"]
FIELDS = {"Pair": [("A", "int"), ("B", "long")], "Mixed": [("C", "byte"), ("D", "double"), ("E", "object"), ("F", "short")],
          "Nested": [("P", "Pair"), ("M", "Mixed"), ("G", "float"), ("H", "bool")],
          "Base": [("N", "int"), ("L", "long")], "Derived": [("N", "int"), ("S", "Pair"), ("U", "ushort")], "Leaf": [("N", "int"), ("Q", "Nested")]}
CLASSES = ["Base", "Derived", "Leaf"]  # Leaf : Derived : Base : IShape
ARRAYS = ["int[]", "byte[]", "long[]", "double[]", "string[]", "object[]", "Pair[]", "Nested[]", "Base[]", "int[][]", "char[]", "Small[]"]
LENGTH = 5
CATCHES = ["Exception", "ArithmeticException", "OverflowException", "DivideByZeroException", "InvalidCastException", "NullReferenceException",
           "IndexOutOfRangeException", "ArrayTypeMismatchException", "Fault", "WorseFault", "ArgumentException"]
TEXTS = ["", "a", "key", "value", "a longer text", "b\\u00e9\\u20ac"]


class Program:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.numbers = 0
        self.methods = []  # (name, [(modifier, type)], result, throws)
        self.variables = []  # (name, type) that may be assigned
        self.readable = []  # further ones
        self.trap = False
        self.breaks = []  # not empty: break and continue leave a loop
        self.captures = True  # whether a delegate may capture the variables
        self.byref = []  # those that it cannot
        self.returns = None  # the type of the method's result, None where return is not allowed
        self.in_catch = False

    def chance(self, percent):
        return self.random.randrange(100) < percent

    def pick(self, items):
        return items[self.random.randrange(len(items))]

    def fresh(self, stem):
        self.numbers += 1
        return f"{stem}{self.numbers}"

    # -- The whole program

    def generate(self):
        self.types = NUMBERS + ["bool", "string", "object", "Base", "Derived", "Fn", *ENUMS, *STRUCTS, *STRUCTS]
        members = [self.virtual(c) for c in CLASSES]
        initial = self.static_class()
        parts = []
        for _ in range(self.random.randrange(2, 6)):
            parts.append(self.method())
        parts.append(self.iterator())
        self.methods.append(None)  # from here on there are iterators
        main = self.body("Test", [], "void", False)
        return Node(PRELUDE, *(self.zero(t) for t in dict.fromkeys(self.types + ARRAYS)), "}\n", *members, initial, "static partial class Program\n{\n",
                    *parts, main, "}\n")

    def zero(self, t):
        """A static field with a plain value of each type, which a reducer takes for expressions."""
        return f"    internal static {t} {self.plain(t)[8:]} = {self.initial(t)};\n"

    def plain(self, t):
        return "Program.z_" + t.replace("[]", "s")

    def initial(self, t):
        if t.endswith("[]"):
            element = t[:-2]
            value = f"new int[{LENGTH}]" if element == "int[]" else self.initial(element)
            return f"new {t} {{ {', '.join([value] * LENGTH)} }}"
        return {"string": '"zero"', "object": "new object()", "Base": "new Base()", "Derived": "new Derived()", "Fn": "Twice",
                "bool": "false"}.get(t, f"new {t}()" if t in STRUCTS else f"({t})0")

    def virtual(self, c):
        """The override of a class, in a part of it."""
        kept = self.variables, self.trap, self.captures
        self.variables, self.trap, self.captures = [("n", "int")] + [("this." + f, t) for f, t in FIELDS[c]], False, False
        word = "virtual" if c == "Base" else "override"
        node = Node(f"partial class {c}\n{{\n    public {word} int Shape(int n)\n    {{\n        if (Program.Fuel-- < 0) return n;\n",
                    *[self.statement(1) for _ in range(3)], "        Program.Mix(N);\n        return ", self.expression("int", 2), ";\n    }\n}\n")
        self.variables, self.trap, self.captures = kept
        return node

    def static_class(self):
        return Node("static class Initial\n{\n    public static int First = 3;\n    public static long Second;\n    static Initial()\n    {\n"
                    "        Program.Mix(First);\n        Second = First * 5L;\n        First = ", self.expression("int", 2), ";\n    }\n}\n")

    def method(self):
        name = self.fresh("M")
        parameters = [(self.pick(["", "", "", "ref ", "out "]), self.pick(self.types + ARRAYS[:6])) for _ in range(self.random.randrange(4))]
        result, throws = self.pick(self.types + ARRAYS[:6]), self.chance(40)
        node = self.body(name, parameters, result, throws)
        self.methods.append((name, parameters, result, throws))
        return node

    def body(self, name, parameters, result, throws):
        names = [(f"p{n}", t) for n, (_, t) in enumerate(parameters)]
        local = [(f"v{n}", self.pick(self.types + ARRAYS)) for n in range(self.pick([3, 5, 8, 12, 24]))]
        self.variables, self.trap, self.readable = [], False, []
        self.returns, self.byref = result, [p for p, (modifier, _) in zip((n for n, _ in names), parameters) if modifier]
        starts = []
        self.variables = [v for v, (modifier, _) in zip(names, parameters) if modifier != "out "]
        for v, t in local:
            starts.append(Node(f"        {t} {v} = ", self.expression(t, 1), ";\n"))
            self.variables.append((v, t))
        self.variables += [v for v, (modifier, _) in zip(names, parameters) if modifier == "out "]
        self.trap = throws
        out = "".join(f"        {n} = {self.plain(t)};\n" for (n, t), (modifier, _) in zip(names, parameters) if modifier == "out ")
        statements = [self.statement(3) for _ in range(self.random.randrange(3, 9))]
        end = [] if result == "void" else ["        return ", self.expression(result, 2), ";\n"]
        leave = "return;" if result == "void" else f"return {self.plain(result)};"
        return Node(f"    public static {result} {name}({', '.join(m + t + ' ' + n for (n, t), (m, _) in zip(names, parameters))})\n    {{\n{out}"
                    f"        if (Fuel-- < 0) {leave}\n", *starts, *statements, *(Node(f"        Mix({v});\n", instead="") for v, _ in self.variables),
                    *end, "    }\n")

    def iterator(self):
        self.variables, self.readable, self.trap, self.captures, self.returns = [("n", "int"), ("s", "Pair"), ("t", "string")], [("i", "int")], False, False, None
        inside = Node("            Mix(i);\n", self.statement(1), "            yield return ", self.expression("object", 2), ";\n")
        if self.chance(60):
            inside = Node("            try\n            {\n", inside, "            }\n            finally { Mix(n); n += 3; }\n")
        rest = Node("            if (i == 3) yield break;\n            yield return s.A;\n", instead="")
        self.captures = True
        return Node("    public static IEnumerable Items(int n, Pair s, string t)\n    {\n        for (int i = 0; i < 5; i++)\n        {\n"
                    "            if (Fuel-- < 0) yield break;\n", inside, rest, "        }\n    }\n")

    # -- Statements

    def statement(self, depth):
        choices = [(self.assign, 24), (self.compound, 10), (self.show, 8), (self.element, 7), (self.field, 7), (self.call, 8), (self.order, 3)]
        if depth > 0:
            choices += [(self.condition, 8), (self.loop, 8), (self.switch, 6), (self.protected, 11), (self.leave, 6), (self.block, 3)]
            if self.captures:
                choices += [(self.closure, 6)]
            if self.methods and self.methods[-1] is None:
                choices += [(self.enumerate, 4)]
        if self.trap:
            choices += [(self.throw, 4)]
        node = self.random.choices([c for c, _ in choices], [w for _, w in choices])[0](depth - 1)
        return Node("        ", node, "\n", instead="        ;\n") if node else Node("")

    def statements(self, count, depth):
        return Node(*[self.statement(depth) for _ in range(count)])

    def of(self, *types):
        return [v for v, t in self.variables if t in types]

    def assign(self, _):
        v, t = self.pick(self.variables)
        return Node(f"{v} = ", self.expression(t, 3), ";")

    def compound(self, _):
        held = [(v, t) for v, t in self.variables if t in NUMBERS]
        if not held:
            return self.show(0)
        v, t = self.pick(held)
        if self.chance(30):
            return Node(self.pick([f"{v}++;", f"{v}--;", f"++{v};", f"Mix({v}++);", f"Mix(--{v});"]))
        if t in FLOATS:
            return Node(f"{v} {self.pick(['+=', '-=', '*='])} ", self.expression(t, 2), ";")
        if self.chance(25):
            return Node(f"{v} {self.pick(['<<=', '>>='])} ", self.expression("int", 2), f" & {BITS[t] - 1};")
        if t == "char":
            return Node(f"{v} += (char)1;")
        return Node(f"{v} {self.pick(['+=', '-=', '*=', '&=', '|=', '^='])} ", self.expression(t, 2), ";")

    def show(self, _):
        return Node("Mix(", self.expression(self.pick(self.types + ARRAYS[:3]), 3), f"); Print({self.fresh('')});")

    def index(self):
        if self.trap and self.chance(6):
            return Node("(", self.expression("int", 1), f" & {LENGTH + 2})")
        return Node("((", self.expression("int", 1), ") & 3)")

    def element(self, _):
        a = self.pick(ARRAYS)
        if a == "int[][]":
            return Node(self.expression(a, 2), "[", self.index(), "][", self.index(), self.pick(["] = ", "] += ", "] ^= "]), self.expression("int", 2), ";")
        if a in ("Pair[]", "Nested[]") and self.chance(60):
            f, t = self.pick(FIELDS[a[:-2]])
            return Node(self.expression(a, 2), "[", self.index(), f"].{f} = ", self.expression(t, 2), ";")
        if a in ("int[]", "long[]", "double[]") and self.chance(40):
            return Node(self.expression(a, 2), "[", self.index(), self.pick(["] += ", "] -= "]), self.expression(a[:-2], 2), ";")
        if self.trap and a == "Base[]" and self.chance(30):
            return Node("Covariant[", self.index(), "] = ", self.expression("Base", 1), ";")
        return Node(self.expression(a, 2), "[", self.index(), "] = ", self.expression(a[:-2], 2), ";")

    def field(self, _):
        held = [(v, t) for v, t in self.variables if t in FIELDS]
        if not held:
            return self.show(0)
        v, t = self.pick(held)
        f, ft = self.pick(FIELDS[t])
        if ft in FIELDS and self.chance(60):
            f2, ft = self.pick(FIELDS[ft])
            f += "." + f2
        return Node(f"{v}.{f} = ", self.expression(ft, 2), ";")

    def order(self, _):
        """Calls with effects in one expression."""
        held = self.of("int")
        if not held:
            return self.show(0)
        v = self.pick(held)
        return Node(f"Mix({v} + Bump(ref {v}) * {v}++ - ({v} = ", self.expression("int", 1), f") + Bump(ref {v}) + {v});")

    def call(self, _):
        return Node("Mix(", self.expression(self.pick(self.types), 4), ");")

    def condition(self, depth):
        if self.chance(50):
            return Node("if (", self.expression("bool", 3), ")\n        {\n", self.statements(2, depth), "        }")
        return Node("if (", self.expression("bool", 3), ")\n        {\n", self.statements(2, depth), "        }\n        else\n        {\n",
                    self.statements(2, depth), "        }")

    def loop(self, depth):
        i, count = self.fresh("i"), self.random.randrange(1, 6)
        kept = self.breaks
        self.breaks = [True]
        self.readable.append((i, "int"))
        inside = self.statements(self.random.randrange(1, 4), depth)
        self.readable.pop()
        self.breaks = kept
        way = self.random.randrange(3)
        if way == 0:
            return Node(f"for (int {i} = 0; {i} < {count} && Fuel-- > 0; {i}++)\n        {{\n", inside, "        }")
        if way == 1:
            return Node(f"{{ int {i} = {count}; while ({i}-- > 0 && Fuel-- > 0)\n        {{\n", inside, "        } }")
        return Node(f"{{ int {i} = {count}; do\n        {{\n{i}--;\n", inside, f"        }} while ({i} > 0 && Fuel-- > 0); }}")

    def switch(self, depth):
        kind = self.pick(["int", "int", "string", "Plain", "char", "long"])
        if kind == "string":
            labels = [f'"{t}"' for t in self.random.sample(TEXTS, self.random.randrange(2, 6))]
        elif kind == "Plain":
            labels = [f"Plain.{n}" for n in self.random.sample(["Zero", "One", "Two", "Far"], 3)]
        elif kind == "char":
            labels = [f"'{c}'" for c in self.random.sample("abcdxyz", 4)]
        else:
            labels = [str(n) for n in self.random.sample([0, 1, 2, 3, 4, 5, 7, 100, 1000, -1, -5], self.random.randrange(2, 8))]
        value = self.expression(kind, 2)
        if kind in ("int", "long") and self.chance(60):
            value = Node("(", value, ") & 7")
        kept = self.breaks
        self.breaks = []
        parts = ["switch (", value, ")\n        {\n"]
        for n, label in enumerate(labels):
            parts.append(f"        case {label}:\n")
            if n + 1 == len(labels) or self.chance(75):
                parts += [self.statements(1, depth), self.pick(["        break;\n", "        break;\n", f"        goto case {labels[-1]};\n"])
                          if n + 1 < len(labels) else "        break;\n"]
        parts += ["        default:\n", self.statements(1, depth), "        break;\n"] if self.chance(60) else []
        self.breaks = kept
        return Node(*parts, "        }")

    def block(self, depth):
        """Statements that are skipped by goto."""
        label = self.fresh("label")
        return Node("if (", self.expression("bool", 2), f") goto {label};\n", self.statements(2, depth), f"        {label}:;")

    def leave(self, _):
        """break, continue or return, on a condition."""
        what = ["break;", "continue;"] if self.breaks else []
        if self.returns == "void":
            what += ["return;"]
        elif self.returns:
            what += [None]
        if not what:
            return None
        what = self.pick(what)
        action = Node(what) if what else Node("return ", self.expression(self.returns, 2), ";")
        return Node("if (", self.expression("bool", 2), ") ", action)

    def protected(self, depth):
        kind = self.pick(["catch", "catch", "finally", "both", "filtered"])
        trap, breaks, returns, catching = self.trap, self.breaks, self.returns, self.in_catch
        if kind != "finally":
            self.trap = trap or self.chance(85)
        self.in_catch = False
        parts = ["try\n        {\n", self.statements(self.random.randrange(1, 4), depth), "        }\n"]
        self.trap, self.in_catch = trap, True
        if kind != "finally":
            types = sorted(self.random.sample(CATCHES[1:], self.random.randrange(3)), key=lambda t: CATCHES.index(t), reverse=True)
            if "ArithmeticException" in types:
                types.remove("ArithmeticException")
                types.append("ArithmeticException")
            for t in [*types, "Exception"]:
                when = ""
                if kind == "filtered" and t != "Exception":
                    when = " when (Mixed(" + str(CATCHES.index(t)) + "))"
                parts += [f"        catch ({t}){when}\n        {{\n            Mix({CATCHES.index(t)});\n", self.statements(1, depth), "        }\n"]
        if kind in ("finally", "both"):
            self.breaks, self.returns, self.in_catch = [], None, False
            parts += ["        finally\n        {\n", self.statements(self.random.randrange(1, 3), depth), "        }\n"]
        self.breaks, self.returns, self.in_catch = breaks, returns, catching
        return Node(*parts)

    def throw(self, _):
        what = self.pick(["new Fault()", "new WorseFault(3)", 'new ArgumentException("x")', "(Exception)null"])
        again = "throw;" if self.in_catch and self.chance(60) else f"throw {what};"
        return Node("if (", self.expression("bool", 2), f") {again}")

    def closure(self, depth):
        """A delegate that captures variables, called while they change."""
        f = self.fresh("f")
        own = self.fresh("own")
        kept = self.variables, self.readable, self.captures, self.trap, self.breaks, self.returns, self.in_catch
        start = self.expression("int", 2)
        self.variables = [(v, t) for v, t in self.variables if v not in self.byref and not v.startswith("this")] + [(own, "int")]
        self.captures, self.trap, self.breaks, self.returns, self.in_catch = False, False, [], None, False
        self.readable = self.readable + [("n", "int")]
        inside = Node(*[self.statement(0) for _ in range(self.random.randrange(1, 3))])
        result = self.expression("int", 2)
        self.variables, self.readable, self.captures, self.trap, self.breaks, self.returns, self.in_catch = kept
        self.readable = self.readable + [(own, "int")]
        between = self.statements(1, 0)
        self.readable = kept[1]
        keep = self.of("Fn")
        stored = f"        {self.pick(keep)} {self.pick(['=', '+='])} {f};\n" if keep and self.chance(50) else ""
        return Node(f"{{ int {own} = ", start, f";\n        Fn {f} = delegate(int n)\n        {{\n            if (Fuel-- < 0) return n;\n", inside, f"            {own}++; return ", result,
                    f";\n        }};\n        Mix({f}(3));\n", between, f"        {f} += Twice;\n        Mix({f}({own})); Mix({own});\n{stored}        }}")

    def enumerate(self, depth):
        o = self.fresh("o")
        stop = self.pick(["", f"            if ({o} is int) break;\n"])
        kept = self.breaks
        self.breaks = [True]
        self.readable.append((o, "object"))
        inside = self.statements(1, depth)
        self.readable.pop()
        self.breaks = kept
        return Node(f"foreach (object {o} in Items(", self.expression("int", 1), ", ", self.expression("Pair", 1), ", ", self.expression("string", 1),
                    f"))\n        {{\n            Mix({o});\n", inside, stop, "        }")

    # -- Expressions

    def expression(self, t, depth):
        return Node(*self.parts(t, depth), instead=self.plain(t))

    def leaf(self, t):
        held = [v for v, of in self.variables + self.readable if of == t]
        if held and self.chance(70):
            return [self.pick(held)]
        if t in NUMBERS:
            return [self.literal(t)]
        if t == "bool":
            return [self.pick(["true", "false"])]
        if t == "string":
            return [f'"{self.pick(TEXTS)}"']
        if t in ENUMS:
            return [f"{t}.{self.pick(['Zero', 'One', 'Two', 'Far'])}"]
        if t in STRUCTS:
            return [f"new {t}({self.random.randrange(100)})"]
        if t in ("Base", "Derived"):
            return [self.pick(["new Base()", "new Derived()", "new Leaf()"] if t == "Base" else ["new Derived()", "new Leaf()"])]
        if t == "Fn":
            return [self.pick(["new Fn(Twice)", "new Fn(new Leaf().Shape)", "new Fn(new Pair(4).Plus)"])]
        if t == "object":
            return ["((object)(", self.expression(self.pick(NUMBERS + STRUCTS + ["string", "Base", *ENUMS]), 0), "))"]
        if t.endswith("[]"):
            return [f"new {t[:-2]}[{LENGTH}]" if t[:-2] in NUMBERS + STRUCTS + list(ENUMS) else self.plain(t)]
        return [self.plain(t)]

    def literal(self, t):
        if t in FLOATS:
            text = self.pick(["0.0", "1.5", "-2.25", "1e10", "1e-5", "123456.789", "16777217.0", "-0.0", "1e300", "3.0"])
            if t == "float":
                return f"({'1e30' if text == '1e300' else text}f)"
            return f"({text})"
        bits = BITS[t]
        low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if t in SIGNED else (0, (1 << bits) - 1)
        value = self.pick([0, 1, 2, 3, 7, 10, 100, low, high, low + 1, high - 1, high // 2, self.random.randint(low, high), self.random.randint(low, high)])
        if t == "char":
            return f"((char){value})"
        text = f"{value}{ {'uint': 'u', 'long': 'L', 'ulong': 'ul'}.get(t, '')}"
        return f"(({t})({text}))" if value >= 0 else f"(({t})(-{text[1:]}))" if value > low else f"{t}.MinValue"

    def parts(self, t, depth):
        if depth <= 0 or self.chance(15):
            return self.leaf(t)
        depth -= 1
        ways = [self.leaf_way, self.chosen, self.called, self.called, self.loaded, self.loaded]
        if t in INTEGERS:
            ways += [self.arithmetic] * 4 + [self.shift, self.divided, self.converted, self.converted, self.checked if self.trap else self.arithmetic]
        if t == "int":
            ways += [self.to_int] * 4
        if t in FLOATS:
            ways += [self.float_arithmetic] * 3 + [self.float_converted]
        if t == "bool":
            ways = [self.leaf_way] + [self.compared] * 5
        if t == "string":
            ways += [self.text] * 3
        if t in ENUMS:
            ways += [self.enum_value] * 2
        if t == "Fn":
            ways += [self.combined]
        if t in ("object", "Base"):
            ways += [self.leaf_way]
        return self.pick(ways)(t, depth)

    def leaf_way(self, t, _):
        return self.leaf(t)

    def variable(self, t):
        """Something of the type that is no constant expression, so that the compiler does not refuse to overflow."""
        held = [v for v, of in self.variables + self.readable if of == t]
        return self.pick(held) if held else self.plain(t)

    def arithmetic(self, t, depth):
        wide = t if t in WIDE else self.pick(["int", "long", "uint"])
        op = self.pick(["+", "-", "*", "&", "|", "^"])
        if self.chance(12):
            return [f"unchecked(({t})(", self.pick(["~", "-"]) if wide != "ulong" else "~", "(", self.expression(wide, depth), ")))"]
        sides = [self.variable(wide), self.expression(wide, depth)]
        if self.chance(50):
            sides.reverse()
        return [f"unchecked(({t})(", sides[0], f" {op} ", sides[1], "))"]

    def shift(self, t, depth):
        wide = t if t in WIDE else self.pick(WIDE)
        return [f"unchecked(({t})(", self.variable(wide), self.pick([" << ", " >> "]), "(", self.expression("int", depth), ")))"]

    def divided(self, t, depth):
        wide = t if t in WIDE else self.pick(WIDE)
        op = self.pick([" / ", " % "])
        if self.trap and self.chance(35):
            return [f"unchecked(({t})(", self.variable(wide), op, self.variable(wide), "))"]
        return [f"unchecked(({t})(", self.expression(wide, depth), op, f"(", self.variable(wide), " & 0x7F | 1)))"]

    def checked(self, t, depth):
        if self.chance(50):
            wide = t if t in WIDE else self.pick(WIDE)
            return [f"checked(({t})(", self.variable(wide), self.pick([" + ", " - ", " * "]), self.variable(wide), "))"]
        return [f"checked(({t})", self.variable(self.pick(INTEGERS)), ")"]

    def converted(self, t, depth):
        if self.chance(20):
            return [f"unchecked(({t})Little(", self.expression(self.pick(FLOATS), depth), "))"]
        return [f"unchecked(({t})", self.variable(self.pick(INTEGERS)), ")"]

    def to_int(self, t, depth):
        way = self.random.randrange(10)
        if way == 0:
            return [self.expression("Base", depth), ".Shape(", self.expression("int", depth), ")"]
        if way == 1:
            return ["((IShape)", self.expression(self.pick(["Base", "Derived"]), depth), ").Shape(", self.expression("int", depth), ")"]
        if way == 2:
            return [self.expression("Fn", depth), "(", self.expression("int", depth), ")"]
        if way == 3:
            return [self.expression("string", depth), ".Length"]
        if way == 4:
            held = self.of("Pair")
            return [self.pick(held) if held else "new Pair(3)", ".Plus(", self.expression("int", depth), ")"]
        if way == 5:
            return [self.expression(self.pick(ARRAYS), depth), ".Length"]
        if way == 6:
            return ["((int)Initial." + self.pick(["First", "Second"]) + ")"]
        if way == 7:
            return [self.expression("string", depth), ".IndexOf('", self.pick("aexl"), "')"]
        if way == 8 and self.trap:
            return ["((int)", self.expression("object", depth), ")"]
        held = self.of("int")
        return ["Bump(ref ", self.pick(held), ")"] if held else self.leaf(t)

    def float_arithmetic(self, t, depth):
        return [f"({t})(", self.expression(t, depth), f" {self.pick('+-*/')} ", self.expression(t, depth), ")"]

    def float_converted(self, t, depth):
        return [f"(({t})", self.expression(self.pick(["int", "uint", "long", "ulong", "float", "double", "byte", "sbyte"]), depth), ")"]

    def compared(self, _, depth):
        way = self.random.randrange(9)
        if way == 0:
            return ["(", self.expression("bool", depth), self.pick([" && ", " || ", " ^ ", " & "]), self.expression("bool", depth), ")"]
        if way == 1:
            return ["!", self.expression("bool", depth)]
        if way == 2:
            return ["(", self.expression("object", depth), " is ", self.pick(["int", "Base", "IShape", "string", "Pair", "Small", "Derived", "double"]), ")"]
        if way == 3:
            return ["(", self.expression("string", depth), self.pick([" == ", " != "]), self.expression("string", depth), ")"]
        if way == 4:
            return ["((object)", self.expression("Pair", depth), ").Equals(", self.expression(self.pick(["Pair", "object"]), depth), ")"]
        if way == 5:
            return ["(", self.expression("Base", depth), " == ", self.expression("Derived", depth), ")"]
        t = self.pick(["int", "uint", "long", "ulong", "byte", "char", "float", "double", *ENUMS])
        other = Node(*self.arithmetic(t, depth), instead=self.plain(t)) if t in INTEGERS and self.chance(60) else self.variable(t)
        return ["(", self.expression(t, depth), f" {self.pick(['==', '!=', '<', '<=', '>', '>='])} ", other, ")"]

    def text(self, _, depth):
        way = self.random.randrange(6)
        if way == 0:
            return ["(", self.expression("string", depth), " + ", self.expression("string", depth), ").Limit()"]
        if way == 1:
            return ["(", self.expression("string", depth), " + ", self.expression(self.pick(["int", "long", "byte", "char", "ulong"]), depth), ").Limit()"]
        if way == 2:
            return [self.expression(self.pick(["int", "sbyte", "ulong", "long", "ushort", "char"]), depth), ".ToString()"]
        if way == 3:
            return ["Cut(", self.expression("string", depth), ", ", self.expression("int", depth), ")"]
        if way == 4:
            return ["new string(", self.expression("char[]", depth), ")"]
        return ["(", self.expression("object", depth), " as string ?? ", self.expression("string", depth), ")"]

    def enum_value(self, t, depth):
        if self.chance(50):
            return [f"unchecked(({t})", self.variable(self.pick(INTEGERS)), ")"]
        return ["(", self.expression(t, depth), f" {self.pick('&|^')} ", self.variable(t), ")"]

    def combined(self, t, depth):
        return ["(", self.expression("Fn", depth), " + ", self.expression("Fn", depth), ")"]

    def chosen(self, t, depth):
        return ["(", self.expression("bool", depth), " ? ", self.expression(t, depth), " : ", self.variable(t), ")"]

    def called(self, t, depth):
        fitting = [m for m in self.methods if m and m[2] == t and (self.trap or not m[3])]
        if not fitting or not self.returns:
            return self.loaded(t, depth)
        name, parameters, _, _ = self.pick(fitting)
        parts = ["Program." + name, "("]
        for n, (modifier, p) in enumerate(parameters):
            parts.append(", " if n else "")
            if not modifier:
                parts.append(self.expression(p, depth))
                continue
            places = [v for v, of in self.variables if of == p] + [f"{v}.{f}" for v, of in self.variables if of in FIELDS
                                                                   for f, ft in FIELDS[of] if ft == p and v != "this"]
            if p + "[]" in ARRAYS and self.chance(30):
                parts += [modifier, self.expression(p + "[]", 1), "[", self.index(), "]"]
            else:
                parts.append(modifier + (self.pick(places) if places else self.plain(p)))
        return [*parts, ")"]

    def loaded(self, t, depth):
        ways = [lambda: [self.variable(t)]]
        if t + "[]" in ARRAYS:
            ways += [lambda: [self.expression(t + "[]", depth), "[", self.index(), "]"]] * 2
        ways += [lambda v=v, f=f: [v, ".", f] for v, of in self.variables if of in FIELDS for f, ft in FIELDS[of] if ft == t]
        ways += [lambda s=s, f=f: [self.expression(s, depth), ".", f] for s in STRUCTS for f, ft in FIELDS[s] if ft == t]
        if t in NUMBERS + STRUCTS + list(ENUMS):
            ways += [lambda: [f"(({t})(object)(", self.expression(t, depth), "))"]]
            if t in ("int", "Pair", "Small"):
                ways += [lambda: [f"Unboxed{t}(", self.expression("object", depth), ")"]]
        if t == "Pair":
            ways += [lambda: [self.expression("Pair", depth), ".Changed(", self.expression("int", depth), ")"]] * 2
        if t == "char":
            ways += [lambda: ["At(", self.expression("string", depth), ", ", self.expression("int", depth), ")"]]
        if self.trap and t in ("Base", "Derived"):
            ways += [lambda: [f"(({t})", self.expression("object", depth), ")"]]
        return self.pick(ways)()


def mixes():
    """Program.Mix for each type."""
    lines = []
    for t in ("sbyte", "short", "int", "byte", "ushort", "char", "uint"):
        lines.append(f"    public static void Mix({t} v) {{ Mix((long)v); }}\n")
    lines.append("    public static void Mix(ulong v) { Mix(unchecked((long)v)); }\n    public static void Mix(bool v) { Mix(v ? 1L : 2L); }\n")
    for e, t in ENUMS.items():
        lines.append(f"    public static void Mix({e} v) {{ Mix(({t})v); }}\n")
    for s in STRUCTS:
        lines.append(f"    public static void Mix({s} v) {{ {' '.join(f'Mix(v.{f});' for f, _ in FIELDS[s])} }}\n")
    cases = "".join(f"        if (o is {t}) {{ Mix({n}); Mix(({t})o); return; }}\n" for n, t in enumerate([*NUMBERS, "bool", *ENUMS, *STRUCTS]))
    arrays = "".join(f"        if (o is {a}) {{ Mix({n + 50}); foreach ({a[:-2]} e in ({a})o) Mix(e); return; }}\n" for n, a in enumerate(ARRAYS)
                     if a not in ("object[]", "string[]", "Base[]"))
    return "".join(lines) + "    public static void Mix(object o)\n    {\n        if (o == null) { Mix(77); return; }\n" + cases + (
        '        string s = o as string;\n        if (s != null) { Mix(s.Length); foreach (char c in s) Mix(c); return; }\n') + arrays + (
        "        Base b = o as Base;\n        if (b != null) { Mix(b.Number); Mix(b.N); Mix(b.L); return; }\n        Mix(o is Fn ? 90 : 91);\n    }\n")


PRELUDE = """using System;
using System.Collections;
using static Program;
""" + "".join(f"enum {e} : {t} {{ Zero, One, Two = 2, Far = 77 }}\n" for e, t in ENUMS.items()) + """delegate int Fn(int n);
interface IShape { int Shape(int n); }
class Fault : Exception { }
class WorseFault : Fault { public int Why; public WorseFault(int why) { Why = why; } }
struct Pair
{
    public int A; public long B;
    public Pair(int a) { A = a; B = a * 3L; }
    public int Plus(int n) { A += n; B ^= A; return (int)B; }
    public Pair Changed(int n) { A = n; return this; }
}
struct Mixed
{
    public byte C; public double D; public object E; public short F;
    public Mixed(int n) { C = (byte)n; D = n / 4.0; E = n; F = (short)(n * 300); }
}
struct Nested
{
    public Pair P; public Mixed M; public float G; public bool H;
    public Nested(int n) { P = new Pair(n); M = new Mixed(n + 1); G = n; H = n > 50; }
}
partial class Base : IShape { public int N; public long L; public virtual int Number { get { return 1; } } }
partial class Derived : Base { public new int N; public Pair S; public ushort U; public override int Number { get { return base.Number + 1; } } }
partial class Leaf : Derived { public Nested Q; public override int Number { get { return 10 + base.Number; } } }
static class Extension { public static string Limit(this string s) { return s.Length > 40 ? s.Substring(s.Length - 20, 20) : s; } }
static partial class Program
{
    public static int Fuel = 600;
    public static long Sum;
    public static Base[] Covariant = new Derived[5];
    public static void Main()
    {
        Test();
        Print(0);
    }
    public static void Print(int place) { Console.WriteLine(place.ToString() + " " + Sum.ToString()); }
    public static void Mix(long v) { Sum = unchecked(Sum * 31 + v ^ (Sum >> 40)); }
    public static void Mix(float v) { Mix((double)v); }
    public static void Mix(double v) { Mix(v == v ? BitConverter.DoubleToInt64Bits(v) : 99L); }
    public static int Bump(ref int n) { n += 3; Mix(n); return n * 2; }
    public static int Twice(int n) { Mix(n); return unchecked(n * 2); }
    public static double Little(double v) { return v >= 0 && v <= 127 ? v : 42.5; }
    public static string Cut(string s, int n) { n &= 7; return s.Length > n ? s.Substring(n, (s.Length - n) / 2) : s; }
    public static char At(string s, int n) { return s.Length == 0 ? 'e' : s[(n & 0xFFFF) % s.Length]; }
    public static int Unboxedint(object o) { return o is int ? (int)o : 5; }
    public static Pair UnboxedPair(object o) { return o is Pair ? (Pair)o : new Pair(6); }
    public static Small UnboxedSmall(object o) { return o is Small ? (Small)o : Small.Two; }
    public static bool Mixed(int n) { Mix(n); return (Sum & 3) != 0; }
""" + mixes()


def generate(seed):
    """The program of a seed, as a tree."""
    return Program(seed).generate()
