/* jobs.h - does numbered pieces of work at the same time, where the host has threads. */
#ifndef NANORUN_JOBS_H
#define NANORUN_JOBS_H

#include <stdint.h>

/* Calls work(context, item, worker) for every item below `count`, by at most `workers` threads, and
 * done(context, item) in the order of the items, never two at a time. */
void run_jobs(uint32_t count, uint32_t workers, void *context,
              void (*work)(void *context, uint32_t item, uint32_t worker),
              void (*done)(void *context, uint32_t item));

#endif
