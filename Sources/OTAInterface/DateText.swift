// Dates as text (ISO 8601, UTC): in log lines and in the `se` of a blob token. Proleptic Gregorian calendar.

/// Seconds since 1970-01-01 UTC as `2026-11-24T00:09:28Z`; the number itself outside of the years 0 to 9999.
public func isoDate(_ unixSeconds: Int64) -> Bytes {
  var text: Bytes = []
  guard unixSeconds >= -62_167_219_200, unixSeconds < 253_402_300_800 else {
    text.append(decimal: unixSeconds)
    return text
  }
  // Days since 0000-03-01 make the leap day the last of its year.
  let seconds = unixSeconds + 62_162_035_200 + 146_097 * 86_400
  let days = seconds / 86_400
  let era = days / 146_097
  let dayOfEra = days % 146_097
  let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let shiftedMonth = (5 * dayOfYear + 2) / 153
  let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
  let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  let year = (era - 1) * 400 + yearOfEra + (month <= 2 ? 1 : 0)
  let time = seconds % 86_400
  appendDigits(year, 4, to: &text)
  for (separator, value) in [
    (0x2D, month), (0x2D, day), (0x54, time / 3_600), (0x3A, time / 60 % 60), (0x3A, time % 60),
  ] {
    text.append(UInt8(separator))
    appendDigits(value, 2, to: &text)
  }
  text.append(0x5A)
  return text
}

private func appendDigits(_ value: Int64, _ count: Int, to text: inout Bytes) {
  var divisor: Int64 = 1
  for _ in 1..<count { divisor *= 10 }
  while divisor > 0 {
    text.append(UInt8(0x30 + value / divisor % 10))
    divisor /= 10
  }
}

/// The seconds since 1970-01-01 UTC of `YYYY-MM-DD`, `YYYY-MM-DDThh:mmZ` or `YYYY-MM-DDThh:mm:ssZ`, the forms that a
/// blob token may use, the last one with up to seven digits of a fraction, which is dropped; nil for anything else.
public func parseISODate(_ given: Bytes) -> Int64? {
  let text = withoutFraction(given)
  let pattern = Bytes("0000-00-00T00:00:00Z")
  let form: Bytes
  switch text.count {
  case 10: form = Bytes(pattern[..<10])
  case 17: form = Bytes("0000-00-00T00:00Z")
  case 20: form = pattern
  default: return nil
  }
  for index in form.indices {
    let isDigit = text[index] >= 0x30 && text[index] <= 0x39
    guard form[index] == 0x30 ? isDigit : text[index] == form[index] else { return nil }
  }
  func number(_ range: Range<Int>) -> Int64 { range.upperBound <= text.count ? text[range].decimalValue ?? 0 : 0 }
  let year = number(0..<4)
  let month = number(5..<7)
  let day = number(8..<10)
  let hour = text.count > 10 ? number(11..<13) : 0
  let minute = text.count > 10 ? number(14..<16) : 0
  let second = text.count > 17 ? number(17..<19) : 0
  guard (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 61 else { return nil }
  let shiftedYear = month <= 2 ? year - 1 : year
  let era = (shiftedYear + 400) / 400 - 1
  let yearOfEra = shiftedYear - era * 400
  let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
  let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  return days * 86_400 + hour * 3_600 + minute * 60 + second
}

/// `YYYY-MM-DDThh:mm:ss.fffffffZ` without its fraction; anything else as it is.
private func withoutFraction(_ text: Bytes) -> Bytes {
  guard (22...28).contains(text.count), text[19] == 0x2E, text.last == 0x5A else { return text }
  for digit in text[20...].dropLast() where digit < 0x30 || digit > 0x39 { return text }
  return Bytes(text[..<19]) + [0x5A]
}

/// When a blob token (a SAS query string, B-06) ends: its `se`; nil if it has none that can be read.
public func blobTokenExpiry(_ token: Bytes) -> Int64? {
  for part in token[...].parts(separatedBy: 0x26) where part.begins(with: "se=") {
    return percentDecode(part.dropFirst(3)).flatMap { parseISODate($0) }
  }
  return nil
}
