import Wire

/// What Alcove lays into a container: the agent and what it must know.
struct Layer {
    let program: [UInt8]
    let setup: [UInt8]

    init(program: [UInt8], setup: BoxSetup) {
        self.program = program
        self.setup = setup.bytes
    }

    /// Tells this layer from another; it is no protection against one made on purpose.
    var mark: String { Mark.of(program) + "-" + Mark.of(setup) }

    /// The files as they are unpacked at the container's root.
    var archive: [UInt8] {
        var archive = UstarArchive()
        archive.addFolder(".alcove", mode: 0o755)
        archive.addFile(".alcove/init", mode: 0o755, program)
        archive.addFile(".alcove/setup", mode: 0o644, setup)
        archive.finish()
        return archive.bytes
    }

    /// The first process of every container.
    static let entrypoint = ["/.alcove/init"]

    private enum Mark {
        /// FNV-1a over words of eight bytes, and the length.
        static func of(_ bytes: [UInt8]) -> String {
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            let prime: UInt64 = 0x100_0000_01b3
            let span = bytes.span
            var index = 0
            while index + 8 <= span.count {
                var word: UInt64 = 0
                for offset in 0..<8 { word |= UInt64(span[index + offset]) << (8 * UInt64(offset)) }
                hash = (hash ^ word) &* prime
                hash ^= hash >> 32
                index += 8
            }
            while index < span.count {
                hash = (hash ^ UInt64(span[index])) &* prime
                index += 1
            }
            return String(hash, radix: 16) + "." + String(bytes.count)
        }
    }
}
