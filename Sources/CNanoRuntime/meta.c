/* meta.c - the allocator of metadata blocks: types, methods, tables. They do not move, but for records that
 * settle (settle.c).
 *
 * The region [meta_low, meta_end) is a gapless row of blocks: one header word (size of the block | BLOCK_*
 * bits), then the payload, 8-aligned; so a block starts at 8n + 4. Free blocks form a list in address order
 * (payload word 0: payload of the next); neighbours are merged at once, and a free block at the low end goes
 * back to the free space between heap and metadata. */
#include "heap.h"

enum {
    BLOCK_FREE = 1,
    BLOCK_OFFERED = 2, /* may move; only while records settle */
    BLOCK_MOVED = 4,   /* its first word says where it went */
    BLOCK_BITS = 7,
    SPLIT_MINIMUM = 8 /* a header and the link of a free block: no block is larger than asked for */,
    WORK_GAP = 1024 /* free memory that a translation begins with, if a collection can give it */
};

static uint32_t *block_header(nano_vm *vm, moff block) { return AT(vm, block - 4, uint32_t); }
static uint32_t block_size(nano_vm *vm, moff block) {
    return *block_header(vm, block) & ~(uint32_t)BLOCK_BITS;
}

/* The high part of the free block that a link of the list names. */
static moff split(nano_vm *vm, moff *link, uint32_t total) {
    const moff at = *link;
    const uint32_t size = block_size(vm, at);
    if (size - total < SPLIT_MINIMUM) {
        *link = *AT(vm, at, moff);
        *block_header(vm, at) = size;
        return at;
    }
    *block_header(vm, at) = (size - total) | BLOCK_FREE;
    *block_header(vm, at + size - total) = total;
    return at + size - total;
}

/* Best fit, the highest of equals; hands out the high part of a larger block, so that the low part stays near
 * the free space. 0 = none fits. */
static moff take_free(nano_vm *vm, uint32_t total) {
    moff *best = NULL;
    for (moff *link = &CORE(vm)->free_blocks; *link; link = AT(vm, *link, moff)) {
        const uint32_t size = block_size(vm, *link);
        if (size >= total && (!best || size <= block_size(vm, *best))) best = link;
    }
    if (!best) return 0;
    return split(vm, best, total);
}

static moff take(nano_vm *vm, uint32_t total) {
    const moff found = take_free(vm, total);
    if (found) return found;
    nano_core *core = CORE(vm);
    if (core->meta_low - nano__free_low(core) < total) return 0;
    core->meta_low -= total;
    const moff block = core->meta_low + 4;
    *block_header(vm, block) = total;
    return block;
}

static uint32_t total_of(uint32_t bytes) { return (bytes + 4 + 7) & ~7u; }

bool nano__make_room(nano_vm *vm, uint32_t bytes) {
    if (nano__forget_literals(vm) || nano__drop_dispatch(vm)) return true;
    /* What a collection frees lies below the memory that a translation works in: of no use to it. */
    if (CORE(vm)->work_top || (!nano__trim_stacks(vm) && !nano__release_code(vm, bytes))) return false;
    nano__gc(vm);
    return true;
}

/* Zeroes and counts a block that was taken. */
static moff finish(nano_vm *vm, moff block) {
    const uint32_t size = block_size(vm, block);
    nano__zero(AT(vm, block, uint8_t), size - 4);
    CORE(vm)->meta_used += size;
    return block;
}

moff nano__meta_alloc(nano_vm *vm, uint32_t bytes) {
    nano_core *core = CORE(vm);
    vm->missing = bytes;
    vm->full_quota = 0;
    if (bytes > vm->size || nano__allocation_fails(vm)) return 0;
    const uint32_t total = total_of(bytes);
    if (UNLIKELY(core->config.test_modes & NANO_TEST_GC_ALWAYS)) nano__gc(vm);
    if (UNLIKELY(!nano__within_quota(vm, total))) return 0;
    moff block = take(vm, total);
    if (!block) {
        nano__gc(vm);
        block = take(vm, total);
    }
    while (!block && (nano__drop_variables(vm) || nano__make_room(vm, total))) block = take(vm, total);
    if (!block) {
        vm->missing = total - (core->meta_low - nano__free_low(core));
        return 0;
    }
    core->domains[core->charging].charged += block_size(vm, block);
    return finish(vm, block);
}

moff nano__meta_take(nano_vm *vm, uint32_t bytes) {
    const moff block = bytes <= vm->size ? take(vm, total_of(bytes)) : 0;
    return block ? finish(vm, block) : 0;
}

/* Merges the free block `at` with the free block that follows it in memory, if one does. */
static void merge_next(nano_vm *vm, moff at) {
    const moff next = *AT(vm, at, moff);
    if (!next || at + block_size(vm, at) != next) return;
    *AT(vm, at, moff) = *AT(vm, next, moff);
    *block_header(vm, at) += block_size(vm, next);
}

uint32_t nano__block_bytes(nano_vm *vm, moff block) { return block ? block_size(vm, block) : 0; }

void nano__meta_free(nano_vm *vm, moff block) {
    nano_core *core = CORE(vm);
    if (!block) return;
    const uint32_t header = *block_header(vm, block), size = header & ~(uint32_t)BLOCK_BITS;
    core->meta_used -= size;
    /* Nearly everything goes where it was charged, as the translator's tables do; each collection counts
     * anew. */
    uint32_t *charged = &core->domains[core->charging].charged;
    *charged -= size < *charged ? size : *charged;
    moff before = 0, after = core->free_blocks;
    while (after && after < block) {
        before = after;
        after = *AT(vm, after, moff);
    }
    *block_header(vm, block) = size | BLOCK_FREE;
    *AT(vm, block, moff) = after;
    if (before)
        *AT(vm, before, moff) = block;
    else
        core->free_blocks = block;
    merge_next(vm, block);
    if (before) merge_next(vm, before);
    const moff lowest = core->free_blocks;
    if (lowest == core->meta_low + 4) {
        core->free_blocks = *AT(vm, lowest, moff);
        core->meta_low += block_size(vm, lowest);
    }
}

/* Work memory in a free block among the metadata: where nothing is left behind the heap. 0 = none fits. */
static uint32_t take_hole(nano_vm *vm, uint32_t bytes) {
    moff block = take_free(vm, total_of(bytes + (uint32_t)sizeof(moff)));
    if (!block) return 0;
    block = finish(vm, block);
    *AT(vm, block, moff) = CORE(vm)->work_blocks;
    CORE(vm)->work_blocks = block;
    return block + (uint32_t)sizeof(moff);
}

uint32_t nano__work_alloc(nano_vm *vm, uint32_t bytes) {
    nano_core *core = CORE(vm);
    vm->missing = bytes;
    vm->full_quota = 0;
    if (bytes > vm->size || nano__allocation_fails(vm)) return 0;
    bytes = (bytes + 3) & ~3u;
    if (UNLIKELY(core->config.test_modes & NANO_TEST_GC_ALWAYS)) nano__gc(vm);
    if (!core->work_top) {
        if (core->meta_low - core->heap_top < bytes + WORK_GAP) nano__gc(vm); /* later ones gain it nothing */
        core->work_top = core->heap_top;
    }
    while (core->meta_low - core->work_top < bytes) {
        const uint32_t hole = take_hole(vm, bytes);
        if (hole) return hole;
        if (nano__make_room(vm, bytes)) continue;
        vm->missing = bytes - (core->meta_low - core->work_top);
        return 0;
    }
    const uint32_t at = core->work_top;
    core->work_top += bytes;
    nano__zero(AT(vm, at, uint8_t), bytes);
    return at;
}

bool nano__work_extend(nano_vm *vm, uint32_t at, uint32_t bytes, uint32_t more) {
    nano_core *core = CORE(vm);
    bytes = (bytes + 3) & ~3u;
    if (!at || more % 4 || at + bytes != core->work_top || core->meta_low - core->work_top < more)
        return false;
    nano__zero(AT(vm, core->work_top, uint8_t), more);
    core->work_top += more;
    return true;
}

void nano__work_release(nano_vm *vm) {
    nano_core *core = CORE(vm);
    core->work_top = 0;
    for (moff next, at = core->work_blocks; at; at = next) {
        next = *AT(vm, at, moff);
        nano__meta_free(vm, at);
    }
    core->work_blocks = 0;
}

void nano__meta_trim(nano_vm *vm, moff block, uint32_t bytes) {
    const uint32_t total = total_of(bytes), size = block_size(vm, block);
    if (total >= size) return;
    *block_header(vm, block) = total;
    *block_header(vm, block + total) = size - total;
    nano__meta_free(vm, block + total);
}

/* -- Moving records (settle.c) -------------------------------------------------------------------- */

void nano__offer_block(nano_vm *vm, moff block) {
    if (block) *block_header(vm, block) |= BLOCK_OFFERED;
}

moff nano__moved_block(nano_vm *vm, moff block) {
    return block && *block_header(vm, block) & BLOCK_MOVED ? *AT(vm, block, moff) : block;
}

/* Moves a block to the highest hole above it that it fits. `looks`: how many holes may still be looked at. */
static void raise_block(nano_vm *vm, moff block, uint32_t *looks) {
    const uint32_t size = block_size(vm, block);
    moff *best = NULL;
    for (moff *link = &CORE(vm)->free_blocks; *link && *looks; link = AT(vm, *link, moff), --*looks)
        if (*link > block && block_size(vm, *link) >= size) best = link;
    if (!best) return;
    const moff to = split(vm, best, size);
    nano__copy(AT(vm, to, uint8_t), AT(vm, block, uint8_t), size - 4);
    *block_header(vm, block) = size | BLOCK_MOVED;
    *AT(vm, block, moff) = to;
    CORE(vm)->meta_used += size;
    CORE(vm)->domains[CORE(vm)->charging].charged += size;
}

void nano__raise_blocks(nano_vm *vm) {
    enum { BYTES_PER_LOOK = 2 }; /* many blocks and many holes must not make a product of them */
    const moff end = CORE(vm)->meta_end + 4;
    uint32_t looks = (end - CORE(vm)->meta_low) / BYTES_PER_LOOK;
    for (moff at = CORE(vm)->meta_low + 4; at != end; at += block_size(vm, at))
        if (*block_header(vm, at) & BLOCK_OFFERED) raise_block(vm, at, &looks);
}

void nano__free_moved(nano_vm *vm) {
    const moff end = CORE(vm)->meta_end + 4;
    for (moff next, at = CORE(vm)->meta_low + 4; at != end; at = next) {
        const uint32_t header = *block_header(vm, at);
        next = at + block_size(vm, at);
        *block_header(vm, at) = header & ~(uint32_t)BLOCK_OFFERED;
        if (header & BLOCK_MOVED) nano__meta_free(vm, at);
    }
}

bool nano__check_blocks(nano_vm *vm) {
    const nano_core *core = CORE(vm);
    const moff end = core->meta_end + 4;
    moff free = core->free_blocks;
    uint32_t used = 0;
    bool after_free = true; /* the lowest block, if free, would have gone back to the free space */
    for (moff at = core->meta_low + 4; at != end; at += block_size(vm, at)) {
        const uint32_t header = *block_header(vm, at), size = block_size(vm, at);
        if (size < 8 || size % 8 || size > end - at) return false;
        if (header & BLOCK_FREE) {
            if (after_free || at != free) return false;
            free = *AT(vm, at, moff);
        } else {
            used += size;
        }
        after_free = header & BLOCK_FREE;
    }
    return !free && used == core->meta_used;
}
