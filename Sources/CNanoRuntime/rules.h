/* rules.h - every rule by which the verifier refuses a method, as RULE(identifier, text, reference). The
 * error text is "Assembly: Type::Method, IL offset 0xN: IDENTIFIER: text (reference)"; a build for little
 * flash (NANO_SMALL) leaves out what follows the identifier.
 *
 * References are clauses of ECMA-335 (partition, clause) unless they say pe-format. Each rule has at least
 * one hostile method in Tests/Verifier/cases that it alone refuses; a rule without one fails the tests. */
#ifndef NANO_RULES_H
#define NANO_RULES_H

/* clang-format off */
#define NANO_RULES(RULE) \
    /* The instruction stream (verify_scan.c) */ \
    RULE(OPCODE, "unknown opcode", "III.1.2.1") \
    RULE(UNVERIFIABLE, "the instruction is not verifiable", "III.1.8") \
    RULE(TRUNCATED, "the instruction is cut off by the end of the body", "III.1.7.1") \
    RULE(BRANCH_OUTSIDE, "control leaves the body of the method", "III.1.7.2") \
    RULE(INSTRUCTIONS_OVERLAP, "control goes into the operand of an instruction", "III.1.7.2") \
    RULE(FALL_OFF, "control falls off the end of the method", "III.1.7.6") \
    RULE(PREFIX_SPLIT, "branch between a prefix and its instruction", "III.2") \
    RULE(CONSTRAINED_PREFIX, "constrained. before another instruction than callvirt", "III.2.1") \
    /* Protected regions (verify_eh.c, translate_flow.c) */ \
    RULE(CLAUSE_KIND, "unknown kind of exception clause", "pe-format 3.9") \
    RULE(CATCH_TYPE, "a catch clause for values", "II.25.4.6") \
    RULE(TRY_RANGE, "the try block lies outside the body", "II.25.4.6") \
    RULE(HANDLER_RANGE, "the handler lies outside the body", "II.25.4.6") \
    RULE(FILTER_PLACE, "the filter does not stand right before its handler", "II.19.4") \
    RULE(REGION_BORDER, "border of a protected region inside an instruction", "II.25.4.6") \
    RULE(REGION_OVERLAP, "protected regions overlap", "I.12.4.2.7") \
    RULE(TRY_SHARED, "a finally or fault handler is not the only one of its try block", "II.19") \
    RULE(REGION_ORDER, "an inner protected region stands behind its outer one", "II.19") \
    RULE(FILTER_REGION, "protected region inside a filter", "I.12.4.2.8") \
    RULE(HANDLER_PLACE, "a handler stands elsewhere than its try block", "I.12.4.2.7") \
    RULE(HANDLER_FIRST, "the method starts with a handler", "I.12.4.2.8") \
    RULE(HANDLER_OVERLAP, "a handler overlaps its try block", "I.12.4.2.7") \
    RULE(ENTER_TRY, "branch into a try block behind its first instruction", "III.1.7.3") \
    RULE(ENTER_HANDLER, "control enters a handler other than by an exception", "I.12.4.2.8") \
    RULE(LEAVE_MISSING, "control leaves a protected region without leave", "I.12.4.2.8") \
    RULE(LEAVE_FINALLY, "leave out of a finally, fault or filter block", "III.3.46") \
    RULE(FLOW_LIMIT, "too many branches for so many exception clauses", "a limit of the runtime") \
    RULE(TRY_ENTRY_STACK, "a try block is entered with values on the stack", "I.12.4.2.8") \
    RULE(RET_IN_REGION, "ret inside a protected region", "III.3.57") \
    RULE(FILTER_END, "endfilter is not the last instruction of its filter", "III.3.34") \
    RULE(FILTER_RESULT, "endfilter takes one int32", "III.3.34") \
    RULE(ENDFILTER_PLACE, "endfilter outside a filter", "III.3.34") \
    RULE(ENDFINALLY_PLACE, "endfinally outside a finally or fault handler", "III.3.35") \
    RULE(RETHROW_PLACE, "rethrow outside a catch handler", "III.4.24") \
    RULE(THROW_TYPE, "throw of what is no exception", "III.4.31") \
    /* The evaluation stack and where paths join (translate_stack.c, verify_types.c) */ \
    RULE(STACK_UNDERFLOW, "too few values on the stack", "III.1.8.1.1") \
    RULE(STACK_DEPTH, "more values on the stack than any method needs", "III.1.7.4") \
    RULE(RET_STACK, "the stack holds more or less than the result at ret", "III.3.57") \
    RULE(JOIN_DEPTH, "paths join with stacks of different depth", "III.1.8.1.3") \
    RULE(JOIN_KIND, "values of different kinds where paths join", "III.1.8.1.3") \
    RULE(JOIN_TYPE, "values of different types where paths join", "III.1.8.1.3") \
    RULE(JOIN_POINTER, "managed pointers of different types where paths join", "III.1.8.1.3") \
    RULE(JOIN_THIS, "an uninitialised this joins another object", "III.1.8.1.4") \
    RULE(JOIN_BACKWARD, "backward branch with another stack", "III.1.8.1.3") \
    RULE(JOIN_BACKWARD_THIS, "backward branch with an uninitialised this", "III.1.8.1.4") \
    /* Variables and results */ \
    RULE(ARGUMENT_NUMBER, "no argument of this number", "III.3.38") \
    RULE(LOCAL_NUMBER, "no local variable of this number", "III.3.43") \
    RULE(VOID_VARIABLE, "an argument or local variable of type void", "II.23.2.6") \
    RULE(ARGUMENT_STORE, "value does not fit the argument", "III.3.61") \
    RULE(LOCAL_STORE, "value does not fit the local variable", "III.3.63") \
    RULE(RESULT_TYPE, "value does not fit the result", "III.3.57") \
    RULE(POINTER_ADDRESS, "address of a managed pointer", "II.14.4.2") \
    RULE(POINTER_ESCAPES, "a pointer to a local variable or argument is returned", "III.3.57") \
    /* Numbers (translate_arith.c) */ \
    RULE(OPERAND_KIND, "operand is of a type that the instruction does not take", "III.1.5") \
    RULE(OPERANDS_DIFFER, "operands of different types", "III.1.5 table 2") \
    RULE(SHIFT_COUNT, "shift count is no int32", "III.1.5 table 6") \
    RULE(CONVERT_KIND, "conversion of what is no number", "III.1.5 table 8") \
    RULE(COMPARE_KIND, "operands cannot be compared", "III.1.5 table 4") \
    RULE(COMPARE_ORDER, "references have no order", "III.1.5 table 4") \
    RULE(BRANCH_KIND, "branch on what is no integer or reference", "III.3.17") \
    RULE(SWITCH_KIND, "switch on what is no int32", "III.3.66") \
    /* Constructors (III.1.8.1.4) */ \
    RULE(CTOR_NO_BASE, "the constructor returns without having called another one", "III.1.8.1.4") \
    RULE(CTOR_TWICE, "constructor called on an object that exists", "III.1.8.1.4") \
    RULE(CTOR_OTHER_CLASS, "constructor of another class than the own or the base class", "III.1.8.1.4") \
    RULE(THIS_STORE, "a constructor stores to this", "III.1.8.1.4") \
    RULE(THIS_ADDRESS, "address of this in a constructor", "III.1.8.1.4") \
    RULE(UNINIT_FIELD_ADDRESS, "address of a field of an uninitialised this", "III.1.8.1.4") \
    /* Calls and new objects (translate_call.c) */ \
    RULE(THIS_TYPE, "the object is not of the method's class", "III.3.19, III.4.2") \
    RULE(ARGUMENT_TYPE, "argument does not fit the parameter", "III.3.19") \
    RULE(ABSTRACT_CALL, "call of an abstract method", "III.3.19") \
    RULE(CCTOR_CALL, "call of a static constructor", "II.10.5.3") \
    RULE(CALLVIRT_STATIC, "callvirt of a static method", "III.4.2") \
    RULE(CALLVIRT_CTOR, "callvirt of a constructor", "III.4.2") \
    RULE(CALLVIRT_VALUE, "callvirt of a method of a value type", "III.4.2") \
    RULE(CONSTRAINED_THIS, "this is no pointer to the type of constrained.", "III.2.1") \
    RULE(NEWOBJ_METHOD, "newobj with what is no constructor", "III.4.21") \
    RULE(NEWOBJ_ABSTRACT, "newobj of an abstract class or interface", "III.4.21") \
    RULE(NEWOBJ_PRIMITIVE, "newobj of a primitive type or an enum", "III.4.21") \
    /* Method pointers and delegates */ \
    RULE(FTN_CTOR, "pointer to a constructor", "III.3.41") \
    RULE(FTN_ABSTRACT, "ldftn of an abstract method", "III.3.41") \
    RULE(LDVIRTFTN_STATIC, "ldvirtftn of a static method", "III.4.18") \
    RULE(DELEGATE_CTOR, "the delegate's constructor does not take an object and a method", "II.14.6") \
    RULE(DELEGATE_INVOKE, "the delegate type has no Invoke", "II.14.6") \
    RULE(DELEGATE_POINTER, "no method pointer", "III.4.21") \
    RULE(DELEGATE_TARGET, "the target is not of the method's class", "III.4.21") \
    RULE(DELEGATE_STATIC_TARGET, "a target for a static method", "III.4.21") \
    RULE(DELEGATE_COUNT, "the method has another number of parameters than the delegate", "III.4.21") \
    RULE(DELEGATE_RESULT, "the method has another result than the delegate", "III.1.8.1.5") \
    RULE(DELEGATE_PARAMETER, "the method has other parameters than the delegate", "III.1.8.1.5") \
    /* Fields and managed pointers (translate_field.c) */ \
    RULE(FIELD_HOLDER, "the object does not have this field", "III.4.10") \
    RULE(FIELD_VALUE, "value does not fit the field", "III.4.28") \
    RULE(FIELD_NOT_STATIC, "an instance field is used as a static one", "III.4.14") \
    RULE(POINTER_EXPECTED, "no managed pointer", "III.3.42, III.3.62") \
    RULE(POINTER_TARGET, "the pointer's target is of another size or kind", "III.3.42, III.3.62") \
    RULE(POINTER_VALUE, "value does not fit the pointer's target", "III.3.62") \
    RULE(OBJECT_POINTER, "no pointer to the type", "III.4.4, III.4.5, III.4.13") \
    RULE(OBJECT_VALUE, "value does not fit the type", "III.4.29") \
    /* Access (verify_access.c) */ \
    RULE(ACCESS_TYPE, "the type is not visible here", "I.8.5.3.1") \
    RULE(ACCESS_METHOD, "the method is not accessible here", "I.8.5.3.2") \
    RULE(ACCESS_FIELD, "the field is not accessible here", "I.8.5.3.2") \
    RULE(INITONLY, "store to an initonly field outside a constructor of its class", "II.16.1.2") \
    /* Objects, arrays, tokens (translate_object.c) */ \
    RULE(TOKEN, "what the instruction names cannot be used", "III.1.9") \
    RULE(STRING_ID, "string id behind the string heap", "pe-format 2.2") \
    RULE(VOID_TYPE, "System.Void as a type of values", "II.14.2") \
    RULE(LDTOKEN_TABLE, "ldtoken of a table without handles", "III.4.17") \
    RULE(REFERENCE_EXPECTED, "no object reference", "III.4.3, III.4.6, III.4.32") \
    RULE(UNBOX_REFERENCE, "unbox to a reference type", "III.4.32") \
    RULE(BOX_VALUE, "value does not fit the type to box", "III.4.1") \
    RULE(ARRAY_EXPECTED, "no array", "III.4.8, III.4.9, III.4.12, III.4.27") \
    RULE(INDEX_TYPE, "the index or length is no int32", "III.4.8, III.4.20") \
    RULE(ELEMENT_TYPE, "the array has elements of another type", "III.4.7, III.4.8, III.4.26") \
    RULE(ELEMENT_ADDRESS, "array of another type", "III.4.9") \
    RULE(ELEMENT_VALUE, "value does not fit the element", "III.4.27")
/* clang-format on */

typedef enum nano_rule {
#define NANO_RULE_ROW(id, text, reference) RULE_##id,
    NANO_RULES(NANO_RULE_ROW)
#undef NANO_RULE_ROW
        RULE_COUNT
} nano_rule;

#endif
