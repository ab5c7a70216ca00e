extension String {
    /// As a basic string of TOML.
    package var quotedForTOML: String {
        var quoted = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// As a key of TOML: bare where that can be.
    package var keyForTOML: String {
        let isBare = utf8.allSatisfy { $0.isLetterOrDigit || "_-".utf8.contains($0) }
        return isBare && !isEmpty ? self : quotedForTOML
    }
}
