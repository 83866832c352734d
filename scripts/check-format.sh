#!/usr/bin/env bash
# The layout of Swift that .swift-format decides; --fix changes the files.
set -euo pipefail
cd "$(dirname "$0")/.."
mapfile -t swift_files < <(git ls-files 'Sources/*.swift' 'Tests/*.swift' Package.swift)
if [ "${1:-}" = --fix ]; then
    exec swift format --in-place --configuration .swift-format "${swift_files[@]}"
fi
swift format lint --strict --configuration .swift-format "${swift_files[@]}"
