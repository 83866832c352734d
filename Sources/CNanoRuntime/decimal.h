/* decimal.h - exact conversion between binary floating point and decimal digits. */
#ifndef NANO_DECIMAL_H
#define NANO_DECIMAL_H

#include "nano_internal.h"

/* A number 0.d1 d2 d3 ... times 10^point, all digits 0..9; no digit at all is zero. Large enough for the
 * integer part of any double and 99 digits after the point. */
enum { DECIMAL_DIGITS = 416 };
typedef struct nano_decimal {
    int count, point;
    uint8_t digits[DECIMAL_DIGITS];
} nano_decimal;

/* The digits of a finite value >= 0 as they are (not rounded), up to one beyond what is asked: `significant`
 * digits or `fraction` digits after the point (the other is -1). */
void nano__decimal_of_double(double value, int significant, int fraction, nano_decimal *out);
void nano__decimal_of_u64(uint64_t value, nano_decimal *out);
/* Keeps the first `keep` digits (may be <= 0), half away from zero; removes zeros at the end. */
void nano__decimal_round(nano_decimal *d, int keep);
/* The shortest digits, at least `low` tried and at most `high`, that read back as `value` (as a float if
 * `single`). */
void nano__decimal_shortest(double value, int low, int high, bool single, nano_decimal *out);
/* The double nearest to 0.d1 d2 ... times 10^point (ties to even); digits are 0..9. Infinity if too large. */
double nano__decimal_to_double(const uint8_t *digits, uint32_t count, int32_t point);
/* Reads [white space] [sign] digits [. digits] [e exponent] [white space] (or NaN, Infinity) of ASCII text;
 * false if it is something else. `length` below 2^30. */
bool nano__parse_double(const char *text, uint32_t length, double *value);

#endif
