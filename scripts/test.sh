#!/usr/bin/env bash
# Every test and check: what ./edgeota test and CI run. Stops at the first that fails.
set -euo pipefail
: "${EDGEOTA_ROOT:=$(cd "$(dirname "$0")/.." && pwd)}"
export EDGEOTA_ROOT
cd "$EDGEOTA_ROOT"
source scripts/setup.sh

step() { if [ -t 1 ]; then printf '\033[1m== %s\033[0m\n' "$*"; else printf '== %s\n' "$*"; fi; }

step "layout of the code"
scripts/check-format.sh
step "import rules"
scripts/check-imports.sh
step "Embedded Swift for riscv32"
scripts/check-embedded.sh
step "build"
build_release
swift build --build-tests "${build_options[@]}"
step "the verifier's rules"
scripts/verifier-cases.sh
step "the runtime on x86-64, i386 and riscv32, short of memory, under sanitizers"
scripts/runtime-matrix.sh
step "tests"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
swift test --skip-build "$@" 2>&1 | tee "$log"
step "the benchmark's kernels: the same results as C"
scripts/bench.sh --rounds 1 >/dev/null
step "the main job, on both boards"
for board in linux/host espressif/esp32-devkitc; do
    state=$(mktemp -d)
    if .build/release/edgeota demo --board "$board" --state "$state" >"$state.log" 2>&1; then
        printf 'demo on %s: every step observed\n' "$board"
    else
        tail -n 40 "$state.log"
        exit 1
    fi
    cat "$state.log" >>"$log"
    rm -rf "$state" "$state.log"
done
step "no secrets in the output"
scripts/check-secrets.sh "$log"
