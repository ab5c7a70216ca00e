import TestSupport
import Testing
import Wire

@Suite struct OpenerWordTests {
    @Test(arguments: [
        ("https://a/b?c=d#e", OpenerWord.address), ("mailto:a@b", .address),
        ("x-app+1.0:y", .address), ("--help", .option),
        ("/data/a b", .path(Array("/data/a b".utf8))),
        ("file:///data/a%20b%C3%A9", .path(Array("/data/a bé".utf8))),
        ("file://localhost/data/x", .path(Array("/data/x".utf8))),
        ("file:/data/x", .path(Array("/data/x".utf8))),
        ("file:///data/x.html#part", .path(Array("/data/x.html".utf8))),
        ("file:///data/x.html?q", .path(Array("/data/x.html".utf8))),
        ("file:///data/%23x", .path(Array("/data/#x".utf8))),
        ("/data/x#y", .path(Array("/data/x#y".utf8))),
        ("notes.txt", .path(Array("notes.txt".utf8))),
        ("a/b:c", .path(Array("a/b:c".utf8))), (":x", .path(Array(":x".utf8))),
        ("file:///%zz%00%2%+1", .path(Array("/%zz%00%2%+1".utf8))), ("", .path([])),
    ])
    func wordMeans(_ word: String, _ meaning: OpenerWord) {
        #expect(OpenerWord(Array(word.utf8)) == meaning)
    }

    /// No path has a zero in it, where a C string would end, that the word had not.
    @Test func wordsOfAnyBytesMeanSomething() {
        var mutator = Mutator(dice: Dice(seed: 10))
        let valid = ["file:///data/a%20b%C3%A9", "file:%00", "https://a/b?c=d#e", "-x", "a/b"]
        for _ in 0..<FuzzTests.rounds {
            let word = mutator.fault(Array(valid[mutator.dice.below(valid.count)].utf8))
            guard case .path(let path) = OpenerWord(word) else { continue }
            if path.count > word.count || path.contains(0) && !word.contains(0) {
                Issue.record("\(word) became \(path)")
            }
        }
    }
}
