/* reload.c - domains that come and go: what a program leaves behind when it is unloaded in the middle of its
 * life, with threads, timers, locks, finalizers, literals and exceptions in flight, is nothing. */
#include "reload.h"
#include "nano_internal.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The first loads bring what is never freed: System.Array, and tables of virtual methods of the few types
 * that always stay. */
enum { FIRST_LOADS = 100 };
enum { SHORTEST_BITS = 5, MORE_BITS = 17 }; /* how many instructions a program lives at most, as bits */
enum { PATIENCE = 40, NEIGHBOUR_LOADS = 4, MOST_FAILURES = 10 };

typedef struct reload {
    run r;
    const program_list *programs;
    uint64_t random;
    uint32_t failures;
} reload;

uint32_t xorshift(uint64_t *state) {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (uint32_t)(*state * UINT64_C(0x2545F4914F6CDD1D) >> 32);
}

static uint32_t next_random(reload *l) { return xorshift(&l->random); }

static void fail(reload *l, const char *program, const char *what) {
    printf("FAIL %s: %s\n", program, what);
    l->failures++;
}

/* What is free when all that can be made again has gone: translated code, records that nothing refers to. */
uint32_t unused_bytes(nano_vm *vm) {
    nano_stats stats;
    (void)nano__release_code(vm, UINT32_MAX);
    nano_collect(vm);
    (void)nano__shed_types(vm);
    nano__trim_types(vm);
    nano_get_stats(vm, &stats);
    return stats.arena_bytes - stats.heap_bytes - stats.metadata_bytes;
}

static bool load_files(nano_vm *vm, uint32_t domain, const image *const *files, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        const nano_status status = nano_load(vm, domain, files[i]->bytes, files[i]->length, NULL);
        if (status != NANO_OK && !(domain == 0 && status == NANO_DUPLICATE)) return false;
    }
    return nano_link(vm, domain) == NANO_OK;
}

/* Runs for about `budget` instructions; sleeping costs no time. */
static void live(reload *l, uint32_t budget) {
    for (int waits = 0; waits < PATIENCE;) {
        const nano_run_result result = nano_run(&l->r.vm, budget);
        if (result.reason != NANO_STOP_WAITING || result.wake_ms == INT64_MAX) return;
        if (result.wake_ms > l->r.now_ms) l->r.now_ms = result.wake_ms;
        waits++;
    }
}

/* A program in a domain of its own begins to live; 0: it failed. */
static uint32_t come(reload *l, const program *p) {
    nano_vm *vm = &l->r.vm;
    uint32_t domain, thread;
    l->r.output_length = 0;
    if (nano_create_domain(vm, &domain) == NANO_OK &&
        load_files(vm, domain, p->set.files, p->set.file_count) &&
        nano_start_main(vm, domain, &thread) == NANO_OK)
        return domain;
    fail(l, p->name, nano_error(vm));
    return 0;
}

static void go(reload *l, uint32_t domain, const char *program) {
    if (nano_unload_domain(&l->r.vm, domain) != NANO_OK) fail(l, program, nano_error(&l->r.vm));
}

static const program *any_program(reload *l) {
    return &l->programs->items[next_random(l) % l->programs->count];
}

bool load_bases(nano_vm *vm, const program_list *programs) {
    for (uint32_t i = 0; i < programs->count; i++) {
        const file_set *set = &programs->items[i].set;
        if (!load_files(vm, 0, set->base, set->base_count)) return false;
    }
    return true;
}

static bool set_up(reload *l, const run_options *options) {
    run_reset(&l->r, options);
    return nano_create(&l->r.vm, l->r.arena, options->arena, &l->r.host, &options->config) == NANO_OK &&
           load_bases(&l->r.vm, l->programs);
}

bool run_reload(const program_list *programs, const run_options *options, uint32_t times) {
    reload l = {.programs = programs, .random = 20261127};
    if (!set_up(&l, options)) {
        printf("nanorun: %s\n", nano_error(&l.r.vm));
        return false;
    }
    uint32_t before = 0, neighbour = 0;
    for (uint32_t i = 0; i < times && l.failures < MOST_FAILURES; i++) {
        const program *p = any_program(&l);
        const uint32_t domain = come(&l, p);
        live(&l, next_random(&l) % (1u << (SHORTEST_BITS + next_random(&l) % MORE_BITS)));
        go(&l, domain, p->name);
        /* Another lives beside some of them. */
        if (next_random(&l) % NEIGHBOUR_LOADS == 0) {
            if (neighbour) go(&l, neighbour, "the neighbour");
            neighbour = neighbour ? 0 : come(&l, any_program(&l));
        }
        if (neighbour) continue;
        const uint32_t after = unused_bytes(&l.r.vm);
        if (i < FIRST_LOADS) before = after;
        if (after == before) continue;
        char text[96];
        snprintf(text, sizeof text, "%" PRIu32 " bytes were unused before, %" PRIu32 " after", before, after);
        fail(&l, p->name, text);
    }
    if (!nano__check_heap(&l.r.vm)) fail(&l, "all", "the heap is damaged");
    printf("%" PRIu32 " loads, %" PRIu32 " bytes unused after each, %" PRIu32 " failures\n", times, before,
           l.failures);
    run_dispose(&l.r);
    return l.failures == 0;
}
