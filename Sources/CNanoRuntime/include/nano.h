/* nano.h - the .NET nanoFramework runtime: loads, verifies and runs PE files (format v1) inside one fixed
 * arena.
 *
 * A `nano_vm` is a small handle that the caller owns; everything the runtime allocates lives in the arena
 * given to nano_create. The arena holds 32-bit offsets only, no host pointers: memory use is equal to the
 * byte on every host. There is no malloc, no libc and no global state; one VM is used by one thread at a
 * time.
 *
 * A callback of the host may call nano_complete and what only looks (nano_error, nano_get_stats, nano_image,
 * nano_native_at). All else refuses with BAD_ARGUMENT, or does nothing, until the call that the callback came
 * from has returned.
 *
 * Life of a VM: nano_create -> nano_load (base assemblies, domain 0) -> nano_link -> nano_create_domain ->
 * nano_load (application) -> nano_link -> nano_verify -> nano_start -> nano_run again and again ->
 * nano_unload_domain.
 */
#ifndef NANO_H
#define NANO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define NANO_CHECK __attribute__((warn_unused_result))

/* Limits of the handle. Each assembly costs 24 bytes of handle on a 64-bit host. */
#define NANO_MAX_ASSEMBLIES 64
#define NANO_MAX_DOMAINS 4
#define NANO_MAX_NATIVE_TABLES 8
#define NANO_MESSAGE_BYTES 384

/* Why a call did not do what was asked. STATUS(name, text). */
#define NANO_STATUSES(STATUS)                                                                                \
    STATUS(OK, "ok")                                                                                         \
    STATUS(OUT_OF_MEMORY, "the arena is exhausted")                                                          \
    STATUS(BAD_ARGUMENT, "argument out of range")                                                            \
    STATUS(BAD_FORMAT, "not a valid nanoFramework PE file")                                                  \
    STATUS(BAD_CHECKSUM, "a CRC of the file does not match its content")                                     \
    STATUS(UNSUPPORTED, "valid, but not supported by this runtime")                                          \
    STATUS(UNRESOLVED, "a reference to another assembly cannot be resolved")                                 \
    STATUS(REFUSED, "the verifier refused a method")                                                         \
    STATUS(DUPLICATE, "an assembly of this name is already loaded")                                          \
    STATUS(NOT_FOUND, "no such type, method or domain")                                                      \
    STATUS(LIMIT, "a limit of the runtime is reached")                                                       \
    STATUS(SNAPSHOT_VERSION, "the snapshot is of another version of the runtime")                            \
    STATUS(SNAPSHOT_FILES, "the snapshot was made with other PE files")                                      \
    STATUS(SNAPSHOT_SEAL, "the snapshot was altered or lacks the seal of this board")                        \
    STATUS(EXCEPTION, "a managed exception is in flight")                                                    \
    STATUS(BLOCKED, "the native waits; its thread is suspended")                                             \
    STATUS(CALLED, "the native pushed a managed call and will be entered again")

typedef enum nano_status {
#define NANO_STATUS_ROW(name, text) NANO_##name,
    NANO_STATUSES(NANO_STATUS_ROW)
#undef NANO_STATUS_ROW
} nano_status;

/* The text of a status, English, static. */
const char *nano_status_text(nano_status status);

typedef struct nano_call nano_call;
typedef struct nano_vm nano_vm;

/* How a managed thread ended. */
typedef enum nano_thread_outcome {
    NANO_THREAD_RETURNED,  /* its first method returned */
    NANO_THREAD_EXCEPTION, /* an exception reached its first frame unhandled */
    NANO_THREAD_ABORTED,   /* Thread.Abort, or its domain was unloaded */
} nano_thread_outcome;

/* One-argument and two-argument functions of libm that System.Math needs (design: the only results that are
 * outside the bit-for-bit promise). */
typedef enum nano_math {
    NANO_MATH_ACOS,
    NANO_MATH_ASIN,
    NANO_MATH_ATAN,
    NANO_MATH_ATAN2,
    NANO_MATH_CBRT,
    NANO_MATH_COS,
    NANO_MATH_COSH,
    NANO_MATH_EXP,
    NANO_MATH_LOG,
    NANO_MATH_LOG10,
    NANO_MATH_POW,
    NANO_MATH_SIN,
    NANO_MATH_SINH,
    NANO_MATH_TAN,
    NANO_MATH_TANH,
    NANO_MATH_FMOD,
    NANO_MATH_SQRT,
    NANO_MATH_REMAINDER,
} nano_math;

/* A frame of an exception's stack trace. */
typedef struct nano_trace_frame {
    uint32_t assembly;  /* as nano_load gave it */
    uint32_t method;    /* row of MethodDef */
    uint32_t il_offset; /* of the call or throw, in the PE file; 0 in natives */
    const char *text;   /* "Namespace.Type.Method", UTF-8; valid during the call */
    uint32_t length;
} nano_trace_frame;

/* What the runtime asks of its host. `context` is handed back in every call. A NULL member means "not there":
 * writes are dropped, time is 0, random is a fixed sequence, math raises NotSupportedException. */
typedef struct nano_host {
    void *context;
    /* Debug.Write and Console.Write of managed code, UTF-8, not terminated. */
    void (*write)(void *context, const char *text, uint32_t length);
    /* Milliseconds since some fixed point; never goes back. */
    int64_t (*monotonic_ms)(void *context);
    /* 100 ns ticks since 0001-01-01T00:00:00Z (System.DateTime.Ticks). */
    int64_t (*utc_ticks)(void *context);
    /* Fills `buffer` with entropy. */
    void (*random)(void *context, void *buffer, uint32_t length);
    double (*math)(void *context, nano_math function, double x, double y);
    /* A managed thread ended. `text` is UTF-8: for an exception "Type: message" and the managed stack trace,
     * one frame a line ("   at Type.Method(...)"), else empty. `result` is Main's int result when `outcome`
     * is RETURNED and the first method returns int, else 0. `is_main` is true for threads made by
     * nano_start/nano_start_main, false for managed ones. */
    void (*thread_ended)(void *context, uint32_t thread, uint32_t domain, bool is_main,
                         nano_thread_outcome outcome, int32_t result, const char *text, uint32_t length);
    /* Before thread_ended with NANO_THREAD_EXCEPTION: each frame of the stack trace, innermost first. With a
     * symbol file (docs/pe-symbols.md) the host can tell the source line. */
    void (*trace_frame)(void *context, uint32_t thread, const nano_trace_frame *frame);
    /* Rtc.SetSystemTime: sets what utc_ticks tells; false = it cannot be set. NULL: NotSupportedException. */
    bool (*set_utc_ticks)(void *context, int64_t ticks);
    /* Power.RebootDevice with its RebootOption, by a thread of `domain`. The thread never runs again; the
     * host ends the VM some time after nano_run has returned. NULL: NotSupportedException. */
    void (*reboot)(void *context, uint32_t domain, int32_t option);
} nano_host;

/* Tunables; zero means the default. */
typedef struct nano_config {
    uint32_t code_cache_bytes; /* budget of translated code inside the arena; default a fifth of it */
    uint32_t max_threads;      /* default 64 */
    uint32_t quantum;          /* instructions of a time slice; default 2000 */
    uint32_t test_modes;       /* NANO_TEST_* */
    uint32_t fail_allocation;  /* test: the n-th allocation (1-based) fails; 0 = none */
    bool lenient_versions;     /* resolve AssemblyRefs by name alone */
} nano_config;

#define NANO_TEST_GC_ALWAYS 1u /* collect (and move) at every allocation */
#define NANO_TEST_SWITCH 2u    /* use the switch dispatcher instead of computed goto */
#define NANO_TEST_TRACE 4u     /* nano_stats.trace_hash tells what ran */
#define NANO_TEST_WINDOWS 8u   /* keep of code what an arena that is nearly full would keep */
#define NANO_TEST_SHED 16u     /* free the records of methods and types that nothing needs at every call */
#define NANO_TEST_LIVENESS 32u /* clear dead variables at every allocation */
/* Only where the runtime is compiled with NANO_TESTING: (1 + a rule of rules.h) << this does without that
 * rule. */
#define NANO_TEST_RULE_SHIFT 16

typedef nano_status (*nano_native_fn)(nano_call *call);

/* One native method of the host. (Those of the runtime have a shorter form, lib.h.) `key` is
 * "Assembly|ClassName|methodName" with the texts of pe-format 5.2, for example
 * "mscorlib|System_String|get_Chars___CHAR__I4". `fields` names the instance or static fields that the native
 * touches, as "name:type" separated by one space ("_items:SZARRAY_OBJECT _size:I4", types as in 5.2; a field
 * of a class other than the method's own as "System_Exception._message:STRING"), or NULL; all must exist in
 * the loaded class, else the method stays unbound. "<System_Threading_WaitHandle" asks that the method's
 * class derives from that one; a text that begins with "&" is for a struct, whose `this` is a managed
 * pointer. */
typedef struct nano_native {
    const char *key;
    nano_native_fn function;
    const char *fields;
} nano_native;

/* The handle. Its members are private; it is declared here so that callers can allocate it. */
struct nano_vm {
    uint8_t *base; /* the arena */
    uint32_t size;
    const nano_host *host;
    nano_call *call;     /* of the native that runs */
    uint32_t missing;    /* bytes that the last allocation that failed lacked */
    uint32_t full_quota; /* the quota of bytes that it ran into; 0: the arena */
    uint32_t native_tables;
    bool calls_host; /* a call runs that the host's callbacks can come from */
    const nano_native *natives[NANO_MAX_NATIVE_TABLES];
    uint32_t native_counts[NANO_MAX_NATIVE_TABLES];
    const uint8_t *images[NANO_MAX_ASSEMBLIES];
    uint32_t image_lengths[NANO_MAX_ASSEMBLIES];
    char message[NANO_MESSAGE_BYTES]; /* text of the last error */
};

/* Makes an empty VM in `memory` (8-aligned; `size` bytes). Memory, host and the handle stay the caller's and
 * must outlive the VM. `config` may be NULL. Where the arena is
 * too small, here or later, the error says how many bytes were missing. */
nano_status nano_create(nano_vm *vm, void *memory, uint32_t size, const nano_host *host,
                        const nano_config *config) NANO_CHECK;

/* Adds native methods of the host. Call before the assemblies that declare them are loaded. `rows` is not
 * copied. */
nano_status nano_register_natives(nano_vm *vm, const nano_native *rows, uint32_t count) NANO_CHECK;

/* What went wrong in the last call that failed: one line naming assembly, table, row or method, IL offset and
 * rule. */
const char *nano_error(const nano_vm *vm);

/* Domain 0, the base assemblies, always exists. Another domain holds one application set: own statics, own
 * threads. */
nano_status nano_create_domain(nano_vm *vm, uint32_t *domain) NANO_CHECK;
/* Ends the domain's threads (no managed code runs), frees its objects, types and code. Domain 0 cannot be
 * unloaded. */
nano_status nano_unload_domain(nano_vm *vm, uint32_t domain) NANO_CHECK;

/* What a domain may use, or uses. */
typedef struct nano_quota {
    uint32_t bytes;   /* of the arena: objects, stacks, metadata of its assemblies; not translated code */
    uint32_t threads; /* its timer and finalizer threads included */
} nano_quota;

/* Bounds a domain; 0 = no bound of its own. Beyond it allocations and Thread.Start throw
 * OutOfMemoryException in this domain, the others do not notice; nano_load and nano_start fail with
 * OUT_OF_MEMORY. */
nano_status nano_set_quota(nano_vm *vm, uint32_t domain, const nano_quota *quota) NANO_CHECK;
/* What the domain uses now; collects garbage to count it. Domain 0: what no other domain has to itself,
 * without the metadata of the base assemblies. */
nano_status nano_get_use(nano_vm *vm, uint32_t domain, nano_quota *use) NANO_CHECK;

/* Parses and registers one file. `image` (4-aligned) is used in place and must stay until its domain is
 * unloaded. Checks header, both CRCs, every table, index and signature. An application that brings an
 * assembly named like a base one is refused (DUPLICATE). */
nano_status nano_load(nano_vm *vm, uint32_t domain, const void *image, uint32_t length,
                      uint32_t *assembly) NANO_CHECK;
/* Resolves the references of every assembly of the domain; BAD_FORMAT or UNRESOLVED names the row. */
nano_status nano_link(nano_vm *vm, uint32_t domain) NANO_CHECK;
/* Verifies every method body of the domain's assemblies (ECMA-335 III). Methods are verified before they run
 * in any case. */
nano_status nano_verify(nano_vm *vm, uint32_t domain) NANO_CHECK;

/* An argument of nano_start. */
typedef enum nano_value_kind { NANO_VALUE_I4, NANO_VALUE_I8, NANO_VALUE_STRING } nano_value_kind;
typedef struct nano_value {
    nano_value_kind kind;
    int64_t integer;
    const char *text; /* UTF-8; NULL = null reference */
    uint32_t length;
} nano_value;

/* Starts a managed thread in `domain` that calls the static method `type` ("Ns.Type") . `method` with these
 * arguments; the type is looked up in the domain's assemblies, then in the base's. Overloads are told apart
 * by argument count. */
nano_status nano_start(nano_vm *vm, uint32_t domain, const char *type, const char *method,
                       const nano_value *arguments, uint32_t count, uint32_t *thread) NANO_CHECK;
/* Starts a thread at the entry point (pe-format 2.8) of the last loaded assembly of the domain that has one.
 */
nano_status nano_start_main(nano_vm *vm, uint32_t domain, uint32_t *thread) NANO_CHECK;
/* Ends all threads of a domain without running managed code. */
void nano_kill_threads(nano_vm *vm, uint32_t domain);

typedef enum nano_stop_reason {
    NANO_STOP_BUDGET,   /* the instruction budget is used up; call again */
    NANO_STOP_WAITING,  /* every thread sleeps or waits; call again at wake_ms or after an event */
    NANO_STOP_FINISHED, /* no thread is left */
} nano_stop_reason;

typedef struct nano_run_result {
    nano_stop_reason reason;
    int64_t wake_ms; /* monotonic time of the next timer; INT64_MAX = none */
} nano_run_result;

/* Runs managed threads for about `budget` instructions. Never blocks, and ends soon after: an allocation or a
 * collection counts by the bytes that it looks at, a native by what it works on, and what can take longer
 * than one pass over the arena is done in parts. */
nano_run_result nano_run(nano_vm *vm, uint32_t budget);

/* Completes a native that returned NANO_BLOCKED with the given wait key (nano_call_block). */
void nano_complete(nano_vm *vm, uint32_t wait_key);

typedef struct nano_stats {
    uint32_t arena_bytes, free_bytes, heap_bytes, metadata_bytes, code_bytes, high_water_bytes;
    uint32_t collections, threads, domains, assemblies, translated_methods, evicted_methods;
    uint64_t instructions, native_calls, allocations;
    uint32_t memory_failures; /* how often OutOfMemoryException was raised */
    /* With NANO_TEST_TRACE: a hash over every call with its thread, every end of a slice with its
     * instructions and place, every result of a native, exception and text written. Equal for equal inputs
     * and budgets. */
    uint64_t trace_hash;
} nano_stats;

void nano_get_stats(const nano_vm *vm, nano_stats *stats);
/* Collects garbage now. */
void nano_collect(nano_vm *vm);

/* A range of memory. */
typedef struct nano_piece {
    const void *bytes;
    uint32_t length;
} nano_piece;

/* The board's seal: HMAC-SHA256 under a key that only the board has, over the pieces one after the other. The
 * runtime has no cryptography of its own. */
typedef struct nano_seal {
    void *context;
    void (*hmac_sha256)(void *context, const nano_piece *pieces, uint32_t count, uint8_t mac[32]);
} nano_seal;

/* Writes a sealed snapshot of the VM, in a few calls of `write` (false: it failed, LIMIT). Between two runs
 * only. The VM is not changed and can go on. */
nano_status nano_save(nano_vm *vm, const nano_seal *seal,
                      bool (*write)(void *context, const void *bytes, uint32_t length),
                      void *context) NANO_CHECK;
/* Goes on with a saved VM, in another process, at another address. `vm` comes from nano_create, with an arena
 * of the same size, and has the natives of the host registered; the snapshot brings its own nano_config.
 * `images`: the PE files that were loaded with nano_load, in any order; they are used in place. Nothing of
 * the snapshot is used unless everything is right: BAD_FORMAT (no snapshot, or cut off), SNAPSHOT_VERSION,
 * BAD_ARGUMENT (another arena size), SNAPSHOT_FILES, SNAPSHOT_SEAL. For managed code `slept_ms` have passed
 * since nano_save. Natives are bound again, translated code is made again; OUT_OF_MEMORY there leaves a VM
 * that must be created anew. */
nano_status nano_restore(nano_vm *vm, const void *snapshot, uint32_t length, const nano_piece *images,
                         uint32_t count, const nano_seal *seal, uint32_t slept_ms) NANO_CHECK;

/* The file of a loaded assembly, where nano_load or nano_restore found it; NULL if there is none. */
const void *nano_image(nano_vm *vm, uint32_t assembly);

typedef enum nano_native_state {
    NANO_NATIVE_BOUND,
    NANO_NATIVE_MISSING,
    NANO_NATIVE_FIELDS
} nano_native_state;
/* Walks the native methods of a loaded assembly: writes the key of the `index`-th one (0-based) into `key`
 * and how it is bound. Returns false after the last. */
bool nano_native_at(nano_vm *vm, uint32_t assembly, uint32_t index, char *key, uint32_t capacity,
                    nano_native_state *state);

/* -- For native methods --------------------------------------------------------------------------- */

void *nano_call_context(const nano_call *call);   /* nano_host.context */
uint32_t nano_call_domain(const nano_call *call); /* domain of the calling thread */
uint32_t nano_call_thread(const nano_call *call);
/* Argument `index` (0 = `this` of instance methods). Reading another kind than declared gives 0. */
int32_t nano_call_i32(const nano_call *call, uint32_t index);
int64_t nano_call_i64(const nano_call *call, uint32_t index);
double nano_call_f64(const nano_call *call, uint32_t index);
/* Length in bytes of a string argument as UTF-8, or of a byte[]; -1 for null. */
int32_t nano_call_length(const nano_call *call, uint32_t index);
/* Copies a string argument as UTF-8 (or a byte[]) into `buffer`, at most `capacity` bytes; returns the bytes
 * copied. */
uint32_t nano_call_copy(const nano_call *call, uint32_t index, void *buffer, uint32_t capacity);
void nano_call_return_i32(nano_call *call, int32_t value);
void nano_call_return_i64(nano_call *call, int64_t value);
void nano_call_return_f64(nano_call *call, double value);
nano_status nano_call_return_string(nano_call *call, const char *utf8, uint32_t length) NANO_CHECK;
nano_status nano_call_return_bytes(nano_call *call, const void *bytes, uint32_t length) NANO_CHECK;
/* Throws `type` ("System.ArgumentException"; System.Exception if the loaded mscorlib has it not). Return its
 * result. */
nano_status nano_call_throw(nano_call *call, const char *type, const char *message) NANO_CHECK;
/* Suspends the thread until nano_complete(key) or `timeout_ms` (-1 = none); the native is entered again with
 * nano_call_step() one higher. Return its result. */
nano_status nano_call_block(nano_call *call, uint32_t wait_key, int64_t timeout_ms) NANO_CHECK;
uint32_t nano_call_step(const nano_call *call);

#ifdef __cplusplus
}
#endif
#endif
