/* native_rows.h - how many natives each table has, and where their texts are;
 * written by scripts/pack-strings.py from the NATIVE_TABLEs of lib_*.c.
 */
#ifndef NATIVE_ROWS_H
#define NATIVE_ROWS_H

#include "nano_internal.h"

enum {
    NATIVE_TEXT = 120, /* the longest text, with its NUL */
    NATIVES_string = 45,
    NATIVES_number = 8,
    NATIVES_convert = 30,
    NATIVES_datetime = 14,
    NATIVES_array = 14,
    NATIVES_core = 24,
    NATIVES_math = 28,
    NATIVES_text = 5,
    NATIVES_environment = 1,
    NATIVES_system = 13,
    NATIVES_threading = 33,
    NATIVES_timer = 5,
    NATIVES_delegate = 10,
    NATIVES_reflection = 33,
    NATIVES_members = 28,
    NATIVES_attributes = 3,
    NATIVES_resources = 3,
};

/* For each table '!' and its prefix; '@', a class, and what its natives need; natives. '!' ends it. */
extern const uint8_t nano__native_rows[];
extern const nano_pair_codes nano__native_pairs[];

#endif
