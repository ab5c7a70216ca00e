/// A folder of a container as Visual Studio Code's extension for containers calls it.
///
/// The address has, in hexadecimal, an object of JSON that names the container and the engine's
/// socket, where that is not the one that is taken if nothing is said.
package struct AttachedContainer: Equatable, Sendable {
    package var container: String
    /// The engine's socket; nil for Docker's usual one.
    package var socket: String?
    /// The folder in the container.
    package var folder: String

    package init(container: String, socket: String?, folder: String) {
        self.container = container
        self.socket = socket
        self.folder = folder
    }

    package var uri: String {
        let digits = json.utf8.map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return "vscode-remote://attached-container+\(digits.joined())\(path)"
    }

    private var json: String {
        let settings =
            socket.map { ",\"settings\":{\"host\":\"\(escaped("unix://" + $0))\"}" } ?? ""
        return "{\"containerName\":\"/\(escaped(container))\"\(settings)}"
    }

    private func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            if scalar == "\"" || scalar == "\\" { result += "\\" }
            if scalar.value < 0x20 {
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }

    /// The folder with each byte that has a meaning in addresses by its number.
    private var path: String {
        folder.utf8.reduce(into: "") { result, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "-"),
                UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
    }
}
