/* translate_field.c - fields of objects, structs and types (ECMA-335 III.4.10 to III.4.14, III.4.28 to
 * III.4.30), and access through managed pointers (III.3.42, III.3.62, III.4.4, III.4.5, III.4.13, III.4.29).
 */
#include "translate.h"

static nano_status field_operand(xl *x, const il_insn *i, nano_field *f) {
    return nano__field_token(x->vm, x->assembly, (uint32_t)i->value, f);
}

/* The object or struct that holds an instance field. */
static nano_status check_holder(xl *x, const entry *e, const nano_field *f, bool may_be_value) {
    const nano_type *owner = AT(x->vm, f->owner, nano_type);
    if (nano__is_value(owner)) {
        const bool fits =
            (e->t.kind == V_PTR || (may_be_value && e->t.kind == V_STRUCT)) && e->t.type == f->owner;
        return fits ? NANO_OK : nano__refuse_types(x, RULE_FIELD_HOLDER, e->t, f->owner);
    }
    REFUSE_TYPES_IF(x, e->t.kind != V_REF, FIELD_HOLDER, e->t, f->owner);
    /* Own fields may be used before the base constructor has run (III.1.8.1.4). */
    if (e->t.flags & VF_UNINIT)
        return f->owner == x->m->owner ? NANO_OK : nano__refuse_types(x, RULE_FIELD_HOLDER, e->t, f->owner);
    REFUSE_TYPES_IF(x, e->t.type && !nano__assignable(x->vm, e->t.type, f->owner), FIELD_HOLDER, e->t,
                    f->owner);
    return NANO_OK;
}

/* Result of a load family (op of its I1 form); the form for structs takes their size, too. */
static nano_status load(xl *x, nano_sigtype type, nano_op first, uint32_t a, uint32_t b) {
    const nano_op op = (nano_op)(first + nano__load_kind(type.dt));
    nano__line(x);
    TRY(nano__push_result(x, nano__vtype(type), op, a, b, nano__bytes_of(x, type)));
    nano__set_range(x, type.dt);
    return NANO_OK;
}

static void store(xl *x, nano_sigtype type, nano_op first, uint32_t a, uint32_t b, uint32_t value) {
    nano__line(x);
    nano__op(x, (nano_op)(first + nano__store_kind(type.dt)), a, b, value, nano__bytes_of(x, type));
}

static nano_status load_field(xl *x, const nano_field *f) {
    entry e;
    TRY(nano__pop_entry(x, &e));
    TRY(check_holder(x, &e, f, true));
    if (e.t.kind == V_STRUCT)
        return nano__push_frame_value(x, f->type, (place)e.place, nano__word_of(x, &e, x->depth), f->offset,
                                      true);
    if (e.place == P_ADDR)
        return nano__push_frame_value(x, f->type, P_WORD, e.word, e.low + f->offset, false);
    const uint32_t word = nano__word_of(x, &e, x->depth);
    return load(x, f->type, e.t.kind == V_REF ? OP_LDFLD_I1 : OP_LDIND_I1, word, f->offset);
}

static nano_status load_field_address(xl *x, const nano_field *f) {
    entry e;
    TRY(nano__pop_entry(x, &e));
    TRY(check_holder(x, &e, f, false));
    const vtype t = {
        .kind = V_PTR, .dt = f->type.dt, .flags = e.t.kind == V_PTR ? e.t.flags : 0, .type = f->type.type};
    REFUSE_IF(x, e.t.kind == V_REF && (e.t.flags & VF_UNINIT), UNINIT_FIELD_ADDRESS);
    if (e.place == P_ADDR) {
        e.low += f->offset;
        e.t = t;
        return nano__push_entry(x, &e);
    }
    const uint32_t word = nano__word_of(x, &e, x->depth);
    nano__line(x);
    return nano__push_result(x, t, e.t.kind == V_REF ? OP_LDFLDA : OP_PTR_ADD, word, f->offset);
}

static nano_status store_field(xl *x, const nano_field *f) {
    entry value, e;
    TRY(nano__check_store_access(x, f));
    TRY(nano__pop_entry(x, &value));
    TRY(nano__pop_entry(x, &e));
    TRY(check_holder(x, &e, f, false));
    TRY(nano__coerce(x, &value, x->depth + 1, f->type, false, RULE_FIELD_VALUE));
    if (e.place == P_ADDR)
        return nano__store_frame_value(x, f->type, e.word, e.low + f->offset, &value, x->depth + 1);
    const uint32_t holder = nano__word_of(x, &e, x->depth), from = nano__word_of(x, &value, x->depth + 1);
    store(x, f->type, e.t.kind == V_REF ? OP_STFLD_1 : OP_STIND_1, holder, f->offset, from);
    return x->status;
}

static uint32_t statics_slot(xl *x, const nano_field *f) {
    return AT(x->vm, f->owner, nano_type)->statics_slot;
}

static nano_status load_static(xl *x, const nano_field *f) {
    const nano_op op = (nano_op)(OP_LDSFLD_I1 + nano__load_kind(f->type.dt));
    nano__line(x);
    TRY(nano__push_result(x, nano__vtype(f->type), op, statics_slot(x, f), f->offset, f->owner,
                          nano__bytes_of(x, f->type)));
    nano__set_range(x, f->type.dt);
    return NANO_OK;
}

static nano_status store_static(xl *x, const nano_field *f) {
    entry value;
    TRY(nano__check_store_access(x, f));
    TRY(nano__pop_entry(x, &value));
    TRY(nano__coerce(x, &value, x->depth, f->type, false, RULE_FIELD_VALUE));
    const nano_op op = (nano_op)(OP_STSFLD_1 + nano__store_kind(f->type.dt));
    const uint32_t from = nano__word_of(x, &value, x->depth);
    nano__line(x);
    nano__op(x, op, statics_slot(x, f), f->offset, from, f->owner, nano__bytes_of(x, f->type));
    return x->status;
}

static nano_status load_static_address(xl *x, const nano_field *f) {
    const vtype t = {.kind = V_PTR, .dt = f->type.dt, .type = f->type.type};
    nano__line(x);
    return nano__push_result(x, t, OP_LDSFLDA, statics_slot(x, f), f->offset, f->owner);
}

nano_status nano__tr_field(xl *x, const il_insn *i) {
    nano_field f;
    const uint32_t taken = i->op == IL_STFLD ? 2 : 1;
    TRY(field_operand(x, i, &f));
    TRY(nano__need(x, taken));
    TRY(nano__check_field_access(x, &f, &nano__entry(x, x->depth - taken)->t));
    if (!f.is_static) {
        switch (i->op) {
        case IL_LDFLD: return load_field(x, &f);
        case IL_LDFLDA: return load_field_address(x, &f);
        default: return store_field(x, &f);
        }
    }
    /* The instance forms take static fields too and drop the object (III.4.10). */
    entry value = {0}, object;
    if (i->op == IL_STFLD) {
        TRY(nano__pop_entry(x, &value));
        *nano__entry(x, x->depth - 1) = value;
        return store_static(x, &f);
    }
    TRY(nano__pop_entry(x, &object));
    return i->op == IL_LDFLD ? load_static(x, &f) : load_static_address(x, &f);
}

nano_status nano__tr_static(xl *x, const il_insn *i) {
    nano_field f;
    TRY(field_operand(x, i, &f));
    REFUSE_IF(x, !f.is_static, FIELD_NOT_STATIC);
    TRY(nano__check_field_access(x, &f, NULL));
    switch (i->op) {
    case IL_LDSFLD: return load_static(x, &f);
    case IL_LDSFLDA: return load_static_address(x, &f);
    default: return store_static(x, &f);
    }
}

/* -- Through managed pointers --------------------------------------------------------------------- */

static nano_status load_pointed(xl *x, entry *p, nano_sigtype type) {
    if (p->place == P_ADDR) return nano__push_frame_value(x, type, P_WORD, p->word, p->low, false);
    const uint32_t word = nano__word_of(x, p, x->depth);
    return load(x, type, OP_LDIND_I1, word, 0);
}

static nano_status store_pointed(xl *x, entry *p, entry *value, nano_sigtype type) {
    if (p->place == P_ADDR) return nano__store_frame_value(x, type, p->word, p->low, value, x->depth + 1);
    const uint32_t word = nano__word_of(x, p, x->depth), from = nano__word_of(x, value, x->depth + 1);
    store(x, type, OP_STIND_1, word, 0, from);
    return x->status;
}

static uint32_t indirect_type(uint32_t il) {
    switch (il) {
    case IL_LDIND_I1:
    case IL_STIND_I1: return DT_I1;
    case IL_LDIND_U1: return DT_U1;
    case IL_LDIND_I2:
    case IL_STIND_I2: return DT_I2;
    case IL_LDIND_U2: return DT_U2;
    case IL_LDIND_I8:
    case IL_STIND_I8: return DT_I8;
    case IL_LDIND_R4:
    case IL_STIND_R4: return DT_R4;
    case IL_LDIND_R8:
    case IL_STIND_R8: return DT_R8;
    case IL_LDIND_REF:
    case IL_STIND_REF: return DT_OBJECT;
    default: return DT_I4;
    }
}

nano_status nano__tr_indirect(xl *x, const il_insn *i) {
    const bool stores = (i->op >= IL_STIND_REF && i->op <= IL_STIND_R8) || i->op == IL_STIND_I;
    const uint32_t dt = indirect_type(i->op);
    entry value = {0}, p;
    TRY(nano__need(x, stores ? 2 : 1));
    if (stores) TRY(nano__pop_entry(x, &value));
    TRY(nano__pop_entry(x, &p));
    REFUSE_TYPES_IF(x, p.t.kind != V_PTR, POINTER_EXPECTED, p.t, 0);
    REFUSE_TYPES_IF(x, nano__reduced(p.t.dt) != nano__reduced(dt), POINTER_TARGET, p.t, 0);
    nano_sigtype type = {(uint8_t)dt, 0, p.t.type};
    if (!stores) return load_pointed(x, &p, type);
    TRY(nano__coerce(x, &value, x->depth + 1, type, false, RULE_POINTER_VALUE));
    return store_pointed(x, &p, &value, type);
}

/* Copies a value from one pointer's target to another's. */
static nano_status copy_object(xl *x, moff type) {
    entry from, to;
    TRY(nano__need(x, 2));
    TRY(nano__pop_entry(x, &from));
    TRY(nano__pop_entry(x, &to));
    REFUSE_TYPES_IF(x,
                    from.t.kind != V_PTR || to.t.kind != V_PTR || !nano__same_target(x, from.t.type, type) ||
                        !nano__same_target(x, to.t.type, type),
                    OBJECT_POINTER, from.t, type);
    const uint32_t target = nano__word_of(x, &to, x->depth), source = nano__word_of(x, &from, x->depth + 1);
    nano__line(x);
    nano__op(x, OP_CPIND, target, source, nano__bytes_of(x, nano__sigtype_of(x, type)));
    return x->status;
}

static nano_status zero_object(xl *x, moff type) {
    entry p;
    TRY(nano__pop_entry(x, &p));
    REFUSE_TYPES_IF(x, p.t.kind != V_PTR || !nano__same_target(x, p.t.type, type), OBJECT_POINTER, p.t, type);
    const uint32_t bytes = nano__bytes_of(x, nano__sigtype_of(x, type));
    if (p.place == P_ADDR && p.low % 4 == 0 && bytes % 4 == 0) {
        nano__op(x, OP_ZERO, p.word + p.low / 4, bytes / 4);
        return x->status;
    }
    const uint32_t word = nano__word_of(x, &p, x->depth);
    nano__line(x);
    nano__op(x, OP_ZEROIND, word, bytes);
    return x->status;
}

nano_status nano__tr_pointed(xl *x, const il_insn *i) {
    moff type;
    entry value = {0}, p;
    TRY(nano__type_operand(x, (uint32_t)i->value, &type));
    const nano_sigtype t = nano__sigtype_of(x, type);
    switch (i->op) {
    case IL_CPOBJ: return copy_object(x, type);
    case IL_INITOBJ: return zero_object(x, type);
    case IL_LDOBJ: TRY(nano__pop_entry(x, &p)); break;
    default:
        TRY(nano__need(x, 2));
        TRY(nano__pop_entry(x, &value));
        TRY(nano__pop_entry(x, &p));
        TRY(nano__coerce(x, &value, x->depth + 1, t, false, RULE_OBJECT_VALUE));
        break;
    }
    REFUSE_TYPES_IF(x, p.t.kind != V_PTR || !nano__same_target(x, p.t.type, type), OBJECT_POINTER, p.t, type);
    return i->op == IL_LDOBJ ? load_pointed(x, &p, t) : store_pointed(x, &p, &value, t);
}
