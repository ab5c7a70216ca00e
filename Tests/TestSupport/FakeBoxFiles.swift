package import Exports

/// A box of which only the files are there that a test says.
package final class FakeBoxFiles: BoxFiles {
    private var files: [String: (bytes: [UInt8], isExecutable: Bool)] = [:]
    private var links: [String: String] = [:]
    package var variables: [String: String] = [:]

    package init() {}

    package func add(_ path: String, _ text: String, isExecutable: Bool = false) {
        files[path] = (Array(text.utf8), isExecutable)
    }

    package func remove(_ path: String) { files[path] = nil }

    package func add(_ path: String, bytes: [UInt8]) { files[path] = (bytes, false) }

    package func link(_ path: String, to target: String) { links[path] = target }

    package func variable(_ name: String) throws(BoxFilesError) -> String? { variables[name] }

    package func entries(of folder: String) throws(BoxFilesError) -> [BoxFileEntry] {
        let start = (try realPath(folder) ?? folder) + "/"
        var kinds: [String: BoxFileEntry] = [:]
        for path in Array(files.keys) + Array(links.keys) where path.hasPrefix(start) {
            let rest = path.dropFirst(start.count)
            let name = String(rest.prefix { $0 != "/" })
            let isFolder = rest.contains("/")
            let file = isFolder ? nil : try realPath(path).flatMap { files[$0] }
            kinds[name] = BoxFileEntry(
                name: Array(name.utf8),
                kind: isFolder ? .folder : file == nil ? .other : .file,
                isExecutable: file?.isExecutable ?? false,
                size: Int64(file?.bytes.count ?? 0)
            )
        }
        return Array(kinds.values)
    }

    package func read(_ path: String, limit: Int) throws(BoxFilesError) -> [UInt8]? {
        guard let path = try realPath(path), let file = files[path], file.bytes.count <= limit
        else {
            return nil
        }
        return file.bytes
    }

    package func realPath(_ path: String) throws(BoxFilesError) -> String? {
        var path = path
        for _ in 0..<40 {
            guard let link = links.keys.first(where: { path == $0 || path.hasPrefix($0 + "/") }),
                let target = links[link]
            else {
                let isFolder = files.keys.contains { $0.hasPrefix(path + "/") }
                return files[path] != nil || isFolder ? path : nil
            }
            let base = link.split(separator: "/").dropLast().map { "/" + $0 }.joined()
            path =
                (target.hasPrefix("/") ? target : base + "/" + target) + path.dropFirst(link.count)
        }
        return nil
    }
}
