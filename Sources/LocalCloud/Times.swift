// Times of HTTP headers, in seconds since 1970-01-01 UTC.

import Foundation

/// `Mon, 23 Nov 2026 09:07:11 GMT` (RFC 9110, section 5.6.7)
func httpTime(_ seconds: Int64) -> String {
  var time = time_t(seconds)
  var parts = tm()
  gmtime_r(&time, &parts)
  var text = [CChar](repeating: 0, count: 64)
  let count = strftime(&text, text.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
  return String(decoding: text[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

func parseHTTPTime(_ text: String) -> Int64? {
  guard let match = text.wholeMatch(of: /\w{3}, (\d{2}) (\w{3}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT/) else {
    return nil
  }
  let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
  guard let month = months.firstIndex(of: String(match.2)) else { return nil }
  func number(_ part: Substring) -> Int { Int(part) ?? 0 }
  return utcTime(
    year: number(match.3), month: month + 1, day: number(match.1), hour: number(match.4), minute: number(match.5),
    second: number(match.6))
}

/// nil if the numbers are no date or time of day.
private func utcTime(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) -> Int64? {
  guard (1...12).contains(month), (1...31).contains(day), (0...23).contains(hour), (0...59).contains(minute),
    (0...60).contains(second)
  else { return nil }
  var parts = tm()
  parts.tm_year = Int32(year - 1_900)
  parts.tm_mon = Int32(month - 1)
  parts.tm_mday = Int32(day)
  parts.tm_hour = Int32(hour)
  parts.tm_min = Int32(minute)
  parts.tm_sec = Int32(second)
  return Int64(timegm(&parts))
}
