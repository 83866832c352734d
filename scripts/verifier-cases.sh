#!/usr/bin/env bash
# Assembles the verifier's cases (Tests/Verifier/cases) and checks them: hostile files are refused by their rule, right ones
# run, and every rule of Sources/CNanoRuntime/rules.h is needed by a case of its own. Then core libraries of another making
# (Tests/Verifier/core): each is refused or leaves natives unbound.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
out=.build/verifier
for folder in cases core; do
    rm -rf "${out:?}/$folder"
    python3 Tests/Verifier/assemble.py "$out/$folder" "Tests/Verifier/$folder"/*.il
done

clang=$(dirname "$(command -v swiftc)")/clang
[ -x "$clang" ] || clang=clang
flags=(-std=c17 -O1 -g -DNANO_TESTING -Wall -Wextra -Werror -Wno-unused-parameter -fno-strict-aliasing
    -ISources/CNanoRuntime -ISources/CNanoRuntime/include -ITests/RuntimeHost)
newest=$(ls -t Sources/CNanoRuntime/*.h Sources/CNanoRuntime/include/*.h Tests/RuntimeHost/*.h "scripts/${BASH_SOURCE[0]##*/}" | head -n 1)
shared=(Sources/CNanoRuntime/*.c Tests/RuntimeHost/{host,run,programs,stack,snapshots,hmac}.c)
for source in "${shared[@]}" Tests/Verifier/{rules,core}.c; do
    object=$out/$(basename "$source" .c).o
    [ "$object" -nt "$source" ] && [ "$object" -nt "$newest" ] || printf '%s\0%s\0' "$object" "$source"
done | xargs -0 -r -n 2 -P "$(nproc)" "$clang" "${flags[@]}" -c -o
objects=()
for source in "${shared[@]}"; do objects+=("$out/$(basename "$source" .c).o"); done
for test in rules core; do
    "$clang" "${objects[@]}" "$out/$test.o" -lm -o "$out/test-$test"
done
"$out/test-rules" "$out/cases"
"$out/test-core" "$out/core"
