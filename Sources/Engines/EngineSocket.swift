import Curl
import Linux

/// The socket of an engine, and the calls over it.
struct EngineSocket: Equatable {
    let address: EngineAddress
    /// What stands before the path of every call: `/v4.0.0/libpod`.
    var prefix: String

    /// Sends a call and reads the answer, whatever its status.
    func ask(
        _ call: EngineCall,
        tick: (Int64) -> Bool = { _ in true }
    ) throws(EngineError) -> EngineAnswer {
        var body: [UInt8] = []
        let head = try stream(call, tick: tick) { _, chunk in
            body += chunk
            return true
        }
        return EngineAnswer(call: call.name, address: address, status: head.status, body: body)
    }

    /// Sends a call and hands over the body as it arrives.
    ///
    /// Both closures answer whether to go on; `tick` is asked at least once a second.
    func stream(
        _ call: EngineCall,
        tick: (Int64) -> Bool = { _ in true },
        sink: (AnswerHead, [UInt8]) -> Bool
    ) throws(EngineError) -> AnswerHead {
        let request = TransferRequest(
            socket: address.socket,
            method: call.method,
            target: prefix + call.target,
            headers: call.headers,
            body: call.body,
            patience: TransferRequest.Patience(idle: call.idle)
        )
        do throws(TransferError) {
            return try Transfer().perform(request, tick: tick, sink: sink)
        } catch {
            // An engine may answer before it has read the whole request, and then close.
            if case .broken(_, let answer?) = error, call.sendsBody, answer.status >= 200 {
                return answer
            }
            throw EngineError(error, call: call, at: address)
        }
    }
}

extension EngineCall {
    /// Whether the call has a body that the engine may stop reading.
    fileprivate var sendsBody: Bool {
        switch body {
        case .none: false
        case .bytes(let bytes): !bytes.isEmpty
        case .file, .pieces: true
        }
    }
}

extension EngineError {
    /// What a transfer ended with, in an engine's terms.
    init(_ error: TransferError, call: EngineCall, at address: EngineAddress) {
        switch error {
        case .missingLibrary(let file):
            self = .missingLibrary(file)
        case .notConnected(let code):
            let failure = SystemError(call: "connect", subject: address.socket, code: code)
            self = .unreachable(address, failure)
        case .stopped:
            self = .cancelled
        case .timedOut:
            self = .timedOut(address, call: call.name, seconds: call.idle)
        case .bodyUnreadable(let code):
            self = .system(SystemError(call: "read", subject: call.name, code: code))
        case .broken(let reason, _):
            self = .broken(address, call: call.name, reason: reason)
        }
    }
}
