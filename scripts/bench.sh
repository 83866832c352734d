#!/usr/bin/env bash
# Runs the benchmark kernels on the runtime beside gcc -O2 and prints the ratios (docs/benchmarks.md).
# Options go to the program: --rounds N, --kernel NAME, --json, --ours-only. CC compiles the runtime (default gcc);
# the C kernels are always compiled by gcc -O2.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
cc=${CC:-gcc}
out=.build/bench/$(basename "$cc")
mkdir -p "$out"
[ -f .build/managed/mscorlib.pe ] || { echo "no class library: run ./edgeota --help once" >&2; exit 1; }

runtime=(Sources/CNanoRuntime/*.c)
host=(Tests/RuntimeHost/{host,run,programs,stack,snapshots,hmac}.c Benchmarks/bench.c)
# Each source with its object, to the compiler with these flags, as many at a time as there are processors.
compile() {
    local source
    for source in "${sources[@]}"; do printf '%s\0%s\0' "$out/$(basename "$source" .c).o" "$source"; done |
        xargs -0 -n 2 -P "$(nproc)" "$cc" -std=c17 -O2 -fno-strict-aliasing "$@" -c -o
}
gcc -O2 -w -c Benchmarks/kernels/kernels.c -o "$out/kernels.o"
sources=("${runtime[@]}")
compile -ffreestanding
sources=("${host[@]}")
compile -ISources/CNanoRuntime -ISources/CNanoRuntime/include -ITests/RuntimeHost
objects=("$out/kernels.o")
for source in "${runtime[@]}" "${host[@]}"; do objects+=("$out/$(basename "$source" .c).o"); done
"$cc" "${objects[@]}" -lm -o "$out/bench"
exec "$out/bench" "$@" .build/managed Benchmarks/kernels/Kernels.mcs.pe
