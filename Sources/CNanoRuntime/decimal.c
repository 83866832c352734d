/* decimal.c - exact conversion between binary floating point and decimal digits, with small big-integer
 * arithmetic.
 *
 * A finite double is m * 2^e with m < 2^53, -1074 <= e <= 971. Its decimal expansion is finite, so digits
 * come out exactly; reading divides big integers and rounds once. */
#include "decimal.h"

enum {
    BILLION = 1000000000,
    MANTISSA_BITS = 52,
    EXPONENT_BIAS = 1075,
    FRACTION_WORDS = 34,
    INTEGER_WORDS = 33,
    BIG_WORDS = 136,
    DIGITS_KEPT = 770,
    MOST_POINT = 310,
    LEAST_POINT = -326
};

static void split(double value, uint64_t *mantissa, int *exponent) {
    uint64_t bits;
    __builtin_memcpy(&bits, &value, sizeof bits);
    const int biased = (int)(bits >> MANTISSA_BITS & 0x7FF);
    *mantissa = bits & ((1ull << MANTISSA_BITS) - 1);
    if (biased) *mantissa |= 1ull << MANTISSA_BITS;
    *exponent = (biased ? biased : 1) - EXPONENT_BIAS;
}

/* -- Digits of a double --------------------------------------------------------------------------- */

/* Receives digits from the left and drops zeros before the first other one. */
typedef struct sink {
    nano_decimal *out;
    int limit_digits, limit_point; /* stop at so many digits, or digits after the point; -1 = none */
    int position;                  /* digits before the point still to come; negative behind it */
} sink;

/* False when there are enough digits. */
static bool put(sink *s, uint32_t digit) {
    nano_decimal *d = s->out;
    if (!d->count && digit) d->point = s->position;
    if (d->count || digit) d->digits[d->count++] = (uint8_t)digit;
    s->position--;
    if (d->count == DECIMAL_DIGITS) return false;
    if (s->limit_digits >= 0 && d->count > s->limit_digits) return false;
    return s->limit_point < 0 || s->position >= -s->limit_point;
}

/* Nine digits, most significant first. */
static bool put_chunk(sink *s, uint32_t chunk) {
    for (uint32_t divisor = BILLION / 10; divisor; divisor /= 10)
        if (!put(s, chunk / divisor % 10)) return false;
    return true;
}

/* Digits of m * 2^e, e >= 0. */
static bool put_integer(sink *s, uint64_t mantissa, int exponent) {
    uint32_t words[INTEGER_WORDS] = {0}, chunks[40], count = 0;
    const uint32_t first = (uint32_t)exponent / 32, shift = (uint32_t)exponent % 32;
    words[first] = (uint32_t)(mantissa << shift);
    words[first + 1] = (uint32_t)(mantissa << shift >> 32);
    if (shift && first + 2 < INTEGER_WORDS) words[first + 2] = (uint32_t)(mantissa >> (64 - shift));
    uint32_t used = first + 3 < INTEGER_WORDS ? first + 3 : INTEGER_WORDS;
    while (used) {
        uint64_t rest = 0;
        for (uint32_t i = used; i-- > 0;) {
            rest = rest << 32 | words[i];
            words[i] = (uint32_t)(rest / BILLION);
            rest %= BILLION;
        }
        chunks[count++] = (uint32_t)rest;
        while (used && !words[used - 1]) used--;
    }
    s->position = (int)count * 9;
    while (count)
        if (!put_chunk(s, chunks[--count])) return false;
    return true;
}

/* Digits of m * 2^e behind the point, e < 0. */
static void put_fraction(sink *s, uint64_t mantissa, int exponent) {
    uint32_t words[FRACTION_WORDS + 2] = {0};
    const uint32_t bits = (uint32_t)-exponent, used = (bits + 31) / 32, shift = used * 32 - bits;
    if (bits < 64) mantissa &= (1ull << bits) - 1;
    words[0] = (uint32_t)(mantissa << shift); /* the point is above word `used` - 1 */
    words[1] = (uint32_t)(mantissa << shift >> 32);
    if (shift) words[2] = (uint32_t)(mantissa >> (64 - shift));
    s->position = 0;
    for (;;) {
        uint64_t carry = 0;
        uint32_t rest = 0;
        for (uint32_t i = 0; i < used; i++) {
            carry += (uint64_t)words[i] * BILLION;
            words[i] = (uint32_t)carry;
            rest |= words[i];
            carry >>= 32;
        }
        if (!put_chunk(s, (uint32_t)carry) || !rest) return;
    }
}

void nano__decimal_of_double(double value, int significant, int fraction, nano_decimal *out) {
    uint64_t mantissa;
    int exponent;
    out->count = out->point = 0;
    sink s = {out, significant, fraction < 0 ? -1 : fraction + 1, 0};
    split(value, &mantissa, &exponent);
    if (!mantissa) return;
    if (exponent >= 0) {
        (void)put_integer(&s, mantissa, exponent);
        return;
    }
    const uint64_t whole = exponent > -64 ? mantissa >> -exponent : 0;
    if (!whole || put_integer(&s, whole, 0)) put_fraction(&s, mantissa, exponent);
}

void nano__decimal_of_u64(uint64_t value, nano_decimal *out) {
    uint32_t count = 0;
    for (uint64_t rest = value; rest; rest /= 10) count++;
    out->count = out->point = (int)count;
    for (; count; value /= 10) out->digits[--count] = (uint8_t)(value % 10);
}

void nano__decimal_round(nano_decimal *d, int keep) {
    if (keep < d->count) {
        const bool up = keep >= 0 && d->digits[keep] >= 5;
        d->count = keep > 0 ? keep : 0;
        if (up) {
            while (d->count && d->digits[d->count - 1] == 9) d->count--;
            if (d->count) {
                d->digits[d->count - 1]++;
            } else {
                d->digits[d->count++] = 1;
                d->point++;
            }
        }
    }
    while (d->count && !d->digits[d->count - 1]) d->count--;
}

void nano__decimal_shortest(double value, int low, int high, bool single, nano_decimal *out) {
    for (int digits = low;; digits = single ? high : digits + 1) {
        nano__decimal_of_double(value, digits, -1, out);
        nano__decimal_round(out, digits);
        if (digits >= high) return;
        const double back = nano__decimal_to_double(out->digits, (uint32_t)out->count, out->point);
        if (single ? (float)back == (float)value : back == value) return;
    }
}

/* -- Reading -------------------------------------------------------------------------------------- */

typedef struct big {
    uint32_t used; /* no zero word on top */
    uint32_t words[BIG_WORDS];
} big;

static void multiply_add(big *b, uint32_t factor, uint32_t add) {
    uint64_t carry = add;
    for (uint32_t i = 0; i < b->used; i++) {
        carry += (uint64_t)b->words[i] * factor;
        b->words[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry && b->used < BIG_WORDS) b->words[b->used++] = (uint32_t)carry;
}

static void multiply_power10(big *b, uint32_t power) {
    for (; power >= 9; power -= 9) multiply_add(b, BILLION, 0);
    uint32_t factor = 1;
    while (power--) factor *= 10;
    multiply_add(b, factor, 0);
}

static uint32_t bit_length(const big *b) {
    return b->used ? b->used * 32 - (uint32_t)__builtin_clz(b->words[b->used - 1]) : 0;
}

static void shift_left(big *b, uint32_t bits) {
    const uint32_t words = bits / 32, rest = bits % 32;
    if (!b->used || b->used + words + 1 > BIG_WORDS) return;
    b->words[b->used + words] = 0;
    for (uint32_t i = b->used; i-- > 0;) {
        const uint64_t wide = (uint64_t)b->words[i] << rest;
        b->words[i + words + 1] = (i + 1 == b->used ? 0 : b->words[i + words + 1]) | (uint32_t)(wide >> 32);
        b->words[i + words] = (uint32_t)wide;
    }
    for (uint32_t i = 0; i < words; i++) b->words[i] = 0;
    b->used += words + 1;
    while (b->used && !b->words[b->used - 1]) b->used--;
}

static int compare(const big *a, const big *b) {
    if (a->used != b->used) return a->used < b->used ? -1 : 1;
    for (uint32_t i = a->used; i-- > 0;)
        if (a->words[i] != b->words[i]) return a->words[i] < b->words[i] ? -1 : 1;
    return 0;
}

static void subtract(big *a, const big *b) { /* a >= b */
    int64_t borrow = 0;
    for (uint32_t i = 0; i < a->used; i++) {
        borrow += (int64_t)a->words[i] - (i < b->used ? b->words[i] : 0);
        a->words[i] = (uint32_t)borrow;
        borrow >>= 32;
    }
    while (a->used && !a->words[a->used - 1]) a->used--;
}

/* q * 2^exponent rounded to a double, ties to even; `sticky`: something lies below. q has its top bit set. */
static double assemble(uint64_t q, int exponent, bool sticky) {
    int drop = 63 - MANTISSA_BITS;
    if (exponent + drop < -1074) drop = -1074 - exponent;
    if (drop > 64) return 0;
    const uint64_t kept = drop == 64 ? 0 : q >> drop;
    const uint64_t lost = drop == 64 ? q : q & ((1ull << drop) - 1), half = 1ull << (drop - 1);
    uint64_t mantissa = kept;
    if (lost > half || (lost == half && (sticky || (kept & 1)))) mantissa++;
    const int scale = exponent + drop;
    if (scale > 971 || (scale == 971 && mantissa >> 53)) return __builtin_inf();
    uint64_t bits =
        mantissa; /* a carry into the next binade, or from subnormal to normal, comes out right by addition */
    if (scale > -1074 || mantissa >> MANTISSA_BITS)
        bits = mantissa + ((uint64_t)(scale + 1074) << MANTISSA_BITS);
    double value;
    __builtin_memcpy(&value, &bits, sizeof value);
    return value;
}

static double divide(big *n, big *d) {
    /* Shift so that the quotient has 64 or 65 bits, then divide bit by bit. */
    int shift = 64 + (int)bit_length(d) - (int)bit_length(n);
    if (shift >= 0)
        shift_left(n, (uint32_t)shift);
    else
        shift_left(d, (uint32_t)-shift);
    shift_left(d, 64);
    uint64_t q = 0;
    bool sticky = false;
    int bits = 0;
    for (; bits < 66 && !(q >> 63); bits++) {
        q <<= 1;
        if (compare(n, d) >= 0) {
            subtract(n, d);
            q |= 1;
        }
        shift_left(n, 1);
    }
    sticky = n->used != 0;
    /* n / d was (q bits with `bits` - 1 behind the point) times 2^64 / 2^shift */
    return assemble(q, 64 - (bits - 1) - shift, sticky);
}

static double from_big(const uint8_t *digits, uint32_t count, int32_t point) {
    big n = {.used = 0}, d = {.words = {1}, .used = 1};
    bool more = false;
    for (uint32_t i = 0; i < count; i++) {
        if (i < DIGITS_KEPT)
            multiply_add(&n, 10, digits[i]);
        else
            more |= digits[i] != 0;
    }
    if (count > DIGITS_KEPT) { /* whatever follows only matters by being there */
        multiply_add(&n, 10, more);
        count = DIGITS_KEPT + 1;
    }
    const int32_t power = point - (int32_t)count;
    if (power >= 0)
        multiply_power10(&n, (uint32_t)power);
    else
        multiply_power10(&d, (uint32_t)-power);
    return divide(&n, &d);
}

double nano__decimal_to_double(const uint8_t *digits, uint32_t count, int32_t point) {
    while (count && !digits[0]) digits++, count--, point--;
    while (count && !digits[count - 1]) count--;
    if (!count || point < LEAST_POINT) return 0;
    if (point > MOST_POINT) return __builtin_inf();
    const int32_t power = point - (int32_t)count;
    if (count <= 15 && power >= -22 && power <= 22) { /* both exact: one rounding */
        uint64_t whole = 0;
        for (uint32_t i = 0; i < count; i++) whole = whole * 10 + digits[i];
        double scale = 1;
        for (int32_t left = power < 0 ? -power : power; left > 0; left--) scale *= 10;
        return power < 0 ? (double)whole / scale : (double)whole * scale;
    }
    return from_big(digits, count, point);
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* NaN and Infinity, in the spelling of Double.ToString. */
static bool parse_symbol(const char *text, uint32_t length, double *value) {
    if (length == 3 && nano__equal(text, "NaN", 3))
        *value = __builtin_nan("");
    else if (length == 8 && nano__equal(text, "Infinity", 8))
        *value = __builtin_inf();
    else
        return false;
    return true;
}

/* The digits of [digits][.digits] go to `digits` (at most `capacity`, a later nonzero one makes the last 1);
 * *point as nano_decimal. */
static uint32_t parse_digits(const char *text, uint32_t length, uint8_t *digits, uint32_t capacity,
                             uint32_t *count, int32_t *point) {
    uint32_t at = 0, seen = 0;
    bool behind = false;
    *count = 0;
    *point = 0;
    for (; at < length && (is_digit(text[at]) || (text[at] == '.' && !behind)); at++) {
        if (text[at] == '.') {
            behind = true;
            continue;
        }
        seen++;
        const uint32_t digit = (uint32_t)text[at] - '0';
        if (!behind && (*count || digit)) ++*point;
        if (behind && !*count && !digit) --*point;
        if (!*count && !digit) continue;
        if (*count < capacity)
            digits[(*count)++] = (uint8_t)digit;
        else if (digit)
            digits[capacity - 1] |= 1; /* sticky; the last digit is far below what matters */
    }
    return seen ? at : 0;
}

bool nano__parse_double(const char *text, uint32_t length, double *value) {
    uint8_t digits[DIGITS_KEPT + 2];
    uint32_t count;
    int32_t point, exponent = 0;
    while (length && (*text == ' ' || (*text >= 9 && *text <= 13))) text++, length--;
    while (length && (text[length - 1] == ' ' || (text[length - 1] >= 9 && text[length - 1] <= 13))) length--;
    const bool negative = length && *text == '-';
    if (length && (*text == '-' || *text == '+')) text++, length--;
    if (parse_symbol(text, length, value)) {
        if (negative) *value = -*value;
        return true;
    }
    uint32_t at = parse_digits(text, length, digits, sizeof digits, &count, &point);
    if (!at) return false;
    if (at < length && (text[at] == 'e' || text[at] == 'E')) {
        at++;
        const bool down = at < length && text[at] == '-';
        if (at < length && (text[at] == '-' || text[at] == '+')) at++;
        if (at == length) return false;
        for (; at < length && is_digit(text[at]); at++)
            if (exponent < 100000000) exponent = exponent * 10 + (text[at] - '0');
        if (down) exponent = -exponent;
    }
    if (at != length) return false;
    *value = nano__decimal_to_double(digits, count, point + exponent);
    if (negative) *value = -*value;
    return true;
}
