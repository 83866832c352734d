/* calls.h - hosts that call the runtime in any order. */
#ifndef NANORUN_CALLS_H
#define NANORUN_CALLS_H

#include "programs.h"

/* `hosts` of them, from this seed on, each with a VM of its own; true: none found anything. */
bool run_calls(const program_list *programs, const run_options *options, uint32_t hosts, uint32_t seed);

#endif
