import Testing

/// A compiler of a box, in the hands of the host's make.
@Suite(.lab, .desktop) struct CompilerExportTests {
    @Test func hundredsOfCallsMakeAProgram() throws {
        let host = try Host()
        let box = try host.box(from: .desktop)
        try host.alcove("export", "bin", "gcc", "--box", box).expect(
            "\(host.home)/.local/bin/gcc\n"
        )
        let made = try host.shell(
            """
            "$1/project" project 200 && cd project &&
            make --silent --jobs=2 CC="$HOME/.local/bin/gcc" && ls *.o | wc -l
            """,
            Lab.scripts,
            seconds: 240
        )
        made.expect("201\n").expectSilence()
        try host.alcove("run", box, "--", "project/program").expect("20100\n")
    }
}
