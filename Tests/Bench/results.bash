# shellcheck shell=bash
# shellcheck disable=SC2154  # bench sets engine
# The results of a bench: what is kept of them, the table, and the JSON. `engine` is the version of the engine.

fail() {
    printf 'error: %s\n' "$1" >&2
    if [ $# -gt 1 ]; then printf 'hint: %s\n' "$2" >&2; fi
    exit 1
}

note() { printf 'bench: %s\n' "$*" >&2; }

# Lines of: measure, what, unit, ours, its noise, its minimum, its maximum, peer, theirs, its noise, ratio, goal,
# reached. Peer and goal may be '-'.
results=() skipped=()

# skip MEASURE PEER REASON...
skip() {
    skipped+=("$1"$'\t'"$2"$'\t'"${*:3}")
    note "$1: no $2: ${*:3}"
}

# A goal is a number that the value must not be above: 'ratio<=0.05' of the peer's, or 'value<=20'. Something is
# missed by more than the noise ('no') only when both sides' noise in our favour would not do; else it is 'close'.
#
# result MEASURE WHAT UNIT GOAL OURS NOISE MINIMUM MAXIMUM [PEER THEIRS NOISE [RATIO]]
result() {
    results+=("$(printf '%s\t' "$@" | awk -F '\t' -v OFS='\t' '{
        peer = $9 == "" ? "-" : $9; theirs = $9 == "" ? "-" : $10; noise = $9 == "" ? "-" : $11
        ratio = peer == "-" ? "-" : $12 != "" ? $12 : theirs > 0 ? $5 / theirs : "-"
        reached = "-"
        if (ratio == 0) ratio = "-"
        if (split($4, goal, "<=") == 2) {
            value = goal[1] == "ratio" ? ratio : $5
            best = $5 - $6
            if (goal[1] == "ratio") best = best / (theirs + noise)
            reached = value <= goal[2] + 0 ? "yes" : best <= goal[2] + 0 ? "close" : "no"
        }
        print $1, $2, $3, $5, $6, $7, $8, peer, theirs, noise, ratio, $4, reached
    }')")
}

# race_of TIMES NAME: the fields of a command in what race(1) printed.
race_of() { awk -F '\t' -v name="$2" '$1 == name' "$1"; }

# compare MEASURE WHAT TIMES PEER GOAL: our command, 'alcove', beside that one of the same race, in milliseconds.
compare() {
    local ours theirs
    ours=$(race_of "$3" alcove)
    theirs=$(race_of "$3" "$4")
    if [ -z "$theirs" ]; then return; fi
    if [ "$(cut -f 3 <<<"$ours")" != 0 ]; then fail "$1: alcove failed in $(cut -f 3 <<<"$ours") runs"; fi
    if [ "$(cut -f 3 <<<"$theirs")" != 0 ]; then
        skip "$1" "$4" "it failed in $(cut -f 3 <<<"$theirs") of $(cut -f 2 <<<"$theirs") runs"
        return
    fi
    local fields
    mapfile -t fields < <(printf '%s\n%s\n' "$ours" "$theirs" | awk -F '\t' '
        NR == 1 { printf "%.3f\n%.3f\n%.3f\n%.3f\n", $5 / 1000, $7 / 1000, $4 / 1000, $6 / 1000 }
        NR == 2 { printf "%.3f\n%.3f\n%.5f\n", $5 / 1000, $7 / 1000, $8 }')
    result "$1" "$2" ms "$5" "${fields[@]:0:4}" "$4" "${fields[@]:4:3}"
}

# alone MEASURE WHAT TIMES GOAL: our command without a peer.
alone() {
    local fields
    mapfile -t fields < <(race_of "$3" alcove |
        awk -F '\t' '{ printf "%.3f\n%.3f\n%.3f\n%.3f\n", $5 / 1000, $7 / 1000, $4 / 1000, $6 / 1000 }')
    result "$1" "$2" ms "$4" "${fields[@]}"
}

missed() { printf '%s\n' "${results[@]}" | awk -F '\t' '$13 == "no" { missed++ } END { print missed + 0 }'; }

print_table() {
    {
        printf '\nAlcove %s beside its peers, on Podman %s, %s processors, load %s\n' \
            "$(alcove --version)" "$engine" "$(nproc)" "$(cut -d ' ' -f 1 /proc/loadavg)"
        printf 'Medians, with the median deviation; a ratio is ours to theirs, the median of each turn.\n\n'
        printf '%s\n' "${results[@]}" | awk -F '\t' '
            function short(number) { return number == "-" ? "-" : sprintf(number >= 100 ? "%.0f" : "%.2f", number) }
            function share(ratio) {
                if (ratio == "-") return "-"
                return ratio > 0 && ratio < 0.5 ? sprintf("1/%.1f", 1 / ratio) : sprintf("%.2f", ratio)
            }
            function wish(goal, words) {
                if (split(goal, words, "<=") != 2) return "-"
                return words[1] == "ratio" ? "<= " share(words[2]) : "<= " words[2]
            }
            BEGIN { print "WHAT\tUNIT\tALCOVE\t[MIN..MAX]\tPEER\tTHEIRS\tRATIO\tGOAL\tREACHED" }
            {
                printf "%s\t%s\t%s ±%s\t%s..%s\t%s\t%s\t%s\t%s\t%s\n", $2, $3, short($4), short($5), short($6), short($7),
                    $8, $9 == "-" ? "-" : short($9) " ±" short($10), share($11), wish($12), $13
            }' | column -t -s $'\t'
        if [ ${#skipped[@]} != 0 ]; then
            printf '\nLeft out:\n'
            printf '%s\n' "${skipped[@]}" | awk -F '\t' '{ printf "  %s, %s: %s\n", $1, $2, $3 }'
        fi
    }
}

print_json() {
    printf '%s\n' "${results[@]}" | awk -F '\t' -v version="$(alcove --version)" -v engine="podman $engine" '
        function word(text) { gsub(/["\\]/, "\\\\&", text); return "\"" text "\"" }
        function number(text) { return text == "-" || text == "" ? "null" : text + 0 }
        BEGIN { printf "{\"version\":1,\"alcove\":%s,\"engine\":%s,\"results\":[", word(version), word(engine) }
        {
            printf "%s\n{\"measure\":%s,\"what\":%s,\"unit\":%s,\"median\":%s,\"deviation\":%s,\"minimum\":%s,\"maximum\":%s,",
                (NR > 1 ? "," : ""), word($1), word($2), word($3), number($4), number($5), number($6), number($7)
            printf "\"peer\":%s,\"peerMedian\":%s,\"peerDeviation\":%s,\"ratio\":%s,\"goal\":%s,\"reached\":%s}",
                $8 == "-" ? "null" : word($8), number($9), number($10), number($11),
                $12 == "-" ? "null" : word($12), $13 == "-" ? "null" : word($13)
        }
        END { printf "\n],\"skipped\":[" }'
    printf '%s\n' "${skipped[@]}" | awk -F '\t' '
        function word(text) { gsub(/["\\]/, "\\\\&", text); return "\"" text "\"" }
        NF { printf "%s\n{\"measure\":%s,\"peer\":%s,\"reason\":%s}", (count++ ? "," : ""), word($1), word($2), word($3) }
        END { print "]}" }'
}
