/* main.c - nanorun: the C runtime on a plain C host, for tests and measurements. See --help. */
#include "calls.h"
#include "reload.h"
#include "smallest.h"
#include "snapshots.h"
#include "sweep.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXIT_USAGE = 64, EXIT_REFUSED = 65, EXIT_UNHANDLED = 70, DEFAULT_ARENA = 1 << 20 };

typedef struct options {
    suite_options suite;
    folders where;
    const char *list, *only, *base, *restore;
    uint32_t gc_always, use_switch, windows, shed, liveness, trace, stats, check, stack, help, sweep,
        positions, smallest, reload, calls, seed;
} options;

/* -- The command line ----------------------------------------------------------------------------- */

typedef enum option_kind { OPTION_FLAG, OPTION_NUMBER, OPTION_LONG, OPTION_TEXT } option_kind;
typedef struct option_row {
    const char *name, *argument, *help;
    option_kind kind;
    size_t offset; /* of the member of `options` that takes the value */
} option_row;

#define MEMBER(member) offsetof(options, member)
/* clang-format off */
static const option_row rows[] = {
    {"arena", "BYTES", "size of the arena (default 1048576)", OPTION_NUMBER, MEMBER(suite.run.arena)},
    {"code-cache", "BYTES", "budget of translated code", OPTION_NUMBER, MEMBER(suite.run.config.code_cache_bytes)},
    {"quantum", "N", "instructions of a time slice", OPTION_NUMBER, MEMBER(suite.run.config.quantum)},
    {"budget", "N", "give a run up after N instructions (default 400000000)", OPTION_LONG, MEMBER(suite.run.budget)},
    {"fail", "N", "let the N-th allocation fail", OPTION_NUMBER, MEMBER(suite.run.config.fail_allocation)},
    {"gc-always", NULL, "collect, and move every object, at each allocation", OPTION_FLAG, MEMBER(gc_always)},
    {"switch", NULL, "dispatch by switch instead of computed goto", OPTION_FLAG, MEMBER(use_switch)},
    {"windows", NULL, "keep no more of code than a full arena would", OPTION_FLAG, MEMBER(windows)},
    {"shed", NULL, "free records that nothing needs at every call", OPTION_FLAG, MEMBER(shed)},
    {"liveness", NULL, "clear dead variables at every allocation", OPTION_FLAG, MEMBER(liveness)},
    {"trace", NULL, "hash what runs (nano_stats.trace_hash); implies --stats", OPTION_FLAG, MEMBER(trace)},
    {"pause", "N", "end the first call of nano_run after N instructions", OPTION_NUMBER, MEMBER(suite.run.pause)},
    {"save", "FILE", "end the run at the pause, in a snapshot", OPTION_TEXT, MEMBER(suite.run.save)},
    {"restore", "FILE", "go on with the snapshot; the files are those of the run", OPTION_TEXT, MEMBER(restore)},
    {"check", NULL, "check the whole heap after a run", OPTION_FLAG, MEMBER(check)},
    {"stats", NULL, "a line of JSON for each run: memory, collections, instructions", OPTION_FLAG, MEMBER(stats)},
    {"stack", NULL, "measure how deep each call into the runtime goes on the C stack", OPTION_FLAG, MEMBER(stack)},
    {"base", "NAMES", "assemblies of the class library to load first, comma-separated (default mscorlib)",
     OPTION_TEXT, MEMBER(base)},
    {"library", "DIR", "where they are (default .build/managed)", OPTION_TEXT, MEMBER(where.library)},
    {"suite", "LIST", "run the programs of a list (scripts/runtime-programs.sh) and compare their output",
     OPTION_TEXT, MEMBER(list)},
    {"programs", "DIR", "where its paths start (default Tests/Programs)", OPTION_TEXT, MEMBER(where.programs)},
    {"reload", "N", "load, run for a while and unload programs of the list N times in one VM", OPTION_NUMBER,
     MEMBER(reload)},
    {"calls", "N", "N hosts that call the runtime in any order, with the programs of the list", OPTION_NUMBER,
     MEMBER(calls)},
    {"seed", "N", "of the first of them (default 0)", OPTION_NUMBER, MEMBER(seed)},
    {"only", "TEXT", "only programs whose name contains TEXT", OPTION_TEXT, MEMBER(only)},
    {"sweep", NULL, "run each program with one allocation after the other failing", OPTION_FLAG, MEMBER(sweep)},
    {"positions", "N", "let only N of them fail, spread over the run", OPTION_NUMBER, MEMBER(positions)},
    {"smallest", NULL, "find the smallest arena of each program, and run it there with --gc-always", OPTION_FLAG,
     MEMBER(smallest)},
    {"jobs", "N", "run N programs at a time", OPTION_NUMBER, MEMBER(suite.jobs)},
    {"help", NULL, "this text", OPTION_FLAG, MEMBER(help)},
};
/* clang-format on */
enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

static void help(void) {
    printf("nanorun [OPTIONS] FILE.pe...      runs a program on the runtime\n"
           "nanorun [OPTIONS] --suite LIST    runs a list of programs\n\n"
           "Time is virtual: it passes when every thread sleeps. Two runs are the same.\n"
           "Exit code: Main's result, 70 after an unhandled exception, 65 if a file is refused, 1 "
           "otherwise.\n\n");
    for (uint32_t i = 0; i < ROW_COUNT; i++) {
        char left[40];
        snprintf(left, sizeof left, "--%s %s", rows[i].name, rows[i].argument ? rows[i].argument : "");
        printf("  %-20s %s\n", left, rows[i].help);
    }
}

static int usage(const char *problem, const char *what) {
    fprintf(stderr, "nanorun: %s%s; see --help\n", problem, what);
    return EXIT_USAGE;
}

static bool set_option(options *o, const option_row *row, const char *value) {
    void *member = (char *)o + row->offset;
    char *end = NULL;
    unsigned long long number = 1;
    if (row->kind == OPTION_TEXT) {
        *(const char **)member = value;
        return true;
    }
    if (row->kind != OPTION_FLAG) {
        number = strtoull(value, &end, 10);
        if (!*value || *end || (row->kind == OPTION_NUMBER && number > UINT32_MAX)) return false;
    }
    if (row->kind == OPTION_LONG)
        *(uint64_t *)member = number;
    else
        *(uint32_t *)member = (uint32_t)number;
    return true;
}

static const option_row *find_option(const char *name) {
    for (uint32_t i = 0; i < ROW_COUNT; i++)
        if (!strcmp(rows[i].name, name)) return &rows[i];
    return NULL;
}

/* Sets the options and moves the files to the front of `argv`: returns how many there are. Negative: wrong
 * usage. */
static int parse_options(options *o, int argc, char **argv) {
    int files = 0;
    for (int at = 1; at < argc; at++) {
        if (strncmp(argv[at], "--", 2)) {
            argv[files++] = argv[at];
            continue;
        }
        const char *name = argv[at] + 2;
        const option_row *row = find_option(name);
        if (!row) return -usage("unknown option ", argv[at]);
        const char *value = row->kind == OPTION_FLAG ? "" : argv[++at];
        if (!value) return -usage("a value is missing after --", name);
        if (!set_option(o, row, value)) return -usage("not a number that fits: ", value);
    }
    run_options *run = &o->suite.run;
    run->config.test_modes = (o->gc_always ? NANO_TEST_GC_ALWAYS : 0) |
                             (o->use_switch ? NANO_TEST_SWITCH : 0) | (o->trace ? NANO_TEST_TRACE : 0) |
                             (o->windows ? NANO_TEST_WINDOWS : 0) | (o->shed ? NANO_TEST_SHED : 0) |
                             (o->liveness ? NANO_TEST_LIVENESS : 0);
    o->stats |= o->trace;
    run->check_heap = o->check;
    run->measure_stack = o->stack;
    o->suite.stats = o->stats;
    if (!o->suite.jobs) o->suite.jobs = 1;
    return files;
}

/* -- Running -------------------------------------------------------------------------------------- */

static int exit_code(const run *r) {
    switch (r->end) {
    case RUN_RETURNED: return (uint8_t)r->result;
    case RUN_SAVED: return 0;
    case RUN_EXCEPTION:
    case RUN_ABORTED: return EXIT_UNHANDLED;
    case RUN_REFUSED: return EXIT_REFUSED;
    default: return 1;
    }
}

static int run_one(options *o, char **files, int count) {
    file_set set = {.base_count = 0};
    char names[256], text[END_TEXT_BYTES + 64];
    snprintf(names, sizeof names, "%s", o->base);
    for (char *name = strtok(names, ","); name; name = strtok(NULL, ",")) add_base(&set, &o->where, name);
    for (int i = 0; i < count; i++) add_file(&set, files[i]);
    run r;
    memset(&r, 0, sizeof r);
    o->suite.run.to_stdout = true;
    if (!o->restore)
        run_files(&r, &set, &o->suite.run);
    else if (restore_run(&r, &set, &o->suite.run, file_at(o->restore)))
        run_finish(&r);
    fflush(stdout);
    run_describe(&r, text, sizeof text);
    if (r.end != RUN_RETURNED && r.end != RUN_SAVED) fprintf(stderr, "nanorun: %s\n", text);
    if (r.failed_threads) fprintf(stderr, "nanorun: unhandled exception in a thread: %s\n", r.thread_text);
    if (o->stats) print_stats(NULL, &r.stats);
    for (uint32_t phase = 0; o->stack && phase < PHASE_COUNT; phase++)
        printf("stack of %s: %" PRIu32 " bytes\n", phase_names[phase], r.stack_bytes[phase]);
    if (!r.heap_sound) fprintf(stderr, "nanorun: the heap is damaged\n");
    const int code = r.heap_sound ? exit_code(&r) : 1;
    run_dispose(&r);
    return code;
}

int main(int argc, char **argv) {
    options o = {.where = {".build/managed", "Tests/Programs"}, .base = "mscorlib"};
    o.suite.run.arena = DEFAULT_ARENA;
    o.suite.run.budget = 400000000;
    const int files = parse_options(&o, argc, argv);
    if (files < 0) return -files;
    if (o.help) {
        help();
        return 0;
    }
    if (o.list) {
        if (files) return usage("files and --suite do not go together: ", argv[0]);
        const program_list programs = read_programs(o.list, &o.where, o.only);
        const bool passed = o.sweep      ? run_sweep(&programs, &o.suite, o.positions)
                            : o.smallest ? run_smallest(&programs, &o.suite)
                            : o.calls    ? run_calls(&programs, &o.suite.run, o.calls, o.seed)
                            : o.reload   ? run_reload(&programs, &o.suite.run, o.reload)
                                         : run_suite(&programs, &o.suite);
        free_programs(&programs);
        return passed ? 0 : 1;
    }
    if (!files) return usage("expected a PE file or --suite", "");
    return run_one(&o, argv, files);
}
