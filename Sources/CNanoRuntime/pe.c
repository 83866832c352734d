/* pe.c - PE images (pe-format 1 to 3): the header, registration, and access to rows, strings, signatures and
 * bodies.
 *
 * Rows are decoded from the image each time they are needed: the image is the only copy. All accessors rely
 * on what pe_check.c has proven once at load: every row, string id, signature and body lies inside its table.
 */
#include "nano_internal.h"

enum {
    HEADER_BYTES = 124,
    HEADER_CRC = 0x08,
    HEADER_ASSEMBLY_CRC = 0x0C,
    HEADER_FLAGS = 0x10,
    HEADER_PATCH_ENTRY = 0x18,
    HEADER_VERSION = 0x1C,
    HEADER_NAME = 0x24,
    HEADER_STRING_TABLE = 0x26,
    HEADER_STARTS = 0x28,
    HEADER_PATCHED = 0x68,
    HEADER_PADDING = 0x6C
};

static const uint8_t row_sizes[TBL_COUNT] = {12, 8, 8, 8, 24, 8, 16, 8, 4, 8, 0, 0, 0, 0, 24};

/* TBL_COUNT is the end of the last table. */
uint32_t nano__row_size(uint32_t table) { return row_sizes[table]; }

/* CRC-32 of pe-format 1.3, four bits at a time: polynomial 0x04C11DB7, not reflected, no final xor. */
uint32_t nano__crc32(uint32_t crc, const void *bytes, uint32_t length) {
    static const uint32_t table[16] = {
        0x00000000, 0x04C11DB7, 0x09823B6E, 0x0D4326D9, 0x130476DC, 0x17C56B6B, 0x1A864DB2, 0x1E475005,
        0x2608EDB8, 0x22C9F00F, 0x2F8AD6D6, 0x2B4BCB61, 0x350C9B64, 0x31CD86D3, 0x3C8EA00A, 0x384FBDBD,
    };
    const uint8_t *p = bytes;
    for (uint32_t i = 0; i < length; i++) {
        crc ^= (uint32_t)p[i] << 24;
        crc = crc << 4 ^ table[crc >> 28];
        crc = crc << 4 ^ table[crc >> 28];
    }
    return crc;
}

/* -- Access --------------------------------------------------------------------------------------- */

/* Images are 4-aligned, and so is what their header holds. */
static uint32_t word_at(const uint8_t *image, uint32_t offset) {
    return *(const uint32_t *)(const void *)(image + offset);
}
static uint32_t half_at(const uint8_t *image, uint32_t offset) {
    return *(const uint16_t *)(const void *)(image + offset);
}

static uint32_t table_start(const uint8_t *image, uint32_t table) {
    return word_at(image, HEADER_STARTS + 4 * table);
}

static uint32_t table_bytes(const uint8_t *image, uint32_t table) {
    return table_start(image, table + 1) - table_start(image, table) - image[HEADER_PADDING + table];
}

uint32_t nano__table_start(nano_vm *vm, uint32_t assembly, uint32_t table) {
    return table_start(vm->images[assembly], table);
}

uint32_t nano__heap_bytes(nano_vm *vm, uint32_t assembly, uint32_t table) {
    return table_bytes(vm->images[assembly], table);
}

uint32_t nano__table_rows(nano_vm *vm, uint32_t assembly, uint32_t table) {
    return table_bytes(vm->images[assembly], table) / row_sizes[table];
}

uint32_t nano__version_part(nano_vm *vm, uint32_t assembly, uint32_t part) {
    return half_at(vm->images[assembly], HEADER_VERSION + 2 * part);
}

void nano__tables(const uint8_t *image, nano_tables *out) {
    for (uint32_t t = 0; t <= TBL_COUNT; t++) out->start[t] = table_start(image, t);
    for (uint32_t t = 0; t < TBL_COUNT; t++) {
        out->bytes[t] = table_bytes(image, t);
        out->rows[t] = (uint16_t)(row_sizes[t] == 0 ? 0 : out->bytes[t] / row_sizes[t]);
    }
}

const uint16_t *nano__row(nano_vm *vm, uint32_t id, uint32_t table) {
    const uint8_t *image = vm->images[id >> 16];
    return (const uint16_t *)(const void *)(image + table_start(image, table) +
                                            (id & 0xFFFF) * row_sizes[table]);
}

const char *nano__str(nano_vm *vm, uint32_t assembly, uint32_t id, nano_name *room) {
    if (id >= NANO_FIRST_BUILTIN) {
        nano__builtin(0xFFFF - id, room);
        return room->text;
    }
    const uint8_t *image = vm->images[assembly];
    if (id >= table_bytes(image, TBL_STRINGS)) return "?"; /* only while a bad file is being refused */
    return (const char *)image + table_start(image, TBL_STRINGS) + id;
}

uint32_t nano__asm_name(nano_vm *vm, uint32_t assembly) { return half_at(vm->images[assembly], HEADER_NAME); }

const row_typedef *nano__typedef_row(nano_vm *vm, uint32_t id) {
    return (const row_typedef *)nano__row(vm, id, TBL_TYPEDEF);
}

const row_method *nano__method_row(nano_vm *vm, uint32_t id) {
    return (const row_method *)(const void *)nano__row(vm, id, TBL_METHODDEF);
}

const row_field *nano__field_row(nano_vm *vm, uint32_t id) {
    return (const row_field *)nano__row(vm, id, TBL_FIELDDEF);
}

const row_typeref *nano__typeref_row(nano_vm *vm, uint32_t id) {
    return (const row_typeref *)nano__row(vm, id, TBL_TYPEREF);
}

const row_memberref *nano__memberref_row(nano_vm *vm, uint32_t id, uint32_t table) {
    return (const row_memberref *)nano__row(vm, id, table);
}

const uint8_t *nano__typespec(nano_vm *vm, uint32_t id) {
    return nano__blob(vm, id >> 16, *nano__row(vm, id, TBL_TYPESPEC));
}

const uint8_t *nano__blob(nano_vm *vm, uint32_t assembly, uint32_t signature_offset) {
    return vm->images[assembly] + table_start(vm->images[assembly], TBL_SIGNATURES) + signature_offset;
}

void nano__body(nano_vm *vm, uint32_t method_id, nano_body *out) {
    const uint8_t *image = vm->images[method_id >> 16];
    const row_method *method = nano__method_row(vm, method_id), *next = method;
    uint32_t end = table_bytes(image, TBL_BYTECODE);
    for (uint32_t rows = nano__table_rows(vm, method_id >> 16, TBL_METHODDEF) - (method_id & 0xFFFF);
         --rows > 0;)
        if ((++next)->rva != NANO_NONE) {
            end = next->rva;
            break;
        }
    const uint8_t *code = image + table_start(image, TBL_BYTECODE);
    *out = (nano_body){.il = code + method->rva, .length = end - method->rva};
    if ((method->flags & MD_HASEH) != 0) {
        out->eh_count = code[end - 1];
        out->length -= 1 + 12 * out->eh_count;
        out->eh = out->il + out->length;
    }
}

/* First counts of rows owned by types that have none are meaningless (pe-format 2.6), so owners are found by
 * walking. NANO_NONE is not reached: the types own every row. */
uint32_t nano__owner_of_method(nano_vm *vm, uint32_t assembly, uint32_t row) {
    const row_typedef *t = nano__typedef_row(vm, assembly << 16);
    for (uint32_t i = 0, types = nano__table_rows(vm, assembly, TBL_TYPEDEF), seen = 0; i < types; i++, t++) {
        seen += (uint32_t)t->vmethods + t->imethods + t->smethods;
        if (row < seen) return i;
    }
    return NANO_NONE;
}

uint32_t nano__owner_of_field(nano_vm *vm, uint32_t assembly, uint32_t row) {
    const row_typedef *t = nano__typedef_row(vm, assembly << 16);
    for (uint32_t i = 0, types = nano__table_rows(vm, assembly, TBL_TYPEDEF), seen = 0; i < types; i++, t++) {
        seen += (uint32_t)t->sfields + t->ifields;
        if (row < seen) return i;
    }
    return NANO_NONE;
}

bool nano__next_assembly(nano_vm *vm, uint32_t domain, uint32_t *index) {
    for (; *index < CORE(vm)->assembly_count; ++*index) {
        const nano_asm *a = nano__asm(vm, *index);
        if (a->used && a->domain == domain) return true;
    }
    return false;
}

int nano__find_assembly(nano_vm *vm, uint32_t domain, const char *name) {
    for (uint32_t i = 0; nano__next_assembly(vm, domain, &i); i++)
        if (nano__name_is(vm, i, nano__asm_name(vm, i), name)) return (int)i;
    return domain != 0 ? nano__find_assembly(vm, 0, name) : -1;
}

/* -- Loading -------------------------------------------------------------------------------------- */

static nano_status check_word(nano_vm *vm, nano_status status, nano_text what, uint32_t at, uint32_t found,
                              uint32_t expected) {
    if (found == expected) return NANO_OK;
    return nano__fail(vm, status, TEXT_HEADER_WORD, what, at, found, expected);
}

/* NFMRK2 begins files of another format. Bytes behind a NUL are shown too, as '?'. */
static nano_status check_marker(nano_vm *vm, const uint8_t *image) {
    char found[9] = {0};
    if (nano__equal(image, "NFMRK1\0", 8)) return NANO_OK;
    for (uint32_t i = 8; i-- > 0;) found[i] = (char)(image[i] == 0 && found[i + 1] != 0 ? 1 : image[i]);
    return nano__fail(vm, nano__equal(image, "NFMRK2", 7) ? NANO_UNSUPPORTED : NANO_BAD_FORMAT,
                      TEXT_HEADER_MARKER, found);
}

/* Everything of the header that can be checked before the assembly has an index and a name. */
static nano_status check_header(nano_vm *vm, const uint8_t *image, uint32_t length) {
    if (length < HEADER_BYTES)
        return nano__fail(vm, NANO_BAD_FORMAT, TEXT_HEADER_TOO_SHORT, length, (uint32_t)HEADER_BYTES);
    TRY(check_marker(vm, image));
    static const uint8_t zero[4];
    uint32_t crc = nano__crc32(0, image, HEADER_CRC);
    crc = nano__crc32(crc, zero, 4);
    crc = nano__crc32(crc, image + HEADER_CRC + 4, HEADER_BYTES - HEADER_CRC - 4);
    TRY(check_word(vm, NANO_BAD_CHECKSUM, TEXT_HEADER_CRC, HEADER_CRC, word_at(image, HEADER_CRC), crc));
    TRY(check_word(vm, NANO_UNSUPPORTED, TEXT_STRING_TABLE_VERSION, HEADER_STRING_TABLE,
                   half_at(image, HEADER_STRING_TABLE), 1));
    TRY(check_word(vm, NANO_BAD_FORMAT, TEXT_PATCH_ENTRY_OFFSET, HEADER_PATCH_ENTRY,
                   word_at(image, HEADER_PATCH_ENTRY), 0xFFFFFFFF));
    return check_word(vm, NANO_BAD_FORMAT, TEXT_PATCHED_METHODS, HEADER_PATCHED,
                      word_at(image, HEADER_PATCHED), 0);
}

static nano_status check_starts(nano_vm *vm, const uint8_t *image, uint32_t length) {
    for (uint32_t t = 0, lowest = HEADER_BYTES; t <= TBL_COUNT; t++) {
        const uint32_t start = table_start(image, t), highest = t == 0 ? HEADER_BYTES : length;
        if (start < lowest || start > highest || (start % 4 != 0 && t < TBL_COUNT))
            return nano__fail(vm, NANO_BAD_FORMAT, TEXT_TABLE_START, nano__table_text(t),
                              HEADER_STARTS + 4 * t, start, lowest, highest);
        lowest = start;
    }
    return NANO_OK;
}

/* What indexes and offsets of the format can say. */
static uint32_t most_rows(uint32_t table) {
    switch (table) {
    case TBL_RESOURCESDATA: return 0xFFFFFFFF;
    case TBL_STRINGS:
    case TBL_SIGNATURES:
    case TBL_BYTECODE: return 0xFFFF;
    case TBL_RESOURCES:
    case TBL_ATTRIBUTES: return 0xFFFE;
    default: return 0x7FFF;
    }
}

static nano_status check_tables(nano_vm *vm, const uint8_t *image) {
    for (uint32_t t = 0; t < TBL_COUNT; t++) {
        const uint32_t padding = image[HEADER_PADDING + t], start = table_start(image, t);
        const uint32_t room = table_start(image, t + 1) - start, bytes = room - padding;
        const uint32_t size = row_sizes[t] != 0 ? row_sizes[t] : 1;
        if (padding > 3 || padding > room)
            return nano__fail(vm, NANO_BAD_FORMAT, TEXT_TABLE_PADDING, nano__table_text(t),
                              HEADER_PADDING + t, padding, room < 3 ? room : 3);
        if (bytes % size != 0 || bytes / size > most_rows(t))
            return nano__fail(vm, NANO_BAD_FORMAT, TEXT_TABLE_BYTES, nano__table_text(t), start, bytes, size,
                              most_rows(t));
    }
    const uint32_t end = table_start(image, TBL_COUNT);
    TRY(check_word(vm, NANO_BAD_CHECKSUM, TEXT_ASSEMBLY_CRC, HEADER_ASSEMBLY_CRC,
                   word_at(image, HEADER_ASSEMBLY_CRC),
                   nano__crc32(0, image + HEADER_BYTES, end - HEADER_BYTES)));
    const uint32_t strings = table_bytes(image, TBL_STRINGS), text = table_start(image, TBL_STRINGS);
    if (strings > 0 && image[text + strings - 1] != 0)
        return nano__fail(vm, NANO_BAD_FORMAT, TEXT_STRINGS_END, text, (uint32_t)image[text + strings - 1]);
    const uint32_t name = half_at(image, HEADER_NAME);
    if (name < NANO_FIRST_BUILTIN && name >= strings)
        return nano__fail(vm, NANO_BAD_FORMAT, TEXT_ASSEMBLY_NAME_OUTSIDE, name, strings);
    return NANO_OK;
}

/* An application set must not hide a base assembly, and one domain holds one assembly of a name. */
static nano_status check_name(nano_vm *vm, uint32_t index) {
    const uint32_t name = nano__asm_name(vm, index), domain = nano__asm(vm, index)->domain;
    if (nano__name_is(vm, index, name, "")) return nano__fail(vm, NANO_BAD_FORMAT, TEXT_ASSEMBLY_NAME_EMPTY);
    for (uint32_t i = 0; i < CORE(vm)->assembly_count; i++) {
        if (i == index || !nano__asm(vm, i)->used ||
            !nano__same_name(vm, i, nano__asm_name(vm, i), index, name))
            continue;
        const nano_asm *other = nano__asm(vm, i);
        if (other->domain == domain) return nano__fail(vm, NANO_DUPLICATE, TEXT_ALREADY_LOADED, index);
        if (other->domain == 0) return nano__fail(vm, NANO_DUPLICATE, TEXT_NAMED_LIKE_BASE, index);
    }
    return NANO_OK;
}

/* A free number; the table of assemblies grows by one if all are taken. */
static nano_status take_number(nano_vm *vm, uint32_t *index) {
    nano_core *core = CORE(vm);
    uint32_t count = core->assembly_count, slot = 0;
    while (slot < count && nano__asm(vm, slot)->used) slot++;
    *index = slot;
    if (slot < count) return NANO_OK;
    if (slot == NANO_MAX_ASSEMBLIES)
        return nano__fail(vm, NANO_LIMIT, TEXT_TOO_MANY_ASSEMBLIES, (uint32_t)NANO_MAX_ASSEMBLIES);
    moff table = nano__meta_alloc(vm, (count + 1) * (uint32_t)sizeof(nano_asm));
    if (table == 0) return nano__fail_memory(vm, TEXT_FOR_ASSEMBLY);
    if (count > 0) nano__copy(AT(vm, table, nano_asm), nano__asm(vm, 0), count * (uint32_t)sizeof(nano_asm));
    nano__meta_free(vm, core->assemblies);
    core->assemblies = table;
    core->assembly_count++;
    return NANO_OK;
}

static nano_status make_refs(nano_vm *vm, uint32_t index) {
    uint32_t bytes =
        2 * nano__table_rows(vm, index, TBL_TYPEREF) + nano__table_rows(vm, index, TBL_ASSEMBLYREF);
    if (bytes == 0) return NANO_OK;
    moff refs = nano__meta_alloc(vm, bytes);
    if (refs == 0) return nano__fail_memory(vm, TEXT_FOR_REFERENCES, index);
    nano__asm(vm, index)->refs = refs;
    return NANO_OK;
}

nano_status nano__pe_load(nano_vm *vm, uint32_t domain, const uint8_t *image, uint32_t length,
                          uint32_t *index) {
    TRY(check_header(vm, image, length));
    TRY(check_starts(vm, image, length));
    TRY(check_tables(vm, image));
    uint32_t slot = 0;
    TRY(take_number(vm, &slot));
    *nano__asm(vm, slot) = (nano_asm){.used = 1, .domain = (uint8_t)domain};
    vm->images[slot] = image;
    vm->image_lengths[slot] = length;
    nano_status status = check_name(vm, slot);
    if (status == NANO_OK) status = nano__pe_check(vm, slot);
    if (status == NANO_OK) status = make_refs(vm, slot);
    if (status != NANO_OK) {
        nano__unregister(vm, slot);
        return status;
    }
    *index = slot;
    return NANO_OK;
}

void nano__unregister(nano_vm *vm, uint32_t assembly) {
    nano_core *core = CORE(vm);
    nano_asm *a = nano__asm(vm, assembly);
    nano__meta_free(vm, a->refs);
    nano__meta_free(vm, a->image);
    *a = (nano_asm){0};
    vm->images[assembly] = NULL;
    vm->image_lengths[assembly] = 0;
    while (core->assembly_count > 0 && !nano__asm(vm, core->assembly_count - 1)->used) core->assembly_count--;
    if (core->assembly_count > 0) {
        nano__meta_trim(vm, core->assemblies, core->assembly_count * (uint32_t)sizeof(nano_asm));
    } else {
        nano__meta_free(vm, core->assemblies);
        core->assemblies = 0;
    }
}
