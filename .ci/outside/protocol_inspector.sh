#!/usr/bin/env bash
# Judges conformance-server at URL with the command line of MCP Inspector, in each of its three eras:
# protocol_inspector.sh URL
#
# Lists, calls, asks for progress, reads a resource, fills in a prompt, and cancels. The command line has no option that
# cancels a call, so the program is ended while its call runs, and the server must drop the call with the connection.
set -euo pipefail
url=${1:?usage: protocol_inspector.sh URL}
here=$(cd "$(dirname "$0")" && pwd)
modules=$("$here/node.sh")
export PATH="$modules/.bin:$PATH"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# Otherwise the Inspector writes a catalogue into the home folder.
export MCP_CATALOG_PATH=$scratch/catalog.json
readonly TIMEOUT_SECONDS=20

options=(--cli --server-url "$url" --transport http --stored-auth-only --format json --quiet)

expected() { node -p "(e => $1)(JSON.parse(require('fs').readFileSync('$here/expect.protocol.json', 'utf8')))"; }

# says WORDS ERA ARGUMENT...: the answer has these words.
says() {
  local words=$1 era=$2
  shift 2
  if ! mcp-inspector "${options[@]}" --protocol-era "$era" "$@" >"$scratch/out" 2>"$scratch/err" ||
    ! grep -qF -- "$words" "$scratch/out"; then
    echo "inspector, era $era: $*: not the answer: $words" >&2
    head -c 4000 "$scratch/err" "$scratch/out" >&2
    exit 1
  fi
}

# How many calls are 'running' or 'cancelled', by a plain request, because the Inspector takes a second to start.
count() {
  local call='{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"'$counter'"}}'
  curl -sS "$url" -H 'Content-Type: application/json' -H 'Accept: application/json' -d "$call" |
    node -p "JSON.parse(require('fs').readFileSync(0, 'utf8')).result.structuredContent['$1']"
}

# wait_until WHICH COUNT ERA: until so many calls are running or cancelled.
wait_until() {
  local deadline=$((SECONDS + TIMEOUT_SECONDS))
  until [ "$(count "$1")" -eq "$2" ]; do
    if [ $SECONDS -ge $deadline ]; then
      echo "inspector, era $3: $(count "$1") calls $1, expected $2" >&2
      exit 1
    fi
    sleep 0.1
  done
}

cancels() {
  local before program
  before=$(count cancelled)
  mcp-inspector "${options[@]}" --protocol-era "$1" --method tools/call --tool-name "$waiter" >/dev/null 2>&1 &
  program=$!
  wait_until running 1 "$1"
  kill "$program"
  wait "$program" 2>/dev/null || true
  wait_until cancelled $((before + 1)) "$1"
}

call=$(expected 'e.call.name') call_says=$(expected 'e.call.says')
progress=$(expected 'e.progress.name')
resource=$(expected 'e.resource.uri') resource_says=$(expected 'e.resource.says')
prompt=$(expected 'e.prompt.name') prompt_says=$(expected 'e.prompt.says')
mapfile -t prompt_arguments < <(expected "Object.entries(e.prompt.arguments).map((pair) => pair.join('=')).join('\n')")
prompts=$(expected 'e.lists.prompts') resources=$(expected 'e.lists.resources')
waiter=$(expected 'e.cancel.name') counter=$(expected 'e.cancel.count')

for era in legacy modern auto; do
  says "\"$call\"" "$era" --method tools/list
  says "$prompts" "$era" --method prompts/list
  says "$resources" "$era" --method resources/list
  says "$call_says" "$era" --method tools/call --tool-name "$call"
  # The command line asks for no progress by itself and shows none: the tool says whether it was asked for and sent, and
  # the Inspector must find the answer behind it on the stream.
  says 'Reported progress three times.' "$era" --method tools/call --tool-name "$progress" \
    --tool-metadata progressToken=ci
  says "$resource_says" "$era" --method resources/read --uri "$resource"
  says "$prompt_says" "$era" --method prompts/get --prompt-name "$prompt" --prompt-args "${prompt_arguments[@]}"
  cancels "$era"
  echo "inspector, era $era: ok"
done
