/* texts.c - the texts that the runtime has many of: the strings that every file of string table version 1
 * shares (pe-format 2.2), and what the runtime says (texts.h). They are packed, which takes half of their
 * flash. Which text begins where is known of every fourth; the rest are found by walking.
 */
#include "nano_internal.h"

#include "builtin_texts.h"
#include "packed_texts.h"

enum {
    STEP = 4, /* texts for one entry of `starts` */
    FIRST_PAIR = '}' - PACKED_FIRST + 2
};

_Static_assert(PACKED_TEXTS == (int)TEXT_COUNT, "scripts/pack-strings.py has packed other texts");

typedef struct list {
    const nano_pair_codes *pairs;
    const uint16_t *starts;
    const uint8_t *packed;
} list;
static const list builtin_strings = {builtin_pairs, builtin_starts, builtin_packed},
                  said = {text_pairs, text_starts, text_packed};

uint32_t nano__next_character(nano_unpacker *u) {
    uint32_t code = u->count > 0 ? u->waiting[--u->count] : *u->from++;
    for (; code >= FIRST_PAIR; code = u->pairs[code - FIRST_PAIR][0])
        u->waiting[u->count++] = u->pairs[code - FIRST_PAIR][1];
    return code == 0 ? 0 : PACKED_FIRST + code - 1;
}

const uint8_t *nano__unpack(const uint8_t *from, const nano_pair_codes *pairs, char *to) {
    nano_unpacker u = {.from = from, .pairs = pairs};
    do *to = (char)nano__next_character(&u);
    while (*to++ != 0);
    return u.from;
}

const uint8_t *nano__skip_packed(const uint8_t *from, uint32_t count) {
    while (count > 0)
        if (*from++ == 0) count--;
    return from;
}

static const uint8_t *entry_of(const list *texts, uint32_t entry) {
    return nano__skip_packed(texts->packed + texts->starts[entry / STEP], entry % STEP);
}

void nano__builtin(uint32_t entry, nano_name *name) {
    (void)nano__unpack(entry_of(&builtin_strings, entry), builtin_pairs, name->text);
}

static bool is_equal(const list *texts, uint32_t entry, const char *text) {
    nano_unpacker u = {.from = entry_of(texts, entry), .pairs = texts->pairs};
    for (;; text++) {
        const uint32_t next = nano__next_character(&u);
        if (next != (uint8_t)*text) return false;
        if (next == 0) return true;
    }
}

bool nano__builtin_is(uint32_t entry, const char *text) { return is_equal(&builtin_strings, entry, text); }
bool nano__text_is(nano_text text, const char *found) { return is_equal(&said, text, found); }

const char *nano__name_text(nano_text text, nano_name *room) {
    (void)nano__unpack(entry_of(&said, text), text_pairs, room->text);
    return room->text;
}

nano_unpacker nano__text(nano_text text) {
    return (nano_unpacker){.from = entry_of(&said, text), .pairs = text_pairs};
}
