/* interp_loop.h - the interpreter's loop, included by interp.c once for each dispatcher (computed goto,
 * switch).
 *
 * Registers: w the frame's words, pc the current instruction, frame the top frame. All three are dead after
 * anything that can collect: SAVE() before, RELOAD() after. The code itself stays, if it may move: the
 * running method's is never evicted. */

static slice_end LOOP_NAME(nano_vm *vm, int32_t *budget_left, uint32_t *result) {
    uint8_t *const base = vm->base;
    const moff thread_offset = CORE(vm)->current;
    nano_thread *const thread = AT(vm, thread_offset, nano_thread);
    int32_t budget = *budget_left;
    nano_frame *frame;
    uint32_t *w;
    const uint16_t *pc;
    uint32_t result_count;
    moff target; /* method of a call */
    nano_frame *callee;
    int32_t paid; /* of a call */
    nano_status status;
    statics_table statics;
    nref made;       /* by an allocation */
    uint32_t length; /* of the instruction that allocates */
    nref opened = 0; /* | STATICS_STATE: the statics that the instruction, which runs again, may use as they
                        are */
    uint32_t statics_slot;
    moff statics_type;
#ifdef NANO_SMALL
    uint32_t word; /* the result that SET stores */
#endif
    LOOP_TABLE

enter: /* go on with the top frame */
    if (UNLIKELY(CORE(vm)->config.test_modes & NANO_TEST_SHED)) (void)nano__shed_types(vm);
    frame = nano__top_frame(vm, thread);
    if (frame->flags & FRAME_NATIVE) {
        bool over = false;
        if (UNLIKELY(thread->abort_pending >= ABORT_REQUESTED)) {
            /* The abort interrupts the native; it is raised in the managed frame below. */
            nano__frame_gone(vm, thread_offset, frame, true);
            if (!nano__close_frame(vm, thread)) goto unhandled;
            if (nano__top_frame(vm, thread)->flags & FRAME_NATIVE) goto enter;
            goto abort_in_call;
        }
        status = nano__enter_native(vm, thread_offset, &over, result);
        budget -= NATIVE_COST;
        if (status == NANO_OK && over) goto ended;
        goto called;
    }
    const bool present = nano__holds_unit(AT(vm, frame->code, nano_code), frame->pc);
    if (UNLIKELY(!present)) {
        nano__close_holes(vm);
        status = nano__load_window(vm, frame->code, frame->pc);
        budget -= take_debt(vm);
        frame = nano__top_frame(vm, thread);
        if (UNLIKELY(status != NANO_OK)) {
            frame->pc++; /* the instruction there is what fails */
            goto failed;
        }
    }
    pc = code_units(vm, frame->code) + frame->pc;
    w = nano__running_words(vm, thread->chunk, frame);
    statics = statics_of(vm, thread);
    if (UNLIKELY(thread->abort_pending >= ABORT_REQUESTED)) goto abort_thread;
    /* Code that was brought runs up to the next look at the budget: or threads could take turns in bringing
     * it. */
    if (UNLIKELY(budget <= 0 && present)) goto out_of_budget;
    DISPATCH();

    LOOP_BEGIN
    /* One line an instruction where one line says it all. */
    /* clang-format off */
    /* -- Moves and constants ---------------------------------------------------------------------- */
    CASE(MOV) { SET(w[pc[2]], 3); }
    CASE(MOV2) { st8(w + pc[1], ld8(w + pc[2])); NEXT(3); }
    CASE(MOVN) { PAY_FOR_BYTES(4u * pc[3]); nano__copy(w + pc[1], w + pc[2], 4u * pc[3]); NEXT(4); }
    CASE(ZERO) { PAY_FOR_BYTES(4u * pc[2]); for (uint32_t i = 0; i < pc[2]; i++) w[pc[1] + i] = 0; NEXT(3); }
    CASE(LDC_S) { SET((uint32_t)(int16_t)pc[2], 3); }
    CASE(LDC) { SET(X(2), 4); }
    CASE(LDC8) { w[pc[1]] = X(2); w[pc[1] + 1] = X(4); NEXT(6); }
    CASE(LDSTR) {
        SAVE();
        MADE(nano__literal(vm, pc[2], pc[3]), 4);
    }
    CASE(LDLOCA) {
        /* A filter's code points into the frame of its method, not into its own record. */
        const uint32_t chunk = words_chunk(vm, thread->chunk, frame);
        w[pc[1]] = chunk;
        w[pc[1] + 1] = (uint32_t)((uint8_t *)(w + pc[2]) - (base + chunk));
        NEXT(3);
    }
    NARROW_LOADS(FRLD, FRLD_AT, 4)
    NARROW_STORES(FRST, FRST_AT, 3, 4)
    CASE(FRLDN) { PAY_FOR_BYTES(pc[4]); load_struct(w + pc[1], BYTE_OF(pc[2], pc[3]), pc[4]); NEXT(5); }
    CASE(FRSTN) { PAY_FOR_BYTES(pc[4]); nano__copy(BYTE_OF(pc[1], pc[2]), w + pc[3], pc[4]); NEXT(5); }

    /* -- Arithmetic ------------------------------------------------------------------------------- */
    CASE(ADD_I4) { SET(w[pc[2]] + w[pc[3]], 4); }
    CASE(SUB_I4) { SET(w[pc[2]] - w[pc[3]], 4); }
    CASE(MUL_I4) { SET(w[pc[2]] * w[pc[3]], 4); }
    CASE(AND_I4) { SET(w[pc[2]] & w[pc[3]], 4); }
    CASE(OR_I4) { SET(w[pc[2]] | w[pc[3]], 4); }
    CASE(XOR_I4) { SET(w[pc[2]] ^ w[pc[3]], 4); }
    CASE(SHL_I4) { SET(w[pc[2]] << (w[pc[3]] & 31), 4); }
    CASE(SHR_I4) { SET((uint32_t)(I4(2) >> (w[pc[3]] & 31)), 4); }
    CASE(SHRU_I4) { SET(w[pc[2]] >> (w[pc[3]] & 31), 4); }
    CASE(NEG_I4) { SET(0u - w[pc[2]], 3); }
    CASE(NOT_I4) { SET(~w[pc[2]], 3); }
    CASE(ADDI_I4) { SET(w[pc[2]] + (uint32_t)(int16_t)pc[3], 4); }
    CASE(MULI_I4) { SET(w[pc[2]] * (uint32_t)(int16_t)pc[3], 4); }
    CASE(ANDI_I4) { SET(w[pc[2]] & (uint32_t)(int16_t)pc[3], 4); }
    CASE(SHLI_I4) { SET(w[pc[2]] << (pc[3] & 31), 4); }
    CASE(SHRI_I4) { SET((uint32_t)(I4(2) >> (pc[3] & 31)), 4); }
    CASE(SHRUI_I4) { SET(w[pc[2]] >> (pc[3] & 31), 4); }
    CASE(ROTRI_I4) { SET(rotate_right(w[pc[2]], pc[3]), 4); }

    /* -- Conversions ------------------------------------------------------------------------------ */
    CASE(CONV_I1_I4) { SET((uint32_t)(int8_t)w[pc[2]], 3); }
    CASE(CONV_U1_I4) { SET((uint8_t)w[pc[2]], 3); }
    CASE(CONV_I2_I4) { SET((uint32_t)(int16_t)w[pc[2]], 3); }
    CASE(CONV_U2_I4) { SET((uint16_t)w[pc[2]], 3); }
    CASE(CKFINITE_R4) { if ((~w[pc[1]] & 0x7F800000u) == 0) goto arithmetic; NEXT(2); }
    CASE(CKFINITE_R8) { if ((~w[pc[1] + 1] & 0x7FF00000u) == 0) goto arithmetic; NEXT(2); }

    /* -- Wide numbers ----------------------------------------------------------------------------- */
#ifdef NANO_SMALL
    default: {
        const uint32_t done = compute(vm, w, pc);
        if (UNLIKELY(done >= RAISED)) {
            budget -= throw_at(vm, frame, pc, (nano_exc)(done - RAISED));
            goto thrown;
        }
        if (done >= TAKEN) JUMP(done - TAKEN);
        NEXT(done);
    }
#else
#include "interp_wide.h"
#endif

    /* -- Comparisons and branches ----------------------------------------------------------------- */
    COMPARE_FAMILY(I4, I4, uint32_t, int32_t)
    CASE(CEQ_REF) { const bool same = ref_equal(vm, w[pc[2]], w[pc[3]], &budget); SET(same, 4); }
    CASE(BR) { JUMP(1); }
    CASE(BRT) { if (w[pc[1]]) JUMP(2); NEXT(4); }
    CASE(BRF) { if (!w[pc[1]]) JUMP(2); NEXT(4); }
    BRANCH_FAMILY(I4, w[pc[1]], w[pc[2]], int32_t)
    CASE(BEQI_I4) { if (I4(1) == (int16_t)pc[2]) JUMP(3); NEXT(5); }
    CASE(BNEI_I4) { if (I4(1) != (int16_t)pc[2]) JUMP(3); NEXT(5); }
    CASE(BLTI_I4) { if (I4(1) < (int16_t)pc[2]) JUMP(3); NEXT(5); }
    CASE(BLEI_I4) { if (I4(1) <= (int16_t)pc[2]) JUMP(3); NEXT(5); }
    CASE(BGTI_I4) { if (I4(1) > (int16_t)pc[2]) JUMP(3); NEXT(5); }
    CASE(BGEI_I4) { if (I4(1) >= (int16_t)pc[2]) JUMP(3); NEXT(5); }
    CASE(BEQ_REF) { if (ref_equal(vm, w[pc[1]], w[pc[2]], &budget)) JUMP(3); NEXT(5); }
    CASE(BNE_REF) { if (!ref_equal(vm, w[pc[1]], w[pc[2]], &budget)) JUMP(3); NEXT(5); }
    CASE(SWITCH) {
        const uint32_t n = pc[2], a = w[pc[1]];
        if (a < n) { pc += 3 + 2 * a; JUMP(0); }
        NEXT(3 + 2 * n);
    }

    /* clang-format on */

    /* -- Fields ----------------------------------------------------------------------------------- */
    LOADS(LDFLD, LDFLD_AT, 4)
    STORES(STFLD, STFLD_AT, 3, 4)
    CASE(LDFLDA) {
        if (UNLIKELY(!w[pc[2]])) goto null_reference;
        const uint32_t object = w[pc[2]];
        w[pc[1]] = object;
        w[pc[1] + 1] = pc[3];
        NEXT(4);
    }
    LOADS(LDIND, LDIND_AT, 4)
    STORES(STIND, STIND_AT, 3, 4)
    CASE(PTR_ADD) {
        if (UNLIKELY(!w[pc[2]])) goto null_reference;
        const uint32_t object = w[pc[2]], offset = w[pc[2] + 1];
        w[pc[1]] = object;
        w[pc[1] + 1] = offset + pc[3];
        NEXT(4);
    }
    CASE(ZEROIND) {
        if (UNLIKELY(!w[pc[1]])) goto null_reference;
        PAY_FOR_BYTES(pc[2]);
        nano__zero(base + w[pc[1]] + w[pc[1] + 1], pc[2]);
        NEXT(3);
    }
    CASE(CPIND) {
        if (UNLIKELY(!w[pc[1]] || !w[pc[2]])) goto null_reference;
        PAY_FOR_BYTES(pc[3]);
        nano__copy(base + w[pc[1]] + w[pc[1] + 1], base + w[pc[2]] + w[pc[2] + 1], pc[3]);
        NEXT(4);
    }
    LOADS(LDSFLD, LDSFLD_AT, 6)
    STORES(STSFLD, STSFLD_AT, 3, 6)
    CASE(LDSFLDA) {
        STATICS(2, 4);
        w[pc[1]] = block;
        w[pc[1] + 1] = pc[3];
        NEXT(6);
    }
    CASE(CCTOR) {
        STATICS(1, 2);
        (void)block;
        NEXT(4);
    }

    /* -- Arrays ----------------------------------------------------------------------------------- */
    CASE(NEWARR) {
        const uint32_t elements = w[pc[4]];
        if (UNLIKELY(elements > INT32_MAX)) goto overflow;
        SAVE();
        MADE(nano__new_array(vm, X(2), elements), 5);
    }
    CASE(LDLEN) {
        if (UNLIKELY(!w[pc[2]])) goto null_reference;
        SET(AT(vm, w[pc[2]], nano_array)->length, 3);
    }
    LOADS(LDELEM, LDELEM_AT, 4)
    STORES(STELEM, STELEM_AT, 3, 4)
    CASE(STELEM_REF) {
        ELEMENT(1, 2);
        const nref value = w[pc[3]];
        if (value) {
            const moff element = AT(vm, OBJ_TYPE(vm, w[pc[1]]), nano_type)->element;
            if (UNLIKELY(!is_instance(vm, value, element, &budget))) goto array_type_mismatch;
        }
        st4(elements + 4 * (size_t)index, value);
        NEXT(4);
    }
    CASE(LDELEMA) {
        ELEMENT(2, 3);
        (void)elements;
        const uint32_t array = w[pc[2]];
        w[pc[1]] = array;
        w[pc[1] + 1] = (uint32_t)sizeof(nano_array) + pc[4] * index;
        NEXT(5);
    }
    CASE(LDELEMA_REF) {
        ELEMENT(2, 3);
        (void)elements;
        const uint32_t array = w[pc[2]];
        if (AT(vm, OBJ_TYPE(vm, array), nano_type)->element != X(4)) goto array_type_mismatch;
        w[pc[1]] = array;
        w[pc[1] + 1] = (uint32_t)sizeof(nano_array) + 4 * index;
        NEXT(6);
    }

    /* -- Objects ---------------------------------------------------------------------------------- */
    CASE(NEW) {
        SAVE();
        MADE(nano__new(vm, X(2)), 4);
    }
    CASE(BOX) {
        SAVE();
        MADE(box_words(vm, thread, X(2), pc[4]), 5);
    }
    CASE(BOXPTR) {
        if (UNLIKELY(!w[pc[4]])) goto null_reference;
        SAVE();
        MADE(box_pointed(vm, thread, X(2), pc[4]), 5);
    }
    CASE(UNBOX) {
        const nref box = w[pc[4]];
        if (UNLIKELY(!box)) goto null_reference;
        if (UNLIKELY(!unboxes_to(vm, OBJ_TYPE(vm, box), X(2)))) goto invalid_cast;
        w[pc[1]] = box;
        w[pc[1] + 1] = sizeof(nano_object);
        NEXT(5);
    }
    CASE(UNBOX_ANY) {
        const nref box = w[pc[4]];
        if (UNLIKELY(!box)) goto null_reference;
        if (UNLIKELY(!unboxes_to(vm, OBJ_TYPE(vm, box), X(2)))) goto invalid_cast;
        load_value(w + pc[1], base + box + sizeof(nano_object), AT(vm, X(2), nano_type));
        NEXT(5);
    }
    CASE(CASTCLASS) {
        const nref object = w[pc[4]];
        if (UNLIKELY(object && !is_instance(vm, object, X(2), &budget))) goto invalid_cast;
        SET(object, 5);
    }
    CASE(ISINST) {
        const nref object = w[pc[4]];
        SET(object && is_instance(vm, object, X(2), &budget) ? object : 0, 5);
    }
    CASE(NEWDELEGATE) {
        target = X(5);
        goto new_delegate;
    }
    CASE(NEWDELEGATE_V) {
        if (UNLIKELY(!w[pc[4]])) goto null_reference;
        if (UNLIKELY(nano__is_unresolved(X(5)))) goto resolve;
        SAVE();
        status = nano__dispatch(vm, OBJ_TYPE(vm, w[pc[4]]), X(5), &target);
        if (UNLIKELY(status != NANO_OK)) goto failed;
        RELOAD();
        goto new_delegate;
    }
    CASE(NULLCHECK) {
        if (UNLIKELY(!w[pc[1]])) goto null_reference;
        NEXT(2);
    }

    /* -- Calls ------------------------------------------------------------------------------------ */
    CASE(CALLNN) {
        if (UNLIKELY(!w[pc[5]])) goto null_reference;
        target = X(2);
        goto call_target;
    }
    CASE(CALL) {
        target = X(2);
        goto call_target;
    }
    CASE(STRLEN) {
        if (UNLIKELY(!w[pc[5]])) goto null_reference;
        SET(AT(vm, w[pc[5]], nano_string)->length & ~STRING_WIDE, 6);
    }
    CASE(STRCHAR) {
        if (UNLIKELY(!w[pc[5]])) goto null_reference;
        const nano_string *string = AT(vm, w[pc[5]], nano_string);
        const uint8_t *units = (const uint8_t *)(string + 1);
        const uint32_t index = w[pc[6]];
        target = X(2);
        if (UNLIKELY(index >= (string->length & ~STRING_WIDE))) goto call_target;
        SET(string->length & STRING_WIDE ? ld2(units + 2 * (size_t)index) : units[index], 7);
    }
    CASE(NEWSTR) {
        target = X(2);
        goto call_target;
    }
    CASE(CALLV) {
        if (UNLIKELY(!w[pc[5]])) goto null_reference;
        if (UNLIKELY(nano__is_unresolved(X(2)))) goto resolve;
        const nano_type *type = AT(vm, OBJ_TYPE(vm, w[pc[5]]), nano_type);
        const uint32_t slot = AT(vm, X(2), nano_method)->vslot;
        target = slot < type->vcount ? AT(vm, type->vtable, uint32_t)[slot] : 1;
        if (UNLIKELY(target & 1)) {
            SAVE();
            status = nano__vtable_at(vm, OBJ_TYPE(vm, w[pc[5]]), slot, &target);
            if (status != NANO_OK) goto failed;
            RELOAD();
        }
        goto call_virtual;
    }
    CASE(CALLI) {
        if (UNLIKELY(!w[pc[5]])) goto null_reference;
        const moff type = OBJ_TYPE(vm, w[pc[5]]), method = X(2);
        if (UNLIKELY(nano__is_unresolved(method))) goto resolve;
        const nano_dispatch *known = nano__dispatch_entry(vm, type, method);
        if (LIKELY(known && known->type == type && known->key == method)) {
            target = known->value;
        } else {
            SAVE();
            status = nano__dispatch(vm, type, method, &target);
            if (UNLIKELY(status != NANO_OK)) goto failed;
            RELOAD();
        }
        goto call_virtual;
    }
    CASE(CALLD) {
        if (UNLIKELY(!w[pc[5]])) goto null_reference;
        if (UNLIKELY(nano__is_unresolved(X(2)))) goto resolve;
        SAVE();
        const uint32_t length = 5u + pc[4];
        status = nano__invoke_delegate(vm, thread_offset, X(2));
        if (status == NANO_CALLED) leave_caller(vm, thread, length);
        goto called_or_again;
    }
#ifdef NANO_SMALL
    CASE(RET) CASE(RET1) CASE(RET2) CASE(RETN) {
        result_count = *pc == OP_RETN ? pc[2] : (uint32_t)*pc - OP_RET;
        PAY_TO(pc);
        if (UNLIKELY(frame->flags != FRAME_DIRECT)) goto return_slow;
        const uint32_t dest = frame->dest;
        const uint32_t *results = result_count ? w + pc[1] : w;
        frame = pop_managed(vm, thread, frame);
        if (result_count == 1)
            FRAME_WORDS(frame)[dest] = *results;
        else
            nano__copy(FRAME_WORDS(frame) + dest, results, 4 * result_count);
        goto returned;
    }
#else
    CASE(RET) {
        result_count = 0;
        PAY_TO(pc);
        if (UNLIKELY(frame->flags != FRAME_DIRECT)) goto return_slow;
        frame = pop_managed(vm, thread, frame);
        goto returned;
    }
    CASE(RET1) { RETURN_WORD(w[pc[1]]); }
    CASE(RET2) {
        result_count = 2;
        PAY_TO(pc);
        if (UNLIKELY(frame->flags != FRAME_DIRECT)) goto return_slow;
        const uint64_t value = U8(1);
        const uint32_t dest = frame->dest;
        frame = pop_managed(vm, thread, frame);
        st8(FRAME_WORDS(frame) + dest, value);
        goto returned;
    }
    CASE(RETN) {
        result_count = pc[2];
        PAY_TO(pc);
        if (UNLIKELY(frame->flags != FRAME_DIRECT)) goto return_slow;
        const uint32_t dest = frame->dest;
        const uint32_t *results = w + pc[1];
        frame = pop_managed(vm, thread, frame);
        nano__copy(FRAME_WORDS(frame) + dest, results, 4 * result_count);
        goto returned;
    }
#endif

    /* -- Exceptions ------------------------------------------------------------------------------- */
    CASE(THROW) {
        if (UNLIKELY(!w[pc[1]])) goto null_reference;
        SAVE();
        thread->exception = w[pc[1]];
        if (LIKELY(nano__capture_trace(vm, thread_offset))) goto unwind;
        goto out_of_memory;
    }
    CASE(RETHROW) {
        SAVE();
        thread->exception = w[pc[1]];
        goto unwind;
    }
    CASE(FINCALL) {
        w[pc[1]] = unit_at(vm, frame, pc + 4);
        w[pc[1] + 1] = 0;
        JUMP(2);
    }
    CASE(ENDFINALLY) {
        const uint32_t to = w[pc[1]];
        if (LIKELY(!(to & UNWINDING))) {
            PAY_TO(pc);
            frame->pc = to; /* the way back is free, what was gone is paid for */
            if (UNLIKELY(!nano__holds_unit(AT(vm, frame->code, nano_code), to))) goto enter;
            pc = code_units(vm, frame->code) + to;
            if (UNLIKELY(budget <= 0)) goto out_of_budget;
            DISPATCH();
        }
        SAVE();
        status = nano__continue_unwind(vm, thread_offset, pc[1]);
        goto unwound;
    }
    CASE(LEAVECATCH) {
        if (UNLIKELY(thread->abort_pending)) goto abort_thread;
        NEXT(1);
    }
    CASE(ENDFILTER) {
        status = nano__end_filter(vm, thread_offset, w[pc[1]] != 0);
        goto unwound;
    }
    CASE(TRAP) {
        budget -= throw_at(vm, frame, pc, (nano_exc)pc[1]);
        goto thrown;
    }
    CASE(ELSEWHERE) {
        /* Where the way came from is not known: a pass over the window is paid for. */
        const nano_code *code = AT(vm, frame->code, nano_code);
        budget -= (int32_t)(code->end - code->first);
        frame->pc = X(1);
        goto enter;
    }

#ifndef NANO_SMALL
    /* -- Fused instructions ----------------------------------------------------------------------- */
    /* clang-format off */
    CASE(ADDI_BLT_I4) { STEP(v, w[pc[2]] + S16(3), 4); BRANCH((int32_t)v < I4(2), 3); }
    CASE(ADDI_BLE_I4) { STEP(v, w[pc[2]] + S16(3), 4); BRANCH((int32_t)v <= I4(2), 3); }
    CASE(ADDI_BLTI_I4) { STEP(v, w[pc[2]] + S16(3), 4); BRANCH((int32_t)v < (int16_t)pc[2], 3); }
    CASE(ADDI_BGEI_I4) { STEP(v, w[pc[2]] + S16(3), 4); BRANCH((int32_t)v >= (int16_t)pc[2], 3); }
    CASE(ADD_BLT_I4) { STEP(v, w[pc[2]] + w[pc[3]], 4); BRANCH((int32_t)v < I4(2), 3); }
    CASE(ADD_BLE_I4) { STEP(v, w[pc[2]] + w[pc[3]], 4); BRANCH((int32_t)v <= I4(2), 3); }
    CASE(ADD_ADDI_I4) { STEP(v, w[pc[2]] + w[pc[3]], 4); (void)v; LAST(w[pc[2]] + S16(3)); }
    CASE(ADD_ADDI_BLT_I4) {
        STEP(v, w[pc[2]] + w[pc[3]], 4);
        STEP(u, w[pc[2]] + S16(3), 4);
        (void)v;
        BRANCH((int32_t)u < I4(2), 3);
    }
    CASE(ADD_ADD_I4) { STEP(v, w[pc[2]] + w[pc[3]], 4); LAST(w[pc[2]] + v); }
    CASE(MUL_ADD_I4) { STEP(v, w[pc[2]] * w[pc[3]], 4); LAST(w[pc[2]] + v); }
    CASE(MULI_ADDI_I4) { STEP(v, w[pc[2]] * S16(3), 4); LAST(v + S16(3)); }
    CASE(AND_XOR_I4) { STEP(v, w[pc[2]] & w[pc[3]], 4); LAST(w[pc[2]] ^ v); }
    CASE(SHRUI_XOR_I4) { STEP(v, w[pc[2]] >> (pc[3] & 31), 4); LAST(w[pc[2]] ^ v); }
    CASE(ROTRI_XOR_I4) { STEP(v, rotate_right(w[pc[2]], pc[3]), 4); LAST(w[pc[2]] ^ v); }
    CASE(SHLI_OR_I4) { STEP(v, w[pc[2]] << (pc[3] & 31), 4); LAST(w[pc[2]] | v); }
    CASE(SHL_XOR_I8) { STEP_I8(v, U8(2) << (w[pc[3]] & 63)); st8(w + pc[1], U8(2) ^ v); NEXT(4); }
    CASE(SHRU_XOR_I8) { STEP_I8(v, U8(2) >> (w[pc[3]] & 63)); st8(w + pc[1], U8(2) ^ v); NEXT(4); }
    CASE(ANDI_BRT_I4) { STEP(v, w[pc[2]] & S16(3), 4); BRANCH(v, 2); }
    CASE(ANDI_BRF_I4) { STEP(v, w[pc[2]] & S16(3), 4); BRANCH(!v, 2); }
    CASE(MOV_MOV) { STEP(v, w[pc[2]], 3); (void)v; w[pc[1]] = w[pc[2]]; NEXT(3); }
    CASE(MOV_BR) { STEP(v, w[pc[2]], 3); (void)v; JUMP(1); }
    CASE(MUL_ADD_R8) { STEP_R8(v, R8(2) * R8(3)); LAST_R8(R8(2) + v); }
    CASE(MUL_SUB_R8) { STEP_R8(v, R8(2) * R8(3)); LAST_R8(R8(2) - v); }
    CASE(MUL_MUL_R8) { STEP_R8(v, R8(2) * R8(3)); LAST_R8(R8(2) * v); }
    CASE(DIV_ADD_R8) { STEP_R8(v, R8(2) / R8(3)); LAST_R8(R8(2) + v); }
    CASE(SUB_ADD_R8) { STEP_R8(v, R8(2) - R8(3)); LAST_R8(R8(2) + v); }
    CASE(ADD_MUL_R8) { STEP_R8(v, R8(2) + R8(3)); LAST_R8(R8(2) * v); }
    CASE(ADD_STFLD_R8) { STEP_R8(v, R8(2) + R8(3)); STFLD_AT(0); st_r8(at, v); NEXT(4); }
    CASE(SUB_STFLD_R8) { STEP_R8(v, R8(2) - R8(3)); STFLD_AT(0); st_r8(at, v); NEXT(4); }
    CASE(LDFLD_SUB_R8) { STEP_FIELD_R8(v); LAST_R8(R8(2) - v); }
    CASE(LDFLD_MUL_R8) { STEP_FIELD_R8(v); LAST_R8(R8(2) * v); }
    CASE(ADD_LDELEM_4) { STEP(v, w[pc[2]] + w[pc[3]], 4); LAST_ELEMENT(v, ld4, 4); }
    CASE(ADDI_LDELEM_4) { STEP(v, w[pc[2]] + S16(3), 4); LAST_ELEMENT(v, ld4, 4); }
    CASE(ANDI_LDELEM_4) { STEP(v, w[pc[2]] & S16(3), 4); LAST_ELEMENT(v, ld4, 4); }
    CASE(MUL_ADD_LDELEM_4) {
        STEP(v, w[pc[2]] * w[pc[3]], 4);
        STEP(u, w[pc[2]] + v, 4);
        LAST_ELEMENT(u, ld4, 4);
    }
    CASE(ADDI_LDELEM_U1) { STEP(v, w[pc[2]] + S16(3), 4); LAST_ELEMENT(v, LD1, 1); }
    CASE(LDELEM_ADD_I4) { STEP_ELEMENT(v, ld4, 4); LAST(w[pc[2]] + v); }
    CASE(LDELEM_BLT_I4) { STEP_ELEMENT(v, ld4, 4); BRANCH(I4(1) < (int32_t)v, 3); }
    CASE(LDELEM_BGE_I4) { STEP_ELEMENT(v, ld4, 4); BRANCH(I4(1) >= (int32_t)v, 3); }
    CASE(LDELEM_BRF_U1) { STEP_ELEMENT(v, LD1, 1); BRANCH(!v, 2); }
    CASE(LDELEM_STELEM_4) {
        uint32_t value;
        { STEP_ELEMENT(v, ld4, 4); value = v; }
        ELEMENT(1, 2);
        st4(elements + 4 * (size_t)index, value);
        NEXT(4);
    }
    CASE(LDSFLD_LDELEM_4) {
        STEP_STATIC(v);
        ELEMENT_OF(v, w[pc[3]]);
        LAST(ld4(elements + 4 * (size_t)index));
    }
    CASE(LDSFLD_STELEM_4) {
        STEP_STATIC(v);
        ELEMENT_OF(v, w[pc[2]]);
        st4(elements + 4 * (size_t)index, w[pc[3]]);
        NEXT(4);
    }
    CASE(LDSFLD_LDELEM_BRT) {
        STEP_STATIC(v);
        ELEMENT_OF(v, w[pc[3]]);
        STEP(u, ld4(elements + 4 * (size_t)index), 4);
        BRANCH(u, 2);
    }
    CASE(LDSFLD_LDELEM_BNE) {
        STEP_STATIC(v);
        ELEMENT_OF(v, w[pc[3]]);
        STEP(u, ld4(elements + 4 * (size_t)index), 4);
        BRANCH(u != w[pc[2]], 3);
    }
    CASE(STRLEN_BLT_I4) {
        if (UNLIKELY(!w[pc[5]])) goto null_reference;
        STEP(v, AT(vm, w[pc[5]], nano_string)->length & ~STRING_WIDE, 6);
        BRANCH(I4(1) < (int32_t)v, 3);
    }
    CASE(LDFLD_ADD_I4) { STEP_FIELD(v); LAST(w[pc[2]] + v); }
    CASE(LDFLD_SUB_I4) { STEP_FIELD(v); LAST(w[pc[2]] - v); }
    CASE(LDFLD_XOR_I4) { STEP_FIELD(v); LAST(w[pc[2]] ^ v); }
    CASE(LDFLD_BRT) { STEP_FIELD(v); BRANCH(v, 2); }
    CASE(LDFLD_BRF) { STEP_FIELD(v); BRANCH(!v, 2); }
    CASE(LDFLD_RET1) { STEP_FIELD(v); RETURN_WORD(v); }
    CASE(ADD_RET1_I4) { STEP(v, w[pc[2]] + w[pc[3]], 4); RETURN_WORD(v); }
    CASE(ADDI_CALL) { STEP(v, w[pc[2]] + S16(3), 4); (void)v; target = X(2); goto call_target; }
    CASE(LDFLD_CALL) { STEP_FIELD(v); (void)v; target = X(2); goto call_target; }
    /* clang-format on */
#endif
    LOOP_END

#ifdef NANO_SMALL
    SET_LABEL(3)
    SET_LABEL(4)
    SET_LABEL(5)
    SET_LABEL(6)
    SET_LABEL(7)
#endif

new_delegate:
    if (UNLIKELY(nano__is_unresolved(target))) goto resolve;
    if (UNLIKELY(!w[pc[4]] && AT(vm, target, nano_method)->has_this)) goto null_reference;
    SAVE();
    MADE(nano__new_delegate(vm, X(2), w + pc[4], target), 7);

made:
    if (UNLIKELY(!made)) goto out_of_memory;
    RELOAD();
    w[pc[1]] = made;
    pc += length;
    /* It may have cost more than the run has left (nano__alloc). */
    if (UNLIKELY(CORE(vm)->memory_credit <= 0)) goto out_of_budget;
    DISPATCH();

open_statics:
    SAVE();
    status = nano__init_type(vm, statics_type);
    if (status != NANO_OK) goto type_not_ready;
    RELOAD();
    statics = statics_of(vm, thread);
    opened = statics_slot < statics.slots ? statics.entries[statics_slot] : 0;
    opened = opened && !(opened & STATICS_STATE) ? 0 : opened | STATICS_STATE;
    DISPATCH();

    /* -- Calls and returns ------------------------------------------------------------------------ */
call_virtual:
    if (UNLIKELY(!(AT(vm, target, nano_method)->direct & CALL_DIRECT_VIRTUAL)) &&
        nano__is_value(AT(vm, OBJ_TYPE(vm, w[pc[5]]), nano_type)))
        goto call_boxed;
call_target:
    if (UNLIKELY(nano__is_unresolved(target))) goto resolve;
    callee = push_managed(vm, thread, target, pc, frame, w, &pc, &paid);
    budget -= paid;
    if (LIKELY(callee)) {
        frame = callee;
        w = FRAME_WORDS(frame);
        if (UNLIKELY(budget <= 0)) goto out_of_budget;
        DISPATCH();
    }
    SAVE();
    if (LIKELY(nano__call_native(vm, thread_offset, target, pc, &status))) {
        budget -= NATIVE_COST;
        goto called;
    }
    status = call_slow(vm, thread_offset, target, false);
    goto called_or_again;
call_boxed: /* a method of a value type takes a managed pointer to the value, an inherited one the box */
    if (!nano__is_value(AT(vm, AT(vm, target, nano_method)->owner, nano_type))) goto call_target;
    SAVE();
    status = call_slow(vm, thread_offset, target, true);
called_or_again: /* BLOCKED: the instruction runs again */
    if (status == NANO_BLOCKED) nano__top_frame(vm, thread)->pc--;
called:
    if (status == NANO_BLOCKED) goto blocked;
    if (UNLIKELY(status != NANO_OK && status != NANO_CALLED)) goto failed;
    budget -= take_debt(vm);
    if (budget <= 0 || CORE(vm)->memory_credit <= 0) goto out_of_budget_saved;
    goto enter;
type_not_ready: /* a static constructor was called, or is waited for: the instruction runs again */
    if (status == NANO_CALLED) leave_caller(vm, thread, 0);
    goto called_or_again;

resolve: /* then the instruction starts anew */
    SAVE();
    status = resolve_method(vm, thread);
    if (UNLIKELY(status != NANO_OK)) goto failed;
    RELOAD();
    DISPATCH();

returned:
    w = FRAME_WORDS(frame);
    pc = code_units(vm, frame->code) + frame->pc;
    if (UNLIKELY(budget <= 0)) goto out_of_budget;
    DISPATCH();
return_slow : { /* to a native, another chunk or the host; locks and static constructors */
    bool over;
    status = nano__return(vm, thread_offset, result_count ? w + pc[1] : w, &over, result);
    if (status == NANO_OK && over) goto ended;
    goto called;
}

    /* -- Exceptions ------------------------------------------------------------------------------- */
    /* A call for each: if they shared it by a variable, every instruction would have a copy that sets it. */
null_reference:
    budget -= throw_at(vm, frame, pc, EXC_NULL_REFERENCE);
    goto thrown;
index_out_of_range:
    budget -= throw_at(vm, frame, pc, EXC_INDEX_OUT_OF_RANGE);
    goto thrown;
invalid_cast:
    budget -= throw_at(vm, frame, pc, EXC_INVALID_CAST);
    goto thrown;
array_type_mismatch:
    budget -= throw_at(vm, frame, pc, EXC_ARRAY_TYPE_MISMATCH);
    goto thrown;
#ifndef NANO_SMALL
divide_by_zero:
    budget -= throw_at(vm, frame, pc, EXC_DIVIDE_BY_ZERO);
    goto thrown;
#endif
overflow:
    budget -= throw_at(vm, frame, pc, EXC_OVERFLOW);
    goto thrown;
arithmetic:
    budget -= throw_at(vm, frame, pc, EXC_ARITHMETIC);
thrown: /* or no memory for the exception */
    if (LIKELY(thread->exception != CORE(vm)->out_of_memory)) goto unwind;
    goto out_of_memory;
abort_thread:
    SAVE();
abort_in_call: /* the saved pc is behind the call, which may be followed by a try block of its own */
    nano__raise_pending(vm);
    goto unwind;
out_of_memory:
    thread->exception = 0; /* one that could not be made to the end */
    status = NANO_OUT_OF_MEMORY;
failed:
    if (status == NANO_OUT_OF_MEMORY && can_try_again(vm, thread)) goto try_again;
    (void)nano__throw_status(vm, status);
unwind:
    status = nano__unwind(vm, thread_offset);
unwound:
    budget -= NATIVE_COST + take_debt(vm);
    if (UNLIKELY(status != NANO_OK)) goto unhandled;
    /* What lacked memory, and is caught, has collected: a loop around it would collect each time. */
    if (budget <= 0 || CORE(vm)->memory_credit <= 0) goto out_of_budget_saved;
    goto enter;
unhandled:
    *budget_left = budget;
    return SLICE_FAILED;

try_again: /* in the next run, if collecting has cost this one all it had */
    if (budget <= 0 || CORE(vm)->memory_credit <= 0) goto out_of_budget_saved;
    goto enter;

blocked:
    *budget_left = budget;
    return SLICE_BLOCKED;
ended:
    *budget_left = budget;
    return SLICE_ENDED;
out_of_budget:
    PAY_TO(pc);
    if (UNLIKELY(*pc == OP_ELSEWHERE)) frame->pc = X(1); /* an exit has no number of its own */
out_of_budget_saved:
    *budget_left = budget;
    return SLICE_BUDGET;
}
