/* type.c - types and methods as records: identity, names, lookup, the well-known types, and their end.
 *
 * A type costs nothing until it is named by code that runs; then its identity record, and a layout (layout.c)
 * at its first object, field or call. The same holds for the well-known types and for methods. Records live
 * until nothing needs them (shed.c) or their assembly is forgotten. They are found by id: types in the
 * buckets of core.types, methods in a list of their type, since few of either are ever made.
 */
#include "nano_internal.h"

/* Array types of arrays: what walks them (casts, names) recurses so deep. */
enum { MAX_ARRAY_LEVELS = 32 };

/* -- Identity ------------------------------------------------------------------------------------- */

static bool is_mscorlib(nano_vm *vm, uint32_t assembly) {
    return nano__asm(vm, assembly)->domain == 0 && nano__find_assembly(vm, 0, "mscorlib") == (int)assembly;
}

/* Kind and dt of a type of mscorlib that only there has a meaning of its own. Returns false for ordinary
 * types. */
static bool special_kind(nano_vm *vm, uint32_t assembly, const row_typedef *t, nano_type *type) {
    if (!is_mscorlib(vm, assembly)) return false;
    const nano_well_known known = nano__known_by_row(vm, assembly, t);
    if ((t->flags & TD_SEMANTICS) != TD_VALUETYPE) {
        type->dt = DT_OBJECT;
        type->kind = known == WK_STRING ? K_STRING : K_DELEGATE;
        return known == WK_STRING || known == WK_DELEGATE;
    }
    type->kind = known == WK_VOID ? K_VOID : K_PRIMITIVE;
    type->dt = (uint8_t)(known - WK_VOID);
    return known >= WK_VOID && known <= WK_R8;
}

static void set_kind(nano_vm *vm, uint32_t assembly, const row_typedef *t, nano_type *type) {
    if (special_kind(vm, assembly, t, type)) return;
    type->dt = DT_OBJECT;
    switch (t->flags & TD_SEMANTICS) {
    case TD_INTERFACE: type->kind = K_INTERFACE; break;
    case TD_VALUETYPE:
        type->kind = K_STRUCT;
        type->dt = DT_VALUETYPE;
        break;
    case TD_ENUM: {
        const row_field *f = nano__field_row(vm, assembly << 16 | t->ifields_first);
        type->kind = K_ENUM;
        type->dt = nano__blob(vm, assembly, f->sig)[1];
        break;
    }
    default:
        type->kind =
            type->base != 0 && AT(vm, type->base, nano_type)->kind == K_DELEGATE ? K_DELEGATE : K_CLASS;
        break;
    }
}

static nano_status no_room(nano_vm *vm, uint32_t id) { return nano__fail_memory(vm, TEXT_FOR_TYPE, id); }

/* -- Records by id -------------------------------------------------------------------------------- */

enum { FIRST_BUCKETS = 8, TYPES_PER_BUCKET = 4 };
typedef struct type_table {
    uint32_t mask;
    moff buckets[]; /* heads of chains through nano_type.next; a new type goes to the front */
} type_table;

static moff *bucket_of(nano_vm *vm, uint32_t id) {
    type_table *table = AT(vm, CORE(vm)->types, type_table);
    return table->buckets + ((id ^ id >> 16) & table->mask);
}

moff nano__made_type(nano_vm *vm, uint32_t id) {
    moff at = CORE(vm)->types != 0 ? *bucket_of(vm, id) : 0;
    while (at != 0 && AT(vm, at, nano_type)->id != id) at = AT(vm, at, nano_type)->next;
    return at;
}

/* Adds a type that is not there yet. */
static void add_record(nano_vm *vm, moff type) {
    moff *bucket = bucket_of(vm, AT(vm, type, nano_type)->id);
    AT(vm, type, nano_type)->next = *bucket;
    *bucket = type;
    CORE(vm)->type_count++;
}

static uint32_t bucket_count(nano_vm *vm) {
    return CORE(vm)->types != 0 ? AT(vm, CORE(vm)->types, type_table)->mask + 1 : 0;
}

/* Gives the table so many buckets. MAY_COLLECT */
static bool move_table(nano_vm *vm, uint32_t wanted) {
    nano_core *core = CORE(vm);
    const moff made = nano__meta_alloc(vm, (uint32_t)(sizeof(type_table) + wanted * sizeof(moff)));
    const uint32_t count = bucket_count(vm);
    if (made == 0) return false;
    moff old = core->types;
    AT(vm, made, type_table)->mask = wanted - 1;
    core->types = made;
    core->type_count = 0;
    for (uint32_t i = 0; i < count; i++)
        for (moff next, at = AT(vm, old, type_table)->buckets[i]; at != 0; at = next) {
            next = AT(vm, at, nano_type)->next;
            add_record(vm, at);
        }
    nano__meta_free(vm, old);
    return true;
}

/* Makes the table, and a larger one when the chains have become long; without memory for that they grow on.
 * Only the first can fail. MAY_COLLECT */
static bool reserve_record(nano_vm *vm) {
    const uint32_t count = bucket_count(vm);
    if (count != 0 && CORE(vm)->type_count < TYPES_PER_BUCKET * count) return true;
    return move_table(vm, count != 0 ? 2 * count : FIRST_BUCKETS) || count != 0;
}

void nano__trim_types(nano_vm *vm) {
    uint32_t wanted = FIRST_BUCKETS;
    while (TYPES_PER_BUCKET * wanted < CORE(vm)->type_count) wanted *= 2;
    if (wanted < bucket_count(vm)) (void)move_table(vm, wanted);
}

void nano__visit_buckets(nano_vm *vm, void (*visit)(nano_vm *vm, moff *link)) {
    type_table *table = AT(vm, CORE(vm)->types, type_table);
    for (uint32_t i = 0; CORE(vm)->types != 0 && i <= table->mask; i++) visit(vm, table->buckets + i);
}

static void remove_record(nano_vm *vm, moff type) {
    moff *link = bucket_of(vm, AT(vm, type, nano_type)->id);
    while (*link != type) link = &AT(vm, *link, nano_type)->next;
    *link = AT(vm, type, nano_type)->next;
    CORE(vm)->type_count--;
}

moff nano__next_method(nano_vm *vm, moff method) {
    moff next = method != 0 ? AT(vm, method, nano_method)->next : 0;
    moff type = method != 0 ? AT(vm, method, nano_method)->owner : 0;
    while (next == 0 && (type = nano__next_type(vm, type)) != 0)
        next = AT(vm, type, nano_type)->kind == K_ARRAY ? 0 : AT(vm, type, nano_type)->methods;
    return next;
}

moff nano__next_type(nano_vm *vm, moff type) {
    if (CORE(vm)->types == 0) return 0;
    const type_table *table = AT(vm, CORE(vm)->types, type_table);
    moff next = type != 0 ? AT(vm, type, nano_type)->next : 0;
    uint32_t bucket =
        type != 0 ? (uint32_t)(bucket_of(vm, AT(vm, type, nano_type)->id) - table->buckets) + 1 : 0;
    for (; next == 0 && bucket <= table->mask; bucket++) next = table->buckets[bucket];
    return next;
}

/* Remembers a new type of mscorlib that the VM knows. */
static void note_known(nano_vm *vm, uint32_t assembly, const row_typedef *t, moff type) {
    if (!is_mscorlib(vm, assembly)) return;
    const nano_well_known known = nano__known_by_row(vm, assembly, t);
    if (known != WK_COUNT && nano__is_known(vm, AT(vm, type, nano_type)->id, known))
        CORE(vm)->known[known] = type;
}

static nano_status no_room_for_array(nano_vm *vm, moff element) {
    return nano__fail_memory(vm, TEXT_FOR_ARRAY_TYPE, element);
}

/* The record of a type whose base has one. */
static nano_status make_type(nano_vm *vm, uint32_t id, moff base) {
    if (!reserve_record(vm)) return no_room(vm, id);
    moff made = nano__meta_alloc(vm, sizeof(nano_type));
    if (made == 0) return no_room(vm, id);
    const row_typedef *t = nano__typedef_row(vm, id);
    nano_type *record = AT(vm, made, nano_type);
    record->id = id;
    record->domain = nano__asm(vm, id >> 16)->domain;
    record->flags = t->flags;
    record->base = base;
    record->statics_slot = record->cctor = NANO_NONE;
    set_kind(vm, id >> 16, t, record);
    add_record(vm, made);
    note_known(vm, id >> 16, t, made);
    return NANO_OK;
}

/* Bases come first, without recursion; link has bounded their number. */
nano_status nano__type(nano_vm *vm, uint32_t assembly, uint32_t row, moff *type) {
    const uint32_t id = assembly << 16 | row;
    while ((*type = nano__made_type(vm, id)) == 0) {
        uint32_t at = id, base_id = nano__base_id(vm, at);
        moff base = 0;
        for (; base_id != NO_TYPE && (base = nano__made_type(vm, base_id)) == 0;
             base_id = nano__base_id(vm, at))
            at = base_id;
        TRY(make_type(vm, at, base));
    }
    return NANO_OK;
}

static uint32_t primitive_bytes(uint32_t dt) {
    static const uint8_t bytes[DT_R8 + 1] = {0, 1, 1, 1, 2, 2, 2, 4, 4, 4, 8, 8, 8};
    return dt <= DT_R8 ? bytes[dt] : 4;
}

uint32_t nano__field_bytes(nano_vm *vm, nano_sigtype t) {
    return t.dt == DT_VALUETYPE ? AT(vm, t.type, nano_type)->size : primitive_bytes(t.dt);
}

static moff find_array(nano_vm *vm, moff element) {
    if (CORE(vm)->types == 0) return 0;
    moff at = *bucket_of(vm, AT(vm, element, nano_type)->id | 0xFFFF);
    while (at != 0 && (AT(vm, at, nano_type)->kind != K_ARRAY || AT(vm, at, nano_type)->element != element))
        at = AT(vm, at, nano_type)->next;
    return at;
}

/* Arrays have the virtual methods and interfaces of System.Array. */
nano_status nano__array_of(nano_vm *vm, moff element, moff *type) {
    if (element == 0) return nano__fail(vm, NANO_UNSUPPORTED, TEXT_UNKNOWN_ELEMENT);
    nano_type *e = AT(vm, element, nano_type);
    if ((*type = find_array(vm, element)) != 0) return NANO_OK;
    moff base;
    TRY(nano__known_type(vm, WK_ARRAY, &base));
    uint32_t levels = 1;
    for (const nano_type *inner = e; inner->kind == K_ARRAY; levels++)
        inner = AT(vm, inner->element, nano_type);
    if (levels > MAX_ARRAY_LEVELS)
        return nano__fail(vm, NANO_LIMIT, TEXT_ARRAY_TOO_DEEP, (uint32_t)MAX_ARRAY_LEVELS);
    if (e->kind == K_VOID || base == 0) return nano__fail(vm, NANO_UNSUPPORTED, TEXT_NO_ARRAY_OF, element);
    TRY(nano__layout_instance(vm, element));
    if (CORE(vm)->reference_map == 0) {
        moff map = nano__meta_alloc(vm, 4);
        if (map == 0) return no_room_for_array(vm, element);
        AT(vm, map, uint16_t)[0] = 1;
        CORE(vm)->reference_map = map;
    }
    if (!reserve_record(vm)) return no_room_for_array(vm, element);
    moff made = nano__meta_alloc(vm, sizeof(nano_type));
    if (made == 0) return no_room_for_array(vm, element);
    bool value = nano__is_value(e);
    *AT(vm, made, nano_type) = (nano_type){
        .id = e->id | 0xFFFF,
        .kind = K_ARRAY,
        .dt = DT_OBJECT,
        .domain = e->domain,
        .state = TYPE_LAID_OUT,
        .flags = TD_SEALED | TD_SERIALIZABLE | 1,
        .base = base,
        .element = element,
        .size = (uint16_t)(value ? nano__field_bytes(vm, (nano_sigtype){.dt = e->dt, .type = element}) : 4),
        .refmap = value ? e->refmap : CORE(vm)->reference_map,
        .statics_slot = NANO_NONE,
        .cctor = NANO_NONE,
    };
    add_record(vm, made);
    *type = made;
    return NANO_OK;
}

/* -- Handles: types as numbers, which say the same wherever records lie ---------------------------- */

enum { HANDLE_LEVELS = 24 }; /* levels of array above the packed row; all of it plus 1 */
_Static_assert(NANO_MAX_ASSEMBLIES << 16 <= 1 << HANDLE_LEVELS, "packed rows leave room for the levels");

uint32_t nano__type_handle(nano_vm *vm, moff type) {
    uint32_t levels = 0;
    const nano_type *t = AT(vm, type, nano_type);
    for (; t->kind == K_ARRAY; levels++) t = AT(vm, t->element, nano_type);
    return (levels << HANDLE_LEVELS | t->id) + 1;
}

uint32_t nano__handle_assembly(uint32_t handle) { return (handle - 1) >> 16 & (NANO_MAX_ASSEMBLIES - 1); }

nano_status nano__type_of_handle(nano_vm *vm, uint32_t handle, moff *type) {
    *type = 0;
    if (handle == 0) return NANO_OK;
    TRY(nano__type(vm, nano__handle_assembly(handle), (handle - 1) & 0xFFFF, type));
    for (uint32_t levels = (handle - 1) >> HANDLE_LEVELS; levels > 0; levels--)
        TRY(nano__array_of(vm, *type, type));
    return NANO_OK;
}

/* -- Methods -------------------------------------------------------------------------------------- */

static uint32_t slot_of(nano_vm *vm, const nano_type *owner, uint32_t id) {
    const uint32_t *entries = AT(vm, owner->vtable, uint32_t);
    for (uint32_t slot = owner->vcount; slot-- > 0;) {
        uint32_t entry = entries[slot];
        if ((entry & 1) != 0 ? entry >> 1 == id : AT(vm, entry, nano_method)->id == id) return slot;
    }
    return NANO_NONE;
}

/* Words of the arguments, and the return type, from the signature. */
static nano_status read_signature(nano_vm *vm, nano_method *m, uint32_t sig_offset) {
    uint32_t assembly = m->id >> 16, words = 0;
    const uint8_t *sig = nano__blob(vm, assembly, sig_offset);
    uint32_t count = sig[1];
    const nano_type *owner = AT(vm, m->owner, nano_type);
    sig += 2;
    nano_sigtype result;
    TRY(nano__sig_type(vm, assembly, &sig, &result));
    m->ret_dt = result.dt & 0x7F;
    m->ret_byref = result.byref & 1;
    m->ret_words = (uint8_t)nano__words(vm, result);
    if (nano__words(vm, result) > 0xFF)
        return nano__fail_row(vm, NANO_LIMIT, TBL_METHODDEF, m->id, TEXT_RESULT_TOO_LARGE);
    if (m->has_this) words = nano__is_value(owner) ? 2 : 1;
    for (uint32_t i = 0; i < count; i++) {
        nano_sigtype type;
        TRY(nano__sig_type(vm, assembly, &sig, &type));
        if (type.dt == DT_VOID)
            return nano__fail_row(vm, NANO_UNSUPPORTED, TBL_METHODDEF, m->id, TEXT_PARAMETER_INEXPRESSIBLE,
                                  i);
        words += nano__words(vm, type);
    }
    if (words > 0x3FFF) return nano__fail_row(vm, NANO_LIMIT, TBL_METHODDEF, m->id, TEXT_ARGUMENTS_TOO_LARGE);
    m->arg_words = words & 0x3FFF;
    m->nargs = (uint8_t)(count + m->has_this);
    return NANO_OK;
}

nano_sigtype nano__return_of(nano_vm *vm, const nano_method *method) {
    nano_sigtype type = {0};
    const row_method *row = nano__method_row(vm, method->id);
    const uint8_t *sig = nano__blob(vm, method->id >> 16, row->sig) + 2;
    (void)!nano__sig_type(vm, method->id >> 16, &sig, &type);
    return type;
}

/* Neither Delegate nor MulticastDelegate, between which and Object there is nothing else. */
static bool is_delegate_class(nano_vm *vm, const nano_type *t) {
    const moff above = t->base != 0 ? AT(vm, t->base, nano_type)->base : 0;
    return above != 0 && AT(vm, above, nano_type)->kind == K_DELEGATE;
}

static uint16_t method_state(nano_vm *vm, const nano_type *owner, const row_method *row, uint32_t assembly) {
    bool abstract = (row->flags & MD_ABSTRACT) != 0;
    uint32_t state = abstract ? M_ABSTRACT : 0;
    if ((row->flags & MD_SYNCHRONIZED) != 0) state |= M_SYNCHRONIZED;
    if (owner->kind == K_INTERFACE && (row->flags & MD_STATIC) == 0) state |= M_INTERFACE;
    if (owner->kind == K_STRING && (row->flags & MD_CTOR) != 0) state |= M_STRING_CTOR;
    if (row->rva != NANO_NONE || abstract) return (uint16_t)state;
    bool invoke = is_delegate_class(vm, owner) && (row->flags & MD_STATIC) == 0 &&
                  nano__name_is(vm, assembly, row->name, "Invoke");
    return (uint16_t)(state | (invoke ? M_DELEGATE : M_NATIVE));
}

static nano_status make_method(nano_vm *vm, moff owner, uint32_t id, moff *method) {
    const row_method *row = nano__method_row(vm, id);
    moff made = nano__meta_alloc(vm, sizeof(nano_method));
    if (made == 0) return no_room(vm, AT(vm, owner, nano_type)->id);
    nano_type *type = AT(vm, owner, nano_type);
    nano_method *m = AT(vm, made, nano_method);
    m->id = id;
    m->owner = owner;
    m->flags = (uint16_t)row->flags;
    m->vslot = NANO_NONE;
    m->has_this = (row->flags & MD_STATIC) == 0;
    m->state = method_state(vm, type, row, id >> 16);
    nano_status status = read_signature(vm, m, row->sig);
    if (status == NANO_OK && (row->flags & MD_VIRTUAL) != 0 && type->kind != K_INTERFACE) {
        status = nano__vtable(vm, owner);
        if (status == NANO_OK) m->vslot = (uint16_t)slot_of(vm, type, id);
    }
    if (status != NANO_OK) {
        nano__meta_free(vm, made);
        return status;
    }
    *method = made;
    return NANO_OK;
}

static moff method_of(nano_vm *vm, moff owner, uint32_t id) {
    moff at = AT(vm, owner, nano_type)->methods;
    while (at != 0 && AT(vm, at, nano_method)->id != id) at = AT(vm, at, nano_method)->next;
    return at;
}

nano_status nano__method(nano_vm *vm, uint32_t assembly, uint32_t row, moff *method) {
    const uint32_t id = assembly << 16 | row;
    moff owner, made;
    TRY(nano__type(vm, assembly, nano__owner_of_method(vm, assembly, row), &owner));
    *method = method_of(vm, owner, id);
    if (*method != 0) return NANO_OK;
    TRY(make_method(vm, owner, id, &made));
    *method = method_of(vm, owner, id);
    if (*method != 0) { /* made meanwhile, for the vtable */
        nano__meta_free(vm, made);
        return NANO_OK;
    }
    AT(vm, made, nano_method)->next = AT(vm, owner, nano_type)->methods;
    AT(vm, owner, nano_type)->methods = made;
    if (CORE(vm)->fresh_methods < UINT8_MAX) CORE(vm)->fresh_methods++;
    *method = made;
    return NANO_OK;
}

nano_status nano__find_method(nano_vm *vm, moff type, const char *name, int arg_count, bool is_static,
                              moff *method) {
    const nano_type *t = AT(vm, type, nano_type);
    uint32_t assembly = t->id >> 16;
    *method = 0;
    if (t->kind == K_ARRAY) return NANO_OK;
    const row_typedef *row = nano__typedef_row(vm, t->id);
    uint32_t count = (uint32_t)row->vmethods + row->imethods + row->smethods;
    for (uint32_t i = 0; i < count; i++) {
        const row_method *m = nano__method_row(vm, assembly << 16 | (row->methods_first + i));
        if (((m->flags & MD_STATIC) != 0) != is_static || !nano__name_is(vm, assembly, m->name, name))
            continue;
        if (arg_count >= 0 && (int)nano__blob(vm, assembly, m->sig)[1] != arg_count) continue;
        return nano__method(vm, assembly, row->methods_first + i, method);
    }
    return NANO_OK;
}

/* -- Names ---------------------------------------------------------------------------------------- */

typedef struct name_text {
    char *buffer;
    uint32_t capacity, length;
} name_text;

static void put(name_text *t, const char *s) {
    for (; *s != 0; s++, t->length++)
        if (t->length + 1 < t->capacity) t->buffer[t->length] = *s;
}

/* The outermost type first: each is reached from the inner end, as rows name only what encloses them. */
static void put_typedef(nano_vm *vm, name_text *text, uint32_t id) {
    const row_typedef *t = nano__typedef_row(vm, id);
    uint32_t levels = 0;
    for (; t->enclosing != NANO_NONE; levels++) t = nano__typedef_row(vm, (id & 0xFFFF0000) | t->enclosing);
    nano_name room;
    const char *ns = nano__str(vm, id >> 16, t->ns, &room);
    put(text, ns);
    if (*ns != 0) put(text, ".");
    for (;; levels--) {
        t = nano__typedef_row(vm, id);
        for (uint32_t i = 0; i < levels; i++) t = nano__typedef_row(vm, (id & 0xFFFF0000) | t->enclosing);
        put(text, nano__str(vm, id >> 16, t->name, &room));
        if (levels == 0) return;
        put(text, "+");
    }
}

static void finish(name_text *t) {
    if (t->capacity > 0) t->buffer[t->length < t->capacity ? t->length : t->capacity - 1] = 0;
}

uint32_t nano__id_name(nano_vm *vm, uint32_t id, char *buffer, uint32_t capacity) {
    name_text t = {buffer, capacity, 0};
    put_typedef(vm, &t, id);
    finish(&t);
    return t.length;
}

uint32_t nano__type_name(nano_vm *vm, moff type, char *buffer, uint32_t capacity) {
    name_text t = {buffer, capacity, 0};
    uint32_t levels = 0;
    const nano_type *at = AT(vm, type, nano_type);
    for (; at->kind == K_ARRAY; levels++) at = AT(vm, at->element, nano_type);
    put_typedef(vm, &t, at->id);
    for (; levels > 0; levels--) put(&t, "[]");
    finish(&t);
    return t.length;
}

/* Matches "Ns.Outer+Inner" from its end; returns false as soon as a part differs. */
static bool name_matches(nano_vm *vm, uint32_t id, const char *name, uint32_t length) {
    for (;;) {
        const row_typedef *t = nano__typedef_row(vm, id);
        nano_name room;
        const char *part = nano__str(vm, id >> 16, t->name, &room);
        uint32_t bytes = nano__strlen(part);
        if (bytes > length || !nano__equal(name + length - bytes, part, bytes)) return false;
        length -= bytes;
        if (t->enclosing == NANO_NONE) {
            part = nano__str(vm, id >> 16, t->ns, &room);
            bytes = nano__strlen(part);
            if (bytes == 0) return length == 0;
            return length == bytes + 1 && name[bytes] == '.' && nano__equal(name, part, bytes);
        }
        if (length == 0 || name[--length] != '+') return false;
        id = (id & 0xFFFF0000) | t->enclosing;
    }
}

nano_status nano__find_type_in(nano_vm *vm, uint32_t assembly, const char *name, uint32_t length,
                               moff *type) {
    uint32_t levels = 0;
    *type = 0;
    if (!nano__asm(vm, assembly)->linked) return NANO_OK;
    for (; length >= 2 && name[length - 1] == ']' && name[length - 2] == '['; length -= 2) levels++;
    if (levels > 16) return NANO_OK;
    const uint32_t rows = nano__table_rows(vm, assembly, TBL_TYPEDEF);
    nano__charge(vm, rows * 24);
    for (uint32_t row = 0; row < rows; row++) {
        if (!name_matches(vm, assembly << 16 | row, name, length)) continue;
        TRY(nano__type(vm, assembly, row, type));
        for (; levels > 0; levels--) TRY(nano__array_of(vm, *type, type));
        return NANO_OK;
    }
    return NANO_OK;
}

nano_status nano__find_type(nano_vm *vm, uint32_t domain, const char *full_name, uint32_t length,
                            moff *type) {
    *type = 0;
    for (uint32_t i = 0; nano__next_assembly(vm, domain, &i); i++) {
        TRY(nano__find_type_in(vm, i, full_name, length, type));
        if (*type != 0) return NANO_OK;
    }
    return domain != 0 ? nano__find_type(vm, 0, full_name, length, type) : NANO_OK;
}

/* -- The end of an assembly ----------------------------------------------------------------------- */

/* `visit` may free the block: nothing is read from it afterwards. */
static void visit_type(nano_vm *vm, moff type, void (*visit)(nano_vm *, moff, void *), void *context) {
    const nano_type *t = AT(vm, type, nano_type);
    for (moff next, at = t->kind == K_ARRAY ? 0 : t->methods; at != 0; at = next) {
        next = AT(vm, at, nano_method)->next;
        if (!nano__is_managed(AT(vm, at, nano_method))) visit(vm, AT(vm, at, nano_method)->code, context);
        visit(vm, at, context);
    }
    if ((t->traits & TYPE_OWNS_VTABLE) != 0) visit(vm, t->vtable, context);
    if ((t->traits & TYPE_OWNS_REFMAP) != 0) visit(vm, t->refmap, context);
    visit(vm, t->statics, context);
    visit(vm, type, context);
}

void nano__visit_blocks(nano_vm *vm, uint32_t assembly, void (*visit)(nano_vm *, moff, void *),
                        void *context) {
    for (moff type = nano__next_type(vm, 0); type != 0; type = nano__next_type(vm, type))
        if (AT(vm, type, nano_type)->id >> 16 == assembly) visit_type(vm, type, visit, context);
    visit(vm, nano__asm(vm, assembly)->refs, context);
    visit(vm, nano__asm(vm, assembly)->image, context);
}

static void free_block(nano_vm *vm, moff block, void *context) {
    (void)context;
    nano__meta_free(vm, block);
}

void nano__free_type(nano_vm *vm, moff type) {
    for (uint32_t i = 0; i < WK_COUNT; i++)
        if (CORE(vm)->known[i] == type) CORE(vm)->known[i] = 0;
    const uint16_t slot = AT(vm, type, nano_type)->statics_slot;
    if (slot < CORE(vm)->free_statics_slot) CORE(vm)->free_statics_slot = slot;
    remove_record(vm, type);
    visit_type(vm, type, free_block, NULL);
}

void nano__forget_assembly(nano_vm *vm, uint32_t assembly) {
    for (moff next, type = nano__next_type(vm, 0); type != 0; type = next) {
        next = nano__next_type(vm, type);
        if (AT(vm, type, nano_type)->id >> 16 == assembly) nano__free_type(vm, type);
    }
    (void)nano__drop_dispatch(vm);
    CORE(vm)->prepared = 0;
    nano__unregister(vm, assembly);
}
