import Attach
import Boxes
import Engines
import Exports
import Linux
import Profiles
import Testing
import Upkeep
import Wire

@testable import alcove

private let box = BoxName.named("web")
private let address = EngineAddress(kind: .docker, socket: "/run/docker.sock")
private let system = SystemError(call: "open", subject: "/x", code: Errno.permissionDenied)

@Suite struct WordsTests {
    @Test func sudoThatIsMissingHintsAtTheOtherWay() {
        let refusal = Refusal(.notFound, subject: Array("sudo".utf8), code: 2)
        let failure = Failure(AttachError.refused(refusal))
        #expect(failure.status == 127)
        #expect(failure.hint?.contains("alcove run --root") == true)
    }

    static let boxErrors: [BoxError] = [
        .badName("x"), .badVolume("x"), .badEnvironment("x"), .badSize("x"), .badProcessors("x"),
        .badHome("x"), .badLabel("x"), .badHostname("x"), .badPlatform("x"), .badShim("x"),
        .badShell("x"),
        .badWorkdir("x"), .badDevice("x"), .longName("x"), .badEngineOption("x"),
        .conflict("--a", "--b"),
        .sameTarget("/t", "--a", "--b"), .emptied("/t", by: "--a"),
        .inRuntimeDirectory("/t"),
    ]
    static let engineErrors: [EngineError] = [
        .noEngine([EngineAttempt(place: "/run", reason: "because")]), .badAddress("x"),
        .notLocal("x"),
        .badReference("x"), .badEngineOption(reason: "because"), .missingController("memory"),
        .cannotKeepIDs, .unreachable(address, system),
        .broken(address, call: "c", reason: "because"),
        .timedOut(address, call: "c", seconds: 3), .missingLibrary("libcurl.so.4"),
        .noSuchContainer("c"), .noSuchImage("i"), .nameInUse("web"),
        .unauthorized(image: "i", reason: "because"), .badConfiguration("/f", reason: "because"),
        .notInRegistry(image: "i", reason: "because"),
        .noRegistry(image: "i", reason: "because"),
        .registryUnreachable(image: "i", reason: "because"),
        .badArchive(reason: "because"), .cancelled,
        .refused(call: "c", status: 500, reason: "because"),
        .system(system),
    ]
    static let imageFaults: [ImageFault] = [
        .noFile(path: "/f"), .notRegular(path: "/f"), .notArchive(path: "/f"),
        .noRecipe(folder: "/f"),
        .badIgnore(path: "/f", line: 1),
        .foreign(image: "x", wanted: "linux/arm64", ["linux/amd64"]), .changing(path: "/f"),
        .missingProgram("zstd", path: "/f"), .unpackFailed(path: "/f", program: "zstd"),
        .several(path: "/f", ["one:1", "two:2"]),
        .otherPlatform(path: "/f", wanted: "linux/amd64", ["linux/arm64"]),
        .brokenArchive(path: "/f", .missing("index.json")),
        .brokenArchive(path: "/f", .malformed("index.json")),
        .brokenArchive(path: "/f", .tooLarge("index.json")), .brokenArchive(path: "/f", .noImage),
        .notLocal("i"), .noBootstrap(family: "x"),
        .missingBootstrap(program: "p", package: "q"),
        .bootstrapFailed(program: "p", ending: .code(1), log: ["no"]), .unknownHost("x"),
        .essentialsFailed(BuildFailure(reason: "because")),
        .packagesFailed(["one", "two"], BuildFailure(reason: "because")),
        .carriedFailed(["one", "two"], byHand: ["two"], BuildFailure(reason: "because")),
    ]
    static let profileErrors: [ProfileError] = [
        .unreadable(file: "/f", code: Errno.permissionDenied),
        .malformed(file: "/f", line: 1, reason: "because"), .missingKey(file: "/f", key: "k"),
        .badValue(file: "/f", line: 1, key: "k", allowed: "a text"),
        .unknownKey(file: "/f", line: 1, key: "k", nearest: "l"),
        .badParent(file: "/f", line: 1, name: "x"), .unknownFamily("x", known: ["debian"]),
        .badRelease("x", of: "fedora", forms: ["latest", "N", "NAME-slim"]),
    ]
    static let attachErrors: [AttachError] =
        [
            .notAnswering(system), .foreign(uid: 1), .lost, .version(9), .nonsense(.truncated),
            .system(system),
        ]
        + [
            Refusal.Reason.notFound, .notExecutable, .noDirectory, .noShell, .rootForbidden,
            .notPermitted, .badRequest, .failed,
        ].map { .refused(Refusal($0, subject: Array("sh".utf8), code: 13)) }
    static let appErrors: [AppError] =
        [
            .missing("x", nearest: []), .missing("x", nearest: ["y", "z"]), .several("x", []),
            .unreadable("/a.desktop"), .notApplication(path: "/a.desktop", type: ""),
            .notApplication(path: "/a.desktop", type: "Link"), .hidden("/a.desktop"),
            .noName("/a.desktop"), .noCommand("/a.desktop"), .badLabel("x"), .badName("/"),
            .box(BoxFilesError("because")),
        ]
        + [
            ExecLine.Fault.empty, .tooLong, .openQuote, .unknownCode([0x25]), .controlCharacter,
            .substitution,
        ].map { .badCommand(path: "/a.desktop", $0) }
    static let upkeepErrors: [UpkeepError] = [
        .missing(box), .exists(box), .nameTaken(box, container: "c"),
        .containerGone(box, container: "c"), .notOurs(box, container: "c"),
        .otherEngine(box, address), .badRecord(path: "/r", .malformed("spec")),
        .badJournal(path: "/j", .version(9)), .unsettled("/j"), .unsettledElsewhere("/j", address),
        .locked(box, by: 3), .running(box), .paused(box, address), .shortName(box, address),
        .noDevice("/dev/x"),
        .unstartable(box, .paused),
        .died(box, exitCode: 1, log: ["no"]), .notReady(box, seconds: 60, log: []), .mute(box),
        .noAgent(["/a"]), .otherAgent("/a"), .unsafeDirectory("/tmp/a"),
        .noSource(Volume(source: "/s", target: "/t")),
        .noHome("/h"), .unfitHome("/"), .noGroup("g"),
        .noController(option: "--memory", controller: "memory"),
        .homeStays(path: "/h", address, system), .cancelled,
    ]

    static var failures: [Failure] {
        var all = boxErrors.map { Failure($0) }
        all += engineErrors.map { Failure($0) }
        all += imageFaults.map { Failure($0) }
        all += profileErrors.map { Failure($0) }
        all += attachErrors.map { Failure($0) }
        all += appErrors.map { Failure($0) }
        all += upkeepErrors.map { Failure($0) }
        return all
    }

    @Test(arguments: failures)
    func haveOneVoice(_ failure: Failure) {
        let first = failure.message.unicodeScalars.first
        let isName = ["Podman ", "Docker "].contains { failure.message.hasPrefix($0) }
        #expect(first?.properties.isUppercase == false || isName, "\(failure.message)")
        #expect(!failure.message.hasSuffix("."), "\(failure.message)")
        #expect(!failure.message.contains("\n"))
        if let hint = failure.hint {
            #expect(hint.unicodeScalars.first?.properties.isLowercase == false, "\(hint)")
            #expect(hint.hasSuffix(".") || hint.hasSuffix("?"), "\(hint)")
        }
    }

    @Test func causeIsSaidOnce() {
        for failure in Self.failures {
            for detail in failure.details { #expect(!failure.message.contains(detail)) }
        }
    }

    @Test(
        arguments: [
            (.podman, Errno.permissionDenied, "remove '/h' with 'podman unshare rm -r'."),
            (.podman, Errno.notEmpty, "remove '/h' with 'podman unshare rm -r'."),
            (.docker, Errno.notPermitted, "remove '/h' with 'sudo rm -r'."),
            (.podman, Errno.inputOutput, "Remove '/h' when nothing keeps it any more."),
        ] as [(EngineAddress.Kind, Int32, String)]
    )
    func homeThatStaysHintsAtTheWay(kind: EngineAddress.Kind, code: Int32, way: String) {
        let engine = EngineAddress(kind: kind, socket: "/s")
        let error = SystemError(call: "rmdir", subject: "/h/f", code: code)
        let failure = Failure(UpkeepError.homeStays(path: "/h", engine, error))
        #expect(failure.hint?.hasSuffix(way) == true)
    }

    @Test func dockerSocketHintsAtTheGroup() {
        #expect(
            Failure(EngineError.unreachable(address, system)).hint?.contains("'docker'") == true
        )
    }
}
