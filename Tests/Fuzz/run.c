/* run.c - fuzz target: an application file of any content is loaded over the class library, verified, and run
 * under an instruction budget whether or not all of it was accepted: what the verifier refuses does not run
 * in any case. The heap must be sound afterwards and the domain must unload. */
#include "fuzz.h"
#include <string.h>

enum { ARENA = 160 << 10, INSTRUCTIONS = 12000 };

static const char *const base[] = {"mscorlib",
                                   "nanoFramework.System.Runtime",
                                   "nanoFramework.Runtime.Native",
                                   "nanoFramework.System.Collections",
                                   "nanoFramework.System.Text",
                                   "nanoFramework.ResourceManager",
                                   "System.Math",
                                   "System.Threading"};
static nano_vm vm, start;
static uint8_t *linked; /* the arena after the base set was linked: offsets only, so a copy is as good */

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc, (void)argv;
    fuzz_create(&start, ARENA, NULL);
    for (uint32_t i = 0; i < sizeof base / sizeof *base; i++) {
        const fuzz_file file = fuzz_library(base[i]);
        if (nano_load(&start, 0, file.bytes, file.length, NULL) != NANO_OK) fuzz_found(nano_error(&start));
    }
    if (nano_link(&start, 0) != NANO_OK) fuzz_found(nano_error(&start));
    linked = malloc(ARENA);
    if (!linked) exit(2);
    memcpy(linked, start.base, ARENA);
    return 0;
}

/* The modes come from the file, so that a finding repeats. */
static void set_modes(const uint8_t *data, size_t size) {
    const uint32_t crc = nano__crc32(0, data, (uint32_t)size);
    if (crc % 8 == 0) CORE(&vm)->config.test_modes |= NANO_TEST_GC_ALWAYS;
    if (crc / 8 % 2) CORE(&vm)->config.test_modes |= NANO_TEST_SWITCH;
    if (crc / 16 % 8 == 0) CORE(&vm)->code_budget = 4096;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    uint8_t *image = fuzz_image(data, size);
    uint32_t domain = 0, thread = 0;
    vm = start;
    memcpy(vm.base, linked, ARENA);
    set_modes(data, size);
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
