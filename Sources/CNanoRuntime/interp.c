/* interp.c - runs translated code (nano_ops.h). The loop itself is interp_loop.h; this file has its helpers
 * and makes both dispatchers. */
#include "heap.h"
#include "interp.h"

/* -- Memory access: what has 8 bytes is 4-aligned like the rest (layout.c) ------------------------ */

#define ALIASED(n) __attribute__((may_alias, aligned(n)))
typedef uint16_t ALIASED(2) half_word;
typedef uint32_t ALIASED(4) word;
typedef uint64_t ALIASED(4) double_word;
typedef float ALIASED(4) real4;
typedef double ALIASED(4) real8;

static inline uint32_t ld2(const void *p) { return *(const half_word *)p; }
static inline uint32_t ld4(const void *p) { return *(const word *)p; }
static inline uint64_t ld8(const void *p) { return *(const double_word *)p; }
static inline void st2(void *p, uint32_t v) { *(half_word *)p = (uint16_t)v; }
static inline void st4(void *p, uint32_t v) { *(word *)p = v; }
static inline void st8(void *p, uint64_t v) { *(double_word *)p = v; }
static inline float ld_r4(const void *p) { return *(const real4 *)p; }
static inline double ld_r8(const void *p) { return *(const real8 *)p; }
static inline void st_r4(void *p, float v) { *(real4 *)p = v; }
static inline void st_r8(void *p, double v) { *(real8 *)p = v; }

/* A struct of `bytes` into whole frame words; the last word's tail is zeroed so that words compare equal, and
 * only then: `from` may be the same words. */
static inline void load_struct(uint32_t *to, const uint8_t *from, uint32_t bytes) {
    nano__copy(to, from, bytes);
    if (bytes & 3) to[bytes / 4] &= (1u << 8 * (bytes & 3)) - 1;
}

static void load_value(uint32_t *to, const uint8_t *from, const nano_type *type) {
    switch (type->dt) {
    case DT_BOOLEAN:
    case DT_U1: *to = *from; break;
    case DT_I1: *to = (uint32_t) * (const int8_t *)from; break;
    case DT_CHAR:
    case DT_U2: *to = ld2(from); break;
    case DT_I2: *to = (uint32_t)(int16_t)ld2(from); break;
    default: load_struct(to, from, type->size); break;
    }
}

#ifdef NANO_SMALL
/* `kind`: I1, U1, I2, U2. */
static uint32_t load_narrow(const uint8_t *from, uint32_t kind) {
    switch (kind) {
    case 0: return (uint32_t) * (const int8_t *)from;
    case 1: return *from;
    case 2: return (uint32_t)(int16_t)ld2(from);
    default: return ld2(from);
    }
}
#endif

static inline const uint16_t *code_units(nano_vm *vm, nref code) {
    return nano__unit_zero(vm, AT(vm, code, nano_code));
}

/* Index of the unit at `pc` in the code of a managed frame. */
static inline uint32_t unit_at(nano_vm *vm, const nano_frame *frame, const uint16_t *pc) {
    return (uint32_t)(pc - code_units(vm, frame->code));
}

/* Saves in the frame the place that the way has come to. Returns the price of it: it may lie before the last
 * one that was paid for. */
static inline int32_t reach(nano_vm *vm, nano_frame *frame, const uint16_t *pc) {
    const uint32_t from = frame->pc;
    frame->pc = unit_at(vm, frame, pc);
    return (int32_t)(frame->pc - from);
}

/* Throws at the instruction at `pc`; returns the price of the way to it. MAY_COLLECT */
static int32_t throw_at(nano_vm *vm, nano_frame *frame, const uint16_t *pc, nano_exc kind) {
    const int32_t price = reach(vm, frame, pc + 1);
    (void)nano__throw_message(vm, kind, NULL); /* not variadic: keeps the loop around it as it is */
    return price;
}

/* What natives and helpers have added to the price of the instruction (nano__charge). */
static inline int32_t take_debt(nano_vm *vm) {
    const int32_t debt = CORE(vm)->debt;
    CORE(vm)->debt = 0;
    return debt;
}

/* The chunk that holds the running words (another than the top one only inside a filter). */
static nref words_chunk(nano_vm *vm, nref chunk, const nano_frame *frame) {
    if (frame->flags & FRAME_FILTER) {
        const uint32_t *record = (const uint32_t *)(const void *)(frame + 1);
        for (uint32_t n = record[FILTER_LEVELS]; n > 0; n--) chunk = AT(vm, chunk, nano_chunk)->previous;
    }
    return chunk;
}

/* The thread's domain's table of statics blocks (nano_domain.statics) and the entries it has. */
typedef struct statics_table {
    const nref *entries;
    uint32_t slots;
} statics_table;
static inline statics_table statics_of(nano_vm *vm, const nano_thread *thread) {
    const nano_domain *domain = &CORE(vm)->domains[thread->domain];
    return (statics_table){AT(vm, domain->statics, nref), domain->slots};
}

/* -- Numbers -------------------------------------------------------------------------------------- */

/* What many instructions need and is large: there once if flash is scarce. */
#ifdef NANO_SMALL
#define OUT_OF_LINE __attribute__((noinline))
#else
#define OUT_OF_LINE inline
#endif

static inline uint32_t rotate_right(uint32_t v, uint32_t count) {
    return v >> (count & 31) | v << ((0u - count) & 31);
}
static OUT_OF_LINE int64_t to_i8(double v) {
    return v > -9223372036854775809.0 && v < 9223372036854775808.0 ? (int64_t)v : INT64_MIN;
}
static inline int32_t to_i4(double v) { return (int32_t)(uint32_t)(uint64_t)to_i8(v); }
static OUT_OF_LINE uint64_t to_u8(double v) {
    if (v >= 9223372036854775808.0) return v < 18446744073709551616.0 ? (uint64_t)v : 0;
    return (uint64_t)to_i8(v);
}

static bool multiply_overflows_unsigned(uint64_t a, uint64_t b, uint64_t *product) {
    *product = a * b;
    return a && *product / a != b;
}
/* Not __builtin_mul_overflow: on 32-bit targets that is a library call. */
static bool multiply_overflows(int64_t a, int64_t b, int64_t *product) {
    uint64_t magnitude;
    const uint64_t ua = a < 0 ? 0 - (uint64_t)a : (uint64_t)a, ub = b < 0 ? 0 - (uint64_t)b : (uint64_t)b;
    const bool negative = (a < 0) != (b < 0), over = multiply_overflows_unsigned(ua, ub, &magnitude);
    *product = (int64_t)(negative ? 0 - magnitude : magnitude);
    return over || magnitude > (uint64_t)INT64_MAX + (negative ? 1 : 0);
}

static double remainder_of(nano_vm *vm, double x, double y) {
    return HOST(vm) && HOST(vm)->math ? HOST(vm)->math(HOST(vm)->context, NANO_MATH_FMOD, x, y) : 0.0;
}

/* Bits of the integer types; the signed ones are I1, I2, I4 and I8. */
static const uint8_t integer_bits[] = {[DT_I1] = 8,  [DT_U1] = 8,  [DT_I2] = 16, [DT_U2] = 16, [DT_CHAR] = 16,
                                       [DT_I4] = 32, [DT_U4] = 32, [DT_I8] = 64, [DT_U8] = 64};

/* conv.ovf (ECMA-335 III.3.18): false when the value does not fit. `kinds`: from << 8 | to, see nano_ops.h.
 */
static bool convert_checked(uint32_t *to, const uint32_t *from, uint32_t kinds) {
    const uint32_t source = kinds >> 8, type = kinds & 0xFF;
    if (type >= sizeof integer_bits || !integer_bits[type]) return false;
    const bool is_signed_type = type == DT_I1 || type == DT_I2 || type == DT_I4 || type == DT_I8;
    const uint64_t maximum = UINT64_MAX >> (64u - integer_bits[type] + is_signed_type);
    const int64_t minimum = is_signed_type ? -(int64_t)maximum - 1 : 0;
    uint64_t value;
    if (source >= 4) {
        const double v = source == 4 ? (double)ld_r4(from) : ld_r8(from);
        /* The truncated value has to be in range; both bounds are exact in a double when widened by one. */
        const double above = maximum == UINT64_MAX  ? 18446744073709551616.0
                             : maximum == INT64_MAX ? 9223372036854775808.0
                                                    : (double)maximum + 1.0;
        const bool low_enough = v < above;
        const bool high_enough =
            minimum == INT64_MIN ? v >= -9223372036854775808.0 : v > (double)minimum - 1.0;
        if (!low_enough || !high_enough) return false;
        value = minimum < 0 ? (uint64_t)to_i8(v) : to_u8(v);
    } else {
        const bool is_signed = source == 0 || source == 2;
        if (source < 2)
            value = is_signed ? (uint64_t)(int64_t)(int32_t)*from : *from;
        else
            value = ld8(from);
        if (is_signed && (int64_t)value < 0 ? (int64_t)value < minimum : value > maximum) return false;
    }
    if (type == DT_I8 || type == DT_U8)
        st8(to, value);
    else
        *to = (uint32_t)value;
    return true;
}

/* -- Boxes ---------------------------------------------------------------------------------------- */

/* A box of `type`; the value is copied from the running frame's word `word`. MAY_COLLECT */
static nref box_words(nano_vm *vm, nano_thread *thread, moff type, uint32_t word) {
    const uint32_t size = AT(vm, type, nano_type)->size;
    const nref box = nano__alloc(vm, type, (uint32_t)sizeof(nano_object) + ((size + 3) & ~3u));
    if (box)
        nano__copy(AT(vm, box, nano_object) + 1,
                   nano__running_words(vm, thread->chunk, nano__top_frame(vm, thread)) + word, size);
    return box;
}

/* The same from what the managed pointer in word `word` points at. MAY_COLLECT */
static nref box_pointed(nano_vm *vm, nano_thread *thread, moff type, uint32_t word) {
    const uint32_t size = AT(vm, type, nano_type)->size;
    const nref box = nano__alloc(vm, type, (uint32_t)sizeof(nano_object) + ((size + 3) & ~3u));
    if (!box) return 0;
    const uint32_t *pointer = nano__running_words(vm, thread->chunk, nano__top_frame(vm, thread)) + word;
    nano__copy(AT(vm, box, nano_object) + 1, vm->base + pointer[0] + pointer[1], size);
    return box;
}

/* unbox: the exact type, or an enum and its underlying type (ECMA-335 III.4.32). */
static bool unboxes_to(nano_vm *vm, moff from, moff to) {
    if (from == to) return true;
    const nano_type *a = AT(vm, from, nano_type), *b = AT(vm, to, nano_type);
    const bool scalars =
        (a->kind == K_ENUM || a->kind == K_PRIMITIVE) && (b->kind == K_ENUM || b->kind == K_PRIMITIVE);
    return scalars && (a->kind == K_ENUM || b->kind == K_ENUM) && a->dt == b->dt;
}

/* An object (not null) is of a type; what the cache of casts does not know is paid for. */
static ALWAYS_INLINE bool is_instance(nano_vm *vm, nref object, moff target, int32_t *budget) {
    const moff type = OBJ_TYPE(vm, object);
    if (LIKELY(type == target)) return true;
    const bool yes = nano__assignable(vm, type, target);
    *budget -= take_debt(vm);
    return yes;
}

/* Equality of references (pe-format 6.3), paid for by the length of strings. */
static ALWAYS_INLINE bool ref_equal(nano_vm *vm, nref a, nref b, int32_t *budget) {
    if (a == b) return true;
    if (!a || !b) return false;
    const bool equal = nano__ref_equal(vm, a, b);
    *budget -= take_debt(vm);
    return equal;
}

/* -- Calls ---------------------------------------------------------------------------------------- */

/* The spare chunk becomes the top one if it has room for a frame. */
static bool enter_spare_chunk(nano_vm *vm, nano_thread *thread, uint32_t frame_bytes) {
    if (!thread->spare) return false;
    nano_chunk *chunk = AT(vm, thread->spare, nano_chunk);
    if (CHUNK_BYTES + frame_bytes > chunk->bytes) return false;
    chunk->previous = thread->chunk;
    chunk->previous_frame = thread->frame;
    chunk->top = CHUNK_BYTES;
    thread->chunk = thread->spare;
    thread->frame = thread->spare = 0;
    return true;
}

/* Copies the `count` argument words that the call names and clears up to word `clear`; most calls have few.
 */
static inline void fill_frame(uint32_t *to, const uint32_t *w, const uint16_t *arguments, uint32_t count,
                              uint32_t clear) {
    uint32_t i = 0;
    if (count > 0) to[i] = w[arguments[i]], i++;
    if (count > 1) to[i] = w[arguments[i]], i++;
    for (; i < count; i++) to[i] = w[arguments[i]];
    for (; i < clear; i++) to[i] = 0;
}

/* The common call: translated, not synchronized, not in a filter, room on the stack. Returns the frame, or
 * NULL: call_slow. */
static ALWAYS_INLINE nano_frame *push_managed(nano_vm *vm, nano_thread *thread, moff target,
                                              const uint16_t *pc, nano_frame *frame, const uint32_t *w,
                                              const uint16_t **entry, int32_t *paid) {
    uint8_t *const base = vm->base;
    const nano_method *m = (const nano_method *)(void *)(base + target);
    *paid = 0;
    if (UNLIKELY(!m->direct || frame->flags & FRAME_FILTER)) return NULL;
    const nref code = m->code;
    nano_code *c = (nano_code *)(void *)(base + code);
    nano_chunk *chunk = (nano_chunk *)(void *)(base + thread->chunk);
    const uint32_t words = c->frame_words, count = pc[4], bytes = FRAME_BYTES + 4 * words;
    uint32_t top = chunk->top;
    const uint32_t reached = unit_at(vm, frame, pc + 5 + count);
    *paid = CALL_COST + (int32_t)c->clear_words + (int32_t)(reached - frame->pc);
    frame->pc = reached;
    if (UNLIKELY(bytes > chunk->bytes - top)) {
        if (!enter_spare_chunk(vm, thread, bytes)) return NULL;
        chunk = (nano_chunk *)(void *)(base + thread->chunk);
        top = CHUNK_BYTES;
    }
    nano_frame *callee = (nano_frame *)(void *)((uint8_t *)chunk + top);
    callee->method = target;
    callee->code = code;
    callee->pc = 0;
    callee->previous = thread->frame;
    callee->dest = pc[1];
    callee->flags = FRAME_DIRECT;
    callee->words = (uint16_t)words;
    c->last_used = ((nano_core *)(void *)base)->clock;
    fill_frame(FRAME_WORDS(callee), w, pc + 5, count, c->clear_words);
    thread->frame = top;
    chunk->top = top + bytes;
    *entry = nano__unit_zero(vm, c);
    return callee;
}

/* Closes a frame that push_managed has opened; returns the caller's. */
static ALWAYS_INLINE nano_frame *pop_managed(nano_vm *vm, nano_thread *thread, const nano_frame *frame) {
    if (UNLIKELY(!frame->previous)) {
        (void)nano__close_frame(vm, thread);
        return nano__top_frame(vm, thread);
    }
    nano_chunk *chunk = AT(vm, thread->chunk, nano_chunk);
    chunk->top = thread->frame;
    thread->frame = frame->previous;
    return (nano_frame *)(void *)((uint8_t *)chunk + thread->frame);
}

/* Sets where the frame below the top one, whose instruction was saved, goes on: `skip` units behind its
 * start, or at it again, which a static constructor on top wants. */
static void leave_caller(nano_vm *vm, nano_thread *thread, uint32_t skip) {
    frame_place place = {thread->chunk, thread->frame};
    const bool again = nano__top_frame(vm, thread)->flags & FRAME_CCTOR;
    if (!nano__frame_below(vm, &place)) return;
    nano_frame *caller = nano__frame_at(vm, place.chunk, place.offset);
    caller->pc += (again ? 0 : skip) - 1;
}

/* The running instruction runs for the first time: its method gets a record, which it names from now on. */
static nano_status resolve_method(nano_vm *vm, const nano_thread *thread) {
    const uint16_t *pc = nano__running_instruction(vm, thread);
    const uint32_t operand = nano__find_operand(pc, 'm'), id = nano__two_units(pc + operand) >> 1;
    moff method;
    TRY(nano__method(vm, id >> 16, id & 0xFFFF, &method));
    pc = nano__running_instruction(vm, thread) + operand;
    uint16_t *units = AT(vm, (uint32_t)((const uint8_t *)pc - vm->base), uint16_t);
    units[0] = (uint16_t)method;
    units[1] = (uint16_t)(method >> 16);
    return NANO_OK;
}

/* The first argument word of the running call. */
static uint32_t first_argument(nano_vm *vm, nano_thread *thread) {
    const uint16_t *pc = nano__running_instruction(vm, thread);
    return pc[4] ? nano__running_words(vm, thread->chunk, nano__top_frame(vm, thread))[pc[5]] : 0;
}

static nano_status lock_call(nano_vm *vm, moff thread_offset, moff target) {
    nano_thread *thread = AT(vm, thread_offset, nano_thread);
    TRY(nano__lock_method(vm, target, first_argument(vm, thread)));
    /* Taking the lock may have collected what was prepared. */
    const nano_status status = nano__prepare_call(vm, thread_offset, target);
    if (status != NANO_OK)
        nano__unlock_method(vm, AT(vm, target, nano_method), first_argument(vm, thread), thread);
    return status;
}

/* Every other call, by the running instruction. `boxed`: word 0 is a box, the callee takes a managed pointer
 * into it. */
static nano_status call_slow(nano_vm *vm, moff thread_offset, moff target, bool boxed) {
    nano_thread *thread = AT(vm, thread_offset, nano_thread);
    const bool locked = AT(vm, target, nano_method)->state & M_SYNCHRONIZED;
    TRY(nano__prepare_call(vm, thread_offset, target));
    if (locked) TRY(lock_call(vm, thread_offset, target));
    nano_frame *caller = nano__top_frame(vm, thread);
    const uint16_t *pc = nano__running_instruction(vm, thread);
    const uint32_t count = pc[4];
    caller->pc += 4 + count; /* the saved pc is one behind the start of the call */
    const uint32_t *w = nano__running_words(vm, thread->chunk, caller);
    uint32_t *to = nano__open_frame(vm, thread, target, pc[1], locked ? FRAME_LOCKED : 0);
    for (uint32_t i = 0; i < count; i++) {
        *to++ = w[pc[5 + i]];
        if (boxed && i == 0) *to++ = sizeof(nano_object);
    }
    return NANO_CALLED;
}

/* Gives the running code a smaller window. False: it is small already. */
static bool shrink_running(nano_vm *vm, nref running) {
    enum { SMALL_CODE = 256 }; /* bytes of units */
    nano_code *code = AT(vm, running, nano_code);
    const uint32_t bytes = 2 * (code->end - code->first);
    if (code->tight || bytes <= SMALL_CODE || vm->missing > bytes) return false;
    code->tight = 1;
    (void)nano__release_units(vm, running);
    return true;
}

/* Frees types, once for an instruction of a frame: it may make the same ones again. False: nothing went. */
static bool shed_types(nano_vm *vm, nano_thread *thread, const nano_frame *frame) {
    const uint32_t place = (frame->method + 31 * (frame->pc + 31 * thread->frame)) & 0xFFFFFF;
    if (thread->retried == place) return false;
    thread->retried = place & 0xFFFFFF;
    nano__charge(vm, CORE(vm)->heap_top - CORE(vm)->heap_start);
    return nano__shed_types(vm) != 0;
}

/* Makes room, so that the instruction that lacked memory can be tried again; its start is one before the
 * saved pc. False: there is none to be made, or memory is not what lacks. */
static bool can_try_again(nano_vm *vm, nano_thread *thread) {
    const nano_frame *frame = nano__top_frame(vm, thread);
    if ((frame->flags & FRAME_NATIVE) || vm->full_quota || nano__was_made_to_fail(vm)) return false;
    if (!shed_types(vm, thread, frame) && !shrink_running(vm, nano__top_frame(vm, thread)->code))
        return false;
    nano__top_frame(vm, thread)->pc--;
    return true;
}

/* -- Operands, and what families of instructions do ----------------------------------------------- */

#define X(i) (pc[i] | (uint32_t)pc[(i) + 1] << 16)
#define WORD(i) (*OPERAND(i))
#define I4(i) ((int32_t)WORD(i))
#define U8(i) ld8(OPERAND(i))
#define I8(i) ((int64_t)U8(i))
#define R4(i) ld_r4(OPERAND(i))
#define R8(i) ld_r8(OPERAND(i))

#define OVF_I4(name, type, builtin)                                                                          \
    CASE(name) {                                                                                             \
        type r;                                                                                              \
        if (UNLIKELY(builtin((type)WORD(2), (type)WORD(3), &r))) goto overflow;                              \
        WORD(1) = (uint32_t)r;                                                                               \
        NEXT(4);                                                                                             \
    }
#define OVF_I8(name, type, builtin)                                                                          \
    CASE(name) {                                                                                             \
        type r;                                                                                              \
        if (UNLIKELY(builtin((type)U8(2), (type)U8(3), &r))) goto overflow;                                  \
        st8(OPERAND(1), (uint64_t)r);                                                                        \
        NEXT(4);                                                                                             \
    }

#define COMPARE_ONE(name, type, get, op)                                                                     \
    CASE(name) {                                                                                             \
        WORD(1) = (type)(get(2))op(type)(get(3));                                                            \
        NEXT(4);                                                                                             \
    }
#define GET_I4 WORD
/* clang-format off */
#define COMPARE_FAMILY(suffix, get, unsigned_type, signed_type) \
    COMPARE_ONE(CEQ_##suffix, unsigned_type, GET_##get, ==) \
    COMPARE_ONE(CGT_##suffix, signed_type, GET_##get, >) \
    COMPARE_ONE(CGTU_##suffix, unsigned_type, GET_##get, >) \
    COMPARE_ONE(CLT_##suffix, signed_type, GET_##get, <) \
    COMPARE_ONE(CLTU_##suffix, unsigned_type, GET_##get, <)
/* clang-format on */
#define GET_U8 U8
#define BRANCH_ONE(name, condition)                                                                          \
    CASE(name) {                                                                                             \
        if (condition) JUMP(3);                                                                              \
        NEXT(5);                                                                                             \
    }
/* clang-format off */
#define BRANCH_FAMILY(suffix, a, b, signed_type) \
    BRANCH_ONE(BEQ_##suffix, a == b) BRANCH_ONE(BNE_##suffix, a != b) \
    BRANCH_ONE(BLT_##suffix, (signed_type)a < (signed_type)b) \
    BRANCH_ONE(BLE_##suffix, (signed_type)a <= (signed_type)b) \
    BRANCH_ONE(BGT_##suffix, (signed_type)a > (signed_type)b) \
    BRANCH_ONE(BGE_##suffix, (signed_type)a >= (signed_type)b) \
    BRANCH_ONE(BLTU_##suffix, a < b) BRANCH_ONE(BLEU_##suffix, a <= b) BRANCH_ONE(BGTU_##suffix, a > b) \
    BRANCH_ONE(BGEU_##suffix, a >= b)
/* clang-format on */

/* With NaN, only the unordered forms and BNE are true. */
#ifdef NANO_SMALL
enum { LESS = 1, EQUAL = 2, GREATER = 4, UNORDERED = 8 };
static const uint8_t true_of_compare[] = {EQUAL, GREATER, GREATER | UNORDERED, LESS, LESS | UNORDERED};
static const uint8_t true_of_branch[] = {EQUAL,
                                         LESS | GREATER | UNORDERED,
                                         LESS,
                                         LESS | EQUAL,
                                         GREATER,
                                         GREATER | EQUAL,
                                         LESS | UNORDERED,
                                         LESS | EQUAL | UNORDERED,
                                         GREATER | UNORDERED,
                                         GREATER | EQUAL | UNORDERED};
static bool holds(uint32_t orders, double a, double b) {
    return orders & (a < b ? LESS : a == b ? EQUAL : a > b ? GREATER : UNORDERED);
}
/* clang-format off */
#define COMPARE_FLOAT(suffix) \
    CASE(CEQ_##suffix) CASE(CGT_##suffix) CASE(CGTU_##suffix) CASE(CLT_##suffix) CASE(CLTU_##suffix) { \
        WORD(1) = holds(true_of_compare[*pc - OP_CEQ_##suffix], suffix(2), suffix(3)); \
        NEXT(4); \
    }
#define BRANCH_FLOAT(suffix) \
    CASE(BEQ_##suffix) CASE(BNE_##suffix) CASE(BLT_##suffix) CASE(BLE_##suffix) CASE(BGT_##suffix) \
    CASE(BGE_##suffix) CASE(BLTU_##suffix) CASE(BLEU_##suffix) CASE(BGTU_##suffix) CASE(BGEU_##suffix) { \
        if (holds(true_of_branch[*pc - OP_BEQ_##suffix], suffix(1), suffix(2))) JUMP(3); \
        NEXT(5); \
    }
#else
#define COMPARE_FLOAT(suffix) \
    CASE(CEQ_##suffix) { WORD(1) = suffix(2) == suffix(3); NEXT(4); } \
    CASE(CGT_##suffix) { WORD(1) = suffix(2) > suffix(3); NEXT(4); } \
    CASE(CGTU_##suffix) { WORD(1) = !(suffix(2) <= suffix(3)); NEXT(4); } \
    CASE(CLT_##suffix) { WORD(1) = suffix(2) < suffix(3); NEXT(4); } \
    CASE(CLTU_##suffix) { WORD(1) = !(suffix(2) >= suffix(3)); NEXT(4); }
#define BRANCH_FLOAT(suffix) \
    BRANCH_ONE(BEQ_##suffix, suffix(1) == suffix(2)) BRANCH_ONE(BNE_##suffix, !(suffix(1) == suffix(2))) \
    BRANCH_ONE(BLT_##suffix, suffix(1) < suffix(2)) BRANCH_ONE(BLE_##suffix, suffix(1) <= suffix(2)) \
    BRANCH_ONE(BGT_##suffix, suffix(1) > suffix(2)) BRANCH_ONE(BGE_##suffix, suffix(1) >= suffix(2)) \
    BRANCH_ONE(BLTU_##suffix, !(suffix(1) >= suffix(2))) BRANCH_ONE(BLEU_##suffix, !(suffix(1) > suffix(2))) \
    BRANCH_ONE(BGTU_##suffix, !(suffix(1) <= suffix(2))) BRANCH_ONE(BGEU_##suffix, !(suffix(1) < suffix(2)))
#endif
/* clang-format on */

/* -- The instructions on wide numbers as a function ----------------------------------------------- */

#ifdef NANO_SMALL
/* What compute returns: the units that the instruction takes, or one of these. */
enum {
    TAKEN = 16, /* and the unit that has the distance of the branch */
    RAISED = 32 /* and a nano_exc */
};
#define OPERAND(i) operand_##i
#define CASE(name) case OP_##name:
#define NEXT(n) return n
#define JUMP(i) return TAKEN + (i)
static uint32_t compute(nano_vm *vm, uint32_t *w, const uint16_t *pc) {
    /* The third unit of an instruction that has two belongs to the next one: every way ends with another. */
    uint32_t *const operand_1 = w + pc[1], *const operand_2 = w + pc[2], *const operand_3 = w + pc[3];
    switch ((nano_op)*pc) {
#include "interp_wide.h"
    default: return RAISED + EXC_NOT_SUPPORTED; /* there is no other */
    }
divide_by_zero:
    return RAISED + EXC_DIVIDE_BY_ZERO;
overflow:
    return RAISED + EXC_OVERFLOW;
}
#undef OPERAND
#undef CASE
#undef NEXT
#undef JUMP
#endif

/* -- The loop, twice ------------------------------------------------------------------------------ */

#define OPERAND(i) (w + pc[i])
#define BYTE_OF(word, offset) ((uint8_t *)(w + (word)) + (offset))
/* pc - 1 has to lie in the instruction (except.c): the saved pc is one behind its start. */
#define SAVE() PAY_TO(pc + 1)
#define PAY_TO(place) (budget -= reach(vm, frame, place))
#define PAY_FOR_BYTES(bytes) (budget -= (int32_t)((uint32_t)(bytes) / BYTES_PER_UNIT))
#define RELOAD()                                                                                             \
    (frame = nano__top_frame(vm, thread), w = nano__running_words(vm, thread->chunk, frame),                 \
     pc = nano__running_instruction(vm, thread))
/* A taken branch; nano_ops.h says what going back costs. */
#define JUMP(i)                                                                                              \
    do {                                                                                                     \
        const ptrdiff_t distance = (int32_t)X(i);                                                            \
        pc += (i) + distance;                                                                                \
        budget += (int32_t)distance & ((int32_t)distance >> 31);                                             \
        if (UNLIKELY(budget <= 0)) goto out_of_budget;                                                       \
        DISPATCH();                                                                                          \
    } while (0)
#define NEXT(n)                                                                                              \
    do {                                                                                                     \
        pc += (n);                                                                                           \
        DISPATCH();                                                                                          \
    } while (0)
/* The result of an instruction of `units`; a build that counts the bytes of its flash stores it at one place.
 */
#ifdef NANO_SMALL
#define SET(value, units)                                                                                    \
    do {                                                                                                     \
        word = (value);                                                                                      \
        goto set_##units;                                                                                    \
    } while (0)
#define SET_LABEL(units)                                                                                     \
    set_##units : w[pc[1]] = word;                                                                           \
    NEXT(units);
#else
#define SET(value, units)                                                                                    \
    do {                                                                                                     \
        w[pc[1]] = (value);                                                                                  \
        NEXT(units);                                                                                         \
    } while (0)
#endif
/* What the instruction has allocated goes to its word: the label does it for all. */
#define MADE(object, units)                                                                                  \
    do {                                                                                                     \
        made = (object);                                                                                     \
        length = (units);                                                                                    \
        goto made;                                                                                           \
    } while (0)

/* `block`: the statics in slot pc[i] of type X(t), its static constructor done (or running on this thread).
 */
#define STATICS(i, t)                                                                                        \
    nref block = pc[i] < statics.slots ? statics.entries[pc[i]] : 0;                                         \
    if (UNLIKELY(!block || block & STATICS_STATE)) {                                                         \
        if (!opened) {                                                                                       \
            statics_slot = pc[i];                                                                            \
            statics_type = X(t);                                                                             \
            goto open_statics;                                                                               \
        }                                                                                                    \
        block = opened & ~(uint32_t)STATICS_STATE;                                                           \
        opened = 0;                                                                                          \
    }
/* `elements`, `index` of an array access, checked. */
#define ELEMENT_OF(array, i)                                                                                 \
    const nref array_ref = (array);                                                                          \
    const uint32_t index = (i);                                                                              \
    if (UNLIKELY(!array_ref)) goto null_reference;                                                           \
    nano_array *const array_at = AT(vm, array_ref, nano_array);                                              \
    if (UNLIKELY(index >= array_at->length)) goto index_out_of_range;                                        \
    uint8_t *const elements = (uint8_t *)(array_at + 1)
#define ELEMENT(o, i) ELEMENT_OF(w[pc[o]], w[pc[i]])

/* `at`: what a load or store accesses, checked; `size` is that of an element. Fields: of an object, of what a
 * managed pointer points at, of statics; bytes of frame words. */
#define OBJECT_AT(o, n)                                                                                      \
    if (UNLIKELY(!w[pc[o]])) goto null_reference;                                                            \
    uint8_t *at = base + w[pc[o]] + pc[n]
#define POINTER_AT(p, n)                                                                                     \
    if (UNLIKELY(!w[pc[p]])) goto null_reference;                                                            \
    uint8_t *at = base + w[pc[p]] + w[pc[p] + 1] + pc[n]
#define STATIC_AT(i, t) STATICS(i, t) uint8_t *at = base + block + pc[(i) + 1]
#define ELEMENT_AT(o, i, size)                                                                               \
    ELEMENT(o, i);                                                                                           \
    uint8_t *at = elements + (size) * (size_t)index
#define LDFLD_AT(size) OBJECT_AT(2, 3)
#define STFLD_AT(size) OBJECT_AT(1, 2)
#define LDIND_AT(size) POINTER_AT(2, 3)
#define STIND_AT(size) POINTER_AT(1, 2)
#define LDSFLD_AT(size) STATIC_AT(2, 4)
#define STSFLD_AT(size) STATIC_AT(1, 4)
#define LDELEM_AT(size) ELEMENT_AT(2, 3, size)
#define STELEM_AT(size) ELEMENT_AT(1, 2, size)
#define FRLD_AT(size) uint8_t *at = BYTE_OF(pc[2], pc[3])
#define FRST_AT(size) uint8_t *at = BYTE_OF(pc[1], pc[2])

/* Loads and stores of all sizes, an instruction for each. */
/* clang-format off */
#define LOADS(name, address, length) \
    NARROW_LOADS(name, address, length) \
    CASE(name##_4) { address(4); SET(ld4(at), length); } \
    WIDE_LOAD(name, address, length) \
    CASE(name##_N) { address(pc[length]); PAY_FOR_BYTES(pc[length]); load_struct(w + pc[1], at, pc[length]); NEXT((length) + 1); }
#define STORES(name, address, value, length) \
    NARROW_STORES(name, address, value, length) \
    CASE(name##_4) { address(4); st4(at, w[pc[value]]); NEXT(length); } \
    WIDE_STORE(name, address, value, length) \
    CASE(name##_N) { address(pc[length]); PAY_FOR_BYTES(pc[length]); nano__copy(at, w + pc[value], pc[length]); NEXT((length) + 1); }
#ifdef NANO_SMALL
#define NARROW_LOADS(name, address, length) \
    CASE(name##_I1) CASE(name##_U1) CASE(name##_I2) CASE(name##_U2) { \
        address(1u << ((*pc - OP_##name##_I1) >> 1)); SET(load_narrow(at, (uint32_t)*pc - OP_##name##_I1), length); \
    }
#define NARROW_STORES(name, address, value, length) \
    CASE(name##_1) CASE(name##_2) { \
        address(1u << (*pc - OP_##name##_1)); if (*pc == OP_##name##_1) *at = (uint8_t)w[pc[value]]; else st2(at, w[pc[value]]); NEXT(length); \
    }
#else
#define NARROW_LOADS(name, address, length) \
    CASE(name##_I1) { address(1); SET((uint32_t)*(int8_t *)at, length); } \
    CASE(name##_U1) { address(1); SET(*at, length); } \
    CASE(name##_I2) { address(2); SET((uint32_t)(int16_t)ld2(at), length); } \
    CASE(name##_U2) { address(2); SET(ld2(at), length); }
#define NARROW_STORES(name, address, value, length) \
    CASE(name##_1) { address(1); *at = (uint8_t)w[pc[value]]; NEXT(length); } \
    CASE(name##_2) { address(2); st2(at, w[pc[value]]); NEXT(length); }
#endif
#define WIDE_LOAD(name, address, length) CASE(name##_8) { address(8); st8(w + pc[1], ld8(at)); NEXT(length); }
#define WIDE_STORE(name, address, value, length) CASE(name##_8) { address(8); st8(at, ld8(w + pc[value])); NEXT(length); }
/* clang-format on */

/* clang-format off */
/* For fused instructions. A first part: v is what the instruction at pc computes; goes on to the next. */
#define S16(i) ((uint32_t)(int16_t)pc[i])
#define STEP(v, value, length) const uint32_t v = (value); w[pc[1]] = v; pc += (length)
#define STEP_I8(v, value) const uint64_t v = (value); st8(w + pc[1], v); pc += 4
#define STEP_R8(v, value) const double v = (value); st_r8(w + pc[1], v); pc += 4
#define STEP_ELEMENT(v, load, scale) ELEMENT(2, 3); STEP(v, load(elements + (scale) * (size_t)index), 4)
#define STEP_FIELD(v) OBJECT_AT(2, 3); STEP(v, ld4(at), 4)
#define STEP_FIELD_R8(v) OBJECT_AT(2, 3); STEP_R8(v, ld_r8(at))
#define STEP_STATIC(v) STATIC_AT(2, 4); STEP(v, ld4(at), 6)
/* A last part. */
#define LAST(value) do { w[pc[1]] = (value); NEXT(4); } while (0)
#define LAST_R8(value) do { st_r8(w + pc[1], value); NEXT(4); } while (0)
#define BRANCH(condition, i) do { if (condition) JUMP(i); NEXT((i) + 2); } while (0)
/* The last part LDELEM: array in pc[2], index v. */
#define LAST_ELEMENT(v, load, scale)                                                                         \
    do {                                                                                                     \
        ELEMENT_OF(w[pc[2]], v);                                                                             \
        LAST(load(elements + (scale) * (size_t)index));                                                      \
    } while (0)
#define LD1(p) (*(p))
/* clang-format on */
#define RETURN_WORD(value)                                                                                   \
    do {                                                                                                     \
        result_count = 1;                                                                                    \
        PAY_TO(pc);                                                                                          \
        if (UNLIKELY(frame->flags != FRAME_DIRECT)) goto return_slow;                                        \
        const uint32_t dest = frame->dest, returned_word = (value);                                          \
        frame = pop_managed(vm, thread, frame);                                                              \
        FRAME_WORDS(frame)[dest] = returned_word;                                                            \
        goto returned;                                                                                       \
    } while (0)

/* A build that counts the bytes of its flash (-DNANO_SMALL) has the switch alone. */
#ifndef NANO_SMALL
#define LOOP_NAME run_goto
#define LOOP_TABLE static const void *const labels[OP_COUNT] = {NANO_OPS(LABEL_ROW)};
#define LABEL_ROW(name, ...) &&L_##name,
#define LOOP_BEGIN
#define LOOP_END
#define CASE(name) L_##name:
#define DISPATCH() goto *labels[*pc]
#include "interp_loop.h"
#undef LOOP_NAME
#undef LOOP_TABLE
#undef LOOP_BEGIN
#undef LOOP_END
#undef CASE
#undef DISPATCH
#endif

#define LOOP_NAME run_switch
#define LOOP_TABLE
#define LOOP_BEGIN                                                                                           \
    dispatch:                                                                                                \
    switch ((nano_op)*pc) {
#ifdef NANO_SMALL
#define LOOP_END }
#else
#define LOOP_END                                                                                             \
    case OP_COUNT: goto unhandled;                                                                           \
        }
#endif
#define CASE(name) case OP_##name:
#define DISPATCH() goto dispatch
#include "interp_loop.h"

static slice_end run_loop(nano_vm *vm, int32_t *units, uint32_t *result) {
#ifndef NANO_SMALL
    if (!(CORE(vm)->config.test_modes & NANO_TEST_SWITCH)) return run_goto(vm, units, result);
#endif
    return run_switch(vm, units, result);
}

slice_end nano__run_slice(nano_vm *vm, int32_t *budget, uint32_t *result) {
    int32_t units = *budget < INT32_MAX / UNITS_PER_INSTRUCTION ? *budget * UNITS_PER_INSTRUCTION : INT32_MAX;
    const int32_t all = units;
    const slice_end end = run_loop(vm, &units, result);
    /* A slice that ends right behind a backward branch may have been paid for by the one before. */
    if (units < all) *budget -= (all - units + UNITS_PER_INSTRUCTION - 1) / UNITS_PER_INSTRUCTION;
    return end;
}
