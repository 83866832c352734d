/* builtin_strings.c - unpacks the strings that every file of string table version 1 shares (pe-format 2.2):
 * they take half of their 11 KiB of flash that way. Which entry begins where is known of every 16th; the rest
 * are found by walking.
 */
#include "nano_internal.h"

#include "builtin_texts.h"

void nano__builtin(uint32_t entry, nano_name *name) {
    const uint8_t *from = packed + starts[entry / 16];
    for (uint32_t skip = entry % 16; skip > 0;)
        if (*from++ == 0) skip--;
    uint8_t waiting[DEPTH]; /* second halves of pairs */
    char *to = name->text;
    for (uint32_t count = 0;;) {
        uint32_t code = count > 0 ? waiting[--count] : *from++;
        for (; code >= FIRST_PAIR; code = pairs[code - FIRST_PAIR][0])
            waiting[count++] = pairs[code - FIRST_PAIR][1];
        *to = code == 0 ? 0 : (char)('.' + code - 1);
        if (*to++ == 0) return;
    }
}
