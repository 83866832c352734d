/* lib_delegate.c - natives of System.Delegate and MulticastDelegate. A multicast delegate holds a flat array
 * of single ones in the order they are called; its own target and method are the last one's. */
#include "lib.h"
#include "reflection.h"

/* Delegates that Remove compares before it asks whether the budget lasts. */
enum { COMPARED_AT_ONCE = 1024 };

static uint32_t count_of(nano_vm *vm, nref d) {
    if (!d) return 0;
    const nref list = AT(vm, d, nano_delegate)->list;
    return list ? AT(vm, list, nano_array)->length : 1;
}

static nref item(nano_vm *vm, nref d, uint32_t index) {
    const nref list = AT(vm, d, nano_delegate)->list;
    return list ? AT(vm, list + sizeof(nano_array), nref)[index] : d;
}

static nref new_list(nano_vm *vm, uint32_t count) {
    moff type;
    return nano__array_of(vm, nano__known(vm, WK_DELEGATE), &type) == NANO_OK
               ? nano__new_array(vm, type, count)
               : 0;
}

/* A delegate of the class of argument `like` over the `count` singles in the array of root 0. MAY_COLLECT */
static nano_status finish(nano_call *c, uint32_t like, uint32_t count) {
    nano_vm *vm = c->vm;
    const nref last = AT(vm, *nano__root(c, 0) + sizeof(nano_array), nref)[count - 1];
    if (count == 1) { return nano__ret32(c, last); }
    *nano__root(c, 1) = AT(vm, last, nano_delegate)->target;
    const nref d = nano__new_delegate(vm, OBJ_TYPE(vm, ARG(c, like)), nano__root(c, 1),
                                      AT(vm, last, nano_delegate)->method);
    if (!d) return NANO_OUT_OF_MEMORY;
    AT(vm, d, nano_delegate)->list = *nano__root(c, 0);
    return nano__ret32(c, d);
}

static nano_status combine(nano_call *c) {
    nano_vm *vm = c->vm;
    if (!ARG(c, 0) || !ARG(c, 1)) { return nano__ret32(c, ARG(c, 0) ? ARG(c, 0) : ARG(c, 1)); }
    if (OBJ_TYPE(vm, ARG(c, 0)) != OBJ_TYPE(vm, ARG(c, 1)))
        return nano__raise_text(EXC_ARGUMENT, TEXT_DELEGATES_DIFFER);
    const uint32_t first = count_of(vm, ARG(c, 0)), second = count_of(vm, ARG(c, 1));
    nano__charge(vm, (first + second) * DELEGATE_BYTES);
    const nref list = new_list(vm, first + second);
    if (!list) return NANO_OUT_OF_MEMORY;
    *nano__root(c, 0) = list;
    nref *to = AT(vm, list + sizeof(nano_array), nref);
    for (uint32_t i = 0; i < first; i++) *to++ = item(vm, ARG(c, 0), i);
    for (uint32_t i = 0; i < second; i++) *to++ = item(vm, ARG(c, 1), i);
    return finish(c, 0, first + second);
}

static bool same(nano_vm *vm, nref a, nref b) { return nano__ref_equal(vm, a, b); }

/* Removes the last run of `value`'s singles from `source` (as .NET does). */
static nano_status delegate_remove(nano_call *c) {
    nano_vm *vm = c->vm;
    const uint32_t count = count_of(vm, ARG(c, 0)), part = count_of(vm, ARG(c, 1));
    uint32_t start = count, i = 0, compared = 0;
    const uint32_t step = nano_call_step(c);
    for (uint32_t at = step                    ? step - 1
                       : part && part <= count ? count - part + 1
                                               : 0;
         at-- > 0 && start == count;) {
        for (i = 0; i < part && same(vm, item(vm, ARG(c, 0), at + i), item(vm, ARG(c, 1), i)); i++) {}
        if (i == part) start = at;
        compared += i + 1;
        if (start == count && compared > COMPARED_AT_ONCE) return nano__again(c, at + 1);
    }
    nano__charge(vm, (count + compared) * DELEGATE_BYTES);
    if (start == count || count == part) { return nano__ret32(c, start == count ? ARG(c, 0) : 0); }
    const nref list = new_list(vm, count - part);
    if (!list) return NANO_OUT_OF_MEMORY;
    *nano__root(c, 0) = list;
    nref *to = AT(vm, list + sizeof(nano_array), nref);
    for (i = 0; i < count; i++)
        if (i < start || i >= start + part) *to++ = item(vm, ARG(c, 0), i);
    return finish(c, 0, count - part);
}

static nano_status delegate_equals(nano_call *c) { return nano__ret32(c, same(c->vm, ARG(c, 0), ARG(c, 1))); }
static nano_status delegate_differs(nano_call *c) {
    return nano__ret32(c, !same(c->vm, ARG(c, 0), ARG(c, 1)));
}

static nano_status delegate_list(nano_call *c) {
    nano_vm *vm = c->vm;
    const uint32_t count = count_of(vm, ARG(c, 0));
    nano__charge(vm, count * DELEGATE_BYTES);
    const nref list = new_list(vm, count);
    if (!list) return NANO_OUT_OF_MEMORY;
    for (uint32_t i = 0; i < count; i++) AT(vm, list + sizeof(nano_array), nref)[i] = item(vm, ARG(c, 0), i);
    return nano__ret32(c, list);
}

static nano_status delegate_target(nano_call *c) {
    return nano__ret32(c, AT(c->vm, ARG(c, 0), nano_delegate)->target);
}

static nano_status delegate_method(nano_call *c) {
    nano_vm *vm = c->vm;
    const moff type = nano__known(vm, WK_METHODINFO);
    const nref info = type ? nano__new(vm, type) : 0;
    if (!info) return NANO_OUT_OF_MEMORY;
    const moff method = AT(vm, ARG(c, 0), nano_delegate)->method;
    HIDDEN(vm, info) = AT(vm, method, nano_method)->id + 1;
    return nano__ret32(c, info);
}

#define DELEGATE_NATIVES(CLASS, NATIVE)                                                                      \
    CLASS("Delegate", "")                                                                                    \
    NATIVE("Equals:zo", delegate_equals)                                                                     \
    NATIVE("GetInvocationList:[D", delegate_list)                                                            \
    NATIVE("get_Method:M", delegate_method)                                                                  \
    NATIVE("get_Target:o", delegate_target)                                                                  \
    NATIVE("Combine.DDD", combine)                                                                           \
    NATIVE("Remove.DDD", delegate_remove)                                                                    \
    NATIVE("op_Equality.zDD", delegate_equals)                                                               \
    NATIVE("op_Inequality.zDD", delegate_differs)                                                            \
    CLASS("MulticastDelegate", "")                                                                           \
    NATIVE("op_Equality.zCC", delegate_equals)                                                               \
    NATIVE("op_Inequality.zCC", delegate_differs)
NATIVE_TABLE(delegate, "mscorlib|System_", DELEGATE_NATIVES);
