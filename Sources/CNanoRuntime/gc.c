/* gc.c - the collector: precise marking and sliding compaction, no recursion, no memory of its own.
 *
 * Marking uses what is free between heap and metadata as its stack (or a small array); when the stack is
 * full, objects stay marked and unscanned, and the heap is walked again. Compaction is Jonkers' ("A fast
 * garbage compaction algorithm", 1979): every reference to an object is threaded through the object's header.
 * A header at rest has bit 0 set, a slot's offset has it clear, so the end of a thread is known. Pass 1 walks
 * upwards: it gives forward references the object's new place and threads the object's own references; pass 2
 * does the same for backward references and moves. Objects keep their order, which sync.c relies on.
 *
 * Every root lies in the arena (threads' frames are in chunks, which are objects), so a slot is named by its
 * offset. */
#include "heap.h"
#include "interp.h"

enum {
    LOCAL_STACK = 64,
    SHAPE_PLAIN = 1,
    SHAPE_WEAK = 2,
    WEAK_TARGET = 4,
    BOX_PAYLOAD = 4,
    STATICS_OWNER = 4
};

typedef struct collector {
    nano_vm *vm;
    uint32_t *stack; /* marked objects whose references are not scanned yet */
    uint32_t depth, capacity;
    bool overflow;    /* some object is marked but was not pushed */
    bool weak;        /* a WeakReference was marked */
    uint32_t *charge; /* bytes of the domain whose roots are being marked */
} collector;
typedef void (*slot_visitor)(collector *c, uint32_t *slot);

/* -- Shapes of objects ---------------------------------------------------------------------------- */

static uint32_t aligned(uint32_t bytes) { return (bytes + 3) & ~3u; }

static const nano_type *statics_owner(nano_vm *vm, nref block) {
    return AT(vm, *AT(vm, block + STATICS_OWNER, uint32_t) & ~7u, nano_type);
}

static uint32_t object_bytes(nano_vm *vm, const nano_type *type, nref ref) {
    switch (type->kind) {
    case K_ARRAY: return aligned(8 + AT(vm, ref, nano_array)->length * type->size);
    case K_STRING: {
        const uint32_t length = AT(vm, ref, nano_string)->length;
        return aligned(8 + (length & STRING_WIDE ? (length & ~STRING_WIDE) * 2 : length));
    }
    case K_DELEGATE: return DELEGATE_BYTES;
    case K_STATICS: return aligned(nano__statics_bytes(vm, statics_owner(vm, ref)));
    case K_STACK: return AT(vm, ref, nano_chunk)->bytes;
    case K_CODE: return AT(vm, ref, nano_code)->bytes;
    case K_WINDOW: return AT(vm, ref, nano_window)->bytes;
    case K_CLASS: return aligned(type->size);
    default: return aligned(BOX_PAYLOAD + type->size);
    }
}

uint32_t nano__object_bytes(nano_vm *vm, nref ref) {
    return object_bytes(vm, AT(vm, OBJ_TYPE(vm, ref), nano_type), ref);
}

static bool is_weak_reference(nano_vm *vm, nano_type *type) {
    if (LIKELY(type->gc_shape)) return type->gc_shape == SHAPE_WEAK;
    const moff weak = CORE(vm)->known[WK_WEAKREFERENCE];
    if (!weak) return false;
    const nano_type *at = type;
    while (at != AT(vm, weak, nano_type) && at->base) at = AT(vm, at->base, nano_type);
    type->gc_shape = at == AT(vm, weak, nano_type) ? SHAPE_WEAK : SHAPE_PLAIN;
    return type->gc_shape == SHAPE_WEAK;
}

static inline void visit_map(collector *c, moff map, uint32_t at, slot_visitor visit) {
    if (!map) return;
    const uint16_t *offsets = AT(c->vm, map, uint16_t);
    for (uint32_t i = 1; i <= offsets[0]; i++) visit(c, AT(c->vm, at + offsets[i], uint32_t));
}

static void visit_array(collector *c, const nano_type *type, nref ref, slot_visitor visit) {
    nano_vm *vm = c->vm;
    const uint32_t length = AT(vm, ref, nano_array)->length;
    if (!nano__is_value(AT(vm, type->element, nano_type))) {
        for (uint32_t i = 0; i < length; i++) visit(c, AT(vm, ref + 8 + i * 4, uint32_t));
    } else if (type->refmap) {
        for (uint32_t i = 0; i < length; i++) visit_map(c, type->refmap, ref + 8 + i * type->size, visit);
    }
}

/* Visits the strong references inside an object. `type` is given because the header may be threaded. */
static void visit_object(collector *c, const nano_type *type, nref ref, slot_visitor visit) {
    nano_vm *vm = c->vm;
    switch (type->kind) {
    case K_STRING:
    case K_WINDOW: break;
    case K_CODE: visit(c, &AT(vm, ref, nano_code)->window); break;
    case K_ARRAY: visit_array(c, type, ref, visit); break;
    case K_DELEGATE:
        visit(c, &AT(vm, ref, nano_delegate)->target);
        visit(c, &AT(vm, ref, nano_delegate)->list);
        break;
    case K_STATICS: visit_map(c, nano__statics_map(statics_owner(vm, ref)), ref, visit); break;
    case K_STACK: visit(c, &AT(vm, ref, nano_chunk)->previous); break; /* its frames are roots */
    case K_CLASS: visit_map(c, type->refmap, ref, visit); break;
    default: visit_map(c, type->refmap, ref + BOX_PAYLOAD, visit); break;
    }
}

/* -- Roots ---------------------------------------------------------------------------------------- */

static void visit_bitmap(collector *c, const uint32_t *bitmap, uint32_t *words, uint32_t count,
                         slot_visitor visit) {
    for (uint32_t base = 0; base < count; base += 32) {
        uint32_t bits = bitmap[base / 32];
        if (count - base < 32) bits &= (1u << (count - base)) - 1;
        for (; bits; bits &= bits - 1) visit(c, words + base + (uint32_t)__builtin_ctz(bits));
    }
}

/* Arguments by their map, NATIVE_ROOTS and the boxed result always, then the raw result by its type. */
static void visit_native_frame(collector *c, const nano_method *m, nano_frame *frame, slot_visitor visit) {
    nano_vm *vm = c->vm;
    uint32_t *words = FRAME_WORDS(frame);
    if (m->code) visit_bitmap(c, AT(vm, m->code, nano_native_info)->map, words, m->arg_words, visit);
    uint32_t *roots = words + m->arg_words, *result = roots + NATIVE_ROOTS + 1;
    for (uint32_t i = 0; i <= NATIVE_ROOTS; i++) visit(c, roots + i);
    if (result >= words + frame->words) return;
    if (m->state & M_STRING_CTOR || m->ret_byref || m->ret_dt == DT_OBJECT)
        visit(c, result);
    else if (m->ret_dt == DT_VALUETYPE)
        visit_map(c, AT(vm, nano__return_of(vm, m).type, nano_type)->refmap,
                  (uint32_t)((uint8_t *)result - vm->base), visit);
}

/* The reference to the code comes last: threading it makes it useless here. */
static void visit_frame(collector *c, nano_frame *frame, slot_visitor visit) {
    nano_vm *vm = c->vm;
    if (!frame->method) { /* the words of a filter activation record hold no references */
        visit(c, &frame->code);
        return;
    }
    if (frame->flags & FRAME_NATIVE) {
        visit_native_frame(c, AT(vm, frame->method, nano_method), frame, visit);
        return;
    }
    const nano_code *code = AT(vm, frame->code, nano_code);
    visit_bitmap(c, AT(vm, frame->code + nano__code_bitmap(code), uint32_t), FRAME_WORDS(frame), frame->words,
                 visit);
    visit(c, &frame->code);
}

/* Clears temporaries that a call in progress does not leave alive, so that they keep nothing. */
static void clear_dead_temporaries(nano_vm *vm, nano_frame *frame) {
    const nano_code *code = AT(vm, frame->code, nano_code);
    const uint8_t *at = AT(vm, frame->code + nano__code_pairs(code), uint8_t);
    uint32_t depth; /* from which they are dead; a pc behind no call tells of none */
    if (!nano__find_pair(code, nano__code_pairs(code) + code->calls, frame->pc, &depth)) return;
    for (nano_pair temp = {0}; nano__next_pair(&at, &temp);)
        if (temp.second >= depth) FRAME_WORDS(frame)[temp.first] = 0;
}

/* A frame is inside a call if the one above it is what it called: not a static constructor, after which the
 * instruction runs again. A filter runs in the words of a frame below: there nothing is known to be dead. */
static void clear_dead(nano_vm *vm) {
    for (moff at = CORE(vm)->threads; at; at = AT(vm, at, nano_thread)->next) {
        const nano_thread *thread = AT(vm, at, nano_thread);
        frame_place place = {thread->chunk, thread->frame};
        bool in_call = false;
        if (!place.chunk) continue;
        do {
            nano_frame *frame = nano__frame_at(vm, place.chunk, place.offset);
            if (!frame->method) break;
            if (in_call && !(frame->flags & FRAME_NATIVE)) clear_dead_temporaries(vm, frame);
            in_call = !(frame->flags & FRAME_CCTOR);
        } while (nano__frame_below(vm, &place));
    }
}

static void visit_threads(collector *c, uint32_t domain, slot_visitor visit) {
    nano_vm *vm = c->vm;
    for (moff at = CORE(vm)->threads; at; at = AT(vm, at, nano_thread)->next) {
        nano_thread *thread = AT(vm, at, nano_thread);
        if (thread->domain != domain) continue;
        frame_place place = {thread->chunk, thread->frame};
        if (place.chunk) {
            do visit_frame(c, nano__frame_at(vm, place.chunk, place.offset), visit);
            while (nano__frame_below(vm, &place));
        }
        visit(c, &thread->object);
        visit(c, &thread->chunk);
        visit(c, &thread->exception);
        visit(c, &thread->waiting_for);
        visit(c, &thread->spare);
    }
}

static void visit_statics(collector *c, const nano_domain *domain, slot_visitor visit) {
    if (!domain->statics) return;
    nref *entries = AT(c->vm, domain->statics, nref);
    for (uint32_t i = 0; i < domain->slots; i++) visit(c, entries + i);
}

/* Code, which no domain is charged for. */
static void visit_code(collector *c, slot_visitor visit) {
    nano_vm *vm = c->vm;
    for (moff at = nano__next_method(vm, 0); at; at = nano__next_method(vm, at))
        if (nano__is_managed(AT(vm, at, nano_method))) visit(c, &AT(vm, at, nano_method)->code);
    visit(c, &CORE(vm)->making);
}

/* What belongs to no domain but 0. */
static void visit_shared_roots(collector *c, slot_visitor visit) {
    visit(c, &CORE(c->vm)->out_of_memory);
    visit(c, &CORE(c->vm)->scratch);
}

static void visit_domain_roots(collector *c, uint32_t domain, slot_visitor visit) {
    nano_domain *d = &CORE(c->vm)->domains[domain];
    visit(c, &d->timers);
    visit_threads(c, domain, visit);
    visit_statics(c, d, visit);
}

static void visit_roots(collector *c, slot_visitor visit) {
    visit_code(c, visit);
    visit_shared_roots(c, visit);
    for (uint32_t d = 0; d < NANO_MAX_DOMAINS; d++) visit_domain_roots(c, d, visit);
}

/* The objects of reflection that are unique: of types and assemblies. They are made again, so nothing but a
 * use keeps them: that of a lock included. */
static void visit_unique(collector *c, slot_visitor visit) {
    nano_vm *vm = c->vm;
    for (uint32_t i = 0; i < CORE(vm)->assembly_count; i++) visit(c, &nano__asm(vm, i)->object);
    if (!CORE(vm)->type_objects) return;
    nano_type_objects *table = AT(vm, CORE(vm)->type_objects, nano_type_objects);
    for (uint32_t i = 0; i < table->capacity; i++) visit(c, &table->rows[i].object);
}

/* Slots that do not keep their object alive; those of dead objects are 0 or gone when this is called. */
static void visit_weak_roots(collector *c, slot_visitor visit) {
    nano_vm *vm = c->vm;
    if (CORE(vm)->sync) {
        nano_sync_table *table = AT(vm, CORE(vm)->sync, nano_sync_table);
        for (uint32_t i = 0; i < table->count; i++) visit(c, &SYNC_ENTRIES(table)[i].object);
    }
    if (CORE(vm)->literals) {
        nano_literal_table *table = AT(vm, CORE(vm)->literals, nano_literal_table);
        for (uint32_t i = 0; i < table->capacity; i++) visit(c, &LITERALS(table)[i].string);
    }
    visit_unique(c, visit);
}

/* The two low bits of a statics entry are state; while slots are visited they rest in the block, whose owner
 * word has low bits to spare. The exception of a static constructor that failed stands for its state. */
static void park_statics_flags(nano_vm *vm, bool park) {
    for (uint32_t d = 0; d < NANO_MAX_DOMAINS; d++) {
        const nano_domain *domain = &CORE(vm)->domains[d];
        if (!domain->statics) continue;
        nref *entries = AT(vm, domain->statics, nref);
        for (uint32_t i = 0; i < domain->slots; i++) {
            const nref block = entries[i] & ~(uint32_t)STATICS_STATE;
            if (!block) continue;
            uint32_t *owner = AT(vm, block + STATICS_OWNER, uint32_t);
            const bool exception = AT(vm, OBJ_TYPE(vm, block), nano_type)->kind != K_STATICS;
            if (park) {
                if (!exception) *owner |= entries[i] & STATICS_STATE;
                entries[i] = block;
            } else if (exception) {
                entries[i] |= CCTOR_FAILED;
            } else {
                entries[i] |= *owner & STATICS_STATE;
                *owner &= ~(uint32_t)STATICS_STATE;
            }
        }
    }
}

/* -- Marking -------------------------------------------------------------------------------------- */

static bool is_marked(nano_vm *vm, nref ref) { return *AT(vm, ref, uint32_t) & HDR_MARK; }

static void mark_slot(collector *c, uint32_t *slot) {
    const nref ref = *slot;
    if (!ref) return;
    uint32_t *header = AT(c->vm, ref, uint32_t);
    if (*header & HDR_MARK) return;
    *c->charge +=
        nano__object_bytes(c->vm, ref) + (*header & HDR_FLAG ? (uint32_t)sizeof(nano_sync_entry) : 0);
    *header |= HDR_MARK;
    if (c->depth < c->capacity)
        c->stack[c->depth++] = ref;
    else
        c->overflow = true;
}

static void scan(collector *c, nref ref) {
    nano_type *type = AT(c->vm, OBJ_TYPE(c->vm, ref), nano_type);
    if (type->kind == K_CLASS && is_weak_reference(c->vm, type)) c->weak = true;
    visit_object(c, type, ref, mark_slot);
}

static void drain(collector *c) {
    while (c->depth) scan(c, c->stack[--c->depth]);
    while (c->overflow) {
        c->overflow = false;
        const uint32_t end = CORE(c->vm)->heap_top;
        for (nref at = CORE(c->vm)->heap_start; at < end; at += nano__object_bytes(c->vm, at)) {
            if (!is_marked(c->vm, at)) continue;
            scan(c, at);
            while (c->depth) scan(c, c->stack[--c->depth]);
        }
    }
}

/* Clears weak references to what is not marked. */
static void clear_weak(collector *c) {
    nano_vm *vm = c->vm;
    if (!c->weak) return;
    const uint32_t end = CORE(vm)->heap_top;
    for (nref at = CORE(vm)->heap_start; at < end; at += nano__object_bytes(vm, at)) {
        nano_type *type = AT(vm, OBJ_TYPE(vm, at), nano_type);
        if (!is_marked(vm, at) || type->kind != K_CLASS || !is_weak_reference(vm, type)) continue;
        nref *target = AT(vm, at + WEAK_TARGET, nref);
        if (*target && !is_marked(vm, *target)) *target = 0;
    }
}

/* Objects in the finalizer queue, those of the domain's types. */
static void mark_due(collector *c, uint32_t domain) {
    nano_vm *vm = c->vm;
    if (!CORE(vm)->sync) return;
    nano_sync_table *table = AT(vm, CORE(vm)->sync, nano_sync_table);
    for (uint32_t i = 0; i < table->count; i++) {
        nano_sync_entry *entry = &SYNC_ENTRIES(table)[i];
        if (entry->flags & SYNC_DUE && AT(vm, OBJ_TYPE(vm, entry->object), nano_type)->domain == domain)
            mark_slot(c, &entry->object);
    }
}

static void mark_locked(collector *c, uint32_t *slot) {
    if (*slot && *AT(c->vm, *slot, uint32_t) & HDR_FLAG) mark_slot(c, slot);
}

static void clear_dead_slot(collector *c, uint32_t *slot) {
    if (*slot && !is_marked(c->vm, *slot)) *slot = 0;
}

static void mark_roots(collector *c, uint32_t domain) {
    if (!domain) {
        visit_shared_roots(c, mark_slot);
        visit_unique(c, mark_locked);
    }
    visit_domain_roots(c, domain, mark_slot);
    mark_due(c, domain);
}

/* Marks what `roots` of a domain reach and charges the domain for what no lower one reaches. */
static void mark_domain(collector *c, uint32_t domain, void (*roots)(collector *c, uint32_t domain)) {
    c->charge = &CORE(c->vm)->domains[domain].charged;
    roots(c, domain);
    drain(c);
}

/* Moves dead objects that have a finalizer to the queue, which keeps them alive. */
static void queue_finalizable(collector *c) {
    nano_vm *vm = c->vm;
    if (!CORE(vm)->sync) return;
    nano_sync_table *table = AT(vm, CORE(vm)->sync, nano_sync_table);
    bool any = false;
    for (uint32_t i = 0; i < table->count; i++) {
        nano_sync_entry *entry = &SYNC_ENTRIES(table)[i];
        if (!(entry->flags & SYNC_FINALIZE) || is_marked(vm, entry->object)) continue;
        entry->flags = (uint16_t)((entry->flags & ~SYNC_FINALIZE) | SYNC_DUE);
        any = true;
    }
    if (!any) return;
    for (uint32_t d = 0; d < NANO_MAX_DOMAINS; d++) mark_domain(c, d, mark_due);
    CORE(vm)->needs_finalizers = 1;
    clear_weak(c);
}

static void drop_dead_entries(collector *c) {
    nano_vm *vm = c->vm;
    if (CORE(vm)->sync) {
        nano_sync_table *table = AT(vm, CORE(vm)->sync, nano_sync_table);
        nano_sync_entry *entries = SYNC_ENTRIES(table);
        uint32_t kept = 0;
        for (uint32_t i = 0; i < table->count; i++)
            if (is_marked(vm, entries[i].object)) entries[kept++] = entries[i];
        table->count = kept;
    }
    if (CORE(vm)->literals) {
        nano_literal_table *table = AT(vm, CORE(vm)->literals, nano_literal_table);
        for (uint32_t i = 0; i < table->capacity; i++) clear_dead_slot(c, &LITERALS(table)[i].string);
    }
    visit_unique(c, clear_dead_slot);
}

static void mark(nano_vm *vm) {
    uint32_t local[LOCAL_STACK];
    const nano_core *core = CORE(vm);
    const uint32_t low = nano__free_low(core), gap = (core->meta_low - low) / 4;
    collector c = {.vm = vm,
                   .stack = gap > LOCAL_STACK ? AT(vm, low, uint32_t) : local,
                   .capacity = gap > LOCAL_STACK ? gap : LOCAL_STACK};
    uint32_t uncharged = 0;
    clear_dead(vm);
    nano__count_metadata(vm);
    c.charge = &uncharged;
    visit_code(&c, mark_slot);
    drain(&c);
    for (uint32_t d = 0; d < NANO_MAX_DOMAINS; d++) mark_domain(&c, d, mark_roots);
    clear_weak(&c);
    queue_finalizable(&c);
    drop_dead_entries(&c);
}

/* -- Compaction ----------------------------------------------------------------------------------- */

static void thread_slot(collector *c, uint32_t *slot) {
    const nref ref = *slot;
    if (!ref) return;
    uint32_t *header = AT(c->vm, ref, uint32_t);
    *slot = *header;
    *header = (uint32_t)((uint8_t *)slot - c->vm->base);
}

/* Gives every slot threaded through the header at `at` the value `to`, and restores the header. */
static void unthread(nano_vm *vm, nref at, nref to) {
    uint32_t *header = AT(vm, at, uint32_t), word = *header;
    while (!(word & HDR_TYPE)) {
        uint32_t *slot = AT(vm, word, uint32_t);
        word = *slot;
        *slot = to;
    }
    *header = word;
}

/* What is left of an object: of code without units, what is in front of them. */
static uint32_t bytes_left(nano_vm *vm, const nano_type *type, nref at, uint32_t bytes) {
    const nano_code *code = AT(vm, at, nano_code);
    const bool bare = type->kind == K_CODE && code->method && (code->first == code->end || code->window);
    return bare ? aligned(code->head) : bytes;
}

static void compact(nano_vm *vm) {
    collector c = {.vm = vm};
    uint32_t code_bytes = 0;
    const nref start = CORE(vm)->heap_start, end = CORE(vm)->heap_top;
    visit_roots(&c, thread_slot);
    visit_weak_roots(&c, thread_slot);
    nref to = start;
    for (nref at = start; at < end;) {
        unthread(vm, at, to);
        nano_type *type = AT(vm, OBJ_TYPE(vm, at), nano_type);
        const uint32_t bytes = object_bytes(vm, type, at);
        if (is_marked(vm, at)) {
            if (type->kind == K_CLASS && is_weak_reference(vm, type))
                thread_slot(&c, AT(vm, at + WEAK_TARGET, uint32_t));
            visit_object(&c, type, at, thread_slot);
            to += bytes_left(vm, type, at, bytes);
        }
        at += bytes;
    }
    to = start;
    for (nref at = start; at < end;) {
        unthread(vm, at, to);
        const nano_type *type = AT(vm, OBJ_TYPE(vm, at), nano_type);
        const uint32_t bytes = object_bytes(vm, type, at);
        if (is_marked(vm, at)) {
            const uint32_t left = bytes_left(vm, type, at, bytes);
            *AT(vm, at, uint32_t) &= ~(uint32_t)HDR_MARK;
            if (type->kind == K_CODE) AT(vm, at, nano_code)->bytes = left;
            if (type->kind >= K_CODE) code_bytes += left;
            if (to != at) nano__copy(AT(vm, to, uint8_t), AT(vm, at, uint8_t), left);
            to += left;
        }
        at += bytes;
    }
    CORE(vm)->heap_top = to;
    CORE(vm)->code_used = code_bytes;
    for (moff at = nano__next_method(vm, 0); at; at = nano__next_method(vm, at)) {
        const nano_method *m = AT(vm, at, nano_method);
        if (m->code && nano__is_managed(m)) nano__find_units(vm, m->code);
    }
}

/* Allocating costs an instruction for 16 bytes that are cleared, collecting one for 8 bytes of heap that are
 * looked at. This is kept apart from the thread's budget, so that who runs when does not depend on when the
 * collector runs. */
enum { CLEARED_PER_INSTRUCTION = 16, COLLECTED_PER_INSTRUCTION = 8 };

void nano__pay_for_memory(nano_vm *vm, uint32_t instructions) {
    nano_core *core = CORE(vm);
    if (core->memory_credit > INT32_MIN / 2) core->memory_credit -= (int32_t)instructions;
}

void nano__gc(nano_vm *vm) {
    nano_core *core = CORE(vm);
    if (core->collecting) return;
    core->collecting = 1;
    core->collections++;
    /* Collections that only a test mode asks for are free: that mode must not change how runs are cut. */
    if (!(core->config.test_modes & NANO_TEST_GC_ALWAYS))
        nano__pay_for_memory(vm, (core->heap_top - core->heap_start) / COLLECTED_PER_INSTRUCTION);
    park_statics_flags(vm, true);
    mark(vm);
    compact(vm);
    park_statics_flags(vm, false);
    if (vm->call) nano__locate_words(vm->call);
    const uint32_t used = core->heap_top + (vm->size - core->meta_low);
    if (used > core->high_water) core->high_water = used;
    core->collecting = 0;
}

bool nano__drop_variables(nano_vm *vm) {
    if (CORE(vm)->work_top || !nano__clear_variables(vm)) return false;
    nano__gc(vm);
    return true;
}

/* Makes sure of `bytes` behind the heap. False: they cannot be had. MAY_COLLECT */
static bool reserve(nano_vm *vm, uint32_t bytes) {
    const nano_core *core = CORE(vm);
    if (LIKELY(core->meta_low - core->heap_top >= bytes)) return true;
    nano__gc(vm);
    while (core->meta_low - core->heap_top < bytes) {
        const uint32_t room = core->meta_low - core->heap_top;
        vm->missing = bytes - room;
        const bool hopeless = room + core->meta_used + core->code_used < bytes; /* but for variables */
        if (nano__drop_variables(vm)) continue;
        if (hopeless || (!nano__make_room(vm, bytes - room) && !nano__shed_methods(vm))) return false;
    }
    return true;
}

/* Takes them, zeroed, for an object. */
static nref take(nano_vm *vm, moff type, uint32_t bytes) {
    const nref ref = CORE(vm)->heap_top;
    CORE(vm)->heap_top += bytes;
    nano__zero(AT(vm, ref, uint8_t), bytes);
    *AT(vm, ref, uint32_t) = type | HDR_TYPE;
    return ref;
}

nref nano__alloc(nano_vm *vm, moff type, uint32_t bytes) {
    nano_core *core = CORE(vm);
    vm->missing = bytes;
    vm->full_quota = 0;
    if (bytes > vm->size || core->work_top || nano__allocation_fails(vm)) return 0;
    bytes = aligned(bytes);
    if (UNLIKELY(core->config.test_modes & NANO_TEST_LIVENESS)) (void)nano__clear_variables(vm);
    if (UNLIKELY(core->config.test_modes & NANO_TEST_GC_ALWAYS)) nano__gc(vm);
    if (UNLIKELY(!nano__within_quota(vm, bytes)) || !reserve(vm, bytes)) return 0;
    core->domains[core->charging].charged += bytes;
    core->allocations++;
    nano__pay_for_memory(vm, bytes / CLEARED_PER_INSTRUCTION);
    return take(vm, type, bytes);
}

nref nano__alloc_code(nano_vm *vm, moff type, uint32_t bytes) {
    vm->missing = bytes;
    vm->full_quota = 0;
    if (bytes > vm->size || nano__allocation_fails(vm)) return 0;
    bytes = aligned(bytes);
    if (UNLIKELY(CORE(vm)->config.test_modes & NANO_TEST_LIVENESS)) (void)nano__clear_variables(vm);
    if (UNLIKELY(CORE(vm)->config.test_modes & NANO_TEST_GC_ALWAYS)) nano__gc(vm);
    if (!reserve(vm, bytes)) return 0;
    const nref code = take(vm, type, bytes);
    AT(vm, code, nano_window)->bytes = bytes; /* where code has it, too */
    return code;
}

/* -- Checking ------------------------------------------------------------------------------------- */

static bool sound_header(nano_vm *vm, nref ref) {
    const nano_core *core = CORE(vm);
    if (ref < core->heap_start || ref >= core->heap_top || ref & 3) return false;
    const uint32_t header = *AT(vm, ref, uint32_t), type = header & ~7u;
    return header & HDR_TYPE && type >= core->meta_low && type < vm->size;
}

static void check_slot(collector *c, uint32_t *slot) {
    if (*slot && (!sound_header(c->vm, *slot) || !is_marked(c->vm, *slot))) c->overflow = true;
}

bool nano__check_heap(nano_vm *vm) {
    collector c = {.vm = vm};
    const nref start = CORE(vm)->heap_start, end = CORE(vm)->heap_top;
    nref at = start;
    while (at < end) { /* marks every object start, so that a reference to anything else shows */
        if (!sound_header(vm, at) || is_marked(vm, at)) return false;
        const uint32_t bytes = nano__object_bytes(vm, at);
        if (bytes < 4 || bytes > end - at) return false;
        *AT(vm, at, uint32_t) |= HDR_MARK;
        at += bytes;
    }
    park_statics_flags(vm, true);
    visit_roots(&c, check_slot);
    visit_weak_roots(&c, check_slot);
    for (at = start; at < end; at += nano__object_bytes(vm, at))
        visit_object(&c, AT(vm, OBJ_TYPE(vm, at), nano_type), at, check_slot);
    park_statics_flags(vm, false);
    for (at = start; at < end; at += nano__object_bytes(vm, at)) *AT(vm, at, uint32_t) &= ~(uint32_t)HDR_MARK;
    return !c.overflow && at == end && nano__check_blocks(vm);
}
