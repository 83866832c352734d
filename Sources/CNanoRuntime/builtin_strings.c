/* builtin_strings.c - the strings that every file of string table version 1 shares (pe-format 2.2), and how
 * packed texts are read: they take half of their flash that way. Which string begins where is known of every
 * 16th; the rest are found by walking.
 */
#include "nano_internal.h"

#include "builtin_texts.h"

enum {
    FIRST_PAIR = '}' - PACKED_FIRST + 2,
    DEPTH = 8 /* pairs within pairs */
};

const uint8_t *nano__unpack(const uint8_t *from, const nano_pair_codes *codes, char *to) {
    uint8_t waiting[DEPTH]; /* second halves of pairs */
    for (uint32_t count = 0;;) {
        uint32_t code = count > 0 ? waiting[--count] : *from++;
        for (; code >= FIRST_PAIR; code = codes[code - FIRST_PAIR][0])
            waiting[count++] = codes[code - FIRST_PAIR][1];
        *to = code == 0 ? 0 : (char)(PACKED_FIRST + code - 1);
        if (*to++ == 0) return from;
    }
}

const uint8_t *nano__skip_packed(const uint8_t *from, uint32_t count) {
    while (count > 0)
        if (*from++ == 0) count--;
    return from;
}

void nano__builtin(uint32_t entry, nano_name *name) {
    (void)nano__unpack(nano__skip_packed(packed + starts[entry / 16], entry % 16), pairs, name->text);
}
