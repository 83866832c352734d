/* link.c - resolves what an assembly refers to (pe-format 4) and proves the shape of its classes; tokens of
 * IL operands.
 *
 * Order: assemblies, TypeRefs, then base classes, interfaces and struct nesting (which must be free of cycles
 * before any chain is walked), then fields and methods. After link every TypeRef row has the row it stands
 * for; FieldRefs and MethodRefs have been found once and are looked up again when code that uses them is
 * translated, which costs a walk through one type but no memory.
 */
#include "nano_internal.h"

enum { MAX_BASES = 64, MAX_STRUCT_NESTING = 12 };
#define NO_ROOT (NO_TYPE - 1)            /* mscorlib lacks the class: equal to no row and to no absent base */
enum { WHITE = 0, GREY = 1, BLACK = 2 }; /* colours of the struct walk */

typedef struct linker {
    nano_vm *vm;
    uint32_t domain;
    moff colours; /* two bits for each TypeDef of the set that is being linked */
    uint32_t object, value_type, enum_, array, delegate, multicast, string; /* packed rows in mscorlib */
} linker;

/* -- Names ---------------------------------------------------------------------------------------- */

bool nano__name_is(nano_vm *vm, uint32_t assembly, uint32_t id, const char *text) {
    if (id >= NANO_FIRST_BUILTIN) return nano__builtin_is(0xFFFF - id, text);
    return nano__same_text(nano__str(vm, assembly, id, NULL), text);
}

bool nano__same_name(nano_vm *vm, uint32_t asm_a, uint32_t a, uint32_t asm_b, uint32_t b) {
    if (a == b && (asm_a == asm_b || a >= NANO_FIRST_BUILTIN)) return true;
    if (a >= NANO_FIRST_BUILTIN && b >= NANO_FIRST_BUILTIN) return false;
    nano_name room;
    return nano__name_is(vm, asm_a, a, nano__str(vm, asm_b, b, &room));
}

bool nano__method_matches(nano_vm *vm, uint32_t asm_a, uint32_t name_a, uint32_t sig_a, uint32_t asm_b,
                          uint32_t row_b) {
    const row_method *m = nano__method_row(vm, asm_b << 16 | row_b);
    return nano__same_name(vm, asm_a, name_a, asm_b, m->name) &&
           nano__sig_equal(vm, asm_a, nano__blob(vm, asm_a, sig_a), asm_b, nano__blob(vm, asm_b, m->sig),
                           false);
}

uint32_t nano__base_id(nano_vm *vm, uint32_t id) {
    const row_typedef *t = nano__typedef_row(vm, id);
    if (t->extends == NANO_NONE) return NO_TYPE;
    if ((t->extends & 0x8000) == 0) return (id & 0xFFFF0000) | t->extends;
    return nano__typeref(vm, id >> 16, t->extends & 0x7FFF);
}

bool nano__derives_from(nano_vm *vm, uint32_t id, uint32_t base) {
    while (id != NO_TYPE && id != base) id = nano__base_id(vm, id);
    return id != NO_TYPE;
}

/* AssemblyRef row -> number of the assembly. */
static uint8_t *assembly_refs(nano_vm *vm, uint32_t assembly) {
    return AT(vm, nano__asm(vm, assembly)->refs + 2 * nano__table_rows(vm, assembly, TBL_TYPEREF), uint8_t);
}

/* Number of the assembly that a TypeRef row points into: that of its scope, or of the type around it. */
static uint32_t scope_assembly(nano_vm *vm, uint32_t assembly, uint32_t row) {
    uint32_t scope = nano__typeref_row(vm, assembly << 16 | row)->scope;
    while ((scope & 0x8000) != 0) scope = nano__typeref_row(vm, assembly << 16 | (scope & 0x7FFF))->scope;
    return assembly_refs(vm, assembly)[scope];
}

uint32_t nano__typeref(nano_vm *vm, uint32_t assembly, uint32_t row) {
    return scope_assembly(vm, assembly, row) << 16 | AT(vm, nano__asm(vm, assembly)->refs, uint16_t)[row];
}

uint32_t nano__find_typedef(nano_vm *vm, uint32_t assembly, nano_text ns_text, nano_text name_text) {
    enum { BYTES_PER_ROW = 128 }; /* to pay for: names are compared, built-in ones looked up */
    const uint32_t rows = nano__table_rows(vm, assembly, TBL_TYPEDEF);
    nano_name ns_room, name_room;
    const char *ns = nano__name_text(ns_text, &ns_room), *name = nano__name_text(name_text, &name_room);
    nano__charge(vm, rows * BYTES_PER_ROW);
    for (uint32_t row = 0; row < rows; row++) {
        const row_typedef *t = nano__typedef_row(vm, assembly << 16 | row);
        if (t->enclosing == NANO_NONE && nano__name_is(vm, assembly, t->name, name) &&
            nano__name_is(vm, assembly, t->ns, ns))
            return assembly << 16 | row;
    }
    return NO_TYPE;
}

/* -- References ----------------------------------------------------------------------------------- */

#define UNRESOLVED(vm, table, id, ...) nano__fail_row(vm, NANO_UNRESOLVED, table, id, __VA_ARGS__)

static nano_status link_assemblyref(linker *l, uint32_t id) {
    nano_vm *vm = l->vm;
    const uint32_t index = id >> 16, row = id & 0xFFFF;
    const uint16_t *p = nano__row(vm, index << 16 | row, TBL_ASSEMBLYREF);
    const uint32_t major = p[2], minor = p[3];
    nano_name room;
    const char *name = nano__str(vm, index, p[0], &room);
    const int found = nano__find_assembly(vm, l->domain, name);
    if (found < 0) return UNRESOLVED(vm, TBL_ASSEMBLYREF, id, TEXT_ASSEMBLY_NOT_LOADED, name, major, minor);
    const nano_asm *target = nano__asm(vm, (uint32_t)found);
    const uint32_t has_major = nano__version_part(vm, (uint32_t)found, 0),
                   has_minor = nano__version_part(vm, (uint32_t)found, 1);
    if (!CORE(vm)->config.lenient_versions && (has_major != major || has_minor != minor))
        return UNRESOLVED(vm, TBL_ASSEMBLYREF, id, TEXT_OTHER_VERSION, name, major, minor, has_major,
                          has_minor);
    if (target->domain != l->domain && !target->linked)
        return UNRESOLVED(vm, TBL_ASSEMBLYREF, id, TEXT_BASE_NOT_LINKED, name);
    assembly_refs(vm, index)[row] = (uint8_t)found;
    return NANO_OK;
}

/* The TypeDef of `assembly` with the name of a TypeRef row and the given enclosing row (0xFFFF: top level).
 */
static uint32_t find_named(nano_vm *vm, uint32_t user, const row_typeref *ref, uint32_t assembly,
                           uint32_t enclosing) {
    for (uint32_t row = 0, rows = nano__table_rows(vm, assembly, TBL_TYPEDEF); row < rows; row++) {
        const row_typedef *t = nano__typedef_row(vm, assembly << 16 | row);
        if (t->enclosing != enclosing || !nano__same_name(vm, user, ref->name, assembly, t->name)) continue;
        if (enclosing != NANO_NONE || nano__same_name(vm, user, ref->ns, assembly, t->ns))
            return assembly << 16 | row;
    }
    return NO_TYPE;
}

static nano_status link_typeref(linker *l, uint32_t id) {
    nano_vm *vm = l->vm;
    const uint32_t index = id >> 16, row = id & 0xFFFF, assembly = scope_assembly(vm, index, row);
    const row_typeref *ref = nano__typeref_row(vm, id);
    uint16_t *resolved = AT(vm, nano__asm(vm, index)->refs, uint16_t);
    const uint32_t enclosing = (ref->scope & 0x8000) != 0 ? resolved[ref->scope & 0x7FFF] : NANO_NONE,
                   found = find_named(vm, index, ref, assembly, enclosing);
    resolved[row] = (uint16_t)found;
    if (found != NO_TYPE) return NANO_OK;
    return UNRESOLVED(vm, TBL_TYPEREF, id, TEXT_NO_SUCH_TYPE, assembly, index, (uint32_t)ref->ns,
                      nano__name_is(vm, index, ref->ns, "") ? TEXT_NONE : TEXT_DOT, index,
                      (uint32_t)ref->name);
}

/* The field that a FieldRef row stands for, NO_TYPE if its type has none such. */
static uint32_t find_field(nano_vm *vm, uint32_t user, uint32_t row) {
    const row_memberref *ref = nano__memberref_row(vm, user << 16 | row, TBL_FIELDREF);
    uint32_t type = nano__typeref(vm, user, ref->container), assembly = type >> 16;
    const row_typedef *t = nano__typedef_row(vm, type);
    for (uint32_t i = 0; i < (uint32_t)t->sfields + t->ifields; i++) {
        uint32_t candidate = i < t->sfields ? t->sfields_first + i : t->ifields_first + i - t->sfields;
        const row_field *f = nano__field_row(vm, assembly << 16 | candidate);
        if (nano__same_name(vm, user, ref->name, assembly, f->name) &&
            nano__sig_equal(vm, user, nano__blob(vm, user, ref->sig), assembly,
                            nano__blob(vm, assembly, f->sig), true))
            return assembly << 16 | candidate;
    }
    return NO_TYPE;
}

/* The method that a MethodRef row stands for, in its type or a base class; NO_TYPE if there is none. */
static uint32_t find_method(nano_vm *vm, uint32_t user, uint32_t row) {
    const row_memberref *ref = nano__memberref_row(vm, user << 16 | row, TBL_METHODREF);
    uint32_t type = nano__typeref(vm, user, ref->container);
    for (; type != NO_TYPE; type = nano__base_id(vm, type)) {
        const row_typedef *t = nano__typedef_row(vm, type);
        uint32_t count = (uint32_t)t->vmethods + t->imethods + t->smethods;
        for (uint32_t i = 0; i < count; i++)
            if (nano__method_matches(vm, user, ref->name, ref->sig, type >> 16, t->methods_first + i))
                return (type & 0xFFFF0000) | (t->methods_first + i);
    }
    return NO_TYPE;
}

static nano_status no_member(linker *l, uint32_t table, uint32_t id, nano_text what) {
    nano_vm *vm = l->vm;
    const row_memberref *ref = nano__memberref_row(vm, id, table);
    const uint32_t type = nano__typeref(vm, id >> 16, ref->container);
    return UNRESOLVED(vm, table, id, TEXT_NO_SUCH_MEMBER, type, type >> 16, what, id >> 16,
                      (uint32_t)ref->name);
}

static nano_status link_fieldref(linker *l, uint32_t id) {
    return find_field(l->vm, id >> 16, id & 0xFFFF) != NO_TYPE
               ? NANO_OK
               : no_member(l, TBL_FIELDREF, id, TEXT_FIELD_OF_NAME_AND_TYPE);
}

static nano_status link_methodref(linker *l, uint32_t id) {
    return find_method(l->vm, id >> 16, id & 0xFFFF) != NO_TYPE
               ? NANO_OK
               : no_member(l, TBL_METHODREF, id, TEXT_METHOD_OF_NAME_AND_SIGNATURE);
}

/* -- Classes -------------------------------------------------------------------------------------- */

#define BAD_TYPE(vm, id, ...) nano__fail_row(vm, NANO_BAD_FORMAT, TBL_TYPEDEF, id, __VA_ARGS__)

/* What a class, value type or enum may derive from (ECMA-335 II.10.1.2, II.13, II.14.3). `t` is the row of
 * `id`. */
static nano_status check_base(linker *l, uint32_t id, const row_typedef *t) {
    nano_vm *vm = l->vm;
    uint32_t base = nano__base_id(vm, id), semantics = t->flags & TD_SEMANTICS;
    if (semantics == TD_INTERFACE) return NANO_OK;
    if (base == NO_TYPE) return id == l->object ? NANO_OK : BAD_TYPE(vm, id, TEXT_NO_BASE_CLASS, id);
    if (semantics == TD_VALUETYPE || semantics == TD_ENUM) {
        uint32_t expected = semantics == TD_ENUM ? l->enum_ : l->value_type;
        if (base != expected)
            return BAD_TYPE(vm, id, TEXT_WRONG_BASE, id, base,
                            semantics == TD_ENUM ? TEXT_ENUM : TEXT_VALUE_TYPE);
        return NANO_OK;
    }
    const row_typedef *b = nano__typedef_row(vm, base);
    bool closed = (b->flags & TD_SEALED) != 0 || base == l->string || base == l->array || base == l->enum_ ||
                  (base == l->value_type && id != l->enum_) || (base == l->delegate && id != l->multicast) ||
                  nano__base_id(vm, base) == l->multicast;
    if (!closed && (b->flags & TD_SEMANTICS) == 0) return NANO_OK;
    return BAD_TYPE(vm, id, TEXT_CLOSED_BASE, id, base,
                    (b->flags & TD_SEMANTICS) == TD_INTERFACE ? TEXT_AN_INTERFACE : TEXT_SEALED_OR_RESERVED);
}

static nano_status check_chain(linker *l, uint32_t id) {
    uint32_t steps = 0;
    for (uint32_t at = id; at != NO_TYPE; at = nano__base_id(l->vm, at))
        if (++steps > MAX_BASES) return BAD_TYPE(l->vm, id, TEXT_BASE_CYCLE, (uint32_t)MAX_BASES);
    return NANO_OK;
}

/* The virtual method that MethodDef `m` of `id` overrides: the nearest in the base classes with its name and
 * signature (ECMA-335 II.10.3); NO_TYPE: none. */
static uint32_t overridden(nano_vm *vm, uint32_t id, const row_method *m) {
    for (uint32_t base = nano__base_id(vm, id); base != NO_TYPE; base = nano__base_id(vm, base)) {
        const row_typedef *t = nano__typedef_row(vm, base);
        for (uint32_t row = t->methods_first; row < (uint32_t)t->methods_first + t->vmethods; row++)
            if (nano__method_matches(vm, id >> 16, m->name, m->sig, base >> 16, row))
                return (base & 0xFFFF0000) | row;
    }
    return NO_TYPE;
}

static nano_status check_overrides(linker *l, uint32_t id, const row_typedef *t) {
    nano_vm *vm = l->vm;
    if ((t->flags & TD_SEMANTICS) == TD_INTERFACE) return NANO_OK;
    for (uint32_t row = t->methods_first; row < (uint32_t)t->methods_first + t->vmethods; row++) {
        const row_method *m = nano__method_row(vm, (id & 0xFFFF0000) | row);
        if ((m->flags & MD_NEWSLOT) != 0) continue;
        const uint32_t found = overridden(vm, id, m);
        if (found == NO_TYPE) continue;
        if ((nano__method_row(vm, found)->flags & MD_FINAL) != 0)
            return nano__fail_row(vm, NANO_BAD_FORMAT, TBL_METHODDEF, (id & 0xFFFF0000) | row,
                                  TEXT_OVERRIDES_FINAL, id >> 16, (uint32_t)m->name);
    }
    return NANO_OK;
}

static nano_status check_interfaces(linker *l, uint32_t id, const row_typedef *t) {
    nano_vm *vm = l->vm;
    if (t->interfaces == NANO_NONE) return NANO_OK;
    const uint8_t *list = nano__blob(vm, id >> 16, t->interfaces);
    for (uint32_t count = *list++; count > 0; count--) {
        uint32_t target = nano__sig_typedef(vm, id >> 16, &list);
        const row_typedef *i = nano__typedef_row(vm, target);
        if ((i->flags & TD_SEMANTICS) != TD_INTERFACE)
            return BAD_TYPE(vm, id, TEXT_IMPLEMENTS_NO_INTERFACE, id, target);
    }
    return NANO_OK;
}

/* The one field of an enum is an integer, bool or char (ECMA-335 II.14.3). */
static nano_status check_enum(linker *l, uint32_t id, const row_typedef *t) {
    const row_field *f = nano__field_row(l->vm, (id & 0xFFFF0000) | t->ifields_first);
    uint32_t code = nano__blob(l->vm, id >> 16, f->sig)[1];
    if (code >= DT_BOOLEAN && code <= DT_U8 && code != DT_R4) return NANO_OK;
    return BAD_TYPE(l->vm, id, TEXT_ENUM_ELEMENT_TYPE, id, code);
}

/* A delegate has one Invoke (ECMA-335 II.14.6): what newobj checks is what a call of it calls. */
static nano_status check_delegate(linker *l, uint32_t id, const row_typedef *t) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < (uint32_t)t->vmethods + t->imethods; i++) {
        const row_method *m = nano__method_row(l->vm, (id & 0xFFFF0000) | (t->methods_first + i));
        count += nano__name_is(l->vm, id >> 16, m->name, "Invoke");
    }
    return count <= 1 ? NANO_OK : BAD_TYPE(l->vm, id, TEXT_DELEGATE_INVOKES, id, count);
}

static nano_status check_nesting(linker *l, uint32_t id, uint32_t depth);

/* Instance field of a struct: if its type is a struct of a set that is being linked, that one comes first. */
static nano_status check_nested_field(linker *l, uint32_t id, uint32_t field, uint32_t depth) {
    nano_vm *vm = l->vm;
    const row_field *f = nano__field_row(vm, (id & 0xFFFF0000) | field);
    const uint8_t *sig = nano__blob(vm, id >> 16, f->sig) + 1;
    uint32_t assembly = id >> 16, token = 0;
    for (;;) {
        if (*sig++ != DT_VALUETYPE) return NANO_OK;
        token = nano__sig_uint(&sig);
        if ((token & 3) != 2) break;
        sig = nano__typespec(vm, assembly << 16 | token >> 2);
    }
    uint32_t target =
        (token & 3) == 0 ? assembly << 16 | token >> 2 : nano__typeref(vm, assembly, token >> 2);
    return nano__asm(vm, target >> 16)->linked ? NANO_OK : check_nesting(l, target, depth + 1);
}

static bool is_being_linked(const linker *l, uint32_t index) {
    const nano_asm *a = nano__asm(l->vm, index);
    return a->used && a->domain == l->domain && !a->linked;
}

/* TypeDef rows of the assemblies below `index` that are being linked. */
static uint32_t rows_before(const linker *l, uint32_t index) {
    uint32_t rows = 0;
    for (uint32_t i = 0; i < index; i++)
        if (is_being_linked(l, i)) rows += nano__table_rows(l->vm, i, TBL_TYPEDEF);
    return rows;
}

static uint32_t colour_of(const linker *l, uint32_t at) {
    return AT(l->vm, l->colours, uint8_t)[at / 4] >> at % 4 * 2 & 3;
}

static void set_colour(const linker *l, uint32_t at, uint32_t colour) {
    uint8_t *four = AT(l->vm, l->colours, uint8_t) + at / 4;
    *four = (uint8_t)((*four & ~(3u << at % 4 * 2)) | colour << at % 4 * 2);
}

/* A struct must not contain itself. Each struct is visited once. */
static nano_status check_nesting(linker *l, uint32_t id, uint32_t depth) {
    nano_vm *vm = l->vm;
    const uint32_t at = rows_before(l, id >> 16) + (id & 0xFFFF);
    if (colour_of(l, at) == BLACK) return NANO_OK;
    const row_typedef *t = nano__typedef_row(vm, id);
    if (colour_of(l, at) == GREY || depth > MAX_STRUCT_NESTING)
        return BAD_TYPE(vm, id, TEXT_STRUCT_CYCLE, id, (uint32_t)MAX_STRUCT_NESTING);
    set_colour(l, at, GREY);
    if ((t->flags & TD_SEMANTICS) == TD_VALUETYPE)
        for (uint32_t i = 0; i < t->ifields; i++) TRY(check_nested_field(l, id, t->ifields_first + i, depth));
    set_colour(l, at, BLACK);
    return NANO_OK;
}

static nano_status check_class(linker *l, uint32_t id) {
    const row_typedef *t = nano__typedef_row(l->vm, id);
    TRY(check_chain(l, id));
    TRY(check_base(l, id, t));
    TRY(check_interfaces(l, id, t));
    TRY(check_overrides(l, id, t));
    if (nano__derives_from(l->vm, id, l->delegate)) TRY(check_delegate(l, id, t));
    return (t->flags & TD_SEMANTICS) == TD_ENUM ? check_enum(l, id, t) : NANO_OK;
}

static nano_status check_struct(linker *l, uint32_t id) { return check_nesting(l, id, 0); }

/* -- The whole set -------------------------------------------------------------------------------- */

/* Takes a step for each row (packed) of the set. */
static nano_status each_row(linker *l, uint32_t table, nano_status (*step)(linker *, uint32_t)) {
    for (uint32_t i = 0; i < CORE(l->vm)->assembly_count; i++) {
        const uint32_t rows = is_being_linked(l, i) ? nano__table_rows(l->vm, i, table) : 0;
        for (uint32_t row = 0; row < rows; row++) TRY(step(l, i << 16 | row));
    }
    return NANO_OK;
}

static nano_status check_structs(linker *l) {
    const uint32_t rows = rows_before(l, CORE(l->vm)->assembly_count);
    if (rows == 0) return NANO_OK;
    l->colours = nano__meta_alloc(l->vm, (rows + 3) / 4);
    if (l->colours == 0) return nano__fail_memory(l->vm, TEXT_FOR_LINKING);
    const nano_status status = each_row(l, TBL_TYPEDEF, check_struct);
    nano__meta_free(l->vm, l->colours);
    return status;
}

static uint32_t root(const linker *l, nano_well_known known) {
    const uint32_t id = nano__known_row(l->vm, known);
    return id != NO_TYPE ? id : NO_ROOT;
}

static void find_roots(linker *l) {
    l->object = root(l, WK_OBJECT);
    l->value_type = root(l, WK_VALUETYPE);
    l->enum_ = root(l, WK_ENUM);
    l->array = root(l, WK_ARRAY);
    l->delegate = root(l, WK_DELEGATE);
    l->multicast = root(l, WK_MULTICAST);
    l->string = root(l, WK_STRING);
}

nano_status nano__link(nano_vm *vm, uint32_t domain) {
    linker l = {.vm = vm, .domain = domain};
    TRY(each_row(&l, TBL_ASSEMBLYREF, link_assemblyref));
    TRY(each_row(&l, TBL_TYPEREF, link_typeref));
    find_roots(&l);
    TRY(each_row(&l, TBL_TYPEDEF, check_class));
    TRY(check_structs(&l));
    TRY(each_row(&l, TBL_FIELDREF, link_fieldref));
    TRY(each_row(&l, TBL_METHODREF, link_methodref));
    for (uint32_t i = 0; i < CORE(vm)->assembly_count; i++)
        if (is_being_linked(&l, i)) nano__asm(vm, i)->linked = 1;
    return domain == 0 ? nano__check_known_types(vm) : NANO_OK;
}

/* -- Tokens --------------------------------------------------------------------------------------- */

static nano_status bad_token(nano_vm *vm, uint32_t assembly, uint32_t table, uint32_t token) {
    return nano__fail(vm, NANO_REFUSED, TEXT_NO_TOKEN, assembly, token, nano__table_text(table));
}

/* What a token with 15 bits for the row stands for: a row of the table `own`, or with bit 15 what `find` says
 * of a row of the table of references to such. */
static nano_status token_id(nano_vm *vm, uint32_t assembly, uint32_t token, uint32_t own,
                            uint32_t (*find)(nano_vm *, uint32_t, uint32_t), uint32_t *id) {
    _Static_assert(TBL_METHODDEF - TBL_METHODREF == TBL_TYPEDEF - TBL_TYPEREF &&
                       TBL_FIELDDEF - TBL_FIELDREF == TBL_TYPEDEF - TBL_TYPEREF,
                   "tables and those of references to them stand in the same order");
    const bool refers = (token & 0x8000) != 0;
    const uint32_t table = refers ? own - (TBL_TYPEDEF - TBL_TYPEREF) : own, row = token & 0x7FFF;
    if (token > 0xFFFF || row >= nano__table_rows(vm, assembly, table))
        return bad_token(vm, assembly, table, token);
    *id = refers ? find(vm, assembly, row) : assembly << 16 | row;
    return NANO_OK;
}

nano_status nano__type_token(nano_vm *vm, uint32_t assembly, uint32_t token, moff *type) {
    static const uint8_t tables[4] = {TBL_TYPEDEF, TBL_TYPEREF, TBL_TYPESPEC, TBL_COUNT};
    const uint32_t row = token & 0x3FFF, table = token > 0xFFFF ? TBL_COUNT : tables[token >> 14];
    if (table == TBL_COUNT || row >= nano__table_rows(vm, assembly, table))
        return bad_token(vm, assembly, table == TBL_COUNT ? TBL_TYPEDEF : table, token);
    if (table != TBL_TYPESPEC) {
        const uint32_t id = table == TBL_TYPEDEF ? assembly << 16 | row : nano__typeref(vm, assembly, row);
        return nano__type(vm, id >> 16, id & 0xFFFF, type);
    }
    const uint8_t *sig = nano__typespec(vm, assembly << 16 | row);
    nano_sigtype spec;
    TRY(nano__sig_type(vm, assembly, &sig, &spec));
    *type = spec.type;
    return NANO_OK;
}

nano_status nano__type_ref15(nano_vm *vm, uint32_t assembly, uint32_t token, moff *type) {
    uint32_t id;
    TRY(token_id(vm, assembly, token, TBL_TYPEDEF, nano__typeref, &id));
    return nano__type(vm, id >> 16, id & 0xFFFF, type);
}

nano_status nano__method_token(nano_vm *vm, uint32_t assembly, uint32_t token, moff *method) {
    uint32_t id;
    TRY(token_id(vm, assembly, token, TBL_METHODDEF, find_method, &id));
    return nano__method(vm, id >> 16, id & 0xFFFF, method);
}

nano_status nano__field_token(nano_vm *vm, uint32_t assembly, uint32_t token, nano_field *field) {
    uint32_t id;
    TRY(token_id(vm, assembly, token, TBL_FIELDDEF, find_field, &id));
    return nano__field(vm, id >> 16, id & 0xFFFF, field);
}
