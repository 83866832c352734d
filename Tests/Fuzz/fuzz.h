/* fuzz.h - what the libFuzzer targets share: VMs that start from a linked base set, a host without effects,
 * and a mutator that knows the file format. */
#ifndef NANO_FUZZ_H
#define NANO_FUZZ_H

#include "nano_internal.h"
#include <stdlib.h>

/* A file that a target starts from; the process ends if it is not there. */
typedef struct fuzz_file {
    const uint8_t *bytes;
    uint32_t length;
} fuzz_file;
fuzz_file fuzz_read(const char *path);
/* An assembly of the class library, from $EDGEOTA_LIBRARY. */
fuzz_file fuzz_library(const char *name);

/* An empty VM in an arena of `bytes` from malloc. Its clock advances by one at each look. */
void fuzz_create(nano_vm *vm, uint32_t bytes, const nano_config *config);

/* A copy of the input in a block of its own size, so that reading behind it is noticed, with both checksums
 * right. */
uint8_t *fuzz_image(const uint8_t *data, size_t size);

/* Runs what was started for `instructions`; jumps over waiting. Ends the process if the heap is not sound
 * afterwards. */
void fuzz_run(nano_vm *vm, uint32_t instructions);

/* Ends the process (a finding) with a text. */
void fuzz_found(const char *what) __attribute__((noreturn));

#endif
