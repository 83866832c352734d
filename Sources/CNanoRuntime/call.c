/* call.c - frames: opening and closing them, calls of managed methods, natives and delegates, static
 * constructors.
 *
 * Invariants: thread->frame is the top frame in thread->chunk (0 when the stack is empty); frames of a chunk
 * are contiguous and chunk->top is the first byte after the top one; chunk->previous_frame is the top frame
 * of the chunk before. A frame's `pc` is the unit to go on with, so a call is at pc - 1; an instruction that
 * has to run again (static constructor, lock) leaves pc at its start. */
#include "interp.h"

/* Sizes of stack chunks: the first is small (most threads are), each overflow doubles, but where memory is
 * short a chunk is as large as its first frame. */
enum { FIRST_CHUNK = 256, LARGEST_CHUNK = 16384, STACK_SHARE = 8, DELEGATE_VALUE_OFFSET = 4 };

enum { MUCH_DEBT = 1 << 15 }; /* units of code that a native may cost before it should come again */

static uint32_t result_words(const nano_method *m) { return m->state & M_STRING_CTOR ? 1 : m->ret_words; }

static bool runs_native(const nano_method *m) { return (m->state & (M_NATIVE | M_DELEGATE)) != 0; }

static uint32_t frame_words_of(nano_vm *vm, const nano_method *m) {
    if (runs_native(m)) return m->arg_words + NATIVE_ROOTS + 1u + result_words(m);
    return AT(vm, m->code, nano_code)->frame_words;
}

uint32_t *nano__running_words(nano_vm *vm, nref chunk, nano_frame *frame) {
    if (LIKELY(!(frame->flags & FRAME_FILTER))) return FRAME_WORDS(frame);
    const uint32_t *record = FRAME_WORDS(frame);
    for (uint32_t n = record[FILTER_LEVELS]; n > 0; n--) chunk = AT(vm, chunk, nano_chunk)->previous;
    return FRAME_WORDS(nano__frame_at(vm, chunk, record[FILTER_FRAME]));
}

bool nano__frame_below(nano_vm *vm, frame_place *place) {
    const nano_frame *frame = nano__frame_at(vm, place->chunk, place->offset);
    if (frame->previous) {
        place->offset = frame->previous;
        return true;
    }
    const nano_chunk *chunk = AT(vm, place->chunk, nano_chunk);
    place->offset = chunk->previous_frame;
    place->chunk = chunk->previous;
    return place->chunk != 0;
}

/* True if open_frame finds `bytes` in the top chunk or in thread->spare. */
static bool has_room(nano_vm *vm, const nano_thread *t, uint32_t bytes) {
    if (t->chunk) {
        const nano_chunk *chunk = AT(vm, t->chunk, nano_chunk);
        if (bytes <= chunk->bytes - chunk->top) return true;
    }
    return t->spare && bytes <= AT(vm, t->spare, nano_chunk)->bytes - CHUNK_BYTES;
}

/* Gives the top chunk room for a frame if it is the last object and free memory follows. */
static bool lengthen(nano_vm *vm, nref top_chunk, uint32_t bytes) {
    nano_core *core = CORE(vm);
    nano_chunk *chunk = AT(vm, top_chunk, nano_chunk);
    nano_domain *domain = &core->domains[core->charging];
    const uint32_t more = chunk->top + bytes - chunk->bytes;
    const bool full = domain->quota.bytes && domain->charged + more > domain->quota.bytes;
    if (top_chunk + chunk->bytes != core->heap_top || more > core->meta_low - core->heap_top || full)
        return false;
    chunk->bytes += more;
    core->heap_top += more;
    domain->charged += more;
    return true;
}

/* Makes that true, if need be by a new spare chunk. False: no memory. MAY_COLLECT */
static bool ensure_stack(nano_vm *vm, moff thread, uint32_t bytes) {
    nano_thread *t = AT(vm, thread, nano_thread);
    uint32_t size = FIRST_CHUNK;
    if (has_room(vm, t, bytes)) return true;
    if (t->chunk) {
        const nano_chunk *chunk = AT(vm, t->chunk, nano_chunk);
        size = chunk->bytes < LARGEST_CHUNK ? chunk->bytes * 2 : LARGEST_CHUNK;
    }
    t->spare = 0;
    if (size > (CORE(vm)->meta_low - CORE(vm)->heap_top) / STACK_SHARE) {
        if (t->chunk && lengthen(vm, t->chunk, bytes)) return true;
        size = 0;
    }
    if (size < bytes + CHUNK_BYTES) size = bytes + CHUNK_BYTES;
    nref fresh = nano__alloc(vm, CORE(vm)->stack_type, size);
    if (!fresh && size > bytes + CHUNK_BYTES)
        fresh = nano__alloc(vm, CORE(vm)->stack_type, size = bytes + CHUNK_BYTES);
    if (!fresh) return false;
    nano_chunk *chunk = AT(vm, fresh, nano_chunk);
    chunk->bytes = size;
    chunk->top = CHUNK_BYTES;
    AT(vm, thread, nano_thread)->spare = fresh;
    return true;
}

uint32_t nano__trim_stacks(nano_vm *vm) {
    uint32_t freed = 0;
    for (moff at = CORE(vm)->threads; at; at = AT(vm, at, nano_thread)->next) {
        nano_thread *t = AT(vm, at, nano_thread);
        if (t->spare) freed += AT(vm, t->spare, nano_chunk)->bytes;
        t->spare = 0;
        for (nref part = t->chunk; part; part = AT(vm, part, nano_chunk)->previous) {
            nano_chunk *chunk = AT(vm, part, nano_chunk);
            const uint32_t rest = chunk->bytes - chunk->top;
            if (rest < sizeof(nano_window)) continue;
            *AT(vm, part + chunk->top, nano_window) = (nano_window){CORE(vm)->window_type | HDR_TYPE, rest};
            chunk->bytes = chunk->top;
            freed += rest;
        }
    }
    return freed;
}

static nano_status make_code(nano_vm *vm, moff method) {
    const nano_method *m = AT(vm, method, nano_method);
    if (m->code) return NANO_OK;
    return runs_native(m) ? nano__prepare_native(vm, method) : nano__translate(vm, method);
}

nano_status nano__prepare_call(nano_vm *vm, moff thread, moff method) {
    nano_method *m = AT(vm, method, nano_method);
    if (UNLIKELY(m->state & M_ABSTRACT)) return nano__throw(vm, EXC_NOT_SUPPORTED, TEXT_ABSTRACT_CALLED);
    CORE(vm)->prepared = method;
    nano_status status = make_code(vm, method);
    if (status == NANO_OUT_OF_MEMORY) {
        nano__gc(vm);
        if (nano__shed_methods(vm)) status = make_code(vm, method);
    }
    if (status == NANO_OUT_OF_MEMORY) return status; /* the interpreter may know of some */
    if (status != NANO_OK) return nano__throw_status(vm, status);
    return ensure_stack(vm, thread, FRAME_BYTES + 4 * frame_words_of(vm, m)) ? NANO_OK : NANO_OUT_OF_MEMORY;
}

/* Takes room for a frame of `words`; ensure_stack has succeeded for it. */
static nano_frame *take_frame(nano_vm *vm, nano_thread *t, uint32_t words) {
    const uint32_t bytes = FRAME_BYTES + 4 * words;
    uint32_t previous = t->frame;
    nano_chunk *chunk = t->chunk ? AT(vm, t->chunk, nano_chunk) : NULL;
    if (!chunk || bytes > chunk->bytes - chunk->top) {
        chunk = AT(vm, t->spare, nano_chunk);
        chunk->previous = t->chunk;
        chunk->previous_frame = t->frame;
        chunk->top = CHUNK_BYTES;
        t->chunk = t->spare;
        t->spare = 0;
        previous = 0;
    }
    nano_frame *frame = nano__frame_at(vm, t->chunk, chunk->top);
    t->frame = chunk->top;
    chunk->top += bytes;
    nano__zero(frame, bytes);
    frame->previous = previous;
    frame->words = (uint16_t)words;
    return frame;
}

uint32_t *nano__open_frame(nano_vm *vm, nano_thread *thread, moff method, uint32_t dest, uint32_t flags) {
    const nano_method *m = AT(vm, method, nano_method);
    nano__trace(vm, TRACED_CALL, m->id);
    nano_frame *frame = take_frame(vm, thread, frame_words_of(vm, m));
    frame->method = method;
    frame->dest = (uint16_t)dest;
    frame->flags = (uint16_t)flags;
    if (runs_native(m)) {
        frame->flags |= m->state & M_DELEGATE ? FRAME_NATIVE | FRAME_DELEGATE_LIST : FRAME_NATIVE;
    } else {
        frame->code = m->code;
        AT(vm, m->code, nano_code)->last_used = CORE(vm)->clock;
    }
    return FRAME_WORDS(frame);
}

bool nano__close_frame(nano_vm *vm, nano_thread *thread) {
    nano_chunk *chunk = AT(vm, thread->chunk, nano_chunk);
    const nano_frame *frame = nano__top_frame(vm, thread);
    chunk->top = thread->frame;
    thread->frame = frame->previous;
    if (frame->previous) return true;
    nref emptied = thread->chunk;
    thread->chunk = chunk->previous;
    thread->frame = chunk->previous_frame;
    if (!thread->spare || AT(vm, thread->spare, nano_chunk)->bytes < chunk->bytes) thread->spare = emptied;
    chunk->previous = 0;
    return thread->chunk != 0;
}

nano_status nano__open_filter(nano_vm *vm, moff thread) {
    if (!ensure_stack(vm, thread, FRAME_BYTES + 4 * FILTER_WORDS)) return NANO_OUT_OF_MEMORY;
    nano_frame *record = take_frame(vm, AT(vm, thread, nano_thread), FILTER_WORDS);
    record->flags = FRAME_FILTER;
    return NANO_OK;
}

nano_status nano__push(nano_vm *vm, moff thread, moff method, const uint32_t *words, uint32_t count,
                       uint32_t dest, uint32_t flags) {
    if (count != AT(vm, method, nano_method)->arg_words)
        return nano__throw(vm, EXC_ARGUMENT, TEXT_WRONG_ARGUMENT_COUNT);
    TRY(nano__prepare_call(vm, thread, method));
    uint32_t *frame = nano__open_frame(vm, AT(vm, thread, nano_thread), method, dest, flags);
    for (uint32_t i = 0; i < count; i++) frame[i] = words[i];
    return NANO_OK;
}

/* -- Static constructors -------------------------------------------------------------------------- */

static nref *statics_entry(nano_vm *vm, uint32_t domain, const nano_type *type) {
    const nano_domain *d = &CORE(vm)->domains[domain];
    return type->statics_slot < d->slots ? AT(vm, d->statics, nref) + type->statics_slot : NULL;
}

static bool runs_cctor_of(nano_vm *vm, const nano_thread *thread, moff type) {
    if (!thread->chunk) return false;
    frame_place place = {thread->chunk, thread->frame};
    do {
        const nano_frame *frame = nano__frame_at(vm, place.chunk, place.offset);
        nano__charge(vm, FRAME_BYTES);
        if ((frame->flags & FRAME_CCTOR) && AT(vm, frame->method, nano_method)->owner == type) return true;
    } while (nano__frame_below(vm, &place));
    return false;
}

/* The thread of this domain that runs the static constructor of `type`, or NULL. */
static nano_thread *cctor_runner(nano_vm *vm, uint32_t domain, moff type) {
    for (moff at = CORE(vm)->threads; at; at = AT(vm, at, nano_thread)->next) {
        nano_thread *t = AT(vm, at, nano_thread);
        if (t->domain == domain && runs_cctor_of(vm, t, type)) return t;
    }
    return NULL;
}

/* Every use of a type whose static constructor failed gets the exception of the first (II.10.5.3.3). */
static nano_status throw_failure(nano_vm *vm, nref kept) {
    if (AT(vm, OBJ_TYPE(vm, kept), nano_type)->kind == K_STATICS)
        return nano__throw(vm, EXC_TYPE_INITIALIZATION, TEXT_CCTOR_HAS_FAILED);
    THREAD(vm)->exception = kept;
    return nano__capture_trace(vm, CORE(vm)->current) ? NANO_EXCEPTION : nano__throw_oom(vm);
}

void nano__keep_failure(nano_vm *vm, uint32_t domain, moff type, nref exception) {
    nref *entry = statics_entry(vm, domain, AT(vm, type, nano_type));
    if (entry) *entry = exception | CCTOR_FAILED;
}

nano_status nano__init_type(nano_vm *vm, moff type) {
    const moff thread = CORE(vm)->current;
    const uint32_t domain = AT(vm, thread, nano_thread)->domain;
    nano_status status = nano__layout(vm, type);
    if (status != NANO_OK) return nano__throw_status(vm, status);
    if (AT(vm, type, nano_type)->statics_slot == NANO_NONE) return NANO_OK;
    nref block;
    status = nano__statics(vm, domain, type, &block);
    if (status != NANO_OK) return nano__throw_status(vm, status);
    nref *entry = statics_entry(vm, domain, AT(vm, type, nano_type));
    switch (*entry & 3) {
    case 0: return NANO_OK;
    case CCTOR_FAILED: return throw_failure(vm, *entry & ~(uint32_t)STATICS_STATE);
    case CCTOR_RUNNING: {
        const nano_thread *runner = cctor_runner(vm, domain, type);
        /* A runner that waits for a type itself may wait for ours: go on rather than deadlock (ECMA-335
         * II.10.5.3.3). */
        if (!runner || runner == AT(vm, thread, nano_thread) || runner->wait_kind == WAIT_TYPE)
            return NANO_OK;
        return nano__wait_until(vm, *entry & ~3u, WAIT_TYPE, INT64_MAX);
    }
    default: break;
    }
    moff cctor;
    const uint32_t id = AT(vm, type, nano_type)->id;
    status = nano__method(vm, id >> 16, AT(vm, type, nano_type)->cctor, &cctor);
    if (status != NANO_OK) return nano__throw_status(vm, status);
    TRY(nano__prepare_call(vm, thread, cctor));
    *statics_entry(vm, domain, AT(vm, type, nano_type)) |= CCTOR_RUNNING;
    (void)nano__open_frame(vm, AT(vm, thread, nano_thread), cctor, 0, FRAME_CCTOR | FRAME_DISCARD);
    return NANO_CALLED;
}

static void finish_cctor(nano_vm *vm, uint32_t domain, moff type, bool failed) {
    nref *entry = statics_entry(vm, domain, AT(vm, type, nano_type));
    if (!entry) return;
    const nref block = *entry & ~3u;
    *entry = block | (failed ? CCTOR_FAILED : 0);
    nano__wake_kind(vm, block, WAIT_TYPE, UINT32_MAX);
}

/* -- Synchronized methods ------------------------------------------------------------------------- */

nano_status nano__lock_method(nano_vm *vm, moff method, nref self) {
    const nano_method *m = AT(vm, method, nano_method);
    const nref object = m->has_this ? self : nano__type_object(vm, m->owner);
    if (!object) return m->has_this ? nano__throw(vm, EXC_NULL_REFERENCE, TEXT_NONE) : nano__throw_oom(vm);
    const int taken = nano__lock(vm, object, THREAD(vm)->number);
    if (taken < 0) return nano__throw_oom(vm);
    return taken ? NANO_OK : nano__wait_until(vm, object, WAIT_MONITOR, INT64_MAX);
}

void nano__unlock_method(nano_vm *vm, const nano_method *m, nref self, const nano_thread *t) {
    const nref object = m->has_this ? self : nano__made_type_object(vm, nano__type_handle(vm, m->owner));
    if (object) (void)nano__unlock(vm, object, t->number);
}

void nano__frame_gone(nano_vm *vm, moff thread, nano_frame *frame, bool by_exception) {
    const nano_thread *t = AT(vm, thread, nano_thread);
    if (!frame->method) return;
    const nano_method *m = AT(vm, frame->method, nano_method);
    if (frame->flags & FRAME_CCTOR) finish_cctor(vm, t->domain, m->owner, by_exception);
    if (frame->flags & FRAME_LOCKED) nano__unlock_method(vm, m, FRAME_WORDS(frame)[0], t);
}

/* -- Returning ------------------------------------------------------------------------------------ */

/* Where a native frame keeps the raw result for its caller. */
static uint32_t *result_area(const nano_method *m, uint32_t *words) {
    return words + m->arg_words + NATIVE_ROOTS + 1;
}

/* A value of the method's return type as an object in the top (native) frame's result root. MAY_COLLECT */
static nano_status deliver_boxed(nano_vm *vm, moff thread, nano_sigtype type, const uint32_t *value,
                                 uint32_t words) {
    nref boxed = 0;
    if (type.dt == DT_OBJECT) {
        boxed = value[0];
    } else if (type.dt != DT_VOID && !type.byref) {
        uint32_t copy[16];
        if (words > 16) return nano__throw(vm, EXC_NOT_SUPPORTED, TEXT_RESULT_NOT_BOXED);
        for (uint32_t i = 0; i < words; i++) copy[i] = value[i];
        boxed = nano__box(vm, type.type, copy);
        if (!boxed) return nano__throw_oom(vm);
    }
    nano_frame *caller = nano__top_frame(vm, AT(vm, thread, nano_thread));
    FRAME_WORDS(caller)[AT(vm, caller->method, nano_method)->arg_words + NATIVE_ROOTS] = boxed;
    return NANO_OK;
}

nano_status nano__return(nano_vm *vm, moff thread, const uint32_t *result, bool *ended, uint32_t *last) {
    nano_thread *t = AT(vm, thread, nano_thread);
    nano_frame *frame = nano__top_frame(vm, t);
    const nano_method *m = AT(vm, frame->method, nano_method);
    const uint32_t words = result_words(m);
    const uint32_t dest = frame->dest, flags = frame->flags;
    if (flags & (FRAME_CCTOR | FRAME_LOCKED)) nano__frame_gone(vm, thread, frame, false);
    *ended = !nano__close_frame(vm, t);
    if (*ended) {
        *last = words ? result[0] : 0;
        return NANO_OK;
    }
    if (flags & FRAME_DISCARD) return NANO_OK;
    nano_frame *caller = nano__top_frame(vm, t);
    if (!(caller->flags & FRAME_NATIVE)) {
        uint32_t *to = nano__running_words(vm, t->chunk, caller) + dest;
        for (uint32_t i = 0; i < words; i++) to[i] = result[i];
        return NANO_OK;
    }
    if (caller->flags & FRAME_DELEGATE_LIST) {
        uint32_t *to = result_area(AT(vm, caller->method, nano_method), FRAME_WORDS(caller));
        for (uint32_t i = 0; i < words; i++) to[i] = result[i];
        return NANO_OK;
    }
    return deliver_boxed(vm, thread,
                         m->state & M_STRING_CTOR ? (nano_sigtype){DT_OBJECT, 0, 0} : nano__return_of(vm, m),
                         result, words);
}

/* -- Delegates ------------------------------------------------------------------------------------ */

/* The argument words that the running CALLD names. */
static const uint16_t *argument_words(nano_vm *vm, const nano_thread *t) {
    return nano__running_instruction(vm, t) + 5;
}

/* Calls one delegate: `words[delegate_word]` of the running frame. Its arguments are words 1..count-1, or
 * what the instruction names (`by_code`). */
static nano_status invoke_single(nano_vm *vm, moff thread, uint32_t delegate_word, bool by_code,
                                 uint32_t count, uint32_t dest) {
    nano_thread *t = AT(vm, thread, nano_thread);
    uint32_t *words = nano__running_words(vm, t->chunk, nano__top_frame(vm, t));
    const moff target = AT(vm, words[delegate_word], nano_delegate)->method;
    nano_method *m = AT(vm, target, nano_method);
    if (!m->has_this && AT(vm, m->owner, nano_type)->cctor != NANO_NONE) TRY(nano__init_type(vm, m->owner));
    TRY(nano__prepare_call(vm, thread, target));
    words = nano__running_words(vm, t->chunk, nano__top_frame(vm, t));
    const nano_delegate *d = AT(vm, words[delegate_word], nano_delegate);
    const bool value_this = m->has_this && nano__is_value(AT(vm, m->owner, nano_type));
    const bool bound =
        m->has_this || m->arg_words == count; /* a static method closed over its first argument */
    if (m->has_this && !d->target) return nano__throw(vm, EXC_NULL_REFERENCE, TEXT_NONE);
    if (m->arg_words != count - 1 + (bound ? 1u : 0u) + (value_this ? 1u : 0u))
        return nano__throw(vm, EXC_INVALID_OPERATION, TEXT_DELEGATE_OF_OTHER_ARGUMENTS);
    if (m->state & M_SYNCHRONIZED) {
        TRY(nano__lock_method(vm, target, d->target));
        const nano_status status = nano__prepare_call(vm, thread, target); /* the lock may have collected */
        if (status != NANO_OK) {
            words = nano__running_words(vm, t->chunk, nano__top_frame(vm, t));
            nano__unlock_method(vm, m, AT(vm, words[delegate_word], nano_delegate)->target, t);
            return status;
        }
    }
    words = nano__running_words(vm, t->chunk, nano__top_frame(vm, t));
    const uint16_t *sources = by_code ? argument_words(vm, t) : NULL;
    d = AT(vm, words[delegate_word], nano_delegate);
    uint32_t *to = nano__open_frame(vm, t, target, dest, m->state & M_SYNCHRONIZED ? FRAME_LOCKED : 0);
    if (bound) *to++ = d->target;
    if (value_this) *to++ = DELEGATE_VALUE_OFFSET;
    for (uint32_t i = 1; i < count; i++) *to++ = words[sources ? sources[i] : i];
    return NANO_CALLED;
}

nano_status nano__invoke_delegate(nano_vm *vm, moff thread, moff invoke) {
    nano_thread *t = AT(vm, thread, nano_thread);
    const uint16_t *pc = nano__running_instruction(vm, t), *sources = argument_words(vm, t);
    const uint32_t dest = pc[1];
    const uint32_t count = pc[4];
    const uint32_t *words = nano__running_words(vm, t->chunk, nano__top_frame(vm, t));
    const nref d = words[sources[0]];
    if (!d) return nano__throw(vm, EXC_NULL_REFERENCE, TEXT_NONE);
    if (!AT(vm, d, nano_delegate)->list) return invoke_single(vm, thread, sources[0], true, count, dest);
    TRY(nano__prepare_call(vm, thread, invoke));
    words = nano__running_words(vm, t->chunk, nano__top_frame(vm, t));
    sources = argument_words(vm, t);
    uint32_t *to = nano__open_frame(vm, t, invoke, dest, 0);
    for (uint32_t i = 0; i < count; i++) to[i] = words[sources[i]];
    return NANO_CALLED;
}

/* The next delegate of an Invoke frame (the only one, if it is no multicast), or the frame's return. */
static nano_status step_delegates(nano_vm *vm, moff thread, bool *ended, uint32_t *last) {
    nano_frame *frame = nano__top_frame(vm, AT(vm, thread, nano_thread));
    const nano_method *m = AT(vm, frame->method, nano_method);
    uint32_t *words = FRAME_WORDS(frame);
    if (!words[0]) return nano__throw(vm, EXC_NULL_REFERENCE, TEXT_NONE);
    const nref list = AT(vm, words[0], nano_delegate)->list;
    const uint32_t length = list ? AT(vm, list, nano_array)->length : 1;
    if (frame->pc >= length) return nano__return(vm, thread, result_area(m, words), ended, last);
    const uint32_t root = m->arg_words;
    words[root] = list ? AT(vm, list + sizeof(nano_array), nref)[frame->pc] : words[0];
    const nano_status status = invoke_single(vm, thread, root, false, m->arg_words, 0);
    /* The step is done if the call was opened on top, not a static constructor that has to run before it. */
    frame_place place = {AT(vm, thread, nano_thread)->chunk, AT(vm, thread, nano_thread)->frame};
    if (status == NANO_CALLED && !(nano__frame_at(vm, place.chunk, place.offset)->flags & FRAME_CCTOR)) {
        (void)nano__frame_below(vm, &place);
        nano__frame_at(vm, place.chunk, place.offset)->pc++;
    }
    return status;
}

/* -- Natives -------------------------------------------------------------------------------------- */

nano_status nano__enter_native(nano_vm *vm, moff thread, bool *ended, uint32_t *last) {
    *ended = false;
    nano_thread *t = AT(vm, thread, nano_thread);
    nano_frame *frame = nano__top_frame(vm, t);
    if (frame->flags & FRAME_DELEGATE_LIST) return step_delegates(vm, thread, ended, last);
    const nano_method *m = AT(vm, frame->method, nano_method);
    const nano_native_info *info = AT(vm, m->code, nano_native_info);
    const nano_native_fn function = nano__bound_function(vm, info);
    if (UNLIKELY(!function))
        return nano__throw(vm, EXC_NOT_SUPPORTED, TEXT_NATIVE_NOT_AVAILABLE, frame->method);
    CORE(vm)->native_calls += frame->pc == 0;
    nano_call call = {vm, thread, frame->method, nano__native_fields(vm, m), t->frame, NULL, NULL};
    nano__locate_words(&call);
    vm->call = &call;
    const nano_status status = function(&call);
    vm->call = NULL;
    switch (status) {
    case NANO_OK: {
        frame = nano__native_frame(&call);
        /* Not references: where an object lies is no result. */
        if (m->ret_dt != DT_OBJECT && m->ret_dt != DT_VALUETYPE && !m->ret_byref && m->ret_words)
            nano__trace(vm, TRACED_RESULT, result_area(m, FRAME_WORDS(frame))[0]);
        return nano__return(vm, thread, result_area(m, FRAME_WORDS(frame)), ended, last);
    }
    case NANO_EXCEPTION: return NANO_EXCEPTION;
    case NANO_BLOCKED: nano__native_frame(&call)->pc++; return NANO_BLOCKED;
    case NANO_CALLED: return NANO_CALLED; /* nano__call_managed has counted the step */
    default: return nano__throw_status(vm, status);
    }
}

bool nano__call_native(nano_vm *vm, moff thread, moff method, const uint16_t *call, nano_status *status) {
    nano_thread *t = AT(vm, thread, nano_thread);
    const nano_method *m = AT(vm, method, nano_method);
    nano_frame *caller = nano__top_frame(vm, t);
    if (!(m->state & M_NATIVE) || !m->code || (m->state & M_SYNCHRONIZED) || (caller->flags & FRAME_FILTER))
        return false;
    const uint32_t words = frame_words_of(vm, m), count = call[4];
    if (!has_room(vm, t, FRAME_BYTES + 4 * words)) return false;
    caller->pc += 4 + count; /* the saved pc is one behind the start of the call */
    uint32_t *to = nano__open_frame(vm, t, method, call[1], 0);
    for (uint32_t i = 0; i < count; i++) to[i] = FRAME_WORDS(caller)[call[5 + i]];
    bool ended;
    uint32_t last;
    *status = nano__enter_native(vm, thread, &ended, &last);
    return true;
}

/* Coming again is free: how often a native does depends on the budgets of runs, who runs when must not. */
nano_status nano__again(const nano_call *c, uint32_t step) {
    nano__native_frame(c)->pc = step;
    CORE(c->vm)->debt -= NATIVE_COST;
    return NANO_CALLED;
}

bool nano__owes_much(nano_vm *vm) { return CORE(vm)->debt > MUCH_DEBT || CORE(vm)->memory_credit <= 0; }

void nano__charge(nano_vm *vm, uint32_t bytes) {
    const int32_t units = (int32_t)(bytes / BYTES_PER_UNIT);
    if (CORE(vm)->debt < INT32_MAX / 4) CORE(vm)->debt += units;
}

nano_frame *nano__native_frame(const nano_call *c) {
    return nano__frame_at(c->vm, AT(c->vm, c->thread, nano_thread)->chunk, c->frame_offset);
}

static const nano_method *called_method(const nano_call *c) { return AT(c->vm, c->method, nano_method); }

void nano__locate_words(nano_call *c) {
    c->words = FRAME_WORDS(nano__native_frame(c));
    c->roots = c->words + called_method(c)->arg_words;
}

nano_status nano__ret_words(nano_call *c, const uint32_t *words, uint32_t count) {
    uint32_t *to = result_area(called_method(c), c->words);
    const uint32_t room = result_words(called_method(c));
    for (uint32_t i = 0; i < count && i < room; i++) to[i] = words[i];
    return NANO_OK;
}
nano_status nano__ret32(nano_call *c, uint32_t value) { return nano__ret_words(c, &value, 1); }
nano_status nano__ret64(nano_call *c, int64_t value) {
    uint32_t words[2];
    __builtin_memcpy(words, &value, sizeof words);
    return nano__ret_words(c, words, 2);
}
nano_status nano__ret_f64(nano_call *c, double value) {
    uint32_t words[2];
    __builtin_memcpy(words, &value, sizeof words);
    return nano__ret_words(c, words, 2);
}
nano_status nano__ret_f32(nano_call *c, float value) {
    uint32_t word;
    __builtin_memcpy(&word, &value, sizeof word);
    return nano__ret_words(c, &word, 1);
}
void *nano__byref(const nano_call *c, uint32_t word) {
    const uint32_t *words = c->words + word;
    return words[0] ? c->vm->base + words[0] + words[1] : NULL;
}

nano_status nano__call_managed(nano_call *c, moff method, const uint32_t *words, uint32_t count) {
    nano_vm *vm = c->vm;
    TRY(nano__push(vm, c->thread, method, words, count, 0, 0));
    /* The call may have opened a new chunk: our frame is the one below the top, wherever that is. */
    frame_place place = {AT(vm, c->thread, nano_thread)->chunk, AT(vm, c->thread, nano_thread)->frame};
    (void)nano__frame_below(vm, &place);
    nano__frame_at(vm, place.chunk, place.offset)->pc++;
    return NANO_CALLED;
}
