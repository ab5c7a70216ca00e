import ArgumentParser
import Boxes
import Linux
import Profiles
import Upkeep

extension CompletionKind {
    /// The names of boxes; neither settings nor an engine are looked at.
    static var boxes: CompletionKind {
        .custom { _, _, _ in Host().store.names().map(\.description) }
    }

    /// What a box can be made from: short names, images of boxes that there are, and files.
    static var images: CompletionKind {
        .custom { words, index, prefix in
            Completion(words, index).images(prefix, on: Host()).filter(Completion.isPlain)
        }
    }

    /// The names of boxes, and what was installed in the one that is named.
    static var packages: CompletionKind {
        .custom { words, index, _ in
            Completion(words, index).packages(on: Host()).filter(Completion.isPlain)
        }
    }
}

/// What can stand in the place of a word; no engine is asked, for the keys' sake.
struct Completion {
    /// The words of the line, `alcove` the first.
    private let words: [String]
    /// The one that is asked about.
    private let index: Int

    init(_ words: [String], _ index: Int) {
        self.words = words
        self.index = min(max(index, 0), words.count)
    }

    /// Bash expands what it is offered, `$(…)` in the name of a file included.
    static func isPlain(_ word: String) -> Bool {
        word.utf8.allSatisfy { $0.isLetterOrDigit || "_.+-:/@~".utf8.contains($0) }
    }

    func images(_ prefix: String, on host: Host) -> [String] {
        if prefix.hasPrefix(".") || prefix.hasPrefix("/") || prefix.hasPrefix("~") {
            return files(prefix, host.bearings)
        }
        host.console.level = .quiet
        var images: Set<String> = []
        for (name, alias) in host.shelf.profiles.flatMap(\.images) {
            images.insert(name)
            for form in alias.forms where !form.contains(where: \.isUppercase) {
                images.insert("\(name):\(form)")
            }
        }
        // A box whose record cannot be read has no image to tell.
        for box in host.store.names() {
            if let record = try? host.store.record(box) { images.insert(record.spec.image) }
        }
        return behindColon(images.sorted())
    }

    /// Bash takes `debian:tr` for three words, and wants what stands behind the colon.
    private func behindColon(_ images: [String]) -> [String] {
        guard index >= 2, words.indices.contains(index - 1), words[index - 1] == ":" else {
            return images
        }
        let head = words[index - 2] + ":"
        return images.filter { $0.hasPrefix(head) }.map { String($0.dropFirst(head.count)) }
    }

    private func files(_ prefix: String, _ bearings: Bearings) -> [String] {
        let slash = prefix.lastIndex(of: "/")
        let head = slash.map { String(prefix[...$0]) } ?? ""
        let folder = bearings.absolute(head.isEmpty ? "." : head)
        return File.names(in: folder).sorted().map { name in
            head + name + (File.kindFollowed("\(folder)/\(name)") == .directory ? "/" : "")
        }
    }

    func packages(on host: Host) -> [String] {
        host.console.level = .quiet
        let boxes = host.store.names()
        let options = SessionOptions(.run)
        let others = words.prefix(index).dropFirst()
        // Where no box is meant, there is none whose packages could.
        let named =
            boxes.first { others.contains($0.description) }
            ?? (try? DefaultBox(host: host).name(for: options))
        guard others.contains("uninstall"), let named, let record = try? host.store.record(named)
        else { return boxes.map(\.description) }
        let names = others.contains(named.description) ? [] : boxes.map(\.description)
        return names + record.spec.packages
    }
}
