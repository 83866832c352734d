// The transcendental functions of System.Math: libm's where the platform has it as a Swift module. Elsewhere the table
// stays without them and the functions throw NotSupportedException.

import CNanoRuntime

#if canImport(Glibc)
  import Glibc

  /// Fills in the `math` member of the host table.
  func installMath(_ table: inout nano_host) {
    table.math = { _, function, x, y in
      switch function {
      case NANO_MATH_ACOS: acos(x)
      case NANO_MATH_ASIN: asin(x)
      case NANO_MATH_ATAN: atan(x)
      case NANO_MATH_ATAN2: atan2(x, y)
      case NANO_MATH_CBRT: cbrt(x)
      case NANO_MATH_COS: cos(x)
      case NANO_MATH_COSH: cosh(x)
      case NANO_MATH_EXP: exp(x)
      case NANO_MATH_LOG: log(x)
      case NANO_MATH_LOG10: log10(x)
      case NANO_MATH_POW: pow(x, y)
      case NANO_MATH_SIN: sin(x)
      case NANO_MATH_SINH: sinh(x)
      case NANO_MATH_TAN: tan(x)
      case NANO_MATH_TANH: tanh(x)
      case NANO_MATH_FMOD: fmod(x, y)
      case NANO_MATH_SQRT: sqrt(x)
      case NANO_MATH_REMAINDER: remainder(x, y)
      default: Double.nan
      }
    }
  }
#else
  /// No libm: `math` stays NULL.
  func installMath(_ table: inout nano_host) {}
#endif
