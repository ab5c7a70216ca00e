import Boxes
import Curl
package import Linux

/// An image that is to be sent to its registry.
package struct PushRequest: Equatable, Sendable {
    package var reference: String
    /// A file of logins that is asked before the usual ones.
    package var authfile: String?

    package init(reference: String, authfile: String? = nil) {
        self.reference = reference
        self.authfile = authfile
    }
}

/// What an imported root file system is to say of itself.
package struct ImportRequest: Equatable, Sendable {
    package var reference: String
    /// Variables of its containers: `NAME=value`.
    package var env: [String] = []
    package var labels: [String: String] = [:]
    /// What containers of it run unless told otherwise.
    package var command: [String] = []
    /// `os/arch[/variant]`; nil is the engine's own.
    package var platform: String?

    package init(reference: String) { self.reference = reference }

    /// Whether an import can say it: instructions have no words for ends of lines and the like.
    package static func canSay(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 32 && $0 != 127 }
    }

    /// The same as instructions of a Containerfile, without what cannot be said.
    ///
    /// Docker takes a value in quotes as a shell would; Podman takes it as it is.
    func instructions(escaped: Bool) -> [String] {
        func quoted(_ text: some StringProtocol) -> String {
            var text = String(text)
            if escaped {
                for mark in ["\\", "\"", "$"] { text = text.replacing(mark, with: "\\" + mark) }
            }
            return "\"\(text)\""
        }
        var lines: [String] = []
        for variable in env where variable.contains("=") && Self.canSay(variable) {
            let name = variable.prefix { $0 != "=" }
            lines.append("ENV \(name)=\(quoted(variable.dropFirst(name.count + 1)))")
        }
        for (name, value) in labels.sorted(by: { $0.key < $1.key }) {
            let isWord = !name.isEmpty && !name.contains(where: { " =\"\\$".contains($0) })
            guard isWord, Self.canSay(name + value) else { continue }
            lines.append("LABEL \(name)=\(quoted(value))")
        }
        if !command.isEmpty {
            lines.append("CMD \(String(decoding: canonicalJSON(command), as: UTF8.self))")
        }
        return lines
    }
}

extension EngineSocket {
    /// Sends an image by the call of Docker's API; gives the digest that the registry knows it by, when
    /// the engine tells.
    func push(
        _ reference: ImageReference,
        _ headers: [TransferRequest.Header],
        progress: (String) -> Bool
    ) throws(EngineError) -> String? {
        var call = EngineCall(
            "push",
            "POST",
            ["images", reference.repository, "push"],
            query: [("tag", reference.tag ?? "latest")],
            idle: EngineCall.fetching
        )
        call.headers += headers
        let name = reference.description
        var lines = JSONLines()
        var told = PushStream()
        var refusal: [UInt8] = []
        func sink(_ head: AnswerHead, _ chunk: [UInt8]) -> Bool {
            guard head.status == 200 else {
                refusal += chunk
                return true
            }
            for bytes in lines.take(chunk) { told.take(bytes) }
            return progress(told.status)
        }
        let head = try stream(call, tick: { _ in progress(told.status) }, sink: sink)
        for bytes in lines.finish() { told.take(bytes) }
        if head.status != 200 {
            let answer = EngineAnswer(
                call: call.name,
                address: address,
                status: head.status,
                body: refusal
            )
            throw registryFailure(image: name, status: head.status, reason: answer.refusal.reason)
        }
        if let failure = told.failure {
            throw registryFailure(image: name, status: 200, reason: failure)
        }
        return told.digest
    }

    /// Writes what an engine answers to a file.
    func write(
        _ call: EngineCall,
        to file: borrowing FileDescriptor,
        subject: String,
        tick: (Int64) -> Bool
    ) throws(EngineError) -> EngineAnswer {
        let number = file.number
        var refusal: [UInt8] = []
        var failure: SystemError?
        var count: Int64 = 0
        let sink = { (head: AnswerHead, chunk: [UInt8]) in
            guard head.status == 200 else {
                refusal += chunk
                return true
            }
            count += Int64(chunk.count)
            do throws(SystemError) {
                try writeAll(chunk[...], to: number, subject: subject)
            } catch {
                failure = error
            }
            return failure == nil
        }
        let head = try stream(call, tick: { _ in tick(count) }, sink: sink)
        if let failure { throw .system(failure) }
        return EngineAnswer(
            call: call.name,
            address: address,
            status: head.status,
            body: refusal
        )
    }

    /// Writes all files of a container, without what is mounted in it, to a file as a tar archive.
    func export(
        _ id: String,
        to file: borrowing FileDescriptor,
        tick: (Int64) -> Bool
    ) throws(EngineError) {
        let call = EngineCall(
            "export",
            "GET",
            ["containers", id, "export"],
            idle: EngineCall.copying
        )
        try write(call, to: file, subject: id, tick: tick).check(container: id)
    }

    /// Writes an image to a file, as an archive.
    func save(
        image: String,
        format: String?,
        to file: borrowing FileDescriptor,
        tick: (Int64) -> Bool
    ) throws(EngineError) {
        let call = EngineCall(
            "save",
            "GET",
            ["images", image, "get"],
            query: format.map { [("format", $0)] } ?? [],
            idle: EngineCall.copying
        )
        try write(call, to: file, subject: image, tick: tick).check(image: image)
    }
}

/// What an engine tells while it sends an image.
private struct PushStream {
    private(set) var status = ""
    private(set) var failure: String?
    private(set) var digest: String?

    mutating func take(_ bytes: [UInt8]) {
        // What is no line of such a stream says nothing.
        guard let line = try? JSON.decode(Line.self, from: bytes) else { return }
        if let text = line.errorDetail?.message ?? line.error { failure = text.singleLine }
        if let text = line.status ?? line.stream { status = text.singleLine }
        digest = line.aux?.digest ?? line.manifestdigest ?? Self.digest(in: status) ?? digest
    }

    /// `1: digest: sha256:… size: 527`, where nothing else tells.
    private static func digest(in text: String) -> String? {
        let words = text.split(separator: " ")
        guard let index = words.firstIndex(of: "digest:"), index + 1 < words.count,
            words[index + 1].hasPrefix("sha256:")
        else { return nil }
        return String(words[index + 1])
    }

    private struct Line: Decodable {
        let status: String?
        let stream: String?
        let error: String?
        let errorDetail: Failure?
        let aux: Aux?
        let manifestdigest: String?

        struct Failure: Decodable {
            let message: String?
        }

        struct Aux: Decodable {
            let digest: String?

            enum CodingKeys: String, CodingKey {
                case digest = "Digest"
            }
        }
    }
}

extension Podman {
    package func push(
        _ request: PushRequest,
        progress: (String) -> Bool
    ) throws(EngineError) -> String? {
        let reference = try ImageReference(request.reference).tagged
        let logins = RegistryLogins(surroundings, authfile: request.authfile)
        var headers: [TransferRequest.Header] = []
        if let login = try logins.login(for: reference) { headers.append(try login.header()) }
        return try compatible.push(reference, headers, progress: progress)
    }

    package func export(
        _ id: String,
        to file: borrowing FileDescriptor,
        tick: (Int64) -> Bool
    ) throws(EngineError) {
        try socket.export(id, to: file, tick: tick)
    }

    package func save(
        image: String,
        to file: borrowing FileDescriptor,
        tick: (Int64) -> Bool
    ) throws(EngineError) {
        try socket.save(image: image, format: "oci-archive", to: file, tick: tick)
    }
}

extension Docker {
    package func push(
        _ request: PushRequest,
        progress: (String) -> Bool
    ) throws(EngineError) -> String? {
        let reference = try ImageReference(request.reference).tagged
        let logins = RegistryLogins(surroundings, authfile: request.authfile)
        // Docker wants the header also where there is no login.
        let login = try logins.login(for: reference) ?? RegistryLogin(username: "", password: "")
        return try socket().push(reference, [try login.header()], progress: progress)
    }

    package func export(
        _ id: String,
        to file: borrowing FileDescriptor,
        tick: (Int64) -> Bool
    ) throws(EngineError) {
        try socket().export(id, to: file, tick: tick)
    }

    package func save(
        image: String,
        to file: borrowing FileDescriptor,
        tick: (Int64) -> Bool
    ) throws(EngineError) {
        try socket().save(image: image, format: nil, to: file, tick: tick)
    }
}
