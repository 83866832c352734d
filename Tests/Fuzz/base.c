/* base.c - fuzz target: a core library of any content. What the runtime knows of it by name is checked or
 * left alone; an application that uses strings, exceptions, delegates, threads and reflection then runs over
 * it. */
#include "fuzz.h"

enum { ARENA = 160 << 10, INSTRUCTIONS = 12000 };

static fuzz_file application;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc, (void)argv;
    application = fuzz_library("FuzzApplication");
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const nano_config lenient = {.lenient_versions = true};
    uint8_t *image = fuzz_image(data, size);
    uint32_t domain = 0, thread = 0;
    nano_vm vm;
    fuzz_create(&vm, ARENA, &lenient);
    if (nano_load(&vm, 0, image, (uint32_t)size, NULL) == NANO_OK && nano_link(&vm, 0) == NANO_OK) {
        (void)nano_verify(&vm, 0);
        if (nano_create_domain(&vm, &domain) == NANO_OK &&
            nano_load(&vm, domain, application.bytes, application.length, NULL) == NANO_OK &&
            nano_link(&vm, domain) == NANO_OK && nano_start_main(&vm, domain, &thread) == NANO_OK)
            fuzz_run(&vm, INSTRUCTIONS);
        if (!nano__check_heap(&vm)) fuzz_found("the heap is not sound");
    }
    free(vm.base);
    free(image);
    return 0;
}
