/* host.c - the host of a run: a clock that jumps, entropy that repeats, output that is kept. */
#include "run.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LOOKS_PER_MS = 64 };
static const char out_of_memory[] = "System.OutOfMemoryException";

void *must_allocate(size_t bytes) {
    void *memory = malloc(bytes ? bytes : 1);
    if (!memory) {
        fprintf(stderr, "nanorun: the host has no %lu bytes left\n", (unsigned long)bytes);
        exit(1);
    }
    return memory;
}

static void write_text(void *context, const char *text, uint32_t length) {
    run *r = context;
    run_note_failure(r);
    if (r->options->to_stdout) {
        fwrite(text, 1, length, stdout);
        return;
    }
    if (r->output_capacity - r->output_length < length) {
        r->output_capacity = (r->output_length + length) * 2;
        r->output = realloc(r->output, r->output_capacity);
        if (!r->output) must_allocate(SIZE_MAX);
    }
    memcpy(r->output + r->output_length, text, length);
    r->output_length += length;
}

/* A program that polls the clock sees it move, though not by much. */
static int64_t monotonic_ms(void *context) {
    run *r = context;
    if (++r->looks_at_clock % LOOKS_PER_MS == 0) r->now_ms++;
    return r->now_ms;
}

/* 2026-09-21T14:13:20Z */
static int64_t utc_ticks(void *context) { return (62135596800 + 1790000000) * INT64_C(10000000); }

static void random_bytes(void *context, void *buffer, uint32_t length) {
    for (uint32_t i = 0; i < length; i++) ((uint8_t *)buffer)[i] = (uint8_t)(i * 37 + 11);
}

static double math(void *context, nano_math function, double x, double y) {
    switch (function) {
    case NANO_MATH_ACOS: return acos(x);
    case NANO_MATH_ASIN: return asin(x);
    case NANO_MATH_ATAN: return atan(x);
    case NANO_MATH_ATAN2: return atan2(x, y);
    case NANO_MATH_CBRT: return cbrt(x);
    case NANO_MATH_COS: return cos(x);
    case NANO_MATH_COSH: return cosh(x);
    case NANO_MATH_EXP: return exp(x);
    case NANO_MATH_LOG: return log(x);
    case NANO_MATH_LOG10: return log10(x);
    case NANO_MATH_POW: return pow(x, y);
    case NANO_MATH_SIN: return sin(x);
    case NANO_MATH_SINH: return sinh(x);
    case NANO_MATH_TAN: return tan(x);
    case NANO_MATH_TANH: return tanh(x);
    case NANO_MATH_FMOD: return fmod(x, y);
    case NANO_MATH_SQRT: return sqrt(x);
    case NANO_MATH_REMAINDER: return remainder(x, y);
    }
    return NAN;
}

static void keep(char *to, const char *text, uint32_t length) {
    if (length >= END_TEXT_BYTES) length = END_TEXT_BYTES - 1;
    memcpy(to, text, length);
    to[length] = 0;
}

static void thread_ended(void *context, uint32_t thread, uint32_t domain, bool is_main,
                         nano_thread_outcome outcome, int32_t result, const char *text, uint32_t length) {
    run *r = context;
    const bool is_oom = outcome == NANO_THREAD_EXCEPTION && length >= sizeof out_of_memory - 1 &&
                        !memcmp(text, out_of_memory, sizeof out_of_memory - 1);
    if (thread != r->main_thread) {
        if (outcome != NANO_THREAD_EXCEPTION) return;
        r->thread_out_of_memory |= is_oom;
        if (!r->failed_threads++) keep(r->thread_text, text, length);
        return;
    }
    r->end = outcome == NANO_THREAD_RETURNED    ? RUN_RETURNED
             : outcome == NANO_THREAD_EXCEPTION ? RUN_EXCEPTION
                                                : RUN_ABORTED;
    r->main_out_of_memory = is_oom;
    r->result = result;
    keep(r->text, text, length);
}

nano_host host_of(run *r) {
    return (nano_host){.context = r,
                       .write = write_text,
                       .monotonic_ms = monotonic_ms,
                       .utc_ticks = utc_ticks,
                       .random = random_bytes,
                       .math = math,
                       .thread_ended = thread_ended};
}
