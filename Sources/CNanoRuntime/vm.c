/* vm.c - texts of the status codes. */
#include "nano.h"

const char *nano_status_text(nano_status status) {
    switch (status) {
#define ROW(name, text)                                                                                                \
    case NANO_##name: return text;
        NANO_STATUSES(ROW)
#undef ROW
    }
    return "unknown status";
}
