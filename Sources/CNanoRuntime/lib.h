/* lib.h - small helpers that the natives (lib_*.c) share: checking arguments, returning objects, reading
 * strings and arrays. */
#ifndef NANO_LIB_H
#define NANO_LIB_H

#include "native_rows.h"

/* clang-format off */
/* Natives of one assembly. The texts of their classes (pe-format 5.2) begin alike: "mscorlib|System_" is their
 * `prefix`. LIST(CLASS, NATIVE) is their list:
 *     CLASS("TimeSpan", "& _ticks:I8")           a class, and what each native below needs of it
 *                                                (nano_native.fields)
 *     NATIVE("CompareTo:io", span_compare_to)    a method and its function
 * A method is its name, ':' (of an instance) or '.' (static), and letters for the types of its result and its
 * arguments; without a name it is an overload of the method above.
 *     v void  z bool  b sbyte  B byte  c char  h short  H ushort  i int  I uint  f float  l long  L ulong
 *     d double  s string  o object  A Array  C MulticastDelegate  D Delegate  F BindingFlags  M MethodInfo
 *     S TimeSpan  T Type  Y Assembly (of reflection)  {SystemEnum} another type, by its text
 *     & in front: by reference    [ in front: an array
 * scripts/pack-strings.py packs the texts into native_rows.c, which takes half of their flash: run it after a change. */
/* clang-format on */
#define NATIVE_TABLE(name, prefix, LIST)                                                                     \
    const nano_native_fn nano__##name##_natives[] = {LIST(NATIVE_NOTHING, NATIVE_FUNCTION)};                 \
    _Static_assert(sizeof nano__##name##_natives == NATIVES_##name * sizeof(nano_native_fn),                 \
                   "run scripts/pack-strings.py")
#define NATIVE_NOTHING(name, fields)
#define NATIVE_FUNCTION(method, function) function,

/* What a native returns to throw an exception: its caller does (nano__throw_status). */
static inline nano_status nano__raise_text(nano_exc kind, nano_text text) {
    return (nano_status)((uint32_t)text << RAISED_TEXT_SHIFT | (NANO_RAISED + kind));
}
static inline nano_status nano__raise(nano_exc kind) { return nano__raise_text(kind, TEXT_NONE); }
static inline nano_status lib_null(void) { return nano__raise(EXC_NULL_REFERENCE); }
static inline nano_status lib_out_of_range(void) { return nano__raise(EXC_ARGUMENT_RANGE); }

/* Returns a new object, or OUT_OF_MEMORY if it could not be made. */
nano_status nano__return_new(nano_call *c, nref object);
static inline nano_status lib_return_bool(nano_call *c, bool value) { return nano__ret32(c, value); }
static inline nano_status lib_return_i32(nano_call *c, int32_t value) {
    return nano__ret32(c, (uint32_t)value);
}

/* True if [start, start + count) does not lie in what has this length. */
bool nano__bad_range(int32_t start, int32_t count, uint32_t length);

/* A new array of a well-known element type; 0 = out of memory. MAY_COLLECT */
nref nano__new_known_array(nano_vm *vm, nano_well_known element, uint32_t length);

static inline uint32_t lib_array_length(nano_vm *vm, nref array) { return AT(vm, array, nano_array)->length; }
#define ARRAY_DATA(vm, array, T) AT(vm, (array) + sizeof(nano_array), T)

/* The text of a string, for reading; dead after MAY_COLLECT. */
typedef struct lib_text {
    const uint8_t *narrow; /* one of the two is NULL */
    const uint16_t *wide;
    uint32_t length;
} lib_text;

lib_text nano__text_of(nano_vm *vm, nref string);
static inline uint32_t lib_unit(const lib_text *text, uint32_t index) {
    return text->narrow ? text->narrow[index] : text->wide[index];
}
/* Units at which a string's content begins, for writing a new one. */
static inline void lib_put_unit(nano_vm *vm, nref string, uint32_t index, uint32_t unit) {
    if (AT(vm, string, nano_string)->length & STRING_WIDE)
        AT(vm, string + sizeof(nano_string), uint16_t)[index] = (uint16_t)unit;
    else
        AT(vm, string + sizeof(nano_string), uint8_t)[index] = (uint8_t)unit;
}
/* White space of .NET's Char.IsWhiteSpace. */
bool nano__is_space(uint32_t unit);

/* 64-bit fields and values in the heap are 4-aligned only. */
static inline int64_t lib_load64(const void *at) {
    int64_t value;
    __builtin_memcpy(&value, __builtin_assume_aligned(at, 4), sizeof value);
    return value;
}
static inline void lib_store64(void *at, int64_t value) {
    __builtin_memcpy(__builtin_assume_aligned(at, 4), &value, sizeof value);
}

#endif
