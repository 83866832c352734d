/* sig.c - reading signatures (pe-format 3.2 to 3.5): types of fields, arguments and locals; equality across
 * assemblies.
 *
 * Signatures were proven to be well-formed at load (pe_check.c); what is refused here are types that the
 * runtime cannot represent (open generics, void where a value is needed) and tokens whose kind contradicts
 * the type that they name.
 */
#include "nano_internal.h"

uint32_t nano__sig_uint(const uint8_t **sig) {
    const uint8_t *p = *sig;
    if (p[0] < 0x80) {
        *sig = p + 1;
        return p[0];
    }
    if (p[0] < 0xC0) {
        *sig = p + 2;
        return (p[0] & 0x3Fu) << 8 | p[1];
    }
    *sig = p + 4;
    return (p[0] & 0x1Fu) << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

uint32_t nano__sig_typedef(nano_vm *vm, uint32_t assembly, const uint8_t **sig) {
    uint32_t token = nano__sig_uint(sig), row = token >> 2;
    return (token & 3) == 0 ? assembly << 16 | row : nano__typeref(vm, assembly, row);
}

uint32_t nano__words(nano_vm *vm, nano_sigtype t) {
    if (t.byref) return 2;
    switch (t.dt) {
    case DT_VOID: return 0;
    case DT_I8:
    case DT_U8:
    case DT_R8: return 2;
    case DT_VALUETYPE: return (AT(vm, t.type, nano_type)->size + 3) / 4;
    default: return 1;
    }
}

/* Which well-known type a one-byte element type stands for; WK_COUNT: none. */
static nano_well_known known_of(uint32_t code) {
    if (code <= DT_R8) return (nano_well_known)(WK_VOID + code);
    if (code == DT_STRING) return WK_STRING;
    if (code == DT_OBJECT) return WK_OBJECT;
    return code == DT_WEAKCLASS ? WK_WEAKREFERENCE : WK_COUNT;
}

static nano_status unsupported(nano_vm *vm, uint32_t assembly, const uint8_t *at, nano_text what) {
    const uint8_t *heap = nano__blob(vm, assembly, 0);
    return nano__fail(vm, NANO_UNSUPPORTED, TEXT_SIGNATURE, assembly, (uint32_t)(at - heap), what);
}

/* The type that an element byte stands for; `token` of CLASS and VALUETYPE. */
static nano_status element_type(nano_vm *vm, uint32_t assembly, uint32_t code, uint32_t token, moff *type) {
    if (code == DT_CLASS || code == DT_VALUETYPE) {
        const uint32_t row = token >> 2,
                       id = (token & 3) == 1 ? nano__typeref(vm, assembly, row) : assembly << 16 | row;
        return nano__type(vm, id >> 16, id & 0xFFFF, type);
    }
    const nano_well_known known = known_of(code);
    *type = 0;
    return known != WK_COUNT ? nano__known_type(vm, known, type) : NANO_OK;
}

/* Everything behind BYREF and pinned, arrays included, without a layout. A TypeSpec is read on in its own
 * signature, without recursion: many can stand behind each other. `announced` is what CLASS or VALUETYPE says
 * of the type that follows; a struct where a reference is announced would be type confusion. */
static nano_status read_type(nano_vm *vm, uint32_t assembly, const uint8_t **sig, moff *type) {
    const uint8_t *spec, **at = sig, *start = *sig;
    uint32_t levels = 0, code, token = 0, announced = 0;
    for (;;) {
        for (code = *(*at)++; code == DT_SZARRAY; code = *(*at)++, levels++, announced = 0)
            if (announced == DT_VALUETYPE) return unsupported(vm, assembly, start, TEXT_CLASS_OR_VALUETYPE);
        if (code != DT_CLASS && code != DT_VALUETYPE) break;
        if (announced && announced != code) return unsupported(vm, assembly, start, TEXT_CLASS_OR_VALUETYPE);
        announced = code;
        token = nano__sig_uint(at);
        if ((token & 3) != 2) break;
        spec = nano__typespec(vm, assembly << 16 | token >> 2);
        at = &spec;
    }
    if (code == DT_VAR || code == DT_MVAR) return unsupported(vm, assembly, start, TEXT_GENERIC_PARAMETER);
    TRY(element_type(vm, assembly, code, token, type));
    if (*type == 0) return unsupported(vm, assembly, start, TEXT_TYPE_MISSING);
    const nano_type *t = AT(vm, *type, nano_type);
    if (announced && t->kind != K_VOID && nano__is_value(t) != (announced == DT_VALUETYPE))
        return unsupported(vm, assembly, start, TEXT_CLASS_OR_VALUETYPE);
    for (; levels > 0; levels--) TRY(nano__array_of(vm, *type, type));
    return NANO_OK;
}

nano_status nano__sig_identity(nano_vm *vm, uint32_t assembly, const uint8_t **sig, nano_sigtype *out) {
    *out = (nano_sigtype){0};
    if (**sig == DT_PINNED) (*sig)++;
    if (**sig == DT_BYREF) {
        out->byref = 1;
        (*sig)++;
    }
    const uint8_t *start = *sig;
    TRY(read_type(vm, assembly, sig, &out->type));
    out->dt = AT(vm, out->type, nano_type)->dt;
    if (out->byref && out->dt == DT_VOID) return unsupported(vm, assembly, start, TEXT_VOID_REFERENCE);
    return NANO_OK;
}

nano_status nano__sig_type(nano_vm *vm, uint32_t assembly, const uint8_t **sig, nano_sigtype *out) {
    TRY(nano__sig_identity(vm, assembly, sig, out));
    return out->dt == DT_VALUETYPE ? nano__layout_instance(vm, out->type) : NANO_OK;
}

nano_status nano__arg_type(nano_vm *vm, moff method, uint32_t index, nano_sigtype *out) {
    const nano_method *m = AT(vm, method, nano_method);
    uint32_t assembly = m->id >> 16;
    if (m->has_this) {
        if (index == 0) {
            const nano_type *owner = AT(vm, m->owner, nano_type);
            *out = (nano_sigtype){owner->dt, nano__is_value(owner), m->owner};
            return NANO_OK;
        }
        index--;
    }
    const row_method *row = nano__method_row(vm, m->id);
    const uint8_t *sig = nano__blob(vm, assembly, row->sig) + 2;
    nano_sigtype type;
    for (uint32_t i = 0; i <= index + 1; i++) TRY(nano__sig_type(vm, assembly, &sig, &type));
    *out = type;
    return NANO_OK;
}

/* -- Equality ------------------------------------------------------------------------------------- */

typedef struct side {
    uint32_t assembly;
    const uint8_t *at;
    const uint8_t *resume; /* where to go on after a TypeSpec was read in place of its token */
} side;

/* Next element code; TypeSpec tokens are replaced by what they stand for. `id` is the packed type of CLASS,
 * VALUETYPE, or the number of a generic parameter. */
static uint32_t next_code(nano_vm *vm, side *s, uint32_t *id) {
    for (;;) {
        uint32_t code = *s->at++;
        *id = 0;
        if (code == DT_PINNED) continue;
        if (code == DT_VAR || code == DT_MVAR) *id = *s->at++;
        if (code != DT_CLASS && code != DT_VALUETYPE) return code;
        uint32_t token = nano__sig_uint(&s->at), row = token >> 2;
        if ((token & 3) != 2) {
            *id = (token & 3) == 0 ? s->assembly << 16 | row : nano__typeref(vm, s->assembly, row);
            return code;
        }
        if (s->resume == NULL) s->resume = s->at;
        s->at = nano__typespec(vm, s->assembly << 16 | row);
    }
}

static bool type_equal(nano_vm *vm, side *a, side *b) {
    uint32_t code, id_a, id_b;
    a->resume = b->resume = NULL;
    do {
        code = next_code(vm, a, &id_a);
        if (code != next_code(vm, b, &id_b) || id_a != id_b) return false;
    } while (code == DT_SZARRAY || code == DT_BYREF);
    if (a->resume != NULL) a->at = a->resume;
    if (b->resume != NULL) b->at = b->resume;
    return true;
}

bool nano__sig_equal(nano_vm *vm, uint32_t asm_a, const uint8_t *a, uint32_t asm_b, const uint8_t *b,
                     bool is_field) {
    if (asm_a == asm_b && a == b) return true;
    side x = {.assembly = asm_a, .at = a + 1}, y = {.assembly = asm_b, .at = b + 1};
    if (is_field) return type_equal(vm, &x, &y);
    if (a[0] != b[0] || a[1] != b[1]) return false;
    x.at++;
    y.at++;
    for (uint32_t i = 0; i <= a[1]; i++)
        if (!type_equal(vm, &x, &y)) return false;
    return true;
}
