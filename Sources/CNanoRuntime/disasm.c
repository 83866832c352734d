/* disasm.c - translated code as text, one instruction a line, for tests and for reading. */
#include "nano_internal.h"
#include "nano_ops.h"

static const char *const names[OP_COUNT] = {
#define NAME(name, ...) #name,
    NANO_OPS(NAME)
#undef NAME
};

static uint32_t put_method(nano_vm *vm, char *text, uint32_t capacity, uint32_t method) {
    if (!nano__is_unresolved(method)) return nano__format(vm, text, capacity, " %m", method);
    char owner[128];
    row_method row;
    const uint32_t id = method >> 1;
    nano__row_method(vm, id >> 16, id & 0xFFFF, &row);
    (void)nano__id_name(vm, (id & 0xFFFF0000) | nano__owner_of_method(vm, id >> 16, id & 0xFFFF), owner,
                        sizeof owner);
    return nano__format(vm, text, capacity, " %s::%n", owner, id >> 16, (uint32_t)row.name);
}

static uint32_t put_operand(nano_vm *vm, char *text, uint32_t capacity, char kind, const uint16_t *at,
                            uint32_t unit) {
    switch (kind) {
    case 'w': return nano__format(vm, text, capacity, " w%u", (uint32_t)*at);
    case 'n': return nano__format(vm, text, capacity, " %u", (uint32_t)*at);
    case 's': return nano__format(vm, text, capacity, " #%d", (int)(int16_t)*at);
    case 'b': return nano__format(vm, text, capacity, " %u", unit + nano__two_units(at));
    case 't': return nano__format(vm, text, capacity, " %t", nano__two_units(at));
    case 'm': return put_method(vm, text, capacity, nano__two_units(at));
    default: return nano__format(vm, text, capacity, " %u", nano__two_units(at));
    }
}

/* One instruction into `text`; returns the units it takes, 0 at an invalid one. */
static uint32_t put_instruction(nano_vm *vm, const uint16_t *units, uint32_t unit, uint32_t count, char *text,
                                uint32_t capacity) {
    const uint16_t *pc = units + unit;
    if (*pc >= OP_COUNT) return 0;
    const nano_op op = (nano_op)*pc;
    uint32_t length = nano__format(vm, text, capacity, "%u: %s", unit, names[op]), at = 1;
    for (const char *kind = nano__operands(op); *kind; kind++) {
        const uint32_t size = nano__operand_units(pc, *kind);
        if (unit + at + size > count) return 0;
        if (*kind == 'r') {
            for (uint32_t n = 0; n < size; n += op == OP_SWITCH ? 2 : 1)
                length += put_operand(vm, text + length, capacity - length, op == OP_SWITCH ? 'b' : 'w',
                                      pc + at + n, unit + at + n);
        } else {
            length += put_operand(vm, text + length, capacity - length, *kind, pc + at, unit + at);
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
    const uint16_t *units = nano__unit_zero(vm, code);
    char text[512];
    for (uint32_t unit = code->first; unit < code->end;) {
        const uint32_t size = put_instruction(vm, units, unit, code->end, text, sizeof text);
        if (!size) return false;
        line(context, text);
        unit += size;
    }
    const nano_eh *eh = AT(vm, m->code + CODE_EH, nano_eh);
    for (uint32_t n = 0; n < code->eh_count; n++) {
        (void)nano__format(vm, text, sizeof text,
                           "clause %u: kind %u try %u-%u handler %u filter %u slot w%u", n,
                           (uint32_t)eh[n].kind, eh[n].try_start, eh[n].try_end, eh[n].handler,
                           eh[n].kind == EH_FILTER ? eh[n].filter : 0, (uint32_t)eh[n].slot);
        line(context, text);
    }
    return true;
}
