import Glibc
import Linux

/// A program `docker-credential-NAME` that keeps logins.
struct CredentialHelper {
    let program: String
    let environment: [[UInt8]]

    init(_ name: String, _ surroundings: Surroundings) throws(EngineError) {
        program = "docker-credential-\(name)"
        guard !name.isEmpty, !name.contains("/"), !name.contains("\0") else {
            throw .badConfiguration(program, reason: "this is no name of a program")
        }
        environment = surroundings.variables.map { Array("\($0.key)=\($0.value)".utf8) }
    }

    /// The login of a registry; nil when the program is not there or knows none.
    ///
    /// It gets the registry on its input and answers with JSON, within ten seconds.
    func login(for registry: String) throws(EngineError) -> RegistryLogin? {
        do {
            let input = try Pipe()
            let output = try Pipe()
            let null = try FileDescriptor(opening: "/dev/null", O_RDWR)
            try writeAll(Array(registry.utf8)[...], to: input.writer.number, subject: program)
            let child = try Child.spawn(
                program,
                [Array("get".utf8)],
                environment: environment,
                streams: (input.reader.number, output.writer.number, null.number)
            )
            _ = input.keepReader()  // so that the program's input ends
            return try answer(of: child, from: output.keepReader())
        } catch let error as SystemError {
            if error.code == ENOENT { return nil }
            throw .badConfiguration(program, reason: "\(error)")
        } catch let error as EngineError {
            throw error
        } catch {
            throw .badConfiguration(program, reason: "its answer is no login")
        }
    }

    private func answer(of child: Int32, from output: borrowing FileDescriptor) throws
        -> RegistryLogin?
    {
        var bytes: [UInt8] = []
        let poller = try Poller()
        try poller.add(output.number, .input)
        let end = ContinuousClock.now + .seconds(10)
        while true {
            let left = ContinuousClock.now.duration(to: end)
            guard left > .zero else {
                kill(child, SIGKILL)
                _ = try Child.wait(child)
                throw EngineError.badConfiguration(program, reason: "it did not answer within 10 s")
            }
            let milliseconds = Int32(left.components.seconds * 1000) + 100
            if try poller.wait(milliseconds: milliseconds).isEmpty { continue }
            let chunk = try readSome(from: output.number, subject: program)
            if chunk.isEmpty { break }
            bytes += chunk
        }
        // A failure is its way to say that it knows no such registry.
        guard try Child.wait(child) == .code(0) else { return nil }
        let answer = try JSON.decode(Answer.self, from: bytes)
        if answer.username == "<token>" {
            return RegistryLogin(username: "", password: "", identitytoken: answer.secret)
        }
        return RegistryLogin(username: answer.username, password: answer.secret)
    }

    private struct Answer: Decodable {
        let username: String
        let secret: String

        enum CodingKeys: String, CodingKey {
            case username = "Username"
            case secret = "Secret"
        }
    }
}
