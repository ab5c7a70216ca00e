// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "alcove",
    products: [
        .executable(name: "alcove", targets: ["alcove"]),
        .executable(name: "alcove-init", targets: ["alcove-init"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
        .package(url: "https://github.com/LebJe/TOMLKit.git", from: "0.6.0"),
    ],
    targets: [
        // Words in, words out: commands, tables, JSON, prompts, progress, every message and hint.
        .executableTarget(
            name: "alcove",
            dependencies: [
                "Upkeep", "Exports", "HostChannel", "Attach", "Engines", "Profiles", "Projects",
                "Manifests", "Boxes", "Wire", "Serving", "Accounts", "Linux", "Subid",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            // Most of a short run was the loader's work: 45,000 relocations of a program that may
            // be anywhere, and the symbols of libstdc++. The folder has that library's name for its
            // archive.
            linkerSettings: [
                .unsafeFlags(
                    [
                        "-Xclang-linker", "-no-pie", "-Xclang-linker", "-static-libgcc",
                        "-L", "\(Context.packageDirectory)/scripts/link",
                        "-Xlinker", "--no-export-dynamic",
                    ],
                    .when(configuration: .release)
                )
            ]
        ),
        // The program in every box: which of its names was called, and its main loop.
        .executableTarget(
            name: "alcove-init",
            dependencies: ["Agent", "Wire", "Linux"],
            linkerSettings: [
                .unsafeFlags(["-static-executable", "-Xlinker", "--gc-sections"])
            ]
        ),

        // Changes of boxes: records, locks, the journal; create, start, rename, remove.
        .target(
            name: "Upkeep",
            dependencies: [
                "Exports", "Engines", "Manifests", "Profiles", "Boxes", "Wire", "Accounts",
                "Archives", "Linux",
            ]
        ),
        // What boxes give to the host: desktop entries, icons, wrappers, units; the ledger of them.
        .target(name: "Exports", dependencies: ["Boxes", "Linux"]),
        // The host's side of a session: connect, hand over streams, be the terminal.
        .target(name: "Attach", dependencies: ["Wire", "Linux"]),
        // Commands of boxes on the host: who may have which, and the process that runs them.
        .target(
            name: "HostChannel",
            dependencies: ["Serving", "Boxes", "Wire", "Systemd", "Linux"]
        ),
        // The box's side: set-up steps, what sessions are made of, sudo,
        // commands on the host.
        .target(name: "Agent", dependencies: ["Attach", "Serving", "Wire", "Linux"]),
        // Sessions for callers of a socket, in a box or on the host: started, told of, ended.
        .target(name: "Serving", dependencies: ["Wire", "Linux"]),

        // What runs containers: Podman and Docker, both over a Unix socket.
        .target(
            name: "Engines",
            dependencies: ["Boxes", "Archives", "Curl", "Systemd", "Linux"]
        ),
        // What is declared: manifests and their locks, read from TOML.
        .target(name: "Manifests", dependencies: ["Boxes", "Wire", "Linux"]),
        // Folders with manifests: who allowed them, what they may do, what a shell has of them.
        .target(name: "Projects", dependencies: ["Manifests", "Boxes", "Wire", "Linux"]),
        // Distribution families, read from profiles/*.toml.
        .target(name: "Profiles", dependencies: ["Boxes", "Linux", "TOMLKit"]),
        // What a box is: names, specs, records, configuration; values and pure functions.
        .target(name: "Boxes", dependencies: ["Wire", "TOMLKit"]),
        // The protocol between Attach and Agent: frames in, frames out.
        .target(name: "Wire"),

        // Tar archives: what is in them, and new ones.
        .target(name: "Archives", dependencies: ["Linux"]),

        // The kernel and the C library in Swift.
        .target(name: "Linux", dependencies: ["CLinux"]),
        // Users and groups of the host, as its name service tells them. Apart from Linux, because a
        // static program cannot ask a name service.
        .target(name: "Accounts"),
        // Swift faces of C libraries, each opened at its first use.
        .target(name: "Curl", dependencies: ["CCurl"]),
        .target(name: "Systemd", dependencies: ["CSystemd", "Linux"]),
        .target(name: "Subid", dependencies: ["CSubid"]),
        // C: what Swift cannot reach.
        .target(name: "CLinux", cSettings: [.define("_GNU_SOURCE")]),
        .target(name: "CCurl", cSettings: [.define("_GNU_SOURCE")]),
        .target(name: "CSystemd", cSettings: [.define("_GNU_SOURCE")]),
        .target(name: "CSubid", cSettings: [.define("_GNU_SOURCE")]),

        // What the tests of several modules need: stand-ins, and chance that can be repeated.
        .target(
            name: "TestSupport",
            dependencies: ["Engines", "Exports", "Boxes", "Wire", "Linux"],
            path: "Tests/TestSupport"
        ),
        .testTarget(name: "WireTests", dependencies: ["Wire", "TestSupport"]),
        .testTarget(
            name: "AgentTests",
            dependencies: ["Agent", "Attach", "Serving", "Wire", "Linux", "TestSupport"]
        ),
        .testTarget(
            name: "HostChannelTests",
            dependencies: [
                "HostChannel", "Attach", "Serving", "Boxes", "Wire", "Systemd", "Linux",
                "TestSupport",
            ]
        ),
        .testTarget(name: "AttachTests", dependencies: ["Attach", "Wire", "Linux"]),
        .testTarget(name: "LinuxTests", dependencies: ["Linux", "TestSupport"]),
        .testTarget(name: "BoxesTests", dependencies: ["Boxes", "Wire", "TestSupport"]),
        .testTarget(
            name: "ManifestsTests",
            dependencies: ["Manifests", "Boxes", "Wire", "TestSupport"]
        ),
        .testTarget(
            name: "ProjectsTests",
            dependencies: ["Projects", "Manifests", "Boxes", "Linux", "TestSupport"]
        ),
        .testTarget(name: "ProfilesTests", dependencies: ["Profiles", "Boxes", "Linux"]),
        .testTarget(
            name: "EnginesTests",
            dependencies: ["Engines", "Boxes", "Archives", "Curl", "Linux", "Subid", "Systemd"],
            resources: [.copy("Recorded")]
        ),
        .testTarget(
            name: "ExportsTests",
            dependencies: ["Exports", "Boxes", "Linux", "TestSupport"],
            resources: [.copy("Entries")]
        ),
        .testTarget(
            name: "UpkeepTests",
            dependencies: [
                "Upkeep", "Engines", "Exports", "Manifests", "Profiles", "Boxes", "Wire",
                "Accounts",
                "Archives", "Linux", "TestSupport",
            ]
        ),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "alcove", "Upkeep", "Exports", "Attach", "Engines", "Profiles", "Projects", "Boxes",
                "Wire",
                "Accounts", "Linux", "TestSupport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        // Real engines, real boxes: run by `make test` in the lab, see CONTRIBUTING.md.
        .testTarget(
            name: "SystemTests",
            dependencies: ["Engines", "Profiles", "Boxes", "Archives", "Linux"]
        ),
    ]
)

let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]
for target in package.targets where target.type != .system {
    target.swiftSettings = strict
}
