/* run.c - one run: create, load, link, verify, start, run to the end. */
#include "run.h"
#include "nano_internal.h"
#include "snapshots.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLICE = 1000000, FIRST_MS = 1000, IDLE_ROUNDS = 1000 };
enum { DIRT = 0xA5 }; /* the runtime must not count on zeroes in its arena */

const char *const phase_names[PHASE_COUNT] = {"nano_create", "nano_load",  "nano_link",
                                              "nano_verify", "nano_start", "nano_run"};

/* -- Calls into the runtime, each on a measured stack if asked ------------------------------------ */

typedef struct call {
    run *r;
    uint32_t domain, budget;
    const image *file;
    nano_status status;
    nano_run_result result;
} call;

static void do_create(void *context) {
    call *c = context;
    c->status =
        nano_create(&c->r->vm, c->r->arena, c->r->options->arena, &c->r->host, &c->r->options->config);
}
static void do_load(void *context) {
    call *c = context;
    c->status = nano_load(&c->r->vm, c->domain, c->file->bytes, c->file->length, NULL);
}
static void do_link(void *context) {
    call *c = context;
    c->status = nano_link(&c->r->vm, c->domain);
}
static void do_verify(void *context) {
    call *c = context;
    c->status = nano_verify(&c->r->vm, c->domain);
}
static void do_start(void *context) {
    call *c = context;
    c->status = nano_start_main(&c->r->vm, c->domain, &c->r->main_thread);
}
static void do_run(void *context) {
    call *c = context;
    c->result = nano_run(&c->r->vm, c->budget);
}

static void (*const phases[PHASE_COUNT])(void *) = {do_create, do_load, do_link, do_verify, do_start, do_run};

/* Enters the runtime; false, with the reason kept, if it refuses. */
static bool enter(run_phase phase, call *c) {
    run *r = c->r;
    c->status = NANO_OK;
    if (r->options->measure_stack) {
        const uint32_t bytes = stack_use(phases[phase], c);
        if (bytes > r->stack_bytes[phase]) r->stack_bytes[phase] = bytes;
    } else
        phases[phase](c);
    if (c->status == NANO_OK) return true;
    r->end = RUN_REFUSED;
    r->status = c->status;
    snprintf(r->text, sizeof r->text, "%s", nano_error(&r->vm));
    return false;
}

/* -- Steps ---------------------------------------------------------------------------------------- */

void run_reset(run *r, const run_options *options) {
    if (r->arena_capacity < options->arena) {
        free(r->arena);
        r->arena = must_allocate(options->arena);
        r->arena_capacity = options->arena;
    }
    r->options = options;
    r->host = host_of(r);
    r->main_thread = 0;
    r->now_ms = FIRST_MS;
    r->looks_at_clock = 0;
    r->end = RUN_ABORTED;
    r->status = NANO_OK;
    r->result = 0;
    r->text[0] = r->thread_text[0] = 0;
    r->failed_threads = 0;
    r->main_out_of_memory = r->thread_out_of_memory = false;
    r->heap_sound = true;
    r->output_length = r->output_before = 0;
    r->failed = false;
    memset(r->stack_bytes, 0, sizeof r->stack_bytes);
}

static bool load(call *c, uint32_t domain, const image *const *files, uint32_t count) {
    c->domain = domain;
    for (uint32_t i = 0; i < count; i++) {
        c->file = files[i];
        if (!enter(PHASE_LOAD, c)) return false;
    }
    return enter(PHASE_LINK, c);
}

static bool start(run *r, const file_set *set) {
    call c = {.r = r};
    if (!enter(PHASE_CREATE, &c) || !load(&c, 0, set->base, set->base_count)) return false;
    r->domain = 0;
    if (set->base_count && nano_create_domain(&r->vm, &r->domain) != NANO_OK) return false;
    if (!load(&c, r->domain, set->files, set->file_count)) return false;
    return enter(PHASE_VERIFY, &c) && enter(PHASE_START, &c);
}

void run_note_failure(run *r) {
    const uint32_t fail = r->options->config.fail_allocation;
    if (r->failed || !fail || CORE(&r->vm)->allocation_count < fail) return;
    r->failed = true;
    r->output_before = r->output_length;
}

static void finish(run *r) {
    run_note_failure(r);
    if (!r->failed) r->output_before = r->output_length;
    nano_get_stats(&r->vm, &r->stats);
    if (r->options->check_heap) r->heap_sound = nano__check_heap(&r->vm);
}

bool run_prepare(run *r, const file_set *set, const run_options *options) {
    run_reset(r, options);
    memset(r->arena, DIRT, options->arena);
    if (start(r, set)) return true;
    /* A VM that was never made has nothing to look at. */
    if (r->vm.base) finish(r);
    return false;
}

/* The pause of the options: true if the run ends there. */
static bool pause(run *r, call *c) {
    if (!r->options->pause) return false;
    c->budget = r->options->pause;
    enter(PHASE_RUN, c);
    if (!r->options->save || c->result.reason == NANO_STOP_FINISHED) return false;
    save_run(r, r->options->save);
    r->end = RUN_SAVED;
    return true;
}

void run_finish(run *r) {
    call c = {.r = r};
    if (pause(r, &c)) {
        finish(r);
        return;
    }
    uint32_t idle = 0; /* rounds in which no instruction was run */
    for (uint64_t before = 0;; before = r->stats.instructions) {
        nano_get_stats(&r->vm, &r->stats);
        idle = r->stats.instructions == before ? idle + 1 : 0;
        if (r->stats.instructions >= r->options->budget) {
            r->end = RUN_BUDGET;
            break;
        }
        const uint64_t left = r->options->budget - r->stats.instructions;
        c.budget = left < SLICE ? (uint32_t)left : SLICE;
        enter(PHASE_RUN, &c);
        if (c.result.reason == NANO_STOP_FINISHED) break;
        if (c.result.reason == NANO_STOP_BUDGET) continue;
        if (c.result.wake_ms == INT64_MAX || idle > IDLE_ROUNDS) {
            r->end = RUN_DEADLOCK;
            break;
        }
        if (c.result.wake_ms > r->now_ms) r->now_ms = c.result.wake_ms;
    }
    finish(r);
}

void run_files(run *r, const file_set *set, const run_options *options) {
    if (run_prepare(r, set, options)) run_finish(r);
}

/* -- Snapshots ------------------------------------------------------------------------------------ */

void run_save(const run *r, snapshot *to) {
    const nano_core *core = CORE(&r->vm);
    to->vm = r->vm;
    to->low_bytes = core->heap_top;
    to->high_bytes = r->vm.size - core->meta_low;
    if (to->capacity < to->low_bytes + to->high_bytes) {
        free(to->bytes);
        to->capacity = to->low_bytes + to->high_bytes;
        to->bytes = must_allocate(to->capacity);
    }
    memcpy(to->bytes, r->arena, to->low_bytes);
    memcpy(to->bytes + to->low_bytes, r->arena + core->meta_low, to->high_bytes);
    to->main_thread = r->main_thread;
    to->domain = r->domain;
    to->looks_at_clock = r->looks_at_clock;
    to->allocations = core->allocation_count;
}

void run_restore(run *r, const snapshot *from, const run_options *options) {
    run_reset(r, options);
    r->vm = from->vm;
    memcpy(r->arena, from->bytes, from->low_bytes);
    memcpy(r->arena + r->vm.size - from->high_bytes, from->bytes + from->low_bytes, from->high_bytes);
    CORE(&r->vm)->config.fail_allocation = options->config.fail_allocation;
    r->main_thread = from->main_thread;
    r->domain = from->domain;
    r->looks_at_clock = from->looks_at_clock;
}

void run_dispose(run *r) {
    free(r->arena);
    free(r->output);
}

void run_describe(const run *r, char *text, uint32_t capacity) {
    switch (r->end) {
    case RUN_RETURNED: snprintf(text, capacity, "returned %" PRId32, r->result); return;
    case RUN_EXCEPTION: snprintf(text, capacity, "unhandled exception: %s", r->text); return;
    case RUN_ABORTED: snprintf(text, capacity, "the main thread was aborted"); return;
    case RUN_REFUSED:
        snprintf(text, capacity, "refused: %s (%s)", r->text, nano_status_text(r->status));
        return;
    case RUN_SAVED: snprintf(text, capacity, "saved to %s", r->options->save); return;
    case RUN_BUDGET:
        snprintf(text, capacity, "the budget of %" PRIu64 " instructions is used up", r->options->budget);
        return;
    case RUN_DEADLOCK:
        snprintf(text, capacity, "every thread waits for something that cannot happen any more");
        return;
    }
}
