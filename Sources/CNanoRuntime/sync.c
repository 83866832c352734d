/* sync.c - the side table of what few objects need: identity hash, lock, finalizer.
 *
 * An object with an entry has HDR_FLAG in its header. Entries are sorted by object offset: a sliding
 * collection keeps objects in order, so the table stays sorted by itself, and a new object, which lies above
 * all others, is appended. */
#include "heap.h"

enum { FIRST_CAPACITY = 8 };

static nano_sync_table *table_of(nano_vm *vm) {
    return CORE(vm)->sync ? AT(vm, CORE(vm)->sync, nano_sync_table) : NULL;
}

/* Index of the first entry whose object is not below `object`. */
static uint32_t position(nano_sync_table *table, nref object) {
    const nano_sync_entry *entries = SYNC_ENTRIES(table);
    uint32_t low = 0, high = table->count;
    if (high && entries[high - 1].object < object) return high;
    while (low < high) {
        const uint32_t middle = (low + high) / 2;
        if (entries[middle].object < object)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static nano_sync_entry *find(nano_vm *vm, nref object) {
    if (!(*AT(vm, object, uint32_t) & HDR_FLAG)) return NULL;
    nano_sync_table *table = table_of(vm);
    return SYNC_ENTRIES(table) + position(table, object);
}

/* Inserts an empty entry; there is room. */
static nano_sync_entry *insert(nano_vm *vm, nref object) {
    nano_sync_table *table = table_of(vm);
    const uint32_t at = position(table, object);
    nano_sync_entry *entry = SYNC_ENTRIES(table) + at;
    nano__charge(vm, (table->count - at) * (uint32_t)sizeof(nano_sync_entry));
    nano__copy(entry + 1, entry, (table->count - at) * (uint32_t)sizeof(nano_sync_entry));
    table->count++;
    *entry = (nano_sync_entry){.object = object};
    *AT(vm, object, uint32_t) |= HDR_FLAG;
    return entry;
}

static bool holds_nothing(const nano_sync_entry *entry) {
    return !entry->hash && !entry->owner && !entry->flags;
}

/* Removes an entry that holds nothing any more. */
static void tidy(nano_vm *vm, nano_sync_entry *entry) {
    if (!holds_nothing(entry)) return;
    nano_sync_table *table = table_of(vm);
    const uint32_t at = (uint32_t)(entry - SYNC_ENTRIES(table));
    *AT(vm, entry->object, uint32_t) &= ~(uint32_t)HDR_FLAG;
    table->count--;
    nano__charge(vm, (table->count - at) * (uint32_t)sizeof(nano_sync_entry));
    nano__copy(entry, entry + 1, (table->count - at) * (uint32_t)sizeof(nano_sync_entry));
}

/* The same for all of them, in one pass. */
static void tidy_all(nano_vm *vm) {
    nano_sync_table *table = table_of(vm);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < table->count; i++) {
        nano_sync_entry *entry = SYNC_ENTRIES(table) + i;
        if (holds_nothing(entry))
            *AT(vm, entry->object, uint32_t) &= ~(uint32_t)HDR_FLAG;
        else
            SYNC_ENTRIES(table)[kept++] = *entry;
    }
    nano__charge(vm, table->count * (uint32_t)sizeof(nano_sync_entry));
    table->count = kept;
}

/* Gives the table another capacity; 0 = none. MAY_COLLECT */
static bool move_table(nano_vm *vm, uint32_t capacity) {
    const moff fresh =
        capacity
            ? nano__meta_alloc(vm, (uint32_t)(sizeof(nano_sync_table) + capacity * sizeof(nano_sync_entry)))
            : 0;
    if (capacity && !fresh) return false;
    const nano_sync_table *table = table_of(vm);
    if (fresh) {
        nano_sync_table *to = AT(vm, fresh, nano_sync_table);
        to->capacity = capacity;
        to->count = table ? table->count : 0;
        if (table)
            nano__copy(SYNC_ENTRIES(to), (const nano_sync_entry *)(const void *)(table + 1),
                       table->count * (uint32_t)sizeof(nano_sync_entry));
    }
    nano__meta_free(vm, CORE(vm)->sync);
    CORE(vm)->sync = fresh;
    return true;
}

bool nano__sync_reserve(nano_vm *vm) {
    const nano_sync_table *table = table_of(vm);
    if (table && table->count < table->capacity) return true;
    if (move_table(vm, table ? table->capacity * 2 : FIRST_CAPACITY)) return true;
    table = table_of(vm); /* the collection may have made room in the old one */
    return table && table->count < table->capacity;
}

void nano__trim_sync(nano_vm *vm) {
    const nano_sync_table *table = table_of(vm);
    if (!table) return;
    uint32_t capacity = table->count ? FIRST_CAPACITY : 0;
    while (capacity < table->count) capacity *= 2;
    if (capacity < table->capacity) (void)move_table(vm, capacity);
}

/* The entry of `*object`, made if absent; `*object` stays right across a collection. MAY_COLLECT */
static nano_sync_entry *obtain(nano_vm *vm, nref *object) {
    nano_sync_entry *entry = find(vm, *object);
    if (entry) return entry;
    const nano_sync_table *table = table_of(vm);
    if (table && table->count < table->capacity) return insert(vm, *object);
    CORE(vm)->scratch = *object;
    const bool room = nano__sync_reserve(vm);
    *object = CORE(vm)->scratch;
    CORE(vm)->scratch = 0;
    return room ? insert(vm, *object) : NULL;
}

/* -- Hashes --------------------------------------------------------------------------------------- */

uint32_t nano__identity_hash(nano_vm *vm, nref object) {
    nano_sync_entry *entry = obtain(vm, &object);
    if (!entry) return 0;
    if (!entry->hash) {
        uint32_t state = CORE(vm)->random_state; /* xorshift32: never 0 */
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        CORE(vm)->random_state = state;
        entry->hash = state;
    }
    return entry->hash;
}

/* -- Finalizers ----------------------------------------------------------------------------------- */

void nano__sync_add_finalizer(nano_vm *vm, nref object) {
    nano_sync_entry *entry = find(vm, object);
    if (!entry) entry = insert(vm, object);
    entry->flags |= SYNC_FINALIZE;
}

bool nano__register_finalizer(nano_vm *vm, nref object) {
    nano_sync_entry *entry = obtain(vm, &object);
    if (!entry) return false;
    entry->flags |= SYNC_FINALIZE;
    return true;
}

void nano__suppress_finalizer(nano_vm *vm, nref object) {
    nano_sync_entry *entry = find(vm, object);
    if (!entry) return;
    entry->flags &= (uint16_t)~SYNC_FINALIZE;
    tidy(vm, entry);
}

nref nano__next_finalizable(nano_vm *vm, uint32_t busy_domains) {
    nano_sync_table *table = table_of(vm);
    bool waiting = false;
    for (uint32_t i = 0; table && i < table->count; i++) {
        const nano_sync_entry *entry = SYNC_ENTRIES(table) + i;
        nano__charge(vm, sizeof *entry);
        if (!(entry->flags & SYNC_DUE)) continue;
        waiting = true;
        if (busy_domains >> AT(vm, OBJ_TYPE(vm, entry->object), nano_type)->domain & 1) continue;
        return entry->object;
    }
    CORE(vm)->needs_finalizers = waiting;
    return 0;
}

void nano__finalizer_starts(nano_vm *vm, nref object) {
    nano_sync_entry *entry = find(vm, object);
    entry->flags &= (uint16_t)~SYNC_DUE;
    tidy(vm, entry);
}

void nano__drop_finalizers(nano_vm *vm, uint32_t domain) {
    nano_sync_table *table = table_of(vm);
    if (!table) return;
    for (uint32_t i = 0; i < table->count; i++) {
        nano_sync_entry *entry = SYNC_ENTRIES(table) + i;
        if (AT(vm, OBJ_TYPE(vm, entry->object), nano_type)->domain == domain) entry->flags = 0;
    }
    tidy_all(vm);
}

/* -- Locks (ECMA-335 monitors: recursive, FIFO hand-over by the scheduler) ------------------------ */

int nano__lock(nano_vm *vm, nref object, uint32_t thread) {
    nano_sync_entry *entry = obtain(vm, &object);
    if (!entry) return -1;
    if (entry->owner && entry->owner != thread) return 0;
    if (entry->depth == UINT16_MAX) return -1;
    entry->owner = thread;
    entry->depth++;
    return 1;
}

static void release(nano_vm *vm, nano_sync_entry *entry) {
    entry->owner = 0;
    entry->depth = 0;
    (void)nano__wake_waiters(vm, entry->object, 1);
}

bool nano__unlock(nano_vm *vm, nref object, uint32_t thread) {
    nano_sync_entry *entry = find(vm, object);
    if (!entry || entry->owner != thread) return false;
    if (--entry->depth == 0) {
        release(vm, entry);
        tidy(vm, entry);
    }
    return true;
}

void nano__unlock_all(nano_vm *vm, uint32_t thread) {
    nano_sync_table *table = table_of(vm);
    if (!table) return;
    for (uint32_t i = table->count; i > 0; i--) {
        nano_sync_entry *entry = SYNC_ENTRIES(table) + (i - 1);
        if (entry->owner == thread) release(vm, entry);
    }
    tidy_all(vm);
}
