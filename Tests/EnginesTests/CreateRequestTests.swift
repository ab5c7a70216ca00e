import Boxes
import Curl
import Testing

@testable import Engines

@Suite struct CreateRequestTests {
    let facts = EngineFacts(
        version: "5.4.2",
        apiVersion: "4.0.0",
        isRootless: true,
        keepsIDs: true,
        controllers: ["cpu", "memory", "pids"],
        storageDriver: "overlay",
        runtime: "crun",
        platform: "linux/amd64"
    )

    var request: ContainerRequest {
        var request = ContainerRequest(
            name: "web",
            imageID: "abc",
            imageReference: "debian:13",
            hostname: "web"
        )
        request.entrypoint = ["/init"]
        request.env = [.init(name: "A", value: "1"), .init(name: "A", value: "2")]
        request.users = .keep(uid: 1000, gid: 100)
        request.keepsGroups = true
        request.mounts = [
            .init(target: "/run/host", kind: .bind(source: "/", readOnly: true)),
            .init(target: "/dev/pts", kind: .devpts),
        ]
        return request
    }

    func podman(_ request: ContainerRequest, _ facts: EngineFacts? = nil) throws -> JSONValue {
        let body = try PodmanCreateRequest(request, facts: facts ?? self.facts)
        return try JSON.decode(JSONValue.self, from: JSON.encode(body))
    }

    func docker(_ request: ContainerRequest, _ facts: EngineFacts? = nil) throws -> JSONValue {
        let body = try DockerCreateRequest(request, facts: facts ?? self.facts)
        return try JSON.decode(JSONValue.self, from: JSON.encode(body))
    }

    @Test func podmanGetsItsOwnFields() throws {
        let body = try podman(request)
        #expect(body["image"] == "abc")
        #expect(body["raw_image_name"] == "debian:13")
        #expect(body["env"] == .object(["A": "2"]))
        #expect(body["userns"] == .object(["nsmode": "keep-id", "value": "uid=1000,gid=100"]))
        #expect(body["annotations"] == .object(["run.oci.keep_original_groups": "1"]))
        #expect(body["resource_limits"] == .object(["pids": .object(["limit": .integer(-1)])]))
        #expect(body["use_image_hosts"] == .bool(true))
        #expect(body["healthLogDestination"] == "local")
        #expect(body["healthconfig"] == .object(["Test": .array(["NONE"])]))
        #expect(body["mounts"]?[0]?["options"] == .array(["rslave", "rbind", "ro"]))
        #expect(body["mounts"]?[1]?["type"] == "devpts")
        #expect(body["init"] == .bool(false))
        #expect(body["netns"] == .object(["nsmode": "host"]))
    }

    @Test func ownNetworkHasFilesOfItsOwn() throws {
        var request = request
        request.network = .private
        let body = try podman(request)
        #expect(body["netns"] == .object(["nsmode": "private"]))
        #expect(body["use_image_hosts"] == .bool(false))
        #expect(body["use_image_resolve_conf"] == .bool(false))
        request.users = .host
        #expect(try docker(request)["HostConfig"]?["NetworkMode"] == "default")
    }

    @Test func systemHasATreeOfGroupsAndItsOwnEnd() throws {
        var request = request
        request.ownsCgroups = true
        request.stopSignal = 37
        request.stopTimeout = 30
        request.mounts.append(.init(target: "/run", kind: .memory))
        let body = try podman(request)
        #expect(body["cgroupns"] == .object(["nsmode": "private"]))
        #expect(body["stop_signal"] == .integer(37))
        #expect(body["stop_timeout"] == .integer(30))
        #expect(body["mounts"]?[2]?["type"] == "tmpfs")
        #expect(body["mounts"]?[2]?["destination"] == "/run")
        request.users = .host
        let other = try docker(request)
        #expect(other["StopSignal"] == "37")
        #expect(other["HostConfig"]?["CgroupnsMode"] == "private")
        #expect(other["HostConfig"]?["Tmpfs"]?["/run"] == "rw,exec,nosuid,nodev,mode=755")
        #expect(other["HostConfig"]?["Mounts"]?[1] == nil)
    }

    @Test func rootfulEngineNeedsNoMapping() throws {
        var facts = facts
        facts.isRootless = false
        #expect(try podman(request, facts)["userns"] == .object(["nsmode": "host"]))
        #expect(try docker(request, facts)["HostConfig"]?["UsernsMode"] == "host")
    }

    @Test func rootlessDockerKeepsNoIDs() throws {
        #expect(throws: EngineError.cannotKeepIDs) { try docker(request) }
    }

    @Test func noLimitsWithoutControllers() throws {
        var facts = facts
        facts.controllers = []
        #expect(try podman(request, facts)["resource_limits"] == nil)
        var limited = request
        limited.memory = 1 << 30
        #expect(throws: EngineError.missingController("memory")) { try podman(limited, facts) }
        limited.memory = nil
        limited.cpus = 1.5
        #expect(throws: EngineError.missingController("cpu")) { try docker(limited, facts) }
    }

    @Test func limits() throws {
        var request = request
        request.users = .host
        request.memory = 1 << 30
        request.cpus = 1.5
        let limits = try podman(request)["resource_limits"]
        #expect(limits?["memory"] == .object(["limit": .integer(1 << 30)]))
        #expect(
            limits?["cpu"] == .object(["period": .integer(100_000), "quota": .integer(150_000)])
        )
        let host = try docker(request)["HostConfig"]
        #expect(host?["Memory"] == .integer(1 << 30))
        #expect(host?["NanoCpus"] == .integer(1_500_000_000))
        #expect(host?["PidsLimit"] == .integer(-1))
    }

    @Test func dockerGetsItsOwnFields() throws {
        var request = request
        request.users = .host
        request.labels = ["dev.alcove.id": "x"]
        request.devices = ["/dev/fuse"]
        let body = try docker(request)
        #expect(body["Image"] == "abc")
        #expect(body["Labels"] == .object(["dev.alcove.id": "x"]))
        #expect(body["Env"] == .array(["A=2"]))
        let host = body["HostConfig"]
        #expect(host?["Mounts"]?[0]?["BindOptions"] == .object(["Propagation": "rslave"]))
        #expect(host?["Mounts"]?[1] == nil)
        #expect(host?["PidMode"] == "host")
        #expect(host?["Devices"]?[0]?["PathOnHost"] == "/dev/fuse")
        #expect(
            host?["LogConfig"]
                == .object(["Type": "json-file", "Config": .object(["max-size": "4m"])])
        )
    }

    @Test func optionIsMergedDeeply() throws {
        let call = EngineCall("create", "POST", ["x"])
        let body = try PodmanCreateRequest(request, facts: facts)
        let option = #"{"labels":{"b":"2"},"selinux_opts":["type:x"],"work_dir":"/tmp","new":1.5}"#
        var labelled = body
        labelled.labels = ["a": "1"]
        let sent = try call.sending(labelled, option: option)
        guard case .bytes(let bytes) = sent.body else {
            Issue.record("the body is no bytes")
            return
        }
        let merged = try JSON.decode(JSONValue.self, from: bytes)
        #expect(merged["labels"] == .object(["a": "1", "b": "2"]))
        #expect(merged["selinux_opts"] == .array(["disable", "type:x"]))
        #expect(merged["work_dir"] == "/tmp")
        #expect(merged["new"] == .number(1.5))
        #expect(merged["name"] == "web")
    }

    @Test(arguments: ["", "{", "[1]", "null", "\"x\""])
    func optionMustBeAnObject(_ option: String) throws {
        #expect {
            try EngineCall("create", "POST", ["x"]).sending(["a": 1], option: option)
        } throws: {
            if case EngineError.badEngineOption = $0 { true } else { false }
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral {
    public init(stringLiteral text: String) { self = .string(text) }

    subscript(_ key: String) -> JSONValue? {
        if case .object(let object) = self { object[key] } else { nil }
    }

    subscript(_ index: Int) -> JSONValue? {
        if case .array(let array) = self, index < array.count { array[index] } else { nil }
    }
}
