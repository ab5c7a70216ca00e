import Linux

/// A word in the environment of all that a build runs, by which its processes are known, and Podman's container of it.
///
/// It stands among the hosts that are asked without a proxy, where it means nothing to anybody.
package struct BuildMark: Equatable, Sendable {
    package let word: String

    package init(word: String) { self.word = word }

    package init() {
        word = "alcove-build-\(String(UInt64.random(in: .min ... .max), radix: 16)).invalid"
    }

    /// Gives it to all that is run with those build arguments.
    func put(into arguments: inout [String: String]) {
        for name in ["no_proxy", "NO_PROXY"] {
            arguments[name] = [arguments[name], word].compactMap(\.self).filter { !$0.isEmpty }
                .joined(separator: ",")
        }
    }

    /// The processes of this machine that have it, as far as this user may look at them.
    func processes() -> [Int32] {
        File.names(in: "/proc").compactMap { name in
            guard let pid = Int32(name) else { return nil }
            // It may have ended since, or be another user's.
            guard let environment = try? File.read("/proc/\(name)/environ") else { return nil }
            let isOurs = environment.split(separator: 0).contains { variable in
                String(decoding: variable, as: UTF8.self).lowercased().hasPrefix("no_proxy=")
                    && isEnd(of: variable)
            }
            return isOurs ? pid : nil
        }
    }

    /// Whether that is a list of hosts, or a variable with one, as ``put`` makes it.
    func isEnd(of text: some BidirectionalCollection<UInt8>) -> Bool {
        text.suffix(word.utf8.count).elementsEqual(word.utf8)
    }
}
