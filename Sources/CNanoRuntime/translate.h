/* translate.h - what the verifier and the translator share: one method on its way from IL to register code.
 *
 * Pass 1 (verify_scan.c) finds the instructions that can be reached and the branch targets. Pass 2
 * (translate.c) walks them once in the order of their offsets and both checks the types (ECMA-335 III.1.8)
 * and writes the code. The evaluation stack holds lazy entries: a frame word, a constant, or the address of a
 * frame word; only what is needed becomes an instruction.
 *
 * Invariants: the entry at depth n refers to variables or to temporaries of depths <= n, so a temporary is
 * overwritten only when every entry that refers to it is gone. At branches and labels every entry is in the
 * canonical temporary of (depth, class). A frame word is a reference for the whole method or never.
 */
#ifndef NANO_TRANSLATE_H
#define NANO_TRANSLATE_H

#include "il.h"
#include "nano_internal.h"
#include "nano_ops.h"
#include "rules.h"

/* -- Types on the stack (ECMA-335 III.1.8.1.2) ---------------------------------------------------- */
typedef enum vkind { V_I4, V_I8, V_R4, V_R8, V_REF, V_PTR, V_STRUCT, V_FTN } vkind;
enum {
    VF_UNINIT = 1,   /* reference: `this` before the base constructor has run (III.1.8.1.4) */
    VF_FRAME = 2,    /* pointer: may point into this frame, must not be returned */
    VF_JOINED = 4,   /* reference: join of classes without a common base but Object; interfaces are checked at
                        run time */
    VF_VIRTUAL = 8,  /* method pointer of ldvirtftn */
    VF_NONNULL = 16, /* reference: cannot be null */
    VF_STORED = 32   /* pointer: may come from a variable of this method that pointers are stored to */
};
typedef struct vtype {
    uint8_t kind, dt, flags, reserved; /* dt: V_PTR: of what it points at */
    moff type; /* V_REF: class, 0 = null; a value type = its box. V_PTR: of the target. V_STRUCT. V_FTN:
                  method */
} vtype;

typedef enum place {
    P_WORD,  /* temporary, exception slot, or part of one */
    P_VAR,   /* words of an argument or local whose address is not taken */
    P_CONST, /* low, high */
    P_ADDR,  /* V_PTR: address of frame word `word`, plus `low` bytes */
    P_NONE   /* V_FTN */
} place;
typedef struct entry {
    vtype t;
    uint8_t place, range; /* range: DT_BOOLEAN..DT_U2, the small type that an int32 fits; 0 unknown */
    uint16_t word;
    uint32_t low, high;
    uint32_t def; /* unit of the operand that names `word` in the instruction that computed it; 0 = none */
} entry;

/* An argument (first) or local. */
typedef struct var {
    moff type; /* with dt and byref: nano__var_type */
    uint8_t dt;
    uint8_t byref : 1, address_taken : 1, stored : 1;
    uint16_t word;
} var;
static inline nano_sigtype nano__var_type(const var *v) { return (nano_sigtype){v->dt, v->byref, v->type}; }

/* Classes of temporaries; one frame region for each (depth, class, struct type). FRESH: objects and structs
 * under construction. */
typedef enum temp_class {
    T_WORD,
    T_TWO,
    T_REFERENCE,
    T_POINTER,
    T_VALUE,
    T_FRESH_REFERENCE,
    T_FRESH_VALUE,
    T_SCRATCH
} temp_class;
typedef struct temp {
    moff type;
    uint16_t word, next, depth;
    uint8_t cls, reserved;
} temp;

/* A constant with words of its own, which code before the method's first instruction loads. */
typedef struct constant {
    uint32_t low, high;
    uint16_t word, words;
} constant;
enum { MAX_CONSTANTS = 8, PROLOGUE_UNITS = 6 * MAX_CONSTANTS };

/* A branch target, handler start or region border. */
typedef struct label {
    uint32_t unit;  /* where it is; before that is known, 1 + the last branch operand that was written for it
                       (0: none), which holds the same of the one before */
    uint32_t types; /* work memory: vtype[depth], 0 if depth is 0 */
    uint16_t offset, depth;
    uint8_t seen;  /* the state is known */
    uint8_t fixed; /* its instruction has been translated: the state does not change any more */
    uint8_t this_ready;
    uint8_t placed; /* the walk has come to it: `unit` is known */
} label;

/* One exception clause, checked (verify_eh.c). */
typedef struct clause {
    uint16_t try_start, try_end, handler, handler_end, filter; /* IL offsets; ends exclusive */
    uint16_t slot;
    uint8_t kind, reserved[3]; /* EH_* */
    moff type;
} clause;

/* Flags of IL bytes, four bits for each. */
enum {
    AT_INSN = 1 /* reachable instruction starts here */,
    AT_OPERAND = 2,
    AT_LABEL = 4,
    AT_QUEUED = 8,
    AT_BITS = 4
};

typedef struct il_insn {
    uint32_t op; /* base form, il_op */
    uint32_t operand, flow;
    uint32_t offset, next; /* of it and of what follows it */
    int32_t value;         /* int, variable, token, or branch target */
    int64_t wide;          /* I8, R8 bits */
    const uint8_t *table;  /* of a switch; value = count */
} il_insn;
/* Control may go on with what follows it. */
static inline bool nano__falls_through(const il_insn *i) {
    return i->flow == IL_FLOW_NEXT || i->flow == IL_FLOW_COND || i->flow == IL_FLOW_SWITCH;
}
/* Where it may branch to; `n` counts the targets of a switch. */
static inline uint32_t nano__target_count(const il_insn *i) {
    if (i->flow == IL_FLOW_SWITCH) return (uint32_t)i->value;
    return i->flow == IL_FLOW_BRANCH || i->flow == IL_FLOW_COND || i->flow == IL_FLOW_LEAVE;
}
static inline int32_t nano__target(const il_insn *i, uint32_t n) {
    return i->flow == IL_FLOW_SWITCH ? (int32_t)i->next + (int16_t)nano__rd16(i->table + 2 * n) : i->value;
}

/* An exception clause as the file has it (pe-format 3.9). */
typedef struct clause_row {
    uint32_t mode, type, try_start, try_end, handler,
        handler_end; /* CLAUSE_FILTER: type is the filter's offset */
} clause_row;
enum { CLAUSE_CATCH = 0, CLAUSE_ANY = 1, CLAUSE_FINALLY = 2, CLAUSE_FILTER = 3 };

typedef struct vec {
    uint32_t block; /* work memory */
    uint32_t count, capacity;
} vec;

/* A list of pairs being written (nano_code): counted on the first walk, stored on the second. */
typedef struct pairs {
    uint32_t at; /* offset in core.making, which moves; 0: only counted */
    uint32_t used, capacity;
    nano_pair last;
} pairs;

enum { RECENT_UNITS = 8 };
typedef struct xl {
    nano_vm *vm;
    moff method;
    uint32_t assembly;
    const nano_method *m;
    uint32_t depth;
    uint32_t at;        /* IL offset of the instruction in work */
    nano_status status; /* sticky: OUT_OF_MEMORY or LIMIT of the helpers that return nothing */
    uint32_t unit_count;
    uint32_t fusable; /* the `def` that may still be redirected; 0 = none */
    vec stack;        /* entry */
    vec labels;       /* label, by offset */
    clause *clauses;
    uint32_t clause_count;
    uint32_t flow_checks; /* of a branch against a clause, so far */
    uint32_t prologue;    /* units of the loads of `constants`, in front of all others */
    uint8_t *flags;       /* AT_* of each IL byte: nano__flags_at */
    var *vars;
    uint32_t nargs, nlocals;
    uint32_t units_at; /* offset in core.making of u16[unit_limit]: the units from `unit_first` on */
    uint32_t unit_first, unit_limit;
    moff constrained;               /* type of the prefix, 0 = none */
    uint32_t zero;                  /* two words that nothing writes, + 1; 0 = not taken yet */
    uint32_t loop_first, loop_last; /* IL offsets: every loop lies between them; first > last: no loop */
    uint32_t frame_words;
    nano_body body;
    vec constants;      /* constant: what loops use, loaded once */
    vec heads;          /* u16: first temp of each depth + 1 */
    vec temps;          /* temp */
    vec bitmap;         /* u32 */
    vec queue;          /* u16 */
    pairs lines, calls; /* see nano_code */
    bool refused;       /* by a rule: the message says where */
    bool live;          /* control reaches the instruction from the one before */
    bool is_ctor;       /* `this` has to be initialised */
    bool this_ready;
    bool prefixed; /* constrained. or another prefix came before: no label may stand here */
    bool frame_pointer_stored,
        stored_pointer_returned; /* together: a pointer into the frame may be returned */
    uint16_t
        recent[RECENT_UNITS]; /* the last units, written or not, each at its number modulo RECENT_UNITS */
} xl;

static inline uint32_t nano__flags_at(const xl *x, uint32_t offset) {
    return (uint32_t)x->flags[offset / 2] >> offset % 2 * AT_BITS;
}
static inline void nano__flag(xl *x, uint32_t offset, uint32_t flags) {
    x->flags[offset / 2] |= (uint8_t)(flags << offset % 2 * AT_BITS);
}

#define LABELS(x) AT((x)->vm, (x)->labels.block, label)

/* -- verify_scan.c -------------------------------------------------------------------------------- */
nano_status nano__scan(xl *x) NANO_CHECK;
/* Decodes one instruction; RULE_COUNT, or the rule that it breaks. */
nano_rule nano__read_il(const nano_body *body, uint32_t offset, il_insn *out);
nano_status nano__decode(xl *x, uint32_t offset, il_insn *out) NANO_CHECK; /* the same; refuses */
label *nano__label_at(xl *x, uint32_t offset);                             /* NULL: none */

/* -- verify_eh.c ---------------------------------------------------------------------------------- */
clause_row nano__clause_row(const nano_body *body, uint32_t n);
nano_status nano__read_clauses(xl *x) NANO_CHECK;  /* before the scan: bounds and kinds */
nano_status nano__check_clauses(xl *x) NANO_CHECK; /* after it: borders, nesting, types, frame slots */
nano_status nano__check_flow(xl *x, uint32_t from, uint32_t to,
                             bool leave) NANO_CHECK; /* may control go there */
typedef enum region_part { IN_NOTHING, IN_TRY, IN_HANDLER, IN_FILTER } region_part;
region_part nano__innermost(xl *x, uint32_t offset, uint32_t *row);
bool nano__enters_try(xl *x, uint32_t offset);

/* -- verify_types.c ------------------------------------------------------------------------------- */
vtype nano__vtype(nano_sigtype type);
bool nano__vtype_fits(xl *x, vtype from, nano_sigtype to);
nano_status nano__join(xl *x, vtype a, vtype b, vtype *out) NANO_CHECK;
bool nano__within(xl *x, vtype from, vtype to); /* a value of `from` may be where `to` was assumed */
uint32_t nano__reduced(uint32_t dt);            /* verification type of a primitive (I.8.7) */
bool nano__same_target(xl *x, moff a, moff b);  /* may a pointer to one be used as a pointer to the other */
nano_status nano__refuse(xl *x, nano_rule rule) NANO_CHECK;
nano_status nano__refuse_types(xl *x, nano_rule rule, vtype found, moff wanted /* 0: not said */) NANO_CHECK;
#define REFUSE_IF(x, wrong, rule)                                                                            \
    do {                                                                                                     \
        if (UNLIKELY(wrong)) RETURN_REFUSAL(nano__refuse(x, RULE_##rule));                                   \
    } while (0)
#define REFUSE_TYPES_IF(x, wrong, rule, found, wanted)                                                       \
    do {                                                                                                     \
        if (UNLIKELY(wrong)) RETURN_REFUSAL(nano__refuse_types(x, RULE_##rule, found, wanted));              \
    } while (0)
/* What the walk ends with: a failure to resolve something becomes a refusal by rule TOKEN. */
nano_status nano__locate(xl *x, nano_status status) NANO_CHECK;
bool nano__within_range(uint32_t range, uint32_t dt);

/* -- verify_access.c ------------------------------------------------------------------------------ */
nano_status nano__check_type_access(xl *x, moff type) NANO_CHECK;
/* `object`: what the member is used on; NULL if there is none or it is not known yet. */
nano_status nano__check_method_access(xl *x, moff method, const vtype *object) NANO_CHECK;
nano_status nano__check_field_access(xl *x, const nano_field *f, const vtype *object) NANO_CHECK;
nano_status nano__check_store_access(xl *x, const nano_field *f) NANO_CHECK;

/* -- emit.c: memory of the passes, frame words, units --------------------------------------------- */
bool nano__reserve(xl *x, vec *v, uint32_t count,
                   uint32_t item);          /* room for count items; false: x->status is set */
uint32_t nano__work(xl *x, uint32_t bytes); /* arena offset, 0 on failure */
uint32_t nano__type_words(xl *x, vtype t);
uint32_t nano__new_words(xl *x, nano_sigtype type, temp_class cls);
uint32_t nano__temp(xl *x, uint32_t depth, temp_class cls, moff type);
temp_class nano__temp_class(vtype t);
uint32_t nano__temp_for(xl *x, uint32_t depth, vtype t);
/* Writes an instruction. Its operands follow, a 32-bit number for each letter of nano__operands(op) up to a
 * branch target or the rest, which are written behind it; numbers beyond those are not looked at. */
void nano__op(xl *x, nano_op op, ...);
void nano__put_operands(xl *x, const char *kinds, va_list *operands);
void nano__line(xl *x); /* the next instruction can throw or call */
void nano__called(
    xl *x,
    uint32_t depth); /* a call was written; while it runs, temporaries of this depth and deeper are dead */
void nano__branch_operand(xl *x,
                          uint32_t offset); /* two units: the distance to the label at this IL offset */
void nano__place_label(xl *x, label *l);    /* it is here */
void nano__put_pair(xl *x, pairs *list, uint32_t first, uint32_t second);
void nano__unit(xl *x, uint32_t unit);
void nano__change_unit(xl *x, uint32_t at, uint32_t value); /* one of the last RECENT_UNITS */
void nano__move(xl *x, uint32_t to, uint32_t from, uint32_t words);

/* -- translate.c ---------------------------------------------------------------------------------- */
nano_status nano__walk(xl *x) NANO_CHECK;

/* -- translate_code.c: the block of code ---------------------------------------------------------- */
/* What the code of a method needs, counted by the first walk. */
typedef struct code_size {
    uint32_t units, prologue, clauses, frame_words, lines, calls, temps; /* the last three: bytes */
} code_size;
nano_status nano__measure(nano_vm *vm, moff method, code_size *size) NANO_CHECK; /* verifies. MAY_COLLECT */
nano_status nano__make_code(nano_vm *vm, moff method, const code_size *size) NANO_CHECK; /* MAY_COLLECT */
/* Walks over a method whose code was made, and writes the units from `first` on, at most `limit`, to
 * core.making, a window. MAY_COLLECT */
nano_status nano__write_units(nano_vm *vm, moff method, uint32_t first, uint32_t limit) NANO_CHECK;
/* window.c: core.making becomes the code of the method. */
void nano__publish_code(nano_vm *vm, moff method);

/* -- translate_stack.c ---------------------------------------------------------------------------- */
entry *nano__entry(xl *x, uint32_t depth); /* dead after the next push */
nano_status nano__push_entry(xl *x, const entry *e) NANO_CHECK;
nano_status nano__pop_entry(xl *x, entry *out) NANO_CHECK;
nano_status nano__need(xl *x, uint32_t count) NANO_CHECK; /* so many values are on the stack */
/* Writes an instruction as nano__op does and pushes the value that it computes: the operands begin with the
 * second, since the first is the word that takes it. */
nano_status nano__push_result(xl *x, vtype t, nano_op op, ...) NANO_CHECK;
/* Pushes a value that is in this word already. */
nano_status nano__push_word(xl *x, vtype t, uint32_t word) NANO_CHECK;
void nano__set_range(xl *x, uint32_t dt); /* of the top entry */
/* The frame word of an entry that stands (or stood) at this depth; emits what makes it one. */
uint32_t nano__word_of(xl *x, entry *e, uint32_t depth);
uint32_t nano__zero_word(xl *x);
/* Checks that an entry may be stored in a place of this type (else `rule`) and adapts it: float width, joined
 * interface, small integer. */
nano_status nano__coerce(xl *x, entry *e, uint32_t depth, nano_sigtype to, bool narrow,
                         nano_rule rule) NANO_CHECK;
void nano__load_constants(xl *x); /* writes the loads of x->constants */
void nano__flush(xl *x);          /* every entry into its canonical temporary */
nano_status nano__type_operand(xl *x, uint32_t token,
                               moff *type) NANO_CHECK; /* laid out if a value type; void is refused */
nano_sigtype nano__sigtype_of(xl *x, moff type);
nano_status nano__record(xl *x, label *l) NANO_CHECK;      /* the stack as it is flows to this label */
nano_status nano__goto(xl *x, uint32_t target) NANO_CHECK; /* a branch: the entries are flushed */
uint32_t nano__load_kind(uint32_t dt);                     /* index in the op families I1 U1 I2 U2 4 8 N */
uint32_t nano__store_kind(uint32_t dt);                    /* 1 2 4 8 N */
uint32_t nano__bytes_of(xl *x, nano_sigtype t);
/* Value of a place in the frame, `offset` bytes behind `word`. `stable`: the words do not change while the
 * entry lives. */
nano_status nano__push_frame_value(xl *x, nano_sigtype t, place where, uint32_t word, uint32_t offset,
                                   bool stable) NANO_CHECK;
nano_status nano__store_frame_value(xl *x, nano_sigtype t, uint32_t word, uint32_t offset, entry *value,
                                    uint32_t depth) NANO_CHECK;

/* -- translate_*.c: one function for each family of instructions ---------------------------------- */
typedef nano_status translator(xl *x, const il_insn *i);
translator nano__tr_variable, nano__tr_constant, nano__tr_stack, nano__tr_arithmetic, nano__tr_unary,
    nano__tr_convert, nano__tr_compare, nano__tr_branch, nano__tr_switch, nano__tr_leave, nano__tr_return,
    nano__tr_exception, nano__tr_field, nano__tr_static, nano__tr_indirect, nano__tr_pointed, nano__tr_object,
    nano__tr_array, nano__tr_element, nano__tr_call, nano__tr_new, nano__tr_function, nano__tr_token;
nano_status nano__tr_delegate(xl *x, moff ctor) NANO_CHECK;
bool nano__is_named(xl *x, moff method, const char *name);

#endif
