#!/usr/bin/env bash
# Fuzzes the C runtime and the converter: scripts/fuzz.sh TARGET [SECONDS]
#   loader   an application file is loaded, linked and unloaded
#   run      an application file is loaded, verified and run under an instruction budget
#   base     a core library is loaded, linked, verified, and an application runs over it
#   converter  an assembly is converted, or debug data are used, or a PE file is shown (Swift: traps are what is looked for)
# C is built with AddressSanitizer and UndefinedBehaviorSanitizer. SECONDS is 60 unless given. Findings are written to
# .build/fuzz/TARGET.findings; a minimised one belongs to Tests/Fuzz/regressions/TARGET.
#   scripts/fuzz.sh --check [TARGET]         what CI runs: every seed and regression once, then a fixed number of
#                                            mutations from a fixed seed
#   scripts/fuzz.sh --coverage TARGET        lines and branches that the seeds and what fuzzing has found since reach
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
export EDGEOTA_LIBRARY=${EDGEOTA_LIBRARY:-$root/.build/managed}
work=.build/fuzz
targets=(loader run base converter)
check_runs=2000
# Conversions are quick, and there is more to get wrong: about half a minute.
converter_runs=25000
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
    # The interpreter's loop, instrumented, takes the optimiser minutes: it is compiled without.
    for source in "${sources[@]}"; do
        local optimise=-O1
        [ "$source" = Sources/CNanoRuntime/interp.c ] && optimise=-O0
        object=$work/$flavour/$(basename "$source" .c).o
        [ "$object" -nt "$source" ] && [ "$object" -nt "$newest" ] || printf '%s\0%s\0%s\0' "$optimise" "$object" "$source"
    done | xargs -0 -r -n 3 -P "$(nproc)" "$BASH" -c 'compiler=("${@:1:$#-3}"); set -- "${@: -3}"; "${compiler[@]}" "$1" -c -o "$2" "$3"' \
        _ clang "${flags[@]}"
    for source in "${sources[@]}"; do objects+=("$work/$flavour/$(basename "$source" .c).o"); done
    clang "${flags[@]}" -fuse-ld=lld "${objects[@]}" -lm -o "$work/$flavour/$target"
}

# build_converter FLAVOUR FLAGS...: the same for the converter and its target, which are one Swift module here.
build_converter() {
    local output=$work/$1/converter sources=(Sources/MetadataProcessor/*.swift Tests/Fuzz/converter.swift) source stale=
    shift
    mkdir -p "$(dirname "$output")"
    [ -e "$output" ] || stale=yes
    for source in "${sources[@]}"; do [ "$source" -nt "$output" ] && stale=yes; done
    [ -z "$stale" ] || swiftc -O -g -swift-version 6 -parse-as-library -module-name ConverterFuzz -I Sources/CZlib \
        -Xcc "-fmodule-map-file=$root/Sources/CZlib/module.modulemap" "$@" "${sources[@]}" -lz -o "$output"
}

# The seeds of a target: test programs and the cases of the verifier, core libraries, or assemblies.
seeds() {
    local target=$1 folder=$work/$1.seeds file
    rm -rf "$folder"
    mkdir -p "$folder"
    local kinds=(-name '*.pe')
    [ "$target" != converter ] || kinds=('(' -name '*.exe' -o -name '*.dll' -o -name '*.mdb' -o -name '*.pdb' -o -name '*.good.pe' ')')
    if [ "$target" = base ]; then
        cp "$EDGEOTA_LIBRARY/mscorlib.pe" "$folder"
        python3 Tests/Verifier/assemble.py "$folder" Tests/Verifier/core/*.il
        rm "$folder/cases.list"
    else
        if [ "$target" != converter ]; then
            python3 Tests/Verifier/assemble.py "$folder" Tests/Verifier/cases/*.il
            rm "$folder/cases.list"
        fi
        while IFS= read -r file; do
            cp "$file" "$folder/$(printf '%s' "${file#Tests/}" | tr / _)"
        done < <(find Tests/Programs Tests/Apps "${kinds[@]}" -size -12000c)
    fi
}

sanitized=(-fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined)

prepare() {
    local target=$1
    if [ "$target" = converter ]; then
        build_converter sanitized -sanitize=fuzzer
    else
        [ -e "Tests/Fuzz/$target.c" ] || usage
        build sanitized "$target" "${sanitized[@]}"
    fi
    seeds "$target"
    mkdir -p "$work/$target.corpus" "$work/$target.findings" "Tests/Fuzz/regressions/$target"
}

check() {
    local target=$1 files runs=$check_runs
    [ "$target" != converter ] || runs=$converter_runs
    prepare "$target"
    mapfile -t files < <(find "$work/$target.seeds" "Tests/Fuzz/regressions/$target" -type f | LC_ALL=C sort)
    "$work/sanitized/$target" "${options[@]}" "${files[@]}" >"$work/$target.log" 2>&1 || { tail -n 40 "$work/$target.log"; exit 1; }
    "$work/sanitized/$target" "${options[@]}" -seed=1 -runs=$runs -artifact_prefix="$work/$target.findings/" \
        "$work/$target.seeds" >"$work/$target.log" 2>&1 || { tail -n 40 "$work/$target.log"; exit 1; }
    printf '%s: %d files, %d mutations, nothing found\n' "$target" "${#files[@]}" "$runs"
}

coverage() {
    local target=$1 profile=$work/$1.profdata
    local tools
    tools=$(dirname "$(readlink -f "$(command -v clang)")")
    local covered=Sources/CNanoRuntime
    if [ "$target" = converter ]; then
        covered=Sources/MetadataProcessor
        build_converter coverage -sanitize=fuzzer -profile-generate -profile-coverage-mapping
    else
        [ -e "Tests/Fuzz/$target.c" ] || usage
        build coverage "$target" -fsanitize=fuzzer -fprofile-instr-generate -fcoverage-mapping
    fi
    seeds "$target"
    mkdir -p "$work/$target.corpus"
    LLVM_PROFILE_FILE=$work/$target.profraw "$work/coverage/$target" "${options[@]}" -runs=0 "$work/$target.seeds" \
        "$work/$target.corpus" >"$work/$target.log" 2>&1
    "$tools/llvm-profdata" merge -o "$profile" "$work/$target.profraw"
    "$tools/llvm-cov" report "$work/coverage/$target" -instr-profile="$profile" "$covered"
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
