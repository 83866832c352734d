/* lib_convert.c - natives of System.Convert (text to numbers, Base64) and System.BitConverter. DateTime text
 * is in lib_datetime.c. */
#include "lib.h"
#include "decimal.h"

/* -- Text to numbers ------------------------------------------------------------------------------ */

enum { NUMBER_TEXT = 1024 /* longer texts of numbers are refused */ };

/* Copies a string of ASCII units (others become '?') into `to`; -1 if it is too long. */
static int ascii_of(nano_vm *vm, nref s, char *to, uint32_t capacity) {
    const lib_text text = nano__text_of(vm, s);
    if (text.length > capacity) return -1;
    for (uint32_t i = 0; i < text.length; i++) {
        const uint32_t unit = lib_unit(&text, i);
        to[i] = unit < 0x80 ? (char)unit : '?';
    }
    return (int)text.length;
}

static uint32_t digit_value(uint32_t unit) {
    if (unit >= '0' && unit <= '9') return unit - '0';
    if (unit >= 'a' && unit <= 'f') return unit - 'a' + 10u;
    if (unit >= 'A' && unit <= 'F') return unit - 'A' + 10u;
    return 99;
}

typedef enum integer_result { INTEGER_OK, INTEGER_SYNTAX, INTEGER_RANGE } integer_result;

/* White space around a number is that of ASCII, as C's isspace has it. */
static bool is_space(uint32_t unit) { return unit == ' ' || (unit >= 9 && unit <= 13); }

/* [white space] [sign, base 10 only] [0x, base 16 only] digits [white space] */
static integer_result read_magnitude(nano_vm *vm, const lib_text *text, uint32_t base, bool *negative,
                                     uint64_t *value) {
    nano__charge(vm, text->length * 8);
    uint32_t at = 0, end = text->length;
    *negative = false;
    *value = 0;
    while (at < end && is_space(lib_unit(text, at))) at++;
    while (end > at && is_space(lib_unit(text, end - 1))) end--;
    if (base == 10 && at < end && (lib_unit(text, at) == '-' || lib_unit(text, at) == '+'))
        *negative = lib_unit(text, at++) == '-';
    if (base == 16 && end - at > 2 && lib_unit(text, at) == '0' && (lib_unit(text, at + 1) | 0x20) == 'x')
        at += 2;
    if (at == end) return INTEGER_SYNTAX;
    bool too_large = false;
    for (; at < end; at++) {
        const uint32_t digit = digit_value(lib_unit(text, at));
        if (digit >= base) return INTEGER_SYNTAX;
        uint64_t product;
        too_large |= __builtin_mul_overflow(*value, (uint64_t)base, &product);
        too_large |= __builtin_add_overflow(product, (uint64_t)digit, value);
    }
    return too_large ? INTEGER_RANGE : INTEGER_OK;
}

/* Checks against [min, max]; both 0: all of UInt64. In other bases than 10 a signed type takes its bit
 * pattern (FFFFFFFF is -1). */
static integer_result in_range(uint64_t magnitude, bool negative, int64_t min, int64_t max, bool pattern,
                               int64_t *value) {
    uint64_t largest = min == 0 && max == 0 ? UINT64_MAX : (uint64_t)max;
    if (negative && min > 0) return INTEGER_RANGE;
    if (negative) largest = 0 - (uint64_t)min;
    const bool wraps = !negative && pattern && min < 0 && magnitude > largest;
    if (wraps) largest = largest * 2 + 1;
    *value = (int64_t)(negative ? 0 - magnitude : wraps ? magnitude - largest - 1 : magnitude);
    return magnitude > largest ? INTEGER_RANGE : INTEGER_OK;
}

static nano_status fail_or_report(bool throws, bool *success, nano_exc kind) {
    if (throws) return nano__raise(kind);
    if (success) *success = false;
    return NANO_OK;
}

static nano_status to_int64(nano_call *c) {
    nano_vm *vm = c->vm;
    const int64_t min = nano__arg64(c, 2), max = nano__arg64(c, 4);
    const uint32_t base = ARG(c, 6);
    const bool throws = ARG(c, 7) != 0;
    bool *success = nano__byref(c, 8), negative;
    uint64_t magnitude;
    int64_t value = min;
    if (!ARG(c, 0)) return nano__raise(EXC_ARGUMENT_NULL);
    if (base != 2 && base != 8 && base != 10 && base != 16) return nano__raise(EXC_ARGUMENT);
    const lib_text text = nano__text_of(vm, ARG(c, 0));
    integer_result result = read_magnitude(vm, &text, base, &negative, &magnitude);
    if (result == INTEGER_OK) result = in_range(magnitude, negative, min, max, base != 10, &value);
    if (result != INTEGER_OK) {
        nano__ret64(c, min);
        return fail_or_report(throws, success, result == INTEGER_SYNTAX ? EXC_FORMAT : EXC_OVERFLOW);
    }
    if (success) *success = true;
    return nano__ret64(c, value);
}

/* Few digits without an exponent are two exact numbers and one division; else big numbers are divided. */
static void pay_for_reading(nano_vm *vm, const char *text, uint32_t length) {
    enum { SHORT_TEXT = 16, BASE_BYTES = 8192, BYTES_PER_DIGIT = 48 };
    bool is_simple = length <= SHORT_TEXT;
    for (uint32_t i = 0; i < length && is_simple; i++) is_simple = (text[i] | 0x20) != 'e';
    nano__charge(vm, is_simple ? length * 8 : BASE_BYTES + length * BYTES_PER_DIGIT);
}

static nano_status to_double(nano_call *c) {
    nano_vm *vm = c->vm;
    char text[NUMBER_TEXT];
    double value = 0;
    bool *success = nano__byref(c, 2);
    if (!ARG(c, 0)) return nano__raise(EXC_ARGUMENT_NULL);
    const int length = ascii_of(vm, ARG(c, 0), text, sizeof text);
    if (length > 0) pay_for_reading(vm, text, (uint32_t)length);
    if (length < 0 || !nano__parse_double(text, (uint32_t)length, &value)) {
        nano__ret_f64(c, 0);
        return fail_or_report(ARG(c, 1) != 0, success, EXC_FORMAT);
    }
    if (success) *success = true;
    return nano__ret_f64(c, value);
}

/* -- Base64 (RFC 4648) ---------------------------------------------------------------------------- */

static const char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
enum { BASE64_LINE = 76 };

static nano_status to_base64(nano_call *c) {
    nano_vm *vm = c->vm;
    const int32_t offset = ARG_I32(c, 1), length = ARG_I32(c, 2);
    const bool breaks = ARG(c, 3) != 0;
    if (!ARG(c, 0)) return nano__raise(EXC_ARGUMENT_NULL);
    const uint32_t all = lib_array_length(vm, ARG(c, 0));
    if (nano__bad_range(offset, length, all)) return lib_out_of_range();
    const uint32_t digits = ((uint32_t)length + 2) / 3 * 4,
                   lines = breaks && digits ? (digits - 1) / BASE64_LINE : 0;
    const nref s = nano__alloc_string(vm, digits + lines * 2, false);
    if (!s) return NANO_OUT_OF_MEMORY;
    const uint8_t *in = ARRAY_DATA(vm, ARG(c, 0), uint8_t) + offset;
    uint8_t *out = AT(vm, s + sizeof(nano_string), uint8_t);
    for (uint32_t i = 0; i < (uint32_t)length; i += 3) {
        const uint32_t rest = (uint32_t)length - i;
        const uint32_t group =
            (uint32_t)in[i] << 16 | (rest > 1 ? (uint32_t)in[i + 1] << 8 : 0) | (rest > 2 ? in[i + 2] : 0u);
        if (breaks && i && i / 3 * 4 % BASE64_LINE == 0) {
            *out++ = '\r';
            *out++ = '\n';
        }
        *out++ = (uint8_t)base64_digits[group >> 18];
        *out++ = (uint8_t)base64_digits[group >> 12 & 63];
        *out++ = rest > 1 ? (uint8_t)base64_digits[group >> 6 & 63] : '=';
        *out++ = rest > 2 ? (uint8_t)base64_digits[group & 63] : '=';
    }
    return nano__return_new(c, s);
}

static int base64_value(uint32_t unit) {
    if (unit >= 'A' && unit <= 'Z') return (int)(unit - 'A');
    if (unit >= 'a' && unit <= 'z') return (int)(unit - 'a' + 26);
    if (unit >= '0' && unit <= '9') return (int)(unit - '0' + 52);
    return unit == '+' ? 62 : unit == '/' ? 63 : -1;
}

static bool base64_skipped(uint32_t unit) {
    return unit == ' ' || unit == '\t' || unit == '\r' || unit == '\n';
}

/* Checks the text and counts its bytes; -1 if it is not Base64. */
static int32_t base64_bytes(nano_vm *vm, const lib_text *text) {
    uint32_t digits = 0, padding = 0;
    nano__charge(vm, text->length * 16);
    for (uint32_t i = 0; i < text->length; i++) {
        const uint32_t unit = lib_unit(text, i);
        if (base64_skipped(unit)) continue;
        if (unit == '=')
            padding++;
        else if (base64_value(unit) < 0 || padding)
            return -1;
        else
            digits++;
    }
    if (padding > 2 || (digits + padding) % 4) return -1;
    return (int32_t)((digits + padding) / 4 * 3 - padding);
}

static nano_status from_base64(nano_call *c) {
    nano_vm *vm = c->vm;
    if (!ARG(c, 0)) return nano__raise(EXC_ARGUMENT_NULL);
    lib_text text = nano__text_of(vm, ARG(c, 0));
    const int32_t bytes = base64_bytes(vm, &text);
    if (bytes < 0) return nano__raise(EXC_FORMAT);
    const nref array = nano__new_known_array(vm, WK_U1, (uint32_t)bytes);
    if (!array) return NANO_OUT_OF_MEMORY;
    text = nano__text_of(vm, ARG(c, 0));
    uint8_t *out = ARRAY_DATA(vm, array, uint8_t);
    uint32_t group = 0, bits = 0, written = 0;
    for (uint32_t i = 0; i < text.length; i++) {
        const int value = base64_value(lib_unit(&text, i));
        if (value < 0) continue;
        group = group << 6 | (uint32_t)value;
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        if (written < (uint32_t)bytes) out[written++] = (uint8_t)(group >> bits);
    }
    return nano__return_new(c, array);
}

/* -- System.BitConverter (little-endian) ---------------------------------------------------------- */

static nano_status bytes_of(nano_call *c, uint64_t value, uint32_t count) {
    const nref array = nano__new_known_array(c->vm, WK_U1, count);
    if (!array) return NANO_OUT_OF_MEMORY;
    for (uint32_t i = 0; i < count; i++) ARRAY_DATA(c->vm, array, uint8_t)[i] = (uint8_t)(value >> i * 8);
    return nano__return_new(c, array);
}

static nano_status bytes_of_boolean(nano_call *c) { return bytes_of(c, ARG(c, 0) != 0, 1); }
static nano_status bytes_of_16(nano_call *c) { return bytes_of(c, ARG(c, 0), 2); }
static nano_status bytes_of_32(nano_call *c) { return bytes_of(c, ARG(c, 0), 4); }
static nano_status bytes_of_64(nano_call *c) { return bytes_of(c, (uint64_t)nano__arg64(c, 0), 8); }

/* Reads `count` bytes at argument 1 of the array in argument 0. */
static nano_status read_value(nano_call *c, uint32_t count, uint64_t *value) {
    nano_vm *vm = c->vm;
    const nref array = ARG(c, 0);
    if (!array) return nano__raise(EXC_ARGUMENT_NULL);
    const uint32_t length = lib_array_length(vm, array), start = ARG(c, 1);
    if (start >= length) return lib_out_of_range();
    if (count > length - start) return nano__raise(EXC_ARGUMENT);
    *value = 0;
    for (uint32_t i = count; i-- > 0;) *value = *value << 8 | ARRAY_DATA(vm, array, uint8_t)[start + i];
    return NANO_OK;
}

static nano_status to_boolean(nano_call *c) {
    uint64_t value;
    TRY(read_value(c, 1, &value));
    return lib_return_bool(c, value != 0);
}
/* The number of the type that the method returns. */
static nano_status to_number(nano_call *c) {
    const nano_sigtype type = nano__return_of(c->vm, AT(c->vm, c->method, nano_method));
    uint64_t value;
    TRY(read_value(c, nano__field_bytes(c->vm, type), &value));
    return nano__ret64(c, type.dt == DT_I2 ? (int16_t)value : (int64_t)value);
}
static nano_status same_bits(nano_call *c) { return nano__ret64(c, nano__arg64(c, 0)); }
static nano_status little_endian(nano_call *c) { return lib_return_bool(c, true); }

/* "0A-FF-..." */
static nano_status hex_text(nano_call *c, int32_t start, int32_t count) {
    static const char hex[] = "0123456789ABCDEF";
    nano_vm *vm = c->vm;
    if (!ARG(c, 0)) return nano__raise(EXC_ARGUMENT_NULL);
    const uint32_t length = lib_array_length(vm, ARG(c, 0));
    if (start < 0 || ((uint32_t)start >= length && start)) return lib_out_of_range();
    if (count < 0) count = (int32_t)(length - (uint32_t)start);
    if ((uint32_t)count > length - (uint32_t)start) return nano__raise(EXC_ARGUMENT);
    const nref s = nano__alloc_string(vm, count ? (uint32_t)count * 3 - 1 : 0, false);
    if (!s) return NANO_OUT_OF_MEMORY;
    const uint8_t *in = ARRAY_DATA(vm, ARG(c, 0), uint8_t) + start;
    uint8_t *out = AT(vm, s + sizeof(nano_string), uint8_t);
    for (int32_t i = 0; i < count; i++) {
        if (i) *out++ = '-';
        *out++ = (uint8_t)hex[in[i] >> 4];
        *out++ = (uint8_t)hex[in[i] & 15];
    }
    return nano__return_new(c, s);
}

static nano_status hex_all(nano_call *c) { return hex_text(c, 0, -1); }
static nano_status hex_from(nano_call *c) { return hex_text(c, ARG_I32(c, 1), -1); }
static nano_status hex_range(nano_call *c) {
    if (ARG(c, 0) && ARG_I32(c, 2) < 0) return lib_out_of_range();
    return hex_text(c, ARG_I32(c, 1), ARG_I32(c, 2));
}

#define CONVERT_NATIVES(CLASS, NATIVE)                                                                       \
    CLASS("Convert", "")                                                                                     \
    NATIVE("NativeToInt64.lszlliz&z", to_int64)                                                              \
    NATIVE("NativeToDouble.dsz&z", to_double)                                                                \
    NATIVE("ToBase64String.s[Biiz", to_base64)                                                               \
    NATIVE("FromBase64String.[Bs", from_base64)                                                              \
    CLASS("BitConverter", "")                                                                                \
    NATIVE("get_IsLittleEndian.z", little_endian)                                                            \
    NATIVE("DoubleToInt64Bits.ld", same_bits)                                                                \
    NATIVE("Int64BitsToDouble.dl", same_bits)                                                                \
    NATIVE("GetBytes.[Bz", bytes_of_boolean)                                                                 \
    NATIVE(".[Bc", bytes_of_16)                                                                              \
    NATIVE(".[Bd", bytes_of_64)                                                                              \
    NATIVE(".[Bf", bytes_of_32)                                                                              \
    NATIVE(".[Bi", bytes_of_32)                                                                              \
    NATIVE(".[Bl", bytes_of_64)                                                                              \
    NATIVE(".[Bh", bytes_of_16)                                                                              \
    NATIVE(".[BI", bytes_of_32)                                                                              \
    NATIVE(".[BL", bytes_of_64)                                                                              \
    NATIVE(".[BH", bytes_of_16)                                                                              \
    NATIVE("ToBoolean.z[Bi", to_boolean)                                                                     \
    NATIVE("ToChar.c[Bi", to_number)                                                                         \
    NATIVE("ToDouble.d[Bi", to_number)                                                                       \
    NATIVE("ToInt16.h[Bi", to_number)                                                                        \
    NATIVE("ToInt32.i[Bi", to_number)                                                                        \
    NATIVE("ToInt64.l[Bi", to_number)                                                                        \
    NATIVE("ToSingle.f[Bi", to_number)                                                                       \
    NATIVE("ToString.s[B", hex_all)                                                                          \
    NATIVE(".s[Bi", hex_from)                                                                                \
    NATIVE(".s[Bii", hex_range)                                                                              \
    NATIVE("ToUInt16.H[Bi", to_number)                                                                       \
    NATIVE("ToUInt32.I[Bi", to_number)                                                                       \
    NATIVE("ToUInt64.L[Bi", to_number)
NATIVE_TABLE(convert, "mscorlib|System_", CONVERT_NATIVES);
