/* lib_text.c - natives of System.Text.UTF8Encoding and UTF8Decoder. */
#include "lib.h"

/* -- Encoding ------------------------------------------------------------------------------------- */

static nano_status get_bytes(nano_call *c) {
    nano_vm *vm = c->vm;
    if (!ARG(c, 1)) return nano__raise(EXC_ARGUMENT_NULL);
    const uint32_t length = nano__string_length(vm, ARG(c, 1));
    nano__charge(vm, length * 16);
    const uint32_t bytes = nano__units_utf8(vm, ARG(c, 1), 0, length, NULL, 0);
    const nref array = nano__new_known_array(vm, WK_U1, bytes);
    if (!array) return NANO_OUT_OF_MEMORY;
    (void)nano__units_utf8(vm, ARG(c, 1), 0, length, ARRAY_DATA(vm, array, char), bytes);
    return nano__return_new(c, array);
}

/* (this, string, charIndex, charCount, byte[], byteIndex) */
static nano_status get_bytes_into(nano_call *c) {
    nano_vm *vm = c->vm;
    const int32_t start = ARG_I32(c, 2), count = ARG_I32(c, 3);
    if (!ARG(c, 1) || !ARG(c, 4)) return nano__raise(EXC_ARGUMENT_NULL);
    const uint32_t room = lib_array_length(vm, ARG(c, 4)), at = ARG(c, 5),
                   end = (uint32_t)start + (uint32_t)count;
    if (nano__bad_range(start, count, nano__string_length(vm, ARG(c, 1))) || at > room)
        return lib_out_of_range();
    nano__charge(vm, (uint32_t)count * 16);
    const uint32_t needed = nano__units_utf8(vm, ARG(c, 1), (uint32_t)start, end, NULL, 0);
    if (needed > room - at) return nano__raise(EXC_ARGUMENT);
    (void)nano__units_utf8(vm, ARG(c, 1), (uint32_t)start, end, ARRAY_DATA(vm, ARG(c, 4), char) + at, needed);
    return lib_return_i32(c, (int32_t)needed);
}

/* -- Decoding ------------------------------------------------------------------------------------- */

static nano_status chars_of(nano_call *c, uint32_t start, uint32_t count) {
    nano_vm *vm = c->vm;
    const uint8_t *in = ARRAY_DATA(vm, ARG(c, 1), uint8_t) + start;
    uint32_t units = 0, used;
    nano__charge(vm, count * 16);
    for (uint32_t i = 0; i < count; i += used)
        units += nano__utf8_decode(in + i, count - i, &used) > 0xFFFF ? 2 : 1;
    const nref array = nano__new_known_array(vm, WK_CHAR, units);
    if (!array) return NANO_OUT_OF_MEMORY;
    in = ARRAY_DATA(vm, ARG(c, 1), uint8_t) + start;
    uint16_t *out = ARRAY_DATA(vm, array, uint16_t);
    for (uint32_t i = 0; i < count; i += used) {
        out = nano__utf16_encode(nano__utf8_decode(in + i, count - i, &used), out);
    }
    return nano__return_new(c, array);
}

static nano_status get_chars(nano_call *c) {
    if (!ARG(c, 1)) return nano__raise(EXC_ARGUMENT_NULL);
    return chars_of(c, 0, lib_array_length(c->vm, ARG(c, 1)));
}

static nano_status get_chars_range(nano_call *c) {
    const int32_t start = ARG_I32(c, 2), count = ARG_I32(c, 3);
    if (!ARG(c, 1)) return nano__raise(EXC_ARGUMENT_NULL);
    if (nano__bad_range(start, count, lib_array_length(c->vm, ARG(c, 1)))) return lib_out_of_range();
    return chars_of(c, (uint32_t)start, (uint32_t)count);
}

/* True if the bytes are the beginning of a longer code point. */
static bool is_incomplete(const uint8_t *bytes, uint32_t length) {
    const uint32_t need = bytes[0] >= 0xF0 ? 4 : bytes[0] >= 0xE0 ? 3 : bytes[0] >= 0xC2 ? 2 : 1;
    if (length >= need || bytes[0] > 0xF4) return false;
    for (uint32_t i = 1; i < length; i++)
        if ((bytes[i] & 0xC0) != 0x80) return false;
    return true;
}

/* Convert(this, byte[], byteIndex, byteCount, char[], charIndex, charCount, flush, out bytesUsed, out
 * charsUsed, out completed): decodes as many whole characters as fit; bytes of one that is not complete yet
 * stay unused unless `flush`. */
static nano_status decoder_convert(nano_call *c) {
    nano_vm *vm = c->vm;
    const int32_t from = ARG_I32(c, 2), bytes = ARG_I32(c, 3), to = ARG_I32(c, 5), room = ARG_I32(c, 6);
    if (!ARG(c, 1) || !ARG(c, 4)) return nano__raise(EXC_ARGUMENT_NULL);
    if (nano__bad_range(from, bytes, lib_array_length(vm, ARG(c, 1))) ||
        nano__bad_range(to, room, lib_array_length(vm, ARG(c, 4))))
        return lib_out_of_range();
    void *bytes_used = nano__byref(c, 8), *chars_used = nano__byref(c, 10);
    bool *completed = nano__byref(c, 12);
    if (!bytes_used || !chars_used || !completed) return lib_null();
    const uint8_t *in = ARRAY_DATA(vm, ARG(c, 1), uint8_t) + from;
    uint16_t *out = ARRAY_DATA(vm, ARG(c, 4), uint16_t) + to;
    int32_t at = 0, written = 0;
    nano__charge(vm, (uint32_t)bytes * 8);
    while (at < bytes) {
        uint32_t used;
        if (!ARG(c, 7) && is_incomplete(in + at, (uint32_t)(bytes - at))) break;
        const uint32_t point = nano__utf8_decode(in + at, (uint32_t)(bytes - at), &used);
        if (room - written < (point > 0xFFFF ? 2 : 1)) break;
        written = (int32_t)(nano__utf16_encode(point, out + written) - out);
        at += (int32_t)used;
    }
    nano__copy(bytes_used, &at, sizeof at);
    nano__copy(chars_used, &written, sizeof written);
    *completed = at == bytes;
    return NANO_OK;
}

#define TEXT_NATIVES(CLASS, NATIVE)                                                                          \
    CLASS("UTF8Encoding", "")                                                                                \
    NATIVE("GetBytes:[Bs", get_bytes)                                                                        \
    NATIVE(":isii[Bi", get_bytes_into)                                                                       \
    NATIVE("GetChars:[c[B", get_chars)                                                                       \
    NATIVE(":[c[Bii", get_chars_range)                                                                       \
    CLASS("UTF8Decoder", "")                                                                                 \
    NATIVE("Convert:v[Bii[ciiz&i&i&z", decoder_convert)
NATIVE_TABLE(text, "nanoFramework.System.Text|System_Text_", TEXT_NATIVES);
