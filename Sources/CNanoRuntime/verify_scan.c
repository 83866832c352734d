/* verify_scan.c - pass 1: decodes the IL that can be reached (ECMA-335 III.1.7.1, III.1.7.2, III.1.7.6),
 * marks instruction starts and branch targets. Bytes that control cannot reach are not looked at. */
#include "translate.h"

/* Codes of each page; those of page 1 follow those of page 0. */
enum { PAGE_0 = 0xE1, PAGE_1 = 0x1F };
static const struct {
    uint8_t operand : 4, flow : 4;
    uint8_t base;
    int8_t value;
} rows[PAGE_0 + PAGE_1] = {
#define ROW(id, text, page, byte, operand, flow, base, value)                                                \
    [page * PAGE_0 + byte] = {IL_##operand, IL_FLOW_##flow, IL_##base, value},
    NANO_IL(ROW)
#undef ROW
};
static const uint8_t operand_bytes[] = {
    [IL_NONE] = 0,
    [IL_I1] = 1,
    [IL_I4] = 4,
    [IL_I8] = 8,
    [IL_R4] = 4,
    [IL_R8] = 8,
    [IL_VAR1] = 1,
    [IL_VAR2] = 2,
    [IL_BR1] = 1,
    [IL_BR2] = 2,
    [IL_SWITCH_TARGETS] = 1,
    [IL_METHOD] = 2,
    [IL_FIELD] = 2,
    [IL_TYPE] = 2,
    [IL_STRING] = 2,
    [IL_TOKEN] = 4,
};

static int64_t read_signed(const uint8_t *p, uint32_t bytes) {
    switch (bytes) {
    case 1: return (int8_t)p[0];
    case 2: return (int16_t)nano__rd16(p);
    case 4: return (int32_t)nano__rd32(p);
    default: return (int64_t)(nano__rd32(p) | (uint64_t)nano__rd32(p + 4) << 32);
    }
}

nano_rule nano__read_il(const nano_body *body, uint32_t offset, il_insn *out) {
    const uint8_t *il = body->il;
    const uint32_t length = body->length;
    const bool page = il[offset] == 0xFE;
    uint32_t at = offset + page;
    /* What cannot be read counts as a branch to itself, which breaks no other rule: it is this one that
     * refuses it.
     */
    *out = (il_insn){
        .op = IL_BR, .flow = IL_FLOW_BRANCH, .offset = offset, .next = offset + 1, .value = (int32_t)offset};
    if (at >= length) return RULE_TRUNCATED;
    const uint32_t byte = il[at++], code = page ? PAGE_0 + byte : byte;
    if (byte >= (page ? PAGE_1 : PAGE_0) || rows[code].flow == IL_FLOW_UNKNOWN) return RULE_OPCODE;
    const uint32_t operand = rows[code].operand, bytes = operand_bytes[operand];
    if (length - at < bytes) return RULE_TRUNCATED;
    *out = (il_insn){.op = rows[code].base,
                     .operand = operand,
                     .flow = rows[code].flow,
                     .offset = offset,
                     .next = at + bytes,
                     .value = rows[code].value};
    switch (operand) {
    case IL_NONE: break;
    case IL_I8:
    case IL_R8: out->wide = read_signed(il + at, 8); break;
    case IL_VAR1: out->value = il[at]; break;
    case IL_BR1:
    case IL_BR2: out->value = (int32_t)out->next + (int32_t)read_signed(il + at, bytes); break;
    case IL_SWITCH_TARGETS:
        out->value = il[at];
        out->table = il + at + 1;
        out->next += 2u * il[at];
        if (out->next > length) return RULE_TRUNCATED;
        break;
    case IL_VAR2:
    case IL_METHOD:
    case IL_FIELD:
    case IL_TYPE:
    case IL_STRING: out->value = (int32_t)nano__rd16(il + at); break;
    default: out->value = (int32_t)read_signed(il + at, bytes); break;
    }
    return out->flow == IL_FLOW_REFUSED ? RULE_UNVERIFIABLE : RULE_COUNT;
}

nano_status nano__decode(xl *x, uint32_t offset, il_insn *out) {
    x->at = offset;
    const nano_rule broken = nano__read_il(&x->body, offset, out);
    return LIKELY(broken == RULE_COUNT) ? NANO_OK : nano__refuse(x, broken);
}

/* Queues an offset that control can reach. */
static nano_status reach(xl *x, int32_t offset, uint32_t mark) {
    REFUSE_IF(x, offset < 0 || (uint32_t)offset >= x->body.length, BRANCH_OUTSIDE);
    REFUSE_IF(x, nano__flags_at(x, offset) & AT_OPERAND, INSTRUCTIONS_OVERLAP);
    nano__flag(x, offset, mark);
    if (nano__flags_at(x, offset) & AT_QUEUED) return NANO_OK;
    nano__flag(x, offset, AT_QUEUED);
    if (!nano__reserve(x, &x->queue, x->queue.count + 1, sizeof(uint16_t))) return x->status;
    AT(x->vm, x->queue.block, uint16_t)[x->queue.count++] = (uint16_t)offset;
    return NANO_OK;
}

/* What pass 2 has to know beforehand of variables: whether their address is taken, whether they are stored
 * to. */
static void note_variable(xl *x, const il_insn *i) {
    const bool argument = i->op == IL_LDARGA || i->op == IL_STARG;
    const uint32_t index = (uint32_t)i->value, count = argument ? x->nargs : x->nlocals;
    if (index >= count) return; /* pass 2 refuses it */
    var *v = &x->vars[argument ? index : x->nargs + index];
    if (i->op == IL_LDARGA || i->op == IL_LDLOCA)
        v->address_taken = 1;
    else
        v->stored = 1;
}

static nano_status reach_branch(xl *x, uint32_t from, int32_t target) {
    TRY(reach(x, target, AT_LABEL));
    if ((uint32_t)target > from) return NANO_OK;
    if ((uint32_t)target < x->loop_first) x->loop_first = (uint32_t)target;
    if (from > x->loop_last) x->loop_last = from;
    return NANO_OK;
}

/* Decodes from one queued offset up to the first instruction that control does not pass, or that is known
 * already. */
static nano_status scan_from(xl *x, uint32_t offset) {
    for (;;) {
        if (nano__flags_at(x, offset) & AT_INSN) return NANO_OK;
        if (nano__flags_at(x, offset) & AT_OPERAND) {
            x->at = offset;
            RETURN_REFUSAL(nano__refuse(x, RULE_INSTRUCTIONS_OVERLAP));
        }
        il_insn i;
        TRY(nano__decode(x, offset, &i));
        nano__flag(x, offset, AT_INSN);
        for (uint32_t at = offset + 1; at < i.next; at++) {
            REFUSE_IF(x, nano__flags_at(x, at) & (AT_INSN | AT_QUEUED | AT_LABEL), INSTRUCTIONS_OVERLAP);
            nano__flag(x, at, AT_OPERAND);
        }
        if (i.op == IL_LDARGA || i.op == IL_STARG || i.op == IL_LDLOCA || i.op == IL_STLOC)
            note_variable(x, &i);
        for (uint32_t n = 0; n < nano__target_count(&i); n++)
            TRY(reach_branch(x, offset, nano__target(&i, n)));
        if (!nano__falls_through(&i)) return NANO_OK;
        if (i.next >= x->body.length) return nano__refuse(x, RULE_FALL_OFF);
        offset = i.next;
    }
}

static nano_status drain(xl *x) {
    while (x->queue.count) TRY(scan_from(x, AT(x->vm, x->queue.block, uint16_t)[--x->queue.count]));
    return NANO_OK;
}

/* Borders of regions are labels: their units are needed, and no instruction may span one. */
static nano_status mark_borders(xl *x) {
    for (uint32_t n = 0; n < x->clause_count; n++) {
        const clause *c = &x->clauses[n];
        const uint16_t borders[] = {c->try_start, c->try_end, c->handler, c->handler_end, c->filter};
        for (uint32_t i = 0; i < (c->kind == EH_FILTER ? 5 : 4); i++) {
            x->at = borders[i];
            REFUSE_IF(x, nano__flags_at(x, borders[i]) & AT_OPERAND, REGION_BORDER);
            nano__flag(x, borders[i], AT_LABEL);
        }
    }
    return NANO_OK;
}

static nano_status make_labels(xl *x) {
    uint32_t count = 0;
    for (uint32_t i = 0; i <= x->body.length; i++) count += (nano__flags_at(x, i) & AT_LABEL) != 0;
    if (!nano__reserve(x, &x->labels, count ? count : 1, sizeof(label))) return x->status;
    for (uint32_t i = 0; i <= x->body.length; i++)
        if (nano__flags_at(x, i) & AT_LABEL) LABELS(x)[x->labels.count++] = (label){.offset = (uint16_t)i};
    return NANO_OK;
}

nano_status nano__scan(xl *x) {
    TRY(reach(x, 0, 0));
    TRY(drain(x));
    for (uint32_t n = 0; n < x->clause_count; n++) {
        x->at = x->clauses[n].handler;
        TRY(reach(x, x->clauses[n].handler, AT_LABEL));
        if (x->clauses[n].kind == EH_FILTER) TRY(reach(x, x->clauses[n].filter, AT_LABEL));
        TRY(drain(x));
    }
    TRY(mark_borders(x));
    return make_labels(x);
}

label *nano__label_at(xl *x, uint32_t offset) {
    label *labels = LABELS(x);
    uint32_t low = 0, high = x->labels.count;
    while (low < high) {
        const uint32_t middle = (low + high) / 2;
        if (labels[middle].offset < offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low < x->labels.count && labels[low].offset == offset ? &labels[low] : NULL;
}
