#!/usr/bin/env bash
# Judges the server at URL with MCP's conformance suite, once for each revision: conformance.sh URL [OUTPUT_FOLDER]
#
# The suite has no notion of a server without prompts, resources or its own test tools: what such a server cannot pass is
# listed, check by check and with the reason, in expected-failures.REVISION.yml. A check outside that list that fails ends
# the run, and so does one inside the list that passes. One scenario that the suite runs without scoring it
# tests what the specification demands of every server: it is run once more on its own.
set -euo pipefail
url=${1:?usage: conformance.sh URL [OUTPUT_FOLDER]}
here=$(cd "$(dirname "$0")" && pwd)
modules=$("$here/node.sh")
export PATH="$modules/.bin:$PATH"
output=${2:-$(mktemp -d)}
# The suite's own limit, per scenario.
readonly TIMEOUT_MS=30000

for revision in 2025-11-25 2026-07-28; do
  log=$output/$revision.log
  rm -rf "${output:?}/$revision"
  mkdir -p "$output"
  status=0
  conformance server --url "$url" --requirements "$revision" --timeout "$TIMEOUT_MS" --output-dir "$output/$revision" \
    --expected-failures "$here/expected-failures.$revision.yml" >"$log" 2>&1 || status=$?
  if [ "$status" -ne 0 ]; then
    cat "$log" >&2
    echo "conformance, revision $revision: exit $status; every check is in $output/$revision" >&2
    exit 1
  fi
  # Guards against a run that selected nothing.
  passed=$(sed -n 's/^Total: \([0-9]*\) passed.*/\1/p' "$log")
  if [ "${passed:-0}" -lt 20 ]; then
    cat "$log" >&2
    echo "conformance, revision $revision: only ${passed:-0} checks passed: the selection is broken" >&2
    exit 1
  fi
  echo "conformance, revision $revision: $passed checks passed, none failed unexpectedly"
done

# Nothing is expected to fail; with a list, even an empty one, a warning counts too.
none=$output/none.yml
echo 'server: []' >"$none"
scenario=http-header-validation
log=$output/$scenario.log
if ! conformance server --url "$url" --scenario "$scenario" --spec-version 2026-07-28 --timeout "$TIMEOUT_MS" \
  --expected-failures "$none" >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi
echo "conformance, scenario $scenario: ok"
