/* pe_check.c - proves once, at load, that every row of an image is well-formed (pe-format 2, 3.4 to 3.9).
 *
 * After this every index, string id and heap offset of a row is in range, every signature ends inside its
 * heap, the types own all methods and fields without gap or overlap, and every body with its exception rows
 * lies inside ByteCode. What needs other assemblies (bases, references) is link.c's, the instructions are
 * the verifier's (verify_*.c, translate_*.c).
 */
#include "nano_internal.h"

enum { MAX_ARRAY_DEPTH = 16 };

/* What may stand where a type is expected. VOID is accepted as a parameter or field too: the reference writer
 * puts it for types that it cannot express, and only using such a member is an error. */
enum { ALLOW_BYREF = 1, ALLOW_PINNED = 2 };

typedef struct check {
    nano_vm *vm;
    const uint8_t *image;
    uint32_t assembly, table, row;
    const uint8_t *at, *end;           /* cursor in the signature heap */
    uint32_t methods, fields;          /* that the types so far own, or that have been checked */
    uint32_t next_rva, resources_data; /* where the next body or resource may begin */
    nano_tables a;
} check;

/* What is wrong with the row in work. */
static nano_status fail_at(const check *c, nano_status status, nano_text text, ...) {
    va_list list;
    va_start(list, text);
    (void)nano__fail_row_list(c->vm, status, c->table, c->assembly << 16 | c->row, text, &list);
    va_end(list);
    return status;
}
#define FAIL(c, status, ...) NANO_SITE(fail_at(c, status, __VA_ARGS__))
#define BAD(c, ...) FAIL(c, NANO_BAD_FORMAT, __VA_ARGS__)

/* -- Signatures ----------------------------------------------------------------------------------- */

static nano_status overrun(check *c) {
    return BAD(c, TEXT_SIGNATURE_OVERRUN, c->a.start[TBL_SIGNATURES] + c->a.bytes[TBL_SIGNATURES]);
}

static nano_status seek(check *c, uint32_t offset) {
    uint32_t bytes = c->a.bytes[TBL_SIGNATURES];
    if (offset >= bytes) return BAD(c, TEXT_SIGNATURE_OUTSIDE, offset, bytes);
    c->at = c->image + c->a.start[TBL_SIGNATURES] + offset;
    c->end = c->image + c->a.start[TBL_SIGNATURES] + bytes;
    return NANO_OK;
}

static nano_status take(check *c, uint32_t *byte) {
    if (c->at == c->end) return overrun(c);
    *byte = *c->at++;
    return NANO_OK;
}

/* Compressed token (pe-format 3.2, 3.4) of a TypeDef, TypeRef or TypeSpec row. */
static nano_status check_token(check *c, uint32_t *kind, uint32_t *index) {
    uint32_t first, next;
    TRY(take(c, &first));
    uint32_t extra = first < 0x80 ? 0 : first < 0xC0 ? 1 : first < 0xE0 ? 3 : 4;
    if (extra == 4) return BAD(c, TEXT_BAD_COMPRESSED_INTEGER, first);
    uint32_t value = extra == 0 ? first : extra == 1 ? first & 0x3F : first & 0x1F;
    for (; extra > 0; extra--) {
        TRY(take(c, &next));
        value = value << 8 | next;
    }
    static const uint8_t tables[4] = {TBL_TYPEDEF, TBL_TYPEREF, TBL_TYPESPEC, TBL_COUNT};
    *kind = tables[value & 3];
    *index = value >> 2;
    if (*kind == TBL_COUNT) return BAD(c, TEXT_BAD_TOKEN_KIND, value);
    if (*index >= c->a.rows[*kind])
        return BAD(c, TEXT_SIGNATURE_ROW, nano__table_text(*kind), *index, (uint32_t)c->a.rows[*kind]);
    return NANO_OK;
}

static nano_status too_deep(const check *c) {
    return BAD(c, TEXT_TOO_MANY_ARRAY_LEVELS, (uint32_t)MAX_ARRAY_DEPTH);
}

/* One type. `spec` receives the TypeSpec row that it leads to (0xFFFF = none) and `depth` its array levels.
 */
static nano_status check_type(check *c, uint32_t allow, uint32_t *spec, uint32_t *depth) {
    uint32_t levels = 0, code, kind, index;
    *spec = NANO_NONE;
    for (;;) {
        TRY(take(c, &code));
        if (code == DT_PINNED && (allow & ALLOW_PINNED) != 0) {
            allow &= ~(uint32_t)ALLOW_PINNED;
        } else if (code == DT_BYREF && (allow & ALLOW_BYREF) != 0) {
            allow = 0;
        } else if (code == DT_SZARRAY) {
            allow = 0;
            if (++levels > MAX_ARRAY_DEPTH) return too_deep(c);
        } else {
            break;
        }
    }
    *depth = levels;
    if (code <= DT_R8 || code == DT_STRING || code == DT_OBJECT || code == DT_WEAKCLASS ||
        code == DT_REFLECTION)
        return NANO_OK;
    if (code == DT_VAR || code == DT_MVAR) return take(c, &code);
    if (code != DT_CLASS && code != DT_VALUETYPE) return BAD(c, TEXT_BAD_ELEMENT_TYPE, code);
    TRY(check_token(c, &kind, &index));
    if (kind == TBL_TYPESPEC) *spec = index;
    return NANO_OK;
}

static nano_status check_types(check *c, uint32_t count, uint32_t allow) {
    uint32_t spec, depth;
    for (; count > 0; count--) TRY(check_type(c, allow, &spec, &depth));
    return NANO_OK;
}

static nano_status check_method_sig(check *c, uint32_t offset, uint32_t *has_this, uint32_t *count) {
    uint32_t convention;
    TRY(seek(c, offset));
    TRY(take(c, &convention));
    if ((convention & ~0x20u) != 0)
        RETURN_REFUSAL(FAIL(c, NANO_UNSUPPORTED, TEXT_CALLING_CONVENTION, convention));
    TRY(take(c, count));
    *has_this = convention >> 5;
    return check_types(c, *count + 1, ALLOW_BYREF);
}

static nano_status check_field_sig(check *c, uint32_t offset) {
    uint32_t prefix;
    TRY(seek(c, offset));
    TRY(take(c, &prefix));
    if (prefix != 6) return BAD(c, TEXT_FIELD_SIGNATURE, prefix);
    return check_types(c, 1, 0);
}

/* -- References ----------------------------------------------------------------------------------- */

static nano_status check_string(check *c, uint32_t id, nano_text what) {
    if (id >= NANO_FIRST_BUILTIN || id < c->a.bytes[TBL_STRINGS]) return NANO_OK;
    return BAD(c, TEXT_STRING_OUTSIDE, what, id, c->a.bytes[TBL_STRINGS]);
}
static nano_status check_name(check *c, uint32_t id) { return check_string(c, id, TEXT_NAME); }

/* `value`, as it is written, stands for this row. */
static nano_status check_row(check *c, nano_text what, uint32_t value, uint32_t table, uint32_t row) {
    if (row < c->a.rows[table]) return NANO_OK;
    return BAD(c, TEXT_NO_ROW, what, value, nano__table_text(table));
}

static uint32_t id_in_work(const check *c) { return c->assembly << 16 | c->row; }

/* Row of a table that has no structure for it. */
static const uint16_t *row_in_work(const check *c) { return nano__row(c->vm, id_in_work(c), c->table); }

static nano_status check_assemblyref(check *c) { return check_name(c, *row_in_work(c)); }

static nano_status check_typeref(check *c) {
    const row_typeref *r = nano__typeref_row(c->vm, id_in_work(c));
    TRY(check_name(c, r->name));
    TRY(check_string(c, r->ns, TEXT_NAMESPACE));
    if (r->scope < c->a.rows[TBL_ASSEMBLYREF] || (r->scope >= 0x8000 && r->scope - 0x8000u < c->row))
        return NANO_OK;
    return BAD(c, TEXT_TYPEREF_SCOPE, (uint32_t)r->scope);
}

static nano_status check_memberref(check *c) {
    const row_memberref *r = nano__memberref_row(c->vm, id_in_work(c), c->table);
    uint32_t has_this, count;
    TRY(check_name(c, r->name));
    TRY(check_row(c, TEXT_CONTAINER, r->container, TBL_TYPEREF, r->container));
    return c->table == TBL_FIELDREF ? check_field_sig(c, r->sig)
                                    : check_method_sig(c, r->sig, &has_this, &count);
}

/* A TypeSpec may name another one; the chain must end, and its array levels stay bounded. */
static nano_status check_typespec(check *c) {
    const uint32_t row = c->row;
    uint32_t spec = row, levels = 0, depth;
    for (uint32_t steps = 0; spec != NANO_NONE; steps++) {
        if (steps > MAX_ARRAY_DEPTH) return BAD(c, TEXT_TYPESPEC_CHAIN);
        c->row = spec;
        TRY(seek(c, *row_in_work(c)));
        TRY(check_type(c, 0, &spec, &depth));
        c->row = row;
        levels += depth;
    }
    return levels > MAX_ARRAY_DEPTH ? too_deep(c) : NANO_OK;
}

/* -- Types ---------------------------------------------------------------------------------------- */

static nano_status check_interface_list(check *c, uint32_t offset) {
    uint32_t count, kind, index;
    TRY(seek(c, offset));
    TRY(take(c, &count));
    for (; count > 0; count--) {
        TRY(check_token(c, &kind, &index));
        if (kind == TBL_TYPESPEC) return BAD(c, TEXT_INTERFACE_IS_TYPESPEC, index);
    }
    return NANO_OK;
}

static nano_status check_type_flags(check *c, const row_typedef *t) {
    const uint32_t semantics = t->flags & TD_SEMANTICS;
    if (semantics == TD_INTERFACE && (t->ifields != 0 || t->imethods != 0 || t->extends != NANO_NONE))
        return BAD(c, TEXT_INTERFACE_MEMBERS, c->assembly, (uint32_t)t->name, (uint32_t)t->ifields,
                   (uint32_t)t->imethods, (uint32_t)t->extends);
    if (semantics == TD_ENUM && t->ifields != 1)
        return BAD(c, TEXT_ENUM_FIELDS, c->assembly, (uint32_t)t->name, (uint32_t)t->ifields);
    if (t->extends == NANO_NONE) return NANO_OK;
    return check_row(c, TEXT_EXTENDS, t->extends, (t->extends & 0x8000) != 0 ? TBL_TYPEREF : TBL_TYPEDEF,
                     t->extends & 0x7FFFu);
}

/* Enclosing types form chains. Names are put together by recursion over them, on the C stack. */
enum { MAX_ENCLOSING = 12 };
static nano_status check_enclosing(check *c, uint32_t enclosing) {
    for (uint32_t steps = 0; enclosing != NANO_NONE; steps++) {
        TRY(check_row(c, TEXT_ENCLOSING_TYPE, enclosing, TBL_TYPEDEF, enclosing));
        if (steps >= MAX_ENCLOSING) return BAD(c, TEXT_ENCLOSING_CYCLE, (uint32_t)MAX_ENCLOSING);
        const row_typedef *outer = nano__typedef_row(c->vm, c->assembly << 16 | enclosing);
        enclosing = outer->enclosing;
    }
    return NANO_OK;
}

/* Whether they run past the end of their table is seen when all are counted. */
static nano_status check_range(check *c, nano_text what, uint32_t first, uint32_t count, uint32_t *next) {
    if (count == 0) return NANO_OK;
    if (first != *next) RETURN_REFUSAL(BAD(c, TEXT_BEGIN_AT_ROW, what, first, *next));
    *next += count;
    return NANO_OK;
}

static uint32_t methods_of(const row_typedef *t) { return (uint32_t)t->vmethods + t->imethods + t->smethods; }

static nano_status check_typedef(check *c) {
    const row_typedef *t = nano__typedef_row(c->vm, id_in_work(c));
    TRY(check_name(c, t->name));
    TRY(check_string(c, t->ns, TEXT_NAMESPACE));
    TRY(check_type_flags(c, t));
    TRY(check_enclosing(c, t->enclosing));
    if (t->interfaces != NANO_NONE) TRY(check_interface_list(c, t->interfaces));
    TRY(check_range(c, TEXT_METHODS, t->methods_first, methods_of(t), &c->methods));
    TRY(check_range(c, TEXT_STATIC_FIELDS, t->sfields_first, t->sfields, &c->fields));
    return check_range(c, TEXT_INSTANCE_FIELDS, t->ifields_first, t->ifields, &c->fields);
}

static nano_status check_owners(check *c) {
    const uint32_t methods = c->a.rows[TBL_METHODDEF], fields = c->a.rows[TBL_FIELDDEF];
    if (c->methods == methods && c->fields == fields) return NANO_OK;
    return nano__fail(c->vm, NANO_BAD_FORMAT, TEXT_ROWS_WITHOUT_OWNER, c->assembly, c->methods, methods,
                      c->fields, fields);
}

/* -- Fields and methods --------------------------------------------------------------------------- */

static nano_status check_default(check *c, uint32_t offset) {
    TRY(seek(c, offset));
    const uint32_t room = (uint32_t)(c->end - c->at);
    return room >= 2 && room - 2 >= nano__rd16(c->at) ? NANO_OK : overrun(c);
}

static nano_status misplaced(const check *c, uint32_t flags, uint32_t name, nano_text range) {
    return BAD(c, TEXT_FLAGS_IN_RANGE, flags, c->assembly, name, range);
}

static nano_status check_field(check *c, bool is_static) {
    const row_field *f = nano__field_row(c->vm, id_in_work(c));
    TRY(check_name(c, f->name));
    TRY(check_field_sig(c, f->sig));
    if (f->value != NANO_NONE) TRY(check_default(c, f->value));
    if (((f->flags & FD_STATIC) != 0) != is_static)
        return misplaced(c, f->flags, f->name, is_static ? TEXT_STATIC : TEXT_INSTANCE);
    return NANO_OK;
}

/* The constructor bits must say what name and signature say; everything else trusts them. */
static nano_status check_constructor(check *c, const row_method *m, uint32_t count) {
    const bool is_ctor = (m->flags & MD_CTOR) != 0, is_cctor = (m->flags & MD_CCTOR) != 0;
    const bool returns = *nano__blob(c->vm, c->assembly, m->sig + 2u) != DT_VOID;
    if (is_ctor != nano__name_is(c->vm, c->assembly, m->name, ".ctor") ||
        is_cctor != nano__name_is(c->vm, c->assembly, m->name, ".cctor"))
        return BAD(c, TEXT_CONSTRUCTOR_FLAGS, m->flags, c->assembly, (uint32_t)m->name);
    if (is_ctor && (returns || (m->flags & (MD_STATIC | MD_VIRTUAL)) != 0)) return BAD(c, TEXT_BAD_CTOR);
    if (is_cctor && (returns || count != 0 || (m->flags & MD_STATIC) == 0)) return BAD(c, TEXT_BAD_CCTOR);
    return NANO_OK;
}

static nano_status check_method_flags(check *c, const row_typedef *t, const row_method *m,
                                      uint32_t position) {
    const bool is_virtual = (m->flags & MD_VIRTUAL) != 0, is_static = (m->flags & MD_STATIC) != 0;
    const bool is_abstract = (m->flags & MD_ABSTRACT) != 0, has_body = m->rva != NANO_NONE;
    const bool is_interface = (t->flags & TD_SEMANTICS) == TD_INTERFACE;
    const bool in_virtual = position < t->vmethods,
               in_static = position >= (uint32_t)t->vmethods + t->imethods;
    if (is_virtual != in_virtual || is_static != in_static)
        return misplaced(c, m->flags, m->name,
                         in_virtual  ? TEXT_VIRTUAL
                         : in_static ? TEXT_STATIC
                                     : TEXT_INSTANCE);
    if (is_interface && is_virtual)
        return is_abstract && !has_body
                   ? NANO_OK
                   : FAIL(c, NANO_UNSUPPORTED, TEXT_INTERFACE_METHOD_BODY, c->assembly, (uint32_t)m->name);
    if (is_abstract && (!is_virtual || has_body || (t->flags & TD_ABSTRACT) == 0))
        return BAD(c, TEXT_BAD_ABSTRACT_METHOD, c->assembly, (uint32_t)m->name);
    return NANO_OK;
}

static nano_status check_method(check *c, const row_typedef *t, uint32_t position) {
    uint32_t has_this, count;
    const row_method *m = nano__method_row(c->vm, id_in_work(c));
    TRY(check_name(c, m->name));
    TRY(check_method_sig(c, m->sig, &has_this, &count));
    TRY(check_method_flags(c, t, m, position));
    TRY(check_constructor(c, m, count));
    if ((has_this != 0) == ((m->flags & MD_STATIC) != 0))
        return BAD(c, TEXT_FLAGS_CONTRADICT_CONVENTION, m->flags, has_this << 5);
    if (m->args != count + has_this) return BAD(c, TEXT_NUM_ARGS, (uint32_t)m->args, count + has_this);
    if (m->rva == NANO_NONE && m->nlocals != 0) return BAD(c, TEXT_LOCALS_WITHOUT_BODY, (uint32_t)m->nlocals);
    if (m->nlocals != 0) {
        TRY(seek(c, m->locals));
        TRY(check_types(c, m->nlocals, ALLOW_BYREF | ALLOW_PINNED));
    }
    if (m->rva == NANO_NONE) return NANO_OK;
    if (m->rva < c->next_rva || m->rva >= c->a.bytes[TBL_BYTECODE])
        return BAD(c, TEXT_BAD_RVA, (uint32_t)m->rva, c->next_rva, c->a.bytes[TBL_BYTECODE]);
    c->next_rva = m->rva + 1u;
    return NANO_OK;
}

/* The fields and methods of one type: they follow those of the type before. */
static nano_status check_members(check *c) {
    const row_typedef *t = nano__typedef_row(c->vm, id_in_work(c));
    c->table = TBL_FIELDDEF;
    for (uint32_t i = 0; i < (uint32_t)t->sfields + t->ifields; i++) {
        c->row = c->fields++;
        TRY(check_field(c, i < t->sfields));
    }
    c->table = TBL_METHODDEF;
    for (uint32_t i = 0; i < methods_of(t); i++) {
        c->row = c->methods++;
        TRY(check_method(c, t, i));
    }
    return NANO_OK;
}

/* The exception rows lie at the end of the body and leave at least one byte of code. Needs all RVAs to be in
 * order. */
static nano_status check_bodies(check *c) {
    uint32_t end = c->a.bytes[TBL_BYTECODE];
    const uint8_t *code = c->image + c->a.start[TBL_BYTECODE];
    c->table = TBL_METHODDEF;
    for (c->row = c->a.rows[TBL_METHODDEF]; c->row-- > 0;) {
        const row_method *m = nano__method_row(c->vm, id_in_work(c));
        if (m->rva == NANO_NONE) continue;
        if ((m->flags & MD_HASEH) != 0) {
            const uint32_t count = code[end - 1], length = end - m->rva;
            if (count == 0 || 1 + 12 * count >= length)
                return BAD(c, TEXT_EXCEPTION_ROWS, count, length, c->a.start[TBL_BYTECODE] + m->rva);
        }
        end = m->rva;
    }
    return NANO_OK;
}

/* -- Attributes and resources --------------------------------------------------------------------- */

/* Owners out of range are a known defect of the reference writer and are ignored by readers (pe-format 2.9);
 * so is a blob that cannot be decoded. Only what a reader would have to trust is checked. */
static nano_status check_attribute(check *c) {
    const uint32_t constructor = row_in_work(c)[2];
    return check_row(c, TEXT_CONSTRUCTOR, constructor,
                     (constructor & 0x8000) != 0 ? TBL_METHODREF : TBL_METHODDEF, constructor & 0x7FFF);
}

static nano_status check_resource(check *c) {
    const uint16_t *p = row_in_work(c);
    const uint32_t offset = p[2] | (uint32_t)p[3] << 16, lowest = c->resources_data + (p[1] >> 8 & 3u);
    if (offset < lowest || offset > c->a.bytes[TBL_RESOURCESDATA])
        return BAD(c, TEXT_RESOURCE_OFFSET, offset, lowest, c->a.bytes[TBL_RESOURCESDATA]);
    c->resources_data = offset;
    return NANO_OK;
}

static nano_status check_resources_file(check *c) { return check_name(c, row_in_work(c)[8]); }

static nano_status each_row(check *c, uint32_t table, nano_status (*step)(check *)) {
    for (uint32_t row = 0; row < c->a.rows[table]; row++) {
        c->table = table;
        c->row = row;
        TRY(step(c));
    }
    return NANO_OK;
}

nano_status nano__pe_check(nano_vm *vm, uint32_t index) {
    check c = {.vm = vm, .image = vm->images[index], .assembly = index};
    nano__tables(c.image, &c.a);
    TRY(each_row(&c, TBL_ASSEMBLYREF, check_assemblyref));
    TRY(each_row(&c, TBL_TYPEREF, check_typeref));
    TRY(each_row(&c, TBL_FIELDREF, check_memberref));
    TRY(each_row(&c, TBL_METHODREF, check_memberref));
    TRY(each_row(&c, TBL_TYPEDEF, check_typedef));
    TRY(check_owners(&c));
    c.methods = c.fields = 0;
    TRY(each_row(&c, TBL_TYPEDEF, check_members));
    TRY(check_bodies(&c));
    TRY(each_row(&c, TBL_ATTRIBUTES, check_attribute));
    TRY(each_row(&c, TBL_TYPESPEC, check_typespec));
    TRY(each_row(&c, TBL_RESOURCES, check_resource));
    return each_row(&c, TBL_RESOURCESFILES, check_resources_file);
}
