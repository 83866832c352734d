/* smallest.h - how little memory each program can do with. */
#ifndef NANORUN_SMALLEST_H
#define NANORUN_SMALLEST_H

#include "suite.h"

enum { SMALLEST_STEP = 64 };

/* For each program: the smallest arena (in steps of 64 bytes, at most that of the options) in which it prints
 * what it should, and whether it still does there when every allocation collects and moves all objects. */
bool run_smallest(const program_list *programs, const suite_options *options);

#endif
