/* translate_flow.c - return, leave, throw and the ends of handlers (ECMA-335 III.3.34, III.3.35, III.3.46,
 * III.3.57, III.4.24, III.4.31). */
#include "translate.h"

nano_status nano__tr_return(xl *x, const il_insn *i) {
    (void)i;
    uint32_t row;
    x->live = false;
    REFUSE_IF(x, nano__innermost(x, x->at, &row) != IN_NOTHING, RET_IN_REGION);
    REFUSE_IF(x, !x->this_ready, CTOR_NO_BASE);
    const nano_sigtype type = nano__return_of(x->vm, x->m);
    const bool is_void = type.dt == DT_VOID && !type.byref;
    REFUSE_IF(x, x->depth != (is_void ? 0 : 1), RET_STACK);
    if (is_void) {
        nano__op(x, OP_RET);
        return x->status;
    }
    entry e;
    TRY(nano__pop_entry(x, &e));
    TRY(nano__coerce(x, &e, x->depth, type, true, RULE_RESULT_TYPE));
    REFUSE_IF(x, e.t.kind == V_PTR && (e.t.flags & VF_FRAME), POINTER_ESCAPES);
    if (e.t.kind == V_PTR && (e.t.flags & VF_STORED)) x->stored_pointer_returned = true;
    const uint32_t word = nano__word_of(x, &e, x->depth), words = nano__type_words(x, e.t);
    nano__op(x, words == 1 ? OP_RET1 : words == 2 ? OP_RET2 : OP_RETN, word, words);
    return x->status;
}

static bool holds(uint32_t start, uint32_t end, uint32_t offset) { return offset >= start && offset < end; }

/* The catch handler that a leave goes out of first, or NULL. */
static const clause *left_handler(xl *x, uint32_t to) {
    const clause *found = NULL;
    for (uint32_t n = 0; n < x->clause_count; n++) {
        const clause *c = &x->clauses[n];
        if ((c->kind != EH_CATCH && c->kind != EH_FILTER) || !holds(c->handler, c->handler_end, x->at) ||
            holds(c->handler, c->handler_end, to))
            continue;
        if (!found || c->handler > found->handler) found = c;
    }
    return found;
}

static void leave_catch(xl *x) {
    nano__line(x);
    nano__op(x, OP_LEAVECATCH);
}

/* The finally blocks on the way run, innermost first; the end of a catch handler, where a pending abort is
 * raised again, stands among them. */
nano_status nano__tr_leave(xl *x, const il_insn *i) {
    const uint32_t to = (uint32_t)i->value;
    x->live = false;
    x->depth = 0;
    TRY(nano__check_flow(x, x->at, to, true));
    const clause *handler = left_handler(x, to);
    for (uint32_t n = 0; n < x->clause_count; n++) {
        const clause *c = &x->clauses[n];
        if (c->kind != EH_FINALLY || !holds(c->try_start, c->try_end, x->at) ||
            holds(c->try_start, c->try_end, to))
            continue;
        if (handler && holds(c->try_start, c->try_end, handler->handler)) {
            leave_catch(x);
            handler = NULL;
        }
        nano__op(x, OP_FINCALL, c->slot);
        nano__branch_operand(x, c->handler);
    }
    if (handler) leave_catch(x);
    label *l = nano__label_at(x, to);
    TRY(nano__record(x, l));
    nano__op(x, OP_BR);
    nano__branch_operand(x, to);
    return x->status;
}

static nano_status translate_throw(xl *x) {
    entry e;
    TRY(nano__pop_entry(x, &e));
    const nano_sigtype type = {DT_OBJECT, 0, CORE(x->vm)->known[WK_EXCEPTION]};
    REFUSE_TYPES_IF(x, !type.type || !nano__vtype_fits(x, e.t, type), THROW_TYPE, e.t, type.type);
    const uint32_t word = nano__word_of(x, &e, x->depth);
    nano__line(x);
    nano__op(x, OP_THROW, word);
    return x->status;
}

static nano_status end_filter(xl *x, const il_insn *i, const clause *c) {
    entry e;
    REFUSE_IF(x, i->next != c->handler, FILTER_END);
    TRY(nano__pop_entry(x, &e));
    REFUSE_TYPES_IF(x, e.t.kind != V_I4 || x->depth, FILTER_RESULT, e.t, 0);
    const uint32_t word = nano__word_of(x, &e, x->depth);
    nano__op(x, OP_ENDFILTER, word);
    return x->status;
}

nano_status nano__tr_exception(xl *x, const il_insn *i) {
    uint32_t row = 0;
    const region_part part = nano__innermost(x, x->at, &row);
    const clause *c = x->clauses + row;
    x->live = false;
    switch (i->op) {
    case IL_THROW: return translate_throw(x);
    case IL_ENDFILTER: REFUSE_IF(x, part != IN_FILTER, ENDFILTER_PLACE); return end_filter(x, i, c);
    case IL_ENDFINALLY:
        REFUSE_IF(x, part != IN_HANDLER || (c->kind != EH_FINALLY && c->kind != EH_FAULT), ENDFINALLY_PLACE);
        nano__op(x, OP_ENDFINALLY, c->slot);
        return x->status;
    default: {
        /* A try block inside the handler still belongs to it. */
        uint32_t best = UINT32_MAX;
        const clause *handler = NULL;
        for (uint32_t n = 0; n < x->clause_count; n++) {
            const clause *h = &x->clauses[n];
            if (!holds(h->handler, h->handler_end, x->at) || (uint32_t)(h->handler_end - h->handler) >= best)
                continue;
            best = (uint32_t)(h->handler_end - h->handler);
            handler = h;
        }
        REFUSE_IF(x,
                  part == IN_FILTER || !handler || (handler->kind != EH_CATCH && handler->kind != EH_FILTER),
                  RETHROW_PLACE);
        nano__line(x);
        nano__op(x, OP_RETHROW, handler->slot);
        return x->status;
    }
    }
}
