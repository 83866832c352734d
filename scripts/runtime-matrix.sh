#!/usr/bin/env bash
# The conformance programs on every flavour of the plain C host (scripts/runtime-host.sh): x86-64, i386 and riscv32 use
# the same memory to the byte, pass with a collection at every allocation, with the other dispatcher, with a tiny code
# cache, with windows of code, with records freed as soon as can be, without their dead variables, in their smallest
# arena, and with each allocation failing once; under the sanitizers; the C stack stays small.
#   scripts/runtime-matrix.sh           what CI runs, some minutes
#   scripts/runtime-matrix.sh --full    every allocation, every flavour, and swift test under the sanitizers: an hour
# EDGEOTA_LIBRARY: the class library's folder (default .build/managed).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
full=
case ${1:-} in
'') ;;
--full) full=yes ;;
*) sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 64 ;;
esac
out=.build/runtime
list=$out/programs.list
jobs=$(nproc)
stack_limit=4096
# A quarter of the default: what recurses until memory ends does so the sooner.
sweep=(--sweep --arena 262144)
windows=(--windows --arena 262144 --budget 4000000000)
shed=(--shed --arena 262144 --budget 4000000000)
liveness=(--liveness --arena 262144)

# run FLAVOUR FILE OPTION...: the suite with its output in a file; what failed, and the totals, on the terminal.
run() {
    local flavour=$1 file=$out/$1/$2 status=0
    shift 2
    "$out/$flavour/nanorun" --library "${EDGEOTA_LIBRARY:-.build/managed}" --suite "$list" --jobs "$jobs" "$@" \
        >"$file" 2>"$file.errors" || status=$?
    printf '%-8s %-60s %s\n' "$flavour" "$*" "$(tail -n 1 "$file")"
    [ $status = 0 ] || { grep -v '^PASS\|^{' "$file" | head -n 40; tail -n 40 "$file.errors"; exit 1; }
}

# same FILE FLAVOUR...: what the flavours printed is what x86-64 printed.
same() {
    local file=$1 flavour
    shift
    for flavour in "$@"; do
        diff "$out/native/$file" "$out/$flavour/$file" >"$out/$flavour/$file.diff" ||
            { echo "$flavour differs from x86-64 in $file:"; head -n 10 "$out/$flavour/$file.diff"; exit 1; }
    done
}

stack() {
    run "$1" stack --stack
    awk -v limit=$stack_limit -v flavour="$1" '/^stack of/ { print "         " $0 }
        /^stack of nano_run:/ && $4 > limit { print flavour ": nano_run uses more than " limit " bytes of C stack"; exit 1 }' "$out/$1/stack"
}

flavours=(native small m32 riscv32 asan tsan)
for flavour in "${flavours[@]}"; do scripts/runtime-host.sh "$flavour"; done

for flavour in native m32 riscv32; do
    run "$flavour" memory --stats --check
    stack "$flavour"
done
run small memory --stats --check
same memory small m32 riscv32

for flavour in native m32; do
    run "$flavour" stress --gc-always --arena 262144 --check --stats
    run "$flavour" switch --switch
    run "$flavour" small-cache --code-cache 4096 --stats
    run "$flavour" windows "${windows[@]}" --check --stats
    run "$flavour" shed "${shed[@]}" --check --stats
    run "$flavour" liveness "${liveness[@]}" --check --stats
done
same liveness m32
same windows m32
same shed m32
same stress m32
same small-cache m32
run tsan plain
run asan plain --check
run asan switch --switch
run asan windows "${windows[@]}" --check
run asan liveness "${liveness[@]}" --check

if [ -z "$full" ]; then
    # Programs that found something: every allocation of theirs, then a sample of all.
    for program in exc_nested_depth exc_filter_throws gc_weak_final thr_timer thr_abort thr_many type_statics; do
        run native "sweep-$program" "${sweep[@]}" --only "/$program"
    done
    run native sweep "${sweep[@]}" --positions 20
    run m32 sweep "${sweep[@]}" --positions 20
    same sweep m32
    run asan sweep "${sweep[@]}" --positions 2
    run native smallest --smallest --only strings/
    exit 0
fi

for flavour in native m32; do
    run "$flavour" sweep "${sweep[@]}"
    run "$flavour" smallest --smallest
done
same sweep m32
same smallest m32
run native sample "${sweep[@]}" --positions 10
run riscv32 sample "${sweep[@]}" --positions 10
same sample riscv32
run riscv32 stress --gc-always --arena 262144 --check --stats
same stress riscv32
run riscv32 switch --switch
run asan stress --gc-always --arena 262144 --check
run asan small-cache --code-cache 4096
run asan windows-stress "${windows[@]}" --liveness --gc-always --check
run asan shed "${shed[@]}" --check
run asan shed-windows "${shed[@]}" --windows --check
run asan sweep "${sweep[@]}" --positions 200
run asan smallest --smallest
run tsan stress --gc-always --arena 262144
scripts/test-sanitizers.sh
