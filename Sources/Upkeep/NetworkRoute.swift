package import Linux

/// Whether and how this host reaches the world.
package enum NetworkRoute {
    /// Whether there is any way out: a proxy that is named, or a route to anywhere.
    static func isThere(_ environment: EnvironmentVariables) -> Bool {
        if !proxies(environment).isEmpty { return true }
        // A host that does not tell may well have one.
        guard let four = try? File.readIfThere("/proc/net/route") else { return true }
        let six = (try? File.readIfThere("/proc/net/ipv6_route")) ?? []
        return hasRoute(four: four.text, six: six.text)
    }

    /// Reads the kernel's tables: the route to everywhere, over anything but the host itself.
    static func hasRoute(four: String, six: String) -> Bool {
        let first = four.split(separator: "\n").dropFirst().contains { line in
            let fields = line.split { $0 == "\t" || $0 == " " }
            // Interface, destination, gateway, flags, …, mask: all in hexadecimal digits.
            return fields.count > 7 && fields[1] == "00000000" && fields[7] == "00000000"
        }
        let second = six.split(separator: "\n").contains { line in
            let fields = line.split(separator: " ")
            return fields.count > 9 && fields[1] == "00" && fields[9] != "lo"
                && fields[0].allSatisfy { $0 == "0" }
        }
        return first || second
    }

    /// The variables that say by which proxies the world is reached.
    package static func proxies(_ environment: EnvironmentVariables) -> [String: String] {
        let found = values(["http_proxy", "https_proxy", "ftp_proxy", "all_proxy"], environment)
        if found.isEmpty { return [:] }
        return found.merging(values(["no_proxy"], environment)) { $1 }
    }

    /// Those that are set, in small letters or in capitals: programs differ in which they read.
    private static func values(_ names: [String], _ environment: EnvironmentVariables) -> [String:
        String]
    {
        var values: [String: String] = [:]
        for name in names.flatMap({ [$0, $0.uppercased()] }) {
            if let value = environment[name], !value.isEmpty { values[name] = value }
        }
        return values
    }
}
