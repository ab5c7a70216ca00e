import Attach
import Boxes
import Linux
import Upkeep

/// A command in a generation of a box that is not the live one: it has an agent of its own.
///
/// It is run by this program once more, so that its output can be read and its end be forced.
struct TrialCall {
    /// The box as that generation has it.
    let record: BoxRecord
    let asRoot: Bool
    /// `KEY=VALUE` of the command.
    let environment: [String]
    let command: [String]

    /// What that program is called by; no command of the user's.
    static let word = Array("trial-session".utf8)

    /// Gives lines of its output to `watch`, and nil now and then, which answers whether to go on.
    ///
    /// - Returns: its status; nil when it was told to end.
    func run(on host: Host, _ watch: (String?) -> Bool) throws(Failure) -> Int32? {
        let socket = host.places.socket(of: record.id, generation: record.generation)
        let words =
            [record.name.description, socket, record.container, asRoot ? "root" : "user"]
            + [String(environment.count)] + environment + command
        let program = Program(
            "/proc/self/exe",
            [String(decoding: Self.word, as: UTF8.self)] + words,
            environment: Environment.all
        )
        return try program.status(watch)
    }

    /// Is that program; the words are those behind its name.
    ///
    /// - Returns: the exit status.
    static func perform(_ words: [[UInt8]]) -> Int32 {
        do throws(Failure) {
            guard words.count > 5, let count = Int(words[4].text), count >= 0,
                words.count > 5 + count
            else { return 64 }
            let host = Host()
            var options = SessionOptions(.run)
            options.root = words[3] == Array("root".utf8)
            options.quiet = true
            options.noTTY = true
            options.env = Array(words[5..<(5 + count)])
            options.command = Array(words[(5 + count)...])
            if options.root { options.workdir = Array("/".utf8) }
            let name: BoxName
            do throws(BoxError) {
                name = try BoxName(words[0].text)
            } catch {
                throw Failure(error)
            }
            let launcher = SessionLauncher(host: host, container: words[2].text)
            return try launcher.launch(options, in: name, at: words[1].text)
        } catch {
            error.report()
            return error.status == 1 ? 125 : error.status
        }
    }
}
