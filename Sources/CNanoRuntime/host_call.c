/* host_call.c - what natives of the host use (nano.h, nano_call_*): arguments by index, results, exceptions,
 * waiting. */
#include "nano_internal.h"

/* Finds argument `index` of the method: its type and first word. The types exist since the call was prepared,
 * so nothing is allocated. */
static bool argument(const nano_call *call, uint32_t index, nano_sigtype *type, uint32_t *word) {
    nano_vm *vm = call->vm;
    if (index >= AT(vm, call->method, nano_method)->nargs) return false;
    *word = 0;
    for (uint32_t i = 0;; i++) {
        if (nano__arg_type(vm, call->method, i, type) != NANO_OK) return false;
        if (i == index) return true;
        *word += nano__words(vm, *type);
    }
}

/* The object in an argument that is a reference; 0 if it is not one or null. */
static nref object_argument(const nano_call *call, uint32_t index) {
    nano_sigtype type;
    uint32_t word;
    if (!argument(call, index, &type, &word) || type.byref || type.dt != DT_OBJECT) return 0;
    return ARG(call, word);
}

static bool is_byte_array(nano_vm *vm, nref object) {
    const nano_type *type = AT(vm, OBJ_TYPE(vm, object), nano_type);
    return type->kind == K_ARRAY && type->size == 1;
}

static bool is_string(nano_vm *vm, nref object) {
    return AT(vm, OBJ_TYPE(vm, object), nano_type)->kind == K_STRING;
}

void *nano_call_context(const nano_call *call) { return HOST(call->vm) ? HOST(call->vm)->context : NULL; }
uint32_t nano_call_domain(const nano_call *call) { return AT(call->vm, call->thread, nano_thread)->domain; }
uint32_t nano_call_thread(const nano_call *call) { return AT(call->vm, call->thread, nano_thread)->number; }
uint32_t nano_call_step(const nano_call *call) { return nano__native_frame(call)->pc; }

int32_t nano_call_i32(const nano_call *call, uint32_t index) {
    nano_sigtype type;
    uint32_t word;
    if (!argument(call, index, &type, &word) || type.byref || type.dt < DT_BOOLEAN || type.dt > DT_U4)
        return 0;
    return ARG_I32(call, word);
}

int64_t nano_call_i64(const nano_call *call, uint32_t index) {
    nano_sigtype type;
    uint32_t word;
    if (!argument(call, index, &type, &word) || type.byref) return 0;
    if (type.dt == DT_I8 || type.dt == DT_U8) return nano__arg64(call, word);
    if (type.dt == DT_U4) return ARG(call, word);
    return type.dt >= DT_BOOLEAN && type.dt < DT_U4 ? ARG_I32(call, word) : 0;
}

double nano_call_f64(const nano_call *call, uint32_t index) {
    nano_sigtype type;
    uint32_t word;
    if (!argument(call, index, &type, &word) || type.byref) return 0;
    if (type.dt == DT_R8) return nano__arg_f64(call, word);
    return type.dt == DT_R4 ? (double)nano__arg_f32(call, word) : 0;
}

int32_t nano_call_length(const nano_call *call, uint32_t index) {
    nano_vm *vm = call->vm;
    const nref object = object_argument(call, index);
    if (!object) return -1;
    if (is_string(vm, object)) return (int32_t)nano__string_utf8(vm, object, NULL, 0);
    return is_byte_array(vm, object) ? (int32_t)AT(vm, object, nano_array)->length : -1;
}

uint32_t nano_call_copy(const nano_call *call, uint32_t index, void *buffer, uint32_t capacity) {
    nano_vm *vm = call->vm;
    const nref object = object_argument(call, index);
    if (!object) return 0;
    if (is_string(vm, object)) {
        const uint32_t needed = nano__string_utf8(vm, object, buffer, capacity);
        return needed < capacity ? needed : capacity;
    }
    if (!is_byte_array(vm, object)) return 0;
    const uint32_t length = AT(vm, object, nano_array)->length,
                   copied = length < capacity ? length : capacity;
    nano__copy(buffer, AT(vm, object + sizeof(nano_array), uint8_t), copied);
    return copied;
}

/* A result is stored only if the method returns that kind, so that a host cannot put a number where a
 * reference is expected. */
static uint32_t result_kind(const nano_call *call) {
    const nano_method *m = AT(call->vm, call->method, nano_method);
    return m->ret_byref ? DT_VOID : m->ret_dt;
}

void nano_call_return_i32(nano_call *call, int32_t value) {
    switch (result_kind(call)) {
    case DT_BOOLEAN: nano__ret32(call, value != 0); break;
    case DT_I1: nano__ret32(call, (uint32_t)(int8_t)value); break;
    case DT_U1: nano__ret32(call, (uint8_t)value); break;
    case DT_I2: nano__ret32(call, (uint32_t)(int16_t)value); break;
    case DT_CHAR:
    case DT_U2: nano__ret32(call, (uint16_t)value); break;
    case DT_I4:
    case DT_U4: nano__ret32(call, (uint32_t)value); break;
    default: break;
    }
}

void nano_call_return_i64(nano_call *call, int64_t value) {
    const uint32_t kind = result_kind(call);
    if (kind == DT_I8 || kind == DT_U8) nano__ret64(call, value);
}

void nano_call_return_f64(nano_call *call, double value) {
    const uint32_t kind = result_kind(call);
    if (kind == DT_R8) nano__ret_f64(call, value);
    if (kind == DT_R4) nano__ret_f32(call, (float)value);
}

/* True if the method's declared result can hold an object of `type`. */
static bool returns(const nano_call *call, moff type) {
    const nano_sigtype ret = nano__return_of(call->vm, AT(call->vm, call->method, nano_method));
    return !ret.byref && ret.dt == DT_OBJECT && ret.type && nano__assignable(call->vm, type, ret.type);
}

nano_status nano_call_return_string(nano_call *call, const char *utf8, uint32_t length) {
    nano_vm *vm = call->vm;
    if (!returns(call, CORE(vm)->known[WK_STRING]))
        return nano__throw(vm, EXC_INVALID_OPERATION, TEXT_RETURNS_NO_STRING);
    const nref s = utf8 ? nano__new_string(vm, utf8, length) : 0;
    if (utf8 && !s) return nano__throw_oom(vm);
    return nano__ret32(call, s);
}

nano_status nano_call_return_bytes(nano_call *call, const void *bytes, uint32_t length) {
    nano_vm *vm = call->vm;
    moff type;
    nano_status status = nano__known_type(vm, WK_U1, &type);
    if (status == NANO_OK) status = nano__array_of(vm, type, &type);
    if (status != NANO_OK) return nano__throw_status(vm, status);
    if (!returns(call, type)) return nano__throw(vm, EXC_INVALID_OPERATION, TEXT_RETURNS_NO_BYTES);
    const nref array = bytes ? nano__new_array(vm, type, length) : 0;
    if (bytes && !array) return nano__throw_oom(vm);
    if (array) nano__copy(AT(vm, array + sizeof(nano_array), uint8_t), bytes, length);
    return nano__ret32(call, array);
}

nano_status nano_call_throw(nano_call *call, const char *type, const char *message) {
    return nano__throw_named(call->vm, type, message);
}

nano_status nano_call_block(nano_call *call, uint32_t wait_key, int64_t timeout_ms) {
    nano_thread *thread = AT(call->vm, call->thread, nano_thread);
    const int64_t now = nano__now_ms(call->vm);
    thread->state = T_BLOCKED;
    thread->wait_key = wait_key;
    thread->timed_out = 0;
    thread->wake_ms = timeout_ms < 0 || timeout_ms > INT64_MAX - now ? INT64_MAX : now + timeout_ms;
    return NANO_BLOCKED;
}
