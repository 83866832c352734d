/* reflection.h - what the natives of System.Type and System.Reflection share.
 *
 * Objects of these classes hold what they stand for in the hidden word behind the header: Type its
 * nano__type_handle, MethodBase and FieldInfo the packed row + 1, Assembly its index + 1. So records can move
 * and go under them. The word is 0 in instances that were not made here (classes of applications may derive
 * from these), and every native checks it.
 */
#ifndef NANO_REFLECTION_H
#define NANO_REFLECTION_H

#include "nano_internal.h"

enum {
    BIND_IGNORE_CASE = 1,
    BIND_DECLARED_ONLY = 2,
    BIND_INSTANCE = 4,
    BIND_STATIC = 8,
    BIND_PUBLIC = 16,
    BIND_NON_PUBLIC = 32,
    BIND_DEFAULT = BIND_INSTANCE | BIND_STATIC | BIND_PUBLIC,
    BIND_INVOKE = 0x100
};
enum { REFLECTION_NAME = 256 }; /* longest name that is looked up, in bytes of UTF-8 */

#define HIDDEN(vm, object) (*AT(vm, (object) + 4, uint32_t))

/* The type that the System.Type in an argument word stands for; throws for null and foreign objects. */
nano_status nano__type_argument(nano_call *c, uint32_t word, moff *type) NANO_CHECK;
/* The packed row that the MethodBase or FieldInfo in argument word 0 stands for; throws for foreign objects.
 */
nano_status nano__member_argument(nano_call *c, uint32_t *id) NANO_CHECK;
/* The number of the assembly that a System.Reflection.Assembly stands for; throws for null and foreign
 * objects.
 */
nano_status nano__assembly_of(nano_call *c, nref object, uint32_t *index) NANO_CHECK;
/* Makes the array `element`[] of `count` elements the traced root `index`. MAY_COLLECT */
nano_status nano__root_array(nano_call *c, uint32_t index, moff element, uint32_t count) NANO_CHECK;
nano_status nano__known_array(nano_call *c, uint32_t index, nano_well_known element,
                              uint32_t count) NANO_CHECK; /* the same of a well-known type */
/* Stores into an array held by a root. */
void nano__set_element(nano_call *c, uint32_t root, uint32_t index, nref value);
/* A string argument as UTF-8 in `buffer` of REFLECTION_NAME bytes; throws for null. Longer ones are cut, and
 * match nothing. */
nano_status nano__name_argument(nano_call *c, uint32_t word, char *buffer) NANO_CHECK;
/* New object of a class of reflection with its hidden word. MAY_COLLECT */
nano_status nano__reflection_object(nano_call *c, nano_well_known known, uint32_t hidden,
                                    nref *object) NANO_CHECK;
/* Returns the System.Type of a type (0: null). MAY_COLLECT */
nano_status nano__return_type(nano_call *c, moff type) NANO_CHECK;
/* True if a value held by `object` (0 = null) may become a value of the type: references by class, values by
 * their exact type, or an enum and its underlying type for each other. */
bool nano__object_fits(nano_vm *vm, nref object, nano_sigtype type);

#endif
