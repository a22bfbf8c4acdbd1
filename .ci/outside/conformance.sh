#!/usr/bin/env bash
# Judges the server at URL with MCP's conformance suite, once for each revision: conformance.sh URL PROGRAM [OUTPUT_FOLDER]
#
# The suite has no notion of a server without prompts, resources or its own test tools: what such a PROGRAM cannot pass is
# listed, check by check and with the reason, in expected-failures.PROGRAM.REVISION.yml; a program without such a file must
# pass everything. A check outside the list that fails ends the run, and so does one inside it that passes; with a list,
# even an empty one, a warning counts as a failure. Scenarios that the suite runs without scoring them are reported; those
# of them that test the specification and not an extension are run once more on their own, and must pass.
set -euo pipefail
usage='usage: conformance.sh URL PROGRAM [OUTPUT_FOLDER]'
url=${1:?$usage} program=${2:?$usage}
here=$(cd "$(dirname "$0")" && pwd)
modules=$("$here/node.sh")
export PATH="$modules/.bin:$PATH"
output=${3:-$(mktemp -d)}
mkdir -p "$output"
# The suite's own limit, per scenario.
readonly TIMEOUT_MS=30000

# REVISION:SCENARIO, without a score and nevertheless to be passed.
case $program in
  conformance-server)
    unscored=(2025-11-25:server-session-lifecycle 2025-11-25:server-sse-polling 2025-11-25:json-schema-2020-12
      2026-07-28:json-schema-2020-12 2026-07-28:http-header-validation
      2026-07-28:http-custom-header-server-validation)
    ;;
  # The others need fixtures.
  *) unscored=(2026-07-28:http-header-validation) ;;
esac

none=$output/none.yml
echo 'server: []' >"$none"

# suite LOG ARGUMENT...
suite() {
  local log=$1 status=0
  shift
  conformance server --url "$url" --timeout "$TIMEOUT_MS" "$@" >"$log" 2>&1 || status=$?
  if [ "$status" -ne 0 ]; then
    cat "$log" >&2
    echo "conformance of $program: exit $status: $*" >&2
    exit 1
  fi
}

for revision in 2025-11-25 2026-07-28; do
  log=$output/$revision.log
  expected=$here/expected-failures.$program.$revision.yml
  [ -e "$expected" ] || expected=$none
  rm -rf "${output:?}/$revision"
  suite "$log" --requirements "$revision" --output-dir "$output/$revision" --expected-failures "$expected"
  # Guards against a run that selected nothing.
  passed=$(sed -n 's/^Total: \([0-9]*\) passed.*/\1/p' "$log")
  if [ "${passed:-0}" -lt 20 ]; then
    cat "$log" >&2
    echo "conformance of $program, revision $revision: only ${passed:-0} checks passed: the selection is broken" >&2
    exit 1
  fi
  echo "conformance of $program, revision $revision: $passed checks passed, none failed unexpectedly"
  # With a list the suite does not say which of them have no score; the run has passed, so these are that or expected.
  grep '^✗' "$log" | sed 's/^✗/  does not count:/' || true
done

for each in "${unscored[@]}"; do
  revision=${each%%:*} scenario=${each#*:}
  suite "$output/$scenario.$revision.log" --scenario "$scenario" --spec-version "$revision" --expected-failures "$none"
  echo "conformance of $program, revision $revision, scenario $scenario: ok"
done
