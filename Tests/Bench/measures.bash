# shellcheck shell=bash
# shellcheck disable=SC2154  # bench sets quick, scratch, socket and the rest
# What bench measures, and how each box and container for it is made. See docs/bench.md.

# turns FULL QUICK: how many turns a race has.
turns() { if [ -n "$quick" ]; then printf '%s\n' "$2"; else printf '%s\n' "$1"; fi; }

archive_of() { sed -n "s/^$1=//p" <<<"${ALCOVE_TEST_IMAGES:-}"; }

# The image of most measures, in the engine before anything is timed: a busybox and nothing else.
prepare_image() {
    image=localhost/alcove-bench:busybox
    local archive
    archive=$(archive_of busybox.tar)
    if [ -n "$archive" ]; then
        podman import --quiet "$archive" "$image" >/dev/null 2>&1
    elif ! podman image exists "$image"; then
        podman pull --quiet docker.io/library/busybox >/dev/null 2>&1 ||
            fail "there is no image of busybox, and none can be pulled" "In the lab there is one: make bench"
        podman tag docker.io/library/busybox "$image"
    fi
    # The layer is mapped to the user's ids at its first use: that is the engine's copying, and not what is timed.
    podman create --quiet --userns keep-id --name bench-first "$image" true >/dev/null
    podman rm bench-first >/dev/null
    # The service behind the socket is awake, for whoever talks to it.
    systemctl --user start podman.socket 2>/dev/null || true
}

# box NAME: makes a box of the bench.
box() {
    boxes+=("$1")
    alcove create "$1" --bare --quiet --image "${2:-$image}" >/dev/null
}

container_of() { podman inspect --format "$2" "$(alcove show --json "$1" | sed -n 's/.*"container" *: *"\([^"]*\)".*/\1/p')"; }

# A container such as a person would make, to be entered by the engine alone; its process ends at once when told to.
plain_container() { # NAME
    containers+=("$1")
    podman create --quiet --userns keep-id --network host --pid host --ipc host --privileged --volume "$HOME:$HOME" \
        --stop-timeout 0 --name "$1" "$image" sleep infinity >/dev/null
}

# --- the peers ------------------------------------------------------------------------------------------------------

# Distrobox installs packages in a new box, so it needs an image with their manager, and the mirror.
#
# prepare_distrobox NAME: makes one and enters it once; sets `distrobox_seconds` to what that took, and says why not.
prepare_distrobox() {
    distrobox_state=missing
    local archive start
    type -P distrobox >/dev/null || {
        distrobox_why="it is not installed"
        return 1
    }
    archive=$(archive_of bookworm.tar)
    if [ -n "$quick" ] || [ -z "$archive" ] || [ "${BENCH_MIRROR:-}" = no ]; then
        distrobox_why="${quick:+it takes too long for --quick}"
        : "${distrobox_why:=there is no image for it, or no mirror}"
        return 1
    fi
    podman import --quiet "$archive" localhost/alcove-bench:bookworm >/dev/null 2>&1
    podman create --quiet --userns keep-id --name bench-first localhost/alcove-bench:bookworm true >/dev/null
    podman rm bench-first >/dev/null
    containers+=("$1")
    start=$EPOCHREALTIME
    if distrobox create --yes --image localhost/alcove-bench:bookworm --name "$1" &&
        timeout 240 distrobox enter --no-tty "$1" -- true; then
        distrobox_seconds=$(awk -v from="$start" -v to="$EPOCHREALTIME" 'BEGIN { print to - from }')
        distrobox_state=ready
    else
        return 1
    fi >"$scratch/distrobox.log" 2>&1 </dev/null
}

distrobox_state='' distrobox_why=''
has_distrobox() { # MEASURE
    if [ -z "$distrobox_state" ]; then
        note "making a box of Distrobox's (it installs packages in it)"
        prepare_distrobox bench-distrobox ||
            : "${distrobox_why:=$(tail -n 1 "$scratch/distrobox.log" | tr -d '\t')}"
    fi
    [ "$distrobox_state" = ready ] || {
        skip "$1" distrobox "$distrobox_why"
        return 1
    }
}

toolbx_state='' toolbx_why=''
has_toolbx() { # MEASURE
    if [ -z "$toolbx_state" ]; then
        toolbx_state=missing
        if ! type -P toolbox >/dev/null; then
            toolbx_why="it is not installed"
        elif [ ! -e /run/host ]; then
            toolbx_why="its program needs the link /run/host, which a booted machine has and the lab has not"
        elif [ "$distrobox_state" != ready ]; then
            toolbx_why="it needs an image that has its label and sudo, which is made of Distrobox's box"
        else
            note "making a box of Toolbx's"
            containers+=(bench-toolbx)
            if podman commit --quiet --change 'LABEL com.github.containers.toolbox=true' \
                --change 'CMD ["/bin/bash"]' --change 'ENTRYPOINT []' --change 'USER root' \
                bench-distrobox localhost/alcove-bench:toolbx &&
                toolbox --assumeyes create --image localhost/alcove-bench:toolbx bench-toolbx &&
                timeout 60 toolbox --assumeyes run --container bench-toolbx true; then
                toolbx_state=ready
            fi >"$scratch/toolbx.log" 2>&1 </dev/null
            toolbx_why=$(tail -n 1 "$scratch/toolbx.log" | tr -d '\t')
        fi
    fi
    [ "$toolbx_state" = ready ] || {
        skip "$1" toolbx "$toolbx_why"
        return 1
    }
}

# --- a command in a running box -------------------------------------------------------------------------------------

measure_run() {
    local container pid runners rounds
    box bench-run
    alcove run bench-run -- true
    container=$(container_of bench-run '{{.Name}}')
    # A process of ours in the box shows its namespaces, which those of the agent are not: it is another user's.
    alcove run --detach bench-run -- sleep 10000
    pid=$(pgrep --newest --full '^sleep 10000$')
    # The two that are alike run beside nothing that leaves work behind for the next one.
    race -r "$(turns 300 60)" -p 5 alcove alcove run bench-run -- true \
        :: nsenter nsenter --target "$pid" --user --mount --uts --preserve-credentials -- true \
        :: true /bin/true >"$scratch/near"
    compare run "run -- true" "$scratch/near" nsenter "ratio<=4"
    rounds=$(turns 40 10)
    runners=(alcove alcove run bench-run -- true
        :: "podman exec" podman exec "$container" true
        :: "REST exec" rest "$socket" "$container" true)
    if has_distrobox run; then runners+=(:: distrobox distrobox enter --no-tty bench-distrobox -- true); fi
    if has_toolbx run; then runners+=(:: toolbx toolbox run --container bench-toolbx true); fi
    race -r "$rounds" -p 100 "${runners[@]}" >"$scratch/run"
    compare run "run -- true" "$scratch/run" "podman exec" "ratio<=0.05"
    compare run "run -- true" "$scratch/run" "REST exec" -
    compare run "run -- true" "$scratch/run" distrobox -
    compare run "run -- true" "$scratch/run" toolbx -
}

# --- a command on the host, from inside a box -----------------------------------------------------------------------

# Timed in the box, by the same program; beside a command in that box from the host.
measure_host() {
    local rounds fields
    rounds=$(turns 300 60)
    box bench-host
    alcove run bench-host -- alcove host true
    cc -O2 -static -o "$scratch/bin/race-static" "$here/race.c" -lm
    race -r "$rounds" -p 5 "run -- true" alcove run bench-host -- true >"$scratch/host"
    alcove run bench-host -- "$scratch/bin/race-static" -r "$rounds" -p 5 alcove alcove host true >>"$scratch/host"
    if [ "$(race_of "$scratch/host" alcove | cut -f 3)" != 0 ]; then fail "host: a command on the host failed"; fi
    mapfile -t fields < <(printf '%s\n%s\n' "$(race_of "$scratch/host" alcove)" "$(race_of "$scratch/host" "run -- true")" |
        awk -F '\t' '
            NR == 1 { printf "%.3f\n%.3f\n%.3f\n%.3f\n", $5 / 1000, $7 / 1000, $4 / 1000, $6 / 1000 }
            NR == 2 { printf "%.3f\n%.3f\n", $5 / 1000, $7 / 1000 }')
    result host "host true, in a box" ms "ratio<=3" "${fields[@]:0:4}" "run -- true" "${fields[@]:4:2}"
}

# --- an exported program ---------------------------------------------------------------------------------------------

# export_of BOX PROGRAM: makes it a program of the host's, and prints its path.
export_of() { alcove export bin "$2" --box "$1" --to "$scratch/exports" 2>/dev/null; }

# distrobox_export_of PROGRAM: the same by Distrobox.
distrobox_export_of() {
    distrobox enter --no-tty bench-distrobox -- \
        distrobox-export --bin "$1" --export-path "$HOME/bench-build/distrobox" >/dev/null 2>&1
    printf '%s/bench-build/distrobox/%s\n' "$HOME" "$(basename "$1")"
}

measure_export() {
    local container runners
    box bench-export
    alcove run bench-export -- true
    container=$(container_of bench-export '{{.Name}}')
    mkdir -p "$scratch/exports" "$HOME/bench-build/distrobox"
    runners=(alcove "$(export_of bench-export true)"
        :: "alcove run" alcove run bench-export -- true
        :: "podman exec" podman exec "$container" true)
    if has_distrobox export; then runners+=(:: distrobox "$(distrobox_export_of /usr/bin/true)"); fi
    race -r "$(turns 40 10)" -p 100 "${runners[@]}" >"$scratch/export"
    compare export "exported true" "$scratch/export" "alcove run" -
    compare export "exported true" "$scratch/export" "podman exec" "ratio<=0.0667"
    compare export "exported true" "$scratch/export" distrobox -
}

# A build on the host with a box's compiler: as many calls as there are files, and one to link them.
measure_build() {
    local archive image=localhost/alcove-bench:desktop files make=(make --silent --jobs=2)
    local folder=$HOME/bench-build compiler
    archive=$(archive_of desktop.tar)
    if [ -z "$archive" ]; then
        skip build "the host" "there is no image with a compiler outside of the lab"
        return
    fi
    podman import --quiet "$archive" "$image" >/dev/null 2>&1
    made+=("$image")
    box bench-build "$image"
    mkdir -p "$scratch/exports" "$folder/distrobox"
    compiler=$(export_of bench-build gcc)
    if [ "$("$compiler" -dumpfullversion)" != "$(gcc -dumpfullversion)" ]; then
        skip build "the host" "its compiler is another one than the box's"
        return
    fi
    files=$(turns 300 100)
    "$here/../Lab/project" "$folder/ours" "$files"
    "$here/../Lab/project" "$folder/host" "$files"
    race -r "$(turns 7 3)" -w 1 \
        alcove "+make -C $folder/ours clean" "${make[@]}" -C "$folder/ours" CC="$compiler" \
        :: "the host" "+make -C $folder/host clean" "${make[@]}" -C "$folder/host" CC=gcc >"$scratch/build"
    compare build "make -j2, $files files" "$scratch/build" "the host" "ratio<=2"
    if has_distrobox build; then
        podman exec --user root bench-distrobox apt-get install -qy --no-install-recommends gcc libc6-dev \
            >"$scratch/distrobox.log" 2>&1 || {
            skip build distrobox "$(tail -n 1 "$scratch/distrobox.log" | tr -d '\t')"
            return
        }
        # A quarter of a second for each file: once is enough.
        race -r 1 -w 0 \
            alcove "+make -C $folder/ours clean" "${make[@]}" -C "$folder/ours" CC="$compiler" \
            :: distrobox "+make -C $folder/host clean" \
            "${make[@]}" -C "$folder/host" CC="$(distrobox_export_of /usr/bin/gcc)" >"$scratch/build"
        compare build "make -j2, $files files, once" "$scratch/build" distrobox -
    fi
}

# --- a command in a stopped box -------------------------------------------------------------------------------------

measure_cold() {
    local runners
    box bench-cold
    alcove run bench-cold -- true
    plain_container bench-cold-plain
    runners=(alcove "+alcove stop bench-cold" alcove run bench-cold -- true
        :: "podman start+exec" "+podman stop --time 0 bench-cold-plain"
        sh -c 'podman start bench-cold-plain && podman exec bench-cold-plain true')
    if has_distrobox cold; then
        runners+=(:: distrobox "+podman stop --time 1 bench-distrobox" distrobox enter --no-tty bench-distrobox -- true)
    fi
    race -r "$(turns 15 4)" -w 1 -p 200 "${runners[@]}" >"$scratch/cold"
    compare cold "run, box stopped" "$scratch/cold" "podman start+exec" -
    compare cold "run, box stopped" "$scratch/cold" distrobox "ratio<=0.125"
}

# --- a new box ------------------------------------------------------------------------------------------------------

measure_create() {
    boxes+=(bench-new)
    containers+=(bench-new-plain)
    cat >"$scratch/bin/create-alcove" <<'END_OF_SCRIPT'
#!/bin/sh
alcove create bench-new --bare --quiet --image "$1" && alcove run bench-new -- true
END_OF_SCRIPT
    cat >"$scratch/bin/create-podman" <<'END_OF_SCRIPT'
#!/bin/sh
podman create --quiet --userns keep-id --network host --pid host --ipc host --privileged --volume "$HOME:$HOME" \
    --name bench-new-plain "$1" sleep infinity && podman start bench-new-plain && podman exec bench-new-plain true
END_OF_SCRIPT
    chmod +x "$scratch/bin/create-alcove" "$scratch/bin/create-podman"
    race -r "$(turns 10 3)" -w 1 -p 200 \
        alcove "+alcove rm --force --yes bench-new" create-alcove "$image" \
        :: "podman create+start+exec" "+podman rm --force --time 0 bench-new-plain" create-podman "$image" >"$scratch/create"
    compare create "create + first run" "$scratch/create" "podman create+start+exec" -
    alone create "create + first run" "$scratch/create" "value<=1000"
    measure_essentials
    if has_distrobox create; then
        beside_distrobox "create + first run" "$scratch/create"
        [ ! -s "$scratch/essentials" ] || beside_distrobox "create + first run, essentials" "$scratch/essentials"
    fi
}

# beside_distrobox WHAT TIMES: our command beside the one box of Distrobox's.
beside_distrobox() {
    local times
    mapfile -t times < <(race_of "$2" alcove |
        awk -F '\t' '{ printf "%.3f\n%.3f\n%.3f\n%.3f\n", $5 / 1000, $7 / 1000, $4 / 1000, $6 / 1000 }')
    result create "$1" ms - "${times[@]}" \
        "distrobox (once)" "$(awk -v seconds="$distrobox_seconds" 'BEGIN { print seconds * 1000 }')" 0
}

# The second box of an image, which has the essentials, beside one that is bare: the image is a Debian with a repository
# of its own, so that adding them needs no network.
measure_essentials() {
    local archive with=localhost/alcove-bench:debian
    archive=$(archive_of debian.tar)
    if [ -z "$archive" ]; then
        skip create "--bare" "there is no image for it outside of the lab"
        return
    fi
    podman import --quiet "$archive" "$with" >/dev/null 2>&1
    boxes+=(bench-first-bare bench-first-essentials bench-essentials)
    alcove create bench-first-bare --bare --quiet --image "$with" >/dev/null
    alcove create bench-first-essentials --quiet --image "$with" >/dev/null
    made+=("$(container_of bench-first-essentials '{{.Image}}')")
    cat >"$scratch/bin/create-essentials" <<'END_OF_SCRIPT'
#!/bin/sh
name=$1 image=$2
shift 2
alcove create "$name" "$@" --quiet --image "$image" && alcove run "$name" -- true
END_OF_SCRIPT
    chmod +x "$scratch/bin/create-essentials"
    race -r "$(turns 10 3)" -w 1 -p 200 \
        alcove "+alcove rm --force --yes bench-essentials" create-essentials bench-essentials "$with" \
        :: "--bare" "+alcove rm --force --yes bench-new" create-essentials bench-new "$with" --bare >"$scratch/essentials"
    compare create "create + first run, essentials" "$scratch/essentials" "--bare" "ratio<=1.1"
}

# --- another generation ---------------------------------------------------------------------------------------------

measure_swap() {
    box bench-swap
    alcove edit --quiet bench-swap --env A=1
    race -r "$(turns 20 5)" -w 1 alcove alcove rollback --quiet bench-swap >"$scratch/swap"
    alone swap "rollback, box stopped" "$scratch/swap" "value<=250"
    alcove start --quiet bench-swap
    race -r "$(turns 10 3)" -w 1 -p 200 alcove alcove rollback --quiet --force bench-swap \
        :: "alcove restart" alcove restart --quiet bench-swap >"$scratch/swap"
    compare swap "rollback, box running" "$scratch/swap" "alcove restart" -
    # The process that takes what is staged, when the last session has ended. The box is stopped, as its own stop is not
    # what is measured; and new, so that no former generation goes meanwhile.
    boxes+=(bench-staged)
    cat >"$scratch/bin/stage" <<'END_OF_SCRIPT'
#!/bin/sh
alcove rm --force --yes --quiet bench-staged 2>/dev/null
alcove create bench-staged --bare --quiet --image "$1" >/dev/null && alcove start --quiet bench-staged &&
    alcove run --detach bench-staged -- sleep 10000 && alcove rebase --quiet bench-staged "$1" && alcove stop --quiet bench-staged
END_OF_SCRIPT
    chmod +x "$scratch/bin/stage"
    race -r "$(turns 10 3)" -w 1 alcove "+stage $image" alcove take-staged bench-staged >"$scratch/swap"
    alone swap "swap to a staged generation" "$scratch/swap" "value<=250"
}

# --- list -----------------------------------------------------------------------------------------------------------

measure_list() {
    note "making 100 boxes"
    boxes+=(bench-list-{1..100})
    printf '%s\n' bench-list-{1..100} |
        xargs -P "$(nproc)" -I '{}' alcove create '{}' --bare --quiet --image "$image" >/dev/null
    race -r "$(turns 40 15)" alcove alcove list :: "podman ps -a" podman ps --all >"$scratch/list"
    compare list "list, 100 boxes" "$scratch/list" "podman ps -a" -
    alone list "list, 100 boxes" "$scratch/list" "value<=20"
    race -r "$(turns 100 20)" alcove alcove complete-line fish start '' >"$scratch/completion"
    alone list "completion of their names" "$scratch/completion" "value<=30"
    race -r "$(turns 100 20)" alcove alcove complete-line fish try '' >"$scratch/completion"
    alone list "completion of images" "$scratch/completion" "value<=30"
    alcove rm --force --yes --quiet bench-list-{1..100} >/dev/null 2>&1 || true
}

# --- the hook of a shell, in it -------------------------------------------------------------------------------------

# The middle of numbers in microseconds, in milliseconds, and the middle of what they are away from it.
middle() { sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }
spread() { # NUMBERS: a line each: median, deviation, minimum, maximum
    local median deviation
    median=$(middle <"$1")
    deviation=$(awk -v median="$median" '{ print ($1 > median ? $1 - median : median - $1) }' "$1" | middle)
    sort -n "$1" | awk -v median="$median" -v deviation="$deviation" '
        NR == 1 { first = $1 }
        END { printf "%.3f\n%.3f\n%.3f\n%.3f\n", median / 1000, deviation / 1000, first / 1000, $1 / 1000 }'
}

# A project with a box and two commands; direnv has a file there that sets a variable.
measure_hook() {
    local place=$HOME/bench-build step what goal ours theirs
    if ! type -P direnv >/dev/null; then skip hook direnv "it is not installed"; fi
    mkdir -p "$place/project/sub" "$place/outside/sub"
    printf '[box.bench-hook]\nimage = "%s"\nbare = true\nshims = ["node", "npm"]\nenv = { NODE_ENV = "development" }\n' \
        "$image" >"$place/project/alcove.toml"
    printf 'export OF_DIRENV=1\n' >"$place/project/.envrc"
    boxes+=(bench-hook)
    alcove allow --yes --quiet "$place/project" >/dev/null
    alcove apply --yes --quiet "$place/project"
    # Files that were written just now are looked at again for some time.
    sleep 3
    XDG_DATA_HOME=$scratch/data bash --norc --noprofile "$here/hook.bash" "$(turns 100 20)" "$place" >"$scratch/hook"
    while IFS=$'\t' read -r step what goal; do
        awk -F '\t' -v step="$step" '$1 == step { print $2 }' "$scratch/hook" >"$scratch/ours"
        awk -F '\t' -v step="$step" '$1 == step && $3 != "" { print $3 }' "$scratch/hook" >"$scratch/theirs"
        mapfile -t ours < <(spread "$scratch/ours")
        if [ -s "$scratch/theirs" ]; then
            mapfile -t theirs < <(spread "$scratch/theirs")
            result hook "$what" ms "$goal" "${ours[@]}" direnv "${theirs[@]:0:2}"
        else
            result hook "$what" ms "$goal" "${ours[@]}"
        fi
    done <<END
first	hook: first cd of a shell into a project	value<=3
asked	hook: cd into a project that changed	value<=3
in	hook: cd into it again	value<=3
same	hook: a prompt in it, nothing changed	value<=3
within	hook: cd within it	value<=3
out	hook: cd out of it	value<=3
outside	hook: cd outside	value<=3
END
}

# --- a manifest that is applied once more ---------------------------------------------------------------------------

measure_apply() {
    local name
    boxes+=(bench-apply-{1..10})
    mkdir -p "$scratch/apply"
    for name in bench-apply-{1..10}; do
        printf '[box.%s]\nimage = "%s"\nbare = true\nenv = { A = "1" }\n' "$name" "$image"
    done >"$scratch/apply/alcove.toml"
    alcove apply --yes --quiet "$scratch/apply"
    race -r "$(turns 40 10)" alcove alcove apply "$scratch/apply" >"$scratch/applied"
    alone apply "apply, 10 boxes, nothing to do" "$scratch/applied" "value<=100"
    alcove rm --force --yes --quiet bench-apply-{1..10} >/dev/null 2>&1 || true
}

# --- many at once ---------------------------------------------------------------------------------------------------

# shellcheck disable=SC2009  # pgrep does not print both
processes() { ps -eo pid=,comm= | grep -E ' (alcove|alcove-init|conmon|podman|true)$' | sort; }

# crowd_of COUNT COMMAND...: sets `wall` (ms), `failed` and `left`, the processes that were not there before.
crowd_of() {
    local before times
    sleep 2
    before=$(processes)
    times=$(crowd "$@")
    sleep 1
    wall=$(awk -F '\t' '{ print $1 / 1000 }' <<<"$times")
    failed=$(cut -f 2 <<<"$times")
    left=$(comm -13 <(printf '%s\n' "$before") <(processes) | grep -vcE ' podman$' || true)
}

measure_crowd() {
    local container wall failed left each ours stayed
    box bench-crowd
    alcove run bench-crowd -- true
    container=$(container_of bench-crowd '{{.Name}}')
    crowd_of 500 alcove run bench-crowd -- true
    each=$(awk -v wall="$wall" 'BEGIN { print wall / 500 }')
    ours=$failed stayed=$left
    crowd_of 50 podman exec "$container" true
    result crowd "500 runs at once, failed" count "value<=0" "$ours" 0 "$ours" "$ours" "50 podman exec" "$failed" 0 -
    result crowd "500 runs at once, each" ms - "$each" 0 "$each" "$each" \
        "50 podman exec, each" "$(awk -v wall="$wall" 'BEGIN { print wall / 50 }')" 0
    crowd_of 20 rest "$socket" "$container" true
    result crowd "500 runs at once, processes left" count "value<=0" "$stayed" 0 "$stayed" "$stayed" \
        "20 REST exec" "$left" 0 -
}

# --- bytes ----------------------------------------------------------------------------------------------------------

# speed WHAT TIMES MEGABYTES PEER: megabytes a second, of the medians.
speed() {
    local fields
    mapfile -t fields < <(printf '%s\n%s\n' "$(race_of "$2" alcove)" "$(race_of "$2" "$4")" |
        awk -F '\t' -v size="$3" '
            { rate = size * 1e6 / $5; noise = rate * $7 / $5 }
            NR == 1 { printf "%.1f\n%.1f\n%.1f\n%.1f\n", rate, noise, size * 1e6 / $6, size * 1e6 / $4 }
            NR == 2 { printf "%.1f\n%.1f\n%.4f\n", rate, noise, 1 / $8 }')
    result bytes "$1" MB/s - "${fields[@]:0:4}" "$4" "${fields[@]:4:3}"
}

measure_bytes() {
    local container size bytes
    box bench-bytes
    alcove run bench-bytes -- true
    container=$(container_of bench-bytes '{{.Name}}')
    # The same program everywhere, the image's busybox.
    size=$(turns 1000 300)
    bytes="dd if=/dev/zero bs=100000 count=${size}0"
    race -r "$(turns 7 3)" -w 1 \
        alcove sh -c "alcove run bench-bytes -- $bytes 2>/dev/null | cat >/dev/null" \
        :: "podman exec |" sh -c "podman exec $container $bytes 2>/dev/null | cat >/dev/null" \
        :: "the host |" sh -c "busybox $bytes 2>/dev/null | cat >/dev/null" >"$scratch/pipe"
    speed "through a pipe" "$scratch/pipe" "$size" "podman exec |"
    speed "through a pipe" "$scratch/pipe" "$size" "the host |"
    size=$(turns 50 20)
    bytes="dd if=/dev/zero bs=100000 count=${size}0"
    race -r "$(turns 7 3)" -w 1 \
        alcove terminal sh -c "alcove run bench-bytes -- $bytes" \
        :: "podman exec -t" terminal sh -c "podman exec -it $container $bytes" \
        :: "the host's terminal" terminal sh -c "busybox $bytes" >"$scratch/terminal"
    speed "through a terminal" "$scratch/terminal" "$size" "podman exec -t"
    speed "through a terminal" "$scratch/terminal" "$size" "the host's terminal"
}

# --- the agent --------------------------------------------------------------------------------------------------------

field_of() { awk -v name="$2:" '$1 == name { print $2 }' "/proc/$1/status"; }

# value WHAT UNIT GOAL NUMBER: one that has no noise.
value() { result agent "$1" "$2" "$3" "$4" 0 "$4" "$4"; }

measure_agent() {
    local pid before after
    value "agent: size on disk" MiB "value<=8" \
        "$(stat -c %s "$scratch/libexec/alcove/alcove-init" | awk '{ print $1 / 1048576 }')"
    box bench-agent
    alcove start bench-agent
    pid=$(container_of bench-agent '{{.State.Pid}}')
    sleep 1
    value "agent: memory, no session yet" MiB "value<=4" "$(field_of "$pid" VmRSS | awk '{ print $1 / 1024 }')"
    for _ in $(seq 100); do alcove run bench-agent -- true; done
    value "agent: memory, right after 100 sessions" MiB - "$(field_of "$pid" VmRSS | awk '{ print $1 / 1024 }')"
    sleep 3
    value "agent: memory, 3 s after the last session" MiB "value<=4" "$(field_of "$pid" VmRSS | awk '{ print $1 / 1024 }')"
    value "agent: its anonymous part" MiB - "$(field_of "$pid" RssAnon | awk '{ print $1 / 1024 }')"
    before=$(field_of "$pid" voluntary_ctxt_switches)
    sleep "$(turns 10 5)"
    after=$(field_of "$pid" voluntary_ctxt_switches)
    value "agent: wake-ups while idle" count "value<=0" $((after - before))
    read -r before _ <"/proc/$pid/schedstat"
    for _ in $(seq 100); do alcove run bench-agent -- true; done
    read -r after _ <"/proc/$pid/schedstat"
    value "agent: CPU per session" ms - "$(awk -v spent=$((after - before)) 'BEGIN { print spent / 100 / 1e6 }')"
}

# --- the program's start ----------------------------------------------------------------------------------------------

measure_startup() {
    race -r "$(turns 200 60)" -p 5 alcove alcove --version :: "podman --version" podman --version >"$scratch/version"
    compare startup "alcove --version" "$scratch/version" "podman --version" -
    box bench-startup
    alcove run bench-startup -- true
    # What a session takes beside the start of the program itself: a run that fails as soon as it has read its words.
    race -r "$(turns 200 60)" -p 5 alcove sh -c 'alcove run bench/none -- true; [ $? = 64 ]' \
        :: "a whole run" sh -c 'alcove run bench-startup -- true' >"$scratch/start"
    compare startup "run, its start alone" "$scratch/start" "a whole run" -
    if type -P valgrind >/dev/null && [ -z "$quick" ]; then
        local count
        count=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null alcove run bench-startup -- true 2>&1 |
            sed -n 's/.*Collected : *//p' | head -n 1)
        [ -z "$count" ] || result startup "run, its instructions" M - "$(awk -v count="$count" 'BEGIN { print count / 1e6 }')" \
            0 "$(awk -v count="$count" 'BEGIN { print count / 1e6 }')" "$(awk -v count="$count" 'BEGIN { print count / 1e6 }')"
    fi
}
