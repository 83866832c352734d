/* base.c - fuzz target: a core library of any content. What the runtime knows of it by name is checked or
 * left alone; an application that uses strings, exceptions, delegates, threads or reflection then runs over
 * it. */
#include "fuzz.h"

enum { ARENA = 160 << 10, INSTRUCTIONS = 12000 };

static const char *const paths[] = {
    "Tests/Programs/exceptions/exc_order.pe",    "Tests/Programs/delegates/del_closures.pe",
    "Tests/Programs/strings/str_basic.pe",       "Tests/Programs/threads/thr_timer.pe",
    "Tests/Programs/reflection/refl_members.pe", "Tests/Programs/types/type_structs.pe",
};
enum { APPLICATIONS = sizeof paths / sizeof *paths };
static fuzz_file applications[APPLICATIONS];

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc, (void)argv;
    for (uint32_t i = 0; i < APPLICATIONS; i++) applications[i] = fuzz_read(paths[i]);
    return 0;
}

/* The application and the mode come from the file, so that a finding repeats. */
static void run_over(nano_vm *vm, uint32_t choice) {
    const fuzz_file *file = applications + choice % APPLICATIONS;
    uint32_t domain = 0, thread = 0;
    if (choice / APPLICATIONS % 8 == 0) CORE(vm)->config.test_modes |= NANO_TEST_GC_ALWAYS;
    if (choice / APPLICATIONS / 8 % 8 == 0) (void)nano_verify(vm, 0);
    if (nano_create_domain(vm, &domain) == NANO_OK &&
        nano_load(vm, domain, file->bytes, file->length, NULL) == NANO_OK &&
        nano_link(vm, domain) == NANO_OK && nano_start_main(vm, domain, &thread) == NANO_OK)
        fuzz_run(vm, INSTRUCTIONS);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const nano_config lenient = {.lenient_versions = true};
    uint8_t *image = fuzz_image(data, size);
    nano_vm vm;
    fuzz_create(&vm, ARENA, &lenient);
    if (nano_load(&vm, 0, image, (uint32_t)size, NULL) == NANO_OK && nano_link(&vm, 0) == NANO_OK)
        run_over(&vm, nano__crc32(0, data, (uint32_t)size));
    if (!nano__check_heap(&vm)) fuzz_found("the heap is not sound");
    free(vm.base);
    free(image);
    return 0;
}
