/// Puts values into bytes: integers little-endian, strings and lists behind their length.
package struct WireWriter {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func write(_ value: some FixedWidthInteger) {
        var value = value
        for _ in 0..<value.bitWidth / 8 {
            bytes.append(UInt8(truncatingIfNeeded: value))
            value >>= 8
        }
    }

    package mutating func write(_ value: UInt8) {
        bytes.append(value)
    }

    package mutating func write(_ flag: Bool) {
        bytes.append(flag ? 1 : 0)
    }

    package mutating func write(_ text: [UInt8]) {
        write(UInt32(text.count))
        bytes.append(contentsOf: text)
    }

    package mutating func write(_ text: String) {
        write(Array(text.utf8))
    }

    package mutating func write(_ text: [UInt8]?) {
        write(text != nil)
        if let text { write(text) }
    }

    package mutating func write<Element>(
        list: [Element],
        _ each: (inout WireWriter, Element) -> Void
    ) {
        write(UInt32(list.count))
        for element in list { each(&self, element) }
    }

    package mutating func write(list: [[UInt8]]) {
        write(list: list) { $0.write($1) }
    }
}
