/* run.h - one run of a set of PE files on the runtime, with a host that is the same everywhere: time passes
 * only when every thread sleeps, and entropy is a fixed pattern. */
#ifndef NANORUN_RUN_H
#define NANORUN_RUN_H

#include "nano.h"

/* A PE file in memory. */
typedef struct image {
    char *name;
    uint8_t *bytes;
    uint32_t length;
} image;

enum { MAX_IMAGES = NANO_MAX_ASSEMBLIES + 1, END_TEXT_BYTES = 2048 };

/* What to run: the base assemblies go to domain 0, the files to a domain of their own. */
typedef struct file_set {
    const image *base[MAX_IMAGES], *files[MAX_IMAGES];
    uint32_t base_count, file_count;
} file_set;

typedef struct run_options {
    uint32_t arena;
    nano_config config;
    uint64_t budget;  /* instructions until the run is given up */
    uint32_t pause;   /* budget of the first nano_run; 0 = none of its own */
    const char *save; /* file to write the run to at the pause, and to end it with */
    bool check_heap;  /* look at every object and reference once more at the end */
    bool to_stdout;   /* print output at once instead of keeping it */
    bool measure_stack;
} run_options;

typedef enum run_end {
    RUN_RETURNED,  /* Main returned */
    RUN_EXCEPTION, /* an exception ended the main thread */
    RUN_ABORTED,
    RUN_REFUSED,  /* the files cannot be loaded, linked, verified or started */
    RUN_BUDGET,   /* the instruction budget is used up */
    RUN_DEADLOCK, /* every thread waits, none of them for a time; or nothing happens any more at these times
                   */
    RUN_SAVED,    /* it can go on in another process */
} run_end;

/* The parts of a run whose use of the C stack is measured. */
typedef enum run_phase {
    PHASE_CREATE,
    PHASE_LOAD,
    PHASE_LINK,
    PHASE_VERIFY,
    PHASE_START,
    PHASE_RUN,
    PHASE_COUNT
} run_phase;
extern const char *const phase_names[PHASE_COUNT];

/* One VM and what became of its run. Zero it before its first use; `arena` and `output` are kept for the
 * next. */
typedef struct run {
    const run_options *options;
    nano_vm vm;
    nano_host host;
    uint8_t *arena;
    uint32_t arena_capacity;
    uint32_t main_thread, domain;

    int64_t now_ms;
    uint32_t looks_at_clock;

    run_end end;
    nano_status status;               /* of a refusal */
    int32_t result;                   /* of Main */
    char text[END_TEXT_BYTES];        /* the refusal, or the exception of the main thread */
    uint32_t failed_threads;          /* other threads that an exception ended */
    char thread_text[END_TEXT_BYTES]; /* the first of those exceptions */
    bool main_out_of_memory;   /* OutOfMemoryException ended the main thread, whatever others did then */
    bool thread_out_of_memory; /* ... another thread */
    bool heap_sound;
    nano_stats stats;
    char *output;
    uint32_t output_length, output_capacity;
    bool failed;                       /* the allocation that the options let fail has come */
    uint32_t output_before;            /* output until then, as far as later output or the end told */
    uint32_t stack_bytes[PHASE_COUNT]; /* deepest use of the C stack */
} run;

/* Runs from creation to the end. */
void run_files(run *r, const file_set *set, const run_options *options);
/* The same in two steps: everything up to the started main thread; false = refused. */
bool run_prepare(run *r, const file_set *set, const run_options *options);
void run_finish(run *r);
/* The first step: an arena, a host, no result yet. */
void run_reset(run *r, const run_options *options);
void run_dispose(run *r);

/* "returned 0", "unhandled exception: System.OutOfMemoryException ...": how it ended, for people. */
void run_describe(const run *r, char *text, uint32_t capacity);

/* Notes where the output stands if the allocation that has to fail has failed since the last time. */
void run_note_failure(run *r);

/* A copy of a VM that run_prepare has made ready. */
typedef struct snapshot {
    nano_vm vm;
    uint8_t *bytes; /* what is used at both ends of the arena */
    uint32_t low_bytes, high_bytes, capacity;
    uint32_t main_thread, domain, looks_at_clock;
    uint32_t allocations; /* made so far, metadata included */
} snapshot;
void run_save(const run *r, snapshot *to);
/* Makes `r` ready to run_finish from there, with allocation `fail` failing. */
void run_restore(run *r, const snapshot *from, const run_options *options);

/* host.c */
nano_host host_of(run *r);
void *must_allocate(size_t bytes);

/* stack.c: `body(context)` on a C stack that was painted before; returns the bytes that it dirtied. */
uint32_t stack_use(void (*body)(void *context), void *context);

#endif
