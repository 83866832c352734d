/* pe_check.c - proves once, at load, that every row of an image is well-formed (pe-format 2, 3.4 to 3.9).
 *
 * After this every index, string id and heap offset of a row is in range, every signature ends inside its
 * heap, the types own all methods and fields without gap or overlap, and every body with its exception rows
 * lies inside ByteCode. What needs other assemblies (bases, references) is link.c's, the instructions are
 * verify.c's.
 */
#include "nano_internal.h"

enum { MAX_ARRAY_DEPTH = 16 };

/* What may stand where a type is expected. VOID is accepted as a parameter or field too: the reference writer
 * puts it for types that it cannot express, and only using such a member is an error. */
enum { ALLOW_BYREF = 1, ALLOW_PINNED = 2 };

typedef struct check {
    nano_vm *vm;
    const nano_tables *a;
    const uint8_t *image;
    uint32_t assembly, table, row;
    const uint8_t *at, *end; /* cursor in the signature heap */
} check;

#define BAD(c, ...) nano__fail_row((c)->vm, NANO_BAD_FORMAT, (c)->assembly, (c)->table, (c)->row, __VA_ARGS__)
#define UNSUPPORTED(c, ...)                                                                                  \
    nano__fail_row((c)->vm, NANO_UNSUPPORTED, (c)->assembly, (c)->table, (c)->row, __VA_ARGS__)

/* ---- Signatures
 * -------------------------------------------------------------------------------------------- */

static nano_status overrun(check *c) {
    return BAD(c, "the signature runs past the end of the heap at 0x%x (pe-format 3.4)",
               c->a->start[TBL_SIGNATURES] + c->a->bytes[TBL_SIGNATURES]);
}

static nano_status seek(check *c, uint32_t offset) {
    uint32_t bytes = c->a->bytes[TBL_SIGNATURES];
    if (offset >= bytes)
        return BAD(c, "signature offset 0x%x is outside the heap of 0x%x bytes", offset, bytes);
    c->at = c->image + c->a->start[TBL_SIGNATURES] + offset;
    c->end = c->image + c->a->start[TBL_SIGNATURES] + bytes;
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
    if (extra == 4) return BAD(c, "byte 0x%x does not start a compressed integer (pe-format 3.2)", first);
    uint32_t value = extra == 0 ? first : extra == 1 ? first & 0x3F : first & 0x1F;
    for (; extra > 0; extra--) {
        TRY(take(c, &next));
        value = value << 8 | next;
    }
    static const uint8_t tables[4] = {TBL_TYPEDEF, TBL_TYPEREF, TBL_TYPESPEC, TBL_COUNT};
    *kind = tables[value & 3];
    *index = value >> 2;
    if (*kind == TBL_COUNT) return BAD(c, "signature token 0x%x has the invalid kind 3", value);
    if (*index >= c->a->rows[*kind])
        return BAD(c, "the signature names %s[%u] of %u rows", nano__table_name(*kind), *index,
                   (uint32_t)c->a->rows[*kind]);
    return NANO_OK;
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
            if (++levels > MAX_ARRAY_DEPTH)
                return BAD(c, "a type of more than %u array levels", (uint32_t)MAX_ARRAY_DEPTH);
        } else {
            break;
        }
    }
    *depth = levels;
    if (code <= DT_R8 || code == DT_STRING || code == DT_OBJECT || code == DT_WEAKCLASS ||
        code == DT_REFLECTION)
        return NANO_OK;
    if (code == DT_VAR || code == DT_MVAR) return take(c, &code);
    if (code != DT_CLASS && code != DT_VALUETYPE)
        return BAD(c, "element type 0x%x is not allowed in this place of a signature (pe-format 3.4)", code);
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
        return UNSUPPORTED(c, "calling convention 0x%x (generic or vararg method), expected 0x0 or 0x20",
                           convention);
    TRY(take(c, count));
    *has_this = convention >> 5;
    return check_types(c, *count + 1, ALLOW_BYREF);
}

static nano_status check_field_sig(check *c, uint32_t offset) {
    uint32_t prefix;
    TRY(seek(c, offset));
    TRY(take(c, &prefix));
    if (prefix != 6) return BAD(c, "field signature begins with 0x%x, expected 0x6", prefix);
    return check_types(c, 1, 0);
}

/* ---- References
 * -------------------------------------------------------------------------------------------- */

static nano_status check_string(check *c, uint32_t id, const char *what) {
    if (id >= NANO_FIRST_BUILTIN || id < c->a->bytes[TBL_STRINGS]) return NANO_OK;
    return BAD(c, "%s: string id 0x%x is outside Strings of 0x%x bytes", what, id, c->a->bytes[TBL_STRINGS]);
}

static nano_status check_assemblyrefs(check *c) {
    if (c->a->rows[TBL_ASSEMBLYREF] > NANO_MAX_ASSEMBLIES)
        return nano__fail_row(c->vm, NANO_LIMIT, c->assembly, c->table, NANO_MAX_ASSEMBLIES,
                              "more than %u references to assemblies", (uint32_t)NANO_MAX_ASSEMBLIES);
    for (c->row = 0; c->row < c->a->rows[TBL_ASSEMBLYREF]; c->row++)
        TRY(check_string(c, nano__row_ref(c->vm, c->assembly, TBL_ASSEMBLYREF, c->row).name, "name"));
    return NANO_OK;
}

static nano_status check_typerefs(check *c) {
    for (c->row = 0; c->row < c->a->rows[TBL_TYPEREF]; c->row++) {
        row_ref r = nano__row_ref(c->vm, c->assembly, TBL_TYPEREF, c->row);
        TRY(check_string(c, r.name, "name"));
        TRY(check_string(c, r.sig, "namespace"));
        if ((r.container & 0x8000) != 0 ? (r.container & 0x7FFFu) >= c->row
                                        : r.container >= c->a->rows[TBL_ASSEMBLYREF])
            return BAD(c, "scope 0x%x is no AssemblyRef row and no earlier TypeRef row (pe-format 2.4)",
                       (uint32_t)r.container);
    }
    return NANO_OK;
}

static nano_status check_memberrefs(check *c) {
    for (c->row = 0; c->row < c->a->rows[c->table]; c->row++) {
        row_ref r = nano__row_ref(c->vm, c->assembly, c->table, c->row);
        uint32_t has_this, count;
        TRY(check_string(c, r.name, "name"));
        if (r.container >= c->a->rows[TBL_TYPEREF])
            return BAD(c, "container 0x%x is no row of TypeRef (pe-format 2.5)", (uint32_t)r.container);
        TRY(c->table == TBL_FIELDREF ? check_field_sig(c, r.sig)
                                     : check_method_sig(c, r.sig, &has_this, &count));
    }
    return NANO_OK;
}

/* A TypeSpec may name another one; the chain must end, and its array levels stay bounded. */
static nano_status check_typespecs(check *c) {
    uint32_t rows = c->a->rows[TBL_TYPESPEC];
    for (uint32_t row = 0; row < rows; row++) {
        uint32_t spec = row, levels = 0, depth, steps = 0;
        for (; spec != NANO_NONE; steps++) {
            c->row = row;
            if (steps > MAX_ARRAY_DEPTH)
                return BAD(c, "the TypeSpec names itself or too many others (pe-format 3.4)");
            c->row = spec;
            TRY(seek(c, nano__row_ref(c->vm, c->assembly, TBL_TYPESPEC, spec).name));
            TRY(check_type(c, 0, &spec, &depth));
            levels += depth;
        }
        c->row = row;
        if (levels > MAX_ARRAY_DEPTH)
            return BAD(c, "a type of more than %u array levels", (uint32_t)MAX_ARRAY_DEPTH);
    }
    return NANO_OK;
}

/* ---- Types
 * ------------------------------------------------------------------------------------------------- */

static nano_status check_interface_list(check *c, uint32_t offset) {
    uint32_t count, kind, index;
    TRY(seek(c, offset));
    TRY(take(c, &count));
    for (; count > 0; count--) {
        TRY(check_token(c, &kind, &index));
        if (kind == TBL_TYPESPEC) return BAD(c, "the interface list names TypeSpec[%u]", index);
    }
    return NANO_OK;
}

static nano_status check_type_flags(check *c, const row_typedef *t) {
    uint32_t semantics = t->flags & TD_SEMANTICS;
    if (semantics == TD_INTERFACE && (t->ifields != 0 || t->imethods != 0 || t->extends != NANO_NONE))
        return BAD(c, "interface %n has instance fields, non-virtual methods or a base", c->assembly,
                   (uint32_t)t->name);
    if (semantics == TD_ENUM && t->ifields != 1)
        return BAD(c, "enum %n has %u instance fields, expected 1", c->assembly, (uint32_t)t->name,
                   (uint32_t)t->ifields);
    if (t->extends != NANO_NONE) {
        uint32_t table = (t->extends & 0x8000) != 0 ? TBL_TYPEREF : TBL_TYPEDEF;
        if ((t->extends & 0x7FFFu) >= c->a->rows[table])
            return BAD(c, "extends 0x%x is no row of %s", (uint32_t)t->extends, nano__table_name(table));
    }
    return NANO_OK;
}

/* Enclosing types form chains. Names are put together by recursion over them, on the C stack. */
enum { MAX_ENCLOSING = 12 };
static nano_status check_enclosing(check *c, const row_typedef *t) {
    row_typedef outer = *t;
    for (uint32_t steps = 0; outer.enclosing != NANO_NONE; steps++) {
        if (outer.enclosing >= c->a->rows[TBL_TYPEDEF])
            return BAD(c, "enclosingType 0x%x is no row of TypeDef", (uint32_t)outer.enclosing);
        if (steps >= MAX_ENCLOSING)
            return BAD(c, "the enclosing types form a cycle, or nest deeper than %u",
                       (uint32_t)MAX_ENCLOSING);
        nano__row_typedef(c->vm, c->assembly, outer.enclosing, &outer);
    }
    return NANO_OK;
}

static nano_status check_range(check *c, const char *what, uint32_t table, uint32_t first, uint32_t count,
                               uint32_t *next) {
    if (count == 0) return NANO_OK;
    if (first != *next) return BAD(c, "%s begin at row %u, expected %u (pe-format 2.6)", what, first, *next);
    if (count > c->a->rows[table] - *next)
        return BAD(c, "%s %u to %u run past the end of %s, which has %u rows", what, first, first + count - 1,
                   nano__table_name(table), (uint32_t)c->a->rows[table]);
    *next += count;
    return NANO_OK;
}

static nano_status check_typedefs(check *c) {
    uint32_t methods = 0, fields = 0;
    for (c->row = 0; c->row < c->a->rows[TBL_TYPEDEF]; c->row++) {
        row_typedef t;
        nano__row_typedef(c->vm, c->assembly, c->row, &t);
        TRY(check_string(c, t.name, "name"));
        TRY(check_string(c, t.ns, "namespace"));
        TRY(check_type_flags(c, &t));
        TRY(check_enclosing(c, &t));
        if (t.interfaces != NANO_NONE) TRY(check_interface_list(c, t.interfaces));
        uint32_t count = (uint32_t)t.vmethods + t.imethods + t.smethods;
        TRY(check_range(c, "methods", TBL_METHODDEF, t.methods_first, count, &methods));
        TRY(check_range(c, "static fields", TBL_FIELDDEF, t.sfields_first, t.sfields, &fields));
        TRY(check_range(c, "instance fields", TBL_FIELDDEF, t.ifields_first, t.ifields, &fields));
    }
    if (methods != c->a->rows[TBL_METHODDEF] || fields != c->a->rows[TBL_FIELDDEF])
        return nano__fail(c->vm, NANO_BAD_FORMAT,
                          "%s: the types own %u of %u methods and %u of %u fields (pe-format 2.6)",
                          nano__asm_name(c->vm, c->assembly), methods, (uint32_t)c->a->rows[TBL_METHODDEF],
                          fields, (uint32_t)c->a->rows[TBL_FIELDDEF]);
    return NANO_OK;
}

/* ---- Fields and methods
 * ------------------------------------------------------------------------------------ */

static nano_status check_default(check *c, uint32_t offset) {
    TRY(seek(c, offset));
    if (c->end - c->at < 2) return overrun(c);
    uint32_t length = nano__rd16(c->at);
    if ((uint32_t)(c->end - c->at) - 2 < length) return overrun(c);
    return NANO_OK;
}

static nano_status check_field(check *c, bool is_static) {
    row_field f;
    nano__row_field(c->vm, c->assembly, c->row, &f);
    TRY(check_string(c, f.name, "name"));
    TRY(check_field_sig(c, f.sig));
    if (f.value != NANO_NONE) TRY(check_default(c, f.value));
    if (((f.flags & FD_STATIC) != 0) != is_static)
        return BAD(c, "flags 0x%x of a field in the %s range of its type", (uint32_t)f.flags,
                   is_static ? "static" : "instance");
    return NANO_OK;
}

static bool named(check *c, uint32_t id, const char *text) {
    const char *s = nano__str(c->vm, c->assembly, id);
    while (*s != 0 && *s == *text) s++, text++;
    return *s == *text;
}

/* The constructor bits must say what name and signature say; everything else trusts them. */
static nano_status check_constructor(check *c, const row_method *m, uint32_t count) {
    bool is_ctor = (m->flags & MD_CTOR) != 0, is_cctor = (m->flags & MD_CCTOR) != 0;
    bool returns = *nano__blob(c->vm, c->assembly, m->sig + 2u) != DT_VOID;
    if (is_ctor != named(c, m->name, ".ctor") || is_cctor != named(c, m->name, ".cctor"))
        return BAD(c, "constructor flags 0x%x of method %n", m->flags, c->assembly, (uint32_t)m->name);
    if (is_ctor && (returns || (m->flags & (MD_STATIC | MD_VIRTUAL)) != 0))
        return BAD(c, "a constructor that is static, virtual or returns a value");
    if (is_cctor && (returns || count != 0 || (m->flags & MD_STATIC) == 0))
        return BAD(c, "a static constructor that is not static, has parameters or returns a value");
    return NANO_OK;
}

static nano_status check_method_flags(check *c, const row_typedef *t, const row_method *m,
                                      uint32_t position) {
    bool is_virtual = (m->flags & MD_VIRTUAL) != 0, is_static = (m->flags & MD_STATIC) != 0;
    bool is_abstract = (m->flags & MD_ABSTRACT) != 0;
    bool is_interface = (t->flags & TD_SEMANTICS) == TD_INTERFACE;
    bool in_virtual = position < t->vmethods, in_static = position >= (uint32_t)t->vmethods + t->imethods;
    if (is_virtual != in_virtual || is_static != in_static)
        return BAD(c, "flags 0x%x of %n in the %s range of its type", m->flags, c->assembly,
                   (uint32_t)m->name,
                   in_virtual  ? "virtual"
                   : in_static ? "static"
                               : "instance");
    if (is_abstract && (!is_virtual || m->rva != NANO_NONE || (t->flags & TD_ABSTRACT) == 0) &&
        !(is_interface && is_virtual))
        return BAD(c, "%n is abstract, but not virtual, or its class is not, or it has a body", c->assembly,
                   (uint32_t)m->name);
    if (is_interface && is_virtual && (!is_abstract || m->rva != NANO_NONE))
        return UNSUPPORTED(c, "interface method %n has a body", c->assembly, (uint32_t)m->name);
    return NANO_OK;
}

static nano_status check_method(check *c, const row_typedef *t, uint32_t position, uint32_t *next_rva) {
    row_method m;
    uint32_t has_this, count;
    nano__row_method(c->vm, c->assembly, c->row, &m);
    TRY(check_string(c, m.name, "name"));
    TRY(check_method_sig(c, m.sig, &has_this, &count));
    TRY(check_method_flags(c, t, &m, position));
    TRY(check_constructor(c, &m, count));
    if ((has_this != 0) == ((m.flags & MD_STATIC) != 0))
        return BAD(c, "the static flag and HASTHIS of the signature contradict each other");
    if (m.args != count + has_this)
        return BAD(c, "numArgs is %u, the signature has %u with `this` (pe-format 2.8)", (uint32_t)m.args,
                   count + has_this);
    if (m.rva == NANO_NONE && m.nlocals != 0) return BAD(c, "%u locals without a body", (uint32_t)m.nlocals);
    if (m.nlocals != 0) {
        TRY(seek(c, m.locals));
        TRY(check_types(c, m.nlocals, ALLOW_BYREF | ALLOW_PINNED));
    }
    if (m.rva == NANO_NONE) return NANO_OK;
    if (m.rva < *next_rva || m.rva >= c->a->bytes[TBL_BYTECODE])
        return BAD(c,
                   "RVA 0x%x is not inside ByteCode behind the previous method's start (0x%x to 0x%x, "
                   "pe-format 3.9)",
                   (uint32_t)m.rva, *next_rva, c->a->bytes[TBL_BYTECODE]);
    *next_rva = m.rva + 1u;
    return NANO_OK;
}

static nano_status check_members(check *c) {
    uint32_t method = 0, field = 0, next_rva = 0;
    for (uint32_t row = 0; row < c->a->rows[TBL_TYPEDEF]; row++) {
        row_typedef t;
        nano__row_typedef(c->vm, c->assembly, row, &t);
        c->table = TBL_FIELDDEF;
        for (uint32_t i = 0; i < (uint32_t)t.sfields + t.ifields; i++) {
            c->row = field++;
            TRY(check_field(c, i < t.sfields));
        }
        c->table = TBL_METHODDEF;
        for (uint32_t i = 0; i < (uint32_t)t.vmethods + t.imethods + t.smethods; i++) {
            c->row = method++;
            TRY(check_method(c, &t, i, &next_rva));
        }
    }
    return NANO_OK;
}

/* The exception rows lie at the end of the body and leave at least one byte of code. Needs all RVAs to be in
 * order. */
static nano_status check_bodies(check *c) {
    uint32_t end = c->a->bytes[TBL_BYTECODE];
    const uint8_t *code = c->image + c->a->start[TBL_BYTECODE];
    for (c->row = c->a->rows[TBL_METHODDEF]; c->row-- > 0;) {
        row_method m;
        nano__row_method(c->vm, c->assembly, c->row, &m);
        if (m.rva == NANO_NONE) continue;
        if ((m.flags & MD_HASEH) != 0) {
            uint32_t count = code[end - 1], length = end - m.rva;
            if (count == 0 || 1 + 12 * count >= length)
                return BAD(c,
                           "%u exception rows do not fit into the body of %u bytes at 0x%x (pe-format 3.9)",
                           count, length, c->a->start[TBL_BYTECODE] + m.rva);
        }
        end = m.rva;
    }
    return NANO_OK;
}

/* ---- Attributes and resources
 * ------------------------------------------------------------------------------ */

/* Owners out of range are a known defect of the reference writer and are ignored by readers (pe-format 2.9);
 * so is a blob that cannot be decoded. Only what a reader would have to trust is checked. */
static nano_status check_attributes(check *c) {
    for (c->row = 0; c->row < c->a->rows[TBL_ATTRIBUTES]; c->row++) {
        row_ref r = nano__row_ref(c->vm, c->assembly, TBL_ATTRIBUTES, c->row);
        uint32_t constructor = r.sig, table = (constructor & 0x8000) != 0 ? TBL_METHODREF : TBL_METHODDEF;
        if ((constructor & 0x7FFF) >= c->a->rows[table])
            return BAD(c, "constructor 0x%x is no row of %s", constructor, nano__table_name(table));
    }
    return NANO_OK;
}

static nano_status check_resources(check *c) {
    uint32_t previous = 0;
    const uint8_t *p = c->image + c->a->start[TBL_RESOURCES];
    for (c->row = 0; c->row < c->a->rows[TBL_RESOURCES]; c->row++, p += 8) {
        uint32_t offset = nano__rd32(p + 4), padding = p[3] & 3u;
        if (offset < previous || offset > c->a->bytes[TBL_RESOURCESDATA] || offset - previous < padding)
            return BAD(c, "data offset 0x%x is not between 0x%x and the end of ResourcesData at 0x%x", offset,
                       previous + padding, c->a->bytes[TBL_RESOURCESDATA]);
        previous = offset;
    }
    c->table = TBL_RESOURCESFILES;
    for (c->row = 0; c->row < c->a->rows[TBL_RESOURCESFILES]; c->row++) {
        const uint8_t *file = c->image + c->a->start[TBL_RESOURCESFILES] + 24 * c->row;
        TRY(check_string(c, nano__rd16(file + 16), "name"));
    }
    return NANO_OK;
}

nano_status nano__pe_check(nano_vm *vm, uint32_t index) {
    static nano_status (*const steps[])(check *) = {
        check_assemblyrefs, check_typerefs, check_memberrefs, check_memberrefs, check_typedefs,
        check_members,      check_bodies,   check_attributes, check_typespecs,  check_resources};
    static const uint8_t tables[] = {TBL_ASSEMBLYREF, TBL_TYPEREF,  TBL_FIELDREF,  TBL_METHODREF,
                                     TBL_TYPEDEF,     TBL_FIELDDEF, TBL_METHODDEF, TBL_ATTRIBUTES,
                                     TBL_TYPESPEC,    TBL_RESOURCES};
    nano_tables all;
    nano__tables(vm->images[index], &all);
    check c = {.vm = vm, .a = &all, .image = vm->images[index], .assembly = index};
    for (uint32_t i = 0; i < sizeof(tables); i++) {
        c.table = tables[i];
        c.row = 0;
        TRY(steps[i](&c));
    }
    return NANO_OK;
}
