#!/usr/bin/env bash
# Assembles the verifier's cases (Tests/Verifier/cases) and checks them: hostile files are refused by their rule, right ones
# run, random code (random_code.py) among them, and every rule of Sources/CNanoRuntime/rules.h is needed by a case of its own.
# Then core libraries of another making (Tests/Verifier/core): each is refused or leaves natives unbound. Then files that are
# refused for anything else (Tests/Verifier/refused), under AddressSanitizer: with the very message of their case, and every
# place of the sources that refuses files is needed by one. Last, greedy programs (Tests/Verifier/budget): what one nano_run
# does stays within a bound, counted in basic blocks of the runtime's machine code, and so does its C stack.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
out=.build/verifier
mkdir -p "$out"
python3 Tests/Verifier/random_code.py 40 >"$out/random.il"
for folder in cases core budget refused; do
    rm -rf "${out:?}/$folder"
    sources=("Tests/Verifier/$folder"/*.il)
    [ "$folder" != cases ] || sources+=("$out/random.il")
    python3 Tests/Verifier/assemble.py "$out/$folder" "${sources[@]}"
done

clang=$(dirname "$(command -v swiftc)")/clang
[ -x "$clang" ] || clang=clang
flags=(-std=c17 -O1 -g -DNANO_TESTING -Wall -Wextra -Werror -Wno-unused-parameter -fno-strict-aliasing
    -ISources/CNanoRuntime -ISources/CNanoRuntime/include -ITests/RuntimeHost)
newest=$(ls -t Sources/CNanoRuntime/*.h Sources/CNanoRuntime/include/*.h Tests/RuntimeHost/*.h Tests/Verifier/*.h "scripts/${BASH_SOURCE[0]##*/}" | head -n 1)
runtime=(Sources/CNanoRuntime/*.c)
host=(Tests/RuntimeHost/{host,run,programs,stack,snapshots,hmac}.c)
# stale PREFIX SOURCE...: objects, with their sources, that are older than their source or a header, for xargs
stale() {
    local prefix=$1 source object
    shift
    for source in "$@"; do
        object=$out/$prefix$(basename "$source" .c).o
        [ "$object" -nt "$source" ] && [ "$object" -nt "$newest" ] || printf '%s\0%s\0' "$object" "$source"
    done
}
compile() { xargs -0 -r -n 2 -P "$(nproc)" "$clang" "${flags[@]}" "$@" -c -o; }
stale "" "${runtime[@]}" "${host[@]}" Tests/Verifier/*.c | compile
stale traced- "${runtime[@]}" | compile -fsanitize-coverage=trace-pc
checked=("${runtime[@]}" "${host[@]}" Tests/Verifier/{cases,refusals}.c)
stale asan- "${checked[@]}" | compile -fsanitize=address

# objects PREFIX SOURCE...
objects() {
    local prefix=$1 source
    shift
    for source in "$@"; do printf '%s\n' "$out/$prefix$(basename "$source" .c).o"; done
}
mapfile -t plain < <(objects "" "${runtime[@]}")
mapfile -t traced < <(objects traced- "${runtime[@]}")
mapfile -t around < <(objects "" "${host[@]}")
for test in rules core; do
    "$clang" "${plain[@]}" "${around[@]}" "$out/cases.o" "$out/$test.o" -lm -o "$out/test-$test"
done
mapfile -t checked < <(objects asan- "${checked[@]}")
"$clang" -fsanitize=address -fuse-ld=lld "${checked[@]}" -lm -o "$out/test-refusals"
"$clang" "${traced[@]}" "${around[@]}" "$out/cases.o" "$out/budget.o" -lm -o "$out/test-budget"
"$out/test-rules" "$out/cases"
"$out/test-core" "$out/core"
"$out/test-refusals" "$out/refused"
"$out/test-budget" "$out/budget"
