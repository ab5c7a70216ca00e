/// One message on the socket between the host and an agent: a kind, and its payload.
///
/// On the wire: the payload's length (`u32`), the kind (`u16`), the payload; little-endian.
package struct Frame: Equatable, Sendable {
    package var kind: UInt16
    package var payload: [UInt8]

    package init(kind: UInt16, payload: [UInt8]) {
        self.kind = kind
        self.payload = payload
    }

    /// The most that a payload may hold: environments of some megabytes pass, nonsense does not.
    package static let largestPayload = 4 << 20
    /// Bytes before the payload.
    package static let headSize = 6

    /// The frame as it is sent.
    package var bytes: [UInt8] {
        var writer = WireWriter()
        writer.write(UInt32(payload.count))
        writer.write(kind)
        return writer.bytes + payload
    }
}

/// Takes bytes as they arrive and gives whole frames.
package struct FrameBuffer: Sendable {
    private var bytes: [UInt8] = []

    package init() {}

    /// Bytes that are no whole frame yet.
    package var count: Int { bytes.count }

    /// Adds what was read.
    package mutating func append(_ more: some Sequence<UInt8>) {
        bytes.append(contentsOf: more)
    }

    /// Takes out the next whole frame; nil when more bytes are needed.
    ///
    /// - Throws: ``WireError/tooLarge`` when the head announces more than a frame may hold; the
    ///   connection is then of no further use.
    package mutating func next() throws(WireError) -> Frame? {
        guard bytes.count >= Frame.headSize else { return nil }
        var head = WireReader(bytes[..<Frame.headSize])
        let length = Int(try head.u32())
        let kind = try head.u16()
        guard length <= Frame.largestPayload else { throw .tooLarge }
        let end = Frame.headSize + length
        guard bytes.count >= end else { return nil }
        let frame = Frame(kind: kind, payload: Array(bytes[Frame.headSize..<end]))
        bytes.removeFirst(end)
        return frame
    }
}
