/// A kind of machine, by the name that images have for it.
package struct Architecture: Equatable, Sendable {
    /// `amd64`, `arm64`.
    package let name: String

    /// Names of images, and those of the kernel (uname(2)) for the same machines.
    private static let known = [
        "amd64": "amd64", "x86_64": "amd64", "arm64": "arm64", "aarch64": "arm64",
        "riscv64": "riscv64", "ppc64le": "ppc64le", "s390x": "s390x", "386": "386",
        "i686": "386", "arm": "arm", "armv7l": "arm",
    ]

    package static var names: [String] { known.keys.sorted() }

    /// Nil for a name that no machine has.
    package init?(_ words: String) {
        guard let name = Self.known[words] else { return nil }
        self.name = name
    }

    /// That of a platform, `linux/arm64/v8`; nil for one that is not known.
    package init?(ofPlatform platform: String) {
        let parts = platform.split(separator: "/").map(String.init)
        self.init(parts.count > 1 ? parts[1] : platform)
    }
}
