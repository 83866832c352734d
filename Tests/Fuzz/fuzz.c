/* fuzz.c - see fuzz.h. */
#include "fuzz.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SLICE = 2000, HEADER_BYTES = 124, HEADER_CRC = 8, ASSEMBLY_CRC = 12 };

void fuzz_found(const char *what) {
    fprintf(stderr, "fuzz: %s\n", what);
    abort();
}

/* -- Files ---------------------------------------------------------------------------------------- */

fuzz_file fuzz_library(const char *name) {
    const char *folder = getenv("EDGEOTA_LIBRARY");
    char path[1024];
    snprintf(path, sizeof path, "%s/%s.pe", folder ? folder : ".build/managed", name);
    return fuzz_read(path);
}

fuzz_file fuzz_read(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        fprintf(stderr, "fuzz: cannot read %s\n", path);
        exit(2);
    }
    fseek(file, 0, SEEK_END);
    const long length = ftell(file);
    uint8_t *bytes = malloc((size_t)length);
    rewind(file);
    if (!bytes || fread(bytes, 1, (size_t)length, file) != (size_t)length) exit(2);
    fclose(file);
    return (fuzz_file){bytes, (uint32_t)length};
}

static void store32(uint8_t *to, uint32_t value) {
    for (uint32_t i = 0; i < 4; i++) to[i] = (uint8_t)(value >> 8 * i);
}

static void fix_checksums(uint8_t *image, size_t size) {
    if (size < HEADER_BYTES) return;
    const uint32_t end = nano__rd32(image + 0x28 + 4 * TBL_COUNT);
    if (end >= HEADER_BYTES && end <= size)
        store32(image + ASSEMBLY_CRC, nano__crc32(0, image + HEADER_BYTES, end - HEADER_BYTES));
    store32(image + HEADER_CRC, 0);
    store32(image + HEADER_CRC, nano__crc32(0, image, HEADER_BYTES));
}

uint8_t *fuzz_image(const uint8_t *data, size_t size) {
    uint8_t *image = malloc(size ? size : 1);
    if (!image) exit(2);
    memcpy(image, data, size);
    fix_checksums(image, size);
    return image;
}

/* -- The host ------------------------------------------------------------------------------------- */

static int64_t now;

static void drop_text(void *context, const char *text, uint32_t length) {
    (void)context;
    uint32_t sum = 0; /* every byte is looked at, so that a sanitizer sees where it lies */
    for (uint32_t i = 0; i < length; i++) sum += (uint8_t)text[i];
    if (sum == UINT32_MAX) fuzz_found("text of more than 16 MB");
}
static int64_t clock_ms(void *context) {
    (void)context;
    return now++;
}
static int64_t utc(void *context) {
    (void)context;
    return 639000000000000000;
}
static double libm(void *context, nano_math function, double x, double y) {
    (void)context;
    return function == NANO_MATH_FMOD ? fmod(x, y) : function == NANO_MATH_POW ? pow(x, y) : sqrt(fabs(x));
}
static void ended(void *context, uint32_t thread, uint32_t domain, bool is_main, nano_thread_outcome outcome,
                  int32_t result, const char *text, uint32_t length) {
    (void)thread, (void)domain, (void)is_main, (void)outcome, (void)result;
    drop_text(context, text, length);
}
static const nano_host host = {
    .write = drop_text, .monotonic_ms = clock_ms, .utc_ticks = utc, .math = libm, .thread_ended = ended};

void fuzz_create(nano_vm *vm, uint32_t bytes, const nano_config *config) {
    void *arena = malloc(bytes);
    now = 1000;
    if (!arena || nano_create(vm, arena, bytes, &host, config) != NANO_OK) exit(2);
}

void fuzz_run(nano_vm *vm, uint32_t instructions) {
    const uint64_t end = CORE(vm)->instructions + instructions;
    now = 1000;
    while (CORE(vm)->instructions < end) {
        const nano_run_result result = nano_run(vm, SLICE);
        if (result.reason == NANO_STOP_FINISHED) break;
        if (result.reason != NANO_STOP_WAITING) continue;
        if (result.wake_ms == INT64_MAX) break;
        if (result.wake_ms > now) now = result.wake_ms;
    }
    if (!nano__check_heap(vm)) fuzz_found("the heap is not sound");
}

/* -- The mutator ---------------------------------------------------------------------------------- */

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);

static uint32_t next(uint32_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static uint32_t start_of(const uint8_t *data, uint32_t table) { return nano__rd32(data + 0x28 + 4 * table); }

/* True if the table starts are in order and inside the file: only then a place can be chosen by its meaning.
 */
static bool has_tables(const uint8_t *data, size_t size) {
    if (size < HEADER_BYTES) return false;
    for (uint32_t t = 0; t < TBL_COUNT; t++)
        if (start_of(data, t) > start_of(data, t + 1) || start_of(data, t + 1) > size) return false;
    return start_of(data, 0) >= HEADER_BYTES;
}

/* A 16-bit field of a row becomes the same field of another row of its table, a neighbour, or anything. */
static void mutate_row(uint8_t *data, uint32_t *state) {
    static const uint8_t sizes[] = {12, 8, 8, 8, 24, 8, 16, 8, 4};
    const uint32_t table = next(state) % sizeof sizes,
                   bytes = start_of(data, table + 1) - start_of(data, table);
    const uint32_t rows = bytes / sizes[table];
    if (!rows) return;
    const uint32_t offset = next(state) % sizes[table] & ~1u;
    uint8_t *rows_at = data + start_of(data, table);
    uint8_t *to = rows_at + sizes[table] * (next(state) % rows) + offset;
    const uint8_t *from = rows_at + sizes[table] * (next(state) % rows) + offset;
    switch (next(state) % 4) {
    case 0: memcpy(to, from, 2); break;
    case 1: to[next(state) % 2] ^= (uint8_t)(1u << next(state) % 8); break;
    case 2: to[0] = (uint8_t)(to[0] + (next(state) & 1 ? 1 : -1)); break;
    default: to[next(state) % 2] = (uint8_t)next(state); break;
    }
}

/* Bytes of the instruction stream, or of signatures: another value, or a piece copied from elsewhere in it.
 */
static void mutate_bytes(uint8_t *data, uint32_t table, uint32_t *state) {
    const uint32_t bytes = start_of(data, table + 1) - start_of(data, table);
    uint8_t *at = data + start_of(data, table);
    if (bytes < 8) return;
    if (next(state) % 2) {
        at[next(state) % bytes] = (uint8_t)next(state);
        return;
    }
    const uint32_t count = 1 + next(state) % 6;
    memmove(at + next(state) % (bytes - count), at + next(state) % (bytes - count), count);
}

/* Mostly small changes at places that mean something, sometimes libFuzzer's own; the checksums are always
 * made right, so that what is behind them is reached. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed) {
    uint32_t state = seed | 1;
    if (!has_tables(data, size) || next(&state) % 16 == 0) {
        size = LLVMFuzzerMutate(data, size, max_size);
    } else {
        for (uint32_t count = 1 + next(&state) % 3; count > 0; count--) {
            const uint32_t what = next(&state) % 8;
            if (what < 3)
                mutate_row(data, &state);
            else
                mutate_bytes(data, what < 7 ? TBL_BYTECODE : TBL_SIGNATURES, &state);
        }
    }
    fix_checksums(data, size);
    return size;
}
