/* lib_number.c - natives of System.Number (text of numbers), System.Double, System.MathInternal. */
#include "lib.h"
#include "decimal.h"

/* -- Formatting ----------------------------------------------------------------------------------- */

/* Text in the making. Characters stand for themselves but for the three that culture strings replace. */
enum { MARK_POINT = '.', MARK_GROUP = ',', MARK_MINUS = '-', TEXT_BYTES = 832, MOST_PRECISION = 99 };
typedef struct text {
    char chars[TEXT_BYTES];
    uint32_t length;
} text;

static void add(text *t, char c) {
    if (t->length < TEXT_BYTES) t->chars[t->length++] = c;
}

static char digit_at(const nano_decimal *d, int index) {
    return (char)('0' + (index >= 0 && index < d->count ? d->digits[index] : 0));
}

/* Is there a group separator before the digit that `left` digits follow in the integer part? `sizes` as
 * NumberFormatInfo.NumberGroupSizes. */
static bool group_before(const int32_t *sizes, uint32_t count, int left) {
    int edge = 0;
    uint32_t i = 0;
    while (count && edge < left) {
        const int32_t size = sizes[i];
        if (size <= 0 || size > MOST_PRECISION * 4) return false;
        edge += size;
        if (i + 1 < count) i++;
    }
    return count && edge == left;
}

/* d.ddd: the digits are rounded to `fraction` places already. */
static void add_fixed(text *t, const nano_decimal *d, int fraction, const int32_t *sizes, uint32_t groups) {
    const int whole = d->count && d->point > 0 ? d->point : 0;
    if (!whole) add(t, '0');
    for (int i = 0; i < whole; i++) {
        if (i && group_before(sizes, groups, whole - i)) add(t, MARK_GROUP);
        add(t, digit_at(d, i));
    }
    if (fraction > 0) add(t, MARK_POINT);
    for (int i = 0; i < fraction; i++) add(t, d->count ? digit_at(d, d->point + i) : '0');
}

/* d.dddE+XX with at least `exponent_digits` digits in the exponent. */
static void add_scientific(text *t, const nano_decimal *d, int fraction, char letter, int exponent_digits) {
    int exponent = d->count ? d->point - 1 : 0;
    add(t, digit_at(d, 0));
    if (fraction > 0) add(t, MARK_POINT);
    for (int i = 1; i <= fraction; i++) add(t, digit_at(d, i));
    add(t, letter);
    add(t, exponent < 0 ? MARK_MINUS : '+');
    if (exponent < 0) exponent = -exponent;
    int divisor = 1;
    for (int i = 1; i < exponent_digits; i++) divisor *= 10;
    while (exponent / divisor >= 10) divisor *= 10;
    for (; divisor; divisor /= 10) add(t, (char)('0' + exponent / divisor % 10));
}

/* The shorter of both, as "G" has it: scientific if the exponent is below -5 or reaches the precision. */
static void add_general(text *t, const nano_decimal *d, int precision, char letter) {
    const int exponent = d->count ? d->point - 1 : 0;
    if (exponent >= precision || exponent < -5) {
        add_scientific(t, d, d->count > 1 ? d->count - 1 : 0, letter, 2);
        return;
    }
    const int fraction = d->count > d->point ? d->count - d->point : 0;
    add_fixed(t, d, d->count ? fraction : 0, NULL, 0);
}

/* What is to be formatted. */
typedef struct number {
    uint8_t dt;
    bool negative;
    uint64_t magnitude; /* integers */
    uint64_t bits;      /* integers: two's complement of their width */
    double real;        /* floats: absolute value */
} number;

static bool read_number(nano_vm *vm, nref boxed, number *n) {
    const nano_type *type = AT(vm, OBJ_TYPE(vm, boxed), nano_type);
    const void *at = AT(vm, boxed + 4, uint8_t);
    *n = (number){.dt = type->dt};
    float single;
    switch (type->dt) {
    case DT_R4:
        __builtin_memcpy(&single, at, sizeof single);
        n->negative = __builtin_signbit(single) != 0;
        n->real = n->negative ? -(double)single : (double)single;
        return true;
    case DT_R8:
        __builtin_memcpy(&n->real, at, sizeof n->real);
        n->negative = __builtin_signbit(n->real) != 0;
        if (n->negative) n->real = -n->real;
        return true;
    case DT_I1:
    case DT_I2:
    case DT_I4:
    case DT_I8: n->negative = ((const int8_t *)at)[type->size - 1] < 0; break;
    default:
        if (type->dt < DT_BOOLEAN || type->dt > DT_U8) return false;
    }
    nano__copy(&n->bits, at, type->size);
    n->magnitude = n->negative ? (0 - n->bits) & UINT64_MAX >> (64 - type->size * 8) : n->bits;
    return true;
}

static bool is_float(const number *n) { return n->dt == DT_R4 || n->dt == DT_R8; }

static void add_hex(text *t, uint64_t bits, int width, bool upper) {
    int digits = 1;
    while (digits < 16 && bits >> digits * 4) digits++;
    for (int i = width; i > digits; i--) add(t, '0');
    while (digits--) {
        const uint32_t nibble = bits >> digits * 4 & 15;
        add(t, (char)(nibble < 10 ? '0' + nibble : (upper ? 'A' : 'a') + nibble - 10));
    }
}

/* The digits of a number: all of an integer; of a float as many as `significant` or `fraction` (see
 * decimal.h) say. */
static void digits_of(const number *n, int significant, int fraction, nano_decimal *d) {
    if (is_float(n))
        nano__decimal_of_double(n->real, significant, fraction, d);
    else
        nano__decimal_of_u64(n->magnitude, d);
}

static void general(text *t, const number *n, int precision, char letter) {
    nano_decimal d;
    if (precision > 0) {
        digits_of(n, precision, -1, &d);
        nano__decimal_round(&d, precision);
    } else if (n->dt == DT_R8) {
        nano__decimal_shortest(n->real, 15, 17, false, &d);
        precision = 15;
    } else if (n->dt == DT_R4) {
        nano__decimal_shortest(n->real, 7, 9, true, &d);
        precision = 9;
    } else {
        digits_of(n, -1, -1, &d);
        precision = 20;
    }
    add_general(t, &d, precision, letter);
}

/* Formats without culture. `precision` -1: not given. False: the letter does not fit the type. */
static bool format_number(text *t, const number *n, char letter, int precision, const int32_t *sizes,
                          uint32_t groups) {
    const char upper = (char)(letter & ~0x20);
    nano_decimal d;
    if (n->negative && upper != 'X') add(t, MARK_MINUS);
    switch (upper) {
    case 'G': general(t, n, precision, letter == 'g' ? 'e' : 'E'); return true;
    case 'F':
    case 'N':
        if (precision < 0) precision = 2;
        digits_of(n, -1, precision, &d);
        nano__decimal_round(&d, d.point + precision);
        add_fixed(t, &d, precision, sizes, upper == 'N' ? groups : 0);
        return true;
    case 'E':
        if (precision < 0) precision = 6;
        digits_of(n, precision + 1, -1, &d);
        nano__decimal_round(&d, precision + 1);
        add_scientific(t, &d, precision, letter, 3);
        return true;
    case 'D':
        if (is_float(n)) return false;
        digits_of(n, -1, -1, &d);
        for (int i = d.count > 1 ? d.count : 1; i < precision; i++) add(t, '0');
        add_fixed(t, &d, 0, NULL, 0);
        return true;
    case 'X':
        if (is_float(n)) return false;
        add_hex(t, n->bits, precision, letter == 'X');
        return true;
    default: return false;
    }
}

/* Digits of a float are those of a big number, which grows with the exponent. */
static void pay_for_digits(nano_vm *vm, double value) {
    enum { BASE_BYTES = 512, BYTES_PER_BIT = 8, BIAS = 1023 };
    uint64_t bits;
    __builtin_memcpy(&bits, &value, sizeof bits);
    const int32_t exponent = (int32_t)(bits >> 52 & 0x7FF) - BIAS;
    if (bits) nano__charge(vm, BASE_BYTES + BYTES_PER_BIT * (uint32_t)(exponent < 0 ? -exponent : exponent));
}

/* The letter and precision of a format string; false if it is something else. */
static bool read_format(nano_vm *vm, nref format, char *letter, int *precision) {
    *letter = 'G';
    *precision = -1;
    if (!format) return true;
    const lib_text in = nano__text_of(vm, format);
    nano__charge(vm, in.length * 8);
    if (!in.length) return true;
    if (lib_unit(&in, 0) > 'z') return false;
    *letter = (char)lib_unit(&in, 0);
    for (uint32_t i = 1; i < in.length; i++) {
        const uint32_t unit = lib_unit(&in, i);
        if (unit < '0' || unit > '9') return false;
        *precision = (*precision < 0 ? 0 : *precision) * 10 + (unit - '0');
        if (*precision > MOST_PRECISION) return false;
    }
    return true;
}

/* The argument word of the string that replaces a mark; 0 = none. */
static uint32_t culture_word(char mark) {
    return mark == MARK_POINT ? 3 : mark == MARK_MINUS ? 4 : mark == MARK_GROUP ? 5 : 0;
}

/* A string of the text with the marks replaced by the strings in the argument words. */
static nano_status return_localized(nano_call *c, const text *t) {
    nano_vm *vm = c->vm;
    uint64_t units = 0; /* reflection can pass marks of any length */
    bool wide = false;
    for (uint32_t i = 0; i < t->length; i++) {
        const uint32_t word = culture_word(t->chars[i]);
        const uint32_t length = word && ARG(c, word) ? AT(vm, ARG(c, word), nano_string)->length : 1;
        units += length & ~STRING_WIDE;
        wide |= (length & STRING_WIDE) != 0;
    }
    const nref s = units <= INT32_MAX ? nano__alloc_string(vm, (uint32_t)units, wide) : 0;
    if (!s) return NANO_OUT_OF_MEMORY;
    uint32_t at = 0;
    for (uint32_t i = 0; i < t->length; i++) {
        const uint32_t word = culture_word(t->chars[i]);
        if (!word || !ARG(c, word)) {
            lib_put_unit(vm, s, at++, (uint8_t)t->chars[i]);
            continue;
        }
        const lib_text mark = nano__text_of(vm, ARG(c, word));
        for (uint32_t k = 0; k < mark.length; k++) lib_put_unit(vm, s, at++, lib_unit(&mark, k));
    }
    return nano__return_new(c, s);
}

static nano_status format_native(nano_call *c) {
    nano_vm *vm = c->vm;
    text t;
    t.length = 0; /* the rest need not be cleared: it is large */
    number n;
    char letter;
    int precision;
    if (!ARG(c, 0)) return lib_null();
    if (!read_number(vm, ARG(c, 0), &n) || !read_format(vm, ARG(c, 2), &letter, &precision))
        return nano__raise(EXC_ARGUMENT);
    if (is_float(&n) && !(n.real <= __DBL_MAX__)) {
        const char *symbol = n.real != n.real ? "NaN" : n.negative ? "-Infinity" : "Infinity";
        return nano__return_new(c, nano__new_string(vm, symbol, nano__strlen(symbol)));
    }
    if (is_float(&n)) pay_for_digits(vm, n.real);
    static const int32_t thousands = 3;
    const nref given = ARG(c, 6);
    const int32_t *sizes = given ? ARRAY_DATA(vm, given, int32_t) : &thousands;
    if (!format_number(&t, &n, letter, precision, sizes, given ? lib_array_length(vm, given) : 1))
        return nano__raise(EXC_ARGUMENT);
    return return_localized(c, &t);
}

static nano_status format_digits(nano_call *c) {
    const int32_t value = ARG_I32(c, 0), width = ARG_I32(c, 1);
    text t;
    t.length = 0;
    const number n = {.dt = DT_I4,
                      .negative = value < 0,
                      .magnitude = value < 0 ? 0 - (uint64_t)(int64_t)value : (uint64_t)value};
    (void)format_number(&t, &n, 'D',
                        width < 0                ? 0
                        : width > MOST_PRECISION ? MOST_PRECISION
                                                 : width,
                        NULL, 0);
    return nano__return_new(c, nano__new_string(c->vm, t.chars, t.length));
}

/* -- System.Double -------------------------------------------------------------------------------- */

static nano_status compare_doubles(nano_call *c) {
    const double a = nano__arg_f64(c, 0), b = nano__arg_f64(c, 2);
    if (a == b) return lib_return_i32(c, 0);
    if (a != a || b != b) return lib_return_i32(c, (b != b) - (a != a)); /* NaN sorts lowest */
    return lib_return_i32(c, a < b ? -1 : 1);
}

static nano_status is_nan(nano_call *c) {
    return lib_return_bool(c, nano__arg_f64(c, 0) != nano__arg_f64(c, 0));
}
static nano_status is_same(nano_call *c, double a, double b) { return lib_return_bool(c, a == b); }
static nano_status is_infinity(nano_call *c) {
    return is_same(c, __builtin_fabs(nano__arg_f64(c, 0)), __builtin_inf());
}
static nano_status is_negative_infinity(nano_call *c) {
    return is_same(c, -nano__arg_f64(c, 0), __builtin_inf());
}
static nano_status is_positive_infinity(nano_call *c) {
    return is_same(c, nano__arg_f64(c, 0), __builtin_inf());
}

static nano_status abs_i32(nano_call *c) {
    const int32_t value = ARG_I32(c, 0);
    if (value == INT32_MIN) return nano__raise(EXC_OVERFLOW);
    return lib_return_i32(c, value < 0 ? -value : value);
}

#define NUMBER_NATIVES(CLASS, NATIVE)                                                                        \
    CLASS("Number", "")                                                                                      \
    NATIVE("FormatNative.sozssss[i", format_native)                                                          \
    CLASS("Globalization_DateTimeFormat", "")                                                                \
    NATIVE("FormatDigits.sii", format_digits)                                                                \
    CLASS("Double", "")                                                                                      \
    NATIVE("CompareTo.idd", compare_doubles)                                                                 \
    NATIVE("IsInfinity.zd", is_infinity)                                                                     \
    NATIVE("IsNaN.zd", is_nan)                                                                               \
    NATIVE("IsNegativeInfinity.zd", is_negative_infinity)                                                    \
    NATIVE("IsPositiveInfinity.zd", is_positive_infinity)                                                    \
    CLASS("MathInternal", "")                                                                                \
    NATIVE("Abs.ii", abs_i32)
NATIVE_TABLE(number, "mscorlib|System_", NUMBER_NATIVES);
