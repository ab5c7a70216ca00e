/// What a document of YAML or JSON says, as far as specifications of devices go.
///
/// All scalars are text. There are no anchors, tags and block texts: a document with one of them is
/// not understood, which is an error and never a guess.
package indirect enum YAMLValue: Equatable, Sendable {
    case text(String)
    case list([YAMLValue])
    case map([Entry])
    case nothing

    package struct Entry: Equatable, Sendable {
        package let key: String
        package let value: YAMLValue
    }

    /// The value of a key; nil when this has none.
    package subscript(key: String) -> YAMLValue? {
        guard case .map(let entries) = self else { return nil }
        return entries.first { $0.key == key }?.value
    }

    package var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    package var list: [YAMLValue] {
        if case .list(let list) = self { list } else { [] }
    }
}

/// Where a document is not understood.
package struct YAMLFault: Error, Equatable {
    package let line: Int
    package let reason: Reason

    package enum Reason: Equatable, Sendable {
        /// It is not written as YAML is, or in a part of YAML that is not read here.
        case syntax
        /// Things in things, or so many of them, as no specification has.
        case size
    }
}
