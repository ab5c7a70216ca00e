import Boxes
import Linux
import TestSupport
import Testing

@testable import Projects

/// Whatever stands in a project's files, and in those that say what was allowed, nothing traps and
/// nothing is allowed by it.
@Suite struct ProjectFuzzTests {
    @Test func manifestsOfAnyBytes() throws {
        let folder = try ProjectFolder()
        var dice = Dice(seed: 7)
        let words = [
            "[box.a]", "image = ", "\"x\"", "extends", "\"./b.toml\"", "\n", "on-create = [", "]",
            "\"./s\"",
            "\u{0}", "\u{1b}", "{", "}", "=", ".", "dotfiles", "\"", "'''", "#", "é", "\"a\"",
            "shims = ",
            "[box.a.dotfiles]", "commit = ", "architecture", "host", "default = ", "COPY . x",
        ]
        for _ in 0..<400 {
            var bytes: [UInt8] = []
            for _ in 0..<dice.below(30) {
                bytes += Array(words[dice.below(words.count)].utf8)
                if dice.below(20) == 0 { bytes.append(UInt8(dice.below(256))) }
            }
            try File.replace(folder.project.manifest, with: bytes, mode: 0o600)
            try File.replace(folder.project.folder + "/b.toml", with: bytes, mode: 0o600)
            guard let reading = try? folder.read() else { continue }
            #expect(reading.closure[folder.project.manifest] == bytes)
            _ = Power.all(of: reading.manifest, folder: folder.project.folder)
            _ = Activation(reading.manifest)
        }
        #expect(folder.state == .unknown)
    }

    @Test func containerfilesOfAnyBytes() {
        var dice = Dice(seed: 8)
        let words = [
            "COPY ", "ADD ", "--from=", "\\\n", "\n", "[", "\"", ",", "a", "../", "\0", "é", " ",
            "RUN --mount=", "source=", "\r\n", "`", "#", "://",
        ]
        for _ in 0..<1000 {
            let text = (0..<dice.below(20)).map { _ in words[dice.below(words.count)] }.joined()
            for path in RecipeWords.copied(by: Array(text.utf8)) ?? [] {
                #expect(!path.contains("://"))
            }
            for path in ClosureReading.paths(in: text, "/p", home: "/h") {
                #expect(path.hasPrefix("/p"))
            }
        }
    }

    /// A grant that was written by nobody of ours permits what it says of its own folder, or nothing.
    @Test func grantsOfAnyBytes() throws {
        let folder = try ProjectFolder("[box.a]\nimage = \"x\"\n")
        let grant = try folder.allow()
        let file = folder.grants.file(of: folder.project.key)
        let whole = try File.read(file)
        var dice = Dice(seed: 9)
        for _ in 0..<400 {
            var bytes = whole
            for _ in 0...dice.below(4) {
                let place = dice.below(bytes.count)
                switch dice.below(3) {
                case 0: bytes[place] = UInt8(dice.below(256))
                case 1: bytes.removeSubrange(place..<min(place + dice.below(40), bytes.count))
                default: bytes.insert(UInt8(dice.below(256)), at: place)
                }
                if bytes.isEmpty { bytes = [0] }
            }
            try File.replace(file, with: bytes, mode: 0o600)
            _ = folder.grants.all
            guard case .allowed(let found) = folder.state else { continue }
            #expect(found.folder == grant.folder && found.closure.isUnchanged)
        }
    }
}
