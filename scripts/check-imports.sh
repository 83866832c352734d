#!/usr/bin/env bash
# The firmware's modules import nothing but each other, and its C includes only freestanding headers.
# usage: scripts/check-imports.sh
set -euo pipefail
cd "$(dirname "$0")/.."

# FILE:MODULE pairs beside the rule: libm, behind `#if canImport`.
exceptions=" Sources/NanoRuntime/HostMath.swift:Glibc "

failed=0
report() {
    echo "$1" >&2
    failed=1
}

# check_swift FOLDER ALLOWED...: any import beside the allowed ones is named.
check_swift() {
    local folder=$1 file line text module
    shift
    while IFS=: read -r file line text; do
        module=$(sed -E 's/^.*import +((struct|class|enum|protocol|func|var|let|typealias) +)?([A-Za-z_0-9]+).*$/\3/' <<<"$text")
        [[ $exceptions == *" $file:$module "* ]] && continue
        case " $* " in
            *" $module "*) ;;
            *) report "$file:$line: must not import $module (allowed: ${*:-nothing})" ;;
        esac
    done < <(grep -rnE '^[[:space:]]*(@[A-Za-z_]+(\([^)]*\))?[[:space:]]+)*((public|package|internal|private|fileprivate)[[:space:]]+)?import[[:space:]]' \
        "$folder" --include='*.swift' || true)
}

check_swift Sources/OTAInterface
check_swift Sources/BoardHAL/Core
check_swift Sources/NanoRuntime CNanoRuntime
check_swift Sources/SwiftEngine BoardHAL NanoRuntime OTAInterface
check_swift Sources/HubModel OTAInterface

while IFS=: read -r file line text; do
    header=$(sed -E 's/^.*<([^>]*)>.*$/\1/' <<<"$text")
    case $header in
        stdint.h | stddef.h | stdbool.h | stdarg.h | limits.h | float.h | stdalign.h | stdnoreturn.h) ;;
        *) report "$file:$line: <$header> is not freestanding" ;;
    esac
done < <(grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*<' Sources/CNanoRuntime || true)

[ "$failed" = 0 ] && echo "imports are as the design allows"
exit "$failed"
