/* decimal_probe.c - conversion between floating point and digits, for tests. */
#include "CRuntimeProbe.h"
#include "decimal.h"

bool probe_parse_double(const char *text, uint32_t length, double *value) {
    return nano__parse_double(text, length, value);
}

uint32_t probe_digits(double value, int significant, bool single, char *digits, int *point) {
    nano_decimal d;
    if (significant) {
        nano__decimal_of_double(value, significant, -1, &d);
        nano__decimal_round(&d, significant);
    } else {
        nano__decimal_shortest(value, single ? 7 : 15, single ? 9 : 17, single, &d);
    }
    for (int i = 0; i < d.count; i++) digits[i] = (char)('0' + d.digits[i]);
    *point = d.point;
    return (uint32_t)d.count;
}
