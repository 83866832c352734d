/* reload.h - loads and unloads application sets in one VM, again and again. */
#ifndef NANORUN_RELOAD_H
#define NANORUN_RELOAD_H

#include "programs.h"

/* Loads `times` programs, chosen by a fixed seed, one after the other, runs each for a part of
 * its life and unloads it. True if every byte came back each time and the heap is sound. */
bool run_reload(const program_list *programs, const run_options *options, uint32_t times);

/* The next random number from a seed that is not 0 (Marsaglia's xorshift64*). */
uint32_t xorshift(uint64_t *state);
/* Loads and links the base assemblies of all programs. */
bool load_bases(nano_vm *vm, const program_list *programs);
/* What is free when all that can be made again has gone. Lets it go. */
uint32_t unused_bytes(nano_vm *vm);

#endif
