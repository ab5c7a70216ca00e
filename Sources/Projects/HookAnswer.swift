package import Boxes
import Linux

/// What a shell is to do in its directory: calls of the functions that its hook defines.
///
/// The hooks in `shell-hooks/` say what each of them does; `_alcove_protocol` there and
/// ``protocolVersion`` here change together.
package struct HookAnswer: Equatable, Sendable {
    /// Names of functions with their words.
    package private(set) var calls: [[String]] = []
    /// What the person is told; a shell tells it once.
    package private(set) var message: String?
    /// The files that a shell looks at before it asks again.
    private(set) var watched: [String] = []
    /// What it came from besides those; nil for an answer that is not kept.
    private(set) var sources: [String]? = []
    /// Whether a shell that comes from outside may do the same each time, until a watched file changes.
    private var isForEachWayIn = false

    /// The agreement between hooks and this program.
    package static let protocolVersion = 3

    /// What a shell has already.
    package struct Present: Equatable, Sendable {
        /// `ALCOVE_PROJECT`: the folder whose commands it has; empty for none.
        package var folder: String
        /// `ALCOVE_PROJECT_MARK`: what it has of them.
        package var mark: String
        /// What it was told last.
        package var told: String

        package init(folder: String, mark: String, told: String) {
            self.folder = folder
            self.mark = mark
            self.told = told
        }

        /// That of a shell outside of all projects.
        package static let none = Present(folder: "", mark: "", told: "")
    }

    /// Where things are, and what the person likes.
    package struct Surroundings {
        package var grants: GrantStore
        package var shims: ShimFolders
        /// What shells were told before.
        package var memory: AnswerMemory
        /// The directory of files with times.
        package var moments: String
        /// The files that have what the person likes; they need not be there.
        package var settings: [String]
        /// The person's choice for all projects.
        package var mode: () -> ActivationMode
        /// The boxes that there are.
        package var boxes: KnownBoxes

        /// What is known of boxes.
        package struct KnownBoxes {
            /// The file that is there when a box is.
            package var file: (BoxName) -> String
            /// Whose a box is that a manifest did not make; nil for its own, and where there is none.
            package var owner: (BoxName, _ manifest: String) -> OtherOwner?

            package init(
                file: @escaping (BoxName) -> String,
                owner: @escaping (BoxName, String) -> OtherOwner? = { _, _ in nil }
            ) {
                self.file = file
                self.owner = owner
            }
        }

        package init(
            grants: GrantStore,
            shims: ShimFolders,
            memory: AnswerMemory,
            moments: String,
            settings: [String],
            boxes: KnownBoxes,
            mode: @escaping () -> ActivationMode
        ) {
            self.grants = grants
            self.shims = shims
            self.memory = memory
            self.moments = moments
            self.settings = settings
            self.boxes = boxes
            self.mode = mode
        }
    }

    package init(_ project: Project?, _ present: Present, _ surroundings: Surroundings) {
        guard let project else {
            leave(present)
            calls.append(["_alcove_told", ""])
            watch("", surroundings)
            return
        }
        if let known = surroundings.memory.answer(to: present, in: project) {
            calls = known.calls
            message = known.message
            watched = known.watched
        } else {
            let start = Clock.nanoseconds
            understand(project, present, surroundings)
            surroundings.memory.keep(self, to: present, in: project, since: start)
        }
        watch(project.folder, surroundings)
        // What is told is told each time, by this program.
        isForEachWayIn = present == .none && message == nil && sources != nil
    }

    /// An answer that was given before.
    init(calls: [[String]], message: String?, watched: [String]) {
        self.calls = calls
        self.message = message
        self.watched = watched
    }

    private mutating func understand(
        _ project: Project,
        _ present: Present,
        _ surroundings: Surroundings
    ) {
        let state = ProjectState(of: project, in: surroundings.grants)
        watched = [surroundings.grants.file(of: project.key)]
        var told = ""
        switch state {
        case .denied: leave(present)
        case .unknown:
            sources = nil
            told = "unknown:\(project.folder)"
            leave(present)
            tell(
                "'\(project.manifest)' is not allowed yet: look at it, then 'alcove allow'",
                told,
                present
            )
        case .changed(let grant):
            watched += grant.closure.files.map(\.path)
            told = "changed:\(project.folder)"
            leave(present)
            tell(
                "'\(project.manifest)' is not what was allowed: 'alcove allow' shows what changed",
                told,
                present
            )
        case .allowed(let grant):
            watched += grant.closure.files.map(\.path) + surroundings.settings
            let names = grant.activation?.boxes ?? []
            watched += names.map(surroundings.boxes.file)
            let others = names.filter { surroundings.boxes.owner($0, project.manifest) != nil }
            let of = others.isEmpty ? "" : ":\(others.map(\.description).joined(separator: ","))"
            told = take(grant.without(others), project, present, surroundings, of)
            if let other = others.first {
                switch surroundings.boxes.owner(other, project.manifest) {
                case .manifest(let owner)?:
                    sources?.append(owner)
                    let words = "box '\(other)' is of '\(owner)'"
                    tell("\(words): give the one here another name", told, present)
                default:
                    let words = "box '\(other)' is not of '\(project.manifest)'"
                    tell("\(words): 'alcove apply --adopt' takes it over", told, present)
                }
            }
        }
        calls.append(["_alcove_told", told])
    }

    /// Gives what the person is told by: the mode, the folder, and the boxes that are others'.
    private mutating func take(
        _ grant: Grant,
        _ project: Project,
        _ present: Present,
        _ surroundings: Surroundings,
        _ others: String
    ) -> String {
        guard let activation = grant.activation else {
            leave(present)
            return ""
        }
        let mode = grant.mode ?? activation.mode ?? surroundings.mode()
        let missing = activation.boxes.filter { File.kind(surroundings.boxes.file($0)) == nil }
        if mode == .shims {
            // A command of a box that is not there would only hide the host's.
            join(grant.without(missing), project, present, surroundings)
        } else {
            leave(present)
        }
        let told = "\(mode.rawValue):\(project.folder)\(others)"
        if mode == .off { return told }
        let unmade = missing.filter { mode == .shims || $0 == activation.box }
        if !unmade.isEmpty { return tell(unmade, "\(project.folder)\(others)", present) }
        guard let box = activation.box else {
            if mode == .hint { tell("boxes are here: 'alcove enter NAME'", told, present) }
            return told
        }
        if mode == .hint { tell("box '\(box)' is here: 'alcove enter'", told, present) }
        // Who left it in the folder is not taken back at once.
        if mode == .enter, present.told != told {
            calls.append(["_alcove_enter", box.description, project.folder])
        }
        return told
    }

    /// Tells which boxes are not there yet, and gives what that is told by.
    private mutating func tell(
        _ unmade: [BoxName],
        _ place: String,
        _ present: Present
    ) -> String {
        let told = "unmade:\(place):\(unmade.map(\.description).joined(separator: ","))"
        let names = unmade.map { "'\($0)'" }.joined(separator: ", ")
        tell(
            unmade.count == 1
                ? "box \(names) is not made yet: 'alcove apply' makes it"
                : "boxes \(names) are not made yet: 'alcove apply' makes them",
            told,
            present
        )
        return told
    }

    private mutating func join(
        _ grant: Grant,
        _ project: Project,
        _ present: Present,
        _ surroundings: Surroundings
    ) {
        guard let activation = grant.activation else { return leave(present) }
        let folder: String
        do {
            folder = try surroundings.shims.folder(for: activation.shims)
        } catch {
            leave(present)
            message = "\(error)"
            sources = nil
            return
        }
        if !activation.shims.isEmpty { watched.append(folder) }
        let mark = grant.mark
        if present.folder == project.folder, present.mark == mark { return }
        leave(present)
        calls.append(["_alcove_join", project.folder, mark, activation.shims.isEmpty ? "" : folder])
        // What was allowed by a version that knew fewer names is kept back, too.
        for variable in activation.variables where ShellVariables.has(variable.name) {
            calls.append(["_alcove_set", variable.name, variable.value])
        }
    }

    private mutating func leave(_ present: Present) {
        if !present.folder.isEmpty { calls.append(["_alcove_leave"]) }
    }

    private mutating func tell(_ words: String, _ told: String, _ present: Present) {
        if present.told != told { message = words }
    }

    private mutating func watch(_ folder: String, _ surroundings: Surroundings) {
        let files = watched.map { WatchedFile($0, in: surroundings.moments) }
        calls.append(["_alcove_watch", folder] + files.flatMap { [$0.path, $0.moment] })
    }

    /// What a shell knows from its start of what others were told on their ways in.
    ///
    /// Each shell would else start this program on its first way into a project. As the hook itself keeps it,
    /// three words for each: the folder, the files that decide, and what is to be done.
    package static func known(to shell: HookShell, _ surroundings: Surroundings) -> [String] {
        // As many as a shell keeps.
        surroundings.memory.waysIn(8).flatMap { project, answer in
            var answer = answer
            answer.watch(project.folder, surroundings)
            let files = answer.calls.last?.dropFirst(2) ?? []
            let deeds = answer.calls.reduce(into: "") { deeds, call in
                // There is a shell that takes no lines in quotes.
                deeds += (deeds.isEmpty ? "" : "; ") + shell.list(call)
            }
            return [project.folder, shell.list(Array(files)), deeds]
        }
    }

    /// Whether a shell may be told the same without a look at what it was told last.
    var isSilent: Bool { message == nil && !calls.contains { $0.first == "_alcove_enter" } }

    /// The line that has a shell keep what the person was told.
    package static func told(_ words: String, by shell: HookShell) -> String {
        shell.line(["_alcove_told", words])
    }

    /// The lines for a shell.
    package func text(for shell: HookShell) -> String {
        // To join them costs the search for a type, as do the words of a line.
        let lines = calls.reduce(into: "") { $0 += shell.line($1) }
        return isForEachWayIn ? lines + shell.line(["_alcove_keep", lines]) : lines
    }
}
