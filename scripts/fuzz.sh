#!/usr/bin/env bash
# Fuzzes the C runtime: scripts/fuzz.sh TARGET [SECONDS]
#   loader   an application file is loaded, linked and unloaded
#   run      an application file is loaded, verified and run under an instruction budget
#   base     a core library is loaded, linked, verified, and an application runs over it
# Built with AddressSanitizer and UndefinedBehaviorSanitizer. SECONDS is 60 unless given. Findings are written to
# .build/fuzz/TARGET.findings; a minimised one belongs to Tests/Fuzz/regressions/TARGET.
#   scripts/fuzz.sh --check [TARGET]         what CI runs: every seed and regression once, then a fixed number of
#                                            mutations from a fixed seed
#   scripts/fuzz.sh --coverage TARGET        lines and branches that the seeds and what fuzzing has found since reach
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
export EDGEOTA_LIBRARY=${EDGEOTA_LIBRARY:-$root/.build/managed}
work=.build/fuzz
targets=(loader run base)
check_runs=3000
max_length=48000
options=(-max_len=$max_length -timeout=20 -rss_limit_mb=1024 -print_final_stats=1)

usage() {
    sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"
    exit 64
}

# build FLAVOUR TARGET FLAGS...: compiles what changed into $work/FLAVOUR/TARGET.
build() {
    local flavour=$1 target=$2 source object objects=()
    shift 2
    local flags=(-std=c17 -g -fno-strict-aliasing -ISources/CNanoRuntime -ITests/Fuzz -Wall -Wextra -Werror
        -Wno-unused-parameter "$@")
    local sources=(Sources/CNanoRuntime/*.c Tests/Fuzz/fuzz.c "Tests/Fuzz/$target.c") newest
    newest=$(ls -t Sources/CNanoRuntime/*.h Sources/CNanoRuntime/include/*.h Tests/Fuzz/*.h scripts/fuzz.sh | head -n 1)
    mkdir -p "$work/$flavour"
    for source in "${sources[@]}"; do
        object=$work/$flavour/$(basename "$source" .c).o
        [ "$object" -nt "$source" ] && [ "$object" -nt "$newest" ] || printf '%s\0%s\0' "$object" "$source"
    done | xargs -0 -r -n 2 -P "$(nproc)" clang "${flags[@]}" -c -o
    for source in "${sources[@]}"; do objects+=("$work/$flavour/$(basename "$source" .c).o"); done
    clang "${flags[@]}" -fuse-ld=lld "${objects[@]}" -lm -o "$work/$flavour/$target"
}

# The seeds of a target: test programs and the cases of the verifier, or core libraries.
seeds() {
    local target=$1 folder=$work/$1.seeds file
    rm -rf "$folder"
    mkdir -p "$folder"
    if [ "$target" = base ]; then
        cp "$EDGEOTA_LIBRARY/mscorlib.pe" "$folder"
        python3 Tests/Verifier/assemble.py "$folder" Tests/Verifier/core/*.il
        rm "$folder/cases.list"
    else
        python3 Tests/Verifier/assemble.py "$folder" Tests/Verifier/cases/*.il
        rm "$folder/cases.list"
        while IFS= read -r file; do
            cp "$file" "$folder/$(printf '%s' "${file#Tests/}" | tr / _)"
        done < <(find Tests/Programs Tests/Apps -name '*.pe' -size -12k)
    fi
}

sanitized=(-O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined)

prepare() {
    local target=$1
    [ -e "Tests/Fuzz/$target.c" ] || usage
    build sanitized "$target" "${sanitized[@]}"
    seeds "$target"
    mkdir -p "$work/$target.corpus" "$work/$target.findings" "Tests/Fuzz/regressions/$target"
}

check() {
    local target=$1 files
    prepare "$target"
    mapfile -t files < <(find "$work/$target.seeds" "Tests/Fuzz/regressions/$target" -type f | LC_ALL=C sort)
    "$work/sanitized/$target" "${options[@]}" "${files[@]}" >"$work/$target.log" 2>&1 || { tail -n 40 "$work/$target.log"; exit 1; }
    "$work/sanitized/$target" "${options[@]}" -seed=1 -runs=$check_runs -artifact_prefix="$work/$target.findings/" \
        "$work/$target.seeds" >"$work/$target.log" 2>&1 || { tail -n 40 "$work/$target.log"; exit 1; }
    printf '%s: %d files, %d mutations, nothing found\n' "$target" "${#files[@]}" "$check_runs"
}

coverage() {
    local target=$1 profile=$work/$1.profdata
    local tools
    tools=$(dirname "$(readlink -f "$(command -v clang)")")
    [ -e "Tests/Fuzz/$target.c" ] || usage
    build coverage "$target" -O1 -fsanitize=fuzzer -fprofile-instr-generate -fcoverage-mapping
    seeds "$target"
    mkdir -p "$work/$target.corpus"
    LLVM_PROFILE_FILE=$work/$target.profraw "$work/coverage/$target" "${options[@]}" -runs=0 "$work/$target.seeds" \
        "$work/$target.corpus" >"$work/$target.log" 2>&1
    "$tools/llvm-profdata" merge -o "$profile" "$work/$target.profraw"
    "$tools/llvm-cov" report "$work/coverage/$target" -instr-profile="$profile" Sources/CNanoRuntime
}

case ${1:-} in
--check)
    for target in "${@:2}"; do check "$target"; done
    if [ $# = 1 ]; then for target in "${targets[@]}"; do check "$target"; done; fi
    ;;
--coverage) coverage "${2:-}" ;;
'' | -*) usage ;;
*)
    prepare "$1"
    exec "$work/sanitized/$1" "${options[@]}" -max_total_time="${2:-60}" -artifact_prefix="$work/$1.findings/" \
        "$work/$1.corpus" "$work/$1.seeds" "Tests/Fuzz/regressions/$1"
    ;;
esac
