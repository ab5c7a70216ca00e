import Boxes
import Engines
import Profiles
import TestSupport
import Testing

@testable import Upkeep

@Suite struct PackagesTests {
    let sandbox: Sandbox
    let name = BoxName.named("web")

    init() throws {
        sandbox = try Sandbox()
        _ = try sandbox.household.create(try sandbox.plan("web") { $0.packages = ["fd"] })
    }

    func packages() throws -> [String]? { try sandbox.household.store.record(name)?.spec.packages }

    @Test func whatWasInstalledIsWrittenDown() throws {
        let status = try sandbox.household.changePackages(of: name, .install(["jq", "fd"])) { _ in
            0
        }
        #expect(status == 0)
        #expect(try packages() == ["fd", "jq"])
        _ = try sandbox.household.changePackages(of: name, .uninstall(["fd"])) { _ in 0 }
        #expect(try packages() == ["jq"])
    }

    @Test func whatFailedIsNot() throws {
        let status = try sandbox.household.changePackages(of: name, .install(["jq"])) { _ in 100 }
        #expect(status == 100)
        #expect(try packages() == ["fd"])
    }

    @Test func nothingElseChangesTheBoxMeanwhile() throws {
        let household = sandbox.household
        _ = try household.changePackages(of: name, .install(["jq"])) { _ in
            #expect(throws: UpkeepError.self) { try household.rename(name, to: .named("other")) }
            return 0
        }
    }

    @Test func listsAreFetchedOnceADay() throws {
        var household = sandbox.household
        func wants() throws -> Bool { household.wantsRefresh(try household.record(name)) }
        #expect(try wants())
        try household.noteRefresh(name)
        #expect(try !wants())
        household.now = { 1_000_000 + 25 * 3600 }
        #expect(try wants())
    }

    @Test func essentialsThatCameLaterAreWrittenDown() throws {
        let household = sandbox.household
        var record = try household.record(name)
        record.lacks = .network
        try household.store.save(record)
        _ = try household.changePackages(of: name, .essentials) { _ in 0 }
        #expect(try household.record(name).lacks == nil)
    }
}
