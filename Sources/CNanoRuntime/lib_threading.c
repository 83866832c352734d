/* lib_threading.c - natives of System.Threading: Thread, Monitor, Interlocked, the events, WaitHandle,
 * SpinWait. A native that has to wait returns BLOCKED and is entered again one step higher; nothing blocks
 * the VM. */
#include "interp.h"
#include "lib.h"
#include "threading.h"

enum { WAIT_TIMED_OUT = 258, MOST_HANDLES = 64 /* of one wait, as in the reference runtime */ };

static nano_thread *self(const nano_call *c) { return AT(c->vm, c->thread, nano_thread); }

/* -- Thread --------------------------------------------------------------------------------------- */

enum { F_DELEGATE, F_PRIORITY };

static uint32_t *thread_word(const nano_call *c, nref object) {
    return AT(c->vm, object + THREAD_WORD, uint32_t);
}

/* The running VM thread of `this`, or NULL. */
static nano_thread *thread_of(const nano_call *c) {
    const uint32_t word = *thread_word(c, ARG(c, 0));
    moff at = word & (THREAD_UNSTARTED | THREAD_ENDED) ? 0 : CORE(c->vm)->threads;
    while (at && AT(c->vm, at, nano_thread)->object != ARG(c, 0)) at = AT(c->vm, at, nano_thread)->next;
    return at ? AT(c->vm, at, nano_thread) : NULL;
}

static nano_status thread_create(nano_call *c) {
    if (!ARG(c, 1)) return nano__raise(EXC_ARGUMENT_NULL);
    *thread_word(c, ARG(c, 0)) = THREAD_UNSTARTED;
    FIELD32(c, ARG(c, 0), F_DELEGATE) = ARG(c, 1);
    FIELD32(c, ARG(c, 0), F_PRIORITY) = 2;
    return NANO_OK;
}

static nano_status thread_start(nano_call *c) {
    nano_vm *vm = c->vm;
    if (!(*thread_word(c, ARG(c, 0)) & THREAD_UNSTARTED))
        return nano__raise_text(EXC_INVALID_OPERATION, TEXT_THREAD_STARTED);
    const nref start = FIELD32(c, ARG(c, 0), F_DELEGATE);
    if (!start) return nano__raise_text(EXC_INVALID_OPERATION, TEXT_THREAD_WITHOUT_METHOD);
    moff invoke;
    TRY(nano__find_method(vm, OBJ_TYPE(vm, start), "Invoke", 0, false, &invoke));
    const moff thread = invoke ? nano__system_thread(vm, self(c)->domain, THREAD_MANAGED, invoke) : 0;
    if (!thread) return NANO_OUT_OF_MEMORY;
    nano_thread *t = AT(vm, thread, nano_thread);
    const nref object = ARG(c, 0);
    t->object = object;
    t->priority = (uint8_t)FIELD32(c, object, F_PRIORITY);
    *thread_word(c, object) = t->number & THREAD_NUMBER;
    ((uint32_t *)(void *)(AT(vm, t->chunk + t->frame, nano_frame) + 1))[0] = FIELD32(c, object, F_DELEGATE);
    return NANO_OK;
}

static nano_status thread_abort(nano_call *c) {
    nano_thread *t = thread_of(c);
    if (t)
        nano__abort(c->vm, t);
    else if (*thread_word(c, ARG(c, 0)) & THREAD_UNSTARTED)
        *thread_word(c, ARG(c, 0)) = THREAD_ENDED;
    return NANO_OK;
}

static nano_status thread_suspend(nano_call *c) {
    if (nano_call_step(c)) return NANO_OK;
    nano_thread *t = thread_of(c);
    if (!t) return nano__raise_text(EXC_INVALID_OPERATION, TEXT_THREAD_NOT_RUNNING);
    t->suspended = true;
    return t == self(c) ? NANO_BLOCKED : NANO_OK;
}

static nano_status thread_resume(nano_call *c) {
    nano_thread *t = thread_of(c);
    if (!t || !t->suspended) return nano__raise_text(EXC_INVALID_OPERATION, TEXT_THREAD_NOT_SUSPENDED);
    t->suspended = false;
    return NANO_OK;
}

static nano_status thread_get_priority(nano_call *c) {
    return nano__ret32(c, FIELD32(c, ARG(c, 0), F_PRIORITY));
}

static nano_status thread_set_priority(nano_call *c) {
    if (ARG(c, 1) > 4) return nano__raise(EXC_ARGUMENT);
    FIELD32(c, ARG(c, 0), F_PRIORITY) = ARG(c, 1);
    nano_thread *t = thread_of(c);
    if (t) t->priority = (uint8_t)ARG(c, 1);
    return NANO_OK;
}

static nano_status thread_id(nano_call *c) {
    return nano__ret32(c, *thread_word(c, ARG(c, 0)) & THREAD_NUMBER);
}

static nano_status thread_is_alive(nano_call *c) { return nano__ret32(c, thread_of(c) != NULL); }

/* System.Threading.ThreadState flags. */
enum {
    STATE_RUNNING = 0,
    STATE_UNSTARTED = 8,
    STATE_STOPPED = 16,
    STATE_WAITING = 32,
    STATE_SUSPENDED = 64,
    STATE_ABORT_REQUESTED = 128
};

static nano_status thread_state(nano_call *c) {
    const nano_thread *t = thread_of(c);
    uint32_t state = *thread_word(c, ARG(c, 0)) & THREAD_UNSTARTED ? STATE_UNSTARTED : STATE_STOPPED;
    if (t) {
        state = t->state == T_READY ? STATE_RUNNING : STATE_WAITING;
        if (t->suspended) state |= STATE_SUSPENDED;
        if (nano__is_aborted(t)) state |= STATE_ABORT_REQUESTED;
    }
    return nano__ret32(c, state);
}

static nano_status join(nano_call *c, int64_t timeout_ms) {
    const bool unstarted = *thread_word(c, ARG(c, 0)) & THREAD_UNSTARTED;
    if (unstarted) return nano__raise_text(EXC_INVALID_OPERATION, TEXT_THREAD_NOT_STARTED);
    if (timeout_ms < -1) return nano__raise(EXC_ARGUMENT_RANGE);
    const nano_thread *t = thread_of(c);
    if (t && nano_call_step(c) == 0 && timeout_ms != 0)
        return nano__wait_until(c->vm, ARG(c, 0), WAIT_JOIN, nano__deadline(c->vm, timeout_ms));
    return nano__ret32(c, t == NULL);
}
static nano_status thread_join(nano_call *c) { return join(c, -1); }
static nano_status thread_join_ms(nano_call *c) { return join(c, ARG_I32(c, 1)); }
static nano_status thread_join_span(nano_call *c) { return join(c, nano__arg64(c, 1) / 10000); }

static nano_status thread_sleep(nano_call *c) {
    if (nano_call_step(c)) return NANO_OK;
    if (ARG_I32(c, 0) < -1) return nano__raise(EXC_ARGUMENT_RANGE);
    return nano__sleep(c->vm, ARG_I32(c, 0));
}

static nano_status thread_spin(nano_call *c) { return nano_call_step(c) ? NANO_OK : nano__sleep(c->vm, 0); }

static nano_status spin_until(nano_call *c) {
    if (nano_call_step(c)) return NANO_OK;
    const int64_t ms = ARG_I32(c, 0);
    return nano__sleep(c->vm, ms < 0 ? 0 : ms);
}
static nano_status spin_until_span(nano_call *c) {
    if (nano_call_step(c)) return NANO_OK;
    const int64_t ms = nano__arg64(c, 0) / 10000;
    return nano__sleep(c->vm, ms < 0 ? 0 : ms);
}

static nano_status thread_current(nano_call *c) {
    nano_vm *vm = c->vm;
    if (!self(c)->object) {
        const nref object = nano__new(vm, nano__known(vm, WK_THREAD));
        if (!object) return NANO_OUT_OF_MEMORY;
        nano_thread *t = self(c);
        t->object = object;
        *thread_word(c, object) = t->number & THREAD_NUMBER;
        FIELD32(c, object, F_PRIORITY) = t->priority;
    }
    return nano__ret32(c, self(c)->object);
}

/* -- Monitor, Interlocked ------------------------------------------------------------------------- */

static nano_status monitor_enter(nano_call *c) {
    if (!ARG(c, 0)) return nano__raise(EXC_ARGUMENT_NULL);
    const int taken = nano__lock(c->vm, ARG(c, 0), self(c)->number);
    if (taken < 0) return NANO_OUT_OF_MEMORY;
    return taken ? NANO_OK : nano__wait_until(c->vm, ARG(c, 0), WAIT_MONITOR, INT64_MAX);
}

static nano_status monitor_exit(nano_call *c) {
    if (!ARG(c, 0)) return nano__raise(EXC_ARGUMENT_NULL);
    if (nano__unlock(c->vm, ARG(c, 0), self(c)->number)) return NANO_OK;
    return nano__raise_text(EXC_SYNCHRONIZATION, TEXT_LOCK_NOT_HELD);
}

/* Natives are atomic to managed threads, so plain accesses do. */
static nano_status interlocked_add(nano_call *c, uint32_t amount) {
    uint32_t *at = nano__byref(c, 0);
    if (!at) return nano__raise(EXC_NULL_REFERENCE);
    return nano__ret32(c, *at += amount);
}
static nano_status interlocked_increment(nano_call *c) { return interlocked_add(c, 1); }
static nano_status interlocked_decrement(nano_call *c) { return interlocked_add(c, UINT32_MAX); }

static nano_status interlocked_exchange(nano_call *c) {
    uint32_t *at = nano__byref(c, 0);
    if (!at) return nano__raise(EXC_NULL_REFERENCE);
    nano__ret32(c, *at);
    *at = ARG(c, 2);
    return NANO_OK;
}

static nano_status interlocked_compare_exchange(nano_call *c) {
    uint32_t *at = nano__byref(c, 0);
    if (!at) return nano__raise(EXC_NULL_REFERENCE);
    const uint32_t old = *at;
    if (old == ARG(c, 3)) *at = ARG(c, 2);
    return nano__ret32(c, old);
}

/* -- Events and WaitHandle ------------------------------------------------------------------------ */

static uint32_t *handle_word(const nano_call *c, nref handle) {
    return AT(c->vm, handle + HANDLE_WORD, uint32_t);
}

static nano_status auto_create(nano_call *c) {
    *handle_word(c, ARG(c, 0)) = HANDLE_AUTO_RESET | (ARG(c, 1) ? HANDLE_SIGNALLED : 0);
    return NANO_OK;
}
static nano_status manual_create(nano_call *c) {
    *handle_word(c, ARG(c, 0)) = ARG(c, 1) ? HANDLE_SIGNALLED : 0;
    return NANO_OK;
}

static nano_status event_reset(nano_call *c) {
    *handle_word(c, ARG(c, 0)) &= ~(uint32_t)HANDLE_SIGNALLED;
    return nano__ret32(c, 1);
}

/* Lets threads that wait for several handles, this among them, look again. */
static void wake_multiple(const nano_call *c, nref handle) {
    nano_vm *vm = c->vm;
    for (moff at = CORE(vm)->threads; at; at = AT(vm, at, nano_thread)->next) {
        const nano_thread *t = AT(vm, at, nano_thread);
        if (t->state != T_WAITING || t->wait_kind != WAIT_MULTIPLE) continue;
        const nano_array *handles = AT(vm, t->waiting_for, nano_array);
        nano__charge(vm, handles->length * 8);
        for (uint32_t i = 0; i < handles->length; i++) {
            if (((const nref *)(const void *)(handles + 1))[i] != handle) continue;
            nano__wake_kind(vm, t->waiting_for, WAIT_MULTIPLE, UINT32_MAX);
            break;
        }
    }
}

static nano_status event_set(nano_call *c) {
    const nref handle = ARG(c, 0);
    const bool automatic = *handle_word(c, handle) & HANDLE_AUTO_RESET;
    nano__ret32(c, 1);
    /* An auto-reset event hands its signal to the first waiter. */
    if (nano__wake_kind(c->vm, handle, WAIT_EVENT, automatic ? 1 : UINT32_MAX) && automatic) return NANO_OK;
    *handle_word(c, handle) |= HANDLE_SIGNALLED;
    wake_multiple(c, handle);
    return NANO_OK;
}

/* Takes the signal of a handle if it has one. */
static bool take(const nano_call *c, nref handle) {
    uint32_t *word = handle_word(c, handle);
    if (!(*word & HANDLE_SIGNALLED)) return false;
    if (*word & HANDLE_AUTO_RESET) *word &= ~(uint32_t)HANDLE_SIGNALLED;
    return true;
}

static nano_status handle_wait(nano_call *c) {
    if (nano_call_step(c)) { return nano__ret32(c, !self(c)->timed_out); }
    const int32_t timeout = ARG_I32(c, 1);
    if (timeout < -1) return nano__raise(EXC_ARGUMENT_RANGE);
    const bool taken = take(c, ARG(c, 0));
    nano__ret32(c, taken);
    return taken || timeout == 0
               ? NANO_OK
               : nano__wait_until(c->vm, ARG(c, 0), WAIT_EVENT, nano__deadline(c->vm, timeout));
}

/* Tries to satisfy a wait for several handles: the index for WaitAny, 0 for WaitAll, -1 not yet. */
static int32_t take_multiple(const nano_call *c, const nano_array *array, bool all) {
    const nref *handles = (const nref *)(const void *)(array + 1);
    uint32_t signalled = 0;
    nano__charge(c->vm, array->length * 16);
    for (uint32_t i = 0; i < array->length; i++) {
        if (!all && take(c, handles[i])) return (int32_t)i;
        signalled += *handle_word(c, handles[i]) & HANDLE_SIGNALLED;
    }
    if (!all || signalled < array->length) return -1;
    for (uint32_t i = 0; i < array->length; i++) (void)take(c, handles[i]);
    return 0;
}

static nano_status handle_wait_multiple(nano_call *c) {
    nano_vm *vm = c->vm;
    const int32_t timeout = ARG_I32(c, 1);
    if (!ARG(c, 0)) return nano__raise(EXC_ARGUMENT_NULL);
    if (timeout < -1) return nano__raise(EXC_ARGUMENT_RANGE);
    const nano_array *array = AT(vm, ARG(c, 0), nano_array);
    if (array->length > MOST_HANDLES) return nano__raise(EXC_ARGUMENT);
    for (uint32_t i = 0; i < array->length; i++)
        if (!((const nref *)(const void *)(array + 1))[i]) return nano__raise(EXC_ARGUMENT_NULL);
    const int32_t taken = take_multiple(c, array, ARG(c, 3) != 0);
    const bool first = nano_call_step(c) == 0;
    if (taken < 0 && timeout != 0 && (first || !self(c)->timed_out))
        return nano__wait_until(vm, ARG(c, 0), WAIT_MULTIPLE,
                                first ? nano__deadline(vm, timeout) : self(c)->wake_ms);
    return nano__ret32(c, taken < 0 ? WAIT_TIMED_OUT : (uint32_t)taken);
}

#define THREADING_NATIVES(CLASS, NATIVE)                                                                     \
    CLASS("Thread", "_delegate:SystemDelegate _priority:I4")                                                 \
    NATIVE("_ctor:v{SystemThreadingThreadStart}", thread_create)                                             \
    NATIVE("Start:v", thread_start)                                                                          \
    CLASS("Thread", "")                                                                                      \
    NATIVE("Abort:v", thread_abort)                                                                          \
    NATIVE("Suspend:v", thread_suspend)                                                                      \
    NATIVE("Resume:v", thread_resume)                                                                        \
    CLASS("Thread", "_delegate:SystemDelegate _priority:I4")                                                 \
    NATIVE("get_Priority:{SystemThreadingThreadPriority}", thread_get_priority)                              \
    NATIVE("set_Priority:v{SystemThreadingThreadPriority}", thread_set_priority)                             \
    CLASS("Thread", "")                                                                                      \
    NATIVE("get_ManagedThreadId:i", thread_id)                                                               \
    NATIVE("get_IsAlive:z", thread_is_alive)                                                                 \
    NATIVE("Join:v", thread_join)                                                                            \
    NATIVE(":zi", thread_join_ms)                                                                            \
    CLASS("Thread", "System_TimeSpan._ticks:I8")                                                             \
    NATIVE("Join:zS", thread_join_span)                                                                      \
    CLASS("Thread", "")                                                                                      \
    NATIVE("get_ThreadState:{SystemThreadingThreadState}", thread_state)                                     \
    NATIVE("Sleep.vi", thread_sleep)                                                                         \
    NATIVE("SpinWait.vi", thread_spin)                                                                       \
    CLASS("Thread", "_delegate:SystemDelegate _priority:I4")                                                 \
    NATIVE("get_CurrentThread.{SystemThreadingThread}", thread_current)                                      \
    CLASS("SpinWait", "&")                                                                                   \
    NATIVE("SpinOnce:v", thread_spin)                                                                        \
    CLASS("SpinWait", "")                                                                                    \
    NATIVE("SpinUntil.vi", spin_until)                                                                       \
    CLASS("SpinWait", "System_TimeSpan._ticks:I8")                                                           \
    NATIVE("SpinUntil.vS", spin_until_span)                                                                  \
    CLASS("Monitor", "")                                                                                     \
    NATIVE("Enter.vo", monitor_enter)                                                                        \
    NATIVE("Exit.vo", monitor_exit)                                                                          \
    CLASS("Interlocked", "")                                                                                 \
    NATIVE("Increment.i&i", interlocked_increment)                                                           \
    NATIVE("Decrement.i&i", interlocked_decrement)                                                           \
    NATIVE("Exchange.i&ii", interlocked_exchange)                                                            \
    NATIVE("CompareExchange.i&iii", interlocked_compare_exchange)                                            \
    CLASS("AutoResetEvent", "<System_Threading_WaitHandle")                                                  \
    NATIVE("_ctor:vz", auto_create)                                                                          \
    NATIVE("Reset:z", event_reset)                                                                           \
    NATIVE("Set:z", event_set)                                                                               \
    CLASS("ManualResetEvent", "<System_Threading_WaitHandle")                                                \
    NATIVE("_ctor:vz", manual_create)                                                                        \
    NATIVE("Reset:z", event_reset)                                                                           \
    NATIVE("Set:z", event_set)                                                                               \
    CLASS("WaitHandle", "")                                                                                  \
    NATIVE("WaitOne:ziz", handle_wait)                                                                       \
    NATIVE("WaitMultiple.i[{SystemThreadingWaitHandle}izz", handle_wait_multiple)
NATIVE_TABLE(threading, "mscorlib|System_Threading_", THREADING_NATIVES);
