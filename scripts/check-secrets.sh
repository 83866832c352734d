#!/usr/bin/env bash
# usage: check-secrets.sh FILE...: fails if the output of the test suite shows a key, a token or a signature. A signature
# is told from the short made-up ones in the names of tests by its length: an HMAC-SHA256 in Base64 has 44 characters.
set -euo pipefail
patterns='SharedAccessKey=[A-Za-z0-9+/]{20,}|\bsig=[A-Za-z0-9%+/]{20,}|-----BEGIN [A-Z ]*PRIVATE KEY-----'

# The patterns themselves are tested first: a check that finds nothing in a known secret would pass for ever.
digest=$(printf 'A%.0s' {1..43})
for secret in "SharedAccessKey=$digest=" "SharedAccessSignature sr=hub%2Fdevices%2Fd&sig=$digest%3D&se=1" \
    "https://host/blob?sv=2020&sig=$digest" '-----BEGIN RSA PRIVATE KEY-----'; do
    grep -qEi -e "$patterns" <<<"$secret" || { echo "check-secrets.sh does not see: ${secret%%=*}" >&2; exit 1; }
done

if grep -nEi -e "$patterns" "$@"; then
    echo "the lines above show a secret" >&2
    exit 1
fi
