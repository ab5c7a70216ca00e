import Boxes
import Linux
import TestSupport
import Testing

@testable import Projects

/// What a shell was told is told again, as long as nothing has changed.
@Suite struct AnswerMemoryTests {
    static let manifest = "[box.web]\nimage = \"fedora\"\nshims = [\"node\"]\n"

    /// A project whose answer is kept, and where.
    private func asked() async throws -> (ProjectFolder, kept: String, HookAnswer) {
        let folder = try ProjectFolder(Self.manifest, box: "web")
        try folder.place.write("program", "1")
        try folder.allow()
        _ = try folder.shims.folder(for: try #require(folder.grant?.activation).shims)
        // What was written just now may be written again within the same tick.
        try await Task.sleep(for: .milliseconds(50))
        let answer = folder.answer()
        let names = File.names(in: folder.place.path + "/answers")
        return (folder, "\(folder.place.path)/answers/\(try #require(names.first))", answer)
    }

    @Test func itIsKnownTheSecondTime() async throws {
        let (folder, kept, answer) = try await asked()
        #expect(answer.deeds.first?.first == "_alcove_join")
        #expect(folder.answer().calls == answer.calls)
        #expect(folder.answer().message == answer.message)
        // Seen by words that nothing else would give.
        let text = try File.read(kept).text.replacing("_alcove_join", with: "_alcove_seen")
        try File.replace(kept, with: Array(text.utf8), mode: 0o600)
        #expect(folder.answer().deeds.first?.first == "_alcove_seen")
    }

    @Test(arguments: ["p/alcove.toml", "boxes/web.json", "config.toml", "program", "p/alcove.lock"])
    func anotherFileIsAnotherAnswer(_ name: String) async throws {
        let (folder, kept, _) = try await asked()
        let text = try File.read(kept).text.replacing("_alcove_join", with: "_alcove_seen")
        try File.replace(kept, with: Array(text.utf8), mode: 0o600)
        try folder.place.write(name, "2")
        #expect(folder.answer().deeds.first?.first != "_alcove_seen")
    }

    @Test func anotherQuestionIsAnotherAnswer() async throws {
        let (folder, _, answer) = try await asked()
        let join = try #require(answer.deeds.first)
        let present = HookAnswer.Present(folder: join[1], mark: join[2], told: "shims:\(join[1])")
        #expect(folder.answer(present).deeds == [["_alcove_told", "shims:\(join[1])"]])
    }

    @Test func deniedIsDeniedAtOnce() async throws {
        let (folder, _, _) = try await asked()
        try folder.grants.write(Grant(folder: folder.project.folder, .denied))
        #expect(folder.answer().deeds == [["_alcove_told", ""]])
    }

    @Test func commandsThatAreGoneAreMadeAgain() async throws {
        let (folder, _, answer) = try await asked()
        try File.removeTree(folder.place.path + "/shims")
        let bin = try #require(folder.answer().deeds.first?.last)
        #expect(bin == answer.deeds.first?.last)
        #expect(File.names(in: bin) == ["node"])
    }

    @Test func whatChangesMeanwhileIsNotKept() throws {
        let folder = try ProjectFolder(Self.manifest, box: "web")
        try folder.place.write("program", "1")
        try folder.allow()
        _ = folder.answer()
        #expect(File.names(in: folder.place.path + "/answers") == [])
    }

    @Test func aStrangerIsNotRemembered() async throws {
        let folder = try ProjectFolder(Self.manifest)
        try await Task.sleep(for: .milliseconds(50))
        _ = folder.answer()
        #expect(File.names(in: folder.place.path + "/answers") == [])
    }

    /// What is asked within a project does not take the place of what is asked on the way in.
    @Test func theNextShellKnowsItFromItsStart() async throws {
        let (folder, kept, answer) = try await asked()
        #expect(File.names(in: folder.place.path + "/shims").count == 1)
        let inside = HookAnswer.Present(folder: folder.project.folder, mark: "x", told: "")
        _ = folder.answer(inside)
        let text = answer.calls.reduce(into: "") { $0 += HookShell.bash.line($1) }
        let watch = HookShell.bash.line(try #require(answer.calls.last))
        let known = watch + HookShell.bash.line(["_alcove_keep", text])
        #expect(HookAnswer.known(to: .bash, folder.surroundings) == known)
        // Of what is another one now, and of what is no answer, nothing.
        let good = try File.read(kept)
        try File.replace(kept, with: good.dropLast(), mode: 0o600)
        #expect(HookAnswer.known(to: .bash, folder.surroundings) == "")
        try File.replace(kept, with: good, mode: 0o600)
        try folder.place.write("config.toml", "2")
        #expect(HookAnswer.known(to: .bash, folder.surroundings) == "")
    }

    @Test func whatIsToldIsToldByTheProgram() async throws {
        let folder = try ProjectFolder(Self.manifest)
        try folder.place.write("program", "1")
        try folder.allow()
        _ = try folder.shims.folder(for: [])
        try await Task.sleep(for: .milliseconds(50))
        #expect(folder.answer().message?.contains("'alcove apply' makes it") == true)
        #expect(File.names(in: folder.place.path + "/answers").count == 1)
        #expect(HookAnswer.known(to: .bash, folder.surroundings) == "")
    }

    /// Eight, as a shell keeps; the one that a shell came by last is what it looks at first.
    @Test func theLatestAreKnown() async throws {
        let (first, _, _) = try await asked()
        let folders = try (0..<9).map { number in
            let folder = "\(first.place.path)/other\(number)"
            try first.place.write("other\(number)/alcove.toml", Self.manifest)
            try first.grants.write(Grant(folder: folder, .denied))
            return folder
        }
        try await Task.sleep(for: .milliseconds(50))
        for folder in folders + [folders[0]] {
            _ = HookAnswer(Project(folder: folder), .none, first.surroundings)
            // So that the times of files differ.
            try await Task.sleep(for: .milliseconds(20))
        }
        let known = HookAnswer.known(to: .fish, first.surroundings)
        let watched = known.split(separator: "\n").filter { $0.hasPrefix("'_alcove_watch'") }
            .compactMap { line in folders.firstIndex { line.contains("'\($0)'") } }
        #expect(watched == [2, 3, 4, 5, 6, 7, 8, 0])
    }

    /// Whatever is in the file, there is an answer.
    @Test func anyBytesAreRead() async throws {
        let (folder, kept, answer) = try await asked()
        let good = try File.read(kept)
        var random = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            var bytes = good
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes.removeLast(Int.random(in: 1...bytes.count, using: &random))
            case 1:
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
                    in: 0...255,
                    using: &random
                )
            default: bytes.insert(0, at: Int.random(in: 0...bytes.count, using: &random))
            }
            try File.replace(kept, with: bytes, mode: 0o600)
            _ = HookAnswer.known(to: .zsh, folder.surroundings)
            _ = folder.answer()
        }
        try File.remove(kept)
        #expect(folder.answer().calls == answer.calls)
    }
}
