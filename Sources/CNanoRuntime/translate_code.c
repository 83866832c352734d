/* translate_code.c - the block of translated code: how large it will be, and putting it together.
 *
 * The first walk counts; then the block is taken, and the second walk writes units and pairs to where they
 * stay. What the second needs less is given back. Until nano_code.method is set the block cannot be evicted.
 */
#include "translate.h"

static xl begin(nano_vm *vm, moff method) {
    const nano_method *m = AT(vm, method, nano_method);
    return (xl){.vm = vm, .method = method, .assembly = m->id >> 16, .m = m, .loop_first = UINT32_MAX};
}

static uint32_t unit_of(xl *x, uint32_t offset, uint32_t prologue) {
    const label *l = nano__label_at(x, offset);
    return (l ? l->unit : x->unit_count) + prologue;
}

static void write_clauses(xl *x, nano_eh *rows, uint32_t prologue) {
    for (uint32_t n = 0; n < x->clause_count; n++) {
        const clause *c = &x->clauses[n];
        rows[n] = (nano_eh){.try_start = unit_of(x, c->try_start, prologue),
                            .try_end = unit_of(x, c->try_end, prologue),
                            .handler = unit_of(x, c->handler, prologue),
                            .handler_end = unit_of(x, c->handler_end, prologue),
                            .filter = c->kind == EH_FILTER ? unit_of(x, c->filter, prologue) : 0,
                            .type = c->type,
                            .kind = c->kind,
                            .slot = c->slot};
    }
}

/* Words of temporaries that hold references, with their depths. */
static void list_temporaries(xl *x, pairs *list) {
    for (uint32_t n = 0; n < x->temps.count; n++) {
        const temp t = AT(x->vm, x->temps.block, temp)[n];
        const bool value = t.cls == T_VALUE || t.cls == T_FRESH_VALUE;
        const uint32_t words = value ? (AT(x->vm, t.type, nano_type)->size + 3u) / 4 : 1;
        for (uint32_t word = t.word; word < t.word + words; word++)
            if (AT(x->vm, x->bitmap.block, uint32_t)[word / 32] >> word % 32 & 1)
                nano__put_pair(list, word, t.depth);
    }
}

/* Words that have to be zero when the method starts: arguments are copied, other temporaries are written
 * before they are read. */
static uint32_t words_to_clear(xl *x) {
    uint32_t end = x->zero ? x->zero + 1 : 0;
    const uint32_t variables = x->nargs + x->nlocals;
    if (x->nlocals && x->vars[variables - 1].word + x->vars[variables - 1].words > end)
        end = x->vars[variables - 1].word + x->vars[variables - 1].words;
    for (uint32_t word = x->frame_words; word > end; word--)
        if (AT(x->vm, x->bitmap.block, uint32_t)[(word - 1) / 32] >> (word - 1) % 32 & 1) return word;
    return end;
}

/* -- The first walk ------------------------------------------------------------------------------- */

nano_status nano__measure(nano_vm *vm, moff method, code_size *size) {
    xl x = begin(vm, method);
    nano_status status = nano__walk(&x);
    if (status == NANO_OK) {
        nano__load_constants(&x);
        pairs temps = {0};
        list_temporaries(&x, &temps);
        *size = (code_size){.units = x.unit_count,
                            .clauses = x.clause_count,
                            .frame_words = x.frame_words,
                            .lines = x.lines.used + 1,
                            .calls = x.calls.used + 1,
                            .temps = temps.used + 1};
        status = x.status;
    }
    nano__work_release(vm);
    return status;
}

/* -- The second ----------------------------------------------------------------------------------- */

static void reverse(uint16_t *units, uint32_t count) {
    for (uint32_t n = 0; n < count / 2; n++) {
        const uint16_t unit = units[n];
        units[n] = units[count - 1 - n];
        units[count - 1 - n] = unit;
    }
}

/* Writes the loads of the loops' constants behind the code and turns the two around; returns their units. */
static uint32_t add_prologue(xl *x) {
    const uint32_t body = x->unit_count;
    nano__load_constants(x);
    const uint32_t prologue = x->unit_count - body;
    if (x->unit_count > x->unit_limit || !prologue) return prologue;
    uint16_t *units = AT(x->vm, x->units, uint16_t);
    reverse(units, body);
    reverse(units + body, prologue);
    reverse(units, x->unit_count);
    return prologue;
}

/* Where the parts of a block begin. */
typedef struct parts {
    uint32_t bitmap, temps, calls, lines, ops, bytes;
} parts;

static parts parts_of(const code_size *size) {
    parts p;
    p.bitmap = CODE_EH + size->clauses * (uint32_t)sizeof(nano_eh);
    p.temps = p.bitmap + (size->frame_words + 31) / 32 * 4;
    p.calls = p.temps + size->temps;
    p.lines = p.calls + size->calls;
    p.ops = (p.lines + size->lines + 3) & ~3u;
    p.bytes = p.ops + 2 * size->units;
    return p;
}

/* Fills the block of a method that was walked again. */
static nano_status finish_code(xl *x, moff block, const code_size *size, const parts *p) {
    const uint32_t prologue = add_prologue(x);
    pairs temps = {.at = AT(x->vm, block + p->temps, uint8_t), .capacity = size->temps - 1};
    list_temporaries(x, &temps);
    const bool fits = x->unit_count <= size->units && x->frame_words <= size->frame_words &&
                      x->lines.used < size->lines && x->calls.used < size->calls && temps.used < size->temps;
    if (!fits ||
        p->calls - p->temps > UINT16_MAX) /* the first is never so: the second walk only folds more */
        return nano__fail(x->vm, NANO_LIMIT, "%m is too large to be translated", x->method);
    nano_code *code = AT(x->vm, block, nano_code);
    *code = (nano_code){.bytes = p->ops + 2 * x->unit_count,
                        .last_used = CORE(x->vm)->clock,
                        .units = x->unit_count,
                        .ops = p->ops,
                        .lines = p->lines,
                        .frame_words = (uint16_t)size->frame_words,
                        .clear_words = (uint16_t)words_to_clear(x),
                        .eh_count = (uint16_t)x->clause_count,
                        .prologue = (uint16_t)prologue,
                        .calls = (uint16_t)(p->calls - p->temps)};
    write_clauses(x, AT(x->vm, block + CODE_EH, nano_eh), prologue);
    nano__copy(AT(x->vm, block + p->bitmap, uint8_t), AT(x->vm, x->bitmap.block, uint8_t),
               (x->frame_words + 31) / 32 * 4);
    nano__fuse(AT(x->vm, block + p->ops, uint16_t), x->unit_count);
    nano__meta_trim(x->vm, block, code->bytes);
    return NANO_OK;
}

static void publish(nano_vm *vm, moff method, moff block) {
    nano_method *m = AT(vm, method, nano_method);
    const bool told = CORE(vm)->config.test_modes & NANO_TEST_TRACE; /* the slow way tells of the call */
    AT(vm, block, nano_code)->method = method;
    m->code = block;
    if (!(m->flags & MD_SYNCHRONIZED) && !told)
        m->direct = CALL_DIRECT | (nano__is_value(AT(vm, m->owner, nano_type)) ? 0 : CALL_DIRECT_VIRTUAL);
    CORE(vm)->translated++;
}

nano_status nano__make_code(nano_vm *vm, moff method, const code_size *size) {
    const parts p = parts_of(size);
    const moff block = nano__code_alloc(vm, p.bytes);
    if (!block) return nano__fail_memory(vm, "the code of %m", method);
    xl x = begin(vm, method);
    x.emitting = true;
    x.units = block + p.ops;
    x.unit_limit = size->units;
    x.lines = (pairs){.at = AT(vm, block + p.lines, uint8_t), .capacity = size->lines - 1};
    x.calls = (pairs){.at = AT(vm, block + p.calls, uint8_t), .capacity = size->calls - 1};
    nano_status status = nano__walk(&x);
    if (status == NANO_OK) status = finish_code(&x, block, size, &p);
    if (status == NANO_OK)
        publish(vm, method, block);
    else
        nano__meta_free(vm, block);
    nano__work_release(vm);
    return status;
}
