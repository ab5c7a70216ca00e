import Linux
import Serving
import Testing
import Wire

@testable import Agent

@Suite struct DirectoriesTests {
    private func directories(
        _ change: (inout SessionRequest, inout BoxSetup) -> Void
    ) -> Directories {
        var request = SessionRequest()
        var setup = BoxSetup.ofAmy
        change(&request, &setup)
        return Directories(for: request, in: setup, home: "/home/amy")
    }

    private func made(_ candidates: [String], elsewhere: Int) -> Directories {
        var made = directories { request, _ in request.workdir = [] }
        made.candidates = bytes(candidates)
        made.elsewhere = elsewhere
        return made
    }

    @Test func callersDirectoryIsFoundBelowAMountOrOnTheHost() {
        let found = directories { request, _ in
            request.directories = bytes(["/home/amy/x", "/mnt/disk/x"])
        }
        #expect(
            found
                == made(
                    [
                        "/home/amy/x", "/run/host/home/amy/x", "/run/host/mnt/disk/x", "/home/amy",
                        "/",
                    ],
                    elsewhere: 3
                )
        )
    }

    @Test func rootOfTheHostIsItsPlaceInTheBox() {
        let found = directories { request, _ in request.directories = bytes(["/"]) }
        #expect(found == made(["/run/host", "/home/amy", "/"], elsewhere: 1))
    }

    @Test func callerWhoseDirectoryIsGoneBeginsAtHomeAndThatIsElsewhere() {
        #expect(directories { _, _ in } == made(["/home/amy", "/"], elsewhere: 0))
    }

    @Test func directoryThatWasAskedForHasNoOther() {
        let found = directories { request, setup in
            request.workdir = Array("/srv".utf8)
            request.directories = bytes(["/home/amy"])
            setup.workdir = Array("/w".utf8)
        }
        #expect(found == made(["/srv"], elsewhere: 1))
    }

    @Test func directoryOfTheBoxComesBeforeTheCallers() {
        let found = directories { request, setup in
            request.directories = bytes(["/home/amy"])
            setup.workdir = Array("/w".utf8)
        }
        #expect(found == made(["/w", "/home/amy", "/"], elsewhere: 1))
    }

    @Test(
        arguments: [
            ("/home/amy", "/home/amy"), ("/home/amy/x", "/home/amy/x"), ("/home/amyx", nil),
            ("/mnt/x/home/amy", nil), ("/srv/a", "/data/a"), ("/srv/www/a", "/www/a"),
            ("/srv/wwwx", "/data/wwwx"), ("/", nil), ("", nil), ("srv", nil),
        ] as [(String, String?)]
    )
    func longestMountByComponentsWins(_ path: String, _ place: String?) {
        let mounts =
            BoxSetup.ofAmy.mounts + [
                BoxSetup.Mapping(host: Array("/srv/www".utf8), box: Array("/www".utf8))
            ]
        #expect(mounts.place(of: Array(path.utf8))?.text == place)
        #expect(mounts.reversed().place(of: Array(path.utf8))?.text == place)
    }
}
