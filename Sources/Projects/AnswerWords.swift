import Linux

/// Lists of words as bytes: of each list how many it has, then each, all with a zero byte behind it.
///
/// A form that is read in no time, unlike JSON, whose types are made while the program runs.
struct AnswerWords {
    private var words: [String] = []
    private var next = 0

    init() {}

    /// Takes apart what ``bytes`` gave; nil for what has no end.
    init?(of bytes: [UInt8]) {
        guard bytes.last == 0 else { return nil }
        var word: [UInt8] = []
        for byte in bytes {
            if byte == 0 {
                words.append(word.text)
                word.removeAll(keepingCapacity: true)
            } else {
                word.append(byte)
            }
        }
    }

    mutating func add(_ list: [String]) {
        words.append("\(list.count)")
        words += list
    }

    /// The next list; nil when there is none, or not all of it.
    mutating func list() -> [String]? {
        guard next < words.count, let count = Int(words[next]), count >= 0,
            count < words.count - next
        else { return nil }
        let start = next + 1
        next = start + count
        var list: [String] = []
        for index in start..<next { list.append(words[index]) }
        return list
    }

    var isAtEnd: Bool { next == words.count }

    /// Nil when a word cannot be told from two.
    var bytes: [UInt8]? {
        var bytes: [UInt8] = []
        for word in words {
            if word.utf8.contains(0) { return nil }
            bytes += word.utf8
            bytes.append(0)
        }
        return bytes
    }
}
