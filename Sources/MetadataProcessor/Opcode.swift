// Owns: the instruction set (ECMA-335 III and VI.C): one table gives names, operands and stack effects to the reader of
// .NET assemblies, the writer of PE files and the disassembler.

/// What follows an opcode. The PE format shortens tokens and long branches; everything else is the same in both
/// formats.
enum OperandKind: String {
  case none
  case int8, uint8, int32, int64, real32, real64
  case argument8, argument16, local8, local16
  case branch8, branch32, switchTable
  case method, field, type, string, token, signature

  /// Bytes of the operand in a .NET assembly, where they are fixed.
  var size: Int {
    switch self {
    case .none, .switchTable: 0
    case .int8, .uint8, .argument8, .local8, .branch8: 1
    case .argument16, .local16: 2
    case .int32, .real32, .branch32, .method, .field, .type, .string, .token, .signature: 4
    case .int64, .real64: 8
    }
  }

  /// Bytes of the operand in a PE file, where they are fixed. A call site has none (pe-format 3.1).
  var convertedSize: Int {
    switch self {
    case .branch32, .method, .field, .type, .string: 2
    case .signature: 0
    default: size
    }
  }
}

struct Opcode {
  /// One byte, or 0xFE00 and the second byte.
  let code: UInt16
  let name: String
  let operand: OperandKind
  /// Stack entries taken and given; 0 and 0 where they depend on the operand or the method (calls, ret).
  let pops: Int
  let pushes: Int

  var size: Int { code > 0xFF ? 2 : 1 }

  /// Whether the v1 runtime executes the instruction (pe-format 3.11).
  var isSupported: Bool { !Self.unsupported.contains(name) }

  private static let unsupported: Set<String> = [
    "arglist", "jmp", "calli", "ckfinite", "localloc", "cpblk", "initblk", "mkrefany", "refanytype", "refanyval",
    "readonly.", "no.",
  ]

  /// The opcode for a code, if the standard defines it.
  static func find(_ code: UInt16) -> Opcode? { table[code] }

  private static let table: [UInt16: Opcode] = {
    var table: [UInt16: Opcode] = [:]
    for line in rows.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count >= 5, var code = UInt16(words[0], radix: 16),
        let operand = OperandKind(rawValue: String(words[1])),
        let pops = Int(words[2]), let pushes = Int(words[3])
      else { continue }
      for name in words[4...] {
        table[code] = Opcode(code: code, name: String(name), operand: operand, pops: pops, pushes: pushes)
        code += 1
      }
    }
    return table
  }()

  /// First code, operand, pops, pushes, names of consecutive codes.
  private static let rows = """
    00 none 0 0 nop break
    02 none 0 1 ldarg.0 ldarg.1 ldarg.2 ldarg.3 ldloc.0 ldloc.1 ldloc.2 ldloc.3
    0A none 1 0 stloc.0 stloc.1 stloc.2 stloc.3
    0E argument8 0 1 ldarg.s ldarga.s
    10 argument8 1 0 starg.s
    11 local8 0 1 ldloc.s ldloca.s
    13 local8 1 0 stloc.s
    14 none 0 1 ldnull ldc.i4.m1 ldc.i4.0 ldc.i4.1 ldc.i4.2 ldc.i4.3 ldc.i4.4 ldc.i4.5 ldc.i4.6 ldc.i4.7 ldc.i4.8
    1F int8 0 1 ldc.i4.s
    20 int32 0 1 ldc.i4
    21 int64 0 1 ldc.i8
    22 real32 0 1 ldc.r4
    23 real64 0 1 ldc.r8
    25 none 1 2 dup
    26 none 1 0 pop
    27 method 0 0 jmp
    28 method 0 0 call
    29 signature 0 0 calli
    2A none 0 0 ret
    2B branch8 0 0 br.s
    2C branch8 1 0 brfalse.s brtrue.s
    2E branch8 2 0 beq.s bge.s bgt.s ble.s blt.s bne.un.s bge.un.s bgt.un.s ble.un.s blt.un.s
    38 branch32 0 0 br
    39 branch32 1 0 brfalse brtrue
    3B branch32 2 0 beq bge bgt ble blt bne.un bge.un bgt.un ble.un blt.un
    45 switchTable 1 0 switch
    46 none 1 1 ldind.i1 ldind.u1 ldind.i2 ldind.u2 ldind.i4 ldind.u4 ldind.i8 ldind.i ldind.r4 ldind.r8 ldind.ref
    51 none 2 0 stind.ref stind.i1 stind.i2 stind.i4 stind.i8 stind.r4 stind.r8
    58 none 2 1 add sub mul div div.un rem rem.un and or xor shl shr shr.un
    65 none 1 1 neg not conv.i1 conv.i2 conv.i4 conv.i8 conv.r4 conv.r8 conv.u4 conv.u8
    6F method 0 0 callvirt
    70 type 2 0 cpobj
    71 type 1 1 ldobj
    72 string 0 1 ldstr
    73 method 0 1 newobj
    74 type 1 1 castclass isinst
    76 none 1 1 conv.r.un
    79 type 1 1 unbox
    7A none 1 0 throw
    7B field 1 1 ldfld ldflda
    7D field 2 0 stfld
    7E field 0 1 ldsfld ldsflda
    80 field 1 0 stsfld
    81 type 2 0 stobj
    82 none 1 1 conv.ovf.i1.un conv.ovf.i2.un conv.ovf.i4.un conv.ovf.i8.un conv.ovf.u1.un conv.ovf.u2.un
    88 none 1 1 conv.ovf.u4.un conv.ovf.u8.un conv.ovf.i.un conv.ovf.u.un
    8C type 1 1 box newarr
    8E none 1 1 ldlen
    8F type 2 1 ldelema
    90 none 2 1 ldelem.i1 ldelem.u1 ldelem.i2 ldelem.u2 ldelem.i4 ldelem.u4 ldelem.i8 ldelem.i ldelem.r4 ldelem.r8
    9A none 2 1 ldelem.ref
    9B none 3 0 stelem.i stelem.i1 stelem.i2 stelem.i4 stelem.i8 stelem.r4 stelem.r8 stelem.ref
    A3 type 2 1 ldelem
    A4 type 3 0 stelem
    A5 type 1 1 unbox.any
    B3 none 1 1 conv.ovf.i1 conv.ovf.u1 conv.ovf.i2 conv.ovf.u2 conv.ovf.i4 conv.ovf.u4 conv.ovf.i8 conv.ovf.u8
    C2 type 1 1 refanyval
    C3 none 1 1 ckfinite
    C6 type 1 1 mkrefany
    D0 token 0 1 ldtoken
    D1 none 1 1 conv.u2 conv.u1 conv.i conv.ovf.i conv.ovf.u
    D6 none 2 1 add.ovf add.ovf.un mul.ovf mul.ovf.un sub.ovf sub.ovf.un
    DC none 0 0 endfinally
    DD branch32 0 0 leave
    DE branch8 0 0 leave.s
    DF none 2 0 stind.i
    E0 none 1 1 conv.u
    FE00 none 0 1 arglist
    FE01 none 2 1 ceq cgt cgt.un clt clt.un
    FE06 method 0 1 ldftn
    FE07 method 1 1 ldvirtftn
    FE09 argument16 0 1 ldarg ldarga
    FE0B argument16 1 0 starg
    FE0C local16 0 1 ldloc ldloca
    FE0E local16 1 0 stloc
    FE0F none 1 1 localloc
    FE11 none 1 0 endfilter
    FE12 uint8 0 0 unaligned.
    FE13 none 0 0 volatile. tail.
    FE15 type 1 0 initobj
    FE16 type 0 0 constrained.
    FE17 none 3 0 cpblk initblk
    FE19 uint8 0 0 no.
    FE1A none 0 0 rethrow
    FE1C type 0 1 sizeof
    FE1D none 1 1 refanytype
    FE1E none 0 0 readonly.
    """
}
