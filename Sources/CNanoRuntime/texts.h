/* texts.h - what the runtime says, as T(identifier, text), by the part that says it. Code names a text by its
 * number, TEXT_identifier; the texts lie packed in flash (texts.c, scripts/pack-strings.py).
 *
 * In a text, %s takes a char *, %w the number of another text, %d an int, %u and %x a uint32_t, %a an
 * assembly (its name), %n an assembly and a string id (two arguments), %i a packed TypeDef row (full name),
 * %t a moff of a type (full name), %m a moff of a method (Type::Name). */
#ifndef NANO_TEXTS_H
#define NANO_TEXTS_H

#include "known.h"
#include "rules.h"

/* clang-format off */
#define NANO_TEXTS(T) \
    T(NONE, "") \
    \
    /* The life of a VM (vm.c), domains (domain.c) */ \
    T(ARENA_UNALIGNED, "the arena is not 8-aligned memory") \
    T(ARENA_TOO_LARGE, "an arena has at most 2147483647 bytes, got %u") \
    T(IMAGE_UNALIGNED, "the image is not 4-aligned memory") \
    T(BAD_NATIVE_TABLE, "a table of natives is missing, or has more than 65534 rows") \
    T(TOO_MANY_NATIVE_TABLES, "more than %u tables of natives") \
    T(NOT_LINKED, "%a is not linked") \
    T(NO_DOMAIN, "there is no domain %u") \
    T(NO_DOMAIN_TO_UNLOAD, "there is no domain %u that can be unloaded") \
    T(DOMAIN_DYING, "domain %u is being unloaded") \
    T(DOMAINS_IN_USE, "all %u domains are in use") \
    T(OBJECT_IN_USE, "an object of domain %u is still in use (%t)") \
    T(BASE_HAS_NO_QUOTA, "the base assemblies have no quota") \
    \
    /* What memory is too small for (nano__fail_memory) */ \
    T(TOO_SMALL, "the %w of %u bytes is too small: %u more bytes are needed for ") \
    T(TOO_SMALL_WHEN_THROWN, "System.OutOfMemoryException: the %w of %u bytes is too small: the last allocation that failed lacked %u bytes") \
    T(ARENA, "arena") \
    T(QUOTA, "quota") \
    T(FOR_RUNTIME, "the runtime itself") \
    T(FOR_OUT_OF_MEMORY, "an OutOfMemoryException") \
    T(FOR_ASSEMBLY, "another assembly") \
    T(FOR_REFERENCES, "the references of %a") \
    T(FOR_LINKING, "linking") \
    T(FOR_TYPE, "%i") \
    T(FOR_ARRAY_TYPE, "%t[]") \
    T(FOR_REFERENCE_MAP, "a reference map") \
    T(FOR_VIRTUAL_METHODS, "the virtual methods of %t") \
    T(FOR_STATIC_FIELDS, "the static fields of %t") \
    T(FOR_NATIVE, "the native method %m") \
    T(FOR_TRANSLATING, "translating %m") \
    T(FOR_CODE, "the code of %m") \
    T(FOR_STARTING, "starting %m") \
    T(FOR_THREAD, "a thread to run %m") \
    T(FOR_ARGUMENTS, "the arguments of %m") \
    \
    /* The header of a file (pe.c) */ \
    T(HEADER_TOO_SHORT, "header: %u bytes, expected at least %u") \
    T(HEADER_MARKER, "header: marker %s, expected NFMRK1") \
    T(HEADER_WORD, "header: %w at 0x%x is 0x%x, expected 0x%x") \
    T(HEADER_CRC, "headerCRC") \
    T(ASSEMBLY_CRC, "assemblyCRC") \
    T(STRING_TABLE_VERSION, "stringTableVersion") \
    T(PATCH_ENTRY_OFFSET, "patchEntryOffset") \
    T(PATCHED_METHODS, "numOfPatchedMethods") \
    T(TABLE_START, "header: start of %w at 0x%x is 0x%x, expected a multiple of 4 from 0x%x to 0x%x") \
    T(TABLE_PADDING, "header: padding of table %w at 0x%x is %u, expected at most %u") \
    T(TABLE_BYTES, "header: table %w at 0x%x has %u bytes, expected a multiple of %u, at most %u of them") \
    T(STRINGS_END, "Strings at 0x%x end with 0x%x, expected 0x0 (pe-format 2.1)") \
    T(ASSEMBLY_NAME_OUTSIDE, "header: assemblyName at 0x24: string id 0x%x is outside Strings of 0x%x bytes") \
    T(ASSEMBLY_NAME_EMPTY, "header: assemblyName at 0x24 is empty") \
    T(ALREADY_LOADED, "%a: an assembly of this name is already loaded") \
    T(NAMED_LIKE_BASE, "%a: an application must not bring an assembly named like a base one") \
    T(TOO_MANY_ASSEMBLIES, "more than %u assemblies") \
    /* the tables, in their order */ \
    T(TABLE_ASSEMBLYREF, "AssemblyRef") T(TABLE_TYPEREF, "TypeRef") T(TABLE_FIELDREF, "FieldRef") T(TABLE_METHODREF, "MethodRef") \
    T(TABLE_TYPEDEF, "TypeDef") T(TABLE_FIELDDEF, "FieldDef") T(TABLE_METHODDEF, "MethodDef") T(TABLE_ATTRIBUTES, "Attributes") \
    T(TABLE_TYPESPEC, "TypeSpec") T(TABLE_RESOURCES, "Resources") T(TABLE_RESOURCESDATA, "ResourcesData") T(TABLE_STRINGS, "Strings") \
    T(TABLE_SIGNATURES, "Signatures") T(TABLE_BYTECODE, "ByteCode") T(TABLE_RESOURCESFILES, "ResourcesFiles") T(TABLE_END, "EndOfAssembly") \
    \
    /* The rows of a file (pe_check.c) */ \
    T(IN_ROW, "%a: %w[%u] at 0x%x: ") \
    T(NO_ROW, "%w 0x%x is no row of %w") \
    T(STRING_OUTSIDE, "%w: string id 0x%x is outside Strings of 0x%x bytes") \
    T(NAME, "name") \
    T(NAMESPACE, "namespace") \
    T(CONTAINER, "container") \
    T(CONSTRUCTOR, "constructor") \
    T(EXTENDS, "extends") \
    T(ENCLOSING_TYPE, "enclosingType") \
    T(SIGNATURE_OVERRUN, "the signature runs past the end of the heap at 0x%x (pe-format 3.4)") \
    T(SIGNATURE_OUTSIDE, "signature offset 0x%x is outside the heap of 0x%x bytes") \
    T(BAD_COMPRESSED_INTEGER, "byte 0x%x does not start a compressed integer (pe-format 3.2)") \
    T(BAD_TOKEN_KIND, "signature token 0x%x has the invalid kind 3") \
    T(SIGNATURE_ROW, "the signature names %w[%u] of %u rows") \
    T(TOO_MANY_ARRAY_LEVELS, "a type of more than %u array levels") \
    T(BAD_ELEMENT_TYPE, "element type 0x%x is not allowed in this place of a signature (pe-format 3.4)") \
    T(CALLING_CONVENTION, "calling convention 0x%x (generic or vararg method), expected 0x0 or 0x20") \
    T(FIELD_SIGNATURE, "field signature begins with 0x%x, expected 0x6") \
    T(TYPEREF_SCOPE, "scope 0x%x is no AssemblyRef row and no earlier TypeRef row (pe-format 2.4)") \
    T(TYPESPEC_CHAIN, "the TypeSpec names itself or too many others (pe-format 3.4)") \
    T(INTERFACE_IS_TYPESPEC, "the interface list names TypeSpec[%u]") \
    T(INTERFACE_MEMBERS, "interface %n has %u instance fields, %u non-virtual methods and base 0x%x, expected none") \
    T(ENUM_FIELDS, "enum %n has %u instance fields, expected 1") \
    T(ENCLOSING_CYCLE, "the enclosing types form a cycle, or nest deeper than %u") \
    T(BEGIN_AT_ROW, "%w begin at row %u, expected %u (pe-format 2.6)") \
    T(METHODS, "methods") \
    T(STATIC_FIELDS, "static fields") \
    T(INSTANCE_FIELDS, "instance fields") \
    T(ROWS_WITHOUT_OWNER, "%a: the types own %u of %u methods and %u of %u fields (pe-format 2.6)") \
    T(FLAGS_IN_RANGE, "flags 0x%x of %n in the %w range of its type") \
    T(STATIC, "static") \
    T(INSTANCE, "instance") \
    T(VIRTUAL, "virtual") \
    T(CONSTRUCTOR_FLAGS, "constructor flags 0x%x of method %n") \
    T(BAD_CTOR, "a constructor that is static, virtual or returns a value") \
    T(BAD_CCTOR, "a static constructor that is not static, has parameters or returns a value") \
    T(INTERFACE_METHOD_BODY, "interface method %n has a body") \
    T(BAD_ABSTRACT_METHOD, "%n is abstract, but not virtual, or its class is not, or it has a body") \
    T(FLAGS_CONTRADICT_CONVENTION, "flags 0x%x and calling convention 0x%x contradict each other") \
    T(NUM_ARGS, "numArgs is %u, the signature has %u with `this` (pe-format 2.8)") \
    T(LOCALS_WITHOUT_BODY, "%u locals without a body") \
    T(BAD_RVA, "RVA 0x%x is not inside ByteCode behind the previous method's start (0x%x to 0x%x, pe-format 3.9)") \
    T(EXCEPTION_ROWS, "%u exception rows do not fit into the body of %u bytes at 0x%x (pe-format 3.9)") \
    T(RESOURCE_OFFSET, "data offset 0x%x is not between 0x%x and the end of ResourcesData at 0x%x") \
    \
    /* References and classes (link.c), signatures (sig.c) */ \
    T(ASSEMBLY_NOT_LOADED, "assembly %s %u.%u is not loaded (pe-format 4.1)") \
    T(OTHER_VERSION, "%s %u.%u is needed, version %u.%u is loaded (pe-format 4.1)") \
    T(BASE_NOT_LINKED, "base assembly %s is not linked") \
    T(NO_SUCH_TYPE, "%a has no type %n%w%n (pe-format 4.2)") \
    T(DOT, ".") \
    T(NO_SUCH_MEMBER, "%i of %a has no %w (pe-format 4.3, 4.4): %n") \
    T(FIELD_OF_NAME_AND_TYPE, "field of this name and type") \
    T(METHOD_OF_NAME_AND_SIGNATURE, "method of this name and signature") \
    T(NO_BASE_CLASS, "%i has no base class") \
    T(WRONG_BASE, "%i derives from %i, expected System.%w") \
    T(ENUM, "Enum") \
    T(VALUE_TYPE, "ValueType") \
    T(CLOSED_BASE, "class %i derives from %i, which is %w (ECMA-335 II.10.1.2)") \
    T(AN_INTERFACE, "an interface") \
    T(SEALED_OR_RESERVED, "sealed or reserved") \
    T(BASE_CYCLE, "the base classes form a cycle, or are more than %u (ECMA-335 II.22.37)") \
    T(OVERRIDES_FINAL, "%n overrides a final method (ECMA-335 II.15.4.2.2)") \
    T(IMPLEMENTS_NO_INTERFACE, "%i implements %i, which is no interface") \
    T(ENUM_ELEMENT_TYPE, "enum %i has underlying element type 0x%x, expected an integer") \
    T(DELEGATE_INVOKES, "delegate %i has %u methods Invoke") \
    T(STRUCT_CYCLE, "struct %i contains itself, or nests deeper than %u (ECMA-335 II.10.7)") \
    T(NO_TOKEN, "%a: 0x%x is no token of a row of %w (pe-format 3.1)") \
    T(SIGNATURE, "%a: signature at 0x%x: %w") \
    T(CLASS_OR_VALUETYPE, "CLASS names a value type, or VALUETYPE a class") \
    T(GENERIC_PARAMETER, "a generic parameter") \
    T(TYPE_MISSING, "a type that the loaded mscorlib does not have") \
    T(VOID_REFERENCE, "a reference to void") \
    \
    /* What the runtime expects of mscorlib (known.c); the shapes of types */ \
    T(NO_KNOWN_TYPE, "mscorlib has no type System.%w") \
    T(NOT_AS_KNOWN, "%a: %i is not what the runtime takes it for: expected %w") \
    T(SHAPE_EMPTY, "a class without fields") T(SHAPE_ABSTRACT, "an abstract class without fields") T(SHAPE_CLASS, "a class") \
    T(SHAPE_VALUE, "a struct") \
    T(SHAPE_TICKS, "a struct of one 64-bit integer") T(SHAPE_NUMBER, "a primitive struct") T(SHAPE_INTERFACE, "an interface") \
    T(SHAPE_DELEGATE, "a delegate") \
    T(CTORS_WITHOUT_BODY, "constructors without a body") \
    T(INVOKE, "Invoke()") \
    T(INVOKE_OBJECT, "Invoke(object)") \
    \
    /* Types (type.c, layout.c, dispatch.c) */ \
    T(UNKNOWN_ELEMENT, "there is no array of an unknown type") \
    T(ARRAY_TOO_DEEP, "an array of more than %u levels") \
    T(NO_ARRAY_OF, "there is no array of %t") \
    T(RESULT_TOO_LARGE, "returns a struct of more than 1020 bytes") \
    T(PARAMETER_INEXPRESSIBLE, "parameter %u is of a type that the format cannot express") \
    T(ARGUMENTS_TOO_LARGE, "arguments of more than 64 KiB") \
    T(FIELD_INEXPRESSIBLE, "field %n is of a type that the format cannot express") \
    T(FIELDS_TOO_LARGE, "more than %u bytes of fields") \
    T(BASE_HAS_FIELDS, "%t: its base class has fields, the runtime expects none") \
    T(STRUCTS_TOO_DEEP, "%t contains itself, or structs nest deeper than %u") \
    T(NO_VIRTUAL_METHOD, "%t has no virtual method %u") \
    T(TOO_MANY_STATICS, "more than %u types with static fields") \
    T(NO_STATIC_FIELDS, "%t has no static fields") \
    T(OTHER_ELEMENT_TYPE, "%t has a field of element type 0x%x, expected 0x%x") \
    T(FIELD_NOT_KEPT, "%t::%n: the runtime keeps no such field") \
    T(NOT_IMPLEMENTED_BY, "%t does not implement %m") \
    \
    /* The verifier and the translator (verify_types.c, translate_*.c, emit.c) */ \
    T(REFUSAL, "%a: %m, IL offset 0x%x: %w%s%s") \
    T(EXPECTED_FOUND, ": expected %t, found %w") \
    T(FOUND, ": found %w") \
    T(TYPE_FOUND, " %t") \
    T(REASON, ": %s") \
    T(NULL, "null") \
    T(UNINITIALISED_THIS, "uninitialised this") \
    /* kinds of values, in the order of V_I4 .. V_FTN */ \
    T(KIND_I4, "int32") T(KIND_I8, "int64") T(KIND_R4, "float32") T(KIND_R8, "float64") T(KIND_REF, "object") \
    T(KIND_PTR, "managed pointer") T(KIND_STRUCT, "value") T(KIND_FTN, "method pointer") \
    T(NO_TYPE_FOR_HANDLE, "the loaded mscorlib has no type for this handle") \
    T(CANNOT_TRANSLATE, "%m cannot be translated") \
    T(TOO_LARGE_TO_TRANSLATE, "%m is too large to be translated") \
    T(FRAME_TOO_LARGE, "the frame of %m is too large") \
    \
    /* Starting code (thread.c) */ \
    T(ARGUMENT_OF_OTHER_TYPE, "argument %u of %m has another type") \
    T(CANNOT_START, "cannot start %m: %s") \
    T(NO_TYPE_NAMED, "no type %s") \
    T(NO_STATIC_METHOD, "%s has no static method %s with %u parameters") \
    T(BAD_ENTRY_POINT, "entry point %m is not static, or takes other than a string[]") \
    T(NO_ENTRY_POINT, "no assembly of the domain has an entry point") \
    \
    /* Snapshots (snapshot.c) */ \
    T(NO_SEAL, "a snapshot needs a seal (HMAC-SHA256 under the board's key)") \
    T(CALLED_BACK, "a callback of the host may not call this") \
    T(SNAPSHOT_NOT_WRITTEN, "the snapshot could not be written") \
    T(SNAPSHOT_TOO_SHORT, "this is no snapshot: it has %u bytes") \
    T(SNAPSHOT_MARKER, "this is no snapshot: the marker NANOSNAP is missing") \
    T(SNAPSHOT_OTHER_VERSION, "the snapshot has version %u, layout 0x%x; this runtime has %u, 0x%x") \
    T(SNAPSHOT_CONTRADICTS, "the snapshot's header contradicts itself") \
    T(SNAPSHOT_LENGTH, "the snapshot has %u bytes, its header says %u") \
    T(SNAPSHOT_ARENA, "the snapshot needs an arena of %u bytes, this one has %u") \
    T(SNAPSHOT_FILE, "no given file is the %u bytes with CRC 0x%x that assembly %u was loaded from") \
    T(SNAPSHOT_ALTERED, "the snapshot was altered or is not of this board") \
    T(SNAPSHOT_OTHER_CODE, "%m is translated to other code here") \
    \
    /* Stack traces (except.c) and names (lib_reflection.c) */ \
    T(TRACE_METHOD, ".%n") \
    T(TRACE_LINE, "   at %s() [IL 0x%x]") \
    T(TYPE, "%t") \
    T(STRING, "%n") \
    T(ASSEMBLY_FULL_NAME, "%a, Version=%u.%u.%u.%u") \
    \
    /* Messages of exceptions: calls (call.c, host_call.c) */ \
    T(ABSTRACT_CALLED, "an abstract method was called") \
    T(WRONG_ARGUMENT_COUNT, "wrong number of arguments") \
    T(CCTOR_HAS_FAILED, "the static constructor of the type has failed") \
    T(RESULT_NOT_BOXED, "a result of this size cannot be boxed") \
    T(DELEGATE_OF_OTHER_ARGUMENTS, "the delegate's method takes other arguments") \
    T(NATIVE_NOT_AVAILABLE, "the native method %m is not available") \
    T(RETURNS_NO_STRING, "the native's declaration returns no string") \
    T(RETURNS_NO_BYTES, "the native's declaration returns no byte[]") \
    \
    /* Reflection (lib_reflection.c, lib_members.c, lib_attributes.c) */ \
    T(NOT_A_TYPE_OF_RUNTIME, "not a type of the runtime") \
    T(NOT_A_MEMBER_OF_RUNTIME, "not a member of the runtime") \
    T(NOT_AN_ASSEMBLY_OF_RUNTIME, "not an assembly of the runtime") \
    T(NO_REFLECTION, "the loaded mscorlib has no reflection") \
    T(NOT_A_TYPE, "not a type") \
    T(NOT_A_FIELD, "not a field") \
    T(VERSION, "version") \
    T(NEEDS_REBOOT, "%a: the assembly needs a reboot") \
    T(ENUMS_DIFFER, "the enums are of different types") \
    T(PRIMITIVES_AND_DATA_NEEDED, "an array of primitives and a field with data are needed") \
    T(ARGUMENT_COUNT, "the number of arguments is not that of the parameters") \
    T(TOO_MANY_ARGUMENTS, "too many arguments") \
    T(PARAMETER_BY_REFERENCE, "parameters by reference cannot be passed by reflection") \
    T(ARGUMENT_TYPE, "an argument is not of its parameter's type") \
    T(OBJECT_LACKS_METHOD, "the object is not of the class that declares the method") \
    T(STRING_MADE_ALREADY, "a string cannot be constructed again") \
    T(ONLY_METHODS_BY_NAME, "only methods can be invoked by name") \
    T(NO_SUCH_METHOD, "there is no such method") \
    T(NOT_MADE_BY_REFLECTION, "no object of this class can be made by reflection") \
    T(OBJECT_LACKS_FIELD, "the object is not of the class that declares the field") \
    T(FIELD_VALUE_TYPE, "the value is not of the field's type") \
    \
    /* Other natives (lib_*.c) */ \
    T(DELEGATES_DIFFER, "delegates of different types cannot be combined") \
    T(NO_FLOATING_POINT, "the board has no floating point library") \
    T(RESOURCE_ENUM, "the enum's type is neither short nor ushort") \
    T(NO_RESOURCE, "no resource has this id") \
    T(RESOURCE_BITMAP, "the resource is a bitmap") \
    T(RESOURCE_FONT, "the resource is a font") \
    T(RESOURCE_UNKNOWN, "the resource is of an unknown kind") \
    T(STRING_IN_PARTS, "strings are not read in parts") \
    T(CLOCK_NOT_SET, "the clock of this board cannot be set by applications") \
    T(NO_RESTART, "applications cannot restart this board") \
    T(THREAD_STARTED, "the thread was started before") \
    T(THREAD_WITHOUT_METHOD, "the thread has no method") \
    T(THREAD_NOT_RUNNING, "the thread does not run") \
    T(THREAD_NOT_SUSPENDED, "the thread is not suspended") \
    T(THREAD_NOT_STARTED, "the thread was not started") \
    T(LOCK_NOT_HELD, "the lock is not held by this thread")

typedef enum nano_text {
#define NANO_TEXT_ROW(id, text) TEXT_##id,
    NANO_TEXTS(NANO_TEXT_ROW)
#undef NANO_TEXT_ROW
    /* The names of rules (rules.h), and of namespaces, types and exceptions (known.h). */
#define NANO_TEXT_ROW(id, ...) TEXT_RULE_##id,
    NANO_RULES(NANO_TEXT_ROW)
#undef NANO_TEXT_ROW
#define NANO_TEXT_ROW(id, ...) TEXT_NS_##id,
    NANO_NAMESPACES(NANO_TEXT_ROW)
#undef NANO_TEXT_ROW
#define NANO_TEXT_ROW(id, ...) TEXT_WK_##id,
    NANO_WELL_KNOWN(NANO_TEXT_ROW)
#undef NANO_TEXT_ROW
#define NANO_TEXT_ROW(id, ...) TEXT_EXC_##id,
    NANO_EXCEPTIONS(NANO_TEXT_ROW)
#undef NANO_TEXT_ROW
    TEXT_COUNT
} nano_text;
/* clang-format on */

/* Texts that stand in the order of what they name: tables, kinds of values on the evaluation stack, shapes of
 * types, rules, and what known.h lists. */
enum {
    TEXT_TABLES = TEXT_TABLE_ASSEMBLYREF,
    TEXT_KINDS = TEXT_KIND_I4,
    TEXT_SHAPES = TEXT_SHAPE_EMPTY,
    TEXT_RULES = TEXT_RULE_OPCODE,
    TEXT_NAMESPACES = TEXT_NS_SYSTEM,
    TEXT_KNOWN = TEXT_WK_OBJECT,
    TEXT_EXCEPTIONS = TEXT_EXC_GENERIC
};

#endif
