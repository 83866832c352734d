/* shed.c - frees what only cold code needed: records of methods and types that nothing refers to any more.
 *
 * A record is made again at its next use, so only memory decides how long it stays. A method is kept while a
 * frame runs it, a delegate holds it, or translated code names it; tables of virtual methods go back to its
 * id, which is what reflection has of it. Nobody else keeps a method across an allocation of an object or the
 * preparation of a call, which are the only places that shed: core.prepared is what such a call is about.
 *
 * A type is kept while the heap holds an object of it, dead ones included, or its static fields, a method of
 * it is kept or one that returns it, or translated code names it; and so are its bases and element types.
 * Natives, walks and whoever asks for memory hold types besides, so they go only between instructions and
 * between methods that are verified. */
#include "interp.h"

static moff first_method(nano_vm *vm, moff type) {
    const nano_type *t = AT(vm, type, nano_type);
    return t->kind == K_ARRAY ? 0 : t->methods;
}

void nano__keep_method(nano_vm *vm, moff method) {
    if (method) AT(vm, method, nano_method)->state |= M_KEPT;
}

/* System.Array, the base of arrays, is kept anyway. */
static void keep_type(nano_vm *vm, moff type) {
    while (type && !(AT(vm, type, nano_type)->traits & TYPE_KEPT)) {
        nano_type *t = AT(vm, type, nano_type);
        t->traits |= TYPE_KEPT;
        type = t->kind == K_ARRAY ? t->element : t->base;
    }
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

/* What objects are of and what delegates call. */
static void keep_held(nano_vm *vm) {
    const uint32_t end = CORE(vm)->heap_top;
    for (nref at = CORE(vm)->heap_start; at < end; at += nano__object_bytes(vm, at)) {
        const moff type = OBJ_TYPE(vm, at);
        const uint32_t kind = AT(vm, type, nano_type)->kind;
        if (kind < K_STATICS) keep_type(vm, type);
        if (kind == K_STATICS) keep_type(vm, AT(vm, at, uint32_t)[1]);
        if (kind == K_DELEGATE) nano__keep_method(vm, AT(vm, at, nano_delegate)->method);
    }
}

static uint32_t operand(const uint16_t *pc, char kind) {
    const uint32_t at = nano__find_operand(pc, kind);
    return at ? nano__two_units(pc + at) : 0;
}

static void keep_named(nano_vm *vm, nref code) {
    const nano_code *c = AT(vm, code, nano_code);
    const uint16_t *zero = nano__unit_zero(vm, c), *end = zero + c->end;
    for (const uint16_t *pc = zero + c->first; pc < end; pc += nano__instruction_units(pc)) {
        const uint32_t method = operand(pc, 'm');
        if (!nano__is_unresolved(method)) nano__keep_method(vm, method);
        keep_type(vm, operand(pc, 't'));
    }
    const nano_eh *eh = AT(vm, code + CODE_EH, nano_eh);
    for (uint32_t n = 0; n < c->eh_count; n++)
        if (eh[n].kind == EH_CATCH) keep_type(vm, eh[n].type);
}

static void keep_translated(nano_vm *vm) {
    for (moff at = nano__next_method(vm, 0); at; at = nano__next_method(vm, at)) {
        const nano_method *m = AT(vm, at, nano_method);
        if (!m->code || !nano__is_managed(m)) continue;
        nano__keep_method(vm, at);
        keep_named(vm, m->code);
    }
}

/* Some domain has the static fields of a type, or knows that its static constructor failed. */
static bool has_statics(nano_vm *vm, const nano_type *t) {
    for (const nano_domain *d = CORE(vm)->domains; d < CORE(vm)->domains + NANO_MAX_DOMAINS; d++)
        if (t->statics_slot < d->slots && AT(vm, d->statics, nref)[t->statics_slot]) return true;
    return false;
}

/* The types of the methods that are kept, and those that are needed by themselves. */
static void keep_types(nano_vm *vm) {
    static const uint8_t always[] = {WK_OBJECT, WK_STRING, WK_EXCEPTION, WK_ARRAY};
    for (uint32_t i = 0; i < sizeof always; i++) keep_type(vm, CORE(vm)->known[always[i]]);
    for (moff at = nano__next_method(vm, 0); at; at = nano__next_method(vm, at)) {
        const nano_method *m = AT(vm, at, nano_method);
        if (!(m->state & M_KEPT)) continue;
        keep_type(vm, m->owner);
        keep_type(vm, nano__return_of(vm, m).type);
    }
    for (moff at = nano__next_type(vm, 0); at; at = nano__next_type(vm, at)) {
        const nano_type *t = AT(vm, at, nano_type);
        if (has_statics(vm, t)) keep_type(vm, at);
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
static void shed_methods_of(nano_vm *vm, moff type) {
    if (!first_method(vm, type)) return;
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
        if (!nano__is_managed(m)) nano__meta_free(vm, m->code);
        nano__meta_free(vm, gone);
    }
}

/* Frees what is not marked, and takes the marks off. */
static uint32_t shed_unmarked(nano_vm *vm, bool types) {
    const uint32_t before = CORE(vm)->meta_used;
    CORE(vm)->fresh_methods = 0;
    for (moff type = nano__next_type(vm, 0); type; type = nano__next_type(vm, type))
        forget_in_vtable(vm, AT(vm, type, nano_type));
    for (moff type = nano__next_type(vm, 0); type; type = nano__next_type(vm, type))
        shed_methods_of(vm, type);
    for (moff next, type = nano__next_type(vm, 0); type; type = next) {
        nano_type *t = AT(vm, type, nano_type);
        next = nano__next_type(vm, type);
        if (types && !(t->traits & TYPE_KEPT))
            nano__free_type(vm, type);
        else
            t->traits &= (uint8_t)~TYPE_KEPT;
    }
    return before - CORE(vm)->meta_used;
}

static void mark_methods(nano_vm *vm) {
    (void)nano__drop_dispatch(vm);
    keep_running(vm);
    keep_held(vm);
    keep_translated(vm);
}

uint32_t nano__shed_methods(nano_vm *vm) { return CORE(vm)->translating ? 0 : nano__shed_unkept(vm); }

uint32_t nano__shed_unkept(nano_vm *vm) {
    if (CORE(vm)->collecting) return 0;
    mark_methods(vm);
    return shed_unmarked(vm, false);
}

uint32_t nano__shed_types(nano_vm *vm) {
    if (CORE(vm)->collecting || CORE(vm)->translating || vm->call) return 0;
    mark_methods(vm);
    keep_types(vm);
    const uint32_t freed = shed_unmarked(vm, true);
    return freed + nano__settle_records(vm);
}
