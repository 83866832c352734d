/* native.c - binds native methods by identity (pe-format 5.3): the text "Assembly|Class|method" of a
 * MethodDef is looked up in the tables of the host, which have it as such, and in those of the runtime, which
 * have it in short (lib.h) and packed; every field that the row names must exist with the given type.
 *
 * Binding happens at the first call, so natives that nothing calls cost nothing. What it found, and what a
 * frame needs to know of the arguments, is one block (nano_native_info).
 */
#include "native_rows.h"

enum { KEY_BYTES = 320, MAX_FIELDS = 16, TEXT_BYTES = 96 };

/* -- Texts (pe-format 5.2) ------------------------------------------------------------------------ */

/* A text that does not fit has `length` > capacity and matches nothing. */
typedef struct key_text {
    char *buffer;
    uint32_t capacity, length;
} key_text;

static void put_char(key_text *t, char c) {
    if (t->length < t->capacity) t->buffer[t->length] = c;
    t->length++;
}

/* Appends with '.' replaced: by '_', or left out if `dot` is 0. '/' is left out. */
static void put(key_text *t, const char *s, char dot) {
    for (; *s != 0; s++) {
        if (*s == '/') continue;
        if (*s != '.')
            put_char(t, *s);
        else if (dot != 0)
            put_char(t, dot);
    }
}

static void put_string(nano_vm *vm, key_text *t, uint32_t assembly, uint32_t id, char dot) {
    nano_name room;
    put(t, nano__str(vm, assembly, id, &room), dot);
}

static void put_name(nano_vm *vm, key_text *t, uint32_t id, char separator) {
    const row_typedef *row = nano__typedef_row(vm, id);
    if (row->enclosing != NANO_NONE) {
        put_name(vm, t, (id & 0xFFFF0000) | row->enclosing, separator);
        if (separator != 0)
            put_char(t, separator); /* joins class, empty namespace and name: two separators */
    }
    nano_name room;
    const char *name = nano__str(vm, id >> 16, row->ns, &room);
    const bool is_bare = *name == 0 && row->enclosing == NANO_NONE;
    put(t, name, separator);
    if (separator != 0 && !is_bare) put_char(t, separator);
    name = nano__str(vm, id >> 16, row->name, &room);
    while (separator != 0 && is_bare && *name == '_') name++; /* leading '_' are stripped */
    put(t, name, separator);
}

/* The texts of types, each behind its letter (lib.h); the first are those of DT_VOID to DT_R8. */
static const char type_texts[] =
    "vVOID\0zBOOLEAN\0bI1\0BU1\0cCHAR\0hI2\0HU2\0iI4\0IU4\0fR4\0lI8\0LU8\0dR8\0"
    "sSTRING\0oOBJECT\0[SZARRAY_\0&BYREF_\0TSystemType\0DSystemDelegate\0ASystemArray\0"
    "CSystemMulticastDelegate\0FSystemReflectionBindingFlags\0"
    "MSystemReflectionMethodInfo\0SSystemTimeSpan\0YSystemReflectionAssembly";

static const char *type_text(char letter) {
    const char *text = type_texts;
    while (*text != letter) text = nano__nth(text, 1);
    return text + 1;
}

/* One type of a signature; advances *sig. */
static void put_type(nano_vm *vm, key_text *t, uint32_t assembly, const uint8_t **sig) {
    uint32_t code = *(*sig)++;
    bool byref = code == DT_BYREF, array = false;
    if (byref) {
        put(t, type_text('&'), 0);
        code = *(*sig)++;
    }
    for (; code == DT_SZARRAY; code = *(*sig)++) { /* one prefix for jagged arrays, one more behind BYREF */
        if (!array || byref) put(t, type_text('['), 0);
        if (array) byref = false;
        array = true;
    }
    if (code <= DT_R8) {
        put(t, nano__nth(type_texts, code) + 1, 0);
    } else if (code == DT_STRING)
        put(t, type_text('s'), 0);
    else if (code == DT_OBJECT)
        put(t, type_text('o'), 0);
    else if (code == DT_WEAKCLASS)
        put(t, "WEAKCLASS", 0);
    else if (code == DT_VAR || code == DT_MVAR) {
        (*sig)++;
        put(t, "GENERICTYPE", 0);
    } else if (code == DT_CLASS || code == DT_VALUETYPE) {
        const uint8_t *token = *sig;
        if ((nano__sig_uint(sig) & 3) != 2) put_name(vm, t, nano__sig_typedef(vm, assembly, &token), 0);
    }
}

bool nano__type_text_is(nano_vm *vm, uint32_t assembly, const uint8_t *sig, const char *text,
                        uint32_t length) {
    char buffer[TEXT_BYTES];
    key_text t = {buffer, sizeof(buffer), 0};
    put_type(vm, &t, assembly, &sig);
    return t.length <= t.capacity && t.length == length && nano__equal(buffer, text, length);
}

static void put_method_key(nano_vm *vm, key_text *t, uint32_t id) {
    uint32_t assembly = id >> 16;
    const row_method *m = nano__method_row(vm, id);
    uint32_t owner = assembly << 16 | nano__owner_of_method(vm, assembly, id & 0xFFFF);
    put_string(vm, t, assembly, nano__asm_name(vm, assembly), '.');
    put_char(t, '|');
    put_name(vm, t, owner, '_');
    put_char(t, '|');
    put_string(vm, t, assembly, m->name, '_');
    put(t, (m->flags & MD_STATIC) != 0 ? "___STATIC__" : "___", 0);
    const uint8_t *sig = nano__blob(vm, assembly, m->sig);
    uint32_t count = sig[1];
    sig += 2;
    for (uint32_t i = 0; i <= count; i++) {
        if (i > 0) put(t, "__", 0);
        put_type(vm, t, assembly, &sig);
    }
}

/* -- Lookup --------------------------------------------------------------------------------------- */

/* Every table of natives that the runtime brings along: TABLE(string) is nano__string_natives of
 * lib_string.c. No method is in two of them. */
#define BUILT_IN_TABLES(TABLE)                                                                               \
    TABLE(string)                                                                                            \
    TABLE(number)                                                                                            \
    TABLE(convert)                                                                                           \
    TABLE(datetime)                                                                                          \
    TABLE(array)                                                                                             \
    TABLE(core)                                                                                              \
    TABLE(math)                                                                                              \
    TABLE(text)                                                                                              \
    TABLE(environment)                                                                                       \
    TABLE(system)                                                                                            \
    TABLE(threading)                                                                                         \
    TABLE(timer)                                                                                             \
    TABLE(delegate)                                                                                          \
    TABLE(reflection)                                                                                        \
    TABLE(members)                                                                                           \
    TABLE(attributes)                                                                                        \
    TABLE(resources)

#define DECLARE_TABLE(name) extern const nano_native_fn nano__##name##_natives[];
BUILT_IN_TABLES(DECLARE_TABLE)
#undef DECLARE_TABLE

static const nano_native_fn *const built_in[] = {
#define ROW(name) nano__##name##_natives,
    BUILT_IN_TABLES(ROW)
#undef ROW
};
enum { BUILT_IN = sizeof(built_in) / sizeof(*built_in) };

/* Where a native is: a table, built in or (from BUILT_IN on) registered, and its row. */
typedef struct native_place {
    uint32_t table, row;
    const char *fields;           /* of a host's, as it has them */
    const uint8_t *packed_fields; /* of the runtime's */
} native_place;

static nano_native_fn function_at(const nano_vm *vm, uint32_t table, uint32_t row) {
    return table < BUILT_IN ? built_in[table][row] : vm->natives[table - BUILT_IN][row].function;
}

/* True if `*at` begins with `text`: it is then moved behind it. */
static bool take(const char **at, const char *text) {
    const uint32_t length = nano__strlen(text);
    for (uint32_t i = 0; i < length; i++)
        if ((*at)[i] != text[i]) return false; /* or NUL */
    *at += length;
    return true;
}

/* One type of a row of lib.h, in letters, against its text in a key. */
static bool take_type(const char **key, const char **letters) {
    char letter;
    do {
        letter = *(*letters)++;
        if (letter == '{') {
            while (**letters != '}')
                if (*(*key)++ != *(*letters)++) return false;
            ++*letters;
            return true;
        }
        if (!take(key, type_text(letter))) return false;
    } while (letter == '[' || letter == '&');
    return true;
}

/* True if `key` is the method of a row of lib.h. */
static bool is_method(const char *key, const char *name, const char *row) {
    for (; *name != ':' && *name != '.'; name++)
        if (*key++ != *name) return false;
    while (*row != ':' && *row != '.') row++;
    if (!take(&key, *row++ == ':' ? "___" : "___STATIC__") || !take_type(&key, &row)) return false;
    while (*row != 0)
        if (!take(&key, "__") || !take_type(&key, &row)) return false;
    return *key == 0;
}

enum { MARK_TABLE = '!' - PACKED_FIRST + 1, MARK_CLASS = '@' - PACKED_FIRST + 1 };

static bool find_built_in(const char *key, native_place *place) {
    char name[NATIVE_TEXT], text[NATIVE_TEXT];
    const char *class = NULL, *method = NULL;
    const uint8_t *row = nano__native_rows;
    for (place->table = UINT32_MAX;;) {
        if (*row == MARK_TABLE) { /* that of no table has an empty prefix */
            row = nano__unpack(row, nano__native_pairs, text);
            if (text[1] == 0) return false;
            const char *at = key;
            class = take(&at, text + 1) ? at : NULL;
            method = NULL;
            place->table++;
            place->row = 0;
        } else if (*row == MARK_CLASS) {
            place->packed_fields = nano__unpack(row, nano__native_pairs, text);
            const char *at = class;
            method = at != NULL && take(&at, text + 1) && take(&at, "|") ? at : NULL;
            row = nano__skip_packed(place->packed_fields, 1);
        } else if (method == NULL) {
            row = nano__skip_packed(row, 1);
            place->row++;
        } else {
            row = nano__unpack(row, nano__native_pairs, text);
            if (*text != ':' && *text != '.') nano__copy(name, text, nano__strlen(text) + 1);
            if (is_method(method, name, text)) return true;
            place->row++;
        }
    }
}

/* False: there is no native of this key. Later tables win: hosts may replace natives of the runtime. */
static bool find_row(const nano_vm *vm, const key_text *key, native_place *place) {
    if (key->length >= key->capacity) return false;
    key->buffer[key->length] = 0;
    for (uint32_t t = vm->native_tables; t-- > 0;)
        for (uint32_t i = 0; i < vm->native_counts[t]; i++) {
            const nano_native *native = &vm->natives[t][i];
            const char *at = key->buffer;
            if (!take(&at, native->key) || *at != 0) continue;
            *place = (native_place){BUILT_IN + t, i, native->fields != NULL ? native->fields : "", NULL};
            return true;
        }
    return find_built_in(key->buffer, place);
}

/* A text that stands for a well-known type must name that type: texts drop dots, assemblies and nesting, so
 * that another class can have the same. */
static bool is_meant(nano_vm *vm, uint32_t id, const key_text *text, char separator) {
    if (text->length > text->capacity) return false;
    const nano_well_known known = nano__known_by_text(text->buffer, text->length, separator);
    return known == WK_COUNT || nano__is_known(vm, id, known);
}

/* A value type that the VM does not know itself takes one word only if it is an enum of at most 32 bits. */
static bool is_small_enum(nano_vm *vm, uint32_t id) {
    const row_typedef *t = nano__typedef_row(vm, id);
    if ((t->flags & TD_SEMANTICS) != TD_ENUM) return false;
    const row_field *f = nano__field_row(vm, (id & 0xFFFF0000) | t->ifields_first);
    return nano__blob(vm, id >> 16, f->sig)[1] <= DT_U4;
}

/* A type that a signature names is what its text makes the native believe. */
static bool is_as_named(nano_vm *vm, uint32_t id, bool is_value) {
    char buffer[TEXT_BYTES];
    key_text text = {buffer, sizeof(buffer), 0};
    put_name(vm, &text, id, 0);
    const bool known =
        text.length <= text.capacity && nano__known_by_text(buffer, text.length, 0) != WK_COUNT;
    return is_meant(vm, id, &text, 0) && (!is_value || known || is_small_enum(vm, id));
}

/* True if every type that the signature names is one of the base set, and what its name says. Natives of
 * other assemblies bind by the names of such types only: a name says nothing about what an application
 * declares under it, class, struct or enum. */
static bool names_base_types(nano_vm *vm, uint32_t assembly, const uint8_t *sig, uint32_t count) {
    for (; count > 0; count--) {
        uint32_t code = *sig++;
        while (code == DT_SZARRAY || code == DT_BYREF) code = *sig++;
        if (code == DT_VAR || code == DT_MVAR || code == DT_REFLECTION) return false;
        if (code != DT_CLASS && code != DT_VALUETYPE) continue;
        const uint8_t *token = sig;
        if ((nano__sig_uint(&sig) & 3) == 2) return false;
        const uint32_t id = nano__sig_typedef(vm, assembly, &token);
        if (nano__asm(vm, id >> 16)->domain != 0 || !is_as_named(vm, id, code == DT_VALUETYPE)) return false;
    }
    return true;
}

static bool may_bind(nano_vm *vm, uint32_t id) {
    uint32_t assembly = id >> 16;
    if (nano__asm(vm, assembly)->image != 0)
        return false; /* Assembly.Load(byte[]) never binds natives (pe-format 6.14) */
    const uint32_t owner_row = nano__owner_of_method(vm, assembly, id & 0xFFFF);
    const row_method *m = nano__method_row(vm, id);
    const row_typedef *owner = nano__typedef_row(vm, assembly << 16 | owner_row);
    if (nano__asm(vm, assembly)->domain != 0 && (m->flags & MD_STATIC) == 0 &&
        (owner->flags & TD_SEMANTICS) != 0)
        return false;
    char buffer[TEXT_BYTES];
    key_text text = {buffer, sizeof(buffer), 0};
    put_name(vm, &text, assembly << 16 | owner_row, '_');
    if (!is_meant(vm, assembly << 16 | owner_row, &text, '_')) return false;
    const uint8_t *sig = nano__blob(vm, assembly, m->sig);
    return names_base_types(vm, assembly, sig + 2, sig[1] + 1u);
}

/* -- Fields --------------------------------------------------------------------------------------- */

uint32_t nano__find_field_row(nano_vm *vm, uint32_t type, const char *name, uint32_t name_length,
                              const char *text, uint32_t text_length) {
    for (; type != NO_TYPE; type = nano__base_id(vm, type)) {
        uint32_t assembly = type >> 16;
        const row_typedef *row = nano__typedef_row(vm, type);
        for (uint32_t i = 0; i < (uint32_t)row->sfields + row->ifields; i++) {
            uint32_t candidate =
                i < row->sfields ? row->sfields_first + i : row->ifields_first + i - row->sfields;
            const row_field *f = nano__field_row(vm, assembly << 16 | candidate);
            nano_name room;
            const char *found = nano__str(vm, assembly, f->name, &room);
            if (nano__strlen(found) != name_length || !nano__equal(found, name, name_length)) continue;
            const uint8_t *sig = nano__blob(vm, assembly, f->sig) + 1;
            if (text != NULL && !nano__type_text_is(vm, assembly, sig, text, text_length)) return NO_TYPE;
            if (text != NULL && !names_base_types(vm, assembly, sig, 1)) return NO_TYPE;
            return assembly << 16 | candidate;
        }
    }
    return NO_TYPE;
}

/* The type of `assembly` or mscorlib whose class text (pe-format 5.2) this is. */
static uint32_t find_class(nano_vm *vm, uint32_t assembly, const char *text, uint32_t length) {
    int places[2] = {(int)assembly, nano__find_assembly(vm, 0, "mscorlib")};
    for (uint32_t i = 0; i < 2; i++) {
        for (uint32_t row = 0; places[i] >= 0 && row < nano__table_rows(vm, (uint32_t)places[i], TBL_TYPEDEF);
             row++) {
            char buffer[TEXT_BYTES];
            key_text t = {buffer, sizeof(buffer), 0};
            put_name(vm, &t, (uint32_t)places[i] << 16 | row, '_');
            if (t.length == length && t.length <= t.capacity && nano__equal(buffer, text, length) &&
                is_meant(vm, (uint32_t)places[i] << 16 | row, &t, '_'))
                return (uint32_t)places[i] << 16 | row;
        }
    }
    return NO_TYPE;
}

/* Resolves "name:type" or "Class.name:type", advancing *text; NO_TYPE if the loaded class does not have it
 * so. */
static uint32_t resolve_field(nano_vm *vm, uint32_t owner, const char **text) {
    const char *start = *text, *name = start, *colon = NULL, *p = start;
    for (; *p != 0 && *p != ' '; p++) {
        if (*p == '.') name = p + 1;
        if (*p == ':') colon = p;
    }
    *text = *p == ' ' ? p + 1 : p;
    if (colon == NULL || colon < name) return NO_TYPE;
    if (name != start) owner = find_class(vm, owner >> 16, start, (uint32_t)(name - 1 - start));
    if (owner == NO_TYPE) return NO_TYPE;
    return nano__find_field_row(vm, owner, name, (uint32_t)(colon - name), colon + 1,
                                (uint32_t)(p - colon - 1));
}

/* "<Class" of a row: the method's own class derives from that one. */
static bool has_base(nano_vm *vm, uint32_t owner, const char **text) {
    const char *start = *text + 1, *p = start;
    while (*p != 0 && *p != ' ') p++;
    *text = *p == ' ' ? p + 1 : p;
    const uint32_t base = find_class(vm, owner >> 16, start, (uint32_t)(p - start));
    return base != NO_TYPE && nano__derives_from(vm, owner, base);
}

/* `this` of the method `id` is what the row takes it for: a pointer to a struct if its text begins with "&".
 */
static bool takes_this(nano_vm *vm, uint32_t id, uint32_t owner, const char **text) {
    const bool by_reference = **text == '&';
    const row_method *m = nano__method_row(vm, id);
    const row_typedef *t = nano__typedef_row(vm, owner);
    if (by_reference) *text += (*text)[1] == ' ' ? 2 : 1;
    const uint32_t semantics = t->flags & TD_SEMANTICS;
    return (m->flags & MD_STATIC) != 0 || by_reference == (semantics == TD_VALUETYPE || semantics == TD_ENUM);
}

/* Fills `ids` for the native method `id` of `owner`; returns how many, or -1 if something is missing. */
static int resolve_fields(nano_vm *vm, uint32_t id, uint32_t owner, const native_place *place,
                          uint32_t ids[MAX_FIELDS]) {
    char room[NATIVE_TEXT];
    const char *text = place->packed_fields != NULL ? room : place->fields;
    int count = 0;
    if (text == room) (void)nano__unpack(place->packed_fields, nano__native_pairs, room);
    if (!takes_this(vm, id, owner, &text)) return -1;
    while (*text != 0) {
        if (*text == '<') {
            if (!has_base(vm, owner, &text)) return -1;
            continue;
        }
        if (count == MAX_FIELDS) return -1;
        const uint32_t field = resolve_field(vm, owner, &text);
        if (field == NO_TYPE) return -1;
        ids[count++] = field;
    }
    return count;
}

/* -- What a call needs ---------------------------------------------------------------------------- */

static uint32_t map_words(const nano_method *m) { return (m->arg_words + 31u) / 32; }

const uint16_t *nano__native_fields(nano_vm *vm, const nano_method *m) {
    const nano_native_info *info = AT(vm, m->code, nano_native_info);
    return (const uint16_t *)(const void *)(info->map + map_words(m));
}

/* Sets the bits of the argument words that hold references. MAY_COLLECT */
static nano_status fill_map(nano_vm *vm, moff method, moff info) {
    uint32_t word = 0, *map = AT(vm, info, nano_native_info)->map;
    for (uint32_t i = 0; i < AT(vm, method, nano_method)->nargs; i++) {
        nano_sigtype type;
        TRY(nano__arg_type(vm, method, i, &type));
        if (!type.byref && type.dt == DT_VALUETYPE) TRY(nano__layout(vm, type.type));
        if (type.byref || type.dt == DT_OBJECT) {
            map[word / 32] |= 1u << word % 32;
        } else if (type.dt == DT_VALUETYPE && AT(vm, type.type, nano_type)->refmap) {
            const uint16_t *offsets = AT(vm, AT(vm, type.type, nano_type)->refmap, uint16_t);
            for (uint32_t k = 1; k <= offsets[0]; k++) {
                const uint32_t at = word + offsets[k] / 4;
                map[at / 32] |= 1u << at % 32;
            }
        }
        word += nano__words(vm, type);
    }
    return NANO_OK;
}

/* Offsets of the fields that the native touches. MAY_COLLECT */
static nano_status fill_fields(nano_vm *vm, moff method, moff info, const uint32_t *ids, uint32_t count) {
    const uint32_t map = map_words(AT(vm, method, nano_method));
    for (uint32_t i = 0; i < count; i++) {
        nano_field field;
        TRY(nano__field(vm, ids[i] >> 16, ids[i] & 0xFFFF, &field));
        ((uint16_t *)(void *)(AT(vm, info, nano_native_info)->map + map))[i] = (uint16_t)field.offset;
    }
    return NANO_OK;
}

/* The native for a method, and how many fields it touches; -1: there is none that fits. */
static int find_native(nano_vm *vm, const nano_method *m, native_place *place, uint32_t ids[MAX_FIELDS]) {
    char buffer[KEY_BYTES];
    key_text key = {buffer, sizeof(buffer), 0};
    if ((m->state & M_NATIVE) == 0 || !may_bind(vm, m->id)) return -1;
    put_method_key(vm, &key, m->id);
    return find_row(vm, &key, place) ? resolve_fields(vm, m->id, AT(vm, m->owner, nano_type)->id, place, ids)
                                     : -1;
}

nano_native_fn nano__native_function(nano_vm *vm, const nano_method *m) {
    native_place place;
    uint32_t ids[MAX_FIELDS];
    return find_native(vm, m, &place, ids) >= 0 ? function_at(vm, place.table, place.row) : NULL;
}

nano_native_fn nano__bound_function(const nano_vm *vm, const nano_native_info *info) {
    return info->table != NANO_NONE ? function_at(vm, info->table, info->row) : NULL;
}

/* Writes what `find_native` found into the block of a method. MAY_COLLECT */
static nano_status bind(nano_vm *vm, moff method, moff info, const native_place *place, const uint32_t *ids,
                        int count) {
    AT(vm, info, nano_native_info)->table = count < 0 ? NANO_NONE : (uint16_t)place->table;
    AT(vm, info, nano_native_info)->row = count < 0 ? 0 : (uint16_t)place->row;
    return fill_fields(vm, method, info, ids, count < 0 ? 0 : (uint32_t)count);
}

static uint32_t info_bytes(const nano_method *m, int fields) {
    return (uint32_t)sizeof(nano_native_info) + 4 * map_words(m) + (fields < 0 ? 0 : 2 * (uint32_t)fields);
}

nano_status nano__prepare_native(nano_vm *vm, moff method) {
    nano_method *m = AT(vm, method, nano_method);
    native_place place;
    uint32_t ids[MAX_FIELDS];
    if (m->code != 0) return NANO_OK;
    const int count = find_native(vm, m, &place, ids);
    const moff info = nano__meta_alloc(vm, info_bytes(m, count));
    if (info == 0) return nano__fail_memory(vm, TEXT_FOR_NATIVE, method);
    nano_status status = fill_map(vm, method, info);
    if (status == NANO_OK) status = bind(vm, method, info, &place, ids, count);
    if (status != NANO_OK) {
        nano__meta_free(vm, info);
        return status;
    }
    m->code = info;
    return NANO_OK;
}

nano_status nano__rebind(nano_vm *vm, moff method) {
    nano_method *m = AT(vm, method, nano_method);
    native_place place;
    uint32_t ids[MAX_FIELDS];
    if (m->code == 0) return NANO_OK;
    const int count = find_native(vm, m, &place, ids);
    const uint32_t bytes = info_bytes(m, count);
    if (bytes + 4 > nano__block_bytes(vm, m->code)) { /* another native, which touches more fields */
        const moff info = nano__meta_alloc(vm, bytes);
        if (info == 0) return nano__fail_memory(vm, TEXT_FOR_NATIVE, method);
        nano__copy(AT(vm, info, uint8_t), AT(vm, m->code, uint8_t), info_bytes(m, 0));
        nano__meta_free(vm, m->code);
        m->code = info;
    }
    return bind(vm, method, m->code, &place, ids, count);
}

/* -- Listing -------------------------------------------------------------------------------------- */

static bool is_delegate(nano_vm *vm, uint32_t type) {
    uint32_t base = nano__base_id(vm, type);
    return base != NO_TYPE &&
           (nano__is_known(vm, base, WK_MULTICAST) || nano__is_known(vm, base, WK_DELEGATE));
}

static bool is_native(const row_method *m) { return m->rva == NANO_NONE && (m->flags & MD_ABSTRACT) == 0; }

bool nano_native_at(nano_vm *vm, uint32_t assembly, uint32_t index, char *key, uint32_t capacity,
                    nano_native_state *state) {
    if (!nano__is_loaded(vm, assembly) || !nano__asm(vm, assembly)->linked) return false;
    for (uint32_t row = 0, rows = nano__table_rows(vm, assembly, TBL_METHODDEF); row < rows; row++) {
        const row_method *m = nano__method_row(vm, assembly << 16 | row);
        if (!is_native(m)) continue;
        uint32_t owner = assembly << 16 | nano__owner_of_method(vm, assembly, row), ids[MAX_FIELDS];
        if (is_delegate(vm, owner) || index-- > 0) continue;
        char buffer[KEY_BYTES];
        key_text text = {buffer, sizeof(buffer), 0};
        put_method_key(vm, &text, assembly << 16 | row);
        uint32_t length = text.length < text.capacity ? text.length : text.capacity;
        if (capacity > 0) {
            if (length >= capacity) length = capacity - 1;
            nano__copy(key, buffer, length);
            key[length] = 0;
        }
        native_place place;
        *state = !may_bind(vm, assembly << 16 | row) || !find_row(vm, &text, &place) ? NANO_NATIVE_MISSING
                 : resolve_fields(vm, assembly << 16 | row, owner, &place, ids) < 0  ? NANO_NATIVE_FIELDS
                                                                                     : NANO_NATIVE_BOUND;
        return true;
    }
    return false;
}

/* -- Checksum (pe-format 5.2) --------------------------------------------------------------------- */

static uint32_t crc_part(uint32_t crc, const char *text, uint32_t length) {
    return nano__crc32(crc, text, length);
}

/* Three parts of a key, split at '|'. The first native method's assembly and class count for nothing: a quirk
 * to reproduce. */
static uint32_t add_native(uint32_t crc, bool first, const key_text *key) {
    uint32_t cut[2] = {0, 0}, n = 0;
    for (uint32_t i = 0; i < key->length && n < 2; i++)
        if (key->buffer[i] == '|') cut[n++] = i;
    if (!first) {
        crc = crc_part(crc, key->buffer, cut[0]);
        crc = crc_part(crc, key->buffer + cut[0] + 1, cut[1] - cut[0] - 1);
    }
    return crc_part(crc, key->buffer + cut[1] + 1, key->length - cut[1] - 1);
}

uint32_t nano__native_checksum(nano_vm *vm, uint32_t assembly) {
    uint32_t crc = 0, seen = 0;
    for (uint32_t type = 0, types = nano__table_rows(vm, assembly, TBL_TYPEDEF); type < types; type++) {
        const row_typedef *t = nano__typedef_row(vm, assembly << 16 | type);
        uint32_t semantics = t->flags & TD_SEMANTICS,
                 count = (uint32_t)t->vmethods + t->imethods + t->smethods;
        if ((t->flags & (TD_DELEGATE | TD_MULTICAST)) != 0 || semantics == TD_ENUM ||
            semantics == TD_INTERFACE)
            continue;
        for (uint32_t i = 0; i < count; i++) {
            const row_method *m = nano__method_row(vm, assembly << 16 | (t->methods_first + i));
            if (is_native(m)) {
                char buffer[KEY_BYTES];
                key_text key = {buffer, sizeof(buffer), 0};
                put_method_key(vm, &key, assembly << 16 | (t->methods_first + i));
                if (key.length > key.capacity) key.length = key.capacity;
                crc = add_native(crc, seen == 0, &key);
                seen++;
            } else if (seen > 0) {
                crc = crc_part(crc, "NULL", 4);
            }
        }
    }
    return seen > 0 ? crc : 0;
}
