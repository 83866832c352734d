/* smallest.c - finds the smallest arena of each program by bisection and runs it there under stress. */
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
        uint32_t arena; /* 0 = none up to the options' is large enough */
        char *failure;  /* of the run under stress, or of the largest arena */
    } * found;
    uint32_t passed, failed;
} search;

/* NULL = passed. */
static const char *attempt(run *r, const program *p, const run_options *options, char *text) {
    run_files(r, &p->set, options);
    return judge(p, r, text, VERDICT_BYTES);
}

static void work(void *context, uint32_t item, uint32_t worker) {
    search *s = context;
    run *r = &s->runs[worker];
    const program *p = &s->programs->items[item];
    run_options options = s->options->run;
    char text[VERDICT_BYTES];
    uint32_t low = 0, high = options.arena / SMALLEST_STEP; /* high passes, low does not, in steps */
    const char *failure = attempt(r, p, &options, text);
    if (!failure) {
        while (high - low > 1) {
            const uint32_t middle = low + (high - low) / 2;
            options.arena = middle * SMALLEST_STEP;
            if (attempt(r, p, &options, text))
                low = middle;
            else
                high = middle;
        }
        options.arena = s->found[item].arena = high * SMALLEST_STEP;
        options.config.test_modes |= NANO_TEST_GC_ALWAYS;
        options.check_heap = true;
        failure = attempt(r, p, &options, text);
    }
    s->found[item].failure = failure ? strcpy(must_allocate(strlen(failure) + 1), failure) : NULL;
}

static void done(void *context, uint32_t item) {
    search *s = context;
    const struct found *f = &s->found[item];
    f->failure ? s->failed++ : s->passed++;
    printf("%s %s: %" PRIu32 " bytes%s%s\n", f->failure ? "FAIL" : "PASS", s->programs->items[item].name,
           f->arena,
           !f->failure ? ""
           : f->arena  ? ", but not under stress: "
                       : " and more are too little: ",
           f->failure ? f->failure : "");
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
