/* suite.c - the conformance programs, one after the other in one process. */
#include "suite.h"
#include "jobs.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VERDICT_BYTES = END_TEXT_BYTES + 256 };

typedef struct suite {
    const program_list *programs;
    const suite_options *options;
    run *runs; /* one for each worker */
    struct item {
        nano_stats stats;
        uint32_t stack_bytes[PHASE_COUNT];
        char *failure; /* NULL = passed */
    } * items;
    uint32_t passed, failed;
    uint32_t stack_bytes[PHASE_COUNT];
    uint32_t stack_program[PHASE_COUNT];
} suite;

void print_stats(const char *name, const nano_stats *s) {
    printf("{");
    if (name) printf("\"program\":\"%s\",", name);
    printf("\"arena\":%" PRIu32 ",\"highWater\":%" PRIu32 ",\"free\":%" PRIu32 ",\"heap\":%" PRIu32
           ",\"metadata\":%" PRIu32 ",\"code\":%" PRIu32 ",\"collections\":%" PRIu32
           ",\"instructions\":%" PRIu64 ",\"nativeCalls\":%" PRIu64 ",\"allocations\":%" PRIu64
           ",\"translatedMethods\":%" PRIu32 ",\"evictedMethods\":%" PRIu32 ",\"threads\":%" PRIu32
           ",\"assemblies\":%" PRIu32 ",\"trace\":\"%016" PRIx64 "\"}\n",
           s->arena_bytes, s->high_water_bytes, s->free_bytes, s->heap_bytes, s->metadata_bytes,
           s->code_bytes, s->collections, s->instructions, s->native_calls, s->allocations,
           s->translated_methods, s->evicted_methods, s->threads, s->assemblies, s->trace_hash);
}

/* -- Judging -------------------------------------------------------------------------------------- */

/* How much of the expected text the output's first `length` bytes are; UINT32_MAX: they differ. */
static uint32_t matched(const program *p, const run *r, uint32_t length) {
    uint32_t at = 0;
    for (uint32_t i = 0; i < length; i++) {
        if (r->output[i] == '\r') continue;
        if (at == p->expected_length || p->expected[at] != r->output[i]) return UINT32_MAX;
        at++;
    }
    return at;
}

bool output_matches(const program *p, const run *r) {
    return matched(p, r, r->output_length) == p->expected_length;
}

bool output_begins(const program *p, const run *r, uint32_t length) {
    return matched(p, r, length) != UINT32_MAX;
}

/* The line that begins at `at`, without its end. */
static int line_length(const char *text, uint32_t length, uint32_t at) {
    uint32_t end = at;
    while (end < length && text[end] != '\n') end++;
    return (int)(end - at);
}

static void describe_difference(const program *p, const run *r, char *text, uint32_t capacity) {
    uint32_t at = 0, got = 0, line = 1, line_at = 0, got_line = 0;
    for (; at < p->expected_length && got < r->output_length; got++) {
        if (r->output[got] == '\r') continue;
        if (p->expected[at] != r->output[got]) break;
        if (p->expected[at++] != '\n') continue;
        line++;
        line_at = at;
        got_line = got + 1;
    }
    snprintf(text, capacity, "line %" PRIu32 ": expected '%.*s', got '%.*s'", line,
             line_length(p->expected, p->expected_length, line_at), p->expected + line_at,
             line_length(r->output, r->output_length, got_line), r->output + got_line);
}

const char *judge(const program *p, const run *r, char *text, uint32_t capacity) {
    if (!r->heap_sound) return "the heap is damaged";
    if (r->end != RUN_RETURNED || r->result != 0) {
        run_describe(r, text, capacity);
        return text;
    }
    if (output_matches(p, r)) return NULL;
    describe_difference(p, r, text, capacity);
    return text;
}

/* -- Running -------------------------------------------------------------------------------------- */

static void work(void *context, uint32_t item, uint32_t worker) {
    suite *s = context;
    run *r = &s->runs[worker];
    const program *p = &s->programs->items[item];
    char text[VERDICT_BYTES];
    run_files(r, &p->set, &s->options->run);
    const char *failure = judge(p, r, text, sizeof text);
    struct item *result = &s->items[item];
    result->stats = r->stats;
    memcpy(result->stack_bytes, r->stack_bytes, sizeof result->stack_bytes);
    result->failure = failure ? strcpy(must_allocate(strlen(failure) + 1), failure) : NULL;
}

static void done(void *context, uint32_t item) {
    suite *s = context;
    const struct item *result = &s->items[item];
    const char *name = s->programs->items[item].name;
    if (result->failure) {
        printf("FAIL %s: %s\n", name, result->failure);
        s->failed++;
    } else {
        if (!s->options->stats) printf("PASS %s\n", name);
        s->passed++;
    }
    if (s->options->stats) print_stats(name, &result->stats);
    for (uint32_t phase = 0; phase < PHASE_COUNT; phase++) {
        if (result->stack_bytes[phase] <= s->stack_bytes[phase]) continue;
        s->stack_bytes[phase] = result->stack_bytes[phase];
        s->stack_program[phase] = item;
    }
    fflush(stdout);
}

static void print_stack(const suite *s) {
    for (uint32_t phase = 0; phase < PHASE_COUNT; phase++)
        printf("stack of %s: %" PRIu32 " bytes (%s)\n", phase_names[phase], s->stack_bytes[phase],
               s->programs->items[s->stack_program[phase]].name);
}

bool run_suite(const program_list *programs, const suite_options *options) {
    suite s = {.programs = programs, .options = options};
    s.runs = must_allocate(options->jobs * sizeof *s.runs);
    memset(s.runs, 0, options->jobs * sizeof *s.runs);
    s.items = must_allocate(programs->count * sizeof *s.items);
    run_jobs(programs->count, options->jobs, &s, work, done);
    for (uint32_t i = 0; i < options->jobs; i++) run_dispose(&s.runs[i]);
    for (uint32_t i = 0; i < programs->count; i++) free(s.items[i].failure);
    if (options->run.measure_stack && programs->count) print_stack(&s);
    printf("%" PRIu32 " passed, %" PRIu32 " failed\n", s.passed, s.failed);
    free(s.runs);
    free(s.items);
    return s.failed == 0 && programs->count > 0;
}
