"""Random calls of the class library: strings, StringBuilder, text of numbers and back, Convert, BitConverter, arrays, collections,
DateTime, TimeSpan, Math, UTF-8, delegates, equality, reflection. Arguments are ordinary ones and the edges: null, empty, the ends of
a type, lone surrogates, indices just outside, ranges whose end overflows, arrays of another element type.

A call prints its result to the bit, or the type of its exception. What nanoFramework does otherwise than .NET on purpose is not asked,
or both answers are given one name; where, and by what source, is said at the place. mono finds the types of the assemblies that .NET
does not have in FORWARDERS."""

import random
import struct

from tree import Node

# Assemblies of nanoFramework whose types are in mono's mscorlib, and these types.
FORWARDERS = {"nanoFramework.System.Text": ["System.Text.StringBuilder", "System.Text.Encoding", "System.Text.UTF8Encoding"],
              "nanoFramework.System.Collections": ["System.Collections.Hashtable", "System.Collections.Queue", "System.Collections.Stack"],
              "System.Math": ["System.Math"]}
CALLS = 120  # in a program
POOL = 6  # variables of a kind
INTEGERS = {"sbyte": 8, "byte": 8, "short": 16, "ushort": 16, "int": 32, "uint": 32, "long": 64, "ulong": 64}
ARRAYS = ["int[]", "long[]", "byte[]", "char[]", "double[]", "string[]", "object[]", "Base[]", "Derived[]", "Small[]", "Pair[]", "int[][]"]


class Program:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def chance(self, percent):
        return self.random.randrange(100) < percent

    def pick(self, items):
        return items[self.random.randrange(len(items))]

    def generate(self):
        parts = [PRELUDE, "    static void Main()\n    {\n"]
        parts += [f"        S[{i}] = {self.literal()}; A[{i}] = {self.plain_literal()}; O[{i}] = {self.boxed()}; B[{i}] = {self.bytes()}; "
                  f"C[{i}] = {self.chars()};\n" for i in range(POOL)]
        kinds = [kind for kind, weight in KINDS for _ in range(weight)]
        for number in range(CALLS):
            if number % 30 == 0:
                parts.append(f"        Part{number // 30}();\n")
        parts.append("        Console.WriteLine(\"end\");\n    }\n\n")
        for number in range(CALLS):
            if number % 30 == 0:
                parts.append(("    }\n\n" if number else "") + f"    static void Part{number // 30}()\n    {{\n")
            call = self.pick(kinds)(self)
            action, caught = call if isinstance(call, tuple) else (call, "Fail")
            if not action.endswith(";"):
                action = f"Show({number}, {action});"
            parts.append(Node(f"        try {{ {action} }}\n        catch (Exception e) {{ {caught}({number}, e); }}\n", instead=""))
        return Node(*parts, "    }\n}\n")

    # -- Arguments

    def unit(self):
        r = self.random.randrange(100)
        if r < 60:
            return ord(self.pick("aabbcxyzAZ019,;. -{}_"))
        if r < 72:
            return self.pick([9, 10, 13, 0x20, 0xA0, 0x3000, 0x2003])
        if r < 84:
            return self.pick([0x7F, 0x80, 0xC3, 0xE9, 0xFF, 0x100, 0x7FF, 0x800])
        return self.pick([0x20AC, 0xD7FF, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xE000, 0xFFFD, 0xFFFE])

    def literal(self):
        units = []
        for _ in range(self.pick([0, 1, 1, 2, 3, 5, 8, 13, 30])):
            unit = self.unit()
            # Literals are UTF-8 in a PE file, which has no lone surrogates: those come from char[].
            units += [0xD83D, 0xDE00] if 0xD800 <= unit < 0xE000 else [unit]
        return '"' + "".join(f"\\u{unit:04x}" if unit > 0x7E or unit < 0x20 else "\\\\" if unit == 92 else chr(unit) for unit in units) + '"'

    def plain_literal(self):
        """What every culture orders and finds as ordinal comparison does."""
        return '"' + "".join(self.pick("aabbcz019") for _ in range(self.pick([0, 1, 2, 3, 5, 8, 13]))) + '"'

    def s(self):
        r = self.random.randrange(100)
        return f"S[{self.random.randrange(POOL)}]" if r < 70 else self.literal() if r < 97 else "((string)null)"

    def a(self):
        return f"A[{self.random.randrange(POOL)}]" if self.chance(75) else self.plain_literal()

    def char(self):
        unit = self.unit()
        return f"(char){unit}"

    def chars(self):
        if self.chance(5):
            return "((char[])null)"
        return "new char[] { " + ", ".join(self.char() for _ in range(self.pick([0, 1, 2, 3, 5, 20]))) + " }"

    def c(self):
        return f"C[{self.random.randrange(POOL)}]" if self.chance(70) else self.chars()

    def bytes(self):
        if self.chance(5):
            return "((byte[])null)"
        items = []
        for _ in range(self.pick([0, 1, 2, 3, 4, 7, 8, 12, 20, 70])):
            items += self.pick([self.byte, self.byte, self.byte, self.byte, self.letter])()
        return "new byte[] { " + ", ".join(str(item) for item in items) + " }"

    def byte(self):
        """Not those that forbid some of the bytes which follow in UTF-8: mono replaces both at once, Unicode (table 3-7) each."""
        item = self.pick([0, 1, 0x20, 0x41, 0x61, 0x7F, 0x80, 0xBF, 0xC2, 0xE2, 0x9F, 0xFF, self.random.randrange(256)])
        return [item if item not in (0xE0, 0xED, 0xF0, 0xF4) else 0x61]

    def letter(self):
        """One in UTF-8, or its beginning."""
        whole = chr(self.pick([0x24, 0xA3, 0x939, 0x20AC, 0xD7FF, 0x10000, 0x1F600, 0x10FFFF])).encode()
        return list(whole[:self.pick([4, 4, 4, 3, 2])])

    def b(self):
        return f"B[{self.random.randrange(POOL)}]" if self.chance(70) else self.bytes()

    def index(self):
        r = self.random.randrange(100)
        if r < 78:
            return str(self.random.randrange(9))
        return self.pick(["-1", "-1", "int.MaxValue", "int.MinValue", "int.MaxValue - 1", "-2", "12", "30"])

    def range(self):
        return f"{self.index()}, {self.index()}"

    def integer(self, t):
        bits, signed = INTEGERS[t], not t.startswith("u") and t != "byte"
        least, most = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
        value = self.pick([0, 1, least, most, most - 1, least + 1, 10, 99, 100, self.random.randint(least, most), self.random.randint(0, 127),
                           self.random.randint(least, most) >> self.random.randrange(bits)])
        value = max(least, min(most, value))
        return f"unchecked(({t}){value}{'L' if signed and bits == 64 else 'UL' if bits == 64 else ''})"

    def number(self):
        return self.integer(self.pick(list(INTEGERS)))

    def exact(self):
        """A double of at most 15 significant digits, so that mono, which stops there, has all of them. Not zero: the sign of
        minus zero is not written by mono, but is by .NET since 3.0."""
        value = self.random.randrange(1, 1 << self.pick([4, 10, 20])) / (1 << self.random.randrange(7))
        return repr(-value if self.chance(30) else value)

    def double(self):
        r = self.random.randrange(100)
        if r < 50:
            return self.exact()
        if r < 70:
            return self.pick(["0.0", "1.0", "-1.0", "0.5", "-0.5", "1.5", "2.5", "-2.5", "4503599627370497.5", "9007199254740993.0", "1e300"])
        if r < 90:
            return self.pick(["double.NaN", "double.PositiveInfinity", "double.NegativeInfinity", "double.MaxValue", "double.MinValue",
                              "double.Epsilon", "2147483647.5", "-2147483648.5"])
        return f"BitConverter.Int64BitsToDouble({self.random.getrandbits(63)})"

    def boxed(self):
        return self.pick([self.number, self.number, self.literal, self.plain_literal, self.exact, lambda: "null", lambda: "'x'", lambda: "true",
                          lambda: f"(float)({self.exact()})", lambda: "Small.Two", lambda: "Wide.Two", lambda: "new Base()",
                          lambda: "new Derived()", self.pair, self.span, self.date, lambda: "new object()", lambda: "new Base()"])()

    def o(self):
        return f"O[{self.random.randrange(POOL)}]" if self.chance(70) else f"((object){self.boxed()})"

    def pair(self):
        return f"new Pair({self.random.randrange(3)}, {self.random.randrange(3)}, {self.pick(['null', self.plain_literal(), '3'])})"

    def array(self):
        t = self.pick(ARRAYS)
        length = self.pick([0, 1, 3, 5, 8])
        element = t[:-2]
        make = {"int": lambda: self.integer("int"), "long": lambda: self.integer("long"), "byte": lambda: self.integer("byte"), "char": self.char,
                "double": self.exact, "string": self.plain_literal, "object": self.boxed, "Base": lambda: self.pick(["new Base()", "new Derived()", "null"]),
                "Derived": lambda: self.pick(["new Derived()", "null"]), "Small": lambda: self.pick(["Small.One", "Small.Two"]), "Pair": self.pair,
                "int[]": lambda: "new int[] { 4 }"}[element]
        return f"(new {t} {{ {', '.join(make() for _ in range(length))} }})"

    def arr(self):
        return f"R[{self.random.randrange(POOL)}]" if self.chance(70) else self.array()

    # -- Strings

    def string_read(self):
        # An index behind the end is ArgumentOutOfRangeException in nanoFramework (corlib-natives, String.this[]), IndexOutOfRange in .NET.
        return self.pick([lambda: f"{self.s()}.Length", lambda: (f"{self.s()}[{self.index()}]", "FailRange"), lambda: f"{self.s()}.Substring({self.index()})",
                          lambda: f"{self.s()}.Substring({self.range()})", lambda: f"{self.s()}.ToCharArray()",
                          lambda: f"{self.s()}.ToCharArray({self.range()})", lambda: f"string.IsNullOrEmpty({self.s()})",
                          lambda: f"{self.s()} == {self.s()}", lambda: f"string.Equals({self.s()}, {self.s()})", lambda: f"{self.s()}.Equals({self.o()})",
                          lambda: f"{self.s()}.Contains({self.s()})", lambda: f"Each({self.s()})", lambda: f"Hash({self.s()})"])()

    def string_make(self):
        i = self.random.randrange(POOL)
        made = self.pick([lambda: f"{self.s()} + {self.s()}", lambda: f"string.Concat({self.s()}, {self.s()}, {self.s()})",
                          lambda: f"string.Concat({self.s()}, {self.s()}, {self.s()}, {self.s()})",
                          lambda: f"string.Concat(new string[] {{ {self.s()}, {self.s()}, null, {self.s()}, {self.s()} }})",
                          lambda: f"string.Concat({self.s()}, {self.integer('int')})", lambda: f"string.Concat((object){self.s()}, {self.number()}, {self.s()})",
                          lambda: f"string.Concat(new object[] {{ {self.s()}, {self.number()}, null, {self.char()}, true }})",
                          lambda: f"new string({self.c()})", lambda: f"new string({self.c()}, {self.range()})",
                          lambda: f"new string({self.char()}, {self.pick(['0', '1', '5', '-1', 'int.MinValue'])})",
                          lambda: f"{self.s()}.PadLeft({self.pick(['0', '3', '9', '20', '-1'])})",
                          lambda: f"{self.s()}.PadRight({self.pick(['0', '3', '9', '20', '-1', 'int.MinValue'])}, {self.char()})",
                          lambda: f"{self.s()}.Substring({self.range()})", lambda: self.literal()])()
        return f"S[{i}] = Short({made}); Show({i}, S[{i}]);"

    def string_trim(self):
        # U+0085 and U+200B count as white space in some of .NET, mono and nanoFramework, and are not used.
        method = self.pick(["Trim", "TrimStart", "TrimEnd"])
        return self.pick([lambda: f"{self.s()}.Trim()", lambda: f"{self.s()}.{method}({self.c()})", lambda: f"{self.s()}.{method}({self.char()}, {self.char()})"])()

    def string_split(self):
        return self.pick([lambda: f"{self.s()}.Split({self.char()})", lambda: f"{self.s()}.Split({self.c()})",
                          lambda: f"{self.s()}.Split({self.c()}, {self.pick(['0', '1', '2', '3', '7', '-1', 'int.MaxValue'])})"])()

    def string_search(self):
        last = self.pick(["", "Last"])
        bounds = self.pick(["", "", f", {self.index()}", f", {self.range()}"])
        return self.pick([lambda: f"{self.s()}.{last}IndexOf({self.char()}{bounds})", lambda: f"{self.s()}.{last}IndexOfAny({self.c()}{bounds})",
                          lambda: self.find(last, bounds)])()

    def find(self, last, bounds):
        # An empty text is found at the end by .NET since 5, before the last character by mono.
        needle = self.a()
        # Of an empty text mono looks at the count first, .NET at the index.
        text = f"({self.a()} + 1)" if bounds.count(",") > 1 else self.a()
        return f"{needle}.Length == 0 && {str(last != '').lower()} ? -9 : {text}.{last}IndexOf({needle}{bounds})"

    def string_compare(self):
        # Ordinal by design (Tests/Programs/strings/str_compare.cs): only texts that every culture orders so.
        return self.pick([lambda: f"Sign({self.a()}.CompareTo({self.a()}))", lambda: f"Sign(string.Compare({self.a()}, {self.a()}))",
                          lambda: f"{self.a()}.StartsWith({self.a()})", lambda: f"{self.a()}.EndsWith({self.a()})",
                          lambda: f"(\"aZ\" + {self.a()} + \"Q[`{{@\").ToUpper()", lambda: f"(\"aZ\" + {self.a()} + \"Q[`{{@\").ToLower()",
                          lambda: f"A[{self.random.randrange(POOL)}] = Short({self.a()} + {self.a()});"])()

    def string_format(self):
        # A malformed text is an ArgumentException in nanoFramework, a missing argument IndexOutOfRangeException (str_format.cs).
        items = []
        for _ in range(self.random.randrange(1, 4)):
            align = self.pick(["", "", ",6", ",-6", ",1", ", 3"])
            items.append(self.pick(["", " ", "{{", "}}", "{0" + align + "}", "{1" + align + "}", "{0:D3}", "{0:X}", "{2,8:N1}", "{0", "}", "{3}", "{a}"]))
        return f"string.Format(\"{'x'.join(items)}\", {self.integer('int')}, {self.s()}, {self.integer('long')})", "FailAny"

    # -- StringBuilder

    def builder(self):
        # Its indexer is named Item, in .NET Chars: mono does not find it.
        appended = self.pick([self.s, self.s, self.c, self.number, self.char, lambda: f"(object){self.number()}", lambda: "true"])
        action = self.pick([lambda: f"T.Append({appended()})", lambda: f"T.Append({appended()})", lambda: f"T.Append({self.s()} + \"\", {self.range()})",
                            lambda: f"T.Append({self.c()}, {self.range()})", lambda: f"T.Append({self.char()}, {self.pick(['0', '1', '4', '-1'])})",
                            lambda: f"T.Insert({self.index()}, {self.s()}, {self.pick(['0', '1', '2', '-1'])})",
                            lambda: f"T.Insert({self.index()}, {self.c()}, {self.range()})", lambda: f"T.Remove({self.range()})",
                            lambda: f"T.Replace({self.char()}, {self.char()})", lambda: f"T.Replace({self.char()}, {self.char()}, {self.range()})",
                            lambda: f"T.Replace({self.a()}, {self.s()})", lambda: f"T.Replace({self.s()}, {self.s()}, {self.range()})",
                            lambda: f"T.Length = {self.pick(['0', '1', '3', '9', '25', '-1'])}",
                            lambda: f"Show(-1, T.ToString({self.range()}))", lambda: "T.Clear()",
                            lambda: f"T = new StringBuilder({self.s()}, {self.range()}, {self.pick(['0', '4', '-1'])})",
                            lambda: f"T = new StringBuilder({self.pick(['0', '4', '-1', '30'])}, {self.pick(['0', '5', '20', '-1'])})",
                            lambda: f"T = new StringBuilder({self.s()})"])()
        return f"if (T.Length > 200) T.Clear(); {action}; Show(-2, T.Length); Show(-3, T.ToString());"

    # -- Numbers and text

    def format_integer(self):
        # A format that does not fit is an ArgumentException in nanoFramework, a FormatException in .NET.
        t = self.pick(list(INTEGERS))
        precision = self.pick(["", "", "0", "1", "2", "4", "7", "12", "20", "40"])
        letter = self.pick("GgDdXxNnFfEe")
        return f"({self.integer(t)}).ToString({self.pick(['', chr(34) + letter + precision + chr(34)])})"

    def format_double(self):
        text = self.pick(["", "G", "F1", "F2", "F0", "N3", "E3", "e8", "G4", "G15", "F7", "N0", "E14"])
        value = self.exact()
        if text in ("F0", "N0", "F1") and abs(float(value)) < 1:
            value = "1.0"  # -0.25 is -0 as in .NET since 3.0, 0 for mono
        value = self.pick([value, value, "0.0", "double.NaN", "double.PositiveInfinity", "double.NegativeInfinity", "1e15", "1e14", "123456789012345.0",
                           "0.0001", "1e-7", "1.5" if text[:1] in ("F", "N") else "1e100"])
        text = f'"{text}"' if text else ""
        return f"({value}).ToString({text})"

    def number_text(self):
        t = self.pick(list(INTEGERS))
        bits = INTEGERS[t]
        digits = str(self.pick([0, 1, 7, 127, 128, 255, 256, 32767, 32768, 65535, 65536, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**63 - 1, 2**63, 2**64 - 1, 2**64,
                                10**25, self.random.getrandbits(bits), self.random.getrandbits(bits + 1)]))
        text = self.pick(["", "", "", "-", "-", "+", "--", " -", "- "]) + self.pick(["", "", "", "000"]) + digits
        text = self.pick(["", "", "", " ", "\\t", "\\u00a0"]) + text + self.pick(["", "", "", "", " ", "\\r\\n", "x", ".", ".0", "e1", " 1"])
        if self.chance(8):
            text = self.pick(["", " ", "-", "+", "0x10", "1,000", "\\u0661", "1_0", "1-"])
        return t, f'"{text}"'

    def parse_integer(self):
        t, text = self.number_text()
        if self.chance(50):
            return f"{t}.Parse({text})"
        # A failed TryParse leaves MinValue in nanoFramework (Tests/Programs/convert/conv_tryparse_out.cs).
        return f"{{ {t} v; bool did = {t}.TryParse({text}, out v); Show(-1, did); if (did) Show(-2, v); }};"

    def parse_double(self):
        # What is too large is infinite, as in .NET since 3.0; separators of thousands are not read. Neither is asked, nor for the sign
        # of a zero, which mono forgets.
        digits = "".join(self.pick("0123456789") for _ in range(self.pick([1, 2, 5, 9, 15])))
        point = self.random.randrange(len(digits) + 1)
        text = self.pick(["", "", "-", "+"]) + digits[:point] + self.pick([".", "", "."]) + digits[point:]
        text += self.pick(["", "", f"e{self.random.randrange(-20, 7)}", f"E+{self.random.randrange(7)}", "e-5", "e", "e+", "x"])
        text = self.pick(["", "", " ", "\\t"]) + text + self.pick(["", "", " "])
        if self.chance(8):
            text = self.pick(["", ".", "-", "e5", ".e5", "NaN", "Infinity", "-Infinity", "1.2.3", "0x10", "1 2"])
        return self.pick([f'Unsigned(double.Parse("{text}"))', f'Unsigned(Tried("{text}"))'])

    def exact_text(self):
        """mono rounds at 15 digits: what all of a double becomes in text, and long texts in a double, Python knows."""
        value = struct.unpack("d", struct.pack("Q", self.random.getrandbits(64)))[0]
        value = self.pick([value, value, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, self.random.uniform(-1000, 1000)])
        if value != value or value in (float("inf"), float("-inf")):
            value = 1 / 3
        bits, = struct.unpack("q", struct.pack("d", value))
        precision = self.random.randrange(1, 40)
        if self.chance(40):
            mantissa, exponent = f"{value:.{precision}E}".split("E")
            return f'Right(BitConverter.Int64BitsToDouble({bits}L).ToString("E{precision}") == "{mantissa}E{int(exponent):+04d}")'
        if self.chance(30):
            return f'Right(BitConverter.Int64BitsToDouble({bits}L).ToString("F{precision}") == "{value:.{precision}f}")'
        if self.chance(30):
            return f"Right(Parsed(BitConverter.Int64BitsToDouble({bits}L).ToString()) == BitConverter.Int64BitsToDouble({bits}L))"
        digits = "".join(self.pick("0123456789") for _ in range(self.pick([1, 5, 15, 17, 18, 20, 40, 300])))
        text = self.pick([f"{value!r}", f"{value:.40e}", f"{digits}e{self.random.randrange(-400, 320)}", f"0.{digits}", f"{digits}.{digits}", "9007199254740993",
                          "2.4703282292062327e-324", "2.4703282292062328e-324", "2.2250738585072011e-308", "1.7976931348623159e308"])
        bits, = struct.unpack("q", struct.pack("d", float(text)))
        return f'Right(BitConverter.DoubleToInt64Bits(Parsed("{text}")) == {bits}L)'

    def convert(self):
        # Empty, signed and padded texts in other bases than ten fail in ways of their own in .NET, and are not used.
        t = self.pick(list(INTEGERS))
        name = {"sbyte": "SByte", "byte": "Byte", "short": "Int16", "ushort": "UInt16", "int": "Int32", "uint": "UInt32", "long": "Int64", "ulong": "UInt64"}[t]
        base = self.pick([2, 8, 16, 16])
        digits = "".join(self.pick("01234567"[:base] if base < 16 else "0123456789abcdefABCDEF") for _ in range(self.pick([1, 2, 4, 8, 9, 16, 17])))
        if self.chance(20):
            digits = {2: "1" * self.pick([7, 8, 15, 16, 31, 32, 33, 63, 64, 65]), 8: self.pick(["377", "177777", "37777777777", "1777777777777777777777", "400"]),
                      16: self.pick(["7F", "80", "FF", "100", "7FFF", "8000", "FFFF", "10000", "80000000", "FFFFFFFF", "8" + "0" * 15, "F" * 16])}[base]
        if len(digits) < 5 and self.chance(20):  # of a text that is too large and none the first to be found is reported
            digits += self.pick(["g", "9", "8", "."])
        return f'Convert.To{name}("{"0x" if base == 16 and self.chance(20) else ""}{digits}", {base})'

    def base64(self):
        text = "".join(self.pick("ABCxyz019+/") for _ in range(self.pick([0, 1, 2, 3, 4, 6, 8, 12]))) + self.pick(["", "", "=", "==", "===", "=A", "-"])
        text = text[:3] + self.pick(["", "", " ", "\\r\\n", "\\t", "\\u00a0"]) + text[3:]
        return self.pick([lambda: f"Convert.ToBase64String({self.b()})", lambda: f"Convert.ToBase64String({self.b()}, {self.range()})",
                          lambda: f"Convert.ToBase64String({self.b()}, Base64FormattingOptions.InsertLineBreaks)",
                          lambda: f'Convert.FromBase64String("{text}")', lambda: f'Convert.FromBase64CharArray("{text}".ToCharArray(), {self.range()})',
                          lambda: f"Convert.FromBase64String(Convert.ToBase64String({self.b()}))"])()

    def bits(self):
        name = self.pick(["ToBoolean", "ToChar", "ToInt16", "ToInt32", "ToInt64", "ToUInt16", "ToUInt32", "ToUInt64", "ToDouble", "ToSingle"])
        return self.pick([lambda: f"BitConverter.{name}({self.b()}, {self.index()})", lambda: f"BitConverter.{name}({self.b()}, {self.index()})",
                          lambda: f"BitConverter.GetBytes({self.number()})", lambda: f"BitConverter.GetBytes({self.double()})",
                          lambda: f"BitConverter.GetBytes((float)({self.exact()}))", lambda: f"BitConverter.GetBytes({self.char()})",
                          lambda: f"BitConverter.DoubleToInt64Bits({self.exact()})", lambda: f"BitConverter.ToString({self.b()})",
                          lambda: f"BitConverter.ToString({self.b()}, {self.index()})", lambda: f"BitConverter.ToString({self.b()}, {self.range()})"])()

    def math(self):
        # Of a positive and a negative zero mono's Max takes the second, ours the positive one (IEEE 754-2019 maximum).
        # mono's compiler computes Round of a constant, and wrongly.
        name = self.pick(["Floor", "Ceiling", "Round", "Truncate", "Abs", "Sqrt"])
        return self.pick([lambda: f"Math.{name}(Fetched({self.double()}))", lambda: f"Math.{name}(Fetched({self.double()}))", lambda: f"Math.Sign({self.double()})",
                          lambda: f"Math.Max({self.double()}, {self.double()})", lambda: f"Math.Min({self.double()}, {self.double()})",
                          lambda: f"Math.Max((float)({self.exact()}), float.NaN)", lambda: f"Math.Abs({self.integer('int')})",
                          lambda: f"Math.Max({self.integer('int')}, {self.integer('int')})", lambda: f"Math.Min({self.integer('int')}, {self.integer('int')})",
                          lambda: f"Math.Clamp({self.integer('long')}, {self.integer('long')}, {self.integer('long')})",
                          lambda: f"Math.Clamp({self.integer('ulong')}, {self.integer('ulong')}, {self.integer('ulong')})",
                          lambda: f"Math.Clamp({self.double()}, {self.double()}, {self.double()})", lambda: f"Math.IEEERemainder({self.exact()}, {self.exact()})",
                          lambda: f"({self.double()}).CompareTo({self.double()})", lambda: f"double.IsInfinity({self.double()})", lambda: f"double.IsNaN({self.double()})"])()

    def utf8(self):
        return self.pick([lambda: f"Encoding.UTF8.GetBytes({self.s()})", lambda: f"Encoding.UTF8.GetChars({self.b()})",
                          lambda: f"Encoding.UTF8.GetChars({self.b()}, {self.range()})", lambda: f"Encoding.UTF8.GetString({self.b()}, {self.range()})",
                          lambda: f"Written({self.s()}, {self.range()}, {self.pick(['0', '3', '12', '40'])}, {self.index()})",
                          lambda: f"new string(Encoding.UTF8.GetChars(Encoding.UTF8.GetBytes({self.s()})))"])()

    # -- Arrays and collections

    def array_call(self):
        i = self.random.randrange(POOL)
        return self.pick([lambda: f"R[{i}] = {self.array()};", lambda: f"R[{i}] = {self.array()};",
                          lambda: self.copy(), lambda: self.copy(), lambda: f"{{ Array x = {self.arr()}; Array.Clear(x, {self.range()}); Show(-1, x); }};",
                          lambda: f"Array.IndexOf({self.arr()}, {self.o()})", lambda: f"Array.IndexOf({self.arr()}, {self.o()}, {self.index()})",
                          lambda: f"Array.IndexOf({self.arr()}, {self.o()}, {self.range()})", lambda: f"((IList){self.arr()})[{self.index()}]",
                          lambda: f"{{ Array x = {self.arr()}; ((IList)x)[{self.index()}] = Own(x, {self.o()}); Show(-1, x); }};",
                          lambda: f"((IList){self.arr()}).Contains({self.o()})",
                          lambda: f"{self.arr()}.GetValue({self.index()})", lambda: f"{self.arr()}.Clone()", lambda: f"{self.arr()}.Length",
                          lambda: f"{{ object[] x = {self.pick(['new string[3]', 'new Base[3]', 'new object[3]'])}; x[{self.random.randrange(4)}] = {self.o()}; Show(-1, x); }};",
                          lambda: f"Array.CreateInstance(typeof({self.pick(ARRAYS)[:-2]}), {self.pick(['0', '1', '4', '-1'])})",
                          lambda: f"Array.BinarySearch(new int[] {{ 1, 3, 5, 7, 9 }}, {self.random.randrange(11)}, null)",
                          lambda: f"Array.BinarySearch(new string[] {{ \"a\", \"b\", \"cc\" }}, {self.range()}, {self.a()}, null)"])()

    def copy(self):
        return f"{{ Array x = {self.arr()}, y = {self.pick(['x', self.arr()])}; Array.Copy(Own(y, x), {self.index()}, y, {self.range()}); Show(-1, y); }};"

    def list(self):
        return self.pick([lambda: f"L.Add({self.o()})", lambda: f"L.Add({self.o()})", lambda: f"L.Insert({self.index()}, {self.o()});",
                          lambda: f"L.RemoveAt({self.index()});", lambda: f"L[{self.index()}]", lambda: f"L[{self.index()}] = {self.o()};",
                          lambda: f"L.IndexOf({self.o()})", lambda: f"L.IndexOf({self.o()}, {self.index()})", lambda: f"L.IndexOf({self.o()}, {self.range()})",
                          lambda: f"L.Contains({self.o()})", lambda: f"L.Remove({self.o()});", lambda: "L.ToArray()", lambda: "L.Clone()",
                          lambda: f"L.ToArray(typeof({self.pick(['string', 'object', 'Base', 'IList'])}))", lambda: "L.Count", lambda: "L",
                          lambda: f"{{ Array x = {self.arr()}; if (x is object[]) L.CopyTo(x, {self.index()}); Show(-1, x); }};", lambda: "L.Clear();",
                          lambda: f"L.Capacity = {self.pick(['0', '2', '9', '-1'])};"])()

    def table(self):
        key = self.pick([self.o, self.a, lambda: self.integer("int"), lambda: self.pair(), self.span, self.date])
        return self.pick([lambda: f"H[{key()}] = {self.o()}; Show(-1, H.Count);", lambda: f"H.Add({key()}, {self.o()}); Show(-1, H.Count);", lambda: f"H[{key()}]",
                          lambda: f"H.Contains({key()})", lambda: f"H.Remove({key()}); Show(-1, H.Count);", lambda: "H.Count", lambda: "H.Keys.Count",
                          lambda: f"new Hashtable({self.pick(['0', '5', '-1'])}).Count", lambda: "((Hashtable)H.Clone()).Count"])()

    def queue(self):
        q = self.pick("QK")
        put, take = ("Enqueue", "Dequeue") if q == "Q" else ("Push", "Pop")
        # A stack is copied as by Array.Copy (InvalidCastException for what does not fit), by .NET one after the other (ArrayTypeMismatchException).
        fits = "x is object[]" if q == "Q" else "x.GetType() == typeof(object[])"
        return self.pick([lambda: f"{q}.{put}({self.o()});", lambda: f"{q}.{put}({self.o()});", lambda: f"{q}.{put}({self.o()});", lambda: f"{q}.{take}()",
                          lambda: f"{q}.{take}()", lambda: f"{q}.Peek()", lambda: f"{q}.Count", lambda: f"{q}.Contains({self.o()})", lambda: f"{q}.ToArray()", lambda: q,
                          lambda: f"{q}.Clone()", lambda: f"{{ Array x = {self.arr()}; if ({fits}) {q}.CopyTo(x, {self.index()}); Show(-1, x); }};"])()

    # -- Time

    def span(self):
        return f"new TimeSpan({self.random.randrange(-9, 9) * 10 ** self.random.randrange(17)}L)"

    def date(self):
        # From 1601 to 3000 (managed/README.md).
        ticks = self.random.randint(504911232000000000, 946708127999999999)
        return f"new DateTime({ticks // 10**7 * 10**7 if self.chance(40) else ticks}L)"

    def pattern(self):
        """Of a date. z and K depend on the kind, which is always UTC here."""
        tokens = ["yyyy", "yyyyy", "yyy", "yy", "y", "MMMM", "MMM", "MM", "M", "dddd", "ddd", "dd", "d", "HH", "H", "hh", "h", "mm", "m", "ss", "s", "f", "fff",
                  "fffffff", "FFF", "FFFFFFF", "tt", "t", ":", "/", "-", " ", ".", "'at'", "'d'", "'\\\\''", "T", "%d", "%dd", "%%", "\\\\y", "'"]
        return "".join(self.pick(tokens) + self.pick(["", " ", ":", "."]) for _ in range(self.random.randrange(2, 7)))

    def part(self):
        return self.pick(["0", "1", "2", "5", "12", "23", "24", "28", "29", "30", "31", "59", "60", "-1", "999", "1000", "int.MaxValue", "int.MinValue"])

    def time(self):
        year = self.pick(["1601", "1700", "1900", "2000", "2024", "2100", "2999", "3000"])
        small = self.pick(["Year", "Month", "Day", "DayOfYear", "Hour", "Minute", "Second", "Millisecond", "Date", "TimeOfDay", "Ticks"])
        # TotalDays is a division here, as in .NET since 5, a product with the inverse in mono: equal but for the last bits.
        spans = self.pick(["Days", "Hours", "Minutes", "Seconds", "Milliseconds", "Ticks", "TotalDays", "TotalHours", "TotalMinutes", "TotalSeconds", "TotalMilliseconds"])
        formats = self.pick(["s", "u", "r", "d", "D", "t", "T", "f", "F", "g", "G", "m", "y", "yyyy-MM-dd", "yy M d", "HH:mm:ss.fff", "hh:mm tt", "ddd MMM", "dddd MMMM",
                             "H h m s", "fffffff", self.pattern(), self.pattern()])

        def parts():
            return f"{self.part()}, {self.part()}, {self.part()}"

        return self.pick([lambda: f"new DateTime({year}, {self.part()}, {self.part()})",
                          lambda: f"new DateTime({year}, {self.random.randrange(1, 13)}, {self.random.randrange(1, 29)}, {parts()}, {self.part()})",
                          lambda: f"{self.date()}.{small}", lambda: f"(int){self.date()}.DayOfWeek", lambda: f"Years({self.date()}, {self.span()})",
                          lambda: f"{self.date()} - {self.date()}", lambda: f"{self.date()} < {self.date()}", lambda: f"{self.date()}.Equals({self.o()})",
                          lambda: f"Sign(DateTime.Compare({self.date()}, {self.date()}))",
                          lambda: f"Days({self.date()}, {self.random.randrange(-4000, 4000) / 8})", lambda: (f"{self.date()}.ToString(\"{formats}\")", "FailAny"),
                          lambda: f"DateTime.DaysInMonth({self.pick([year, '0', '10000', '4'])}, {self.part()})",
                          lambda: f"new TimeSpan({parts()})", lambda: f"new TimeSpan({self.part()}, {parts()})",
                          lambda: f"new TimeSpan({self.part()}, {parts()}, {self.part()})",
                          lambda: f"{self.span()}.ToString()", lambda: f"TimeSpan.{self.pick(['MinValue', 'MaxValue', 'Zero'])}.ToString()",
                          lambda: f"{'(float)' if spans.startswith('Total') else ''}{self.span()}.{spans}",
                          lambda: f"{self.span()} {self.pick(['+', '-', '<', '==', '>='])} {self.span()}", lambda: f"{self.span()}.CompareTo({self.o()})",
                          lambda: f"{self.span()}.Equals({self.o()})", lambda: f"{self.span()}.Duration()", lambda: f"-{self.span()}"])()

    # -- Objects

    def equality(self):
        return self.pick([lambda: f"object.Equals({self.o()}, {self.o()})", lambda: f"{self.o()}.Equals({self.o()})", lambda: f"Hash({self.o()})",
                          lambda: f"{self.pair()}.Equals({self.pair()})", lambda: f"{self.o()}.GetType().FullName", lambda: f"{self.o()}.GetType() == {self.o()}.GetType()",
                          lambda: f"Wide.{self.pick(['One', 'Two'])}.HasFlag({self.pick(['Wide.One', 'Wide.Two', 'Wide.Both', 'Small.Two'])})",
                          lambda: f"O[{self.random.randrange(POOL)}] = {self.boxed()};",
                          lambda: f"typeof({self.pick(['Base', 'Derived', 'Pair', 'int', 'object', 'IList', 'Small'])}).IsInstanceOfType({self.o()})",
                          lambda: f"typeof(Derived).GetMethod(\"Twice\").Invoke(null, new object[] {{ {self.integer('int')} }})",
                          lambda: f"typeof(Pair).GetField(\"{self.pick('ABC')}\").GetValue({self.pair()})"])()

    def guid(self):
        digits = "".join(self.pick("0123456789abcdefABCDEF") for _ in range(32))
        text = "-".join([digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]])
        return self.pick([lambda: f"new Guid(\"{text}\").ToString()", lambda: f"new Guid(\"{text}\").ToByteArray()", lambda: f"new Guid({self.b()}).ToString()",
                          lambda: f"new Guid(\"{text}\").Equals(new Guid(\"{text.lower()}\"))",
                          lambda: f"new Version({self.index()}, {self.index()}).ToString()", lambda: f"new Version({self.range()}, {self.range()}).ToString()"])()

    def delegates(self):
        i, j, k = (self.random.randrange(POOL) for _ in range(3))
        new = self.pick(["Program.First", "Program.Second", "T1.Add", "T2.Add"])
        return self.pick([lambda: f"D[{i}] = new Fn({new});", lambda: f"D[{i}] = Few((Fn)Delegate.Combine(D[{j}], D[{k}])); Show(-1, Called(D[{i}]));",
                          lambda: f"D[{i}] = (Fn)Delegate.Remove(D[{j}], D[{k}]); Show(-1, Called(D[{i}]));", lambda: f"D[{i}] -= new Fn({new}); Show(-1, Called(D[{i}]));",
                          lambda: f"D[{i}] += {new}; Show(-1, Called(D[{i}] = Few(D[{i}])));", lambda: f"D[{i}] == D[{j}]", lambda: f"D[{i}].Equals(D[{j}])",
                          lambda: f"D[{i}].GetInvocationList().Length", lambda: f"D[{i}].Method.Name", lambda: f"D[{i}].Target == null"])()

    def chosen(self):
        """The sequence of Random is not specified (corlib-natives): only what holds for every one."""
        seed, limit = self.integer("int"), self.pick(["0", "1", "7", "int.MaxValue", "-1"])
        return f"Chosen({seed}, {limit})"


KINDS = [(Program.string_read, 8), (Program.string_make, 8), (Program.string_trim, 3), (Program.string_split, 4), (Program.string_search, 8),
         (Program.string_compare, 4), (Program.string_format, 3), (Program.builder, 10), (Program.format_integer, 6), (Program.format_double, 4),
         (Program.parse_integer, 6), (Program.parse_double, 4), (Program.exact_text, 4), (Program.convert, 4), (Program.base64, 4), (Program.bits, 5),
         (Program.math, 6), (Program.utf8, 5), (Program.array_call, 12), (Program.list, 8), (Program.table, 5), (Program.queue, 5), (Program.time, 8),
         (Program.equality, 6), (Program.guid, 2), (Program.delegates, 6), (Program.chosen, 1)]

PRELUDE = """using System;
using System.Collections;
using System.Text;

public delegate int Fn(int n);
public enum Small : byte { One = 1, Two = 2 }
public enum Wide : long { One = 1, Two = 2, Both = 3 }
public class Base { }
public class Derived : Base { public static int Twice(int n) { return n * 2; } }
public struct Pair
{
    public int A; public long B; public object C;
    public Pair(int a, long b, object c) { A = a; B = b; C = c; }
}
public class Adder { int by; public Adder(int n) { by = n; } public int Add(int n) { Program.Sum = Program.Sum * 3 + by; return n + by; } }

public static class Program
{
    public static int Sum;
    static string[] S = new string[6], A = new string[6];
    static char[][] C = new char[6][];
    static byte[][] B = new byte[6][];
    static object[] O = new object[6];
    static Array[] R = { new int[5], new object[4], new string[3], new byte[6], new Base[3], new int[] { 1, 2, 3 } };
    static StringBuilder T = new StringBuilder();
    static ArrayList L = new ArrayList();
    static Hashtable H = new Hashtable();
    static Queue Q = new Queue();
    static Stack K = new Stack();
    static Fn[] D = new Fn[6];
    static Adder T1 = new Adder(1), T2 = new Adder(2);

    static int First(int n) { Sum = Sum * 3 + 5; return n; }
    static int Second(int n) { Sum = Sum * 3 + 7; return -n; }
    static readonly bool IsMono = Type.GetType("Mono.Runtime") != null;
    static bool Right(bool right) { return right || IsMono; }
    static double Parsed(string s) { return IsMono ? 0 : double.Parse(s); }
    static double Kept;
    static double Fetched(double d) { Kept = d; return Kept; }
    static string Short(string s) { return s != null && s.Length > 60 ? s.Substring(0, 9) : s; }
    static Fn Few(Fn f) { return f != null && f.GetInvocationList().Length > 20 ? T1.Add : f; }
    static int Called(Fn f) { Sum = 0; return f == null ? -1 : f(3) + Sum; }
    static int Sign(int n) { return n < 0 ? -1 : n > 0 ? 1 : 0; }
    static bool Hash(object o) { return o.GetHashCode() == o.GetHashCode() && (!(o is string) || o.GetHashCode() == (o + "").GetHashCode()); }
    static int Each(string s) { int sum = 0; foreach (char c in s) sum = sum * 31 + c; return sum; }
    static double Unsigned(double d) { return d == 0 ? 0 : d; }
    static double Tried(string s) { double v; return double.TryParse(s, out v) ? v : -4; }
    static byte[] Written(string s, int i, int n, int room, int at) { byte[] b = new byte[room]; int did = Encoding.UTF8.GetBytes(s, i, n, b, at); Show(-1, did); return b; }
    static DateTime Days(DateTime d, double n) { return d.Year < 1620 || d.Year > 2980 ? d : d.AddDays(n); }
    static DateTime Years(DateTime d, TimeSpan t) { return d.Year < 1620 || d.Year > 2980 || t.Ticks < -1000000000000000L || t.Ticks > 1000000000000000L ? d : d + t; }
    static bool Chosen(int seed, int limit)
    {
        Random x = new Random(seed), y = new Random(seed);
        int n = x.Next(limit);
        double d = x.NextDouble();
        return n >= 0 && (n < limit || n == 0) && n == y.Next(limit) && d >= 0 && d <= 1 && d == y.NextDouble() && x.Next() == y.Next();
    }

    // Numbers are not widened in arrays (corlib-natives, Array.Copy): what mono would widen gives way to a string.
    static object Own(Array to, object o)
    {
        Type type = to.GetType().GetElementType();
        return o == null || !type.IsValueType || o.GetType() == type || !o.GetType().IsValueType ? o : "of another type";
    }

    static Array Own(Array to, Array from)
    {
        Type type = to.GetType().GetElementType();
        if (type.IsValueType && from.GetType().GetElementType().IsValueType) return from.GetType() == to.GetType() ? from : new string[] { "of another type" };
        if (!type.IsValueType || !(from is object[])) return from;
        object[] own = new object[from.Length];
        for (int i = 0; i < own.Length; i++) own[i] = Own(to, from.GetValue(i));
        return own;
    }

    static string Text(string s)
    {
        string t = "\\"";
        foreach (char c in s) t += c >= ' ' && c < 127 ? c.ToString() : "\\\\u" + ((int)c).ToString("x4");
        return t + "\\"";
    }

    static string Text(object o)
    {
        if (o == null) return "null";
        if (o is string) return Text((string)o);
        if (o is char) return "char " + (int)(char)o;
        if (o is double) return "double " + Bits((double)o);
        if (o is float) return "float " + Bits((double)(float)o);
        if (o is bool) return (bool)o ? "true" : "false";
        if (o is DateTime) return "date " + ((DateTime)o).Ticks;
        if (o is TimeSpan) return "span " + ((TimeSpan)o).Ticks;
        if (o is Small) return "small " + (int)(Small)o;
        if (o is Wide) return "wide " + (long)(Wide)o;
        if (o is Pair) return "pair " + ((Pair)o).A + " " + ((Pair)o).B + " " + Text(((Pair)o).C);
        if (o is IEnumerable)
        {
            string t = o.GetType().Name + " {";
            foreach (object item in (IEnumerable)o) t += " " + Text(item);
            return t + " }";
        }
        if (o is int || o is uint || o is long || o is ulong || o is short || o is ushort || o is byte || o is sbyte) return o.GetType().Name + " " + o;
        return o.GetType().FullName;
    }

    static string Bits(double d) { return d != d ? "NaN" : BitConverter.DoubleToInt64Bits(d).ToString("x"); }

    static void Show(int number, object o) { Console.WriteLine(number + " " + Text(o)); }

    // A null argument is a NullReferenceException for most natives, ArgumentNullException for .NET (corlib-natives, conventions).
    static void Fail(int number, Exception e)
    {
        Console.WriteLine(number + " throws " + (e is ArgumentNullException || e is NullReferenceException ? "for null" : e.GetType().Name));
    }

    static void FailRange(int number, Exception e)
    {
        if (e is IndexOutOfRangeException) Fail(number, new ArgumentOutOfRangeException());
        else Fail(number, e);
    }

    static void FailAny(int number, Exception e) { Console.WriteLine(number + " throws"); }

"""


def generate(seed):
    return Program(seed).generate()
