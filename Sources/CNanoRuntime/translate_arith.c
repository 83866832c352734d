/* translate_arith.c - arithmetic, conversions and comparisons (ECMA-335 III.1.5 tables 2 to 8). float32 and
 * float64 are kept apart; where they meet, the narrower one is widened. */
#include "translate.h"

#define NO_OP OP_COUNT
static const struct {
    uint8_t il;
    uint16_t i4, i8, r4, r8, immediate;
    bool swaps, throws;
} binary_rows[] = {
    {IL_ADD, OP_ADD_I4, OP_ADD_I8, OP_ADD_R4, OP_ADD_R8, OP_ADDI_I4, true, false},
    {IL_SUB, OP_SUB_I4, OP_SUB_I8, OP_SUB_R4, OP_SUB_R8, NO_OP, false, false},
    {IL_MUL, OP_MUL_I4, OP_MUL_I8, OP_MUL_R4, OP_MUL_R8, OP_MULI_I4, true, false},
    {IL_DIV, OP_DIV_I4, OP_DIV_I8, OP_DIV_R4, OP_DIV_R8, NO_OP, false, true},
    {IL_REM, OP_REM_I4, OP_REM_I8, OP_REM_R4, OP_REM_R8, NO_OP, false, true},
    {IL_DIV_UN, OP_DIVU_I4, OP_DIVU_I8, NO_OP, NO_OP, NO_OP, false, true},
    {IL_REM_UN, OP_REMU_I4, OP_REMU_I8, NO_OP, NO_OP, NO_OP, false, true},
    {IL_AND, OP_AND_I4, OP_AND_I8, NO_OP, NO_OP, OP_ANDI_I4, true, false},
    {IL_OR, OP_OR_I4, OP_OR_I8, NO_OP, NO_OP, NO_OP, true, false},
    {IL_XOR, OP_XOR_I4, OP_XOR_I8, NO_OP, NO_OP, NO_OP, true, false},
    {IL_SHL, OP_SHL_I4, OP_SHL_I8, NO_OP, NO_OP, OP_SHLI_I4, false, false},
    {IL_SHR, OP_SHR_I4, OP_SHR_I8, NO_OP, NO_OP, OP_SHRI_I4, false, false},
    {IL_SHR_UN, OP_SHRU_I4, OP_SHRU_I8, NO_OP, NO_OP, OP_SHRUI_I4, false, false},
    {IL_ADD_OVF, OP_ADDOVF_I4, OP_ADDOVF_I8, NO_OP, NO_OP, NO_OP, false, true},
    {IL_ADD_OVF_UN, OP_ADDOVFU_I4, OP_ADDOVFU_I8, NO_OP, NO_OP, NO_OP, false, true},
    {IL_SUB_OVF, OP_SUBOVF_I4, OP_SUBOVF_I8, NO_OP, NO_OP, NO_OP, false, true},
    {IL_SUB_OVF_UN, OP_SUBOVFU_I4, OP_SUBOVFU_I8, NO_OP, NO_OP, NO_OP, false, true},
    {IL_MUL_OVF, OP_MULOVF_I4, OP_MULOVF_I8, NO_OP, NO_OP, NO_OP, false, true},
    {IL_MUL_OVF_UN, OP_MULOVFU_I4, OP_MULOVFU_I8, NO_OP, NO_OP, NO_OP, false, true},
};

static bool is_small_constant(const entry *e) {
    return e->place == P_CONST && e->t.kind == V_I4 && (int32_t)e->low == (int16_t)e->low;
}

/* float32 with float64: both become float64. */
static nano_status same_floats(xl *x, entry *a, entry *b) {
    nano_sigtype r8 = {DT_R8, 0, 0};
    if (a->t.kind == b->t.kind || (a->t.kind != V_R8 && b->t.kind != V_R8)) return NANO_OK;
    TRY(nano__known_type(x->vm, WK_R8, &r8.type));
    if (a->t.kind == V_R4 && b->t.kind == V_R8)
        return nano__coerce(x, a, x->depth, r8, false, RULE_OPERANDS_DIFFER);
    if (a->t.kind == V_R8 && b->t.kind == V_R4)
        return nano__coerce(x, b, x->depth + 1, r8, false, RULE_OPERANDS_DIFFER);
    return NANO_OK;
}

static bool is_shift(uint32_t il) { return il == IL_SHL || il == IL_SHR || il == IL_SHR_UN; }

/* x and a constant mask: what the result fits. */
static uint32_t mask_range(uint32_t mask) {
    if (mask <= 1) return DT_BOOLEAN;
    return mask <= 0xFF ? DT_U1 : 0;
}

/* x >> n | x << 32 - n of a uint, in either order, as one rotation: the last two instructions are the shifts,
 * and only `a` and `b` use their results. */
static bool rotate(xl *x, const entry *a, const entry *b, nano_status *status) {
    enum { OP, DEST, SOURCE, COUNT, UNITS };
    if (!b->def || b->def != x->fusable || a->def + UNITS != b->def) return false;
    uint16_t first[UNITS], second[UNITS];
    for (uint32_t n = 0; n < UNITS; n++) {
        first[n] = x->recent[(a->def - 1 + n) % RECENT_UNITS];
        second[n] = x->recent[(b->def - 1 + n) % RECENT_UNITS];
    }
    const bool right_first = first[OP] == OP_SHRUI_I4 && second[OP] == OP_SHLI_I4;
    if (!right_first && !(first[OP] == OP_SHLI_I4 && second[OP] == OP_SHRUI_I4)) return false;
    const uint32_t source = first[SOURCE], count = right_first ? first[COUNT] : second[COUNT];
    if (first[COUNT] + second[COUNT] != 32 || second[SOURCE] != source || first[DEST] == source) return false;
    x->unit_count = a->def - 1u;
    *status = nano__push_result(x, (vtype){.kind = V_I4}, OP_ROTRI_I4, source, count);
    return true;
}

nano_status nano__tr_arithmetic(xl *x, const il_insn *i) {
    uint32_t row = 0;
    while (binary_rows[row].il != i->op) row++;
    entry a, b;
    TRY(nano__need(x, 2));
    TRY(nano__pop_entry(x, &b));
    TRY(nano__pop_entry(x, &a));
    if (binary_rows[row].throws) nano__line(x);
    if (is_shift(i->op)) {
        REFUSE_TYPES_IF(x, b.t.kind != V_I4, SHIFT_COUNT, b.t, 0);
    } else {
        TRY(same_floats(x, &a, &b));
        REFUSE_TYPES_IF(x, a.t.kind != b.t.kind, OPERANDS_DIFFER, b.t, 0);
    }
    uint32_t op = NO_OP;
    switch ((vkind)a.t.kind) {
    case V_I4: op = binary_rows[row].i4; break;
    case V_I8: op = binary_rows[row].i8; break;
    case V_R4: op = binary_rows[row].r4; break;
    case V_R8: op = binary_rows[row].r8; break;
    default: break;
    }
    REFUSE_TYPES_IF(x, op == NO_OP, OPERAND_KIND, a.t, 0);
    const vtype t = {.kind = a.t.kind};
    nano_status status;
    if (i->op == IL_OR && rotate(x, &a, &b, &status)) return status;
    if (t.kind == V_I4 && binary_rows[row].immediate != NO_OP) {
        if (binary_rows[row].swaps && is_small_constant(&a)) {
            const entry c = a;
            a = b;
            b = c;
        }
        if (is_small_constant(&b)) {
            TRY(nano__push_result(x, t, binary_rows[row].immediate, nano__word_of(x, &a, x->depth), b.low));
            if (i->op == IL_AND) nano__set_range(x, mask_range(b.low));
            return NANO_OK;
        }
    }
    if (t.kind == V_I4 && i->op == IL_SUB && is_small_constant(&b) && (int32_t)b.low != INT16_MIN)
        return nano__push_result(x, t, OP_ADDI_I4, nano__word_of(x, &a, x->depth), 0 - b.low);
    const uint32_t left = nano__word_of(x, &a, x->depth), right = nano__word_of(x, &b, x->depth + 1);
    return nano__push_result(x, t, op, left, right);
}

nano_status nano__tr_unary(xl *x, const il_insn *i) {
    static const uint16_t negations[] = {OP_NEG_I4, OP_NEG_I8, OP_NEG_R4, OP_NEG_R8};
    entry a;
    TRY(nano__pop_entry(x, &a));
    const uint32_t from = nano__word_of(x, &a, x->depth);
    const vtype t = {.kind = a.t.kind};
    if (i->op == IL_CKFINITE) {
        REFUSE_TYPES_IF(x, t.kind != V_R4 && t.kind != V_R8, OPERAND_KIND, a.t, 0);
        nano__line(x);
        nano__op(x, t.kind == V_R4 ? OP_CKFINITE_R4 : OP_CKFINITE_R8, from);
        return nano__push_entry(x, &a);
    }
    if (i->op == IL_NEG && t.kind <= V_R8) return nano__push_result(x, t, negations[t.kind], from);
    if (i->op == IL_NOT && t.kind <= V_I8)
        return nano__push_result(x, t, t.kind == V_I4 ? OP_NOT_I4 : OP_NOT_I8, from);
    return nano__refuse_types(x, RULE_OPERAND_KIND, a.t, 0);
}

/* -- Conversions ---------------------------------------------------------------------------------- */

/* to: the type; rows by source I4, I8, R4, R8. */
static const struct {
    uint8_t il, to, kind;
    uint16_t ops[4];
} convert_rows[] = {
    {IL_CONV_I1, DT_I1, V_I4, {OP_CONV_I1_I4, NO_OP, OP_CONV_I4_R4, OP_CONV_I4_R8}},
    {IL_CONV_U1, DT_U1, V_I4, {OP_CONV_U1_I4, NO_OP, OP_CONV_I4_R4, OP_CONV_I4_R8}},
    {IL_CONV_I2, DT_I2, V_I4, {OP_CONV_I2_I4, NO_OP, OP_CONV_I4_R4, OP_CONV_I4_R8}},
    {IL_CONV_U2, DT_U2, V_I4, {OP_CONV_U2_I4, NO_OP, OP_CONV_I4_R4, OP_CONV_I4_R8}},
    {IL_CONV_I4, DT_I4, V_I4, {NO_OP, NO_OP, OP_CONV_I4_R4, OP_CONV_I4_R8}},
    {IL_CONV_U4, DT_U4, V_I4, {NO_OP, NO_OP, OP_CONV_U4_R4, OP_CONV_U4_R8}},
    {IL_CONV_I, DT_I4, V_I4, {NO_OP, NO_OP, OP_CONV_I4_R4, OP_CONV_I4_R8}},
    {IL_CONV_U, DT_U4, V_I4, {NO_OP, NO_OP, OP_CONV_U4_R4, OP_CONV_U4_R8}},
    {IL_CONV_I8, DT_I8, V_I8, {OP_CONV_I8_I4, NO_OP, OP_CONV_I8_R4, OP_CONV_I8_R8}},
    {IL_CONV_U8, DT_U8, V_I8, {OP_CONV_I8_U4, NO_OP, OP_CONV_U8_R4, OP_CONV_U8_R8}},
    {IL_CONV_R4, DT_R4, V_R4, {OP_CONV_R4_I4, OP_CONV_R4_I8, NO_OP, OP_CONV_R4_R8}},
    {IL_CONV_R8, DT_R8, V_R8, {OP_CONV_R8_I4, OP_CONV_R8_I8, OP_CONV_R8_R4, NO_OP}},
    {IL_CONV_R_UN, DT_R8, V_R8, {OP_CONV_R8_U4, OP_CONV_R8_U8, OP_CONV_R8_R4, NO_OP}},
};

/* conv.ovf.*: target type and whether the source is unsigned. */
static const struct {
    uint8_t il, to, is_unsigned;
} checked_rows[] = {
    {IL_CONV_OVF_I1, DT_I1, 0},    {IL_CONV_OVF_U1, DT_U1, 0},    {IL_CONV_OVF_I2, DT_I2, 0},
    {IL_CONV_OVF_U2, DT_U2, 0},    {IL_CONV_OVF_I4, DT_I4, 0},    {IL_CONV_OVF_U4, DT_U4, 0},
    {IL_CONV_OVF_I8, DT_I8, 0},    {IL_CONV_OVF_U8, DT_U8, 0},    {IL_CONV_OVF_I, DT_I4, 0},
    {IL_CONV_OVF_U, DT_U4, 0},     {IL_CONV_OVF_I1_UN, DT_I1, 1}, {IL_CONV_OVF_U1_UN, DT_U1, 1},
    {IL_CONV_OVF_I2_UN, DT_I2, 1}, {IL_CONV_OVF_U2_UN, DT_U2, 1}, {IL_CONV_OVF_I4_UN, DT_I4, 1},
    {IL_CONV_OVF_U4_UN, DT_U4, 1}, {IL_CONV_OVF_I8_UN, DT_I8, 1}, {IL_CONV_OVF_U8_UN, DT_U8, 1},
    {IL_CONV_OVF_I_UN, DT_I4, 1},  {IL_CONV_OVF_U_UN, DT_U4, 1},
};

static nano_status convert_checked(xl *x, entry *a, uint32_t to, bool is_unsigned) {
    const uint32_t kind = a->t.kind, from = kind == V_R4   ? 4
                                            : kind == V_R8 ? 5
                                            : kind == V_I8 ? 2 + is_unsigned
                                                           : is_unsigned;
    const vtype t = {.kind = to == DT_I8 || to == DT_U8 ? V_I8 : V_I4};
    nano__line(x);
    TRY(nano__push_result(x, t, OP_CONV_OVF, nano__word_of(x, a, x->depth), from << 8 | to));
    nano__set_range(x, to);
    return NANO_OK;
}

/* The constant after an integer conversion of an int32 constant. */
static void fold(entry *a, uint32_t il) {
    switch (il) {
    case IL_CONV_I8: a->high = (int32_t)a->low < 0 ? UINT32_MAX : 0; break;
    case IL_CONV_U8: a->high = 0; break;
    case IL_CONV_I1: a->low = (uint32_t)(int8_t)a->low; break;
    case IL_CONV_U1: a->low = (uint8_t)a->low; break;
    case IL_CONV_I2: a->low = (uint32_t)(int16_t)a->low; break;
    default: a->low = (uint16_t)a->low; break;
    }
}

static nano_status convert_plain(xl *x, entry *a, uint32_t row) {
    const uint32_t to = convert_rows[row].to, il = convert_rows[row].il;
    const vtype t = {.kind = convert_rows[row].kind};
    uint32_t op = convert_rows[row].ops[a->t.kind];
    if (a->t.kind == V_I8 && t.kind == V_I4) {
        /* The low word of an int64 is the int32. */
        if (a->place == P_CONST) a->high = 0;
        *a = (entry){.t = t, .place = a->place, .word = a->word, .low = a->low};
        op = convert_rows[row].ops[V_I4];
    }
    if (op != NO_OP && a->place == P_CONST && a->t.kind == V_I4 && t.kind <= V_I8) {
        fold(a, il);
        a->t = t;
        return nano__push_entry(x, a);
    }
    if (op == NO_OP || (a->t.kind == V_I4 && nano__within_range(a->range, to))) {
        a->t = t;
        a->def = 0;
        return nano__push_entry(x, a);
    }
    const bool from_float = a->t.kind >= V_R4 && t.kind == V_I4 && nano__load_kind(to) < 4;
    TRY(nano__push_result(x, t, op, nano__word_of(x, a, x->depth)));
    if (!from_float) {
        nano__set_range(x, to);
        return NANO_OK;
    }
    TRY(nano__pop_entry(x, a));
    TRY(nano__push_result(x, t, convert_rows[row].ops[V_I4], a->word));
    nano__set_range(x, to);
    return NANO_OK;
}

nano_status nano__tr_convert(xl *x, const il_insn *i) {
    entry a;
    TRY(nano__pop_entry(x, &a));
    REFUSE_TYPES_IF(x, a.t.kind > V_R8, CONVERT_KIND, a.t, 0);
    for (uint32_t n = 0; n < sizeof checked_rows / sizeof checked_rows[0]; n++)
        if (checked_rows[n].il == i->op)
            return convert_checked(x, &a, checked_rows[n].to, checked_rows[n].is_unsigned);
    uint32_t row = 0;
    while (convert_rows[row].il != i->op) row++;
    return convert_plain(x, &a, row);
}

/* -- Comparisons and branches --------------------------------------------------------------------- */

/* In the order of the branch ops of each type. */
typedef enum condition { C_EQ, C_NE, C_LT, C_LE, C_GT, C_GE, C_LTU, C_LEU, C_GTU, C_GEU } condition;
static const uint8_t mirrored[] = {C_EQ, C_NE, C_GT, C_GE, C_LT, C_LE, C_GTU, C_GEU, C_LTU, C_LEU};

/* Equality by content is for strings and delegates (pe-format 6.3). */
static bool by_content(xl *x, vtype t) {
    if (!t.type) return false;
    const nano_core *core = CORE(x->vm);
    const nano_type *type = AT(x->vm, t.type, nano_type);
    return type->kind == K_STRING || type->kind == K_DELEGATE || type->kind == K_INTERFACE ||
           t.type == core->known[WK_OBJECT];
}

static bool is_null(const entry *e) { return e->t.kind == V_REF && !e->t.type && e->place == P_CONST; }

static bool usable(const entry *e) { return e->t.kind != V_REF || !(e->t.flags & VF_UNINIT); }

static nano_status pop_two(xl *x, entry *a, entry *b) {
    TRY(nano__need(x, 2));
    TRY(nano__pop_entry(x, b));
    TRY(nano__pop_entry(x, a));
    TRY(same_floats(x, a, b));
    REFUSE_TYPES_IF(
        x, a->t.kind != b->t.kind || a->t.kind == V_STRUCT || a->t.kind == V_FTN || !usable(a) || !usable(b),
        COMPARE_KIND, b->t, 0);
    return NANO_OK;
}

nano_status nano__tr_compare(xl *x, const il_insn *i) {
    static const uint16_t first[] = {OP_CEQ_I4, OP_CEQ_I8, OP_CEQ_R4, OP_CEQ_R8};
    const uint32_t relation = i->op == IL_CEQ      ? 0
                              : i->op == IL_CGT    ? 1
                              : i->op == IL_CGT_UN ? 2
                              : i->op == IL_CLT    ? 3
                                                   : 4;
    entry a, b;
    TRY(pop_two(x, &a, &b));
    uint32_t op;
    if (a.t.kind <= V_R8)
        op = first[a.t.kind] + relation;
    else if (a.t.kind == V_REF && relation == 0)
        op = by_content(x, a.t) && by_content(x, b.t) ? OP_CEQ_REF : OP_CEQ_I4;
    else if (a.t.kind == V_REF && relation == 2 && is_null(&b))
        op = OP_CGTU_I4;
    else if (a.t.kind == V_PTR && relation == 0)
        op = OP_CEQ_PTR;
    else
        return nano__refuse_types(x, RULE_COMPARE_ORDER, a.t, 0);
    const uint32_t left = nano__word_of(x, &a, x->depth), right = nano__word_of(x, &b, x->depth + 1);
    TRY(nano__push_result(x, (vtype){.kind = V_I4}, (nano_op)op, left, right));
    nano__set_range(x, DT_BOOLEAN);
    return NANO_OK;
}

static condition condition_of(uint32_t il) {
    switch (il) {
    case IL_BEQ: return C_EQ;
    case IL_BNE_UN: return C_NE;
    case IL_BLT: return C_LT;
    case IL_BLE: return C_LE;
    case IL_BGT: return C_GT;
    case IL_BGE: return C_GE;
    case IL_BLT_UN: return C_LTU;
    case IL_BLE_UN: return C_LEU;
    case IL_BGT_UN: return C_GTU;
    default: return C_GEU;
    }
}

/* Flushes, records the state at the target and writes the branch: op, as many of the words as it takes, the
 * target. */
static nano_status branch(xl *x, uint32_t target, nano_op op, uint32_t left, uint32_t right) {
    nano__flush(x);
    TRY(nano__goto(x, target));
    nano__op(x, op, left, right);
    nano__branch_operand(x, target);
    return x->status;
}

static nano_status branch_if(xl *x, const il_insn *i) {
    entry a;
    TRY(nano__pop_entry(x, &a));
    const bool yes = i->op == IL_BRTRUE, wide = a.t.kind == V_I8;
    REFUSE_TYPES_IF(
        x, a.t.kind != V_I4 && a.t.kind != V_I8 && a.t.kind != V_PTR && (a.t.kind != V_REF || !usable(&a)),
        BRANCH_KIND, a.t, 0);
    const nano_op op = yes ? (wide ? OP_BRT8 : OP_BRT) : wide ? OP_BRF8 : OP_BRF;
    return branch(x, (uint32_t)i->value, op, nano__word_of(x, &a, x->depth), 0);
}

static nano_status branch_compare(xl *x, const il_insn *i) {
    static const uint16_t first[] = {OP_BEQ_I4, OP_BEQ_I8, OP_BEQ_R4, OP_BEQ_R8};
    entry a, b;
    TRY(pop_two(x, &a, &b));
    condition c = condition_of(i->op);
    uint32_t depth = x->depth, other = depth + 1; /* whose temporaries are free for each */
    if (a.place == P_CONST && b.place != P_CONST && a.t.kind != V_R4 && a.t.kind != V_R8 &&
        a.t.kind != V_PTR) {
        const entry constant = a;
        a = b;
        b = constant;
        c = (condition)mirrored[c];
        other = depth++;
    }
    const uint32_t target = (uint32_t)i->value;
    const uint32_t left = nano__word_of(x, &a, depth);
    if (a.t.kind == V_I4 && is_small_constant(&b) && c <= C_GE) {
        if (!b.low && c <= C_NE) return branch(x, target, c == C_EQ ? OP_BRF : OP_BRT, left, 0);
        return branch(x, target, (nano_op)(OP_BEQI_I4 + c), left, b.low);
    }
    if (a.t.kind == V_REF && is_null(&b) && (c <= C_NE || c == C_GTU))
        return branch(x, target, c == C_EQ ? OP_BRF : OP_BRT, left, 0);
    const uint32_t right = nano__word_of(x, &b, other);
    uint32_t op;
    if (a.t.kind <= V_R8)
        op = first[a.t.kind] + c;
    else if (a.t.kind == V_REF && c <= C_NE)
        op = (by_content(x, a.t) && by_content(x, b.t) ? OP_BEQ_REF : OP_BEQ_I4) + c;
    else if (a.t.kind == V_PTR && c <= C_NE) {
        const uint32_t equal = nano__temp(x, x->depth, T_WORD, 0);
        nano__op(x, OP_CEQ_PTR, equal, left, right);
        return branch(x, target, c == C_EQ ? OP_BRT : OP_BRF, equal, 0);
    } else
        return nano__refuse_types(x, RULE_COMPARE_ORDER, a.t, 0);
    return branch(x, target, (nano_op)op, left, right);
}

nano_status nano__tr_branch(xl *x, const il_insn *i) {
    if (i->op == IL_BR) {
        x->live = false;
        return branch(x, (uint32_t)i->value, OP_BR, 0, 0);
    }
    return i->op == IL_BRTRUE || i->op == IL_BRFALSE ? branch_if(x, i) : branch_compare(x, i);
}

nano_status nano__tr_switch(xl *x, const il_insn *i) {
    entry a;
    TRY(nano__pop_entry(x, &a));
    REFUSE_TYPES_IF(x, a.t.kind != V_I4, SWITCH_KIND, a.t, 0);
    const uint32_t word = nano__word_of(x, &a, x->depth);
    nano__flush(x);
    nano__op(x, OP_SWITCH, word, (uint32_t)i->value);
    for (uint32_t n = 0; n < nano__target_count(i); n++) {
        const uint32_t target = (uint32_t)nano__target(i, n);
        TRY(nano__goto(x, target));
        nano__branch_operand(x, target);
    }
    return x->status;
}
