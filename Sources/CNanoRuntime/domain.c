/* domain.c - domains: application sets beside each other, over shared base assemblies. Each has its own
 * statics, threads, timers and quota, and goes without a trace.
 *
 * What a domain uses is charged to it: its heap objects and stacks, and the metadata of its assemblies.
 * Nothing says whose an object is, so the count is of what was allocated since the last collection, by
 * threads of the domain, plus what that collection found: objects that only this domain's threads, statics,
 * timers and types reach (what several reach is the lowest one's). Translated code is not charged, it lives
 * in the code cache. */
#include "nano_internal.h"

nano_status nano__check_outside(nano_vm *vm) {
    return vm->calls_host ? nano__fail(vm, NANO_BAD_ARGUMENT, TEXT_CALLED_BACK) : NANO_OK;
}

nano_status nano__check_domain(nano_vm *vm, uint32_t domain) {
    TRY(nano__check_outside(vm));
    if (domain >= NANO_MAX_DOMAINS || !CORE(vm)->domains[domain].used)
        return nano__fail(vm, NANO_NOT_FOUND, TEXT_NO_DOMAIN, domain);
    if (CORE(vm)->domains[domain].dying) return nano__fail(vm, NANO_NOT_FOUND, TEXT_DOMAIN_DYING, domain);
    return NANO_OK;
}

/* -- Domains -------------------------------------------------------------------------------------- */

/* -- Quota ---------------------------------------------------------------------------------------- */

static void count_block(nano_vm *vm, moff block, void *bytes) {
    *(uint32_t *)bytes += nano__block_bytes(vm, block);
}

/* What the domain's assemblies and threads hold of the metadata. */
static uint32_t metadata_of(nano_vm *vm, uint32_t domain) {
    uint32_t bytes = nano__block_bytes(vm, CORE(vm)->domains[domain].statics);
    for (uint32_t i = 0; nano__next_assembly(vm, domain, &i); i++)
        nano__visit_blocks(vm, i, count_block, &bytes);
    for (moff at = CORE(vm)->threads; at; at = AT(vm, at, nano_thread)->next)
        if (AT(vm, at, nano_thread)->domain == domain) bytes += nano__block_bytes(vm, at);
    return bytes;
}

void nano__count_metadata(nano_vm *vm) {
    for (uint32_t d = 0; d < NANO_MAX_DOMAINS; d++) CORE(vm)->domains[d].charged = d ? metadata_of(vm, d) : 0;
}

bool nano__over_quota(nano_vm *vm, uint32_t bytes) {
    const nano_domain *d = &CORE(vm)->domains[CORE(vm)->charging];
    nano__gc(vm);
    if (d->charged <= d->quota.bytes && bytes <= d->quota.bytes - d->charged) return false;
    vm->full_quota = d->quota.bytes;
    vm->missing = d->charged + bytes - d->quota.bytes;
    return true;
}

uint32_t nano__count_threads(nano_vm *vm, uint32_t domain) {
    uint32_t count = 0;
    for (moff at = CORE(vm)->threads; at; at = AT(vm, at, nano_thread)->next)
        count += AT(vm, at, nano_thread)->domain == domain;
    return count;
}

nano_status nano_set_quota(nano_vm *vm, uint32_t domain, const nano_quota *quota) {
    TRY(nano__check_domain(vm, domain));
    if (!domain) return nano__fail(vm, NANO_BAD_ARGUMENT, TEXT_BASE_HAS_NO_QUOTA);
    CORE(vm)->domains[domain].quota = *quota;
    return NANO_OK;
}

nano_status nano_get_use(nano_vm *vm, uint32_t domain, nano_quota *use) {
    TRY(nano__check_domain(vm, domain));
    nano__gc(vm);
    *use = (nano_quota){CORE(vm)->domains[domain].charged, nano__count_threads(vm, domain)};
    return NANO_OK;
}

/* -- Life ----------------------------------------------------------------------------------------- */

nano_status nano_create_domain(nano_vm *vm, uint32_t *domain) {
    for (uint32_t d = 1; d < NANO_MAX_DOMAINS; d++) {
        if (CORE(vm)->domains[d].used) continue;
        nano__zero(&CORE(vm)->domains[d], sizeof(nano_domain));
        CORE(vm)->domains[d].used = 1;
        *domain = d;
        return NANO_OK;
    }
    return nano__fail(vm, NANO_LIMIT, TEXT_DOMAINS_IN_USE, (uint32_t)NANO_MAX_DOMAINS);
}

/* The domain that must go before this object may: of its type, and of the method if it is a delegate. */
static bool belongs_to(nano_vm *vm, nref object, uint32_t domain) {
    const nano_type *type = AT(vm, OBJ_TYPE(vm, object), nano_type);
    if (type->kind == K_STATICS || type->kind == K_STACK) return false;
    if (type->domain == domain) return true;
    if (type->kind != K_DELEGATE) return false;
    const moff method = AT(vm, object, nano_delegate)->method;
    return method && AT(vm, AT(vm, method, nano_method)->owner, nano_type)->domain == domain;
}

nano_status nano_unload_domain(nano_vm *vm, uint32_t domain) {
    TRY(nano__check_outside(vm));
    if (domain == 0 || domain >= NANO_MAX_DOMAINS || !CORE(vm)->domains[domain].used)
        return nano__fail(vm, NANO_NOT_FOUND, TEXT_NO_DOMAIN_TO_UNLOAD, domain);
    nano_core *core = CORE(vm);
    nano_domain *d = &core->domains[domain];
    core->charging = 0;
    core->prepared = 0;
    d->dying = 1;
    nano_kill_threads(vm, domain);
    nano__drop_finalizers(vm, domain);
    nano__meta_free(vm, d->statics);
    d->statics = 0;
    d->slots = 0;
    nano__clear_out_of_memory(vm);
    for (uint32_t i = 0; nano__next_assembly(vm, domain, &i); i++) nano__drop_literals(vm, i);
    /* Nobody waits for code of base methods: the next domain begins as the first did. */
    if (!core->threads) (void)nano__release_code(vm, UINT32_MAX);
    nano__gc(vm);
    for (nref at = core->heap_start; at < core->heap_top; at += nano__object_bytes(vm, at))
        if (belongs_to(vm, at, domain))
            return nano__fail(vm, NANO_LIMIT, TEXT_OBJECT_IN_USE, domain, OBJ_TYPE(vm, at));
    for (uint32_t i = 0; nano__next_assembly(vm, domain, &i); i++) nano__forget_assembly(vm, i);
    nano__trim_type_objects(vm);
    nano__trim_literals(vm);
    nano__trim_sync(vm);
    (void)nano__shed_types(vm);
    nano__trim_types(vm);
    nano__zero(d, sizeof *d);
    return NANO_OK;
}
