/* lib_string.c - natives of System.String. Text is UTF-16 code units to managed code; comparison is ordinal
 * by code point; case changes touch ASCII only, as in .NET nanoFramework. */
#include "lib.h"

/* -- Reading -------------------------------------------------------------------------------------- */

nano_status nano__string_get_chars(nano_call *c) {
    const nref s = ARG(c, 0);
    const uint32_t index = ARG(c, 1);
    if (index >= nano__string_length(c->vm, s)) return lib_out_of_range();
    return nano__ret32(c, nano__string_unit(c->vm, s, index));
}

nano_status nano__string_get_length(nano_call *c) {
    const nref s = ARG(c, 0);
    return nano__ret32(c, nano__string_length(c->vm, s));
}

static bool equal(nano_vm *vm, nref a, nref b) { return a == b || (a && b && nano__string_equal(vm, a, b)); }

static nano_status equals(nano_call *c) { return lib_return_bool(c, equal(c->vm, ARG(c, 0), ARG(c, 1))); }
static nano_status not_equals(nano_call *c) {
    return lib_return_bool(c, !equal(c->vm, ARG(c, 0), ARG(c, 1)));
}

static int compared(nano_vm *vm, nref a, nref b) {
    if (a == b) return 0;
    if (!a || !b) return a ? 1 : -1;
    return nano__string_compare(vm, a, b);
}

static nano_status compare(nano_call *c) { return lib_return_i32(c, compared(c->vm, ARG(c, 0), ARG(c, 1))); }

/* An object that is no string sorts after every string, as in the reference runtime. */
static nano_status compare_to_object(nano_call *c) {
    const nref other = ARG(c, 1);
    if (other && AT(c->vm, OBJ_TYPE(c->vm, other), nano_type)->kind != K_STRING) return lib_return_i32(c, -1);
    return compare(c);
}

/* -- Slices --------------------------------------------------------------------------------------- */

/* A string of `count` units of the string in argument word `word`, from `start`; the range is checked. 0 =
 * out of memory. MAY_COLLECT */
static nref slice(const nano_call *c, uint32_t word, uint32_t start, uint32_t count) {
    nano_vm *vm = c->vm;
    lib_text from = nano__text_of(vm, ARG(c, word));
    if (count == from.length) return ARG(c, word);
    uint32_t all = 0;
    for (uint32_t i = 0; from.wide && i < count; i++) all |= from.wide[start + i];
    const nref s = nano__alloc_string(vm, count, all > 0xFF);
    if (!s) return 0;
    from = nano__text_of(vm, ARG(c, word));
    if (all > 0xFF)
        nano__copy(AT(vm, s + sizeof(nano_string), uint16_t), from.wide + start, count * 2);
    else if (from.narrow)
        nano__copy(AT(vm, s + sizeof(nano_string), uint8_t), from.narrow + start, count);
    else
        for (uint32_t i = 0; i < count; i++)
            AT(vm, s + sizeof(nano_string), uint8_t)[i] = (uint8_t)from.wide[start + i];
    return s;
}

static nano_status substring(nano_call *c) {
    const uint32_t length = nano__string_length(c->vm, ARG(c, 0)), start = ARG(c, 1);
    if (start > length) return lib_out_of_range();
    return nano__return_new(c, slice(c, 0, start, length - start));
}

static nano_status substring_length(nano_call *c) {
    const int32_t start = ARG_I32(c, 1), count = ARG_I32(c, 2);
    if (nano__bad_range(start, count, nano__string_length(c->vm, ARG(c, 0)))) return lib_out_of_range();
    return nano__return_new(c, slice(c, 0, (uint32_t)start, (uint32_t)count));
}

static nano_status chars_of(nano_call *c, uint32_t start, uint32_t count) {
    nano_vm *vm = c->vm;
    const nref array = nano__new_known_array(vm, WK_CHAR, count);
    if (!array) return NANO_OUT_OF_MEMORY;
    const lib_text from = nano__text_of(vm, ARG(c, 0));
    uint16_t *to = ARRAY_DATA(vm, array, uint16_t);
    for (uint32_t i = 0; i < count; i++) to[i] = lib_unit(&from, start + i);
    return nano__return_new(c, array);
}

static nano_status to_char_array(nano_call *c) {
    return chars_of(c, 0, nano__string_length(c->vm, ARG(c, 0)));
}

static nano_status to_char_array_range(nano_call *c) {
    const int32_t start = ARG_I32(c, 1), count = ARG_I32(c, 2);
    if (nano__bad_range(start, count, nano__string_length(c->vm, ARG(c, 0)))) return lib_out_of_range();
    return chars_of(c, (uint32_t)start, (uint32_t)count);
}

/* -- Sets of units -------------------------------------------------------------------------------- */
/* A char[] argument; null or empty stands for white space. A long one is sorted in a copy, so that a text of
 * n units and a set of k do not cost n * k. */

enum { SET_ROOT = 1, SHORT_SET = 16 };

static void sift(uint16_t *units, uint32_t at, uint32_t count) {
    for (uint32_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && units[child + 1] > units[child]) child++;
        if (units[at] >= units[child]) return;
        const uint32_t unit = units[at];
        units[at] = units[child];
        units[child] = (uint16_t)unit;
    }
}

static void sort(uint16_t *units, uint32_t count) {
    for (uint32_t i = count / 2; i-- > 0;) sift(units, i, count);
    while (count > 1) {
        const uint32_t largest = units[0];
        units[0] = units[--count];
        units[count] = (uint16_t)largest;
        sift(units, 0, count);
    }
}

/* Makes the char[] in argument word `word` (0: none) the set of this call. */
static nano_status take_set(const nano_call *c, uint32_t word) {
    nano_vm *vm = c->vm;
    const uint32_t count = word && ARG(c, word) ? lib_array_length(vm, ARG(c, word)) : 0;
    *nano__root(c, SET_ROOT) = word ? ARG(c, word) : 0;
    if (count <= SHORT_SET) return NANO_OK;
    const nref copy = nano__new_known_array(vm, WK_CHAR, count);
    if (!copy) return NANO_OUT_OF_MEMORY;
    nano__charge(vm, count * 64);
    nano__copy(ARRAY_DATA(vm, copy, uint16_t), ARRAY_DATA(vm, ARG(c, word), uint16_t), count * 2);
    sort(ARRAY_DATA(vm, copy, uint16_t), count);
    *nano__root(c, SET_ROOT) = copy;
    return NANO_OK;
}

static bool is_among(nano_vm *vm, nref set, uint32_t unit) {
    const uint16_t *units = ARRAY_DATA(vm, set, uint16_t);
    uint32_t low = 0, high = lib_array_length(vm, set);
    if (high <= SHORT_SET) {
        while (low < high && units[low] != unit) low++;
        return low < high;
    }
    while (low < high) {
        const uint32_t middle = (low + high) / 2;
        if (units[middle] < unit)
            low = middle + 1;
        else
            high = middle;
    }
    return low < lib_array_length(vm, set) && units[low] == unit;
}

static bool in_set(nano_vm *vm, nref set, uint32_t unit) {
    return set && lib_array_length(vm, set) ? is_among(vm, set, unit) : nano__is_space(unit);
}

static nano_status trimmed(nano_call *c, uint32_t set_word, bool at_start, bool at_end) {
    nano_vm *vm = c->vm;
    TRY(take_set(c, set_word));
    const nref set = *nano__root(c, SET_ROOT);
    const lib_text text = nano__text_of(vm, ARG(c, 0));
    uint32_t start = 0, end = text.length;
    while (at_start && start < end && in_set(vm, set, lib_unit(&text, start))) start++;
    while (at_end && end > start && in_set(vm, set, lib_unit(&text, end - 1))) end--;
    nano__charge(vm, (text.length - (end - start)) * 8);
    return nano__return_new(c, slice(c, 0, start, end - start));
}

static nano_status trim(nano_call *c) { return trimmed(c, 0, true, true); }
static nano_status trim_set(nano_call *c) { return trimmed(c, 1, true, true); }
static nano_status trim_start(nano_call *c) { return trimmed(c, 1, true, false); }
static nano_status trim_end(nano_call *c) { return trimmed(c, 1, false, true); }

/* The end of the part that begins at `from`: the next separator, or the length. */
static uint32_t part_end(nano_vm *vm, nref s, nref set, uint32_t from) {
    const lib_text text = nano__text_of(vm, s);
    while (from < text.length && !in_set(vm, set, lib_unit(&text, from))) from++;
    return from;
}

/* Makes the array for the parts in root 0. */
static nano_status begin_split(nano_call *c, uint32_t limit) {
    nano_vm *vm = c->vm;
    TRY(take_set(c, 1));
    const uint32_t length = nano__string_length(vm, ARG(c, 0));
    uint32_t parts = limit ? 1 : 0;
    nano__charge(vm, length * 16);
    for (uint32_t at = 0; parts && parts < limit; parts++) {
        at = part_end(vm, ARG(c, 0), *nano__root(c, SET_ROOT), at);
        if (at++ == length) break;
    }
    const nref array = nano__new_known_array(vm, WK_STRING, parts);
    if (!array) return NANO_OUT_OF_MEMORY;
    *nano__root(c, 0) = array;
    return NANO_OK;
}

static nano_status split_into(nano_call *c, uint32_t limit) {
    nano_vm *vm = c->vm;
    const uint32_t step = nano_call_step(c); /* so many parts are made */
    if (!step) TRY(begin_split(c, limit));
    const uint32_t length = nano__string_length(vm, ARG(c, 0)),
                   parts = lib_array_length(vm, *nano__root(c, 0));
    uint32_t at = 0;
    for (uint32_t i = 0; i < step; i++)
        at += nano__string_length(vm, ARRAY_DATA(vm, *nano__root(c, 0), nref)[i]) + 1;
    for (uint32_t i = step; i < parts; i++) {
        const uint32_t end = i + 1 == parts ? length : part_end(vm, ARG(c, 0), *nano__root(c, SET_ROOT), at);
        const nref part = slice(c, 0, at, end - at);
        if (!part) return NANO_OUT_OF_MEMORY;
        ARRAY_DATA(vm, *nano__root(c, 0), nref)[i] = part;
        at = end + 1;
        if (nano__owes_much(vm)) return nano__again(c, i + 1);
    }
    return nano__return_new(c, *nano__root(c, 0));
}

static nano_status split(nano_call *c) { return split_into(c, UINT32_MAX); }
static nano_status split_limited(nano_call *c) {
    if (ARG_I32(c, 2) < 0) return lib_out_of_range();
    return split_into(c, ARG(c, 2));
}

/* -- Searching ------------------------------------------------------------------------------------ */

/* What is searched for: one unit, any of a char[], or a string. */
typedef struct needle {
    nano_vm *vm;
    nref set;      /* char[] */
    lib_text text; /* string; length 1 of the others */
    bool is_text;
    uint32_t unit;
} needle;

static bool matches(const needle *n, const lib_text *in, uint32_t at) {
    if (n->is_text) {
        for (uint32_t i = 0; i < n->text.length; i++)
            if (lib_unit(in, at + i) != lib_unit(&n->text, i)) return false;
        return true;
    }
    const uint32_t unit = lib_unit(in, at);
    return n->set ? is_among(n->vm, n->set, unit) : unit == n->unit;
}

/* Units that a search looks at before it asks whether the budget lasts. */
enum { SEARCH_UNITS = 4096 };

/* A search goes on at `at` when the native is entered again; it has looked at about `units`. */
static nano_status go_on_at(const nano_call *c, uint32_t at, uint32_t units) {
    nano__charge(c->vm, units * 8);
    return nano__again(c, at + 1);
}

/* Where a search that was interrupted goes on, or `start`. */
static uint32_t resumed_at(const nano_call *c, uint32_t start) {
    const uint32_t step = nano_call_step(c);
    return step ? step - 1 : start;
}

/* Searches for a match that lies inside [start, start + count). */
static nano_status search_forward(nano_call *c, const needle *n, int32_t start, int32_t count) {
    const lib_text in = nano__text_of(c->vm, ARG(c, 0));
    if (nano__bad_range(start, count, in.length)) return lib_out_of_range();
    const uint32_t end = (uint32_t)start + (uint32_t)count;
    if (n->text.length > end - (uint32_t)start) return lib_return_i32(c, -1);
    uint32_t looked_at = 0;
    for (uint32_t at = resumed_at(c, (uint32_t)start); at + n->text.length <= end; at++) {
        if (matches(n, &in, at)) return lib_return_i32(c, (int32_t)at);
        looked_at += n->text.length;
        if (looked_at > SEARCH_UNITS) return go_on_at(c, at + 1, looked_at);
    }
    nano__charge(c->vm, looked_at * 8);
    return lib_return_i32(c, -1);
}

/* Searches down from unit `start` for a match that lies inside (start - count, start]. */
static nano_status search_backward(nano_call *c, const needle *n, int32_t start, int32_t count) {
    const lib_text in = nano__text_of(c->vm, ARG(c, 0));
    if (!in.length && (!n->is_text || start == 0 || start == -1))
        return lib_return_i32(c, n->is_text && !n->text.length ? 0 : -1);
    const int32_t last = (int32_t)in.length - !n->is_text; /* only a string is looked for from the end on */
    if (start < 0 || start > last || count < 0) return lib_out_of_range();
    if ((uint32_t)start == in.length) {
        start--;
        if (count) count--;
    }
    if (count > start + 1) return lib_out_of_range();
    if (n->is_text && !n->text.length) return lib_return_i32(c, start + 1);
    const uint32_t first = (uint32_t)(start - count + 1), end = (uint32_t)start + 1;
    if (n->text.length > end - first) return lib_return_i32(c, -1);
    uint32_t looked_at = 0;
    for (uint32_t at = resumed_at(c, end - n->text.length + 1); at-- > first;) {
        if (matches(n, &in, at)) return lib_return_i32(c, (int32_t)at);
        looked_at += n->text.length;
        if (looked_at > SEARCH_UNITS) return go_on_at(c, at, looked_at);
    }
    nano__charge(c->vm, looked_at * 8);
    return lib_return_i32(c, -1);
}

/* What kind of needle argument 1 is. */
typedef enum needle_kind { A_CHAR, ANY_OF, A_STRING } needle_kind;

static nano_status make_needle(const nano_call *c, needle_kind kind, needle *n) {
    *n = (needle){.vm = c->vm, .text = {.length = 1}};
    if (kind == A_CHAR) {
        n->unit = (uint16_t)ARG(c, 1);
        return NANO_OK;
    }
    if (!ARG(c, 1)) return lib_null();
    if (kind == A_STRING) {
        n->is_text = true;
        n->text = nano__text_of(c->vm, ARG(c, 1));
        return NANO_OK;
    }
    if (!nano_call_step(c)) TRY(take_set(c, 1));
    n->set = *nano__root(c, SET_ROOT);
    return NANO_OK;
}

/* How many of start and count are arguments. */
static uint32_t bounds_given(const nano_call *c) { return nano__arg_words(c) - 2; }

static nano_status index_of(nano_call *c, needle_kind kind) {
    needle n;
    TRY(make_needle(c, kind, &n));
    const uint32_t given = bounds_given(c);
    const int32_t length = (int32_t)nano__string_length(c->vm, ARG(c, 0)), start = given ? ARG_I32(c, 2) : 0;
    if (start < 0 || start > length) return lib_out_of_range();
    return search_forward(c, &n, start, given > 1 ? ARG_I32(c, 3) : length - start);
}

static nano_status last_index_of(nano_call *c, needle_kind kind) {
    needle n;
    TRY(make_needle(c, kind, &n));
    const uint32_t given = bounds_given(c);
    const int32_t length = (int32_t)nano__string_length(c->vm, ARG(c, 0)),
                  start = given ? ARG_I32(c, 2) : length - 1;
    const int32_t all = start < 0 || start > length ? 0 : start + 1;
    return search_backward(c, &n, start, given > 1 ? ARG_I32(c, 3) : all);
}

static nano_status index_of_char(nano_call *c) { return index_of(c, A_CHAR); }
static nano_status index_of_any(nano_call *c) { return index_of(c, ANY_OF); }
static nano_status index_of_string(nano_call *c) { return index_of(c, A_STRING); }
static nano_status last_index_of_char(nano_call *c) { return last_index_of(c, A_CHAR); }
static nano_status last_index_of_any(nano_call *c) { return last_index_of(c, ANY_OF); }
static nano_status last_index_of_string(nano_call *c) { return last_index_of(c, A_STRING); }

/* -- Making --------------------------------------------------------------------------------------- */

/* A string of units of the char[] in argument word 1; the range is checked. */
static nano_status from_chars(nano_call *c, uint32_t start, uint32_t count) {
    nano_vm *vm = c->vm;
    const uint16_t *units = ARRAY_DATA(vm, ARG(c, 1), uint16_t) + start;
    uint32_t all = 0;
    for (uint32_t i = 0; i < count; i++) all |= units[i];
    const nref s = nano__alloc_string(vm, count, all > 0xFF);
    if (!s) return NANO_OUT_OF_MEMORY;
    units = ARRAY_DATA(vm, ARG(c, 1), uint16_t) + start;
    for (uint32_t i = 0; i < count; i++) lib_put_unit(vm, s, i, units[i]);
    return nano__return_new(c, s);
}

static nano_status new_from_chars(nano_call *c) {
    const nref chars = ARG(c, 1);
    if (!chars) return nano__return_new(c, nano__alloc_string(c->vm, 0, false));
    return from_chars(c, 0, lib_array_length(c->vm, chars));
}

static nano_status new_from_range(nano_call *c) {
    const nref chars = ARG(c, 1);
    const int32_t start = ARG_I32(c, 2), count = ARG_I32(c, 3);
    if (!chars) return nano__raise(EXC_ARGUMENT_NULL);
    if (nano__bad_range(start, count, lib_array_length(c->vm, chars))) return lib_out_of_range();
    return from_chars(c, (uint32_t)start, (uint32_t)count);
}

static nano_status new_repeated(nano_call *c) {
    const uint32_t unit = (uint16_t)ARG(c, 1);
    const int32_t count = ARG_I32(c, 2);
    if (count < 0) return lib_out_of_range();
    const nref s = nano__alloc_string(c->vm, (uint32_t)count, unit > 0xFF && count);
    for (uint32_t i = 0; s && i < (uint32_t)count; i++) lib_put_unit(c->vm, s, i, unit);
    return nano__return_new(c, s);
}

static void append(nano_vm *vm, nref to, uint32_t *at, nref from) {
    const lib_text text = nano__text_of(vm, from);
    if (AT(vm, to, nano_string)->length & STRING_WIDE) {
        uint16_t *units = AT(vm, to + sizeof(nano_string), uint16_t) + *at;
        if (text.wide)
            nano__copy(units, text.wide, text.length * 2);
        else
            for (uint32_t i = 0; i < text.length; i++) units[i] = text.narrow[i];
    } else {
        nano__copy(AT(vm, to + sizeof(nano_string), uint8_t) + *at, text.narrow, text.length);
    }
    *at += text.length;
}

/* The strings to join: argument words 0.., or the elements of the string[] in word 0. Taken anew after each
 * collection. */
static const nref *operands(const nano_call *c, bool in_array) {
    return in_array ? ARRAY_DATA(c->vm, ARG(c, 0), nref) : c->words;
}

static nano_status concat(nano_call *c, bool in_array, uint32_t count) {
    nano_vm *vm = c->vm;
    const nref *strings = operands(c, in_array);
    uint64_t units = 0;
    uint32_t wide = 0, filled = 0;
    nref last = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!strings[i]) continue;
        const uint32_t length = AT(vm, strings[i], nano_string)->length;
        if (!length) continue;
        units += length & ~STRING_WIDE;
        wide |= length & STRING_WIDE;
        last = strings[i];
        filled++;
    }
    if (filled == 1) return nano__return_new(c, last);
    if (units > INT32_MAX) return NANO_OUT_OF_MEMORY;
    const nref s = nano__alloc_string(vm, (uint32_t)units, wide != 0);
    if (!s) return NANO_OUT_OF_MEMORY;
    strings = operands(c, in_array);
    uint32_t at = 0;
    for (uint32_t i = 0; i < count; i++)
        if (strings[i]) append(vm, s, &at, strings[i]);
    return nano__return_new(c, s);
}

static nano_status concat_arguments(nano_call *c) { return concat(c, false, nano__arg_words(c)); }
static nano_status concat_array(nano_call *c) {
    if (!ARG(c, 0)) return nano__raise(EXC_ARGUMENT_NULL);
    const uint32_t count = lib_array_length(c->vm, ARG(c, 0));
    nano__charge(c->vm, count * 8); /* empty strings cost, too */
    return concat(c, true, count);
}

/* Moves ASCII letters from `first`..`first` + 25 by `distance`. */
static nano_status change_case(nano_call *c, uint32_t first, int distance) {
    nano_vm *vm = c->vm;
    lib_text text = nano__text_of(vm, ARG(c, 0));
    const nref s = nano__alloc_string(vm, text.length, text.wide != NULL);
    if (!s) return NANO_OUT_OF_MEMORY;
    text = nano__text_of(vm, ARG(c, 0));
    for (uint32_t i = 0; i < text.length; i++) {
        const uint32_t unit = lib_unit(&text, i);
        const bool letter = unit >= first && unit < first + 26;
        lib_put_unit(vm, s, i, letter ? unit + (uint32_t)distance : unit);
    }
    return nano__return_new(c, s);
}

static nano_status to_lower(nano_call *c) { return change_case(c, 'A', 'a' - 'A'); }
static nano_status to_upper(nano_call *c) { return change_case(c, 'a', 'A' - 'a'); }

#define STRING_NATIVES(CLASS, NATIVE)                                                                        \
    CLASS("String", "")                                                                                      \
    NATIVE("CompareTo:io", compare_to_object)                                                                \
    NATIVE("get_Chars:ci", nano__string_get_chars)                                                           \
    NATIVE("ToCharArray:[c", to_char_array)                                                                  \
    NATIVE(":[cii", to_char_array_range)                                                                     \
    NATIVE("get_Length:i", nano__string_get_length)                                                          \
    NATIVE("Split:[s[c", split)                                                                              \
    NATIVE(":[s[ci", split_limited)                                                                          \
    NATIVE("Substring:si", substring)                                                                        \
    NATIVE(":sii", substring_length)                                                                         \
    NATIVE("Trim:s[c", trim_set)                                                                             \
    NATIVE("TrimStart:s[c", trim_start)                                                                      \
    NATIVE("TrimEnd:s[c", trim_end)                                                                          \
    NATIVE("_ctor:v[cii", new_from_range)                                                                    \
    NATIVE(":v[c", new_from_chars)                                                                           \
    NATIVE(":vci", new_repeated)                                                                             \
    NATIVE("CompareTo:is", compare)                                                                          \
    NATIVE("IndexOf:ic", index_of_char)                                                                      \
    NATIVE(":ici", index_of_char)                                                                            \
    NATIVE(":icii", index_of_char)                                                                           \
    NATIVE("IndexOfAny:i[c", index_of_any)                                                                   \
    NATIVE(":i[ci", index_of_any)                                                                            \
    NATIVE(":i[cii", index_of_any)                                                                           \
    NATIVE("IndexOf:is", index_of_string)                                                                    \
    NATIVE(":isi", index_of_string)                                                                          \
    NATIVE(":isii", index_of_string)                                                                         \
    NATIVE("LastIndexOf:ic", last_index_of_char)                                                             \
    NATIVE(":ici", last_index_of_char)                                                                       \
    NATIVE(":icii", last_index_of_char)                                                                      \
    NATIVE("LastIndexOfAny:i[c", last_index_of_any)                                                          \
    NATIVE(":i[ci", last_index_of_any)                                                                       \
    NATIVE(":i[cii", last_index_of_any)                                                                      \
    NATIVE("LastIndexOf:is", last_index_of_string)                                                           \
    NATIVE(":isi", last_index_of_string)                                                                     \
    NATIVE(":isii", last_index_of_string)                                                                    \
    NATIVE("ToLower:s", to_lower)                                                                            \
    NATIVE("ToUpper:s", to_upper)                                                                            \
    NATIVE("Trim:s", trim)                                                                                   \
    NATIVE("Equals.zss", equals)                                                                             \
    NATIVE("op_Equality.zss", equals)                                                                        \
    NATIVE("op_Inequality.zss", not_equals)                                                                  \
    NATIVE("Compare.iss", compare)                                                                           \
    NATIVE("Concat.sss", concat_arguments)                                                                   \
    NATIVE(".ssss", concat_arguments)                                                                        \
    NATIVE(".sssss", concat_arguments)                                                                       \
    NATIVE(".s[s", concat_array)
NATIVE_TABLE(string, "mscorlib|System_", STRING_NATIVES);
