/* builtin_strings.c - the strings that every file of string table version 1 shares (pe-format 2.2), and how
 * packed texts are read: they take half of their flash that way. Which string begins where is known of every
 * fourth; the rest are found by walking.
 */
#include "nano_internal.h"

#include "builtin_texts.h"

enum {
    STEP = 4, /* strings for one entry of `starts` */
    FIRST_PAIR = '}' - PACKED_FIRST + 2,
    DEPTH = 8 /* pairs within pairs */
};

/* A text that is being unpacked. */
typedef struct unpacker {
    const uint8_t *from;
    const nano_pair_codes *codes;
    uint32_t count;
    uint8_t waiting[DEPTH]; /* second halves of pairs */
} unpacker;

/* The next character, 0 at the end. */
static uint32_t next_character(unpacker *u) {
    uint32_t code = u->count > 0 ? u->waiting[--u->count] : *u->from++;
    for (; code >= FIRST_PAIR; code = u->codes[code - FIRST_PAIR][0])
        u->waiting[u->count++] = u->codes[code - FIRST_PAIR][1];
    return code == 0 ? 0 : PACKED_FIRST + code - 1;
}

const uint8_t *nano__unpack(const uint8_t *from, const nano_pair_codes *codes, char *to) {
    unpacker u = {.from = from, .codes = codes};
    do *to = (char)next_character(&u);
    while (*to++ != 0);
    return u.from;
}

const uint8_t *nano__skip_packed(const uint8_t *from, uint32_t count) {
    while (count > 0)
        if (*from++ == 0) count--;
    return from;
}

static const uint8_t *packed_entry(uint32_t entry) {
    return nano__skip_packed(packed + starts[entry / STEP], entry % STEP);
}

void nano__builtin(uint32_t entry, nano_name *name) {
    (void)nano__unpack(packed_entry(entry), pairs, name->text);
}

bool nano__builtin_is(uint32_t entry, const char *text) {
    unpacker u = {.from = packed_entry(entry), .codes = pairs};
    for (;; text++) {
        const uint32_t next = next_character(&u);
        if (next != (uint8_t)*text) return false;
        if (next == 0) return true;
    }
}
