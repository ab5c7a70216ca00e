/// Why bytes are no message.
package enum WireError: Error, Equatable {
    /// The bytes end before the message does.
    case truncated
    /// Bytes are left over behind the message.
    case trailing
    /// A frame or a list is larger than may be.
    case tooLarge
    /// A number stands for nothing in this place.
    case badValue
    /// The other side speaks only versions that this one does not know.
    case version(UInt16)
}
