/* verify_types.c - the types of the evaluation stack: what fits where, how they join, and the text of a
 * refusal (ECMA-335 III.1.8.1). */
#include "translate.h"

uint32_t nano__reduced(uint32_t dt) {
    switch (dt) {
    case DT_BOOLEAN:
    case DT_U1: return DT_I1;
    case DT_CHAR:
    case DT_U2: return DT_I2;
    case DT_U4: return DT_I4;
    case DT_U8: return DT_I8;
    default: return dt;
    }
}

vtype nano__vtype(nano_sigtype type) {
    static const uint8_t kinds[DT_VALUETYPE + 1] = {
        [DT_I8] = V_I8, [DT_U8] = V_I8,      [DT_R4] = V_R4,
        [DT_R8] = V_R8, [DT_OBJECT] = V_REF, [DT_VALUETYPE] = V_STRUCT};
    if (type.byref) return (vtype){.kind = V_PTR, .dt = type.dt, .type = type.type};
    vtype t = {.kind = kinds[type.dt]}; /* V_I4: all the others */
    if (t.kind == V_REF) t.dt = DT_OBJECT;
    if (t.kind >= V_REF) t.type = type.type;
    return t;
}

bool nano__same_target(xl *x, moff a, moff b) {
    const nano_type *s = AT(x->vm, a, nano_type), *t = AT(x->vm, b, nano_type);
    if (a == b) return true;
    return s->dt <= DT_R8 && t->dt <= DT_R8 && s->dt != DT_VOID &&
           nano__reduced(s->dt) == nano__reduced(t->dt);
}

static bool is_interface(xl *x, moff type) { return AT(x->vm, type, nano_type)->kind == K_INTERFACE; }

bool nano__vtype_fits(xl *x, vtype from, nano_sigtype to) {
    const vtype t = nano__vtype(to);
    if (to.dt == DT_VOID && !to.byref) return false;
    switch (t.kind) {
    case V_R4:
    case V_R8: return from.kind == V_R4 || from.kind == V_R8;
    case V_STRUCT: return from.kind == V_STRUCT && from.type == t.type;
    case V_PTR: return from.kind == V_PTR && nano__same_target(x, from.type, t.type);
    case V_REF:
        if (from.kind != V_REF || (from.flags & VF_UNINIT)) return false;
        return !from.type || ((from.flags & VF_JOINED) && is_interface(x, t.type)) ||
               nano__assignable(x->vm, from.type, t.type);
    default: return from.kind == t.kind;
    }
}

/* The closest common base class; interfaces have none but Object. */
static vtype join_references(xl *x, vtype a, vtype b) {
    vtype out = a;
    out.flags = (a.flags | b.flags) & (VF_UNINIT | VF_JOINED);
    out.flags |= a.flags & b.flags & VF_NONNULL;
    if (!a.type || !b.type || a.type == b.type) {
        out.type = a.type ? a.type : b.type;
        return out;
    }
    if (nano__assignable(x->vm, a.type, b.type)) {
        out.type = b.type;
    } else if (nano__assignable(x->vm, b.type, a.type)) {
        out.type = a.type;
    } else {
        moff at = AT(x->vm, a.type, nano_type)->base;
        while (at && !nano__assignable(x->vm, b.type, at)) at = AT(x->vm, at, nano_type)->base;
        out.type = at ? at : CORE(x->vm)->known[WK_OBJECT];
        out.flags |= VF_JOINED;
    }
    return out;
}

nano_status nano__join(xl *x, vtype a, vtype b, vtype *out) {
    *out = a;
    REFUSE_IF(x, a.kind != b.kind, JOIN_KIND);
    switch (a.kind) {
    case V_STRUCT:
    case V_FTN: REFUSE_IF(x, a.type != b.type || a.flags != b.flags, JOIN_TYPE); return NANO_OK;
    case V_PTR:
        REFUSE_IF(x, !nano__same_target(x, a.type, b.type), JOIN_POINTER);
        out->flags |= b.flags;
        return NANO_OK;
    case V_REF:
        REFUSE_IF(x, (a.flags ^ b.flags) & VF_UNINIT, JOIN_THIS);
        *out = join_references(x, a, b);
        return NANO_OK;
    default: return NANO_OK;
    }
}

bool nano__within(xl *x, vtype from, vtype to) {
    if (from.kind != to.kind) return false;
    switch (from.kind) {
    case V_STRUCT:
    case V_FTN: return from.type == to.type && from.flags == to.flags;
    case V_PTR:
        return nano__same_target(x, from.type, to.type) && !(from.flags & (VF_FRAME | VF_STORED) & ~to.flags);
    case V_REF:
        if ((from.flags ^ to.flags) & VF_UNINIT || (to.flags & VF_NONNULL & ~from.flags)) return false;
        return !from.type || (to.type && nano__assignable(x->vm, from.type, to.type));
    default: return true;
    }
}

bool nano__within_range(uint32_t range, uint32_t dt) {
    if (range == dt) return range != 0;
    switch (range) {
    case DT_BOOLEAN: return dt == DT_U1 || dt == DT_CHAR || dt == DT_I2 || dt == DT_U2;
    case DT_U1: return dt == DT_BOOLEAN || dt == DT_CHAR || dt == DT_I2 || dt == DT_U2;
    case DT_I1: return dt == DT_I2;
    case DT_CHAR: return dt == DT_U2;
    case DT_U2: return dt == DT_CHAR;
    default: return false;
    }
}

/* -- Refusals ------------------------------------------------------------------------------------- */

/* What a rule asks; a build that counts the bytes of its flash says the rule's name alone. */
static const char *sentence(nano_rule rule) {
#ifdef NANO_SMALL
    (void)rule;
    return "";
#else
#define RULE_TEXT(id, text, reference) ": " text " (" reference ")\0"
    return nano__nth(NANO_RULES(RULE_TEXT), rule);
#undef RULE_TEXT
#endif
}

/* True if the tests have switched the rule off, to see that its hostile method is then accepted. */
static bool is_off(xl *x, nano_rule rule) {
#ifdef NANO_TESTING
    return CORE(x->vm)->config.test_modes >> NANO_TEST_RULE_SHIFT == rule + 1u;
#else
    (void)x, (void)rule;
    return false;
#endif
}

/* The text of a refusal, with what was found if that says more than the rule. */
static nano_status refuse(xl *x, nano_rule rule, const char *details) {
    if (is_off(x, rule)) return NANO_OK;
    x->refused = true;
    return nano__fail(x->vm, NANO_REFUSED, TEXT_REFUSAL, x->assembly, x->method, x->at, TEXT_RULES + rule,
                      sentence(rule), details);
}

nano_status nano__refuse(xl *x, nano_rule rule) { return refuse(x, rule, ""); }

static nano_text kind_text(vtype t) {
    if (t.kind == V_REF && (t.flags & VF_UNINIT)) return TEXT_UNINITIALISED_THIS;
    if (t.kind == V_REF && !t.type) return TEXT_NULL;
    return (nano_text)(TEXT_KINDS + t.kind);
}

nano_status nano__refuse_types(xl *x, nano_rule rule, vtype found, moff wanted) {
    const bool named = (found.kind == V_REF || found.kind == V_PTR || found.kind == V_STRUCT) && found.type;
    char text[192], *at = text;
    const char *const end = text + sizeof text;
    text[0] = 0;
    if (wanted)
        at += nano__format(x->vm, at, (uint32_t)(end - at), TEXT_EXPECTED_FOUND, wanted, kind_text(found));
    else
        at += nano__format(x->vm, at, (uint32_t)(end - at), TEXT_FOUND, kind_text(found));
    if (named) (void)nano__format(x->vm, at, (uint32_t)(end - at), TEXT_TYPE_FOUND, found.type);
    return refuse(x, rule, text);
}

nano_status nano__locate(xl *x, nano_status status) {
    if (status != NANO_REFUSED && status != NANO_UNSUPPORTED && status != NANO_UNRESOLVED &&
        status != NANO_NOT_FOUND && status != NANO_BAD_FORMAT)
        return status;
    char text[NANO_MESSAGE_BYTES / 2];
    (void)nano__format(x->vm, text, sizeof text, TEXT_REASON, x->vm->message);
    return refuse(x, RULE_TOKEN, text);
}
