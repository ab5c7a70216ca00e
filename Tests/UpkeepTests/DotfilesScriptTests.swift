import Boxes
import Glibc
import Linux
import TestSupport
import Testing

@testable import Upkeep

/// What is done in a box for its dotfiles, done here in a home of the test's own with the real git.
@Suite(.enabled(if: File.isExecutable("/usr/bin/git"), "needs git")) struct DotfilesScriptTests {
    let place: TemporaryFolder
    private var home: String { place.path + "/home" }
    private var repository: String { place.path + "/repository" }

    init() throws {
        place = try TemporaryFolder()
        try File.makeDirectories(place.path + "/home", mode: 0o700)
        try File.makeDirectories(place.path + "/repository", mode: 0o700)
        try git("init", "-q")
    }

    @discardableResult
    private func shell(
        _ command: [[UInt8]],
        in directory: String,
        with variables: [String] = []
    ) throws -> (Ending, String) {
        let output = try FileDescriptor(
            opening: place.path + "/output",
            O_RDWR | O_CREAT | O_TRUNC,
            mode: 0o600
        )
        let environment = [
            "HOME=\(home)", "PATH=/usr/bin:/bin", "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=a",
            "GIT_AUTHOR_EMAIL=a@b", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@b",
        ]
        let none = try FileDescriptor(opening: "/dev/null", O_RDWR)
        let child = try Child.spawn(
            command[0].text,
            Array(command.dropFirst()),
            environment: (environment + variables).map { Array($0.utf8) },
            directory: directory,
            streams: (none.number, output.number, output.number)
        )
        return (try Child.wait(child), try place.read("output"))
    }

    @discardableResult
    private func git(_ words: String...) throws -> String {
        let (ending, output) = try shell(
            (["/usr/bin/git"] + words).map { Array($0.utf8) },
            in: repository
        )
        #expect(ending == .code(0), "\(output)")
        return output.split(separator: "\n").last.map(String.init) ?? ""
    }

    /// Commits the files as they are, and gives the commit.
    private func commit() throws -> String {
        try git("add", "--all")
        try git("commit", "-q", "--allow-empty", "-m", "x")
        return try git("rev-parse", "HEAD")
    }

    private func write(_ name: String, _ text: String, mode: UInt32 = 0o755) throws {
        try place.write("repository/\(name)", text)
        unsafe chmod(repository + "/" + name, mode)
    }

    private func script(_ commit: String, install: String? = nil) throws -> DotfilesScript {
        let bearings = Bearings(directory: "/", home: home)
        let words = try Dotfiles(
            repository: repository,
            commit: commit,
            install: install,
            from: bearings
        )
        return DotfilesScript(words, root: "")
    }

    private func install(_ script: DotfilesScript) throws -> (Ending, String) {
        try shell(script.command, in: home)
    }

    private static let counting = "#!/bin/sh\necho \"$0 $PWD\" >>~/ran\n"

    @Test func theInstallProgramRunsOnceForACommit() throws {
        try write("bootstrap.sh", Self.counting)
        // A later name of the list, and one that is not executable.
        try write("script/setup", Self.counting)
        let first = try script(try commit())
        #expect(!first.isDone(in: home))
        for _ in 1...2 { #expect(try install(first).0 == .code(0)) }
        #expect(try place.read("home/ran") == "./bootstrap.sh \(home)/dotfiles\n")
        #expect(first.isDone(in: home))
        // What is not executable is made so, and that stands in nobody's way.
        try write("install", Self.counting + "# later\n", mode: 0o644)
        let second = try script(try commit())
        #expect(!second.isDone(in: home))
        #expect(try install(second).0 == .code(0))
        #expect(try place.read("home/ran").hasSuffix("./install \(home)/dotfiles\n"))
        #expect(try install(first).0 == .code(0))
        #expect(first.isDone(in: home) && !second.isDone(in: home))
    }

    @Test func aProgramIsNamed() throws {
        try write("install.sh", "#!/bin/sh\nexit 3\n")
        try write("my own/go", Self.counting)
        let commit = try commit()
        #expect(try install(try script(commit, install: "my own/go")).0 == .code(0))
        #expect(try place.read("home/ran") == "./my own/go \(home)/dotfiles\n")
        let (ending, output) = try install(try script(commit, install: "gone"))
        #expect(ending == .code(1))
        #expect(output.contains("there is no 'gone' in the repository"))
    }

    /// It is told, and is done again until it went well.
    @Test func whatFailsIsTriedAgain() throws {
        try write("install.sh", "#!/bin/sh\necho trouble\ntest -e ~/ready\n")
        let script = try script(try commit())
        let (ending, output) = try install(script)
        #expect(ending == .code(1))
        #expect(output == "trouble\n")
        #expect(try File.read(home + "/" + DotfilesScript.log).text == "trouble\n")
        #expect(!script.isDone(in: home))
        try place.write("home/ready", "")
        #expect(try install(script).0 == .code(0))
        #expect(script.isDone(in: home))
    }

    @Test func withoutAProgramWhatBeginsWithADotIsLinked() throws {
        try write(".vimrc", "syntax on\n")
        try write(".bashrc", "alias l=ls\n")
        try write(".config/tool/settings", "a")
        try write("README", "no")
        try place.write("home/.bashrc", "of /etc/skel\n")
        try place.write("home/.config/other", "mine")
        let script = try script(try commit())
        for _ in 1...2 {
            let (ending, output) = try install(script)
            #expect(ending == .code(0), "\(output)")
            try File.remove(home + "/.local/state/alcove/dotfiles")
        }
        #expect(File.target(home + "/.vimrc") == home + "/dotfiles/.vimrc")
        #expect(try place.read("home/.bashrc") == "alias l=ls\n")
        #expect(try place.read("home/.bashrc.before-dotfiles") == "of /etc/skel\n")
        // Another one that comes in its place later takes nothing of it away.
        try File.remove(home + "/.bashrc")
        try place.write("home/.bashrc", "of a program\n")
        try File.remove(home + "/.local/state/alcove/dotfiles")
        #expect(try install(script).0 == .code(0))
        #expect(try place.read("home/.bashrc.before-dotfiles") == "of /etc/skel\n")
        #expect(try place.read("home/.bashrc.before-dotfiles~") == "of a program\n")
        #expect(File.target(home + "/.config/tool") == home + "/dotfiles/.config/tool")
        #expect(try place.read("home/.config/other") == "mine")
        #expect(File.kind(home + "/.git") == nil && File.kind(home + "/README") == nil)
    }

    @Test func onlyTheCommitItselfWillDo() throws {
        let commit = try commit()
        let none = String(repeating: "1", count: 40)
        try git("tag", "-a", "-m", "x", "v1")
        let tag = try git("rev-parse", "v1")
        for (words, told) in [
            (none, "the repository has no commit '\(none)'\n"),
            (tag, "'\(tag)' is a tag, and no commit: that is \(commit)\n"),
        ] {
            let (ending, output) = try install(try script(words))
            #expect(ending == .code(1))
            #expect(output == told)
            #expect(File.kind(home + "/dotfiles") == nil)
        }
    }

    /// Repositories of the longer hash have commits of 64 digits.
    @Test func aCommitOfTheLongerHash() throws {
        try File.removeTree(repository + "/.git")
        try git("init", "-q", "--object-format=sha256")
        try write("install", Self.counting)
        let commit = try commit()
        #expect(commit.count == 64)
        let (ending, output) = try install(try script(commit))
        #expect(ending == .code(0), "\(output)")
        #expect(try place.read("home/ran") == "./install \(home)/dotfiles\n")
    }

    /// Called by a hook of git, its variables are about a repository of the caller's.
    @Test func theCallersRepositoryIsLeftAlone() throws {
        try write("install", Self.counting)
        let script = try script(try commit())
        try place.write("mine/file", "mine")
        let variables = [
            "GIT_DIR=\(place.path)/mine/.git", "GIT_WORK_TREE=\(place.path)/mine", "CDPATH=/",
        ]
        let (ending, output) = try shell(script.command, in: home, with: variables)
        #expect(ending == .code(0), "\(output)")
        #expect(try place.read("home/ran") == "./install \(home)/dotfiles\n")
        #expect(File.names(in: place.path + "/mine") == ["file"])
    }

    /// Killed while it was cloned, it is cloned anew; a clone of somebody else's is left alone.
    @Test func whatIsHalfDoneIsDoneAgain() throws {
        try write("install", Self.counting)
        let script = try script(try commit())
        try place.write("home/.local/state/alcove/dotfiles.new/.git/config", "half")
        #expect(try install(script).0 == .code(0))
        #expect(script.isDone(in: home))
        try File.removeTree(home + "/dotfiles")
        try File.remove(home + "/.local/state/alcove/dotfiles")
        try place.write("home/dotfiles/mine", "mine")
        let (ending, output) = try install(script)
        #expect(ending == .code(1))
        #expect(output.contains("is there already, and is not of "))
        #expect(try place.read("home/dotfiles/mine") == "mine")
    }

    /// What a box writes there cannot lead the host elsewhere.
    @Test func theHostFollowsNoLinkOfTheHome() throws {
        let script = try script(String(repeating: "1", count: 40))
        try place.write("true", "\(repository)\n\(String(repeating: "1", count: 40))\n")
        try File.makeDirectories(home + "/.local/state/alcove", mode: 0o700)
        try place.link("home/.local/state/alcove/dotfiles", to: place.path + "/true")
        #expect(!script.isDone(in: home))
        try File.remove(home + "/.local/state/alcove/dotfiles")
        #expect(unsafe mkfifo(home + "/.local/state/alcove/dotfiles", 0o600) == 0)
        #expect(!script.isDone(in: home))
        try File.remove(home + "/.local/state/alcove/dotfiles")
        try File.move(place.path + "/true", to: home + "/.local/state/alcove/dotfiles")
        #expect(script.isDone(in: home))
    }
}
