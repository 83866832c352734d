/* known.c - the types of mscorlib that the VM knows by name: found when the base set is linked, and checked,
 * because the VM builds on their kind, their base and what they do not contain. A type that is not there
 * stays 0 and what needs it is not supported; one that is another than the VM takes it for makes the core
 * library unusable. */
#include "nano_internal.h"

typedef enum shape {
    SHAPE_EMPTY,
    SHAPE_CLASS,
    SHAPE_VALUE,
    SHAPE_TICKS,
    SHAPE_NUMBER,
    SHAPE_INTERFACE,
    SHAPE_DELEGATE
} shape;

static const struct {
    const char *ns, *name;
    uint8_t shape, base;
} rows[WK_COUNT] = {
#define ROW(id, ns, name, shape, base) [WK_##id] = {ns, name, SHAPE_##shape, WK_##base},
    NANO_WELL_KNOWN(ROW)
#undef ROW
};

/* ---- Names
 * ------------------------------------------------------------------------------------------------- */

bool nano__row_is_known(nano_vm *vm, uint32_t assembly, const row_typedef *t, nano_well_known known) {
    return t->enclosing == NANO_NONE && nano__name_is(vm, assembly, t->name, rows[known].name) &&
           nano__name_is(vm, assembly, t->ns, rows[known].ns);
}

/* Compares `text` with namespace and name, '.' replaced by the separator, or left out if that is 0. */
static bool text_is(const char *text, uint32_t length, const char *ns, const char *name, char separator) {
    uint32_t at = 0;
    for (const char *part = ns; part; part = part == ns ? name : NULL) {
        for (const char *p = part; *p; p++) {
            const char c = *p == '.' ? separator : *p;
            if (c && (at >= length || text[at++] != c)) return false;
        }
        if (part == ns && separator && (at >= length || text[at++] != separator)) return false;
    }
    return at == length;
}

nano_well_known nano__known_by_text(const char *text, uint32_t length, char separator) {
    uint32_t i = 0;
    while (i < WK_COUNT && !text_is(text, length, rows[i].ns, rows[i].name, separator)) i++;
    return (nano_well_known)i;
}

/* ---- Shapes
 * ------------------------------------------------------------------------------------------------ */

static nano_status wrong(nano_vm *vm, moff type, const char *expected) {
    return nano__fail(vm, NANO_UNSUPPORTED, "%s: %t is not what the runtime takes it for: expected %s",
                      nano__asm_name(vm, AT(vm, type, nano_type)->id >> 16), type, expected);
}

static bool is_ticks(nano_vm *vm, uint32_t assembly, uint32_t field) {
    row_field f;
    nano__row_field(vm, assembly, field, &f);
    const uint32_t code = nano__blob(vm, assembly, f.sig)[1];
    return code == DT_I8 || code == DT_U8;
}

static bool has_shape(nano_vm *vm, moff type, shape wanted) {
    const nano_type *t = AT(vm, type, nano_type);
    row_typedef row;
    nano__row_typedef(vm, t->id >> 16, t->id & 0xFFFF, &row);
    switch (wanted) {
    case SHAPE_EMPTY: return t->kind == K_CLASS && row.ifields == 0;
    case SHAPE_CLASS: return t->kind == K_CLASS || t->kind == K_STRING || t->kind == K_DELEGATE;
    case SHAPE_VALUE: return t->kind == K_STRUCT || t->kind == K_VOID;
    case SHAPE_TICKS:
        return t->kind == K_STRUCT && row.ifields == 1 && is_ticks(vm, t->id >> 16, row.ifields_first);
    case SHAPE_NUMBER: return t->kind == K_PRIMITIVE;
    case SHAPE_INTERFACE: return t->kind == K_INTERFACE;
    default: return t->kind == K_DELEGATE;
    }
}

static nano_status check_shape(nano_vm *vm, nano_well_known known) {
    static const char *const texts[] = {
        "a class without fields", "a class",      "a struct",  "a struct of one 64-bit integer",
        "a primitive struct",     "an interface", "a delegate"};
    const moff type = CORE(vm)->known[known], base = CORE(vm)->known[rows[known].base];
    if (!has_shape(vm, type, (shape)rows[known].shape)) return wrong(vm, type, texts[rows[known].shape]);
    if (rows[known].shape == SHAPE_INTERFACE || known == WK_OBJECT) return NANO_OK;
    moff at = AT(vm, type, nano_type)->base;
    while (at && at != base) at = AT(vm, at, nano_type)->base;
    return at && base ? NANO_OK : wrong(vm, type, rows[rows[known].base].name);
}

/* Objects of String are made by its natives alone: a constructor with a body would return none. */
static nano_status check_string(nano_vm *vm) {
    const moff string = CORE(vm)->known[WK_STRING];
    const uint32_t id = AT(vm, string, nano_type)->id;
    row_typedef t;
    nano__row_typedef(vm, id >> 16, id & 0xFFFF, &t);
    for (uint32_t i = 0; i < (uint32_t)t.vmethods + t.imethods; i++) {
        row_method m;
        nano__row_method(vm, id >> 16, t.methods_first + i, &m);
        if ((m.flags & MD_CTOR) && m.rva != NANO_NONE)
            return wrong(vm, string, "constructors without a body");
    }
    return NANO_OK;
}

/* Invoke of a delegate that the VM calls by itself: no parameter, or one of type object. */
static nano_status check_invoke(nano_vm *vm, nano_well_known known, uint32_t parameters) {
    const moff type = CORE(vm)->known[known];
    if (type == 0) return NANO_OK;
    const uint32_t id = AT(vm, type, nano_type)->id;
    row_typedef t;
    nano__row_typedef(vm, id >> 16, id & 0xFFFF, &t);
    for (uint32_t i = 0; i < (uint32_t)t.vmethods + t.imethods; i++) {
        row_method m;
        nano__row_method(vm, id >> 16, t.methods_first + i, &m);
        if (!nano__name_is(vm, id >> 16, m.name, "Invoke")) continue;
        const uint8_t *sig = nano__blob(vm, id >> 16, m.sig); /* convention, count, result, parameters */
        if (sig[1] != parameters || sig[2] != DT_VOID || (parameters == 1 && sig[3] != DT_OBJECT))
            return wrong(vm, type, parameters ? "Invoke(object)" : "Invoke()");
    }
    return NANO_OK;
}

/* ---- Finding them
 * ------------------------------------------------------------------------------------------ */

static bool is_exception(nano_vm *vm, moff type) {
    while (type && type != CORE(vm)->known[WK_EXCEPTION]) type = AT(vm, type, nano_type)->base;
    return type != 0;
}

/* A class of such a name that is no exception counts as missing. */
static nano_status find_exceptions(nano_vm *vm, uint32_t mscorlib) {
    static const struct {
        const char *ns, *name;
        uint8_t fallback;
    } names[EXC_COUNT] = {
#define ROW(id, ns, name, fallback) [EXC_##id] = {ns, name, EXC_##fallback},
        NANO_EXCEPTIONS(ROW)
#undef ROW
    };
    moff *types = CORE(vm)->exceptions;
    for (uint32_t i = 0; i < EXC_COUNT; i++) {
        const uint32_t id = nano__find_typedef(vm, mscorlib, names[i].ns, names[i].name);
        if (id == NO_TYPE) continue;
        TRY(nano__type(vm, mscorlib, id & 0xFFFF, types + i));
        if (!is_exception(vm, types[i])) types[i] = 0;
    }
    for (uint32_t i = 0; i < EXC_COUNT; i++)
        for (uint32_t at = i; types[i] == 0 && at != names[at].fallback; types[i] = types[at])
            at = names[at].fallback;
    return NANO_OK;
}

/* The fields that the VM itself touches. */
static nano_status find_fields(nano_vm *vm) {
    static const struct {
        uint8_t field, known;
        const char *name, *type;
    } fields[] = {
        {FLD_EXCEPTION_MESSAGE, WK_EXCEPTION, "_message", "STRING"},
        {FLD_EXCEPTION_TRACE, WK_EXCEPTION, "_stackTrace", "OBJECT"},
        {FLD_EXCEPTION_INNER, WK_EXCEPTION, "_innerException", "SystemException"},
        {FLD_THREAD_DELEGATE, WK_THREAD, "_delegate", "SystemDelegate"},
    };
    for (uint32_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        nano_field f;
        bool found = false;
        const moff type = CORE(vm)->known[fields[i].known];
        if (type != 0) TRY(nano__find_field(vm, type, fields[i].name, fields[i].type, &f, &found));
        CORE(vm)->field_offsets[fields[i].field] = found && !f.is_static ? f.offset : 0;
    }
    return NANO_OK;
}

static nano_status check_known(nano_vm *vm) {
    static const uint8_t needed[] = {WK_OBJECT,  WK_VALUETYPE, WK_STRING, WK_ARRAY,    WK_VOID,
                                     WK_BOOLEAN, WK_CHAR,      WK_I4,     WK_EXCEPTION};
    const moff *known = CORE(vm)->known;
    for (uint32_t i = 0; i < sizeof(needed); i++)
        if (known[needed[i]] == 0)
            return nano__fail(vm, NANO_UNSUPPORTED, "mscorlib has no type System.%s", rows[needed[i]].name);
    for (uint32_t i = 0; i < WK_COUNT; i++)
        if (known[i] != 0) TRY(check_shape(vm, (nano_well_known)i));
    TRY(check_invoke(vm, WK_THREADSTART, 0));
    TRY(check_invoke(vm, WK_TIMERCALLBACK, 1));
    return check_string(vm);
}

nano_status nano__find_known_types(nano_vm *vm) {
    nano_core *core = CORE(vm);
    nano__make_dispatch_cache(vm);
    const int mscorlib = nano__find_assembly(vm, 0, "mscorlib");
    if (mscorlib < 0) return NANO_OK;
    for (uint32_t i = 0; i < WK_COUNT; i++) {
        const uint32_t id = nano__find_typedef(vm, (uint32_t)mscorlib, rows[i].ns, rows[i].name);
        if (id != NO_TYPE) TRY(nano__type(vm, (uint32_t)mscorlib, id & 0xFFFF, core->known + i));
    }
    const nano_status status = check_known(vm);
    if (status != NANO_OK) {
        nano__zero(core->known, sizeof core->known); /* nothing is known by halves */
        return status;
    }
    TRY(find_exceptions(vm, (uint32_t)mscorlib));
    return find_fields(vm);
}
