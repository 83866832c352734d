#!/usr/bin/env bash
# Runs random programs, C#, IL and calls of the class library, on the runtime and on mono: both print the same. Those by reflection, which mono is not
# asked about, must not harm the runtime. scripts/random-programs.sh --help tells more.
#   scripts/random-programs.sh                                     what CI runs: seeds 1 to 12 of all kinds
#   scripts/random-programs.sh --seeds 1000..2000 --reduce         more of them; what goes wrong is cut down
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
command -v mono >/dev/null && command -v mcs >/dev/null || {
    echo "random programs: skipped, since mono and mcs are not installed (apt-get install mono-runtime mono-mcs)"
    exit 0
}
case " $* " in
*" --help "* | *" -h "* | *" --print "*) flavours=() ;;
*" --kind all "*) flavours=(native small m32 asan) ;;
*" --kind reflection "*) flavours=(asan) ;;
*" --kind "*) flavours=(native small m32) ;;
*) flavours=(native small m32 asan) ;;
esac
for flavour in "${flavours[@]}"; do scripts/runtime-host.sh "$flavour"; done
exec python3 Tests/Random/run.py "$@"
