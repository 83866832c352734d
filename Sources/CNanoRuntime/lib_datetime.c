/* lib_datetime.c - natives of System.DateTime, System.TimeSpan and the DateTime text of System.Convert.
 *
 * DateTime._ticks: bit 63 set (UTC), bits 0..62 = 100 ns since 1601-01-01. Public ticks count from
 * 0001-01-01. The calendar is the proleptic Gregorian one. */
#include "lib.h"
#include "threading.h"

#define TICKS_MS 10000ll
#define TICKS_SECOND (1000 * TICKS_MS)
#define TICKS_MINUTE (60 * TICKS_SECOND)
#define TICKS_HOUR (60 * TICKS_MINUTE)
#define TICKS_DAY (24 * TICKS_HOUR)
#define ORIGIN_TICKS 504911232000000000ll /* 1601-01-01 */
#define LAST_TICKS 946708127999999999ll   /* 3000-12-31, the last 100 ns */
#define UTC_FLAG (1ull << 63)
enum {
    FIRST_YEAR = 1601,
    LAST_YEAR = 3000,
    DAYS_400 = 146097,
    DAYS_100 = 36524,
    DAYS_4 = 1461,
    DAYS_1 = 365
};

static const uint16_t days_before[2][13] = {{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365},
                                            {0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366}};

static bool is_leap(int32_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

/* Parts of a moment; a day of the week counts from Sunday. */
typedef struct parts {
    int32_t year, month, day, week_day, year_day, hour, minute, second, millisecond;
} parts;

/* `ticks` since 1601-01-01, a Monday. */
static parts split_ticks(uint64_t ticks) {
    uint32_t days = (uint32_t)(ticks / TICKS_DAY);
    const uint64_t rest = ticks % TICKS_DAY;
    parts p = {.week_day = (int32_t)((days + 1) % 7)};
    p.year = FIRST_YEAR + (int32_t)(days / DAYS_400 * 400);
    days %= DAYS_400;
    uint32_t centuries = days / DAYS_100;
    if (centuries == 4) centuries = 3;
    days -= centuries * DAYS_100;
    p.year += (int32_t)(centuries * 100 + days / DAYS_4 * 4);
    days %= DAYS_4;
    uint32_t years = days / DAYS_1;
    if (years == 4) years = 3;
    p.year += (int32_t)years;
    days -= years * DAYS_1;
    p.year_day = (int32_t)days + 1;
    const uint16_t *before = days_before[is_leap(p.year)];
    p.month = 1;
    while (before[p.month] <= days) p.month++;
    p.day = (int32_t)days - before[p.month - 1] + 1;
    p.hour = (int32_t)(rest / TICKS_HOUR);
    p.minute = (int32_t)(rest / TICKS_MINUTE % 60);
    p.second = (int32_t)(rest / TICKS_SECOND % 60);
    p.millisecond = (int32_t)(rest / TICKS_MS % 1000);
    return p;
}

/* Ticks since 1601-01-01; -1 if a part is out of range. */
static int64_t join_ticks(const parts *p) {
    if (p->year < FIRST_YEAR || p->year > LAST_YEAR || p->month < 1 || p->month > 12) return -1;
    const uint16_t *before = days_before[is_leap(p->year)];
    if (p->day < 1 || p->day > before[p->month] - before[p->month - 1]) return -1;
    if (p->hour < 0 || p->hour > 23 || p->minute < 0 || p->minute > 59 || p->second < 0 || p->second > 59 ||
        p->millisecond < 0 || p->millisecond > 999)
        return -1;
    const int64_t years = p->year - FIRST_YEAR;
    const int64_t days =
        years * 365 + years / 4 - years / 100 + years / 400 + before[p->month - 1] + p->day - 1;
    return days * TICKS_DAY + p->hour * TICKS_HOUR + p->minute * TICKS_MINUTE + p->second * TICKS_SECOND +
           p->millisecond * TICKS_MS;
}

int64_t nano__date_ticks(int32_t year, int32_t month, int32_t day, int32_t hour, int32_t minute,
                         int32_t second) {
    const parts p = {
        .year = year, .month = month, .day = day, .hour = hour, .minute = minute, .second = second};
    const int64_t ticks = join_ticks(&p);
    return ticks < 0 ? -1 : ticks + ORIGIN_TICKS;
}

/* -- System.DateTime ------------------------------------------------------------------------------ */

static nano_status date_time_new(nano_call *c) {
    uint8_t *self = nano__byref(c, 0);
    const parts p = {.year = ARG_I32(c, 2),
                     .month = ARG_I32(c, 3),
                     .day = ARG_I32(c, 4),
                     .hour = ARG_I32(c, 5),
                     .minute = ARG_I32(c, 6),
                     .second = ARG_I32(c, 7),
                     .millisecond = ARG_I32(c, 8)};
    const int64_t ticks = join_ticks(&p);
    if (!self) return lib_null(c);
    if (ticks < 0) return lib_out_of_range(c);
    lib_store64(self + c->fields[0], (int64_t)((uint64_t)ticks | UTC_FLAG));
    return NANO_OK;
}

static nano_status date_time_part(nano_call *c) {
    const uint8_t *self = nano__byref(c, 0);
    if (!self) return lib_null(c);
    const uint64_t ticks = (uint64_t)lib_load64(self + c->fields[0]) & ~UTC_FLAG;
    const parts p = split_ticks(ticks <= LAST_TICKS - ORIGIN_TICKS ? ticks : LAST_TICKS - ORIGIN_TICKS);
    switch (ARG(c, 2)) {
    case 0: return lib_return_i32(c, p.year);
    case 1: return lib_return_i32(c, p.month);
    case 2: return lib_return_i32(c, p.day);
    case 3: return lib_return_i32(c, p.week_day);
    case 4: return lib_return_i32(c, p.year_day);
    case 5: return lib_return_i32(c, p.hour);
    case 6: return lib_return_i32(c, p.minute);
    case 7: return lib_return_i32(c, p.second);
    case 8: return lib_return_i32(c, p.millisecond);
    default: return lib_out_of_range(c);
    }
}

static nano_status days_in_month(nano_call *c) {
    const int32_t year = ARG_I32(c, 0), month = ARG_I32(c, 1);
    if (year < 1 || year > 9999 || month < 1 || month > 12) return lib_out_of_range(c);
    const uint16_t *before = days_before[is_leap(year)];
    return lib_return_i32(c, before[month] - before[month - 1]);
}

/* Public ticks of now, within what DateTime can hold; a host without a clock is at the first moment. */
static int64_t now_ticks(nano_vm *vm) {
    const int64_t ticks = HOST(vm) && HOST(vm)->utc_ticks ? HOST(vm)->utc_ticks(HOST(vm)->context) : 0;
    return ticks < ORIGIN_TICKS ? ORIGIN_TICKS : ticks > LAST_TICKS ? LAST_TICKS : ticks;
}

static nano_status utc_now(nano_call *c) { return nano__ret64(c, now_ticks(c->vm)); }

static nano_status today(nano_call *c) {
    const int64_t now = now_ticks(c->vm);
    return nano__ret64(c, now - now % TICKS_DAY);
}

/* -- Reading text --------------------------------------------------------------------------------- */

/* A cursor over text; every reader leaves it alone and returns false if the text is something else. */
typedef struct cursor {
    lib_text text;
    uint32_t at;
} cursor;

static bool take(cursor *in, char wanted) {
    if (in->at >= in->text.length || lib_unit(&in->text, in->at) != (uint8_t)wanted) return false;
    in->at++;
    return true;
}

static bool take_number(cursor *in, uint32_t digits, int32_t *value) {
    if (digits > in->text.length - in->at) return false;
    *value = 0;
    for (uint32_t i = 0; i < digits; i++) {
        const uint16_t unit = lib_unit(&in->text, in->at + i);
        if (unit < '0' || unit > '9') return false;
        *value = *value * 10 + (unit - '0');
    }
    in->at += digits;
    return true;
}

static bool take_time(cursor *in, parts *p) {
    return take_number(in, 2, &p->hour) && take(in, ':') && take_number(in, 2, &p->minute) && take(in, ':') &&
           take_number(in, 2, &p->second);
}

/* yyyy-MM-dd (T or space) HH:mm:ss [.fffffff] [Z]: the formats o, s, u. */
static bool take_iso(cursor *in, int64_t *ticks) {
    parts p = {0};
    int64_t fraction = 0;
    if (!take_number(in, 4, &p.year) || !take(in, '-') || !take_number(in, 2, &p.month) || !take(in, '-') ||
        !take_number(in, 2, &p.day))
        return false;
    if (in->at < in->text.length && ((!take(in, 'T') && !take(in, ' ')) || !take_time(in, &p))) return false;
    if (take(in, '.')) {
        int64_t unit = TICKS_SECOND;
        int32_t digit;
        if (in->at == in->text.length) return false;
        while (take_number(in, 1, &digit)) {
            unit /= 10;
            fraction += digit * unit;
        }
        if (unit == TICKS_SECOND) return false;
    }
    (void)take(in, 'Z');
    *ticks = join_ticks(&p);
    if (*ticks >= 0) *ticks += fraction;
    return in->at == in->text.length && *ticks >= 0;
}

/* Three letters out of a row of names; the index, or -1. */
static int32_t take_name(cursor *in, const char *names, int32_t count) {
    if (in->text.length - in->at < 3) return -1;
    for (int32_t i = 0; i < count; i++) {
        uint32_t k = 0;
        while (k < 3 && lib_unit(&in->text, in->at + k) == (uint8_t)names[i * 3 + (int32_t)k]) k++;
        if (k < 3) continue;
        in->at += 3;
        return i;
    }
    return -1;
}

/* ddd, dd MMM yyyy HH:mm:ss GMT (RFC 1123): the format r. */
static bool take_rfc1123(cursor *in, int64_t *ticks) {
    parts p = {0};
    if (take_name(in, "SunMonTueWedThuFriSat", 7) < 0 || !take(in, ',') || !take(in, ' ') ||
        !take_number(in, 2, &p.day) || !take(in, ' '))
        return false;
    p.month = 1 + take_name(in, "JanFebMarAprMayJunJulAugSepOctNovDec", 12);
    if (!take(in, ' ') || !take_number(in, 4, &p.year) || !take(in, ' ') || !take_time(in, &p) ||
        !take(in, ' ') || !take(in, 'G') || !take(in, 'M') || !take(in, 'T'))
        return false;
    *ticks = join_ticks(&p);
    return in->at == in->text.length && *ticks >= 0;
}

static nano_status to_date_time(nano_call *c) {
    nano_vm *vm = c->vm;
    bool *success = nano__byref(c, 2);
    uint8_t *result = nano__byref(c, 4);
    int64_t ticks = 0;
    if (!ARG(c, 0)) return nano__raise(c, EXC_ARGUMENT_NULL);
    if (!success || !result) return lib_null(c);
    cursor in = {nano__text_of(vm, ARG(c, 0)), 0};
    *success = take_iso(&in, &ticks);
    in.at = 0;
    if (!*success) *success = take_rfc1123(&in, &ticks);
    if (!*success && ARG(c, 1)) return nano__raise(c, EXC_FORMAT);
    lib_store64(result + c->fields[0], *success ? (int64_t)((uint64_t)ticks | UTC_FLAG) : 0);
    return NANO_OK;
}

/* -- System.TimeSpan ------------------------------------------------------------------------------ */

/* Sum of days, hours, minutes, seconds, milliseconds; false if it does not fit. */
static nano_status span_new(nano_call *c, const int32_t *values) {
    static const int64_t units[] = {TICKS_DAY, TICKS_HOUR, TICKS_MINUTE, TICKS_SECOND, TICKS_MS};
    uint8_t *self = nano__byref(c, 0);
    int64_t total = 0;
    if (!self) return lib_null(c);
    for (int i = 0; i < 5; i++) {
        int64_t part;
        if (__builtin_mul_overflow((int64_t)values[i], units[i], &part) ||
            __builtin_add_overflow(total, part, &total))
            return lib_out_of_range(c);
    }
    lib_store64(self + c->fields[0], total);
    return NANO_OK;
}

static nano_status span_new_hours(nano_call *c) {
    return span_new(c, (const int32_t[]){0, ARG_I32(c, 2), ARG_I32(c, 3), ARG_I32(c, 4), 0});
}
static nano_status span_new_days(nano_call *c) {
    return span_new(c, (const int32_t[]){ARG_I32(c, 2), ARG_I32(c, 3), ARG_I32(c, 4), ARG_I32(c, 5), 0});
}
static nano_status span_new_milliseconds(nano_call *c) {
    return span_new(
        c, (const int32_t[]){ARG_I32(c, 2), ARG_I32(c, 3), ARG_I32(c, 4), ARG_I32(c, 5), ARG_I32(c, 6)});
}

static nano_status return_order(nano_call *c, int64_t a, int64_t b) {
    return lib_return_i32(c, a < b ? -1 : a > b);
}

/* A boxed TimeSpan in argument word 2. */
static bool span_argument(const nano_call *c, int64_t *ticks) {
    const nref other = ARG(c, 2);
    if (!other || OBJ_TYPE(c->vm, other) != CORE(c->vm)->known[WK_TIMESPAN]) return false;
    *ticks = lib_load64(AT(c->vm, other + 4 + c->fields[0], uint8_t));
    return true;
}

static nano_status span_equals(nano_call *c) {
    const uint8_t *self = nano__byref(c, 0);
    int64_t other;
    if (!self) return lib_null(c);
    return lib_return_bool(c, span_argument(c, &other) && lib_load64(self + c->fields[0]) == other);
}

static nano_status span_compare_to(nano_call *c) {
    const uint8_t *self = nano__byref(c, 0);
    int64_t other;
    if (!self) return lib_null(c);
    if (!ARG(c, 2)) return lib_return_i32(c, 1);
    if (!span_argument(c, &other)) return nano__raise(c, EXC_ARGUMENT);
    return return_order(c, lib_load64(self + c->fields[0]), other);
}

static nano_status span_compare(nano_call *c) {
    return return_order(c, nano__arg64(c, 0), nano__arg64(c, 2));
}
static nano_status span_equal(nano_call *c) {
    return lib_return_bool(c, nano__arg64(c, 0) == nano__arg64(c, 2));
}

static char *put_digits(char *to, uint32_t value, int digits) {
    uint32_t divisor = 1;
    for (int i = 1; i < digits; i++) divisor *= 10;
    for (; divisor; divisor /= 10) *to++ = (char)('0' + value / divisor % 10);
    return to;
}

/* [-][d.]hh:mm:ss[.fffffff] */
static nano_status span_to_string(nano_call *c) {
    const uint8_t *self = nano__byref(c, 0);
    char text[40], *to = text;
    if (!self) return lib_null(c);
    const int64_t ticks = lib_load64(self + c->fields[0]);
    const uint64_t size = ticks < 0 ? 0 - (uint64_t)ticks : (uint64_t)ticks;
    const uint32_t days = (uint32_t)(size / TICKS_DAY), fraction = (uint32_t)(size % TICKS_SECOND);
    if (ticks < 0) *to++ = '-';
    if (days) {
        int digits = 1;
        for (uint32_t rest = days / 10; rest; rest /= 10) digits++;
        to = put_digits(to, days, digits);
        *to++ = '.';
    }
    to = put_digits(to, (uint32_t)(size / TICKS_HOUR % 24), 2);
    *to++ = ':';
    to = put_digits(to, (uint32_t)(size / TICKS_MINUTE % 60), 2);
    *to++ = ':';
    to = put_digits(to, (uint32_t)(size / TICKS_SECOND % 60), 2);
    if (fraction) {
        *to++ = '.';
        to = put_digits(to, fraction, 7);
    }
    return nano__return_new(c, nano__new_string(c->vm, text, (uint32_t)(to - text)));
}

#define DATETIME_NATIVES(CLASS, NATIVE)                                                                      \
    CLASS("DateTime", "& _ticks:U8")                                                                         \
    NATIVE("_ctor:viiiiiii", date_time_new)                                                                  \
    NATIVE("GetDateTimePart:i{SystemDateTimeDateTimePart}", date_time_part)                                  \
    CLASS("DateTime", "")                                                                                    \
    NATIVE("DaysInMonth.iii", days_in_month)                                                                 \
    NATIVE("GetUtcNowAsTicks.l", utc_now)                                                                    \
    NATIVE("GetTodayAsTicks.l", today)                                                                       \
    CLASS("Convert", "System_DateTime._ticks:U8")                                                            \
    NATIVE("NativeToDateTime.vsz&z&{SystemDateTime}", to_date_time)                                          \
    CLASS("TimeSpan", "& _ticks:I8")                                                                         \
    NATIVE("_ctor:viii", span_new_hours)                                                                     \
    NATIVE(":viiii", span_new_days)                                                                          \
    NATIVE(":viiiii", span_new_milliseconds)                                                                 \
    NATIVE("Equals:zo", span_equals)                                                                         \
    NATIVE("ToString:s", span_to_string)                                                                     \
    NATIVE("CompareTo:io", span_compare_to)                                                                  \
    NATIVE("Compare.iSS", span_compare)                                                                      \
    NATIVE("Equals.zSS", span_equal)
NATIVE_TABLE(datetime, "mscorlib|System_", DATETIME_NATIVES);
