#!/usr/bin/env bash
# The layout of the code: .swift-format decides for Swift, .clang-format for C. --fix changes the files.
set -euo pipefail
cd "$(dirname "$0")/.."
mapfile -t swift_files < <(git ls-files -co --exclude-standard 'Sources/*.swift' 'Tests/*.swift' Package.swift)
mapfile -t c_files < <(git ls-files -co --exclude-standard 'Sources/*.[ch]' 'Tests/*.[ch]' 'Benchmarks/*.[ch]')
if [ "${1:-}" = --fix ]; then
    swift format --in-place --configuration .swift-format "${swift_files[@]}"
    clang-format -i "${c_files[@]}"
else
    swift format lint --strict --configuration .swift-format "${swift_files[@]}"
    clang-format --dry-run -Werror "${c_files[@]}"
fi
