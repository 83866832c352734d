/* smallest.c - finds the smallest arena of each program by bisection: also under stress it passes there. */
#include "smallest.h"
#include "jobs.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VERDICT_BYTES = END_TEXT_BYTES + 256 };

typedef struct search {
    const program_list *programs;
    const suite_options *options;
    run *runs; /* one for each worker */
    struct found {
        uint32_t arena;
        char *failure; /* in the largest arena */
    } * found;
    uint32_t passed, failed;
} search;

/* NULL = passed. */
static const char *attempt(run *r, const program *p, const run_options *options, char *text) {
    run_files(r, &p->set, options);
    return judge(p, r, text, VERDICT_BYTES);
}

/* The program passes as it is and with a collection at every allocation: the order in which memory is given
 * back differs, and with it what fits. */
static const char *attempt_both(run *r, const program *p, run_options options, uint32_t arena, char *text) {
    options.arena = arena;
    const char *failure = attempt(r, p, &options, text);
    if (failure) return failure;
    options.config.test_modes |= NANO_TEST_GC_ALWAYS;
    options.check_heap = true;
    return attempt(r, p, &options, text);
}

static void work(void *context, uint32_t item, uint32_t worker) {
    search *s = context;
    run *r = &s->runs[worker];
    const program *p = &s->programs->items[item];
    char text[VERDICT_BYTES];
    uint32_t low = 0, high = s->options->run.arena / SMALLEST_STEP; /* high passes, low does not, in steps */
    const char *failure = attempt_both(r, p, s->options->run, high * SMALLEST_STEP, text);
    while (!failure && high - low > 1) {
        const uint32_t middle = low + (high - low) / 2;
        if (attempt_both(r, p, s->options->run, middle * SMALLEST_STEP, text))
            low = middle;
        else
            high = middle;
    }
    s->found[item].arena = failure ? 0 : high * SMALLEST_STEP;
    s->found[item].failure = failure ? strcpy(must_allocate(strlen(failure) + 1), failure) : NULL;
}

static void done(void *context, uint32_t item) {
    search *s = context;
    const struct found *f = &s->found[item];
    f->failure ? s->failed++ : s->passed++;
    const char *name = s->programs->items[item].name;
    if (f->failure)
        printf("FAIL %s in %" PRIu32 " bytes: %s\n", name, s->options->run.arena, f->failure);
    else
        printf("PASS %s: %" PRIu32 " bytes\n", name, f->arena);
    fflush(stdout);
}

bool run_smallest(const program_list *programs, const suite_options *options) {
    search s = {.programs = programs, .options = options};
    s.runs = must_allocate(options->jobs * sizeof *s.runs);
    memset(s.runs, 0, options->jobs * sizeof *s.runs);
    s.found = must_allocate(programs->count * sizeof *s.found);
    memset(s.found, 0, programs->count * sizeof *s.found);
    run_jobs(programs->count, options->jobs, &s, work, done);
    for (uint32_t i = 0; i < options->jobs; i++) run_dispose(&s.runs[i]);
    for (uint32_t i = 0; i < programs->count; i++) free(s.found[i].failure);
    free(s.runs);
    free(s.found);
    printf("%" PRIu32 " passed, %" PRIu32 " failed\n", s.passed, s.failed);
    return s.failed == 0 && programs->count > 0;
}
