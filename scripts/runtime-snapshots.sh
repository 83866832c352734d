#!/usr/bin/env bash
# Saves each conformance program at several points in one process and goes on in another, at another address: what
# both print together, Main's result and every number of the statistics (memory, instructions, trace hash) are those
# of the run that was not interrupted. Also
# that two runs, and both dispatchers, have the same trace:
#   scripts/runtime-snapshots.sh [--on FLAVOUR] [TEXT]
# FLAVOUR: the second process is that of scripts/runtime-host.sh FLAVOUR, for example a 32-bit one. TEXT: only programs whose
# name contains it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
nanorun=.build/runtime/native/nanorun other=.build/runtime/native/nanorun
if [ "${1:-}" = --on ]; then
    other=.build/runtime/$2/nanorun
    shift 2
fi
list=.build/runtime/programs.list
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

run() { # nanorun, output file, options...
    local program=$1 out=$2 code=0
    shift 2
    "$program" --trace --base "$base" "$@" "${files[@]}" >"$out" 2>/dev/null || code=$?
    printf '%s %s\n' "$code" "$(tail -n 1 "$out")"
}

failed=0 points=0 programs=0
fail() {
    printf 'FAIL %s: %s\n' "$name" "$1"
    failed=$((failed + 1))
}

check_pause() { # instructions before it
    local whole parts
    whole=$(run "$nanorun" "$work/whole" --pause "$1")
    run "$nanorun" "$work/first" --pause "$1" --save "$work/snapshot" >"$work/saved"
    points=$((points + 1))
    [ -f "$work/snapshot" ] || return 0 # it ended before
    parts=$(run "$other" "$work/second" --restore "$work/snapshot")
    rm "$work/snapshot"
    [ "$whole" = "$parts" ] || fail "saved after $1 instructions: expected '$whole', got '$parts'"
    { sed '$d' "$work/first" && sed '$d' "$work/second"; } | cmp -s - <(sed '$d' "$work/whole") ||
        fail "saved after $1 instructions: other output"
}

while read -r name _ base own; do
    case $name in *"${1:-}"*) ;; *) continue ;; esac
    programs=$((programs + 1))
    IFS=, read -ra files <<<"$own"
    files=("${files[@]/#/Tests/Programs/}")
    whole=$(run "$nanorun" "$work/whole")
    [ "$whole" = "$(run "$other" "$work/again")" ] && cmp -s "$work/whole" "$work/again" || fail "two runs differ"
    [ "$whole" = "$(run "$nanorun" "$work/switch" --switch)" ] || fail "the dispatchers differ"
    instructions=$(sed -E 's/.*"instructions":([0-9]+).*/\1/' <<<"$whole")
    for pause in 1 $((instructions / 7)) $((instructions * 5 / 8)); do
        [ "$pause" -lt 1 ] || check_pause "$pause"
    done
done <"$list"
printf '%s programs, %s pauses, %s failures\n' "$programs" "$points" "$failed"
[ "$failed" = 0 ] && [ "$programs" -gt 0 ]
