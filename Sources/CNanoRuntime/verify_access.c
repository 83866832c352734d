/* verify_access.c - who may name a type, field or method (ECMA-335 I.8.5.3, II.23.1.5, II.23.1.10,
 * II.23.1.15).
 *
 * The format drops InternalsVisibleTo (pe-format 2.9: attributes of assemblies are not written), so the
 * assemblies of one domain, which are delivered as one set, count as friends: `assembly` ends at the border
 * of the domain. */
#include "translate.h"

/* Access of members; types have their own codes. */
enum {
    PRIVATE_SCOPE,
    PRIVATE,
    FAMILY_AND_ASSEMBLY,
    ASSEMBLY,
    FAMILY,
    FAMILY_OR_ASSEMBLY,
    PUBLIC,
    ACCESS_BITS = 7
};
static const uint8_t access_of_scope[8] = {
    ASSEMBLY, PUBLIC, PUBLIC, PRIVATE, FAMILY, ASSEMBLY, FAMILY_AND_ASSEMBLY, FAMILY_OR_ASSEMBLY};

static uint32_t enclosing_id(nano_vm *vm, uint32_t id) {
    const row_typedef *row = nano__typedef_row(vm, id);
    return row->enclosing == NANO_NONE ? NO_TYPE : (id & 0xFFFF0000) | row->enclosing;
}

static bool derives_from(nano_vm *vm, uint32_t id, uint32_t base) {
    while (id != NO_TYPE && id != base) id = nano__base_id(vm, id);
    return id != NO_TYPE;
}

/* The class whose method is verified. */
static uint32_t accessor(const xl *x) { return AT(x->vm, x->m->owner, nano_type)->id; }

static bool is_friend(xl *x, uint32_t owner) {
    return nano__asm(x->vm, owner >> 16)->domain == nano__asm(x->vm, x->assembly)->domain;
}

/* In the owner or a type inside it. */
static bool is_inside(xl *x, uint32_t owner) {
    uint32_t id = accessor(x);
    while (id != NO_TYPE && id != owner) id = enclosing_id(x->vm, id);
    return id != NO_TYPE;
}

/* In a class that derives from the owner, or inside one. `object`: what the member is used on; it has to be
 * of that class (NULL: static, or not known yet). */
static bool is_family(xl *x, uint32_t owner, const vtype *object) {
    for (uint32_t id = accessor(x); id != NO_TYPE; id = enclosing_id(x->vm, id)) {
        if (!derives_from(x->vm, id, owner)) continue;
        if (!object || !object->type || object->kind == V_I4) return true;
        const nano_type *type = AT(x->vm, object->type, nano_type);
        if (type->kind != K_ARRAY && derives_from(x->vm, type->id, id)) return true;
    }
    return false;
}

static bool is_visible(xl *x, uint32_t access, uint32_t owner, const vtype *object) {
    switch (access) {
    case PUBLIC: return true;
    case FAMILY_OR_ASSEMBLY: return is_friend(x, owner) || is_family(x, owner, object);
    case FAMILY: return is_family(x, owner, object);
    case ASSEMBLY: return is_friend(x, owner);
    case FAMILY_AND_ASSEMBLY: return is_friend(x, owner) && is_family(x, owner, object);
    default: return is_inside(x, owner);
    }
}

static bool type_is_visible(xl *x, uint32_t id) {
    for (; id != NO_TYPE; id = enclosing_id(x->vm, id)) {
        const row_typedef *row = nano__typedef_row(x->vm, id);
        const uint32_t outer = enclosing_id(x->vm, id);
        /* What is nested is a member of its enclosing type. */
        if (!is_visible(x, access_of_scope[row->flags & ACCESS_BITS], outer == NO_TYPE ? id : outer, NULL))
            return false;
    }
    return true;
}

nano_status nano__check_type_access(xl *x, moff type) {
    while (AT(x->vm, type, nano_type)->kind == K_ARRAY) type = AT(x->vm, type, nano_type)->element;
    REFUSE_IF(x, !type_is_visible(x, AT(x->vm, type, nano_type)->id), ACCESS_TYPE);
    return NANO_OK;
}

nano_status nano__check_method_access(xl *x, moff method, const vtype *object) {
    const nano_method *m = AT(x->vm, method, nano_method);
    TRY(nano__check_type_access(x, m->owner));
    const uint32_t owner = AT(x->vm, m->owner, nano_type)->id;
    REFUSE_IF(x, !is_visible(x, m->flags & MD_ACCESS, owner, object), ACCESS_METHOD);
    return NANO_OK;
}

nano_status nano__check_field_access(xl *x, const nano_field *f, const vtype *object) {
    TRY(nano__check_type_access(x, f->owner));
    const uint32_t owner = AT(x->vm, f->owner, nano_type)->id;
    REFUSE_IF(x, !is_visible(x, f->flags & ACCESS_BITS, owner, f->is_static ? NULL : object), ACCESS_FIELD);
    return NANO_OK;
}

/* "set_X", also as "Ns.Interface.set_X". */
static bool is_setter(nano_vm *vm, uint32_t assembly, uint32_t string_id) {
    nano_name room;
    const char *name = nano__str(vm, assembly, string_id, &room), *last = name;
    for (; *name; name++)
        if (*name == '.') last = name + 1;
    return nano__strlen(last) > 4 && nano__equal(last, "set_", 4);
}

/* A store to an initonly field (II.16.1.2): in a constructor of its class. The format drops the modifier that
 * marks an init accessor (pe-format 2.7), so property setters of the class may store to its instance fields
 * as well. */
nano_status nano__check_store_access(xl *x, const nano_field *f) {
    if (!(f->flags & FD_INITONLY)) return NANO_OK;
    const row_method *row = nano__method_row(x->vm, x->m->id);
    const bool constructs = row->flags & (f->is_static ? MD_CCTOR : MD_CTOR);
    const bool sets = !f->is_static && x->m->has_this && is_setter(x->vm, x->assembly, row->name);
    REFUSE_IF(x, f->owner != x->m->owner || !(constructs || sets), INITONLY);
    return NANO_OK;
}
