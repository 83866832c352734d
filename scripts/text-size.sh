#!/usr/bin/env bash
# The runtime's size in flash on riscv32 (rv32imc as the ESP32-C3, gcc -Os, one dispatcher): code and constants of all
# that the functions of nano.h reach, every native included, libc and libgcc not. The code is linked as for a board, by
# lld, which comes with Swift: it shortens calls and addresses until nothing more comes within reach. GNU ld goes over
# them once, with addresses from before, and leaves a thousand near calls long, 2 KB.
#   scripts/text-size.sh [--files]      --files: what each source brings before that, used or not
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
linker=$(dirname "$(command -v swiftc)")/ld.lld
[ -x "$linker" ] || linker=ld.lld
out=.build/runtime/text-size
mkdir -p "$out"
rm -f "$out"/*
flags=(-march=rv32imc -mabi=ilp32 -std=c17 -Os -DNANO_SMALL -ffreestanding -fno-strict-aliasing -ffunction-sections
    -fdata-sections -msave-restore -malign-data=natural)
# What gcc does at -Os although it makes this code longer.
flags+=(-fno-expensive-optimizations -fno-move-loop-invariants -fno-ipa-sra -fno-tree-dominator-opts)
for source in Sources/CNanoRuntime/*.c; do printf '%s\0%s\0' "$out/$(basename "$source" .c).o" "$source"; done |
    xargs -0 -n 2 -P "$(nproc)" riscv64-unknown-elf-gcc "${flags[@]}" -c -o
[ "${1:-}" != --files ] || riscv64-unknown-elf-size "$out"/*.o | awk 'NR > 1 { sub(".*/", "", $6); print $1, $6 }' | sort -n

# The public functions are what a port can call; the rest goes if none of them needs it.
roots=()
for name in $(riscv64-unknown-elf-nm --defined-only --extern-only "$out"/*.o | awk '$3 ~ /^nano_[^_]/ { print $3 }'); do
    roots+=(-u "$name")
done
# libc and libgcc lie in the same flash: wherever that is, the linker shortens the calls of them, too.
outside=()
"$linker" -m elf32lriscv -r "$out"/*.o -o "$out/all.elf"
for name in $(riscv64-unknown-elf-nm -u "$out/all.elf" | awk '{ print $2 }'); do outside+=("--defsym=$name=nano_create"); done
rm "$out/all.elf"
"$linker" -m elf32lriscv -O2 --image-base=0x42000000 --gc-sections "${roots[@]}" "${outside[@]}" \
    --entry=nano_create "$out"/*.o -o "$out/runtime.elf"
# The runtime has no data that it writes to.
riscv64-unknown-elf-size -A "$out/runtime.elf" | awk '
    $1 ~ /^\.text/ { code += $2 }
    $1 ~ /^\.(s?rodata|s?data)/ { constants += $2 }
    END { printf "%d bytes of text: %d of code, %d of constants (target: under 98304)\n", code + constants, code, constants }'
