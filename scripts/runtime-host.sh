#!/usr/bin/env bash
# Builds nanorun, the runtime on a plain C host (Tests/RuntimeHost), and the list of conformance programs:
#   scripts/runtime-host.sh [FLAVOUR]    -> .build/runtime/FLAVOUR/nanorun, .build/runtime/programs.list
# Flavours: native (default), debug (-O0), small (what a build for little flash leaves out is missing: -DNANO_SMALL),
# m32, riscv32 (rv32imc; nanorun is a script that starts qemu), asan (AddressSanitizer and UndefinedBehaviorSanitizer),
# tsan (ThreadSanitizer).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
self=scripts/${BASH_SOURCE[0]##*/}
flavour=${1:-native}
out=.build/runtime/$flavour
mkdir -p "$out"

clang=$(dirname "$(command -v swiftc)")/clang
[ -x "$clang" ] || clang=clang
compiler=("$clang") optimise=(-O2) flags=() link=(-fuse-ld=lld -Wl,-z,now -lm -lpthread) jobs=jobs_threads.c
sanitize() { optimise=(-O1 -g) flags=("-fsanitize=$1" -fno-sanitize-recover=all -fno-omit-frame-pointer) link+=("-fsanitize=$1"); }
case $flavour in
native) ;;
debug) optimise=(-O0 -g) ;;
small) optimise=(-Os -DNANO_SMALL) ;;
m32) flags=(-m32 -msse2 -mfpmath=sse) link+=(-m32) ;;
asan) sanitize address,undefined ;;
tsan)
    # The sanitizer's library watches libdispatch, too, which comes with Swift.
    swift_libraries=$(dirname "$clang")/../lib/swift/linux
    sanitize thread
    link+=(-L"$swift_libraries" -ldispatch -lBlocksRuntime -Wl,-rpath,"$(realpath "$swift_libraries")")
    ;;
riscv32)
    compiler=(riscv64-unknown-elf-gcc)
    # gcc takes values set through a pointer for uninitialised; clang checks the same sources.
    optimise=(-Os -Wno-maybe-uninitialized)
    flags=(-march=rv32imc -mabi=ilp32 --specs=picolibc.specs -ffunction-sections -fdata-sections)
    link=("${flags[@]}" --crt0=semihost --oslib=semihost -Wl,--gc-sections
        -Wl,--defsym=__flash=0x80000000 -Wl,--defsym=__flash_size=0x00800000
        -Wl,--defsym=__ram=0x80800000 -Wl,--defsym=__ram_size=0x03800000 -Wl,--defsym=__stack_size=0x10000 -lm)
    jobs=jobs_one.c
    ;;
*)
    printf 'unknown flavour %s: native, debug, small, m32, riscv32, asan, tsan\n' "$flavour" >&2
    exit 64
    ;;
esac
common=(-std=c17 "${optimise[@]}" -Wall -Wextra -Werror -Wno-unused-parameter -fno-strict-aliasing "${flags[@]}")

# Objects that are older than their source, any header or this script are made again, two at a time.
newest=$(ls -t Sources/CNanoRuntime/*.h Sources/CNanoRuntime/include/*.h Tests/RuntimeHost/*.h "$self" | head -n 1)
objects=()
stale() {
    local source object
    for source in "$@"; do
        object=$out/$(basename "$source" .c).o
        [ "$object" -nt "$source" ] && [ "$object" -nt "$newest" ] || printf '%s\0%s\0' "$object" "$source"
    done
}
compile() { xargs -0 -r -n 2 -P "$(nproc)" "${compiler[@]}" "${common[@]}" "$@" -c -o; }
runtime=(Sources/CNanoRuntime/*.c)
host=(Tests/RuntimeHost/{main,host,run,programs,suite,smallest,sweep,stack,snapshots,hmac,reload,calls}.c "Tests/RuntimeHost/$jobs")
stale "${runtime[@]}" | compile -ffreestanding
stale "${host[@]}" | compile -ISources/CNanoRuntime -ISources/CNanoRuntime/include
for source in "${runtime[@]}" "${host[@]}"; do objects+=("$out/$(basename "$source" .c).o"); done

if [ "$flavour" = riscv32 ]; then
    "${compiler[@]}" "${objects[@]}" "${link[@]}" -o "$out/nanorun.elf"
    install -m 755 Tests/RuntimeHost/nanorun-qemu.sh "$out/nanorun"
else
    "${compiler[@]}" "${objects[@]}" "${link[@]}" -o "$out/nanorun"
fi
scripts/runtime-programs.sh >.build/runtime/programs.list
