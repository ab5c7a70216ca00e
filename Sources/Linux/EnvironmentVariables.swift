/// Variables of a process by their names, as text: this process's own, or some that are given.
///
/// Its own are asked for one by one, and no dictionary is made of them: to make the first one of
/// text, Swift looks through all conformances of the program, a fifth of what a session costs.
package struct EnvironmentVariables: Sendable, ExpressibleByDictionaryLiteral {
    /// A class, so that handling it needs nothing of the dictionary's type.
    private final class Given: Sendable {
        let values: [String: String]

        init(_ values: [String: String]) { self.values = values }
    }

    private let given: Given?

    /// This process's own.
    package static var own: EnvironmentVariables { EnvironmentVariables(given: nil) }

    package init(_ values: [String: String]) {
        given = Given(values)
    }

    package init(dictionaryLiteral elements: (String, String)...) {
        self.init(Dictionary(elements) { $1 })
    }

    private init(given: Given?) {
        self.given = given
    }

    /// A variable's value; nil when it is not set.
    package subscript(name: String) -> String? {
        guard let given else { return Environment.value(name) }
        return given.values[name]
    }
}
