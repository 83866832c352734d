/* nano_internal.h - the structures that the modules of the runtime share, and what each module offers the
 * others.
 *
 * Arena map:
 *
 *   base                                                                             base + size
 *   | core | heap: objects, bump-allocated upwards, compacted | free | metadata blocks, growing downwards |
 *                                                    heap_top ^      ^ meta_low
 *
 * Objects, translated code among them, move at a collection; metadata blocks (types, methods, tables) do not:
 * only where nobody holds a type or method do their records move (settle.c). Both are named by 32-bit byte
 * offsets from `base`; offset 0 is the core block, so 0 is free to mean null.
 *
 * The one rule of memory: any function marked MAY_COLLECT can move every object. Host pointers into the heap
 * (OBJ, frame words) are dead after such a call; keep refs in traced places (frame words, native roots,
 * thread fields) and take pointers anew.
 */
#ifndef NANO_INTERNAL_H
#define NANO_INTERNAL_H

#include "include/nano.h"
#include "texts.h"
#include <stdarg.h>

typedef uint32_t nref; /* offset of an object in the heap, 4-aligned; 0 = null */
typedef uint32_t moff; /* offset of a metadata block, 8-aligned; 0 = none */

#define MAY_COLLECT         /* marks functions that can run the garbage collector */
#define NANO_NONE 0xFFFFu   /* absent row or string */
#define NO_TYPE 0xFFFFFFFFu /* absent packed row (assembly << 16 | row) */

#define AT(vm, off, T) ((T *)(void *)((vm)->base + (off)))
#define TRY(expr)                                                                                            \
    do {                                                                                                     \
        nano_status try_status_ = (expr);                                                                    \
        if (try_status_ != NANO_OK) return try_status_;                                                      \
    } while (0)
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define ALWAYS_INLINE inline __attribute__((always_inline))

/* -- Data types (pe-format 3.3) ------------------------------------------------------------------- */
typedef enum nano_dt {
    DT_VOID,
    DT_BOOLEAN,
    DT_I1,
    DT_U1,
    DT_CHAR,
    DT_I2,
    DT_U2,
    DT_I4,
    DT_U4,
    DT_R4,
    DT_I8,
    DT_U8,
    DT_R8,
    DT_DATETIME,
    DT_TIMESPAN,
    DT_STRING,
    DT_OBJECT,
    DT_CLASS,
    DT_VALUETYPE,
    DT_SZARRAY,
    DT_BYREF,
    DT_VAR,
    DT_GENERICINST,
    DT_MVAR,
    DT_WEAKCLASS = 27,
    DT_REFLECTION = 28,
    DT_PINNED = 0x45,
} nano_dt;

/* -- PE tables (pe-format 1.2) -------------------------------------------------------------------- */
enum {
    TBL_ASSEMBLYREF,
    TBL_TYPEREF,
    TBL_FIELDREF,
    TBL_METHODREF,
    TBL_TYPEDEF,
    TBL_FIELDDEF,
    TBL_METHODDEF,
    TBL_ATTRIBUTES,
    TBL_TYPESPEC,
    TBL_RESOURCES,
    TBL_RESOURCESDATA,
    TBL_STRINGS,
    TBL_SIGNATURES,
    TBL_BYTECODE,
    TBL_RESOURCESFILES,
    TBL_COUNT
};

/* Rows as they lie in the image, little-endian and aligned (read from there each time: flash is the only
 * copy). */
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "rows of images are read as they are");
typedef struct row_typedef {
    uint16_t name, ns, extends, enclosing, interfaces, methods_first;
    uint8_t vmethods, imethods, smethods, datatype;
    uint16_t sfields_first, ifields_first;
    uint8_t sfields, ifields;
    uint16_t flags;
} row_typedef;
typedef struct row_method {
    uint16_t name, rva;
    uint32_t flags;
    uint8_t ret, args, nlocals, stack;
    uint16_t locals, sig;
} row_method;
typedef struct row_field {
    uint16_t name, sig, value, flags;
} row_field;
typedef struct row_memberref { /* FieldRef, MethodRef */
    uint16_t name, container, sig;
} row_memberref;
typedef struct row_typeref {
    uint16_t name, ns, scope;
} row_typeref;

enum {
    TD_SEMANTICS = 0x30,
    TD_VALUETYPE = 0x10,
    TD_INTERFACE = 0x20,
    TD_ENUM = 0x30,
    TD_ABSTRACT = 0x40,
    TD_SEALED = 0x80,
    TD_SERIALIZABLE = 8,
    TD_DELEGATE = 0x200,
    TD_MULTICAST = 0x400,
    TD_BEFOREFIELDINIT = 0x1000,
    TD_FINALIZER = 0x4000
};
enum {
    MD_ACCESS = 7,
    MD_STATIC = 0x10,
    MD_FINAL = 0x20,
    MD_VIRTUAL = 0x40,
    MD_NEWSLOT = 0x100,
    MD_ABSTRACT = 0x200,
    MD_CTOR = 0x1000,
    MD_CCTOR = 0x2000,
    MD_FINALIZER = 0x4000,
    MD_SYNCHRONIZED = 0x01000000,
    MD_ENTRYPOINT = 0x08000000,
    MD_HASEH = 0x40000000
};
enum { FD_STATIC = 0x10, FD_INITONLY = 0x20, FD_RVA = 0x400 };

/* A loaded assembly: one entry of the table core.assemblies. The image is vm->images[index]; whatever can be
 * read from it again (starts of tables, versions, what a FieldRef or MethodRef stands for) is not kept here.
 */
typedef struct nano_asm {
    uint8_t used, domain, linked, reserved;
    moff refs;   /* u16[TypeRef rows]: TypeDef row each stands for, set by link; then u8[AssemblyRef rows]:
                    assembly index. 0 = it refers to nothing */
    moff image;  /* block that holds the image if the assembly owns it (Assembly.Load(byte[])), else 0 */
    nref object; /* its System.Reflection.Assembly, 0 until used; weak, but for one that is locked */
} nano_asm;
/* What the header says of the tables. */
typedef struct nano_tables {
    uint32_t start[TBL_COUNT + 1]; /* file offsets */
    uint32_t bytes[TBL_COUNT];     /* unpadded size */
    uint16_t rows[TBL_COUNT];      /* of fixed-row tables; 0 for heaps */
} nano_tables;

/* -- Types ---------------------------------------------------------------------------------------- */
typedef enum nano_kind {
    K_STRUCT,
    K_ENUM,
    K_PRIMITIVE, /* value types; K_PRIMITIVE: BOOLEAN..R8 of mscorlib; DateTime and TimeSpan are K_STRUCT; so
                    are the Runtime*Handle structs, whose size is always 4: {handle of a type
                    (nano__type_handle) | packed field | packed method} */
    K_CLASS,     /* any class without VM layout */
    K_INTERFACE,
    K_ARRAY,
    K_STRING,
    K_DELEGATE,
    K_VOID,
    K_STATICS, /* VM: block of static fields (size and map: type.statics_*) */
    K_STACK,   /* VM: stack chunk (nano_chunk) */
    K_CODE,    /* VM: translated code (nano_code) */
    K_WINDOW   /* VM: some units of it (nano_window) */
} nano_kind;

/* A type. Identity (first part) exists from nano__type; layout, vtable and maps from nano__layout. */
typedef struct nano_type {
    uint32_t id;      /* assembly << 16 | typedef row; arrays: that of the innermost element | 0xFFFF */
    uint8_t kind, dt; /* dt: what a value of it is in a slot or field: DT_BOOLEAN..DT_R8 (enums: underlying),
                         DT_VALUETYPE, else DT_OBJECT (any reference) */
    uint8_t domain, state; /* state: LAID_OUT ... */
    uint16_t flags;        /* TD_* */
    uint16_t vcount;       /* entries of `vtable`; 0 until it is made */
    uint16_t size;         /* classes: instance bytes with the 4-byte header; value types: bytes of the value;
                              arrays: bytes per element */
    uint8_t traits;        /* TYPE_OWNS_VTABLE ... */
    uint8_t gc_shape;      /* private to gc.c: 0 unknown, 1 plain class, 2 WeakReference or derived */
    uint16_t statics_slot; /* index in the per-domain table, NANO_NONE if it has no statics and no static
                              constructor */
    uint16_t cctor;        /* methoddef row of the static constructor, NANO_NONE */
    moff vtable; /* u32[vcount]: moff of a nano_method, or packed id << 1 | 1 not yet made; itself made at
                    the first virtual call (nano__vtable_at) */
    moff base;   /* base class; arrays: System.Array */
    union {
        moff element; /* arrays: element type */
        moff methods; /* private to type.c: its nano_methods */
    };
    moff refmap;  /* u16 count, then count u16 byte offsets of references (object start for classes, value
                     start for value types; arrays: of the element) ; 0 = none */
    moff next;    /* private to type.c: chain of a bucket of core.types */
    moff statics; /* u16 bytes of a statics block, then its reference map; 0 = no static fields */
} nano_type;
enum {
    TYPE_IDENTITY = 0,
    TYPE_SIZED = 1, /* size and refmap are known, the rest not yet */
    TYPE_LAID_OUT = 2,
};
enum {
    TYPE_OWNS_VTABLE = 1,
    TYPE_OWNS_REFMAP = 2,
    TYPE_FINALIZED = 4, /* its objects have a Finalize to run */
    TYPE_KEPT = 8       /* private to shed.c */
};

/* The System.RuntimeType objects that there are: few types have one. A block of core.type_objects. */
typedef struct nano_type_object {
    uint32_t handle; /* nano__type_handle */
    nref object;     /* weak, but for one that is locked; 0: free */
} nano_type_object;
typedef struct nano_type_objects {
    uint32_t capacity, reserved;
    nano_type_object rows[];
} nano_type_objects;

/* The type of a slot, argument, field, return value. */
typedef struct nano_sigtype {
    uint8_t dt;    /* DT_VOID, DT_BOOLEAN..DT_R8, DT_VALUETYPE, DT_OBJECT (every reference type) */
    uint8_t byref; /* 1: managed pointer to the rest */
    moff type;     /* always set; DT_VOID: System.Void or 0 */
} nano_sigtype;

/* Words of a value in a frame: 4-byte words, no 8-alignment. BYREF is two words: base ref, byte offset from
 * the base object's start. */
uint32_t nano__words(nano_vm *vm, nano_sigtype t);

/* A method; made at first use. */
typedef struct nano_method {
    uint32_t id;    /* assembly << 16 | methoddef row */
    moff owner;     /* nano_type */
    moff next;      /* private to type.c: the next method of `owner` that was made */
    uint32_t code;  /* nref of its nano_code; 0 = not translated (or evicted); traced. Natives and delegates'
                       Invoke: moff of their nano_native_info, made by nano__prepare_native before their first
                       frame */
    uint16_t flags; /* MD_*: the low half of what the row has */
    uint16_t state; /* M_* */
    uint16_t arg_words : 15; /* words of all arguments, `this` included */
    uint16_t has_this : 1;
    uint16_t vslot; /* vtable slot of virtual methods, NANO_NONE; interface methods: NANO_NONE */
    uint8_t ret_dt : 7, ret_byref : 1; /* what it returns: nano__return_of */
    uint8_t ret_words;
    uint8_t nargs;  /* `this` included */
    uint8_t direct; /* CALL_*: translated and not synchronized, the interpreter opens its frame by itself */
} nano_method;
/* What a call of a native or of a delegate's Invoke needs to know. */
typedef struct nano_native_info {
    uint16_t table, row; /* as native.c counts them; table NANO_NONE: missing, calling it throws */
    uint32_t map[]; /* u32[(arg_words + 31) / 32], bit set: the argument word holds a reference; then u16 byte
                       offsets of the fields, in the order of the row's text */
} nano_native_info;
enum {
    M_NATIVE = 1,   /* RVA none, not abstract, not delegate: native or missing */
    M_DELEGATE = 2, /* Invoke of a delegate type */
    M_ABSTRACT = 4,
    M_VERIFIED = 8,
    M_REFUSED = 16,
    M_INTERFACE = 32,
    M_STRING_CTOR = 64,
    M_SYNCHRONIZED = 128,
    M_KEPT = 256 /* private to shed.c */
};

/* What a method returns. The type was made with the record. */
nano_sigtype nano__return_of(nano_vm *vm, const nano_method *method);

/* nano_method.direct. A method of a value type, called as a virtual one, gets a box and wants a managed
 * pointer. */
enum { CALL_DIRECT = 1, CALL_DIRECT_VIRTUAL = 2 };

/* A resolved field. */
typedef struct nano_field {
    uint32_t id; /* assembly << 16 | fielddef row */
    moff owner;
    nano_sigtype type;
    uint32_t offset; /* bytes from object start (classes: header included), value start (value types), statics
                        block start (statics, header included) */
    bool is_static;
    uint32_t flags; /* FD_* */
} nano_field;

/* -- Objects -------------------------------------------------------------------------------------- */
/* Every object starts with one header word: moff of its nano_type (8-aligned) | HDR_* bits. Bit 0 is always
 * set in a resting heap: the compactor threads references through headers with the bit clear (gc.c). */
enum {
    HDR_TYPE = 1,
    HDR_MARK = 2,
    HDR_FLAG = 4 /* has an entry in the sync table (hash, lock, finalizer) */
};
typedef struct nano_object {
    uint32_t header;
} nano_object;
typedef struct nano_array {
    uint32_t header, length;
} nano_array; /* elements follow at +8, natural size, structs whole */
/* Strings: UTF-16 code units; one byte each if all are below U+0100 (always narrow when possible, so equal
 * strings have equal bytes). */
typedef struct nano_string {
    uint32_t header, length;
} nano_string; /* length: units | STRING_WIDE */
#define STRING_WIDE 0x80000000u
/* Delegates (VM layout, 16 bytes; declared fields of Delegate/MulticastDelegate are not there). */
typedef struct nano_delegate {
    uint32_t header;
    nref target;
    moff method;
    nref list;
} nano_delegate; /* list: Delegate[] of a multicast, else 0 */
enum { DELEGATE_BYTES = 16 };

#define OBJ_TYPE(vm, ref) (*AT(vm, ref, uint32_t) & ~7u) /* moff of the object's type */

/* -- Frames and stacks ---------------------------------------------------------------------------- */
/* A stack is a list of chunks (heap objects of kind K_STACK); a frame never spans chunks. A managed pointer
 * to a local is (chunk, offset), which stays right when the chunk moves. */
typedef struct nano_chunk {
    uint32_t header, bytes; /* whole object */
    nref previous;
    uint32_t top;            /* offset of the first free byte from the chunk's start */
    uint32_t previous_frame; /* the frame to return to in `previous` */
} nano_chunk;
typedef struct nano_frame {
    moff method;       /* 0: filter activation record (except.c) */
    nref code;         /* native frames: 0 */
    uint32_t pc;       /* unit index of the next instruction; native frames: step */
    uint32_t previous; /* frame offset in this chunk, 0 = first of the chunk */
    uint16_t dest;     /* word of the caller's frame that takes the result */
    uint16_t flags;    /* FRAME_* */
    uint16_t words;    /* words that follow */
    uint16_t extra;
} nano_frame; /* followed by uint32_t words[] : arguments first */
enum {
    FRAME_NATIVE = 1,
    FRAME_CCTOR = 2,
    FRAME_FILTER = 4,
    FRAME_DELEGATE_LIST = 8,
    FRAME_BOX_RESULT = 16,
    FRAME_DISCARD = 32,
    FRAME_LOCKED = 64,
    FRAME_DIRECT = 128, /* alone: managed code, no filter, takes the result */
    FRAME_RESUME = 256  /* the unit that the caller goes on with is not in memory */
};
enum { FRAME_BYTES = sizeof(nano_frame), CHUNK_BYTES = sizeof(nano_chunk) };
/* A native frame has after its arguments NATIVE_ROOTS traced words for the native's own references, then the
 * result of a managed call it made. */
enum { NATIVE_ROOTS = 4 };

/* -- Translated code ------------------------------------------------------------------------------ */
/* An object of kind K_CODE: it moves like any other. Methods that were called and frames refer to it. */
typedef struct nano_code {
    uint32_t header,
        bytes;   /* whole object; the next collection leaves the head alone of it if no units are in it */
    moff method; /* 0: it is being made (core.making) */
    uint32_t last_used;  /* core.clock at the last call, for eviction */
    uint32_t units;      /* 16-bit units of code */
    uint32_t first, end; /* those that are in memory: all of them, a window, or none (window.c) */
    uint32_t head;       /* bytes in front of the units, if they are in this object: all of them */
    nref window;         /* nano_window that they are in otherwise, or 0 */
    uint32_t unit_zero;  /* where unit 0 lies or would lie: nano__unit_zero. Kept right by the collector */
    uint32_t lines;      /* offset of the pairs (unit, IL offset) of instructions that can throw or call */
    uint16_t frame_words;
    uint16_t clear_words; /* a new frame's words from here on need not be zero */
    uint16_t eh_count;
    uint16_t prologue; /* units in front of those that pairs count from */
    /* What the collector may forget while a call runs: pairs (unit behind the call, depth) begin `calls`
     * bytes behind the pairs (word that holds a reference, depth) of temporaries. A temporary of that depth
     * or deeper is dead until the call returns. */
    uint16_t calls;
    uint8_t tight; /* window.c: an allocation failed while this code ran */
    uint8_t live;  /* private to evict.c: the code of a frame */
} nano_code;
/* Behind it follow nano_eh[eh_count], u32[(frame_words + 31) / 32] (bit set: the word holds a reference), and
 * the three lists of pairs, bytes that nano__next_pair reads. */
static inline uint32_t nano__code_bitmap(const nano_code *code);
static inline uint32_t nano__code_pairs(const nano_code *code) {
    return nano__code_bitmap(code) + (code->frame_words + 31u) / 32 * 4;
}
/* Units of code that do not follow its head. */
typedef struct nano_window {
    uint32_t header, bytes; /* whole object; units follow */
} nano_window;
/* The address that unit n is 2n bytes behind; of a window it can lie outside the object. */
static inline const uint16_t *nano__unit_zero(nano_vm *vm, const nano_code *code) {
    return (const uint16_t *)(const void *)(vm->base + (int32_t)code->unit_zero);
}
static inline bool nano__holds_unit(const nano_code *code, uint32_t unit) {
    return unit - code->first < code->end - code->first;
}
/* A place in a list of pairs; both start as 0. */
typedef struct nano_pair {
    uint32_t first, second; /* `first` ascends */
} nano_pair;
/* Reads the next pair from *at on; false after the last. */
bool nano__next_pair(const uint8_t **at, nano_pair *pair);
/* True if the lines or calls, the list at that offset in the code, have a pair for this unit. *second: of the
 * last pair up to the unit, 0 if there is none. */
bool nano__find_pair(const nano_code *code, uint32_t list, uint32_t unit, uint32_t *second);
typedef enum nano_eh_kind { EH_CATCH, EH_FINALLY, EH_FAULT, EH_FILTER } nano_eh_kind;
typedef struct nano_eh {                  /* in the order of the file: inner before outer */
    uint32_t try_start, try_end, handler; /* unit indices */
    union {
        moff type;       /* EH_CATCH: nano_type */
        uint32_t filter; /* EH_FILTER: unit index */
    };
    uint16_t kind;
    uint16_t slot; /* EH_CATCH, EH_FILTER: word that receives the exception. EH_FINALLY, EH_FAULT: two words:
                      return unit (0 = unwinding), then the exception in flight (reference) */
} nano_eh;
enum { CODE_EH = (sizeof(nano_code) + 3) / 4 * 4 }; /* offset of the first */
static inline uint32_t nano__code_bitmap(const nano_code *code) {
    return CODE_EH + code->eh_count * (uint32_t)sizeof(nano_eh);
}

/* -- Threads -------------------------------------------------------------------------------------- */
typedef enum nano_thread_state {
    T_FREE,
    T_READY,
    T_SLEEPING,
    T_WAITING,
    T_BLOCKED /* by nano_call_block */,
    T_SUSPENDED,
    T_ENDED
} nano_thread_state;
typedef struct nano_thread { /* metadata block, linked from core.threads; nrefs in it are traced */
    moff next;
    uint32_t number;
    uint8_t state, priority, domain, is_main;
    uint8_t abort_pending, timed_out, started, suspended;
    int32_t counter;   /* scheduling credit */
    int32_t quantum;   /* instructions left of a time slice that the run's budget cut short, else 0 */
    nref object;       /* System.Threading.Thread, made on demand */
    nref chunk;        /* top chunk, 0 = no frames */
    uint32_t frame;    /* offset of the top frame in it */
    nref exception;    /* in flight */
    nref waiting_for;  /* object: wait handle, monitor, joined thread ... */
    uint32_t wait_key; /* nano_call_block */
    _Alignas(8) int64_t wake_ms; /* INT64_MAX: no time-out. 8-aligned on i386 too, like all 64-bit members */
    uint32_t wait_kind : 8;      /* WAIT_*: what waiting_for means */
    uint32_t retried : 24;       /* interp.c: the instruction that was last tried again for lack of memory */
    nref spare;                  /* an empty stack chunk kept for the next overflow */
    int64_t limit_ms; /* ExecutionConstraint: when it ends by ConstraintException; INT64_MAX: never */
} nano_thread;

enum {
    WAIT_MONITOR = 1,
    WAIT_EVENT,
    WAIT_MULTIPLE,
    WAIT_JOIN,
    WAIT_TYPE /* another thread's static constructor */
};
/* nano_thread.is_main */
enum { THREAD_MANAGED, THREAD_MAIN, THREAD_TIMER, THREAD_FINALIZER };

/* -- The core block, at offset 0 ------------------------------------------------------------------ */
_Static_assert(WK_BOOLEAN == WK_VOID + DT_BOOLEAN && WK_R4 == WK_VOID + DT_R4 && WK_R8 == WK_VOID + DT_R8,
               "the types of numbers stand in the order of nano_dt");

/* State of a type in a domain, in the low bits of its entry in nano_domain.statics: 0 = may be used. */
enum { CCTOR_PENDING = 1, CCTOR_FAILED = 2, CCTOR_RUNNING = 3, STATICS_STATE = 3 };
typedef struct nano_domain {
    uint8_t used, dying;
    uint16_t slots; /* entries of `statics` */
    moff statics; /* nref[slots]: statics block of each type by statics_slot | CCTOR_*; with CCTOR_FAILED, if
                     memory allowed it, the TypeInitializationException in its place; traced */
    nref timers;  /* active System.Threading.Timer objects; traced */
    nano_quota quota; /* 0 = none */
    uint32_t charged; /* bytes that count against it: domain.c */
} nano_domain;

/* Fields of Exception that VM code itself (not a native row) touches: index in core.field_offsets; 0 there =
 * the class has no such field of the right type. */
enum {
    FLD_EXCEPTION_MESSAGE /* _message:STRING */,
    FLD_EXCEPTION_TRACE /* _stackTrace:OBJECT */,
    FLD_EXCEPTION_INNER /* _innerException:CLASS */,
    FLD_COUNT
};

enum { LAST_EXCEPTIONS = 4 };
_Static_assert(EXC_TYPE_INITIALIZATION % LAST_EXCEPTIONS != EXC_THREAD_ABORT % LAST_EXCEPTIONS,
               "each static constructor that fails looks for both: they must not drive each other out");
/* What most code uses stands first: riscv32 loads a word up to 124 bytes behind a pointer by an instruction
 * of two bytes. */
typedef struct nano_core {
    uint32_t magic, heap_start, heap_top, meta_low, meta_end;
    moff threads;      /* list of nano_thread */
    moff current;      /* running nano_thread, 0 between slices */
    moff work_blocks;  /* what a translation works in beside that: list of metadata blocks */
    uint32_t work_top; /* end of the memory that a translation works in, which begins where the heap ended; 0:
                          none */
    moff free_blocks;  /* meta.c */
    uint32_t meta_used, code_used;
    nref making;             /* code or window that is being written; traced */
    moff assemblies;         /* nano_asm[assembly_count] */
    uint32_t assembly_count; /* highest used index + 1; entries may be unused after an unload */
    moff types;              /* type.c: buckets of nano_type by id */
    moff literals;           /* string.c: weak table of the literals that there are, a cache */
    moff type_objects;       /* object.c: nano_type_objects */
    moff sync;               /* sync.c: locks, identity hashes, finalizable objects */
    moff dispatch_cache;     /* dispatch.c: (type, method) -> method for interface calls and casts */
    nref scratch;            /* keeps one object of object.c or sync.c across a collection; traced */
    nref out_of_memory;      /* preallocated OutOfMemoryException; traced */
    int32_t debt;            /* units of code (nano_ops.h) that the running instruction costs besides */
    int32_t memory_credit;   /* instructions that allocations and collections may still cost in this run */
    moff prepared; /* the method of the call, or new delegate, that is being prepared: not freed, not evicted
                    */
    nano_domain domains[NANO_MAX_DOMAINS];
    uint32_t code_budget, high_water;
    uint32_t clock; /* ticks at each translation and slice, for eviction */
    uint32_t random_state;
    uint32_t type_count, next_thread, allocation_count;
    nano_config config;
    moff reference_map; /* type.c: refmap {0} of arrays of references */
    /* VM types K_STATICS (see type.c for how a block finds its map), K_STACK, K_CODE, K_WINDOW */
    moff statics_type, stack_type, code_type, window_type;
    moff known[WK_COUNT]; /* nano_type of well-known types; 0 until something needs it (nano__known) */
    uint32_t collections, translated, evicted, memory_failures;
    uint32_t last_exceptions[LAST_EXCEPTIONS]; /* known.c: 1 + nano_exc in the top byte, packed row */
    uint16_t free_statics_slot; /* types have all numbers below: where the search for a free one begins */
    uint16_t
        field_offsets[FLD_COUNT]; /* layout.c: offsets of VM-touched fields, set with their class's layout */
    uint8_t needs_finalizers, collecting;
    uint8_t fresh_methods; /* records made since the last shedding, 255: or more */
    uint8_t translating;   /* translate.c holds methods that nothing else refers to */
    uint8_t charging;      /* the domain that allocations are charged to */
    _Alignas(8) uint64_t instructions;
    _Alignas(8) uint64_t native_calls;
    _Alignas(8) uint64_t allocations;
    _Alignas(8) int64_t clock_offset; /* the VM's time minus the host's: other than 0 after a restore */
    uint64_t trace_hash;              /* NANO_TEST_TRACE */
} nano_core;
#define CORE(vm) AT(vm, 0, nano_core)
#define HOST(vm) ((vm)->host)

/* -- error.c: the text of the last error ---------------------------------------------------------- */
/* Formats a text and its arguments (texts.h) into vm->message. Returns `status`. */
nano_status nano__fail(nano_vm *vm, nano_status status, nano_text text, ...);
/* OUT_OF_MEMORY: how large the arena is, how many bytes it lacks (vm->missing), and for what (the text). */
nano_status nano__fail_memory(nano_vm *vm, nano_text text, ...);
/* The same, after "Assembly: Table[row] at 0xOFFSET: ": what is wrong with one row (packed) of a loaded
 * assembly. */
nano_status nano__fail_row(nano_vm *vm, nano_status status, uint32_t table, uint32_t id, nano_text text, ...);
nano_status nano__fail_row_list(nano_vm *vm, nano_status status, uint32_t table, uint32_t id, nano_text text,
                                va_list *list);
/* A place of the sources that refuses something. A build with NANO_TESTING lists them all, notes which were
 * reached and can let one pass: Tests/Verifier/refusals.c shows that each is needed. */
#ifdef NANO_TESTING
typedef struct nano_site {
    const char *file, *text; /* as it stands in the source */
    bool reached, off;
} nano_site;
#define NANO_SITE(refusal)                                                                                   \
    ({                                                                                                       \
        static nano_site site = {__FILE__, #refusal, false, false};                                          \
        static nano_site *const listed __attribute__((used, section("nano_sites"))) = &site;                 \
        site.reached = true;                                                                                 \
        site.off ? NANO_OK : (refusal);                                                                      \
    })
#define nano__fail(...) NANO_SITE(nano__fail(__VA_ARGS__))
#define nano__fail_row(...) NANO_SITE(nano__fail_row(__VA_ARGS__))
/* What is switched off goes on. */
#define RETURN_REFUSAL(refusal) TRY(refusal)
#else
#define NANO_SITE(refusal) refusal
#define RETURN_REFUSAL(refusal) return refusal
#endif
/* The same formatting into a buffer; returns the length. */
uint32_t nano__format(nano_vm *vm, char *buffer, uint32_t capacity, nano_text text, ...);
/* The same into vm->message. */
void nano__format_list(nano_vm *vm, nano_text text, va_list *list);
void nano__copy(void *to, const void *from, uint32_t bytes); /* memmove */
void nano__zero(void *to, uint32_t bytes);
bool nano__equal(const void *a, const void *b, uint32_t bytes);
bool nano__same_text(const char *a, const char *b);
uint32_t nano__strlen(const char *s);
const char *nano__nth(const char *texts, uint32_t n); /* of texts that stand behind each other, each with its
                                                         NUL: takes no pointer for each */

/* -- pe.c: reading images ------------------------------------------------------------------------- */
static inline nano_asm *nano__asm(nano_vm *vm, uint32_t index) {
    return AT(vm, CORE(vm)->assemblies, nano_asm) + index;
}
/* True if there is an assembly of this number. */
static inline bool nano__is_loaded(nano_vm *vm, uint32_t index) {
    return index < CORE(vm)->assembly_count && nano__asm(vm, index)->used;
}
static inline uint32_t nano__rd16(const uint8_t *p) { return (uint32_t)p[0] | (uint32_t)p[1] << 8; }
static inline uint32_t nano__rd32(const uint8_t *p) { return nano__rd16(p) | nano__rd16(p + 2) << 16; }
uint32_t nano__asm_name(nano_vm *vm, uint32_t assembly); /* string id */
static inline nano_text nano__table_text(uint32_t table) { return (nano_text)(TEXT_TABLES + table); }
uint32_t nano__row_size(uint32_t table); /* 0 for heaps */
/* Read from the header of a registered image. */
uint32_t nano__table_start(nano_vm *vm, uint32_t assembly, uint32_t table); /* file offset */
uint32_t nano__table_rows(nano_vm *vm, uint32_t assembly, uint32_t table);
uint32_t nano__heap_bytes(nano_vm *vm, uint32_t assembly, uint32_t table);
uint32_t nano__version_part(nano_vm *vm, uint32_t assembly, uint32_t part); /* 0 major .. 3 */
void nano__tables(const uint8_t *image, nano_tables *out); /* the offsets are in range; sizes are computed */
enum { NANO_BUILTIN_STRINGS = 860, NANO_FIRST_BUILTIN = 0x10000 - NANO_BUILTIN_STRINGS };
typedef struct nano_name {
    char text[48]; /* as long as any of them */
} nano_name;
/* -- texts.c: packed texts (scripts/pack-strings.py) ---------------------------------------------- */
void nano__builtin(uint32_t entry, nano_name *name);     /* one of the 860 of pe-format 2.2 */
bool nano__builtin_is(uint32_t entry, const char *text); /* reads no more of it than is equal */
/* Code 0 ends a text, code 1 is PACKED_FIRST and so on to '}', each other code is two codes. */
enum { PACKED_FIRST = ' ', PACKED_DEPTH = 8 /* pairs within pairs */ };
typedef uint8_t nano_pair_codes[2];
/* A text that is being unpacked. */
typedef struct nano_unpacker {
    const uint8_t *from;
    const nano_pair_codes *pairs;
    uint32_t count;
    uint8_t waiting[PACKED_DEPTH]; /* second halves of pairs */
} nano_unpacker;
nano_unpacker nano__text(nano_text text);                     /* from its beginning */
uint32_t nano__next_character(nano_unpacker *u);              /* 0 at the end */
bool nano__text_is(nano_text text, const char *found);        /* as nano__builtin_is */
const char *nano__name_text(nano_text text, nano_name *room); /* the names of known.h */
/* Unpacks a text with its NUL; returns where the next one is. */
const uint8_t *nano__unpack(const uint8_t *from, const nano_pair_codes *pairs, char *to);
const uint8_t *nano__skip_packed(const uint8_t *from, uint32_t count); /* behind so many texts */
/* Compressed unsigned integer of a checked signature (pe-format 3.2). */
uint32_t nano__sig_uint(const uint8_t **sig);
/* Moves on to the first assembly of a domain from this number on; false: there is none. */
bool nano__next_assembly(nano_vm *vm, uint32_t domain, uint32_t *index);
/* The assembly of this simple name that code of `domain` sees: the domain's own, then a base one. -1: none.
 */
int nano__find_assembly(nano_vm *vm, uint32_t domain, const char *name);
/* Parses and checks a whole image (every row, string id, signature, interface list, EH table start, RVA) and
 * registers it; on failure nothing stays. MAY_COLLECT */
nano_status nano__pe_load(nano_vm *vm, uint32_t domain, const uint8_t *image, uint32_t length,
                          uint32_t *index);
/* Takes an assembly out of the table and frees what belongs to it alone. */
void nano__unregister(nano_vm *vm, uint32_t assembly);
nano_status nano__pe_check(nano_vm *vm,
                           uint32_t index) NANO_CHECK; /* pe_check.c: every row of a registered image */
/* NUL-terminated UTF-8 of a string id (checked at load): in the image, or a built-in one in `room`. */
const char *nano__str(nano_vm *vm, uint32_t assembly, uint32_t id, nano_name *room);
/* Rows in the image, by packed id. */
const uint16_t *nano__row(nano_vm *vm, uint32_t id, uint32_t table);
const row_typedef *nano__typedef_row(nano_vm *vm, uint32_t id);
const row_method *nano__method_row(nano_vm *vm, uint32_t id);
const row_field *nano__field_row(nano_vm *vm, uint32_t id);
const row_typeref *nano__typeref_row(nano_vm *vm, uint32_t id);
const row_memberref *nano__memberref_row(nano_vm *vm, uint32_t id, uint32_t table);
const uint8_t *nano__typespec(nano_vm *vm, uint32_t id); /* its signature */
const uint8_t *nano__blob(nano_vm *vm, uint32_t assembly,
                          uint32_t signature_offset); /* pointer into the signature heap */
/* IL of a method: start and length of code (EH trailer cut off), the EH rows (12 bytes each, unaligned) and
 * their count. */
typedef struct nano_body {
    const uint8_t *il;
    uint32_t length;
    const uint8_t *eh;
    uint32_t eh_count;
} nano_body;
/* Of a method that has a body. */
void nano__body(nano_vm *vm, uint32_t method_id, nano_body *out);
/* Row of the typedef that owns a method or field row. */
uint32_t nano__owner_of_method(nano_vm *vm, uint32_t assembly, uint32_t row);
uint32_t nano__owner_of_field(nano_vm *vm, uint32_t assembly, uint32_t row);
uint32_t nano__crc32(uint32_t crc, const void *bytes, uint32_t length); /* pe-format 1.3 */

/* -- link.c --------------------------------------------------------------------------------------- */
nano_status nano__link(nano_vm *vm,
                       uint32_t domain) NANO_CHECK; /* AssemblyRef, TypeRef, FieldRef, MethodRef; class
                                                       cycles; well-known types and natives. MAY_COLLECT */
/* Rows as packed ids (assembly << 16 | row), without making types; NO_TYPE if there is none. */
uint32_t nano__base_id(nano_vm *vm, uint32_t id);                     /* base class of a linked type */
bool nano__derives_from(nano_vm *vm, uint32_t id, uint32_t base);     /* or is it */
uint32_t nano__typeref(nano_vm *vm, uint32_t assembly, uint32_t row); /* what a TypeRef row stands for */
uint32_t nano__find_typedef(nano_vm *vm, uint32_t assembly, nano_text ns,
                            nano_text name); /* top-level types only */
bool nano__name_is(nano_vm *vm, uint32_t assembly, uint32_t string_id, const char *text);
bool nano__same_name(nano_vm *vm, uint32_t asm_a, uint32_t a, uint32_t asm_b, uint32_t b); /* of string ids */
/* True if MethodDef `row_b` of `asm_b` has this name and signature (string id and signature offset of
 * `asm_a`). */
bool nano__method_matches(nano_vm *vm, uint32_t asm_a, uint32_t name_a, uint32_t sig_a, uint32_t asm_b,
                          uint32_t row_b);
/* Token operands (pe-format 3.1). All refuse rows out of range with REFUSED and a message. MAY_COLLECT */
nano_status nano__type_token(nano_vm *vm, uint32_t assembly, uint32_t token,
                             moff *type) NANO_CHECK; /* 16-bit InlineType */
nano_status nano__method_token(nano_vm *vm, uint32_t assembly, uint32_t token, moff *method) NANO_CHECK;
nano_status nano__field_token(nano_vm *vm, uint32_t assembly, uint32_t token, nano_field *field) NANO_CHECK;
nano_status nano__type_ref15(nano_vm *vm, uint32_t assembly, uint32_t token,
                             moff *type) NANO_CHECK; /* extends, catch: bit 15 = TypeRef */

/* -- sig.c ---------------------------------------------------------------------------------------- */
/* Reads one type of a signature, advancing *sig. Signatures are checked at load; VAR/MVAR give UNSUPPORTED.
 * MAY_COLLECT (makes types) */
nano_status nano__sig_type(nano_vm *vm, uint32_t assembly, const uint8_t **sig, nano_sigtype *out) NANO_CHECK;
/* The same, but a struct need not be sized afterwards. */
nano_status nano__sig_identity(nano_vm *vm, uint32_t assembly, const uint8_t **sig,
                               nano_sigtype *out) NANO_CHECK;
/* Type of argument `index` of a method (0 = `this` if it has one: DT_OBJECT, or byref for value types).
 * MAY_COLLECT */
nano_status nano__arg_type(nano_vm *vm, moff method, uint32_t index, nano_sigtype *out) NANO_CHECK;
/* True if two signatures (each in its own assembly) match (pe-format 4.5). `skip_kind` 0 method, 1 field. */
/* Packed id of a TypeDef or TypeRef token of a signature or interface list. */
uint32_t nano__sig_typedef(nano_vm *vm, uint32_t assembly, const uint8_t **sig);
bool nano__sig_equal(nano_vm *vm, uint32_t asm_a, const uint8_t *a, uint32_t asm_b, const uint8_t *b,
                     bool is_field);

/* -- type.c --------------------------------------------------------------------------------------- */
/* The type of a typedef row; makes its identity record. MAY_COLLECT */
nano_status nano__type(nano_vm *vm, uint32_t assembly, uint32_t row, moff *type) NANO_CHECK;
/* The record of a packed TypeDef row, if there is one already; 0: none. */
moff nano__made_type(nano_vm *vm, uint32_t id);
/* Takes an assembly out: frees its types, methods (with their code), bindings and tables, and clears its
 * slot. No object, frame or other assembly may need it any more. Works on half-loaded assemblies. */
void nano__forget_assembly(nano_vm *vm, uint32_t assembly);
void nano__free_type(nano_vm *vm, moff type); /* with what it owns */
/* Every metadata block that an assembly owns; `visit` must not free it. */
void nano__visit_blocks(nano_vm *vm, uint32_t assembly, void (*visit)(nano_vm *vm, moff block, void *context),
                        void *context);
nano_status nano__array_of(nano_vm *vm, moff element, moff *type) NANO_CHECK;
/* What handles and System.Type objects hold of a type: a number that stays right when its record moves, or is
 * freed and made again. 0 stands for none. */
uint32_t nano__type_handle(nano_vm *vm, moff type);
uint32_t nano__handle_assembly(uint32_t handle);
nano_status nano__type_of_handle(nano_vm *vm, uint32_t handle, moff *type) NANO_CHECK; /* MAY_COLLECT */
/* A well-known type, made at first use; 0 in *type: mscorlib has none. MAY_COLLECT */
nano_status nano__known_type(nano_vm *vm, nano_well_known known, moff *type) NANO_CHECK;
moff nano__known(nano_vm *vm, nano_well_known known); /* the same; 0 also if memory is out. MAY_COLLECT */
bool nano__is_known(nano_vm *vm, uint32_t id, nano_well_known known); /* is this row that type of mscorlib */
uint32_t nano__known_row(nano_vm *vm, nano_well_known known);         /* its packed row; NO_TYPE: none */
/* Packed row of an exception class or its first fallback that mscorlib has; NO_TYPE: none. */
uint32_t nano__exception_row(nano_vm *vm, nano_exc kind);
/* known.c: checks that mscorlib has what the VM cannot do without, and the shapes of what it knows.
 * MAY_COLLECT
 */
nano_status nano__check_known_types(nano_vm *vm) NANO_CHECK;
/* The well-known type that the row of a typedef names, WK_COUNT: none; whether it is of mscorlib is the
 * caller's affair. */
nano_well_known nano__known_by_row(nano_vm *vm, uint32_t assembly, const row_typedef *t);
/* The well-known type whose text in native keys this is ("SystemType", or "System_Type" with `separator`
 * '_'); WK_COUNT: none. */
nano_well_known nano__known_by_text(const char *text, uint32_t length, char separator);
/* Gives back what the table of records has no use for. MAY_COLLECT */
void nano__trim_types(nano_vm *vm);
/* Walks every type record: nano__next_type(vm, 0) is the first, 0 follows the last. */
moff nano__next_type(nano_vm *vm, moff type);
moff nano__next_method(nano_vm *vm, moff method); /* the same for method records */
/* The part of nano__layout that sizes of other types depend on: state becomes at least TYPE_SIZED.
 * MAY_COLLECT */
nano_status nano__layout_instance(nano_vm *vm, moff type) NANO_CHECK;
/* Makes size, maps, vtable, statics layout. Idempotent. MAY_COLLECT */
nano_status nano__layout(nano_vm *vm, moff type) NANO_CHECK;
/* The method record of a methoddef row. Lays out nothing but resolves its signature. MAY_COLLECT */
nano_status nano__method(nano_vm *vm, uint32_t assembly, uint32_t row, moff *method) NANO_CHECK;
nano_status nano__field(nano_vm *vm, uint32_t assembly, uint32_t row,
                        nano_field *field) NANO_CHECK; /* lays out the owner */
/* Makes the table of virtual methods of a laid-out class. Idempotent. MAY_COLLECT */
nano_status nano__vtable(nano_vm *vm, moff type) NANO_CHECK;
/* The method that slot `slot` of a laid-out class holds. MAY_COLLECT */
nano_status nano__vtable_at(nano_vm *vm, moff type, uint32_t slot, moff *method) NANO_CHECK;
nano_status nano__finalizer(nano_vm *vm, moff type,
                            moff *method) NANO_CHECK; /* Finalize of a class that has one. MAY_COLLECT */
/* The implementation of a virtual or interface method for an object of class `type`; boxed value types and
 * arrays included. Cached. MAY_COLLECT */
nano_status nano__dispatch(nano_vm *vm, moff type, moff method, moff *target) NANO_CHECK;
/* isinst: a value of class `type` can be held by `target` (ECMA-335 III.1.8.1.2.3: classes, interfaces, array
 * covariance). Never fails; cached. */
bool nano__assignable(nano_vm *vm, moff type, moff target);
static inline bool nano__is_value(const nano_type *t) { return t->kind <= K_PRIMITIVE; }
/* Bytes of a block of static fields, its header included, and the map of its references (0 = none). */
enum { STATICS_HEADER = 8 };
static inline uint32_t nano__statics_bytes(nano_vm *vm, const nano_type *t) {
    return t->statics ? *AT(vm, t->statics, uint16_t) : STATICS_HEADER;
}
static inline moff nano__statics_map(const nano_type *t) { return t->statics ? t->statics + 2 : 0; }
/* "Ns.Outer+Inner[]": the domain's assemblies, then the base's. *type 0: there is none; a status: it cannot
 * be made. MAY_COLLECT */
nano_status nano__find_type(nano_vm *vm, uint32_t domain, const char *full_name, uint32_t length,
                            moff *type) NANO_CHECK;
/* A type's own method by name and argument count (-1 any; `this` is not counted). *method 0: there is none.
 * MAY_COLLECT */
nano_status nano__find_method(nano_vm *vm, moff type, const char *name, int arg_count, bool is_static,
                              moff *method) NANO_CHECK;
/* Field by name in the type or its bases; `type_text` as nano_native.fields ("I4", "STRING", ...; NULL any).
 * MAY_COLLECT */
nano_status nano__find_field(nano_vm *vm, moff type, const char *name, const char *type_text, nano_field *out,
                             bool *found) NANO_CHECK;
uint32_t nano__type_name(nano_vm *vm, moff type, char *buffer,
                         uint32_t capacity); /* full name, '+' for nesting, [] for arrays; returns length */
nano_status nano__find_type_in(nano_vm *vm, uint32_t assembly, const char *full_name, uint32_t length,
                               moff *type) NANO_CHECK; /* in one assembly */
uint32_t
nano__field_bytes(nano_vm *vm,
                  nano_sigtype t); /* natural size of a field or array element; structs must be sized */
/* The cache of nano__dispatch and nano__assignable: direct-mapped, see dispatch.c. */
typedef struct nano_dispatch {
    moff type, key, value;
} nano_dispatch;
typedef struct nano_dispatch_cache {
    uint32_t mask, reserved;
    nano_dispatch entries[];
} nano_dispatch_cache;
/* Where the cache keeps (type, key); NULL: there is none yet, or no room for it. */
static inline nano_dispatch *nano__dispatch_entry(nano_vm *vm, moff type, moff key) {
    if (UNLIKELY(CORE(vm)->dispatch_cache == 0)) return NULL;
    nano_dispatch_cache *c = AT(vm, CORE(vm)->dispatch_cache, nano_dispatch_cache);
    return c->entries + ((type >> 3 ^ key >> 3 ^ key >> 7) & c->mask);
}
bool nano__drop_dispatch(nano_vm *vm); /* frees the cache; false: there was none */
uint32_t nano__id_name(nano_vm *vm, uint32_t id, char *buffer,
                       uint32_t capacity); /* the same for a packed typedef row */
/* Statics block of a type in a domain, allocated zeroed if absent; *state 1 while its static constructor has
 * not finished. MAY_COLLECT */
nano_status nano__statics(nano_vm *vm, uint32_t domain, moff type, nref *block) NANO_CHECK;

/* -- domain.c ------------------------------------------------------------------------------------- */
nano_status nano__check_domain(nano_vm *vm, uint32_t domain) NANO_CHECK; /* and that no callback calls */
nano_status nano__check_outside(nano_vm *vm) NANO_CHECK;                 /* this alone */
/* Charges each domain for its metadata only; the collector adds what it marks. */
void nano__count_metadata(nano_vm *vm);
/* Collects, which counts anew: true if the domain cannot have `bytes` more. MAY_COLLECT */
bool nano__over_quota(nano_vm *vm, uint32_t bytes);
uint32_t nano__count_threads(nano_vm *vm, uint32_t domain);

/* -- native.c ------------------------------------------------------------------------------------- */
/* Makes the nano_native_info of a native (bound if a row fits key and fields) or Invoke method; idempotent;
 * call before opening a frame. MAY_COLLECT */
nano_status nano__prepare_native(nano_vm *vm, moff method) NANO_CHECK;
/* Finds the row again, for a host whose tables are others; needs no memory if it is the same native. */
nano_status nano__rebind(nano_vm *vm, moff method) NANO_CHECK;
nano_native_fn nano__native_function(nano_vm *vm, const nano_method *method); /* NULL: none fits */
/* What prepare or rebind found: NULL: none fits. */
nano_native_fn nano__bound_function(const nano_vm *vm, const nano_native_info *info);
/* Offsets of the fields that a bound native's row names. */
const uint16_t *nano__native_fields(nano_vm *vm, const nano_method *method);
/* True if a type of a signature has this text (pe-format 5.2). */
bool nano__type_text_is(nano_vm *vm, uint32_t assembly, const uint8_t *sig, const char *text,
                        uint32_t length);
/* Packed FieldDef row of a field by name, and type text unless NULL, in a type or its bases; NO_TYPE if none.
 */
uint32_t nano__find_field_row(nano_vm *vm, uint32_t type_id, const char *name, uint32_t name_length,
                              const char *text, uint32_t text_length);
uint32_t nano__native_checksum(nano_vm *vm, uint32_t assembly); /* pe-format 5.2, computed from the rows */

/* -- meta.c, gc.c --------------------------------------------------------------------------------- */
moff nano__meta_alloc(nano_vm *vm, uint32_t bytes); /* zeroed, 8-aligned; 0 = exhausted even after a
                                                       collection and eviction of cold code. MAY_COLLECT */
void nano__meta_free(nano_vm *vm, moff block);      /* 0 is nothing to free */
/* Where free memory begins: behind the heap, or behind what a translation works in. */
static inline uint32_t nano__free_low(const nano_core *core) {
    return core->work_top ? core->work_top : core->heap_top;
}
/* Zeroed, 4-aligned memory for a translation, which makes no objects: behind the heap, so that it leaves no
 * hole among the metadata. All of it goes at once. 0 = none. MAY_COLLECT */
uint32_t nano__work_alloc(nano_vm *vm, uint32_t bytes);
/* Lengthens what was allocated last, if there is room behind it. */
bool nano__work_extend(nano_vm *vm, uint32_t at, uint32_t bytes, uint32_t more);
void nano__work_release(nano_vm *vm);
void nano__meta_trim(nano_vm *vm, moff block,
                     uint32_t bytes); /* gives back what is behind the first `bytes` */
/* nano__meta_alloc of memory that is free as it is: neither collects nor evicts, 0 = none. */
moff nano__meta_take(nano_vm *vm, uint32_t bytes);
uint32_t nano__block_bytes(nano_vm *vm, moff block); /* with its header; 0 for none */
/* shed.c: frees the method records that nothing needs at the moment; returns the bytes. */
uint32_t nano__shed_methods(nano_vm *vm);
/* The same during a walk over a method, which has marked what it holds. */
uint32_t nano__shed_unkept(nano_vm *vm);
void nano__keep_method(nano_vm *vm, moff method); /* the next shedding leaves it; 0 is none */
/* Frees besides the type records that nothing needs. Only for callers that hold neither types nor methods. */
uint32_t nano__shed_types(nano_vm *vm);
/* settle.c: moves records up into holes, for the same callers; returns by how much free memory grew. */
uint32_t nano__settle_records(nano_vm *vm);
/* The same where an instruction begins, if the holes are large against what is free. */
void nano__close_holes(nano_vm *vm);
void nano__offer_block(nano_vm *vm, moff block); /* it may move; 0 is none */
void nano__raise_blocks(nano_vm *vm);            /* moves what was offered and fits a hole above it */
moff nano__moved_block(nano_vm *vm, moff block); /* where it is now */
void nano__free_moved(nano_vm *vm);              /* the old places */
/* Visits the chains of type records (nano_type.next). */
void nano__visit_buckets(nano_vm *vm, void (*visit)(nano_vm *vm, moff *link));
/* -- evict.c: translated code that can go --------------------------------------------------------- */
static inline bool nano__is_managed(const nano_method *m) {
    return !(m->state & (M_NATIVE | M_DELEGATE | M_ABSTRACT));
}
/* An object for code (K_CODE, K_WINDOW), zeroed, counted against core.code_budget: cold code is given up to
 * stay below it. 0: no memory. MAY_COLLECT */
nref nano__code_alloc(nano_vm *vm, moff type, uint32_t bytes);
/* Gives up cold code (nano_method.code becomes 0) until `bytes` are garbage, and when there is none, the
 * units of code that waits: of any frame but the running one. Never the code of core.prepared. Returns the
 * bytes that the next collection frees. */
uint32_t nano__release_code(nano_vm *vm, uint32_t bytes);
uint32_t nano__release_waiting(nano_vm *vm, uint32_t bytes); /* the second part of that */
/* call.c: gives up what stacks have beyond their frames; returns the bytes that the next collection frees. */
uint32_t nano__trim_stacks(nano_vm *vm);
/* A walk over a method lacked memory: gives up code, so that another may succeed. False: there is none. */
bool nano__can_retry(nano_vm *vm);
/* -- window.c: code of which only a part is in memory --------------------------------------------- */
/* Brings a unit of the code, with what follows it, into memory: as much as there is room for. `code` is that
 * of a live frame. MAY_COLLECT */
nano_status nano__load_window(nano_vm *vm, nref code, uint32_t unit) NANO_CHECK;
/* Sets nano_code.unit_zero. */
void nano__find_units(nano_vm *vm, nref code);
/* Gives up the units; returns the bytes that the next collection frees. */
uint32_t nano__release_units(nano_vm *vm, nref code);
/* Raw object of `bytes` (header included), zeroed, header set. 0 = out of memory after a collection.
 * MAY_COLLECT */
nref nano__alloc(nano_vm *vm, moff type, uint32_t bytes);
/* The same, not charged to a domain and not paid for. */
nref nano__alloc_code(nano_vm *vm, moff type, uint32_t bytes);
void nano__gc(nano_vm *vm);
/* Size in bytes of the object at ref (4-aligned). */
uint32_t nano__object_bytes(nano_vm *vm, nref ref);
/* Tests: true if every header and every reference in the heap is sound, and so are the blocks. */
bool nano__check_heap(nano_vm *vm);
/* The blocks of metadata lie without a gap, free ones are merged and in the list, and the counts are right.
 */
bool nano__check_blocks(nano_vm *vm);
/* Makes what must not need memory later (the OutOfMemoryException); nano_link calls it once mscorlib is
 * linked. MAY_COLLECT */
nano_status nano__preallocate(nano_vm *vm) NANO_CHECK;

/* -- object.c, string.c --------------------------------------------------------------------------- */
/* All return 0 when out of memory (the caller throws). MAY_COLLECT. Objects with finalizers are registered.
 * `type` is laid out by them. */
nref nano__new(nano_vm *vm, moff type);
nref nano__new_array(nano_vm *vm, moff array_type, uint32_t length);
nref nano__box(nano_vm *vm, moff value_type, const void *value); /* `value` must not point into the heap */
nref nano__new_string(nano_vm *vm, const char *utf8, uint32_t bytes); /* invalid UTF-8 becomes U+FFFD */
nref nano__new_string_of(nano_vm *vm, uint32_t assembly, uint32_t string_id);
nref nano__alloc_string(nano_vm *vm, uint32_t units,
                        bool wide); /* content zero; caller keeps the narrow-if-possible rule */
nref nano__literal(nano_vm *vm, uint32_t assembly, uint32_t string_id);
void nano__drop_literals(nano_vm *vm, uint32_t assembly); /* forgets the interned literals of an assembly */
void nano__trim_literals(nano_vm *vm);                    /* gives back the room of literals that are gone */
bool nano__forget_literals(nano_vm *vm);                  /* frees the table; false: there was none */
/* Decodes one code point; *used (at least 1) bytes are consumed. Ill-formed input gives U+FFFD for each
 * maximal subpart (Unicode 3.9). length > 0. */
uint32_t nano__utf8_decode(const uint8_t *bytes, uint32_t length, uint32_t *used);
uint32_t nano__utf8_encode(uint32_t code_point, uint8_t out[4]); /* returns 1..4 */
uint16_t *nano__utf16_encode(uint32_t code_point,
                             uint16_t *out); /* returns what follows the one or two units */
/* The code point at unit *at, which moves behind it; a pair does not reach beyond `end`. Lone surrogates:
 * U+FFFD. */
uint32_t nano__string_point(nano_vm *vm, nref s, uint32_t *at, uint32_t end);
uint32_t nano__string_length(nano_vm *vm, nref s);
uint32_t nano__string_unit(nano_vm *vm, nref s, uint32_t index);
/* lib_string.c: natives that have an instruction of their own. */
nano_status nano__string_get_chars(nano_call *c);
nano_status nano__string_get_length(nano_call *c);
bool nano__string_equal(nano_vm *vm, nref a, nref b);  /* both non-null */
int nano__string_compare(nano_vm *vm, nref a, nref b); /* code point order; both non-null */
uint32_t nano__string_utf8(
    nano_vm *vm, nref s, char *buffer,
    uint32_t capacity); /* returns bytes needed; writes at most capacity; lone surrogates become U+FFFD */
/* The same of units [start, end), not charged for. */
uint32_t nano__units_utf8(nano_vm *vm, nref s, uint32_t start, uint32_t end, char *buffer, uint32_t capacity);
bool nano__ref_equal(nano_vm *vm, nref a, nref b); /* ceq on references: identity, strings by content
                                                      (pe-format 6.3), delegates by method and target */
nref nano__type_object(nano_vm *vm,
                       moff type); /* its System.RuntimeType object, made where there is none. MAY_COLLECT */
nref nano__made_type_object(nano_vm *vm, uint32_t handle); /* the same, 0 where there is none */
nref nano__handle_object(nano_vm *vm, uint32_t handle);    /* the same, made if need be. MAY_COLLECT */
void nano__trim_type_objects(nano_vm *vm);                 /* frees the table if there are none */
nref nano__new_delegate(nano_vm *vm, moff type, nref *target_slot,
                        moff method); /* *target_slot must be a traced word */

/* -- sync.c: locks, hashes, finalizers (side table; objects carry HDR_FLAG) ----------------------- */
uint32_t nano__identity_hash(nano_vm *vm,
                             nref object); /* stable under moves; 0 = out of memory. MAY_COLLECT */
bool nano__register_finalizer(nano_vm *vm, nref object);
void nano__trim_sync(nano_vm *vm); /* gives back what the table has no use for */
void nano__suppress_finalizer(nano_vm *vm, nref object);
/* The first object whose Finalize is due (root it at once); 0 = none. `busy_domains`: a bit for each domain
 * that waits its turn. core.needs_finalizers is true while there is one. */
nref nano__next_finalizable(nano_vm *vm, uint32_t busy_domains);
/* It leaves the queue: its finalizer starts. */
void nano__finalizer_starts(nano_vm *vm, nref object);
void nano__drop_finalizers(nano_vm *vm,
                           uint32_t domain); /* objects of the domain's types go without Finalize */
/* 1 taken, 0 held by another thread (caller waits), -1 out of memory. */
int nano__lock(nano_vm *vm, nref object, uint32_t thread);
/* false: not the owner. When the lock becomes free: nano__wake_waiters(object, 1); the woken thread tries
 * nano__lock again. */
bool nano__unlock(nano_vm *vm, nref object, uint32_t thread);
void nano__unlock_all(nano_vm *vm, uint32_t thread); /* at thread end */

/* -- verify_*.c, translate.c ---------------------------------------------------------------------- */
nano_status nano__verify_method(nano_vm *vm, moff method) NANO_CHECK; /* REFUSED with message; MAY_COLLECT */
nano_status nano__translate(nano_vm *vm,
                            moff method) NANO_CHECK; /* verifies if need be, sets method->code; MAY_COLLECT */

/* -- interp.c, call.c, except.c, thread.c --------------------------------------------------------- */
#define THREAD(vm) AT(vm, CORE(vm)->current, nano_thread)
/* Creates the exception and makes it the current thread's; returns NANO_EXCEPTION (also when memory is out:
 * then the preallocated one). TEXT_NONE, NULL: without a message. MAY_COLLECT */
nano_status nano__throw(nano_vm *vm, nano_exc kind, nano_text text, ...);
nano_status nano__throw_message(nano_vm *vm, nano_exc kind, const char *message); /* may be vm->message */
nano_status nano__throw_named(nano_vm *vm, const char *full_name, const char *message);
nano_status nano__throw_oom(nano_vm *vm);
void nano__clear_out_of_memory(nano_vm *vm); /* its fields */
/* Turns a failed status of type/method resolution, or what a native raises (lib.h: NANO_RAISED and more),
 * into a managed exception. */
enum { NANO_RAISED = NANO_CALLED + 1, RAISED_TEXT_SHIFT = 8 };
_Static_assert(NANO_RAISED + (int)EXC_COUNT < 1 << RAISED_TEXT_SHIFT, "a kind and a text fit into a status");
nano_status nano__throw_status(nano_vm *vm, nano_status status);
moff nano__new_thread(nano_vm *vm, uint32_t domain, bool is_main); /* 0 = out of memory */
/* Pushes a frame for `method` on a thread; the arguments' words are copied from `words` (not in the heap;
 * refs in it must be safe from a collection: pass them in traced words of the caller's frame through call.c
 * helpers otherwise). */
nano_status nano__push(nano_vm *vm, moff thread, moff method, const uint32_t *words, uint32_t count,
                       uint32_t dest, uint32_t flags) NANO_CHECK;
/* Scheduler services for natives. Each returns NANO_BLOCKED after marking the current thread; the native is
 * entered again with step + 1 when woken, THREAD(vm)->timed_out tells why. timeout_ms -1 = for ever. */
nano_status nano__sleep(nano_vm *vm, int64_t ms);
/* The running instruction or native looks at, moves or makes so many bytes besides what it allocates: its
 * thread pays for them. What can take longer than one pass over the arena does a part and comes again:
 * nano__again. */
void nano__charge(nano_vm *vm, uint32_t bytes);
/* Makes threads that wait for the monitor of `object` ready, in the order they came; returns how many. They
 * try nano__lock again. */
uint32_t nano__wake_waiters(nano_vm *vm, nref object, uint32_t at_most);
int64_t nano__now_ms(nano_vm *vm);

/* NANO_TEST_TRACE: adds what happened to core.trace_hash (FNV-1a over words). */
enum { TRACED_CALL = 1, TRACED_SLICE, TRACED_RESULT, TRACED_EXCEPTION, TRACED_TEXT };
void nano__trace_words(nano_vm *vm, uint32_t event, const uint32_t *words, uint32_t count);
static inline void nano__trace(nano_vm *vm, uint32_t event, uint32_t word) {
    if (UNLIKELY(CORE(vm)->config.test_modes & NANO_TEST_TRACE)) nano__trace_words(vm, event, &word, 1);
}

/* Frames of a stack trace (the int[] of pairs: method id, IL offset; 0 = none). */
enum { TRACE_NAME_BYTES = 160 };
uint32_t nano__trace_length(nano_vm *vm, nref trace);
/* The name goes to `buffer` (capacity > 0). False: the frame's assembly is gone. */
bool nano__trace_frame(nano_vm *vm, nref trace, uint32_t index, char *buffer, uint32_t capacity,
                       nano_trace_frame *frame);
/* The lines "   at Type.Method() [IL 0x12]"; returns the length. */
uint32_t nano__trace_text(nano_vm *vm, nref trace, char *buffer, uint32_t capacity);

/* What a native gets. Arguments are words of its frame: `this` first, which is an object. References in
 * argument words and roots are traced and updated. */
struct nano_call {
    nano_vm *vm;
    moff thread;
    moff method;
    const uint16_t *fields; /* offsets of the row's fields, in order */
    uint32_t frame_offset;  /* from the chunk's start */
    uint32_t *words;        /* the frame's arguments */
    uint32_t *roots;        /* and what follows them */
};
nano_frame *nano__native_frame(const nano_call *c);
/* Sets `words` and `roots`; the collector does it anew. */
void nano__locate_words(nano_call *c);
#define ARG(c, word) ((c)->words[word]) /* any one-word argument: int, float bits, reference */
#define ARG_I32(c, word) ((int32_t)ARG(c, word))
static inline uint32_t nano__arg_words(const nano_call *c) { return (uint32_t)(c->roots - c->words); }
/* So much has been charged, or spent on collections, that a native in a loop should come again. */
bool nano__owes_much(nano_vm *vm);
/* The native is entered again, with nano_call_step() as given, if the thread's budget lasts. Return its
 * result. */
nano_status nano__again(const nano_call *c, uint32_t step);
static inline int64_t nano__arg64(const nano_call *c, uint32_t word) {
    int64_t value;
    __builtin_memcpy(&value, __builtin_assume_aligned(&ARG(c, word), 4), sizeof value);
    return value;
}
static inline double nano__arg_f64(const nano_call *c, uint32_t word) {
    double value;
    __builtin_memcpy(&value, __builtin_assume_aligned(&ARG(c, word), 4), sizeof value);
    return value;
}
static inline float nano__arg_f32(const nano_call *c, uint32_t word) {
    float value;
    __builtin_memcpy(&value, __builtin_assume_aligned(&ARG(c, word), 4), sizeof value);
    return value;
}
/* Traced scratch word, 0..NATIVE_ROOTS-1; dead pointer after MAY_COLLECT. */
static inline uint32_t *nano__root(const nano_call *c, uint32_t index) { return c->roots + index; }
/* Boxed result of the last nano__call_managed. */
static inline uint32_t *nano__result_root(const nano_call *c) { return c->roots + NATIVE_ROOTS; }
/* Set the result and return NANO_OK, so that a native can end with them. */
nano_status nano__ret32(nano_call *c, uint32_t value); /* int, bool (0/1), char, float bits, reference */
nano_status nano__ret64(nano_call *c, int64_t value);
nano_status nano__ret_f64(nano_call *c, double value);
nano_status nano__ret_f32(nano_call *c, float value);
nano_status nano__ret_words(nano_call *c, const uint32_t *words, uint32_t count); /* structs */
/* Managed pointer argument at words (word, word+1): address of the target; NULL if null. Dead after
 * MAY_COLLECT. */
void *nano__byref(const nano_call *c, uint32_t word);
#define FIELD32(c, object, index) (*AT((c)->vm, (object) + (c)->fields[index], uint32_t))
/* Runs a managed method. First TRY(nano__prepare_call(vm, c->thread, method)) (MAY_COLLECT), then gather the
 * argument words from traced places, then this, which does not collect. Returns CALLED: return it at once;
 * the native is entered again with step + 1 (nano_call_step), the result boxed in nano__result_root (null for
 * void). */
nano_status nano__prepare_call(nano_vm *vm, moff thread, moff method) NANO_CHECK;
nano_status nano__call_managed(nano_call *c, moff method, const uint32_t *words, uint32_t count) NANO_CHECK;

#endif
