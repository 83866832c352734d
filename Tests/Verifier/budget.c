/* budget.c - what one nano_run really does, counted in basic blocks of the runtime's own machine code (the
 * runtime is compiled with -fsanitize-coverage=trace-pc): no program gets more than a bound that its budget
 * and the arena set.
 *
 *   budget FOLDER    cases.list and the files it names; the class library is in $EDGEOTA_LIBRARY or
 * .build/managed */
#include "cases.h"
#include "nano_internal.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ARENA = 256 << 10,
    BUDGET = 5000,      /* instructions of a nano_run */
    RUNS = 60,          /* of a program that does not end */
    MOST_RUNS = 20000,  /* until one that ends has to have ended */
    BLOCKS_A_UNIT = 40, /* basic blocks of machine code that an instruction of the budget may take */
    BLOCKS_A_BYTE = 6,  /* and, once, for each byte of the arena: two collections, one native */
    STACK_BYTES = 8192, /* of C stack, in this build without much optimisation */
    PATH_BYTES = 512
};

static uint64_t blocks;
void __sanitizer_cov_trace_pc(void);
void __sanitizer_cov_trace_pc(void) { blocks++; }

/* What a program took, at most, in one nano_run. */
typedef struct use {
    uint64_t blocks;
    uint32_t stack;
} use;

typedef struct slice {
    nano_vm *vm;
    nano_run_result result;
} slice;

static void run_slice(void *context) {
    slice *s = context;
    s->result = nano_run(s->vm, BUDGET);
}

static use run_in_slices(run *r) {
    use worst = {0, 0};
    for (uint32_t i = 0; i < MOST_RUNS; i++) {
        slice s = {.vm = &r->vm};
        const uint64_t before = blocks;
        const uint32_t stack = stack_use(run_slice, &s);
        const nano_run_result result = s.result;
        if (blocks - before > worst.blocks) worst.blocks = blocks - before;
        if (stack > worst.stack) worst.stack = stack;
        if (result.reason == NANO_STOP_FINISHED) return worst;
        if (result.reason == NANO_STOP_WAITING && result.wake_ms > r->now_ms && result.wake_ms != INT64_MAX)
            r->now_ms = result.wake_ms;
        if (i == RUNS && r->options->budget) break;
    }
    r->end = RUN_BUDGET;
    return worst;
}

static bool check(const char *folder, const char *name, const char *expected) {
    const bool endless = !strcmp(expected, "endless"), throws = !strncmp(expected, "throws ", 7);
    run_options o = {.arena = ARENA, .budget = endless, .check_heap = true};
    o.config.lenient_versions = true;
    const folders where = class_library();
    file_set set = {.base_count = 0};
    char path[PATH_BYTES], text[END_TEXT_BYTES + 64];
    run r;
    memset(&r, 0, sizeof r);
    add_base(&set, &where, "mscorlib");
    snprintf(path, sizeof path, "%s/%s.pe", folder, name);
    add_file(&set, path);
    use worst = {0, 0};
    if (run_prepare(&r, &set, &o)) worst = run_in_slices(&r);
    const uint64_t bound = (uint64_t)BUDGET * BLOCKS_A_UNIT + (uint64_t)ARENA * BLOCKS_A_BYTE;
    const bool as_expected =
        endless  ? r.end == RUN_BUDGET
        : throws ? r.end == RUN_EXCEPTION && !strncmp(r.text, expected + 7, strlen(expected + 7))
                 : r.end == RUN_RETURNED;
    const bool sound = nano__check_heap(&r.vm);
    const bool good = as_expected && sound && worst.blocks <= bound && worst.stack <= STACK_BYTES;
    run_describe(&r, text, sizeof text);
    if (!good || getenv("BUDGET_VERBOSE"))
        printf("%s %s: expected %s, %s; at most %" PRIu64 " of %" PRIu64
               " blocks and %u of %u bytes of C stack in a run%s\n",
               good ? "    " : "FAIL", name, expected, text, worst.blocks, bound, worst.stack,
               (unsigned)STACK_BYTES, sound ? "" : "; the heap is damaged");
    run_dispose(&r);
    return good;
}

int main(int argc, char **argv) {
    uint32_t cases;
    const uint32_t failures = check_cases(argc, argv, check, &cases);
    printf("%u greedy programs, %u failures\n", cases, failures);
    return failures ? 1 : 0;
}
