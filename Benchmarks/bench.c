/* bench.c - the kernels of kernels/ on the runtime beside the same kernels in C, compiled by gcc -O2 into
 * this program: interleaved runs, medians, ratios and their geometric mean. Both have to give the same
 * results. scripts/bench.sh builds and runs it; docs/benchmarks.md says what the figures mean. */
#define _POSIX_C_SOURCE 200809L
#include "programs.h"
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* KERNEL(name, number of Kernels.Run in Kernels.cs). */
/* clang-format off */
#define KERNELS(KERNEL) \
    KERNEL(fib, 1) KERNEL(sieve, 2) KERNEL(matmul, 3) KERNEL(nbody, 4) KERNEL(mandel, 5) KERNEL(crc32, 6) \
    KERNEL(sha256, 7) KERNEL(heapsort, 8) KERNEL(strcat, 9) KERNEL(hash, 10) KERNEL(bintrees, 11) \
    KERNEL(virt, 12) KERNEL(iface, 13) KERNEL(xorshift, 15)
/* clang-format on */

#define DECLARE(name, number) int32_t k_##name(int32_t repetitions);
KERNELS(DECLARE)
#undef DECLARE
static const struct kernel {
    const char *name;
    int32_t number;
    int32_t (*native)(int32_t repetitions);
} kernels[] = {
#define ROW(name, number) {#name, number, k_##name},
    KERNELS(ROW)
#undef ROW
};

enum {
    KERNEL_COUNT = sizeof kernels / sizeof kernels[0],
    MAX_ROUNDS = 101,
    ARENA_BYTES = 4 << 20,           /* as the board linux/host has */
    NATIVE_RUN_NS = 10 * 1000 * 1000 /* repetitions of a C kernel fill at least this time */
};

typedef struct options {
    int rounds;
    bool json, ours_only;
    const char *only, *library, *file;
} options;

/* Nanoseconds of one execution, one sample a round. */
typedef struct samples {
    double native[MAX_ROUNDS], ours[MAX_ROUNDS];
    double ratio; /* median of the rounds' ratios: what disturbs a round disturbs both sides of it */
    int32_t repetitions, result;
    uint64_t instructions;
} samples;

static void die(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("bench: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

/* CPU time: on a shared machine the wall clock also counts others' turns. */
static double now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* -- The runtime (Tests/RuntimeHost) -------------------------------------------------------------- */

/* Loads mscorlib and the kernels. Main, which would run them all, does not start. */
static void load(run *r, const options *o, const run_options *how) {
    const folders where = {.library = o->library};
    static file_set set;
    add_base(&set, &where, "mscorlib");
    add_file(&set, o->file);
    if (!run_prepare(r, &set, how)) die("%s: %s", o->file, r->text);
    nano_kill_threads(&r->vm, r->domain);
}

static int32_t run_managed(run *r, int32_t kernel) {
    const nano_value argument = {.kind = NANO_VALUE_I4, .integer = kernel};
    if (nano_start(&r->vm, r->domain, "Kernels", "Run", &argument, 1, &r->main_thread) != NANO_OK)
        die("%s", nano_error(&r->vm));
    run_finish(r);
    if (r->end != RUN_RETURNED) die("Kernels.Run(%d) failed: %s", kernel, r->text);
    return r->result;
}

/* -- Measuring ------------------------------------------------------------------------------------ */

static int32_t calibrate(const struct kernel *k) {
    for (int32_t repetitions = 1;; repetitions *= 2) {
        const double start = now_ns();
        (void)k->native(repetitions);
        if (now_ns() - start >= NATIVE_RUN_NS) return repetitions;
    }
}

static void measure_one(run *r, const struct kernel *k, samples *s, int round, bool ours_only) {
    if (!ours_only) {
        const double start = now_ns();
        s->result = k->native(s->repetitions);
        s->native[round] = (now_ns() - start) / s->repetitions;
    }
    nano_stats before;
    nano_get_stats(&r->vm, &before);
    const double start = now_ns();
    const int32_t result = run_managed(r, k->number);
    s->ours[round] = now_ns() - start;
    s->instructions = r->stats.instructions - before.instructions;
    if (!ours_only && result != s->result)
        die("%s: the runtime computes %d, C computes %d", k->name, result, s->result);
    s->result = result;
}

static int by_value(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static bool wanted(const options *o, const struct kernel *k) { return !o->only || !strcmp(o->only, k->name); }

static double median(const double *sorted, int count) {
    return count % 2 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
}

static void evaluate(samples *s, int rounds) {
    double ratios[MAX_ROUNDS];
    for (int n = 0; n < rounds; n++) ratios[n] = s->ours[n] / s->native[n];
    qsort(ratios, (size_t)rounds, sizeof(double), by_value);
    qsort(s->native, (size_t)rounds, sizeof(double), by_value);
    qsort(s->ours, (size_t)rounds, sizeof(double), by_value);
    s->ratio = median(ratios, rounds);
}

static void measure(run *r, const options *o, samples *s) {
    for (int n = 0; n < KERNEL_COUNT; n++)
        if (wanted(o, &kernels[n]) && !o->ours_only) s[n].repetitions = calibrate(&kernels[n]);
    for (int round = 0; round < o->rounds; round++)
        for (int n = 0; n < KERNEL_COUNT; n++)
            if (wanted(o, &kernels[n])) measure_one(r, &kernels[n], &s[n], round, o->ours_only);
    for (int n = 0; n < KERNEL_COUNT; n++) evaluate(&s[n], o->rounds);
}

/* -- Results -------------------------------------------------------------------------------------- */

static double geometric_mean(const options *o, const samples *s) {
    double sum = 0;
    int count = 0;
    for (int n = 0; n < KERNEL_COUNT; n++)
        if (wanted(o, &kernels[n])) sum += log(s[n].ratio), count++;
    return count ? exp(sum / count) : 0;
}

static void print_table(const options *o, const samples *s) {
    printf("%-10s", "kernel");
    if (!o->ours_only) printf(" %10s %10s", "gcc min ms", "median");
    printf(" %11s %10s", "ours min ms", "median");
    if (!o->ours_only) printf(" %7s", "ratio");
    printf(" %14s\n", "instructions");
    for (int n = 0; n < KERNEL_COUNT; n++) {
        if (!wanted(o, &kernels[n])) continue;
        printf("%-10s", kernels[n].name);
        if (!o->ours_only)
            printf(" %10.3f %10.3f", s[n].native[0] / 1e6, median(s[n].native, o->rounds) / 1e6);
        printf(" %11.3f %10.3f", s[n].ours[0] / 1e6, median(s[n].ours, o->rounds) / 1e6);
        if (!o->ours_only) printf(" %7.2f", s[n].ratio);
        printf(" %14llu\n", (unsigned long long)s[n].instructions);
    }
    if (!o->ours_only) printf("geometric mean of the ratios: %.2f\n", geometric_mean(o, s));
}

static void print_json(const options *o, const samples *s) {
    const char *separator = "";
    printf("{\"rounds\":%d,\"kernels\":[", o->rounds);
    for (int n = 0; n < KERNEL_COUNT; n++) {
        if (!wanted(o, &kernels[n])) continue;
        printf("%s{\"name\":\"%s\",\"result\":%d,\"instructions\":%llu,"
               "\"native_ns\":{\"min\":%.0f,\"median\":%.0f},\"ours_ns\":{\"min\":%.0f,\"median\":%.0f},"
               "\"ratio\":%.3f}",
               separator, kernels[n].name, s[n].result, (unsigned long long)s[n].instructions, s[n].native[0],
               median(s[n].native, o->rounds), s[n].ours[0], median(s[n].ours, o->rounds), s[n].ratio);
        separator = ",";
    }
    printf("],\"geometric_mean\":%.3f}\n", geometric_mean(o, s));
}

/* -- Command line --------------------------------------------------------------------------------- */

static const char usage[] =
    "usage: bench [--rounds N] [--kernel NAME] [--json | --ours-only] LIBRARY_DIRECTORY KERNELS.pe\n";

static options parse(int argc, char **argv) {
    options o = {.rounds = 5};
    int n = 1;
    for (; n < argc && argv[n][0] == '-'; n++) {
        if (!strcmp(argv[n], "--json"))
            o.json = true;
        else if (!strcmp(argv[n], "--ours-only"))
            o.ours_only = true;
        else if (!strcmp(argv[n], "--rounds") && n + 1 < argc)
            o.rounds = atoi(argv[++n]);
        else if (!strcmp(argv[n], "--kernel") && n + 1 < argc)
            o.only = argv[++n];
        else
            die("unknown option %s\n%s", argv[n], usage);
    }
    bool known = !o.only;
    for (int k = 0; k < KERNEL_COUNT; k++) known |= wanted(&o, &kernels[k]);
    if (!known) die("no kernel is called %s", o.only);
    if (o.rounds < 1 || o.rounds > MAX_ROUNDS) die("--rounds takes 1 to %d", MAX_ROUNDS);
    if (o.json && o.ours_only) die("--json needs both sides\n%s", usage);
    if (argc - n != 2) die("the class library's folder and the kernels' file are needed\n%s", usage);
    o.library = argv[n];
    o.file = argv[n + 1];
    return o;
}

int main(int argc, char **argv) {
    static samples s[KERNEL_COUNT];
    static run r;
    const options o = parse(argc, argv);
    const run_options how = {.arena = ARENA_BYTES, .budget = UINT64_MAX};
    load(&r, &o, &how);
    measure(&r, &o, s);
    (o.json ? print_json : print_table)(&o, s);
    return 0;
}
