import TestSupport

extension Dice {
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
