#!/usr/bin/env bash
# Judges a server with the command line of MCP Inspector, in each of its three eras: the one at a URL, or a program that
# the Inspector starts and asks over stdin and stdout.
#
#   inspector.sh URL
#   inspector.sh --stdio PROGRAM [ARGUMENT]...
#
# Exits 1 at the first answer that is not the one in expect.$EXPECT.json, or when the Inspector's schema lint finds an error.
set -euo pipefail
usage='usage: inspector.sh URL | inspector.sh --stdio PROGRAM [ARGUMENT]...'
if [ "${1:?$usage}" = --stdio ]; then
  shift
  name='inspector over stdio'
  server=("${@:?$usage}") options=(--transport stdio)
else
  name=inspector
  server=() options=(--server-url "$1" --transport http --stored-auth-only)
fi
here=$(cd "$(dirname "$0")" && pwd)
modules=$("$here/node.sh")
export PATH="$modules/.bin:$PATH"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# Otherwise the Inspector writes a catalogue into the home folder.
export MCP_CATALOG_PATH=$scratch/catalog.json

# What the Inspector exits with when a tool fails or does not exist.
readonly TOOL_ERROR=5
# How long one answer may take.
readonly TIMEOUT_SECONDS=30

expected() { node -p "(e => $1)(JSON.parse(require('fs').readFileSync('$here/expect.${EXPECT:-front}.json', 'utf8')))"; }
check() { node "$here/check.mjs" "$@" <"$scratch/out"; }

# inspect ERA WANTED_EXIT ARGUMENT...
inspect() {
  local era=$1 wanted=$2 status=0
  shift 2
  # Behind the first dashes stands what belongs to the program.
  timeout "$TIMEOUT_SECONDS" mcp-inspector --cli "${options[@]}" --protocol-era "$era" --format json --quiet "$@" \
    ${server:+-- "${server[@]}"} >"$scratch/out" 2>"$scratch/err" || status=$?
  if [ "$status" -ne "$wanted" ]; then
    echo "$name, era $era: $*: exit $status, expected $wanted" >&2
    head -c 4000 "$scratch/err" "$scratch/out" >&2
    exit 1
  fi
}

call=$(expected 'e.call.name') call_arguments=$(expected 'JSON.stringify(e.call.arguments)')
failure=$(expected 'e.failure.name') failure_arguments=$(expected 'JSON.stringify(e.failure.arguments)')
unknown=$(expected 'e.unknown')

for era in legacy modern auto; do
  inspect "$era" 0 --method tools/list --strict
  check tools
  if [ "$era" = legacy ]; then tail -n 1 "$scratch/err"; fi
  inspect "$era" 0 --method tools/call --tool-name "$call" --tool-args-json "$call_arguments"
  check call
  inspect "$era" $TOOL_ERROR --method tools/call --tool-name "$failure" --tool-args-json "$failure_arguments"
  check failure
  inspect "$era" $TOOL_ERROR --method tools/call --tool-name "$unknown" --tool-args-json '{}'
  echo "$name, era $era: ok"
done
