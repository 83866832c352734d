/* vm.c - the life of a VM: creation, loading, linking, verifying, statistics. */
#include "nano_internal.h"

enum { DEFAULT_THREADS = 64, DEFAULT_QUANTUM = 2000, DEFAULT_CODE_SHARE = 5 };
#define CORE_MAGIC 0x314F4E4Eu
#define RANDOM_SEED 0x9E3779B9u
#define TRACE_SEED 0xCBF29CE484222325u

const char *nano_status_text(nano_status status) {
#define TEXT(name, text) text "\0"
    return status <= NANO_CALLED ? nano__nth(NANO_STATUSES(TEXT), status) : "unknown status";
#undef TEXT
}

/* -- Creation ------------------------------------------------------------------------------------- */

nano_status nano_register_natives(nano_vm *vm, const nano_native *rows, uint32_t count) {
    if ((!rows && count) || count >= NANO_NONE)
        return nano__fail(vm, NANO_BAD_ARGUMENT, TEXT_BAD_NATIVE_TABLE);
    if (vm->native_tables >= NANO_MAX_NATIVE_TABLES)
        return nano__fail(vm, NANO_LIMIT, TEXT_TOO_MANY_NATIVE_TABLES, (uint32_t)NANO_MAX_NATIVE_TABLES);
    vm->natives[vm->native_tables] = rows;
    vm->native_counts[vm->native_tables++] = count;
    return NANO_OK;
}

/* A type that no assembly has: what the headers of statics blocks and stack chunks point at. */
static moff make_vm_type(nano_vm *vm, nano_kind kind) {
    const moff type = nano__meta_alloc(vm, offsetof(nano_type, flags)); /* nobody looks beyond the kind */
    if (type) AT(vm, type, nano_type)->kind = (uint8_t)kind;
    return type;
}

/* Lays the core block out and makes what every VM has. */
static nano_status set_up(nano_vm *vm, const nano_config *config) {
    if (vm->size < sizeof(nano_core) + 8) {
        vm->missing = (uint32_t)sizeof(nano_core) + 8 - vm->size;
        return nano__fail_memory(vm, TEXT_FOR_RUNTIME);
    }
    nano_core *core = CORE(vm);
    nano__zero(core, sizeof *core);
    core->magic = CORE_MAGIC;
    core->heap_start = core->heap_top = ((uint32_t)sizeof *core + 7) & ~7u;
    core->meta_low = core->meta_end = vm->size - 4; /* payloads are 8-aligned, after a 4-byte header */
    if (config) core->config = *config;
    nano_config *c = &core->config;
    if (!c->max_threads) c->max_threads = DEFAULT_THREADS;
    if (!c->quantum) c->quantum = DEFAULT_QUANTUM;
    core->code_budget = c->code_cache_bytes ? c->code_cache_bytes : vm->size / DEFAULT_CODE_SHARE;
    core->random_state = RANDOM_SEED;
    core->trace_hash = TRACE_SEED;
    core->clock = 1;
    core->next_thread = 1;
    core->domains[0].used = 1;
    core->statics_type = make_vm_type(vm, K_STATICS);
    core->stack_type = core->statics_type ? make_vm_type(vm, K_STACK) : 0;
    core->code_type = core->stack_type ? make_vm_type(vm, K_CODE) : 0;
    core->window_type = core->code_type ? make_vm_type(vm, K_WINDOW) : 0;
    return core->window_type ? NANO_OK : nano__fail_memory(vm, TEXT_FOR_RUNTIME);
}

nano_status nano_create(nano_vm *vm, void *memory, uint32_t size, const nano_host *host,
                        const nano_config *config) {
    if (!vm) return NANO_BAD_ARGUMENT;
    nano__zero(vm, sizeof *vm);
    if (!memory || (uintptr_t)memory % 8) return nano__fail(vm, NANO_BAD_ARGUMENT, TEXT_ARENA_UNALIGNED);
    if (size > INT32_MAX) return nano__fail(vm, NANO_BAD_ARGUMENT, TEXT_ARENA_TOO_LARGE, size);
    vm->base = memory;
    vm->size = size & ~7u;
    vm->host = host;
    const nano_status status = set_up(vm, config);
    if (status != NANO_OK) vm->base = NULL;
    return status;
}

const char *nano_error(const nano_vm *vm) { return vm->message; }

/* -- Loading -------------------------------------------------------------------------------------- */

nano_status nano_load(nano_vm *vm, uint32_t domain, const void *image, uint32_t length, uint32_t *assembly) {
    TRY(nano__check_domain(vm, domain));
    CORE(vm)->charging = (uint8_t)domain;
    if (!image || (uintptr_t)image % 4) return nano__fail(vm, NANO_BAD_ARGUMENT, TEXT_IMAGE_UNALIGNED);
    uint32_t index = 0;
    TRY(nano__pe_load(vm, domain, image, length, &index));
    if (assembly) *assembly = index;
    return NANO_OK;
}

nano_status nano_link(nano_vm *vm, uint32_t domain) {
    TRY(nano__check_domain(vm, domain));
    CORE(vm)->charging = (uint8_t)domain;
    TRY(nano__link(vm, domain));
    return nano__preallocate(vm);
}

static bool has_body(const row_method *row) { return row->rva != NANO_NONE && !(row->flags & MD_ABSTRACT); }

static nano_status verify_row(nano_vm *vm, uint32_t assembly, uint32_t row) {
    moff method;
    TRY(nano__method(vm, assembly, row, &method));
    return nano__verify_method(vm, method);
}

/* What only this method names is made again when it runs. */
nano_status nano_verify(nano_vm *vm, uint32_t domain) {
    TRY(nano__check_domain(vm, domain));
    CORE(vm)->charging = (uint8_t)domain;
    for (uint32_t i = 0; nano__next_assembly(vm, domain, &i); i++) {
        if (!nano__asm(vm, i)->linked) return nano__fail(vm, NANO_UNRESOLVED, TEXT_NOT_LINKED, i);
        for (uint32_t row = 0, rows = nano__table_rows(vm, i, TBL_METHODDEF); row < rows; row++) {
            const row_method *decoded = nano__method_row(vm, i << 16 | row);
            if (!has_body(decoded)) continue;
            nano_status status = verify_row(vm, i, row);
            if (status == NANO_OUT_OF_MEMORY && nano__shed_types(vm)) status = verify_row(vm, i, row);
            TRY(status);
            (void)nano__shed_methods(vm);
        }
    }
    (void)nano__shed_types(vm);
    return NANO_OK;
}

/* -- Statistics ----------------------------------------------------------------------------------- */

void nano_get_stats(const nano_vm *vm, nano_stats *stats) {
    const nano_core *core = CORE(vm);
    nano__zero(stats, sizeof *stats);
    stats->arena_bytes = vm->size;
    stats->free_bytes = core->meta_low - core->heap_top;
    stats->heap_bytes = core->heap_top - core->heap_start - core->code_used;
    stats->metadata_bytes = core->meta_used;
    stats->code_bytes = core->code_used;
    const uint32_t used = vm->size - stats->free_bytes;
    stats->high_water_bytes = core->collections && core->high_water ? core->high_water : used;
    stats->collections = core->collections;
    for (moff at = core->threads; at; at = AT(vm, at, nano_thread)->next)
        if (AT(vm, at, nano_thread)->state != T_FREE && AT(vm, at, nano_thread)->state != T_ENDED)
            stats->threads++;
    for (uint32_t d = 0; d < NANO_MAX_DOMAINS; d++) stats->domains += core->domains[d].used;
    for (uint32_t i = 0; i < core->assembly_count; i++)
        stats->assemblies += AT(vm, core->assemblies, nano_asm)[i].used;
    stats->translated_methods = core->translated;
    stats->evicted_methods = core->evicted;
    stats->memory_failures = core->memory_failures;
    stats->instructions = core->instructions;
    stats->native_calls = core->native_calls;
    stats->allocations = core->allocations;
    stats->trace_hash = core->trace_hash;
}

void nano_collect(nano_vm *vm) {
    if (!vm->calls_host) nano__gc(vm);
}

const void *nano_image(nano_vm *vm, uint32_t assembly) {
    return nano__is_loaded(vm, assembly) ? vm->images[assembly] : NULL;
}
