/* shed.c - frees what only cold code needed: method records that nothing refers to any more.
 *
 * A record is made again at its next use, so only memory decides how long it stays. It is kept while a frame
 * runs it, a delegate holds it, translated code names it, or reflection has handed it out; tables of virtual
 * methods go back to its id. Nobody else keeps a method across an allocation of an object or the preparation
 * of a call, which are the only places that shed: core.prepared is what such a call is about. */
#include "interp.h"

static moff first_method(nano_vm *vm, moff type) {
    const nano_type *t = AT(vm, type, nano_type);
    return t->kind == K_ARRAY ? 0 : t->methods;
}

void nano__keep_method(nano_vm *vm, moff method) {
    if (method) AT(vm, method, nano_method)->state |= M_KEPT;
}

static void keep_running(nano_vm *vm) {
    nano__keep_method(vm, CORE(vm)->prepared);
    for (moff at = CORE(vm)->threads; at; at = AT(vm, at, nano_thread)->next) {
        frame_place place = {AT(vm, at, nano_thread)->chunk, AT(vm, at, nano_thread)->frame};
        if (!place.chunk) continue;
        do nano__keep_method(vm, nano__frame_at(vm, place.chunk, place.offset)->method);
        while (nano__frame_below(vm, &place));
    }
}

static void keep_delegates(nano_vm *vm) {
    const uint32_t end = CORE(vm)->heap_top;
    for (nref at = CORE(vm)->heap_start; at < end; at += nano__object_bytes(vm, at))
        if (AT(vm, OBJ_TYPE(vm, at), nano_type)->kind == K_DELEGATE)
            nano__keep_method(vm, AT(vm, at, nano_delegate)->method);
}

static void keep_named(nano_vm *vm, const nano_code *code) {
    const uint16_t *zero = nano__unit_zero(vm, code), *end = zero + code->end;
    for (const uint16_t *pc = zero + code->first; pc < end; pc += nano__instruction_units(pc)) {
        const uint32_t operand = nano__find_operand(pc, 'm');
        const uint32_t method = operand ? nano__two_units(pc + operand) : 0;
        if (!nano__is_unresolved(method)) nano__keep_method(vm, method);
    }
}

static void keep_translated(nano_vm *vm) {
    for (moff at = nano__next_method(vm, 0); at; at = nano__next_method(vm, at)) {
        const nano_method *m = AT(vm, at, nano_method);
        if (m->state & M_PINNED) nano__keep_method(vm, at);
        if (!m->code || !nano__is_managed(m)) continue;
        nano__keep_method(vm, at);
        keep_named(vm, AT(vm, m->code, nano_code));
    }
}

static void forget_in_vtable(nano_vm *vm, const nano_type *t) {
    if (!(t->traits & TYPE_OWNS_VTABLE)) return;
    uint32_t *entries = AT(vm, t->vtable, uint32_t);
    for (uint32_t slot = 0; slot < t->vcount; slot++) {
        if (entries[slot] & 1) continue;
        const nano_method *m = AT(vm, entries[slot], nano_method);
        if (!(m->state & M_KEPT)) entries[slot] = m->id << 1 | 1;
    }
}

/* Frees the methods of a type that are not kept, and takes the mark off the others. */
static uint32_t shed_of(nano_vm *vm, moff type) {
    uint32_t freed = 0;
    if (!first_method(vm, type)) return 0;
    moff *link = &AT(vm, type, nano_type)->methods;
    while (*link) {
        nano_method *m = AT(vm, *link, nano_method);
        if (m->state & M_KEPT) {
            m->state &= (uint16_t)~M_KEPT;
            link = &m->next;
            continue;
        }
        const moff gone = *link;
        *link = m->next;
        const moff info = nano__is_managed(m) ? 0 : m->code;
        freed += nano__block_bytes(vm, info) + nano__block_bytes(vm, gone);
        nano__meta_free(vm, info);
        nano__meta_free(vm, gone);
    }
    return freed;
}

void nano__keep_methods(nano_vm *vm) {
    for (moff at = nano__next_method(vm, 0); at; at = nano__next_method(vm, at)) nano__keep_method(vm, at);
}

uint32_t nano__shed_methods(nano_vm *vm) {
    return CORE(vm)->collecting || CORE(vm)->translating ? 0 : nano__shed_unkept(vm);
}

uint32_t nano__shed_unkept(nano_vm *vm) {
    if (CORE(vm)->collecting) return 0;
    (void)nano__drop_dispatch(vm);
    keep_running(vm);
    keep_delegates(vm);
    keep_translated(vm);
    return nano__shed_others(vm);
}

uint32_t nano__shed_others(nano_vm *vm) {
    uint32_t freed = 0;
    CORE(vm)->fresh_methods = 0;
    for (moff type = nano__next_type(vm, 0); type; type = nano__next_type(vm, type))
        forget_in_vtable(vm, AT(vm, type, nano_type));
    for (moff type = nano__next_type(vm, 0); type; type = nano__next_type(vm, type))
        freed += shed_of(vm, type);
    return freed;
}
