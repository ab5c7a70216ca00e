/// A moment as engines write it, `2026-11-21T13:35:09.03+01:00` (RFC 3339), in seconds since 1970.
///
/// Nil is what is no such text, and the year 1, which stands for never.
func seconds(ofTimestamp text: String) -> Int64? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20,
        let year = number(bytes[0..<4]), let month = number(bytes[5..<7]),
        let day = number(bytes[8..<10]), let hour = number(bytes[11..<13]),
        let minute = number(bytes[14..<16]), let second = number(bytes[17..<19]),
        (1...12).contains(month), (1...31).contains(day), year > 1,
        let offset = offset(bytes[19...])
    else {
        return nil
    }
    return days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset
}

private func number(_ digits: ArraySlice<UInt8>) -> Int64? {
    Int64(String(decoding: digits, as: UTF8.self))
}

/// The seconds that a zone is ahead of UTC, from what stands behind the seconds.
private func offset(_ rest: ArraySlice<UInt8>) -> Int64? {
    let fraction = rest.first == UInt8(ascii: ".")
    let zone = fraction ? rest.dropFirst().drop { (48...57).contains($0) } : rest
    if zone.elementsEqual("Z".utf8) { return 0 }
    guard zone.count == 6, let hours = number(zone.dropFirst().prefix(2)),
        let minutes = number(zone.suffix(2))
    else {
        return nil
    }
    let ahead = hours * 3600 + minutes * 60
    return zone.first == UInt8(ascii: "-") ? -ahead : ahead
}

/// Days since 1970 of a date of the Gregorian calendar, whose years begin in March here.
private func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = year / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
}
