/* CRuntimeProbe.h - lets Swift tests reach parts of the C runtime that nano.h does not show. */
#ifndef CRUNTIME_PROBE_H
#define CRUNTIME_PROBE_H

#include <stdbool.h>
#include <stdint.h>

/* Runs `steps` random allocations, stores and collections in an arena of `size` bytes (8-aligned `memory`)
 * against a model of what must be reachable. Returns 0, or the line of the check that failed. */
uint32_t probe_heap(void *memory, uint32_t size, uint32_t seed, uint32_t steps, bool collect_always);
/* Fills the arena with a graph that is wide and deep until nothing fits, collects, and counts: 0 if every
 * object is there and right, else a line. */
uint32_t probe_full_heap(void *memory, uint32_t size);
/* Weak references, finalizers, locks and identity hashes across collections: 0 or a line. */
uint32_t probe_side_tables(void *memory, uint32_t size);
/* Random metadata blocks, freed in random order: 0 or a line. */
uint32_t probe_metadata(void *memory, uint32_t size, uint32_t seed, uint32_t steps);

/* Reads a number; false if the text is none. */
bool probe_parse_double(const char *text, uint32_t length, double *value);
/* Digits of |value| rounded to `significant` digits (0: the shortest that read back): writes ASCII digits,
 * zeros at the end removed, returns their count; *point is the exponent of 0.ddd. */
uint32_t probe_digits(double value, int significant, bool single, char *digits, int *point);

/* The built-in string of this number, until the next call. */
const char *probe_builtin_string(uint32_t entry);

#endif
