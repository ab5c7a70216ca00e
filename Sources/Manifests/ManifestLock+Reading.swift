import Boxes

/// Why a lock cannot be read.
package enum ManifestLockFault: Error, Equatable {
    /// No TOML: the line, and the parser's words.
    case malformed(line: Int, String)
    /// A merge of two people's changes was not settled: the line.
    case conflict(line: Int)
    /// Of a later version of this tool.
    case format(Int)
    /// A key that does not belong there, or whose value is not one of its kind.
    case badKey(String, line: Int)
}

extension ManifestLock {
    /// Reads a lock's text.
    package init(_ text: String) throws(ManifestLockFault) {
        let document: TOMLDocument
        do {
            document = try TOMLDocument(text)
        } catch {
            throw error.isConflict
                ? .conflict(line: error.line) : .malformed(line: error.line, error.reason)
        }
        // Another layout may have keys that say nothing here.
        for entry in document.entries where entry.path == ["format"] {
            guard case .integer(let number) = entry.value else { throw entry.fault }
            if number != Self.format { throw .format(number) }
        }
        for entry in document.entries where entry.path != ["format"] && entry.value != .empty {
            try take(entry)
        }
        for (key, box) in boxes where box.inputs.isEmpty || box.image.isEmpty {
            throw .badKey("box.\(key.box).\(key.architecture)", line: 1)
        }
    }

    private mutating func take(_ entry: TOMLDocument.Entry) throws(ManifestLockFault) {
        guard entry.path.count == 4, entry.path[0] == "box",
            let name = try? BoxName(entry.path[1]),  // a wrong name is a wrong key
            let architecture = Architecture(entry.path[2])
        else { throw entry.fault }
        let key = Key(name, architecture)
        var box = boxes[key] ?? Box(image: "", digest: nil, inputs: "", packages: [:])
        switch (entry.path[3], entry.value) {
        case ("image", .text(let text)): box.image = text
        case ("digest", .text(let text)): box.digest = text
        case ("inputs", .text(let text)): box.inputs = text
        case ("packages", .texts(let texts)):
            for text in texts {
                let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
                guard parts.count == 2, box.packages.updateValue(parts[1], forKey: parts[0]) == nil
                else { throw entry.fault }
            }
        default: throw entry.fault
        }
        boxes[key] = box
    }
}

extension TOMLDocument.Entry {
    fileprivate var fault: ManifestLockFault { .badKey(key, line: line) }
}
