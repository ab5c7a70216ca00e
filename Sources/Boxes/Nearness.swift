/// The word that was most likely meant; nil when none is near.
package func nearest(to word: String, among known: [String]) -> String? {
    let limit = max(1, word.count / 3)
    let ranked = known.map { (word: $0, distance: distance(Array(word), Array($0))) }
    return ranked.min { $0.distance < $1.distance }.flatMap {
        $0.distance <= limit ? $0.word : nil
    }
}

/// How many letters to add, take away, change or swap with their neighbour make one of the other.
private func distance(_ one: [Character], _ other: [Character]) -> Int {
    var before: [Int] = []
    var last = Array(0...other.count)
    for (row, letter) in one.enumerated() {
        var next = [row + 1]
        for (column, candidate) in other.enumerated() {
            var cost = min(
                last[column] + (letter == candidate ? 0 : 1),
                last[column + 1] + 1,
                next[column] + 1
            )
            let isSwap =
                row > 0 && column > 0 && letter == other[column - 1]
                && one[row - 1] == candidate
            if isSwap { cost = min(cost, before[column - 1] + 1) }
            next.append(cost)
        }
        before = last
        last = next
    }
    return last[other.count]
}
