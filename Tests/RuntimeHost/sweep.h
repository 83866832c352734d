/* sweep.h - what programs do when memory is short: one allocation fails, or the arena is as small as it can
 * be. */
#ifndef NANORUN_SWEEP_H
#define NANORUN_SWEEP_H

#include "suite.h"

/* Runs each program again and again, each time with another allocation failing: every one if there are fewer
 * than 5,000, else the first 1,000 and 500 spread over the rest; at most `positions` spread over all if that
 * is not 0. Each run must end in one of these ways, with a sound heap and, up to the failed allocation, the
 * right output:
 *
 *   right   the right output all the same
 *   refused the files are refused for lack of memory, before any code runs
 *   oom     an unhandled OutOfMemoryException ends the main thread
 *   thread  it ends another thread only; what the others make of that is theirs, were it to wait for ever
 *   caught  it was raised, and the program has a handler or filter that takes it and goes on, to some end
 *
 * A line for each program with the counts and a hash of all ends and outputs, which is the same on every
 * host. */
bool run_sweep(const program_list *programs, const suite_options *options, uint32_t positions);

#endif
