/* disasm.c - translated code as text, one instruction a line, for tests and for reading. */
#include "nano_internal.h"
#include "nano_ops.h"

static const char *const names[OP_COUNT] = {
#define NAME(name, ...) #name,
    NANO_OPS(NAME)
#undef NAME
};

/* Operands that name a type, and those that name a method. */
static bool names_type(nano_op op) {
    op = (nano_op)nano__first_part(op);
    return op == OP_NEW || op == OP_BOX || op == OP_UNBOX || op == OP_UNBOX_ANY || op == OP_CASTCLASS ||
           op == OP_ISINST || op == OP_BOXPTR || op == OP_NEWARR || op == OP_LDELEMA_REF || op == OP_CCTOR ||
           op == OP_NEWDELEGATE || op == OP_NEWDELEGATE_V || (op >= OP_LDSFLD_I1 && op <= OP_LDSFLDA);
}
static bool names_method(nano_op op) {
    op = (nano_op)nano__first_part(op);
    return op >= OP_CALL && op <= OP_NEWSTR;
}

static uint32_t wide(const uint16_t *units) { return units[0] | (uint32_t)units[1] << 16; }

static uint32_t put_operand(nano_vm *vm, char *text, uint32_t capacity, nano_op op, char kind, bool method,
                            const uint16_t *at, uint32_t unit) {
    switch (kind) {
    case 'w': return nano__format(vm, text, capacity, " w%u", (uint32_t)*at);
    case 'n': return nano__format(vm, text, capacity, " %u", (uint32_t)*at);
    case 's': return nano__format(vm, text, capacity, " #%d", (int)(int16_t)*at);
    case 'b': return nano__format(vm, text, capacity, " %u", unit + wide(at));
    default:
        if (method) return nano__format(vm, text, capacity, " %m", wide(at));
        if (names_type(op)) return nano__format(vm, text, capacity, " %t", wide(at));
        return nano__format(vm, text, capacity, " %u", wide(at));
    }
}

/* One instruction into `text`; returns the units it takes, 0 at an invalid one. */
static uint32_t put_instruction(nano_vm *vm, const uint16_t *units, uint32_t unit, uint32_t count, char *text,
                                uint32_t capacity) {
    const uint16_t *pc = units + unit;
    if (*pc >= OP_COUNT) return 0;
    const nano_op op = (nano_op)*pc;
    uint32_t length = nano__format(vm, text, capacity, "%u: %s", unit, names[op]), at = 1, wides = 0;
    for (const char *kind = nano__operands[op]; *kind; kind++) {
        const uint32_t size = *kind == '*'                   ? nano__instruction_units(pc) - at
                              : *kind == 'x' || *kind == 'b' ? 2
                                                             : 1;
        if (unit + at + size > count) return 0;
        if (*kind == '*') {
            for (uint32_t n = 0; n < size; n += op == OP_SWITCH ? 2 : 1)
                length += put_operand(vm, text + length, capacity - length, op, op == OP_SWITCH ? 'b' : 'w',
                                      false, pc + at + n, unit + at + n);
        } else {
            wides += *kind == 'x';
            const bool second = (op == OP_NEWDELEGATE || op == OP_NEWDELEGATE_V) && wides == 2;
            length += put_operand(vm, text + length, capacity - length, op, *kind,
                                  *kind == 'x' && (second || names_method(op)), pc + at, unit + at);
        }
        at += size;
    }
    return at;
}

bool nano__disassemble_code(nano_vm *vm, moff method, void *context,
                            void (*line)(void *context, const char *text)) {
    const nano_method *m = AT(vm, method, nano_method);
    if (!m->code || (m->state & (M_NATIVE | M_DELEGATE))) return false;
    const nano_code *code = AT(vm, m->code, nano_code);
    const uint16_t *units = AT(vm, m->code + code->ops, uint16_t);
    char text[512];
    for (uint32_t unit = 0; unit < code->units;) {
        const uint32_t size = put_instruction(vm, units, unit, code->units, text, sizeof text);
        if (!size) return false;
        line(context, text);
        unit += size;
    }
    const nano_eh *eh = AT(vm, m->code + CODE_EH, nano_eh);
    for (uint32_t n = 0; n < code->eh_count; n++) {
        (void)nano__format(vm, text, sizeof text,
                           "clause %u: kind %u try %u-%u handler %u-%u filter %u slot w%u", n,
                           (uint32_t)eh[n].kind, eh[n].try_start, eh[n].try_end, eh[n].handler,
                           eh[n].handler_end, eh[n].filter, (uint32_t)eh[n].slot);
        line(context, text);
    }
    return true;
}
