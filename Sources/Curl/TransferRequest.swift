/// What one transfer sends, and how long it may take.
package struct TransferRequest {
    /// Path of the Unix socket.
    package var socket: String
    /// The whole address, in place of a socket and a target: `https` alone.
    package var address: String?
    package var method: String
    /// Path and query, percent-encoded.
    package var target: String
    package var headers: [Header]
    package var body: Body
    package var patience: Patience

    package init(
        socket: String,
        method: String,
        target: String,
        headers: [Header] = [],
        body: Body = .none,
        patience: Patience = Patience()
    ) {
        self.socket = socket
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.patience = patience
    }

    /// Something to be had of the web.
    package init(address: String, patience: Patience) {
        self.init(socket: "", method: "GET", target: "", patience: patience)
        self.address = address
    }

    /// One line of a request's head.
    package struct Header: Equatable, Sendable {
        package let name: String
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// What follows the head.
    package enum Body {
        case none
        case bytes([UInt8])
        /// Read from a descriptor, which stays the caller's, to its end; nil is an unknown size.
        case file(Int32, size: Int64?)
        /// Made as it is sent: the next piece each time, an empty one at its end, nil to give up.
        case pieces(() -> [UInt8]?)
    }

    /// Seconds a transfer may take; 0 is no limit.
    package struct Patience: Equatable, Sendable {
        package var connect: Int
        /// Without a byte in either direction.
        package var idle: Int
        package var total: Int

        package init(connect: Int = 5, idle: Int = 30, total: Int = 0) {
            self.connect = connect
            self.idle = idle
            self.total = total
        }
    }
}

/// The head of an answer: its status and header lines.
package struct AnswerHead: Equatable, Sendable {
    /// 0 before there is an answer.
    package var status = 0
    private var headers: [String: String] = [:]

    package init() {}

    /// The value of a header, whatever the case of its name.
    package subscript(_ name: String) -> String? { headers[name.lowercased()] }

    /// Takes one line as it arrived; a status line begins a new head.
    package mutating func take(line bytes: [UInt8]) {
        let line = String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            headers = [:]
            status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            return
        }
        guard let colon = line.firstIndex(of: ":") else { return }
        let value = line[line.index(after: colon)...]
        headers[line[..<colon].lowercased()] = String(value.trimmed)
    }
}

/// Why a transfer did not come to its end.
package enum TransferError: Error, Equatable {
    /// The file name of the library that is not there.
    case missingLibrary(String)
    case notConnected(errno: Int32)
    /// A closure said to stop.
    case stopped
    case timedOut
    /// The body's descriptor could not be read.
    case bodyUnreadable(errno: Int32)
    /// The other side went away or sent nonsense; the head, when it had sent that.
    case broken(reason: String, answer: AnswerHead?)
}

extension Substring {
    /// Without white space around it.
    fileprivate var trimmed: Substring {
        var text = self
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }
}
