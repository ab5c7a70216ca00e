import Boxes
import Glibc
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
        let known = HookAnswer.known(to: .fish, folder.surroundings)
        #expect(known.count == 3 && known.first == folder.project.folder)
        let watch = try #require(answer.calls.last)
        #expect(known[1] == HookShell.fish.list(Array(watch.dropFirst(2))))
        #expect(known[2] == answer.calls.map(HookShell.fish.list).joined(separator: "; "))
        // Of what is another one now, and of what is no answer, nothing.
        let good = try File.read(kept)
        try File.replace(kept, with: good.dropLast(), mode: 0o600)
        #expect(HookAnswer.known(to: .bash, folder.surroundings) == [])
        try File.replace(kept, with: good, mode: 0o600)
        try folder.place.write("config.toml", "2")
        #expect(HookAnswer.known(to: .bash, folder.surroundings) == [])
    }

    @Test func whatIsToldIsToldByTheProgram() async throws {
        let folder = try ProjectFolder(Self.manifest)
        try folder.place.write("program", "1")
        try folder.allow()
        _ = try folder.shims.folder(for: [])
        try await Task.sleep(for: .milliseconds(50))
        #expect(folder.answer().message?.contains("'alcove apply' makes it") == true)
        #expect(File.names(in: folder.place.path + "/answers").count == 1)
        #expect(HookAnswer.known(to: .bash, folder.surroundings) == [])
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
        let places = stride(from: 0, to: known.count, by: 3).map { known[$0] }
        #expect(places == [0, 8, 7, 6, 5, 4, 3, 2].map { folders[$0] })
        // One that is gone takes nobody's place.
        try File.removeTree(folders[8])
        let others = HookAnswer.known(to: .fish, first.surroundings)
        #expect(others.count == 24 && others.contains(folders[1]) && !others.contains(folders[8]))
    }

    /// Who left a box in the folder is not taken back into it by a start file that is read once more.
    @Test func aBoxIsNotEnteredBehindTheProgramsBack() async throws {
        let (folder, _, _) = try await asked()
        try folder.allow(.enter)
        try await Task.sleep(for: .milliseconds(50))
        #expect(folder.answer().deeds.contains { $0.first == "_alcove_enter" })
        #expect(File.names(in: folder.place.path + "/answers").count == 1)
        #expect(HookAnswer.known(to: .bash, folder.surroundings) == [])
    }

    @Test func otherDecisionsAreOtherAnswers() async throws {
        let (folder, _, _) = try await asked()
        var other = folder.surroundings
        other.grants = GrantStore(folder: folder.place.path + "/elsewhere")
        other.memory = AnswerMemory(
            folder: folder.place.path + "/answers",
            program: folder.place.path + "/program",
            origins: [folder.place.path + "/elsewhere"]
        )
        #expect(HookAnswer.known(to: .bash, other) == [])
        #expect(HookAnswer(folder.project, .none, other).message?.contains("not allowed") == true)
    }

    @Test func whatIsNoFileIsNotWaitedFor() async throws {
        let (folder, kept, _) = try await asked()
        try File.remove(kept)
        try #require(unsafe mkfifo(kept, 0o600) == 0)
        #expect(HookAnswer.known(to: .bash, folder.surroundings) == [])
        #expect(folder.answer().deeds.first?.first == "_alcove_join")
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
