/* lib_members.c - natives of MethodBase, ConstructorInfo, FieldInfo and ParameterInfo, and how System.Type
 * finds members.
 *
 * Access is not checked, as in the reference runtime, but types are: an argument or field value is stored
 * only if the object that holds it fits (nano__object_fits), so reflection cannot break what the verifier has
 * proven.
 */
#include "lib.h"
#include "reflection.h"
#include "interp.h"

enum { MAX_CALL_WORDS = 96, BOX_PAYLOAD = 4, BYTES_PER_ROW = 32 /* to pay for looking at one */ };
/* Traced roots of an invocation. */
enum { ROOT_RESULT = 0, ROOT_NEW = 1 };

/* -- Finding methods ------------------------------------------------------------------------------ */

nano_status nano__member_argument(nano_call *c, uint32_t *id) {
    *id = HIDDEN(c->vm, ARG(c, 0)) - 1;
    return *id != NO_TYPE ? NANO_OK : nano__raise_text(EXC_NOT_SUPPORTED, TEXT_NOT_A_MEMBER_OF_RUNTIME);
}

/* The record stays while the native runs: core.prepared. */
static nano_status method_argument(nano_call *c, moff *method) {
    uint32_t id;
    TRY(nano__member_argument(c, &id));
    TRY(nano__method(c->vm, id >> 16, id & 0xFFFF, method));
    CORE(c->vm)->prepared = *method;
    return NANO_OK;
}

static nano_status method_object(nano_call *c, nano_well_known known, moff method, nref *object) {
    return nano__reflection_object(c, known, AT(c->vm, method, nano_method)->id + 1, object);
}

/* Does a member with these access and static bits match, found in a base (`inherited`) or the class itself?
 * Bits are the same for fields and methods. */
static bool flags_match(uint32_t flags, uint32_t binding, bool inherited) {
    bool is_public = (flags & MD_ACCESS) == 6, is_private = (flags & MD_ACCESS) <= 1;
    if (inherited && is_private) return false;
    return (binding & (is_public ? BIND_PUBLIC : BIND_NON_PUBLIC)) != 0 &&
           (binding & ((flags & MD_STATIC) != 0 ? BIND_STATIC : BIND_INSTANCE)) != 0;
}

/* What is looked for; `types` is the word of a Type[] argument whose elements must be the parameters, or 0.
 */
typedef struct query {
    const char *name; /* NULL: any */
    uint32_t binding;
    uint32_t types;
    bool constructors;
    uint32_t values; /* word of an object[] argument whose elements must fit the parameters, or 0 */
} query;

/* True if the parameters are the types, or can take the values, of the query. */
static nano_status parameters_match(nano_call *c, const query *q, moff method, bool *match) {
    nano_vm *vm = c->vm;
    const nano_method *m = AT(vm, method, nano_method);
    uint32_t count = (uint32_t)m->nargs - m->has_this;
    nref list = ARG(c, q->types != 0 ? q->types : q->values);
    *match = (list == 0 ? 0 : AT(vm, list, nano_array)->length) == count;
    for (uint32_t i = 0; i < count && *match; i++) {
        nano_sigtype type;
        TRY(nano__arg_type(vm, method, i + m->has_this, &type));
        list = ARG(c, q->types != 0 ? q->types : q->values);
        nref element = AT(vm, list + sizeof(nano_array), nref)[i];
        if (q->types != 0 && element == 0) return nano__raise(EXC_ARGUMENT_NULL);
        const bool fits = q->types != 0 ? HIDDEN(vm, element) == nano__type_handle(vm, type.type)
                                        : nano__object_fits(vm, element, type);
        *match = !type.byref && fits;
    }
    return NANO_OK;
}

/* The next matching method at or behind the position (class, index in it); 0: no more. Overridden methods are
 * found in the most derived class first. */
typedef struct position {
    uint32_t type, index;
    bool inherited;
} position;

static nano_status next_method(nano_call *c, const query *q, position *at, moff *method) {
    nano_vm *vm = c->vm;
    *method = 0;
    for (; at->type != NO_TYPE; at->type = nano__base_id(vm, at->type), at->index = 0, at->inherited = true) {
        const row_typedef *t = nano__typedef_row(vm, at->type);
        uint32_t count = (uint32_t)t->vmethods + t->imethods + t->smethods, assembly = at->type >> 16;
        while (at->index < count) {
            uint32_t row = t->methods_first + at->index++;
            const row_method *m = nano__method_row(vm, assembly << 16 | row);
            nano__charge(vm, BYTES_PER_ROW);
            bool constructor = (m->flags & (MD_CTOR | MD_CCTOR)) != 0;
            if (constructor != q->constructors || (m->flags & MD_CCTOR) != 0 ||
                !flags_match(m->flags, q->binding, at->inherited))
                continue;
            if (q->name != NULL && !nano__name_is(vm, assembly, m->name, q->name)) continue;
            bool match = true;
            TRY(nano__method(vm, assembly, row, method));
            if (q->types != 0 || q->values != 0) TRY(parameters_match(c, q, *method, &match));
            if (match) return NANO_OK;
            *method = 0;
        }
        if (q->constructors || (q->binding & BIND_DECLARED_ONLY) != 0) break;
    }
    at->type = NO_TYPE;
    return NANO_OK;
}

static nano_status start(nano_call *c, position *at) {
    moff type;
    TRY(nano__type_argument(c, 0, &type));
    const nano_type *t = AT(c->vm, type, nano_type);
    *at = (position){t->kind == K_ARRAY ? AT(c->vm, t->base, nano_type)->id : t->id, 0, t->kind == K_ARRAY};
    return NANO_OK;
}

static nano_status return_method(nano_call *c, moff method, nano_well_known known) {
    nref object = 0;
    if (method != 0) TRY(method_object(c, known, method, &object));
    return nano__ret32(c, object);
}

static nano_status first_method(nano_call *c, const query *q) {
    position at;
    moff method;
    TRY(start(c, &at));
    TRY(next_method(c, q, &at, &method));
    return return_method(c, method, q->constructors ? WK_RUNTIMECTOR : WK_METHODINFO);
}

/* The first method of the name in word 1. */
static nano_status named_method(nano_call *c, uint32_t binding, uint32_t types) {
    char name[REFLECTION_NAME];
    TRY(nano__name_argument(c, 1, name));
    return first_method(c, &(query){.name = name, .binding = binding, .types = types});
}

static nano_status get_method(nano_call *c) { return named_method(c, BIND_DEFAULT, 0); }
static nano_status get_method_flags(nano_call *c) { return named_method(c, ARG(c, 2), 0); }
static nano_status get_method_types(nano_call *c) { return named_method(c, BIND_DEFAULT, 2); }

static nano_status get_constructor(nano_call *c) {
    return first_method(c,
                        &(query){.binding = BIND_PUBLIC | BIND_INSTANCE, .types = 1, .constructors = true});
}

/* An inherited method whose slot a more derived class has filled is the same method and listed once. */
static nano_status is_overridden(nano_vm *vm, moff type, moff method, bool *overridden) {
    const nano_method *m = AT(vm, method, nano_method);
    const nano_type *t = AT(vm, type, nano_type);
    moff actual;
    *overridden = false;
    if (m->vslot == NANO_NONE || t->kind == K_INTERFACE) return NANO_OK;
    TRY(nano__layout(vm, type));
    TRY(nano__vtable_at(vm, type, m->vslot, &actual));
    *overridden = actual != method;
    return NANO_OK;
}

/* Two passes: the count, then the objects. */
static nano_status all_methods(nano_call *c, const query *q, nano_well_known element, nano_well_known made) {
    nano_vm *vm = c->vm;
    moff type, method;
    TRY(nano__type_argument(c, 0, &type));
    for (uint32_t pass = 0, count = 0; pass < 2; pass++) {
        position at;
        if (pass == 1) TRY(nano__known_array(c, 0, element, count));
        TRY(start(c, &at));
        for (count = 0;;) {
            TRY(next_method(c, q, &at, &method));
            if (method == 0) break;
            bool overridden;
            TRY(is_overridden(vm, type, method, &overridden));
            if (overridden) continue;
            if (pass == 1) {
                nref object;
                TRY(method_object(c, made, method, &object));
                nano__set_element(c, 0, count, object);
            }
            count++;
        }
    }
    return nano__ret32(c, *nano__root(c, 0));
}

static nano_status get_methods(nano_call *c) {
    return all_methods(c, &(query){.binding = ARG(c, 1)}, WK_METHODTYPE, WK_METHODINFO);
}

static nano_status get_constructors(nano_call *c) {
    return all_methods(c, &(query){.binding = BIND_PUBLIC | BIND_INSTANCE, .constructors = true}, WK_CTORINFO,
                       WK_RUNTIMECTOR);
}

/* -- MethodBase ----------------------------------------------------------------------------------- */

static nano_status method_name(nano_call *c) {
    moff method;
    TRY(method_argument(c, &method));
    uint32_t id = AT(c->vm, method, nano_method)->id;
    const row_method *row = nano__method_row(c->vm, id);
    return nano__return_new(c, nano__new_string_of(c->vm, id >> 16, row->name));
}

static nano_status method_declaring_type(nano_call *c) {
    moff method;
    TRY(method_argument(c, &method));
    return nano__return_type(c, AT(c->vm, method, nano_method)->owner);
}

static nano_status method_return_type(nano_call *c) {
    moff method;
    TRY(method_argument(c, &method));
    return nano__return_type(c, nano__return_of(c->vm, AT(c->vm, method, nano_method)).type);
}

/* True if these bits of the flags are as given. */
static nano_status test_flags(nano_call *c, uint32_t mask, uint32_t wanted) {
    moff method;
    TRY(method_argument(c, &method));
    return lib_return_bool(c, (AT(c->vm, method, nano_method)->flags & mask) == wanted);
}

static nano_status method_is_public(nano_call *c) { return test_flags(c, MD_ACCESS, 6); }
static nano_status method_is_static(nano_call *c) { return test_flags(c, MD_STATIC, MD_STATIC); }
static nano_status method_is_final(nano_call *c) { return test_flags(c, MD_FINAL, MD_FINAL); }
static nano_status method_is_virtual(nano_call *c) { return test_flags(c, MD_VIRTUAL, MD_VIRTUAL); }
static nano_status method_is_abstract(nano_call *c) { return test_flags(c, MD_ABSTRACT, MD_ABSTRACT); }

static nano_status method_parameters(nano_call *c) {
    nano_vm *vm = c->vm;
    moff method, info;
    TRY(nano__known_type(vm, WK_PARAMETERINFO, &info));
    TRY(method_argument(c, &method));
    const nano_method *m = AT(vm, method, nano_method);
    uint32_t count = (uint32_t)m->nargs - m->has_this;
    if (info == 0) return nano__raise(EXC_NOT_SUPPORTED);
    TRY(nano__root_array(c, 0, info, count));
    for (uint32_t i = 0; i < count; i++) {
        nano_sigtype type;
        TRY(nano__arg_type(vm, method, i + m->has_this, &type));
        nref parameter = nano__new(vm, info);
        if (parameter == 0) return NANO_OUT_OF_MEMORY;
        nano__set_element(c, 0, i, parameter);
        nref object = nano__type_object(vm, type.type);
        if (object == 0) return NANO_OUT_OF_MEMORY;
        parameter = AT(vm, *nano__root(c, 0) + sizeof(nano_array), nref)[i];
        FIELD32(c, parameter, 0) = object;
    }
    return nano__ret32(c, *nano__root(c, 0));
}

/* -- Invocation ----------------------------------------------------------------------------------- */

/* Copies the payload of a box (null: zero) to frame words, widened as values in frames are. */
static void unbox_words(nano_vm *vm, nref box, nano_sigtype type, uint32_t *words) {
    uint32_t bytes = nano__field_bytes(vm, type), count = nano__words(vm, type);
    for (uint32_t i = 0; i < count; i++) words[i] = 0;
    if (box == 0) return;
    const uint8_t *from = AT(vm, box + BOX_PAYLOAD, uint8_t);
    nano__copy(words, from, bytes);
    if (type.dt == DT_I1) words[0] = (uint32_t)(int32_t)(int8_t)from[0];
    if (type.dt == DT_I2) words[0] = (uint32_t)(int32_t)(int16_t)nano__rd16(from);
}

static nano_status check_arguments(nano_call *c, moff method, uint32_t values) {
    nano_vm *vm = c->vm;
    const nano_method *m = AT(vm, method, nano_method);
    uint32_t count = (uint32_t)m->nargs - m->has_this;
    nref list = ARG(c, values);
    if ((list == 0 ? 0 : AT(vm, list, nano_array)->length) != count)
        return nano__raise_text(EXC_ARGUMENT, TEXT_ARGUMENT_COUNT);
    if (m->arg_words > MAX_CALL_WORDS) return nano__raise_text(EXC_NOT_SUPPORTED, TEXT_TOO_MANY_ARGUMENTS);
    for (uint32_t i = 0; i < count; i++) {
        nano_sigtype type;
        TRY(nano__arg_type(vm, method, i + m->has_this, &type));
        if (type.byref) return nano__raise_text(EXC_NOT_SUPPORTED, TEXT_PARAMETER_BY_REFERENCE);
        nref value = AT(vm, ARG(c, values) + sizeof(nano_array), nref)[i];
        if (!nano__object_fits(vm, value, type)) return nano__raise_text(EXC_ARGUMENT, TEXT_ARGUMENT_TYPE);
    }
    return NANO_OK;
}

/* Opens the frame of a prepared call. All checks are done: the types of arguments exist, so nothing here can
 * move objects. Apart from call_with, so that the words are not on the C stack while a method is translated.
 */
__attribute__((noinline)) static nano_status push_call(nano_call *c, moff method, bool self_is_root,
                                                       uint32_t self_index, uint32_t values) {
    nano_vm *vm = c->vm;
    const nano_method *m = AT(vm, method, nano_method);
    uint32_t words[MAX_CALL_WORDS], at = 0;
    if (m->has_this) {
        words[at++] = self_is_root ? *nano__root(c, self_index) : ARG(c, self_index);
        if (nano__is_value(AT(vm, m->owner, nano_type))) words[at++] = BOX_PAYLOAD;
    }
    for (uint32_t i = m->has_this; i < m->nargs; i++) {
        nano_sigtype type;
        TRY(nano__arg_type(vm, method, i, &type));
        nref value = AT(vm, ARG(c, values) + sizeof(nano_array), nref)[i - m->has_this];
        if (type.dt == DT_OBJECT)
            words[at++] = value;
        else {
            unbox_words(vm, value, type, words + at);
            at += nano__words(vm, type);
        }
    }
    return nano__call_managed(c, method, words, at);
}

/* Calls `method` with `self` from a traced place and the object[] in word `values`. */
static nano_status call_with(nano_call *c, moff method, bool self_is_root, uint32_t self_index,
                             uint32_t values) {
    TRY(nano__prepare_call(c->vm, c->thread, method));
    return push_call(c, method, self_is_root, self_index, values);
}

/* The method that runs for a call of `method` on the object in word `self`. */
static nano_status resolve_target(nano_call *c, moff method, uint32_t self, moff *target) {
    nano_vm *vm = c->vm;
    const nano_method *m = AT(vm, method, nano_method);
    *target = method;
    if (!m->has_this) return nano__init_type(vm, m->owner);
    nref object = ARG(c, self);
    if (object == 0) return nano__raise(EXC_NULL_REFERENCE);
    if (!nano__assignable(vm, OBJ_TYPE(vm, object), m->owner))
        return nano__raise_text(EXC_ARGUMENT, TEXT_OBJECT_LACKS_METHOD);
    if ((m->state & M_STRING_CTOR) != 0) return nano__raise_text(EXC_NOT_SUPPORTED, TEXT_STRING_MADE_ALREADY);
    if ((m->flags & MD_VIRTUAL) == 0) return NANO_OK;
    return nano__dispatch(vm, OBJ_TYPE(vm, object), method, target);
}

/* Step 0 calls, step 1 returns the boxed result. Words: `self` object, `values` object[]. */
static nano_status invoke(nano_call *c, moff method, uint32_t self, uint32_t values) {
    if (nano_call_step(c) != 0) { return nano__ret32(c, *nano__result_root(c)); }
    moff target;
    TRY(resolve_target(c, method, self, &target));
    TRY(check_arguments(c, target, values));
    return call_with(c, target, false, self, values);
}

static nano_status method_invoke(nano_call *c) {
    moff method;
    TRY(method_argument(c, &method));
    return invoke(c, method, 1, 2);
}

/* The method that InvokeMember names. Apart from it, so that the name is not on the C stack during the call.
 */
__attribute__((noinline)) static nano_status find_member(nano_call *c, moff *method) {
    char name[REFLECTION_NAME];
    position at;
    TRY(nano__name_argument(c, 1, name));
    uint32_t binding = ARG(c, 2);
    if ((binding & BIND_INVOKE) == 0) return nano__raise_text(EXC_NOT_SUPPORTED, TEXT_ONLY_METHODS_BY_NAME);
    if ((binding & (BIND_PUBLIC | BIND_NON_PUBLIC)) == 0) binding |= BIND_DEFAULT;
    TRY(start(c, &at));
    TRY(next_method(c, &(query){.name = name, .binding = binding, .values = 5}, &at, method));
    return *method != 0 ? NANO_OK : nano__raise_text(EXC_ARGUMENT, TEXT_NO_SUCH_METHOD);
}

/* InvokeMember(name, flags, binder, target, args): methods only. */
static nano_status invoke_member(nano_call *c) {
    moff method = 0;
    if (nano_call_step(c) == 0) TRY(find_member(c, &method));
    return invoke(c, method, 4, 5);
}

static nano_status constructor_invoke(nano_call *c) {
    nano_vm *vm = c->vm;
    moff method;
    TRY(method_argument(c, &method));
    const nano_method *m = AT(vm, method, nano_method);
    bool string = (m->state & M_STRING_CTOR) != 0;
    if (nano_call_step(c) != 0) {
        return nano__ret32(c, string ? *nano__result_root(c) : *nano__root(c, ROOT_NEW));
    }
    const nano_type *owner = AT(vm, m->owner, nano_type);
    bool creatable = owner->kind == K_CLASS || nano__is_value(owner) || string;
    if ((m->flags & MD_CTOR) == 0 || !creatable || (owner->flags & TD_ABSTRACT) != 0)
        return nano__raise_text(EXC_NOT_SUPPORTED, TEXT_NOT_MADE_BY_REFLECTION);
    TRY(nano__init_type(vm, m->owner));
    TRY(check_arguments(c, method, 1));
    if (!string) {
        nref made = nano__new(vm, m->owner);
        if (made == 0) return NANO_OUT_OF_MEMORY;
        *nano__root(c, ROOT_NEW) = made;
    }
    return call_with(c, method, true, ROOT_NEW, 1);
}

/* -- Fields --------------------------------------------------------------------------------------- */

static nano_status field_argument(nano_call *c, nano_field *field) {
    uint32_t id;
    TRY(nano__member_argument(c, &id));
    return nano__field(c->vm, id >> 16, id & 0xFFFF, field);
}

/* Matching fields of a class and its bases, from `at` on; NO_TYPE: no more. */
static uint32_t next_field(nano_vm *vm, const query *q, position *at) {
    for (; at->type != NO_TYPE; at->type = nano__base_id(vm, at->type), at->index = 0, at->inherited = true) {
        const row_typedef *t = nano__typedef_row(vm, at->type);
        while (at->index < (uint32_t)t->sfields + t->ifields) {
            uint32_t i = at->index++,
                     row = i < t->sfields ? t->sfields_first + i : t->ifields_first + i - t->sfields;
            const row_field *f = nano__field_row(vm, (at->type & 0xFFFF0000) | row);
            nano__charge(vm, BYTES_PER_ROW);
            if (!flags_match(f->flags, q->binding, at->inherited)) continue;
            if (q->name == NULL || nano__name_is(vm, at->type >> 16, f->name, q->name))
                return (at->type & 0xFFFF0000) | row;
        }
        if ((q->binding & BIND_DECLARED_ONLY) != 0) break;
    }
    at->type = NO_TYPE;
    return NO_TYPE;
}

static nano_status get_field(nano_call *c) {
    char name[REFLECTION_NAME];
    position at;
    nref object = 0;
    TRY(nano__name_argument(c, 1, name));
    TRY(start(c, &at));
    uint32_t id = next_field(c->vm, &(query){.name = name, .binding = ARG(c, 2)}, &at);
    if (id != NO_TYPE) TRY(nano__reflection_object(c, WK_FIELDINFO, id + 1, &object));
    return nano__ret32(c, object);
}

static nano_status get_fields(nano_call *c) {
    nano_vm *vm = c->vm;
    position at;
    uint32_t count = 0, id;
    query q = {.binding = ARG(c, 1)};
    TRY(start(c, &at));
    while (next_field(vm, &q, &at) != NO_TYPE) count++;
    TRY(nano__known_array(c, 0, WK_FIELDBASE, count));
    TRY(start(c, &at));
    for (uint32_t i = 0; i < count && (id = next_field(vm, &q, &at)) != NO_TYPE; i++) {
        nref object;
        TRY(nano__reflection_object(c, WK_FIELDINFO, id + 1, &object));
        nano__set_element(c, 0, i, object);
    }
    return nano__ret32(c, *nano__root(c, 0));
}

static nano_status field_name(nano_call *c) {
    nano_field field;
    TRY(field_argument(c, &field));
    const row_field *row = nano__field_row(c->vm, field.id);
    return nano__return_new(c, nano__new_string_of(c->vm, field.id >> 16, row->name));
}

static nano_status field_declaring_type(nano_call *c) {
    nano_field field;
    TRY(field_argument(c, &field));
    return nano__return_type(c, field.owner);
}

static nano_status field_field_type(nano_call *c) {
    nano_field field;
    TRY(field_argument(c, &field));
    return nano__return_type(c, field.type.type);
}

/* Where the field lies now, in the statics block or the object in word 1. The address is dead after anything
 * that collects. */
static nano_status field_place(nano_call *c, const nano_field *field, uint32_t *place) {
    nano_vm *vm = c->vm;
    if (field->is_static) {
        nref block;
        TRY(nano__init_type(vm, field->owner));
        TRY(nano__statics(vm, AT(vm, c->thread, nano_thread)->domain, field->owner, &block));
        *place = block + field->offset;
        return NANO_OK;
    }
    nref object = ARG(c, 1);
    if (object == 0) return nano__raise(EXC_ARGUMENT_NULL);
    if (!nano__assignable(vm, OBJ_TYPE(vm, object), field->owner))
        return nano__raise_text(EXC_ARGUMENT, TEXT_OBJECT_LACKS_FIELD);
    *place = object + field->offset + (nano__is_value(AT(vm, field->owner, nano_type)) ? BOX_PAYLOAD : 0);
    return NANO_OK;
}

static nano_status field_get(nano_call *c) {
    nano_vm *vm = c->vm;
    nano_field field;
    uint32_t place;
    TRY(field_argument(c, &field));
    TRY(field_place(c, &field, &place));
    if (field.type.dt == DT_OBJECT) { return nano__ret32(c, *AT(vm, place, nref)); }
    nref box = nano__new(vm, field.type.type);
    if (box == 0) return NANO_OUT_OF_MEMORY;
    *nano__root(c, ROOT_NEW) = box;
    TRY(field_place(c, &field, &place));
    box = *nano__root(c, ROOT_NEW);
    nano__copy(AT(vm, box + BOX_PAYLOAD, uint8_t), AT(vm, place, uint8_t), nano__field_bytes(vm, field.type));
    return nano__ret32(c, box);
}

static nano_status field_set(nano_call *c) {
    nano_vm *vm = c->vm;
    nano_field field;
    uint32_t place;
    TRY(field_argument(c, &field));
    if (!nano__object_fits(vm, ARG(c, 2), field.type))
        return nano__raise_text(EXC_ARGUMENT, TEXT_FIELD_VALUE_TYPE);
    TRY(field_place(c, &field, &place));
    nref value = ARG(c, 2);
    uint32_t bytes = nano__field_bytes(vm, field.type);
    if (field.type.dt == DT_OBJECT)
        *AT(vm, place, nref) = value;
    else if (value == 0)
        nano__zero(AT(vm, place, uint8_t), bytes);
    else
        nano__copy(AT(vm, place, uint8_t), AT(vm, value + BOX_PAYLOAD, uint8_t), bytes);
    return NANO_OK;
}

/* -- Properties: not in the file format ----------------------------------------------------------- */

static nano_status not_implemented(nano_call *c) { return nano__raise(EXC_NOT_IMPLEMENTED); }

/* -- Rows ----------------------------------------------------------------------------------------- */

#define MEMBERS_NATIVES(CLASS, NATIVE)                                                                       \
    CLASS("Type", "")                                                                                        \
    NATIVE("GetMethod:Ms", get_method)                                                                       \
    NATIVE(":MsF", get_method_flags)                                                                         \
    NATIVE(":Ms[T", get_method_types)                                                                        \
    NATIVE("GetConstructor:{SystemReflectionConstructorInfo}[T", get_constructor)                            \
    NATIVE("GetConstructors:[{SystemReflectionConstructorInfo}", get_constructors)                           \
    NATIVE("InvokeMember:osF{SystemReflectionBinder}o[o", invoke_member)                                     \
    CLASS("RuntimeType", "")                                                                                 \
    NATIVE("GetMethods:[MF", get_methods)                                                                    \
    NATIVE("GetField:{SystemReflectionFieldInfo}sF", get_field)                                              \
    NATIVE("GetFields:[{SystemReflectionFieldInfo}F", get_fields)                                            \
    CLASS("Reflection_MethodBase", "")                                                                       \
    NATIVE("get_Name:s", method_name)                                                                        \
    NATIVE("get_DeclaringType:T", method_declaring_type)                                                     \
    NATIVE("get_IsPublic:z", method_is_public)                                                               \
    NATIVE("get_IsStatic:z", method_is_static)                                                               \
    NATIVE("get_IsFinal:z", method_is_final)                                                                 \
    NATIVE("get_IsVirtual:z", method_is_virtual)                                                             \
    NATIVE("get_IsAbstract:z", method_is_abstract)                                                           \
    NATIVE("Invoke:oo[o", method_invoke)                                                                     \
    CLASS("Reflection_MethodBase", "System_Reflection_ParameterInfo._parameterType:SystemType")              \
    NATIVE("GetParametersNative:[{SystemReflectionParameterInfo}", method_parameters)                        \
    CLASS("Reflection_RuntimeMethodInfo", "")                                                                \
    NATIVE("get_ReturnType:T", method_return_type)                                                           \
    CLASS("Reflection_ConstructorInfo", "")                                                                  \
    NATIVE("Invoke:o[o", constructor_invoke)                                                                 \
    NATIVE("GetCustomAttributes:[oz", not_implemented)                                                       \
    CLASS("Reflection_FieldInfo", "")                                                                        \
    NATIVE("SetValue:voo", field_set)                                                                        \
    CLASS("Reflection_RuntimeFieldInfo", "")                                                                 \
    NATIVE("get_Name:s", field_name)                                                                         \
    NATIVE("get_DeclaringType:T", field_declaring_type)                                                      \
    NATIVE("get_FieldType:T", field_field_type)                                                              \
    NATIVE("GetValue:oo", field_get)                                                                         \
    CLASS("Reflection_PropertyInfo", "")                                                                     \
    NATIVE("GetValue:oo[o", not_implemented)                                                                 \
    NATIVE("SetValue:voo[o", not_implemented)
NATIVE_TABLE(members, "mscorlib|System_", MEMBERS_NATIVES);
