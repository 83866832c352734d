/* lib_attributes.c - reading custom attributes (pe-format 2.9, 3.7) for types, fields and methods.
 *
 * The managed side constructs them: it gets an array of pairs {instance of the attribute class that no
 * constructor has run on, null or the one fixed argument or an object[] of them}. Named arguments are not
 * returned. Rows whose owner or blob makes no sense are left out: the reference writer produces such rows.
 */
#include "lib.h"
#include "reflection.h"

enum { ROOT_ROWS = 0, ROOT_ARGUMENTS = 1, ROOT_NESTED = 2 };
enum { ELEMENT_BOOL = 2, ELEMENT_CHAR = 3, ELEMENT_R8 = 13, ELEMENT_STRING = 14 };

typedef struct blob {
    uint32_t assembly;
    const uint8_t *at, *end;
} blob;

typedef enum outcome { READ, UNREADABLE, FAILED } outcome; /* FAILED: memory lacks */

static bool has(const blob *b, uint32_t bytes) { return (uint32_t)(b->end - b->at) >= bytes; }

/* A char is one to three bytes of UTF-8 here. */
static bool read_char(blob *b, uint32_t *unit) {
    if (!has(b, 1)) return false;
    uint32_t first = *b->at, extra = first < 0x80 ? 0 : first < 0xE0 ? 1 : 2;
    if (!has(b, 1 + extra)) return false;
    uint32_t value = extra == 0 ? first : extra == 1 ? first & 0x1F : first & 0x0F;
    for (uint32_t i = 1; i <= extra; i++) value = value << 6 | (b->at[i] & 0x3Fu);
    b->at += 1 + extra;
    *unit = value;
    return true;
}

/* What a status other than OK means: anything but lack of memory is a bad row. */
static outcome failed(nano_status status) { return status == NANO_OUT_OF_MEMORY ? FAILED : UNREADABLE; }

/* A string stands for itself, or names the type if the parameter is a System.Type. */
static outcome read_text(nano_call *c, blob *b, bool as_type, nref *value) {
    nano_vm *vm = c->vm;
    if (!has(b, 2)) return UNREADABLE;
    uint32_t id = nano__rd16(b->at);
    b->at += 2;
    if (id < NANO_FIRST_BUILTIN && id >= nano__heap_bytes(vm, b->assembly, TBL_STRINGS)) return UNREADABLE;
    if (!as_type) {
        *value = nano__new_string_of(vm, b->assembly, id);
    } else {
        nano_name room;
        const char *text = nano__str(vm, b->assembly, id, &room);
        char name[REFLECTION_NAME];
        uint32_t length = nano__strlen(text);
        if (length >= sizeof(name)) return UNREADABLE;
        for (uint32_t i = 0; i < length; i++) name[i] = text[i] == '/' ? '+' : text[i];
        moff type;
        const nano_status status =
            nano__find_type(vm, AT(vm, c->thread, nano_thread)->domain, name, length, &type);
        if (status != NANO_OK) return failed(status);
        if (type == 0) return UNREADABLE;
        *value = nano__type_object(vm, type);
    }
    if (*value != 0) return READ;
    return FAILED;
}

/* One value with its element code, boxed. */
static outcome read_scalar(nano_call *c, blob *b, bool as_type, nref *value) {
    static const uint8_t known[ELEMENT_R8 + 1] = {WK_COUNT, WK_COUNT, WK_BOOLEAN, WK_CHAR, WK_I1,
                                                  WK_U1,    WK_I2,    WK_U2,      WK_I4,   WK_U4,
                                                  WK_I8,    WK_U8,    WK_R4,      WK_R8};
    static const uint8_t bytes[ELEMENT_R8 + 1] = {0, 0, 1, 0, 1, 1, 2, 2, 4, 4, 8, 8, 4, 8};
    if (!has(b, 1)) return UNREADABLE;
    uint32_t code = *b->at++, payload[2] = {0, 0};
    if (code == ELEMENT_STRING) return read_text(c, b, as_type, value);
    if (code < ELEMENT_BOOL || code > ELEMENT_R8) return UNREADABLE;
    if (code == ELEMENT_CHAR) {
        if (!read_char(b, payload)) return UNREADABLE;
    } else {
        if (!has(b, bytes[code])) return UNREADABLE;
        nano__copy(payload, b->at, bytes[code]);
        b->at += bytes[code];
        if (code == ELEMENT_BOOL) payload[0] = payload[0] != 0;
    }
    moff type;
    const nano_status status = nano__known_type(c->vm, (nano_well_known)known[code], &type);
    if (status == NANO_OK && type == 0) return UNREADABLE;
    *value = status == NANO_OK ? nano__box(c->vm, type, payload) : 0;
    if (*value != 0) return READ;
    return FAILED;
}

/* object[] argument: a count, then values; it is put into root ROOT_NESTED while it grows. */
static outcome read_objects(nano_call *c, blob *b, nref *value) {
    if (!has(b, 1)) return UNREADABLE;
    uint32_t count = *b->at++;
    if (nano__root_array(c, ROOT_NESTED, CORE(c->vm)->known[WK_OBJECT], count) != NANO_OK) return FAILED;
    for (uint32_t i = 0; i < count; i++) {
        nref element = 0;
        outcome o = read_scalar(c, b, false, &element);
        if (o != READ) return o;
        nano__set_element(c, ROOT_NESTED, i, element);
    }
    *value = *nano__root(c, ROOT_NESTED);
    return READ;
}

/* All fixed arguments of a constructor into an object[] at root ROOT_ARGUMENTS. */
static outcome read_arguments(nano_call *c, blob *b, moff constructor, uint32_t count) {
    nano_vm *vm = c->vm;
    if (nano__root_array(c, ROOT_ARGUMENTS, CORE(vm)->known[WK_OBJECT], count) != NANO_OK) return FAILED;
    for (uint32_t i = 0; i < count; i++) {
        nano_sigtype type;
        nref value = 0;
        const nano_status status = nano__arg_type(vm, constructor, i + 1, &type);
        if (status != NANO_OK) return failed(status);
        bool array = AT(vm, type.type, nano_type)->kind == K_ARRAY;
        outcome o = array ? read_objects(c, b, &value)
                          : read_scalar(c, b, type.type == CORE(vm)->known[WK_TYPE], &value);
        if (o != READ) return o;
        nano__set_element(c, ROOT_ARGUMENTS, i, value);
    }
    return READ;
}

static const uint8_t *attribute_row(nano_vm *vm, uint32_t assembly, uint32_t row) {
    return vm->images[assembly] + nano__table_start(vm, assembly, TBL_ATTRIBUTES) + 8 * row;
}

/* Puts one attribute at `index` of the pairs in root ROOT_ROWS, if it can be read. */
static outcome read_attribute(nano_call *c, uint32_t assembly, uint32_t row, uint32_t index) {
    nano_vm *vm = c->vm;
    moff constructor;
    const uint8_t *r = attribute_row(vm, assembly, row);
    uint32_t data = nano__rd16(r + 6), heap = nano__heap_bytes(vm, assembly, TBL_SIGNATURES);
    if (data > heap) return UNREADABLE;
    const nano_status status = nano__method_token(vm, assembly, nano__rd16(r + 4), &constructor);
    if (status != NANO_OK) return failed(status);
    const nano_method *m = AT(vm, constructor, nano_method);
    const nano_type *owner = AT(vm, m->owner, nano_type);
    if ((m->flags & MD_CTOR) == 0 || owner->kind != K_CLASS || (owner->flags & TD_ABSTRACT) != 0)
        return UNREADABLE;
    blob b = {assembly, nano__blob(vm, assembly, data), nano__blob(vm, assembly, heap)};
    uint32_t count = m->nargs - 1u;
    outcome o = read_arguments(c, &b, constructor, count);
    if (o != READ) return o;
    nref instance = nano__new(vm, m->owner);
    if (instance == 0) return FAILED;
    nref arguments = *nano__root(c, ROOT_ARGUMENTS);
    nano__set_element(c, ROOT_ROWS, 2 * index, instance);
    nano__set_element(c, ROOT_ROWS, 2 * index + 1,
                      count == 0   ? 0
                      : count == 1 ? AT(vm, arguments + sizeof(nano_array), nref)[0]
                                   : arguments);
    return READ;
}

static bool is_owned(nano_vm *vm, uint32_t assembly, uint32_t row, uint32_t table, uint32_t id) {
    const uint8_t *r = attribute_row(vm, assembly, row);
    return nano__rd16(r) == table && nano__rd16(r + 2) == (id & 0xFFFF);
}

/* Room for a pair for each attribute, in root ROOT_ROWS. */
static nano_status make_pairs(nano_call *c, uint32_t table, uint32_t id) {
    nano_vm *vm = c->vm;
    const uint32_t assembly = id >> 16, rows = nano__table_rows(vm, assembly, TBL_ATTRIBUTES);
    uint32_t count = 0;
    nano__charge(vm, rows * 32);
    for (uint32_t i = 0; i < rows; i++) count += is_owned(vm, assembly, i, table, id);
    return nano__root_array(c, ROOT_ROWS, CORE(vm)->known[WK_OBJECT], 2 * count);
}

/* Returns the pairs of every readable attribute of a row of TypeDef, FieldDef or MethodDef. */
static nano_status return_attributes(nano_call *c, uint32_t table, uint32_t id) {
    nano_vm *vm = c->vm;
    const uint32_t assembly = id >> 16, rows = nano__table_rows(vm, assembly, TBL_ATTRIBUTES),
                   step = nano_call_step(c); /* so many rows are done */
    if (step == 0) TRY(make_pairs(c, table, id));
    const uint32_t count = AT(vm, *nano__root(c, ROOT_ROWS), nano_array)->length / 2;
    uint32_t read = 0;
    while (read < count && AT(vm, *nano__root(c, ROOT_ROWS) + sizeof(nano_array), nref)[2 * read] != 0)
        read++;
    for (uint32_t i = step; i < rows; i++) {
        if (!is_owned(vm, assembly, i, table, id)) continue;
        outcome o = read_attribute(c, assembly, i, read);
        if (o == FAILED) return NANO_OUT_OF_MEMORY;
        if (o == READ) read++;
        if (nano__owes_much(vm)) return nano__again(c, i + 1);
    }
    if (read < count) { /* only the pairs that were read */
        *nano__root(c, ROOT_ARGUMENTS) = *nano__root(c, ROOT_ROWS);
        TRY(nano__root_array(c, ROOT_ROWS, CORE(vm)->known[WK_OBJECT], 2 * read));
        const nref *from = AT(vm, *nano__root(c, ROOT_ARGUMENTS) + sizeof(nano_array), nref);
        for (uint32_t i = 0; i < 2 * read; i++) nano__set_element(c, ROOT_ROWS, i, from[i]);
    }
    return nano__ret32(c, *nano__root(c, ROOT_ROWS));
}

static nano_status type_attributes(nano_call *c) {
    moff type;
    TRY(nano__type_argument(c, 0, &type));
    const nano_type *t = AT(c->vm, type, nano_type);
    return return_attributes(c, t->kind == K_ARRAY ? TBL_COUNT : TBL_TYPEDEF, t->id);
}

static nano_status field_attributes(nano_call *c) {
    uint32_t id;
    TRY(nano__member_argument(c, &id));
    return return_attributes(c, TBL_FIELDDEF, id);
}

static nano_status method_attributes(nano_call *c) {
    uint32_t id;
    TRY(nano__member_argument(c, &id));
    return return_attributes(c, TBL_METHODDEF, id);
}

#define ATTRIBUTES_NATIVES(CLASS, NATIVE)                                                                    \
    CLASS("RuntimeType", "")                                                                                 \
    NATIVE("GetCustomAttributesNative:[oz", type_attributes)                                                 \
    CLASS("Reflection_FieldInfo", "")                                                                        \
    NATIVE("GetCustomAttributesNative:[oz", field_attributes)                                                \
    CLASS("Reflection_RuntimeMethodInfo", "")                                                                \
    NATIVE("GetCustomAttributesNative:[oz", method_attributes)
NATIVE_TABLE(attributes, "mscorlib|System_", ATTRIBUTES_NATIVES);
