#!/usr/bin/env bash
# The runtime's size in flash on riscv32 (rv32imc as the ESP32-C3, gcc -Os, one dispatcher): code and constants of all
# that the functions of nano.h reach, every native included, linked as for a board; the target, without libc and libgcc,
# is 98,304 bytes.
#   scripts/text-size.sh [--files]      --files: what each source brings before that, used or not
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/flash.sh
out=.build/runtime/text-size
mkdir -p "$out"
rm -f "$out"/*
flags=("${flash_flags[@]}" -std=c17 -DNANO_SMALL -ffreestanding -fno-strict-aliasing -malign-data=natural)
# What gcc does at -Os although it makes this code longer.
flags+=(-fno-expensive-optimizations -fno-move-loop-invariants -fno-ipa-sra -fno-tree-dominator-opts)
for source in Sources/CNanoRuntime/*.c; do printf '%s\0%s\0' "$out/$(basename "$source" .c).o" "$source"; done |
    xargs -0 -n 2 -P "$(nproc)" riscv64-unknown-elf-gcc "${flags[@]}" -c -o
[ "${1:-}" != --files ] || riscv64-unknown-elf-size "$out"/*.o | awk 'NR > 1 { sub(".*/", "", $6); print $1, $6 }' | sort -n

# The public functions are what a port can call; the runtime calls mathematics through it. There is no data to write to.
mapfile -t mathematics < <(grep -o 'NANO_MATH_[A-Z0-9]*' Sources/CNanoRuntime/include/nano.h | sed 's/NANO_MATH_//' | tr A-Z a-z)
flash_size "$out" nano_create '^nano_[^_]' "${mathematics[@]}"
