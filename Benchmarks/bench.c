/* bench.c - the kernels of kernels/ on the runtime beside the same kernels in C, compiled by gcc -O2 into
 * this program: interleaved runs, medians, ratios and their geometric mean. Both have to give the same
 * results. scripts/bench.sh builds and runs it; docs/benchmarks.md says what the figures mean. */
#define _POSIX_C_SOURCE 200809L
#include "nano.h"
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
    ARENA_BYTES = 4 << 20, /* as the board linux/host has */
    SLICE = 1 << 20,
    NATIVE_RUN_NS = 10 * 1000 * 1000 /* repetitions of a C kernel fill at least this time */
};

typedef struct options {
    int rounds;
    bool json, ours_only;
    const char *only;
    const char *const *images;
    int image_count;
} options;

/* Nanoseconds of one execution, one sample a round. */
typedef struct samples {
    double native[MAX_ROUNDS], ours[MAX_ROUNDS];
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

/* -- The runtime ---------------------------------------------------------------------------------- */

typedef struct ended {
    bool ok;
    int32_t result;
    char text[512];
} ended;

static void thread_ended(void *context, uint32_t thread, uint32_t domain, bool is_main,
                         nano_thread_outcome outcome, int32_t result, const char *text, uint32_t length) {
    ended *e = context;
    (void)thread, (void)domain;
    if (!is_main) return;
    e->ok = outcome == NANO_THREAD_RETURNED;
    e->result = result;
    snprintf(e->text, sizeof e->text, "%.*s", (int)length, text);
}

static void *read_file(const char *path, uint32_t *length) {
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0) die("cannot read %s", path);
    const long size = ftell(file);
    void *bytes = size > 0 ? malloc((size_t)size) : NULL;
    rewind(file);
    if (!bytes || fread(bytes, 1, (size_t)size, file) != (size_t)size) die("cannot read %s", path);
    fclose(file);
    *length = (uint32_t)size;
    return bytes;
}

static void must(const nano_vm *vm, nano_status status) {
    if (status != NANO_OK) die("%s: %s", nano_status_text(status), nano_error(vm));
}

/* The last image is the application, those before it the base assemblies. */
static uint32_t load(nano_vm *vm, const options *o) {
    uint32_t domain = 0, length, assembly;
    for (int n = 0; n < o->image_count; n++) {
        const bool application = n == o->image_count - 1;
        if (application) {
            must(vm, nano_link(vm, 0));
            must(vm, nano_create_domain(vm, &domain));
        }
        const void *image = read_file(o->images[n], &length);
        must(vm, nano_load(vm, domain, image, length, &assembly));
    }
    must(vm, nano_link(vm, domain));
    return domain;
}

static int32_t run_managed(nano_vm *vm, uint32_t domain, int32_t kernel, const ended *e) {
    const nano_value argument = {.kind = NANO_VALUE_I4, .integer = kernel};
    uint32_t thread;
    must(vm, nano_start(vm, domain, "Kernels", "Run", &argument, 1, &thread));
    while (nano_run(vm, SLICE).reason == NANO_STOP_BUDGET) continue;
    if (!e->ok) die("Kernels.Run(%d) failed: %s", kernel, e->text);
    return e->result;
}

/* -- Measuring ------------------------------------------------------------------------------------ */

static int32_t calibrate(const struct kernel *k) {
    for (int32_t repetitions = 1;; repetitions *= 2) {
        const double start = now_ns();
        (void)k->native(repetitions);
        if (now_ns() - start >= NATIVE_RUN_NS) return repetitions;
    }
}

static void measure_one(nano_vm *vm, uint32_t domain, const ended *e, const struct kernel *k, samples *s,
                        int round, bool ours_only) {
    if (!ours_only) {
        const double start = now_ns();
        s->result = k->native(s->repetitions);
        s->native[round] = (now_ns() - start) / s->repetitions;
    }
    nano_stats before, after;
    nano_get_stats(vm, &before);
    const double start = now_ns();
    const int32_t result = run_managed(vm, domain, k->number, e);
    s->ours[round] = now_ns() - start;
    nano_get_stats(vm, &after);
    s->instructions = after.instructions - before.instructions;
    if (!ours_only && result != s->result)
        die("%s: the runtime computes %d, C computes %d", k->name, result, s->result);
    s->result = result;
}

static int by_value(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static bool wanted(const options *o, const struct kernel *k) { return !o->only || !strcmp(o->only, k->name); }

static void measure(nano_vm *vm, uint32_t domain, const ended *e, const options *o, samples *s) {
    for (int n = 0; n < KERNEL_COUNT; n++)
        if (wanted(o, &kernels[n]) && !o->ours_only) s[n].repetitions = calibrate(&kernels[n]);
    for (int round = 0; round < o->rounds; round++)
        for (int n = 0; n < KERNEL_COUNT; n++)
            if (wanted(o, &kernels[n])) measure_one(vm, domain, e, &kernels[n], &s[n], round, o->ours_only);
    for (int n = 0; n < KERNEL_COUNT; n++) {
        qsort(s[n].native, (size_t)o->rounds, sizeof(double), by_value);
        qsort(s[n].ours, (size_t)o->rounds, sizeof(double), by_value);
    }
}

/* -- Results -------------------------------------------------------------------------------------- */

static double median(const double *sorted, int count) {
    return count % 2 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
}

static double ratio(const samples *s, int rounds) {
    return median(s->ours, rounds) / median(s->native, rounds);
}

static double geometric_mean(const options *o, const samples *s) {
    double sum = 0;
    int count = 0;
    for (int n = 0; n < KERNEL_COUNT; n++)
        if (wanted(o, &kernels[n])) sum += log(ratio(&s[n], o->rounds)), count++;
    return count ? exp(sum / count) : 0;
}

static void print_table(const options *o, const samples *s) {
    printf("%-10s %12s %12s %12s %12s %8s %14s\n", "kernel", "gcc min ms", "gcc med ms", "ours min ms",
           "ours med ms", "ratio", "instructions");
    for (int n = 0; n < KERNEL_COUNT; n++) {
        if (!wanted(o, &kernels[n])) continue;
        printf("%-10s %12.3f %12.3f %12.3f %12.3f %8.2f %14llu\n", kernels[n].name, s[n].native[0] / 1e6,
               median(s[n].native, o->rounds) / 1e6, s[n].ours[0] / 1e6, median(s[n].ours, o->rounds) / 1e6,
               o->ours_only ? 0.0 : ratio(&s[n], o->rounds), (unsigned long long)s[n].instructions);
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
               median(s[n].native, o->rounds), s[n].ours[0], median(s[n].ours, o->rounds),
               ratio(&s[n], o->rounds));
        separator = ",";
    }
    printf("],\"geometric_mean\":%.3f}\n", geometric_mean(o, s));
}

/* -- Command line --------------------------------------------------------------------------------- */

static const char usage[] =
    "usage: bench [--rounds N] [--kernel NAME] [--json | --ours-only] BASE.pe... Kernels.pe\n";

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
    o.images = (const char *const *)argv + n;
    o.image_count = argc - n;
    if (o.image_count < 2) die("mscorlib.pe and the kernels' file are needed\n%s", usage);
    return o;
}

int main(int argc, char **argv) {
    static samples s[KERNEL_COUNT];
    const options o = parse(argc, argv);
    ended e = {0};
    const nano_host host = {.context = &e, .thread_ended = thread_ended};
    nano_vm vm;
    void *arena = malloc(ARENA_BYTES);
    if (!arena) die("no memory for the arena");
    must(&vm, nano_create(&vm, arena, ARENA_BYTES, &host, NULL));
    const uint32_t domain = load(&vm, &o);
    measure(&vm, domain, &e, &o, s);
    (o.json ? print_json : print_table)(&o, s);
    return 0;
}
