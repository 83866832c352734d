/* heap.h - what meta.c, gc.c, sync.c and string.c share: the side tables that the collector knows, and
 * counting of allocations. */
#ifndef NANO_HEAP_H
#define NANO_HEAP_H

#include "nano_internal.h"

/* sync.c: the side table of locks, hashes and finalizers. Entries are sorted by object offset; a sliding
 * collection keeps the order. */
typedef struct nano_sync_entry {
    nref object;
    uint32_t hash;  /* identity hash, 0 = none yet */
    uint32_t owner; /* number of the thread that holds the lock, 0 = free */
    uint16_t depth; /* how often it took it */
    uint16_t flags; /* SYNC_* */
} nano_sync_entry;
enum {
    SYNC_FINALIZE = 1 /* Finalize has to run one day */,
    SYNC_DUE = 2 /* in the finalizer queue: keeps the object alive */
};
typedef struct nano_sync_table {
    uint32_t count, capacity; /* followed by nano_sync_entry[capacity] */
} nano_sync_table;
#define SYNC_ENTRIES(table) ((nano_sync_entry *)(void *)((table) + 1))

/* Room for one more entry without a collection in between; false = out of memory. MAY_COLLECT */
bool nano__sync_reserve(nano_vm *vm);
/* Adds a finalizer entry; nano__sync_reserve has made room. */
void nano__sync_add_finalizer(nano_vm *vm, nref object);

/* string.c: weak table of interned literals, open addressing by key. */
typedef struct nano_literal {
    uint32_t key; /* (assembly << 16 | string id) + 1; 0 = never used */
    nref string;  /* 0 = collected */
} nano_literal;
typedef struct nano_literal_table {
    uint32_t used, capacity; /* capacity is a power of two; followed by nano_literal[capacity] */
} nano_literal_table;
#define LITERALS(table) ((nano_literal *)(void *)((table) + 1))

/* False: the domain that is charged cannot have `bytes` more, not even after a collection. MAY_COLLECT */
static inline bool nano__within_quota(nano_vm *vm, uint32_t bytes) {
    const nano_domain *d = &CORE(vm)->domains[CORE(vm)->charging];
    if (LIKELY(!d->quota.bytes) || (d->charged <= d->quota.bytes && bytes <= d->quota.bytes - d->charged))
        return true;
    return !nano__over_quota(vm, bytes);
}

/* Takes what memory costs, in instructions, from what the run may still spend on it. */
void nano__pay_for_memory(nano_vm *vm, uint32_t instructions);
/* liveness.c: clears variables of frames that are not read any more; returns how many held something. */
uint32_t nano__clear_variables(nano_vm *vm);
/* The same, and collects what they held; false: there were none. MAY_COLLECT */
bool nano__drop_variables(nano_vm *vm);

/* Frees one of the tables that only save time, or code that can be made again, for an allocation of `bytes`;
 * false: there is nothing. MAY_COLLECT */
bool nano__make_room(nano_vm *vm, uint32_t bytes);

/* The last allocation failed because a test wanted it. */
static inline bool nano__was_made_to_fail(nano_vm *vm) {
    return CORE(vm)->config.fail_allocation && CORE(vm)->config.fail_allocation == CORE(vm)->allocation_count;
}

/* Counts an allocation; true if a test wants it to fail. */
static inline bool nano__allocation_fails(nano_vm *vm) {
    nano_core *core = CORE(vm);
    core->allocation_count++;
    return UNLIKELY(core->config.fail_allocation == core->allocation_count);
}

#endif
