#!/usr/bin/env bash
# usage: check-secrets.sh FILE...: fails if the output of the test suite shows a key, a token or a signature.
set -euo pipefail
patterns='SharedAccessKey=[A-Za-z0-9+/]{20,}|SharedAccessSignature sr=[^ ]+&sig=|[?&]sig=[A-Za-z0-9%+/]{20,}|-----BEGIN [A-Z ]*PRIVATE KEY-----'
if grep -nEi -e "$patterns" "$@"; then
    echo "the lines above show a secret" >&2
    exit 1
fi
