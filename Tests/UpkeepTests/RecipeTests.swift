import Archives
import Boxes
import Engines
import Glibc
import Linux
import Profiles
import TestSupport
import Testing

@testable import Upkeep

/// Images from Containerfiles of the user's.
@Suite struct RecipeTests {
    let sandbox: Sandbox
    let folder: String

    init() throws {
        sandbox = try Sandbox()
        folder = sandbox.home + "/My Web"
        try File.makeDirectories(folder + "/src/deep", mode: 0o755)
        try write("Containerfile", "FROM debian\nCOPY . /src\n")
        try write("src/main.c", "int main;")
    }

    func write(_ path: String, _ text: String, mode: UInt32 = 0o644) throws {
        try File.replace("\(folder)/\(path)", with: Array(text.utf8), mode: mode)
    }

    var supply: ImageSupply {
        ImageSupply(
            engine: sandbox.engine,
            shelf: ProfileShelf([]),
            places: sandbox.places,
            environment: ["https_proxy=http://p:1", "PATH=/bin"].map { Array($0.utf8) }
        )
    }

    func build(
        _ path: String? = nil,
        _ change: (inout ImageSupply.Order) -> Void = { _ in }
    ) throws -> BoxRecord.ImageMark {
        var order = ImageSupply.Order(.recipe(path ?? folder))
        change(&order)
        return try supply.supply(order) { _ in true }
    }

    /// Paths of the files that the last build was given.
    func sent() throws -> [String] {
        let path = sandbox.home + "/sent.tar"
        try File.replace(path, with: sandbox.engine.builds.last?.context ?? [], mode: 0o600)
        let file = try FileDescriptor(opening: path, O_RDONLY)
        var names: [String] = []
        _ = try TarHeader.forEach(in: file, of: path) { header, _ in
            names.append(header.name)
            return true
        }
        return names
    }

    @Test func theFolderIsSentAndNamed() throws {
        let image = try build()
        #expect(image.reference.hasPrefix("localhost/alcove/recipe/my-web:"))
        #expect(image.digest == nil)
        #expect(try sent() == ["Containerfile", "src/", "src/deep/", "src/main.c"])
        let request = try #require(sandbox.engine.builds.last?.request)
        #expect(request.file == "Containerfile")
        #expect(request.arguments == ["https_proxy": "http://p:1"])
        #expect(request.labels.keys.sorted() == ["dev.alcove.recipe"])
        #expect(request.pull == .missing)
    }

    /// A lock says what an image is built from, on every machine.
    @Test func theFilesThatCountAreThoseOfABuild() throws {
        let mark = try RecipeFiles.mark(of: folder)
        try write("alcove.toml", "[box.web]")
        try write("alcove.lock", "format = 1")
        try write("src/main.c", "int main;", mode: 0o664)
        try File.makeDirectories(folder + "/.git", mode: 0o755)
        try write(".git/index", "of this clone")
        #expect(try RecipeFiles.mark(of: folder) == mark)
        try write("src/main.c", "int main;", mode: 0o755)
        #expect(try RecipeFiles.mark(of: folder) != mark)
        try write("src/main.c", "int main;")
        try write("src/more.c", "int more;")
        #expect(try RecipeFiles.mark(of: folder) != mark)
        try write(".containerignore", "**/more.c\n.containerignore\n")
        #expect(try RecipeFiles.mark(of: folder) == mark)
        try write("Containerfile", "FROM debian\n")
        #expect(try RecipeFiles.mark(of: folder) != mark)
    }

    @Test func theSameFilesAreBuiltOnce() throws {
        let image = try build()
        #expect(try build() == image)
        #expect(try build(folder + "/Containerfile") == image)
        #expect(sandbox.engine.builds.count == 1)
        // Dates mean nothing.
        try write("src/main.c", "int main;")
        #expect(try build() == image)
        try write("src/main.c", "int main2;")
        #expect(try build() != image)
        try write("src/main.c", "int main;", mode: 0o755)
        #expect(try build() != image)
        #expect(try build(nil) { $0.platform = "linux/arm64" } != image)
    }

    @Test func policiesDecideWhetherItIsBuiltAgain() throws {
        _ = try build()
        _ = try build(nil) { $0.pull = .newer }
        _ = try build(nil) { $0.pull = .always }
        #expect(sandbox.engine.builds.map(\.request.pull) == [.missing, .newer, .always])
        #expect(try build(nil) { $0.pull = .never }.id == "built3")
        try write("Containerfile", "FROM ghost AS a\nFROM a\nFROM scratch\nFROM $X\n")
        #expect(throws: UpkeepError.image(.notLocal("ghost"))) {
            try build(nil) { $0.pull = .never }
        }
    }

    @Test func anImageOfThatNameIsNotOursByThat() throws {
        let image = try build()
        sandbox.engine.images[image.reference]?.labels = [:]
        _ = try build()
        #expect(sandbox.engine.builds.count == 2)
    }

    @Test func patternsLeaveFilesOut() throws {
        try write(".dockerignore", "src\n!src/main.c\n")
        _ = try build()
        #expect(try sent() == [".dockerignore", "Containerfile", "src/main.c"])
        try write(".containerignore", "*\n")
        _ = try build()
        #expect(try sent() == ["Containerfile"])
        try write(".containerignore", "a\n[b\n")
        let path = folder + "/.containerignore"
        #expect(throws: UpkeepError.image(.badIgnore(path: path, line: 2))) { try build() }
    }

    @Test func linksLongNamesAndOddFiles() throws {
        let long = String(repeating: "n", count: 150)
        try write(long, "x")
        try check("symlink", folder) { unsafe symlink("/etc/passwd", folder + "/link") }
        try check("symlink", folder) { unsafe symlink("/" + long, folder + "/far") }
        try check("mkfifo", folder) { unsafe mkfifo(folder + "/pipe", 0o600) }
        _ = try build()
        let bytes = try #require(sandbox.engine.builds.last?.context)
        let text = bytes.text
        #expect(text.contains("path=\(long)\n"))
        #expect(text.contains("linkpath=/\(long)\n"))
        #expect(try !sent().contains("pipe"))
        // tar itself has the last word.
        let archive = sandbox.home + "/sent.tar"
        try File.replace(archive, with: bytes, mode: 0o600)
        try File.makeDirectories(sandbox.home + "/out", mode: 0o755)
        let words = ["-xf", archive, "-C", sandbox.home + "/out"]
        let tar = Program("tar", words, environment: Environment.all)
        #expect(try tar.run { _ in true } == .code(0))
        #expect(try File.read(sandbox.home + "/out/\(long)") == Array("x".utf8))
        #expect(File.target(sandbox.home + "/out/link") == "/etc/passwd")
        #expect(File.target(sandbox.home + "/out/far") == "/" + long)
    }

    @Test func aFileOfManyPieces() throws {
        let text = String(repeating: "0123456789", count: 100_000)
        try write("big", text)
        _ = try build()
        let bytes = try #require(sandbox.engine.builds.last?.context)
        #expect(bytes.count % 512 == 0)
        #expect(bytes.text.contains(text))
    }

    @Test func aFileThatShrinksMeanwhileIsToldOf() throws {
        let context = try RecipeContext(try Recipe(folder))
        let stream = RecipeStream(context)
        try write("src/main.c", "")
        while let piece = stream.piece(), !piece.isEmpty {}
        #expect(stream.failure == .image(.changing(path: folder + "/src/main.c")))
    }

    /// What was shown and agreed to is built, whatever stands there by now.
    @Test func whatIsKnownOfItIsWhatIsBuilt() throws {
        let known = KnownFiles([
            folder + "/Containerfile": Array("FROM agreed\n".utf8), folder + "/Dockerfile": nil,
            folder + "/src/main.c": Array("int agreed;".utf8),
        ])
        let mark = try RecipeFiles.mark(of: folder, known)
        _ = try build(nil) { $0.known = known }
        let bytes = try #require(sandbox.engine.builds.last?.context)
        #expect(bytes.count % 512 == 0)
        #expect(bytes.text.contains("FROM agreed") && bytes.text.contains("int agreed;"))
        try write("src/main.c", "int other, and longer;")
        try write("Containerfile", "FROM other\n")
        #expect(try RecipeFiles.mark(of: folder, known) == mark)
        let unseen = KnownFiles([folder + "/Containerfile": nil])
        #expect(throws: UpkeepError.image(.noRecipe(folder: folder))) {
            try Recipe(folder, unseen)
        }
    }

    /// Of a project nothing counts but what was shown: neither another Containerfile, nor another list of
    /// what stays out of a build.
    @Test func whatIsUnknownOfAProjectIsNotUsed() throws {
        let recipe = folder + "/Containerfile"
        try write(".dockerignore", "src\n")
        let none = KnownFiles([:], areAll: true)
        #expect(throws: UpkeepError.image(.unknownRecipe(path: recipe))) {
            try build(nil) { $0.known = none }
        }
        #expect(throws: UpkeepError.image(.unknownRecipe(path: recipe))) {
            try build(recipe) { $0.known = none }
        }
        var files: [(path: String, bytes: [UInt8]?)] = [(recipe, Array("FROM x".utf8))]
        #expect(throws: UpkeepError.image(.unknownRecipe(path: folder + "/.containerignore"))) {
            try build(nil) { $0.known = KnownFiles(files, areAll: true) }
        }
        files += [
            (folder + "/.containerignore", nil), (folder + "/.dockerignore", Array("*.c".utf8)),
        ]
        _ = try build(nil) { $0.known = KnownFiles(files, areAll: true) }
        #expect(try sent().contains("src/deep/"))
    }

    /// Links that come while the folder is read lead nowhere.
    @Test(arguments: ["src/main.c", "main.c", "src"])
    func aLinkThatComesMeanwhileIsNotFollowed(path: String) throws {
        let secrets = sandbox.home + "/secrets"
        try File.makeDirectories(secrets, mode: 0o700)
        try File.replace(secrets + "/main.c", with: Array("secret!!!".utf8), mode: 0o600)
        try write("main.c", "int main;")
        let stream = RecipeStream(try RecipeContext(try Recipe(folder)))
        try File.removeTree("\(folder)/\(path)")
        try File.link("\(folder)/\(path)", to: path == "src" ? secrets : secrets + "/main.c")
        var sent: [UInt8] = []
        while let piece = stream.piece(), !piece.isEmpty { sent += piece }
        #expect(stream.failure != nil)
        #expect(!sent.text.contains("secret"))
    }

    /// Nor is a pipe waited for.
    @Test(.timeLimit(.minutes(1))) func aPipeThatComesMeanwhileIsNotWaitedFor() throws {
        let stream = RecipeStream(try RecipeContext(try Recipe(folder)))
        try File.remove(folder + "/src/main.c")
        try check("mkfifo", folder) { unsafe mkfifo(folder + "/src/main.c", 0o600) }
        while let piece = stream.piece(), !piece.isEmpty {}
        #expect(stream.failure != nil)
    }

    @Test func recipesByOtherNames() throws {
        try write("Dockerfile", "FROM debian\n")
        #expect(try Recipe(folder).file == "Containerfile")
        try File.remove(folder + "/Containerfile")
        #expect(try Recipe(folder).file == "Dockerfile")
        try write("Containerfile.dev", "FROM debian\n")
        _ = try build(folder + "/Containerfile.dev")
        #expect(sandbox.engine.builds.last?.request.file == "Containerfile.dev")
        #expect(throws: UpkeepError.image(.noRecipe(folder: folder + "/src"))) {
            try build(folder + "/src")
        }
    }

    @Test func aBuildThatFailsIsToldOf() throws {
        let failure = EngineError.buildFailed(BuildFailure(reason: "no"))
        sandbox.engine.failing = (2, failure)
        #expect(throws: UpkeepError.engine(failure)) { try build() }
        sandbox.engine.failing = nil
        #expect(throws: UpkeepError.cancelled) {
            try supply.supply(ImageSupply.Order(.recipe(folder))) { _ in false }
        }
    }
}
