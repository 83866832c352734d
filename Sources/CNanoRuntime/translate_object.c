/* translate_object.c - literals, boxes, casts, tokens and arrays (ECMA-335 III.4.1, III.4.3, III.4.6 to
 * III.4.9, III.4.12, III.4.16, III.4.17, III.4.20, III.4.25 to III.4.27, III.4.32, III.4.33). */
#include "translate.h"

static vtype reference(moff type) { return (vtype){.kind = V_REF, .dt = DT_OBJECT, .type = type}; }

static nano_status pop_reference(xl *x, entry *e, nano_rule rule) {
    TRY(nano__pop_entry(x, e));
    if (e->t.kind != V_REF || (e->t.flags & VF_UNINIT)) return nano__refuse_types(x, rule, e->t, 0);
    return NANO_OK;
}

static nano_status load_string(xl *x, uint32_t id) {
    REFUSE_IF(x, id < NANO_FIRST_BUILTIN && id >= nano__heap_bytes(x->vm, x->assembly, TBL_STRINGS),
              STRING_ID);
    vtype t = reference(CORE(x->vm)->known[WK_STRING]);
    t.flags = VF_NONNULL;
    nano__line(x);
    return nano__push_result(x, t, OP_LDSTR, x->assembly, id);
}

static nano_status box(xl *x, moff type) {
    const nano_sigtype t = nano__sigtype_of(x, type);
    entry e;
    TRY(nano__pop_entry(x, &e));
    TRY(nano__coerce(x, &e, x->depth, t, false, RULE_BOX_VALUE));
    if (t.dt == DT_OBJECT) {
        e.t = reference(type);
        return nano__push_entry(x, &e);
    }
    const uint32_t word = nano__word_of(x, &e, x->depth);
    vtype boxed = reference(type);
    boxed.flags = VF_NONNULL;
    nano__line(x);
    return nano__push_result(x, boxed, OP_BOX, type, word);
}

/* castclass, isinst, unbox, unbox.any. */
static nano_status cast(xl *x, uint32_t il, moff type) {
    const nano_sigtype t = nano__sigtype_of(x, type);
    const bool value = t.dt != DT_OBJECT;
    entry e;
    TRY(pop_reference(x, &e, RULE_REFERENCE_EXPECTED));
    REFUSE_IF(x, il == IL_UNBOX && !value, UNBOX_REFERENCE);
    const uint32_t word = nano__word_of(x, &e, x->depth);
    nano__line(x);
    if (il == IL_ISINST) return nano__push_result(x, reference(type), OP_ISINST, type, word);
    if (il == IL_CASTCLASS || !value) return nano__push_result(x, reference(type), OP_CASTCLASS, type, word);
    if (il == IL_UNBOX) {
        const vtype pointer = {.kind = V_PTR, .dt = t.dt, .type = type};
        return nano__push_result(x, pointer, OP_UNBOX, type, word);
    }
    TRY(nano__push_result(x, nano__vtype(t), OP_UNBOX_ANY, type, word));
    nano__set_range(x, t.dt);
    return NANO_OK;
}

nano_status nano__tr_object(xl *x, const il_insn *i) {
    if (i->op == IL_LDSTR) return load_string(x, (uint32_t)i->value);
    moff type;
    TRY(nano__type_operand(x, (uint32_t)i->value, &type));
    if (i->op == IL_BOX) return box(x, type);
    if (i->op == IL_SIZEOF)
        return nano__push_entry(x, &(entry){.t = {.kind = V_I4},
                                            .place = P_CONST,
                                            .low = nano__bytes_of(x, nano__sigtype_of(x, type))});
    return cast(x, i->op, type);
}

/* ldtoken: a handle struct of one word (see nano_internal.h). */
nano_status nano__tr_token(xl *x, const il_insn *i) {
    const uint32_t table = (uint32_t)i->value >> 24, row = (uint32_t)i->value & 0xFFFFFF;
    uint32_t value = 0;
    nano_well_known handle = WK_TYPEHANDLE;
    nano_status status = NANO_REFUSED;
    nano_field f;
    REFUSE_IF(x, row > 0x7FFF, TOKEN);
    switch (table) {
    case TBL_TYPEDEF:
    case TBL_TYPEREF:
    case TBL_TYPESPEC:
        REFUSE_IF(x, row > 0x3FFF, TOKEN);
        status = nano__type_token(x->vm, x->assembly,
                                  (table == TBL_TYPEDEF   ? 0u
                                   : table == TBL_TYPEREF ? 0x4000u
                                                          : 0x8000u) |
                                      row,
                                  &value);
        break;
    case TBL_FIELDDEF:
    case TBL_FIELDREF:
        handle = WK_FIELDHANDLE;
        status = nano__field_token(x->vm, x->assembly, (table == TBL_FIELDREF ? 0x8000u : 0) | row, &f);
        value = f.id;
        break;
    case TBL_METHODDEF:
    case TBL_METHODREF:
        handle = WK_METHODHANDLE;
        status = nano__method_token(x->vm, x->assembly, (table == TBL_METHODREF ? 0x8000u : 0) | row, &value);
        break;
    default:
        RETURN_REFUSAL(nano__refuse(x, RULE_LDTOKEN_TABLE));
        status = NANO_OK;
        break;
    }
    TRY(status);
    if (handle == WK_FIELDHANDLE) TRY(nano__check_field_access(x, &f, NULL));
    if (handle == WK_METHODHANDLE) {
        TRY(nano__check_method_access(x, value, NULL));
        value = AT(x->vm, value, nano_method)->id;
    }
    if (handle == WK_TYPEHANDLE && value) {
        TRY(nano__check_type_access(x, value));
        value = nano__type_handle(x->vm, value);
    }
    moff type;
    TRY(nano__known_type(x->vm, handle, &type));
    if (!type) RETURN_REFUSAL(nano__fail(x->vm, NANO_UNSUPPORTED, TEXT_NO_TYPE_FOR_HANDLE));
    TRY(nano__layout(x->vm, type));
    return nano__push_result(x, (vtype){.kind = V_STRUCT, .type = type}, OP_LDC, value);
}

/* -- Arrays --------------------------------------------------------------------------------------- */

/* Pops the array; *element: type of its elements, 0 for null. */
static nano_status pop_array(xl *x, entry *e, moff *element) {
    TRY(pop_reference(x, e, RULE_ARRAY_EXPECTED));
    *element = 0;
    if (!e->t.type) return NANO_OK;
    const nano_type *t = AT(x->vm, e->t.type, nano_type);
    REFUSE_TYPES_IF(x, t->kind != K_ARRAY, ARRAY_EXPECTED, e->t, 0);
    *element = t->element;
    return NANO_OK;
}

static nano_status pop_index(xl *x, entry *e) {
    TRY(nano__pop_entry(x, e));
    return e->t.kind == V_I4 ? NANO_OK : nano__refuse_types(x, RULE_INDEX_TYPE, e->t, 0);
}

static nano_status load_element_address(xl *x, moff type) {
    entry index, array;
    moff element;
    TRY(nano__need(x, 2));
    TRY(pop_index(x, &index));
    TRY(pop_array(x, &array, &element));
    REFUSE_TYPES_IF(x, element && !nano__same_target(x, element, type), ELEMENT_ADDRESS, array.t, type);
    const uint32_t o = nano__word_of(x, &array, x->depth), n = nano__word_of(x, &index, x->depth + 1);
    const nano_sigtype t = nano__sigtype_of(x, type);
    const vtype pointer = {.kind = V_PTR, .dt = t.dt, .type = type};
    nano__line(x);
    if (t.dt == DT_OBJECT) return nano__push_result(x, pointer, OP_LDELEMA_REF, o, n, type);
    return nano__push_result(x, pointer, OP_LDELEMA, o, n, nano__bytes_of(x, t));
}

nano_status nano__tr_array(xl *x, const il_insn *i) {
    entry e;
    moff type;
    if (i->op == IL_LDLEN) {
        TRY(pop_array(x, &e, &type));
        const uint32_t array = nano__word_of(x, &e, x->depth);
        nano__line(x);
        return nano__push_result(x, (vtype){.kind = V_I4}, OP_LDLEN, array);
    }
    TRY(nano__type_operand(x, (uint32_t)i->value, &type));
    if (i->op == IL_LDELEMA) return load_element_address(x, type);
    moff array;
    TRY(pop_index(x, &e));
    TRY(nano__array_of(x->vm, type, &array));
    TRY(nano__layout(x->vm, array));
    const uint32_t length = nano__word_of(x, &e, x->depth);
    vtype t = reference(array);
    t.flags = VF_NONNULL;
    nano__line(x);
    return nano__push_result(x, t, OP_NEWARR, array, length);
}

static uint32_t element_type(uint32_t il) {
    switch (il) {
    case IL_LDELEM_I1:
    case IL_STELEM_I1: return DT_I1;
    case IL_LDELEM_U1: return DT_U1;
    case IL_LDELEM_I2:
    case IL_STELEM_I2: return DT_I2;
    case IL_LDELEM_U2: return DT_U2;
    case IL_LDELEM_I8:
    case IL_STELEM_I8: return DT_I8;
    case IL_LDELEM_R4:
    case IL_STELEM_R4: return DT_R4;
    case IL_LDELEM_R8:
    case IL_STELEM_R8: return DT_R8;
    case IL_LDELEM_REF:
    case IL_STELEM_REF: return DT_OBJECT;
    default: return DT_I4;
    }
}

/* The type that the instruction moves, checked against the array's elements (0: the array is null). */
static nano_status moved_type(xl *x, const il_insn *i, const entry *array, moff element, nano_sigtype *out) {
    if (i->op == IL_LDELEM || i->op == IL_STELEM) {
        moff type;
        TRY(nano__type_operand(x, (uint32_t)i->value, &type));
        *out = nano__sigtype_of(x, type);
        if (!element || nano__same_target(x, element, type)) return NANO_OK;
        const bool references = out->dt == DT_OBJECT && AT(x->vm, element, nano_type)->dt == DT_OBJECT;
        /* Loading: elements are of the type; storing is checked at run time. */
        if (references && (i->op == IL_STELEM || nano__assignable(x->vm, element, type))) return NANO_OK;
        return nano__refuse_types(x, RULE_ELEMENT_TYPE, array->t, type);
    }
    const uint32_t dt = element_type(i->op);
    *out = (nano_sigtype){(uint8_t)dt, 0, element};
    REFUSE_TYPES_IF(x, element && nano__reduced(AT(x->vm, element, nano_type)->dt) != nano__reduced(dt),
                    ELEMENT_TYPE, array->t, 0);
    if (!element && dt == DT_OBJECT) out->type = CORE(x->vm)->known[WK_OBJECT];
    return NANO_OK;
}

static nano_status load_element(xl *x, const il_insn *i) {
    entry index, array;
    moff element;
    nano_sigtype type;
    TRY(nano__need(x, 2));
    TRY(pop_index(x, &index));
    TRY(pop_array(x, &array, &element));
    TRY(moved_type(x, i, &array, element, &type));
    vtype t = nano__vtype(type);
    if (t.kind == V_REF && !element) t.type = 0;
    const uint32_t o = nano__word_of(x, &array, x->depth), n = nano__word_of(x, &index, x->depth + 1);
    const nano_op op = (nano_op)(OP_LDELEM_I1 + nano__load_kind(type.dt));
    nano__line(x);
    TRY(nano__push_result(x, t, op, o, n, nano__bytes_of(x, type)));
    nano__set_range(x, type.dt);
    return NANO_OK;
}

static nano_status store_element(xl *x, const il_insn *i) {
    entry value, index, array;
    moff element;
    nano_sigtype type;
    TRY(nano__need(x, 3));
    TRY(nano__pop_entry(x, &value));
    TRY(pop_index(x, &index));
    TRY(pop_array(x, &array, &element));
    TRY(moved_type(x, i, &array, element, &type));
    if (type.dt == DT_OBJECT) {
        /* What the array really takes is checked at run time. */
        REFUSE_TYPES_IF(x, value.t.kind != V_REF || (value.t.flags & VF_UNINIT), ELEMENT_VALUE, value.t,
                        element);
    } else {
        TRY(nano__coerce(x, &value, x->depth + 2, type, false, RULE_ELEMENT_VALUE));
    }
    const uint32_t o = nano__word_of(x, &array, x->depth), n = nano__word_of(x, &index, x->depth + 1);
    const uint32_t v = nano__word_of(x, &value, x->depth + 2);
    const uint32_t op = type.dt == DT_OBJECT ? OP_STELEM_REF : OP_STELEM_1 + nano__store_kind(type.dt);
    nano__line(x);
    nano__op(x, (nano_op)op, o, n, v, nano__bytes_of(x, type));
    return x->status;
}

nano_status nano__tr_element(xl *x, const il_insn *i) {
    const bool stores = (i->op >= IL_STELEM_I && i->op <= IL_STELEM_REF) || i->op == IL_STELEM;
    return stores ? store_element(x, i) : load_element(x, i);
}
