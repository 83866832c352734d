/* translate_call.c - calls, object creation, method pointers and delegates (ECMA-335 III.3.19, III.3.41,
 * III.4.2, III.4.18, III.4.21, III.2.1).
 *
 * A method never runs with a null `this`: every instance call checks it, so natives and field access through
 * `this` may rely on it. */
#include "translate.h"

static nano_method *method_at(xl *x, moff method) { return AT(x->vm, method, nano_method); }
static nano_type *type_at(xl *x, moff type) { return AT(x->vm, type, nano_type); }

bool nano__is_named(xl *x, moff method, const char *name) {
    const uint32_t id = method_at(x, method)->id;
    const row_method *row = nano__method_row(x->vm, id);
    return nano__name_is(x->vm, id >> 16, row->name, name);
}

/* What the code says of a method until it is called: only then need its record stay. */
static uint32_t operand_of(xl *x, moff method) { return method_at(x, method)->id << 1 | 1; }

static nano_status method_operand(xl *x, const il_insn *i, moff *method) {
    TRY(nano__method_token(x->vm, x->assembly, (uint32_t)i->value, method));
    return nano__layout(x->vm, method_at(x, *method)->owner);
}

/* Adapts the entries from depth `first` on to the parameters; `this` not among them. */
static nano_status coerce_arguments(xl *x, moff method, uint32_t first, uint32_t count) {
    const uint32_t id = method_at(x, method)->id;
    const row_method *row = nano__method_row(x->vm, id);
    const uint8_t *sig = nano__blob(x->vm, id >> 16, row->sig) + 2;
    nano_sigtype type;
    TRY(nano__sig_type(x->vm, id >> 16, &sig, &type));
    for (uint32_t n = 0; n < count; n++) {
        TRY(nano__sig_type(x->vm, id >> 16, &sig, &type));
        TRY(nano__coerce(x, nano__entry(x, first + n), first + n, type, true, RULE_ARGUMENT_TYPE));
    }
    return NANO_OK;
}

/* Gives the entries from depth `first` on frame words; returns how many words they take. */
static uint32_t place_arguments(xl *x, uint32_t first) {
    uint32_t words = 0;
    for (uint32_t depth = first; depth < x->depth; depth++) {
        (void)nano__word_of(x, nano__entry(x, depth), depth);
        words += nano__type_words(x, nano__entry(x, depth)->t);
    }
    return words;
}

static void write_words(xl *x, uint32_t first) {
    for (uint32_t depth = first; depth < x->depth; depth++) {
        const uint32_t words = nano__type_words(x, nano__entry(x, depth)->t);
        for (uint32_t n = 0; n < words; n++) nano__unit(x, nano__entry(x, depth)->word + n);
    }
}

static bool has_precise_cctor(const nano_type *t) {
    return t->cctor != NANO_NONE && !(t->flags & TD_BEFOREFIELDINIT);
}

/* A static constructor that is not beforefieldinit runs before the first call (II.10.5.3.1). */
static void run_cctor(xl *x, moff owner) {
    const nano_type *t = type_at(x, owner);
    if (!has_precise_cctor(t) || owner == x->m->owner) return;
    nano__line(x);
    nano__op(x, OP_CCTOR, t->statics_slot, owner);
}

/* Flags of a returned pointer: it may be one of those that were passed. */
static uint32_t pointer_flags(xl *x, uint32_t first) {
    uint32_t flags = 0;
    for (uint32_t depth = first; depth < x->depth; depth++) {
        const vtype *t = &nano__entry(x, depth)->t;
        if (t->kind == V_PTR) flags |= t->flags & (VF_FRAME | VF_STORED);
    }
    return flags;
}

/* A constructor that does nothing but call the base class's, up to Object's, which does nothing. */
static bool is_empty_constructor(xl *x, moff method) {
    enum { LDARG_0 = 0x02, CALL = 0x28, RET = 0x2A }; /* ECMA-335 III.3.38, III.3.19, III.3.57 */
    for (;;) {
        const nano_method *m = method_at(x, method);
        nano_body body;
        if (m->state & (M_NATIVE | M_ABSTRACT | M_DELEGATE) || m->state & M_SYNCHRONIZED || m->nargs != 1)
            return false;
        nano__body(x->vm, m->id, &body);
        if (body.eh_count) return false;
        if (has_precise_cctor(type_at(x, m->owner))) return false;
        const moff base = type_at(x, m->owner)->base;
        if (!base) return body.length == 1 && body.il[0] == RET;
        if (body.length != 5 || body.il[0] != LDARG_0 || body.il[1] != CALL || body.il[4] != RET)
            return false;
        const nano_status status = nano__method_token(x->vm, m->id >> 16, nano__rd16(body.il + 2), &method);
        /* Without memory the two walks over a method must not differ: the translation ends. */
        if (status == NANO_OUT_OF_MEMORY) x->status = status;
        if (status != NANO_OK || method_at(x, method)->owner != base || !nano__is_named(x, method, ".ctor"))
            return false;
    }
}

/* Calls that are uses of the type: of static methods, constructors, and all methods of value types. */
static bool runs_cctor_of_owner(xl *x, moff method) {
    const nano_method *m = method_at(x, method);
    return !m->has_this || nano__is_value(type_at(x, m->owner)) || nano__is_named(x, method, ".ctor");
}

/* Writes the call; the arguments are the entries from depth `first` on, which it takes off, and the result
 * goes there. */
static nano_status emit_call(xl *x, nano_op op, moff method, uint32_t first) {
    const nano_sigtype type = nano__return_of(x->vm, method_at(x, method));
    const bool is_void = type.dt == DT_VOID && !type.byref;
    vtype t = nano__vtype(type);
    if (t.kind == V_PTR) t.flags = (uint8_t)pointer_flags(x, first);
    const uint32_t count = place_arguments(x, first);
    const uint32_t word = is_void ? 0 : nano__temp_for(x, first, t);
    if (op == OP_CALL && runs_cctor_of_owner(x, method)) run_cctor(x, method_at(x, method)->owner);
    nano__line(x);
    nano__op(x, op, word, operand_of(x, method), count);
    const uint32_t def = x->unit_count - 4;
    write_words(x, first);
    nano__called(x, first);
    x->depth = first;
    if (is_void) return x->status;
    x->fusable = def;
    TRY(nano__push_entry(x, &(entry){.t = t, .place = P_WORD, .word = (uint16_t)word, .def = def}));
    nano__set_range(x, type.byref ? 0 : type.dt);
    return NANO_OK;
}

/* -- call, callvirt ------------------------------------------------------------------------------- */

/* A constructor called on `this`: the base class's or another of the own class (III.1.8.1.4). */
static nano_status call_constructor(xl *x, moff method, uint32_t first) {
    const nano_method *m = method_at(x, method);
    const entry *e = nano__entry(x, first);
    if (nano__is_value(type_at(x, m->owner))) {
        REFUSE_TYPES_IF(x, e->t.kind != V_PTR || e->t.type != m->owner, THIS_TYPE, e->t, m->owner);
        return emit_call(x, e->place == P_ADDR ? OP_CALL : OP_CALLNN, method, first);
    }
    REFUSE_IF(x, e->t.kind != V_REF || !(e->t.flags & VF_UNINIT), CTOR_TWICE);
    REFUSE_IF(x, m->owner != x->m->owner && m->owner != type_at(x, x->m->owner)->base, CTOR_OTHER_CLASS);
    if (is_empty_constructor(x, method))
        x->depth = first;
    else
        TRY(emit_call(x, OP_CALL, method, first));
    x->this_ready = true;
    for (uint32_t depth = 0; depth < x->depth; depth++) nano__entry(x, depth)->t.flags &= (uint8_t)~VF_UNINIT;
    return NANO_OK;
}

static nano_status check_this(xl *x, const entry *e, moff owner) {
    if (nano__is_value(type_at(x, owner)))
        return e->t.kind == V_PTR && e->t.type == owner ? NANO_OK
                                                        : nano__refuse_types(x, RULE_THIS_TYPE, e->t, owner);
    return nano__vtype_fits(x, e->t, (nano_sigtype){DT_OBJECT, 0, owner})
               ? NANO_OK
               : nano__refuse_types(x, RULE_THIS_TYPE, e->t, owner);
}

/* Natives that have an instruction of their own. */
static nano_op native_op(xl *x, const nano_method *m, nano_op otherwise) {
    if (type_at(x, m->owner)->kind != K_STRING) return otherwise;
    const nano_native_fn function = nano__native_function(x->vm, m);
    if (function == nano__string_get_length) return OP_STRLEN;
    return function == nano__string_get_chars ? OP_STRCHAR : otherwise;
}

/* The op for a method called as the most derived one, or as itself. */
static nano_op call_op(xl *x, const nano_method *m, const entry *e, bool is_virtual) {
    const nano_type *owner = type_at(x, m->owner);
    if (!m->has_this) return OP_CALL;
    if (m->state & M_DELEGATE) return OP_CALLD;
    if (is_virtual && owner->kind == K_INTERFACE) return OP_CALLI;
    const bool fixed = m->vslot == NANO_NONE ||
                       (!(m->state & M_ABSTRACT) && ((m->flags & MD_FINAL) || (owner->flags & TD_SEALED)));
    if (is_virtual && !fixed) return OP_CALLV;
    return native_op(x, m, e->place == P_ADDR || (e->t.flags & VF_NONNULL) ? OP_CALL : OP_CALLNN);
}

static nano_status call_method(xl *x, moff method, uint32_t first, bool is_virtual) {
    const nano_method *m = method_at(x, method);
    const nano_type *owner = type_at(x, m->owner);
    const entry *e = nano__entry(x, first);
    if (m->has_this) TRY(check_this(x, e, m->owner));
    REFUSE_IF(x, is_virtual && nano__is_value(owner), CALLVIRT_VALUE);
    REFUSE_IF(x, !is_virtual && ((m->state & M_ABSTRACT) || (owner->kind == K_INTERFACE && m->has_this)),
              ABSTRACT_CALL);
    return emit_call(x, call_op(x, m, e, is_virtual), method, first);
}

/* constrained. T callvirt (III.2.1): `this` is a pointer to a T. */
static nano_status call_constrained(xl *x, moff method, uint32_t first) {
    const moff type = x->constrained;
    entry *e = nano__entry(x, first);
    REFUSE_TYPES_IF(x, e->t.kind != V_PTR || e->t.type != type, CONSTRAINED_THIS, e->t, type);
    const vtype reference = {.kind = V_REF, .dt = DT_OBJECT, .type = type};
    moff target = method;
    if (nano__is_value(type_at(x, type))) {
        REFUSE_TYPES_IF(x, !nano__assignable(x->vm, type, method_at(x, method)->owner), THIS_TYPE, e->t,
                        method_at(x, method)->owner);
        TRY(nano__layout(x->vm, type));
        TRY(nano__dispatch(x->vm, type, method, &target));
        if (method_at(x, target)->owner == type) return call_method(x, target, first, false);
    }
    const uint32_t pointer = nano__word_of(x, e, first), word = nano__temp(x, first, T_REFERENCE, 0);
    nano__line(x);
    if (nano__is_value(type_at(x, type)))
        nano__op(x, OP_BOXPTR, word, type, pointer);
    else
        nano__op(x, OP_LDIND_4, word, pointer, 0);
    *e = (entry){.t = reference, .place = P_WORD, .word = (uint16_t)word};
    return call_method(x, method, first, true);
}

nano_status nano__tr_call(xl *x, const il_insn *i) {
    moff method;
    TRY(method_operand(x, i, &method));
    const nano_method *m = method_at(x, method);
    const bool is_virtual = i->op == IL_CALLVIRT;
    const uint32_t parameters = m->nargs - m->has_this;
    TRY(nano__need(x, m->nargs));
    const uint32_t first = x->depth - m->nargs;
    REFUSE_IF(x, is_virtual && !m->has_this, CALLVIRT_STATIC);
    REFUSE_IF(x, nano__is_named(x, method, ".cctor"), CCTOR_CALL);
    TRY(nano__check_method_access(x, method, m->has_this ? &nano__entry(x, first)->t : NULL));
    TRY(coerce_arguments(x, method, first + m->has_this, parameters));
    if (m->has_this && nano__is_named(x, method, ".ctor")) {
        REFUSE_IF(x, is_virtual, CALLVIRT_CTOR);
        return call_constructor(x, method, first);
    }
    if (x->constrained && is_virtual) return call_constrained(x, method, first);
    return call_method(x, method, first, is_virtual);
}

/* -- newobj --------------------------------------------------------------------------------------- */

/* Arguments that lie in the words where the new object is going to be built move away. */
static void clear_region(xl *x, uint32_t first, uint32_t word, uint32_t words) {
    for (uint32_t depth = first; depth < x->depth; depth++) {
        entry *e = nano__entry(x, depth);
        if (e->place != P_WORD || e->word < word || e->word >= word + words) continue;
        const uint32_t to = nano__temp_for(x, depth, e->t);
        nano__move(x, to, e->word, nano__type_words(x, e->t));
        e->word = (uint16_t)to;
        e->def = 0;
    }
}

static nano_status call_on_new(xl *x, moff ctor, uint32_t first, uint32_t self, uint32_t self_words) {
    const uint32_t count = place_arguments(x, first) + self_words;
    nano__line(x);
    nano__op(x, OP_CALL, 0, operand_of(x, ctor), count);
    for (uint32_t n = 0; n < self_words; n++) nano__unit(x, self + n);
    write_words(x, first);
    nano__called(x, first + 1); /* the object under construction stays */
    x->depth = first;
    return x->status;
}

static nano_status new_struct(xl *x, moff ctor, uint32_t first) {
    const moff type = method_at(x, ctor)->owner;
    const vtype t = nano__vtype(nano__sigtype_of(x, type));
    REFUSE_IF(x, t.kind != V_STRUCT, NEWOBJ_PRIMITIVE);
    const uint32_t words = nano__type_words(x, t);
    const uint32_t fresh = nano__temp(x, first, T_FRESH_VALUE, type),
                   pointer = nano__temp(x, x->depth, T_POINTER, 0);
    clear_region(x, first, fresh, words);
    (void)place_arguments(x, first);
    run_cctor(x, type);
    nano__op(x, OP_ZERO, fresh, words);
    nano__op(x, OP_LDLOCA, pointer, fresh);
    TRY(call_on_new(x, ctor, first, pointer, 2));
    return nano__push_word(x, t, fresh);
}

static nano_status new_class(xl *x, moff ctor, uint32_t first) {
    const moff type = method_at(x, ctor)->owner;
    const vtype t = {.kind = V_REF, .dt = DT_OBJECT, .flags = VF_NONNULL, .type = type};
    if (is_empty_constructor(x, ctor)) {
        run_cctor(x, type);
        nano__line(x);
        return nano__push_result(x, t, OP_NEW, type);
    }
    const uint32_t fresh = nano__temp(x, first, T_FRESH_REFERENCE, 0);
    clear_region(x, first, fresh, 1);
    (void)place_arguments(x, first);
    run_cctor(x, type);
    nano__line(x);
    nano__op(x, OP_NEW, fresh, type);
    TRY(call_on_new(x, ctor, first, fresh, 1));
    return nano__push_word(x, t, fresh);
}

static nano_status new_string(xl *x, moff ctor, uint32_t first) {
    const vtype t = {
        .kind = V_REF, .dt = DT_OBJECT, .flags = VF_NONNULL, .type = CORE(x->vm)->known[WK_STRING]};
    const uint32_t count = place_arguments(x, first) + 1;
    const uint32_t word = nano__temp_for(x, first, t), null = nano__zero_word(x);
    nano__line(x);
    nano__op(x, OP_NEWSTR, word, operand_of(x, ctor), count);
    nano__unit(x, null);
    write_words(x, first);
    nano__called(x, first);
    x->depth = first;
    return nano__push_word(x, t, word);
}

nano_status nano__tr_new(xl *x, const il_insn *i) {
    moff ctor;
    TRY(method_operand(x, i, &ctor));
    const nano_method *m = method_at(x, ctor);
    const nano_type *owner = type_at(x, m->owner);
    REFUSE_IF(x, !m->has_this || !nano__is_named(x, ctor, ".ctor") || m->ret_dt != DT_VOID || m->ret_byref,
              NEWOBJ_METHOD);
    REFUSE_IF(x,
              (owner->flags & TD_ABSTRACT) || owner->kind == K_INTERFACE || owner->kind == K_ARRAY ||
                  (m->state & M_ABSTRACT),
              NEWOBJ_ABSTRACT);
    const vtype fresh = {.kind = V_REF, .dt = DT_OBJECT, .type = m->owner};
    TRY(nano__check_method_access(x, ctor, &fresh));
    const uint32_t parameters = m->nargs - 1u;
    TRY(nano__need(x, parameters));
    const uint32_t first = x->depth - parameters;
    if (owner->kind == K_DELEGATE) return nano__tr_delegate(x, ctor);
    TRY(coerce_arguments(x, ctor, first, parameters));
    if (owner->kind == K_STRING) return new_string(x, ctor, first);
    return nano__is_value(owner) ? new_struct(x, ctor, first) : new_class(x, ctor, first);
}

/* -- Method pointers and delegates ---------------------------------------------------------------- */

nano_status nano__tr_function(xl *x, const il_insn *i) {
    moff method;
    TRY(method_operand(x, i, &method));
    const nano_method *m = method_at(x, method);
    vtype t = {.kind = V_FTN, .type = method};
    REFUSE_IF(x, nano__is_named(x, method, ".ctor") || nano__is_named(x, method, ".cctor"), FTN_CTOR);
    if (i->op == IL_LDVIRTFTN) {
        entry e;
        TRY(nano__pop_entry(x, &e));
        TRY(nano__check_method_access(x, method, &e.t));
        REFUSE_IF(x, !m->has_this, LDVIRTFTN_STATIC);
        REFUSE_TYPES_IF(x, e.t.kind != V_REF, THIS_TYPE, e.t, m->owner);
        TRY(check_this(x, &e, m->owner));
        if (m->vslot != NANO_NONE || type_at(x, m->owner)->kind == K_INTERFACE) t.flags = VF_VIRTUAL;
    } else {
        REFUSE_IF(x, m->state & M_ABSTRACT, FTN_ABSTRACT);
        TRY(nano__check_method_access(x, method, NULL));
    }
    return nano__push_word(x, t, 0);
}

/* A value of `from` may be handed to a place of `to` without conversion. */
static bool passes(xl *x, nano_sigtype from, nano_sigtype to) {
    if (from.byref != to.byref) return false;
    if (from.byref) return nano__same_target(x, from.type, to.type);
    if (from.dt != to.dt) return false;
    if (from.dt == DT_OBJECT) return nano__assignable(x->vm, from.type, to.type);
    return from.dt != DT_VALUETYPE || from.type == to.type;
}

/* True if a call of `invoke` can be a call of `method` (III.1.8.1.5.2: contravariant parameters, covariant
 * result). `skip`: parameters of the method that the target takes. */
static nano_status check_signature(xl *x, moff invoke, moff method, uint32_t skip) {
    const nano_method *d = method_at(x, invoke), *m = method_at(x, method);
    REFUSE_IF(x, (uint32_t)(m->nargs - m->has_this) != d->nargs - 1u + skip, DELEGATE_COUNT);
    REFUSE_IF(x, !passes(x, nano__return_of(x->vm, m), nano__return_of(x->vm, d)), DELEGATE_RESULT);
    for (uint32_t n = 1; n < d->nargs; n++) {
        nano_sigtype given, taken;
        TRY(nano__arg_type(x->vm, invoke, n, &given));
        TRY(nano__arg_type(x->vm, method, n - 1 + m->has_this + skip, &taken));
        REFUSE_IF(x, !passes(x, given, taken), DELEGATE_PARAMETER);
    }
    return NANO_OK;
}

/* The object that the method is called on, or its first argument. */
static nano_status coerce_target(xl *x, entry *target, const nano_method *m, moff method, bool closed) {
    nano_sigtype type = {DT_OBJECT, 0, m->owner};
    if (closed) TRY(nano__arg_type(x->vm, method, 0, &type));
    REFUSE_TYPES_IF(x, target->t.kind != V_REF, DELEGATE_TARGET, target->t, type.type);
    return nano__coerce(x, target, x->depth, type, false, RULE_DELEGATE_TARGET);
}

nano_status nano__tr_delegate(xl *x, moff ctor) {
    const moff type = method_at(x, ctor)->owner;
    REFUSE_IF(x, method_at(x, ctor)->nargs != 3, DELEGATE_CTOR);
    entry pointer, target;
    TRY(nano__pop_entry(x, &pointer));
    TRY(nano__pop_entry(x, &target));
    REFUSE_TYPES_IF(x, pointer.t.kind != V_FTN, DELEGATE_POINTER, pointer.t, 0);
    const moff method = pointer.t.type;
    moff invoke;
    TRY(nano__find_method(x->vm, type, "Invoke", -1, false, &invoke));
    REFUSE_IF(x, !invoke || !(method_at(x, invoke)->state & M_DELEGATE), DELEGATE_INVOKE);
    const nano_method *m = method_at(x, method), *d = method_at(x, invoke);
    const bool closed = !m->has_this && m->nargs == d->nargs;
    /* Of what class the object is ldftn did not know. */
    if (m->has_this) TRY(nano__check_method_access(x, method, &target.t));
    if (m->has_this || closed)
        TRY(coerce_target(x, &target, m, method, closed));
    else
        REFUSE_TYPES_IF(x, target.t.kind != V_REF || target.t.type, DELEGATE_STATIC_TARGET, target.t, 0);
    TRY(check_signature(x, invoke, method, closed ? 1 : 0));
    const uint32_t word = nano__word_of(x, &target, x->depth);
    const vtype t = {.kind = V_REF, .dt = DT_OBJECT, .flags = VF_NONNULL, .type = type};
    nano__line(x);
    return nano__push_result(x, t, pointer.t.flags & VF_VIRTUAL ? OP_NEWDELEGATE_V : OP_NEWDELEGATE, type,
                             word, operand_of(x, method));
}
