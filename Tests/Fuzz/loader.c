/* loader.c - fuzz target: an application file of any content is loaded and linked over the class library and
 * unloaded; the arena is as before. */
#include "fuzz.h"

enum { ARENA = 256 << 10 };

static const char *const base[] = {"mscorlib",
                                   "nanoFramework.System.Runtime",
                                   "nanoFramework.Runtime.Native",
                                   "nanoFramework.System.Collections",
                                   "nanoFramework.System.Text",
                                   "nanoFramework.ResourceManager"};
static nano_vm vm;
static uint32_t domain;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void come(void) {
    if (nano_create_domain(&vm, &domain) != NANO_OK) fuzz_found(nano_error(&vm));
}

static void go(void) {
    if (nano_unload_domain(&vm, domain) != NANO_OK) fuzz_found(nano_error(&vm));
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc, (void)argv;
    fuzz_create(&vm, ARENA, NULL);
    for (uint32_t i = 0; i < sizeof base / sizeof *base; i++) {
        const fuzz_file file = fuzz_library(base[i]);
        if (nano_load(&vm, 0, file.bytes, file.length, NULL) != NANO_OK) fuzz_found(nano_error(&vm));
    }
    if (nano_link(&vm, 0) != NANO_OK) fuzz_found(nano_error(&vm));
    come();
    go(); /* with it go the records that linking the base made: all later domains leave what is here now */
    return 0;
}

/* What a host asks of a file that was linked. */
static void look_at_natives(uint32_t assembly) {
    char key[64];
    nano_native_state state;
    for (uint32_t i = 0; nano_native_at(&vm, assembly, i, key, sizeof key, &state); i++) {}
    (void)nano__native_checksum(&vm, assembly);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    uint8_t *image = fuzz_image(data, size);
    uint32_t assembly = 0;
    const uint32_t used = CORE(&vm)->meta_used, tables = CORE(&vm)->free_statics_slot;
    come();
    if (nano_load(&vm, domain, image, (uint32_t)size, &assembly) == NANO_OK &&
        nano_link(&vm, domain) == NANO_OK)
        look_at_natives(assembly);
    go();
    if (CORE(&vm)->meta_used != used || CORE(&vm)->free_statics_slot != tables)
        fuzz_found("memory was not given back");
    free(image);
    return 0;
}
