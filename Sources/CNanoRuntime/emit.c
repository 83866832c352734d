/* emit.c - memory of the passes, words of the frame, and the units of code being written.
 *
 * Everything here lives in work memory (nano__work_alloc), which goes when the walk is over. Failures are
 * kept in x->status; the walk looks at it after each instruction. A method is walked twice: first units are
 * only counted, then they are written to where they stay (translate_code.c), so that translating needs no
 * second copy of the code; where memory is short, only some of them are (window.c). */
#include "translate.h"

enum { FIRST_ITEMS = 4, MAX_FRAME_WORDS = 16000, MAX_LINE_UNIT = 0xFFFF - PROLOGUE_UNITS };

bool nano__reserve(xl *x, vec *v, uint32_t count, uint32_t item) {
    if (count <= v->capacity) return true;
    if (x->status != NANO_OK) return false;
    uint32_t capacity = v->capacity ? v->capacity * 2 : FIRST_ITEMS;
    if (capacity < count) capacity = count;
    if (nano__work_extend(x->vm, v->block, v->capacity * item, FIRST_ITEMS * item)) {
        v->capacity += FIRST_ITEMS;
        return nano__reserve(x, v, count, item);
    }
    const uint32_t block = capacity <= x->vm->size / item ? nano__work(x, capacity * item) : 0;
    if (!block) return false;
    if (v->block) nano__copy(AT(x->vm, block, uint8_t), AT(x->vm, v->block, uint8_t), v->capacity * item);
    v->block = block;
    v->capacity = capacity;
    return true;
}

uint32_t nano__work(xl *x, uint32_t bytes) {
    if (x->status != NANO_OK) return 0;
    const uint32_t at = nano__work_alloc(x->vm, bytes);
    if (!at) x->status = nano__fail_memory(x->vm, TEXT_FOR_TRANSLATING, x->method);
    return at;
}

/* -- Words of the frame --------------------------------------------------------------------------- */

uint32_t nano__type_words(xl *x, vtype t) {
    switch (t.kind) {
    case V_I8:
    case V_R8:
    case V_PTR: return 2;
    case V_STRUCT: return (AT(x->vm, t.type, nano_type)->size + 3) / 4;
    case V_FTN: return 0;
    default: return 1;
    }
}

static void mark_reference(xl *x, uint32_t word) {
    AT(x->vm, x->bitmap.block, uint32_t)[word / 32] |= 1u << word % 32;
}

/* Words for `count` words of which those at the byte offsets of `map` hold references. */
static uint32_t take_words(xl *x, uint32_t count, bool first_is_reference, moff map) {
    const uint32_t first = x->frame_words;
    if (first + count > MAX_FRAME_WORDS) {
        if (x->status == NANO_OK) x->status = nano__fail(x->vm, NANO_LIMIT, TEXT_FRAME_TOO_LARGE, x->method);
        return 0;
    }
    if (!nano__reserve(x, &x->bitmap, (first + count + 31) / 32 + 1, sizeof(uint32_t))) return 0;
    if (first_is_reference) mark_reference(x, first);
    if (map) {
        const uint16_t *offsets = AT(x->vm, map, uint16_t);
        for (uint32_t i = 1; i <= offsets[0]; i++)
            if (offsets[i] / 4 < count) mark_reference(x, first + offsets[i] / 4);
    }
    x->frame_words += count;
    return first;
}

uint32_t nano__new_words(xl *x, nano_sigtype type, temp_class cls) {
    if (cls == T_VALUE || cls == T_FRESH_VALUE) {
        const nano_type *t = AT(x->vm, type.type, nano_type);
        return take_words(x, (t->size + 3) / 4, false, t->refmap);
    }
    const bool two = cls == T_TWO || cls == T_POINTER;
    return take_words(x, two ? 2 : 1, cls == T_REFERENCE || cls == T_POINTER || cls == T_FRESH_REFERENCE, 0);
}

uint32_t nano__temp(xl *x, uint32_t depth, temp_class cls, moff type) {
    if (cls != T_VALUE && cls != T_FRESH_VALUE) type = 0;
    if (!nano__reserve(x, &x->heads, depth + 1, sizeof(uint16_t))) return 0;
    uint16_t *head = AT(x->vm, x->heads.block, uint16_t) + depth;
    for (uint32_t n = *head; n; n = AT(x->vm, x->temps.block, temp)[n - 1].next) {
        const temp *t = AT(x->vm, x->temps.block, temp) + n - 1;
        if (t->cls == cls && t->type == type) return t->word;
    }
    if (x->temps.count >= MAX_FRAME_WORDS || !nano__reserve(x, &x->temps, x->temps.count + 1, sizeof(temp)))
        return 0;
    const uint32_t word = nano__new_words(x, (nano_sigtype){DT_VALUETYPE, 0, type}, cls);
    AT(x->vm, x->temps.block, temp)
    [x->temps.count++] = (temp){
        .type = type, .word = (uint16_t)word, .next = *head, .depth = (uint16_t)depth, .cls = (uint8_t)cls};
    *head = (uint16_t)x->temps.count;
    return word;
}

temp_class nano__temp_class(vtype t) {
    static const uint8_t classes[] = {
        [V_I4] = T_WORD,       [V_I8] = T_TWO,      [V_R4] = T_WORD,      [V_R8] = T_TWO,
        [V_REF] = T_REFERENCE, [V_PTR] = T_POINTER, [V_STRUCT] = T_VALUE, [V_FTN] = T_WORD};
    return (temp_class)classes[t.kind];
}

uint32_t nano__temp_for(xl *x, uint32_t depth, vtype t) {
    return nano__temp(x, depth, nano__temp_class(t), t.type);
}

/* -- Units ---------------------------------------------------------------------------------------- */

/* Where unit `at` is being written to; NULL: nowhere. */
static uint16_t *written(xl *x, uint32_t at) {
    const uint32_t index = at - x->unit_first;
    return index < x->unit_limit ? AT(x->vm, CORE(x->vm)->making + x->units_at, uint16_t) + index : NULL;
}

void nano__change_unit(xl *x, uint32_t at, uint32_t value) {
    uint16_t *unit = written(x, at);
    if (unit) *unit = (uint16_t)value;
    if (x->unit_count - at <= RECENT_UNITS) x->recent[at % RECENT_UNITS] = (uint16_t)value;
}

void nano__unit(xl *x, uint32_t unit) {
    x->unit_count++;
    nano__change_unit(x, x->unit_count - 1, unit);
}

void nano__put_operands(xl *x, const char *kinds, va_list *operands) {
    for (; *kinds && *kinds != 'b' && *kinds != 'r'; kinds++) {
        const uint32_t operand = va_arg(*operands, uint32_t);
        nano__unit(x, operand);
        if (*kinds == 'x' || *kinds == 't' || *kinds == 'm') nano__unit(x, operand >> 16);
    }
}

void nano__op(xl *x, nano_op op, ...) {
    va_list operands;
    va_start(operands, op);
    x->fusable = 0;
    nano__unit(x, op);
    nano__put_operands(x, nano__operands(op), &operands);
    va_end(operands);
}

static void put_number(xl *x, pairs *list, uint32_t value) {
    for (;; value >>= 7) {
        const uint32_t byte = (value & 0x7F) | (value > 0x7F ? 0x80 : 0);
        if (list->at && list->used < list->capacity)
            *AT(x->vm, CORE(x->vm)->making + list->at + list->used, uint8_t) = (uint8_t)byte;
        list->used++;
        if (value <= 0x7F) return;
    }
}

/* Both numbers as the difference to the pair before, seven bits in a byte, lowest first; 1 is added to the
 * first, so that a zero byte ends the list. A second number that is smaller than before goes round 2^32. */
void nano__put_pair(xl *x, pairs *list, uint32_t first, uint32_t second) {
    put_number(x, list, first - list->last.first + 1);
    put_number(x, list, second - list->last.second);
    list->last = (nano_pair){first, second};
}

static uint32_t next_number(const uint8_t **at) {
    uint32_t value = 0;
    for (uint32_t shift = 0;; shift += 7) {
        const uint32_t byte = *(*at)++;
        value |= (byte & 0x7F) << shift;
        if (byte < 0x80 || shift >= 28) return value;
    }
}

bool nano__next_pair(const uint8_t **at, nano_pair *pair) {
    if (!**at) return false;
    pair->first += next_number(at) - 1;
    pair->second += next_number(at);
    return true;
}

bool nano__find_pair(const nano_code *code, uint32_t list, uint32_t unit, uint32_t *second) {
    const uint8_t *at = (const uint8_t *)code + list;
    bool found = false;
    *second = 0;
    for (nano_pair pair = {0}; nano__next_pair(&at, &pair) && pair.first + code->prologue <= unit;) {
        *second = pair.second;
        found = pair.first + code->prologue == unit;
    }
    return found;
}

void nano__line(xl *x) {
    if (x->unit_count - x->prologue > MAX_LINE_UNIT || (x->lines.used && x->lines.last.second == x->at))
        return;
    nano__put_pair(x, &x->lines, x->unit_count - x->prologue, x->at);
}

void nano__called(xl *x, uint32_t depth) {
    if (x->unit_count - x->prologue <= MAX_LINE_UNIT)
        nano__put_pair(x, &x->calls, x->unit_count - x->prologue, depth);
}

/* False: this operand is not written. */
static bool put_distance(xl *x, uint32_t at, uint32_t value) {
    uint16_t *low = written(x, at), *high = written(x, at + 1);
    if (!low || !high) return false;
    *low = (uint16_t)value;
    *high = (uint16_t)(value >> 16);
    return true;
}

void nano__branch_operand(xl *x, uint32_t offset) {
    label *to = nano__label_at(x, offset);
    const uint32_t at = x->unit_count;
    x->unit_count += 2;
    if (!to) return;
    if (put_distance(x, at, to->placed ? to->unit - at : to->unit) && !to->placed) to->unit = at + 1;
}

void nano__place_label(xl *x, label *l) {
    for (uint32_t next, at = l->unit; at; at = next) {
        const uint16_t *operand = written(x, at - 1);
        next = operand ? nano__two_units(operand) : 0;
        (void)put_distance(x, at - 1, x->unit_count - (at - 1));
    }
    l->unit = x->unit_count;
    l->placed = 1;
}

void nano__move(xl *x, uint32_t to, uint32_t from, uint32_t words) {
    if (to == from || words == 0) return;
    nano__op(x, words == 1 ? OP_MOV : words == 2 ? OP_MOV2 : OP_MOVN, to, from, words);
}
