/* jobs_one.c - jobs.h without threads. */
#include "jobs.h"

void run_jobs(uint32_t count, uint32_t workers, void *context,
              void (*work)(void *context, uint32_t item, uint32_t worker),
              void (*done)(void *context, uint32_t item)) {
    for (uint32_t item = 0; item < count; item++) {
        work(context, item, 0);
        done(context, item);
    }
}
