/// A small generator of numbers that look random and are the same in every run: SplitMix64.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// The bytes with a few faults, of bytes that mean something to who reads them.
    mutating func fault(_ valid: [UInt8], _ telling: String) -> [UInt8] {
        var bytes = valid
        let telling = Array(telling.utf8) + [0, 0x0a, 0x0d, 0x1b, 0x7f, 0x80, 0xc2, 0xe2, 0xff]
        for _ in 0...below(4) {
            let place = below(bytes.count + 1)
            let byte = below(4) > 0 ? telling[below(telling.count)] : UInt8(below(256))
            switch below(4) {
            case 0: bytes.insert(byte, at: place)
            case 1: bytes.removeSubrange(place..<min(place + below(9), bytes.count))
            case 2 where !bytes.isEmpty:
                let start = below(bytes.count)
                let end = min(start + below(40), bytes.count)
                bytes.insert(contentsOf: bytes[start..<end], at: place)
            case _ where place < bytes.count: bytes[place] = byte
            default: bytes.append(byte)
            }
        }
        return bytes
    }
}
