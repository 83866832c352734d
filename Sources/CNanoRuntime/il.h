/* il.h - the instructions of ECMA-335 partition III as nanoFramework PE files encode them
 * (pe-format 3.1, 3.11).
 *
 * OP(identifier, text, page, byte, operand, flow, base, value): page 0 is the one-byte set, page 1 follows
 * the byte 0xFE. `base` is the instruction that a short or macro form stands for, `value` the operand that
 * such a form implies. Flow REFUSED: not verifiable or without a meaning in this format.
 */
#ifndef NANO_IL_H
#define NANO_IL_H

#include <stdint.h>

/* clang-format off */
#define NANO_IL(OP) \
    OP(NOP, "nop", 0, 0x00, NONE, NEXT, NOP, 0) \
    OP(BREAK, "break", 0, 0x01, NONE, NEXT, NOP, 0) \
    OP(LDARG_0, "ldarg.0", 0, 0x02, NONE, NEXT, LDARG, 0) \
    OP(LDARG_1, "ldarg.1", 0, 0x03, NONE, NEXT, LDARG, 1) \
    OP(LDARG_2, "ldarg.2", 0, 0x04, NONE, NEXT, LDARG, 2) \
    OP(LDARG_3, "ldarg.3", 0, 0x05, NONE, NEXT, LDARG, 3) \
    OP(LDLOC_0, "ldloc.0", 0, 0x06, NONE, NEXT, LDLOC, 0) \
    OP(LDLOC_1, "ldloc.1", 0, 0x07, NONE, NEXT, LDLOC, 1) \
    OP(LDLOC_2, "ldloc.2", 0, 0x08, NONE, NEXT, LDLOC, 2) \
    OP(LDLOC_3, "ldloc.3", 0, 0x09, NONE, NEXT, LDLOC, 3) \
    OP(STLOC_0, "stloc.0", 0, 0x0A, NONE, NEXT, STLOC, 0) \
    OP(STLOC_1, "stloc.1", 0, 0x0B, NONE, NEXT, STLOC, 1) \
    OP(STLOC_2, "stloc.2", 0, 0x0C, NONE, NEXT, STLOC, 2) \
    OP(STLOC_3, "stloc.3", 0, 0x0D, NONE, NEXT, STLOC, 3) \
    OP(LDARG_S, "ldarg.s", 0, 0x0E, VAR1, NEXT, LDARG, 0) \
    OP(LDARGA_S, "ldarga.s", 0, 0x0F, VAR1, NEXT, LDARGA, 0) \
    OP(STARG_S, "starg.s", 0, 0x10, VAR1, NEXT, STARG, 0) \
    OP(LDLOC_S, "ldloc.s", 0, 0x11, VAR1, NEXT, LDLOC, 0) \
    OP(LDLOCA_S, "ldloca.s", 0, 0x12, VAR1, NEXT, LDLOCA, 0) \
    OP(STLOC_S, "stloc.s", 0, 0x13, VAR1, NEXT, STLOC, 0) \
    OP(LDNULL, "ldnull", 0, 0x14, NONE, NEXT, LDNULL, 0) \
    OP(LDC_I4_M1, "ldc.i4.m1", 0, 0x15, NONE, NEXT, LDC_I4, -1) \
    OP(LDC_I4_0, "ldc.i4.0", 0, 0x16, NONE, NEXT, LDC_I4, 0) \
    OP(LDC_I4_1, "ldc.i4.1", 0, 0x17, NONE, NEXT, LDC_I4, 1) \
    OP(LDC_I4_2, "ldc.i4.2", 0, 0x18, NONE, NEXT, LDC_I4, 2) \
    OP(LDC_I4_3, "ldc.i4.3", 0, 0x19, NONE, NEXT, LDC_I4, 3) \
    OP(LDC_I4_4, "ldc.i4.4", 0, 0x1A, NONE, NEXT, LDC_I4, 4) \
    OP(LDC_I4_5, "ldc.i4.5", 0, 0x1B, NONE, NEXT, LDC_I4, 5) \
    OP(LDC_I4_6, "ldc.i4.6", 0, 0x1C, NONE, NEXT, LDC_I4, 6) \
    OP(LDC_I4_7, "ldc.i4.7", 0, 0x1D, NONE, NEXT, LDC_I4, 7) \
    OP(LDC_I4_8, "ldc.i4.8", 0, 0x1E, NONE, NEXT, LDC_I4, 8) \
    OP(LDC_I4_S, "ldc.i4.s", 0, 0x1F, I1, NEXT, LDC_I4, 0) \
    OP(LDC_I4, "ldc.i4", 0, 0x20, I4, NEXT, LDC_I4, 0) \
    OP(LDC_I8, "ldc.i8", 0, 0x21, I8, NEXT, LDC_I8, 0) \
    OP(LDC_R4, "ldc.r4", 0, 0x22, R4, NEXT, LDC_R4, 0) \
    OP(LDC_R8, "ldc.r8", 0, 0x23, R8, NEXT, LDC_R8, 0) \
    OP(DUP, "dup", 0, 0x25, NONE, NEXT, DUP, 0) \
    OP(POP, "pop", 0, 0x26, NONE, NEXT, POP, 0) \
    OP(JMP, "jmp", 0, 0x27, METHOD, REFUSED, JMP, 0) \
    OP(CALL, "call", 0, 0x28, METHOD, NEXT, CALL, 0) \
    OP(CALLI, "calli", 0, 0x29, NONE, REFUSED, CALLI, 0) \
    OP(RET, "ret", 0, 0x2A, NONE, RETURN, RET, 0) \
    OP(BR_S, "br.s", 0, 0x2B, BR1, BRANCH, BR, 0) \
    OP(BRFALSE_S, "brfalse.s", 0, 0x2C, BR1, COND, BRFALSE, 0) \
    OP(BRTRUE_S, "brtrue.s", 0, 0x2D, BR1, COND, BRTRUE, 0) \
    OP(BEQ_S, "beq.s", 0, 0x2E, BR1, COND, BEQ, 0) \
    OP(BGE_S, "bge.s", 0, 0x2F, BR1, COND, BGE, 0) \
    OP(BGT_S, "bgt.s", 0, 0x30, BR1, COND, BGT, 0) \
    OP(BLE_S, "ble.s", 0, 0x31, BR1, COND, BLE, 0) \
    OP(BLT_S, "blt.s", 0, 0x32, BR1, COND, BLT, 0) \
    OP(BNE_UN_S, "bne.un.s", 0, 0x33, BR1, COND, BNE_UN, 0) \
    OP(BGE_UN_S, "bge.un.s", 0, 0x34, BR1, COND, BGE_UN, 0) \
    OP(BGT_UN_S, "bgt.un.s", 0, 0x35, BR1, COND, BGT_UN, 0) \
    OP(BLE_UN_S, "ble.un.s", 0, 0x36, BR1, COND, BLE_UN, 0) \
    OP(BLT_UN_S, "blt.un.s", 0, 0x37, BR1, COND, BLT_UN, 0) \
    OP(BR, "br", 0, 0x38, BR2, BRANCH, BR, 0) \
    OP(BRFALSE, "brfalse", 0, 0x39, BR2, COND, BRFALSE, 0) \
    OP(BRTRUE, "brtrue", 0, 0x3A, BR2, COND, BRTRUE, 0) \
    OP(BEQ, "beq", 0, 0x3B, BR2, COND, BEQ, 0) \
    OP(BGE, "bge", 0, 0x3C, BR2, COND, BGE, 0) \
    OP(BGT, "bgt", 0, 0x3D, BR2, COND, BGT, 0) \
    OP(BLE, "ble", 0, 0x3E, BR2, COND, BLE, 0) \
    OP(BLT, "blt", 0, 0x3F, BR2, COND, BLT, 0) \
    OP(BNE_UN, "bne.un", 0, 0x40, BR2, COND, BNE_UN, 0) \
    OP(BGE_UN, "bge.un", 0, 0x41, BR2, COND, BGE_UN, 0) \
    OP(BGT_UN, "bgt.un", 0, 0x42, BR2, COND, BGT_UN, 0) \
    OP(BLE_UN, "ble.un", 0, 0x43, BR2, COND, BLE_UN, 0) \
    OP(BLT_UN, "blt.un", 0, 0x44, BR2, COND, BLT_UN, 0) \
    OP(SWITCH, "switch", 0, 0x45, SWITCH_TARGETS, SWITCH, SWITCH, 0) \
    OP(LDIND_I1, "ldind.i1", 0, 0x46, NONE, NEXT, LDIND_I1, 0) \
    OP(LDIND_U1, "ldind.u1", 0, 0x47, NONE, NEXT, LDIND_U1, 0) \
    OP(LDIND_I2, "ldind.i2", 0, 0x48, NONE, NEXT, LDIND_I2, 0) \
    OP(LDIND_U2, "ldind.u2", 0, 0x49, NONE, NEXT, LDIND_U2, 0) \
    OP(LDIND_I4, "ldind.i4", 0, 0x4A, NONE, NEXT, LDIND_I4, 0) \
    OP(LDIND_U4, "ldind.u4", 0, 0x4B, NONE, NEXT, LDIND_U4, 0) \
    OP(LDIND_I8, "ldind.i8", 0, 0x4C, NONE, NEXT, LDIND_I8, 0) \
    OP(LDIND_I, "ldind.i", 0, 0x4D, NONE, NEXT, LDIND_I, 0) \
    OP(LDIND_R4, "ldind.r4", 0, 0x4E, NONE, NEXT, LDIND_R4, 0) \
    OP(LDIND_R8, "ldind.r8", 0, 0x4F, NONE, NEXT, LDIND_R8, 0) \
    OP(LDIND_REF, "ldind.ref", 0, 0x50, NONE, NEXT, LDIND_REF, 0) \
    OP(STIND_REF, "stind.ref", 0, 0x51, NONE, NEXT, STIND_REF, 0) \
    OP(STIND_I1, "stind.i1", 0, 0x52, NONE, NEXT, STIND_I1, 0) \
    OP(STIND_I2, "stind.i2", 0, 0x53, NONE, NEXT, STIND_I2, 0) \
    OP(STIND_I4, "stind.i4", 0, 0x54, NONE, NEXT, STIND_I4, 0) \
    OP(STIND_I8, "stind.i8", 0, 0x55, NONE, NEXT, STIND_I8, 0) \
    OP(STIND_R4, "stind.r4", 0, 0x56, NONE, NEXT, STIND_R4, 0) \
    OP(STIND_R8, "stind.r8", 0, 0x57, NONE, NEXT, STIND_R8, 0) \
    OP(ADD, "add", 0, 0x58, NONE, NEXT, ADD, 0) \
    OP(SUB, "sub", 0, 0x59, NONE, NEXT, SUB, 0) \
    OP(MUL, "mul", 0, 0x5A, NONE, NEXT, MUL, 0) \
    OP(DIV, "div", 0, 0x5B, NONE, NEXT, DIV, 0) \
    OP(DIV_UN, "div.un", 0, 0x5C, NONE, NEXT, DIV_UN, 0) \
    OP(REM, "rem", 0, 0x5D, NONE, NEXT, REM, 0) \
    OP(REM_UN, "rem.un", 0, 0x5E, NONE, NEXT, REM_UN, 0) \
    OP(AND, "and", 0, 0x5F, NONE, NEXT, AND, 0) \
    OP(OR, "or", 0, 0x60, NONE, NEXT, OR, 0) \
    OP(XOR, "xor", 0, 0x61, NONE, NEXT, XOR, 0) \
    OP(SHL, "shl", 0, 0x62, NONE, NEXT, SHL, 0) \
    OP(SHR, "shr", 0, 0x63, NONE, NEXT, SHR, 0) \
    OP(SHR_UN, "shr.un", 0, 0x64, NONE, NEXT, SHR_UN, 0) \
    OP(NEG, "neg", 0, 0x65, NONE, NEXT, NEG, 0) \
    OP(NOT, "not", 0, 0x66, NONE, NEXT, NOT, 0) \
    OP(CONV_I1, "conv.i1", 0, 0x67, NONE, NEXT, CONV_I1, 0) \
    OP(CONV_I2, "conv.i2", 0, 0x68, NONE, NEXT, CONV_I2, 0) \
    OP(CONV_I4, "conv.i4", 0, 0x69, NONE, NEXT, CONV_I4, 0) \
    OP(CONV_I8, "conv.i8", 0, 0x6A, NONE, NEXT, CONV_I8, 0) \
    OP(CONV_R4, "conv.r4", 0, 0x6B, NONE, NEXT, CONV_R4, 0) \
    OP(CONV_R8, "conv.r8", 0, 0x6C, NONE, NEXT, CONV_R8, 0) \
    OP(CONV_U4, "conv.u4", 0, 0x6D, NONE, NEXT, CONV_U4, 0) \
    OP(CONV_U8, "conv.u8", 0, 0x6E, NONE, NEXT, CONV_U8, 0) \
    OP(CALLVIRT, "callvirt", 0, 0x6F, METHOD, NEXT, CALLVIRT, 0) \
    OP(CPOBJ, "cpobj", 0, 0x70, TYPE, NEXT, CPOBJ, 0) \
    OP(LDOBJ, "ldobj", 0, 0x71, TYPE, NEXT, LDOBJ, 0) \
    OP(LDSTR, "ldstr", 0, 0x72, STRING, NEXT, LDSTR, 0) \
    OP(NEWOBJ, "newobj", 0, 0x73, METHOD, NEXT, NEWOBJ, 0) \
    OP(CASTCLASS, "castclass", 0, 0x74, TYPE, NEXT, CASTCLASS, 0) \
    OP(ISINST, "isinst", 0, 0x75, TYPE, NEXT, ISINST, 0) \
    OP(CONV_R_UN, "conv.r.un", 0, 0x76, NONE, NEXT, CONV_R_UN, 0) \
    OP(UNBOX, "unbox", 0, 0x79, TYPE, NEXT, UNBOX, 0) \
    OP(THROW, "throw", 0, 0x7A, NONE, THROW, THROW, 0) \
    OP(LDFLD, "ldfld", 0, 0x7B, FIELD, NEXT, LDFLD, 0) \
    OP(LDFLDA, "ldflda", 0, 0x7C, FIELD, NEXT, LDFLDA, 0) \
    OP(STFLD, "stfld", 0, 0x7D, FIELD, NEXT, STFLD, 0) \
    OP(LDSFLD, "ldsfld", 0, 0x7E, FIELD, NEXT, LDSFLD, 0) \
    OP(LDSFLDA, "ldsflda", 0, 0x7F, FIELD, NEXT, LDSFLDA, 0) \
    OP(STSFLD, "stsfld", 0, 0x80, FIELD, NEXT, STSFLD, 0) \
    OP(STOBJ, "stobj", 0, 0x81, TYPE, NEXT, STOBJ, 0) \
    OP(CONV_OVF_I1_UN, "conv.ovf.i1.un", 0, 0x82, NONE, NEXT, CONV_OVF_I1_UN, 0) \
    OP(CONV_OVF_I2_UN, "conv.ovf.i2.un", 0, 0x83, NONE, NEXT, CONV_OVF_I2_UN, 0) \
    OP(CONV_OVF_I4_UN, "conv.ovf.i4.un", 0, 0x84, NONE, NEXT, CONV_OVF_I4_UN, 0) \
    OP(CONV_OVF_I8_UN, "conv.ovf.i8.un", 0, 0x85, NONE, NEXT, CONV_OVF_I8_UN, 0) \
    OP(CONV_OVF_U1_UN, "conv.ovf.u1.un", 0, 0x86, NONE, NEXT, CONV_OVF_U1_UN, 0) \
    OP(CONV_OVF_U2_UN, "conv.ovf.u2.un", 0, 0x87, NONE, NEXT, CONV_OVF_U2_UN, 0) \
    OP(CONV_OVF_U4_UN, "conv.ovf.u4.un", 0, 0x88, NONE, NEXT, CONV_OVF_U4_UN, 0) \
    OP(CONV_OVF_U8_UN, "conv.ovf.u8.un", 0, 0x89, NONE, NEXT, CONV_OVF_U8_UN, 0) \
    OP(CONV_OVF_I_UN, "conv.ovf.i.un", 0, 0x8A, NONE, NEXT, CONV_OVF_I_UN, 0) \
    OP(CONV_OVF_U_UN, "conv.ovf.u.un", 0, 0x8B, NONE, NEXT, CONV_OVF_U_UN, 0) \
    OP(BOX, "box", 0, 0x8C, TYPE, NEXT, BOX, 0) \
    OP(NEWARR, "newarr", 0, 0x8D, TYPE, NEXT, NEWARR, 0) \
    OP(LDLEN, "ldlen", 0, 0x8E, NONE, NEXT, LDLEN, 0) \
    OP(LDELEMA, "ldelema", 0, 0x8F, TYPE, NEXT, LDELEMA, 0) \
    OP(LDELEM_I1, "ldelem.i1", 0, 0x90, NONE, NEXT, LDELEM_I1, 0) \
    OP(LDELEM_U1, "ldelem.u1", 0, 0x91, NONE, NEXT, LDELEM_U1, 0) \
    OP(LDELEM_I2, "ldelem.i2", 0, 0x92, NONE, NEXT, LDELEM_I2, 0) \
    OP(LDELEM_U2, "ldelem.u2", 0, 0x93, NONE, NEXT, LDELEM_U2, 0) \
    OP(LDELEM_I4, "ldelem.i4", 0, 0x94, NONE, NEXT, LDELEM_I4, 0) \
    OP(LDELEM_U4, "ldelem.u4", 0, 0x95, NONE, NEXT, LDELEM_U4, 0) \
    OP(LDELEM_I8, "ldelem.i8", 0, 0x96, NONE, NEXT, LDELEM_I8, 0) \
    OP(LDELEM_I, "ldelem.i", 0, 0x97, NONE, NEXT, LDELEM_I, 0) \
    OP(LDELEM_R4, "ldelem.r4", 0, 0x98, NONE, NEXT, LDELEM_R4, 0) \
    OP(LDELEM_R8, "ldelem.r8", 0, 0x99, NONE, NEXT, LDELEM_R8, 0) \
    OP(LDELEM_REF, "ldelem.ref", 0, 0x9A, NONE, NEXT, LDELEM_REF, 0) \
    OP(STELEM_I, "stelem.i", 0, 0x9B, NONE, NEXT, STELEM_I, 0) \
    OP(STELEM_I1, "stelem.i1", 0, 0x9C, NONE, NEXT, STELEM_I1, 0) \
    OP(STELEM_I2, "stelem.i2", 0, 0x9D, NONE, NEXT, STELEM_I2, 0) \
    OP(STELEM_I4, "stelem.i4", 0, 0x9E, NONE, NEXT, STELEM_I4, 0) \
    OP(STELEM_I8, "stelem.i8", 0, 0x9F, NONE, NEXT, STELEM_I8, 0) \
    OP(STELEM_R4, "stelem.r4", 0, 0xA0, NONE, NEXT, STELEM_R4, 0) \
    OP(STELEM_R8, "stelem.r8", 0, 0xA1, NONE, NEXT, STELEM_R8, 0) \
    OP(STELEM_REF, "stelem.ref", 0, 0xA2, NONE, NEXT, STELEM_REF, 0) \
    OP(LDELEM, "ldelem", 0, 0xA3, TYPE, NEXT, LDELEM, 0) \
    OP(STELEM, "stelem", 0, 0xA4, TYPE, NEXT, STELEM, 0) \
    OP(UNBOX_ANY, "unbox.any", 0, 0xA5, TYPE, NEXT, UNBOX_ANY, 0) \
    OP(CONV_OVF_I1, "conv.ovf.i1", 0, 0xB3, NONE, NEXT, CONV_OVF_I1, 0) \
    OP(CONV_OVF_U1, "conv.ovf.u1", 0, 0xB4, NONE, NEXT, CONV_OVF_U1, 0) \
    OP(CONV_OVF_I2, "conv.ovf.i2", 0, 0xB5, NONE, NEXT, CONV_OVF_I2, 0) \
    OP(CONV_OVF_U2, "conv.ovf.u2", 0, 0xB6, NONE, NEXT, CONV_OVF_U2, 0) \
    OP(CONV_OVF_I4, "conv.ovf.i4", 0, 0xB7, NONE, NEXT, CONV_OVF_I4, 0) \
    OP(CONV_OVF_U4, "conv.ovf.u4", 0, 0xB8, NONE, NEXT, CONV_OVF_U4, 0) \
    OP(CONV_OVF_I8, "conv.ovf.i8", 0, 0xB9, NONE, NEXT, CONV_OVF_I8, 0) \
    OP(CONV_OVF_U8, "conv.ovf.u8", 0, 0xBA, NONE, NEXT, CONV_OVF_U8, 0) \
    OP(REFANYVAL, "refanyval", 0, 0xC2, TYPE, REFUSED, REFANYVAL, 0) \
    OP(CKFINITE, "ckfinite", 0, 0xC3, NONE, NEXT, CKFINITE, 0) \
    OP(MKREFANY, "mkrefany", 0, 0xC6, TYPE, REFUSED, MKREFANY, 0) \
    OP(LDTOKEN, "ldtoken", 0, 0xD0, TOKEN, NEXT, LDTOKEN, 0) \
    OP(CONV_U2, "conv.u2", 0, 0xD1, NONE, NEXT, CONV_U2, 0) \
    OP(CONV_U1, "conv.u1", 0, 0xD2, NONE, NEXT, CONV_U1, 0) \
    OP(CONV_I, "conv.i", 0, 0xD3, NONE, NEXT, CONV_I, 0) \
    OP(CONV_OVF_I, "conv.ovf.i", 0, 0xD4, NONE, NEXT, CONV_OVF_I, 0) \
    OP(CONV_OVF_U, "conv.ovf.u", 0, 0xD5, NONE, NEXT, CONV_OVF_U, 0) \
    OP(ADD_OVF, "add.ovf", 0, 0xD6, NONE, NEXT, ADD_OVF, 0) \
    OP(ADD_OVF_UN, "add.ovf.un", 0, 0xD7, NONE, NEXT, ADD_OVF_UN, 0) \
    OP(MUL_OVF, "mul.ovf", 0, 0xD8, NONE, NEXT, MUL_OVF, 0) \
    OP(MUL_OVF_UN, "mul.ovf.un", 0, 0xD9, NONE, NEXT, MUL_OVF_UN, 0) \
    OP(SUB_OVF, "sub.ovf", 0, 0xDA, NONE, NEXT, SUB_OVF, 0) \
    OP(SUB_OVF_UN, "sub.ovf.un", 0, 0xDB, NONE, NEXT, SUB_OVF_UN, 0) \
    OP(ENDFINALLY, "endfinally", 0, 0xDC, NONE, ENDFINALLY, ENDFINALLY, 0) \
    OP(LEAVE, "leave", 0, 0xDD, BR2, LEAVE, LEAVE, 0) \
    OP(LEAVE_S, "leave.s", 0, 0xDE, BR1, LEAVE, LEAVE, 0) \
    OP(STIND_I, "stind.i", 0, 0xDF, NONE, NEXT, STIND_I, 0) \
    OP(CONV_U, "conv.u", 0, 0xE0, NONE, NEXT, CONV_U, 0) \
    OP(ARGLIST, "arglist", 1, 0x00, NONE, REFUSED, ARGLIST, 0) \
    OP(CEQ, "ceq", 1, 0x01, NONE, NEXT, CEQ, 0) \
    OP(CGT, "cgt", 1, 0x02, NONE, NEXT, CGT, 0) \
    OP(CGT_UN, "cgt.un", 1, 0x03, NONE, NEXT, CGT_UN, 0) \
    OP(CLT, "clt", 1, 0x04, NONE, NEXT, CLT, 0) \
    OP(CLT_UN, "clt.un", 1, 0x05, NONE, NEXT, CLT_UN, 0) \
    OP(LDFTN, "ldftn", 1, 0x06, METHOD, NEXT, LDFTN, 0) \
    OP(LDVIRTFTN, "ldvirtftn", 1, 0x07, METHOD, NEXT, LDVIRTFTN, 0) \
    OP(LDARG, "ldarg", 1, 0x09, VAR2, NEXT, LDARG, 0) \
    OP(LDARGA, "ldarga", 1, 0x0A, VAR2, NEXT, LDARGA, 0) \
    OP(STARG, "starg", 1, 0x0B, VAR2, NEXT, STARG, 0) \
    OP(LDLOC, "ldloc", 1, 0x0C, VAR2, NEXT, LDLOC, 0) \
    OP(LDLOCA, "ldloca", 1, 0x0D, VAR2, NEXT, LDLOCA, 0) \
    OP(STLOC, "stloc", 1, 0x0E, VAR2, NEXT, STLOC, 0) \
    OP(LOCALLOC, "localloc", 1, 0x0F, NONE, REFUSED, LOCALLOC, 0) \
    OP(ENDFILTER, "endfilter", 1, 0x11, NONE, ENDFILTER, ENDFILTER, 0) \
    OP(UNALIGNED, "unaligned.", 1, 0x12, I1, NEXT, UNALIGNED, 0) \
    OP(VOLATILE, "volatile.", 1, 0x13, NONE, NEXT, VOLATILE, 0) \
    OP(TAIL, "tail.", 1, 0x14, NONE, NEXT, TAIL, 0) \
    OP(INITOBJ, "initobj", 1, 0x15, TYPE, NEXT, INITOBJ, 0) \
    OP(CONSTRAINED, "constrained.", 1, 0x16, TYPE, NEXT, CONSTRAINED, 0) \
    OP(CPBLK, "cpblk", 1, 0x17, NONE, REFUSED, CPBLK, 0) \
    OP(INITBLK, "initblk", 1, 0x18, NONE, REFUSED, INITBLK, 0) \
    OP(RETHROW, "rethrow", 1, 0x1A, NONE, RETHROW, RETHROW, 0) \
    OP(SIZEOF, "sizeof", 1, 0x1C, TYPE, NEXT, SIZEOF, 0) \
    OP(REFANYTYPE, "refanytype", 1, 0x1D, NONE, REFUSED, REFANYTYPE, 0) \
    OP(READONLY, "readonly.", 1, 0x1E, NONE, NEXT, READONLY, 0)

/* clang-format on */

typedef enum il_op {
#define NANO_IL_ROW(id, text, page, byte, operand, flow, base, value) IL_##id,
    NANO_IL(NANO_IL_ROW)
#undef NANO_IL_ROW
        IL_COUNT
} il_op;

/* Operand kinds; METHOD, FIELD, TYPE and STRING are two bytes, TOKEN four, SWITCH a count byte and two bytes
 * for each target. */
typedef enum il_operand {
    IL_NONE,
    IL_I1,
    IL_I4,
    IL_I8,
    IL_R4,
    IL_R8,
    IL_VAR1,
    IL_VAR2,
    IL_BR1,
    IL_BR2,
    IL_SWITCH_TARGETS,
    IL_METHOD,
    IL_FIELD,
    IL_TYPE,
    IL_STRING,
    IL_TOKEN,
} il_operand;

typedef enum il_flow {
    IL_FLOW_UNKNOWN, /* no instruction has the code */
    IL_FLOW_NEXT,
    IL_FLOW_BRANCH,
    IL_FLOW_COND,
    IL_FLOW_SWITCH,
    IL_FLOW_RETURN,
    IL_FLOW_THROW,
    IL_FLOW_RETHROW,
    IL_FLOW_LEAVE,
    IL_FLOW_ENDFINALLY,
    IL_FLOW_ENDFILTER,
    IL_FLOW_REFUSED,
} il_flow;

#endif
