/* translate.c - pass 2: walks the reachable instructions of one method, checks and translates each. Verifying
 * is one walk; translating is a second one, which writes the code (translate_code.c). */
#include "interp.h"
#include "translate.h"

/* -- Set-up --------------------------------------------------------------------------------------- */

static nano_status make_variable(xl *x, var *v, nano_sigtype type) {
    REFUSE_IF(x, type.dt == DT_VOID, VOID_VARIABLE);
    *v = (var){.type = type.type, .dt = type.dt, .byref = type.byref & 1u};
    v->word = nano__new_words(x, type, nano__temp_class(nano__vtype(type)));
    return x->status;
}

static nano_status read_variables(xl *x, const row_method *row) {
    x->nargs = x->m->nargs;
    x->nlocals = row->nlocals;
    const uint32_t count = x->nargs + x->nlocals;
    const uint32_t vars = nano__work(x, count * (uint32_t)sizeof(var));
    if (!vars) return x->status;
    x->vars = AT(x->vm, vars, var);
    nano_sigtype type;
    for (uint32_t n = 0; n < x->nargs; n++) {
        TRY(nano__arg_type(x->vm, x->method, n, &type));
        TRY(make_variable(x, &x->vars[n], type));
    }
    if (!x->nlocals) return NANO_OK;
    const uint8_t *sig = nano__blob(x->vm, x->assembly, row->locals);
    for (uint32_t n = 0; n < x->nlocals; n++) {
        TRY(nano__sig_type(x->vm, x->assembly, &sig, &type));
        TRY(make_variable(x, &x->vars[x->nargs + n], type));
    }
    return NANO_OK;
}

static nano_status set_up(xl *x) {
    const row_method *row = nano__method_row(x->vm, x->m->id);
    nano__body(x->vm, x->m->id, &x->body);
    const moff owner = x->m->owner;
    TRY(nano__layout(x->vm, owner));
    const bool is_class = !nano__is_value(AT(x->vm, owner, nano_type));
    x->is_ctor = x->m->has_this && is_class && AT(x->vm, owner, nano_type)->base &&
                 nano__is_named(x, x->method, ".ctor");
    x->this_ready = !x->is_ctor;
    TRY(read_variables(x, row));
    const uint32_t flags = nano__work(x, x->body.length / 2 + 1);
    if (!flags) return x->status;
    x->flags = AT(x->vm, flags, uint8_t);
    TRY(nano__read_clauses(x));
    TRY(nano__scan(x));
    return nano__check_clauses(x);
}

/* -- The walk ------------------------------------------------------------------------------------- */

/* The families of instructions, a translator for each. */
/* clang-format off */
#define FAMILIES(F) \
    F(variable) F(constant) F(stack) F(arithmetic) F(unary) F(compare) F(branch) F(switch) F(leave) F(return) \
    F(exception) F(field) F(static) F(pointed) F(object) F(array) F(element) F(call) F(new) F(function) \
    F(token) F(indirect) F(convert)
/* clang-format on */
enum family {
#define FAMILY(name) F_##name,
    FAMILIES(FAMILY)
#undef FAMILY
};
static translator *const translators[] = {
#define TRANSLATOR(name) nano__tr_##name,
    FAMILIES(TRANSLATOR)
#undef TRANSLATOR
};

/* Numbers, not functions: the compiler makes a table of bytes of this. */
static enum family family_of(il_op op) {
    switch (op) {
    case IL_LDARG:
    case IL_LDARGA:
    case IL_STARG:
    case IL_LDLOC:
    case IL_LDLOCA:
    case IL_STLOC: return F_variable;
    case IL_LDNULL:
    case IL_LDC_I4:
    case IL_LDC_I8:
    case IL_LDC_R4:
    case IL_LDC_R8: return F_constant;
    case IL_DUP:
    case IL_POP: return F_stack;
    case IL_ADD:
    case IL_SUB:
    case IL_MUL:
    case IL_DIV:
    case IL_DIV_UN:
    case IL_REM:
    case IL_REM_UN:
    case IL_AND:
    case IL_OR:
    case IL_XOR:
    case IL_SHL:
    case IL_SHR:
    case IL_SHR_UN:
    case IL_ADD_OVF:
    case IL_ADD_OVF_UN:
    case IL_SUB_OVF:
    case IL_SUB_OVF_UN:
    case IL_MUL_OVF:
    case IL_MUL_OVF_UN: return F_arithmetic;
    case IL_NEG:
    case IL_NOT:
    case IL_CKFINITE: return F_unary;
    case IL_CEQ:
    case IL_CGT:
    case IL_CGT_UN:
    case IL_CLT:
    case IL_CLT_UN: return F_compare;
    case IL_BR:
    case IL_BRFALSE:
    case IL_BRTRUE:
    case IL_BEQ:
    case IL_BGE:
    case IL_BGT:
    case IL_BLE:
    case IL_BLT:
    case IL_BNE_UN:
    case IL_BGE_UN:
    case IL_BGT_UN:
    case IL_BLE_UN:
    case IL_BLT_UN: return F_branch;
    case IL_SWITCH: return F_switch;
    case IL_LEAVE: return F_leave;
    case IL_RET: return F_return;
    case IL_THROW:
    case IL_RETHROW:
    case IL_ENDFINALLY:
    case IL_ENDFILTER: return F_exception;
    case IL_LDFLD:
    case IL_LDFLDA:
    case IL_STFLD: return F_field;
    case IL_LDSFLD:
    case IL_LDSFLDA:
    case IL_STSFLD: return F_static;
    case IL_CPOBJ:
    case IL_INITOBJ:
    case IL_LDOBJ:
    case IL_STOBJ: return F_pointed;
    case IL_LDSTR:
    case IL_BOX:
    case IL_UNBOX:
    case IL_UNBOX_ANY:
    case IL_CASTCLASS:
    case IL_ISINST:
    case IL_SIZEOF: return F_object;
    case IL_NEWARR:
    case IL_LDLEN:
    case IL_LDELEMA: return F_array;
    case IL_LDELEM_I1 ... IL_STELEM_REF:
    case IL_LDELEM:
    case IL_STELEM: return F_element;
    case IL_CALL:
    case IL_CALLVIRT: return F_call;
    case IL_NEWOBJ: return F_new;
    case IL_LDFTN:
    case IL_LDVIRTFTN: return F_function;
    case IL_LDTOKEN: return F_token;
    case IL_STIND_I:
    case IL_LDIND_I1 ... IL_STIND_R8: return F_indirect;
    default: return F_convert;
    }
}

/* Prefixes (III.2): constrained. is kept for the next instruction, the others change nothing here. */
static nano_status prefix(xl *x, const il_insn *i) {
    x->prefixed = true;
    if (i->op != IL_CONSTRAINED) return NANO_OK;
    return nano__type_operand(x, (uint32_t)i->value, &x->constrained);
}

static bool is_prefix(uint32_t il) {
    return il == IL_CONSTRAINED || il == IL_VOLATILE || il == IL_UNALIGNED || il == IL_TAIL ||
           il == IL_READONLY;
}

static nano_status translate_one(xl *x, const il_insn *i) {
    if (i->op == IL_NOP) return NANO_OK;
    if (is_prefix(i->op)) return prefix(x, i);
    REFUSE_IF(x, x->constrained && i->op != IL_CALLVIRT, CONSTRAINED_PREFIX);
    TRY(translators[family_of((il_op)i->op)](x, i));
    x->prefixed = false;
    x->constrained = 0;
    return x->status;
}

/* The exception that a handler or filter starts with. False: the offset starts none. */
static bool caught_type(xl *x, uint32_t offset, moff *type, uint32_t *slot, bool *pushes) {
    for (uint32_t n = 0; n < x->clause_count; n++) {
        const clause *c = &x->clauses[n];
        const bool filter = c->kind == EH_FILTER && c->filter == offset;
        if (c->handler != offset && !filter) continue;
        *type = c->kind == EH_CATCH ? c->type : CORE(x->vm)->known[WK_OBJECT];
        *slot = c->slot;
        *pushes = c->kind == EH_CATCH || c->kind == EH_FILTER;
        return true;
    }
    return false;
}

/* `this` at the start of a handler: initialised only if it was when the try block began. */
static bool ready_in_handler(xl *x, uint32_t offset) {
    for (uint32_t n = 0; n < x->clause_count; n++) {
        const clause *c = &x->clauses[n];
        if (c->handler != offset && !(c->kind == EH_FILTER && c->filter == offset)) continue;
        const label *tried = nano__label_at(x, c->try_start);
        if (x->is_ctor && !(tried && tried->fixed && tried->this_ready)) return false;
    }
    return true;
}

/* Makes the stack what the label says. */
static nano_status load_state(xl *x, const label *l) {
    x->depth = 0;
    for (uint32_t n = 0; n < l->depth; n++) {
        const vtype t = AT(x->vm, l->types, vtype)[n];
        TRY(nano__push_word(x, t, t.kind == V_FTN ? 0 : nano__temp_for(x, n, t)));
    }
    x->this_ready = l->this_ready;
    return NANO_OK;
}

/* The walk comes to a label; `from` is the instruction before it. */
static nano_status enter_label(xl *x, label *l, uint32_t from) {
    REFUSE_IF(x, x->prefixed && x->live, PREFIX_SPLIT);
    moff type;
    uint32_t slot;
    bool pushes;
    if (x->live) {
        TRY(nano__check_flow(x, from, l->offset, false));
        nano__flush(x);
        TRY(nano__record(x, l));
    }
    x->fusable = 0;
    if (caught_type(x, l->offset, &type, &slot, &pushes) && !l->seen) {
        x->depth = 0;
        x->this_ready = ready_in_handler(x, l->offset);
        if (pushes)
            TRY(nano__push_word(x, (vtype){.kind = V_REF, .dt = DT_OBJECT, .flags = VF_NONNULL, .type = type},
                                slot));
        l->depth = (uint16_t)x->depth;
        l->this_ready = x->this_ready;
    } else if (l->seen) {
        TRY(load_state(x, l));
    } else {
        /* Only backward branches lead here: the stack is empty (III.1.7.5) and `this` initialised, which
         * join_into asks of each of them. */
        x->depth = 0;
        x->this_ready = true;
        l->this_ready = x->this_ready;
    }
    REFUSE_IF(x, x->depth && nano__enters_try(x, l->offset), TRY_ENTRY_STACK);
    l->fixed = 1;
    return x->status;
}

/* The records that checking a call needs are not needed for the next one: where there is not plenty of memory
 * they go at once, so that they do not push what stays far down, with holes behind it. What the walk still
 * holds are the methods whose pointers are on the stack. */
static void shed(xl *x) {
    enum { PLENTY = 8192, WORTH_IT = 6 };
    nano_core *core = CORE(x->vm);
    if (LIKELY(core->meta_low - nano__free_low(core) >= PLENTY || core->fresh_methods < WORTH_IT)) return;
    nano__keep_method(x->vm, x->method);
    for (uint32_t n = 0; n < x->depth; n++) {
        const vtype *t = &nano__entry(x, n)->t;
        if (t->kind == V_FTN) nano__keep_method(x->vm, t->type);
    }
    for (uint32_t n = 0; n < x->labels.count; n++)
        for (uint32_t depth = 0; LABELS(x)[n].types && depth < LABELS(x)[n].depth; depth++) {
            const vtype *t = AT(x->vm, LABELS(x)[n].types, vtype) + depth;
            if (t->kind == V_FTN) nano__keep_method(x->vm, t->type);
        }
    (void)nano__shed_unkept(x->vm);
}

static nano_status walk(xl *x) {
    uint32_t from = 0, offset = 0, next_label = 0;
    x->live = true;
    while (offset <= x->body.length) {
        if (nano__flags_at(x, offset) & AT_LABEL) {
            label *l = LABELS(x) + next_label++;
            x->at = offset;
            if (offset < x->body.length && (nano__flags_at(x, offset) & AT_INSN))
                TRY(enter_label(x, l, from));
            nano__place_label(x, l);
        }
        if (offset == x->body.length || !(nano__flags_at(x, offset) & AT_INSN)) {
            offset++;
            continue;
        }
        il_insn i;
        shed(x);
        TRY(nano__decode(x, offset, &i));
        x->live = true;
        TRY(translate_one(x, &i));
        if (x->status != NANO_OK) return x->status;
        from = offset;
        offset = i.next;
    }
    x->at = 0;
    REFUSE_IF(x, x->frame_pointer_stored && x->stored_pointer_returned, POINTER_ESCAPES);
    return NANO_OK;
}

/* -- Both walks ----------------------------------------------------------------------------------- */

nano_status nano__walk(xl *x) {
    nano_status status = set_up(x);
    if (status == NANO_OK) status = walk(x);
    if (status == NANO_OK) status = x->status;
    return x->refused ? status : nano__locate(x, status);
}

static nano_status run(nano_vm *vm, moff method, bool emitting) {
    nano_method *m = AT(vm, method, nano_method);
    code_size size;
    nano_body body;
    nano__body(vm, m->id, &body);
    nano__charge(vm, body.length * TRANSLATION_COST);
    CORE(vm)->translating++;
    nano_status status;
    do {
        status = nano__measure(vm, method, &size);
        if (status == NANO_REFUSED) m->state |= M_REFUSED;
        if (status == NANO_OK) m->state |= M_VERIFIED;
        if (status == NANO_OK && emitting) status = nano__make_code(vm, method, &size);
    } while (status == NANO_OUT_OF_MEMORY && nano__can_retry(vm));
    CORE(vm)->translating--;
    return status;
}

nano_status nano__verify_method(nano_vm *vm, moff method) {
    const nano_method *m = AT(vm, method, nano_method);
    if (m->state & (M_VERIFIED | M_NATIVE | M_DELEGATE | M_ABSTRACT)) return NANO_OK;
    return run(vm, method, false);
}

nano_status nano__translate(nano_vm *vm, moff method) {
    const nano_method *m = AT(vm, method, nano_method);
    if (m->code) return NANO_OK;
    return run(vm, method, true);
}
