/* lib_system.c - natives of nanoFramework.Runtime.Native: time, memory, limits and restarts of the board. */
#include "interp.h"
#include "lib.h"
#include "threading.h"

static nano_status tick_count(nano_call *c) { return nano__ret64(c, nano__now_ms(c->vm)); }

static nano_status gc_run(nano_call *c) {
    nano__gc(c->vm);
    return nano__ret32(c, CORE(c->vm)->meta_low - CORE(c->vm)->heap_top);
}

static nano_status do_nothing(nano_call *c) {
    (void)c;
    return NANO_OK;
}

enum { FLOATING_POINT_DOUBLE = 2 };
static nano_status floating_point_support(nano_call *c) { return lib_return_i32(c, FLOATING_POINT_DOUBLE); }
static nano_status return_zero(nano_call *c) { return lib_return_i32(c, 0); }
static nano_status product_name(nano_call *c) {
    return nano__return_new(c, nano__new_string(c->vm, "EdgeOTA", 7));
}

static nano_status system_version(nano_call *c) {
    static const int32_t version[] = {1, 0, 0, 0};
    for (uint32_t i = 0; i < 4; i++) {
        void *to = nano__byref(c, i * 2);
        if (!to) return lib_null();
        nano__copy(to, &version[i], sizeof *version);
    }
    return NANO_OK;
}

/* -- What the host does --------------------------------------------------------------------------- */

static nano_status rtc_set(nano_call *c) {
    nano_vm *vm = c->vm;
    const int64_t ticks = nano__date_ticks(ARG(c, 0), ARG(c, 1), ARG(c, 2), ARG(c, 4), ARG(c, 5), ARG(c, 6));
    if (ticks < 0) return lib_out_of_range();
    if (!HOST(vm) || !HOST(vm)->set_utc_ticks) return nano__raise_text(EXC_NOT_SUPPORTED, TEXT_CLOCK_NOT_SET);
    return lib_return_bool(c, HOST(vm)->set_utc_ticks(HOST(vm)->context, ticks));
}

static nano_status reboot(nano_call *c) {
    nano_vm *vm = c->vm;
    if (!HOST(vm) || !HOST(vm)->reboot) return nano__raise_text(EXC_NOT_SUPPORTED, TEXT_NO_RESTART);
    /* Entered again only if the host goes on against the contract: then it asks again. */
    HOST(vm)->reboot(HOST(vm)->context, nano_call_domain(c), ARG_I32(c, 0));
    return nano__wait_until(vm, 0, 0, INT64_MAX);
}

/* The priority (of which constraint may interrupt which) has no meaning here: a thread has one limit. */
static nano_status install_constraint(nano_call *c) {
    AT(c->vm, c->thread, nano_thread)->limit_ms = nano__deadline(c->vm, ARG_I32(c, 0));
    return NANO_OK;
}

#define ENVIRONMENT_NATIVES(CLASS, NATIVE) CLASS("Environment", "") NATIVE("get_TickCount64.l", tick_count)
NATIVE_TABLE(environment, "nanoFramework.Runtime.Native|System_", ENVIRONMENT_NATIVES);

#define SYSTEM_NATIVES(CLASS, NATIVE)                                                                        \
    CLASS("GC", "")                                                                                          \
    NATIVE("Run.Iz", gc_run)                                                                                 \
    NATIVE("EnableGCMessages.vz", do_nothing)                                                                \
    CLASS("SystemInfo", "")                                                                                  \
    NATIVE("GetNativeFloatingPointSupport.B", floating_point_support)                                        \
    NATIVE("GetSystemVersion.v&i&i&i&i", system_version)                                                     \
    NATIVE("get_Model.B", return_zero)                                                                       \
    NATIVE("get_OEM.B", return_zero)                                                                         \
    NATIVE("get_SKU.H", return_zero)                                                                         \
    NATIVE("get_OEMString.s", product_name)                                                                  \
    NATIVE("get_Platform.s", product_name)                                                                   \
    NATIVE("get_TargetName.s", product_name)                                                                 \
    CLASS("ExecutionConstraint", "")                                                                         \
    NATIVE("Install.vii", install_constraint)                                                                \
    CLASS("Power", "")                                                                                       \
    NATIVE("NativeReboot.v{nanoFrameworkRuntimeNativeRebootOption}", reboot)                                 \
    CLASS("Rtc", "")                                                                                         \
    NATIVE("Native_RTC_SetSystemTime.ziBBBBBB", rtc_set)
NATIVE_TABLE(system, "nanoFramework.Runtime.Native|nanoFramework_Runtime_Native_", SYSTEM_NATIVES);
