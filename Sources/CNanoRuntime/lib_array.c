/* lib_array.c - natives of System.Array and System.Collections.ArrayList. */
#include "lib.h"
#include "reflection.h"

static const nano_type *type_of(nano_vm *vm, nref object) { return AT(vm, OBJ_TYPE(vm, object), nano_type); }
static uint8_t *element_at(nano_vm *vm, nref array, uint32_t index) {
    return ARRAY_DATA(vm, array, uint8_t) + index * type_of(vm, array)->size;
}

/* Elements of both types have the same representation and meaning: the same type, or numbers of the same kind
 * (enums, their underlying). */
static bool same_values(nano_vm *vm, moff a, moff b) {
    const nano_type *x = AT(vm, a, nano_type), *y = AT(vm, b, nano_type);
    return a == b || (x->dt == y->dt && x->dt >= DT_BOOLEAN && x->dt <= DT_R8);
}

/* -- Elements as objects -------------------------------------------------------------------------- */

/* Element `index` (checked) of the array in argument word `word`, boxed if it is a value. 0 with *failed: out
 * of memory. MAY_COLLECT */
static nref load(const nano_call *c, uint32_t word, uint32_t index, bool *failed) {
    nano_vm *vm = c->vm;
    const moff element = type_of(vm, ARG(c, word))->element;
    *failed = false;
    if (!nano__is_value(AT(vm, element, nano_type))) return ARRAY_DATA(vm, ARG(c, word), nref)[index];
    const nref box = nano__new(vm, element);
    *failed = !box;
    if (box)
        nano__copy(AT(vm, box + 4, uint8_t), element_at(vm, ARG(c, word), index),
                   type_of(vm, ARG(c, word))->size);
    return box;
}

/* Stores an object into element `index` (checked), unboxed if need be; false if its type does not fit. Null
 * clears a value. */
static bool store(nano_vm *vm, nref array, uint32_t index, nref object) {
    const moff element = type_of(vm, array)->element;
    if (!nano__is_value(AT(vm, element, nano_type))) {
        if (object && !nano__assignable(vm, OBJ_TYPE(vm, object), element)) return false;
        ARRAY_DATA(vm, array, nref)[index] = object;
        return true;
    }
    const uint32_t bytes = type_of(vm, array)->size;
    if (!object) {
        nano__zero(element_at(vm, array, index), bytes);
        return true;
    }
    if (!nano__is_value(type_of(vm, object)) || !same_values(vm, OBJ_TYPE(vm, object), element)) return false;
    nano__copy(element_at(vm, array, index), AT(vm, object + 4, uint8_t), bytes);
    return true;
}

static nano_status array_get(nano_call *c) {
    if (ARG(c, 1) >= lib_array_length(c->vm, ARG(c, 0))) return nano__raise(EXC_INDEX_OUT_OF_RANGE);
    bool failed;
    const nref object = load(c, 0, ARG(c, 1), &failed);
    if (failed) return NANO_OUT_OF_MEMORY;
    return nano__ret32(c, object);
}

static nano_status array_set(nano_call *c) {
    if (ARG(c, 1) >= lib_array_length(c->vm, ARG(c, 0))) return nano__raise(EXC_INDEX_OUT_OF_RANGE);
    if (!store(c->vm, ARG(c, 0), ARG(c, 1), ARG(c, 2))) return nano__raise(EXC_INVALID_CAST);
    return NANO_OK;
}

static nano_status array_length(nano_call *c) {
    return lib_return_i32(c, (int32_t)lib_array_length(c->vm, ARG(c, 0)));
}

/* -- Whole arrays --------------------------------------------------------------------------------- */

static nano_status array_create(nano_call *c) {
    nano_vm *vm = c->vm;
    moff element, type;
    TRY(nano__type_argument(c, 0, &element));
    if (ARG_I32(c, 1) < 0) return lib_out_of_range();
    if (AT(vm, element, nano_type)->kind == K_VOID) return nano__raise(EXC_NOT_SUPPORTED);
    TRY(nano__array_of(vm, element, &type));
    return nano__return_new(c, nano__new_array(vm, type, ARG(c, 1)));
}

/* Whether elements of one type can be in an array of another: always and as they are, boxed or unboxed or
 * only if their own type fits, or never. Numbers are not widened (corlib-natives, Array.Copy). */
typedef enum fit { FITS, FITS_ONE_BY_ONE, FITS_NEVER } fit;

static fit fit_of(nano_vm *vm, moff from, moff to) {
    const nano_type *source = AT(vm, from, nano_type), *target = AT(vm, to, nano_type);
    const bool from_value = nano__is_value(source), to_value = nano__is_value(target);
    if (from_value && to_value) return same_values(vm, from, to) ? FITS : FITS_NEVER;
    if (nano__assignable(vm, from, to)) return from_value ? FITS_ONE_BY_ONE : FITS;
    if (nano__assignable(vm, to, from)) return FITS_ONE_BY_ONE;
    const bool by_interface = source->kind == K_INTERFACE || target->kind == K_INTERFACE;
    return by_interface && !from_value && !to_value ? FITS_ONE_BY_ONE : FITS_NEVER;
}

/* Copies element by element between arrays of different element types, boxing and unboxing. Argument words as
 * array_copy. */
static nano_status copy_converted(nano_call *c, uint32_t from, uint32_t to, uint32_t count) {
    nano_vm *vm = c->vm;
    for (uint32_t i = nano_call_step(c); i < count; i++) {
        bool failed;
        nano__charge(vm, 64);
        const nref object = load(c, 0, from + i, &failed);
        if (failed) return NANO_OUT_OF_MEMORY;
        if (!store(vm, ARG(c, 2), to + i, object) ||
            (!object && nano__is_value(AT(vm, type_of(vm, ARG(c, 2))->element, nano_type))))
            return nano__raise(EXC_INVALID_CAST);
        if (nano__owes_much(vm)) return nano__again(c, i + 1);
    }
    return NANO_OK;
}

static nano_status array_copy(nano_call *c) {
    nano_vm *vm = c->vm;
    const nref source = ARG(c, 0), target = ARG(c, 2);
    const int32_t from = ARG_I32(c, 1), to = ARG_I32(c, 3), count = ARG_I32(c, 4);
    if (!source || !target) return nano__raise(EXC_ARGUMENT_NULL);
    if (from < 0 || to < 0 || count < 0) return lib_out_of_range();
    if (nano__bad_range(from, count, lib_array_length(vm, source)) ||
        nano__bad_range(to, count, lib_array_length(vm, target)))
        return nano__raise(EXC_ARGUMENT);
    if (!count) return NANO_OK;
    const fit fits = fit_of(vm, type_of(vm, source)->element, type_of(vm, target)->element);
    if (fits == FITS_NEVER) return nano__raise(EXC_ARRAY_TYPE_MISMATCH);
    if (fits == FITS) {
        const uint32_t bytes = (uint32_t)count * type_of(vm, source)->size;
        nano__charge(vm, bytes);
        nano__copy(element_at(vm, target, (uint32_t)to), element_at(vm, source, (uint32_t)from), bytes);
        return NANO_OK;
    }
    return copy_converted(c, (uint32_t)from, (uint32_t)to, (uint32_t)count);
}

static nano_status array_clear(nano_call *c) {
    nano_vm *vm = c->vm;
    const int32_t start = ARG_I32(c, 1), count = ARG_I32(c, 2);
    if (!ARG(c, 0)) return nano__raise(EXC_ARGUMENT_NULL);
    const uint32_t length = lib_array_length(vm, ARG(c, 0));
    if (nano__bad_range(start, count, length)) return nano__raise(EXC_INDEX_OUT_OF_RANGE);
    const uint32_t bytes = (uint32_t)count * type_of(vm, ARG(c, 0))->size;
    nano__charge(vm, bytes);
    nano__zero(element_at(vm, ARG(c, 0), (uint32_t)start), bytes);
    return NANO_OK;
}

/* Can be searched by comparing representations: integers against a box of the same kind, references for null,
 * strings for a string. */
static bool searchable(nano_vm *vm, nref array, nref value) {
    const moff element = type_of(vm, array)->element;
    const nano_type *type = AT(vm, element, nano_type);
    if (!nano__is_value(type))
        return !value || (element == CORE(vm)->known[WK_STRING] && type_of(vm, value)->kind == K_STRING);
    const bool integer = type->dt >= DT_BOOLEAN && type->dt <= DT_U8 && type->dt != DT_R4;
    return integer && value && nano__is_value(type_of(vm, value)) && type_of(vm, value)->dt == type->dt &&
           (OBJ_TYPE(vm, value) == element || type_of(vm, value)->kind == type->kind);
}

static bool found_at(nano_vm *vm, nref array, uint32_t index, nref value) {
    if (nano__is_value(AT(vm, type_of(vm, array)->element, nano_type)))
        return nano__equal(element_at(vm, array, index), AT(vm, value + 4, uint8_t),
                           type_of(vm, array)->size);
    const nref item = ARRAY_DATA(vm, array, nref)[index];
    return item == value || (item && value && nano__string_equal(vm, item, value));
}

static nano_status array_try_index_of(nano_call *c) {
    nano_vm *vm = c->vm;
    const nref array = ARG(c, 0), value = ARG(c, 3);
    const int32_t start = ARG_I32(c, 1), count = ARG_I32(c, 2);
    uint8_t *result = nano__byref(c, 4);
    if (!array || !result) return lib_null();
    if (nano__bad_range(start, count, lib_array_length(vm, array))) return lib_out_of_range();
    int32_t found = -1;
    const bool can = searchable(vm, array, value);
    if (!nano_call_step(c)) nano__charge(vm, (uint32_t)count * 32);
    const uint32_t step = nano_call_step(c);
    for (int32_t i = step ? (int32_t)step : start; can && found < 0 && i < start + count; i++) {
        if (found_at(vm, array, (uint32_t)i, value)) found = i;
        if (found < 0 && nano__owes_much(vm)) return nano__again(c, (uint32_t)i + 1);
    }
    nano__copy(result, &found, sizeof found);
    return lib_return_bool(c, can);
}

/* -- System.Collections.ArrayList: fields _items, _size ------------------------------------------- */

enum { FIRST_CAPACITY = 4 };
#define ITEMS(c) FIELD32(c, ARG(c, 0), 0)
#define SIZE(c) FIELD32(c, ARG(c, 0), 1)

/* `this`, dead after MAY_COLLECT. */
typedef struct list {
    nref *items;
    uint32_t *size;
} list;

/* Checks `this`: its array must be exactly an object[] and hold _size elements (reflection could have changed
 * them). */
static nano_status list_of(const nano_call *c, list *l) {
    nano_vm *vm = c->vm;
    const nref items = ITEMS(c);
    if (!items) return lib_null();
    l->items = ARRAY_DATA(vm, items, nref);
    l->size = &SIZE(c);
    if (type_of(vm, items)->element == CORE(vm)->known[WK_OBJECT] && *l->size <= lib_array_length(vm, items))
        return NANO_OK;
    return nano__raise(EXC_INVALID_OPERATION);
}

/* The same, and checks that argument 1 is the index of an element. */
static nano_status list_at(const nano_call *c, list *l) {
    TRY(list_of(c, l));
    return ARG(c, 1) < *l->size ? NANO_OK : lib_out_of_range();
}

static nano_status set_capacity(nano_call *c, uint32_t capacity) {
    nano_vm *vm = c->vm;
    const nref fresh = nano__new_known_array(vm, WK_OBJECT, capacity);
    if (!fresh) return NANO_OUT_OF_MEMORY;
    nano__copy(ARRAY_DATA(vm, fresh, nref), ARRAY_DATA(vm, ITEMS(c), nref), SIZE(c) * 4);
    ITEMS(c) = fresh;
    return NANO_OK;
}

/* `this` with room for one more element. */
static nano_status list_with_room(nano_call *c, list *l) {
    TRY(list_of(c, l));
    const uint32_t capacity = lib_array_length(c->vm, ITEMS(c));
    if (*l->size < capacity) return NANO_OK;
    TRY(set_capacity(c, capacity < FIRST_CAPACITY ? FIRST_CAPACITY : capacity * 2));
    return list_of(c, l);
}

static nano_status list_get(nano_call *c) {
    list l;
    TRY(list_at(c, &l));
    return nano__ret32(c, l.items[ARG(c, 1)]);
}

static nano_status list_set(nano_call *c) {
    list l;
    TRY(list_at(c, &l));
    l.items[ARG(c, 1)] = ARG(c, 2);
    return NANO_OK;
}

static nano_status list_add(nano_call *c) {
    list l;
    TRY(list_with_room(c, &l));
    const uint32_t at = (*l.size)++;
    l.items[at] = ARG(c, 1);
    return lib_return_i32(c, (int32_t)at);
}

static nano_status list_clear(nano_call *c) {
    list l;
    TRY(list_of(c, &l));
    nano__charge(c->vm, *l.size * 4);
    nano__zero(l.items, *l.size * 4);
    *l.size = 0;
    return NANO_OK;
}

static nano_status list_insert(nano_call *c) {
    list l;
    TRY(list_of(c, &l));
    const uint32_t at = ARG(c, 1);
    if (at > *l.size) return lib_out_of_range();
    TRY(list_with_room(c, &l));
    const uint32_t bytes = ((*l.size)++ - at) * 4;
    nano__charge(c->vm, bytes);
    nano__copy(l.items + at + 1, l.items + at, bytes);
    l.items[at] = ARG(c, 2);
    return NANO_OK;
}

static nano_status list_remove_at(nano_call *c) {
    list l;
    TRY(list_at(c, &l));
    const uint32_t at = ARG(c, 1), last = --*l.size;
    nano__charge(c->vm, (last - at) * 4);
    nano__copy(l.items + at, l.items + at + 1, (last - at) * 4);
    l.items[last] = 0;
    return NANO_OK;
}

static nano_status list_set_capacity(nano_call *c) {
    list l;
    TRY(list_of(c, &l));
    if (ARG_I32(c, 1) < 0 || ARG(c, 1) < *l.size) return lib_out_of_range();
    return set_capacity(c, ARG(c, 1) ? ARG(c, 1) : FIRST_CAPACITY);
}

#define ARRAY_NATIVES(CLASS, NATIVE)                                                                         \
    CLASS("Array", "")                                                                                       \
    NATIVE("System_Collections_IList_get_Item:oi", array_get)                                                \
    NATIVE("System_Collections_IList_set_Item:vio", array_set)                                               \
    NATIVE("get_Length:i", array_length)                                                                     \
    NATIVE("CreateInstance.ATi", array_create)                                                               \
    NATIVE("Copy.vAiAii", array_copy)                                                                        \
    NATIVE("Clear.vAii", array_clear)                                                                        \
    NATIVE("TrySzIndexOf.zAiio&i", array_try_index_of)                                                       \
    CLASS("Collections_ArrayList", "_items:SZARRAY_OBJECT _size:I4")                                         \
    NATIVE("get_Item:oi", list_get)                                                                          \
    NATIVE("set_Item:vio", list_set)                                                                         \
    NATIVE("Add:io", list_add)                                                                               \
    NATIVE("Clear:v", list_clear)                                                                            \
    NATIVE("Insert:vio", list_insert)                                                                        \
    NATIVE("RemoveAt:vi", list_remove_at)                                                                    \
    NATIVE("SetCapacity:vi", list_set_capacity)
NATIVE_TABLE(array, "mscorlib|System_", ARRAY_NATIVES);
