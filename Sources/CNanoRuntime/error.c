/* error.c - the text of the last error: a small formatter that knows assemblies, types and methods; byte
 * helpers. */
#include "nano_internal.h"

/* -- Bytes ---------------------------------------------------------------------------------------- */

void nano__copy(void *to, const void *from, uint32_t bytes) {
    uint8_t *t = to;
    const uint8_t *f = from;
    if (((uintptr_t)t & 3) == ((uintptr_t)f & 3) && (t <= f || t >= f + bytes)) {
        for (; bytes > 0 && ((uintptr_t)t & 3) != 0; bytes--) *t++ = *f++;
        for (; bytes >= 4; bytes -= 4, t += 4, f += 4)
            *(uint32_t *)(void *)t = *(const uint32_t *)(const void *)f;
    }
    if (t <= f || t >= f + bytes) {
        while (bytes-- > 0) *t++ = *f++;
    } else {
        while (bytes-- > 0) t[bytes] = f[bytes];
    }
}

void nano__zero(void *to, uint32_t bytes) {
    uint8_t *t = to;
    for (; bytes > 0 && ((uintptr_t)t & 3) != 0; bytes--) *t++ = 0;
    if (bytes >= 4 && ((uintptr_t)t & 7) != 0) *(uint32_t *)(void *)t = 0, bytes -= 4, t += 4;
    for (; bytes >= 8; bytes -= 8, t += 8) *(uint64_t *)(void *)t = 0;
    for (; bytes >= 4; bytes -= 4, t += 4) *(uint32_t *)(void *)t = 0;
    while (bytes-- > 0) *t++ = 0;
}

bool nano__equal(const void *a, const void *b, uint32_t bytes) {
    const uint8_t *x = a, *y = b;
    for (uint32_t i = 0; i < bytes; i++)
        if (x[i] != y[i]) return false;
    return true;
}

bool nano__same_text(const char *a, const char *b) {
    while (*a != 0 && *a == *b) a++, b++;
    return *a == *b;
}

uint32_t nano__strlen(const char *s) {
    uint32_t n = 0;
    while (s[n] != 0) n++;
    return n;
}

const char *nano__nth(const char *texts, uint32_t n) {
    for (; n > 0; n--) texts += nano__strlen(texts) + 1;
    return texts;
}

/* -- Text ----------------------------------------------------------------------------------------- */

typedef struct text {
    char *buffer;
    uint32_t capacity, length; /* length <= capacity - 1 */
} text;

/* Text of files is shown on one line: control characters become '?'. */
static void put_char(text *t, char c) {
    if (t->length + 1 >= t->capacity) return;
    t->buffer[t->length++] = (uint8_t)c < 0x20 || c == 0x7F ? '?' : c;
}

static void put(text *t, const char *s) {
    if (s == NULL) s = "(null)";
    while (*s != 0) put_char(t, *s++);
}

static void put_string(nano_vm *vm, text *t, uint32_t assembly, uint32_t id) {
    nano_name room;
    put(t, nano__str(vm, assembly, id, &room));
}

static void put_number(text *t, uint32_t value, uint32_t radix) {
    char digits[10];
    uint32_t n = 0;
    do {
        digits[n++] = "0123456789abcdef"[value % radix];
        value /= radix;
    } while (value != 0);
    while (n > 0) put_char(t, digits[--n]);
}

/* What wrote a name of `length` bytes behind the text has cut it to the room that was there. */
static void grow(text *t, uint32_t length) {
    const uint32_t room = t->capacity - t->length;
    t->length += length < room ? length : room - 1;
}

static void put_id(nano_vm *vm, text *t, uint32_t id) {
    grow(t, nano__id_name(vm, id, t->buffer + t->length, t->capacity - t->length));
}

static void put_type(nano_vm *vm, text *t, moff type) {
    if (type == 0)
        put(t, "?");
    else
        grow(t, nano__type_name(vm, type, t->buffer + t->length, t->capacity - t->length));
}

static void put_method(nano_vm *vm, text *t, moff method) {
    if (method == 0) {
        put(t, "?");
        return;
    }
    const nano_method *m = AT(vm, method, nano_method);
    const row_method *row = nano__method_row(vm, m->id);
    put_type(vm, t, m->owner);
    put(t, "::");
    put_string(vm, t, m->id >> 16, row->name);
}

static void put_text(text *t, nano_text number) {
    nano_unpacker u = nano__text(number);
    for (uint32_t c; (c = nano__next_character(&u)) != 0;) put_char(t, (char)c);
}

static void put_list(nano_vm *vm, text *t, nano_text format, va_list *list) {
    nano_unpacker u = nano__text(format);
    for (uint32_t c; (c = nano__next_character(&u)) != 0;) {
        if (c != '%') {
            put_char(t, (char)c);
            continue;
        }
        switch (nano__next_character(&u)) {
        case 's': put(t, va_arg(*list, const char *)); break;
        case 'u': put_number(t, va_arg(*list, uint32_t), 10); break;
        case 'x': put_number(t, va_arg(*list, uint32_t), 16); break;
        case 'd': {
            int value = va_arg(*list, int);
            if (value < 0) put_char(t, '-');
            put_number(t, value < 0 ? 0u - (uint32_t)value : (uint32_t)value, 10);
            break;
        }
        case 'n': {
            uint32_t assembly = va_arg(*list, uint32_t);
            put_string(vm, t, assembly, va_arg(*list, uint32_t));
            break;
        }
        case 'a': {
            const uint32_t assembly = va_arg(*list, uint32_t);
            put_string(vm, t, assembly, nano__asm_name(vm, assembly));
            break;
        }
        case 'i': put_id(vm, t, va_arg(*list, uint32_t)); break;
        case 't': put_type(vm, t, va_arg(*list, moff)); break;
        case 'm': put_method(vm, t, va_arg(*list, moff)); break;
        default: put_text(t, (nano_text)va_arg(*list, uint32_t)); break; /* 'w' */
        }
    }
    t->buffer[t->length] = 0;
}

uint32_t nano__format(nano_vm *vm, char *buffer, uint32_t capacity, nano_text format, ...) {
    if (capacity == 0) return 0;
    text t = {buffer, capacity, 0};
    va_list list;
    va_start(list, format);
    put_list(vm, &t, format, &list);
    va_end(list);
    return t.length;
}

/* The message of the VM, its first `length` bytes as they are. */
static void append(nano_vm *vm, uint32_t length, nano_text format, va_list *list) {
    text t = {vm->message, NANO_MESSAGE_BYTES, length};
    put_list(vm, &t, format, list);
}

void nano__format_list(nano_vm *vm, nano_text format, va_list *list) { append(vm, 0, format, list); }

/* In parentheses, and so no use of the macro that lists places. */
nano_status(nano__fail)(nano_vm *vm, nano_status status, nano_text format, ...) {
    va_list list;
    va_start(list, format);
    append(vm, 0, format, &list);
    va_end(list);
    return status;
}

nano_status nano__fail_memory(nano_vm *vm, nano_text format, ...) {
    const uint32_t length = nano__format(vm, vm->message, NANO_MESSAGE_BYTES, TEXT_TOO_SMALL,
                                         vm->full_quota ? TEXT_QUOTA : TEXT_ARENA,
                                         vm->full_quota ? vm->full_quota : vm->size, vm->missing);
    va_list list;
    va_start(list, format);
    append(vm, length, format, &list);
    va_end(list);
    return NANO_OUT_OF_MEMORY;
}

nano_status nano__fail_row_list(nano_vm *vm, nano_status status, uint32_t table, uint32_t id,
                                nano_text format, va_list *list) {
    const uint32_t assembly = id >> 16, row = id & 0xFFFF;
    const uint32_t at = nano__table_start(vm, assembly, table) + row * nano__row_size(table);
    const uint32_t length = nano__format(vm, vm->message, NANO_MESSAGE_BYTES, TEXT_IN_ROW, assembly,
                                         nano__table_text(table), row, at);
    append(vm, length, format, list);
    return status;
}

nano_status(nano__fail_row)(nano_vm *vm, nano_status status, uint32_t table, uint32_t id, nano_text format,
                            ...) {
    va_list list;
    va_start(list, format);
    (void)nano__fail_row_list(vm, status, table, id, format, &list);
    va_end(list);
    return status;
}
