#!/bin/bash
# Compiles the class libraries and applications of managed/ with mcs, in the order of managed/projects.json.
# usage: scripts/build-managed.sh OUTPUT_DIRECTORY [NAME...]
# An assembly is OUTPUT_DIRECTORY/NAME.dll (or .exe); a project with a "folder" goes to OUTPUT_DIRECTORY/FOLDER/.
# projects.json holds one project per line, so that no JSON tool is needed here.
set -euo pipefail

if [ $# -lt 1 ]; then
    echo "usage: $0 OUTPUT_DIRECTORY [NAME...]" >&2
    exit 64
fi
output=$1
shift
managed=$(cd "$(dirname "$0")/../managed" && pwd)
mkdir -p "$output"

# text KEY LINE: the string of a key, "" if it has none.
text() { sed -n "s/.*\"$1\": \"\([^\"]*\)\".*/\1/p" <<<"$2"; }

# list KEY LINE: the strings of an array, one a line.
list() { sed -n "s/.*\"$1\": \[\([^]]*\)\].*/\1/p" <<<"$2" | tr ',' '\n' | sed 's/[" ]//g;/^$/d'; }

wanted() {
    [ ${#names[@]} -eq 0 ] && return 0
    local name
    for name in "${names[@]}"; do [ "$name" = "$1" ] && return 0; done
    return 1
}

names=("$@")
while IFS= read -r line; do
    name=$(text name "$line")
    [ -n "$name" ] || continue
    wanted "$name" || continue
    kind=$(text output "$line")
    folder=$(text folder "$line")
    target=$output${folder:+/$folder}
    mkdir -p "$target"
    options=(-nologo -nostdlib -noconfig -optimize+ -debug- -langversion:7 -warnaserror+ -nowarn:659,661,1718)
    [ "$kind" = exe ] && options+=(-target:exe) || options+=(-target:library)
    while IFS= read -r reference; do options+=("-r:$output/$reference.dll"); done < <(list references "$line")
    while IFS= read -r define; do options+=("-d:$define"); done < <(list defines "$line")
    sources=()
    while IFS= read -r source; do sources+=("$source"); done < <(find "$managed/$(text sources "$line")" -name '*.cs' | LC_ALL=C sort)
    mcs "${options[@]}" "-out:$target/$name.$kind" "${sources[@]}"
done <"$managed/projects.json"
