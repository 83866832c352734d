/* except.c - exceptions: raising them, the two-phase search and unwinding (ECMA-335 I.12.4.2), filters, stack
 * traces.
 *
 * Phase 1 walks the frames for a handler; a filter on the way runs in an activation record on top of the
 * stack, with the words of the frame that declares it. Phase 2 runs the finally and fault handlers up to the
 * target. The target is kept as "depth << 8 | EH row" (depth: frames below) in the first word of each finally
 * slot, so an exception inside a finally block can be caught there without losing the outer one. */
#include "interp.h"

/* ROW_NONE: no handler of the frame, but the frame itself ends the search, a filter's record or that of a
 * static constructor. A method has at most 255 rows (pe-format 3.9): none has this number. */
enum { ROW_NONE = 0xFF, MAX_DEPTH = 0x7FFFFE, TRACE_FRAMES = 24 };
#define NO_TARGET 0x7FFFFFFFu

/* -- Raising -------------------------------------------------------------------------------------- */

bool nano__capture_trace(nano_vm *vm, moff thread) {
    const uint32_t field = CORE(vm)->field_offsets[FLD_EXCEPTION_TRACE];
    if (!field || !AT(vm, thread, nano_thread)->chunk) return true;
    *AT(vm, AT(vm, thread, nano_thread)->exception + field, nref) = 0; /* one of an earlier throw can go */
    int32_t pairs[2 * TRACE_FRAMES];
    uint32_t count = 0;
    frame_place place = {AT(vm, thread, nano_thread)->chunk, AT(vm, thread, nano_thread)->frame};
    do {
        const nano_frame *frame = nano__frame_at(vm, place.chunk, place.offset);
        if (!frame->method || (frame->flags & FRAME_DELEGATE_LIST)) continue;
        const nano_code *code = AT(vm, frame->code, nano_code);
        uint32_t offset = 0;
        if (!(frame->flags & FRAME_NATIVE))
            (void)nano__find_pair(code, code->lines, frame->pc ? frame->pc - 1 : 0, &offset);
        pairs[count++] = (int32_t)AT(vm, frame->method, nano_method)->id;
        pairs[count++] = (int32_t)offset;
    } while (count < 2 * TRACE_FRAMES && nano__frame_below(vm, &place));
    moff ints;
    if (nano__array_of(vm, nano__known(vm, WK_I4), &ints) != NANO_OK) return false;
    const nref trace = nano__new_array(vm, ints, count);
    if (!trace) return false;
    nano__copy(AT(vm, trace + sizeof(nano_array), int32_t), pairs, 4 * count);
    *AT(vm, AT(vm, thread, nano_thread)->exception + field, nref) = trace;
    return true;
}

/* It is one object for all domains: what a program put into it, by throwing it again or by reflection, is not
 * for the next. */
void nano__clear_out_of_memory(nano_vm *vm) {
    const nref object = CORE(vm)->out_of_memory;
    if (object) nano__zero(AT(vm, object + 4, uint8_t), nano__object_bytes(vm, object) - 4);
}

nano_status nano__throw_oom(nano_vm *vm) {
    nano__clear_out_of_memory(vm);
    CORE(vm)->memory_failures++;
    THREAD(vm)->exception = CORE(vm)->out_of_memory;
    return NANO_EXCEPTION;
}

/* Raises a new object of an exception class. */
static nano_status throw_new(nano_vm *vm, moff type, const char *message) {
    const moff thread = CORE(vm)->current;
    const nref object = nano__new(vm, type);
    if (!object) return nano__throw_oom(vm);
    AT(vm, thread, nano_thread)->exception = object;
    const uint32_t field = CORE(vm)->field_offsets[FLD_EXCEPTION_MESSAGE];
    if (message && field) {
        const nref text = nano__new_string(vm, message, nano__strlen(message));
        if (!text) return nano__throw_oom(vm);
        *AT(vm, AT(vm, thread, nano_thread)->exception + field, nref) = text;
    }
    return nano__capture_trace(vm, thread) ? NANO_EXCEPTION : nano__throw_oom(vm);
}

nano_status nano__throw(nano_vm *vm, nano_exc kind, nano_text text, ...) {
    va_list list;
    va_start(list, text);
    if (text != TEXT_NONE) nano__format_list(vm, text, &list);
    va_end(list);
    return nano__throw_message(vm, kind, text != TEXT_NONE ? vm->message : NULL);
}

nano_status nano__throw_message(nano_vm *vm, nano_exc kind, const char *message) {
    const uint32_t id = nano__exception_row(vm, kind);
    moff type;
    if (id == NO_TYPE || kind == EXC_OUT_OF_MEMORY) return nano__throw_oom(vm);
    if (nano__type(vm, id >> 16, id & 0xFFFF, &type) != NANO_OK) return nano__throw_oom(vm);
    return throw_new(vm, type, message);
}

nano_status nano__throw_named(nano_vm *vm, const char *full_name, const char *message) {
    moff type;
    const nano_status status = nano__find_type(vm, 0, full_name, nano__strlen(full_name), &type);
    if (status != NANO_OK) return nano__throw_status(vm, status);
    if (!type || !nano__assignable(vm, type, CORE(vm)->known[WK_EXCEPTION]))
        return nano__throw_message(vm, EXC_GENERIC, message);
    return throw_new(vm, type, message);
}

nano_status nano__throw_status(nano_vm *vm, nano_status status) {
    if (status >= (nano_status)NANO_RAISED)
        return nano__throw(vm, (nano_exc)((status & ((1 << RAISED_TEXT_SHIFT) - 1)) - NANO_RAISED),
                           (nano_text)(status >> RAISED_TEXT_SHIFT));
    switch (status) {
    case NANO_EXCEPTION: return NANO_EXCEPTION;
    case NANO_OUT_OF_MEMORY: return nano__throw_oom(vm);
    default: /* throw_new reads the text before anything else can write another */
        return nano__throw_message(vm, status == NANO_REFUSED ? EXC_VERIFICATION : EXC_NOT_SUPPORTED,
                                   vm->message);
    }
}

/* -- Phase 1: the search -------------------------------------------------------------------------- */

static uint32_t depth_of(nano_vm *vm, frame_place place) {
    uint32_t depth = 0;
    while (nano__frame_below(vm, &place)) depth++;
    nano__charge(vm, depth * FRAME_BYTES);
    return depth;
}

static frame_place place_at_depth(nano_vm *vm, const nano_thread *thread, uint32_t depth) {
    frame_place place = {thread->chunk, thread->frame};
    for (uint32_t above = depth_of(vm, place) - depth; above > 0; above--)
        (void)nano__frame_below(vm, &place);
    return place;
}

static const nano_eh *eh_rows(nano_vm *vm, const nano_frame *frame, uint32_t *count) {
    const nano_code *code = AT(vm, frame->code, nano_code);
    *count = code->eh_count;
    return AT(vm, frame->code + CODE_EH, nano_eh);
}

static bool covers(const nano_eh *row, uint32_t unit) {
    return unit >= row->try_start && unit < row->try_end;
}

/* Starts the filter of `row` in the frame at `depth`; the exception waits in the row's slot. */
static nano_status start_filter(nano_vm *vm, moff thread, uint32_t depth, uint32_t row) {
    nano_thread *t = AT(vm, thread, nano_thread);
    frame_place place = place_at_depth(vm, t, depth);
    nano_frame *frame = nano__frame_at(vm, place.chunk, place.offset);
    uint32_t count;
    const nano_eh *eh = eh_rows(vm, frame, &count) + row;
    const uint32_t filter = eh->filter;
    FRAME_WORDS(frame)[eh->slot] = t->exception;
    if (nano__open_filter(vm, thread) != NANO_OK) return NANO_OUT_OF_MEMORY;
    t->exception = 0;
    place = place_at_depth(vm, t, depth);
    nano_frame *top = nano__top_frame(vm, t);
    top->pc = filter;
    top->code = nano__frame_at(vm, place.chunk, place.offset)->code;
    uint32_t *record = FRAME_WORDS(top);
    record[FILTER_LEVELS] = 0;
    for (nref chunk = t->chunk; chunk != place.chunk; chunk = AT(vm, chunk, nano_chunk)->previous)
        record[FILTER_LEVELS]++;
    record[FILTER_FRAME] = place.offset;
    record[FILTER_ROW] = row;
    record[FILTER_DEPTH] = depth;
    return NANO_CALLED;
}

/* Looks for the handler from the frame at `place` on. OK: *target set (NO_TARGET: unhandled); CALLED: a
 * filter was started; OUT_OF_MEMORY: there is no memory to start one. Then OutOfMemoryException takes the
 * place of the exception; for that one such a filter counts as false. */
static nano_status search(nano_vm *vm, moff thread, frame_place place, uint32_t row, uint32_t *target) {
    const moff type = OBJ_TYPE(vm, AT(vm, thread, nano_thread)->exception);
    uint32_t depth = depth_of(vm, place);
    *target = NO_TARGET;
    if (depth > MAX_DEPTH) return NANO_OK;
    do {
        const nano_frame *frame = nano__frame_at(vm, place.chunk, place.offset);
        if (!frame->method) {
            *target = depth << 8 | ROW_NONE;
            return NANO_OK;
        }
        if (!(frame->flags & FRAME_NATIVE)) {
            uint32_t count;
            const nano_eh *eh = eh_rows(vm, frame, &count);
            for (; row < count; row++) {
                if (!covers(&eh[row], frame->pc - 1)) continue;
                if (eh[row].kind == EH_CATCH && nano__assignable(vm, type, eh[row].type)) {
                    *target = depth << 8 | row;
                    return NANO_OK;
                }
                if (eh[row].kind != EH_FILTER) continue;
                if (start_filter(vm, thread, depth, row) == NANO_CALLED) return NANO_CALLED;
                if (AT(vm, thread, nano_thread)->exception != CORE(vm)->out_of_memory)
                    return NANO_OUT_OF_MEMORY;
                place = place_at_depth(vm, AT(vm, thread, nano_thread), depth);
                frame = nano__frame_at(vm, place.chunk, place.offset);
                eh = eh_rows(vm, frame, &count);
            }
        }
        if (frame->flags & FRAME_CCTOR) {
            *target = depth << 8 | ROW_NONE;
            return NANO_OK;
        }
        row = 0;
        depth--;
    } while (nano__frame_below(vm, &place));
    return NANO_OK;
}

/* -- Phase 2: unwinding --------------------------------------------------------------------------- */

/* A static constructor ended by an exception: its type fails with TypeInitializationException in the frame
 * that needed it. An abort and the VM's own OutOfMemoryException pass as they are. */
static void replace_by_type_initialization(nano_vm *vm, moff thread, moff failed) {
    nano_thread *t = AT(vm, thread, nano_thread);
    const nref inner = t->exception;
    const uint32_t id = nano__exception_row(vm, EXC_TYPE_INITIALIZATION);
    if (inner == CORE(vm)->out_of_memory || id == NO_TYPE) return;
    if (AT(vm, OBJ_TYPE(vm, inner), nano_type)->id == nano__exception_row(vm, EXC_THREAD_ABORT)) return;
    moff type;
    const nref outer = nano__type(vm, id >> 16, id & 0xFFFF, &type) == NANO_OK ? nano__new(vm, type) : 0;
    if (!outer) {
        (void)nano__throw_oom(vm);
        return;
    }
    const uint32_t field = CORE(vm)->field_offsets[FLD_EXCEPTION_INNER];
    if (field) *AT(vm, outer + field, nref) = t->exception;
    t->exception = outer;
    nano__keep_failure(vm, t->domain, failed, outer);
    if (!nano__capture_trace(vm, thread)) (void)nano__throw_oom(vm);
}

/* Runs handlers from the top frame down to the target; `row`: first EH row of the top frame to look at. OK:
 * the top frame runs on; EXCEPTION: unhandled; CALLED: the search has to begin again from the top (new
 * exception, or a filter gave false). */
static nano_status unwind_to(nano_vm *vm, moff thread, uint32_t target, uint32_t row) {
    nano_thread *t = AT(vm, thread, nano_thread);
    uint32_t depth = depth_of(vm, (frame_place){t->chunk, t->frame});
    for (;; depth--, row = 0) {
        nano_frame *frame = nano__top_frame(vm, t);
        const bool here = target != NO_TARGET && depth == target >> 8;
        if (here && !frame->method) return NANO_CALLED;
        if (frame->method && !(frame->flags & FRAME_NATIVE)) {
            uint32_t count;
            const nano_eh *eh = eh_rows(vm, frame, &count);
            for (; row < count; row++) {
                if (!covers(&eh[row], frame->pc - 1)) continue;
                uint32_t *slot = FRAME_WORDS(frame) + eh[row].slot;
                if (here && row == (target & 0xFF)) {
                    slot[0] = t->exception;
                } else if (eh[row].kind == EH_FINALLY || eh[row].kind == EH_FAULT) {
                    slot[0] = UNWINDING | target;
                    slot[1] = t->exception;
                } else {
                    continue;
                }
                t->exception = 0;
                frame->pc = eh[row].handler;
                return NANO_OK;
            }
        }
        const bool cctor = frame->flags & FRAME_CCTOR;
        const moff type = cctor ? AT(vm, frame->method, nano_method)->owner : 0;
        nano__frame_gone(vm, thread, frame, true);
        if (!nano__close_frame(vm, t)) return NANO_EXCEPTION;
        if (cctor) {
            /* The instruction that needed the type stands at pc, not before it. */
            frame = nano__top_frame(vm, t);
            if (!(frame->flags & FRAME_NATIVE)) frame->pc++;
            replace_by_type_initialization(vm, thread, type);
            return NANO_CALLED;
        }
    }
}

static frame_place top_place(nano_vm *vm, moff thread) {
    const nano_thread *t = AT(vm, thread, nano_thread);
    return (frame_place){t->chunk, t->frame};
}

/* Closes the filter activation record on top: the exception that was tested is in flight again; where the
 * search for its handler stood. */
static frame_place leave_filter(nano_vm *vm, moff thread, uint32_t *depth, uint32_t *row) {
    nano_thread *t = AT(vm, thread, nano_thread);
    const uint32_t *record = FRAME_WORDS(nano__top_frame(vm, t));
    *row = record[FILTER_ROW];
    *depth = record[FILTER_DEPTH];
    (void)nano__close_frame(vm, t);
    const frame_place place = place_at_depth(vm, t, *depth);
    const nano_frame *frame = nano__frame_at(vm, place.chunk, place.offset);
    uint32_t count;
    t->exception = FRAME_WORDS(frame)[eh_rows(vm, frame, &count)[*row].slot];
    return place;
}

/* Searches until a target is known: OK; CALLED: a filter was started. */
static nano_status find_target(nano_vm *vm, moff thread, frame_place place, uint32_t row, uint32_t *target) {
    for (;;) {
        const nano_status status = search(vm, thread, place, row, target);
        if (status != NANO_OUT_OF_MEMORY) return status;
        (void)nano__throw_oom(vm);
        place = top_place(vm, thread);
        row = 0;
    }
}

/* Unwinds to the target, and to that of each exception that takes the place of the first one on the way: a
 * loop, so that nested static constructors and filters do not nest on the C stack. */
static nano_status proceed(nano_vm *vm, moff thread, uint32_t target, uint32_t row) {
    for (;; row = 0) {
        nano_status status = unwind_to(vm, thread, target, row);
        if (status != NANO_CALLED) return status;
        frame_place place = top_place(vm, thread);
        uint32_t depth, from = 0;
        if (!nano__frame_at(vm, place.chunk, place.offset)->method) {
            place = leave_filter(vm, thread, &depth, &from);
            from++; /* an exception that leaves a filter counts as its "no" */
        }
        status = find_target(vm, thread, place, from, &target);
        if (status == NANO_CALLED) return NANO_OK;
    }
}

static nano_status search_from(nano_vm *vm, moff thread, frame_place place, uint32_t row) {
    uint32_t target;
    if (find_target(vm, thread, place, row, &target) == NANO_CALLED) return NANO_OK;
    return proceed(vm, thread, target, 0);
}

nano_status nano__unwind(nano_vm *vm, moff thread) {
    const nano_thread *t = AT(vm, thread, nano_thread);
    if (!t->chunk || !t->exception) return NANO_EXCEPTION;
    nano__trace(vm, TRACED_EXCEPTION, AT(vm, OBJ_TYPE(vm, t->exception), nano_type)->id);
    return search_from(vm, thread, top_place(vm, thread), 0);
}

nano_status nano__continue_unwind(nano_vm *vm, moff thread, uint32_t slot) {
    nano_thread *t = AT(vm, thread, nano_thread);
    nano_frame *frame = nano__top_frame(vm, t);
    uint32_t *words = FRAME_WORDS(frame) + slot;
    t->exception = words[1];
    words[1] = 0;
    uint32_t count, row = 0;
    const nano_eh *eh = eh_rows(vm, frame, &count);
    while (row < count && !((eh[row].kind == EH_FINALLY || eh[row].kind == EH_FAULT) && eh[row].slot == slot))
        row++;
    /* ENDFINALLY left pc behind itself, so pc - 1 is inside the handler: the rows after its own that cover it
     * enclose it. */
    return proceed(vm, thread, words[0] & ~UNWINDING, row + 1);
}

nano_status nano__end_filter(nano_vm *vm, moff thread, bool accepted) {
    uint32_t depth, row;
    const frame_place place = leave_filter(vm, thread, &depth, &row);
    if (accepted) return proceed(vm, thread, depth << 8 | row, 0);
    return search_from(vm, thread, place, row + 1);
}

/* -- Text ----------------------------------------------------------------------------------------- */

/* Reflection can put any object into the field of the trace. */
static bool is_trace(nano_vm *vm, nref object) {
    const nano_type *type = AT(vm, OBJ_TYPE(vm, object), nano_type);
    return type->kind == K_ARRAY && type->element == CORE(vm)->known[WK_I4];
}

uint32_t nano__trace_length(nano_vm *vm, nref trace) {
    return trace && is_trace(vm, trace) ? AT(vm, trace, nano_array)->length / 2 : 0;
}

/* Rows, not type records: those could move the trace by a collection. */
bool nano__trace_frame(nano_vm *vm, nref trace, uint32_t index, char *buffer, uint32_t capacity,
                       nano_trace_frame *frame) {
    const uint32_t *pair = AT(vm, trace + sizeof(nano_array), uint32_t) + 2 * index;
    const uint32_t assembly = pair[0] >> 16, row = pair[0] & 0xFFFF;
    /* The assembly may have been unloaded since. */
    if (!nano__is_loaded(vm, assembly) || row >= nano__table_rows(vm, assembly, TBL_METHODDEF)) return false;
    const row_method *m = nano__method_row(vm, assembly << 16 | row);
    uint32_t length =
        nano__id_name(vm, assembly << 16 | nano__owner_of_method(vm, assembly, row), buffer, capacity);
    if (length >= capacity) length = capacity - 1;
    length +=
        nano__format(vm, buffer + length, capacity - length, TEXT_TRACE_METHOD, assembly, (uint32_t)m->name);
    *frame = (nano_trace_frame){
        .assembly = assembly, .method = row, .il_offset = pair[1], .text = buffer, .length = length};
    return true;
}

uint32_t nano__trace_text(nano_vm *vm, nref trace, char *buffer, uint32_t capacity) {
    uint32_t length = 0;
    if (capacity) buffer[0] = 0;
    for (uint32_t i = 0; i < nano__trace_length(vm, trace) && length + 1 < capacity; i++) {
        char name[TRACE_NAME_BYTES];
        nano_trace_frame frame;
        if (!nano__trace_frame(vm, trace, i, name, sizeof name, &frame)) continue;
        if (length) buffer[length++] = '\n';
        length +=
            nano__format(vm, buffer + length, capacity - length, TEXT_TRACE_LINE, name, frame.il_offset);
    }
    return length;
}

uint32_t nano__exception_text(nano_vm *vm, nref exception, char *buffer, uint32_t capacity) {
    if (!exception || exception == CORE(vm)->out_of_memory)
        return nano__format(vm, buffer, capacity, TEXT_TOO_SMALL_WHEN_THROWN,
                            vm->full_quota ? TEXT_QUOTA : TEXT_ARENA,
                            vm->full_quota ? vm->full_quota : vm->size, vm->missing);
    uint32_t length = nano__format(vm, buffer, capacity, TEXT_TYPE, OBJ_TYPE(vm, exception));
    const uint32_t message = CORE(vm)->field_offsets[FLD_EXCEPTION_MESSAGE],
                   trace = CORE(vm)->field_offsets[FLD_EXCEPTION_TRACE];
    const nref text = message ? *AT(vm, exception + message, nref) : 0;
    if (text && length + 3 < capacity) {
        buffer[length++] = ':';
        buffer[length++] = ' ';
        const uint32_t room = capacity - length - 1,
                       needed = nano__string_utf8(vm, text, buffer + length, room);
        length += needed < room ? needed : room;
    }
    const nref lines = trace ? *AT(vm, exception + trace, nref) : 0;
    if (lines && length + 2 < capacity) {
        buffer[length++] = '\n';
        length += nano__trace_text(vm, lines, buffer + length, capacity - length);
    }
    return length;
}
