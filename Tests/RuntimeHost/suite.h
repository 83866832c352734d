/* suite.h - runs the programs of a list and compares what they print. */
#ifndef NANORUN_SUITE_H
#define NANORUN_SUITE_H

#include "programs.h"

typedef struct suite_options {
    run_options run;
    uint32_t jobs;
    bool stats; /* a line of JSON for each program */
} suite_options;

/* A line for each program and one of the totals; true if all passed. */
bool run_suite(const program_list *programs, const suite_options *options);

/* The statistics as one JSON object on a line; `name` may be NULL. */
void print_stats(const char *name, const nano_stats *stats);
/* Whether the program printed what it should, carriage returns aside. */
bool output_matches(const program *p, const run *r);
/* Whether the first `length` bytes of its output are the beginning of it. */
bool output_begins(const program *p, const run *r, uint32_t length);
/* NULL if the run printed what is expected and ended well, else what is wrong (valid until the next call with
 * this buffer). */
const char *judge(const program *p, const run *r, char *buffer, uint32_t capacity);

#endif
