/* verify_eh.c - protected regions: the exception table (pe-format 3.9), its nesting (ECMA-335 I.12.4.2.7),
 * and which way control may go in and out (I.12.4.2.8, III.1.7.3). */
#include "translate.h"

enum { ROW_BYTES = 12 };

typedef struct span {
    uint32_t start, end;
} span;

/* The parts of a clause, by region_part; that of no filter is empty. */
typedef struct parts {
    span of[IN_FILTER + 1];
} parts;

static parts parts_of(const clause *c) {
    parts p = {.of = {[IN_TRY] = {c->try_start, c->try_end}, [IN_HANDLER] = {c->handler, c->handler_end}}};
    if (c->kind == EH_FILTER) p.of[IN_FILTER] = (span){c->filter, c->handler};
    return p;
}

static bool is_empty(span s) { return s.start == s.end; }
static bool holds(span s, uint32_t offset) { return offset >= s.start && offset < s.end; }
static bool inside(span inner, span outer) { return inner.start >= outer.start && inner.end <= outer.end; }
static bool apart(span a, span b) { return a.end <= b.start || b.end <= a.start; }
static bool same(span a, span b) { return a.start == b.start && a.end == b.end; }
static bool is_unwinding(const clause *c) { return c->kind == EH_FINALLY || c->kind == EH_FAULT; }

clause_row nano__clause_row(const nano_body *body, uint32_t n) {
    const uint8_t *row = body->eh + ROW_BYTES * n;
    return (clause_row){
        .mode = nano__rd16(row),
        .type = nano__rd16(row + 2),
        .try_start = nano__rd16(row + 4),
        .try_end = nano__rd16(row + 6),
        .handler = nano__rd16(row + 8),
        .handler_end = nano__rd16(row + 10),
    };
}

/* Where the outermost handler inside this one ends that holds the offset; 0: none does. */
static uint32_t nested_handler_end(xl *x, const clause *c, uint32_t offset) {
    uint32_t end = 0;
    for (uint32_t n = 0; n < x->clause_count; n++) {
        const clause_row row = nano__clause_row(&x->body, n);
        if (row.handler > c->handler && holds((span){row.handler, row.handler_end}, offset) &&
            row.handler_end > end)
            end = row.handler_end;
    }
    return end;
}

/* Old catch-all clauses push the exception and are left; fault blocks, which share their mode, end with
 * endfinally. The kind shows in the first instruction that leaves the handler, and not one inside it. */
static nano_status is_fault(xl *x, const clause *c, bool *fault) {
    const span handler = {c->handler, c->handler_end};
    *fault = false;
    il_insn i;
    uint32_t nested = 0; /* up to here instructions are those of handlers inside this one */
    for (uint32_t at = handler.start; at < handler.end; at = i.next) {
        TRY(nano__decode(x, at, &i));
        const bool ends = i.op == IL_ENDFINALLY || i.op == IL_RETHROW;
        if (ends && at >= nested) nested = nested_handler_end(x, c, at);
        if ((ends && at >= nested) || (i.op == IL_LEAVE && !holds(handler, (uint32_t)i.value))) {
            *fault = i.op == IL_ENDFINALLY;
            return NANO_OK;
        }
    }
    return NANO_OK;
}

static nano_status read_clause(xl *x, const clause_row *row, bool to_end, clause *c) {
    const uint32_t length = x->body.length;
    *c = (clause){.try_start = (uint16_t)row->try_start,
                  .try_end = (uint16_t)row->try_end,
                  .handler = (uint16_t)row->handler,
                  .handler_end = (uint16_t)row->handler_end};
    x->at = c->try_start;
    REFUSE_IF(x, c->try_start >= c->try_end || c->try_end > length, TRY_RANGE);
    x->at = c->handler;
    if (to_end) c->handler_end = (uint16_t)length;
    REFUSE_IF(x, c->handler >= c->handler_end || c->handler_end > length, HANDLER_RANGE);
    bool fault = false;
    switch (row->mode) {
    case CLAUSE_CATCH:
        c->kind = EH_CATCH;
        TRY(nano__type_ref15(x->vm, x->assembly, row->type, &c->type));
        REFUSE_IF(x, nano__is_value(AT(x->vm, c->type, nano_type)), CATCH_TYPE);
        TRY(nano__check_type_access(x, c->type));
        return NANO_OK;
    case CLAUSE_ANY:
        TRY(is_fault(x, c, &fault));
        c->kind = fault ? EH_FAULT : EH_CATCH;
        c->type = fault ? 0 : CORE(x->vm)->known[WK_OBJECT];
        return NANO_OK;
    case CLAUSE_FINALLY: c->kind = EH_FINALLY; return NANO_OK;
    case CLAUSE_FILTER:
        c->kind = EH_FILTER;
        c->filter = row->type;
        REFUSE_IF(x, c->filter >= c->handler, FILTER_PLACE);
        return NANO_OK;
    default: return nano__refuse(x, RULE_CLAUSE_KIND);
    }
}

/* A stored end can be the offset of the body's last instruction where the handler runs to the end of the body
 * (pe-format 3.9). It is if control comes from the handler to that instruction other than by leave. */
static bool runs_to_end(xl *x, uint32_t start, uint32_t end) {
    il_insn i;
    if (end >= x->body.length || nano__decode(x, end, &i) != NANO_OK || i.next != x->body.length)
        return false;
    bool falls = true;
    uint32_t at = start;
    while (at < end) {
        if (nano__decode(x, at, &i) != NANO_OK) return false;
        if ((i.flow == IL_FLOW_BRANCH || i.flow == IL_FLOW_COND) && i.value == (int32_t)end) return true;
        falls = nano__falls_through(&i);
        at = i.next;
    }
    return at == end && falls;
}

nano_status nano__read_clauses(xl *x) {
    x->clause_count = x->body.eh_count;
    if (!x->clause_count) return NANO_OK;
    const uint32_t clauses = nano__work(x, x->clause_count * (uint32_t)sizeof(clause));
    if (!clauses) return x->status;
    x->clauses = AT(x->vm, clauses, clause);
    for (uint32_t n = 0; n < x->clause_count; n++) {
        const clause_row row = nano__clause_row(&x->body, n);
        const bool to_end = runs_to_end(x, row.handler, row.handler_end);
        TRY(read_clause(x, &row, to_end, &x->clauses[n]));
    }
    return NANO_OK;
}

/* Two parts of different clauses: apart, or one inside the other. `may_equal`: two clauses of one try block.
 */
static nano_status check_nesting(xl *x, span a, span b, bool may_equal) {
    if (is_empty(a) || is_empty(b) || apart(a, b) || (may_equal && same(a, b))) return NANO_OK;
    x->at = b.start;
    REFUSE_IF(x, same(a, b) || (!inside(a, b) && !inside(b, a)), REGION_OVERLAP);
    return NANO_OK;
}

/* Try, handler and filter of one clause are in the same part of the other. */
static nano_status check_place(xl *x, const parts *one, const parts *other) {
    const span tried = one->of[IN_TRY], handler = one->of[IN_HANDLER], filter = one->of[IN_FILTER];
    for (region_part p = IN_TRY; p <= IN_FILTER; p++) {
        const span outer = other->of[p];
        if (p == IN_TRY && same(tried, outer)) continue;
        const bool in = !is_empty(outer) && inside(tried, outer);
        REFUSE_IF(x, in && p == IN_FILTER, FILTER_REGION);
        if (in == inside(handler, outer) && (is_empty(filter) || in == inside(filter, outer))) continue;
        x->at = handler.start;
        RETURN_REFUSAL(nano__refuse(x, RULE_HANDLER_PLACE));
    }
    return NANO_OK;
}

/* Handlers and filters of two clauses that begin at one instruction: the exception of the outer one would
 * enter the inner one, which knows nothing of it. */
static nano_status check_entries(xl *x, const parts *n, const parts *m) {
    for (region_part p = IN_HANDLER; p <= IN_FILTER; p++)
        for (region_part q = IN_HANDLER; q <= IN_FILTER; q++) {
            const span a = n->of[p], b = m->of[q];
            x->at = b.start;
            REFUSE_IF(x, !is_empty(a) && !is_empty(b) && a.start == b.start, ENTER_HANDLER);
        }
    return NANO_OK;
}

/* A clause and one behind it: nesting, order, and the place of each in the other. A finally or fault handler
 * is the only one of its try block: what is behind it in the table would not be found from inside it. */
static nano_status check_pair(xl *x, const clause *one, const clause *other) {
    const parts n = parts_of(one), m = parts_of(other);
    for (region_part p = IN_TRY; p <= IN_FILTER; p++)
        for (region_part q = IN_TRY; q <= IN_FILTER; q++)
            TRY(check_nesting(x, n.of[p], m.of[q], p == IN_TRY && q == IN_TRY));
    TRY(check_entries(x, &n, &m));
    const bool shared = same(n.of[IN_TRY], m.of[IN_TRY]);
    x->at = m.of[IN_TRY].start;
    REFUSE_IF(x, shared && (is_unwinding(one) || is_unwinding(other)), TRY_SHARED);
    REFUSE_IF(x, !shared && inside(m.of[IN_TRY], n.of[IN_TRY]), REGION_ORDER);
    TRY(check_place(x, &n, &m));
    return check_place(x, &m, &n);
}

nano_status nano__check_clauses(xl *x) {
    for (uint32_t n = 0; n < x->clause_count; n++) {
        clause *c = &x->clauses[n];
        const parts own = parts_of(c);
        x->at = c->handler;
        REFUSE_IF(x, c->handler == 0 || (c->kind == EH_FILTER && c->filter == 0), HANDLER_FIRST);
        REFUSE_IF(x, !apart(own.of[IN_TRY], own.of[IN_HANDLER]) || !apart(own.of[IN_TRY], own.of[IN_FILTER]),
                  HANDLER_OVERLAP);
        for (uint32_t m = n + 1; m < x->clause_count; m++) TRY(check_pair(x, c, &x->clauses[m]));
        const nano_sigtype object = {DT_OBJECT, 0, CORE(x->vm)->known[WK_OBJECT]}, integer = {DT_I4, 0, 0};
        if (c->kind == EH_CATCH || c->kind == EH_FILTER) {
            c->slot = nano__new_words(x, object, T_REFERENCE);
        } else {
            c->slot = nano__new_words(x, integer, T_WORD);
            (void)nano__new_words(x, object, T_REFERENCE);
        }
    }
    return x->status;
}

region_part nano__innermost(xl *x, uint32_t offset, uint32_t *row) {
    region_part found = IN_NOTHING;
    uint32_t size = UINT32_MAX;
    for (uint32_t n = 0; n < x->clause_count; n++) {
        const parts all = parts_of(&x->clauses[n]);
        for (region_part p = IN_TRY; p <= IN_FILTER; p++) {
            const span s = all.of[p];
            if (!holds(s, offset) || s.end - s.start >= size) continue;
            size = s.end - s.start;
            found = p;
            *row = n;
        }
    }
    return found;
}

bool nano__enters_try(xl *x, uint32_t offset) {
    for (uint32_t n = 0; n < x->clause_count; n++)
        if (x->clauses[n].try_start == offset) return true;
    return false;
}

/* A leave may go back into the try block of the catch handler that it stands in (ECMA-335 III.3.46). */
static bool catches_at(const clause *c, uint32_t offset) {
    return !is_unwinding(c) && offset >= c->handler && offset < c->handler_end;
}

nano_status nano__check_flow(xl *x, uint32_t from, uint32_t to, bool leave) {
    enum { MOST_CHECKS = 1 << 18 }; /* in a method: a walk over it can not be interrupted */
    x->flow_checks += x->clause_count;
    REFUSE_IF(x, x->flow_checks > MOST_CHECKS, FLOW_LIMIT);
    for (uint32_t n = 0; n < x->clause_count; n++) {
        const clause *c = &x->clauses[n];
        const parts all = parts_of(c);
        for (region_part p = IN_TRY; p <= IN_FILTER; p++) {
            const span s = all.of[p];
            const bool in = holds(s, from), in_after = holds(s, to);
            REFUSE_IF(
                x, p != IN_TRY && in_after && to == s.start && (c->kind == EH_CATCH || c->kind == EH_FILTER),
                ENTER_HANDLER);
            if (!in && in_after && !(p == IN_TRY && (to == s.start || (leave && catches_at(c, from)))))
                RETURN_REFUSAL(nano__refuse(x, p == IN_TRY ? RULE_ENTER_TRY : RULE_ENTER_HANDLER));
            if (!in || in_after) continue;
            REFUSE_IF(x, !leave, LEAVE_MISSING);
            REFUSE_IF(x, p == IN_FILTER || (p == IN_HANDLER && is_unwinding(c)), LEAVE_FINALLY);
        }
    }
    return NANO_OK;
}
