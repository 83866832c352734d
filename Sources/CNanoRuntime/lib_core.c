/* lib_core.c - natives of System.Object, ValueType, Exception, GC, WeakReference, Random, Guid, Debug and
 * small neighbours. */
#include "lib.h"

enum {
    BOX_PAYLOAD = 4,
    HIDDEN_WORD = 4,
    NESTING_LIMIT = 16,
    COMPARE_STEPS = 4096,
    HASHED_BYTES = 64,
    STEP_BYTES = 16
};

static const nano_type *type_of(nano_vm *vm, nref object) { return AT(vm, OBJ_TYPE(vm, object), nano_type); }

static bool derives_from(nano_vm *vm, moff type, moff base) {
    for (; base && type; type = AT(vm, type, nano_type)->base)
        if (type == base) return true;
    return false;
}

/* -- System.Object -------------------------------------------------------------------------------- */

/* Reflection objects stand for what their hidden word names: two of them for one member are equal. */
static bool same_member(nano_vm *vm, nref a, nref b) {
    static const nano_well_known kinds[] = {WK_METHODBASE, WK_FIELDBASE, WK_ASSEMBLY, WK_TYPE};
    const moff type = OBJ_TYPE(vm, a);
    if (type != OBJ_TYPE(vm, b) || AT(vm, type, nano_type)->kind != K_CLASS) return false;
    for (uint32_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (derives_from(vm, type, CORE(vm)->known[kinds[i]]))
            return *AT(vm, a + HIDDEN_WORD, uint32_t) &&
                   *AT(vm, a + HIDDEN_WORD, uint32_t) == *AT(vm, b + HIDDEN_WORD, uint32_t);
    return false;
}

static nano_status object_equals(nano_call *c) {
    const nref a = ARG(c, 0), b = ARG(c, 1);
    return lib_return_bool(c, a == b || (b && same_member(c->vm, a, b)));
}

static nano_status reference_equals(nano_call *c) { return lib_return_bool(c, ARG(c, 0) == ARG(c, 1)); }

/* CRC-32 (pe-format 1.3) of the UTF-8 form. */
static uint32_t string_hash(nano_vm *vm, nref s) {
    const lib_text text = nano__text_of(vm, s);
    uint32_t crc = 0, i = 0;
    nano__charge(vm, text.length * 8);
    while (text.narrow && i < text.length && text.narrow[i] < 0x80) i++;
    if (i) crc = nano__crc32(0, text.narrow, i);
    for (; i < text.length; i++) {
        uint8_t bytes[4];
        uint32_t point = lib_unit(&text, i);
        const uint32_t next = i + 1 < text.length ? lib_unit(&text, i + 1) : 0;
        if ((point & 0xFC00) == 0xD800 && (next & 0xFC00) == 0xDC00) {
            point = 0x10000 + ((point & 0x3FF) << 10) + (next & 0x3FF);
            i++;
        }
        crc = nano__crc32(crc, bytes, nano__utf8_encode(point, bytes));
    }
    return crc;
}

static bool is_reference_byte(const uint16_t *map, uint32_t offset) {
    for (uint32_t i = 1; map && i <= map[0]; i++)
        if (offset - map[i] < 4) return true;
    return false;
}

/* Hash of a value: numbers by value, structs by their first bytes without references (equal structs can
 * differ in those). */
static uint32_t value_hash(nano_vm *vm, nref box) {
    const nano_type *type = type_of(vm, box);
    const uint8_t *at = AT(vm, box + BOX_PAYLOAD, uint8_t);
    uint32_t low = 0, high = 0;
    if (type->dt != DT_VALUETYPE && type->size <= 4) {
        nano__copy(&low, at, type->size);
        return low;
    }
    if (type->dt != DT_VALUETYPE) {
        nano__copy(&low, at, 4);
        nano__copy(&high, at + 4, 4);
        return low ^ high;
    }
    uint32_t crc = type->id;
    const uint16_t *map = type->refmap ? AT(vm, type->refmap, uint16_t) : NULL;
    nano__charge(vm, map ? map[0] * HASHED_BYTES : HASHED_BYTES);
    for (uint32_t offset = 0; offset < type->size && offset < HASHED_BYTES; offset++)
        if (!is_reference_byte(map, offset)) crc = nano__crc32(crc, at + offset, 1);
    return crc;
}

static nano_status get_hash_code(nano_call *c) {
    nano_vm *vm = c->vm;
    nref object = ARG(c, 0);
    uint32_t mix = 0;
    if (type_of(vm, object)->kind == K_STRING) return lib_return_i32(c, (int32_t)string_hash(vm, object));
    if (nano__is_value(type_of(vm, object))) return lib_return_i32(c, (int32_t)value_hash(vm, object));
    if (type_of(vm, object)->kind == K_DELEGATE) { /* equal delegates have the same method and target */
        mix = AT(vm, AT(vm, object, nano_delegate)->method, nano_method)->id * 2654435761u;
        object = AT(vm, object, nano_delegate)->list ? 0 : AT(vm, object, nano_delegate)->target;
        if (!object) return lib_return_i32(c, (int32_t)mix);
    }
    if (same_member(vm, object, object))
        return lib_return_i32(c, (int32_t)(*AT(vm, object + HIDDEN_WORD, uint32_t) * 2654435761u));
    const uint32_t hash = nano__identity_hash(vm, object);
    if (!hash) return NANO_OUT_OF_MEMORY;
    return lib_return_i32(c, (int32_t)(hash ^ mix));
}

static nano_status get_type(nano_call *c) {
    return nano__return_new(c, nano__type_object(c->vm, OBJ_TYPE(c->vm, ARG(c, 0))));
}

static nano_status memberwise_clone(nano_call *c) {
    nano_vm *vm = c->vm;
    const nref object = ARG(c, 0);
    const nano_type *type = type_of(vm, object);
    if (type->kind == K_STRING || derives_from(vm, OBJ_TYPE(vm, object), CORE(vm)->known[WK_TYPE]))
        return nano__return_new(c, object); /* identity is content */
    const uint32_t bytes = nano__object_bytes(vm, object);
    const bool plain = type->kind == K_ARRAY || !(type->traits & TYPE_FINALIZED);
    const nref copy =
        plain ? nano__alloc(vm, OBJ_TYPE(vm, object), bytes) : nano__new(vm, OBJ_TYPE(vm, object));
    if (!copy) return NANO_OUT_OF_MEMORY;
    nano__copy(AT(vm, copy + 4, uint8_t), AT(vm, ARG(c, 0) + 4, uint8_t),
               bytes - 4); /* the header bits are its own */
    return nano__return_new(c, copy);
}

/* -- System.ValueType ----------------------------------------------------------------------------- */

/* A comparison in progress: boxed structs in structs are followed, but so that it ends: what nests deeper, or
 * comes after so many steps, is equal only if it is the same object. */
typedef struct comparison {
    nano_vm *vm;
    uint32_t nesting, steps;
} comparison;

static bool objects_equal(comparison *q, nref a, nref b);

/* Values of one type: numbers and bytes compare as they are, references inside as nano__ref_equal or as boxed
 * values. */
static bool values_equal(comparison *q, const nano_type *type, const uint8_t *a, const uint8_t *b) {
    nano_vm *vm = q->vm;
    const uint16_t *map = type->refmap ? AT(vm, type->refmap, uint16_t) : NULL;
    for (uint32_t i = 1; map && i <= map[0]; i++) {
        nref x, y;
        nano__copy(&x, a + map[i], 4);
        nano__copy(&y, b + map[i], 4);
        if (!objects_equal(q, x, y)) return false;
    }
    /* Only bytes that differ are looked up in the map. */
    for (uint32_t offset = 0; offset < type->size; offset++)
        if (a[offset] != b[offset] && !is_reference_byte(map, offset)) return false;
    return true;
}

static bool objects_equal(comparison *q, nref a, nref b) {
    nano_vm *vm = q->vm;
    if (a == b) return true;
    if (!a || !b || OBJ_TYPE(vm, a) != OBJ_TYPE(vm, b) || !q->steps) return false;
    q->steps--;
    if (nano__ref_equal(vm, a, b)) return true;
    const nano_type *type = type_of(vm, a);
    if (!nano__is_value(type)) return same_member(vm, a, b);
    if (q->nesting == NESTING_LIMIT) return false;
    nano__charge(vm, type->size + STEP_BYTES);
    q->nesting++;
    const bool equal =
        values_equal(q, type, AT(vm, a + BOX_PAYLOAD, uint8_t), AT(vm, b + BOX_PAYLOAD, uint8_t));
    q->nesting--;
    return equal;
}

static nano_status value_equals(nano_call *c) {
    comparison q = {c->vm, 0, COMPARE_STEPS};
    return lib_return_bool(c, objects_equal(&q, ARG(c, 0), ARG(c, 1)));
}

/* -- System.Exception ----------------------------------------------------------------------------- */

enum { TRACE_TEXT = 1024 };

static nano_status stack_trace(nano_call *c) {
    char text[TRACE_TEXT];
    const nref trace = FIELD32(c, ARG(c, 0), 0);
    if (!trace) { return nano__ret32(c, 0); }
    nano__charge(c->vm, sizeof text * 4);
    const uint32_t length = nano__trace_text(c->vm, trace, text, sizeof text);
    return nano__return_new(c, nano__new_string(c->vm, text, length < sizeof text ? length : sizeof text));
}

/* -- System.GC, System.WeakReference -------------------------------------------------------------- */

static nano_status any_pending_finalizers(nano_call *c) {
    return lib_return_bool(c, CORE(c->vm)->needs_finalizers);
}

static nano_status suppress_finalize(nano_call *c) {
    if (!ARG(c, 0)) return nano__raise(EXC_ARGUMENT_NULL);
    nano__suppress_finalizer(c->vm, ARG(c, 0));
    return NANO_OK;
}

static nano_status reregister_for_finalize(nano_call *c) {
    if (!ARG(c, 0)) return nano__raise(EXC_ARGUMENT_NULL);
    if (!(type_of(c->vm, ARG(c, 0))->traits & TYPE_FINALIZED)) return NANO_OK;
    return nano__register_finalizer(c->vm, ARG(c, 0)) ? NANO_OK : NANO_OUT_OF_MEMORY;
}

/* The weakly held target lies in the hidden word of the object; the collector clears it. */
static nano_status weak_get(nano_call *c) {
    return nano__ret32(c, *AT(c->vm, ARG(c, 0) + HIDDEN_WORD, nref));
}

static nano_status weak_set(nano_call *c) {
    *AT(c->vm, ARG(c, 0) + HIDDEN_WORD, nref) = ARG(c, 1);
    return NANO_OK;
}

static nano_status weak_is_alive(nano_call *c) {
    return lib_return_bool(c, *AT(c->vm, ARG(c, 0) + HIDDEN_WORD, nref) != 0);
}

/* -- System.Random (xorshift64*), System.Guid ----------------------------------------------------- */

static uint64_t next_random(uint64_t *state) {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 0x2545F4914F6CDD1Dull;
}

/* Entropy of the host; without one a fixed sequence. */
static void fill_random(nano_vm *vm, void *buffer, uint32_t bytes) {
    if (HOST(vm) && HOST(vm)->random) {
        HOST(vm)->random(HOST(vm)->context, buffer, bytes);
        return;
    }
    uint64_t state = CORE(vm)->random_state | (uint64_t)CORE(vm)->random_state << 32;
    for (uint32_t i = 0; i < bytes; i++) ((uint8_t *)buffer)[i] = (uint8_t)(next_random(&state) >> 56);
    CORE(vm)->random_state = (uint32_t)(state >> 16) | 1;
}

static nano_status seed_random(nano_call *c, uint64_t seed) {
    const nref state = nano__new_known_array(c->vm, WK_I8, 1);
    if (!state) return NANO_OUT_OF_MEMORY;
    seed = (seed + 0x9E3779B97F4A7C15ull) * 0xBF58476D1CE4E5B9ull; /* spreads small seeds */
    seed ^= seed >> 31;
    lib_store64(ARRAY_DATA(c->vm, state, uint8_t), (int64_t)(seed ? seed : 1));
    FIELD32(c, ARG(c, 0), 0) = state;
    return NANO_OK;
}

static nano_status random_new(nano_call *c) {
    uint64_t seed = 0;
    fill_random(c->vm, &seed, sizeof seed);
    return seed_random(c, seed);
}
static nano_status random_new_seed(nano_call *c) { return seed_random(c, ARG(c, 1)); }

/* Draws from the state in _random (argument 0), which is a long[1] unless somebody changed the field. */
static nano_status draw(nano_call *c, uint64_t *value) {
    nano_vm *vm = c->vm;
    const nref state = FIELD32(c, ARG(c, 0), 0);
    if (!state || type_of(vm, state)->kind != K_ARRAY ||
        type_of(vm, state)->element != CORE(vm)->known[WK_I8] || lib_array_length(vm, state) != 1)
        return nano__raise(EXC_INVALID_OPERATION);
    uint64_t bits = (uint64_t)lib_load64(ARRAY_DATA(vm, state, uint8_t));
    *value = next_random(&bits);
    lib_store64(ARRAY_DATA(vm, state, uint8_t), (int64_t)bits);
    return NANO_OK;
}

static nano_status random_next(nano_call *c) {
    uint64_t value;
    TRY(draw(c, &value));
    return lib_return_i32(c, (int32_t)((value >> 32) % INT32_MAX));
}

static nano_status random_next_below(nano_call *c) {
    uint64_t value;
    if (ARG_I32(c, 1) < 0) return lib_out_of_range();
    TRY(draw(c, &value));
    return lib_return_i32(c, (int32_t)((value >> 32) * (uint64_t)ARG(c, 1) >> 32));
}

static nano_status random_next_double(nano_call *c) {
    uint64_t value;
    TRY(draw(c, &value));
    return nano__ret_f64(c, (double)(value >> 11) * 0x1p-53);
}

static nano_status random_next_bytes(nano_call *c) {
    if (!ARG(c, 1)) return nano__raise(EXC_ARGUMENT_NULL);
    nano__charge(c->vm, lib_array_length(c->vm, ARG(c, 1)) * 8);
    for (uint32_t i = 0; i < lib_array_length(c->vm, ARG(c, 1)); i++) {
        uint64_t value;
        TRY(draw(c, &value));
        ARRAY_DATA(c->vm, ARG(c, 1), uint8_t)[i] = (uint8_t)(value >> 56);
    }
    return NANO_OK;
}

/* Version 4, variant 1 (RFC 9562), in the byte order of Guid.ToByteArray. */
static nano_status new_guid(nano_call *c) {
    enum { GUID_BYTES = 16, VERSION_BYTE = 7, VARIANT_BYTE = 8 };
    const nref array = nano__new_known_array(c->vm, WK_U1, GUID_BYTES);
    if (!array) return NANO_OUT_OF_MEMORY;
    uint8_t *bytes = ARRAY_DATA(c->vm, array, uint8_t);
    fill_random(c->vm, bytes, GUID_BYTES);
    bytes[VERSION_BYTE] = (uint8_t)((bytes[VERSION_BYTE] & 0x0F) | 0x40);
    bytes[VARIANT_BYTE] = (uint8_t)((bytes[VARIANT_BYTE] & 0x3F) | 0x80);
    return nano__return_new(c, array);
}

/* -- System.Diagnostics --------------------------------------------------------------------------- */

enum { WRITE_CHUNK = 128 };

static void write_host(nano_vm *vm, const char *text, uint32_t length) {
    nano__trace(vm, TRACED_TEXT, nano__crc32(0, text, length));
    HOST(vm)->write(HOST(vm)->context, text, length);
}

static nano_status debug_write(nano_call *c) {
    nano_vm *vm = c->vm;
    const nano_host *host = HOST(vm);
    char chunk[WRITE_CHUNK + 4];
    uint32_t used = 0;
    if (!host || !host->write) return NANO_OK;
    const uint32_t length = ARG(c, 0) ? nano__string_length(vm, ARG(c, 0)) : 0;
    nano__charge(vm, length * 8);
    for (uint32_t at = 0; at < length;) {
        used += nano__utf8_encode(nano__string_point(vm, ARG(c, 0), &at, length), (uint8_t *)chunk + used);
        if (used < WRITE_CHUNK) continue;
        write_host(vm, chunk, used);
        used = 0;
    }
    if (ARG(c, 1)) chunk[used++] = '\n';
    if (used) write_host(vm, chunk, used);
    return NANO_OK;
}

static nano_status return_false(nano_call *c) { return lib_return_bool(c, false); }
static nano_status do_nothing(nano_call *c) {
    (void)c;
    return NANO_OK;
}

#define CORE_NATIVES(CLASS, NATIVE)                                                                          \
    CLASS("Object", "")                                                                                      \
    NATIVE("Equals:zo", object_equals)                                                                       \
    NATIVE("GetHashCode:i", get_hash_code)                                                                   \
    NATIVE("GetType:T", get_type)                                                                            \
    NATIVE("MemberwiseClone:o", memberwise_clone)                                                            \
    NATIVE("ReferenceEquals.zoo", reference_equals)                                                          \
    CLASS("ValueType", "")                                                                                   \
    NATIVE("Equals:zo", value_equals)                                                                        \
    CLASS("Exception", "_stackTrace:OBJECT")                                                                 \
    NATIVE("get_StackTrace:s", stack_trace)                                                                  \
    CLASS("GC", "")                                                                                          \
    NATIVE("AnyPendingFinalizers.z", any_pending_finalizers)                                                 \
    NATIVE("SuppressFinalize.vo", suppress_finalize)                                                         \
    NATIVE("ReRegisterForFinalize.vo", reregister_for_finalize)                                              \
    CLASS("WeakReference", "")                                                                               \
    NATIVE("get_IsAlive:z", weak_is_alive)                                                                   \
    NATIVE("get_Target:o", weak_get)                                                                         \
    NATIVE("set_Target:vo", weak_set)                                                                        \
    NATIVE("_ctor:vo", weak_set)                                                                             \
    CLASS("Random", "_random:OBJECT")                                                                        \
    NATIVE("Next:i", random_next)                                                                            \
    NATIVE(":ii", random_next_below)                                                                         \
    NATIVE("NextDouble:d", random_next_double)                                                               \
    NATIVE("NextBytes:v[B", random_next_bytes)                                                               \
    NATIVE("_ctor:v", random_new)                                                                            \
    NATIVE(":vi", random_new_seed)                                                                           \
    CLASS("Guid", "")                                                                                        \
    NATIVE("GenerateNewGuid.[B", new_guid)                                                                   \
    CLASS("Diagnostics_Debug", "")                                                                           \
    NATIVE("WriteLineNative.vsz", debug_write)                                                               \
    CLASS("Diagnostics_Debugger", "")                                                                        \
    NATIVE("get_IsAttached.z", return_false)                                                                 \
    NATIVE("Break.v", do_nothing)
NATIVE_TABLE(core, "mscorlib|System_", CORE_NATIVES);
