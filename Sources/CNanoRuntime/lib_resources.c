/* lib_resources.c - natives of nanoFramework.ResourceManager: the resources in the image of an assembly
 * (pe-format 2.11).
 *
 * pe_check.c has proved that names and data lie in their tables, and that each row but the last, which only
 * ends the data, is followed by the one that says where its data ends. Which rows a file has is not trusted.
 */
#include "lib.h"
#include "reflection.h"

/* Where things are in rows of ResourcesFiles and Resources, in units of 16 bits. */
enum { FILE_COUNT = 6, FILE_NAME = 8, FILE_FIRST = 10, ROW_ID = 0, ROW_KIND = 1, ROW_OFFSET = 2 };
enum { KIND_BITMAP = 1, KIND_FONT = 2, KIND_STRING = 3, KIND_BINARY = 4 };

static uint32_t word_at(const uint16_t *row, uint32_t at) { return row[at] | (uint32_t)row[at + 1] << 16; }

/* (string name, Assembly): the row in ResourcesFiles, or -1 */
static nano_status find_file(nano_call *c) {
    nano_vm *vm = c->vm;
    uint32_t assembly;
    char wanted[REFLECTION_NAME];
    TRY(nano__assembly_of(c, ARG(c, 1), &assembly));
    TRY(nano__name_argument(c, 0, wanted));
    const uint32_t count = nano__table_rows(vm, assembly, TBL_RESOURCESFILES),
                   bytes = nano__strlen(wanted) + 1; /* to pay for */
    for (uint32_t row = nano_call_step(c); row < count; row++) {
        const uint32_t name = nano__row(vm, assembly << 16 | row, TBL_RESOURCESFILES)[FILE_NAME];
        if (nano__name_is(vm, assembly, name, wanted)) return lib_return_i32(c, (int32_t)row);
        nano__charge(vm, bytes + 32);
        if (nano__owes_much(vm)) return nano__again(c, row + 1);
    }
    return lib_return_i32(c, -1);
}

/* The rows [*low, *high) in which resources of a file are. The reference writer merges the rows of all files
 * and makes up where each file's begin: then the file's do not end where the next one's begin, and any row
 * may be meant. */
static void rows_of_file(nano_vm *vm, uint32_t assembly, uint32_t file, uint32_t *low, uint32_t *high) {
    const uint32_t files = nano__table_rows(vm, assembly, TBL_RESOURCESFILES),
                   rows = nano__table_rows(vm, assembly, TBL_RESOURCES), last = rows > 0 ? rows - 1 : 0;
    *low = *high = 0;
    if (file >= files) return;
    *high = last;
    const uint16_t *row = nano__row(vm, assembly << 16 | file, TBL_RESOURCESFILES);
    const uint32_t first = word_at(row, FILE_FIRST);
    uint32_t end = last;
    if (file + 1 < files)
        end = word_at(nano__row(vm, assembly << 16 | (file + 1), TBL_RESOURCESFILES), FILE_FIRST);
    if (first > end || end > last || end - first != word_at(row, FILE_COUNT)) return;
    *low = first;
    *high = end;
}

/* The number of a resource's row in *found; false if there is none. A file's rows are sorted by their ids. */
static bool find_row(nano_vm *vm, uint32_t assembly, uint32_t file, int16_t id, uint32_t *found) {
    uint32_t low, high;
    rows_of_file(vm, assembly, file, &low, &high);
    while (low < high) {
        const uint32_t middle = (low + high) / 2;
        const int16_t at = (int16_t)nano__row(vm, assembly << 16 | middle, TBL_RESOURCES)[ROW_ID];
        *found = middle;
        if (at == id) return true;
        if (at < id)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* What ResourceUtility.GetObject(ResourceManager, Enum, ...) was asked for. */
typedef struct resource {
    const uint8_t *data;
    uint32_t bytes, kind;
} resource;

static nano_status find(nano_call *c, resource *r) {
    nano_vm *vm = c->vm;
    const nref manager = ARG(c, 0), id = ARG(c, 1);
    uint32_t assembly;
    if (!manager || !id) return lib_null();
    const uint32_t type = AT(vm, OBJ_TYPE(vm, id), nano_type)->dt;
    if (type != DT_I2 && type != DT_U2) return nano__raise_text(EXC_ARGUMENT, TEXT_RESOURCE_ENUM);
    TRY(nano__assembly_of(c, FIELD32(c, manager, 0), &assembly));
    uint32_t found;
    if (!find_row(vm, assembly, FIELD32(c, manager, 1), *AT(vm, id + 4, int16_t), &found))
        return nano__raise_text(EXC_ARGUMENT, TEXT_NO_RESOURCE);
    const uint16_t *row = nano__row(vm, assembly << 16 | found, TBL_RESOURCES),
                   *next = nano__row(vm, assembly << 16 | (found + 1), TBL_RESOURCES);
    r->data =
        vm->images[assembly] + nano__table_start(vm, assembly, TBL_RESOURCESDATA) + word_at(row, ROW_OFFSET);
    r->bytes = word_at(next, ROW_OFFSET) - word_at(row, ROW_OFFSET) - (next[ROW_KIND] >> 8 & 3);
    r->kind = row[ROW_KIND] & 0xFF;
    if (r->kind == KIND_STRING || r->kind == KIND_BINARY) return NANO_OK;
    return nano__raise_text(EXC_NOT_SUPPORTED, r->kind == KIND_BITMAP ? TEXT_RESOURCE_BITMAP
                                               : r->kind == KIND_FONT ? TEXT_RESOURCE_FONT
                                                                      : TEXT_RESOURCE_UNKNOWN);
}

static nano_status return_bytes(nano_call *c, const uint8_t *data, uint32_t length) {
    const nref array = nano__new_known_array(c->vm, WK_U1, length);
    if (array) nano__copy(ARRAY_DATA(c->vm, array, uint8_t), data, length);
    return nano__return_new(c, array);
}

static nano_status get_object(nano_call *c) {
    resource r;
    TRY(find(c, &r));
    if (r.kind == KIND_BINARY) return return_bytes(c, r.data, r.bytes);
    if (r.bytes > 0 && r.data[r.bytes - 1] == 0) r.bytes--;
    /* A string takes half as many bytes at least: what cannot fit is not read through first. */
    if (r.bytes / 2 > c->vm->size) return NANO_OUT_OF_MEMORY;
    return nano__return_new(c, nano__new_string(c->vm, (const char *)r.data, r.bytes));
}

/* (.., .., int offset, int length): the offset has to be inside, the length is cut */
static nano_status get_part(nano_call *c) {
    const uint32_t offset = ARG(c, 2), length = ARG(c, 3);
    resource r;
    TRY(find(c, &r));
    if (r.kind != KIND_BINARY) return nano__raise_text(EXC_INVALID_OPERATION, TEXT_STRING_IN_PARTS);
    if (offset >= r.bytes) return nano__raise(EXC_INDEX_OUT_OF_RANGE);
    const uint32_t rest = r.bytes - offset;
    return return_bytes(c, r.data + offset, length < rest ? length : rest);
}

#define RESOURCES_NATIVES(CLASS, NATIVE)                                                                     \
    CLASS("System_Resources_ResourceManager", "")                                                            \
    NATIVE("FindResource.isY", find_file)                                                                    \
    CLASS("nanoFramework_Runtime_Native_ResourceUtility",                                                    \
          "System_Resources_ResourceManager._assembly:SystemReflectionAssembly "                             \
          "System_Resources_ResourceManager._resourceFileId:I4")                                             \
    NATIVE("GetObject.o{SystemResourcesResourceManager}{SystemEnum}", get_object)                            \
    NATIVE(".o{SystemResourcesResourceManager}{SystemEnum}ii", get_part)
NATIVE_TABLE(resources, "nanoFramework.ResourceManager|", RESOURCES_NATIVES);
