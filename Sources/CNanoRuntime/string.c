/* string.c - strings: UTF-16 code units, kept in one byte each when all are below U+0100; UTF-8 conversion;
 * interned literals.
 *
 * Invariant: a string is narrow whenever it can be, so equal strings have equal representations. */
#include "heap.h"

enum { REPLACEMENT = 0xFFFD, FIRST_LITERALS = 64 };

/* -- UTF-8 (RFC 3629) ----------------------------------------------------------------------------- */

uint32_t nano__utf8_decode(const uint8_t *bytes, uint32_t length, uint32_t *used) {
    const uint32_t first = bytes[0];
    *used = 1;
    if (first < 0x80) return first;
    if (first < 0xC2 || first > 0xF4) return REPLACEMENT;
    const uint32_t tail = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    uint32_t low = 0x80, high = 0xBF, point = first & (0x3Fu >> tail);
    if (first == 0xE0) low = 0xA0; /* no overlong forms, no surrogates, nothing past U+10FFFF */
    if (first == 0xED) high = 0x9F;
    if (first == 0xF0) low = 0x90;
    if (first == 0xF4) high = 0x8F;
    for (uint32_t i = 1; i <= tail; i++) {
        if (i >= length || bytes[i] < low || bytes[i] > high) return REPLACEMENT;
        point = point << 6 | (bytes[i] & 0x3F);
        *used = i + 1;
        low = 0x80;
        high = 0xBF;
    }
    return point;
}

uint32_t nano__utf8_encode(uint32_t c, uint8_t out[4]) {
    if (c < 0x80) {
        out[0] = (uint8_t)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (uint8_t)(0xC0 | c >> 6);
        out[1] = (uint8_t)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (uint8_t)(0xE0 | c >> 12);
        out[1] = (uint8_t)(0x80 | (c >> 6 & 0x3F));
        out[2] = (uint8_t)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (uint8_t)(0xF0 | c >> 18);
    out[1] = (uint8_t)(0x80 | (c >> 12 & 0x3F));
    out[2] = (uint8_t)(0x80 | (c >> 6 & 0x3F));
    out[3] = (uint8_t)(0x80 | (c & 0x3F));
    return 4;
}

uint16_t *nano__utf16_encode(uint32_t c, uint16_t *out) {
    if (c > 0xFFFF) {
        *out++ = (uint16_t)(0xD7C0 + (c >> 10));
        c = 0xDC00 | (c & 0x3FF);
    }
    *out++ = (uint16_t)c;
    return out;
}

/* -- Making strings ------------------------------------------------------------------------------- */

nref nano__alloc_string(nano_vm *vm, uint32_t units, bool wide) {
    const uint32_t unit = wide ? 2 : 1;
    if (units > vm->size / unit) return 0;
    nano__charge(vm, units * 4); /* whoever makes a string walks over it, and over what it is made of */
    const nref s = nano__alloc(vm, CORE(vm)->known[WK_STRING], (uint32_t)sizeof(nano_string) + units * unit);
    if (s) AT(vm, s, nano_string)->length = units | (wide ? STRING_WIDE : 0);
    return s;
}

nref nano__new_string(nano_vm *vm, const char *utf8, uint32_t bytes) {
    const uint8_t *in = (const uint8_t *)utf8;
    uint32_t units = 0, largest = 0, used = 0;
    for (uint32_t i = 0; i < bytes; i += used) {
        const uint32_t c = nano__utf8_decode(in + i, bytes - i, &used);
        units += c > 0xFFFF ? 2 : 1;
        if (c > largest) largest = c;
    }
    const nref s = nano__alloc_string(vm, units, largest > 0xFF);
    if (!s) return 0;
    uint8_t *narrow = AT(vm, s + sizeof(nano_string), uint8_t);
    uint16_t *wide = AT(vm, s + sizeof(nano_string), uint16_t);
    for (uint32_t i = 0; i < bytes; i += used) {
        const uint32_t c = nano__utf8_decode(in + i, bytes - i, &used);
        if (largest <= 0xFF) {
            *narrow++ = (uint8_t)c;
        } else {
            wide = nano__utf16_encode(c, wide);
        }
    }
    return s;
}

nref nano__new_string_of(nano_vm *vm, uint32_t assembly, uint32_t string_id) {
    nano_name room;
    const char *text = nano__str(vm, assembly, string_id, &room);
    return nano__new_string(vm, text, nano__strlen(text));
}

/* -- Reading -------------------------------------------------------------------------------------- */

uint32_t nano__string_length(nano_vm *vm, nref s) { return AT(vm, s, nano_string)->length & ~STRING_WIDE; }

uint32_t nano__string_unit(nano_vm *vm, nref s, uint32_t index) {
    if (AT(vm, s, nano_string)->length & STRING_WIDE) return AT(vm, s + sizeof(nano_string), uint16_t)[index];
    return AT(vm, s + sizeof(nano_string), uint8_t)[index];
}

bool nano__string_equal(nano_vm *vm, nref a, nref b) {
    if (a == b) return true;
    const uint32_t length = AT(vm, a, nano_string)->length;
    if (length != AT(vm, b, nano_string)->length) return false;
    const uint32_t bytes = length & STRING_WIDE ? (length & ~STRING_WIDE) * 2 : length;
    nano__charge(vm, bytes);
    return nano__equal(AT(vm, a + sizeof(nano_string), uint8_t), AT(vm, b + sizeof(nano_string), uint8_t),
                       bytes);
}

/* Makes the order of UTF-16 units that of code points: surrogates go above U+E000..U+FFFF. */
static uint32_t order(uint32_t unit) {
    if (unit < 0xD800) return unit;
    return unit >= 0xE000 ? unit - 0x800 : unit + 0x2000;
}

int nano__string_compare(nano_vm *vm, nref a, nref b) {
    const uint32_t length_a = nano__string_length(vm, a), length_b = nano__string_length(vm, b);
    const uint32_t shared = length_a < length_b ? length_a : length_b;
    nano__charge(vm, shared);
    for (uint32_t i = 0; i < shared; i++) {
        const uint32_t x = nano__string_unit(vm, a, i), y = nano__string_unit(vm, b, i);
        if (x != y) return order(x) < order(y) ? -1 : 1;
    }
    return length_a == length_b ? 0 : length_a < length_b ? -1 : 1;
}

uint32_t nano__string_point(nano_vm *vm, nref s, uint32_t *at, uint32_t end) {
    const uint32_t c = nano__string_unit(vm, s, (*at)++);
    if ((c & 0xF800) != 0xD800) return c;
    const uint32_t next = c < 0xDC00 && *at < end ? nano__string_unit(vm, s, *at) : 0;
    if ((next & 0xFC00) != 0xDC00) return REPLACEMENT;
    ++*at;
    return 0x10000 + ((c & 0x3FF) << 10) + (next & 0x3FF);
}

uint32_t nano__units_utf8(nano_vm *vm, nref s, uint32_t at, uint32_t end, char *buffer, uint32_t capacity) {
    uint32_t needed = 0;
    while (at < end) {
        uint8_t encoded[4];
        const uint32_t bytes = nano__utf8_encode(nano__string_point(vm, s, &at, end), encoded);
        for (uint32_t k = 0; k < bytes; k++, needed++)
            if (needed < capacity) buffer[needed] = (char)encoded[k];
    }
    return needed;
}

uint32_t nano__string_utf8(nano_vm *vm, nref s, char *buffer, uint32_t capacity) {
    const uint32_t length = nano__string_length(vm, s);
    nano__charge(vm, length);
    return nano__units_utf8(vm, s, 0, length, buffer, capacity);
}

/* -- Literals ------------------------------------------------------------------------------------- */

static nano_literal *probe(nano_literal_table *table, uint32_t key) {
    nano_literal *rows = LITERALS(table);
    const uint32_t mask = table->capacity - 1;
    uint32_t at = key * 2654435761u >> 7 & mask;
    while (rows[at].key && rows[at].key != key) at = (at + 1) & mask;
    return rows + at;
}

/* Moves the literals that are alive to a table with room for `more`, if memory is free for it: the table only
 * saves making a string twice, since equal strings are the same one to every instruction (pe-format 6.3). */
static bool move_literals(nano_vm *vm, uint32_t more) {
    const nano_literal_table *old =
        CORE(vm)->literals ? AT(vm, CORE(vm)->literals, nano_literal_table) : NULL;
    uint32_t alive = 0, capacity = FIRST_LITERALS;
    for (uint32_t i = 0; old && i < old->capacity; i++)
        if (((const nano_literal *)(const void *)(old + 1))[i].string) alive++;
    while (capacity < (alive + more) * 2) capacity *= 2;
    const bool empty = !alive && !more;
    const moff fresh =
        empty ? 0
              : nano__meta_take(vm, (uint32_t)(sizeof(nano_literal_table) + capacity * sizeof(nano_literal)));
    if (!fresh && !empty) return false;
    if (fresh) {
        nano_literal_table *table = AT(vm, fresh, nano_literal_table);
        table->capacity = capacity;
        for (uint32_t i = 0; old && i < old->capacity; i++) {
            const nano_literal *row = (const nano_literal *)(const void *)(old + 1) + i;
            if (!row->string) continue;
            *probe(table, row->key) = *row;
            table->used++;
        }
    }
    nano__meta_free(vm, CORE(vm)->literals);
    CORE(vm)->literals = fresh;
    return true;
}

/* Makes room for another literal, forgetting those that were collected. */
static bool reserve_literal(nano_vm *vm) {
    const nano_literal_table *table =
        CORE(vm)->literals ? AT(vm, CORE(vm)->literals, nano_literal_table) : NULL;
    return (table && (table->used + 1) * 4 <= table->capacity * 3) || move_literals(vm, 1);
}

/* Also forgets which literals there were, so that their number does not depend on domains that are gone. */
void nano__trim_literals(nano_vm *vm) { (void)move_literals(vm, 0); }

nref nano__literal(nano_vm *vm, uint32_t assembly, uint32_t string_id) {
    const uint32_t key = (assembly << 16 | string_id) + 1;
    if (LIKELY(CORE(vm)->literals)) {
        const nano_literal *row = probe(AT(vm, CORE(vm)->literals, nano_literal_table), key);
        if (LIKELY(row->string)) return row->string;
    }
    const nref s = nano__new_string_of(vm, assembly, string_id);
    if (!s) return 0;
    if (!reserve_literal(vm)) return s; /* works, but is not interned */
    nano_literal_table *table = AT(vm, CORE(vm)->literals, nano_literal_table);
    nano_literal *row = probe(table, key);
    if (!row->key) table->used++;
    *row = (nano_literal){key, s};
    return s;
}

bool nano__forget_literals(nano_vm *vm) {
    const moff dropped = CORE(vm)->collecting ? 0 : CORE(vm)->literals;
    CORE(vm)->literals = dropped ? 0 : CORE(vm)->literals;
    nano__meta_free(vm, dropped);
    return dropped != 0;
}

void nano__drop_literals(nano_vm *vm, uint32_t assembly) {
    if (!CORE(vm)->literals) return;
    nano_literal_table *table = AT(vm, CORE(vm)->literals, nano_literal_table);
    for (uint32_t i = 0; i < table->capacity; i++)
        if (LITERALS(table)[i].key && (LITERALS(table)[i].key - 1) >> 16 == assembly)
            LITERALS(table)[i].string = 0;
}
