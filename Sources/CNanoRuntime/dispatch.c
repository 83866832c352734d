/* dispatch.c - which method an object answers with, and which types hold which: interfaces, casts, array
 * covariance.
 *
 * Answers are kept in one direct-mapped cache in the arena: (type, method) -> method, (type, target) -> yes
 * or no. Offsets of types and methods differ, so the two kinds of keys never meet.
 */
#include "nano_internal.h"

enum {
    ARENA_BYTES_PER_ENTRY = 640,
    MIN_ENTRIES = 16,
    MAX_ENTRIES = 1024,
    FREE_SHARE = 8,         /* the cache may take this part of what is free */
    INTERFACE_STEPS = 2048, /* of one walk over all bases and interfaces */
    STEP_BYTES = 64,        /* what one costs */
    CAST_NO = 2,
    CAST_YES = 3
};

/* -- Cache ---------------------------------------------------------------------------------------- */

/* Made when something is looked up, of memory that is free: that must not collect. Without it everything
 * works uncached, so it is also the first thing to go when memory is short. */
static void make_cache(nano_vm *vm) {
    nano_core *core = CORE(vm);
    uint32_t count = MIN_ENTRIES;
    while (count < MAX_ENTRIES && 2 * count * ARENA_BYTES_PER_ENTRY <= vm->size) count *= 2;
    const uint32_t bytes = (uint32_t)(sizeof(nano_dispatch_cache) + count * sizeof(nano_dispatch));
    if (core->collecting || core->meta_low - nano__free_low(core) < FREE_SHARE * bytes) return;
    core->dispatch_cache = nano__meta_take(vm, bytes);
    if (core->dispatch_cache != 0) AT(vm, core->dispatch_cache, nano_dispatch_cache)->mask = count - 1;
}

static nano_dispatch *cache_at(nano_vm *vm, moff type, moff key) {
    if (UNLIKELY(CORE(vm)->dispatch_cache == 0)) make_cache(vm);
    return nano__dispatch_entry(vm, type, key);
}

bool nano__drop_dispatch(nano_vm *vm) {
    const moff dropped = CORE(vm)->collecting ? 0 : CORE(vm)->dispatch_cache;
    if (!dropped) return false;
    nano__meta_free(vm, dropped);
    CORE(vm)->dispatch_cache = 0;
    return true;
}

/* -- Interfaces ----------------------------------------------------------------------------------- */

/* True if the typedef lists the interface, or an interface that does. `steps` bounds the walk: lists of
 * hostile files may be cyclic or explode; the walk then ends with "no". */
static bool lists_interface(nano_vm *vm, uint32_t id, uint32_t wanted, uint32_t depth, uint32_t *steps) {
    const row_typedef *t = nano__typedef_row(vm, id);
    if (t->interfaces == NANO_NONE) return false;
    const uint8_t *list = nano__blob(vm, id >> 16, t->interfaces);
    for (uint32_t count = *list++; count > 0; count--) {
        uint32_t found = nano__sig_typedef(vm, id >> 16, &list);
        if (found == wanted) return true;
        if (*steps == 0 || depth == 0) return false;
        --*steps;
        if (lists_interface(vm, found, wanted, depth - 1, steps)) return true;
    }
    return false;
}

static bool implements(nano_vm *vm, uint32_t id, uint32_t wanted, uint32_t *steps) {
    return lists_interface(vm, id, wanted, 16, steps);
}

/* The thread pays for the steps of a walk that began with INTERFACE_STEPS. */
static void pay_for_walk(nano_vm *vm, uint32_t steps_left) {
    nano__charge(vm, (INTERFACE_STEPS - steps_left) * STEP_BYTES);
}

/* What follows the text of a string id and '.' in `name`, all of it if the text is empty; NULL: it is not
 * there. */
static const char *after_part(nano_vm *vm, uint32_t assembly, uint32_t string_id, const char *name) {
    nano_name room;
    const char *part = nano__str(vm, assembly, string_id, &room);
    if (*part == 0) return name;
    while (*part != 0 && *part == *name) part++, name++;
    return *part == 0 && *name == '.' ? name + 1 : NULL;
}

/* "Namespace.Outer.IFace." as a prefix of `name`; returns what follows it, or NULL. */
static const char *after_interface_name(nano_vm *vm, uint32_t id, const char *name) {
    const row_typedef *t = nano__typedef_row(vm, id);
    name = t->enclosing != NANO_NONE ? after_interface_name(vm, (id & 0xFFFF0000) | t->enclosing, name)
                                     : after_part(vm, id >> 16, t->ns, name);
    return name != NULL ? after_part(vm, id >> 16, t->name, name) : NULL;
}

/* True if the first string id is the second with "Namespace.Outer.IFace." in front. */
static bool is_long_name(nano_vm *vm, uint32_t assembly, uint32_t string_id, uint32_t interface,
                         uint32_t method_assembly, uint32_t name) {
    nano_name room;
    const char *rest = after_interface_name(vm, interface, nano__str(vm, assembly, string_id, &room));
    return rest != NULL && nano__name_is(vm, method_assembly, name, rest);
}

/* The virtual method of class `id` itself that implements `method` of `interface`: explicitly by its long
 * name, else a public one of the same name; NO_TYPE: none. */
static uint32_t implementation_in(nano_vm *vm, uint32_t id, uint32_t interface, const row_method *method,
                                  uint32_t method_assembly) {
    uint32_t assembly = id >> 16, by_name = NO_TYPE;
    const row_typedef *t = nano__typedef_row(vm, id);
    for (uint32_t i = 0; i < t->vmethods; i++) {
        const row_method *m = nano__method_row(vm, assembly << 16 | (t->methods_first + i));
        const bool same = nano__same_name(vm, assembly, m->name, method_assembly, method->name);
        if (!same && !is_long_name(vm, assembly, m->name, interface, method_assembly, method->name)) continue;
        if (same && (m->flags & MD_ACCESS) != 6) continue;
        if (!nano__sig_equal(vm, assembly, nano__blob(vm, assembly, m->sig), method_assembly,
                             nano__blob(vm, method_assembly, method->sig), false))
            continue;
        if (!same) return assembly << 16 | (t->methods_first + i);
        if (by_name == NO_TYPE) by_name = assembly << 16 | (t->methods_first + i);
    }
    return by_name;
}

/* Interface dispatch (pe-format 6.5): from the most derived class that lists the interface (which
 * re-implements it) upwards, then through that method's slot, so that overrides below count. */
static nano_status dispatch_interface(nano_vm *vm, moff type, moff method, moff *target) {
    const nano_type *t = AT(vm, type, nano_type);
    const nano_method *m = AT(vm, method, nano_method);
    uint32_t interface = AT(vm, m->owner, nano_type)->id, found = NO_TYPE, assembly = m->id >> 16;
    const row_method *row = nano__method_row(vm, m->id);
    uint32_t at = t->kind == K_ARRAY ? AT(vm, t->base, nano_type)->id : t->id, steps = INTERFACE_STEPS;
    while (at != NO_TYPE && !implements(vm, at, interface, &steps)) at = nano__base_id(vm, at);
    pay_for_walk(vm, steps);
    for (; at != NO_TYPE && found == NO_TYPE; at = nano__base_id(vm, at))
        found = implementation_in(vm, at, interface, row, assembly);
    if (found == NO_TYPE) return nano__fail(vm, NANO_NOT_FOUND, TEXT_NOT_IMPLEMENTED_BY, type, method);
    moff implementation;
    TRY(nano__method(vm, found >> 16, found & 0xFFFF, &implementation));
    return nano__vtable_at(vm, type, AT(vm, implementation, nano_method)->vslot, target);
}

nano_status nano__dispatch(nano_vm *vm, moff type, moff method, moff *target) {
    nano_dispatch *entry = cache_at(vm, type, method);
    if (LIKELY(entry != NULL && entry->type == type && entry->key == method)) {
        *target = entry->value;
        return NANO_OK;
    }
    TRY(nano__layout(vm, type));
    const nano_method *m = AT(vm, method, nano_method);
    if (AT(vm, m->owner, nano_type)->kind == K_INTERFACE)
        TRY(dispatch_interface(vm, type, method, target));
    else if (m->vslot != NANO_NONE)
        TRY(nano__vtable_at(vm, type, m->vslot, target));
    else
        *target = method;
    entry = cache_at(vm, type, method); /* making types and methods may have dropped it */
    if (entry != NULL) *entry = (nano_dispatch){type, method, *target};
    return NANO_OK;
}

/* -- Casts ---------------------------------------------------------------------------------------- */

/* Array elements of value types are interchangeable if their reduced types agree (ECMA-335 I.8.7.1). */
static uint32_t reduced(const nano_type *t) {
    switch (t->dt) {
    case DT_U1: return DT_I1;
    case DT_U2: return DT_I2;
    case DT_U4: return DT_I4;
    case DT_U8: return DT_I8;
    default: return t->dt;
    }
}

static bool holds(nano_vm *vm, moff type, moff target) {
    const nano_type *t = AT(vm, type, nano_type), *to = AT(vm, target, nano_type);
    while (t->kind == K_ARRAY && to->kind == K_ARRAY) {
        if (type == target) return true;
        type = t->element;
        target = to->element;
        t = AT(vm, type, nano_type);
        to = AT(vm, target, nano_type);
        if (nano__is_value(t) || nano__is_value(to))
            return type == target ||
                   (nano__is_value(t) && nano__is_value(to) && t->dt <= DT_R8 && reduced(t) == reduced(to));
    }
    if (type == target || target == CORE(vm)->known[WK_OBJECT]) return true;
    if (to->kind == K_ARRAY) return false;
    uint32_t at = t->kind == K_ARRAY ? AT(vm, t->base, nano_type)->id : t->id, steps = INTERFACE_STEPS;
    while (at != NO_TYPE && at != to->id && (to->kind != K_INTERFACE || !implements(vm, at, to->id, &steps)))
        at = nano__base_id(vm, at);
    pay_for_walk(vm, steps);
    return at != NO_TYPE;
}

bool nano__assignable(nano_vm *vm, moff type, moff target) {
    if (type == target) return true;
    nano_dispatch *entry = cache_at(vm, type, target);
    if (LIKELY(entry != NULL && entry->type == type && entry->key == target)) return entry->value == CAST_YES;
    bool yes = holds(vm, type, target);
    if (entry != NULL) *entry = (nano_dispatch){type, target, yes ? CAST_YES : CAST_NO};
    return yes;
}
