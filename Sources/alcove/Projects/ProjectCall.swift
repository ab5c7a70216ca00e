import Boxes
import Linux
import Projects
import Upkeep

/// What a shell's hook asks: what is to be done in its directory.
///
/// All that it costs is on the way of a `cd`, so nothing is read that is not needed.
enum ProjectCall {
    /// What it is called by; no command of the user's.
    static let word = Array("in-project".utf8)

    /// - Parameter words: the shell, the hook's protocol, and what the person was told last.
    /// - Returns: the exit status.
    static func perform(_ words: [[UInt8]]) -> Int32 {
        guard words.count == 3, let shell = HookShell(rawValue: words[0].text) else { return 64 }
        let told = words[2].text
        guard words[1].text == "\(HookAnswer.protocolVersion)" else {
            return refuse(told, shell)
        }
        let host = Host()
        let answer = HookAnswer(
            Project.nearest(from: "."),
            HookAnswer.Present(
                folder: host.environment["ALCOVE_PROJECT"] ?? "",
                mark: host.environment["ALCOVE_PROJECT_MARK"] ?? "",
                told: told
            ),
            host.hookSurroundings
        )
        if let message = answer.message { Console.error("alcove: \(message.printable)") }
        Console.write(answer.text(for: shell))
        return 0
    }

    /// A hook of another version is told of it once, and does nothing.
    private static func refuse(_ told: String, _ shell: HookShell) -> Int32 {
        if told != "version" {
            Console.error("alcove: this shell has the hook of another version: start a new shell")
        }
        Console.write(HookAnswer.told("version", by: shell))
        return 0
    }
}

extension Host {
    var grants: GrantStore { GrantStore(folder: places.projects) }

    var shims: ShimFolders { ShimFolders(folder: places.shims, program: program) }

    /// Another program, a newer one in its place, or other homes of state and settings, answer anew.
    var answers: AnswerMemory {
        AnswerMemory(
            folder: places.cache + "/answers",
            program: program,
            origins: [places.projects] + places.configurations
        )
    }

    var hookSurroundings: HookAnswer.Surroundings {
        HookAnswer.Surroundings(
            grants: grants,
            shims: shims,
            memory: answers,
            moments: places.cache + "/moments",
            settings: places.configurations,
            boxes: HookAnswer.Surroundings.KnownBoxes(
                file: { [self] in store.recordPath($0) },
                owner: { [self] in owner(of: $0, otherThan: $1) }
            ),
            mode: { [self] in configuration.activation?.value ?? .shims }
        )
    }

    /// Whose the box of that name is if a manifest did not make it.
    ///
    /// Nothing of it is the manifest's to call. Nil when there is none, or it is the manifest's.
    func owner(of name: BoxName, otherThan manifest: String) -> OtherOwner? {
        guard store.has(name) else { return nil }
        // A record that cannot be read says nothing for anybody.
        let owner = (try? store.record(name))?.declared?.manifest
        if owner == manifest { return nil }
        guard let owner, File.kind(owner) != nil else { return .nobody }
        return .manifest(owner)
    }
}
