/* lib_reflection.c - natives of System.Type, System.RuntimeType, System.Reflection.Assembly, System.Enum and
 * RuntimeHelpers. */
#include "lib.h"
#include "reflection.h"
#include "interp.h"

enum {
    MAX_INTERFACES = 128,
    BYTES_PER_ROW = 32, /* to pay for looking at one */
    TEXT_BYTES = 512,
    FLAG_NEED_REBOOT = 1,
    HEADER_FLAGS = 0x10
};

/* -- Helpers -------------------------------------------------------------------------------------- */

nano_status nano__type_argument(nano_call *c, uint32_t word, moff *type) {
    nref object = ARG(c, word);
    if (object == 0) return nano__raise(EXC_ARGUMENT_NULL);
    TRY(nano__type_of_handle(c->vm, HIDDEN(c->vm, object), type));
    return *type != 0 ? NANO_OK : nano__raise_text(EXC_NOT_SUPPORTED, TEXT_NOT_A_TYPE_OF_RUNTIME);
}

nano_status nano__root_array(nano_call *c, uint32_t index, moff element, uint32_t count) {
    moff type;
    TRY(nano__array_of(c->vm, element, &type));
    nref array = nano__new_array(c->vm, type, count);
    if (array == 0) return NANO_OUT_OF_MEMORY;
    *nano__root(c, index) = array;
    return NANO_OK;
}

nano_status nano__known_array(nano_call *c, uint32_t index, nano_well_known element, uint32_t count) {
    moff type;
    TRY(nano__known_type(c->vm, element, &type));
    return type != 0 ? nano__root_array(c, index, type, count)
                     : nano__raise_text(EXC_NOT_SUPPORTED, TEXT_NO_REFLECTION);
}

void nano__set_element(nano_call *c, uint32_t root, uint32_t index, nref value) {
    AT(c->vm, *nano__root(c, root) + sizeof(nano_array), nref)[index] = value;
}

nano_status nano__name_argument(nano_call *c, uint32_t word, char *buffer) {
    nref text = ARG(c, word);
    if (text == 0) return nano__raise(EXC_ARGUMENT_NULL);
    uint32_t bytes = nano__string_utf8(c->vm, text, buffer, REFLECTION_NAME - 1);
    buffer[bytes < REFLECTION_NAME ? bytes : 0] = 0;
    return NANO_OK;
}

nano_status nano__reflection_object(nano_call *c, nano_well_known known, uint32_t hidden, nref *object) {
    moff type;
    TRY(nano__known_type(c->vm, known, &type));
    if (type == 0) return nano__raise_text(EXC_NOT_SUPPORTED, TEXT_NO_REFLECTION);
    *object = nano__new(c->vm, type);
    if (*object == 0) return NANO_OUT_OF_MEMORY;
    HIDDEN(c->vm, *object) = hidden;
    return NANO_OK;
}

nano_status nano__return_type(nano_call *c, moff type) {
    nref object = 0;
    if (type != 0) {
        object = nano__type_object(c->vm, type);
        if (object == 0) return NANO_OUT_OF_MEMORY;
    }
    return nano__ret32(c, object);
}

bool nano__object_fits(nano_vm *vm, nref object, nano_sigtype type) {
    if (object == 0) return true;
    moff held = OBJ_TYPE(vm, object);
    if (type.dt == DT_OBJECT) return nano__assignable(vm, held, type.type);
    if (held == type.type) return true;
    const nano_type *from = AT(vm, held, nano_type), *to = AT(vm, type.type, nano_type);
    return nano__is_value(from) && from->dt <= DT_R8 && from->dt == to->dt &&
           (from->kind == K_ENUM || to->kind == K_ENUM);
}

/* -- Type ----------------------------------------------------------------------------------------- */

static nano_status test_type(nano_call *c, bool (*is_so)(const nano_type *)) {
    moff type;
    TRY(nano__type_argument(c, 0, &type));
    return lib_return_bool(c, is_so(AT(c->vm, type, nano_type)));
}

/* A test of the type in word 0. */
#define TYPE_TEST(name, expression)                                                                          \
    static bool type_##name(const nano_type *t) { return expression; }                                       \
    static nano_status name(nano_call *c) { return test_type(c, type_##name); }
TYPE_TEST(is_not_public, (t->flags & 7) == 0)
TYPE_TEST(is_public, (t->flags & 7) == 1)
TYPE_TEST(is_class, !nano__is_value(t) && t->kind != K_INTERFACE && t->kind != K_VOID)
TYPE_TEST(is_interface, t->kind == K_INTERFACE)
TYPE_TEST(is_value_type, nano__is_value(t) || t->kind == K_VOID)
TYPE_TEST(is_abstract, (t->flags & TD_ABSTRACT) != 0)
TYPE_TEST(is_enum, t->kind == K_ENUM)
TYPE_TEST(is_serializable, (t->flags & TD_SERIALIZABLE) != 0)
TYPE_TEST(is_array, t->kind == K_ARRAY)

static nano_status declaring_type(nano_call *c) {
    moff type, outer = 0;
    TRY(nano__type_argument(c, 0, &type));
    const nano_type *t = AT(c->vm, type, nano_type);
    if (t->kind != K_ARRAY) {
        const row_typedef *row = nano__typedef_row(c->vm, t->id);
        if (row->enclosing != NANO_NONE) TRY(nano__type(c->vm, t->id >> 16, row->enclosing, &outer));
    }
    return nano__return_type(c, outer);
}

static nano_status base_type(nano_call *c) {
    moff type;
    TRY(nano__type_argument(c, 0, &type));
    return nano__return_type(c, AT(c->vm, type, nano_type)->base);
}

static nano_status element_type(nano_call *c) {
    moff type;
    TRY(nano__type_argument(c, 0, &type));
    const nano_type *t = AT(c->vm, type, nano_type);
    return nano__return_type(c, t->kind == K_ARRAY ? t->element : 0);
}

static nano_status full_name(nano_call *c) {
    moff type;
    char text[TEXT_BYTES];
    TRY(nano__type_argument(c, 0, &type));
    uint32_t length = nano__type_name(c->vm, type, text, sizeof(text));
    return nano__return_new(
        c, nano__new_string(c->vm, text, length < sizeof(text) ? length : (uint32_t)sizeof(text) - 1));
}

static nano_status simple_name(nano_call *c) {
    moff type;
    char text[TEXT_BYTES];
    TRY(nano__type_argument(c, 0, &type));
    uint32_t levels = 0;
    const nano_type *t = AT(c->vm, type, nano_type);
    for (; t->kind == K_ARRAY; levels++) t = AT(c->vm, t->element, nano_type);
    const row_typedef *row = nano__typedef_row(c->vm, t->id);
    uint32_t length =
        nano__format(c->vm, text, sizeof(text) - 64, TEXT_STRING, t->id >> 16, (uint32_t)row->name);
    for (; levels > 0 && length + 2 < sizeof(text); levels--) {
        text[length++] = '[';
        text[length++] = ']';
    }
    return nano__return_new(c, nano__new_string(c->vm, text, length));
}

static nano_status is_instance(nano_call *c) {
    moff type;
    TRY(nano__type_argument(c, 0, &type));
    nref object = ARG(c, 1);
    return lib_return_bool(c, object != 0 && nano__assignable(c->vm, OBJ_TYPE(c->vm, object), type));
}

static nano_status type_from_handle(nano_call *c) {
    const uint32_t handle = ARG(c, 0);
    return handle ? nano__return_new(c, nano__handle_object(c->vm, handle)) : nano__ret32(c, 0);
}

/* The ids of interfaces that were found are in the int[] of root 0, behind their number. */
static uint32_t *found_interfaces(const nano_call *c) {
    return AT(c->vm, *nano__root(c, 0) + sizeof(nano_array), uint32_t);
}

/* Adds the interfaces that a type lists. */
static void add_interfaces(const nano_call *c, uint32_t id) {
    nano_vm *vm = c->vm;
    uint32_t *const count = found_interfaces(c), *const found = count + 1;
    const row_typedef *t = nano__typedef_row(vm, id);
    nano__charge(vm, BYTES_PER_ROW);
    if (t->interfaces == NANO_NONE) return;
    const uint8_t *list = nano__blob(vm, id >> 16, t->interfaces);
    for (uint32_t n = *list++; n > 0 && *count < MAX_INTERFACES; n--) {
        uint32_t interface = nano__sig_typedef(vm, id >> 16, &list), i = 0;
        while (i < *count && found[i] != interface) i++;
        nano__charge(vm, BYTES_PER_ROW + 2 * i);
        if (i == *count) found[(*count)++] = interface;
    }
}

/* Of the class and its bases, then of the interfaces found. */
static nano_status find_interfaces(nano_call *c, moff type) {
    nano_vm *vm = c->vm;
    uint32_t lists = nano_call_step(c), next = lists; /* done before */
    if (lists == 0) TRY(nano__known_array(c, 0, WK_I4, MAX_INTERFACES + 1));
    const nano_type *t = AT(vm, type, nano_type);
    uint32_t at = t->kind == K_ARRAY ? AT(vm, t->base, nano_type)->id : t->id;
    for (; next > 0 && at != NO_TYPE; next--) at = nano__base_id(vm, at);
    while (at != NO_TYPE || next < *found_interfaces(c)) {
        add_interfaces(c, at != NO_TYPE ? at : found_interfaces(c)[1 + next++]);
        if (at != NO_TYPE) at = nano__base_id(vm, at);
        lists++;
        if (nano__owes_much(vm)) return nano__again(c, lists);
    }
    return NANO_OK;
}

static nano_status interfaces(nano_call *c) {
    nano_vm *vm = c->vm;
    moff type;
    TRY(nano__type_argument(c, 0, &type));
    TRY(find_interfaces(c, type));
    const uint32_t count = *found_interfaces(c);
    TRY(nano__known_array(c, 1, WK_TYPE, count));
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t id = found_interfaces(c)[1 + i];
        moff interface;
        TRY(nano__type(vm, id >> 16, id & 0xFFFF, &interface));
        nref object = nano__type_object(vm, interface);
        if (object == 0) return NANO_OUT_OF_MEMORY;
        nano__set_element(c, 1, i, object);
    }
    return nano__ret32(c, *nano__root(c, 1));
}

static bool version_is(nano_vm *vm, uint32_t assembly, const int32_t *version) {
    for (uint32_t i = 0; i < 4; i++)
        if (version[i] != (int32_t)nano__version_part(vm, assembly, i)) return false;
    return true;
}

static nano_status get_type_internal(nano_call *c) {
    nano_vm *vm = c->vm;
    char name[REFLECTION_NAME], assembly[REFLECTION_NAME];
    uint32_t domain = AT(vm, c->thread, nano_thread)->domain;
    TRY(nano__name_argument(c, 0, name));
    TRY(nano__name_argument(c, 1, assembly));
    moff type = 0;
    if (assembly[0] == 0) {
        TRY(nano__find_type(vm, domain, name, nano__strlen(name), &type));
        return nano__return_type(c, type);
    }
    int index = nano__find_assembly(vm, domain, assembly);
    nref version = ARG(c, 3);
    if (index >= 0 && ARG(c, 2) != 0) {
        if (version == 0 || AT(vm, version, nano_array)->length != 4)
            return nano__raise_text(EXC_ARGUMENT, TEXT_VERSION);
        if (!version_is(vm, (uint32_t)index, AT(vm, version + sizeof(nano_array), int32_t))) index = -1;
    }
    if (index >= 0) TRY(nano__find_type_in(vm, (uint32_t)index, name, nano__strlen(name), &type));
    return nano__return_type(c, type);
}

/* -- Assembly ------------------------------------------------------------------------------------- */

nano_status nano__assembly_of(nano_call *c, nref object, uint32_t *index) {
    if (object == 0) return lib_null();
    *index = HIDDEN(c->vm, object) - 1;
    if (nano__is_loaded(c->vm, *index)) return NANO_OK;
    return nano__raise_text(EXC_NOT_SUPPORTED, TEXT_NOT_AN_ASSEMBLY_OF_RUNTIME);
}

/* Assemblies have one object each, so that they compare by reference. */
static nano_status return_assembly(nano_call *c, uint32_t index) {
    nano_vm *vm = c->vm;
    if (nano__asm(vm, index)->object == 0) {
        nref made;
        TRY(nano__reflection_object(c, WK_ASSEMBLY, index + 1, &made));
        nano__asm(vm, index)->object = made;
    }
    return nano__ret32(c, nano__asm(vm, index)->object);
}

static nano_status type_assembly(nano_call *c) {
    moff type;
    TRY(nano__type_argument(c, 0, &type));
    return return_assembly(c, AT(c->vm, type, nano_type)->id >> 16);
}

static nano_status assembly_full_name(nano_call *c) {
    uint32_t index;
    char text[TEXT_BYTES];
    TRY(nano__assembly_of(c, ARG(c, 0), &index));
    uint32_t v[4];
    for (uint32_t i = 0; i < 4; i++) v[i] = nano__version_part(c->vm, index, i);
    uint32_t length =
        nano__format(c->vm, text, sizeof(text), TEXT_ASSEMBLY_FULL_NAME, index, v[0], v[1], v[2], v[3]);
    return nano__return_new(c, nano__new_string(c->vm, text, length));
}

static nano_status assembly_get_type(nano_call *c) {
    uint32_t index;
    char name[REFLECTION_NAME];
    TRY(nano__assembly_of(c, ARG(c, 0), &index));
    TRY(nano__name_argument(c, 1, name));
    moff type;
    TRY(nano__find_type_in(c->vm, index, name, nano__strlen(name), &type));
    return nano__return_type(c, type);
}

static nano_status assembly_get_types(nano_call *c) {
    nano_vm *vm = c->vm;
    uint32_t index;
    TRY(nano__assembly_of(c, ARG(c, 0), &index));
    uint32_t count = nano__table_rows(vm, index, TBL_TYPEDEF);
    TRY(nano__known_array(c, 0, WK_TYPE, count));
    for (uint32_t row = 0; row < count; row++) {
        moff type;
        TRY(nano__type(vm, index, row, &type));
        nref object = nano__type_object(vm, type);
        if (object == 0) return NANO_OUT_OF_MEMORY;
        nano__set_element(c, 0, row, object);
    }
    return nano__ret32(c, *nano__root(c, 0));
}

static nano_status assembly_version(nano_call *c) {
    uint32_t index;
    TRY(nano__assembly_of(c, ARG(c, 0), &index));
    for (uint32_t i = 0; i < 4; i++) {
        int32_t *target = nano__byref(c, 1 + 2 * i);
        if (target == NULL) return nano__raise(EXC_NULL_REFERENCE);
        *target = (int32_t)nano__version_part(c->vm, index, i);
    }
    return NANO_OK;
}

static nano_status resource_names(nano_call *c) {
    nano_vm *vm = c->vm;
    uint32_t index;
    TRY(nano__assembly_of(c, ARG(c, 0), &index));
    uint32_t count = nano__table_rows(vm, index, TBL_RESOURCESFILES);
    TRY(nano__root_array(c, 0, CORE(vm)->known[WK_STRING], count));
    for (uint32_t row = 0; row < count; row++) {
        const uint8_t *file = vm->images[index] + nano__table_start(vm, index, TBL_RESOURCESFILES) + 24 * row;
        const nref text = nano__new_string_of(vm, index, nano__rd16(file + 16));
        if (text == 0) return NANO_OUT_OF_MEMORY;
        nano__set_element(c, 0, row, text);
    }
    return nano__ret32(c, *nano__root(c, 0));
}

static nano_status executing_assembly(nano_call *c) {
    nano_vm *vm = c->vm;
    frame_place place = {AT(vm, c->thread, nano_thread)->chunk, c->frame_offset};
    while (nano__frame_below(vm, &place)) {
        moff method = nano__frame_at(vm, place.chunk, place.offset)->method;
        if (method != 0) return return_assembly(c, AT(vm, method, nano_method)->id >> 16);
    }
    return return_assembly(c, AT(vm, c->method, nano_method)->id >> 16);
}

static nano_status load_internal(nano_call *c) {
    nano_vm *vm = c->vm;
    char name[REFLECTION_NAME];
    TRY(nano__name_argument(c, 0, name));
    int32_t version[4] = {ARG_I32(c, 2), ARG_I32(c, 3), ARG_I32(c, 4), ARG_I32(c, 5)};
    int index = nano__find_assembly(vm, AT(vm, c->thread, nano_thread)->domain, name);
    if (index < 0 || !nano__asm(vm, (uint32_t)index)->linked ||
        (ARG(c, 1) != 0 && !version_is(vm, (uint32_t)index, version))) {
        return nano__ret32(c, 0);
    }
    return return_assembly(c, (uint32_t)index);
}

/* The bytes move with the heap, so the image is copied to a block of its own, which the assembly then owns.
 */
static nano_status load_image(nano_vm *vm, uint32_t domain, moff block, uint32_t length, uint32_t *index) {
    const uint8_t *image = vm->base + block;
    nano_status status = nano__pe_load(vm, domain, image, length, index);
    if (status != NANO_OK) {
        nano__meta_free(vm, block);
        return status;
    }
    nano__asm(vm, *index)->image = block;
    status = (nano__rd32(image + HEADER_FLAGS) & FLAG_NEED_REBOOT) == 0
                 ? nano__link(vm, domain)
                 : nano__fail(vm, NANO_UNSUPPORTED, TEXT_NEEDS_REBOOT, *index);
    if (status != NANO_OK) nano__forget_assembly(vm, *index);
    return status;
}

static nano_status load_bytes(nano_call *c) {
    nano_vm *vm = c->vm;
    if (ARG(c, 0) == 0) return nano__raise(EXC_ARGUMENT_NULL);
    uint32_t length = AT(vm, ARG(c, 0), nano_array)->length, index;
    nano__charge(vm, length * 16); /* it is copied, summed up and checked, even if it is refused then */
    moff block = nano__meta_alloc(vm, length > 0 ? length : 1);
    if (block == 0) return NANO_OUT_OF_MEMORY;
    nano__copy(vm->base + block, AT(vm, ARG(c, 0) + sizeof(nano_array), uint8_t), length);
    nano_status status = load_image(vm, AT(vm, c->thread, nano_thread)->domain, block, length, &index);
    if (status == NANO_OK) return return_assembly(c, index);
    if (status == NANO_OUT_OF_MEMORY) return status;
    return nano__throw_message(vm, EXC_ARGUMENT, vm->message);
}

/* -- Enum and RuntimeHelpers ---------------------------------------------------------------------- */

static nano_status has_flag(nano_call *c) {
    nano_vm *vm = c->vm;
    nref value = ARG(c, 0), flag = ARG(c, 1);
    if (flag == 0) return nano__raise(EXC_ARGUMENT_NULL);
    if (OBJ_TYPE(vm, value) != OBJ_TYPE(vm, flag)) return nano__raise_text(EXC_ARGUMENT, TEXT_ENUMS_DIFFER);
    uint32_t bytes = AT(vm, OBJ_TYPE(vm, value), nano_type)->size;
    const uint8_t *v = AT(vm, value + 4, uint8_t), *f = AT(vm, flag + 4, uint8_t);
    bool all = true;
    for (uint32_t i = 0; i < bytes; i++) all = all && (v[i] & f[i]) == f[i];
    return lib_return_bool(c, all);
}

/* pe-format 6.12: fills an array of primitives with the data of a field, as far as both reach. */
static nano_status initialize_array(nano_call *c) {
    nano_vm *vm = c->vm;
    nref array = ARG(c, 0);
    uint32_t id = ARG(c, 1), assembly = id >> 16;
    if (array == 0) return nano__raise(EXC_ARGUMENT_NULL);
    const nano_type *type = AT(vm, OBJ_TYPE(vm, array), nano_type);
    if (!nano__is_loaded(vm, assembly) || (id & 0xFFFF) >= nano__table_rows(vm, assembly, TBL_FIELDDEF))
        return nano__raise_text(EXC_ARGUMENT, TEXT_NOT_A_FIELD);
    const row_field *field = nano__field_row(vm, id);
    bool primitive = type->kind == K_ARRAY && AT(vm, type->element, nano_type)->dt <= DT_R8;
    if (!primitive || field->value == NANO_NONE)
        return nano__raise_text(EXC_ARGUMENT, TEXT_PRIMITIVES_AND_DATA_NEEDED);
    const uint8_t *data = nano__blob(vm, assembly, field->value);
    uint32_t bytes = nano__rd16(data), room = AT(vm, array, nano_array)->length * type->size;
    bytes -= bytes % type->size;
    nano__charge(vm, bytes);
    nano__copy(AT(vm, array + sizeof(nano_array), uint8_t), data + 2, bytes < room ? bytes : room);
    return NANO_OK;
}

static nano_status object_value(nano_call *c) {
    nano_vm *vm = c->vm;
    nref object = ARG(c, 0);
    if (object != 0 && nano__is_value(AT(vm, OBJ_TYPE(vm, object), nano_type))) {
        nref copy = nano__new(vm, OBJ_TYPE(vm, object));
        if (copy == 0) return NANO_OUT_OF_MEMORY;
        object = ARG(c, 0);
        nano__copy(AT(vm, copy + 4, uint8_t), AT(vm, object + 4, uint8_t),
                   AT(vm, OBJ_TYPE(vm, object), nano_type)->size);
        object = copy;
    }
    return nano__ret32(c, object);
}

static nano_status run_class_constructor(nano_call *c) {
    moff type;
    TRY(nano__type_of_handle(c->vm, ARG(c, 0), &type));
    if (type == 0) return nano__raise_text(EXC_ARGUMENT, TEXT_NOT_A_TYPE);
    return AT(c->vm, type, nano_type)->kind == K_ARRAY ? NANO_OK : nano__init_type(c->vm, type);
}

static nano_status offset_to_string_data(nano_call *c) { return nano__ret32(c, sizeof(nano_string)); }

static nano_status is_proxy(nano_call *c) { return lib_return_bool(c, false); }

/* -- Rows ----------------------------------------------------------------------------------------- */

#define REFLECTION_NATIVES(CLASS, NATIVE)                                                                    \
    CLASS("Type", "")                                                                                        \
    NATIVE("get_DeclaringType:T", declaring_type)                                                            \
    NATIVE("IsInstanceOfType:zo", is_instance)                                                               \
    NATIVE("get_IsNotPublic:z", is_not_public)                                                               \
    NATIVE("get_IsPublic:z", is_public)                                                                      \
    NATIVE("get_IsClass:z", is_class)                                                                        \
    NATIVE("get_IsInterface:z", is_interface)                                                                \
    NATIVE("get_IsValueType:z", is_value_type)                                                               \
    NATIVE("get_IsAbstract:z", is_abstract)                                                                  \
    NATIVE("get_IsEnum:z", is_enum)                                                                          \
    NATIVE("get_IsSerializable:z", is_serializable)                                                          \
    NATIVE("get_IsArray:z", is_array)                                                                        \
    NATIVE("GetTypeInternal.Tssz[i", get_type_internal)                                                      \
    NATIVE("GetTypeFromHandle.T{SystemRuntimeTypeHandle}", type_from_handle)                                 \
    CLASS("RuntimeType", "")                                                                                 \
    NATIVE("get_Assembly:Y", type_assembly)                                                                  \
    NATIVE("get_Name:s", simple_name)                                                                        \
    NATIVE("get_FullName:s", full_name)                                                                      \
    NATIVE("get_BaseType:T", base_type)                                                                      \
    NATIVE("GetInterfaces:[T", interfaces)                                                                   \
    NATIVE("GetElementType:T", element_type)                                                                 \
    CLASS("Reflection_Assembly", "")                                                                         \
    NATIVE("get_FullName:s", assembly_full_name)                                                             \
    NATIVE("GetType:Ts", assembly_get_type)                                                                  \
    NATIVE("GetTypes:[T", assembly_get_types)                                                                \
    NATIVE("GetVersion:v&i&i&i&i", assembly_version)                                                         \
    NATIVE("GetManifestResourceNames:[s", resource_names)                                                    \
    NATIVE("GetExecutingAssembly.Y", executing_assembly)                                                     \
    NATIVE("LoadInternal.Ysziiii", load_internal)                                                            \
    NATIVE("Load.Y[B", load_bytes)                                                                           \
    CLASS("Enum", "")                                                                                        \
    NATIVE("HasFlag:z{SystemEnum}", has_flag)                                                                \
    CLASS("Runtime_CompilerServices_RuntimeHelpers", "")                                                     \
    NATIVE("InitializeArray.vA{SystemRuntimeFieldHandle}", initialize_array)                                 \
    NATIVE("GetObjectValue.oo", object_value)                                                                \
    NATIVE("RunClassConstructor.v{SystemRuntimeTypeHandle}", run_class_constructor)                          \
    NATIVE("get_OffsetToStringData.i", offset_to_string_data)                                                \
    CLASS("Runtime_Remoting_RemotingServices", "")                                                           \
    NATIVE("IsTransparentProxy.zo", is_proxy)
NATIVE_TABLE(reflection, "mscorlib|System_", REFLECTION_NATIVES);
