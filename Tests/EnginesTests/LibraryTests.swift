import Curl
import Subid
import Systemd
import Testing

@Suite struct LibraryTests {
    @Test func missingCurlIsNamed() {
        #expect(throws: TransferError.missingLibrary("libalcove-none.so.1")) {
            _ = try Transfer(files: ["libalcove-none.so.1", "libc.so.6"])
        }
    }

    @Test func missingSystemdIsNamed() {
        #expect(throws: SystemdError.missingLibrary("libalcove-none.so.1")) {
            try startUserUnit("x.socket", library: "libalcove-none.so.1")
        }
    }

    @Test func noBus() {
        #expect {
            try startUserUnit("x.socket", bus: "unix:path=/nonexistent/bus")
        } throws: {
            if case SystemdError.refused = $0 { true } else { false }
        }
    }

    @Test func noPortal() {
        let address = PortalTarget.address("https://example.org")
        #expect(throws: PortalError.absent) {
            try openByPortal(address, library: "libalcove-none.so.1")
        }
        #expect(throws: PortalError.absent) {
            try openByPortal(address, bus: "unix:path=/nonexistent/bus")
        }
    }

    @Test func unknownUserHasNoRanges() throws {
        #expect(try subordinateIDs(of: "nobody-of-that-name", .users) == [])
        #expect(try subordinateIDs(of: "nobody-of-that-name", .groups) == [])
    }
}
