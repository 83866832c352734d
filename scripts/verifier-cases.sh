#!/usr/bin/env bash
# Assembles the verifier's cases (Tests/Verifier/cases) and checks them: hostile files are refused by their rule, right ones
# run, and every rule of Sources/CNanoRuntime/rules.h is needed by a case of its own.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
out=.build/verifier
rm -rf "$out/cases"
mkdir -p "$out/cases"
python3 Tests/Verifier/assemble.py "$out/cases" Tests/Verifier/cases/*.il

clang=$(dirname "$(command -v swiftc)")/clang
[ -x "$clang" ] || clang=clang
flags=(-std=c17 -O1 -g -DNANO_TESTING -Wall -Wextra -Werror -Wno-unused-parameter -fno-strict-aliasing
    -ISources/CNanoRuntime -ISources/CNanoRuntime/include -ITests/RuntimeHost)
newest=$(ls -t Sources/CNanoRuntime/*.h Sources/CNanoRuntime/include/*.h Tests/RuntimeHost/*.h "scripts/${BASH_SOURCE[0]##*/}" | head -n 1)
sources=(Sources/CNanoRuntime/*.c Tests/RuntimeHost/{host,run,programs,stack}.c Tests/Verifier/rules.c)
objects=()
for source in "${sources[@]}"; do
    object=$out/$(basename "$source" .c).o
    objects+=("$object")
    [ "$object" -nt "$source" ] && [ "$object" -nt "$newest" ] || printf '%s\0%s\0' "$object" "$source"
done | xargs -0 -r -n 2 -P "$(nproc)" "$clang" "${flags[@]}" -c -o
for source in "${sources[@]}"; do objects+=("$out/$(basename "$source" .c).o"); done
"$clang" "${objects[@]}" -lm -o "$out/rules"
"$out/rules" "$out/cases"
