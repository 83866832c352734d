/* threading.h - what thread.c and the threading natives share. */
#ifndef NANO_THREADING_H
#define NANO_THREADING_H

#include "nano_internal.h"

/* The hidden word of a System.Threading.Thread: the number of its VM thread and how far it is. */
enum { THREAD_WORD = 4 };
#define THREAD_NUMBER 0x3FFFFFFFu
#define THREAD_UNSTARTED 0x40000000u
#define THREAD_ENDED 0x80000000u

/* The hidden word of a WaitHandle. */
enum { HANDLE_WORD = 4, HANDLE_SIGNALLED = 1, HANDLE_AUTO_RESET = 2 };

/* A new thread of `kind` with a frame for `method` whose argument words are still zero; 0 = out of memory.
 * MAY_COLLECT */
moff nano__system_thread(nano_vm *vm, uint32_t domain, uint32_t kind, moff method);
/* Thread.Abort: the thread gets a ThreadAbortException at its next safe point; what it waits for is over. */
void nano__abort(nano_vm *vm, nano_thread *thread);

/* lib_timer.c: starts the callback of the domain's first timer if it is due; returns when the next one is
 * (INT64_MAX: none). MAY_COLLECT */
int64_t nano__run_timers(nano_vm *vm, uint32_t domain, int64_t now);
void nano__drop_timers(nano_vm *vm, uint32_t domain);

/* What cannot start for lack of memory is tried again after this time. */
enum { MEMORY_RETRY_MS = 10 };
/* lib_datetime.c: public ticks of a moment; -1: there is no such moment. */
int64_t nano__date_ticks(uint32_t year, uint32_t month, uint32_t day, uint32_t hour, uint32_t minute,
                         uint32_t second);

#endif
