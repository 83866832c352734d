/* core.c - core libraries of another making (Tests/Verifier/core): each is refused, or leaves the native
 * method unbound that it would mislead.
 *
 *   core FOLDER      cases.list and the files it names; its first case is the complete library */
#include "cases.h"
#include "nano_internal.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA = 64 << 10, PATH_BYTES = 512, KEY_BYTES = 320 };

static uint64_t arena[ARENA / 8];

static nano_status link_core(nano_vm *vm, const char *folder, const char *name) {
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/%s.pe", folder, name);
    const image *file = file_at(path);
    const nano_status created = nano_create(vm, arena, sizeof arena, NULL, NULL);
    if (created != NANO_OK) return created;
    const nano_status loaded = nano_load(vm, 0, file->bytes, file->length, NULL);
    return loaded == NANO_OK ? nano_link(vm, 0) : loaded;
}

/* True if the library has this native method and it is bound. */
static bool is_bound(nano_vm *vm, const char *key) {
    char found[KEY_BYTES];
    nano_native_state state;
    for (uint32_t i = 0; nano_native_at(vm, 0, i, found, sizeof found, &state); i++)
        if (!strcmp(found, key)) return state == NANO_NATIVE_BOUND;
    return false;
}

/* What is wrong with a case, or NULL. */
static const char *fault_of(const char *folder, const char *complete, const char *name,
                            const char *expected) {
    static nano_vm vm;
    if (!strncmp(expected, "unbound ", 8)) {
        if (link_core(&vm, folder, complete) != NANO_OK || !is_bound(&vm, expected + 8))
            return "the complete library does not bind it";
        if (link_core(&vm, folder, name) != NANO_OK) return nano_error(&vm);
        return is_bound(&vm, expected + 8) ? "it is bound" : NULL;
    }
    const nano_status status = link_core(&vm, folder, name);
    if (strncmp(expected, "refused ", 8)) return status == NANO_OK ? NULL : nano_error(&vm);
    if (status == NANO_OK) return "it is linked";
    return strstr(nano_error(&vm), expected + 8) ? NULL : nano_error(&vm);
}

static bool check(const char *folder, const char *name, const char *expected) {
    static char complete[PATH_BYTES]; /* the first case */
    if (!complete[0]) snprintf(complete, sizeof complete, "%s", name);
    const char *wrong = fault_of(folder, complete, name, expected);
    if (wrong) printf("FAIL %s: expected %s: %s\n", name, expected, wrong);
    return !wrong;
}

int main(int argc, char **argv) {
    uint32_t cases;
    const uint32_t failures = check_cases(argc, argv, check, &cases);
    printf("%u core libraries, %u failures\n", cases, failures);
    return failures ? 1 : 0;
}
