/// Rows under headings, each column as wide as its widest cell.
struct Table {
    struct Cell {
        let text: String
        var colour: Colour?

        init(_ text: String, _ colour: Colour? = nil) {
            self.text = text
            self.colour = colour
        }
    }

    enum Colour: String {
        case green = "32"
        case yellow = "33"
        case red = "31"
        case faint = "2"
    }

    let headings: [String]
    var rows: [[Cell]] = []

    init(_ headings: [String]) { self.headings = headings }

    /// The lines, headings first; the last column is not filled up.
    func lines(coloured: Bool) -> [String] {
        let all = [headings.map { Cell($0) }] + rows
        let widths = headings.indices.map { column in all.map { $0[column].text.columns }.max() ?? 0
        }
        return all.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let isLast = column == row.count - 1
                line += coloured ? cell.painted : cell.text
                let gap = widths[column] - cell.text.columns + 2
                if !isLast { line += String(repeating: " ", count: gap) }
            }
            return line
        }
    }
}

extension Table.Cell {
    fileprivate var painted: String {
        colour.map { "\u{1b}[\($0.rawValue)m\(text)\u{1b}[0m" } ?? text
    }
}
