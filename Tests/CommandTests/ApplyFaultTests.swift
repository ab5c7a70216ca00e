import Boxes
import Engines
import TestSupport
import Testing
import Upkeep

@testable import alcove

/// What is wrong with one box keeps no other from being what is declared.
extension ApplyTests {
    @Test func aBoxWhoseContainerIsGoneIsTold() throws {
        try declare(
            """
            [box.web]
            image = "debian"
            bare = true
            [box.db]
            image = "debian"
            bare = true
            """
        )
        _ = alcove("apply", "--yes")
        sandbox.engine.containers.removeAll { $0.name == "db" }
        #expect(
            alcove("apply") == """
                error: the engine has no container of box 'db' any more
                hint: Remove what is left of it with 'alcove rm db', and apply once more.
                [1]
                """
        )
        // It keeps no other, whether it is to be made anew or not.
        try declare(
            """
            [box.web]
            image = "debian"
            bare = true
            env = { A = "1" }
            [box.db]
            image = "debian:13"
            bare = true
            """
        )
        let told = alcove("apply")
        #expect(told.contains("error: the engine has no container of box 'db' any more"))
        #expect(told.contains("Box 'web' is changed"))
    }

    @Test func aBoxThatIsNotLockedKeepsNoOther() throws {
        try declare(
            """
            [box.web]
            image = "debian"
            bare = true
            [box.db]
            image = "debian"
            bare = true
            """
        )
        _ = alcove("apply", "--yes")
        let told = alcove("apply", "--locked")
        #expect(told.contains("box 'db' is not locked as it is declared"))
        #expect(told.contains("box 'web' is not locked as it is declared"))
    }

    /// Somebody may have taken it over while the others were made.
    @Test func whatIsAnothersByNowIsNotRemoved() throws {
        try declare("[box.web]\nimage = \"debian\"\nbare = true\n[box.db]\nextends = \"web\"")
        _ = alcove("apply", "--yes")
        let record = try #require(try sandbox.record("db"))
        let household = try sandbox.host.household(of: record)
        #expect(try !household.remove(record.name, force: true) { $0.declared == nil })
        #expect(try sandbox.record("db") == record)
    }
}
