#!/usr/bin/env bash
# swift test under AddressSanitizer, UndefinedBehaviorSanitizer and ThreadSanitizer, each in a build folder of its own.
#   scripts/test-sanitizers.sh [OPTION of swift test]...      for instance --filter CNanoRuntimeTests
# SANITIZERS: which ones (default "address undefined thread").
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# A leak is no error here: Foundation and the tests' own helpers keep what they have to the end of the process.
export ASAN_OPTIONS=detect_leaks=0
for sanitizer in ${SANITIZERS:-address undefined thread}; do
    case $sanitizer in
    undefined) # SwiftPM knows no such option
        options=(-Xcc -fsanitize=undefined -Xcc -fno-sanitize-recover=undefined -Xswiftc -Xclang-linker
            -Xswiftc -fsanitize=undefined) ;;
    *) options=("--sanitize=$sanitizer") ;;
    esac
    printf '== %s\n' "$sanitizer"
    swift build --build-tests --scratch-path ".build/sanitize-$sanitizer" "${options[@]}"
    swift test --skip-build --scratch-path ".build/sanitize-$sanitizer" "${options[@]}" "$@"
done
