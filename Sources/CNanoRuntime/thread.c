/* thread.c - green threads: their records, the scheduler (nano_run), waiting and waking, timers, finalizers.
 *
 * A thread runs a quantum of instructions; a lower priority pays more credit for it, and the ready thread
 * with the most credit goes next (pe-format 6.10). Nothing here depends on wall time but sleeping, so a run
 * without sleeps is reproducible. */
#include "interp.h"
#include "threading.h"

enum {
    DEFAULT_QUANTUM = 2000,
    DEFAULT_MAX_THREADS = 64,
    CREDIT_BANK = 33,
    NORMAL_PRIORITY = 2,
    TEXT_BYTES = 1200
};
#define TRACE_PRIME 0x100000001B3u /* FNV-1a, 64 bits */

static int64_t host_ms(nano_vm *vm) {
    return HOST(vm) && HOST(vm)->monotonic_ms ? HOST(vm)->monotonic_ms(HOST(vm)->context) : 0;
}

int64_t nano__now_ms(nano_vm *vm) { return host_ms(vm) + CORE(vm)->clock_offset; }

int64_t nano__deadline(nano_vm *vm, int64_t timeout_ms) {
    if (timeout_ms < 0) return INT64_MAX;
    const int64_t now = nano__now_ms(vm);
    return timeout_ms > INT64_MAX - now ? INT64_MAX : now + timeout_ms;
}

/* -- Records -------------------------------------------------------------------------------------- */

moff nano__thread_offset(nano_vm *vm, uint32_t number) {
    moff at = CORE(vm)->threads;
    while (at && AT(vm, at, nano_thread)->number != number) at = AT(vm, at, nano_thread)->next;
    return at;
}

static void append(nano_vm *vm, moff thread) {
    moff *link = &CORE(vm)->threads;
    while (*link) link = &AT(vm, *link, nano_thread)->next;
    *link = thread;
    AT(vm, thread, nano_thread)->next = 0;
}

static void unlink_thread(nano_vm *vm, moff thread) {
    moff *link = &CORE(vm)->threads;
    while (*link && *link != thread) link = &AT(vm, *link, nano_thread)->next;
    if (*link) *link = AT(vm, thread, nano_thread)->next;
}

static bool runnable(const nano_thread *t) { return t->state == T_READY && !t->suspended; }

static int32_t best_credit(nano_vm *vm) {
    int32_t best = INT32_MIN;
    for (moff at = CORE(vm)->threads; at; at = AT(vm, at, nano_thread)->next) {
        const nano_thread *t = AT(vm, at, nano_thread);
        if (runnable(t) && t->counter > best) best = t->counter;
    }
    return best == INT32_MIN ? 0 : best;
}

moff nano__new_thread(nano_vm *vm, uint32_t domain, bool is_main) {
    uint32_t count = 0;
    for (moff at = CORE(vm)->threads; at; at = AT(vm, at, nano_thread)->next) count++;
    const uint32_t limit = CORE(vm)->config.max_threads ? CORE(vm)->config.max_threads : DEFAULT_MAX_THREADS;
    const uint32_t quota = CORE(vm)->domains[domain].quota.threads;
    if (count >= limit || (quota && nano__count_threads(vm, domain) >= quota)) return 0;
    CORE(vm)->charging = (uint8_t)domain;
    const moff thread = nano__meta_alloc(vm, sizeof(nano_thread));
    if (!thread) return 0;
    nano_thread *t = AT(vm, thread, nano_thread);
    t->number = ++CORE(vm)->next_thread;
    t->state = T_READY;
    t->priority = NORMAL_PRIORITY;
    t->domain = (uint8_t)domain;
    t->is_main = is_main ? THREAD_MAIN : THREAD_MANAGED;
    t->counter = best_credit(vm);
    t->wake_ms = t->limit_ms = INT64_MAX;
    append(vm, thread);
    return thread;
}

/* Takes a thread out of the world; its stack is garbage from here on. */
static void free_thread(nano_vm *vm, moff thread) {
    nano_thread *t = AT(vm, thread, nano_thread);
    nano__unlock_all(vm, t->number);
    if (t->object) {
        *AT(vm, t->object + THREAD_WORD, uint32_t) |= THREAD_ENDED;
        nano__wake_kind(vm, t->object, WAIT_JOIN, UINT32_MAX);
    }
    unlink_thread(vm, thread);
    if (CORE(vm)->current == thread) CORE(vm)->current = 0;
    nano__meta_free(vm, thread);
}

static void report_trace(nano_vm *vm, uint32_t number, nref exception) {
    const uint32_t field = CORE(vm)->field_offsets[FLD_EXCEPTION_TRACE];
    if (!HOST(vm) || !HOST(vm)->trace_frame || !exception || !field) return;
    const nref trace = *AT(vm, exception + field, nref);
    for (uint32_t i = 0; i < nano__trace_length(vm, trace); i++) {
        char name[TRACE_NAME_BYTES];
        nano_trace_frame frame;
        if (nano__trace_frame(vm, trace, i, name, sizeof name, &frame))
            HOST(vm)->trace_frame(HOST(vm)->context, number, &frame);
    }
}

/* Apart from its callers, so that the text is on the C stack only here. */
__attribute__((noinline)) static void finish_thread(nano_vm *vm, moff thread, nano_thread_outcome outcome,
                                                    int32_t result) {
    nano_thread *t = AT(vm, thread, nano_thread);
    char text[TEXT_BYTES];
    uint32_t length = 0;
    if (outcome == NANO_THREAD_EXCEPTION) {
        length = nano__exception_text(vm, t->exception, text, sizeof text);
        report_trace(vm, t->number, t->exception);
    }
    const uint32_t number = t->number, domain = t->domain;
    const bool is_main = t->is_main == THREAD_MAIN;
    free_thread(vm, thread);
    if (HOST(vm) && HOST(vm)->thread_ended)
        HOST(vm)->thread_ended(HOST(vm)->context, number, domain, is_main, outcome, result, text, length);
}

void nano_kill_threads(nano_vm *vm, uint32_t domain) {
    if (vm->calls_host || domain >= NANO_MAX_DOMAINS) return;
    nano__drop_timers(vm, domain);
    vm->calls_host = true;
    moff at = CORE(vm)->threads;
    while (at) {
        const moff next = AT(vm, at, nano_thread)->next;
        if (AT(vm, at, nano_thread)->domain == domain) finish_thread(vm, at, NANO_THREAD_ABORTED, 0);
        at = next;
    }
    vm->calls_host = false;
}

/* -- Waiting and waking --------------------------------------------------------------------------- */

static void make_ready(nano_vm *vm, nano_thread *t, bool timed_out) {
    const int32_t most = best_credit(vm);
    t->state = T_READY;
    t->waiting_for = 0;
    t->wait_kind = 0;
    t->timed_out = timed_out;
    if (t->counter > most + CREDIT_BANK) t->counter = most + CREDIT_BANK;
}

nano_status nano__wait_until(nano_vm *vm, nref object, uint32_t kind, int64_t wake_ms) {
    nano_thread *t = THREAD(vm);
    t->state = T_WAITING;
    t->waiting_for = object;
    t->wait_kind = kind;
    t->wake_ms = wake_ms;
    t->timed_out = false;
    return NANO_BLOCKED;
}

nano_status nano__sleep(nano_vm *vm, int64_t ms) {
    nano_thread *t = THREAD(vm);
    t->state = ms ? T_SLEEPING : T_READY;
    t->wake_ms = nano__deadline(vm, ms);
    return NANO_BLOCKED;
}

uint32_t nano__wake_kind(nano_vm *vm, nref object, uint32_t kind, uint32_t at_most) {
    uint32_t woken = 0;
    for (moff at = CORE(vm)->threads; at && woken < at_most; at = AT(vm, at, nano_thread)->next) {
        nano_thread *t = AT(vm, at, nano_thread);
        if (t->state != T_WAITING || t->waiting_for != object || t->wait_kind != kind) continue;
        make_ready(vm, t, false);
        woken++;
    }
    return woken;
}

uint32_t nano__wake_waiters(nano_vm *vm, nref object, uint32_t at_most) {
    return nano__wake_kind(vm, object, WAIT_MONITOR, at_most);
}

static void interrupt(nano_vm *vm, nano_thread *t, uint32_t reason) {
    t->abort_pending = (uint8_t)reason;
    t->suspended = false;
    if (t->state != T_READY) make_ready(vm, t, true);
}

void nano__abort(nano_vm *vm, nano_thread *t) {
    if (!nano__is_aborted(t)) interrupt(vm, t, ABORT_REQUESTED);
}

/* The time of ExecutionConstraint.Install is over. An abort goes before. */
static void end_by_limit(nano_vm *vm, nano_thread *t) {
    t->limit_ms = INT64_MAX;
    if (!t->abort_pending) interrupt(vm, t, ABORT_LIMIT);
}

void nano__raise_pending(nano_vm *vm) {
    nano_thread *t = THREAD(vm);
    if (t->abort_pending == ABORT_LIMIT) {
        t->abort_pending = 0;
        (void)nano__throw_named(vm, "nanoFramework.Runtime.Native.ConstraintException", NULL);
    } else {
        t->abort_pending = ABORT_RAISED;
        (void)nano__throw(vm, EXC_THREAD_ABORT, TEXT_NONE);
    }
}

void nano_complete(nano_vm *vm, uint32_t wait_key) {
    for (moff at = CORE(vm)->threads; at; at = AT(vm, at, nano_thread)->next) {
        nano_thread *t = AT(vm, at, nano_thread);
        if (t->state == T_BLOCKED && t->wait_key == wait_key) make_ready(vm, t, false);
    }
}

/* -- System threads: timer callbacks and finalizers, one at a time each in a domain --------------- */

/* The domains that have a thread of this kind, a bit each: one does not wait for another's callbacks. */
static uint32_t domains_with(nano_vm *vm, uint32_t kind) {
    uint32_t domains = 0;
    for (moff at = CORE(vm)->threads; at; at = AT(vm, at, nano_thread)->next)
        if (AT(vm, at, nano_thread)->is_main == kind) domains |= 1u << AT(vm, at, nano_thread)->domain;
    return domains;
}

/* A thread of `kind` with a frame for `method`, whose argument words are still zero; 0 = out of memory.
 * MAY_COLLECT */
moff nano__system_thread(nano_vm *vm, uint32_t domain, uint32_t kind, moff method) {
    const moff thread = nano__new_thread(vm, domain, false), before = CORE(vm)->current;
    if (!thread) return 0;
    AT(vm, thread, nano_thread)->is_main = (uint8_t)kind;
    CORE(vm)->current = thread;
    const nano_status status = nano__prepare_call(vm, thread, method);
    CORE(vm)->current = before;
    if (status != NANO_OK) {
        free_thread(vm, thread);
        return 0;
    }
    (void)nano__open_frame(vm, AT(vm, thread, nano_thread), method, 0, FRAME_DISCARD);
    return thread;
}

/* Starts the next finalizer of a domain in which none runs. False: there is no memory for it now. */
static bool start_finalizer(nano_vm *vm) {
    if (!CORE(vm)->needs_finalizers) return true;
    const uint32_t busy = domains_with(vm, THREAD_FINALIZER);
    const moff spare = nano__new_thread(vm, 0, false);
    if (!spare) return false;
    const nref object = nano__next_finalizable(vm, busy); /* after the last allocation that could move it */
    if (!object) {
        free_thread(vm, spare);
        return true;
    }
    nano_thread *t = AT(vm, spare, nano_thread);
    t->is_main = THREAD_FINALIZER;
    t->waiting_for = object; /* a traced word that is free until the frame has one */
    const nano_type *type = AT(vm, OBJ_TYPE(vm, object), nano_type);
    t->domain = type->domain;
    moff method;
    const moff before = CORE(vm)->current;
    CORE(vm)->current = spare;
    nano_status status = nano__finalizer(vm, OBJ_TYPE(vm, object), &method);
    if (status == NANO_OK)
        status = nano__prepare_call(vm, spare, method);
    else
        status = nano__throw_status(vm, status);
    CORE(vm)->current = before;
    if (status == NANO_OUT_OF_MEMORY || (status != NANO_OK && t->exception == CORE(vm)->out_of_memory)) {
        free_thread(vm, spare);
        return false;
    }
    const nref finalized = t->waiting_for;
    t->waiting_for = 0;
    nano__finalizer_starts(vm, finalized);
    if (status == NANO_OK)
        nano__open_frame(vm, t, method, 0, FRAME_DISCARD)[0] = finalized;
    else
        finish_thread(vm, spare, NANO_THREAD_EXCEPTION, 0);
    return true;
}

/* -- The scheduler -------------------------------------------------------------------------------- */

/* Wakes what is due and returns the time of the next thing that will be. */
static int64_t wake_due(nano_vm *vm) {
    const int64_t now = nano__now_ms(vm);
    int64_t next = INT64_MAX;
    for (moff at = CORE(vm)->threads; at; at = AT(vm, at, nano_thread)->next) {
        nano_thread *t = AT(vm, at, nano_thread);
        if (t->limit_ms <= now) end_by_limit(vm, t);
        if (t->state != T_SLEEPING && t->state != T_WAITING && t->state != T_BLOCKED) continue;
        if (t->limit_ms < next) next = t->limit_ms;
        if (t->wake_ms <= now)
            make_ready(vm, t, true);
        else if (t->wake_ms < next)
            next = t->wake_ms;
    }
    for (uint32_t d = 0, busy = domains_with(vm, THREAD_TIMER); d < NANO_MAX_DOMAINS; d++) {
        const int64_t timer = busy >> d & 1 ? INT64_MAX : nano__run_timers(vm, d, now);
        if (timer < next) next = timer;
    }
    if (!start_finalizer(vm) && now + MEMORY_RETRY_MS < next) next = now + MEMORY_RETRY_MS;
    return next;
}

static moff pick(nano_vm *vm) {
    moff best = 0;
    for (moff at = CORE(vm)->threads; at; at = AT(vm, at, nano_thread)->next) {
        const nano_thread *t = AT(vm, at, nano_thread);
        if (runnable(t) && (!best || t->counter > AT(vm, best, nano_thread)->counter)) best = at;
    }
    return best;
}

/* Charges a slice and moves the thread behind its equals. */
static void charge(nano_vm *vm, moff thread) {
    nano_thread *t = AT(vm, thread, nano_thread);
    t->counter -= 1 << (5 - (t->priority > 4 ? 4 : t->priority));
    unlink_thread(vm, thread);
    append(vm, thread);
    if (t->counter > INT32_MIN / 2) return;
    for (moff at = CORE(vm)->threads; at; at = AT(vm, at, nano_thread)->next)
        AT(vm, at, nano_thread)->counter += INT32_MAX / 4;
}

/* -- The trace ------------------------------------------------------------------------------------ */

void nano__trace_words(nano_vm *vm, uint32_t event, const uint32_t *words, uint32_t count) {
    const moff thread = CORE(vm)->current;
    uint64_t hash = CORE(vm)->trace_hash;
    hash = (hash ^ (event << 24 ^ (thread ? AT(vm, thread, nano_thread)->number : 0))) * TRACE_PRIME;
    for (uint32_t i = 0; i < count; i++) hash = (hash ^ words[i]) * TRACE_PRIME;
    CORE(vm)->trace_hash = hash;
}

/* Where a slice ended: which thread after how many instructions, and the method and unit it goes on with. */
static void trace_slice(nano_vm *vm, slice_end end, int32_t used) {
    if (LIKELY(!(CORE(vm)->config.test_modes & NANO_TEST_TRACE))) return;
    const nano_thread *t = THREAD(vm);
    uint32_t words[4] = {end, (uint32_t)used, 0, 0};
    if (t->chunk) {
        const nano_frame *frame = nano__top_frame(vm, t);
        words[2] = frame->method ? AT(vm, frame->method, nano_method)->id : 0;
        words[3] = frame->pc;
    }
    nano__trace_words(vm, TRACED_SLICE, words, 4);
}

/* One quantum of one thread, or the part of it that `budget` allows; returns the instructions used. A quantum
 * that is cut short goes on with the next run, so that the budgets of runs do not change who runs when. */
static int32_t run_one(nano_vm *vm, moff thread, int32_t quantum, int32_t budget) {
    nano_thread *t = AT(vm, thread, nano_thread);
    const int32_t whole = t->quantum > 0 ? t->quantum : quantum, given = whole < budget ? whole : budget;
    int32_t left = given;
    uint32_t result = 0;
    CORE(vm)->current = thread;
    CORE(vm)->charging = AT(vm, thread, nano_thread)->domain;
    CORE(vm)->clock++;
    AT(vm, thread, nano_thread)->started = true;
    const slice_end end = nano__run_slice(vm, &left, &result);
    const int32_t used = given - left;
    CORE(vm)->instructions += (uint32_t)used;
    trace_slice(vm, end, used);
    if (end == SLICE_ENDED) {
        const bool aborted = nano__is_aborted(AT(vm, thread, nano_thread));
        finish_thread(vm, thread, aborted ? NANO_THREAD_ABORTED : NANO_THREAD_RETURNED, (int32_t)result);
    } else if (end == SLICE_FAILED) {
        const nano_thread *t = AT(vm, thread, nano_thread);
        const bool aborted = nano__is_aborted(t) && t->exception != CORE(vm)->out_of_memory;
        finish_thread(vm, thread, aborted ? NANO_THREAD_ABORTED : NANO_THREAD_EXCEPTION, 0);
    } else {
        t->quantum = end == SLICE_BUDGET ? whole - used : 0;
        if (t->quantum <= 0) charge(vm, thread);
    }
    CORE(vm)->current = 0;
    return used > 0 ? used : 1;
}

static nano_run_result run(nano_vm *vm, uint32_t budget) {
    int64_t left = budget;
    const int32_t quantum =
        CORE(vm)->config.quantum ? (int32_t)(CORE(vm)->config.quantum & INT32_MAX) : DEFAULT_QUANTUM;
    for (;;) {
        CORE(vm)->memory_credit = 0;
        const int64_t wake = wake_due(vm);
        /* Waking, timers and finalizers are paid for when a thread has run: those that cost more than a
         * budget keep nobody from running. */
        const int64_t waking = CORE(vm)->debt / UNITS_PER_INSTRUCTION - CORE(vm)->memory_credit;
        CORE(vm)->debt = 0;
        const moff thread = pick(vm);
        if (!thread) {
            const nano_stop_reason reason = CORE(vm)->threads ? NANO_STOP_WAITING : NANO_STOP_FINISHED;
            const bool timed = reason == NANO_STOP_WAITING && wake != INT64_MAX;
            return (nano_run_result){reason, timed ? wake - CORE(vm)->clock_offset : INT64_MAX};
        }
        if (left <= 0) return (nano_run_result){NANO_STOP_BUDGET, host_ms(vm)};
        const int32_t credit = CORE(vm)->memory_credit = left < INT32_MAX ? (int32_t)left : INT32_MAX;
        left -= run_one(vm, thread, quantum, credit);
        left -= credit - CORE(vm)->memory_credit + waking;
    }
}

nano_run_result nano_run(nano_vm *vm, uint32_t budget) {
    if (vm->calls_host) return (nano_run_result){NANO_STOP_BUDGET, INT64_MAX};
    vm->calls_host = true;
    const nano_run_result result = run(vm, budget);
    vm->calls_host = false;
    return result;
}

/* -- Starting ------------------------------------------------------------------------------------- */

/* Main(string[]) gets an empty array (pe-format 7.2). MAY_COLLECT */
static bool put_empty_array(nano_vm *vm, moff thread) {
    moff strings;
    if (nano__array_of(vm, CORE(vm)->known[WK_STRING], &strings) != NANO_OK) return false;
    const nref array = nano__new_array(vm, strings, 0);
    FRAME_WORDS(nano__top_frame(vm, AT(vm, thread, nano_thread)))[0] = array;
    return array != 0;
}

/* Puts one argument into the frame's words; returns how many it took, 0 = out of memory. MAY_COLLECT */
static uint32_t put_argument(nano_vm *vm, moff thread, uint32_t word, const nano_value *value) {
    nref text = 0;
    if (value->kind == NANO_VALUE_STRING && value->text) {
        text = nano__new_string(vm, value->text, value->length);
        if (!text) return 0;
    }
    const nano_thread *t = AT(vm, thread, nano_thread);
    uint32_t *words = FRAME_WORDS(nano__top_frame(vm, t)) + word;
    if (value->kind == NANO_VALUE_I8) {
        __builtin_memcpy(words, &value->integer, 8);
        return 2;
    }
    *words = value->kind == NANO_VALUE_STRING ? text : (uint32_t)value->integer;
    return 1;
}

/* The arguments fit the method's parameters one by one. MAY_COLLECT */
static nano_status check_arguments(nano_vm *vm, moff method, const nano_value *arguments, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        nano_sigtype type;
        TRY(nano__arg_type(vm, method, i, &type));
        const bool text = type.dt == DT_OBJECT && type.type == CORE(vm)->known[WK_STRING];
        const bool wide = type.dt == DT_I8 || type.dt == DT_U8,
                   narrow = type.dt >= DT_BOOLEAN && type.dt <= DT_U4;
        const nano_value_kind kind = arguments[i].kind;
        if (type.byref || (kind == NANO_VALUE_STRING ? !text : kind == NANO_VALUE_I8 ? !wide : !narrow))
            return nano__fail(vm, NANO_BAD_ARGUMENT, TEXT_ARGUMENT_OF_OTHER_TYPE, i, method);
    }
    return NANO_OK;
}

/* `arguments` NULL with `count` 1: Main's empty string[]. */
static nano_status start_thread(nano_vm *vm, uint32_t domain, moff method, const nano_value *arguments,
                                uint32_t count, uint32_t *number) {
    const moff thread = nano__new_thread(vm, domain, true);
    if (!thread) return nano__fail_memory(vm, TEXT_FOR_THREAD, method);
    CORE(vm)->current = thread;
    nano_status status = nano__prepare_call(vm, thread, method);
    if (status == NANO_OK) {
        (void)nano__open_frame(vm, AT(vm, thread, nano_thread), method, 0, 0);
        uint32_t word = 0, i = 0, taken = 1;
        if (!arguments)
            taken = count == 0 || put_empty_array(vm, thread);
        else
            for (; i < count && taken; i++, word += taken)
                taken = put_argument(vm, thread, word, &arguments[i]);
        if (!taken) status = nano__fail_memory(vm, TEXT_FOR_ARGUMENTS, method);
        const moff owner = AT(vm, method, nano_method)->owner;
        if (status == NANO_OK && AT(vm, owner, nano_type)->cctor != NANO_NONE) {
            status = nano__init_type(vm, owner);
            /* The constructor runs first, on top or in another thread. */
            if (status == NANO_CALLED || status == NANO_BLOCKED) status = NANO_OK;
        }
    }
    CORE(vm)->current = 0;
    if (status != NANO_OK) {
        char text[TEXT_BYTES / 4];
        const nref exception = AT(vm, thread, nano_thread)->exception;
        (void)nano__exception_text(vm, exception, text, sizeof text);
        if (status == NANO_EXCEPTION)
            status = exception == CORE(vm)->out_of_memory ? NANO_OUT_OF_MEMORY : NANO_REFUSED;
        free_thread(vm, thread);
        if (status == NANO_OUT_OF_MEMORY) return nano__fail_memory(vm, TEXT_FOR_STARTING, method);
        return nano__fail(vm, status, TEXT_CANNOT_START, method, text);
    }
    *number = AT(vm, thread, nano_thread)->number;
    return NANO_OK;
}

nano_status nano_start(nano_vm *vm, uint32_t domain, const char *type_name, const char *method_name,
                       const nano_value *arguments, uint32_t count, uint32_t *thread) {
    TRY(nano__check_domain(vm, domain));
    moff type, method;
    TRY(nano__find_type(vm, domain, type_name, nano__strlen(type_name), &type));
    if (!type) return nano__fail(vm, NANO_NOT_FOUND, TEXT_NO_TYPE_NAMED, type_name);
    TRY(nano__layout(vm, type));
    TRY(nano__find_method(vm, type, method_name, (int)count, true, &method));
    if (!method) return nano__fail(vm, NANO_NOT_FOUND, TEXT_NO_STATIC_METHOD, type_name, method_name, count);
    TRY(check_arguments(vm, method, arguments, count));
    return start_thread(vm, domain, method, arguments, count, thread);
}

/* Main takes nothing or a string[]: whatever else it declared would be read from that array's reference. */
static nano_status check_entry_point(nano_vm *vm, moff method) {
    const nano_method *m = AT(vm, method, nano_method);
    nano_sigtype type = {0};
    if (m->nargs == 1) TRY(nano__arg_type(vm, method, 0, &type));
    const nano_type *array = m->nargs == 1 ? AT(vm, type.type, nano_type) : NULL;
    const bool strings =
        array && !type.byref && array->kind == K_ARRAY && array->element == CORE(vm)->known[WK_STRING];
    if (!m->has_this && (m->nargs == 0 || strings)) return NANO_OK;
    return nano__fail(vm, NANO_BAD_FORMAT, TEXT_BAD_ENTRY_POINT, method);
}

nano_status nano_start_main(nano_vm *vm, uint32_t domain, uint32_t *thread) {
    TRY(nano__check_domain(vm, domain));
    for (uint32_t assembly = CORE(vm)->assembly_count; assembly-- > 0;) {
        if (!nano__asm(vm, assembly)->used || nano__asm(vm, assembly)->domain != domain) continue;
        for (uint32_t row = 0; row < nano__table_rows(vm, assembly, TBL_METHODDEF); row++) {
            const row_method *m = nano__method_row(vm, assembly << 16 | row);
            if (!(m->flags & MD_ENTRYPOINT)) continue;
            if (!nano__asm(vm, assembly)->linked)
                return nano__fail(vm, NANO_UNRESOLVED, TEXT_NOT_LINKED, assembly);
            moff method;
            TRY(nano__method(vm, assembly, row, &method));
            TRY(nano__layout(vm, AT(vm, method, nano_method)->owner));
            TRY(check_entry_point(vm, method));
            return start_thread(vm, domain, method, NULL, m->args, thread);
        }
    }
    return nano__fail(vm, NANO_NOT_FOUND, TEXT_NO_ENTRY_POINT);
}
