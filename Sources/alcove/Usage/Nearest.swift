/// The word that was most likely meant; nil when none is near.
func nearest(to word: String, of words: [String]) -> String? {
    words.map { (word: $0, distance: distance(word, $0)) }
        .filter { $0.distance <= max(1, word.count / 3) }
        .min { $0.distance < $1.distance }?.word
}

/// How many letters must be added, taken out, changed, or swapped with the next one to make one word
/// the other.
private func distance(_ one: String, _ other: String) -> Int {
    let one = Array(one)
    let other = Array(other)
    var rows = [Array(0...other.count)]
    for (index, letter) in one.enumerated() {
        let last = rows[index]
        var next = [index + 1]
        for (place, expected) in other.enumerated() {
            let change = last[place] + (letter == expected ? 0 : 1)
            var best = min(change, last[place + 1] + 1, next[place] + 1)
            let isSwap =
                index > 0 && place > 0 && letter == other[place - 1] && one[index - 1] == expected
            if isSwap { best = min(best, rows[index - 1][place - 1] + 1) }
            next.append(best)
        }
        rows.append(next)
    }
    return rows[one.count][other.count]
}
