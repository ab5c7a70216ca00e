import CLinux

/// Tells bytes from any others, also from those that somebody makes to be taken for them: SHA-256.
package struct Checksum {
    private var sum = cl_checksum()

    package init() { unsafe cl_checksum_begin(&sum) }

    package init(of bytes: [UInt8]) {
        self.init()
        add(bytes)
    }

    package mutating func add(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            // An empty one may be nowhere.
            guard let start = buffer.baseAddress else { return }
            unsafe cl_checksum_add(&sum, start, buffer.count)
        }
    }

    /// Sixty-four digits.
    package var digits: String {
        var copy = sum
        var digest = [UInt8](repeating: 0, count: 32)
        unsafe cl_checksum_end(&copy, &digest)
        return digest.map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }
        .joined()
    }
}
