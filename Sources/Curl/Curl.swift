import CCurl
import Glibc

/// The file names of libcurl; Debian names a build of it apart.
private let libraries = ["libcurl.so.4", "libcurl-gnutls.so.4"]

/// One HTTP request over a Unix socket, or to an address of the web, and what came of it.
///
/// The library is opened by the first transfer of the process.
@safe package struct Transfer: ~Copyable {
    private let transfer: OpaquePointer

    /// Opens the first of the files, libcurl's usual names when there is no list.
    package init(files: [String]? = nil) throws(TransferError) {
        let files = files ?? libraries
        for file in files {
            guard let library = unsafe cc_open(file) else { continue }
            guard let transfer = unsafe cc_new(library) else {
                throw .broken(reason: "out of memory", answer: nil)
            }
            unsafe self.transfer = transfer
            return
        }
        throw .missingLibrary(files.first ?? "libcurl.so.4")
    }

    deinit { unsafe cc_free(transfer) }

    /// Sends the request and reads the answer to its end.
    ///
    /// `tick` is told the bytes sent, at least once a second; `sink` takes the body as it arrives,
    /// with its head. Both answer whether to go on.
    package consuming func perform(
        _ request: TransferRequest,
        tick: (Int64) -> Bool = { _ in true },
        sink: (AnswerHead, [UInt8]) -> Bool
    ) throws(TransferError) -> AnswerHead {
        if let address = request.address {
            guard unsafe cc_set_web(transfer, address) != 0 else {
                throw .missingLibrary("libcurl 7.85")
            }
        } else {
            unsafe cc_set_socket(transfer, request.socket)
            unsafe cc_set_address(transfer, "http://localhost" + request.target)
        }
        unsafe cc_set_method(transfer, request.method)
        for header in request.headers {
            unsafe cc_add_header(transfer, "\(header.name): \(header.value)")
        }
        unsafe cc_set_patience(
            transfer,
            request.patience.connect,
            request.patience.idle,
            request.patience.total
        )
        let transfer = unsafe self.transfer
        var head = AnswerHead()
        let outcome = withoutActuallyEscaping(sink) { sink in
            withoutActuallyEscaping(tick) { tick in
                var receiver = Receiver(sink: sink, tick: tick)
                if case .pieces(let source) = request.body { receiver.source = source }
                let outcome = unsafe withUnsafeMutablePointer(to: &receiver) { receiver in
                    unsafe cc_set_callbacks(transfer, receiver, takeHead, takeBody, takeTick)
                    return unsafe send(request.body, by: transfer)
                }
                head = receiver.head
                return outcome
            }
        }
        head.status = Int(unsafe cc_status(transfer))
        try check(outcome, request, head)
        return head
    }

    private borrowing func check(
        _ outcome: Int32,
        _ request: TransferRequest,
        _ head: AnswerHead
    ) throws(TransferError) {
        switch Int(outcome) {
        case CC_DONE: return
        case CC_NOT_CONNECTED: throw .notConnected(errno: unsafe cc_errno(transfer))
        case CC_STOPPED: throw .stopped
        case CC_TIMED_OUT: throw .timedOut
        case CC_BODY_UNREADABLE: throw .bodyUnreadable(errno: unsafe cc_errno(transfer))
        default:
            let words = unsafe String(cString: cc_words(transfer))
            throw .broken(reason: words, answer: head.status == 0 ? nil : head)
        }
    }
}

/// Gives the library the body, which stays in place while the transfer runs.
private func send(_ body: TransferRequest.Body, by transfer: OpaquePointer) -> Int32 {
    switch body {
    case .none:
        return unsafe cc_perform(transfer)
    case .bytes(let bytes):
        return unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe cc_set_body(transfer, bytes.baseAddress, bytes.count)
            return unsafe cc_perform(transfer)
        }
    case .file(let descriptor, let size):
        unsafe cc_set_body_file(transfer, descriptor, size ?? -1)
        return unsafe cc_perform(transfer)
    case .pieces:
        unsafe cc_set_body_source(transfer, giveBody)
        return unsafe cc_perform(transfer)
    }
}

/// Where the library's callbacks put what they are given, and get what they give.
private struct Receiver {
    let sink: (AnswerHead, [UInt8]) -> Bool
    let tick: (Int64) -> Bool
    var source: () -> [UInt8]? = { [] }
    /// What is left of the last piece of the body.
    var piece: ArraySlice<UInt8> = []
    var head = AnswerHead()
}

private func takeHead(
    _ context: UnsafeMutableRawPointer?,
    _ bytes: UnsafePointer<UInt8>?,
    _ count: Int
) -> Int32 {
    guard let context = unsafe context else { return 0 }
    let receiver = unsafe context.assumingMemoryBound(to: Receiver.self)
    let line = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
    unsafe receiver.pointee.head.take(line: line)
    return 1
}

private func takeBody(
    _ context: UnsafeMutableRawPointer?,
    _ bytes: UnsafePointer<UInt8>?,
    _ count: Int
) -> Int32 {
    guard let context = unsafe context else { return 0 }
    let receiver = unsafe context.assumingMemoryBound(to: Receiver.self)
    let chunk = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
    let sink = unsafe receiver.pointee.sink
    return sink(unsafe receiver.pointee.head, chunk) ? 1 : 0
}

private func takeTick(_ context: UnsafeMutableRawPointer?, _ sent: Int64) -> Int32 {
    guard let context = unsafe context else { return 0 }
    let tick = unsafe context.assumingMemoryBound(to: Receiver.self).pointee.tick
    return tick(sent) ? 1 : 0
}

private func giveBody(
    _ context: UnsafeMutableRawPointer?,
    _ bytes: UnsafeMutablePointer<UInt8>?,
    _ room: Int
) -> Int {
    guard let context = unsafe context, let bytes = unsafe bytes else { return -1 }
    let receiver = unsafe context.assumingMemoryBound(to: Receiver.self)
    if unsafe receiver.pointee.piece.isEmpty {
        guard let piece = unsafe receiver.pointee.source() else { return -1 }
        unsafe receiver.pointee.piece = piece[...]
    }
    let part = unsafe receiver.pointee.piece.prefix(room)
    unsafe UnsafeMutableRawBufferPointer(start: bytes, count: room).copyBytes(from: part)
    unsafe receiver.pointee.piece.removeFirst(part.count)
    return part.count
}
