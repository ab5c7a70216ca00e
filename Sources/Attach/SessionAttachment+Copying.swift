import Glibc
import Linux
import Wire

/// Bytes between the caller's terminal and the box's.
extension SessionAttachment {
    /// Shows what the box's terminal has to show; forgets it when it hung up.
    func copyFromBox() {
        guard let master else { return }
        if !pendingKeys.isEmpty { sendKeys([]) }
        switch readMaster(master) {
        case .bytes(let bytes):
            // A screen that is gone shows nothing; the signal that tells so comes by itself.
            try? writeAll(shown(bytes)[...], to: streams.screen, subject: "terminal")
        case .nothingYet: break
        case .hungUp:
            close(master)
            self.master = nil
        }
    }

    /// A terminal whose output is not the box's alone ends its lines by itself.
    private func shown(_ bytes: [UInt8]) -> [UInt8] {
        guard !streams.terminals.contains(.output) else { return bytes }
        let carriageReturn = UInt8(ascii: "\r")
        return bytes.indices.filter { index in
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            return !(bytes[index] == carriageReturn && next == UInt8(ascii: "\n"))
        }.map { bytes[$0] }
    }

    private enum MasterReading {
        case bytes([UInt8])
        case nothingYet
        case hungUp
    }

    private func readMaster(_ master: Int32) -> MasterReading {
        do {
            let bytes = try readSome(from: master, subject: "terminal")
            return bytes.isEmpty ? .hungUp : .bytes(bytes)
        } catch {
            return error.code == EAGAIN ? .nothingYet : .hungUp
        }
    }

    /// - Returns: false when the caller's terminal is gone.
    func copyFromKeyboard() -> Bool {
        guard let keys = try? readSome(from: streams.keyboard, subject: "terminal", room: 4096)
        else { return false }  // hung up: there is nobody to tell
        if keys.isEmpty { return false }
        sendKeys(keys)
        return true
    }

    private func sendKeys(_ keys: [UInt8]) {
        pendingKeys += keys
        guard let master else { return pendingKeys.removeAll() }
        while !pendingKeys.isEmpty {
            let count = unsafe pendingKeys.withUnsafeBytes {
                unsafe write(master, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            if count <= 0 { return }
            pendingKeys.removeFirst(count)
        }
    }

    /// Shows what the command said before it ended.
    ///
    /// The terminal hangs up when the last of its processes is gone; while one that was left in the
    /// background holds it, a moment of silence must do, or a while of its talk: what the command
    /// said came before that, and is not more than a terminal holds.
    func drain() {
        let patience: Int32 = 20
        let end = Clock.monotonic + 1000
        relays.removeAll { $0.source == 0 }
        while !relays.isEmpty, Clock.monotonic < end {
            var waiting = relays.map { pollfd(fd: $0.source, events: Int16(POLLIN), revents: 0) }
            if unsafe poll(&waiting, UInt(waiting.count), patience) <= 0 { return }
            let ready = Set(waiting.filter { $0.revents != 0 }.map(\.fd))
            relays.removeAll { ready.contains($0.source) && !$0.copy() }
        }
        while let master, Clock.monotonic < end {
            var waiting = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
            if unsafe poll(&waiting, 1, patience) <= 0 { return }
            copyFromBox()
        }
    }
}
