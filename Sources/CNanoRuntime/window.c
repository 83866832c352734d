/* window.c - code of which only a part is in memory.
 *
 * While memory lasts a method is translated as a whole. When it does not, the units of code whose frames wait
 * are freed, and come back, as many as there is room for, when a frame goes on: a window. The head of the
 * code (clauses, maps) stays, and units keep their numbers, so that frames, handlers and tables mean the same
 * whatever is in memory. Every walk over a method gives the same units; making some again is one walk.
 *
 * A window [first, end) is followed by its exits: instructions ELSEWHERE, one for what lies behind the window
 * and one for each branch out of it. A call that returns to a unit which is not there finds FRAME_RESUME in
 * its own frame and takes the slow way, which asks for the unit. */
#include "interp.h"
#include "translate.h"

enum {
    EXIT_UNITS = 3,    /* ELSEWHERE X */
    SMALL_WINDOW = 64, /* units that are worth a walk */
    SHARE = 4,         /* of the free memory that a window takes */
    TIGHT = 1,
    WAS_TIGHT = 2 /* nano_code.tight */
};

/* -- Exits ---------------------------------------------------------------------------------------- */

/* The branch operands of an instruction: how many, from which unit on. */
static uint32_t branches_of(const uint16_t *pc, uint32_t *at) {
    if (*pc == OP_SWITCH) {
        *at = 3;
        return pc[2];
    }
    *at = nano__find_operand(pc, 'b');
    return *at ? 1 : 0;
}

/* The units that fit a window of `limit` with an exit for every branch, whole instructions of `count`; 0:
 * none do, and *needed says how many the first one needs. */
static uint32_t fitting(const uint16_t *units, uint32_t count, uint32_t limit, uint32_t *needed) {
    uint32_t end = 0, exits = 1, at;
    while (end < count) {
        const uint32_t length = nano__instruction_units(units + end);
        exits += branches_of(units + end, &at);
        *needed = end + length + EXIT_UNITS * exits;
        if (*needed > limit) break;
        end += length;
    }
    return end;
}

static void set_distance(uint16_t *operand, uint32_t distance) {
    operand[0] = (uint16_t)distance;
    operand[1] = (uint16_t)(distance >> 16);
}

static uint32_t put_exit(uint16_t *units, uint32_t at, uint32_t unit) {
    units[at] = OP_ELSEWHERE;
    set_distance(units + at + 1, unit);
    return at + EXIT_UNITS;
}

/* Gives the window of `count` units, which begins with unit `first`, its exits; returns its whole length. */
static uint32_t add_exits(uint16_t *units, uint32_t count, uint32_t first) {
    uint32_t length = put_exit(units, count, first + count), at;
    for (uint32_t pc = 0; pc < count; pc += nano__instruction_units(units + pc)) {
        const uint32_t branches = branches_of(units + pc, &at);
        for (uint32_t n = 0; n < branches; n++) {
            const uint32_t operand = pc + at + 2 * n, target = operand + nano__two_units(units + operand);
            if (target < count) continue; /* one before the window is far behind it, too */
            set_distance(units + operand, length - operand);
            length = put_exit(units, length, first + target);
        }
    }
    return length;
}

/* -- What is in memory ---------------------------------------------------------------------------- */

void nano__find_units(nano_vm *vm, nref code) {
    nano_code *c = AT(vm, code, nano_code);
    c->unit_zero = (c->window ? c->window + (uint32_t)sizeof(nano_window) : code + c->head) - 2 * c->first;
}

/* Callees of frames that go on with a unit which is not there are to return the slow way. */
static void tell_callees(nano_vm *vm, nref code) {
    const nano_code *c = AT(vm, code, nano_code);
    for (moff at = CORE(vm)->threads; at; at = AT(vm, at, nano_thread)->next) {
        const nano_thread *thread = AT(vm, at, nano_thread);
        frame_place place = {thread->chunk, thread->frame};
        nano_frame *above = NULL;
        if (!place.chunk) continue;
        do {
            nano_frame *frame = nano__frame_at(vm, place.chunk, place.offset);
            nano__charge(vm, FRAME_BYTES);
            if (above && frame->code == code && !nano__holds_unit(c, frame->pc)) above->flags |= FRAME_RESUME;
            above = frame;
        } while (nano__frame_below(vm, &place));
    }
}

/* Other units of the code are in memory now. */
static void units_changed(nano_vm *vm, nref code) {
    const nano_code *c = AT(vm, code, nano_code);
    nano_method *m = AT(vm, c->method, nano_method);
    /* What is to be seen at every call is seen by the slow way. */
    const bool slow = CORE(vm)->config.test_modes & (NANO_TEST_TRACE | NANO_TEST_SHED);
    nano__find_units(vm, code);
    m->direct = 0;
    if (nano__holds_unit(c, 0) && !(m->state & M_SYNCHRONIZED) && !slow)
        m->direct = CALL_DIRECT | (nano__is_value(AT(vm, m->owner, nano_type)) ? 0 : CALL_DIRECT_VIRTUAL);
    tell_callees(vm, code);
}

void nano__publish_code(nano_vm *vm, moff method) {
    nano_code *code = AT(vm, CORE(vm)->making, nano_code);
    code->method = method;
    code->last_used = CORE(vm)->clock;
    AT(vm, method, nano_method)->code = CORE(vm)->making;
    units_changed(vm, CORE(vm)->making);
    CORE(vm)->making = 0;
}

uint32_t nano__release_units(nano_vm *vm, nref code) {
    nano_code *c = AT(vm, code, nano_code);
    const uint32_t bytes = 2 * (c->end - c->first);
    if (!bytes) return 0;
    CORE(vm)->code_used -= c->window ? AT(vm, c->window, nano_window)->bytes : c->bytes - c->head;
    c->window = 0;
    c->first = c->end = 0;
    units_changed(vm, code);
    return bytes;
}

/* -- Windows -------------------------------------------------------------------------------------- */

/* Ends the window that is being made, the last object of the heap, behind so many units. */
static void trim(nano_vm *vm, uint32_t units) {
    nano_core *core = CORE(vm);
    nano_window *window = AT(vm, core->making, nano_window);
    const uint32_t rest = window->bytes - (((uint32_t)sizeof *window + 2 * units + 3) & ~3u);
    core->code_used -= rest;
    core->heap_top -= rest;
    window->bytes -= rest;
}

/* Makes a window of at most `limit` units. OK and *needed 0: it is there; otherwise so many units hold the
 * first instruction. MAY_COLLECT */
static nano_status make_window(nano_vm *vm, moff method, uint32_t first, uint32_t limit, uint32_t *needed) {
    nano_core *core = CORE(vm);
    core->making = nano__code_alloc(vm, core->window_type, (uint32_t)sizeof(nano_window) + 2 * limit);
    if (!core->making) return nano__fail_memory(vm, TEXT_FOR_CODE, method);
    const nano_status status = nano__write_units(vm, method, first, limit);
    const nref code = AT(vm, method, nano_method)->code;
    nano_code *c = AT(vm, code, nano_code);
    const uint32_t left = c->units - first, written = limit < left ? limit : left;
    const bool whole = written == c->units;
    uint16_t *units = (uint16_t *)(AT(vm, core->making, nano_window) + 1);
    uint32_t count = 0;
    *needed = 0;
    if (status == NANO_OK) count = whole ? written : fitting(units, written, limit, needed);
    if (count) {
        *needed = 0;
        trim(vm, whole ? count : add_exits(units, count, first));
        nano__fuse(units, count);
        c->window = core->making;
        c->first = first;
        c->end = first + count;
        units_changed(vm, code);
    }
    if (!count) core->code_used -= AT(vm, core->making, nano_window)->bytes;
    core->making = 0;
    return status;
}

/* Units that a window may have, as free memory is now. */
static uint32_t affordable(nano_vm *vm, nano_code *code) {
    const nano_core *core = CORE(vm);
    const bool was_tight = code->tight == TIGHT || CORE(vm)->config.test_modes & NANO_TEST_WINDOWS;
    const uint32_t units = (core->meta_low - core->heap_top) / 2 / SHARE;
    code->tight = was_tight ? WAS_TIGHT : 0; /* small once: later there may be more room */
    return was_tight || units < SMALL_WINDOW ? SMALL_WINDOW : units;
}

/* One attempt, with the memory that there is. */
static nano_status bring(nano_vm *vm, moff method, uint32_t unit) {
    uint32_t needed;
    const uint32_t units = AT(vm, AT(vm, method, nano_method)->code, nano_code)->units;
    if (CORE(vm)->meta_low - CORE(vm)->heap_top < 2 * SHARE * units) nano__gc(vm);
    nano_code *code = AT(vm, AT(vm, method, nano_method)->code, nano_code);
    const uint32_t limit = affordable(vm, code);
    const bool whole = limit >= code->units;
    nano_status status = make_window(vm, method, whole ? 0 : unit, whole ? code->units : limit, &needed);
    if (status == NANO_OUT_OF_MEMORY && limit > SMALL_WINDOW)
        status = make_window(vm, method, unit, SMALL_WINDOW, &needed);
    if (status == NANO_OK && needed) status = make_window(vm, method, unit, needed, &needed);
    return status;
}

nano_status nano__load_window(nano_vm *vm, nref code, uint32_t unit) {
    nano_body body;
    const moff method = AT(vm, code, nano_code)->method;
    const bool tested = CORE(vm)->config.test_modes & NANO_TEST_WINDOWS;
    nano__body(vm, AT(vm, method, nano_method)->id, &body);
    if (!tested) nano__charge(vm, body.length * TRANSLATION_COST); /* what only a test asks for is free */
    (void)nano__release_units(vm, code);
    if (tested) (void)nano__release_waiting(vm, UINT32_MAX);
    CORE(vm)->translating++;
    nano_status status = bring(vm, method, unit);
    while (status == NANO_OUT_OF_MEMORY && nano__can_retry(vm)) status = bring(vm, method, unit);
    CORE(vm)->translating--;
    return status;
}
