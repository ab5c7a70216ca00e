extension String {
    /// As much of the text as fits that many columns of a terminal, without what would move its
    /// cursor.
    func shown(inColumns columns: Int) -> String {
        var left = columns
        var shown = ""
        for character in self where !character.isControl {
            left -= character.columns
            if left < 0 { break }
            shown.append(character)
        }
        return shown
    }

    /// How many columns of a terminal the text takes.
    var columns: Int {
        // Most text is plain, and lists have much of it.
        if utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) { return utf8.count }
        return reduce(0) { $0 + $1.columns }
    }
}

extension Character {
    fileprivate var isControl: Bool {
        unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    /// Two for what East Asian fonts and pictures show wide, one for other letters.
    fileprivate var columns: Int {
        guard let first = unicodeScalars.first else { return 0 }
        if [.nonspacingMark, .enclosingMark, .format].contains(first.properties.generalCategory) {
            return 0
        }
        return Self.wide.contains { $0.contains(first.value) } ? 2 : 1
    }

    /// The blocks of Unicode's East_Asian_Width that are wide.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xa960...0xa97f, 0xac00...0xd7a3,
        0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1f64f,
        0x1f680...0x1f6ff, 0x1f900...0x1faff, 0x20000...0x3fffd,
    ]
}
