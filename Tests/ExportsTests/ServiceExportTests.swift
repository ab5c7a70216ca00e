import Boxes
import Linux
import TestSupport
import Testing

@testable import Exports

/// What a service of a box comes to on the host.
@Suite struct ServiceExportTests {
    let files = FakeBoxFiles()
    let folders = HostFolders(
        home: "/home/amy",
        data: "/home/amy/.local/share",
        configuration: "/home/amy/.config",
        systemData: ["/usr/share"],
        programs: ["/usr/bin"]
    )
    let box = BoxID()

    func plan(
        _ words: String,
        _ options: ExportOptions = ExportOptions()
    ) throws -> ExportPlan {
        try ServiceExport.plan(
            words,
            of: box,
            options,
            user: "amy",
            in: files,
            folders,
            HostCommand(program: "/opt/my tools/alcove", box: try BoxName("web"))
        )
    }

    func text(_ plan: ExportPlan) throws -> String {
        guard case .file(let bytes, 0o644)? = plan.files.first?.content else {
            throw BoxFilesError("no unit")
        }
        return bytes.text
    }

    /// The lines of `[Service]`.
    func service(_ plan: ExportPlan) throws -> [String] {
        let lines = try text(plan).split(separator: "\n").map(String.init)
        let rest = lines.drop { $0 != "[Service]" }.dropFirst()
        return Array(rest.prefix { !$0.hasPrefix("[") })
    }

    @Test func unitOfTheSystemRunsInTheBox() throws {
        files.add(
            "/usr/lib/systemd/system/redis.service",
            """
            [Unit]
            Description=Advanced 100% key-value store
            After=network.target
            [Service]
            Type=notify
            ExecStart=/usr/bin/redis-server /etc/redis.conf --port ${PORT} $OPTIONS
            ExecReload=/bin/kill -HUP $MAINPID
            ExecStop=/bin/kill -s TERM $MAINPID
            Environment=PORT=6379 "GREETING=good day"
            EnvironmentFile=-/etc/default/redis
            User=redis
            RuntimeDirectory=redis
            TimeoutStopSec=10
            Restart=on-failure
            UMask=007
            PrivateTmp=yes
            [Install]
            WantedBy=multi-user.target
            """
        )
        files.add("/etc/default/redis", "OPTIONS=\"--save ''\"\n")
        var options = ExportOptions()
        options.atLogin = true
        let plan = try plan("redis", options)
        #expect(
            try text(plan).split(separator: "\n").prefix(3).last
                == "Description=Advanced 100%% key-value store (on web)"
        )
        let start = #""/opt/my tools/alcove" "run" "--no-tty""#
        let variables =
            #""--env" "PORT=6379" "--env" "GREETING=good day" "--env" "OPTIONS=--save ''""#
        #expect(
            try service(plan) == [
                "Type=notify", "NotifyAccess=main",
                "ExecStartPre=\(start) \"--root\" \"--workdir\" \"/\" \"web\" \"--\" "
                    + "\"install\" \"-d\" \"-m\" \"755\" \"-o\" \"amy\" \"/run/redis\"",
                "ExecStart=\(start) \"--notify\" \"--workdir\" \"/\" \(variables) \"web\" \"--\" "
                    + "\"/usr/bin/redis-server\" \"/etc/redis.conf\" \"--port\" \"6379\" \"--save\" \"\"",
                "ExecReload=/bin/kill -s HUP $MAINPID", "KillMode=mixed",
                "SuccessExitStatus=129 130 141 143", "Restart=on-failure", "TimeoutStopSec=10",
                "UMask=007",
            ]
        )
        #expect(
            plan.warnings == [
                "'redis' runs as you, not as 'redis'; with --root as the box's root",
                "of 'redis' this is not heeded: PrivateTmp",
            ]
        )
        #expect(
            plan.files.map(\.path) == [
                "/home/amy/.config/systemd/user/web-redis.service",
                "/home/amy/.config/systemd/user/default.target.wants/web-redis.service",
            ]
        )
        #expect(plan.files.last?.content == .link("../web-redis.service"))
    }

    @Test func usersUnitComesBeforeTheSystems() throws {
        files.add("/usr/lib/systemd/system/sync.service", "[Service]\nExecStart=/system\n")
        files.add("/usr/lib/systemd/user/sync.service", "[Service]\nExecStart=/users %h\n")
        let plan = try plan("sync.service")
        #expect(
            try service(plan).contains(
                #"ExecStart="/opt/my tools/alcove" "run" "--no-tty" "web" "--" "/users" "/home/amy""#
            )
        )
        #expect(plan.warnings == [])
        #expect(plan.files.count == 1)
    }

    @Test func templatesAndDropIns() throws {
        files.add("/usr/lib/systemd/user/tunnel@.service", "[Service]\nExecStart=/bin/tunnel %i\n")
        files.add(
            "/etc/systemd/user/tunnel@home.service.d/10.conf",
            "[Service]\nRestart=always\nNice=\u{1b}[31m\n"
        )
        let plan = try plan("tunnel@home")
        #expect(plan.files[0].path.hasSuffix("/web-tunnel-home.service"))
        #expect(try service(plan).contains("Restart=always"))
        #expect(try service(plan).contains { $0.hasSuffix(#""/bin/tunnel" "home""#) })
        #expect(!(try text(plan).contains("Nice")))
        #expect(plan.warnings.count == 1)
    }

    @Test func programIsAService() throws {
        files.add("/usr/bin/server", "", isExecutable: true)
        files.variables["PATH"] = "/usr/bin:/bin"
        var options = ExportOptions()
        options.arguments = ["--name", "$HOME %h `id`\n[Service]"]
        options.asRoot = true
        let plan = try plan("server", options)
        #expect(
            try service(plan) == [
                "Type=exec",
                #"ExecStart="/opt/my tools/alcove" "run" "--no-tty" "--root" "web" "--" "#
                    + #""/usr/bin/server" "--name" "$$HOME %%h `id`\n[Service]""#,
                "KillMode=mixed", "SuccessExitStatus=129 130 141 143", "Restart=on-failure",
            ]
        )
    }

    @Test(arguments: [
        ("", ""), ("PIDFile=/run/%N/x.pid", #""--pid-file" "/run/old/x.pid" "#),
        ("PIDFile=x.pid", #""--pid-file" "/run/x.pid" "#),
    ])
    func whatLeavesItsProcessBehindIsFollowed(_ key: String, _ words: String) throws {
        files.add(
            "/etc/systemd/system/old.service",
            "[Service]\nType=forking\nExecStart=/old -d\n\(key)\n"
        )
        let plan = try plan("old")
        #expect(
            try service(plan) == [
                "Type=notify", "NotifyAccess=main",
                #"ExecStart="/opt/my tools/alcove" "run" "--no-tty" "--notify" "--workdir" "/" "#
                    + #""web" "--" "/.alcove/init" "follow" \#(words)"/old" "-d""#,
                "KillMode=mixed", "SuccessExitStatus=129 130 141 143",
            ]
        )
        #expect(plan.warnings == ["'old' runs as you, not as 'root'; with --root it does"])
    }

    @Test func nothingOfAHostileUnitRunsOnTheHost() throws {
        files.add(
            "/usr/lib/systemd/user/evil.service",
            """
            [Unit]
            Description=x\\
            ExecStart=/bin/evil
            OnFailure=evil.target
            [Service]
            ExecStart=/bin/sh -c "evil\\n[Service]\\nExecStart=/bin/evil" $(evil) %% $$EVIL
            ExecStartPost=+/bin/evil
            ExecStop=/bin/evil
            Restart=always\\
            ExecStopPost=/bin/evil
            KillSignal=$(evil)
            LimitNOFILE=%h
            TimeoutSec=1;ExecStart=/bin/evil
            EnvironmentFile=/proc/self/environ
            RuntimeDirectory=../../home/amy
            X-Evil=1
            RootDirectory=/
            [Install]
            WantedBy=evil.target
            Alias=dbus.service
            """
        )
        let plan = try plan("evil")
        let text = try text(plan)
        for line in text.split(separator: "\n") where line.hasPrefix("Exec") {
            let words = line.split(separator: "=", maxSplits: 1)[1]
            #expect(words.hasPrefix(#""/opt/my tools/alcove" "run" "#), "\(line)")
        }
        let names = text.split(separator: "\n").compactMap { $0.split(separator: "=").first }
        let known: Set<Substring> = [
            "[Unit]", "[Service]", "[Install]", "Description", "Type", "ExecStart", "ExecStartPost",
            "ExecStop", "KillMode", "SuccessExitStatus", "WantedBy",
        ]
        #expect(
            Set(names.filter { !$0.hasPrefix("#") }).isSubset(of: known),
            "\(names)"
        )
        #expect(text.ranges(of: "[Service]").count == 2)  // the section, and a word
        #expect(text.contains("WantedBy=default.target\n"))
    }

    @Test func whatCannotBeIsToldAndNotWritten() throws {
        files.add("/etc/systemd/system/empty.service", "[Service]\nType=oneshot\n")
        files.add("/etc/systemd/system/odd.service", "[Service]\nExecStart=/odd %H\n")
        let errors: [(String, ServiceError)] = [
            ("empty", .noCommand(unit: "empty")),
            ("odd", .badLine(unit: "odd.service", "ExecStart=/odd %H")), ("gone", .missing("gone")),
            ("../old", .missing("../old")), ("/etc/passwd", .missing("/etc/passwd")),
        ]
        for (words, error) in errors {
            #expect(throws: ExportError.service(error)) { try self.plan(words) }
        }
        var options = ExportOptions()
        options.name = "a b"
        files.add("/etc/systemd/user/good.service", "[Service]\nExecStart=/good\n")
        #expect(throws: ExportError.service(.badName("a b"))) { try self.plan("good", options) }
    }

    @Test func renamedBoxIsRenderedWithoutABox() throws {
        files.add("/usr/lib/systemd/user/sync.service", "[Service]\nExecStart=/sync\n")
        var options = ExportOptions()
        options.atLogin = true
        let first = try plan("sync", options)
        let export = Export(
            source: first.source,
            options: first.options,
            boxName: try BoxName("web"),
            files: [],
            material: first.material
        )
        let command = HostCommand(program: "/opt/my tools/alcove", box: try BoxName("site"))
        let again = try export.plan(folders, command)
        #expect(again.files.map(\.path).allSatisfy { $0.hasSuffix("/site-sync.service") })
        #expect(try text(again) == text(first).replacing("web", with: "site"))
        #expect(try export.hasSource(in: files))
        #expect(try export.plan(in: files, folders, command) == again)
    }

    @Test func boxItselfBeginsAtLogin() throws {
        let command = HostCommand(program: "/usr/bin/alcove", box: try BoxName("web"))
        let plan = try ServiceExport.bootPlan(of: box, ExportOptions(), folders, command)
        #expect(plan.files.count == 2)
        #expect(
            try service(plan) == [
                "Type=oneshot", "RemainAfterExit=yes",
                #"ExecStart="/usr/bin/alcove" "start" "web""#,
                #"ExecStop="/usr/bin/alcove" "stop" "web""#, "TimeoutStartSec=180",
            ]
        )
    }
}
