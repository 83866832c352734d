/* lib_datetime.c - natives of System.DateTime, System.TimeSpan and the DateTime text of System.Convert.
 *
 * DateTime._ticks: bit 63 set (UTC), bits 0..62 = 100 ns since 1601-01-01. Public ticks count from
 * 0001-01-01. The calendar is the proleptic Gregorian one. */
#include "lib.h"
#include "threading.h"

#define TICKS_MS 10000
#define TICKS_SECOND (1000 * TICKS_MS)
#define TICKS_DAY (MS_DAY * (int64_t)TICKS_MS)
#define ORIGIN_TICKS 504911232000000000ll /* 1601-01-01 */
#define LAST_TICKS 946708127999999999ll   /* 3000-12-31, the last 100 ns */
#define UTC_FLAG (1ull << 63)
enum {
    MS_SECOND = 1000,
    MS_MINUTE = 60 * MS_SECOND,
    MS_HOUR = 60 * MS_MINUTE,
    MS_DAY = 24 * MS_HOUR,
    SECONDS_DAY = MS_DAY / MS_SECOND,
    FIRST_YEAR = 1601,
    LAST_YEAR = 3000,
    DAYS_400 = 146097,
    DAYS_100 = 36524,
    DAYS_4 = 1461,
    DAYS_1 = 365
};

static const uint16_t days_before[2][13] = {{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365},
                                            {0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366}};

static bool is_leap(uint32_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

/* Parts of a moment in the order of System.DateTime.DateTimePart; a day of the week counts from Sunday. */
enum { YEAR, MONTH, DAY, WEEK_DAY, YEAR_DAY, HOUR, MINUTE, SECOND, MILLISECOND, PARTS };

/* `ticks` since 1601-01-01, a Monday. */
static void split_ticks(uint64_t ticks, uint32_t *parts) {
    uint32_t days = (uint32_t)(ticks / TICKS_DAY);
    const uint32_t ms = (uint32_t)(ticks % TICKS_DAY / TICKS_MS);
    parts[WEEK_DAY] = (days + 1) % 7;
    uint32_t year = FIRST_YEAR + days / DAYS_400 * 400;
    days %= DAYS_400;
    uint32_t centuries = days / DAYS_100;
    if (centuries == 4) centuries = 3;
    days -= centuries * DAYS_100;
    year += centuries * 100 + days / DAYS_4 * 4;
    days %= DAYS_4;
    uint32_t years = days / DAYS_1;
    if (years == 4) years = 3;
    year += years;
    days -= years * DAYS_1;
    parts[YEAR] = year;
    parts[YEAR_DAY] = days + 1;
    const uint16_t *before = days_before[is_leap(year)];
    uint32_t month = 1;
    while (before[month] <= days) month++;
    parts[MONTH] = month;
    parts[DAY] = days - before[month - 1] + 1;
    parts[HOUR] = ms / MS_HOUR;
    parts[MINUTE] = ms / MS_MINUTE % 60;
    parts[SECOND] = ms / MS_SECOND % 60;
    parts[MILLISECOND] = ms % MS_SECOND;
}

/* Ticks since 1601-01-01; -1 if a part is out of range. */
static int64_t join_ticks(const uint32_t *parts) {
    const uint32_t years = parts[YEAR] - FIRST_YEAR, month = parts[MONTH] - 1, day = parts[DAY] - 1;
    if (years > LAST_YEAR - FIRST_YEAR || month >= 12) return -1;
    const uint16_t *before = days_before[is_leap(parts[YEAR])] + month;
    if (day >= (uint32_t)before[1] - before[0] || parts[HOUR] >= 24 || parts[MINUTE] >= 60 ||
        parts[SECOND] >= 60 || parts[MILLISECOND] >= MS_SECOND)
        return -1;
    const uint32_t days = years * 365 + years / 4 - years / 100 + years / 400 + before[0] + day,
                   ms = parts[HOUR] * MS_HOUR + parts[MINUTE] * MS_MINUTE + parts[SECOND] * MS_SECOND +
                        parts[MILLISECOND];
    return ((int64_t)days * MS_DAY + ms) * TICKS_MS;
}

int64_t nano__date_ticks(uint32_t year, uint32_t month, uint32_t day, uint32_t hour, uint32_t minute,
                         uint32_t second) {
    const int64_t ticks = join_ticks((const uint32_t[PARTS]){
        [YEAR] = year, [MONTH] = month, [DAY] = day, [HOUR] = hour, [MINUTE] = minute, [SECOND] = second});
    return ticks < 0 ? -1 : ticks + ORIGIN_TICKS;
}

/* -- System.DateTime ------------------------------------------------------------------------------ */

static nano_status date_time_new(nano_call *c) {
    uint8_t *self = nano__byref(c, 0);
    uint32_t parts[PARTS];
    for (uint32_t i = 0; i < DAY + 1; i++) parts[i] = ARG(c, 2 + i);
    for (uint32_t i = HOUR; i < PARTS; i++) parts[i] = ARG(c, 5 + i - HOUR);
    const int64_t ticks = join_ticks(parts);
    if (!self) return lib_null();
    if (ticks < 0) return lib_out_of_range();
    lib_store64(self + c->fields[0], (int64_t)((uint64_t)ticks | UTC_FLAG));
    return NANO_OK;
}

/* The field of `this`, a DateTime or a TimeSpan. */
static nano_status own_ticks(const nano_call *c, int64_t *ticks) {
    const uint8_t *self = nano__byref(c, 0);
    if (!self) return lib_null();
    *ticks = lib_load64(self + c->fields[0]);
    return NANO_OK;
}

static nano_status date_time_part(nano_call *c) {
    int64_t own;
    uint32_t parts[PARTS];
    TRY(own_ticks(c, &own));
    const uint64_t ticks = (uint64_t)own & ~UTC_FLAG;
    split_ticks(ticks <= LAST_TICKS - ORIGIN_TICKS ? ticks : LAST_TICKS - ORIGIN_TICKS, parts);
    return ARG(c, 2) < PARTS ? nano__ret32(c, parts[ARG(c, 2)]) : lib_out_of_range();
}

static nano_status days_in_month(nano_call *c) {
    const uint32_t year = ARG(c, 0), month = ARG(c, 1);
    if (year < 1 || year > 9999 || month < 1 || month > 12) return lib_out_of_range();
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

/* A cursor over text; readers return false if the text is something else. */
typedef struct cursor {
    lib_text text;
    uint32_t at;
} cursor;

static bool take(cursor *in, char wanted) {
    if (in->at >= in->text.length || lib_unit(&in->text, in->at) != (uint8_t)wanted) return false;
    in->at++;
    return true;
}

static bool take_number(cursor *in, uint32_t digits, uint32_t *value) {
    if (digits > in->text.length - in->at) return false;
    *value = 0;
    for (uint32_t i = 0; i < digits; i++) {
        const uint32_t digit = (uint32_t)lib_unit(&in->text, in->at + i) - '0';
        if (digit > 9) return false;
        *value = *value * 10 + digit;
    }
    in->at += digits;
    return true;
}

/* The characters of the pattern; a digit stands for a number of so many digits, which goes to `values`. */
static bool take_pattern(cursor *in, const char *pattern, uint32_t *values) {
    for (; *pattern; pattern++) {
        const uint32_t digits = (uint32_t)*pattern - '0';
        if (digits <= 9 ? !take_number(in, digits, values++) : !take(in, *pattern)) return false;
    }
    return true;
}

/* yyyy-MM-dd (T or space) HH:mm:ss [.fffffff] [Z]: the formats o, s, u. */
static bool take_iso(cursor *in, int64_t *ticks) {
    uint32_t parts[PARTS] = {0}, fraction = 0;
    if (!take_pattern(in, "4-2-2", &parts[YEAR])) return false;
    if (in->at < in->text.length &&
        ((!take(in, 'T') && !take(in, ' ')) || !take_pattern(in, "2:2:2", &parts[HOUR])))
        return false;
    if (take(in, '.')) {
        uint32_t unit = TICKS_SECOND, digit;
        if (in->at == in->text.length) return false;
        while (take_number(in, 1, &digit)) {
            unit /= 10;
            fraction += digit * unit;
        }
        if (unit == TICKS_SECOND) return false;
    }
    (void)take(in, 'Z');
    *ticks = join_ticks(parts);
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
    uint32_t parts[PARTS] = {0};
    if (take_name(in, "SunMonTueWedThuFriSat", 7) < 0 || !take_pattern(in, ", 2 ", &parts[DAY])) return false;
    parts[MONTH] = 1 + (uint32_t)take_name(in, "JanFebMarAprMayJunJulAugSepOctNovDec", 12);
    if (!take_pattern(in, " 4 ", &parts[YEAR]) || !take_pattern(in, "2:2:2 GMT", &parts[HOUR])) return false;
    *ticks = join_ticks(parts);
    return in->at == in->text.length && *ticks >= 0;
}

static nano_status to_date_time(nano_call *c) {
    nano_vm *vm = c->vm;
    bool *success = nano__byref(c, 2);
    uint8_t *result = nano__byref(c, 4);
    int64_t ticks = 0;
    if (!ARG(c, 0)) return nano__raise(EXC_ARGUMENT_NULL);
    if (!success || !result) return lib_null();
    cursor in = {nano__text_of(vm, ARG(c, 0)), 0};
    nano__charge(vm, in.text.length * 16);
    *success = take_iso(&in, &ticks);
    in.at = 0;
    if (!*success) *success = take_rfc1123(&in, &ticks);
    if (!*success && ARG(c, 1)) return nano__raise(EXC_FORMAT);
    lib_store64(result + c->fields[0], *success ? (int64_t)((uint64_t)ticks | UTC_FLAG) : 0);
    return NANO_OK;
}

/* -- System.TimeSpan ------------------------------------------------------------------------------ */

/* Out of [days,] hours, minutes, seconds[, milliseconds]. */
static nano_status span_new(nano_call *c) {
    static const int32_t units[] = {MS_DAY, MS_HOUR, MS_MINUTE, MS_SECOND, 1};
    uint8_t *self = nano__byref(c, 0);
    const uint32_t given = nano__arg_words(c) - 2, first = given == 3 ? 1 : 0;
    int64_t total = 0;
    if (!self) return lib_null();
    for (uint32_t i = 0; i < given; i++) total += (int64_t)ARG_I32(c, 2 + i) * units[first + i];
    if (__builtin_mul_overflow(total, (int64_t)TICKS_MS, &total)) return lib_out_of_range();
    lib_store64(self + c->fields[0], total);
    return NANO_OK;
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
    int64_t own, other;
    TRY(own_ticks(c, &own));
    return lib_return_bool(c, span_argument(c, &other) && own == other);
}

static nano_status span_compare_to(nano_call *c) {
    int64_t own, other;
    TRY(own_ticks(c, &own));
    if (!ARG(c, 2)) return lib_return_i32(c, 1);
    if (!span_argument(c, &other)) return nano__raise(EXC_ARGUMENT);
    return return_order(c, own, other);
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
    int64_t ticks;
    char text[40], *to = text;
    TRY(own_ticks(c, &ticks));
    const uint64_t size = ticks < 0 ? 0 - (uint64_t)ticks : (uint64_t)ticks;
    const uint64_t seconds = size / TICKS_SECOND;
    const uint32_t days = (uint32_t)(seconds / SECONDS_DAY), rest = (uint32_t)(seconds % SECONDS_DAY),
                   fraction = (uint32_t)(size % TICKS_SECOND);
    if (ticks < 0) *to++ = '-';
    if (days) {
        int digits = 1;
        for (uint32_t more = days / 10; more; more /= 10) digits++;
        to = put_digits(to, days, digits);
        *to++ = '.';
    }
    to = put_digits(to, rest / 3600, 2);
    *to++ = ':';
    to = put_digits(to, rest / 60 % 60, 2);
    *to++ = ':';
    to = put_digits(to, rest % 60, 2);
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
    NATIVE("_ctor:viii", span_new)                                                                           \
    NATIVE(":viiii", span_new)                                                                               \
    NATIVE(":viiiii", span_new)                                                                              \
    NATIVE("Equals:zo", span_equals)                                                                         \
    NATIVE("ToString:s", span_to_string)                                                                     \
    NATIVE("CompareTo:io", span_compare_to)                                                                  \
    NATIVE("Compare.iSS", span_compare)                                                                      \
    NATIVE("Equals.zSS", span_equal)
NATIVE_TABLE(datetime, "mscorlib|System_", DATETIME_NATIVES);
