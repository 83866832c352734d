/* reload.c - domains that come and go: what a program leaves behind when it is unloaded in the middle of its
 * life, with threads, timers, locks, finalizers, literals and exceptions in flight, is nothing. */
#include "reload.h"
#include "nano_internal.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WHOLE_LIFE = 3000000, LONGEST_PART = 20000, PATIENCE = 40 };

typedef struct reload {
    run r;
    const program_list *programs;
    uint64_t random;
    uint32_t failures;
} reload;

static uint32_t next_random(reload *l) { /* xorshift64* */
    l->random ^= l->random >> 12;
    l->random ^= l->random << 25;
    l->random ^= l->random >> 27;
    return (uint32_t)(l->random * UINT64_C(0x2545F4914F6CDD1D) >> 32);
}

static void fail(reload *l, const char *program, const char *what) {
    printf("FAIL %s: %s\n", program, what);
    l->failures++;
}

static void count(nano_vm *vm, moff block, void *bytes) {
    *(uint32_t *)bytes += nano__block_bytes(vm, block);
}

/* Metadata of the base assemblies is made when code needs it, and stays. */
static uint32_t base_metadata(nano_vm *vm) {
    uint32_t bytes = 0;
    for (uint32_t i = 0; i < CORE(vm)->assembly_count; i++)
        if (nano__asm(vm, i)->used && nano__asm(vm, i)->domain == 0) nano__visit_blocks(vm, i, count, &bytes);
    return bytes;
}

/* What nobody but the base assemblies uses: translated code, and records of
 * methods that only it names, can be dropped at any time. */
static uint32_t unused(reload *l) {
    nano_stats stats;
    (void)nano__release_code(&l->r.vm, UINT32_MAX);
    (void)nano__shed_methods(&l->r.vm);
    nano_collect(&l->r.vm);
    nano_get_stats(&l->r.vm, &stats);
    return stats.arena_bytes - stats.heap_bytes - stats.metadata_bytes + base_metadata(&l->r.vm);
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

/* One program from its loading to its end. */
static bool come_and_go(reload *l, const program *p, uint32_t budget) {
    nano_vm *vm = &l->r.vm;
    uint32_t domain, thread;
    l->r.output_length = 0;
    if (nano_create_domain(vm, &domain) != NANO_OK ||
        !load_files(vm, domain, p->set.files, p->set.file_count) ||
        nano_start_main(vm, domain, &thread) != NANO_OK) {
        fail(l, p->name, nano_error(vm));
        return false;
    }
    live(l, budget);
    if (nano_unload_domain(vm, domain) != NANO_OK) {
        fail(l, p->name, nano_error(vm));
        return false;
    }
    return true;
}

static bool set_up(reload *l, const run_options *options) {
    run_reset(&l->r, options);
    if (nano_create(&l->r.vm, l->r.arena, options->arena, &l->r.host, &options->config) != NANO_OK)
        return false;
    for (uint32_t i = 0; i < l->programs->count; i++) {
        const file_set *set = &l->programs->items[i].set;
        if (!load_files(&l->r.vm, 0, set->base, set->base_count)) return false;
    }
    return true;
}

bool run_reload(const program_list *programs, const run_options *options, uint32_t times) {
    reload l = {.programs = programs, .random = 20261127};
    if (!set_up(&l, options)) {
        printf("nanorun: %s\n", nano_error(&l.r.vm));
        return false;
    }
    /* Each has lived once: what the VM makes for the first of a kind (its tables) is there. */
    for (uint32_t i = 0; i < programs->count; i++) (void)come_and_go(&l, &programs->items[i], WHOLE_LIFE);
    const uint32_t before = unused(&l);
    for (uint32_t i = 0; i < times && l.failures < 10; i++) {
        const program *p = &programs->items[next_random(&l) % programs->count];
        if (!come_and_go(&l, p, next_random(&l) % LONGEST_PART)) continue;
        const uint32_t after = unused(&l);
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
