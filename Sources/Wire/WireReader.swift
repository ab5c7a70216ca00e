/// Takes values out of bytes that may be anything; never reads past their end.
package struct WireReader {
    private var rest: ArraySlice<UInt8>

    package init(_ bytes: ArraySlice<UInt8>) { rest = bytes }
    package init(_ bytes: [UInt8]) { rest = bytes[...] }

    private mutating func take(_ count: Int) throws(WireError) -> ArraySlice<UInt8> {
        guard count <= rest.count else { throw .truncated }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    private mutating func integer<Value: FixedWidthInteger>(
        _: Value.Type
    ) throws(WireError) -> Value {
        var value: Value = 0
        for byte in try take(Value.bitWidth / 8).reversed() {
            value = value << 8 | Value(truncatingIfNeeded: byte)
        }
        return value
    }

    package mutating func u8() throws(WireError) -> UInt8 {
        guard let byte = rest.popFirst() else { throw .truncated }
        return byte
    }

    package mutating func u16() throws(WireError) -> UInt16 { try integer(UInt16.self) }
    package mutating func u32() throws(WireError) -> UInt32 { try integer(UInt32.self) }
    package mutating func u64() throws(WireError) -> UInt64 { try integer(UInt64.self) }
    package mutating func i32() throws(WireError) -> Int32 {
        Int32(bitPattern: try integer(UInt32.self))
    }

    package mutating func flag() throws(WireError) -> Bool {
        switch try u8() {
        case 0: false
        case 1: true
        default: throw .badValue
        }
    }

    package mutating func bytes() throws(WireError) -> [UInt8] {
        Array(try take(Int(try u32())))
    }

    package mutating func text() throws(WireError) -> String {
        String(decoding: try bytes(), as: UTF8.self)
    }

    package mutating func optionalBytes() throws(WireError) -> [UInt8]? {
        try flag() ? try bytes() : nil
    }

    /// A list; one that announces more elements than there are bytes is refused at once.
    package mutating func list<Element>(
        _ each: (inout WireReader) throws(WireError) -> Element
    ) throws(WireError) -> [Element] {
        let count = Int(try u32())
        guard count <= rest.count else { throw .truncated }
        var list: [Element] = []
        // A frame of zeros could announce millions: room for those is made as they come.
        list.reserveCapacity(min(count, 1024))
        for _ in 0..<count { list.append(try each(&self)) }
        return list
    }

    package mutating func bytesList() throws(WireError) -> [[UInt8]] {
        try list { reader throws(WireError) in try reader.bytes() }
    }

    /// Says that the message must be over here.
    package var isAtEnd: Bool { rest.isEmpty }

    package func end() throws(WireError) {
        if !rest.isEmpty { throw .trailing }
    }
}
