import TOMLKit

/// A TOML file as a list of its keys, each with the line it stands in.
package struct TOMLDocument: Equatable, Sendable {
    /// In the order of the keys.
    package let entries: [Entry]
    private let lines: TOMLLines

    /// One key and what it says.
    package struct Entry: Equatable, Sendable {
        /// The names of its tables, and its own.
        package let path: [String]
        package let value: Value
        package let line: Int

        /// With the names of its tables: `environment.keep`.
        package var key: String { path.joined(separator: ".") }
    }

    package enum Value: Equatable, Sendable {
        case text(String)
        case texts([String])
        /// A list of lists of texts: commands, most often.
        case lists([[String]])
        case flag(Bool)
        case integer(Int)
        case number(Double)
        /// A table without a key.
        case empty
        /// Something that no key of ours can be.
        case other
    }

    /// Text that is no TOML.
    package struct Fault: Error, Equatable {
        package let line: Int
        /// The parser's words.
        package let reason: String
        /// Whether the line begins what a version control could not merge.
        package var isConflict = false
    }

    package init(_ text: String) throws(Fault) {
        do {
            try self.init(parsing: text)
        } catch {
            guard let line = Self.conflict(in: text) else { throw error }
            throw Fault(line: line, reason: "it has a conflict of a merge", isConflict: true)
        }
    }

    /// The line of the first mark that git, Mercurial and others leave in a file; no TOML has it.
    private static func conflict(in text: String) -> Int? {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .firstIndex { $0.hasPrefix("<<<<<<< ") }.map { $0 + 1 }
    }

    private init(parsing text: String) throws(Fault) {
        if let trap = TOMLTraps.first(in: text) {
            throw Fault(line: trap.line, reason: trap.reason)
        }
        let table: TOMLTable
        do {
            table = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            // It is more than a line where the parser shows what it found.
            let reason = error.description.split(whereSeparator: \.isNewline).joined(separator: " ")
            throw Fault(line: error.source.begin.line, reason: reason)
        } catch {
            throw Fault(line: 1, reason: "\(error)")
        }
        // The parser keeps no positions of values.
        lines = TOMLLines(text)
        entries = Self.flat(table, below: []).map { [lines] path, value in
            Entry(path: path, value: value, line: lines[path.joined(separator: ".")])
        }
    }

    /// The line of a key, or of the table of that name.
    package func line(of path: [String]) -> Int { lines[path.joined(separator: ".")] }

    private static func flat(_ table: TOMLTable, below path: [String]) -> [([String], Value)] {
        table.keys.sorted().flatMap { name -> [([String], Value)] in
            guard let value = table[name] else { return [] }
            guard let table = value.table else { return [(path + [name], Value(value))] }
            return table.isEmpty ? [(path + [name], .empty)] : flat(table, below: path + [name])
        }
    }
}

extension TOMLDocument.Value {
    fileprivate init(_ value: any TOMLValueConvertible) {
        if let text = value.string {
            self = .text(text)
        } else if let flag = value.bool {
            self = .flag(flag)
        } else if let integer = value.int {
            self = .integer(integer)
        } else if let number = value.double {
            self = .number(number)
        } else if let array = value.array {
            self = Self.list(array)
        } else {
            self = .other
        }
    }

    private static func list(_ array: TOMLArray) -> Self {
        let texts = array.compactMap(\.string)
        if texts.count == array.count { return .texts(texts) }
        let lists = array.compactMap { item -> [String]? in
            guard let inner = item.array else { return nil }
            let texts = inner.compactMap(\.string)
            return texts.count == inner.count ? texts : nil
        }
        return lists.count == array.count ? .lists(lists) : .other
    }
}
