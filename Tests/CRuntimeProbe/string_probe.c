/* string_probe.c - the strings that every file shares, for tests. */
#include "CRuntimeProbe.h"
#include "nano_internal.h"

const char *probe_builtin_string(uint32_t entry) {
    static nano_name name;
    nano__builtin(entry, &name);
    return name.text;
}
