import Glibc

/// Text as the kernel takes it: bytes, of any encoding.
extension [UInt8] {
    /// Calls `body` with the bytes as a C string, ended by a zero.
    package func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        let terminated = self + [0]
        return unsafe terminated.withUnsafeBytes { bytes in
            let start = unsafe bytes.assumingMemoryBound(to: CChar.self).baseAddress
            guard let start = unsafe start else { preconditionFailure("an ended string is empty") }
            return unsafe body(start)
        }
    }

    /// The bytes as text, for messages; what is no UTF-8 is shown as U+FFFD.
    package var text: String { String(decoding: self, as: UTF8.self) }
}

/// Calls `body` with a list of C strings, ended by NULL, as `execve(2)` takes it.
package func withCStrings<Result>(
    _ list: [[UInt8]],
    _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var storage: [UInt8] = []
    var starts: [Int] = []
    for text in list {
        starts.append(storage.count)
        storage.append(contentsOf: text)
        storage.append(0)
    }
    if storage.isEmpty { storage.append(0) }
    return unsafe storage.withUnsafeMutableBytes { bytes in
        let base = unsafe bytes.assumingMemoryBound(to: CChar.self).baseAddress
        var pointers = unsafe starts.map { start in unsafe base.map { unsafe $0 + start } }
        unsafe pointers.append(nil)
        return unsafe pointers.withUnsafeBufferPointer { pointers in
            guard let first = pointers.baseAddress else {
                preconditionFailure("a list that ends with NULL is empty")
            }
            return unsafe body(first)
        }
    }
}
