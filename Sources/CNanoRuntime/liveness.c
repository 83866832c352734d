/* liveness.c - variables that nothing will read any more: they hold back garbage, so where memory is short
 * they are cleared.
 *
 * Nothing is kept for it while memory lasts. When it does not, the IL of the frames is followed forward from
 * where each of them stands: a variable is dead if every way stores to it before it loads it, or ends. What
 * the evaluation stack still names at that place counts as loaded, since the translator reads variables as
 * late as it can (translate.h). Only variables that hold one reference and whose address nobody takes are
 * looked at. Where it is not known exactly what a frame is about to do, all its variables live. */
#include "heap.h"
#include "interp.h"
#include "translate.h"

enum {
    MAX_VARIABLES = 2 * 255, /* arguments and locals (pe-format 2.8) */
    LOCAL_BITS = 1024,       /* of IL that need no memory besides the C stack */
    MAX_HELD = 24,           /* entries of the evaluation stack that are followed */
    NO_VARIABLE = MAX_VARIABLES,
    /* What one attempt may look at: instructions, in all and for so many bytes of arena one more. */
    FIRST_STEPS = 4096,
    BYTES_PER_STEP = 16
};

/* One method, and which of its instructions control can come to from where the search began. */
typedef struct flow {
    nano_vm *vm;
    const nano_method *m;
    nano_body body;
    uint32_t *reached; /* a bit for each byte of IL */
    uint32_t again;    /* the lowest offset that was reached behind the search's back */
    uint32_t *steps;   /* that are left */
} flow;

/* A set of variables: arguments first. */
typedef struct variable_set {
    uint32_t bits[(MAX_VARIABLES + 31) / 32];
} variable_set;

static void add(variable_set *set, uint32_t variable) { set->bits[variable / 32] |= 1u << variable % 32; }
static bool has(const variable_set *set, uint32_t variable) {
    return set->bits[variable / 32] >> variable % 32 & 1;
}

/* -- Following control ---------------------------------------------------------------------------- */

static bool is_reached(const flow *f, uint32_t offset) { return f->reached[offset / 32] >> offset % 32 & 1; }

static void reach(flow *f, uint32_t offset) {
    if (offset >= f->body.length || is_reached(f, offset)) return;
    f->reached[offset / 32] |= 1u << offset % 32;
    if (offset < f->again) f->again = offset;
}

/* The first instruction at or behind `offset` that was reached, or the end of the body. */
static uint32_t next_reached(const flow *f, uint32_t offset) {
    while (offset < f->body.length) {
        const uint32_t bits = f->reached[offset / 32] >> offset % 32;
        if (bits) return offset + (uint32_t)__builtin_ctz(bits);
        offset = (offset / 32 + 1) * 32;
    }
    return f->body.length;
}

static void begin(flow *f) {
    nano__zero(f->reached, (f->body.length + 31) / 32 * 4);
    f->again = f->body.length;
}

/* Handlers and filters of the try blocks around an instruction. */
static void reach_handlers(flow *f, uint32_t offset) {
    for (uint32_t n = 0; n < f->body.eh_count; n++) {
        const clause_row c = nano__clause_row(&f->body, n);
        if (offset < c.try_start || offset >= c.try_end) continue;
        reach(f, c.handler);
        if (c.mode == CLAUSE_FILTER) reach(f, c.type);
    }
}

/* Where control may go after an instruction, exceptions apart. endfinally goes on to where a `leave` inside
 * its try block leads, which has been reached from there. */
static void reach_next(flow *f, const il_insn *i) {
    if (nano__falls_through(i)) reach(f, i->next);
    for (uint32_t n = 0; n < nano__target_count(i); n++) reach(f, (uint32_t)nano__target(i, n));
}

/* The variable that an instruction names, or NO_VARIABLE. */
static uint32_t variable_of(const flow *f, const il_insn *i) {
    const uint32_t index = (uint32_t)i->value;
    switch (i->op) {
    case IL_LDARG:
    case IL_LDARGA:
    case IL_STARG: return index;
    case IL_LDLOC:
    case IL_LDLOCA:
    case IL_STLOC: return index + f->m->nargs;
    default: return NO_VARIABLE;
    }
}

/* Follows control from the instructions that are marked as reached. True: one of them loads the variable, or
 * nobody knows. NO_VARIABLE: marks all that control can come to. */
static bool follow(flow *f, uint32_t variable) {
    while (f->again < f->body.length) {
        uint32_t at = f->again;
        f->again = f->body.length;
        for (; at < f->body.length; at = next_reached(f, at + 1)) {
            il_insn i;
            if (!*f->steps || nano__read_il(&f->body, at, &i) != RULE_COUNT) return true;
            --*f->steps;
            const bool named = variable != NO_VARIABLE && variable_of(f, &i) == variable;
            if (named && i.op != IL_STLOC && i.op != IL_STARG) return true;
            if (!named) reach_next(f, &i);
            reach_handlers(f, at);
            if (f->again > at) f->again = f->body.length; /* this pass comes to it */
        }
    }
    return false;
}

/* -- What the evaluation stack names -------------------------------------------------------------- */

/* How many values a call or newobj takes, and whether it leaves one. */
static uint32_t values_taken(const flow *f, const il_insn *i, bool *leaves) {
    const uint32_t assembly = f->m->id >> 16, row = (uint32_t)i->value & 0x7FFF;
    const uint32_t id = assembly << 16 | row,
                   signature = i->value & 0x8000 ? nano__memberref_row(f->vm, id, TBL_METHODREF)->sig
                                                 : nano__method_row(f->vm, id)->sig;
    const uint8_t *sig = nano__blob(f->vm, assembly, signature); /* HASTHIS (II.15.3), count, result */
    const bool creates = i->op == IL_NEWOBJ;
    *leaves = creates || sig[2] != DT_VOID;
    return sig[1] + (creates ? 0 : sig[0] >> 5 & 1u);
}

static bool is_call(const il_insn *i) {
    return i->op == IL_CALL || i->op == IL_CALLVIRT || i->op == IL_NEWOBJ;
}

/* By how much an instruction other than a call changes the depth of the stack (ECMA-335 III.3, III.4). */
static int32_t depth_change(uint32_t op) {
    switch (op) {
    case IL_LDARG:
    case IL_LDARGA:
    case IL_LDLOC:
    case IL_LDLOCA:
    case IL_LDNULL:
    case IL_LDC_I4:
    case IL_LDC_I8:
    case IL_LDC_R4:
    case IL_LDC_R8:
    case IL_DUP:
    case IL_LDSTR:
    case IL_LDSFLD:
    case IL_LDSFLDA:
    case IL_LDTOKEN:
    case IL_LDFTN:
    case IL_SIZEOF: return 1;
    case IL_STARG:
    case IL_STLOC:
    case IL_POP:
    case IL_BRFALSE:
    case IL_BRTRUE:
    case IL_SWITCH:
    case IL_STSFLD:
    case IL_INITOBJ:
    case IL_LDELEM:
    case IL_LDELEMA:
    case IL_CEQ:
    case IL_CGT:
    case IL_CGT_UN:
    case IL_CLT:
    case IL_CLT_UN: return -1;
    case IL_STFLD:
    case IL_CPOBJ:
    case IL_STOBJ:
    case IL_STIND_I: return -2;
    case IL_STELEM: return -3;
    default: break;
    }
    if ((op >= IL_ADD && op <= IL_SHR_UN) || (op >= IL_ADD_OVF && op <= IL_SUB_OVF_UN) ||
        (op >= IL_LDELEM_I1 && op <= IL_LDELEM_REF))
        return -1;
    if ((op >= IL_BEQ && op <= IL_BLT_UN) || (op >= IL_STIND_REF && op <= IL_STIND_R8)) return -2;
    return op >= IL_STELEM_I && op <= IL_STELEM_REF ? -3 : 0;
}

/* The upper entries of the evaluation stack: the variable that each names, or may name. What lies below them
 * lies in temporaries. */
typedef struct held_entries {
    uint32_t depth;
    uint16_t variable[MAX_HELD];
} held_entries;

static bool push(held_entries *held, uint32_t variable) {
    if (held->depth == MAX_HELD) return false;
    held->variable[held->depth++] = (uint16_t)variable;
    return true;
}

static void pop(held_entries *held, uint32_t count) {
    held->depth -= count < held->depth ? count : held->depth;
}

/* What an instruction does to them. The result of one that takes values counts as the lowest of these, which
 * it may be (castclass) or not. */
static bool pass(const flow *f, const il_insn *i, held_entries *held) {
    bool leaves = false;
    if (is_call(i)) {
        pop(held, values_taken(f, i, &leaves));
        return !leaves || push(held, NO_VARIABLE);
    }
    const int32_t change = depth_change(i->op);
    if (change <= 0) {
        pop(held, (uint32_t)-change);
        return true;
    }
    if (i->op == IL_DUP && held->depth) return push(held, held->variable[held->depth - 1]);
    return push(held, i->op == IL_LDARG || i->op == IL_LDLOC ? variable_of(f, i) : NO_VARIABLE);
}

/* The last place up to `offset` where every entry of the stack is in a temporary: a branch target or a border
 * of a clause. Takes note of the variables whose address is taken. Everything that runs is marked as reached.
 */
static uint32_t survey(const flow *f, uint32_t offset, variable_set *busy) {
    uint32_t start = 0;
    for (uint32_t at = 0; at < f->body.length; at = next_reached(f, at + 1)) {
        il_insn i;
        if (nano__read_il(&f->body, at, &i) != RULE_COUNT) return 0;
        if (i.op == IL_LDARGA || i.op == IL_LDLOCA) add(busy, variable_of(f, &i));
        for (uint32_t n = 0; n < nano__target_count(&i); n++) {
            const uint32_t target = (uint32_t)nano__target(&i, n);
            if (target <= offset && target > start) start = target;
        }
    }
    for (uint32_t n = 0; n < f->body.eh_count; n++) {
        const clause_row c = nano__clause_row(&f->body, n);
        const uint32_t borders[] = {c.try_start, c.try_end, c.handler, c.handler_end};
        for (uint32_t b = 0; b < sizeof borders / sizeof borders[0]; b++)
            if (borders[b] <= offset && borders[b] > start) start = borders[b];
    }
    return start;
}

/* Adds the variables that the stack names before the instruction at `offset`, or while the call there runs.
 * False: there are too many entries to tell. */
static bool add_held(const flow *f, uint32_t offset, bool in_call, variable_set *busy) {
    held_entries held = {0};
    il_insn i;
    bool leaves;
    for (uint32_t at = survey(f, offset, busy); at < offset; at = next_reached(f, at + 1))
        if (nano__read_il(&f->body, at, &i) != RULE_COUNT || !pass(f, &i, &held)) return false;
    if (nano__read_il(&f->body, offset, &i) != RULE_COUNT || (in_call && !is_call(&i))) return false;
    if (in_call) pop(&held, values_taken(f, &i, &leaves));
    for (uint32_t n = 0; n < held.depth; n++)
        if (held.variable[n] != NO_VARIABLE) add(busy, held.variable[n]);
    return true;
}

/* -- Where a frame stands ------------------------------------------------------------------------- */

typedef enum standing {
    ELSEWHERE, /* somewhere that has no name: all is alive */
    RUNNING,   /* in an instruction that may begin anew */
    IN_CALL    /* in a call that goes on behind it */
} standing;

/* The IL offset of the instruction that a frame is in; false: it is not known for sure. */
static bool find_offset(const nano_code *code, const nano_frame *frame, standing how, uint32_t *offset) {
    uint32_t depth;
    const uint32_t unit = frame->pc - 1;
    const bool exact = nano__find_pair(code, code->lines, unit, offset);
    if (how == IN_CALL) return nano__find_pair(code, nano__code_pairs(code) + code->calls, frame->pc, &depth);
    return exact && nano__holds_unit(code, unit); /* not at the end of a window that is to be brought */
}

/* What runs when a finally or fault block ends depends on how it was entered. */
static bool in_finally(const nano_body *body, uint32_t offset) {
    for (uint32_t n = 0; n < body->eh_count; n++) {
        const clause_row c = nano__clause_row(body, n);
        if (c.mode != CLAUSE_CATCH && c.mode != CLAUSE_FILTER && offset >= c.handler &&
            offset < c.handler_end)
            return true;
    }
    return false;
}

/* -- Clearing ------------------------------------------------------------------------------------- */

/* Reads the type of a variable (II.23.2.12): how many words it takes, and whether it is a reference. 0: not
 * known without making a type. */
static uint32_t read_words(const flow *f, const uint8_t **sig, bool *reference) {
    const uint32_t assembly = f->m->id >> 16;
    uint32_t code = *(*sig)++;
    *reference = false;
    if (code == DT_PINNED) code = *(*sig)++;
    const bool pointer = code == DT_BYREF;
    if (pointer) code = *(*sig)++;
    const bool array = code == DT_SZARRAY;
    while (code == DT_SZARRAY) code = *(*sig)++;
    const uint32_t token = code == DT_CLASS || code == DT_VALUETYPE ? nano__sig_uint(sig) : 0;
    if (pointer) return 2;
    if (array || code == DT_CLASS || code == DT_OBJECT || code == DT_STRING) {
        *reference = true;
        return 1;
    }
    if (code != DT_VALUETYPE) return code == DT_I8 || code == DT_U8 || code == DT_R8 ? 2 : code <= DT_R4;
    if ((token & 3) > 1) return 0;
    const uint32_t id =
        (token & 3) == 1 ? nano__typeref(f->vm, assembly, token >> 2) : assembly << 16 | token >> 2;
    const moff type = nano__made_type(f->vm, id);
    if (!type) return 0;
    return nano__words(f->vm, (nano_sigtype){AT(f->vm, type, nano_type)->dt, 0, type});
}

/* Marks what control can come to from where the frame stands. */
static void depart(flow *f, uint32_t offset, standing how) {
    il_insn i;
    begin(f);
    if (how == RUNNING) {
        reach(f, offset);
    } else if (nano__read_il(&f->body, offset, &i) == RULE_COUNT) {
        reach_next(f, &i);
        reach_handlers(f, offset);
    }
}

/* Clears the variables of a frame that hold a reference and are dead; returns how many. */
static uint32_t clear_dead(flow *f, nano_frame *frame, uint32_t offset, standing how,
                           const variable_set *busy) {
    const uint32_t assembly = f->m->id >> 16;
    const row_method *row = nano__method_row(f->vm, f->m->id);
    const uint8_t *sig = nano__blob(f->vm, assembly, row->sig) + 2;
    uint32_t cleared = 0, word = 0, words;
    bool reference;
    (void)read_words(f, &sig, &reference); /* the result */
    for (uint32_t n = 0; n < (uint32_t)f->m->nargs + row->nlocals; n++, word += words) {
        if (n == f->m->nargs) sig = nano__blob(f->vm, assembly, row->locals);
        if (n == 0 && f->m->has_this) {
            reference = !nano__is_value(AT(f->vm, f->m->owner, nano_type));
            words = reference ? 1 : 2;
        } else {
            words = read_words(f, &sig, &reference);
        }
        if (!words) break; /* nor is it known where the others lie */
        uint32_t *value = FRAME_WORDS(frame) + word;
        const bool locked = n == 0 && frame->flags & FRAME_LOCKED; /* the end of the method unlocks it */
        if (!reference || !*value || locked || has(busy, n)) continue;
        depart(f, offset, how);
        if (follow(f, n)) continue;
        *value = 0;
        cleared++;
    }
    return cleared;
}

static uint32_t clear_frame(nano_vm *vm, nano_frame *frame, standing how, uint32_t *steps) {
    uint32_t local[LOCAL_BITS / 32], offset;
    const nano_code *code = AT(vm, frame->code, nano_code);
    flow f = {.vm = vm, .m = AT(vm, frame->method, nano_method), .reached = local, .steps = steps};
    variable_set busy = {0};
    if (how == ELSEWHERE || !find_offset(code, frame, how, &offset)) return 0;
    nano__body(vm, f.m->id, &f.body);
    if (in_finally(&f.body, offset)) return 0;
    if (f.body.length > LOCAL_BITS) {
        const uint32_t low = nano__free_low(CORE(vm));
        if ((CORE(vm)->meta_low - low) < (f.body.length + 31) / 32 * 4) return 0;
        f.reached = AT(vm, low, uint32_t);
    }
    begin(&f);
    reach(&f, 0);
    if (follow(&f, NO_VARIABLE) || !add_held(&f, offset, how == IN_CALL, &busy)) return 0;
    return clear_dead(&f, frame, offset, how, &busy);
}

/* Pays for a look at the lists of a frame's code. */
static bool afford_frame(nano_vm *vm, const nano_frame *frame, uint32_t *steps) {
    enum { BYTES_OF_HEAD = 8 };
    const uint32_t price = 1 + AT(vm, frame->code, nano_code)->head / BYTES_OF_HEAD;
    if (*steps < price) return false;
    *steps -= price;
    return true;
}

/* A filter runs in the words of a frame below: there nothing is known to be dead. */
uint32_t nano__clear_variables(nano_vm *vm) {
    const nano_core *core = CORE(vm);
    uint32_t cleared = 0, steps = FIRST_STEPS + vm->size / BYTES_PER_STEP;
    const uint32_t all = steps;
    for (moff at = core->threads; at && !core->collecting; at = AT(vm, at, nano_thread)->next) {
        const nano_thread *thread = AT(vm, at, nano_thread);
        frame_place place = {thread->chunk, thread->frame};
        standing how = at == core->current ? RUNNING : ELSEWHERE;
        if (!place.chunk) continue;
        do {
            nano_frame *frame = nano__frame_at(vm, place.chunk, place.offset);
            if (!frame->method) break;
            if (!(frame->flags & FRAME_NATIVE)) {
                if (!afford_frame(vm, frame, &steps)) break;
                cleared += clear_frame(vm, frame, how, &steps);
            }
            /* After a static constructor the instruction of the frame below runs again. */
            how = frame->flags & FRAME_CCTOR ? ELSEWHERE : IN_CALL;
        } while (nano__frame_below(vm, &place));
    }
    if (!(core->config.test_modes & NANO_TEST_LIVENESS)) nano__pay_for_memory(vm, all - steps);
    return cleared;
}
