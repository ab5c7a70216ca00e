/// One of `/etc/passwd`, `/etc/group` and `/etc/shadow`: lines of fields, kept byte for byte.
struct AccountFile: Equatable {
    private(set) var lines: [Line]

    struct Line: Equatable {
        var fields: [[UInt8]]

        var name: [UInt8] { fields[0] }
        func number(_ index: Int) -> UInt32? {
            guard index < fields.count else { return nil }
            return UInt32(String(decoding: fields[index], as: UTF8.self))
        }
    }

    init(_ bytes: [UInt8]) {
        var rows = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if rows.last?.isEmpty == true { rows.removeLast() }
        lines = rows.map { row in
            let fields = row.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            return Line(fields: fields.map { Array($0) })
        }
    }

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for line in lines {
            bytes.append(contentsOf: line.fields.joined(separator: [UInt8(ascii: ":")]))
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }

    func line(named name: String) -> Line? {
        lines.first { $0.name == Array(name.utf8) }
    }

    /// The first line whose field of that index is that number, as the C library finds it.
    func line(where index: Int, is number: UInt32) -> Line? {
        lines.first { $0.number(index) == number }
    }

    mutating func removeAll(where condition: (Line) -> Bool) {
        lines.removeAll(where: condition)
    }

    mutating func append(_ fields: [String]) {
        lines.append(Line(fields: fields.map { Array($0.utf8) }))
    }

    mutating func insertFirst(_ fields: [String]) {
        lines.insert(Line(fields: fields.map { Array($0.utf8) }), at: 0)
    }

    /// Adds a member to the group of that line, once.
    mutating func addMember(_ member: String, where condition: (Line) -> Bool) {
        guard let index = lines.firstIndex(where: condition) else { return }
        while lines[index].fields.count < 4 { lines[index].fields.append([]) }
        var members = lines[index].fields[3].split(separator: UInt8(ascii: ",")).map { Array($0) }
        guard !members.contains(Array(member.utf8)) else { return }
        members.append(Array(member.utf8))
        lines[index].fields[3] = Array(members.joined(separator: [UInt8(ascii: ",")]))
    }
}
