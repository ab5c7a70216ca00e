import Boxes
import TestSupport
import Testing

import struct Foundation.Data

@Suite struct PublishedSpecTests {
    private var spec: BoxSpec {
        var spec = BoxSpec(image: "debian")
        spec.packages = ["gcc"]
        spec.shell = "zsh"
        spec.workdir = "/home/amy/work"
        spec.env = [.init(name: "MODE", value: "dev"), .init(name: "TOKEN", value: "secret")]
        spec.home = .path("/home/amy/boxes")
        spec.volumes = [Volume(source: "/srv/secret", target: "/srv")]
        spec.hostCommands = .all
        spec.hostname = "amys"
        spec.engineOption = "{\"privileged\": true}"
        spec.onStart = ["true"]
        return spec
    }

    @Test func onlyWhatMeansTheSameElsewhereGoesAlong() throws {
        let published = PublishedSpec(spec, home: "/home/amy", variables: ["MODE"])
        var expected = BoxSpec(image: "")
        expected.packages = ["gcc"]
        expected.shell = "zsh"
        expected.env = [.init(name: "MODE", value: "dev")]
        expected.onStart = ["true"]
        #expect(published.under(BoxSpec(image: "")) == expected)
        let bytes = try #require(Data(base64Encoded: padded(published.label)))
        let text = String(decoding: bytes, as: UTF8.self)
        for word in ["secret", "amy", "debian", "privileged"] { #expect(!text.contains(word)) }
    }

    @Test func aLabelIsReadAsItWasWritten() {
        let published = PublishedSpec(spec, home: "/home/amy", variables: ["MODE", "TOKEN"])
        #expect(PublishedSpec(label: published.label) == published)
        #expect(published.label.utf8.allSatisfy { $0.isLetterOrDigitOrDash })
    }

    /// What is said by whoever makes the box wins.
    @Test func whatIsSaidWins() {
        var said = BoxSpec(image: "x")
        said.shell = "fish"
        said.env = [.init(name: "MODE", value: "test")]
        let whole = PublishedSpec(spec, home: "/", variables: ["MODE"]).under(said)
        #expect(whole.shell == "fish")
        #expect(whole.env == said.env)
    }

    @Test(arguments: [
        #"{"packages": ["--config=/etc/x"]}"#, #"{"packages": ["a b"]}"#,
        #"{"shell": "/bin/sh:x"}"#,
        #"{"workdir": "relative"}"#, #"{"env": [{"name": "A=B", "value": "c"}]}"#,
        #"{"check": "\#(String(repeating: "x", count: 5000))"}"#, #"{"init": "other"}"#, "[]", "x",
    ])
    func whatIsNotSoundIsNothing(json: String) {
        let label = Data(json.utf8).base64EncodedString().replacing("=", with: "")
        #expect(PublishedSpec(label: label) == nil)
    }

    /// A box goes from one version of a published box to the next.
    @Test func whatTheFormerOneBroughtGivesWay() {
        var former = PublishedSpec()
        former.packages = ["gcc", "make"]
        former.env = [.init(name: "MODE", value: "dev")]
        former.onStart = ["serve"]
        former.check = "true"
        former.shell = "/bin/zsh"
        var mine = BoxSpec(image: "web:1")
        mine.packages = ["htop"]
        mine.env = [.init(name: "MINE", value: "1")]
        mine.onStart = ["mine"]
        var next = former
        next.packages = ["clang", "make"]
        next.env = [.init(name: "MODE", value: "release")]
        next.onStart = ["serve --all"]
        next.shell = nil
        let found = next.under(former.removed(from: former.under(mine)))
        #expect(found == next.under(mine))
        #expect(found.packages == ["clang", "make", "htop"])
        #expect(found.env.map(\.value) == ["release", "1"])
        #expect(found.onStart == ["serve --all", "mine"])
        #expect(found.shell == nil && found.check == "true")
        // The same one again adds nothing.
        #expect(next.under(found).onStart == found.onStart)
        #expect(next.under(found).packages == found.packages)
    }

    @Test func anyLabelIsReadWithoutHarm() {
        var dice = Dice(seed: 3)
        let label = PublishedSpec(spec, home: "/", variables: ["MODE"]).label
        for _ in 0..<3000 {
            var bytes = Array(label.utf8)
            for _ in 0..<3 { bytes[dice.below(bytes.count)] = UInt8(dice.below(128)) }
            guard let found = PublishedSpec(label: String(decoding: bytes, as: UTF8.self)) else {
                continue
            }
            #expect(found.packages.allSatisfy { !$0.hasPrefix("-") })
        }
        #expect(PublishedSpec(label: String(repeating: "A", count: 70_000)) == nil)
    }

    private func padded(_ label: String) -> String {
        let text = label.replacing("-", with: "+").replacing("_", with: "/")
        return text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigitOrDash: Bool {
        switch self {
        case 48...57, 65...90, 97...122, 45, 95: true
        default: false
        }
    }
}
