/* heap_probe.c - drives the allocators and the collector with types made by hand, so that no assembly is
 * needed. */
#include "CRuntimeProbe.h"
#include "nano_internal.h"

#define CHECK(condition)                                                                                     \
    do {                                                                                                     \
        if (!(condition)) return __LINE__;                                                                   \
    } while (0)

enum { SLOTS = 48, PAIR_BYTES = 12, PAIR_REFERENCE = 4 };

/* A VM with a few types: int, object, int[], object[], struct Pair { int a; object b; int c }, Pair[], class
 * Node { object a, b; int id }. */
typedef struct world {
    nano_vm vm;
    moff integer, object, integers, objects, pair, pairs, node, weak;
    uint32_t random;
} world;

static uint32_t below(world *w, uint32_t limit) {
    w->random ^= w->random << 13;
    w->random ^= w->random >> 17;
    w->random ^= w->random << 5;
    return w->random % limit;
}

static moff make_map(nano_vm *vm, uint16_t count, uint16_t first, uint16_t second) {
    const moff map = nano__meta_alloc(vm, 6);
    uint16_t *entries = AT(vm, map, uint16_t);
    entries[0] = count;
    entries[1] = first;
    entries[2] = second;
    return map;
}

static moff make_type(nano_vm *vm, nano_kind kind, uint8_t dt, uint32_t size, moff element, moff refmap) {
    const moff type = nano__meta_alloc(vm, sizeof(nano_type));
    nano_type *t = AT(vm, type, nano_type);
    t->kind = (uint8_t)kind;
    t->dt = dt;
    t->size = (uint16_t)size;
    t->element = element;
    t->refmap = refmap;
    t->state = TYPE_LAID_OUT;
    t->statics_slot = t->cctor = NANO_NONE;
    return type;
}

static bool begin(world *w, void *memory, uint32_t size, uint32_t seed, bool collect_always) {
    const nano_config config = {.test_modes = collect_always ? NANO_TEST_GC_ALWAYS : 0};
    nano_vm *vm = &w->vm;
    w->random = seed | 1;
    if (nano_create(vm, memory, size, NULL, &config) != NANO_OK) return false;
    w->integer = make_type(vm, K_PRIMITIVE, DT_I4, 4, 0, 0);
    w->object = make_type(vm, K_CLASS, DT_OBJECT, 4, 0, 0);
    w->integers = make_type(vm, K_ARRAY, DT_OBJECT, 4, w->integer, 0);
    w->objects = make_type(vm, K_ARRAY, DT_OBJECT, 4, w->object, make_map(vm, 1, 0, 0));
    const moff pair_map = make_map(vm, 1, PAIR_REFERENCE, 0);
    w->pair = make_type(vm, K_STRUCT, DT_VALUETYPE, PAIR_BYTES, 0, pair_map);
    w->pairs = make_type(vm, K_ARRAY, DT_OBJECT, PAIR_BYTES, w->pair, pair_map);
    w->node = make_type(vm, K_CLASS, DT_OBJECT, 16, 0, make_map(vm, 2, 4, 8));
    w->weak = make_type(vm, K_CLASS, DT_OBJECT, 8, 0, 0);
    CORE(vm)->known[WK_WEAKREFERENCE] = w->weak;
    CORE(vm)->known[WK_STRING] = make_type(vm, K_STRING, DT_OBJECT, 0, 0, 0);
    CORE(vm)->domains[0].timers =
        nano__new_array(vm, w->objects, SLOTS); /* a root that nothing else uses here */
    return CORE(vm)->domains[0].timers != 0;
}

static nref *slot(world *w, uint32_t index) {
    return AT(&w->vm, CORE(&w->vm)->domains[0].timers + sizeof(nano_array), nref) + index;
}
static uint32_t *word(world *w, nref object, uint32_t index) { return AT(&w->vm, object, uint32_t) + index; }

/* What a slot holds: every kind carries `tag` somewhere. */
typedef enum kind { NOTHING, BOX, INTEGERS, TEXT, NODE, PAIRS, BOXED_PAIR, KINDS } kind;

static uint32_t decimal(uint32_t value, char *to) {
    char reversed[10];
    uint32_t n = 0, k = 0;
    do reversed[n++] = (char)('0' + value % 10);
    while (value /= 10);
    while (n) to[k++] = reversed[--n];
    return k;
}

static nref make_integers(world *w, uint32_t length, uint32_t tag) {
    const nref array = nano__new_array(&w->vm, w->integers, length);
    for (uint32_t i = 0; array && i < length; i++) *word(w, array, 2 + i) = tag + i;
    return array;
}

/* Makes an object of a kind into slot `index`; false = out of memory (then the slot is null). */
static bool make(world *w, uint32_t index, kind what, uint32_t tag) {
    nano_vm *vm = &w->vm;
    char text[16];
    nref object = 0, inner;
    *slot(w, index) = 0;
    switch (what) {
    case BOX: object = nano__box(vm, w->integer, &tag); break;
    case INTEGERS: object = make_integers(w, tag % 150, tag); break;
    case TEXT: object = nano__new_string(vm, text, decimal(tag, text)); break;
    case NODE:
        object = nano__new(vm, w->node);
        if (!object) break;
        *word(w, object, 1) = *slot(w, (index + 1) % SLOTS); /* cycles of any shape, backward and forward */
        *word(w, object, 2) = object;
        *word(w, object, 3) = tag;
        break;
    default:
        *slot(w, index) = what == PAIRS ? nano__new_array(vm, w->pairs, 3) : nano__new(vm, w->pair);
        if (!*slot(w, index)) break;
        inner = make_integers(w, 1, tag);
        object = *slot(w, index);
        if (inner)
            *AT(vm, object + (what == PAIRS ? sizeof(nano_array) + PAIR_BYTES : 4) + PAIR_REFERENCE, nref) =
                inner;
        else
            object = 0;
    }
    *slot(w, index) = object;
    return object != 0;
}

static bool is_right(world *w, uint32_t index, kind what, uint32_t tag) {
    nano_vm *vm = &w->vm;
    char expected[16], got[16];
    const nref object = *slot(w, index);
    if (!object) return what == NOTHING;
    switch (what) {
    case BOX: return *word(w, object, 1) == tag;
    case INTEGERS:
        for (uint32_t i = 0; i < tag % 150; i++)
            if (*word(w, object, 2 + i) != tag + i) return false;
        return AT(vm, object, nano_array)->length == tag % 150;
    case TEXT: {
        const uint32_t length = decimal(tag, expected);
        return nano__string_utf8(vm, object, got, sizeof got) == length && nano__equal(got, expected, length);
    }
    case NODE: return *word(w, object, 2) == object && *word(w, object, 3) == tag;
    case PAIRS:
        return *word(w, *AT(vm, object + sizeof(nano_array) + PAIR_BYTES + PAIR_REFERENCE, nref), 2) == tag;
    case BOXED_PAIR: return *word(w, *AT(vm, object + 4 + PAIR_REFERENCE, nref), 2) == tag;
    default: return false;
    }
}

uint32_t probe_heap(void *memory, uint32_t size, uint32_t seed, uint32_t steps, bool collect_always) {
    world w;
    kind kinds[SLOTS] = {NOTHING};
    uint32_t tags[SLOTS] = {0};
    CHECK(begin(&w, memory, size, seed, collect_always));
    for (uint32_t step = 0; step < steps; step++) {
        const uint32_t index = below(&w, SLOTS);
        const kind what = (kind)below(&w, KINDS);
        tags[index] = below(&w, 1u << 30);
        *slot(&w, index) = 0;
        kinds[index] = what == NOTHING || make(&w, index, what, tags[index]) ? what : NOTHING;
        if (below(&w, 100) == 0) nano__gc(&w.vm);
        if (step % 16) continue;
        CHECK(nano__check_heap(&w.vm));
        for (uint32_t i = 0; i < SLOTS; i++) CHECK(is_right(&w, i, kinds[i], tags[i]));
    }
    for (uint32_t i = 0; i < SLOTS; i++) *slot(&w, i) = 0;
    nano__gc(&w.vm);
    const uint32_t left = CORE(&w.vm)->heap_top - CORE(&w.vm)->heap_start;
    CHECK(left == sizeof(nano_array) + SLOTS * sizeof(nref));
    return 0;
}

uint32_t probe_full_heap(void *memory, uint32_t size) {
    world w;
    CHECK(begin(&w, memory, size, 1, false));
    nano_vm *vm = &w.vm;
    uint32_t made = 0;
    /* Nodes hang from the slots as lists, each with a box: when memory is full, the space for the mark stack
     * is gone too. */
    for (;; made++) {
        const uint32_t index = made % SLOTS;
        const nref node = nano__new(vm, w.node);
        if (!node) break;
        *word(&w, node, 1) = *slot(&w, index);
        *word(&w, node, 3) = made;
        *slot(&w, index) = node;
        const nref box = nano__box(vm, w.integer, &made);
        if (box) *word(&w, *slot(&w, index), 2) = box;
    }
    for (int round = 0; round < 3; round++) {
        nano__gc(vm);
        CHECK(nano__check_heap(vm));
        uint32_t found = 0;
        for (uint32_t i = 0; i < SLOTS; i++) {
            uint32_t expected = made - 1 - (made - 1 + SLOTS - i) % SLOTS;
            for (nref node = *slot(&w, i); node; node = *word(&w, node, 1), expected -= SLOTS, found++) {
                CHECK(*word(&w, node, 3) == expected);
                CHECK(!*word(&w, node, 2) || *word(&w, *word(&w, node, 2), 1) == expected);
            }
        }
        CHECK(found == made || found == made + 1);
    }
    return 0;
}

uint32_t probe_side_tables(void *memory, uint32_t size) {
    enum { OBJECTS = 20, THREAD = 7, OTHER_THREAD = 8 };
    world w;
    uint32_t hashes[OBJECTS];
    CHECK(begin(&w, memory, size, 1, false));
    nano_vm *vm = &w.vm;
    for (uint32_t i = 0; i < OBJECTS; i++) {
        CHECK(make(&w, i, BOX, i));
        hashes[i] = nano__identity_hash(vm, *slot(&w, i));
        CHECK(hashes[i]);
        CHECK(nano__lock(vm, *slot(&w, i), THREAD) == 1 && nano__lock(vm, *slot(&w, i), THREAD) == 1);
        if (i % 2) CHECK(nano__register_finalizer(vm, *slot(&w, i)));
    }
    *slot(&w, 30) = nano__new(vm, w.weak);
    *slot(&w, 31) = nano__new(vm, w.weak);
    *word(&w, *slot(&w, 30), 1) = *slot(&w, 0);
    *word(&w, *slot(&w, 31), 1) = *slot(&w, 2);
    *slot(&w, 0) = 0;
    nano__gc(vm);
    CHECK(*word(&w, *slot(&w, 30), 1) == 0);
    CHECK(*word(&w, *slot(&w, 31), 1) == *slot(&w, 2) && *slot(&w, 2));
    for (uint32_t i = 1; i < OBJECTS; i++) {
        CHECK(nano__identity_hash(vm, *slot(&w, i)) == hashes[i]);
        CHECK(nano__lock(vm, *slot(&w, i), OTHER_THREAD) == 0);
    }
    /* Of the objects with a finalizer that die, each is handed out once, alive and whole; a suppressed one
     * never. */
    nano__suppress_finalizer(vm, *slot(&w, 1));
    for (uint32_t i = 1; i < OBJECTS; i++) *slot(&w, i) = 0;
    nano__gc(vm);
    CHECK(CORE(vm)->needs_finalizers);
    uint32_t handed_out = 0;
    for (nref object; (object = nano__next_finalizable(vm, 0)) != 0; handed_out++) {
        nano__finalizer_starts(vm, object);
        CHECK(*word(&w, object, 1) % 2 == 1 && *word(&w, object, 1) > 1);
        nano__gc(vm); /* those still in the queue live on */
    }
    CHECK(handed_out == OBJECTS / 2 - 1);
    nano__gc(vm);
    CHECK(!CORE(vm)->needs_finalizers && nano__check_heap(vm));
    return 0;
}

uint32_t probe_metadata(void *memory, uint32_t size, uint32_t seed, uint32_t steps) {
    enum { BLOCKS = 100, LARGEST = 200 };
    world w;
    moff blocks[BLOCKS] = {0};
    CHECK(begin(&w, memory, size, seed, false));
    nano_vm *vm = &w.vm;
    const uint32_t used = CORE(vm)->meta_used, low = CORE(vm)->meta_low;
    for (uint32_t step = 0; step < steps; step++) {
        const uint32_t index = below(&w, BLOCKS), bytes = 4 + below(&w, LARGEST);
        if (blocks[index]) {
            CHECK(*AT(vm, blocks[index], uint32_t) == blocks[index]);
            nano__meta_free(vm, blocks[index]);
            blocks[index] = 0;
            continue;
        }
        const moff block = nano__meta_alloc(vm, bytes);
        if (!block) continue;
        CHECK(block % 8 == 0 && block >= CORE(vm)->meta_low && block + bytes <= vm->size);
        for (uint32_t i = 0; i < bytes; i++) {
            CHECK(AT(vm, block, uint8_t)[i] == 0);
            AT(vm, block, uint8_t)[i] = 0xEE;
        }
        *AT(vm, block, uint32_t) = block;
        blocks[index] = block;
    }
    for (uint32_t i = 0; i < BLOCKS; i++) nano__meta_free(vm, blocks[i]);
    CHECK(CORE(vm)->meta_used == used && CORE(vm)->meta_low == low && CORE(vm)->free_blocks == 0);
    return 0;
}
