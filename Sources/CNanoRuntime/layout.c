/* layout.c - where fields lie: sizes, reference maps, vtables, static fields.
 *
 * A vtable is made at the first virtual call through its class, or when a method that it introduces is named.
 *
 * Fields have their natural size; their alignment is min(size, 4). They are placed so that no padding is
 * spent where a smaller field fits, base class first. Offsets of single fields are not stored: nano__field
 * computes the same placement again, which happens once per field instruction that is translated.
 */
#include "nano_internal.h"

enum {
    MAX_FIELDS = 255,
    MAX_INSTANCE = 0xFFF0,
    MAX_VALUE = 0x4000,
    MAX_NESTING = 128, /* types that have to be sized before one: bases and structs within structs */
    OBJECT_HEADER = 4
};

/* -- Placement ------------------------------------------------------------------------------------ */

/* Fields of one kind of one type. */
typedef struct placement {
    uint32_t count, first; /* rows */
    uint32_t start, end;   /* offsets of the first field and after the last */
    uint32_t alignment;    /* largest */
    uint32_t references;   /* reference words */
    uint16_t size[MAX_FIELDS];
} placement;

/* Where field `index` of a placement lies. */
typedef nano_status (*field_visitor)(nano_vm *vm, const placement *p, uint32_t index, uint32_t offset,
                                     void *context);

static nano_status field_type(nano_vm *vm, uint32_t assembly, uint32_t row, nano_sigtype *type) {
    const row_field *f = nano__field_row(vm, assembly << 16 | row);
    const uint8_t *sig = nano__blob(vm, assembly, f->sig) + 1;
    TRY(nano__sig_type(vm, assembly, &sig, type));
    if (type->dt == DT_VOID)
        return nano__fail_row(vm, NANO_UNSUPPORTED, TBL_FIELDDEF, assembly << 16 | row,
                              TEXT_FIELD_INEXPRESSIBLE, assembly, (uint32_t)f->name);
    return NANO_OK;
}

static const uint8_t *field_signature(nano_vm *vm, uint32_t assembly, uint32_t row) {
    const row_field *f = nano__field_row(vm, assembly << 16 | row);
    return nano__blob(vm, assembly, f->sig) + 1;
}

/* The type of a field as far as its place goes. References are all alike: the types that they name need not
 * exist, least of all be laid out, which may be what is going on. */
static nano_status placed_type(nano_vm *vm, uint32_t assembly, uint32_t row, nano_sigtype *type) {
    switch (*field_signature(vm, assembly, row)) {
    case DT_STRING:
    case DT_OBJECT:
    case DT_CLASS:
    case DT_SZARRAY: *type = (nano_sigtype){DT_OBJECT, 0, 0}; return NANO_OK;
    default: return field_type(vm, assembly, row, type);
    }
}

/* The largest of 1, 2, 4 that divides the size: the size of a struct is rounded to its alignment. */
static uint32_t alignment_of(uint32_t bytes) { return bytes % 4 == 0 ? 4 : bytes % 2 == 0 ? 2 : 1; }

/* Chooses, again and again, the field of the largest alignment that fits without padding; pads only if none
 * does. */
static nano_status place(nano_vm *vm, placement *p, field_visitor visit, void *context) {
    uint32_t at = p->start, next[3] = {0, 0, 0}; /* fields of alignment 4, 2, 1 are taken in their order */
    for (uint32_t placed = 0; placed < p->count;) {
        uint32_t best = MAX_FIELDS;
        for (uint32_t i = 0; i < 3 && best == MAX_FIELDS; i++) {
            const uint32_t alignment = 4u >> i;
            while (next[i] < p->count && alignment_of(p->size[next[i]]) != alignment) next[i]++;
            if (at % alignment == 0 && next[i] < p->count) best = next[i]++;
        }
        if (best == MAX_FIELDS) {
            at++;
            continue;
        }
        if (visit != NULL) TRY(visit(vm, p, best, at, context));
        at += p->size[best];
        placed++;
    }
    p->end = at;
    return NANO_OK;
}

static nano_status plan(nano_vm *vm, uint32_t assembly, uint32_t first, uint32_t count, uint32_t start,
                        uint32_t limit, placement *p) {
    uint32_t total = start + 4 * count; /* padding included */
    p->first = first;
    p->count = count;
    p->start = start;
    p->alignment = 1;
    p->references = 0;
    for (uint32_t i = 0; i < count; i++) {
        nano_sigtype type;
        TRY(placed_type(vm, assembly, first + i, &type));
        uint32_t bytes = nano__field_bytes(vm, type);
        p->size[i] = (uint16_t)bytes;
        if (alignment_of(bytes) > p->alignment) p->alignment = alignment_of(bytes);
        moff map = type.dt == DT_VALUETYPE ? AT(vm, type.type, nano_type)->refmap : 0;
        p->references += type.dt == DT_OBJECT ? 1 : map != 0 ? AT(vm, map, uint16_t)[0] : 0;
        total += bytes;
        if (total > limit)
            return nano__fail_row(vm, NANO_LIMIT, TBL_FIELDDEF, assembly << 16 | (first + i),
                                  TEXT_FIELDS_TOO_LARGE, limit);
    }
    return NANO_OK;
}

/* A reference map that is being filled in. */
typedef struct map_writer {
    uint32_t assembly, at; /* entries written */
    moff map;
} map_writer;

static nano_status add_references(nano_vm *vm, const placement *p, uint32_t index, uint32_t offset,
                                  void *context) {
    map_writer *w = context;
    nano_sigtype type;
    TRY(placed_type(vm, w->assembly, p->first + index, &type));
    uint16_t *entries = AT(vm, w->map, uint16_t);
    if (type.dt == DT_OBJECT) entries[w->at++] = (uint16_t)offset;
    moff inner = type.dt == DT_VALUETYPE ? AT(vm, type.type, nano_type)->refmap : 0;
    for (uint32_t k = 0; inner != 0 && k < AT(vm, inner, uint16_t)[0]; k++)
        entries[w->at++] = (uint16_t)(offset + AT(vm, inner, uint16_t)[1 + k]);
    return NANO_OK;
}

/* Places the planned fields. The map gets the offsets of the references among them, after the `inherited` map
 * and `extra` offsets; it begins `lead` bytes behind the start of its block. 0 in *map: none at all, and
 * nothing leads.
 */
static nano_status make_map(nano_vm *vm, uint32_t assembly, placement *p, moff inherited,
                            const uint16_t *extra, uint32_t extra_count, uint32_t lead, moff *map) {
    uint32_t count = inherited != 0 ? AT(vm, inherited, uint16_t)[0] : 0, at = 1;
    uint32_t total = count + extra_count + p->references;
    *map = 0;
    if (total + lead == 0) return place(vm, p, NULL, NULL);
    moff made = nano__meta_alloc(vm, lead + 2 + 2 * total);
    if (made == 0) return nano__fail_memory(vm, TEXT_FOR_REFERENCE_MAP);
    uint16_t *entries = AT(vm, made + lead, uint16_t);
    entries[0] = (uint16_t)total;
    for (uint32_t i = 0; i < count; i++) entries[at++] = AT(vm, inherited, uint16_t)[1 + i];
    for (uint32_t i = 0; i < extra_count; i++) entries[at++] = extra[i];
    map_writer w = {assembly, at, made + lead};
    const nano_status status = place(vm, p, add_references, &w);
    if (status == NANO_OK)
        *map = made;
    else
        nano__meta_free(vm, made);
    return status;
}

/* -- Instances ------------------------------------------------------------------------------------ */

/* Words that the VM keeps in objects of classes of mscorlib, right behind the header; which of them are
 * references. */
typedef struct hidden {
    uint8_t known, words, reference_count;
    uint16_t references[3];
} hidden;

static const hidden hidden_words[] = {
    {WK_TYPE, 1, 0, {0}},       {WK_ASSEMBLY, 1, 0, {0}},      {WK_METHODBASE, 1, 0, {0}},
    {WK_FIELDBASE, 1, 0, {0}},  {WK_WEAKREFERENCE, 1, 0, {0}}, {WK_THREAD, 1, 0, {0}},
    {WK_WAITHANDLE, 1, 0, {0}}, {WK_TIMER, 6, 3, {4, 8, 24}},
};

static const hidden *hidden_of(nano_vm *vm, moff type) {
    static const hidden none;
    for (uint32_t i = 0; i < sizeof(hidden_words) / sizeof(hidden_words[0]); i++)
        if (CORE(vm)->known[hidden_words[i].known] == type) return hidden_words + i;
    return &none;
}

static bool is_handle(nano_vm *vm, moff type) {
    const moff *known = CORE(vm)->known;
    return type != 0 &&
           (type == known[WK_TYPEHANDLE] || type == known[WK_FIELDHANDLE] || type == known[WK_METHODHANDLE]);
}

/* Types whose layout is the VM's and not that of their declared fields. */
static bool fixed_layout(nano_vm *vm, moff type, nano_type *t) {
    switch (t->kind) {
    case K_STRING: t->size = sizeof(nano_string); return true;
    case K_VOID:
    case K_INTERFACE: t->size = OBJECT_HEADER; return true;
    case K_ENUM:
    case K_PRIMITIVE:
        t->size = (uint16_t)nano__field_bytes(vm, (nano_sigtype){.dt = t->dt, .type = type});
        return true;
    case K_STRUCT:
        if (!is_handle(vm, type)) return false;
        t->size = 4;
        return true;
    default: return false;
    }
}

static nano_status layout_delegate(nano_vm *vm, moff type) {
    nano_type *t = AT(vm, type, nano_type);
    const nano_type *base = AT(vm, t->base, nano_type);
    t->size = DELEGATE_BYTES;
    if (base->kind == K_DELEGATE) {
        t->refmap = base->refmap;
        return NANO_OK;
    }
    moff map = nano__meta_alloc(vm, 6);
    if (map == 0) return nano__fail_memory(vm, TEXT_FOR_REFERENCE_MAP);
    AT(vm, map, uint16_t)[0] = 2;
    AT(vm, map, uint16_t)[1] = 4;
    AT(vm, map, uint16_t)[2] = 12;
    t->refmap = map;
    t->traits |= TYPE_OWNS_REFMAP;
    return NANO_OK;
}

/* Where the first declared field may lie. */
static nano_status fields_start(nano_vm *vm, moff type, const hidden *h, uint32_t *start) {
    const nano_type *t = AT(vm, type, nano_type);
    if (t->kind == K_STRUCT) {
        *start = 0;
        return NANO_OK;
    }
    uint32_t base = t->base != 0 ? AT(vm, t->base, nano_type)->size : OBJECT_HEADER;
    if (h->words != 0 && base != OBJECT_HEADER)
        return nano__fail(vm, NANO_UNSUPPORTED, TEXT_BASE_HAS_FIELDS, type);
    *start = base + 4u * h->words;
    return NANO_OK;
}

__attribute__((noinline)) static nano_status layout_fields(nano_vm *vm, moff type) {
    nano_type *t = AT(vm, type, nano_type);
    uint32_t assembly = t->id >> 16, start = 0;
    const hidden *h = hidden_of(vm, type);
    const row_typedef *row = nano__typedef_row(vm, t->id);
    TRY(fields_start(vm, type, h, &start));
    placement p;
    bool value = t->kind == K_STRUCT;
    TRY(plan(vm, assembly, row->ifields_first, row->ifields, start, value ? MAX_VALUE : MAX_INSTANCE, &p));
    moff inherited = value || t->base == 0 ? 0 : AT(vm, t->base, nano_type)->refmap;
    if (p.references + h->reference_count == 0) {
        t->refmap = inherited;
        TRY(place(vm, &p, NULL, NULL));
    } else {
        TRY(make_map(vm, assembly, &p, inherited, h->references, h->reference_count, 0, &t->refmap));
        t->traits |= TYPE_OWNS_REFMAP;
    }
    t->size = (uint16_t)p.end;
    if (value) {
        t->size = (uint16_t)((p.end + p.alignment - 1) / p.alignment * p.alignment);
        if (t->size == 0) t->size = 1;
    }
    return NANO_OK;
}

/* A type that has to be sized before this one: its base, or the struct of a field. 0 = none. */
static nano_status unsized_part(nano_vm *vm, moff type, moff *part) {
    const nano_type *t = AT(vm, type, nano_type);
    const uint32_t assembly = t->id >> 16;
    *part = t->base;
    if (t->base != 0 && AT(vm, t->base, nano_type)->state < TYPE_SIZED) return NANO_OK;
    *part = 0;
    if (t->kind != K_CLASS && t->kind != K_STRUCT) return NANO_OK;
    const row_typedef *row = nano__typedef_row(vm, t->id);
    for (uint32_t i = 0; i < row->ifields; i++) {
        nano_sigtype field;
        const uint8_t *sig = field_signature(vm, assembly, row->ifields_first + i);
        if (*sig != DT_VALUETYPE) continue;
        TRY(nano__sig_identity(vm, assembly, &sig, &field));
        if (field.dt != DT_VALUETYPE || AT(vm, field.type, nano_type)->state >= TYPE_SIZED) continue;
        *part = field.type;
        return NANO_OK;
    }
    return NANO_OK;
}

/* Parts come first. They are looked for anew from the top after each, rather than by recursion: nobody can
 * nest types so deep that the C stack ends. */
nano_status nano__layout_instance(nano_vm *vm, moff type) {
    while (AT(vm, type, nano_type)->state < TYPE_SIZED) {
        moff at = type, part;
        for (uint32_t depth = 0;; depth++, at = part) {
            TRY(unsized_part(vm, at, &part));
            if (part == 0) break;
            if (depth == MAX_NESTING)
                return nano__fail(vm, NANO_LIMIT, TEXT_STRUCTS_TOO_DEEP, type, (uint32_t)MAX_NESTING);
        }
        nano_type *t = AT(vm, at, nano_type);
        if (!fixed_layout(vm, at, t))
            TRY(t->kind == K_DELEGATE ? layout_delegate(vm, at) : layout_fields(vm, at));
        t->state = TYPE_SIZED;
    }
    return NANO_OK;
}

/* -- Virtual methods ------------------------------------------------------------------------------ */

static uint32_t entry_id(nano_vm *vm, uint32_t entry) {
    return (entry & 1) != 0 ? entry >> 1 : AT(vm, entry, nano_method)->id;
}

/* The slot of the base's vtable that a method overrides: the most derived one with its name and signature
 * (ECMA-335 II.10.3). */
static uint32_t overridden_slot(nano_vm *vm, const nano_type *base, uint32_t assembly, const row_method *m) {
    const uint32_t *entries = AT(vm, base->vtable, uint32_t);
    for (uint32_t slot = base->vcount; slot-- > 0;) {
        uint32_t id = entry_id(vm, entries[slot]);
        if (nano__method_matches(vm, assembly, m->name, m->sig, id >> 16, id & 0xFFFF)) return slot;
    }
    return NANO_NONE;
}

/* Bases and methods of a class are few enough (link.c, pe-format 2.6) for 16 bits. */
static void choose_slots(nano_vm *vm, const nano_type *t, const row_typedef *row, uint16_t *slots,
                         uint32_t *count) {
    const nano_type *base = t->base != 0 ? AT(vm, t->base, nano_type) : NULL;
    uint32_t assembly = t->id >> 16;
    for (uint32_t i = 0; i < row->vmethods; i++) {
        const row_method *m = nano__method_row(vm, assembly << 16 | (row->methods_first + i));
        uint32_t slot =
            base != NULL && (m->flags & MD_NEWSLOT) == 0 ? overridden_slot(vm, base, assembly, m) : NANO_NONE;
        if (slot == NANO_NONE) slot = (*count)++;
        slots[i] = (uint16_t)slot;
    }
}

/* MethodDef row of `void Finalize()` among `count` rows from `first`, or NANO_NONE. */
static uint32_t finalize_row(nano_vm *vm, uint32_t assembly, uint32_t first, uint32_t count) {
    for (uint32_t row = first; row < first + count; row++) {
        const row_method *m = nano__method_row(vm, assembly << 16 | row);
        const uint8_t *sig = nano__blob(vm, assembly, m->sig);
        if (nano__name_is(vm, assembly, m->name, "Finalize") && sig[1] == 0 && sig[2] == DT_VOID) return row;
    }
    return NANO_NONE;
}

/* Finalize runs only for classes that are flagged so themselves or by a base (pe-format 2.6). It need not be
 * virtual: the reference runtime looks for it by name. */
static void find_finalizer(nano_vm *vm, nano_type *t, const row_typedef *row) {
    if (t->base != 0) t->traits |= AT(vm, t->base, nano_type)->traits & TYPE_FINALIZED;
    if (t->kind != K_CLASS || (t->flags & TD_FINALIZER) == 0) return;
    const uint32_t count = (uint32_t)row->vmethods + row->imethods;
    if (finalize_row(vm, t->id >> 16, row->methods_first, count) != NANO_NONE) t->traits |= TYPE_FINALIZED;
}

nano_status nano__finalizer(nano_vm *vm, moff type, moff *method) {
    for (moff at = type;; at = AT(vm, at, nano_type)->base) {
        const uint32_t assembly = AT(vm, at, nano_type)->id >> 16;
        if ((AT(vm, at, nano_type)->flags & TD_FINALIZER) == 0) continue;
        const row_typedef *row = nano__typedef_row(vm, AT(vm, at, nano_type)->id);
        const uint32_t count = (uint32_t)row->vmethods + row->imethods,
                       found = finalize_row(vm, assembly, row->methods_first, count);
        if (found == NANO_NONE) continue;
        TRY(nano__method(vm, assembly, found, method));
        const uint32_t slot = AT(vm, *method, nano_method)->vslot;
        return slot == NANO_NONE ? NANO_OK : nano__vtable_at(vm, type, slot, method);
    }
}

/* Of a type whose base has its table. */
static nano_status make_vtable(nano_vm *vm, moff type) {
    nano_type *t = AT(vm, type, nano_type);
    const nano_type *base = t->base != 0 ? AT(vm, t->base, nano_type) : NULL;
    uint32_t inherited = base != NULL ? base->vcount : 0, count = inherited;
    const row_typedef *row = t->kind != K_ARRAY ? nano__typedef_row(vm, t->id) : NULL;
    if (!row || row->vmethods == 0) {
        t->vtable = base != NULL ? base->vtable : 0;
        t->vcount = (uint16_t)inherited;
        return NANO_OK;
    }
    uint16_t slots[MAX_FIELDS];
    choose_slots(vm, t, row, slots, &count);
    moff made = nano__meta_alloc(vm, 4 * count);
    if (made == 0) return nano__fail_memory(vm, TEXT_FOR_VIRTUAL_METHODS, type);
    uint32_t *entries = AT(vm, made, uint32_t);
    for (uint32_t i = 0; i < inherited; i++) entries[i] = AT(vm, base->vtable, uint32_t)[i];
    for (uint32_t i = 0; i < row->vmethods; i++)
        entries[slots[i]] = ((t->id & 0xFFFF0000) | (row->methods_first + i)) << 1 | 1;
    t->vtable = made;
    t->vcount = (uint16_t)count;
    t->traits |= TYPE_OWNS_VTABLE;
    return NANO_OK;
}

/* Bases come first, without recursion. */
nano_status nano__vtable(nano_vm *vm, moff type) {
    uint32_t missing = 0;
    if (AT(vm, type, nano_type)->kind == K_INTERFACE) return NANO_OK;
    for (moff at = type; at != 0 && AT(vm, at, nano_type)->vtable == 0; at = AT(vm, at, nano_type)->base)
        missing++;
    while (missing-- > 0) {
        moff at = type;
        for (uint32_t i = 0; i < missing; i++) at = AT(vm, at, nano_type)->base;
        TRY(make_vtable(vm, at));
    }
    return NANO_OK;
}

nano_status nano__vtable_at(nano_vm *vm, moff type, uint32_t slot, moff *method) {
    TRY(nano__vtable(vm, type));
    const nano_type *t = AT(vm, type, nano_type);
    if (slot >= t->vcount) return nano__fail(vm, NANO_REFUSED, TEXT_NO_VIRTUAL_METHOD, type, slot);
    uint32_t *entry = AT(vm, t->vtable, uint32_t) + slot;
    if ((*entry & 1) != 0) {
        uint32_t id = *entry >> 1;
        TRY(nano__method(vm, id >> 16, id & 0xFFFF, method));
        *entry = *method;
    }
    *method = *entry;
    return NANO_OK;
}

/* -- Static fields -------------------------------------------------------------------------------- */

/* Which of the 32 numbers from `first` on loaded types have. */
static uint32_t used_statics_slots(nano_vm *vm, uint32_t first) {
    uint32_t used = 0;
    nano__charge(vm, CORE(vm)->type_count * (uint32_t)sizeof(nano_type));
    for (moff type = nano__next_type(vm, 0); type != 0; type = nano__next_type(vm, type)) {
        const uint32_t slot = AT(vm, type, nano_type)->statics_slot;
        if (slot - first < 32) used |= 1u << (slot - first);
    }
    return used;
}

/* The lowest number that no record of a type has: those of types that went are used again. */
static nano_status take_statics_slot(nano_vm *vm, nano_type *t) {
    if (t->statics_slot != NANO_NONE) return NANO_OK;
    enum { SLOTS = 8192 };
    for (uint32_t first = CORE(vm)->free_statics_slot & ~31u; first < SLOTS; first += 32) {
        const uint32_t used = used_statics_slots(vm, first);
        if (used == 0xFFFFFFFF) continue;
        t->statics_slot = (uint16_t)(first + (uint32_t)__builtin_ctz(~used));
        CORE(vm)->free_statics_slot = (uint16_t)(t->statics_slot + 1);
        return NANO_OK;
    }
    return nano__fail(vm, NANO_LIMIT, TEXT_TOO_MANY_STATICS, (uint32_t)SLOTS);
}

static uint16_t find_cctor(nano_vm *vm, uint32_t assembly, const row_typedef *row) {
    uint32_t first = (uint32_t)row->methods_first + row->vmethods + row->imethods;
    for (uint32_t i = 0; i < row->smethods; i++) {
        const row_method *m = nano__method_row(vm, assembly << 16 | (first + i));
        if ((m->flags & MD_CCTOR) != 0) return (uint16_t)(first + i);
    }
    return NANO_NONE;
}

/* Apart from layout_statics, so that a placement is not on the stack while structs are sized. */
__attribute__((noinline)) static nano_status place_statics(nano_vm *vm, uint32_t assembly,
                                                           const row_typedef *row, moff *statics) {
    placement p;
    moff made;
    TRY(plan(vm, assembly, row->sfields_first, row->sfields, STATICS_HEADER, MAX_INSTANCE, &p));
    TRY(make_map(vm, assembly, &p, 0, NULL, 0, 2, &made));
    AT(vm, made, uint16_t)[0] = (uint16_t)p.end;
    *statics = made; /* not 0: done */
    return NANO_OK;
}

static nano_status layout_statics(nano_vm *vm, nano_type *t, const row_typedef *row) {
    uint32_t assembly = t->id >> 16;
    t->cctor = find_cctor(vm, assembly, row);
    if (row->sfields > 0 || t->cctor != NANO_NONE) TRY(take_statics_slot(vm, t));
    if (row->sfields == 0 || t->statics != 0) return NANO_OK;
    for (uint32_t i = 0; i < row->sfields; i++) {
        nano_sigtype sized;
        TRY(placed_type(vm, assembly, row->sfields_first + i, &sized));
    }
    return place_statics(vm, assembly, row, &t->statics);
}

/* The fields of Exception that the VM itself touches. */
static nano_status find_exception_fields(nano_vm *vm, moff type) {
    static const char *const rows[FLD_COUNT][2] = {
        [FLD_EXCEPTION_MESSAGE] = {"_message", "STRING"},
        [FLD_EXCEPTION_TRACE] = {"_stackTrace", "OBJECT"},
        [FLD_EXCEPTION_INNER] = {"_innerException", "SystemException"},
    };
    for (uint32_t i = 0; i < FLD_COUNT; i++) {
        nano_field f;
        bool found;
        TRY(nano__find_field(vm, type, rows[i][0], rows[i][1], &f, &found));
        CORE(vm)->field_offsets[i] = (uint16_t)(found && !f.is_static ? f.offset : 0);
    }
    return NANO_OK;
}

/* A type whose base is laid out. */
static nano_status lay_out(nano_vm *vm, moff type) {
    nano_type *t = AT(vm, type, nano_type);
    TRY(nano__layout_instance(vm, type));
    const row_typedef *row = nano__typedef_row(vm, t->id);
    TRY(layout_statics(vm, t, row));
    find_finalizer(vm, t, row);
    t->state = TYPE_LAID_OUT;
    const nano_status status =
        type == CORE(vm)->known[WK_EXCEPTION] ? find_exception_fields(vm, type) : NANO_OK;
    if (status != NANO_OK)
        t->state = TYPE_SIZED; /* what failed for lack of memory is done again at the next use */
    return status;
}

nano_status nano__layout(nano_vm *vm, moff type) {
    while (AT(vm, type, nano_type)->state != TYPE_LAID_OUT) {
        moff at = type, base = AT(vm, at, nano_type)->base;
        for (; base != 0 && AT(vm, base, nano_type)->state != TYPE_LAID_OUT;
             base = AT(vm, at, nano_type)->base)
            at = base;
        TRY(lay_out(vm, at));
    }
    return NANO_OK;
}

nano_status nano__statics(nano_vm *vm, uint32_t domain, moff type, nref *block) {
    TRY(nano__layout(vm, type));
    const nano_type *t = AT(vm, type, nano_type);
    nano_domain *d = &CORE(vm)->domains[domain];
    if (t->statics_slot == NANO_NONE) return nano__fail(vm, NANO_REFUSED, TEXT_NO_STATIC_FIELDS, type);
    if (t->statics_slot >= d->slots) {
        uint32_t slots = (t->statics_slot + 4u) & ~3u;
        moff table = nano__meta_alloc(vm, 4 * slots);
        if (table == 0) return nano__fail_memory(vm, TEXT_FOR_STATIC_FIELDS, type);
        if (d->statics != 0) nano__copy(AT(vm, table, nref), AT(vm, d->statics, nref), 4u * d->slots);
        nano__meta_free(vm, d->statics);
        d->statics = table;
        d->slots = (uint16_t)slots;
    }
    if (AT(vm, d->statics, nref)[t->statics_slot] == 0) {
        nref made = nano__alloc(vm, CORE(vm)->statics_type, nano__statics_bytes(vm, t));
        if (made == 0) return nano__fail_memory(vm, TEXT_FOR_STATIC_FIELDS, type);
        AT(vm, made, uint32_t)[1] = type;
        AT(vm, d->statics, nref)[t->statics_slot] = made | (t->cctor != NANO_NONE ? 1 : 0);
    }
    *block = AT(vm, d->statics, nref)[t->statics_slot] & ~3u;
    return NANO_OK;
}

/* -- Fields --------------------------------------------------------------------------------------- */

typedef struct wanted {
    uint32_t index, offset;
} wanted;

static nano_status note_offset(nano_vm *vm, const placement *p, uint32_t index, uint32_t offset,
                               void *context) {
    wanted *w = context;
    if (index == w->index) w->offset = offset;
    return NANO_OK;
}

/* Apart from nano__field, which has more to do before, so that the placement lies on the stack for itself. */
__attribute__((noinline)) static nano_status offset_of(nano_vm *vm, uint32_t assembly, uint32_t first,
                                                       uint32_t count, uint32_t start, uint32_t index,
                                                       uint32_t *offset) {
    placement p;
    wanted w = {index, 0};
    TRY(plan(vm, assembly, first, count, start, MAX_INSTANCE, &p));
    TRY(place(vm, &p, note_offset, &w));
    *offset = w.offset;
    return NANO_OK;
}

nano_status nano__field(nano_vm *vm, uint32_t assembly, uint32_t row, nano_field *field) {
    uint32_t owner_row = nano__owner_of_field(vm, assembly, row);
    *field = (nano_field){.id = assembly << 16 | row};
    TRY(nano__type(vm, assembly, owner_row, &field->owner));
    TRY(nano__layout(vm, field->owner));
    const row_typedef *owner = nano__typedef_row(vm, assembly << 16 | owner_row);
    const row_field *f = nano__field_row(vm, assembly << 16 | row);
    TRY(field_type(vm, assembly, row, &field->type));
    field->flags = f->flags;
    field->is_static = (f->flags & FD_STATIC) != 0;
    const nano_type *t = AT(vm, field->owner, nano_type);
    uint32_t first = owner->sfields_first, count = owner->sfields, start = STATICS_HEADER;
    if (!field->is_static) {
        first = owner->ifields_first;
        count = owner->ifields;
        if (t->kind == K_PRIMITIVE || t->kind == K_ENUM) {
            field->offset = 0;
            return field->type.dt == t->dt
                       ? NANO_OK
                       : nano__fail(vm, NANO_UNSUPPORTED, TEXT_OTHER_ELEMENT_TYPE, field->owner,
                                    (uint32_t)field->type.dt, (uint32_t)t->dt);
        }
        if (t->kind == K_STRING || t->kind == K_DELEGATE || is_handle(vm, field->owner))
            return nano__fail(vm, NANO_REFUSED, TEXT_FIELD_NOT_KEPT, field->owner, assembly,
                              (uint32_t)f->name);
        TRY(fields_start(vm, field->owner, hidden_of(vm, field->owner), &start));
    }
    return offset_of(vm, assembly, first, count, start, row - first, &field->offset);
}

nano_status nano__find_field(nano_vm *vm, moff type, const char *name, const char *type_text, nano_field *out,
                             bool *found) {
    const nano_type *t = AT(vm, type, nano_type);
    uint32_t id = t->kind == K_ARRAY ? AT(vm, t->base, nano_type)->id : t->id;
    uint32_t length = type_text != NULL ? nano__strlen(type_text) : 0;
    uint32_t row = nano__find_field_row(vm, id, name, nano__strlen(name), type_text, length);
    *found = row != NO_TYPE;
    return *found ? nano__field(vm, row >> 16, row & 0xFFFF, out) : NANO_OK;
}
