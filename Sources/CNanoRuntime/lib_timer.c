/* lib_timer.c - natives of System.Threading.Timer. Armed timers are a list from their domain's `timers`
 * through the objects' hidden words; it keeps them alive. Callbacks run one at a time on a thread of their
 * own (pe-format 6.10). */
#include "lib.h"
#include "threading.h"

/* Hidden words of a Timer (type.c reserves them; callback, state and next are references). */
typedef struct timer_object {
    uint32_t header;
    nref callback, state;
    uint32_t due_low, due_high; /* monotonic ms, 40 bits; the domain in the top byte of due_high */
    uint32_t period;            /* ms, 0 = once */
    nref next;
} timer_object;

static int64_t due_of(const timer_object *t) {
    return (int64_t)((uint64_t)(t->due_high & 0xFFFFFF) << 32 | t->due_low);
}

static void set_due(timer_object *t, int64_t due, uint32_t domain) {
    t->due_low = (uint32_t)due;
    t->due_high = ((uint32_t)((uint64_t)due >> 32) & 0xFFFFFF) | domain << 24;
}

static nref *list_of(nano_vm *vm, nref timer) {
    return &CORE(vm)->domains[AT(vm, timer, timer_object)->due_high >> 24].timers;
}

static void disarm(nano_vm *vm, nref timer) {
    nref *link = list_of(vm, timer);
    for (; *link && *link != timer; link = &AT(vm, *link, timer_object)->next)
        nano__charge(vm, sizeof(timer_object));
    if (!*link) return;
    *link = AT(vm, timer, timer_object)->next;
    AT(vm, timer, timer_object)->next = 0;
}

/* Arms or re-arms; -1 (Timeout.Infinite) as due time means never, as period once. */
static nano_status arm(nano_call *c, nref timer, int64_t due_ms, int64_t period_ms) {
    nano_vm *vm = c->vm;
    if (due_ms < -1 || period_ms < -1 || due_ms > INT32_MAX || period_ms > INT32_MAX)
        return nano__raise(EXC_ARGUMENT_RANGE);
    if (!AT(vm, timer, timer_object)->callback) /* of an attribute, on which no constructor has run */
        return nano__raise(EXC_INVALID_OPERATION);
    disarm(vm, timer);
    if (due_ms < 0) return NANO_OK;
    timer_object *t = AT(vm, timer, timer_object);
    set_due(t, nano__now_ms(vm) + due_ms, AT(vm, c->thread, nano_thread)->domain);
    t->period = period_ms > 0 ? (uint32_t)period_ms : 0;
    t->next = *list_of(vm, timer);
    *list_of(vm, timer) = timer;
    return NANO_OK;
}

/* Moves the domain's timer that is due first to the head of its list, where it is found again if the
 * collector moves it, if it is due. Returns its time; INT64_MAX: there is none. */
static int64_t bring_due_to_front(nano_vm *vm, nref *head, int64_t now) {
    nref first = *head;
    for (nref at = *head; at; at = AT(vm, at, timer_object)->next) {
        nano__charge(vm, sizeof(timer_object));
        if (due_of(AT(vm, at, timer_object)) < due_of(AT(vm, first, timer_object))) first = at;
    }
    const int64_t due = first ? due_of(AT(vm, first, timer_object)) : INT64_MAX;
    if (!first || due > now) return due;
    disarm(vm, first);
    AT(vm, first, timer_object)->next = *head;
    *head = first;
    return due;
}

int64_t nano__run_timers(nano_vm *vm, uint32_t domain, int64_t now) {
    nref *const head = &CORE(vm)->domains[domain].timers;
    const int64_t due = bring_due_to_front(vm, head, now);
    if (!*head || due > now) return due;
    timer_object *t = AT(vm, *head, timer_object);
    const uint32_t period = t->period;
    moff invoke, thread = 0;
    const nano_status status = nano__find_method(vm, OBJ_TYPE(vm, t->callback), "Invoke", 1, false, &invoke);
    if (status == NANO_OK && invoke) thread = nano__system_thread(vm, domain, THREAD_TIMER, invoke);
    if (!thread && (status != NANO_OK || invoke)) return now + MEMORY_RETRY_MS;
    t = AT(vm, *head, timer_object);
    if (period)
        set_due(t, due + period > now ? due + period : now + period, domain);
    else
        disarm(vm, *head);
    if (!thread) return now;
    const nano_thread *runner = AT(vm, thread, nano_thread);
    uint32_t *words = (uint32_t *)(void *)(AT(vm, runner->chunk + runner->frame, nano_frame) + 1);
    words[0] = t->callback;
    words[1] = t->state;
    return INT64_MAX;
}

void nano__drop_timers(nano_vm *vm, uint32_t domain) { CORE(vm)->domains[domain].timers = 0; }

static int64_t milliseconds(int64_t ticks) { return ticks / 10000; }

static nano_status create(nano_call *c, int64_t due, int64_t period) {
    if (!ARG(c, 1)) return nano__raise(EXC_ARGUMENT_NULL);
    timer_object *t = AT(c->vm, ARG(c, 0), timer_object);
    t->callback = ARG(c, 1);
    t->state = ARG(c, 2);
    return arm(c, ARG(c, 0), due, period);
}
static nano_status timer_create(nano_call *c) { return create(c, ARG_I32(c, 3), ARG_I32(c, 4)); }
static nano_status timer_create_span(nano_call *c) {
    return create(c, milliseconds(nano__arg64(c, 3)), milliseconds(nano__arg64(c, 5)));
}

static nano_status change(nano_call *c, int64_t due, int64_t period) {
    TRY(arm(c, ARG(c, 0), due, period));
    return nano__ret32(c, 1);
}
static nano_status timer_change(nano_call *c) { return change(c, ARG_I32(c, 1), ARG_I32(c, 2)); }
static nano_status timer_change_span(nano_call *c) {
    return change(c, milliseconds(nano__arg64(c, 1)), milliseconds(nano__arg64(c, 3)));
}
static nano_status timer_dispose(nano_call *c) {
    disarm(c->vm, ARG(c, 0));
    return NANO_OK;
}

#define TIMER_NATIVES(CLASS, NATIVE)                                                                         \
    CLASS("Timer", "")                                                                                       \
    NATIVE("Dispose:v", timer_dispose)                                                                       \
    NATIVE("_ctor:v{SystemThreadingTimerCallback}oii", timer_create)                                         \
    CLASS("Timer", "System_TimeSpan._ticks:I8")                                                              \
    NATIVE("_ctor:v{SystemThreadingTimerCallback}oSS", timer_create_span)                                    \
    CLASS("Timer", "")                                                                                       \
    NATIVE("Change:zii", timer_change)                                                                       \
    CLASS("Timer", "System_TimeSpan._ticks:I8")                                                              \
    NATIVE("Change:zSS", timer_change_span)
NATIVE_TABLE(timer, "mscorlib|System_Threading_", TIMER_NATIVES);
