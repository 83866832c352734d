/* snapshot.c - saves a VM between two runs and goes on with it elsewhere: another process, another address,
 * after a deep sleep.
 *
 * The arena holds no host pointer, so a snapshot is the used parts of it: what the runtime wrote itself and
 * what it will trust. Therefore it carries the board's seal, an HMAC over everything here and over the PE
 * files that the arena points into, and nothing of it is used before the seal is checked. What depends on the
 * host is made again: addresses of files, bindings of natives (by their keys), translated code.
 *
 *   header | one row for each PE file outside the arena | core and heap | metadata | seal
 *
 * Saving only reads: the VM goes on as if nothing had happened, and the restored one does exactly the same.
 */
#include "nano_internal.h"
#include "nano_ops.h"

enum {
    SNAPSHOT_VERSION = 1, /* raise it when a structure of the arena changes its meaning but not its size */
    SEAL_BYTES = 32,
    FIXED_PIECES = 4, /* header, rows, core and heap, metadata */
    MAX_PIECES = FIXED_PIECES + NANO_MAX_ASSEMBLIES
};
static const uint8_t marker[8] = {'N', 'A', 'N', 'O', 'S', 'N', 'A', 'P'};

typedef struct snapshot_header {
    uint8_t marker[8];
    uint32_t version, layout, arena, heap_top, meta_low, file_count;
    uint32_t now_low, now_high; /* the VM's clock */
} snapshot_header;

/* A PE file that the arena points into: which assembly, and what tells it from other files before the seal is
 * checked. */
typedef struct snapshot_file {
    uint32_t assembly, length, crc;
} snapshot_file;

/* What a snapshot consists of, and what its seal covers: the files of the host lie behind it. */
typedef struct contents {
    snapshot_header header;
    snapshot_file files[NANO_MAX_ASSEMBLIES];
    nano_piece pieces[MAX_PIECES];
    uint32_t count;
} contents;

/* Changes with the size of every structure that the arena holds, and with the lists that number things. */
static uint32_t layout_number(void) {
    static const uint16_t sizes[] = {sizeof(nano_core),
                                     sizeof(nano_asm),
                                     sizeof(nano_type),
                                     sizeof(nano_method),
                                     sizeof(nano_code),
                                     sizeof(nano_eh),
                                     sizeof(nano_thread),
                                     sizeof(nano_frame),
                                     sizeof(nano_chunk),
                                     sizeof(nano_native_info),
                                     sizeof(nano_array),
                                     sizeof(nano_delegate),
                                     WK_COUNT,
                                     EXC_COUNT,
                                     OP_COUNT};
    return nano__crc32(0, sizes, sizeof sizes);
}

static void add_piece(contents *c, const void *bytes, uint32_t length) {
    c->pieces[c->count++] = (nano_piece){bytes, length};
}

/* The file of an assembly lies outside the arena unless managed code loaded it (Assembly.Load(byte[])). */
static bool has_outside_file(nano_vm *vm, uint32_t assembly) {
    return nano__is_loaded(vm, assembly) && !nano__asm(vm, assembly)->image;
}

/* -- Saving --------------------------------------------------------------------------------------- */

static nano_status check_idle(nano_vm *vm, const nano_seal *seal) {
    if (!seal || !seal->hmac_sha256) return nano__fail(vm, NANO_BAD_ARGUMENT, TEXT_NO_SEAL);
    return nano__check_outside(vm);
}

static void describe(nano_vm *vm, contents *c) {
    const nano_core *core = CORE(vm);
    const uint64_t now = (uint64_t)nano__now_ms(vm);
    uint32_t files = 0;
    for (uint32_t i = 0; i < core->assembly_count; i++) {
        if (!has_outside_file(vm, i)) continue;
        c->files[files++] =
            (snapshot_file){i, vm->image_lengths[i], nano__crc32(0, vm->images[i], vm->image_lengths[i])};
    }
    c->header = (snapshot_header){.version = SNAPSHOT_VERSION,
                                  .layout = layout_number(),
                                  .arena = vm->size,
                                  .heap_top = core->heap_top,
                                  .meta_low = core->meta_low,
                                  .file_count = files,
                                  .now_low = (uint32_t)now,
                                  .now_high = (uint32_t)(now >> 32)};
    nano__copy(c->header.marker, marker, sizeof marker);
    c->count = 0;
    add_piece(c, &c->header, sizeof c->header);
    add_piece(c, c->files, files * (uint32_t)sizeof(snapshot_file));
    add_piece(c, vm->base, core->heap_top);
    add_piece(c, vm->base + core->meta_low, vm->size - core->meta_low);
    for (uint32_t i = 0; i < files; i++) add_piece(c, vm->images[c->files[i].assembly], c->files[i].length);
}

nano_status nano_save(nano_vm *vm, const nano_seal *seal,
                      bool (*write)(void *context, const void *bytes, uint32_t length), void *context) {
    TRY(check_idle(vm, seal));
    contents c;
    uint8_t mac[SEAL_BYTES];
    describe(vm, &c);
    vm->calls_host = true;
    seal->hmac_sha256(seal->context, c.pieces, c.count, mac);
    bool written = true;
    for (uint32_t i = 0; i < FIXED_PIECES && written; i++)
        written = write(context, c.pieces[i].bytes, c.pieces[i].length);
    written = written && write(context, mac, sizeof mac);
    vm->calls_host = false;
    return written ? NANO_OK : nano__fail(vm, NANO_LIMIT, TEXT_SNAPSHOT_NOT_WRITTEN);
}

/* -- Restoring: checks ---------------------------------------------------------------------------- */

static nano_status check_header(nano_vm *vm, const snapshot_header *h, uint32_t length) {
    if (!nano__equal(h->marker, marker, sizeof marker))
        return nano__fail(vm, NANO_BAD_FORMAT, TEXT_SNAPSHOT_MARKER);
    if (h->version != SNAPSHOT_VERSION || h->layout != layout_number())
        return nano__fail(vm, NANO_SNAPSHOT_VERSION, TEXT_SNAPSHOT_OTHER_VERSION, h->version, h->layout,
                          (uint32_t)SNAPSHOT_VERSION, layout_number());
    if (h->file_count > NANO_MAX_ASSEMBLIES || h->heap_top < sizeof(nano_core) || h->heap_top > h->meta_low ||
        h->meta_low > h->arena)
        return nano__fail(vm, NANO_BAD_FORMAT, TEXT_SNAPSHOT_CONTRADICTS);
    const uint64_t expected = sizeof *h + (uint64_t)h->file_count * sizeof(snapshot_file) + h->heap_top +
                              (h->arena - h->meta_low) + SEAL_BYTES;
    if (length != expected)
        return nano__fail(vm, NANO_BAD_FORMAT, TEXT_SNAPSHOT_LENGTH, length, (uint32_t)expected);
    if (h->arena != vm->size)
        return nano__fail(vm, NANO_BAD_ARGUMENT, TEXT_SNAPSHOT_ARENA, h->arena, vm->size);
    return NANO_OK;
}

/* The host's file that a row means. */
static const nano_piece *find_file(const snapshot_file *row, const nano_piece *images, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        if (images[i].length == row->length && (uintptr_t)images[i].bytes % 4 == 0 &&
            nano__crc32(0, images[i].bytes, images[i].length) == row->crc)
            return &images[i];
    return NULL;
}

static nano_status find_files(nano_vm *vm, contents *c, const nano_piece *images, uint32_t count) {
    for (uint32_t i = 0; i < c->header.file_count; i++) {
        const snapshot_file *row = &c->files[i];
        const nano_piece *image = find_file(row, images, count);
        if (!image || row->assembly >= NANO_MAX_ASSEMBLIES)
            return nano__fail(vm, NANO_SNAPSHOT_FILES, TEXT_SNAPSHOT_FILE, row->length, row->crc,
                              row->assembly);
        add_piece(c, image->bytes, image->length);
    }
    return NANO_OK;
}

/* Takes the same time wherever the difference is. */
static bool same_seal(const uint8_t *a, const uint8_t *b) {
    uint32_t difference = 0;
    for (uint32_t i = 0; i < SEAL_BYTES; i++) difference |= (uint32_t)(a[i] ^ b[i]);
    return difference == 0;
}

static nano_status check(nano_vm *vm, contents *c, const uint8_t *snapshot, uint32_t length,
                         const nano_piece *images, uint32_t count, const nano_seal *seal) {
    if (!snapshot || length < sizeof c->header + SEAL_BYTES)
        return nano__fail(vm, NANO_BAD_FORMAT, TEXT_SNAPSHOT_TOO_SHORT, length);
    nano__copy(&c->header, snapshot, sizeof c->header);
    TRY(check_header(vm, &c->header, length));
    const uint8_t *at = snapshot + sizeof c->header;
    const uint32_t rows = c->header.file_count * (uint32_t)sizeof(snapshot_file),
                   metadata = c->header.arena - c->header.meta_low;
    nano__copy(c->files, at, rows);
    c->count = 0;
    add_piece(c, snapshot, sizeof c->header);
    add_piece(c, at, rows);
    add_piece(c, at + rows, c->header.heap_top);
    add_piece(c, at + rows + c->header.heap_top, metadata);
    TRY(find_files(vm, c, images, count));
    uint8_t mac[SEAL_BYTES];
    seal->hmac_sha256(seal->context, c->pieces, c->count, mac);
    if (!same_seal(mac, snapshot + length - SEAL_BYTES))
        return nano__fail(vm, NANO_SNAPSHOT_SEAL, TEXT_SNAPSHOT_ALTERED);
    return NANO_OK;
}

/* -- Restoring: what depends on the host ---------------------------------------------------------- */

static void use_files(nano_vm *vm, const contents *c) {
    nano__zero(vm->images, sizeof vm->images);
    nano__zero(vm->image_lengths, sizeof vm->image_lengths);
    for (uint32_t i = 0; i < c->header.file_count; i++) {
        const nano_piece *file = &c->pieces[FIXED_PIECES + i];
        vm->images[c->files[i].assembly] = file->bytes;
        vm->image_lengths[c->files[i].assembly] = file->length;
    }
    for (uint32_t i = 0; i < CORE(vm)->assembly_count; i++) {
        if (!nano__asm(vm, i)->image) continue;
        vm->images[i] = vm->base + nano__asm(vm, i)->image;
        vm->image_lengths[i] = nano__table_start(vm, i, TBL_COUNT);
    }
}

static bool is_whole(const nano_code *code) { return !code->first && code->end == code->units; }

/* The methods that instructions of `from` have been called name their records in `to`, too. */
static void copy_resolved(nano_vm *vm, const nano_code *from, nano_code *to) {
    const uint16_t *old = nano__unit_zero(vm, from);
    uint16_t *made = (uint16_t *)(void *)((uint8_t *)to + to->head);
    for (uint32_t pc = 0; pc < to->units; pc += nano__instruction_units(made + pc)) {
        const uint32_t operand = nano__find_operand(made + pc, 'm');
        if (operand) nano__copy(made + pc + operand, old + pc + operand, 4);
    }
}

/* Translates a method again, into its code, so that the memory stays as it was: nothing is collected or
 * evicted meanwhile. Where the arena is too full for that, the sealed code stays. */
static nano_status remake_code(nano_vm *vm, moff method) {
    nano_method *m = AT(vm, method, nano_method);
    const nref code = m->code, heap_top = CORE(vm)->heap_top;
    nano_code *old = AT(vm, code, nano_code);
    if (!is_whole(old) || old->window) return NANO_OK;
    const uint8_t direct = m->direct;
    m->code = 0;
    const nano_status status = nano__translate(vm, method);
    nano_code *made = AT(vm, m->code, nano_code);
    m->code = code;
    m->direct = direct;
    CORE(vm)->heap_top = heap_top; /* what was made lies behind it */
    if (status == NANO_OUT_OF_MEMORY) return NANO_OK;
    TRY(status);
    const bool whole = is_whole(made), alike = made->head == old->head && made->units == old->units &&
                                               made->frame_words == old->frame_words;
    if (whole && alike) {
        copy_resolved(vm, old, made);
        made->last_used = old->last_used;
        made->unit_zero = old->unit_zero;
        made->tight = old->tight;
        nano__copy(old, made, made->bytes);
    }
    return alike ? NANO_OK : nano__fail(vm, NANO_SNAPSHOT_VERSION, TEXT_SNAPSHOT_OTHER_CODE, method);
}

static nano_status rebind(nano_vm *vm) {
    for (moff at = nano__next_method(vm, 0); at; at = nano__next_method(vm, at))
        if (AT(vm, at, nano_method)->state & M_NATIVE) TRY(nano__rebind(vm, at));
    return NANO_OK;
}

/* The natives of this host are bound as they were where the VM was saved. */
static bool bound_alike(nano_vm *vm, const contents *c) {
    const uint32_t low = c->header.meta_low;
    for (moff at = nano__next_method(vm, 0); at; at = nano__next_method(vm, at)) {
        const nano_method *m = AT(vm, at, nano_method);
        if (!(m->state & M_NATIVE) || m->code == 0) continue;
        if (m->code < low || !nano__equal(AT(vm, m->code, uint8_t), c->pieces[3].bytes + (m->code - low),
                                          nano__block_bytes(vm, m->code) - 4))
            return false;
    }
    return true;
}

/* Of the methods that exist now; it makes others. */
static nano_status renew_code(nano_vm *vm, const contents *c, bool *alike) {
    TRY(rebind(vm));
    *alike = bound_alike(vm, c);
    for (moff at = nano__next_method(vm, 0); at; at = nano__next_method(vm, at)) {
        const nano_method *m = AT(vm, at, nano_method);
        if (m->code && nano__is_managed(m)) TRY(remake_code(vm, at));
    }
    return NANO_OK;
}

nano_status nano_restore(nano_vm *vm, const void *snapshot, uint32_t length, const nano_piece *images,
                         uint32_t count, const nano_seal *seal, uint32_t slept_ms) {
    TRY(check_idle(vm, seal));
    contents c;
    TRY(check(vm, &c, snapshot, length, images, count, seal));
    nano__copy(vm->base, c.pieces[2].bytes, c.pieces[2].length);
    nano__copy(vm->base + c.header.meta_low, c.pieces[3].bytes, c.pieces[3].length);
    use_files(vm, &c);
    nano_core *core = CORE(vm);
    core->collecting = 1;
    bool alike;
    TRY(renew_code(vm, &c, &alike));
    /* Making code again makes records, too, lays types out and counts: nothing that the VM did. */
    nano__copy(core, c.pieces[2].bytes, sizeof *core);
    nano__copy(vm->base + c.header.meta_low, c.pieces[3].bytes, c.pieces[3].length);
    const uint64_t then = (uint64_t)c.header.now_high << 32 | c.header.now_low;
    core->clock_offset = 0;
    core->clock_offset = (int64_t)(then + slept_ms - (uint64_t)nano__now_ms(vm));
    if (alike) return NANO_OK; /* binding makes records, too */
    const int32_t debt = core->debt;
    const nano_status status = rebind(vm);
    core->debt = debt;
    return status;
}
