/// The body of Podman's `containers/create`; fields that are nil are left to the engine.
struct PodmanCreateRequest: Encodable {
    var name: String
    var image: String
    var rawImageName: String
    var imageOS: String?
    var imageArch: String?
    var imageVariant: String?
    /// The image's volumes are ordinary directories, so that they are part of the box.
    var imageVolumeMode = "ignore"
    var entrypoint: [String]
    var command: [String] = []
    var env: [String: String]
    var hostname: String
    var labels: [String: String]
    var annotations: [String: String]
    var user: String
    var workDir: String
    var terminal = false
    var stdin = false
    var stopSignal = 15
    var stopTimeout = 5
    var runsInit = false
    var systemd = "false"
    var privileged = true
    var selinuxOptions = ["disable"]
    var apparmorProfile = "unconfined"
    var seccompProfilePath = "unconfined"
    var pidNamespace: Namespace
    var ipcNamespace: Namespace
    var networkNamespace: Namespace
    var hostnameNamespace = Namespace(mode: "private")
    var cgroupNamespace = Namespace(mode: "host")
    var userNamespace: Namespace
    var mounts: [Mount]
    var devices: [Device]?
    var resourceLimits: Limits?
    var useImageHosts: Bool
    var useImageResolveConf: Bool
    var managePassword = false
    var logConfiguration = Log(driver: "k8s-file")
    var healthCheck = Health(test: ["NONE"])
    /// Podman 5.3 to 5.4.1 take these three, when they are missing, for no limit.
    var healthLogDestination = "local"
    var healthMaxLogCount = 5
    var healthMaxLogSize = 500

    enum CodingKeys: String, CodingKey {
        case name
        case image
        case rawImageName = "raw_image_name"
        case imageOS = "image_os"
        case imageArch = "image_arch"
        case imageVariant = "image_variant"
        case imageVolumeMode = "image_volume_mode"
        case entrypoint
        case command
        case env
        case hostname
        case labels
        case annotations
        case user
        case workDir = "work_dir"
        case terminal
        case stdin
        case stopSignal = "stop_signal"
        case stopTimeout = "stop_timeout"
        case runsInit = "init"
        case systemd
        case privileged
        case selinuxOptions = "selinux_opts"
        case apparmorProfile = "apparmor_profile"
        case seccompProfilePath = "seccomp_profile_path"
        case pidNamespace = "pidns"
        case ipcNamespace = "ipcns"
        case networkNamespace = "netns"
        case hostnameNamespace = "utsns"
        case cgroupNamespace = "cgroupns"
        case userNamespace = "userns"
        case mounts
        case devices
        case resourceLimits = "resource_limits"
        case useImageHosts = "use_image_hosts"
        case useImageResolveConf = "use_image_resolve_conf"
        case managePassword = "manage_password"
        case logConfiguration = "log_configuration"
        case healthCheck = "healthconfig"
        case healthLogDestination
        case healthMaxLogCount
        case healthMaxLogSize
    }

    struct Namespace: Encodable {
        var mode: String
        var value: String?

        enum CodingKeys: String, CodingKey {
            case mode = "nsmode"
            case value
        }
    }

    struct Mount: Encodable {
        var destination: String
        var type: String
        var source: String
        var options: [String]
    }

    struct Device: Encodable {
        var path: String
    }

    struct Log: Encodable {
        var driver: String
    }

    struct Health: Encodable {
        var test: [String]

        enum CodingKeys: String, CodingKey {
            case test = "Test"
        }
    }

    struct Limits: Encodable {
        var pids: Pids?
        var memory: Memory?
        var cpu: CPU?

        struct Pids: Encodable {
            var limit = -1
        }

        struct Memory: Encodable {
            var limit: Int64
        }

        struct CPU: Encodable {
            var period = 100_000
            var quota: Int64
        }
    }
}
