/// What a vendor's file says of devices, by the Container Device Interface: how a container is to be
/// changed that is to have one.
package struct CDISpecification: Equatable, Sendable {
    /// `vendor.com/class`.
    package var kind: String
    package var devices: [Device] = []
    /// What every device of it needs.
    package var edits = Edits()

    package struct Device: Equatable, Sendable {
        package var name: String
        package var edits = Edits()
    }

    package struct Edits: Equatable, Sendable {
        /// `KEY=VALUE`.
        package var env: [String] = []
        /// Paths in the container, and those on the host where they are others.
        package var nodes: [Place] = []
        package var mounts: [Place] = []
        /// The words of programs that the container's creation would run.
        package var hooks: [[String]] = []

        package init() {}
    }

    package struct Place: Equatable, Sendable {
        package var host: String
        package var container: String
    }

    package enum Fault: Error, Equatable {
        case unreadable(YAMLFault)
        /// The key that is missing, or does not say what it should.
        case key(String)
    }

    /// Reads a file, in YAML or in JSON.
    package init(_ bytes: [UInt8]) throws(Fault) {
        let value: YAMLValue
        do { value = try YAMLValue(bytes) } catch { throw .unreadable(error) }
        guard value["cdiVersion"]?.text != nil else { throw .key("cdiVersion") }
        guard let kind = value["kind"]?.text, CDIName(kind + "=x") != nil else {
            throw .key("kind")
        }
        self.kind = kind
        edits = try Edits(value["containerEdits"])
        for device in value["devices"]?.list ?? [] {
            guard let name = device["name"]?.text, !name.isEmpty else { throw .key("devices.name") }
            devices.append(Device(name: name, edits: try Edits(device["containerEdits"])))
        }
    }
}

extension CDISpecification.Edits {
    init(_ value: YAMLValue?) throws(CDISpecification.Fault) {
        guard let value else { return }
        for variable in value["env"]?.list ?? [] {
            guard let text = variable.text, text.contains("="), !text.hasPrefix("=") else {
                throw .key("env")
            }
            env.append(text)
        }
        for node in value["deviceNodes"]?.list ?? [] {
            guard let path = node["path"]?.path, let host = node["hostPath"]?.path ?? Optional(path)
            else { throw .key("deviceNodes.path") }
            nodes.append(CDISpecification.Place(host: host, container: path))
        }
        for mount in value["mounts"]?.list ?? [] {
            guard let host = mount["hostPath"]?.path, let container = mount["containerPath"]?.path
            else { throw .key("mounts") }
            mounts.append(CDISpecification.Place(host: host, container: container))
        }
        for hook in value["hooks"]?.list ?? [] {
            hooks.append((hook["args"]?.list ?? []).compactMap(\.text))
        }
    }
}

extension YAMLValue {
    /// An absolute path in its shortest form, of one line.
    fileprivate var path: String? {
        guard let text, text.hasPrefix("/"), text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f })
        else { return nil }
        let path = Bearings.normal(text)
        return path == "/" || path.split(separator: "/").contains("..") ? nil : path
    }
}
