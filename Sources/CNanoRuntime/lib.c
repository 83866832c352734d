/* lib.c - what the natives (lib_*.c) share. */
#include "lib.h"

nano_status nano__return_new(nano_call *c, nref object) {
    return object ? nano__ret32(c, object) : NANO_OUT_OF_MEMORY;
}

bool nano__bad_range(int32_t start, int32_t count, uint32_t length) {
    return start < 0 || count < 0 || (uint32_t)start > length || (uint32_t)count > length - (uint32_t)start;
}

nref nano__new_known_array(nano_vm *vm, nano_well_known element, uint32_t length) {
    moff type;
    if (nano__array_of(vm, nano__known(vm, element), &type) != NANO_OK) return 0;
    return nano__new_array(vm, type, length);
}

lib_text nano__text_of(nano_vm *vm, nref string) {
    const uint32_t length = AT(vm, string, nano_string)->length;
    lib_text text = {NULL, NULL, length & ~STRING_WIDE};
    if (length & STRING_WIDE)
        text.wide = AT(vm, string + sizeof(nano_string), uint16_t);
    else
        text.narrow = AT(vm, string + sizeof(nano_string), uint8_t);
    return text;
}

bool nano__is_space(uint32_t unit) {
    return (unit >= 9 && unit <= 13) || unit == ' ' || unit == 0x85 || unit == 0xA0 || unit == 0x1680 ||
           (unit >= 0x2000 && unit <= 0x200A) || unit == 0x2028 || unit == 0x2029 || unit == 0x202F ||
           unit == 0x205F || unit == 0x3000;
}
