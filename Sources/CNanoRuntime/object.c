/* object.c - making objects: instances, arrays, boxes, delegates, RuntimeType objects; equality of
 * references. */
#include "heap.h"

static bool laid_out(nano_vm *vm, moff type) {
    return type != 0 &&
           (AT(vm, type, nano_type)->state == TYPE_LAID_OUT || nano__layout(vm, type) == NANO_OK);
}

nref nano__new(nano_vm *vm, moff type) {
    if (!laid_out(vm, type)) return 0;
    const nano_type *t = AT(vm, type, nano_type);
    const bool finalized = UNLIKELY(t->traits & TYPE_FINALIZED);
    if (finalized && !nano__sync_reserve(vm)) return 0;
    const uint32_t bytes = t->kind == K_DELEGATE ? DELEGATE_BYTES : nano__is_value(t) ? t->size + 4 : t->size;
    const nref object = nano__alloc(vm, type, bytes);
    if (object && finalized) nano__sync_add_finalizer(vm, object);
    return object;
}

nref nano__new_array(nano_vm *vm, moff array_type, uint32_t length) {
    if (!laid_out(vm, array_type)) return 0;
    const uint32_t element = AT(vm, array_type, nano_type)->size;
    if (element && length > vm->size / element) return 0;
    if (length > INT32_MAX) return 0;
    const nref array = nano__alloc(vm, array_type, (uint32_t)sizeof(nano_array) + length * element);
    if (array) AT(vm, array, nano_array)->length = length;
    return array;
}

nref nano__box(nano_vm *vm, moff value_type, const void *value) {
    if (!laid_out(vm, value_type)) return 0;
    const uint32_t bytes = AT(vm, value_type, nano_type)->size;
    const nref box = nano__alloc(vm, value_type, bytes + 4);
    if (box) nano__copy(AT(vm, box + 4, uint8_t), value, bytes);
    return box;
}

nref nano__new_delegate(nano_vm *vm, moff type, nref *target_slot, moff method) {
    CORE(vm)->prepared = method;
    CORE(vm)->scratch = *target_slot; /* the slot itself can lie in a stack chunk, which moves */
    const nref delegate = laid_out(vm, type) ? nano__alloc(vm, type, DELEGATE_BYTES) : 0;
    if (delegate) {
        AT(vm, delegate, nano_delegate)->target = CORE(vm)->scratch;
        AT(vm, delegate, nano_delegate)->method = method;
    }
    CORE(vm)->scratch = 0;
    return delegate;
}

/* -- RuntimeType objects -------------------------------------------------------------------------- */

static nano_type_objects *type_objects(nano_vm *vm) {
    return CORE(vm)->type_objects ? AT(vm, CORE(vm)->type_objects, nano_type_objects) : NULL;
}

nref nano__made_type_object(nano_vm *vm, uint32_t handle) {
    const nano_type_objects *table = type_objects(vm);
    for (uint32_t i = 0; table && i < table->capacity; i++)
        if (table->rows[i].object && table->rows[i].handle == handle) return table->rows[i].object;
    return 0;
}

/* A row that nothing uses; NULL: no memory. MAY_COLLECT */
static nano_type_object *free_row(nano_vm *vm) {
    enum { FIRST_ROWS = 2 };
    const nano_type_objects *old = type_objects(vm);
    const uint32_t rows = old ? old->capacity : 0, capacity = rows ? 2 * rows : FIRST_ROWS;
    for (uint32_t i = 0; i < rows; i++)
        if (!type_objects(vm)->rows[i].object) return &type_objects(vm)->rows[i];
    const moff made =
        nano__meta_alloc(vm, (uint32_t)(sizeof(nano_type_objects) + capacity * sizeof(nano_type_object)));
    if (!made) return NULL;
    nano_type_objects *table = AT(vm, made, nano_type_objects);
    if (rows) nano__copy(table->rows, type_objects(vm)->rows, rows * (uint32_t)sizeof(nano_type_object));
    table->capacity = capacity;
    nano__meta_free(vm, CORE(vm)->type_objects);
    CORE(vm)->type_objects = made;
    return &table->rows[rows];
}

nref nano__handle_object(nano_vm *vm, uint32_t handle) {
    const nref known = nano__made_type_object(vm, handle);
    if (known) return known;
    const moff runtime_type = nano__known(vm, WK_RUNTIMETYPE);
    if (!runtime_type || !free_row(vm)) return 0;
    const nref object = nano__new(vm, runtime_type);
    if (!object) return 0;
    AT(vm, object, uint32_t)[1] = handle;
    nano_type_object *row = free_row(vm); /* one that was free before */
    *row = (nano_type_object){handle, object};
    return object;
}

nref nano__type_object(nano_vm *vm, moff type) {
    return nano__handle_object(vm, nano__type_handle(vm, type));
}

void nano__trim_type_objects(nano_vm *vm) {
    const nano_type_objects *table = type_objects(vm);
    for (uint32_t i = 0; table && i < table->capacity; i++)
        if (table->rows[i].object) return;
    nano__meta_free(vm, CORE(vm)->type_objects);
    CORE(vm)->type_objects = 0;
}

nano_status nano__preallocate(nano_vm *vm) {
    nano_core *core = CORE(vm);
    const uint32_t id = core->out_of_memory ? NO_TYPE : nano__exception_row(vm, EXC_OUT_OF_MEMORY);
    if (id == NO_TYPE) return NANO_OK;
    moff type;
    TRY(nano__type(vm, id >> 16, id & 0xFFFF, &type));
    TRY(nano__layout(vm, type));
    core->out_of_memory = nano__new(vm, type);
    return core->out_of_memory ? NANO_OK : nano__fail_memory(vm, TEXT_FOR_OUT_OF_MEMORY);
}

/* -- Equality ------------------------------------------------------------------------------------- */

static bool same_call(nano_vm *vm, nref a, nref b) {
    const nano_delegate *x = AT(vm, a, nano_delegate), *y = AT(vm, b, nano_delegate);
    return x->method == y->method && x->target == y->target;
}

static bool delegates_equal(nano_vm *vm, nref a, nref b) {
    const nref x = AT(vm, a, nano_delegate)->list, y = AT(vm, b, nano_delegate)->list;
    if (!x || !y) return !x && !y && same_call(vm, a, b);
    const uint32_t length = AT(vm, x, nano_array)->length;
    if (length != AT(vm, y, nano_array)->length) return false;
    const nref *left = AT(vm, x + sizeof(nano_array), nref), *right = AT(vm, y + sizeof(nano_array), nref);
    nano__charge(vm, length * DELEGATE_BYTES);
    for (uint32_t i = 0; i < length; i++)
        if (!same_call(vm, left[i], right[i])) return false;
    return true;
}

bool nano__ref_equal(nano_vm *vm, nref a, nref b) {
    if (a == b) return true;
    if (!a || !b) return false;
    const uint32_t kind = AT(vm, OBJ_TYPE(vm, a), nano_type)->kind;
    if (kind != AT(vm, OBJ_TYPE(vm, b), nano_type)->kind) return false;
    if (kind == K_STRING) return nano__string_equal(vm, a, b);
    return kind == K_DELEGATE && delegates_equal(vm, a, b);
}
