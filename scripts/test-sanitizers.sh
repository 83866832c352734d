#!/usr/bin/env bash
# swift test under sanitizers, each in a build folder of its own, .build/sanitize-NAME:
#   scripts/test-sanitizers.sh [address|thread|undefined]... [OPTION of swift test]...
# Without names all three, without options every Swift test. For instance: thread --filter 'BoardHALTests|EndToEndTests'
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
sanitizers=()
while [[ ${1:-} =~ ^(address|thread|undefined)$ ]]; do
    sanitizers+=("$1")
    shift
done
case ${1:-} in
'' | -*) ;;
*) sed -n '2,4s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 64 ;;
esac
[ ${#sanitizers[@]} -gt 0 ] || sanitizers=(address thread undefined)

# A leak is no error here: Foundation and the tests' own helpers keep what they have to the end of the process.
export ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1
swift build --product HubPlugin
failed=()
for sanitizer in "${sanitizers[@]}"; do
    case $sanitizer in
    undefined) # The Swift compiler knows no such option: it is for the C targets, and for the linker.
        options=(-Xcc -fsanitize=undefined -Xcc -fno-sanitize-recover=undefined
            -Xswiftc -Xclang-linker -Xswiftc -fsanitize=undefined) ;;
    *) options=("--sanitize=$sanitizer") ;;
    esac
    # ThreadSanitizer holds signals back until the program makes a call: a loop that hangs never gets the watchdog's.
    skipped=()
    [ "$sanitizer" != thread ] || skipped=(--skip watchdogResetsAProgramThatHangs)
    options+=(--scratch-path ".build/sanitize-$sanitizer")
    printf '== %s (%s s)\n' "$sanitizer" "$SECONDS"
    swift build --build-tests "${options[@]}"
    # The hub's plugin runs inside the system's broker, which has no sanitizer's runtime.
    cp .build/debug/libHubPlugin.so ".build/sanitize-$sanitizer/debug/"
    swift test --skip-build "${options[@]}" ${skipped[@]+"${skipped[@]}"} "$@" || failed+=("$sanitizer")
done
printf '== done (%s s)\n' "$SECONDS"
[ ${#failed[@]} = 0 ] || { printf 'failed: %s\n' "${failed[*]}"; exit 1; }
