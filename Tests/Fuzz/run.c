/* run.c - fuzz target: an application file of any content is loaded over the class library, verified, and run
 * under an instruction budget whether or not all of it was accepted: what the verifier refuses does not run
 * in any case. The heap must be sound afterwards and the domain must unload. */
#include "fuzz.h"
#include <string.h>

enum { INSTRUCTIONS = 12000, ARENAS = 2 };
/* In the small one code runs in windows (window.c), and most programs come to its end. */
static const uint32_t arenas[ARENAS] = {160 << 10, 10 << 10};

static const char *const base[] = {"mscorlib",
                                   "nanoFramework.System.Runtime",
                                   "nanoFramework.Runtime.Native",
                                   "nanoFramework.System.Collections",
                                   "nanoFramework.System.Text",
                                   "nanoFramework.ResourceManager",
                                   "System.Math",
                                   "System.Threading"};
static nano_vm vm, starts[ARENAS];
static uint8_t *linked[ARENAS]; /* after the base set was linked: offsets only, so a copy is as good */

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void prepare(nano_vm *start, uint32_t bytes, uint8_t **copy) {
    fuzz_create(start, bytes, NULL);
    for (uint32_t i = 0; i < sizeof base / sizeof *base; i++) {
        const fuzz_file file = fuzz_library(base[i]);
        if (nano_load(start, 0, file.bytes, file.length, NULL) != NANO_OK) fuzz_found(nano_error(start));
    }
    if (nano_link(start, 0) != NANO_OK) fuzz_found(nano_error(start));
    *copy = malloc(bytes);
    if (!*copy) exit(2);
    memcpy(*copy, start->base, bytes);
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc, (void)argv;
    for (uint32_t i = 0; i < ARENAS; i++) prepare(&starts[i], arenas[i], &linked[i]);
    return 0;
}

/* The modes come from the file, so that a finding repeats. */
static void start_vm(const uint8_t *data, size_t size) {
    const uint32_t crc = nano__crc32(0, data, (uint32_t)size), arena = crc / 128 % ARENAS;
    vm = starts[arena];
    memcpy(vm.base, linked[arena], arenas[arena]);
    if (crc % 8 == 0) CORE(&vm)->config.test_modes |= NANO_TEST_GC_ALWAYS;
    if (crc / 8 % 2) CORE(&vm)->config.test_modes |= NANO_TEST_SWITCH;
    if (crc / 16 % 8 == 0) CORE(&vm)->code_budget = 4096;
    if (crc / 256 % 4 == 0) CORE(&vm)->config.test_modes |= NANO_TEST_WINDOWS;
    if (crc / 1024 % 4 == 0) CORE(&vm)->config.test_modes |= NANO_TEST_LIVENESS;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    uint8_t *image = fuzz_image(data, size);
    uint32_t domain = 0, thread = 0;
    start_vm(data, size);
    if (nano_create_domain(&vm, &domain) != NANO_OK) fuzz_found(nano_error(&vm));
    if (nano_load(&vm, domain, image, (uint32_t)size, NULL) == NANO_OK && nano_link(&vm, domain) == NANO_OK) {
        (void)nano_verify(&vm, domain);
        if (nano_start_main(&vm, domain, &thread) == NANO_OK) fuzz_run(&vm, INSTRUCTIONS);
        if (!nano__check_heap(&vm)) fuzz_found("the heap is not sound");
    }
    if (nano_unload_domain(&vm, domain) != NANO_OK && !CORE(&vm)->threads) fuzz_found(nano_error(&vm));
    if (!nano__check_heap(&vm)) fuzz_found("the heap is not sound after the domain was unloaded");
    free(image);
    return 0;
}
