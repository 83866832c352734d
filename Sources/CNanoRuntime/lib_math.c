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
    return nano__ret_f64(c, function(nano__arg_f64(c, 0)));
}

static nano_status math_truncate(nano_call *c) { return exact(c, truncated); }
static nano_status math_floor(nano_call *c) { return exact(c, floored); }
static nano_status math_ceiling(nano_call *c) { return exact(c, raised); }
static nano_status math_round(nano_call *c) { return exact(c, rounded); }

static nano_status math_abs(nano_call *c) { return nano__ret_f64(c, __builtin_fabs(nano__arg_f64(c, 0))); }

static nano_status math_abs_single(nano_call *c) {
    return nano__ret_f32(c, __builtin_fabsf(nano__arg_f32(c, 0)));
}

static nano_status math_sign(nano_call *c) {
    const double x = nano__arg_f64(c, 0);
    if (x != x) return nano__raise(EXC_ARITHMETIC);
    return lib_return_i32(c, x < 0 ? -1 : x > 0);
}

/* NaN wins; of two zeros the positive one is the larger (IEEE 754-2019 maximum). */
static double larger(double a, double b) {
    if (a != a || b != b) return __builtin_nan("");
    if (a == b) return __builtin_signbit(a) ? b : a;
    return a > b ? a : b;
}

static nano_status math_max(nano_call *c) {
    return nano__ret_f64(c, larger(nano__arg_f64(c, 0), nano__arg_f64(c, 2)));
}
static nano_status math_min(nano_call *c) {
    return nano__ret_f64(c, -larger(-nano__arg_f64(c, 0), -nano__arg_f64(c, 2)));
}
static nano_status math_max_single(nano_call *c) {
    return nano__ret_f32(c, (float)larger(nano__arg_f32(c, 0), nano__arg_f32(c, 1)));
}
static nano_status math_min_single(nano_call *c) {
    return nano__ret_f32(c, (float)-larger(-nano__arg_f32(c, 0), -nano__arg_f32(c, 1)));
}

/* A function of the host with one or two arguments. */
static nano_status from_host(nano_call *c, nano_math function, bool two) {
    const nano_host *host = HOST(c->vm);
    if (!host || !host->math) return nano__raise_text(EXC_NOT_SUPPORTED, TEXT_NO_FLOATING_POINT);
    return nano__ret_f64(
        c, host->math(host->context, function, nano__arg_f64(c, 0), two ? nano__arg_f64(c, 2) : 0));
}

/* clang-format off */
#define HOST_MATH(HOST) \
    HOST(acos, ACOS, false) HOST(asin, ASIN, false) HOST(atan, ATAN, false) HOST(atan2, ATAN2, true) \
    HOST(cbrt, CBRT, false) HOST(cos, COS, false) HOST(cosh, COSH, false) HOST(exp, EXP, false) \
    HOST(remainder, REMAINDER, true) HOST(log, LOG, false) HOST(log10, LOG10, false) HOST(pow, POW, true) \
    HOST(sin, SIN, false) HOST(sinh, SINH, false) HOST(sqrt, SQRT, false) HOST(tan, TAN, false) \
    HOST(tanh, TANH, false)
/* clang-format on */
#define DEFINE_MATH(name, id, two)                                                                           \
    static nano_status math_##name(nano_call *c) { return from_host(c, NANO_MATH_##id, two); }
HOST_MATH(DEFINE_MATH)

#define MATH_NATIVES(CLASS, NATIVE)                                                                          \
    CLASS("Math", "")                                                                                        \
    NATIVE("Acos.dd", math_acos)                                                                             \
    NATIVE("Asin.dd", math_asin)                                                                             \
    NATIVE("Atan.dd", math_atan)                                                                             \
    NATIVE("Atan2.ddd", math_atan2)                                                                          \
    NATIVE("Cbrt.dd", math_cbrt)                                                                             \
    NATIVE("Cos.dd", math_cos)                                                                               \
    NATIVE("Cosh.dd", math_cosh)                                                                             \
    NATIVE("Exp.dd", math_exp)                                                                               \
    NATIVE("IEEERemainder.ddd", math_remainder)                                                              \
    NATIVE("Log.dd", math_log)                                                                               \
    NATIVE("Log10.dd", math_log10)                                                                           \
    NATIVE("Pow.ddd", math_pow)                                                                              \
    NATIVE("Sin.dd", math_sin)                                                                               \
    NATIVE("Sinh.dd", math_sinh)                                                                             \
    NATIVE("Sqrt.dd", math_sqrt)                                                                             \
    NATIVE("Tan.dd", math_tan)                                                                               \
    NATIVE("Tanh.dd", math_tanh)                                                                             \
    NATIVE("Abs.dd", math_abs)                                                                               \
    NATIVE(".ff", math_abs_single)                                                                           \
    NATIVE("Ceiling.dd", math_ceiling)                                                                       \
    NATIVE("Floor.dd", math_floor)                                                                           \
    NATIVE("Round.dd", math_round)                                                                           \
    NATIVE("Truncate.dd", math_truncate)                                                                     \
    NATIVE("Sign.id", math_sign)                                                                             \
    NATIVE("Max.ddd", math_max)                                                                              \
    NATIVE(".fff", math_max_single)                                                                          \
    NATIVE("Min.ddd", math_min)                                                                              \
    NATIVE(".fff", math_min_single)
NATIVE_TABLE(math, "System.Math|System_", MATH_NATIVES);
