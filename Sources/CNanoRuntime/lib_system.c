/* lib_system.c - natives of nanoFramework.Runtime.Native: time, memory, limits and restarts of the board. */
#include "interp.h"
#include "lib.h"
#include "threading.h"

static nano_status tick_count(nano_call *c) {
    nano__ret64(c, nano__now_ms(c->vm));
    return NANO_OK;
}

static nano_status gc_run(nano_call *c) {
    nano__gc(c->vm);
    nano__ret32(c, CORE(c->vm)->meta_low - CORE(c->vm)->heap_top);
    return NANO_OK;
}

static nano_status do_nothing(nano_call *c) {
    (void)c;
    return NANO_OK;
}

enum { FLOATING_POINT_DOUBLE = 2 };
static nano_status floating_point_support(nano_call *c) { return lib_return_i32(c, FLOATING_POINT_DOUBLE); }
static nano_status return_zero(nano_call *c) { return lib_return_i32(c, 0); }
static nano_status product_name(nano_call *c) {
    return lib_return_new(c, nano__new_string(c->vm, "EdgeOTA", 7));
}

static nano_status system_version(nano_call *c) {
    static const int32_t version[] = {1, 0, 0, 0};
    for (uint32_t i = 0; i < 4; i++) {
        void *to = nano__byref(c, i * 2);
        if (!to) return lib_null(c);
        nano__copy(to, &version[i], sizeof *version);
    }
    return NANO_OK;
}

/* -- What the host does --------------------------------------------------------------------------- */

static nano_status rtc_set(nano_call *c) {
    nano_vm *vm = c->vm;
    const int64_t ticks = nano__date_ticks(ARG_I32(c, 0), ARG_I32(c, 1), ARG_I32(c, 2), ARG_I32(c, 4),
                                           ARG_I32(c, 5), ARG_I32(c, 6));
    if (ticks < 0) return lib_out_of_range(c);
    if (!HOST(vm) || !HOST(vm)->set_utc_ticks)
        return nano__throw(vm, EXC_NOT_SUPPORTED, "the clock of this board cannot be set by applications");
    return lib_return_bool(c, HOST(vm)->set_utc_ticks(HOST(vm)->context, ticks));
}

static nano_status reboot(nano_call *c) {
    nano_vm *vm = c->vm;
    if (!HOST(vm) || !HOST(vm)->reboot)
        return nano__throw(vm, EXC_NOT_SUPPORTED, "applications cannot restart this board");
    /* Entered again only if the host goes on against the contract: then it asks again. */
    HOST(vm)->reboot(HOST(vm)->context, ARG_I32(c, 0));
    return nano__wait_until(vm, 0, 0, INT64_MAX);
}

/* The priority (of which constraint may interrupt which) has no meaning here: a thread has one limit. */
static nano_status install_constraint(nano_call *c) {
    AT(c->vm, c->thread, nano_thread)->limit_ms = nano__deadline(c->vm, ARG_I32(c, 0));
    return NANO_OK;
}

#define RUNTIME(key, function)                                                                               \
    { "nanoFramework.Runtime.Native|nanoFramework_Runtime_Native_" key, function, NULL }
const nano_native nano__system_natives[] = {
    {"nanoFramework.Runtime.Native|System_Environment|get_TickCount64___STATIC__I8", tick_count, NULL},
    RUNTIME("GC|Run___STATIC__U4__BOOLEAN", gc_run),
    RUNTIME("GC|EnableGCMessages___STATIC__VOID__BOOLEAN", do_nothing),
    RUNTIME("SystemInfo|GetNativeFloatingPointSupport___STATIC__U1", floating_point_support),
    RUNTIME("SystemInfo|GetSystemVersion___STATIC__VOID__BYREF_I4__BYREF_I4__BYREF_I4__BYREF_I4",
            system_version),
    RUNTIME("SystemInfo|get_Model___STATIC__U1", return_zero),
    RUNTIME("SystemInfo|get_OEM___STATIC__U1", return_zero),
    RUNTIME("SystemInfo|get_SKU___STATIC__U2", return_zero),
    RUNTIME("SystemInfo|get_OEMString___STATIC__STRING", product_name),
    RUNTIME("SystemInfo|get_Platform___STATIC__STRING", product_name),
    RUNTIME("SystemInfo|get_TargetName___STATIC__STRING", product_name),
    RUNTIME("ExecutionConstraint|Install___STATIC__VOID__I4__I4", install_constraint),
    RUNTIME("Power|NativeReboot___STATIC__VOID__nanoFrameworkRuntimeNativeRebootOption", reboot),
    RUNTIME("Rtc|Native_RTC_SetSystemTime___STATIC__BOOLEAN__I4__U1__U1__U1__U1__U1__U1", rtc_set),
};
NATIVE_COUNT(system);
