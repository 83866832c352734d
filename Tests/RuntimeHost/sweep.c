/* sweep.c - every program with every allocation failing once. */
#include "sweep.h"
#include "jobs.h"
#include "nano_internal.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EVERY_BELOW = 5000, FIRST = 1000, SPREAD = 500, SHOWN = 3, SPARE_INSTRUCTIONS = 1000000 };

typedef enum outcome { RIGHT, REFUSED, OOM, THREAD_ENDED, CAUGHT, WRONG, OUTCOMES } outcome;
static const char *const outcome_names[OUTCOMES] = {"right", "refused", "oom", "thread", "caught", "wrong"};

typedef struct swept {
    uint32_t allocations, tried, counts[OUTCOMES];
    uint64_t hash;
    char *failures; /* lines about the first of them */
} swept;

typedef struct sweep {
    const program_list *programs;
    const suite_options *options;
    uint32_t positions;
    struct worker {
        run run;
        snapshot start;
    } * workers;
    swept *results;
    uint32_t passed, failed;
} sweep;

/* -- What a program handles ----------------------------------------------------------------------- */

/* Kinds of clauses (pe-format 3.9): catch, catch-all, finally, filter. A fault block counts as a catch-all
 * here. */
enum { EH_ROW_BYTES = 12, CLAUSE_CATCH = 0, CLAUSE_ANY = 1, CLAUSE_FILTER = 3 };

static bool clause_takes_oom(nano_vm *vm, uint32_t assembly, const uint8_t *row) {
    const uint32_t kind = nano__rd16(row);
    if (kind == CLAUSE_FILTER || kind == CLAUSE_ANY) return true;
    moff type, raised;
    if (kind != CLAUSE_CATCH || nano__type_ref15(vm, assembly, nano__rd16(row + 2), &type) != NANO_OK)
        return false;
    const uint32_t id = nano__exception_row(vm, EXC_OUT_OF_MEMORY);
    return nano__type(vm, id >> 16, id & 0xFFFF, &raised) == NANO_OK && nano__assignable(vm, raised, type);
}

/* Whether a method of the program's own assemblies has a handler or filter that takes OutOfMemoryException.
 * Makes types: the VM is not run afterwards. */
static bool takes_oom(nano_vm *vm, uint32_t domain) {
    for (uint32_t i = 0; i < CORE(vm)->assembly_count; i++) {
        if (!nano__is_loaded(vm, i) || nano__asm(vm, i)->domain != domain) continue;
        for (uint32_t row = 0, rows = nano__table_rows(vm, i, TBL_METHODDEF); row < rows; row++) {
            nano_body body;
            if (nano__method_row(vm, i << 16 | row)->rva == NANO_NONE) continue;
            nano__body(vm, i << 16 | row, &body);
            for (uint32_t n = 0; n < body.eh_count; n++)
                if (clause_takes_oom(vm, i, body.eh + n * EH_ROW_BYTES)) return true;
        }
    }
    return false;
}

/* -- One failure ---------------------------------------------------------------------------------- */

static outcome classify(const program *p, const run *r, bool handles_oom) {
    if (!r->heap_sound || !output_begins(p, r, r->output_before)) return WRONG;
    if (r->end == RUN_RETURNED && r->result == 0 && output_matches(p, r)) return RIGHT;
    if (r->end == RUN_REFUSED) return r->status == NANO_OUT_OF_MEMORY ? REFUSED : WRONG;
    if (r->main_out_of_memory) return OOM;
    /* What the program makes of an exception is its own affair, but there has to be one. */
    if (!r->stats.memory_failures) return WRONG;
    if (r->thread_out_of_memory) return THREAD_ENDED;
    return handles_oom && r->end != RUN_BUDGET ? CAUGHT : WRONG;
}

/* FNV-1a */
static uint64_t hash_bytes(uint64_t hash, const void *bytes, uint32_t length) {
    for (uint32_t i = 0; i < length; i++)
        hash = (hash ^ ((const uint8_t *)bytes)[i]) * UINT64_C(0x100000001B3);
    return hash;
}

static uint64_t hash_number(uint64_t hash, uint32_t number) {
    const uint8_t bytes[4] = {(uint8_t)number, (uint8_t)(number >> 8), (uint8_t)(number >> 16),
                              (uint8_t)(number >> 24)};
    return hash_bytes(hash, bytes, sizeof bytes);
}

static uint64_t hash_run(uint64_t hash, uint32_t position, const run *r) {
    hash = hash_number(hash_number(hash_number(hash, position), (uint32_t)r->end), (uint32_t)r->result);
    hash = hash_bytes(hash, r->text, (uint32_t)strlen(r->text));
    hash = hash_bytes(hash, r->thread_text, (uint32_t)strlen(r->thread_text));
    return hash_bytes(hash, r->output, r->output_length);
}

static void note_wrong(swept *result, const program *p, const run *r, uint32_t position) {
    if (result->counts[WRONG] > SHOWN) return;
    char text[END_TEXT_BYTES + 256], line[END_TEXT_BYTES + 512];
    const char *what = judge(p, r, text, sizeof text);
    const int length = snprintf(line, sizeof line, "  --fail %" PRIu32 ": %s\n", position,
                                what ? what : "wrong output before it");
    const size_t before = result->failures ? strlen(result->failures) : 0;
    result->failures = realloc(result->failures, before + (size_t)length + 1);
    if (!result->failures) must_allocate(SIZE_MAX);
    memcpy(result->failures + before, line, (size_t)length + 1);
}

/* -- All of a program's --------------------------------------------------------------------------- */

typedef struct attempt {
    const program *program;
    struct worker *worker;
    swept *result;
    run_options options;
    bool handles_oom;
} attempt;

static void fail_at(attempt *a, uint32_t position) {
    run *r = &a->worker->run;
    a->options.config.fail_allocation = position;
    if (position > a->worker->start.allocations) {
        run_restore(r, &a->worker->start, &a->options);
        run_finish(r);
    } else
        run_files(r, &a->program->set, &a->options);
    const outcome how = classify(a->program, r, a->handles_oom);
    a->result->tried++;
    a->result->counts[how]++;
    a->result->hash = hash_run(a->result->hash, position, r);
    if (how == WRONG) note_wrong(a->result, a->program, r, position);
}

/* One position in each of `count` equal parts of [first, last]. */
static void fail_spread(attempt *a, uint32_t first, uint32_t last, uint32_t count) {
    const uint64_t span = last - first + 1;
    uint32_t state = 2463534242u;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t from = first + (uint32_t)(span * i / count),
                       to = first + (uint32_t)(span * (i + 1) / count);
        state ^= state << 13; /* Marsaglia's xorshift32 */
        state ^= state >> 17;
        state ^= state << 5;
        if (from < to) fail_at(a, from + state % (to - from));
    }
}

static void fail_range(attempt *a, uint32_t first, uint32_t last) {
    for (uint32_t n = first; n <= last; n++) fail_at(a, n);
}

static void work(void *context, uint32_t item, uint32_t worker) {
    sweep *s = context;
    attempt a = {&s->programs->items[item], &s->workers[worker], &s->results[item], s->options->run, false};
    run *r = &a.worker->run;
    a.options.check_heap = true;
    a.result->hash = UINT64_C(0xCBF29CE484222325);
    if (!run_prepare(r, &a.program->set, &a.options)) {
        a.result->counts[WRONG]++;
        note_wrong(a.result, a.program, r, 0);
        return;
    }
    run_save(r, &a.worker->start);
    a.handles_oom = takes_oom(&r->vm, r->domain);
    run_restore(r, &a.worker->start, &a.options);
    run_finish(r);
    const uint32_t last = a.result->allocations = CORE(&r->vm)->allocation_count;
    a.options.budget = 2 * r->stats.instructions + SPARE_INSTRUCTIONS;
    if (s->positions && s->positions < last)
        fail_spread(&a, 1, last, s->positions);
    else if (last < EVERY_BELOW)
        fail_range(&a, 1, last);
    else {
        fail_range(&a, 1, FIRST);
        fail_spread(&a, FIRST + 1, last, SPREAD);
    }
}

static void done(void *context, uint32_t item) {
    sweep *s = context;
    const swept *result = &s->results[item];
    const bool passed = !result->counts[WRONG];
    passed ? s->passed++ : s->failed++;
    printf("%s %s: %" PRIu32 " of %" PRIu32 " allocations failed:", passed ? "PASS" : "FAIL",
           s->programs->items[item].name, result->tried, result->allocations);
    for (uint32_t i = 0; i < OUTCOMES; i++) printf(" %" PRIu32 " %s", result->counts[i], outcome_names[i]);
    printf(", %016" PRIx64 "\n%s", result->hash, result->failures ? result->failures : "");
    fflush(stdout);
}

bool run_sweep(const program_list *programs, const suite_options *options, uint32_t positions) {
    sweep s = {.programs = programs, .options = options, .positions = positions};
    s.workers = must_allocate(options->jobs * sizeof *s.workers);
    memset(s.workers, 0, options->jobs * sizeof *s.workers);
    s.results = must_allocate(programs->count * sizeof *s.results);
    memset(s.results, 0, programs->count * sizeof *s.results);
    run_jobs(programs->count, options->jobs, &s, work, done);
    for (uint32_t i = 0; i < options->jobs; i++) {
        run_dispose(&s.workers[i].run);
        free(s.workers[i].start.bytes);
    }
    for (uint32_t i = 0; i < programs->count; i++) free(s.results[i].failures);
    free(s.workers);
    free(s.results);
    printf("%" PRIu32 " passed, %" PRIu32 " failed\n", s.passed, s.failed);
    return s.failed == 0 && programs->count > 0;
}
