package import Boxes
import Linux

/// How dotfiles come into a home: all of it is done in the box, as its user, so that nothing of a
/// repository runs on the host.
package struct DotfilesScript: Sendable {
    private let dotfiles: Dotfiles
    /// Where the host's files are in the box.
    private let root: String

    package init(_ dotfiles: Dotfiles, root: String = "/run/host") {
        self.dotfiles = dotfiles
        self.root = root
    }

    /// Where the clone is in the home.
    package static let clone = "dotfiles"
    /// What the installation said, in the home.
    package static let log = ".local/state/alcove/dotfiles.log"
    /// What was installed, in the home: it goes where the home goes.
    private static let stamp = ".local/state/alcove/dotfiles"

    /// Whether a home has them, as far as it can be told by what stands there.
    ///
    /// It is the box's, so no link of it is followed; what it says wrongly is to its own loss.
    package func isDone(in home: String) -> Bool {
        guard let folder = try? Folder(home), let bytes = try? folder.readIfThere(Self.stamp) else {
            return false
        }
        return Self.lines(bytes.text) == Self.lines(words.joined(separator: "\n"))
    }

    private static func lines(_ text: String) -> [Substring] { text.split(separator: "\n") }

    /// The command; it does nothing where they are installed already.
    package var command: [[UInt8]] {
        (["/bin/sh", "-c", Self.outer, "sh", Self.inner] + words).map { Array($0.utf8) }
    }

    private var words: [String] {
        // The host's paths are not those of a box that has another home.
        let isPath = dotfiles.repository.hasPrefix("/")
        let repository = isPath ? root + dotfiles.repository : dotfiles.repository
        return [repository, dotfiles.commit, dotfiles.install ?? ""]
    }

    /// Writes down that it is done when it is; killed before that, it is done once more.
    private static let outer = """
        unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_COMMON_DIR GIT_OBJECT_DIRECTORY \
            GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_NAMESPACE GIT_PREFIX GIT_TEMPLATE_DIR CDPATH
        state=$HOME/.local/state/alcove
        wanted=$(printf '%s\\n' "$2" "$3" "$4")
        if [ -f "$state/dotfiles" ] && [ "$(cat "$state/dotfiles")" = "$wanted" ]; then exit 0; fi
        mkdir -p "$state" || exit 1
        if /bin/sh -eu -c "$1" sh "$2" "$3" "$4" >"$state/dotfiles.log" 2>&1 </dev/null; then
            printf '%s\\n' "$wanted" >"$state/dotfiles.done" &&
                mv "$state/dotfiles.done" "$state/dotfiles"
        else
            status=$?
            tail -n 20 "$state/dotfiles.log" >&2
            exit $status
        fi
        """

    /// Clones, and installs by the program that is named, or has a usual name.
    ///
    /// Where there is none, what begins with a dot is linked. The names and their order are those of
    /// Codespaces and development containers.
    private static let inner = """
        state=$HOME/.local/state/alcove
        clone=$HOME/\(clone)
        export GIT_TERMINAL_PROMPT=0 GIT_ALLOW_PROTOCOL=https:ssh:file

        take() {
            git -C "$1" config core.fileMode false
            git -C "$1" fetch -q --depth 1 origin "$2" 2>/dev/null ||
                git -C "$1" fetch -q --tags origin '+refs/heads/*:refs/remotes/origin/*'
            kind=$(git -C "$1" cat-file -t "$2" 2>/dev/null || true)
            case $kind in
                commit) ;;
                tag)
                    echo "'$2' is a tag, and no commit: that is $(git -C "$1" rev-parse "$2^{commit}")"
                    exit 1
                    ;;
                *) echo "the repository has no commit '$2'" && exit 1 ;;
            esac
            git -C "$1" -c core.hooksPath=/dev/null checkout -q --detach "$2"
            [ "$(git -C "$1" rev-parse HEAD)" = "$2" ]
        }

        place() {
            case $(readlink "$HOME/$1" || true) in "$clone"/*) return 0 ;; esac
            if [ -d "$HOME/$1" ] && [ -d "$1" ] && [ ! -L "$1" ] && [ ! -L "$HOME/$1" ]; then
                for entry in "$1"/* "$1"/.[!.]*; do
                    if [ -e "$entry" ] || [ -L "$entry" ]; then place "$entry"; fi
                done
                return 0
            fi
            if [ -e "$HOME/$1" ] || [ -L "$HOME/$1" ]; then
                kept=$1.before-dotfiles
                while [ -e "$HOME/$kept" ] || [ -L "$HOME/$kept" ]; do kept=$kept~; done
                echo "'$1' was there, and is '$kept' now"
                mv "$HOME/$1" "$HOME/$kept"
            fi
            ln -s "$clone/$1" "$HOME/$1"
        }

        if ! command -v git >/dev/null; then
            echo "there is no git in the box: add it to its packages"
            exit 1
        fi
        if [ ! -e "$clone" ] && [ ! -L "$clone" ]; then
            rm -rf "$state/dotfiles.new"
            # The digits of a commit tell by which hash the repository goes.
            format=
            [ ${#2} -le 40 ] || format=--object-format=sha256
            git init -q $format "$state/dotfiles.new"
            git -C "$state/dotfiles.new" remote add origin "$1"
            take "$state/dotfiles.new" "$2"
            mv "$state/dotfiles.new" "$clone"
        else
            origin=$(git -C "$clone" config --get remote.origin.url || true)
            if [ "$origin" != "$1" ]; then
                former=$(head -n 1 "$state/dotfiles" 2>/dev/null || true)
                if [ -z "$origin" ] || [ "$origin" != "$former" ]; then
                    echo "'$clone' is there already, and is not of $1"
                    exit 1
                fi
                git -C "$clone" remote set-url origin "$1"
            fi
            take "$clone" "$2"
        fi
        cd "$clone"
        chosen=$3
        if [ -n "$chosen" ] && [ ! -f "$chosen" ]; then
            echo "there is no '$chosen' in the repository"
            exit 1
        fi
        if [ -z "$chosen" ]; then
            for name in install.sh install bootstrap.sh bootstrap script/bootstrap \\
                setup.sh setup script/setup; do
                if [ -f "$name" ]; then chosen=$name && break; fi
            done
        fi
        if [ -n "$chosen" ]; then
            [ -x "$chosen" ] || chmod u+x "$chosen"
            exec "./$chosen"
        fi
        for name in .[!.]*; do
            case $name in .git | '.[!.]*') ;; *) place "$name" ;; esac
        done
        """
}
