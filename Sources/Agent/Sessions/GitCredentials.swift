import Glibc
import Linux
import Serving
import Wire

/// Lets git in the box ask the host's git for passwords, when its own helpers know none.
///
/// By variables that git reads like lines of its settings, behind all that are in files: nothing is
/// written, and a helper that the box has is asked first.
package enum GitCredentials {
    /// A link to this program, which is the helper by that name.
    static let program = "/.alcove/bin/git-credential-alcove"
    package static let name = "git-credential-alcove"

    static func add(to variables: inout Variables) {
        let known = variables["GIT_CONFIG_COUNT"].map { $0.text } ?? "0"
        // What is no number is an error of git's, and the caller's.
        guard let count = Int(known), count >= 0, count < 1000 else { return }
        variables["GIT_CONFIG_COUNT"] = Array("\(count + 1)".utf8)
        variables["GIT_CONFIG_KEY_\(count)"] = Array("credential.helper".utf8)
        variables["GIT_CONFIG_VALUE_\(count)"] = Array(program.utf8)
    }

    /// Is the helper, told in its one word what to do; see gitcredentials(7).
    ///
    /// - Returns: the exit status.
    package static func run(_ words: [[UInt8]]) -> Int32 {
        let actions = ["get": "fill", "store": "approve", "erase": "reject"]
        guard let word = words.first, let action = actions[word.text] else { return 0 }
        // Why there is no answer is nobody's business.
        let none = unsafe open("/dev/null", O_WRONLY | O_CLOEXEC)
        if none >= 0 { dup2(none, 2) }
        let variables = HostGit.variables.flatMap { ["--env", $0] }
        let question = ["host"] + variables + ["--"] + HostGit.words + [action]
        // That there is no answer is one.
        _ = HostCall.run(question.map { Array($0.utf8) })
        return 0
    }
}
