/* known.c - the types of mscorlib that the VM knows by name. Their rows are checked when the base set is
 * linked, because the VM builds on their kind, their base and what they do not contain: one that is another
 * than the VM takes it for makes the core library unusable. A record is made at first use; what needs a type
 * that is not there is not supported. */
#include "nano_internal.h"

typedef enum shape {
    SHAPE_EMPTY,
    SHAPE_ABSTRACT,
    SHAPE_CLASS,
    SHAPE_VALUE,
    SHAPE_TICKS,
    SHAPE_NUMBER,
    SHAPE_INTERFACE,
    SHAPE_DELEGATE
} shape;

static const struct {
    uint8_t ns, shape, base;
} rows[WK_COUNT] = {
#define ROW(id, ns, name, shape, base) [WK_##id] = {TEXT_NS_##ns - TEXT_NAMESPACES, SHAPE_##shape, WK_##base},
    NANO_WELL_KNOWN(ROW)
#undef ROW
};

/* -- Names ---------------------------------------------------------------------------------------- */

static nano_text name_of(nano_well_known known) { return (nano_text)(TEXT_KNOWN + known); }
static nano_text namespace_of(nano_well_known known) { return (nano_text)(TEXT_NAMESPACES + rows[known].ns); }

nano_well_known nano__known_by_row(nano_vm *vm, uint32_t assembly, const row_typedef *t) {
    nano_name name_room, ns_room;
    const char *name = nano__str(vm, assembly, t->name, &name_room),
               *ns = nano__str(vm, assembly, t->ns, &ns_room);
    uint32_t i = t->enclosing == NANO_NONE ? 0 : WK_COUNT;
    while (i < WK_COUNT && !(nano__text_is(name_of(i), name) && nano__text_is(namespace_of(i), ns))) i++;
    return (nano_well_known)i;
}

/* Compares the rest of a text with this one, '.' replaced by the separator, or left out if that is 0. */
static bool take_text(const char **at, const char *end, nano_text text, char separator) {
    nano_unpacker u = nano__text(text);
    for (char c; (c = (char)nano__next_character(&u)) != 0;) {
        if (c == '.') c = separator;
        if (c && (*at == end || *(*at)++ != c)) return false;
    }
    return true;
}

nano_well_known nano__known_by_text(const char *text, uint32_t length, char separator) {
    const char *const end = text + length;
    for (uint32_t i = 0; i < WK_COUNT; i++) {
        const char *at = text;
        if (take_text(&at, end, namespace_of(i), separator) &&
            (!separator || (at < end && *at++ == separator)) && take_text(&at, end, name_of(i), separator) &&
            at == end)
            return (nano_well_known)i;
    }
    return WK_COUNT;
}

/* Packed row of a type of mscorlib; NO_TYPE: it has none of this name. */
static uint32_t row_named(nano_vm *vm, nano_text ns, nano_text name) {
    const int mscorlib = nano__find_assembly(vm, 0, "mscorlib");
    return mscorlib < 0 ? NO_TYPE : nano__find_typedef(vm, (uint32_t)mscorlib, ns, name);
}

uint32_t nano__known_row(nano_vm *vm, nano_well_known known) {
    return row_named(vm, namespace_of(known), name_of(known));
}

bool nano__is_known(nano_vm *vm, uint32_t id, nano_well_known known) {
    return id != NO_TYPE && nano__known_row(vm, known) == id;
}

/* -- Shapes --------------------------------------------------------------------------------------- */

static nano_status wrong(nano_vm *vm, uint32_t id, nano_text expected) {
    return nano__fail(vm, NANO_UNSUPPORTED, TEXT_NOT_AS_KNOWN, id >> 16, id, expected);
}

static bool is_ticks(nano_vm *vm, uint32_t assembly, uint32_t field) {
    const row_field *f = nano__field_row(vm, assembly << 16 | field);
    const uint32_t code = nano__blob(vm, assembly, f->sig)[1];
    return code == DT_I8 || code == DT_U8;
}

static bool is_delegate(nano_vm *vm, uint32_t id) {
    return nano__derives_from(vm, id, nano__known_row(vm, WK_DELEGATE));
}

static bool has_shape(nano_vm *vm, uint32_t id, shape wanted) {
    const row_typedef *row = nano__typedef_row(vm, id);
    const uint32_t semantics = row->flags & TD_SEMANTICS;
    switch (wanted) {
    case SHAPE_EMPTY:
    case SHAPE_ABSTRACT:
        return semantics == 0 && row->ifields == 0 && !is_delegate(vm, id) &&
               (wanted == SHAPE_EMPTY || row->flags & TD_ABSTRACT);
    case SHAPE_CLASS: return semantics == 0;
    case SHAPE_VALUE:
    case SHAPE_NUMBER: return semantics == TD_VALUETYPE;
    case SHAPE_TICKS:
        return semantics == TD_VALUETYPE && row->ifields == 1 && is_ticks(vm, id >> 16, row->ifields_first);
    case SHAPE_INTERFACE: return semantics == TD_INTERFACE;
    default: return semantics == 0 && is_delegate(vm, id);
    }
}

static nano_status check_shape(nano_vm *vm, nano_well_known known, uint32_t id) {
    if (!has_shape(vm, id, (shape)rows[known].shape))
        return wrong(vm, id, (nano_text)(TEXT_SHAPES + rows[known].shape));
    if (rows[known].shape == SHAPE_INTERFACE || known == WK_OBJECT) return NANO_OK;
    const uint32_t base = nano__known_row(vm, (nano_well_known)rows[known].base);
    return base != NO_TYPE && nano__derives_from(vm, nano__base_id(vm, id), base)
               ? NANO_OK
               : wrong(vm, id, name_of((nano_well_known)rows[known].base));
}

/* Objects of String are made by its natives alone: a constructor with a body would return none. */
static nano_status check_string(nano_vm *vm) {
    const uint32_t id = nano__known_row(vm, WK_STRING);
    const row_typedef *t = nano__typedef_row(vm, id);
    for (uint32_t i = 0; i < (uint32_t)t->vmethods + t->imethods; i++) {
        const row_method *m = nano__method_row(vm, (id & 0xFFFF0000) | (t->methods_first + i));
        if ((m->flags & MD_CTOR) && m->rva != NANO_NONE) return wrong(vm, id, TEXT_CTORS_WITHOUT_BODY);
    }
    return NANO_OK;
}

/* Invoke of a delegate that the VM calls by itself: no parameter, or one of type object. */
static nano_status check_invoke(nano_vm *vm, nano_well_known known, uint32_t parameters) {
    const uint32_t id = nano__known_row(vm, known);
    if (id == NO_TYPE) return NANO_OK;
    const row_typedef *t = nano__typedef_row(vm, id);
    for (uint32_t i = 0; i < (uint32_t)t->vmethods + t->imethods; i++) {
        const row_method *m = nano__method_row(vm, (id & 0xFFFF0000) | (t->methods_first + i));
        if (!nano__name_is(vm, id >> 16, m->name, "Invoke")) continue;
        const uint8_t *sig = nano__blob(vm, id >> 16, m->sig); /* convention, count, result, parameters */
        if (sig[1] != parameters || sig[2] != DT_VOID || (parameters == 1 && sig[3] != DT_OBJECT))
            return wrong(vm, id, parameters ? TEXT_INVOKE_OBJECT : TEXT_INVOKE);
    }
    return NANO_OK;
}

nano_status nano__check_known_types(nano_vm *vm) {
    static const uint8_t needed[] = {WK_OBJECT,  WK_VALUETYPE, WK_STRING, WK_ARRAY,    WK_VOID,
                                     WK_BOOLEAN, WK_CHAR,      WK_I4,     WK_EXCEPTION};
    if (nano__find_assembly(vm, 0, "mscorlib") < 0) return NANO_OK;
    for (uint32_t i = 0; i < sizeof(needed); i++)
        if (nano__known_row(vm, (nano_well_known)needed[i]) == NO_TYPE)
            return nano__fail(vm, NANO_UNSUPPORTED, TEXT_NO_KNOWN_TYPE, name_of((nano_well_known)needed[i]));
    for (uint32_t i = 0; i < WK_COUNT; i++) {
        const uint32_t id = nano__known_row(vm, (nano_well_known)i);
        if (id != NO_TYPE) TRY(check_shape(vm, (nano_well_known)i, id));
    }
    TRY(check_invoke(vm, WK_THREADSTART, 0));
    TRY(check_invoke(vm, WK_TIMERCALLBACK, 1));
    TRY(check_string(vm));
    /* What code compares with and relies on without asking for it. */
    static const uint8_t always[] = {WK_OBJECT, WK_STRING, WK_EXCEPTION};
    for (uint32_t i = 0; i < sizeof(always); i++) {
        moff type;
        TRY(nano__known_type(vm, (nano_well_known)always[i], &type));
    }
    return NANO_OK;
}

/* -- Making them ---------------------------------------------------------------------------------- */

nano_status nano__known_type(nano_vm *vm, nano_well_known known, moff *type) {
    *type = CORE(vm)->known[known];
    if (*type != 0) return NANO_OK;
    const uint32_t id = nano__known_row(vm, known);
    return id != NO_TYPE ? nano__type(vm, id >> 16, id & 0xFFFF, type) : NANO_OK;
}

moff nano__known(nano_vm *vm, nano_well_known known) {
    moff type;
    return nano__known_type(vm, known, &type) == NANO_OK ? type : 0;
}

/* A class of such a name that is no exception counts as missing. */
uint32_t nano__exception_row(nano_vm *vm, nano_exc kind) {
    static const struct {
        uint8_t ns, fallback;
    } exceptions[EXC_COUNT] = {
#define ROW(id, ns, name, fallback) [EXC_##id] = {TEXT_NS_##ns - TEXT_NAMESPACES, EXC_##fallback},
        NANO_EXCEPTIONS(ROW)
#undef ROW
    };
    /* Those that were found last are often wanted again: a search goes over all names. */
    uint32_t *last = CORE(vm)->last_exceptions + kind % LAST_EXCEPTIONS;
    if (*last >> 24 == kind + 1u) return *last & 0xFFFFFF;
    const uint32_t exception = nano__known_row(vm, WK_EXCEPTION);
    for (uint32_t at = kind;; at = exceptions[at].fallback) {
        const uint32_t id = row_named(vm, (nano_text)(TEXT_NAMESPACES + exceptions[at].ns),
                                      (nano_text)(TEXT_EXCEPTIONS + at));
        if (id != NO_TYPE && nano__derives_from(vm, id, exception)) {
            *last = (kind + 1u) << 24 | id;
            return id;
        }
        if (exceptions[at].fallback == at) return NO_TYPE;
    }
}
