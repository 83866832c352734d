/* calls.c - hosts that call the runtime in any order: domains are made, filled, run for a few instructions,
 * bounded, unloaded in the middle of anything, saved and gone on with at another address; ids, files and
 * arguments are wrong now and then, and callbacks call back in.
 *
 * After each call the heap is sound, and the status is one that a host can get. A restored VM does what the
 * saved one does. When the last domain has gone, the memory is what it was before the first. */
#include "calls.h"
#include "hmac.h"
#include "nano_internal.h"
#include "reload.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CALLS = 300, ID_RANGE = NANO_MAX_DOMAINS + 2, LARGEST_BITS = 14, MOST_FAILURES = 5, LAST_RUNS = 1000 };
enum { SMALLEST_ARENA = 24576, ARENA_BITS = 18, LARGEST_QUOTA = 60000 };
/* System.Array, and tables of virtual methods of the few types that always stay. */
enum { ALWAYS_KEPT = 300 };

typedef struct site {
    run r;
    struct caller *caller;
} site;

typedef struct caller {
    const program_list *programs;
    const run_options *options;
    site sites[2];
    site *now; /* the one that lives */
    nano_host host;
    uint8_t *snapshot;
    uint32_t snapshot_length, snapshot_capacity, snapshot_limit; /* writing fails beyond the limit */
    uint64_t random;
    uint32_t seed, failures, calls;
    const program *loaded[ID_RANGE];
    bool intrudes, base_ran; /* the static fields of domain 0 stay */
} caller;

static uint32_t next_random(caller *c) { return xorshift(&c->random); }

static bool one_in(caller *c, uint32_t n) { return next_random(c) % n == 0; }

static void found(caller *c, const char *what, const char *more) {
    printf("FAIL host %" PRIu32 ", call %" PRIu32 ": %s%s\n", c->seed, c->calls, what, more);
    c->failures++;
}

/* A status that means something to natives only, or a failure without a text. */
static nano_status took(caller *c, nano_status status) {
    if (status >= NANO_EXCEPTION) found(c, "a host got the status: ", nano_status_text(status));
    if (status != NANO_OK && !*nano_error(&c->now->r.vm)) found(c, "no text for: ", nano_status_text(status));
    return status;
}

/* -- Callbacks that call back in ------------------------------------------------------------------ */

static bool refuse_to_write(void *context, const void *bytes, uint32_t length) { return false; }
static const nano_seal seal = {"the key of a board of the tests", hmac_sha256};

static void intrude(site *s) {
    caller *c = s->caller;
    nano_vm *vm = &s->r.vm;
    if (!c->intrudes || !one_in(c, 8)) return;
    const uint32_t domain = next_random(c) % NANO_MAX_DOMAINS;
    const program *p = &c->programs->items[next_random(c) % c->programs->count];
    const image *file = p->set.files[0];
    nano_quota use;
    uint32_t thread;
    nano_stats before, after;
    nano_get_stats(vm, &before);
    const nano_status statuses[] = {
        nano_load(vm, domain, file->bytes, file->length, NULL),
        nano_link(vm, domain),
        nano_verify(vm, domain),
        nano_start_main(vm, domain, &thread),
        nano_get_use(vm, domain, &use),
        nano_unload_domain(vm, domain),
        nano_save(vm, &seal, refuse_to_write, NULL),
        nano_restore(vm, c->snapshot, c->snapshot_length, NULL, 0, &seal, 0),
    };
    for (uint32_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        if (statuses[i] == NANO_OK) found(c, "a callback was let in: ", nano_error(vm));
    nano_kill_threads(vm, domain);
    nano_collect(vm);
    (void)nano_run(vm, 1000);
    nano_get_stats(vm, &after);
    if (memcmp(&before, &after, sizeof before)) found(c, "a callback changed the VM", "");
}

static void write_text(void *context, const char *text, uint32_t length) { intrude(context); }
static int64_t clock_ms(void *context) { return ((site *)context)->r.now_ms; }
static void thread_ended(void *context, uint32_t thread, uint32_t domain, bool is_main,
                         nano_thread_outcome outcome, int32_t result, const char *text, uint32_t length) {
    intrude(context);
}
static void trace_frame(void *context, uint32_t thread, const nano_trace_frame *frame) { intrude(context); }

/* -- Calls ---------------------------------------------------------------------------------------- */

static uint32_t any_domain(caller *c) {
    return one_in(c, 8) ? next_random(c) % ID_RANGE : 1 + next_random(c) % (NANO_MAX_DOMAINS - 1);
}

static uint32_t any_budget(caller *c) { return next_random(c) % (1u << next_random(c) % LARGEST_BITS); }

static void call_load(caller *c) {
    nano_vm *vm = &c->now->r.vm;
    const uint32_t domain = any_domain(c);
    const program *p = &c->programs->items[next_random(c) % c->programs->count];
    const image *file = p->set.files[0];
    if (one_in(c, 16)) {
        if (took(c, nano_load(vm, domain, NULL, file->length, NULL)) == NANO_OK)
            found(c, "loaded nothing", "");
        if (took(c, nano_load(vm, domain, file->bytes, next_random(c) % file->length, NULL)) == NANO_OK)
            found(c, "loaded a part of ", p->name);
        return;
    }
    if (!domain || domain >= NANO_MAX_DOMAINS || c->loaded[domain]) {
        (void)took(c, nano_load(vm, domain ? domain : ID_RANGE, file->bytes, file->length, NULL));
        return;
    }
    for (uint32_t i = 0; i < p->set.file_count; i++)
        if (took(c, nano_load(vm, domain, p->set.files[i]->bytes, p->set.files[i]->length, NULL)) != NANO_OK)
            return;
    c->loaded[domain] = p;
}

static void call_start(caller *c) {
    nano_vm *vm = &c->now->r.vm;
    static const char *const types[] = {"Program", "System.Console", "System.String", "System.Object",
                                        "",        "A+B[]"};
    static const char *const methods[] = {"Main", "WriteLine", "Concat", "IsNullOrEmpty", "", ".cctor"};
    const nano_value values[] = {{NANO_VALUE_STRING, 0, "\xFFtext", 5},
                                 {(nano_value_kind)(next_random(c) % 3), -1, NULL, 0},
                                 {NANO_VALUE_I8, INT64_MIN, NULL, 0}};
    uint32_t thread;
    const uint32_t domain = any_domain(c);
    if (!one_in(c, 4)) {
        (void)took(c, nano_start_main(vm, domain, &thread));
        return;
    }
    const nano_status status =
        took(c, nano_start(vm, domain, types[next_random(c) % 6], methods[next_random(c) % 6],
                           values + next_random(c) % 2, next_random(c) % 3, &thread));
    c->base_ran |= !domain && status == NANO_OK;
}

static void call_unload(caller *c) {
    const uint32_t domain = any_domain(c);
    const bool there = domain && domain < NANO_MAX_DOMAINS && CORE(&c->now->r.vm)->domains[domain].used;
    const nano_status status = took(c, nano_unload_domain(&c->now->r.vm, domain));
    if ((status == NANO_OK) != there) found(c, "unloading: ", nano_error(&c->now->r.vm));
    if (there) c->loaded[domain] = NULL;
}

static void call_run(caller *c) {
    const nano_run_result result = nano_run(&c->now->r.vm, any_budget(c));
    if (result.reason != NANO_STOP_WAITING || one_in(c, 4)) return;
    if (result.wake_ms != INT64_MAX && result.wake_ms > c->now->r.now_ms) c->now->r.now_ms = result.wake_ms;
}

static void call_quota(caller *c) {
    nano_vm *vm = &c->now->r.vm;
    const nano_quota quota = {one_in(c, 2) ? 0 : next_random(c) % LARGEST_QUOTA, next_random(c) % 6};
    nano_quota use;
    const uint32_t domain = any_domain(c);
    (void)took(c, nano_set_quota(vm, domain, &quota));
    (void)took(c, nano_get_use(vm, domain, &use));
}

static void call_others(caller *c) {
    nano_vm *vm = &c->now->r.vm;
    char key[64];
    nano_native_state state;
    uint32_t domain;
    switch (next_random(c) % 8) {
    case 0: (void)took(c, nano_create_domain(vm, &domain)); break;
    case 1: (void)took(c, nano_link(vm, any_domain(c))); break;
    case 2: (void)took(c, nano_verify(vm, any_domain(c))); break;
    case 3: nano_kill_threads(vm, any_domain(c)); break;
    case 4: nano_complete(vm, next_random(c) % 4); break;
    case 5: nano_collect(vm); break;
    case 6:
        (void)nano_native_at(vm, next_random(c) % 70, next_random(c) % 300, key, sizeof key, &state);
        break;
    default: (void)nano_image(vm, next_random(c) % 70); break;
    }
}

/* -- Snapshots ------------------------------------------------------------------------------------ */

static bool keep(void *context, const void *bytes, uint32_t length) {
    caller *c = context;
    if (length > c->snapshot_limit - c->snapshot_length) return false;
    if (c->snapshot_capacity < c->snapshot_length + length) {
        c->snapshot_capacity = 2 * (c->snapshot_length + length);
        c->snapshot = realloc(c->snapshot, c->snapshot_capacity);
        if (!c->snapshot) must_allocate(SIZE_MAX);
    }
    memcpy(c->snapshot + c->snapshot_length, bytes, length);
    c->snapshot_length += length;
    return true;
}

static bool same_course(const site *a, const site *b) {
    nano_stats x, y;
    nano_get_stats(&a->r.vm, &x);
    nano_get_stats(&b->r.vm, &y);
    return !memcmp(&x, &y, sizeof x) && a->r.now_ms == b->r.now_ms;
}

static bool open_site(caller *c, site *s, uint32_t arena) {
    run_options options = *c->options;
    options.arena = arena;
    options.config.test_modes |= NANO_TEST_TRACE;
    run_reset(&s->r, &options);
    s->r.options = c->options;
    s->caller = c;
    s->r.host = c->host;
    s->r.host.context = s;
    memset(s->r.arena, 0xA5, arena); /* the runtime must not count on zeroes in its arena */
    return nano_create(&s->r.vm, s->r.arena, arena, &s->r.host, &options.config) == NANO_OK;
}

/* Goes on at another address. What was saved and what was restored take the same course. */
static void call_save(caller *c) {
    site *from = c->now, *to = &c->sites[from == c->sites];
    nano_vm *vm = &from->r.vm;
    nano_piece images[NANO_MAX_ASSEMBLIES];
    uint32_t count = 0;
    c->snapshot_length = 0;
    c->snapshot_limit = one_in(c, 8) ? next_random(c) % 2000 : UINT32_MAX;
    for (uint32_t i = 0; i < NANO_MAX_ASSEMBLIES; i++)
        if (nano_image(vm, i)) images[count++] = (nano_piece){vm->images[i], vm->image_lengths[i]};
    if (took(c, nano_save(vm, &seal, keep, c)) != NANO_OK) {
        if (c->snapshot_limit == UINT32_MAX) found(c, "cannot be saved: ", nano_error(vm));
        return;
    }
    if (!open_site(c, to, vm->size)) return;
    to->r.now_ms = from->r.now_ms;
    if (one_in(c, 4)) { /* altered: refused, and the VM can take the right one */
        const uint32_t at = next_random(c) % c->snapshot_length;
        c->snapshot[at] ^= (uint8_t)(1u << next_random(c) % 8);
        c->now = to;
        if (took(c, nano_restore(&to->r.vm, c->snapshot, c->snapshot_length, images, count, &seal, 0)) ==
            NANO_OK)
            found(c, "an altered snapshot was taken", "");
        if (took(c, nano_restore(&to->r.vm, c->snapshot, at, images, count, &seal, 0)) == NANO_OK)
            found(c, "half a snapshot was taken", "");
        c->snapshot[at] = 0;
        c->now = from;
        return;
    }
    c->now = to;
    if (took(c, nano_restore(&to->r.vm, c->snapshot, c->snapshot_length, images, count, &seal, 0)) !=
        NANO_OK) {
        found(c, "cannot be restored: ", nano_error(&to->r.vm));
        return;
    }
    if (!same_course(from, to)) found(c, "a restored VM differs", "");
    const uint32_t budget = any_budget(c);
    const bool intrudes = c->intrudes;
    c->intrudes = false;
    (void)nano_run(&from->r.vm, budget);
    (void)nano_run(&to->r.vm, budget);
    c->intrudes = intrudes;
    if (!same_course(from, to)) found(c, "a restored VM takes another course", "");
}

/* -- A host --------------------------------------------------------------------------------------- */

/* Unloads all; what is free then. */
static uint32_t rest(caller *c) {
    nano_vm *vm = &c->now->r.vm;
    for (uint32_t d = 1; d < NANO_MAX_DOMAINS; d++)
        if (CORE(vm)->domains[d].used && took(c, nano_unload_domain(vm, d)) != NANO_OK)
            found(c, "unloading at last: ", nano_error(vm));
    nano_collect(vm);
    for (uint32_t i = 0; i < LAST_RUNS && nano_run(vm, UINT16_MAX).reason != NANO_STOP_FINISHED; i++) {}
    return unused_bytes(vm);
}

static void call(caller *c) {
    const uint32_t kind = next_random(c) % 16;
    c->calls++;
    if (kind < 7)
        call_run(c);
    else if (kind < 9)
        call_load(c);
    else if (kind < 11)
        call_start(c);
    else if (kind < 12)
        call_unload(c);
    else if (kind < 13)
        call_save(c);
    else if (kind < 14)
        call_quota(c);
    else
        call_others(c);
}

static void run_host(caller *c) {
    const uint32_t arena = (SMALLEST_ARENA + next_random(c) % (1u << ARENA_BITS)) & ~7u;
    c->now = c->sites;
    c->calls = 0;
    c->intrudes = one_in(c, 4);
    c->base_ran = false;
    memset(c->loaded, 0, sizeof c->loaded);
    if (!open_site(c, c->now, arena) || !load_bases(&c->now->r.vm, c->programs)) return;
    const uint32_t before = unused_bytes(&c->now->r.vm);
    while (c->calls < CALLS && !c->failures) {
        call(c);
        if (!nano__check_heap(&c->now->r.vm)) found(c, "the heap is damaged", "");
    }
    if (c->failures || c->base_ran) return;
    const uint32_t after = rest(c);
    char text[64];
    snprintf(text, sizeof text, "%" PRIu32 " bytes before, %" PRIu32 " after", before, after);
    if (after + ALWAYS_KEPT < before) found(c, "unloading leaves something: ", text);
}

bool run_calls(const program_list *programs, const run_options *options, uint32_t hosts, uint32_t seed) {
    caller c = {.programs = programs, .options = options};
    uint32_t failures = 0, total = 0;
    for (uint32_t i = 0; i < hosts && failures < MOST_FAILURES; i++) {
        c.seed = seed + i;
        c.random = (uint64_t)c.seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
        c.failures = 0;
        c.host = host_of(&c.sites[0].r);
        c.host.write = write_text;
        c.host.monotonic_ms = clock_ms;
        c.host.thread_ended = thread_ended;
        c.host.trace_frame = trace_frame;
        run_host(&c);
        failures += c.failures != 0;
        total += c.calls;
    }
    printf("%" PRIu32 " hosts, %" PRIu32 " calls, %" PRIu32 " failures\n", hosts, total, failures);
    for (uint32_t i = 0; i < 2; i++) run_dispose(&c.sites[i].r);
    free(c.snapshot);
    return failures == 0;
}
