/* nano_ops.h - the register code that translate.c writes and interp.c runs.
 *
 * Code is a sequence of 16-bit units. Operands: d, a, b, p, o, i = word index in the frame (d destination, o
 * object reference, p = first of the two words of a managed pointer); n = plain u16; S16 = signed 16-bit
 * immediate; X = 32 bits in two units, low first (immediate, moff of a type, or a method: its packed id << 1
 * | 1 until the instruction runs first, then its moff); B = a branch target as a signed 32-bit distance in
 * units from B itself. 64-bit values and managed pointers take two consecutive
 * words, structs (bytes + 3) / 4.
 *
 * Values of one-word integers are always widened to int32 in a frame (bool, char, u1, u2 zero-extended; i1,
 * i2 sign-extended). OP(name, operands) where operands is none or a word of: w = word index, n = u16, s =
 * s16, x = 32-bit immediate, t = type, m = method, b = branch target, r = the rest, as many as n says.
 *
 * A thread's budget is charged by the units of code that it passes: a taken backward branch pays for what it
 * goes back, and whoever sets a frame's pc (a call, a return, the end of a slice) for the way from the pc
 * before; together that is the way that was gone forward. The budget is looked at there as well, so between
 * two looks a run passes at most the code of one method, once. A call, a native and an unwinding have prices
 * besides, and so has what moves many bytes (interp.h). Counting is free in straight code, and equal on every
 * host and with either dispatcher.
 */
#ifndef NANO_OPS_H
#define NANO_OPS_H

/* Moves and constants */
/* clang-format off */
#define NANO_OPS_MOVE(OP) \
    OP(MOV, ww)       /* d = a */ \
    OP(MOV2, ww)      /* two words; regions may be equal, never overlap partly */ \
    OP(MOVN, wwn)     /* n words, memmove */ \
    OP(ZERO, wn)      /* n words = 0 */ \
    OP(LDC_S, ws)     /* d = S16 */ \
    OP(LDC, wx)       /* d = X */ \
    OP(LDC8, wxx)     /* two words */ \
    OP(LDSTR, wnn)    /* d = literal (assembly, string id) */ \
    OP(LDLOCA, ww)    /* managed pointer d = address of frame word a */ \
    OP(FRLD_I1, wwn) OP(FRLD_U1, wwn) OP(FRLD_I2, wwn) OP(FRLD_U2, wwn) \
    /* d = small field at byte n of the struct at word a */ \
    OP(FRST_1, wnw) OP(FRST_2, wnw) /* the same stored: struct a, byte n, value b */ \
    OP(FRLDN, wwnn) \
    /* struct field of a struct in the frame: d, a, byte offset, bytes (any alignment); tail bytes of */ \
    /* d's last word = 0 */ \
    OP(FRSTN, wnwn)   /* a, byte offset, source word b, bytes */
/* clang-format on */

/* Arithmetic: d, a, b. Shift counts are masked with 31 or 63. */
/* clang-format off */
#define NANO_OPS_ARITH(OP) \
    OP(ADD_I4, www) OP(SUB_I4, www) OP(MUL_I4, www) \
    OP(AND_I4, www) OP(OR_I4, www) OP(XOR_I4, www) OP(SHL_I4, www) OP(SHR_I4, www) \
    OP(SHRU_I4, www) OP(NEG_I4, ww) OP(NOT_I4, ww) \
    OP(ADDI_I4, wws) OP(MULI_I4, wws) OP(ANDI_I4, wws) OP(SHLI_I4, wws) OP(SHRI_I4, wws) \
    OP(SHRUI_I4, wws) OP(ROTRI_I4, wws) /* b = S16, sign-extended; ROTRI rotates right */ \
    /* narrow an int32: d, a */ \
    OP(CONV_I1_I4, ww) OP(CONV_U1_I4, ww) OP(CONV_I2_I4, ww) OP(CONV_U2_I4, ww) \
    OP(CKFINITE_R4, w) OP(CKFINITE_R8, w)
/* clang-format on */

/* Comparisons to 0/1: d, a, b. */
/* clang-format off */
#define NANO_OPS_COMPARE(OP) \
    OP(CEQ_I4, www) OP(CGT_I4, www) OP(CGTU_I4, www) OP(CLT_I4, www) OP(CLTU_I4, www) \
    OP(CEQ_REF, www)
    /* nano__ref_equal; against a null constant or types that cannot be strings or delegates use CEQ_I4 */
/* clang-format on */

/* Branches. Every taken backward branch is a safe point. */
/* clang-format off */
#define NANO_OPS_BRANCH(OP) \
    OP(BR, b) OP(BRT, wb) OP(BRF, wb) \
    OP(BEQ_I4, wwb) OP(BNE_I4, wwb) OP(BLT_I4, wwb) OP(BLE_I4, wwb) OP(BGT_I4, wwb) \
    OP(BGE_I4, wwb) \
    OP(BLTU_I4, wwb) OP(BLEU_I4, wwb) OP(BGTU_I4, wwb) OP(BGEU_I4, wwb) \
    OP(BEQI_I4, wsb) OP(BNEI_I4, wsb) OP(BLTI_I4, wsb) OP(BLEI_I4, wsb) OP(BGTI_I4, wsb) \
    OP(BGEI_I4, wsb) \
    OP(BEQ_REF, wwb) OP(BNE_REF, wwb) \
    OP(SWITCH, wnr)   /* a, n, then n targets B; falls through when a (unsigned) >= n */
/* clang-format on */

/* The instructions of interp_wide.h. d, a, b; conversions d, a; branches a, b, B. DIV, REM:
 * DivideByZeroException; MinValue / -1: OverflowException (ECMA-335 III.3.31), MinValue % -1 = 0. OVFU treat
 * operands as unsigned. Float REM is C fmod. CGTU, CLTU and the branches with U on floats are the unordered
 * forms: true with NaN; BNE is bne.un. */
/* clang-format off */
#define NANO_OPS_WIDE(OP) \
    OP(DIV_I4, www) OP(DIVU_I4, www) OP(REM_I4, www) OP(REMU_I4, www) \
    OP(ADDOVF_I4, www) OP(ADDOVFU_I4, www) OP(SUBOVF_I4, www) OP(SUBOVFU_I4, www) \
    OP(MULOVF_I4, www) OP(MULOVFU_I4, www) \
    OP(ADD_I8, www) OP(SUB_I8, www) OP(MUL_I8, www) OP(DIV_I8, www) OP(DIVU_I8, www) \
    OP(REM_I8, www) OP(REMU_I8, www) \
    OP(AND_I8, www) OP(OR_I8, www) OP(XOR_I8, www) OP(SHL_I8, www) OP(SHR_I8, www) \
    OP(SHRU_I8, www) OP(NEG_I8, ww) OP(NOT_I8, ww) /* shift count b is one word */ \
    OP(ADDOVF_I8, www) OP(ADDOVFU_I8, www) OP(SUBOVF_I8, www) OP(SUBOVFU_I8, www) \
    OP(MULOVF_I8, www) OP(MULOVFU_I8, www) \
    OP(ADD_R4, www) OP(SUB_R4, www) OP(MUL_R4, www) OP(DIV_R4, www) OP(REM_R4, www) \
    OP(NEG_R4, ww) \
    OP(ADD_R8, www) OP(SUB_R8, www) OP(MUL_R8, www) OP(DIV_R8, www) OP(REM_R8, www) \
    OP(NEG_R8, ww) \
    OP(CONV_I8_I4, ww) OP(CONV_I8_U4, ww) /* widen int32: sign, zero */ \
    OP(CONV_R4_I4, ww) OP(CONV_R8_I4, ww) OP(CONV_R4_I8, ww) OP(CONV_R8_I8, ww) \
    /* integer to float */ \
    OP(CONV_R8_U4, ww) OP(CONV_R8_U8, ww) OP(CONV_R4_U4, ww) OP(CONV_R4_U8, ww) \
    /* conv.r.un (then conv.r4) */ \
    OP(CONV_R8_R4, ww) OP(CONV_R4_R8, ww) \
    OP(CONV_I4_R4, ww) OP(CONV_I4_R8, ww) OP(CONV_I8_R4, ww) OP(CONV_I8_R8, ww) \
    /* truncate toward zero; out of range: unspecified but no trap */ \
    OP(CONV_U4_R4, ww) OP(CONV_U4_R8, ww) OP(CONV_U8_R4, ww) OP(CONV_U8_R8, ww) \
    /* conv.ovf: n = from << 8 | to; from: 0 int32, 1 uint32, 2 int64, 3 uint64, 4 float32, 5 float64; */ \
    /* to: DT_I1..DT_U8 (DT_BOOLEAN unused). OverflowException. */ \
    OP(CONV_OVF, wwn) \
    OP(CEQ_I8, www) OP(CGT_I8, www) OP(CGTU_I8, www) OP(CLT_I8, www) OP(CLTU_I8, www) \
    OP(CEQ_R4, www) OP(CGT_R4, www) OP(CGTU_R4, www) OP(CLT_R4, www) OP(CLTU_R4, www) \
    OP(CEQ_R8, www) OP(CGT_R8, www) OP(CGTU_R8, www) OP(CLT_R8, www) OP(CLTU_R8, www) \
    OP(CEQ_PTR, www)  /* managed pointers: base and offset equal */ \
    OP(BRT8, wb) OP(BRF8, wb) \
    OP(BEQ_I8, wwb) OP(BNE_I8, wwb) OP(BLT_I8, wwb) OP(BLE_I8, wwb) OP(BGT_I8, wwb) \
    OP(BGE_I8, wwb) \
    OP(BLTU_I8, wwb) OP(BLEU_I8, wwb) OP(BGTU_I8, wwb) OP(BGEU_I8, wwb) \
    OP(BEQ_R4, wwb) OP(BNE_R4, wwb) OP(BLT_R4, wwb) OP(BLE_R4, wwb) OP(BGT_R4, wwb) \
    OP(BGE_R4, wwb) \
    OP(BLTU_R4, wwb) OP(BLEU_R4, wwb) OP(BGTU_R4, wwb) OP(BGEU_R4, wwb) \
    OP(BEQ_R8, wwb) OP(BNE_R8, wwb) OP(BLT_R8, wwb) OP(BLE_R8, wwb) OP(BGT_R8, wwb) \
    OP(BGE_R8, wwb) \
    OP(BLTU_R8, wwb) OP(BLEU_R8, wwb) OP(BGTU_R8, wwb) OP(BGEU_R8, wwb)
/* clang-format on */

/* Fields. n = byte offset from the object's start (LDFLD, STFLD: o is a reference, null checked), from the
 * managed pointer's target (LDIND, STIND: p), from the statics block (LDSFLD: d, the type's slot in the
 * domain's table of statics, n, X = type; STSFLD: slot, n, value, X; its static constructor runs first). _N
 * forms: last n = bytes, struct copied to or from whole frame words. */
/* clang-format off */
#define NANO_OPS_FIELD(OP) \
    OP(LDFLD_I1, wwn) OP(LDFLD_U1, wwn) OP(LDFLD_I2, wwn) OP(LDFLD_U2, wwn) OP(LDFLD_4, wwn) \
    OP(LDFLD_8, wwn) OP(LDFLD_N, wwnn) \
    OP(STFLD_1, wnw) OP(STFLD_2, wnw) OP(STFLD_4, wnw) OP(STFLD_8, wnw) OP(STFLD_N, wnwn) \
    OP(LDFLDA, wwn)   /* d = (o, n) */ \
    OP(LDIND_I1, wwn) OP(LDIND_U1, wwn) OP(LDIND_I2, wwn) OP(LDIND_U2, wwn) OP(LDIND_4, wwn) \
    OP(LDIND_8, wwn) OP(LDIND_N, wwnn) \
    OP(STIND_1, wnw) OP(STIND_2, wnw) OP(STIND_4, wnw) OP(STIND_8, wnw) OP(STIND_N, wnwn) \
    OP(PTR_ADD, wwn)  /* d = p + n bytes; null checked */ \
    OP(ZEROIND, wn)   /* n bytes at p = 0 */ \
    OP(CPIND, wwn)    /* n bytes at p(d) = n bytes at p(a) */ \
    OP(LDSFLD_I1, wnnt) OP(LDSFLD_U1, wnnt) OP(LDSFLD_I2, wnnt) OP(LDSFLD_U2, wnnt) \
    OP(LDSFLD_4, wnnt) OP(LDSFLD_8, wnnt) OP(LDSFLD_N, wnntn) \
    OP(STSFLD_1, nnwt) OP(STSFLD_2, nnwt) OP(STSFLD_4, nnwt) OP(STSFLD_8, nnwt) \
    OP(STSFLD_N, nnwtn) \
    OP(LDSFLDA, wnnt)  /* managed pointer d */ \
    OP(CCTOR, nt)     /* runs the static constructor of type X if it has not run */
/* clang-format on */

/* Arrays: o array, i index (int32; negative or past the end: IndexOutOfRangeException). */
/* clang-format off */
#define NANO_OPS_ARRAY(OP) \
    OP(NEWARR, wtw) \
    /* d, array type X (T[]), length a; negative: OverflowException of the loaded mscorlib or */ \
    /* ArgumentOutOfRange */ \
    OP(LDLEN, ww) \
    OP(LDELEM_I1, www) OP(LDELEM_U1, www) OP(LDELEM_I2, www) OP(LDELEM_U2, www) \
    OP(LDELEM_4, www) OP(LDELEM_8, www) OP(LDELEM_N, wwwn) /* d, o, i (, bytes) */ \
    OP(STELEM_1, www) OP(STELEM_2, www) OP(STELEM_4, www) OP(STELEM_8, www) OP(STELEM_N, wwwn) \
    /* o, i, a (, bytes) */ \
    OP(STELEM_REF, www) /* with the covariance check */ \
    OP(LDELEMA, wwwn) /* managed pointer d, o, i, bytes per element: value-type elements */ \
    OP(LDELEMA_REF, wwwt) /* element type must be exactly X: ArrayTypeMismatchException (III.4.9) */
/* clang-format on */

/* Objects. X = type. */
/* clang-format off */
#define NANO_OPS_OBJECT(OP) \
    OP(NEW, wt) \
    /* zeroed object; runs no constructor. A precise static constructor is preceded by CCTOR */ \
    OP(BOX, wtw)      /* d = box of the value at a */ \
    OP(UNBOX, wtw) \
    /* managed pointer d to the value in box a; exact type or enum/underlying (III.4.32) */ \
    OP(UNBOX_ANY, wtw) /* value at d, widened if small */ \
    OP(CASTCLASS, wtw) OP(ISINST, wtw) \
    OP(NEWDELEGATE, wtwm)  /* d, delegate type, target a (word holding null for static methods), method */ \
    OP(NEWDELEGATE_V, wtwm) /* the same, method resolved on the target's class (ldvirtftn) */ \
    OP(NULLCHECK, w) \
    OP(BOXPTR, wtw) \
    /* d = box of the value of type X that managed pointer p points at (constrained call) */
/* clang-format on */

/* Calls: d result word (ignored for void), X method, n argument words, then n units: frame words that are
 * copied to words 0..n-1 of the callee. A static method of a class with a precise static constructor is
 * preceded by CCTOR. */
/* clang-format off */
#define NANO_OPS_CALL(OP) \
    OP(CALL, wmnr) \
    /* static, or instance without null check (constructors, base calls on a checked this) */ \
    OP(CALLNN, wmnr) \
    /* instance: NullReferenceException if word 0 is null (for value types: the managed pointer's base) */ \
    OP(CALLV, wmnr)   /* virtual: slot of method X in the class of the object in word 0 */ \
    OP(CALLI, wmnr)   /* interface method X on the class of the object in word 0 (nano__dispatch) */ \
    OP(CALLD, wmnr)   /* Invoke of a delegate in word 0 */ \
    OP(STRLEN, wmnr) OP(STRCHAR, wmnr) \
    /* String.get_Length and get_Chars, done in place; what they throw the call X throws */ \
    OP(NEWSTR, wmnr) \
    /* string constructor X: word 0 of the callee is null, the native returns the string */ \
    OP(RET, none) OP(RET1, w) OP(RET2, w) OP(RETN, wn)
/* clang-format on */

/* Exceptions (nano_eh.slot). `leave` is static: FINCALL for each finally crossed, innermost first, then
 * LEAVECATCH if a catch handler is left, then BR. */
/* clang-format off */
#define NANO_OPS_EXCEPT(OP) \
    OP(THROW, w) OP(RETHROW, w) /* RETHROW: the slot of the catch handler; keeps the stack trace */ \
    OP(FINCALL, nb) \
    /* n = slot of the finally; word n = index of the unit after this op; jump to handler B */ \
    OP(ENDFINALLY, n) /* word n != 0: jump to it; else go on unwinding with the exception in word n + 1 */ \
    OP(LEAVECATCH, none)  /* a pending ThreadAbort is raised again here */ \
    OP(ENDFILTER, w) \
    OP(TRAP, n)       /* throws nano_exc n: what can only fail at run time */ \
    OP(ELSEWHERE, x)  /* the way goes on with unit X, which is not in memory (window.c) */
/* clang-format on */

/* Fused instructions: `first` and the instruction `second` behind it, run without a dispatch in between.
 * Fusing (translate_fuse.c) changes nothing but the opcode of the first: the second stays in its place, as a
 * branch target and for its operands. What the first computes goes to its word and straight into the second.
 * The rows were chosen by how often the pairs run (docs/benchmarks.md). OP(name, operands of first, first,
 * second, unit of the second that names the first's result; 0 = any). A row's first may be fused itself. A
 * build that counts the bytes of its flash has none: it does the same, slower. */
#ifdef NANO_SMALL
#define NANO_OPS_FUSED(OP)
#else
/* clang-format off */
#define NANO_OPS_FUSED(OP) \
    /* the ends of loops */ \
    OP(ADDI_BLT_I4, wws, ADDI_I4, BLT_I4, 1) OP(ADDI_BLE_I4, wws, ADDI_I4, BLE_I4, 1) \
    OP(ADDI_BLTI_I4, wws, ADDI_I4, BLTI_I4, 1) OP(ADDI_BGEI_I4, wws, ADDI_I4, BGEI_I4, 1) \
    OP(ADD_BLT_I4, www, ADD_I4, BLT_I4, 1) OP(ADD_BLE_I4, www, ADD_I4, BLE_I4, 1) \
    OP(ADD_ADDI_I4, www, ADD_I4, ADDI_I4, 0) OP(ADD_ADDI_BLT_I4, www, ADD_ADDI_I4, BLT_I4, 1) \
    /* integers */ \
    OP(ADD_ADD_I4, www, ADD_I4, ADD_I4, 3) OP(MUL_ADD_I4, www, MUL_I4, ADD_I4, 3) \
    OP(MULI_ADDI_I4, wws, MULI_I4, ADDI_I4, 2) OP(AND_XOR_I4, www, AND_I4, XOR_I4, 3) \
    OP(SHRUI_XOR_I4, wws, SHRUI_I4, XOR_I4, 3) OP(ROTRI_XOR_I4, wws, ROTRI_I4, XOR_I4, 3) \
    OP(SHLI_OR_I4, wws, SHLI_I4, OR_I4, 3) \
    OP(SHL_XOR_I8, www, SHL_I8, XOR_I8, 3) OP(SHRU_XOR_I8, www, SHRU_I8, XOR_I8, 3) \
    OP(ANDI_BRT_I4, wws, ANDI_I4, BRT, 1) OP(ANDI_BRF_I4, wws, ANDI_I4, BRF, 1) \
    OP(MOV_MOV, ww, MOV, MOV, 0) OP(MOV_BR, ww, MOV, BR, 0) \
    /* float64 */ \
    OP(MUL_ADD_R8, www, MUL_R8, ADD_R8, 3) OP(MUL_SUB_R8, www, MUL_R8, SUB_R8, 3) \
    OP(MUL_MUL_R8, www, MUL_R8, MUL_R8, 3) OP(DIV_ADD_R8, www, DIV_R8, ADD_R8, 3) \
    OP(SUB_ADD_R8, www, SUB_R8, ADD_R8, 3) OP(ADD_MUL_R8, www, ADD_R8, MUL_R8, 3) \
    OP(ADD_STFLD_R8, www, ADD_R8, STFLD_8, 3) OP(SUB_STFLD_R8, www, SUB_R8, STFLD_8, 3) \
    OP(LDFLD_SUB_R8, wwn, LDFLD_8, SUB_R8, 3) OP(LDFLD_MUL_R8, wwn, LDFLD_8, MUL_R8, 3) \
    /* array elements at computed indexes, elements used at once */ \
    OP(ADD_LDELEM_4, www, ADD_I4, LDELEM_4, 3) OP(ADDI_LDELEM_4, wws, ADDI_I4, LDELEM_4, 3) \
    OP(ANDI_LDELEM_4, wws, ANDI_I4, LDELEM_4, 3) OP(MUL_ADD_LDELEM_4, www, MUL_ADD_I4, LDELEM_4, 3) \
    OP(ADDI_LDELEM_U1, wws, ADDI_I4, LDELEM_U1, 3) \
    OP(LDELEM_ADD_I4, www, LDELEM_4, ADD_I4, 3) OP(LDELEM_BLT_I4, www, LDELEM_4, BLT_I4, 2) \
    OP(LDELEM_BGE_I4, www, LDELEM_4, BGE_I4, 2) OP(LDELEM_BRF_U1, www, LDELEM_U1, BRF, 1) \
    OP(LDELEM_STELEM_4, www, LDELEM_4, STELEM_4, 3) \
    OP(LDSFLD_LDELEM_4, wnnt, LDSFLD_4, LDELEM_4, 2) OP(LDSFLD_STELEM_4, wnnt, LDSFLD_4, STELEM_4, 1) \
    OP(LDSFLD_LDELEM_BRT, wnnt, LDSFLD_LDELEM_4, BRT, 1) \
    OP(LDSFLD_LDELEM_BNE, wnnt, LDSFLD_LDELEM_4, BNE_I4, 1) \
    OP(STRLEN_BLT_I4, wmnr, STRLEN, BLT_I4, 2) \
    /* fields, calls, returns */ \
    OP(LDFLD_ADD_I4, wwn, LDFLD_4, ADD_I4, 3) OP(LDFLD_SUB_I4, wwn, LDFLD_4, SUB_I4, 3) \
    OP(LDFLD_XOR_I4, wwn, LDFLD_4, XOR_I4, 3) OP(LDFLD_BRT, wwn, LDFLD_4, BRT, 1) \
    OP(LDFLD_BRF, wwn, LDFLD_4, BRF, 1) OP(LDFLD_RET1, wwn, LDFLD_4, RET1, 1) \
    OP(ADD_RET1_I4, www, ADD_I4, RET1, 1) OP(ADDI_CALL, wws, ADDI_I4, CALL, 0) \
    OP(LDFLD_CALL, wwn, LDFLD_4, CALL, 0)
/* clang-format on */
#endif

/* clang-format off */
#define NANO_OPS(OP)                                                                                         \
    NANO_OPS_MOVE(OP)                                                                                        \
    NANO_OPS_ARITH(OP)                                                                                       \
    NANO_OPS_COMPARE(OP) NANO_OPS_BRANCH(OP) NANO_OPS_FIELD(OP) NANO_OPS_ARRAY(OP)         \
        NANO_OPS_OBJECT(OP) NANO_OPS_CALL(OP) NANO_OPS_EXCEPT(OP) NANO_OPS_WIDE(OP) NANO_OPS_FUSED(OP)
/* clang-format on */

/* Every word of operands that there is. */
/* clang-format off */
#define NANO_SHAPES(S) \
    S(b) S(n) S(nb) S(nnwt) S(nnwtn) S(nt) S(w) S(wb) S(wmnr) S(wn) S(wnn) S(wnnt) S(wnntn) \
    S(wnr) S(wnw) S(wnwn) S(ws) S(wsb) S(wt) S(wtw) S(wtwm) S(ww) S(wwb) S(wwn) S(wwnn) S(wws) \
    S(www) S(wwwn) S(wwwt) S(wx) S(wxx) S(x)
/* clang-format on */

typedef enum nano_op {
#define NANO_OP_ROW(name, ...) OP_##name,
    NANO_OPS(NANO_OP_ROW)
#undef NANO_OP_ROW
        OP_COUNT
} nano_op;

/* translate_fuse.c */
const char *nano__operands(nano_op op); /* the word; "": none */
/* How many units the instruction at pc takes; a fused one: its first part. */
uint32_t nano__instruction_units(const uint16_t *pc);
uint32_t nano__operand_units(const uint16_t *pc, char kind);
/* Unit, counted from pc, of the first operand of a kind; 0: it has none. */
uint32_t nano__find_operand(const uint16_t *pc, char kind);
static inline uint32_t nano__two_units(const uint16_t *units) { return units[0] | (uint32_t)units[1] << 16; }
/* A method before its instruction has run. */
static inline bool nano__is_unresolved(uint32_t method) { return method & 1; }
#ifdef NANO_SMALL
static inline void nano__fuse(uint16_t *units, uint32_t count) { (void)units, (void)count; }
#else
void nano__fuse(uint16_t *units, uint32_t count);
#endif

#endif
