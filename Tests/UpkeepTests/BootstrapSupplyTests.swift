import Boxes
import Engines
import Glibc
import Linux
import Profiles
import TestSupport
import Testing

@testable import Upkeep

/// Images that a profile's program makes out of packages.
@Suite struct BootstrapSupplyTests {
    @Test func aBootstrapIsMadeOnceAndKept() throws {
        let sandbox = try Sandbox()
        try sandbox.makeProfile()
        try sandbox.write(
            "bin/mkdeb",
            "#!/bin/sh\necho \"making $1 for $2\"\nprintf 12345 > \"$3\"\n"
        )
        let supply = sandbox.supply
        var lines: Set<String> = []
        let source = ImageSource.bootstrap(family: "debian", release: "trixie")
        let image = try supply.supply(order(source)) {
            if case .bootstrapping(let line) = $0 { lines.insert(line) }
            return true
        }
        #expect(image.reference == "localhost/alcove/bootstrap/debian:trixie")
        #expect(sandbox.engine.imported[image.reference] == 5)
        #expect(lines.contains("making trixie for amd64"))
        #expect(try supply.supply(order(source)) { _ in true } == image.locally)
        #expect(sandbox.scratch.isEmpty)
    }

    @Test func aBootstrapThatFailsShowsItsWords() throws {
        let sandbox = try Sandbox()
        try sandbox.makeProfile()
        let program = sandbox.home + "/bin/mkdeb"
        let source = ImageSource.bootstrap(family: "debian", release: "")
        #expect(
            throws: UpkeepError.image(.missingBootstrap(program: program, package: "mkdeb"))
        ) {
            try sandbox.supply.supply(order(source)) { _ in true }
        }
        try sandbox.write("bin/mkdeb", "#!/bin/sh\necho no mirror >&2; exit 25\n")
        let failed = ImageFault.bootstrapFailed(
            program: program,
            ending: .code(25),
            log: ["no mirror"]
        )
        #expect(throws: UpkeepError.image(failed)) {
            try sandbox.supply.supply(order(source)) { _ in true }
        }
    }

    @Test func aBootstrapThatIsCancelledEndsWithAllItStarted() throws {
        let sandbox = try Sandbox()
        try sandbox.makeProfile()
        try sandbox.write(
            "bin/mkdeb",
            """
            #!/bin/sh
            echo 1 >"$3"
            sleep 60 &
            echo $! >"$0.new"
            mv "$0.new" "$0.pid"
            wait
            """
        )
        let pidFile = sandbox.home + "/bin/mkdeb.pid"
        let source = ImageSource.bootstrap(family: "debian", release: "sid")
        #expect(throws: UpkeepError.cancelled) {
            try sandbox.supply.supply(order(source)) { _ in File.kind(pidFile) == nil }
        }
        let pid = try File.read(pidFile).text.split(separator: "\n")[0]
        // It was told to end, and does so when it is its turn.
        var isAtWork = true
        for _ in 0..<250 where isAtWork {
            let state = try File.readIfThere("/proc/\(pid)/stat")
            isAtWork = state.map { !$0.text.contains(") Z ") } ?? false
            if isAtWork { usleep(20_000) }
        }
        #expect(!isAtWork)
        #expect(sandbox.scratch.isEmpty)
    }

    @Test func releasesAreWords() throws {
        let sandbox = try Sandbox()
        try sandbox.makeProfile()
        for release in ["--x", "a b", "../x"] {
            #expect(throws: UpkeepError.self) {
                try sandbox.supply.supply(
                    order(.bootstrap(family: "debian", release: release))
                ) { _ in true }
            }
        }
        #expect(throws: UpkeepError.profile(.unknownFamily("x", known: ["debian"]))) {
            try sandbox.supply.supply(order(.bootstrap(family: "x", release: "1"))) { _ in true }
        }
    }
}

extension BoxRecord.ImageMark {
    /// The same as a later look into the fake engine's store gives it.
    fileprivate var locally: BoxRecord.ImageMark {
        BoxRecord.ImageMark(reference: reference, id: id, digest: "sha256:imported")
    }
}
