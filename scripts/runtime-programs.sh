#!/usr/bin/env bash
# Lists the conformance programs of Tests/Programs for nanorun --suite: name, expected output, base assemblies, files.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../Tests/Programs"
for expected in */*.expected; do
    program=${expected%.expected}
    folder=${program%/*}
    # They are judged by other rules.
    case $folder in refused | debug | verify) continue ;; esac
    needs=
    [ ! -f "$program.cs" ] || needs=$(sed -n 's|^// needs:||p' "$program.cs" | tr ',\n' '  ')
    for form in "" .roslyn; do
        [ -f "$program$form.pe" ] || continue
        base=mscorlib files=
        for need in $needs; do
            case $need in
            ./*) files+=$folder/${need#./}$form.pe, ;;
            *) base+=,$need ;;
            esac
        done
        printf '%s %s %s %s\n' "$program$form" "$expected" "$base" "$files$program$form.pe"
    done
done
