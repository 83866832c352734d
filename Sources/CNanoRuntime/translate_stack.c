/* translate_stack.c - the evaluation stack of pass 2: lazy entries, how they get into frame words, how they
 * are adapted to the place that takes them, and the states of labels. */
#include "translate.h"

/* The format has room for 255 (pe-format 2.8, lengthEvalStack); its writers store less than the real depth.
 */
enum { MAX_DEPTH = 512 };

entry *nano__entry(xl *x, uint32_t depth) { return AT(x->vm, x->stack.block, entry) + depth; }

nano_status nano__push_entry(xl *x, const entry *e) {
    REFUSE_IF(x, x->depth >= MAX_DEPTH, STACK_DEPTH);
    if (!nano__reserve(x, &x->stack, x->depth + 1, sizeof(entry))) return x->status;
    *nano__entry(x, x->depth++) = *e;
    return x->status;
}

nano_status nano__need(xl *x, uint32_t count) {
    REFUSE_IF(x, x->depth < count, STACK_UNDERFLOW);
    return NANO_OK;
}

nano_status nano__pop_entry(xl *x, entry *out) {
    TRY(nano__need(x, 1));
    *out = *nano__entry(x, --x->depth);
    return NANO_OK;
}

nano_status nano__push_word(xl *x, vtype t, uint32_t word) {
    return nano__push_entry(
        x, &(entry){.t = t, .place = t.kind == V_FTN ? P_NONE : P_WORD, .word = (uint16_t)word});
}

nano_status nano__push_result(xl *x, vtype t, nano_op op, ...) {
    const uint32_t word = nano__temp_for(x, x->depth, t), def = x->unit_count + 1;
    va_list operands;
    va_start(operands, op);
    nano__unit(x, op);
    nano__unit(x, word);
    nano__put_operands(x, nano__operands(op) + 1, &operands);
    va_end(operands);
    x->fusable = def;
    return nano__push_entry(x, &(entry){.t = t, .place = P_WORD, .word = (uint16_t)word, .def = def});
}

void nano__set_range(xl *x, uint32_t dt) {
    if (x->depth) nano__entry(x, x->depth - 1)->range = dt >= DT_BOOLEAN && dt <= DT_U2 ? (uint8_t)dt : 0;
}

uint32_t nano__zero_word(xl *x) {
    if (!x->zero) x->zero = 1 + nano__new_words(x, (nano_sigtype){0}, T_TWO);
    return x->zero - 1;
}

static bool fits_s16(uint32_t value) { return (int32_t)value == (int16_t)value; }

static void load_constant(xl *x, uint32_t to, const entry *e) {
    const bool two = nano__type_words(x, e->t) == 2;
    nano__op(x, two ? OP_LDC8 : fits_s16(e->low) ? OP_LDC_S : OP_LDC, to, e->low, e->high);
}

/* The words that hold a constant throughout the method; false: it is not in a loop, or there are too many. */
static bool find_constant(xl *x, const entry *e, uint32_t *word) {
    const uint32_t words = nano__type_words(x, e->t);
    if (x->at < x->loop_first || x->at > x->loop_last) return false;
    constant *rows = AT(x->vm, x->constants.block, constant);
    for (uint32_t n = 0; n < x->constants.count; n++) {
        *word = rows[n].word;
        if (rows[n].low == e->low && rows[n].high == e->high && rows[n].words == words) return true;
    }
    if (x->constants.count >= MAX_CONSTANTS ||
        !nano__reserve(x, &x->constants, x->constants.count + 1, sizeof(constant)))
        return false;
    *word = nano__new_words(x, (nano_sigtype){0}, words == 2 ? T_TWO : T_WORD);
    AT(x->vm, x->constants.block, constant)
    [x->constants.count++] = (constant){e->low, e->high, (uint16_t)*word, (uint16_t)words};
    return true;
}

void nano__load_constants(xl *x) {
    for (uint32_t n = 0; n < x->constants.count; n++) {
        const constant c = AT(x->vm, x->constants.block, constant)[n];
        const entry e = {.t = {.kind = c.words == 2 ? V_I8 : V_I4}, .low = c.low, .high = c.high};
        load_constant(x, c.word, &e);
    }
}

/* Writes an entry of any kind to a word. */
static void load_into(xl *x, uint32_t to, const entry *e) {
    switch ((place)e->place) {
    case P_CONST: load_constant(x, to, e); break;
    case P_ADDR:
        nano__op(x, OP_LDLOCA, to, e->word + e->low / 4);
        if (e->low % 4) nano__op(x, OP_PTR_ADD, to, to, e->low % 4);
        break;
    case P_NONE: break;
    default: nano__move(x, to, e->word, nano__type_words(x, e->t)); break;
    }
}

/* The entry is the word from now on. */
static uint32_t stands_in(entry *e, uint32_t word) {
    e->place = P_WORD;
    e->word = (uint16_t)word;
    e->def = 0;
    return word;
}

/* Into its canonical temporary. */
static uint32_t load_temp(xl *x, entry *e, uint32_t depth) {
    const uint32_t word = nano__temp_for(x, depth, e->t);
    load_into(x, word, e);
    return stands_in(e, word);
}

uint32_t nano__word_of(xl *x, entry *e, uint32_t depth) {
    if (e->place == P_WORD || e->place == P_VAR || e->place == P_NONE) return e->word;
    uint32_t word;
    if (e->place == P_CONST && !e->low && !e->high) {
        word = nano__zero_word(x);
    } else if (e->place != P_CONST || !find_constant(x, e, &word)) {
        return load_temp(x, e, depth);
    }
    return stands_in(e, word);
}

void nano__flush(xl *x) {
    for (uint32_t depth = 0; depth < x->depth; depth++) {
        entry *e = nano__entry(x, depth);
        e->t.flags &= (uint8_t)~VF_NONNULL;
        if (e->place == P_NONE) continue;
        const uint32_t word = nano__temp_for(x, depth, e->t);
        load_into(x, word, e);
        *e = (entry){.t = e->t, .place = P_WORD, .word = (uint16_t)word};
    }
}

/* Entries that stand for the old value of a variable get it before the variable changes. */
static void spill(xl *x, const var *v) {
    const uint32_t words = nano__type_words(x, nano__vtype(nano__var_type(v)));
    for (uint32_t depth = 0; depth < x->depth; depth++) {
        entry *e = nano__entry(x, depth);
        if (e->place != P_VAR || e->word < v->word || e->word >= v->word + words) continue;
        (void)load_temp(x, e, depth);
    }
}

/* -- Types and conversions ------------------------------------------------------------------------ */

nano_sigtype nano__sigtype_of(xl *x, moff type) {
    return (nano_sigtype){AT(x->vm, type, nano_type)->dt, 0, type};
}

nano_status nano__type_operand(xl *x, uint32_t token, moff *type) {
    TRY(nano__type_token(x->vm, x->assembly, token, type));
    const nano_type *t = AT(x->vm, *type, nano_type);
    REFUSE_IF(x, t->kind == K_VOID, VOID_TYPE);
    TRY(nano__check_type_access(x, *type));
    if (nano__is_value(t)) return nano__layout(x->vm, *type);
    return NANO_OK;
}

uint32_t nano__load_kind(uint32_t dt) {
    static const uint8_t kinds[] = {
        [DT_BOOLEAN] = 1, [DT_I1] = 0, [DT_U1] = 1, [DT_CHAR] = 3, [DT_I2] = 2, [DT_U2] = 3,
        [DT_I4] = 4,      [DT_U4] = 4, [DT_R4] = 4, [DT_I8] = 5,   [DT_U8] = 5, [DT_R8] = 5};
    return dt <= DT_R8 ? kinds[dt] : dt == DT_VALUETYPE ? 6 : 4;
}

uint32_t nano__store_kind(uint32_t dt) {
    const uint32_t kind = nano__load_kind(dt);
    return kind < 4 ? kind / 2 : kind - 2;
}

uint32_t nano__bytes_of(xl *x, nano_sigtype t) {
    static const uint8_t bytes[] = {1, 1, 2, 2, 4, 8};
    const uint32_t kind = nano__load_kind(t.dt);
    return kind < 6 ? bytes[kind] : AT(x->vm, t.type, nano_type)->size;
}

/* The conversions stand in the order of the kinds; OP_COUNT: none is needed. */
static nano_op narrowing(uint32_t dt) {
    const uint32_t kind = nano__load_kind(dt);
    return kind < 4 ? (nano_op)(OP_CONV_I1_I4 + kind) : OP_COUNT;
}

static uint32_t narrowed(uint32_t value, uint32_t dt) {
    switch (dt) {
    case DT_I1: return (uint32_t)(int8_t)value;
    case DT_BOOLEAN:
    case DT_U1: return (uint8_t)value;
    case DT_I2: return (uint32_t)(int16_t)value;
    default: return (uint16_t)value;
    }
}

/* Copies above an entry (dup) that stand for its word get the value before that word changes. */
static void detach(xl *x, uint32_t depth, uint32_t word) {
    while (++depth < x->depth) {
        entry *e = nano__entry(x, depth);
        if (e->place == P_WORD && e->word == word) (void)load_temp(x, e, depth);
    }
}

/* Puts the result of a one-operand conversion in the temporary of the entry's depth. */
static void convert(xl *x, entry *e, uint32_t depth, vtype t, nano_op op) {
    const uint32_t from = nano__word_of(x, e, depth), to = nano__temp_for(x, depth, t);
    detach(x, depth, to);
    nano__op(x, op, to, from);
    *e = (entry){.t = t, .place = P_WORD, .word = (uint16_t)to, .def = x->unit_count - 2};
    x->fusable = e->def;
}

nano_status nano__coerce(xl *x, entry *e, uint32_t depth, nano_sigtype to, bool narrow, nano_rule rule) {
    if (!nano__vtype_fits(x, e->t, to)) return nano__refuse_types(x, rule, e->t, to.byref ? 0 : to.type);
    const vtype t = nano__vtype(to);
    if (t.kind == V_R8 && e->t.kind == V_R4) convert(x, e, depth, t, OP_CONV_R8_R4);
    if (t.kind == V_R4 && e->t.kind == V_R8) convert(x, e, depth, t, OP_CONV_R4_R8);
    if (t.kind == V_REF && (e->t.flags & VF_JOINED) && e->t.type &&
        !nano__assignable(x->vm, e->t.type, t.type)) {
        const uint32_t from = nano__word_of(x, e, depth), word = nano__temp_for(x, depth, t);
        nano__line(x);
        nano__op(x, OP_CASTCLASS, word, t.type, from);
        *e = (entry){.t = t, .place = P_WORD, .word = (uint16_t)word};
    }
    if (t.kind != V_I4 || narrowing(to.dt) == OP_COUNT || !narrow) return x->status;
    if (e->place == P_CONST)
        e->low = narrowed(e->low, to.dt);
    else if (!nano__within_range(e->range, to.dt))
        convert(x, e, depth, t, narrowing(to.dt));
    e->range = to.dt;
    return x->status;
}

/* -- Places in the frame -------------------------------------------------------------------------- */

nano_status nano__push_frame_value(xl *x, nano_sigtype t, place where, uint32_t word, uint32_t offset,
                                   bool stable) {
    const vtype v = nano__vtype(t);
    const uint32_t kind = t.byref ? 5 : nano__load_kind(t.dt), bytes = t.byref ? 8 : nano__bytes_of(x, t);
    if (kind < 4) {
        TRY(nano__push_result(x, v, OP_FRLD_I1 + kind, word, offset));
        nano__set_range(x, t.dt);
        return NANO_OK;
    }
    if (offset % 4 == 0 && bytes % 4 == 0) {
        const uint32_t at = word + offset / 4;
        if (stable)
            return nano__push_entry(x, &(entry){.t = v, .place = (uint8_t)where, .word = (uint16_t)at});
        return nano__push_result(x, v, bytes == 4 ? OP_MOV : bytes == 8 ? OP_MOV2 : OP_MOVN, at, bytes / 4);
    }
    return nano__push_result(x, v, OP_FRLDN, word, offset, bytes);
}

nano_status nano__store_frame_value(xl *x, nano_sigtype t, uint32_t word, uint32_t offset, entry *value,
                                    uint32_t depth) {
    const uint32_t bytes = nano__bytes_of(x, t);
    const uint32_t at = word + offset / 4;
    if (offset % 4 == 0 && bytes % 4 == 0 && bytes >= 4) {
        if (value->def && value->def == x->fusable)
            nano__change_unit(x, value->def, at);
        else
            load_into(x, at, value);
        x->fusable = 0;
        return x->status;
    }
    const uint32_t from = nano__word_of(x, value, depth);
    nano__op(x, bytes == 1 ? OP_FRST_1 : bytes == 2 ? OP_FRST_2 : OP_FRSTN, word, offset, from, bytes);
    return x->status;
}

/* -- Variables ------------------------------------------------------------------------------------ */

static nano_status variable(xl *x, const il_insn *i, bool argument, var **out) {
    const uint32_t count = argument ? x->nargs : x->nlocals;
    if ((uint32_t)i->value >= count)
        return nano__refuse(x, argument ? RULE_ARGUMENT_NUMBER : RULE_LOCAL_NUMBER);
    *out = &x->vars[(argument ? 0 : x->nargs) + (uint32_t)i->value];
    return NANO_OK;
}

static nano_status load_variable(xl *x, const var *v, bool is_this) {
    vtype t = nano__vtype(nano__var_type(v));
    if (is_this && !x->this_ready) t.flags |= VF_UNINIT;
    if (is_this && t.kind == V_REF && !v->stored && !v->address_taken) t.flags |= VF_NONNULL;
    if (t.kind == V_PTR && v->stored) t.flags |= VF_STORED;
    if (!v->address_taken) {
        TRY(nano__push_entry(x, &(entry){.t = t, .place = P_VAR, .word = v->word}));
        if (t.kind == V_I4) nano__set_range(x, v->dt);
        return NANO_OK;
    }
    if (t.kind == V_STRUCT) return nano__push_result(x, t, OP_MOVN, v->word, nano__type_words(x, t));
    return nano__push_frame_value(x, nano__var_type(v), P_VAR, v->word, 0, false);
}

static nano_status store_variable(xl *x, var *v, nano_rule rule) {
    entry e;
    TRY(nano__pop_entry(x, &e));
    spill(x, v);
    if (e.t.kind == V_PTR && (e.t.flags & (VF_FRAME | VF_STORED)))
        x->frame_pointer_stored |= (e.t.flags & VF_FRAME) != 0;
    if (!v->byref && narrowing(v->dt) != OP_COUNT && e.t.kind == V_I4 && e.place != P_CONST &&
        !nano__within_range(e.range, v->dt)) {
        nano__op(x, narrowing(v->dt), v->word, nano__word_of(x, &e, x->depth));
        return x->status;
    }
    TRY(nano__coerce(x, &e, x->depth, nano__var_type(v), true, rule));
    if (e.def && e.def == x->fusable)
        nano__change_unit(x, e.def, v->word);
    else
        load_into(x, v->word, &e);
    x->fusable = 0;
    return x->status;
}

nano_status nano__tr_variable(xl *x, const il_insn *i) {
    const bool argument = i->op == IL_LDARG || i->op == IL_LDARGA || i->op == IL_STARG;
    var *v;
    TRY(variable(x, i, argument, &v));
    const bool is_this = argument && i->value == 0 && x->m->has_this;
    switch (i->op) {
    case IL_LDARG:
    case IL_LDLOC: return load_variable(x, v, is_this);
    case IL_STARG:
        REFUSE_IF(x, is_this && x->is_ctor, THIS_STORE);
        return store_variable(x, v, RULE_ARGUMENT_STORE);
    case IL_STLOC: return store_variable(x, v, RULE_LOCAL_STORE);
    default:
        REFUSE_IF(x, is_this && x->is_ctor, THIS_ADDRESS);
        REFUSE_IF(x, v->byref, POINTER_ADDRESS);
        return nano__push_entry(
            x, &(entry){.t = {.kind = V_PTR, .dt = v->dt, .flags = VF_FRAME, .type = v->type},
                        .place = P_ADDR,
                        .word = v->word});
    }
}

/* -- Constants and plain stack instructions ------------------------------------------------------- */

nano_status nano__tr_constant(xl *x, const il_insn *i) {
    entry e = {.place = P_CONST, .low = (uint32_t)i->value};
    switch (i->op) {
    case IL_LDNULL: e.t = (vtype){.kind = V_REF, .dt = DT_OBJECT}; break;
    case IL_LDC_I4: e.t.kind = V_I4; break;
    case IL_LDC_R4: e.t.kind = V_R4; break;
    case IL_LDC_I8: e.t.kind = V_I8; break;
    default: e.t.kind = V_R8; break;
    }
    if (e.t.kind == V_I8 || e.t.kind == V_R8) {
        e.low = (uint32_t)i->wide;
        e.high = (uint32_t)((uint64_t)i->wide >> 32);
    }
    return nano__push_entry(x, &e);
}

nano_status nano__tr_stack(xl *x, const il_insn *i) {
    TRY(nano__need(x, 1));
    if (i->op == IL_POP) {
        x->depth--;
        return NANO_OK;
    }
    entry *top = nano__entry(x, x->depth - 1);
    top->def = 0;
    const entry copy = *top;
    return nano__push_entry(x, &copy);
}

/* -- Labels --------------------------------------------------------------------------------------- */

static nano_status join_into(xl *x, label *l) {
    vtype *types = AT(x->vm, l->types, vtype);
    for (uint32_t n = 0; n < l->depth; n++) {
        const vtype t = nano__entry(x, n)->t;
        if (!l->fixed)
            TRY(nano__join(x, types[n], t, &types[n]));
        else if (!nano__within(x, t, types[n]))
            return nano__refuse_types(x, RULE_JOIN_BACKWARD, t, 0);
    }
    REFUSE_IF(x, l->fixed && l->this_ready && !x->this_ready, JOIN_BACKWARD_THIS);
    l->this_ready = l->this_ready && x->this_ready;
    return NANO_OK;
}

nano_status nano__record(xl *x, label *l) {
    if (l->seen || l->fixed) {
        REFUSE_IF(x, l->depth != x->depth, JOIN_DEPTH);
        return join_into(x, l);
    }
    if (x->depth) {
        l->types = nano__work(x, x->depth * (uint32_t)sizeof(vtype));
        if (!l->types) return x->status;
        for (uint32_t n = 0; n < x->depth; n++) AT(x->vm, l->types, vtype)[n] = nano__entry(x, n)->t;
    }
    l->depth = (uint16_t)x->depth;
    l->this_ready = x->this_ready;
    l->seen = 1;
    return NANO_OK;
}

nano_status nano__goto(xl *x, uint32_t target) {
    label *l = nano__label_at(x, target);
    TRY(nano__check_flow(x, x->at, target, false));
    return nano__record(x, l);
}
