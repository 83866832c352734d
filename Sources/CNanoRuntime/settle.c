/* settle.c - moves records up into the holes among them, so that free memory is in one piece.
 *
 * Metadata never moves while somebody may hold an offset of it. Where types are shed nobody does: what refers
 * to a type, a method or what these own can be found, and put right. Each of their blocks goes to the highest
 * hole above it that it fits; the old one says where, until every reference is renewed. */
#include "heap.h"
#include "interp.h"

/* -- What may move -------------------------------------------------------------------------------- */

static void offer_types(nano_vm *vm) {
    for (moff type = nano__next_type(vm, 0); type; type = nano__next_type(vm, type)) {
        const nano_type *t = AT(vm, type, nano_type);
        nano__offer_block(vm, type);
        if (t->traits & TYPE_OWNS_VTABLE) nano__offer_block(vm, t->vtable);
        if (t->traits & TYPE_OWNS_REFMAP) nano__offer_block(vm, t->refmap);
        nano__offer_block(vm, t->statics);
    }
}

static void offer_methods(nano_vm *vm) {
    for (moff method = nano__next_method(vm, 0); method; method = nano__next_method(vm, method)) {
        const nano_method *m = AT(vm, method, nano_method);
        nano__offer_block(vm, method);
        if (!nano__is_managed(m)) nano__offer_block(vm, m->code);
    }
}

/* Tables that only the core block refers to. */
static void visit_tables(nano_vm *vm, void (*visit)(nano_vm *vm, moff *table)) {
    nano_core *core = CORE(vm);
    for (uint32_t d = 0; d < NANO_MAX_DOMAINS; d++) visit(vm, &core->domains[d].statics);
    visit(vm, &core->literals);
    visit(vm, &core->type_objects);
    visit(vm, &core->sync);
}

static void offer_table(nano_vm *vm, moff *table) { nano__offer_block(vm, *table); }

/* -- Who refers to it ----------------------------------------------------------------------------- */

static void renew(nano_vm *vm, moff *slot) { *slot = nano__moved_block(vm, *slot); }

static void renew_operand(nano_vm *vm, uint16_t *pc, char kind) {
    const uint32_t at = nano__find_operand(pc, kind);
    moff record = at ? nano__two_units(pc + at) : 0;
    if (!at || nano__is_unresolved(record)) return;
    renew(vm, &record);
    pc[at] = (uint16_t)record;
    pc[at + 1] = (uint16_t)(record >> 16);
}

static void renew_code(nano_vm *vm, nref code) {
    nano_code *c = AT(vm, code, nano_code);
    uint16_t *zero = (uint16_t *)(void *)(vm->base + (int32_t)c->unit_zero), *end = zero + c->end;
    renew(vm, &c->method);
    for (uint16_t *pc = zero + c->first; pc < end; pc += nano__instruction_units(pc)) {
        renew_operand(vm, pc, 'm');
        renew_operand(vm, pc, 't');
    }
    nano_eh *eh = AT(vm, code + CODE_EH, nano_eh);
    for (uint32_t n = 0; n < c->eh_count; n++)
        if (eh[n].kind == EH_CATCH) renew(vm, &eh[n].type);
}

static void renew_methods(nano_vm *vm, moff *link) {
    for (; renew(vm, link), *link; link = &AT(vm, *link, nano_method)->next) {
        nano_method *m = AT(vm, *link, nano_method);
        renew(vm, &m->owner);
        if (!nano__is_managed(m))
            renew(vm, &m->code);
        else if (m->code)
            renew_code(vm, m->code);
    }
}

/* The types of a bucket. */
static void renew_types(nano_vm *vm, moff *link) {
    for (; renew(vm, link), *link; link = &AT(vm, *link, nano_type)->next) {
        nano_type *t = AT(vm, *link, nano_type);
        renew(vm, &t->vtable);
        renew(vm, &t->base);
        renew(vm, &t->refmap);
        renew(vm, &t->statics);
        if (t->kind == K_ARRAY)
            renew(vm, &t->element);
        else
            renew_methods(vm, &t->methods);
        if (!(t->traits & TYPE_OWNS_VTABLE)) continue;
        for (uint32_t slot = 0; slot < t->vcount; slot++) {
            moff *entry = AT(vm, t->vtable, moff) + slot;
            if (!(*entry & 1)) renew(vm, entry);
        }
    }
}

/* After the types: the size of an object is read from its type. */
static void renew_objects(nano_vm *vm) {
    const uint32_t end = CORE(vm)->heap_top;
    for (nref at = CORE(vm)->heap_start; at < end; at += nano__object_bytes(vm, at)) {
        uint32_t *words = AT(vm, at, uint32_t);
        const moff type = nano__moved_block(vm, OBJ_TYPE(vm, at));
        const uint32_t kind = AT(vm, type, nano_type)->kind;
        words[0] = type | (words[0] & 7);
        if (kind == K_STATICS) renew(vm, words + 1);
        if (kind == K_DELEGATE) renew(vm, &AT(vm, at, nano_delegate)->method);
    }
}

static void renew_frames(nano_vm *vm) {
    for (moff at = CORE(vm)->threads; at; at = AT(vm, at, nano_thread)->next) {
        frame_place place = {AT(vm, at, nano_thread)->chunk, AT(vm, at, nano_thread)->frame};
        if (!place.chunk) continue;
        do renew(vm, &nano__frame_at(vm, place.chunk, place.offset)->method);
        while (nano__frame_below(vm, &place));
    }
}

static void renew_core(nano_vm *vm) {
    nano_core *core = CORE(vm);
    renew(vm, &core->prepared);
    visit_tables(vm, renew);
    for (uint32_t n = 0; n < WK_COUNT; n++) renew(vm, &core->known[n]);
}

uint32_t nano__settle_records(nano_vm *vm) {
    const uint32_t before = CORE(vm)->meta_low;
    if (!CORE(vm)->free_blocks) return 0;
    offer_types(vm);
    offer_methods(vm);
    visit_tables(vm, offer_table);
    nano__raise_blocks(vm);
    nano__visit_buckets(vm, renew_types);
    renew_objects(vm);
    renew_frames(vm);
    renew_core(vm);
    nano__free_moved(vm);
    return CORE(vm)->meta_low - before;
}

void nano__close_holes(nano_vm *vm) {
    enum { FEW = 4 }; /* of what is free, the part that may lie in holes */
    const nano_core *core = CORE(vm);
    const uint32_t holes = vm->size - core->meta_low - core->meta_used, gap = core->meta_low - core->heap_top;
    if (holes <= gap / FEW || core->collecting || core->translating || vm->call) return;
    nano__charge(vm, core->heap_top - core->heap_start + core->meta_used);
    (void)nano__settle_records(vm);
}
