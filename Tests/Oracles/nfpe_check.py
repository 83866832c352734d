#!/usr/bin/env python3
"""nfpe_check.py - independent checker for .NET nanoFramework PE files, format v1 (marker "NFMRK1").

Written from the description of the format alone; shares nothing with the converter. usage: nfpe_check.py [-v] [-d] file.pe...
  -v  list references, types, resources   -d  disassemble every method   -n  list native methods (MethodDef index, binding key)
All files given are also used as link targets for each other (AssemblyRef resolution).
Exit status 0 = every check passed.
"""
import os, struct, sys

HERE = os.path.dirname(os.path.abspath(__file__))
BUILTIN = open(os.path.join(HERE, "builtin-strings.txt"), encoding="utf-8").read().split("\n")[:-1]
NB = len(BUILTIN)                      # 860
assert NB == 860

TBL = ["AssemblyRef", "TypeRef", "FieldRef", "MethodRef", "TypeDef", "FieldDef", "MethodDef", "Attributes",
       "TypeSpec", "Resources", "ResourcesData", "Strings", "Signatures", "ByteCode", "ResourcesFiles", "EndOfAssembly"]
ROW = {"AssemblyRef": 12, "TypeRef": 8, "FieldRef": 8, "MethodRef": 8, "TypeDef": 24, "FieldDef": 8, "MethodDef": 16,
       "Attributes": 8, "TypeSpec": 4, "Resources": 8, "ResourcesFiles": 24}
HDR = 124
NONE = 0xFFFF

DT = {0: "VOID", 1: "BOOLEAN", 2: "I1", 3: "U1", 4: "CHAR", 5: "I2", 6: "U2", 7: "I4", 8: "U4", 9: "R4", 10: "I8",
      11: "U8", 12: "R8", 13: "DATETIME", 14: "TIMESPAN", 15: "STRING", 16: "OBJECT", 17: "CLASS", 18: "VALUETYPE",
      19: "SZARRAY", 20: "BYREF", 21: "VAR", 22: "GENERICINST", 23: "MVAR", 27: "WEAKCLASS", 28: "REFLECTION"}

# --- CRC -----------------------------------------------------------------------------------------
def _mk():
    t = []
    for i in range(256):
        c = i << 24
        for _ in range(8):
            c = ((c << 1) ^ 0x04C11DB7 if c & 0x80000000 else c << 1) & 0xFFFFFFFF
        t.append(c)
    return t
_T = _mk()
def crc32(data, crc=0):
    for b in data:
        crc = _T[((crc >> 24) ^ b) & 0xFF] ^ ((crc << 8) & 0xFFFFFFFF)
    return crc

# --- opcodes: operand kinds ----------------------------------------------------------------------
# n none, s1 int8, b8 branch8, b16 branch16, i4 int32, i8 int64, r4, r8, v8/v16 var, f field, m method, t type, s string,
# k token32, sw switch
OP = {}
def _ops(start, text, k="n"):
    for i, name in enumerate(text.split()):
        OP[start + i] = (name, k)
_ops(0x00, "nop break ldarg.0 ldarg.1 ldarg.2 ldarg.3 ldloc.0 ldloc.1 ldloc.2 ldloc.3 stloc.0 stloc.1 stloc.2 stloc.3")
_ops(0x0E, "ldarg.s ldarga.s starg.s ldloc.s ldloca.s stloc.s", "v8")
_ops(0x14, "ldnull ldc.i4.m1 ldc.i4.0 ldc.i4.1 ldc.i4.2 ldc.i4.3 ldc.i4.4 ldc.i4.5 ldc.i4.6 ldc.i4.7 ldc.i4.8")
OP[0x1F] = ("ldc.i4.s", "s1"); OP[0x20] = ("ldc.i4", "i4"); OP[0x21] = ("ldc.i8", "i8")
OP[0x22] = ("ldc.r4", "r4"); OP[0x23] = ("ldc.r8", "r8")
_ops(0x25, "dup pop"); OP[0x28] = ("call", "m"); OP[0x2A] = ("ret", "n")
_ops(0x2B, "br.s brfalse.s brtrue.s beq.s bge.s bgt.s ble.s blt.s bne.un.s bge.un.s bgt.un.s ble.un.s blt.un.s", "b8")
_ops(0x38, "br brfalse brtrue beq bge bgt ble blt bne.un bge.un bgt.un ble.un blt.un", "b16")
OP[0x45] = ("switch", "sw")
_ops(0x46, "ldind.i1 ldind.u1 ldind.i2 ldind.u2 ldind.i4 ldind.u4 ldind.i8 ldind.i ldind.r4 ldind.r8 ldind.ref "
           "stind.ref stind.i1 stind.i2 stind.i4 stind.i8 stind.r4 stind.r8 add sub mul div div.un rem rem.un and or xor "
           "shl shr shr.un neg not conv.i1 conv.i2 conv.i4 conv.i8 conv.r4 conv.r8 conv.u4 conv.u8")
OP[0x6F] = ("callvirt", "m"); _ops(0x70, "cpobj ldobj", "t"); OP[0x72] = ("ldstr", "s"); OP[0x73] = ("newobj", "m")
_ops(0x74, "castclass isinst", "t"); OP[0x76] = ("conv.r.un", "n"); OP[0x79] = ("unbox", "t"); OP[0x7A] = ("throw", "n")
_ops(0x7B, "ldfld ldflda stfld ldsfld ldsflda stsfld", "f"); OP[0x81] = ("stobj", "t")
_ops(0x82, "conv.ovf.i1.un conv.ovf.i2.un conv.ovf.i4.un conv.ovf.i8.un conv.ovf.u1.un conv.ovf.u2.un conv.ovf.u4.un "
           "conv.ovf.u8.un conv.ovf.i.un conv.ovf.u.un")
_ops(0x8C, "box newarr", "t"); OP[0x8E] = ("ldlen", "n"); OP[0x8F] = ("ldelema", "t")
_ops(0x90, "ldelem.i1 ldelem.u1 ldelem.i2 ldelem.u2 ldelem.i4 ldelem.u4 ldelem.i8 ldelem.i ldelem.r4 ldelem.r8 ldelem.ref "
           "stelem.i stelem.i1 stelem.i2 stelem.i4 stelem.i8 stelem.r4 stelem.r8 stelem.ref")
_ops(0xA3, "ldelem stelem unbox.any", "t")
_ops(0xB3, "conv.ovf.i1 conv.ovf.u1 conv.ovf.i2 conv.ovf.u2 conv.ovf.i4 conv.ovf.u4 conv.ovf.i8 conv.ovf.u8")
OP[0xD0] = ("ldtoken", "k")
_ops(0xD1, "conv.u2 conv.u1 conv.i conv.ovf.i conv.ovf.u add.ovf add.ovf.un mul.ovf mul.ovf.un sub.ovf sub.ovf.un endfinally")
OP[0xDD] = ("leave", "b16"); OP[0xDE] = ("leave.s", "b8"); _ops(0xDF, "stind.i conv.u")
_ops(0xFE01, "ceq cgt cgt.un clt clt.un"); _ops(0xFE06, "ldftn ldvirtftn", "m")
_ops(0xFE09, "ldarg ldarga starg ldloc ldloca stloc", "v16"); OP[0xFE11] = ("endfilter", "n")
OP[0xFE12] = ("unaligned.", "s1"); _ops(0xFE13, "volatile. tail."); OP[0xFE15] = ("initobj", "t")
OP[0xFE16] = ("constrained.", "t"); OP[0xFE1A] = ("rethrow", "n"); OP[0xFE1C] = ("sizeof", "t")
# decodable but refused by the reference interpreter
UNSUPPORTED = {0x27: ("jmp", "m"), 0xC2: ("refanyval", "t"), 0xC3: ("ckfinite", "n"), 0xC6: ("mkrefany", "t"),
               0xFE00: ("arglist", "n"), 0xFE0F: ("localloc", "n"), 0xFE17: ("cpblk", "n"), 0xFE18: ("initblk", "n"),
               0xFE1D: ("refanytype", "n"), 0xFE1E: ("readonly.", "n")}

class Bad(Exception):
    pass

class PE:
    def __init__(self, path):
        self.path = path
        self.b = b = open(path, "rb").read()
        self.err, self.warn = [], []
        if b[:7] != b"NFMRK1\0":
            raise Bad("marker %r is not NFMRK1" % b[:8])
        (self.hcrc, self.acrc, self.flags, self.native, self.patch) = struct.unpack_from("<5I", b, 8)
        self.ver = struct.unpack_from("<4H", b, 28)
        self.nameid, self.stv = struct.unpack_from("<2H", b, 36)
        self.start = struct.unpack_from("<16I", b, 40)
        self.npatched, = struct.unpack_from("<I", b, 104)
        self.pad = b[108:124]
        self.n, self.rows = {}, {}
        self.check_header()
        s = self.table("Strings")
        self.strings = s
        self.read_tables()
        self.name = self.string(self.nameid)

    def E(self, fmt, *a): self.err.append(fmt % a if a else fmt)
    def W(self, fmt, *a): self.warn.append(fmt % a if a else fmt)

    # -- header
    def check_header(self):
        b = self.b
        h = bytearray(b[:HDR]); h[8:12] = b"\0\0\0\0"
        if crc32(h) != self.hcrc: self.E("header CRC %08X != computed %08X", self.hcrc, crc32(h))
        if self.start[15] > len(b): self.E("EndOfAssembly %d beyond file size %d", self.start[15], len(b))
        if self.start[15] != len(b): self.W("%d bytes after EndOfAssembly", len(b) - self.start[15])
        c = crc32(b[HDR:self.start[15]])
        if c != self.acrc: self.E("assembly CRC %08X != computed %08X", self.acrc, c)
        if self.stv != 1: self.E("string table version %d", self.stv)
        if self.npatched: self.E("numOfPatchedMethods %d", self.npatched)
        if self.patch != 0xFFFFFFFF: self.W("patchEntryOffset %08X", self.patch)
        if self.start[0] != HDR: self.E("first table at %d, not %d", self.start[0], HDR)
        for i in range(15):
            if self.start[i] % 4: self.E("table %s start not aligned", TBL[i])
            if self.start[i + 1] < self.start[i]: self.E("table %s start after next", TBL[i])
            if self.pad[i] > 3: self.E("padding of %s is %d", TBL[i], self.pad[i])
            if any(b[self.start[i + 1] - self.pad[i]:self.start[i + 1]]): self.W("non-zero padding in %s", TBL[i])
        if self.pad[15]: self.W("pad[15]=%d", self.pad[15])

    def table(self, name):
        i = TBL.index(name)
        return self.b[self.start[i]:self.start[i + 1] - self.pad[i]]

    def read_tables(self):
        fm = {"AssemblyRef": "<6H", "TypeRef": "<4H", "FieldRef": "<4H", "MethodRef": "<4H", "TypeDef": "<6H4B2H2BH",
              "FieldDef": "<4H", "MethodDef": "<HHI4BHH", "Attributes": "<4H", "TypeSpec": "<2H", "Resources": "<hBBI",
              "ResourcesFiles": "<4I2HI"}
        for t, f in fm.items():
            assert struct.calcsize(f) == ROW[t], t
            d = self.table(t)
            if len(d) % ROW[t]: self.E("table %s size %d not a multiple of %d", t, len(d), ROW[t])
            self.rows[t] = [struct.unpack_from(f, d, o) for o in range(0, len(d) - ROW[t] + 1, ROW[t])]
            self.n[t] = len(self.rows[t])
        self.sig, self.code, self.rdata = self.table("Signatures"), self.table("ByteCode"), self.table("ResourcesData")

    def string(self, i):
        if i > 0xFFFF - NB:                      # 0xFCA4..0xFFFF
            return BUILTIN[0xFFFF - i]
        s = self.strings
        if i >= len(s): raise Bad("string id %04X out of range (%04X)" % (i, len(s)))
        if i and s[i - 1]: self.W("string id %04X is not at a string start", i)
        return s[i:s.index(0, i)].decode("utf-8", "surrogatepass")

    # -- names
    def tref_name(self, i):
        n, ns, sc, _ = self.rows["TypeRef"][i]
        n, ns = self.string(n), self.string(ns)
        if sc & 0x8000: return self.tref_name(sc & 0x7FFF) + "/" + n
        return (ns + "." if ns else "") + n
    def tdef_name(self, i):
        r = self.rows["TypeDef"][i]
        n, ns = self.string(r[0]), self.string(r[1])
        if r[3] != NONE: return self.tdef_name(r[3]) + "/" + n
        return (ns + "." if ns else "") + n

    # -- signatures
    def u(self, p):
        s = self.sig; v = s[p]
        if v < 0x80: return v, p + 1
        if v & 0xC0 == 0x80: return (v & 0x3F) << 8 | s[p + 1], p + 2
        return (v & 0x1F) << 24 | s[p + 1] << 16 | s[p + 2] << 8 | s[p + 3], p + 4
    def typetok(self, p):
        v, p = self.u(p)
        k, i = v & 3, v >> 2
        t = ("TypeDef", "TypeRef", "TypeSpec", None)[k]
        if t is None or i >= self.n[t]: raise Bad("bad type token in signature kind %d index %d" % (k, i))
        return (t, i), p
    def tokname(self, tok):
        t, i = tok
        return self.tdef_name(i) if t == "TypeDef" else self.tref_name(i) if t == "TypeRef" else \
            self.sigtype(self.rows["TypeSpec"][i][0])[0]
    def sigtype(self, p):
        """one type -> (C#-like text, next offset)"""
        e = self.sig[p]; p += 1
        if e == 0x45: return self.sigtype(p)                       # pinned
        if e in (17, 18):
            tok, p = self.typetok(p); return self.tokname(tok), p
        if e == 19: t, p = self.sigtype(p); return t + "[]", p
        if e == 20: t, p = self.sigtype(p); return t + "&", p
        if e in (21, 23): return ("!%d" if e == 21 else "!!%d") % self.sig[p], p + 1
        if e in DT and e <= 16 or e in (27, 28): return DT[e], p
        raise Bad("element type 0x%02X at sig %04X" % (e, p - 1))
    def methodsig(self, p):
        cc, n = self.sig[p], self.sig[p + 1]; p += 2
        if cc & ~0x20: raise Bad("calling convention %02X" % cc)
        out = []
        for _ in range(n + 1):
            t, p = self.sigtype(p); out.append(t)
        return cc, out[0], out[1:]
    def fieldsig(self, p):
        if self.sig[p] != 6: raise Bad("field signature prefix %02X" % self.sig[p])
        return self.sigtype(p + 1)[0]

    # -- checks
    def check(self, world, verbose, dis):
        for f in (self.chk_refs, self.chk_types, self.chk_fields, self.chk_methods, self.chk_attrs, self.chk_res,
                  self.chk_strings, self.chk_native):
            try: f(world, verbose, dis)
            except (Bad, IndexError, struct.error, UnicodeDecodeError) as x:
                self.E("%s: %s: %s", f.__name__, type(x).__name__, x)

    def find_type(self, full):
        if not hasattr(self, "_tn"): self._tn = {self.tdef_name(i): i for i in range(self.n["TypeDef"])}
        return self._tn.get(full)
    def msigtext(self, p):
        cc, r, a = self.methodsig(p); return "%02X %s(%s)" % (cc, r, ",".join(a))
    def chk_refs(self, world, verbose, dis):
        for i, r in enumerate(self.rows["AssemblyRef"]):
            nm, v = self.string(r[0]), r[2:6]
            if r[1]: self.W("AssemblyRef pad %04X", r[1])
            t = world.get(nm)
            if verbose: print("  AssemblyRef[%d] %s %d.%d.%d.%d -> %s" % (i, nm, *v, t and t.path))
            if t and t.ver[:2] != v[:2]: self.E("AssemblyRef %s %s but loaded %s: major.minor differ", nm, v, t.ver)
        self.tref = []
        for i, r in enumerate(self.rows["TypeRef"]):
            sc, full = r[2], self.tref_name(i)
            root = i
            while self.rows["TypeRef"][root][2] & 0x8000:
                nx = self.rows["TypeRef"][root][2] & 0x7FFF
                if nx >= root: self.W("TypeRef[%d] nested scope %d is not earlier: one-pass linker would fail", root, nx)
                root = nx
            asm = self.rows["TypeRef"][root][2]
            if asm >= self.n["AssemblyRef"]: self.E("TypeRef[%d] %s scope %04X", i, full, sc); self.tref.append(None); continue
            t = world.get(self.string(self.rows["AssemblyRef"][asm][0]))
            k = t.find_type(full) if t else None
            if t and k is None: self.E("TypeRef %s not found in %s", full, t.name)
            self.tref.append((t, k) if t and k is not None else None)
        for kind, sigf in (("FieldRef", self.fieldsig), ("MethodRef", self.msigtext)):
            for i, (n, c, s, _) in enumerate(self.rows[kind]):
                nm = self.string(n); st = sigf(s)
                if c & 0x8000 or c >= self.n["TypeRef"]: self.E("%s[%d] %s container %04X", kind, i, nm, c); continue
                tgt = self.tref[c]
                if not tgt: continue
                pe, k = tgt; ok = False
                while pe and not ok:
                    if kind == "FieldRef":
                        ok = any(pe.string(f[0]) == nm and pe.fieldsig(f[1]) == st for f in pe.type_fields(k))
                    else:
                        ok = any(pe.string(m[0]) == nm and pe.msigtext(m[8]) == st for m in pe.type_methods(k))
                    if ok or kind == "FieldRef": break
                    pe, k = pe.parent(k)
                if not ok: self.E("%s %s::%s %s not found", kind, self.tref_name(c), nm, st)
        for i, (s, _) in enumerate(self.rows["TypeSpec"]):
            self.sigtype(s)

    def type_fields(self, k):
        r = self.rows["TypeDef"][k]
        return [self.rows["FieldDef"][x] for x in list(range(r[10], r[10] + r[12])) + list(range(r[11], r[11] + r[13]))]
    def type_methods(self, k):
        r = self.rows["TypeDef"][k]; n = r[6] + r[7] + r[8]
        return [self.rows["MethodDef"][x] for x in range(r[5], r[5] + n)]
    def parent(self, k):
        e = self.rows["TypeDef"][k][2]
        if e == NONE: return None, None
        if e & 0x8000: return (getattr(self, "tref", None) or [])[e & 0x7FFF] or (None, None)
        return self, e

    def chk_types(self, world, verbose, dis):
        m = f = 0
        for i, r in enumerate(self.rows["TypeDef"]):
            (nm, ns, ext, encl, itf, mf, nv, ni, nst, dt, sf, inf, nsf, nif, fl) = r
            full = self.tdef_name(i)
            if ext != NONE and (ext & 0x7FFF) >= self.n["TypeRef" if ext & 0x8000 else "TypeDef"]: self.E("%s extends %04X", full, ext)
            if encl != NONE and encl >= self.n["TypeDef"]: self.E("%s enclosing %04X", full, encl)
            if itf != NONE:
                p = itf + 1
                for _ in range(self.sig[itf]): _t, p = self.typetok(p)
            if mf != m: self.E("%s methods_First %d, expected %d", full, mf, m)
            m += nv + ni + nst
            if nsf:
                if sf != f: self.E("%s sFields_First %d expected %d", full, sf, f)
                f += nsf
            if nif:
                if inf != f: self.E("%s iFields_First %d expected %d", full, inf, f)
                f += nif
            if dt not in DT: self.E("%s dataType %d", full, dt)
            for j, md in enumerate(self.type_methods(i)):
                st, vi = bool(md[2] & 0x10), bool(md[2] & 0x40)
                want = "v" if j < nv else "i" if j < nv + ni else "s"
                got = "v" if vi else "s" if st else "i"
                if want != got: self.E("%s method %d is %s in the %s range", full, j, got, want)
            if verbose: print("  TypeDef[%d] %s dt=%s fl=%04X v%d i%d s%d sf%d if%d" % (i, full, DT.get(dt), fl, nv, ni, nst, nsf, nif))
        if m != self.n["MethodDef"]: self.E("types own %d methods of %d", m, self.n["MethodDef"])
        if f != self.n["FieldDef"]: self.E("types own %d fields of %d", f, self.n["FieldDef"])

    def chk_fields(self, world, verbose, dis):
        for i, (n, s, d, fl) in enumerate(self.rows["FieldDef"]):
            self.string(n); self.fieldsig(s)
            if bool(d != NONE) != bool(fl & 0x0400): self.W("FieldDef[%d] %s default %04X flags %04X", i, self.string(n), d, fl)
            if d != NONE:
                ln, = struct.unpack_from("<H", self.sig, d)
                if d + 2 + ln > len(self.sig): self.E("FieldDef[%d] default value overruns", i)

    def chk_methods(self, world, verbose, dis):
        md = self.rows["MethodDef"]; prev = 0; self.nil = 0; self.nops = 0
        starts = [i for i, r in enumerate(md) if r[1] != NONE]
        if starts and md[starts[0]][1] != 0: self.E("first RVA is %d", md[starts[0]][1])
        for x, i in enumerate(starts):
            a = md[i][1]; b = md[starts[x + 1]][1] if x + 1 < len(starts) else len(self.code)
            if b <= a: self.E("method %d RVA %d..%d", i, a, b); continue
            self.body(i, a, b, dis)
        for i, r in enumerate(md):
            nm, rva, fl, ret, na, nl, es, loc, sg = r
            cc, rt, args = self.methodsig(sg)
            if bool(cc & 0x20) == bool(fl & 0x10): self.E("method %d HASTHIS vs static", i)
            if na != len(args) + (1 if cc & 0x20 else 0): self.E("method %d %s numArgs %d", i, self.string(nm), na)
            if ret != self.sig[sg + 2]: self.W("method %d %s retVal %d != signature's %d", i, self.string(nm), ret, self.sig[sg + 2])
            if nl:
                p = loc
                for _ in range(nl): _t, p = self.sigtype(p)
            if rva == NONE and nl: self.E("method %d no body but locals", i)

    def body(self, i, a, b, dis):
        r = self.rows["MethodDef"][i]; fl, na, nl = r[2], r[4], r[5]; code = self.code; end = b; eh = []
        if fl & 0x40000000:
            n = code[b - 1]; end = b - 1 - 12 * n
            if n == 0 or end < a: raise Bad("method %d EH count %d" % (i, n))
            eh = [struct.unpack_from("<6H", code, end + 12 * k) for k in range(n)]
        p = a; bound, tgts = set(), []; lines = []
        while p < end:
            o = p; bound.add(o - a); op = code[p]; p += 1
            if op == 0xFE: op = 0xFE00 | code[p]; p += 1
            if op in UNSUPPORTED: self.W("method %d uses unsupported %s", i, UNSUPPORTED[op][0])
            ent = OP.get(op) or UNSUPPORTED.get(op)
            if not ent: raise Bad("method %d (%s) opcode %X at %X" % (i, self.string(r[0]), op, o - a))
            name, k = ent; arg = ""
            if k == "n": pass
            elif k == "s1": arg = struct.unpack_from("<b", code, p)[0]; p += 1
            elif k == "b8": d = struct.unpack_from("<b", code, p)[0]; p += 1; tgts.append(p + d - a); arg = "L%X" % tgts[-1]
            elif k == "b16": d = struct.unpack_from("<h", code, p)[0]; p += 2; tgts.append(p + d - a); arg = "L%X" % tgts[-1]
            elif k == "sw":
                n = code[p]; q = p + 1; p = q + 2 * n
                ts = [p + d - a for d in struct.unpack_from("<%dh" % n, code, q)]; tgts += ts; arg = ts
            elif k == "i4": arg = struct.unpack_from("<i", code, p)[0]; p += 4
            elif k == "i8": arg = struct.unpack_from("<q", code, p)[0]; p += 8
            elif k == "r4": arg = struct.unpack_from("<f", code, p)[0]; p += 4
            elif k == "r8": arg = struct.unpack_from("<d", code, p)[0]; p += 8
            elif k in ("v8", "v16"):
                arg = code[p] if k == "v8" else struct.unpack_from("<H", code, p)[0]; p += 1 if k == "v8" else 2
                lim = na if "arg" in name else nl
                if arg >= lim: self.E("method %d %s %d out of %d", i, name, arg, lim)
            elif k == "k":
                t, = struct.unpack_from("<I", code, p); p += 4
                tb, ix = t >> 24, t & 0xFFFFFF
                if tb not in (1, 2, 3, 4, 5, 6, 8) or ix >= self.n[TBL[tb]]: self.E("method %d ldtoken %08X", i, t)
                arg = "%s[%d]" % (TBL[tb] if tb < 16 else tb, ix)
            else:
                v, = struct.unpack_from("<H", code, p); p += 2
                if k == "s": arg = repr(self.string(v))
                else:
                    if k == "t": tb, ix = ("TypeDef", "TypeRef", "TypeSpec", "?")[v >> 14], v & 0x3FFF
                    elif k == "f": tb, ix = ("FieldDef", "FieldRef")[v >> 15], v & 0x7FFF
                    else: tb, ix = ("MethodDef", "MethodRef")[v >> 15], v & 0x7FFF
                    if ix >= self.n.get(tb, 0): self.E("method %d %s token %04X -> %s[%d]", i, name, v, tb, ix); arg = "?"
                    else: arg = self.tokname((tb, ix)) if k == "t" else "%s[%d] %s" % (tb, ix, self.string(self.rows[tb][ix][0]))
            lines.append("    %04X %-12s %s" % (o - a, name, arg)); self.nops += 1
        if p != end: raise Bad("method %d IL ends at %X, expected %X" % (i, p - a, end - a))
        bad = [t for t in tgts if t not in bound]
        if bad: self.E("method %d branch targets %s not on an instruction", i, bad)
        self.nil += 1
        for (mode, tok, t0, t1, h0, h1) in eh:
            if mode > 3: self.E("method %d EH mode %d", i, mode)
            if mode == 0 and (tok & 0x7FFF) >= self.n["TypeRef" if tok & 0x8000 else "TypeDef"]: self.E("method %d catch token %04X", i, tok)
            if mode == 3 and tok not in bound: self.E("method %d filter start %X", i, tok)
            for v, what in ((t0, "try"), (t1, "tryEnd"), (h0, "handler"), (h1, "handlerEnd")):
                if v not in bound and v != end - a: self.E("method %d EH %s %X", i, what, v)
            if not (t0 < t1 and h0 < h1): self.E("method %d EH range", i)
            lines.append("    EH mode %d tok %04X try %X-%X handler %X-%X" % (mode, tok, t0, t1, h0, h1))
        if dis:
            print("  method %d %s %s maxstack=%d locals=%d" % (i, self.string(r[0]), self.msigtext(r[8]), r[6], nl))
            print("\n".join(lines))

    def chk_attrs(self, world, verbose, dis):
        size = {2: 1, 3: 2, 4: 1, 5: 1, 6: 2, 7: 2, 8: 4, 9: 4, 10: 8, 11: 8, 12: 4, 13: 8, 14: 2}
        def val(p):
            e = self.sig[p]
            if e == 3:                                   # char is UTF-8, 1-3 bytes (writer quirk)
                c0 = self.sig[p + 1]; return p + (2 if c0 < 0x80 else 3 if c0 < 0xE0 else 4)
            if e == 14: self.string(struct.unpack_from("<H", self.sig, p + 1)[0])
            return p + 1 + size[e]
        own = {4: "TypeDef", 5: "FieldDef", 6: "MethodDef"}
        dangling = 0
        for i, (ot, oi, c, d) in enumerate(self.rows["Attributes"]):
            if ot not in own: self.E("Attribute[%d] owner kind %d", i, ot); continue
            if oi >= self.n[own[ot]]: dangling += 1     # known writer defect: owner index predates removal of excluded types
            tb = "MethodRef" if c & 0x8000 else "MethodDef"
            if (c & 0x7FFF) >= self.n[tb]: self.E("Attribute[%d] ctor %04X", i, c); continue
            row = self.rows[tb][c & 0x7FFF]
            _, _, args = self.methodsig(row[2] if c & 0x8000 else row[8])
            p = d
            try:
                for t in args:
                    if t == "OBJECT[]":
                        n = self.sig[p]; p += 1
                        for _ in range(n): p = val(p)
                    else: p = val(p)
                n, = struct.unpack_from("<H", self.sig, p); p += 2
                for _ in range(n):
                    if self.sig[p] not in (0x53, 0x54): raise Bad("named arg kind %02X" % self.sig[p])
                    self.string(struct.unpack_from("<H", self.sig, p + 1)[0]); p = val(p + 3)
            except (KeyError, Bad) as x:
                self.W("Attribute[%d] blob not decodable (args %s): %s", i, args, x)

        if dangling: self.W("%d Attribute rows own an index past the end of the owner table (writer defect, see 7)", dangling)

    def chk_res(self, world, verbose, dis):
        res = self.rows["Resources"]
        tot = 0
        for i, (v, sh, sr, n, nm, _, off) in enumerate(self.rows["ResourcesFiles"]):
            if (v, sr) != (2, 8): self.E("ResourceFile[%d] version %d rowsize %d", i, v, sr)
            if verbose: print("  ResourceFile %s n=%d offset=%d" % (self.string(nm), n, off))
            ids = [r[0] for r in res[off:off + n]]
            if off != tot or ids != sorted(ids): self.E("ResourceFile[%d] rows not behind the last file's, or not sorted", i)
            self.string(nm); tot += n
        if res:
            if res[-1][0] != 0x7FFF or res[-1][1]: self.E("no resource sentinel")
            if tot != len(res) - 1: self.E("resources %d, files say %d", len(res) - 1, tot)
            for r, nx in zip(res, res[1:]):
                sz = nx[3] - r[3] - (nx[2] & 3)
                if sz < 0 or r[3] + sz > len(self.rdata): self.E("resource %d range", r[0])
                elif r[1] == 3: self.rdata[r[3]:r[3] + sz].rstrip(b"\0").decode("utf-8")

    def chk_strings(self, world, verbose, dis):
        s = self.strings
        if s and (s[0] != 0 or s[-1] != 0): self.E("string table must start with an empty string and end with NUL")
        for x in s.split(b"\0")[:-1]:
            if x.decode("utf-8", "surrogatepass") in BUILTIN: self.W("local copy of built-in string %r", x)

    # -- native checksum recomputation
    def chk_native(self, world, verbose, dis):
        def short(t):                                 # 5.2: arrays collapse to one prefix, but not directly under a byref
            if t.endswith("&"):
                t = t[:-1]
                return "BYREF_SZARRAY_" + short(t[:-2]) if t.endswith("[]") else "BYREF_" + short(t)
            if t.endswith("[]"): return "SZARRAY_" + short(t.rstrip("[]"))
            return t.replace(".", "")
        def cname(i):
            r = self.rows["TypeDef"][i]; d = cname(r[3]) if r[3] != NONE else ""
            return "_".join((d, self.string(r[1]), self.string(r[0]))).replace(".", "_").lstrip("_")
        crc, seen = 0, 0
        cur = lambda: crc if seen else 0
        self.natives = []
        for i, r in enumerate(self.rows["TypeDef"]):
            if r[14] & 0x0600 or (r[14] & 0x30) in (0x20, 0x30): continue
            for k, m in enumerate(self.type_methods(i)):
                if m[1] == NONE and not m[2] & 0x200:
                    _, rt, a = self.methodsig(m[8])
                    mn = (self.string(m[0]) + ("___STATIC__" if m[2] & 0x10 else "___") + "__".join(short(x) for x in [rt] + a))
                    mn = mn.replace(".", "_").replace("/", "")
                    crc = crc32(self.name.encode(), cur()); crc = crc32(cname(i).encode(), cur()); crc = crc32(mn.encode(), cur())
                    seen += 1; self.natives.append((r[5] + k, cname(i), mn))
                else:
                    crc = crc32(b"NULL", cur())
        self.crc_native = crc if seen else 0
        if self.crc_native != self.native: self.W("native checksum %08X, recomputed %08X (%d natives)", self.native, self.crc_native, seen)

def main():
    a = [x for x in sys.argv[1:] if not x.startswith("-")]
    v, d, nat = "-v" in sys.argv, "-d" in sys.argv, "-n" in sys.argv
    pes, rc = [], 0
    for f in a:
        try: pes.append(PE(f))
        except Exception as x: print("%s: UNREADABLE %s: %s" % (f, type(x).__name__, x)); rc = 1
    world = {p.name: p for p in pes}
    for p in pes:                      # link order: referenced assemblies first
        p.tref = None
    done = set()
    def go(p):
        nonlocal rc
        if p.name in done: return
        done.add(p.name)
        for r in p.rows["AssemblyRef"]:
            t = world.get(p.string(r[0]))
            if t: go(t)
        if v or d: print("== %s" % p.path)
        try: p.check(world, v, d)
        except RecursionError: p.E("a chain of types refers to itself or is too deep")
        print("%-40s %s %d.%d.%d.%d size=%d native=%08X types=%d methods=%d(il %d, ops %d) fields=%d attrs=%d %s" % (
            os.path.basename(p.path), p.name, *p.ver, len(p.b), p.native, p.n["TypeDef"], p.n["MethodDef"],
            getattr(p, "nil", -1), getattr(p, "nops", -1), p.n["FieldDef"], p.n["Attributes"],
            "OK" if not p.err else "ERRORS %d" % len(p.err)))
        if nat:
            for n in p.natives: print("   native %5d %s::%s" % n)
        for e in p.err[:40]: print("   ERROR", e)
        for w in p.warn[:40]: print("   warn ", w)
        if p.err: rc = 1
    for p in pes: go(p)
    sys.exit(rc)

if __name__ == "__main__":
    main()
