/* translate_code.c - the object of translated code: how large it will be, and putting it together.
 *
 * The first walk counts; then the object is taken, and the second walk writes units and pairs to where they
 * stay. Every walk over a method gives the same units, so that a part of them can be made again (window.c).
 * Until it is published the object is core.making.
 */
#include "translate.h"

static xl begin(nano_vm *vm, moff method) {
    const nano_method *m = AT(vm, method, nano_method);
    return (xl){.vm = vm, .method = method, .assembly = m->id >> 16, .m = m, .loop_first = UINT32_MAX};
}

static uint32_t unit_of(xl *x, uint32_t offset) {
    const label *l = nano__label_at(x, offset);
    return l ? l->unit : x->unit_count;
}

static void write_clauses(xl *x, nano_eh *rows) {
    for (uint32_t n = 0; n < x->clause_count; n++) {
        const clause *c = &x->clauses[n];
        rows[n] = (nano_eh){.try_start = unit_of(x, c->try_start),
                            .try_end = unit_of(x, c->try_end),
                            .handler = unit_of(x, c->handler),
                            .type = c->kind == EH_FILTER ? unit_of(x, c->filter) : c->type,
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
                nano__put_pair(x, list, word, t.depth);
    }
}

/* Words that have to be zero when the method starts: arguments are copied, other temporaries are written
 * before they are read. */
static uint32_t words_to_clear(xl *x) {
    uint32_t end = x->zero ? x->zero + 1 : 0;
    const uint32_t variables = x->nargs + x->nlocals;
    const var *last = x->vars + variables - 1;
    if (x->nlocals) {
        const uint32_t behind = last->word + nano__type_words(x, nano__vtype(nano__var_type(last)));
        if (behind > end) end = behind;
    }
    for (uint32_t word = x->frame_words; word > end; word--)
        if (AT(x->vm, x->bitmap.block, uint32_t)[(word - 1) / 32] >> (word - 1) % 32 & 1) return word;
    return end;
}

/* -- The first walk ------------------------------------------------------------------------------- */

nano_status nano__measure(nano_vm *vm, moff method, code_size *size) {
    xl x = begin(vm, method);
    nano_status status = nano__walk(&x);
    if (status == NANO_OK) {
        const uint32_t body = x.unit_count;
        nano__load_constants(&x);
        pairs temps = {0};
        list_temporaries(&x, &temps);
        *size = (code_size){.units = x.unit_count,
                            .prologue = x.unit_count - body,
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

/* Where the parts of a block begin. */
typedef struct parts {
    uint32_t bitmap, temps, calls, lines, units;
} parts;

static parts parts_of(const code_size *size) {
    parts p;
    p.bitmap = CODE_EH + size->clauses * (uint32_t)sizeof(nano_eh);
    p.temps = p.bitmap + (size->frame_words + 31) / 32 * 4;
    p.calls = p.temps + size->temps;
    p.lines = p.calls + size->calls;
    p.units = (p.lines + size->lines + 3) & ~3u;
    return p;
}

/* Walks the method again and writes what has a place. The loads of the loops' constants, which are known at
 * the end only, go in front. */
static nano_status write(xl *x, uint32_t prologue, uint32_t units) {
    x->prologue = x->unit_count = prologue;
    TRY(nano__walk(x));
    const uint32_t end = x->unit_count;
    x->unit_count = 0;
    nano__load_constants(x);
    if (x->unit_count != prologue || end != units) /* two walks over a method do not differ */
        return nano__fail(x->vm, NANO_LIMIT, TEXT_CANNOT_TRANSLATE, x->method);
    x->unit_count = end;
    return x->status;
}

/* Fills the head of the code of a method that was walked again. */
static nano_status finish_code(xl *x, const code_size *size, const parts *p) {
    pairs temps = {.at = p->temps, .capacity = size->temps - 1};
    list_temporaries(x, &temps);
    if (x->frame_words != size->frame_words || p->calls - p->temps > UINT16_MAX)
        return nano__fail(x->vm, NANO_LIMIT, TEXT_TOO_LARGE_TO_TRANSLATE, x->method);
    const nref making = CORE(x->vm)->making;
    nano_code *code = AT(x->vm, making, nano_code);
    code->units = size->units;
    code->end = x->unit_limit;
    code->head = p->units;
    nano__find_units(x->vm, making);
    code->lines = p->lines;
    code->frame_words = (uint16_t)size->frame_words;
    code->clear_words = (uint16_t)words_to_clear(x);
    code->eh_count = (uint16_t)x->clause_count;
    code->prologue = (uint16_t)size->prologue;
    code->calls = (uint16_t)(p->calls - p->temps);
    write_clauses(x, AT(x->vm, making + CODE_EH, nano_eh));
    nano__copy(AT(x->vm, making + p->bitmap, uint8_t), AT(x->vm, x->bitmap.block, uint8_t),
               (x->frame_words + 31) / 32 * 4);
    nano__fuse(AT(x->vm, making + p->units, uint16_t), code->end);
    return NANO_OK;
}

static nano_status make_code(nano_vm *vm, moff method, const code_size *size, uint32_t units) {
    const parts p = parts_of(size);
    CORE(vm)->making = nano__code_alloc(vm, CORE(vm)->code_type, p.units + 2 * units);
    if (!CORE(vm)->making) return nano__fail_memory(vm, TEXT_FOR_CODE, method);
    xl x = begin(vm, method);
    x.units_at = p.units;
    x.unit_limit = units;
    x.lines = (pairs){.at = p.lines, .capacity = size->lines - 1};
    x.calls = (pairs){.at = p.calls, .capacity = size->calls - 1};
    nano_status status = write(&x, size->prologue, size->units);
    if (status == NANO_OK) status = finish_code(&x, size, &p);
    nano__work_release(vm);
    if (status == NANO_OK) {
        nano__publish_code(vm, method);
        CORE(vm)->translated++;
    }
    if (CORE(vm)->making) CORE(vm)->code_used -= AT(vm, CORE(vm)->making, nano_code)->bytes;
    CORE(vm)->making = 0;
    return status;
}

nano_status nano__make_code(nano_vm *vm, moff method, const code_size *size) {
    const bool whole = !(CORE(vm)->config.test_modes & NANO_TEST_WINDOWS);
    const nano_status status = make_code(vm, method, size, whole ? size->units : 0);
    /* Without units: window.c brings them when they are to run. */
    return status == NANO_OUT_OF_MEMORY ? make_code(vm, method, size, 0) : status;
}

nano_status nano__write_units(nano_vm *vm, moff method, uint32_t first, uint32_t limit) {
    const nano_code *code = AT(vm, AT(vm, method, nano_method)->code, nano_code);
    xl x = begin(vm, method);
    x.units_at = sizeof(nano_window);
    x.unit_first = first;
    x.unit_limit = limit;
    const nano_status status = write(&x, code->prologue, code->units);
    nano__work_release(vm);
    return status;
}
