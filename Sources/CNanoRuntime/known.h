/* known.h - what the runtime knows of mscorlib by name: types and exceptions (known.c). Their names are texts
 * (texts.h). */
#ifndef NANO_KNOWN_H
#define NANO_KNOWN_H

/* N(identifier, text) */
#define NANO_NAMESPACES(N)                                                                                   \
    N(SYSTEM, "System")                                                                                      \
    N(THREADING, "System.Threading")                                                                         \
    N(REFLECTION, "System.Reflection")                                                                       \
    N(COLLECTIONS, "System.Collections")                                                                     \
    N(SECURITY, "System.Security")                                                                           \
    N(IO, "System.IO")

/* Types the VM must know, of mscorlib. W(identifier, namespace, name, shape, base): what the VM relies on is
 * checked when mscorlib is linked (known.c), so that a core library of another making is refused, never
 * misread. Shapes: EMPTY a class without instance fields; ABSTRACT the same, of which nothing is made, so
 * that every object of it is an array, a boxed value or a boxed enum; CLASS; VALUE a struct; TICKS a struct
 * of one 64-bit integer; NUMBER a primitive struct; INTERFACE; DELEGATE. Base: a class that it must derive
 * from. VOID to R8 stand in the order of nano_dt. */
/* clang-format off */
#define NANO_WELL_KNOWN(W) \
    W(OBJECT, SYSTEM, "Object", EMPTY, OBJECT) W(VALUETYPE, SYSTEM, "ValueType", ABSTRACT, OBJECT) \
    W(ENUM, SYSTEM, "Enum", ABSTRACT, VALUETYPE) W(STRING, SYSTEM, "String", CLASS, OBJECT) \
    W(ARRAY, SYSTEM, "Array", ABSTRACT, OBJECT) W(VOID, SYSTEM, "Void", VALUE, VALUETYPE) \
    W(BOOLEAN, SYSTEM, "Boolean", NUMBER, VALUETYPE) W(I1, SYSTEM, "SByte", NUMBER, VALUETYPE) \
    W(U1, SYSTEM, "Byte", NUMBER, VALUETYPE) W(CHAR, SYSTEM, "Char", NUMBER, VALUETYPE) \
    W(I2, SYSTEM, "Int16", NUMBER, VALUETYPE) W(U2, SYSTEM, "UInt16", NUMBER, VALUETYPE) \
    W(I4, SYSTEM, "Int32", NUMBER, VALUETYPE) W(U4, SYSTEM, "UInt32", NUMBER, VALUETYPE) \
    W(R4, SYSTEM, "Single", NUMBER, VALUETYPE) W(I8, SYSTEM, "Int64", NUMBER, VALUETYPE) W(U8, SYSTEM, "UInt64", NUMBER, VALUETYPE) \
    W(R8, SYSTEM, "Double", NUMBER, VALUETYPE) \
    W(DELEGATE, SYSTEM, "Delegate", CLASS, OBJECT) \
    W(MULTICAST, SYSTEM, "MulticastDelegate", CLASS, DELEGATE) \
    W(EXCEPTION, SYSTEM, "Exception", CLASS, OBJECT) W(DATETIME, SYSTEM, "DateTime", TICKS, VALUETYPE) \
    W(TIMESPAN, SYSTEM, "TimeSpan", TICKS, VALUETYPE) W(GUID, SYSTEM, "Guid", VALUE, VALUETYPE) \
    W(TYPE, SYSTEM, "Type", CLASS, OBJECT) W(RUNTIMETYPE, SYSTEM, "RuntimeType", CLASS, TYPE) \
    W(WEAKREFERENCE, SYSTEM, "WeakReference", CLASS, OBJECT) \
    W(TYPEHANDLE, SYSTEM, "RuntimeTypeHandle", VALUE, VALUETYPE) \
    W(FIELDHANDLE, SYSTEM, "RuntimeFieldHandle", VALUE, VALUETYPE) \
    W(METHODHANDLE, SYSTEM, "RuntimeMethodHandle", VALUE, VALUETYPE) \
    W(THREAD, THREADING, "Thread", CLASS, OBJECT) \
    W(ASSEMBLY, REFLECTION, "Assembly", CLASS, OBJECT) \
    W(METHODINFO, REFLECTION, "RuntimeMethodInfo", CLASS, METHODTYPE) \
    W(CTORINFO, REFLECTION, "ConstructorInfo", CLASS, METHODBASE) \
    W(FIELDINFO, REFLECTION, "RuntimeFieldInfo", CLASS, FIELDBASE) \
    W(PARAMETERINFO, REFLECTION, "ParameterInfo", CLASS, OBJECT) \
    W(ARRAYLIST, COLLECTIONS, "ArrayList", CLASS, OBJECT) \
    W(IENUMERABLE, COLLECTIONS, "IEnumerable", INTERFACE, OBJECT) \
    W(ILIST, COLLECTIONS, "IList", INTERFACE, OBJECT) \
    W(ICOLLECTION, COLLECTIONS, "ICollection", INTERFACE, OBJECT) \
    W(ICLONEABLE, SYSTEM, "ICloneable", INTERFACE, OBJECT) W(TIMER, THREADING, "Timer", CLASS, OBJECT) \
    W(METHODBASE, REFLECTION, "MethodBase", CLASS, OBJECT) \
    W(FIELDBASE, REFLECTION, "FieldInfo", CLASS, OBJECT) \
    W(WAITHANDLE, THREADING, "WaitHandle", CLASS, OBJECT) \
    W(RUNTIMECTOR, REFLECTION, "RuntimeConstructorInfo", CLASS, CTORINFO) \
    W(METHODTYPE, REFLECTION, "MethodInfo", CLASS, METHODBASE) \
    W(THREADSTART, THREADING, "ThreadStart", DELEGATE, MULTICAST) \
    W(TIMERCALLBACK, THREADING, "TimerCallback", DELEGATE, MULTICAST)
/* clang-format on */
typedef enum nano_well_known {
#define NANO_WK_ROW(id, ns, name, shape, base) WK_##id,
    NANO_WELL_KNOWN(NANO_WK_ROW)
#undef NANO_WK_ROW
        WK_COUNT
} nano_well_known;

/* Exceptions that the VM raises; one that the loaded mscorlib lacks becomes its fallback. X(identifier,
 * namespace, name, fallback). */
/* clang-format off */
#define NANO_EXCEPTIONS(X) \
    X(GENERIC, SYSTEM, "Exception", GENERIC) X(SYSTEM, SYSTEM, "SystemException", GENERIC) \
    X(NULL_REFERENCE, SYSTEM, "NullReferenceException", GENERIC) \
    X(INDEX_OUT_OF_RANGE, SYSTEM, "IndexOutOfRangeException", GENERIC) \
    X(INVALID_CAST, SYSTEM, "InvalidCastException", GENERIC) \
    X(OUT_OF_MEMORY, SYSTEM, "OutOfMemoryException", GENERIC) \
    X(ARGUMENT, SYSTEM, "ArgumentException", GENERIC) \
    X(ARGUMENT_NULL, SYSTEM, "ArgumentNullException", ARGUMENT) \
    X(ARGUMENT_RANGE, SYSTEM, "ArgumentOutOfRangeException", ARGUMENT) \
    X(INVALID_OPERATION, SYSTEM, "InvalidOperationException", GENERIC) \
    X(NOT_SUPPORTED, SYSTEM, "NotSupportedException", GENERIC) \
    X(NOT_IMPLEMENTED, SYSTEM, "NotImplementedException", GENERIC) \
    X(FORMAT, SYSTEM, "FormatException", GENERIC) X(TIMEOUT, SYSTEM, "TimeoutException", GENERIC) \
    X(OBJECT_DISPOSED, SYSTEM, "ObjectDisposedException", GENERIC) \
    X(THREAD_ABORT, THREADING, "ThreadAbortException", GENERIC) \
    X(DIVIDE_BY_ZERO, SYSTEM, "DivideByZeroException", GENERIC) \
    X(OVERFLOW, SYSTEM, "OverflowException", GENERIC) \
    X(TYPE_INITIALIZATION, SYSTEM, "TypeInitializationException", GENERIC) \
    X(ARITHMETIC, SYSTEM, "ArithmeticException", GENERIC) \
    X(ARRAY_TYPE_MISMATCH, SYSTEM, "ArrayTypeMismatchException", GENERIC) \
    X(VERIFICATION, SECURITY, "VerificationException", NOT_SUPPORTED) \
    X(IO, IO, "IOException", GENERIC) \
    X(SYNCHRONIZATION, THREADING, "SynchronizationLockException", GENERIC)
/* clang-format on */
typedef enum nano_exc {
#define NANO_EXC_ROW(id, ns, name, fallback) EXC_##id,
    NANO_EXCEPTIONS(NANO_EXC_ROW)
#undef NANO_EXC_ROW
        EXC_COUNT
} nano_exc;

#endif
