#!/usr/bin/env bash
# Runs the benchmark kernels on the runtime beside gcc -O2 and prints the ratios (docs/benchmarks.md).
# Options go to the program: --rounds N, --kernel NAME, --json, --ours-only. CC compiles the runtime (default gcc);
# the C kernels are always compiled by gcc -O2.
set -euo pipefail
cd "$(dirname "$0")/.."
cc=${CC:-gcc}
out=.build/bench/$(basename "$cc")
mkdir -p "$out"
[ -f .build/managed/mscorlib.pe ] || { echo "no class library: run ./edgeota --help once" >&2; exit 1; }

flags=(-std=c17 -O2 -fno-strict-aliasing)
gcc -O2 -w -c Benchmarks/kernels/kernels.c -o "$out/kernels.o"
objects=()
for source in Sources/CNanoRuntime/*.c Tests/RuntimeHost/{host,run,programs,stack,snapshots,hmac}.c Benchmarks/bench.c; do
    object=$out/$(basename "$source" .c).o
    objects+=("$object")
    own=(-ISources/CNanoRuntime -ISources/CNanoRuntime/include -ITests/RuntimeHost)
    [[ $source == Sources/* ]] && own=(-ffreestanding)
    "$cc" "${flags[@]}" "${own[@]}" -c "$source" -o "$object"
done
"$cc" "${objects[@]}" "$out/kernels.o" -lm -o "$out/bench"
exec "$out/bench" "$@" .build/managed Benchmarks/kernels/Kernels.mcs.pe
