#!/usr/bin/env bash
# The layout that .swift-format and .clang-format decide; --fix changes the files.
set -euo pipefail
cd "$(dirname "$0")/.."
mapfile -t c_files < <(git ls-files 'Sources/*.c' 'Sources/*.h')
mapfile -t swift_files < <(git ls-files 'Sources/*.swift' 'Tests/*.swift' Package.swift)
if [ "${1:-}" = --fix ]; then
    swift format --in-place --configuration .swift-format "${swift_files[@]}"
    clang-format -i "${c_files[@]}"
    exit
fi
swift format lint --strict --configuration .swift-format "${swift_files[@]}"
clang-format --dry-run --Werror "${c_files[@]}"
