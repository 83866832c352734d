/* interp.h - what interp.c, call.c, except.c and thread.c share: frames, calls, unwinding, the scheduler's
 * view of a slice. */
#ifndef NANO_INTERP_H
#define NANO_INTERP_H

#include "nano_internal.h"
#include "nano_ops.h"

/* Words of a frame. A filter activation record (method 0) has words of its own, FILTER_*; the code that runs
 * in it uses the words of the frame that declares the filter. */
#define FRAME_WORDS(frame) ((uint32_t *)(void *)((frame) + 1))
enum {
    FILTER_LEVELS /* chunks between the record and its frame */,
    FILTER_FRAME /* the frame's offset in its chunk */,
    FILTER_ROW,
    FILTER_DEPTH,
    FILTER_WORDS
};

/* Where a frame is. */
typedef struct frame_place {
    nref chunk;
    uint32_t offset;
} frame_place;

static inline nano_frame *nano__frame_at(nano_vm *vm, nref chunk, uint32_t offset) {
    return AT(vm, chunk + offset, nano_frame);
}
static inline nano_frame *nano__top_frame(nano_vm *vm, const nano_thread *thread) {
    return nano__frame_at(vm, thread->chunk, thread->frame);
}
/* The words that code running in this top frame uses. */
uint32_t *nano__running_words(nano_vm *vm, nref chunk, nano_frame *frame);
/* The instruction that the top frame runs while what it calls can collect: the saved pc is one behind its
 * start.
 */
static inline const uint16_t *nano__running_instruction(nano_vm *vm, const nano_thread *thread) {
    const nano_frame *frame = nano__top_frame(vm, thread);
    return nano__unit_zero(vm, AT(vm, frame->code, nano_code)) + frame->pc - 1;
}
/* The frame below, or false at the bottom of the stack. */
bool nano__frame_below(nano_vm *vm, frame_place *place);

/* -- call.c --------------------------------------------------------------------------------------- */
/* Opens a frame for a prepared method and returns its zeroed words; cannot fail or collect. Sets
 * thread->chunk and frame. */
uint32_t *nano__open_frame(nano_vm *vm, nano_thread *thread, moff method, uint32_t dest, uint32_t flags);
/* Closes the top frame; false when it was the last. */
bool nano__close_frame(nano_vm *vm, nano_thread *thread);
/* Enters the native function of the top frame (or calls the next delegate of an Invoke frame). OK: it
 * returned, see nano__return; CALLED: go on with the new top frame; BLOCKED; EXCEPTION. */
nano_status nano__enter_native(nano_vm *vm, moff thread, bool *ended, uint32_t *last);
/* The common call of a native, by the instruction at `call`: bound, its frame fits the chunk. *status as
 * nano__enter_native. False: nothing was done. */
bool nano__call_native(nano_vm *vm, moff thread, moff method, const uint16_t *call, nano_status *status);
/* Opens a filter activation record (its words are the caller's to fill in). OUT_OF_MEMORY or OK. MAY_COLLECT
 */
nano_status nano__open_filter(nano_vm *vm, moff thread);
/* Hands `count` result words to the caller of the top frame and closes it. NANO_OK, or NANO_EXCEPTION when
 * boxing for a native caller fails. *ended: the stack is empty; the result's first word went to *last. */
nano_status nano__return(nano_vm *vm, moff thread, const uint32_t *result, bool *ended, uint32_t *last);
/* Runs the static constructor of a type for the current thread's domain: OK (may be used now), CALLED (a
 * frame was pushed: run the same instruction again later), BLOCKED (another thread runs it), EXCEPTION. */
nano_status nano__init_type(nano_vm *vm, moff type);
/* What every later nano__init_type of a type whose static constructor failed throws. */
void nano__keep_failure(nano_vm *vm, uint32_t domain, moff type, nref exception);
/* Invoke of a delegate by the running instruction, a CALLD: CALLED, or what a static constructor or lock
 * before it says. */
nano_status nano__invoke_delegate(nano_vm *vm, moff thread, moff invoke);
/* Locks for a synchronized method before its call: OK, BLOCKED or EXCEPTION. `self` is word 0 (0 for static).
 */
nano_status nano__lock_method(nano_vm *vm, moff method, nref self);
void nano__unlock_method(nano_vm *vm, const nano_method *m, nref self, const nano_thread *t);
/* Called when a frame with FRAME_LOCKED, FRAME_CCTOR ... goes. */
void nano__frame_gone(nano_vm *vm, moff thread, nano_frame *frame, bool by_exception);

/* -- except.c ------------------------------------------------------------------------------------- */
/* The current thread's exception is in thread->exception: finds the handler. NANO_OK: the top frame is set to
 * run on; NANO_EXCEPTION: no frame is left, the exception was unhandled (still in thread->exception). */
nano_status nano__unwind(nano_vm *vm, moff thread);
/* ENDFINALLY of a handler entered by unwinding; `slot` is its EH slot. As nano__unwind. */
nano_status nano__continue_unwind(nano_vm *vm, moff thread, uint32_t slot);
/* ENDFILTER with its value. As nano__unwind. */
nano_status nano__end_filter(nano_vm *vm, moff thread, bool accepted);
/* Fills in the stack trace of a thrown exception. False: no memory. MAY_COLLECT */
bool nano__capture_trace(nano_vm *vm, moff thread);
/* "Type: message" and the trace. */
uint32_t nano__exception_text(nano_vm *vm, nref exception, char *buffer, uint32_t capacity);
#define UNWINDING                                                                                            \
    0x80000000u /* in the first word of a finally slot: entered by unwinding, target in the low bits */

/* What a thread's budget is charged, in units of code (nano_ops.h); an instruction counts as four. */
enum {
    UNITS_PER_INSTRUCTION = 4,
    CALL_COST = 16,
    NATIVE_COST = 40,
    BYTES_PER_UNIT = 8,
    TRANSLATION_COST = 256 /* bytes (nano__charge) for a byte of IL */
};

/* -- interp.c ------------------------------------------------------------------------------------- */
typedef enum slice_end {
    SLICE_BUDGET,
    SLICE_BLOCKED,
    SLICE_ENDED,
    SLICE_FAILED /* unhandled exception in thread->exception */
} slice_end;
/* nano_thread.abort_pending: what ends the thread. ABORT_RAISED is raised again whenever a catch block ends;
 * the others are raised at the next safe point. */
enum { ABORT_RAISED = 1, ABORT_REQUESTED = 2, ABORT_LIMIT = 3 /* ConstraintException, once */ };
static inline bool nano__is_aborted(const nano_thread *t) {
    return t->abort_pending == ABORT_RAISED || t->abort_pending == ABORT_REQUESTED;
}
/* Raises what is pending in the current thread. MAY_COLLECT */
void nano__raise_pending(nano_vm *vm);
/* Runs the current thread until its budget is used up, it blocks or ends (thread.c finishes it). */
slice_end nano__run_slice(nano_vm *vm, int32_t *budget, uint32_t *result);

/* -- thread.c ------------------------------------------------------------------------------------- */
moff nano__thread_offset(nano_vm *vm, uint32_t number);
/* Marks the current thread waiting until `wake_ms` (INT64_MAX never). Returns BLOCKED. */
nano_status nano__wait_until(nano_vm *vm, nref object, uint32_t kind, int64_t wake_ms);
/* Wakes threads whose wait is (object, kind). */
uint32_t nano__wake_kind(nano_vm *vm, nref object, uint32_t kind, uint32_t at_most);
int64_t nano__deadline(nano_vm *vm, int64_t timeout_ms);
#endif
