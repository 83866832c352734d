/* translate_fuse.c - the last step of translation: pairs of instructions that often run behind each other
 * become fused ones (nano_ops.h). Also what instructions look like, for those who walk code. */
#include "nano_internal.h"
#include "nano_ops.h"

enum shape {
    SHAPE_none,
#define SHAPE(word) SHAPE_##word,
    NANO_SHAPES(SHAPE)
#undef SHAPE
};

const char *nano__operands(nano_op op) {
    static const char words[][6] = {"",
#define WORD(word) #word,
                                    NANO_SHAPES(WORD)
#undef WORD
    };
    static const uint8_t shapes[OP_COUNT] = {
#define SHAPE_OF(name, operands, ...) SHAPE_##operands,
        NANO_OPS(SHAPE_OF)
#undef SHAPE_OF
    };
    return words[shapes[op]];
}

uint32_t nano__operand_units(const uint16_t *pc, char kind) {
    switch (kind) {
    case 'r': return *pc == OP_SWITCH ? 2u * pc[2] : pc[4];
    case 'x':
    case 't':
    case 'm':
    case 'b': return 2;
    default: return 1;
    }
}

uint32_t nano__find_operand(const uint16_t *pc, char kind) {
    uint32_t at = 1;
    for (const char *operand = nano__operands((nano_op)*pc); *operand; operand++) {
        if (*operand == kind) return at;
        at += nano__operand_units(pc, *operand);
    }
    return 0;
}

uint32_t nano__instruction_units(const uint16_t *pc) {
    uint32_t units = 1;
    for (const char *kind = nano__operands((nano_op)*pc); *kind; kind++)
        units += nano__operand_units(pc, *kind);
    return units;
}

#ifndef NANO_SMALL
enum { PLAIN_COUNT = OP_BGEU_R8 + 1 }; /* the fused ones follow, each at the place of its row */
static const struct {
    uint16_t first, second, unit;
} pairs[OP_COUNT - PLAIN_COUNT] = {
#define PAIR(name, operands, first, second, unit) {OP_##first, OP_##second, unit},
    NANO_OPS_FUSED(PAIR)
#undef PAIR
};

static bool commutes(uint32_t op) {
    return op == OP_ADD_I4 || op == OP_MUL_I4 || op == OP_AND_I4 || op == OP_OR_I4 || op == OP_XOR_I4 ||
           op == OP_XOR_I8 || op == OP_ADD_R8 || op == OP_MUL_R8;
}

/* The fused instruction for `op` (the instruction at `last`, or one that ends with it) and the one at `next`;
 * OP_COUNT: none. May swap the operands of the next. */
static uint32_t fused(uint32_t op, const uint16_t *last, uint16_t *next) {
    enum { LEFT = 2, RIGHT = 3 };
    for (uint32_t n = 0; n < OP_COUNT - PLAIN_COUNT; n++) {
        if (pairs[n].first != op || pairs[n].second != *next) continue;
        const uint32_t unit = pairs[n].unit;
        if (!unit || next[unit] == last[1]) return PLAIN_COUNT + n;
        if (unit != RIGHT || !commutes(*next) || next[LEFT] != last[1]) continue;
        next[LEFT] = next[RIGHT];
        next[RIGHT] = last[1];
        return PLAIN_COUNT + n;
    }
    return OP_COUNT;
}

void nano__fuse(uint16_t *units, uint32_t count) {
    uint16_t *head = NULL, *last = NULL; /* the instruction that may grow, and its last part */
    for (uint32_t at = 0; at < count;) {
        uint16_t *next = units + at;
        at += nano__instruction_units(next);
        const uint32_t op = head ? fused(*head, last, next) : OP_COUNT;
        if (op != OP_COUNT)
            *head = (uint16_t)op;
        else
            head = next;
        last = next;
    }
}
#endif
