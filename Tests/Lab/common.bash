# shellcheck shell=bash
# Words that the lab's scripts share.

# The last words of a script: what is wrong, and what the user can do about it.
fail() {
    printf 'error: %s\n' "$1" >&2
    if [ $# -gt 1 ]; then printf 'hint: %s\n' "$2" >&2; fi
    exit 1
}

# A line for those who wait.
say() { printf 'lab: %s\n' "$*" >&2; }

# need PROGRAM=PACKAGE...: says which Debian packages are missing.
need() {
    local pair missing=()
    for pair in "$@"; do
        type -P "${pair%%=*}" >/dev/null || missing+=("${pair#*=}")
    done
    [ ${#missing[@]} = 0 ] ||
        fail "not installed: ${missing[*]}" \
            "'make packages' installs what the lab needs; without being root, ask the administrator for it."
}

# Where images, root filesystems and engines' stores are kept: outside the repository, and readable by the lab's user.
lab_cache() {
    if [ -n "${ALCOVE_LAB_CACHE:-}" ]; then
        printf '%s\n' "$ALCOVE_LAB_CACHE"
    elif [ "$(id -u)" = 0 ]; then
        printf '%s\n' /var/cache/alcove-lab
    else
        printf '%s\n' "${XDG_CACHE_HOME:-$HOME/.cache}/alcove-lab"
    fi
}

# wait_for SECONDS WHAT LOG TEST...: until the test succeeds.
wait_for() {
    local end=$((SECONDS + $1)) what=$2 log=$3
    shift 3
    until "$@"; do
        if [ "$SECONDS" -ge "$end" ]; then
            tail -n 20 "$log" >&2 || true
            fail "$what did not start within time"
        fi
        sleep 0.05
    done
}

# own_run: an empty /run, with the resolver's files that /etc/resolv.conf may point to.
own_run() {
    local resolver contents=
    resolver=$(readlink -f /etc/resolv.conf || true)
    case $resolver in
        /run/*) contents=$(cat "$resolver" 2>/dev/null || true) ;;
    esac
    mount -t tmpfs -o mode=755 tmpfs /run
    mkdir -p /run/lock /run/dbus /run/alcove-lab
    case $resolver in
        /run/*)
            mkdir -p "$(dirname "$resolver")"
            printf '%s\n' "$contents" >"$resolver"
            ;;
    esac
}

# Whether a directory is on an overlay, where the kernel mounts no other: a container, most often.
on_overlay() { [ "$(stat --file-system --format %T "$1")" = overlayfs ]; }

# empty_store STORE PODMAN...: removes the containers of an earlier lab, which are of no use and may have died badly.
# Settings that Podman did not heed would make this the person's own store: nothing is removed before it says which it is.
empty_store() {
    local store=$1 used
    shift
    used=$("$@" info --format '{{.Store.GraphRoot}}') || fail "Podman does not answer"
    [ "$used" = "$store" ] || fail "Podman uses the store '$used', not the lab's own '$store'"
    "$@" rm --all --force >/dev/null 2>&1 || true
}

# Runs the words in a cgroup of their own.
in_cgroup() { # NAME COMMAND...
    echo "$BASHPID" >"/sys/fs/cgroup/$1/cgroup.procs"
    exec "${@:2}"
}
