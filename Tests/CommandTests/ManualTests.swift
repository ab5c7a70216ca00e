import Foundation
import Testing

@testable import alcove

/// The pages of docs/man are those that the program and docs/commands.md make; `make man` writes
/// them anew.
@Suite struct ManualTests {
    @Test func pagesAreThoseOfTheProgram() throws {
        let pages = try Manual().pages
        if ProcessInfo.processInfo.environment["ALCOVE_WRITE_MANUAL"] != nil {
            try write(pages)
        }
        let present = try FileManager.default.contentsOfDirectory(atPath: Manual.folder.path)
        #expect(Set(present) == Set(pages.keys), "'make man' writes the pages")
        for (name, text) in pages {
            let file = try Data(contentsOf: Manual.folder.appending(path: name))
            #expect(String(decoding: file, as: UTF8.self) == text, "'make man' writes \(name)")
        }
    }

    private func write(_ pages: [String: String]) throws {
        let files = FileManager.default
        try files.createDirectory(at: Manual.folder, withIntermediateDirectories: true)
        for name in try files.contentsOfDirectory(atPath: Manual.folder.path) {
            try files.removeItem(at: Manual.folder.appending(path: name))
        }
        for (name, text) in pages {
            try Data(text.utf8).write(to: Manual.folder.appending(path: name))
        }
    }

    @Test func everyPageHasASynopsisAndAnExample() throws {
        for (name, text) in try Manual().pages {
            #expect(text.contains(".SH EXAMPLES\n"), "\(name)")
            let others = text.components(separatedBy: ".SH SEE ALSO\n").last ?? ""
            #expect(others.contains(".BR alcove\\-"), "\(name) refers to no other")
            #expect(text.contains(".SH SYNOPSIS\n.PP\n\\fBalcove\\fR"), "\(name)")
        }
    }
}
