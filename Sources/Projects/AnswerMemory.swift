import Boxes
import Linux

/// What shells were told: the last answer in each project, and the last on a way into it from outside, which
/// hold for the same question while every file that they came from is the same one.
///
/// To understand a grant takes longer than a `cd` may. All of it may be thrown away at any time. It is as
/// much the person's own as the folders of commands beside it, which shells have in `PATH`.
package struct AnswerMemory: Sendable {
    private let folder: String
    /// The path of `alcove`.
    private let program: String
    /// Where else answers come from: the person's decisions, and their settings.
    private let origins: [String]

    package init(folder: String, program: String, origins: [String]) {
        self.folder = folder
        self.program = program
        self.origins = origins
    }

    /// How the names of answers on a way in end.
    private static let wayIn = ".in"

    private func file(of project: Project, _ present: HookAnswer.Present) -> String {
        let digits = Fingerprint(of: Array(project.key.utf8)).digits
        return "\(folder)/\(digits)\(present == .none ? Self.wayIn : "")"
    }

    /// The answer to what a shell has in a project, but for the files it is to look at.
    func answer(to present: HookAnswer.Present, in project: Project) -> HookAnswer? {
        let file = file(of: project, present)
        // What cannot be read is found anew.
        guard var words = Self.words(file),
            // Names of files are no digests.
            words.list() == question(present, project),
            let answer = Self.answer(from: &words)
        else { return nil }
        // What was asked last is what the next shell knows from its start.
        if present == .none { File.touch(file) }
        return answer
    }

    /// What was last asked about on ways in and needs no word to the person, the latest first.
    func waysIn(_ count: Int) -> [(project: Project, answer: HookAnswer)] {
        let files = File.names(in: folder).filter { $0.hasSuffix(Self.wayIn) }
            .map { (path: "\(folder)/\($0)", time: FileStatus("\(folder)/\($0)")?.modified ?? 0) }
            .sorted { ($0.time, $0.path) > ($1.time, $1.path) }
        var ways: [(project: Project, answer: HookAnswer)] = []
        // Each shell waits for it as it starts: so not too many are read that are of no use.
        for file in files.prefix(4 * count) where ways.count < count {
            guard var words = Self.words(file.path), let asked = words.list(),
                asked.count > Self.placeOfProject
            else { continue }
            let project = Project(folder: asked[Self.placeOfProject])
            if File.kind(project.manifest) == nil {
                // One that cannot be removed is looked at again.
                try? File.remove(file.path)
            } else if asked == question(.none, project),
                let answer = Self.answer(from: &words), answer.isSilent
            {
                ways.append((project, answer))
            }
        }
        return ways
    }

    /// What is in a file of ours; one that is larger, or none at all, is of no use.
    private static func words(_ path: String) -> AnswerWords? {
        guard let bytes = try? File.readRegular(path, limit: 1 << 18) else { return nil }
        return AnswerWords(of: bytes)
    }

    /// The answer behind a question; nil when something that it came from is another one now.
    private static func answer(from words: inout AnswerWords) -> HookAnswer? {
        guard let sources = words.list(), sources.count % 2 == 0 else { return nil }
        for index in stride(from: 0, to: sources.count, by: 2) {
            let identity = FileStatus(following: sources[index])?.identity ?? ""
            if identity != sources[index + 1] { return nil }
        }
        guard let watched = words.list(), let message = words.list() else { return nil }
        var calls: [[String]] = []
        while let call = words.list() { calls.append(call) }
        return words.isAtEnd
            ? HookAnswer(calls: calls, message: message.first, watched: watched) : nil
    }

    /// Keeps an answer that was found since a time in nanoseconds, unless something that it came from may
    /// have changed meanwhile.
    func keep(
        _ answer: HookAnswer,
        to present: HookAnswer.Present,
        in project: Project,
        since start: Int64
    ) {
        guard let others = answer.sources else { return }
        var sources: [String] = []
        for path in answer.watched + others + [program] {
            let status = FileStatus(following: path)
            guard (status ?? Self.standing(above: path))?.isOlder(than: start) == true else {
                return
            }
            sources += [path, status?.identity ?? ""]
        }
        var words = AnswerWords()
        words.add(question(present, project))
        words.add(sources)
        words.add(answer.watched)
        words.add(answer.message.map { [$0] } ?? [])
        for call in answer.calls { words.add(call) }
        guard let bytes = words.bytes else { return }
        // What cannot be kept is found again.
        try? File.makeDirectories(folder, mode: 0o700)
        try? File.replace(file(of: project, present), with: bytes, mode: 0o600)
    }

    /// Where in a question the project is.
    private static let placeOfProject = 2

    private func question(_ present: HookAnswer.Present, _ project: Project) -> [String] {
        [
            "\(HookAnswer.protocolVersion)", program, project.key, present.folder, present.mark,
            present.told,
        ] + origins
    }

    /// The directory that was changed when a file was removed.
    private static func standing(above path: String) -> FileStatus? {
        var path = path[...]
        while let slash = path.lastIndex(of: "/") {
            path = path[..<slash]
            if let status = FileStatus(following: path.isEmpty ? "/" : String(path)) {
                return status
            }
        }
        return nil
    }
}

extension FileStatus {
    /// Whether it was as it is before a time, however coarse its file system's clock is.
    fileprivate func isOlder(than time: Int64) -> Bool {
        let tick: Int64 = changed % 1_000_000_000 == 0 ? 2_000_000_000 : 20_000_000
        return changed + tick < time
    }
}
