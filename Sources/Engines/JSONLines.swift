/// Takes apart a stream of JSON values, one to a line, in whatever pieces it arrives.
struct JSONLines {
    private var pending: [UInt8] = []

    /// The lines that end in this chunk, without their ends; empty ones are left out.
    mutating func take(_ chunk: [UInt8]) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for byte in chunk {
            if byte == UInt8(ascii: "\n") {
                addPending(to: &lines)
            } else {
                pending.append(byte)
            }
        }
        return lines
    }

    /// The last line, when no line end follows it.
    mutating func finish() -> [[UInt8]] {
        var lines: [[UInt8]] = []
        addPending(to: &lines)
        return lines
    }

    private mutating func addPending(to lines: inout [[UInt8]]) {
        if pending.last == UInt8(ascii: "\r") { pending.removeLast() }
        if !pending.isEmpty { lines.append(pending) }
        pending.removeAll(keepingCapacity: true)
    }
}
