import Boxes
import Foundation
import Linux
import TestSupport
import Testing

@testable import Exports

/// What becomes of entries of real applications.
@Suite struct RealEntryTests {
    @Test(arguments: Entries.all)
    func isExported(_ id: String) throws {
        let sandbox = try AppSandbox()
        sandbox.add(try Entries.bytes("\(id).desktop").text, id)
        let plan = try sandbox.plan(id)
        #expect(plan.warnings == [])
        #expect(plan.files.first?.path == "\(sandbox.host.applications)/\(id).desktop")
        let entry = try AppSandbox.entry(of: plan)
        if Environment.value("ALCOVE_WRITE_ENTRIES") != nil {
            let folder = URL(filePath: #filePath).deletingLastPathComponent()
            let path = folder.path(percentEncoded: false) + "/Entries/exported/\(id).desktop"
            try File.replace(path, with: Array(entry.utf8), mode: 0o644)
            return
        }
        #expect(try Entries.bytes("exported/\(id).desktop").text == entry)
    }

    @Test(
        .enabled(if: EntryCheck.isInstalled, "desktop-file-validate is not installed"),
        arguments: Entries.all
    )
    func isAsTheSpecificationWantsIt(_ id: String) throws {
        #expect(try EntryCheck.complaints(Entries.bytes("exported/\(id).desktop")) == [])
    }

    @Test(arguments: Entries.all)
    func losesNothing(_ id: String) throws {
        func main(_ name: String) throws -> DesktopFile.Group {
            try #require(DesktopFile(Entries.bytes(name))?[DesktopFile.mainGroup])
        }
        let before = try main("\(id).desktop")
        let after = try main("exported/\(id).desktop")
        let changed = ["Name", "X-GNOME-FullName", "Exec", "TryExec", "Icon", "DBusActivatable"]
        for entry in before.entries where !changed.contains(entry.key) {
            guard DesktopKey.fate(of: entry.key, locale: entry.locale) == .keep else { continue }
            #expect(after[entry.key, entry.locale]?.value == entry.value)
        }
        let order = after.entries.map(\.key).filter { !$0.hasPrefix("X-Alcove") && $0 != "TryExec" }
        let keys = Set(order)
        #expect(before.entries.map(\.key).filter { keys.contains($0) } == order)
    }
}
