#!/usr/bin/env bash
# Every test and check: what ./edgeota test and CI run. Stops at the first that fails.
#   ./edgeota test                        all of it
#   ./edgeota test --filter NAME ...      only those Swift tests; any other option of `swift test` goes the same way
set -euo pipefail
: "${EDGEOTA_ROOT:=$(cd "$(dirname "$0")/.." && pwd)}"
export EDGEOTA_ROOT
cd "$EDGEOTA_ROOT"
assume_yes=${CI:-}
source scripts/setup.sh

# step TEXT COMMAND...: says what begins, and how long the step before took.
step() {
    local text="== $1 (${SECONDS} s)"
    shift
    if [ -t 1 ]; then printf '\033[1m%s\033[0m\n' "$text"; else printf '%s\n' "$text"; fi
    "$@"
}

build_tests() {
    build_release
    swift build --build-tests "${build_options[@]}"
}

swift_tests() { swift test --skip-build "$@" 2>&1 | tee -a "$log"; }

demo_on_both_boards() {
    local board state=$logs/demo
    for board in linux/host espressif/esp32-devkitc; do
        if ! .build/release/edgeota demo --board "$board" --state "$state" >"$logs/demo.log" 2>&1; then
            tail -n 40 "$logs/demo.log"
            return 1
        fi
        printf 'demo on %s: every step observed\n' "$board"
        cat "$logs/demo.log" >>"$log"
        rm -rf "$state"
    done
}

logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
log=$logs/all

if [ $# -gt 0 ]; then
    step "build" build_tests
    step "tests" swift_tests "$@"
    exit
fi
step "layout of the code" scripts/check-format.sh
step "packed texts" scripts/pack-strings.py --check
step "import rules" scripts/check-imports.sh
step "Embedded Swift for riscv32" scripts/check-embedded.sh
step "build" build_tests
step "the verifier's rules" scripts/verifier-cases.sh
step "fuzzing: every seed and regression, a few mutations" scripts/fuzz.sh --check
step "the runtime on x86-64, i386 and riscv32, short of memory, under sanitizers" scripts/runtime-matrix.sh
step "random programs: C#, IL and calls of the class library print what mono prints, calls by reflection do no harm" scripts/random-programs.sh
step "hello world in 6 KB, other programs in their smallest arenas" scripts/memory.py --check
step "domains that come and go" .build/runtime/native/nanorun --suite .build/runtime/programs.list --reload 1000
step "hosts that call in any order" .build/runtime/asan/nanorun --suite .build/runtime/programs.list --calls 20
step "the same, short of records" .build/runtime/native/nanorun --suite .build/runtime/programs.list --calls 60 --seed 5050 --shed
step "snapshots that go on on i386" scripts/runtime-snapshots.sh --on m32
step "the benchmark's kernels: the same results as C" scripts/bench.sh --rounds 1
step "tests" swift_tests
step "tests of the runtime and the Linux board under UndefinedBehaviorSanitizer" \
    scripts/test-sanitizers.sh undefined --filter 'CNanoRuntimeTests|BoardHALTests'
step "the main job, on both boards" demo_on_both_boards
step "no secrets in the output" scripts/check-secrets.sh "$log"
step "done"
