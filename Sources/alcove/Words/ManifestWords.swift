import Boxes
import Linux
import Manifests
import Projects

extension Failure {
    /// The first fault with its hint; further ones are lines below it.
    init(_ faults: ManifestFaults) {
        self = faults.list.first.map { Failure($0) } ?? Failure("the manifest cannot be read")
        details += faults.list.dropFirst().map { Failure($0).message }
    }

    init(_ fault: ManifestFault) {
        let line = fault.origin.line
        let place = line > 0 ? "\(fault.origin.file):\(line)" : fault.origin.file
        let words = Self.words(fault)
        self.init("\(place): \(words.message)", hint: words.hint, status: 64)
    }

    private static func unreadable(_ error: SystemError) -> String {
        switch error.code {
        case Errno.tooLarge:
            let (one, all) = (Closure.limit >> 20, Closure.room >> 20)
            return "it is too large: a file has \(one) MiB at most, all together have \(all)"
        case Errno.invalid, Errno.isDirectory: return "it is no ordinary file"
        case Errno.busy: return "it is being written, or the kernel makes it up"
        case Errno.noText: return "it is no text"
        default: return error.reason
        }
    }

    private static func words(_ fault: ManifestFault) -> (message: String, hint: String?) {
        let key = fault.key
        switch fault.reason {
        case .unreadable(let file, let code):
            let why = unreadable(SystemError(call: "read", subject: file, code: code))
            // What stands before it names the manifest already.
            let words = file.isSame(as: fault.origin.file) ? why : "\(file): \(why)"
            return (key.isEmpty ? words : "'\(key)': \(words)", nil)
        case .tooLarge(let limit):
            return ("the file has more than \(limit >> 20) MiB", "A manifest is a small text.")
        case .tooManyFiles(let count):
            return ("it names more than \(count) files", "A folder is copied as one.")
        case .malformed(let reason, let hasBareText):
            return (
                "the manifest is no TOML: \(reason)", hasBareText ? "Texts stand in quotes." : nil
            )
        case .notUTF8:
            return ("the manifest is no TOML: it is not UTF-8", "Save it as UTF-8.")
        case .conflict:
            return (
                "a merge left a conflict in the manifest",
                "Choose between the lines from '<<<<<<<' to '>>>>>>>', and take these marks out."
            )
        case .unknownKey(let nearest):
            return ("there is no key '\(key)'", nearest.map { "Did you mean '\($0)'?" })
        case .shape(let shape): return ("'\(key)' cannot be that", "It is \(shape.words).")
        case .emptyValue: return ("'\(key)' says nothing", "Leave the key out instead.")
        case .value(let error):
            let failure = Failure(error)
            return ("'\(key)': \(failure.message)", failure.hint)
        case .noBox(let name, let file, let nearest):
            return (
                "'\(key)': no box '\(name)' is in \(file)", nearest.map { "Did you mean '\($0)'?" }
            )
        case .ambiguous(let file):
            return (
                "'\(key)': \(file) has several boxes", "Name one of them, as in './base.toml#web'."
            )
        case .circle(let names):
            return (
                "'\(key)': a box cannot extend itself (\(names.joined(separator: " → ")))", nil
            )
        case .nothingToTake(let words, let nearest):
            return (
                "'\(key)': '!\(words)' takes out what is not there",
                nearest.map { "Did you mean '!\($0)'?" }
            )
        case .exportedTwice(let program, let other):
            return (
                "'\(key)': '\(program)' is exported by box '\(other)' already",
                "A name on the host is of one box: leave it out of the other."
            )
        case .noImage: return ("'\(key)' has no image", "Give it one, or a box that it extends.")
        case .sharedHome:
            return (
                "'\(key)' would be put into your own home", "Give the box one: home = \"private\"."
            )
        case .tooMany(let count): return ("'\(key)' has more than \(count) entries", nil)
        case .tooDeep(let count):
            return ("'\(key)': more than \(count) boxes extend each other", nil)
        case .lacksField(let name): return ("'\(key)' has no '\(name)'", nil)
        case .noArchitecture(let names):
            return (
                "'\(key)': no kind of machine has that name",
                "It is one of \(names.joined(separator: ", "))."
            )
        }
    }
}

extension Failure {
    init(_ fault: ManifestLockFault, _ path: String) {
        let hint = "Mend it, or make it anew with 'alcove lock'."
        switch fault {
        case .malformed(let line, let reason):
            self.init("\(path):\(line): the lock is no TOML: \(reason)", hint: hint)
        case .conflict(let line):
            self.init(
                "\(path):\(line): a merge left a conflict in the lock",
                hint:
                    "Choose between the lines from '<<<<<<<' to '>>>>>>>', or make the lock anew with 'alcove lock'."
            )
        case .format(let number):
            self.init(
                "\(path): the lock is of a later version of alcove (format \(number))",
                hint: "Use that version."
            )
        case .badKey(let key, let line):
            self.init("\(path):\(line): '\(key)' has no place in a lock", hint: hint)
        }
    }
}

extension ManifestKey.Shape {
    /// What a value looks like, with an example.
    fileprivate var words: String {
        switch self {
        case .text: "a text in quotes"
        case .choice(let words): words.map { "\"\($0)\"" }.joined(separator: " or ")
        case .flag: "true or false"
        case .size: "a number of bytes, or a text like \"2G\""
        case .number: "a number like 1.5"
        case .texts: "a list of texts, like [\"a\", \"b\"]"
        case .textOrTexts: "a text, or a list of texts"
        case .fields(let names): "a table with \(names.joined(separator: ", "))"
        case .table: "a table of texts, like { KEY = \"value\" }"
        }
    }
}
