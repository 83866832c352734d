/* stack.c - how deep a call goes on the C stack: the memory below the caller's frame is painted, and what the
 * call left unpainted is counted. The stack grows downwards on every machine that we build for. */
#include "run.h"

enum { PAINT_WORDS = 16384, MARGIN_BYTES = 256 };
#define PAINT 0x5AFEC0DEu

/* Addresses below the frame of `stack_use` belong to nobody, so no C object is there to name them: they are
 * reached by number. */
static volatile uint32_t *below(uintptr_t frame) {
    return (volatile uint32_t *)((frame - MARGIN_BYTES) & ~(uintptr_t)7) - PAINT_WORDS;
}

__attribute__((noinline)) static void paint(uintptr_t frame) {
    volatile uint32_t *words = below(frame);
    for (uint32_t i = PAINT_WORDS; i-- > 0;) words[i] = PAINT;
}

__attribute__((noinline)) static uint32_t unpainted(uintptr_t frame) {
    volatile uint32_t *words = below(frame);
    uint32_t clean = 0;
    while (clean < PAINT_WORDS && words[clean] == PAINT) clean++;
    return (uint32_t)(frame - (uintptr_t)(words + clean));
}

__attribute__((noinline)) uint32_t stack_use(void (*body)(void *context), void *context) {
    const uintptr_t frame = (uintptr_t)__builtin_frame_address(0);
    paint(frame);
    body(context);
    return unpainted(frame);
}
