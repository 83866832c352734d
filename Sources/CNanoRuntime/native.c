/* native.c - binds native methods by identity (pe-format 5.3): the text "Assembly|Class|method" of a
 * MethodDef is looked up in the registered tables, and every field that the row names must exist with the
 * given type.
 *
 * Binding happens when the method record is made, so natives that nothing calls cost nothing. Offsets of the
 * row's fields are kept in a binding; methods hold 1 + its index.
 */
#include "nano_internal.h"

enum { KEY_BYTES = 320, MAX_FIELDS = 16, TEXT_BYTES = 96, FREE_BINDING = 0xFFFF };

/* ---- Texts (pe-format 5.2)
 * --------------------------------------------------------------------------------- */

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

static void put_name(nano_vm *vm, key_text *t, uint32_t id, char separator) {
    row_typedef row;
    nano__row_typedef(vm, id >> 16, id & 0xFFFF, &row);
    if (row.enclosing != NANO_NONE) {
        put_name(vm, t, (id & 0xFFFF0000) | row.enclosing, separator);
        if (separator != 0)
            put_char(t, separator); /* joins class, empty namespace and name: two separators */
    }
    const char *ns = nano__str(vm, id >> 16, row.ns);
    put(t, ns, separator);
    if (separator != 0 && (*ns != 0 || row.enclosing != NANO_NONE)) put_char(t, separator);
    const char *name = nano__str(vm, id >> 16, row.name);
    while (separator != 0 && *ns == 0 && row.enclosing == NANO_NONE && *name == '_')
        name++; /* leading '_' are stripped */
    put(t, name, separator);
}

/* One type of a signature; advances *sig. */
static void put_type(nano_vm *vm, key_text *t, uint32_t assembly, const uint8_t **sig) {
    static const char *const names[DT_R8 + 1] = {"VOID", "BOOLEAN", "I1", "U1", "CHAR", "I2", "U2",
                                                 "I4",   "U4",      "R4", "I8", "U8",   "R8"};
    uint32_t code = *(*sig)++;
    bool byref = code == DT_BYREF, array = false;
    if (byref) {
        put(t, "BYREF_", 0);
        code = *(*sig)++;
    }
    for (; code == DT_SZARRAY; code = *(*sig)++) { /* one prefix for jagged arrays, one more behind BYREF */
        if (!array || byref) put(t, "SZARRAY_", 0);
        if (array) byref = false;
        array = true;
    }
    if (code <= DT_R8)
        put(t, names[code], 0);
    else if (code == DT_STRING)
        put(t, "STRING", 0);
    else if (code == DT_OBJECT)
        put(t, "OBJECT", 0);
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
    row_method m;
    nano__row_method(vm, assembly, id & 0xFFFF, &m);
    uint32_t owner = assembly << 16 | nano__owner_of_method(vm, assembly, id & 0xFFFF);
    put(t, nano__asm_name(vm, assembly), '.');
    put_char(t, '|');
    put_name(vm, t, owner, '_');
    put_char(t, '|');
    put(t, nano__str(vm, assembly, m.name), '_');
    put(t, (m.flags & MD_STATIC) != 0 ? "___STATIC__" : "___", 0);
    const uint8_t *sig = nano__blob(vm, assembly, m.sig);
    uint32_t count = sig[1];
    sig += 2;
    for (uint32_t i = 0; i <= count; i++) {
        if (i > 0) put(t, "__", 0);
        put_type(vm, t, assembly, &sig);
    }
}

/* ---- Lookup
 * ------------------------------------------------------------------------------------------------ */

static bool key_is(const key_text *key, const char *text) {
    uint32_t i = 0;
    while (i < key->length && text[i] == key->buffer[i]) i++; /* a NUL ends it: keys have none */
    return i == key->length && text[i] == 0;
}

/* The row of a native method, or NULL. Later tables win: hosts may replace natives of the runtime. */
static const nano_native *find_row(const nano_vm *vm, const key_text *key, uint32_t *table, uint32_t *row) {
    if (key->length > key->capacity) return NULL;
    for (uint32_t t = vm->native_tables; t-- > 0;)
        for (uint32_t i = 0; i < vm->native_counts[t]; i++) {
            if (!key_is(key, vm->natives[t][i].key)) continue;
            *table = t;
            *row = i;
            return &vm->natives[t][i];
        }
    return NULL;
}

/* A text that stands for a well-known type must name that type: texts drop dots, assemblies and nesting, so
 * that another class can have the same. */
static bool is_meant(nano_vm *vm, uint32_t id, const key_text *text, char separator) {
    if (text->length > text->capacity) return false;
    const nano_well_known known = nano__known_by_text(text->buffer, text->length, separator);
    if (known == WK_COUNT) return true;
    return CORE(vm)->known[known] != 0 && AT(vm, CORE(vm)->known[known], nano_type)->id == id;
}

/* A value type that the VM does not know itself takes one word only if it is an enum of at most 32 bits. */
static bool is_small_enum(nano_vm *vm, uint32_t id) {
    row_typedef t;
    row_field f;
    nano__row_typedef(vm, id >> 16, id & 0xFFFF, &t);
    if ((t.flags & TD_SEMANTICS) != TD_ENUM) return false;
    nano__row_field(vm, id >> 16, t.ifields_first, &f);
    return nano__blob(vm, id >> 16, f.sig)[1] <= DT_U4;
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
    row_method m;
    row_typedef owner;
    const uint32_t owner_row = nano__owner_of_method(vm, assembly, id & 0xFFFF);
    nano__row_method(vm, assembly, id & 0xFFFF, &m);
    nano__row_typedef(vm, assembly, owner_row, &owner);
    if (nano__asm(vm, assembly)->domain != 0 && (m.flags & MD_STATIC) == 0 &&
        (owner.flags & TD_SEMANTICS) != 0)
        return false;
    char buffer[TEXT_BYTES];
    key_text text = {buffer, sizeof(buffer), 0};
    put_name(vm, &text, assembly << 16 | owner_row, '_');
    if (!is_meant(vm, assembly << 16 | owner_row, &text, '_')) return false;
    const uint8_t *sig = nano__blob(vm, assembly, m.sig);
    return names_base_types(vm, assembly, sig + 2, sig[1] + 1u);
}

/* ---- Fields
 * ------------------------------------------------------------------------------------------------ */

uint32_t nano__find_field_row(nano_vm *vm, uint32_t type, const char *name, uint32_t name_length,
                              const char *text, uint32_t text_length) {
    for (; type != NO_TYPE; type = nano__base_id(vm, type)) {
        uint32_t assembly = type >> 16;
        row_typedef row;
        nano__row_typedef(vm, assembly, type & 0xFFFF, &row);
        for (uint32_t i = 0; i < (uint32_t)row.sfields + row.ifields; i++) {
            uint32_t candidate =
                i < row.sfields ? row.sfields_first + i : row.ifields_first + i - row.sfields;
            row_field f;
            nano__row_field(vm, assembly, candidate, &f);
            const char *found = nano__str(vm, assembly, f.name);
            if (nano__strlen(found) != name_length || !nano__equal(found, name, name_length)) continue;
            const uint8_t *sig = nano__blob(vm, assembly, f.sig) + 1;
            if (text != NULL && !nano__type_text_is(vm, assembly, sig, text, text_length)) return NO_TYPE;
            if (text != NULL && !names_base_types(vm, assembly, sig, 1)) return NO_TYPE;
            return assembly << 16 | candidate;
        }
    }
    return NO_TYPE;
}

static bool derives_from(nano_vm *vm, uint32_t id, uint32_t base) {
    while (id != NO_TYPE && id != base) id = nano__base_id(vm, id);
    return id != NO_TYPE;
}

/* The type of `assembly` or mscorlib whose class text (pe-format 5.2) this is. */
static uint32_t find_class(nano_vm *vm, uint32_t assembly, const char *text, uint32_t length) {
    int places[2] = {(int)assembly, nano__find_assembly(vm, 0, "mscorlib")};
    for (uint32_t i = 0; i < 2; i++) {
        for (uint32_t row = 0; places[i] >= 0 && row < nano__asm(vm, (uint32_t)places[i])->rows[TBL_TYPEDEF];
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
    return base != NO_TYPE && derives_from(vm, owner, base);
}

/* `this` of the method `id` is what the row takes it for: a pointer to a struct if its text begins with "&".
 */
static bool takes_this(nano_vm *vm, uint32_t id, uint32_t owner, const char **text) {
    const bool by_reference = *text != NULL && **text == '&';
    row_method m;
    row_typedef t;
    nano__row_method(vm, id >> 16, id & 0xFFFF, &m);
    nano__row_typedef(vm, owner >> 16, owner & 0xFFFF, &t);
    if (by_reference) *text += (*text)[1] == ' ' ? 2 : 1;
    const uint32_t semantics = t.flags & TD_SEMANTICS;
    return (m.flags & MD_STATIC) != 0 || by_reference == (semantics == TD_VALUETYPE || semantics == TD_ENUM);
}

/* Fills `ids` for the native method `id` of `owner`; returns how many, or -1 if something is missing. */
static int resolve_fields(nano_vm *vm, uint32_t id, uint32_t owner, const char *text,
                          uint32_t ids[MAX_FIELDS]) {
    int count = 0;
    if (!takes_this(vm, id, owner, &text)) return -1;
    if (text == NULL) return 0;
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

/* ---- Bindings
 * ---------------------------------------------------------------------------------------------- */

static nano_status take_binding(nano_vm *vm, uint32_t *index) {
    enum { STEP = 16 };
    nano_core *core = CORE(vm);
    for (uint32_t i = 0; i < core->binding_count; i++) {
        if (AT(vm, core->bindings, nano_binding)[i].table != FREE_BINDING) continue;
        *index = i;
        return NANO_OK;
    }
    if (core->binding_count % STEP == 0) {
        moff block = nano__meta_alloc(vm, (uint32_t)sizeof(nano_binding) * (core->binding_count + STEP));
        if (block == 0) return nano__fail(vm, NANO_OUT_OF_MEMORY, "no room for another native method");
        if (core->binding_count > 0)
            nano__copy(AT(vm, block, uint8_t), AT(vm, core->bindings, uint8_t),
                       (uint32_t)sizeof(nano_binding) * core->binding_count);
        nano__meta_free(vm, core->bindings);
        core->bindings = block;
    }
    *index = core->binding_count++;
    AT(vm, core->bindings, nano_binding)[*index].table = FREE_BINDING;
    return NANO_OK;
}

/* Finds the row for a native method; returns how many fields it touches, with their ids, or -1: there is no
 * row, or a field that it touches is missing or of another type. */
static int find_native(nano_vm *vm, moff method, nano_binding *binding, uint32_t ids[MAX_FIELDS]) {
    char buffer[KEY_BYTES];
    key_text key = {buffer, sizeof(buffer), 0};
    const nano_method *m = AT(vm, method, nano_method);
    uint32_t table = 0, row = 0;
    put_method_key(vm, &key, m->id);
    const nano_native *native = may_bind(vm, m->id) ? find_row(vm, &key, &table, &row) : NULL;
    const int count =
        native == NULL ? -1 : resolve_fields(vm, m->id, AT(vm, m->owner, nano_type)->id, native->fields, ids);
    *binding = (nano_binding){
        .table = (uint16_t)table, .row = (uint16_t)row, .field_count = (uint16_t)(count < 0 ? 0 : count)};
    return count;
}

static nano_status fill_offsets(nano_vm *vm, const nano_binding *binding, const uint32_t ids[MAX_FIELDS]) {
    for (uint32_t i = 0; i < binding->field_count; i++) {
        nano_field field;
        TRY(nano__field(vm, ids[i] >> 16, ids[i] & 0xFFFF, &field));
        AT(vm, binding->fields, uint16_t)[i] = (uint16_t)field.offset;
    }
    return NANO_OK;
}

nano_status nano__bind(nano_vm *vm, moff method) {
    nano_binding binding;
    uint32_t index, ids[MAX_FIELDS];
    const int count = find_native(vm, method, &binding, ids);
    if (count < 0) return NANO_OK; /* stays unbound: calling it throws */
    if (count > 0) {
        binding.fields = nano__meta_alloc(vm, 2 * (uint32_t)count);
        if (binding.fields == 0)
            return nano__fail(vm, NANO_OUT_OF_MEMORY, "no room for another native method");
    }
    nano_status status = fill_offsets(vm, &binding, ids);
    if (status == NANO_OK) status = take_binding(vm, &index);
    if (status != NANO_OK) {
        nano__meta_free(vm, binding.fields);
        return status;
    }
    AT(vm, CORE(vm)->bindings, nano_binding)[index] = binding;
    AT(vm, method, nano_method)->native = (uint16_t)(index + 1);
    return NANO_OK;
}

nano_status nano__rebind(nano_vm *vm, moff method) {
    const uint32_t native = AT(vm, method, nano_method)->native;
    if (native == 0) return nano__bind(vm, method);
    nano_binding binding, *old = AT(vm, CORE(vm)->bindings, nano_binding) + (native - 1);
    uint32_t ids[MAX_FIELDS];
    const int count = find_native(vm, method, &binding, ids);
    if (count != old->field_count) { /* the host's native is gone, or another one */
        nano__unbind(vm, method);
        return nano__bind(vm, method);
    }
    binding.fields = old->fields;
    *old = binding;
    return fill_offsets(vm, &binding, ids);
}

void nano__unbind(nano_vm *vm, moff method) {
    nano_method *m = AT(vm, method, nano_method);
    if (m->native == 0) return;
    nano_binding *b = AT(vm, CORE(vm)->bindings, nano_binding) + (m->native - 1);
    nano__meta_free(vm, b->fields);
    *b = (nano_binding){.table = FREE_BINDING};
    m->native = 0;
}

const nano_native *nano__native_row(nano_vm *vm, uint32_t binding_index) {
    const nano_binding *b = AT(vm, CORE(vm)->bindings, nano_binding) + binding_index;
    return &vm->natives[b->table][b->row];
}

/* ---- Listing
 * ----------------------------------------------------------------------------------------------- */

static bool is_delegate(nano_vm *vm, uint32_t type) {
    uint32_t base = nano__base_id(vm, type);
    const moff *known = CORE(vm)->known;
    return base != NO_TYPE &&
           ((known[WK_MULTICAST] != 0 && base == AT(vm, known[WK_MULTICAST], nano_type)->id) ||
            (known[WK_DELEGATE] != 0 && base == AT(vm, known[WK_DELEGATE], nano_type)->id));
}

static bool is_native(const row_method *m) { return m->rva == NANO_NONE && (m->flags & MD_ABSTRACT) == 0; }

bool nano_native_at(nano_vm *vm, uint32_t assembly, uint32_t index, char *key, uint32_t capacity,
                    nano_native_state *state) {
    if (assembly >= CORE(vm)->assembly_count || CORE(vm)->assemblies[assembly] == 0 ||
        !nano__asm(vm, assembly)->linked)
        return false;
    for (uint32_t row = 0; row < nano__asm(vm, assembly)->rows[TBL_METHODDEF]; row++) {
        row_method m;
        nano__row_method(vm, assembly, row, &m);
        if (!is_native(&m)) continue;
        uint32_t owner = assembly << 16 | nano__owner_of_method(vm, assembly, row), table, found,
                 ids[MAX_FIELDS];
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
        const nano_native *native =
            may_bind(vm, assembly << 16 | row) ? find_row(vm, &text, &table, &found) : NULL;
        *state = native == NULL ? NANO_NATIVE_MISSING
                 : resolve_fields(vm, assembly << 16 | row, owner, native->fields, ids) < 0
                     ? NANO_NATIVE_FIELDS
                     : NANO_NATIVE_BOUND;
        return true;
    }
    return false;
}

/* ---- Checksum (pe-format 5.2)
 * ------------------------------------------------------------------------------ */

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
    for (uint32_t type = 0; type < nano__asm(vm, assembly)->rows[TBL_TYPEDEF]; type++) {
        row_typedef t;
        nano__row_typedef(vm, assembly, type, &t);
        uint32_t semantics = t.flags & TD_SEMANTICS, count = (uint32_t)t.vmethods + t.imethods + t.smethods;
        if ((t.flags & (TD_DELEGATE | TD_MULTICAST)) != 0 || semantics == TD_ENUM ||
            semantics == TD_INTERFACE)
            continue;
        for (uint32_t i = 0; i < count; i++) {
            row_method m;
            nano__row_method(vm, assembly, t.methods_first + i, &m);
            if (is_native(&m)) {
                char buffer[KEY_BYTES];
                key_text key = {buffer, sizeof(buffer), 0};
                put_method_key(vm, &key, assembly << 16 | (t.methods_first + i));
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
