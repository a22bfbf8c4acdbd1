#!/usr/bin/env bash
# Judges the server at URL with MCP's conformance suite, once for each revision: conformance.sh URL PROGRAM [OUTPUT_FOLDER]
#
# The suite has no notion of a server without prompts, resources or its own test tools: what such a PROGRAM cannot pass is
# listed, check by check and with the reason, in expected-failures.PROGRAM.REVISION.yml; a program without such a file must
# pass everything. A check outside the list that fails ends the run, and so does one inside it that passes; with a list,
# even an empty one, a warning counts as a failure. Scenarios that the suite runs without scoring them are reported; those
# of them that test the specification and not an extension must pass too.
set -euo pipefail
usage='usage: conformance.sh URL PROGRAM [OUTPUT_FOLDER]'
url=${1:?$usage} program=${2:?$usage}
here=$(cd "$(dirname "$0")" && pwd)
modules=$("$here/node.sh")
export PATH="$modules/.bin:$PATH"
output=${3:-$(mktemp -d)}
mkdir -p "$output"
# The suite's own limit, per scenario; and that of a run of all of them, which takes seconds.
readonly TIMEOUT_MS=30000 TIMEOUT_SECONDS=300

none=$output/none.yml
echo 'server: []' >"$none"

# unscored REVISION: what has no score and must pass nevertheless.
unscored() {
  case $program:$1 in
    # Not among them is server-sse-polling, of streams that can be resumed later, which a server may offer and this one
    # does not: https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#resumability-and-redelivery
    conformance-server:2025-11-25) echo server-session-lifecycle json-schema-2020-12 ;;
    conformance-server:2026-07-28) echo json-schema-2020-12 http-header-validation http-custom-header-server-validation ;;
    # The others need fixtures.
    *:2026-07-28) echo http-header-validation ;;
  esac
}

for revision in 2025-11-25 2026-07-28; do
  log=$output/$revision.log status=0
  expected=$here/expected-failures.$program.$revision.yml
  [ -e "$expected" ] || expected=$none
  rm -rf "${output:?}/$revision"
  timeout "$TIMEOUT_SECONDS" conformance server --url "$url" --timeout "$TIMEOUT_MS" --requirements "$revision" \
    --output-dir "$output/$revision" --expected-failures "$expected" >"$log" 2>&1 || status=$?
  if [ "$status" -ne 0 ]; then
    cat "$log" >&2
    echo "conformance of $program, revision $revision: exit $status" >&2
    exit 1
  fi
  passed=$(sed -n 's/^Total: \([0-9]*\) passed.*/\1/p' "$log")
  echo "conformance of $program, revision $revision: ${passed:-0} checks passed, none failed unexpectedly"
  # shellcheck disable=SC2046  # several words
  conformance list --requirements "$revision" |
    node "$here/conformance_report.mjs" "$output/$revision" $(unscored "$revision")
done
