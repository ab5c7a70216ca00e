import Boxes
import Linux
import Upkeep

/// What boxes take on disk: bars on a terminal, a plain table elsewhere.
struct DiskChart {
    /// One thing that takes space.
    struct Row: Equatable {
        let kind: String
        let name: String
        /// Nil when it is not known.
        let bytes: Int64?
    }

    let rows: [Row]
    private let total: Int64

    init(_ use: DiskUse) {
        let boxes = use.boxes.map { Row(kind: "box", name: $0.name.description, bytes: $0.bytes) }
        let images = use.images.map { image in
            Row(kind: "image", name: image.title, bytes: image.bytes)
        }
        let homes = use.homes.map { home in
            let name = home.path.split(separator: "/").last.map(String.init) ?? home.path
            let rest = home.box == nil ? " (no box)" : ""
            return Row(kind: "home", name: name + rest, bytes: home.bytes)
        }
        rows = boxes + images + homes
        total = use.bytes
    }

    func lines(on host: Host) -> [String] {
        guard host.console.outputIsTerminal else { return table }
        return chart(columns: host.console.columns, inBlocks: host.showsUnicode)
    }

    private var table: [String] {
        var table = Table(["KIND", "NAME", "SIZE"])
        for row in rows + [Row(kind: "total", name: "", bytes: total)] {
            table.rows.append([
                Table.Cell(row.kind), Table.Cell(row.name), Table.Cell(Self.size(row.bytes)),
            ])
        }
        return table.lines(coloured: false)
    }

    /// Lines no wider than the terminal: kind and name, a bar, and the size at the right end.
    func chart(columns: Int, inBlocks: Bool) -> [String] {
        let largest = max(rows.compactMap(\.bytes).max() ?? 0, 1)
        let widest = rows.map { $0.name.columns }.max() ?? 0
        // Kind, size and the gaps between all have 19 columns; a bar wants a third of the rest.
        let free = max(columns - 1 - 19, 8)
        let nameWidth = min(widest, max(free * 2 / 3, 4))
        let barWidth = max(free - nameWidth, 4)
        return rows.map { row in
            let part = Double(row.bytes ?? 0) / Double(largest)
            return Self.line(
                row.kind,
                row.name.shortened(to: nameWidth),
                nameWidth,
                Self.bar(part, barWidth, inBlocks: inBlocks),
                barWidth,
                Self.size(row.bytes)
            )
        } + [
            Self.line("total", "", nameWidth, "", barWidth, Self.size(total))
        ]
    }

    private static func line(
        _ kind: String,
        _ name: String,
        _ nameWidth: Int,
        _ bar: String,
        _ barWidth: Int,
        _ size: String
    ) -> String {
        kind.filled(to: 5) + "  " + name.filled(to: nameWidth) + "  " + bar.filled(to: barWidth)
            + "  " + String(repeating: " ", count: max(8 - size.columns, 0)) + size
    }

    /// A bar of so much of the width; what is not nothing is seen.
    static func bar(_ part: Double, _ width: Int, inBlocks: Bool) -> String {
        guard part > 0 else { return "" }
        guard inBlocks else {
            return String(repeating: "#", count: max(Int((part * Double(width)).rounded()), 1))
        }
        let eighths = max(Int((part * Double(width) * 8).rounded()), 1)
        let ends = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        return String(repeating: "█", count: eighths / 8) + ends[eighths % 8]
    }

    private static func size(_ bytes: Int64?) -> String { bytes.map(Amount.bytes) ?? "unknown" }
}

extension DiskUse.ImageUse {
    /// Its first name, or the beginning of its id.
    fileprivate var title: String {
        names.first ?? String((id.split(separator: ":").last ?? "").prefix(12))
    }
}

extension Host {
    /// Whether the terminal shows more than ASCII: locale(7) says which variable wins.
    var showsUnicode: Bool {
        let names = ["LC_ALL", "LC_CTYPE", "LANG"]
        let locale = names.lazy.compactMap { self.environment[$0] }.first { !$0.isEmpty }
        let words = (locale ?? "").lowercased()
        return words.hasSuffix("utf-8") || words.hasSuffix("utf8")
    }
}

extension String {
    /// With spaces behind it up to a width.
    fileprivate func filled(to width: Int) -> String {
        self + String(repeating: " ", count: max(width - columns, 0))
    }

    /// Its end, which says most of an image's name, where the whole is too wide.
    fileprivate func shortened(to width: Int) -> String {
        guard columns > width else { return self }
        var shown = ""
        for character in reversed() {
            if (String(character) + shown).columns > width - 1 { break }
            shown = String(character) + shown
        }
        return "~" + shown
    }
}
