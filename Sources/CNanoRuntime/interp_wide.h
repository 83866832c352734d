/* interp_wide.h - the instructions on 64-bit integers and floats, and those on int32 that can throw: what a
 * program does less often. Part of the loop (interp_loop.h); in a build that counts the bytes of its flash a
 * function, which interp.c makes of them. They know w, pc and vm, can neither call nor collect, and end with
 * NEXT, JUMP or one of the labels divide_by_zero and overflow. OPERAND(i): address of the word that the
 * instruction names in unit i. */

/* clang-format off */
    /* -- int32 ------------------------------------------------------------------------------------ */
    CASE(DIV_I4) {
        const int32_t a = I4(2), b = I4(3);
        if (UNLIKELY(b == 0)) goto divide_by_zero;
        if (UNLIKELY(b == -1)) { if (a == INT32_MIN) goto overflow; WORD(1) = (uint32_t)-a; NEXT(4); }
        WORD(1) = (uint32_t)(a / b);
        NEXT(4);
    }
    CASE(DIVU_I4) { if (UNLIKELY(!WORD(3))) goto divide_by_zero; WORD(1) = WORD(2) / WORD(3); NEXT(4); }
    CASE(REM_I4) {
        const int32_t a = I4(2), b = I4(3);
        if (UNLIKELY(b == 0)) goto divide_by_zero;
        WORD(1) = b == -1 ? 0 : (uint32_t)(a % b);
        NEXT(4);
    }
    CASE(REMU_I4) { if (UNLIKELY(!WORD(3))) goto divide_by_zero; WORD(1) = WORD(2) % WORD(3); NEXT(4); }
    OVF_I4(ADDOVF_I4, int32_t, __builtin_add_overflow)
    OVF_I4(ADDOVFU_I4, uint32_t, __builtin_add_overflow)
    OVF_I4(SUBOVF_I4, int32_t, __builtin_sub_overflow)
    OVF_I4(SUBOVFU_I4, uint32_t, __builtin_sub_overflow)
    OVF_I4(MULOVF_I4, int32_t, __builtin_mul_overflow)
    OVF_I4(MULOVFU_I4, uint32_t, __builtin_mul_overflow)

    /* -- int64 ------------------------------------------------------------------------------------ */
    CASE(ADD_I8) { st8(OPERAND(1), U8(2) + U8(3)); NEXT(4); }
    CASE(SUB_I8) { st8(OPERAND(1), U8(2) - U8(3)); NEXT(4); }
    CASE(MUL_I8) { st8(OPERAND(1), U8(2) * U8(3)); NEXT(4); }
    CASE(DIV_I8) {
        const int64_t a = I8(2), b = I8(3);
        if (UNLIKELY(b == 0)) goto divide_by_zero;
        if (UNLIKELY(b == -1 && a == INT64_MIN)) goto overflow;
        st8(OPERAND(1), (uint64_t)(a / b));
        NEXT(4);
    }
    CASE(DIVU_I8) {
        const uint64_t b = U8(3);
        if (UNLIKELY(!b)) goto divide_by_zero;
        st8(OPERAND(1), U8(2) / b);
        NEXT(4);
    }
    CASE(REM_I8) {
        const int64_t a = I8(2), b = I8(3);
        if (UNLIKELY(b == 0)) goto divide_by_zero;
        st8(OPERAND(1), b == -1 ? 0 : (uint64_t)(a % b));
        NEXT(4);
    }
    CASE(REMU_I8) {
        const uint64_t b = U8(3);
        if (UNLIKELY(!b)) goto divide_by_zero;
        st8(OPERAND(1), U8(2) % b);
        NEXT(4);
    }
    CASE(AND_I8) { st8(OPERAND(1), U8(2) & U8(3)); NEXT(4); }
    CASE(OR_I8) { st8(OPERAND(1), U8(2) | U8(3)); NEXT(4); }
    CASE(XOR_I8) { st8(OPERAND(1), U8(2) ^ U8(3)); NEXT(4); }
    CASE(SHL_I8) { st8(OPERAND(1), U8(2) << (WORD(3) & 63)); NEXT(4); }
    CASE(SHR_I8) { st8(OPERAND(1), (uint64_t)(I8(2) >> (WORD(3) & 63))); NEXT(4); }
    CASE(SHRU_I8) { st8(OPERAND(1), U8(2) >> (WORD(3) & 63)); NEXT(4); }
    CASE(NEG_I8) { st8(OPERAND(1), 0 - U8(2)); NEXT(3); }
    CASE(NOT_I8) { st8(OPERAND(1), ~U8(2)); NEXT(3); }
    OVF_I8(ADDOVF_I8, int64_t, __builtin_add_overflow)
    OVF_I8(ADDOVFU_I8, uint64_t, __builtin_add_overflow)
    OVF_I8(SUBOVF_I8, int64_t, __builtin_sub_overflow)
    OVF_I8(SUBOVFU_I8, uint64_t, __builtin_sub_overflow)
    OVF_I8(MULOVF_I8, int64_t, multiply_overflows)
    OVF_I8(MULOVFU_I8, uint64_t, multiply_overflows_unsigned)

    /* -- Floats ----------------------------------------------------------------------------------- */
    CASE(ADD_R4) { st_r4(OPERAND(1), R4(2) + R4(3)); NEXT(4); }
    CASE(SUB_R4) { st_r4(OPERAND(1), R4(2) - R4(3)); NEXT(4); }
    CASE(MUL_R4) { st_r4(OPERAND(1), R4(2) * R4(3)); NEXT(4); }
    CASE(DIV_R4) { st_r4(OPERAND(1), R4(2) / R4(3)); NEXT(4); }
    CASE(REM_R4) { st_r4(OPERAND(1), (float)remainder_of(vm, R4(2), R4(3))); NEXT(4); }
    CASE(NEG_R4) { WORD(1) = WORD(2) ^ 0x80000000u; NEXT(3); }
    CASE(ADD_R8) { st_r8(OPERAND(1), R8(2) + R8(3)); NEXT(4); }
    CASE(SUB_R8) { st_r8(OPERAND(1), R8(2) - R8(3)); NEXT(4); }
    CASE(MUL_R8) { st_r8(OPERAND(1), R8(2) * R8(3)); NEXT(4); }
    CASE(DIV_R8) { st_r8(OPERAND(1), R8(2) / R8(3)); NEXT(4); }
    CASE(REM_R8) { st_r8(OPERAND(1), remainder_of(vm, R8(2), R8(3))); NEXT(4); }
    CASE(NEG_R8) { st8(OPERAND(1), U8(2) ^ 0x8000000000000000u); NEXT(3); }

    /* -- Conversions ------------------------------------------------------------------------------ */
    CASE(CONV_I8_I4) { st8(OPERAND(1), (uint64_t)(int64_t)I4(2)); NEXT(3); }
    CASE(CONV_I8_U4) { st8(OPERAND(1), WORD(2)); NEXT(3); }
    CASE(CONV_R4_I4) { st_r4(OPERAND(1), (float)I4(2)); NEXT(3); }
    CASE(CONV_R8_I4) { st_r8(OPERAND(1), (double)I4(2)); NEXT(3); }
    CASE(CONV_R4_I8) { st_r4(OPERAND(1), (float)I8(2)); NEXT(3); }
    CASE(CONV_R8_I8) { st_r8(OPERAND(1), (double)I8(2)); NEXT(3); }
    CASE(CONV_R8_U4) { st_r8(OPERAND(1), (double)WORD(2)); NEXT(3); }
    CASE(CONV_R8_U8) { st_r8(OPERAND(1), (double)U8(2)); NEXT(3); }
    CASE(CONV_R4_U4) { st_r4(OPERAND(1), (float)WORD(2)); NEXT(3); }
    CASE(CONV_R4_U8) { st_r4(OPERAND(1), (float)U8(2)); NEXT(3); }
    CASE(CONV_R8_R4) { st_r8(OPERAND(1), R4(2)); NEXT(3); }
    CASE(CONV_R4_R8) { st_r4(OPERAND(1), (float)R8(2)); NEXT(3); }
    CASE(CONV_I4_R4) { WORD(1) = (uint32_t)to_i4(R4(2)); NEXT(3); }
    CASE(CONV_I4_R8) { WORD(1) = (uint32_t)to_i4(R8(2)); NEXT(3); }
    CASE(CONV_I8_R4) { st8(OPERAND(1), (uint64_t)to_i8(R4(2))); NEXT(3); }
    CASE(CONV_I8_R8) { st8(OPERAND(1), (uint64_t)to_i8(R8(2))); NEXT(3); }
    CASE(CONV_U4_R4) { WORD(1) = (uint32_t)to_i8(R4(2)); NEXT(3); }
    CASE(CONV_U4_R8) { WORD(1) = (uint32_t)to_i8(R8(2)); NEXT(3); }
    CASE(CONV_U8_R4) { st8(OPERAND(1), to_u8(R4(2))); NEXT(3); }
    CASE(CONV_U8_R8) { st8(OPERAND(1), to_u8(R8(2))); NEXT(3); }
    CASE(CONV_OVF) { if (UNLIKELY(!convert_checked(OPERAND(1), OPERAND(2), pc[3]))) goto overflow; NEXT(4); }

    /* -- Comparisons and branches ----------------------------------------------------------------- */
    COMPARE_FAMILY(I8, U8, uint64_t, int64_t)
    COMPARE_FLOAT(R4)
    COMPARE_FLOAT(R8)
    CASE(CEQ_PTR) { WORD(1) = U8(2) == U8(3); NEXT(4); }
    CASE(BRT8) { if (U8(1)) JUMP(2); NEXT(4); }
    CASE(BRF8) { if (!U8(1)) JUMP(2); NEXT(4); }
    BRANCH_FAMILY(I8, U8(1), U8(2), int64_t)
    BRANCH_FLOAT(R4)
    BRANCH_FLOAT(R8)
/* clang-format on */
