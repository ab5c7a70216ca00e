/// Takes apart the frames that engines put output and error into, in whatever pieces they arrive.
struct LogFrames {
    private var pending: [UInt8] = []

    /// A stretch of one of the two streams.
    struct Piece: Equatable {
        let stream: LogStream
        var bytes: [UInt8]
    }

    /// The whole frames that are there with this chunk; nil when it holds no frames at all.
    mutating func take(_ chunk: [UInt8]) -> [Piece]? {
        pending += chunk
        var pieces: [Piece] = []
        var start = 0
        while pending.count - start >= 8 {
            let head = pending[start..<start + 8]
            guard head[start] <= 2, head[start + 1...start + 3].allSatisfy({ $0 == 0 }) else {
                return nil
            }
            let count = head[(start + 4)...].reduce(0) { $0 << 8 | Int($1) }
            guard pending.count - start - 8 >= count else { break }
            let stream: LogStream = head[start] == 2 ? .error : .output
            let bytes = pending[start + 8..<start + 8 + count]
            if pieces.last?.stream == stream {
                pieces[pieces.count - 1].bytes += bytes
            } else {
                pieces.append(Piece(stream: stream, bytes: Array(bytes)))
            }
            start += 8 + count
        }
        pending.removeFirst(start)
        return pieces
    }
}
