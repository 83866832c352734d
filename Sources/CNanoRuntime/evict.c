/* evict.c - translated code that can go: code is made again when it is needed, so only memory decides how
 * long it stays. Giving it up makes garbage of it, which the next collection frees. */
#include "heap.h"
#include "interp.h"

static void mark_live(nano_vm *vm, bool live) {
    for (moff at = CORE(vm)->threads; at; at = AT(vm, at, nano_thread)->next) {
        const nano_thread *thread = AT(vm, at, nano_thread);
        frame_place place = {thread->chunk, thread->frame};
        if (!place.chunk) continue;
        do {
            const nref code = nano__frame_at(vm, place.chunk, place.offset)->code;
            if (code) AT(vm, code, nano_code)->live = live;
        } while (nano__frame_below(vm, &place));
    }
}

/* The code that runs at the moment, or 0: natives need none. */
static nref running_code(nano_vm *vm) {
    const moff current = CORE(vm)->current;
    const nano_thread *thread = AT(vm, current, nano_thread);
    return current && thread->chunk ? nano__top_frame(vm, thread)->code : 0;
}

/* The code that was not used for the longest time and may go, or 0. `units`: only its units may go. */
static nref coldest_code(nano_vm *vm, bool units) {
    const nano_core *core = CORE(vm);
    const nref running = units ? running_code(vm) : 0;
    nref best = 0;
    uint32_t best_age = 0;
    for (moff at = nano__next_method(vm, 0); at; at = nano__next_method(vm, at)) {
        const nano_method *m = AT(vm, at, nano_method);
        nano__charge(vm, sizeof(nano_method));
        if (!m->code || !nano__is_managed(m) || at == core->prepared) continue;
        const nano_code *code = AT(vm, m->code, nano_code);
        const uint32_t age = core->clock - code->last_used;
        if (best && age <= best_age) continue;
        if (units ? m->code == running || code->first == code->end : code->live) continue;
        best = m->code;
        best_age = age;
    }
    return best;
}

/* What core.code_used counts of it: not units that were released and not yet collected. */
static uint32_t counted(nano_vm *vm, const nano_code *code) {
    if (code->window) return code->head + AT(vm, code->window, nano_window)->bytes;
    return code->first == code->end ? code->head : code->bytes;
}

static uint32_t give_up(nano_vm *vm, nref code) {
    const nano_code *c = AT(vm, code, nano_code);
    nano_method *m = AT(vm, c->method, nano_method);
    const uint32_t bytes = counted(vm, c);
    m->code = 0;
    m->direct = 0;
    CORE(vm)->code_used -= bytes;
    CORE(vm)->evicted++;
    return bytes;
}

static uint32_t release_cold(nano_vm *vm, uint32_t bytes) {
    uint32_t freed = 0;
    if (CORE(vm)->collecting) return 0;
    mark_live(vm, true);
    for (nref code; freed < bytes && (code = coldest_code(vm, false)) != 0;) freed += give_up(vm, code);
    mark_live(vm, false);
    return freed;
}

uint32_t nano__release_waiting(nano_vm *vm, uint32_t bytes) {
    uint32_t freed = 0;
    if (CORE(vm)->collecting) return 0;
    for (nref code; freed < bytes && (code = coldest_code(vm, true)) != 0;)
        freed += nano__release_units(vm, code);
    return freed;
}

uint32_t nano__release_code(nano_vm *vm, uint32_t bytes) {
    const uint32_t freed = release_cold(vm, bytes);
    return freed < bytes ? freed + nano__release_waiting(vm, bytes - freed) : freed;
}

/* Of what is missing, a part may have been in use: more than that is given up. */
bool nano__can_retry(nano_vm *vm) {
    enum { RESERVE = 256 };
    return !vm->full_quota && !nano__was_made_to_fail(vm) &&
           (nano__drop_variables(vm) ||
            nano__trim_stacks(vm) + nano__release_code(vm, vm->missing + RESERVE) != 0);
}

nref nano__code_alloc(nano_vm *vm, moff type, uint32_t bytes) {
    nano_core *core = CORE(vm);
    if (bytes > vm->size) return 0;
    if (core->code_used + bytes > core->code_budget)
        (void)release_cold(vm, core->code_used + bytes - core->code_budget);
    const nref code = nano__alloc_code(vm, type, bytes);
    if (code) core->code_used += AT(vm, code, nano_window)->bytes;
    return code;
}
