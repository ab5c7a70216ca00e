/// A list of `KEY=VALUE`, byte for byte; the last of a name wins.
package struct Variables {
    private var order: [[UInt8]] = []
    private var values: [[UInt8]: [UInt8]] = [:]

    package init(_ entries: [[UInt8]] = []) { add(entries) }

    package mutating func add(_ entries: [[UInt8]]) {
        for entry in entries {
            guard let sign = entry.firstIndex(of: UInt8(ascii: "=")), sign > 0 else { continue }
            self[Array(entry[..<sign])] = Array(entry[(sign + 1)...])
        }
    }

    package subscript(name: [UInt8]) -> [UInt8]? {
        get { values[name] }
        set {
            if newValue == nil {
                order.removeAll { $0 == name }
            } else if values[name] == nil {
                order.append(name)
            }
            values[name] = newValue
        }
    }

    package subscript(name: String) -> [UInt8]? {
        get { self[Array(name.utf8)] }
        set { self[Array(name.utf8)] = newValue }
    }

    package var entries: [[UInt8]] {
        order.compactMap { name in values[name].map { name + [UInt8(ascii: "=")] + $0 } }
    }
}
