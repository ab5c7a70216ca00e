import Testing

@testable import Linux

@Suite struct ChecksumTests {
    /// The examples of FIPS 180.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func isWhatEverybodyHas(text: String, digits: String) {
        #expect(Checksum(of: Array(text.utf8)).digits == digits)
    }

    @Test func piecesComeToTheSame() {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        let whole = Checksum(of: bytes).digits
        for size in [1, 3, 55, 63, 64, 65, 127, 999] {
            var sum = Checksum()
            for start in stride(from: 0, to: bytes.count, by: size) {
                sum.add(Array(bytes[start..<min(start + size, bytes.count)]))
                // Asking meanwhile changes nothing.
                _ = sum.digits
            }
            #expect(sum.digits == whole)
        }
        #expect(Checksum(of: bytes + [0]).digits != whole)
    }
}
