/* lib_math.c - natives of System.Math: what is exact is computed here, the rest are calls of the host's libm.
 */
#include "lib.h"

#define ALL_INTEGER 0x1p52 /* doubles from here on have no fraction */

static double truncated(double x) {
    if (!(__builtin_fabs(x) < ALL_INTEGER)) return x;
    return __builtin_copysign((double)(int64_t)x, x);
}

static double floored(double x) {
    const double whole = truncated(x);
    return whole > x ? whole - 1 : whole;
}

static double raised(double x) {
    const double whole = truncated(x);
    return whole < x ? __builtin_copysign(whole + 1, x) : whole;
}

/* To the nearest, ties to even. */
static double rounded(double x) {
    const double whole = truncated(x), rest = __builtin_fabs(x - whole);
    if (!(rest >= 0.5) || (rest == 0.5 && (int64_t)whole % 2 == 0)) return whole;
    return __builtin_copysign(__builtin_fabs(whole) + 1, x);
}

static nano_status exact(nano_call *c, double (*function)(double)) {
    nano__ret_f64(c, function(nano__arg_f64(c, 0)));
    return NANO_OK;
}

static nano_status math_truncate(nano_call *c) { return exact(c, truncated); }
static nano_status math_floor(nano_call *c) { return exact(c, floored); }
static nano_status math_ceiling(nano_call *c) { return exact(c, raised); }
static nano_status math_round(nano_call *c) { return exact(c, rounded); }

static nano_status math_abs(nano_call *c) {
    nano__ret_f64(c, __builtin_fabs(nano__arg_f64(c, 0)));
    return NANO_OK;
}

static nano_status math_abs_single(nano_call *c) {
    nano__ret_f32(c, __builtin_fabsf(nano__arg_f32(c, 0)));
    return NANO_OK;
}

static nano_status math_sign(nano_call *c) {
    const double x = nano__arg_f64(c, 0);
    if (x != x) return nano__throw(c->vm, EXC_ARITHMETIC, NULL);
    return lib_return_i32(c, x < 0 ? -1 : x > 0);
}

/* NaN wins; of two zeros the positive one is the larger (IEEE 754-2019 maximum). */
static double larger(double a, double b) {
    if (a != a || b != b) return __builtin_nan("");
    if (a == b) return __builtin_signbit(a) ? b : a;
    return a > b ? a : b;
}

static nano_status math_max(nano_call *c) {
    nano__ret_f64(c, larger(nano__arg_f64(c, 0), nano__arg_f64(c, 2)));
    return NANO_OK;
}
static nano_status math_min(nano_call *c) {
    nano__ret_f64(c, -larger(-nano__arg_f64(c, 0), -nano__arg_f64(c, 2)));
    return NANO_OK;
}
static nano_status math_max_single(nano_call *c) {
    nano__ret_f32(c, (float)larger(nano__arg_f32(c, 0), nano__arg_f32(c, 1)));
    return NANO_OK;
}
static nano_status math_min_single(nano_call *c) {
    nano__ret_f32(c, (float)-larger(-nano__arg_f32(c, 0), -nano__arg_f32(c, 1)));
    return NANO_OK;
}

/* A function of the host with one or two arguments. */
static nano_status from_host(nano_call *c, nano_math function, bool two) {
    const nano_host *host = HOST(c->vm);
    if (!host || !host->math)
        return nano__throw(c->vm, EXC_NOT_SUPPORTED, "the board has no floating point library");
    nano__ret_f64(c, host->math(host->context, function, nano__arg_f64(c, 0), two ? nano__arg_f64(c, 2) : 0));
    return NANO_OK;
}

/* clang-format off */
#define HOST_MATH(HOST_1, HOST_2) \
    HOST_1(acos, Acos, ACOS) HOST_1(asin, Asin, ASIN) HOST_1(atan, Atan, ATAN) HOST_2(atan2, Atan2, ATAN2) \
    HOST_1(cbrt, Cbrt, CBRT) HOST_1(cos, Cos, COS) HOST_1(cosh, Cosh, COSH) HOST_1(exp, Exp, EXP) \
    HOST_2(remainder, IEEERemainder, REMAINDER) HOST_1(log, Log, LOG) HOST_1(log10, Log10, LOG10) \
    HOST_2(pow, Pow, POW) HOST_1(sin, Sin, SIN) HOST_1(sinh, Sinh, SINH) HOST_1(sqrt, Sqrt, SQRT) \
    HOST_1(tan, Tan, TAN) HOST_1(tanh, Tanh, TANH)
/* clang-format on */
#define DEFINE_1(name, managed, id)                                                                          \
    static nano_status math_##name(nano_call *c) { return from_host(c, NANO_MATH_##id, false); }
#define DEFINE_2(name, managed, id)                                                                          \
    static nano_status math_##name(nano_call *c) { return from_host(c, NANO_MATH_##id, true); }
HOST_MATH(DEFINE_1, DEFINE_2)

#define MATH(key, function)                                                                                  \
    { "System.Math|System_Math|" key, function, NULL }
#define ROW_1(name, managed, id) MATH(#managed "___STATIC__R8__R8", math_##name),
#define ROW_2(name, managed, id) MATH(#managed "___STATIC__R8__R8__R8", math_##name),
const nano_native nano__math_natives[] = {
    HOST_MATH(ROW_1, ROW_2) MATH("Abs___STATIC__R8__R8", math_abs),
    MATH("Abs___STATIC__R4__R4", math_abs_single),
    MATH("Ceiling___STATIC__R8__R8", math_ceiling),
    MATH("Floor___STATIC__R8__R8", math_floor),
    MATH("Round___STATIC__R8__R8", math_round),
    MATH("Truncate___STATIC__R8__R8", math_truncate),
    MATH("Sign___STATIC__I4__R8", math_sign),
    MATH("Max___STATIC__R8__R8__R8", math_max),
    MATH("Max___STATIC__R4__R4__R4", math_max_single),
    MATH("Min___STATIC__R8__R8__R8", math_min),
    MATH("Min___STATIC__R4__R4__R4", math_min_single),
};
NATIVE_COUNT(math);
