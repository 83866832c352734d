#!/usr/bin/env bash
# Compiles the firmware for a board without an operating system (riscv32imc, as the ESP32-C3): CNanoRuntime as
# freestanding C, OTAInterface, BoardHAL, NanoRuntime and SwiftEngine as Embedded Swift. Nothing is linked.
# usage: scripts/check-embedded.sh
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
clang=$(dirname "$(command -v swiftc)")/clang
[ -x "$clang" ] || clang=clang
target=riscv32-none-none-eabi
abi=(-march=rv32imc -mabi=ilp32)
failed=0

# Swift sees the C runtime through its public header only.
cat >"$work/module.modulemap" <<MAP
module CNanoRuntime {
  header "$PWD/Sources/CNanoRuntime/include/nano.h"
  export *
}
MAP

echo "CNanoRuntime for $target"
for source in Sources/CNanoRuntime/*.c; do
    "$clang" --target=$target "${abi[@]}" -std=c17 -Os -ffreestanding -nostdlibinc -Wall -Wextra -Werror \
        -Wno-unused-parameter -ISources/CNanoRuntime/include -c "$source" -o "$work/$(basename "$source").o" || failed=1
done

# Imports must be compiled first: the order is that of the arrows between the modules.
for module in OTAInterface BoardHAL NanoRuntime SwiftEngine; do
    folder=Sources/$module
    [ "$module" = BoardHAL ] && folder=Sources/BoardHAL/Core
    echo "$module for $target"
    mapfile -t sources < <(find "$folder" -name '*.swift' | sort)
    swiftc -target $target -enable-experimental-feature Embedded -wmo -Osize -swift-version 6 \
        -enable-upcoming-feature ExistentialAny -Werror EmbeddedRestrictions -warnings-as-errors -parse-as-library \
        -Xcc "${abi[0]}" -Xcc "${abi[1]}" -Xcc -ffreestanding -I "$work" -module-name "$module" \
        -emit-module -emit-module-path "$work/$module.swiftmodule" -c "${sources[@]}" -o "$work/$module.o" || failed=1
done
[ "$failed" = 0 ] || { echo "the firmware does not compile for $target" >&2; exit 1; }

size=$(command -v riscv64-unknown-elf-size || command -v llvm-size || true)
[ -z "$size" ] || "$size" -t "$work"/*.o | tail -1
