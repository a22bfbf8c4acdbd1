#!/usr/bin/env bash
# Judges conformance-server with the command line of MCP Inspector, in each of its three eras: the one at a URL, or a
# program that the Inspector starts and asks over stdin and stdout.
#
#   protocol_inspector.sh URL
#   protocol_inspector.sh --stdio PROGRAM [ARGUMENT]...
#
# Lists, calls, asks for progress, reads a resource and one of a template, fills in a prompt, and cancels. The command line
# has no option that cancels a call, so the Inspector is ended while its call runs: the server must drop the call with the
# connection, a program must end. It has none for completions and for what comes unasked either, and nobody who could be
# asked: a tool that asks must learn that.
set -euo pipefail
usage='usage: protocol_inspector.sh URL | protocol_inspector.sh --stdio PROGRAM [ARGUMENT]...'
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
url=
server=()
if [ "${1:?$usage}" = --stdio ]; then
  shift
  name='inspector over stdio'
  # The Inspector knows what it says to the program, and nobody else: it is written down, and so is who the program is.
  server=(-- bash -c 'tee "$0/asked" | { echo $BASHPID >"$0/pid"; exec "$@"; }' "$scratch" "${@:?$usage}")
  options=(--transport stdio)
else
  name=inspector url=$1
  options=(--server-url "$url" --transport http --stored-auth-only)
fi
modules=$("$here/node.sh")
export PATH="$modules/.bin:$PATH"
# Otherwise the Inspector writes a catalogue into the home folder.
export MCP_CATALOG_PATH=$scratch/catalog.json
# How long is waited for one thing.
readonly TIMEOUT_SECONDS=20

expected() { node -p "(e => $1)(JSON.parse(require('fs').readFileSync('$here/expect.protocol.json', 'utf8')))"; }

# How the Inspector is started in an era, with what it is to do.
inspect=()
inspect() { inspect=(mcp-inspector --cli "${options[@]}" --format json --quiet --protocol-era "$@" "${server[@]}"); }

# says WORDS ERA ARGUMENT...: the answer has these words.
says() { answers 0 "$@"; }

# answers EXIT WORDS ERA ARGUMENT...
answers() {
  local wanted=$1 words=$2 status=0
  shift 2
  inspect "$@"
  timeout "$TIMEOUT_SECONDS" "${inspect[@]}" >"$scratch/out" 2>"$scratch/err" || status=$?
  if [ "$status" -ne "$wanted" ] || ! cat "$scratch/out" "$scratch/err" | grep -qF -- "$words"; then
    echo "$name, era $*: exit $status, expected $wanted and the words: $words" >&2
    head -c 4000 "$scratch/err" "$scratch/out" >&2
    exit 1
  fi
}

# How many calls are 'running' or 'cancelled', by a plain request, because the Inspector takes a second to start.
count() {
  local call='{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"'$counter'"}}'
  curl -sS --max-time "$TIMEOUT_SECONDS" "$url" -H 'Content-Type: application/json' -H 'Accept: application/json' -d "$call" |
    node -p "JSON.parse(JSON.parse(require('fs').readFileSync(0, 'utf8')).result.content[0].text)['$1']"
}

calls() { [ "$(count "$1")" -eq "$2" ]; }
was_asked() { grep -q "$waiter" "$scratch/asked" 2>/dev/null; }
has_ended() { ! kill -0 "$(cat "$scratch/pid")" 2>/dev/null; }

# until_so ERA WHAT COMMAND...: waits until the command succeeds.
until_so() {
  local era=$1 what=$2 deadline=$((SECONDS + TIMEOUT_SECONDS))
  shift 2
  until "$@"; do
    if [ $SECONDS -ge $deadline ]; then
      echo "$name, era $era: not within $TIMEOUT_SECONDS s: $what" >&2
      exit 1
    fi
    sleep 0.1
  done
}

cancels() {
  local before program
  if [ -n "$url" ]; then before=$(count cancelled); fi
  rm -f "$scratch/asked"
  inspect "$1" --method tools/call --tool-name "$waiter"
  "${inspect[@]}" >/dev/null 2>&1 &
  program=$!
  if [ -n "$url" ]; then until_so "$1" 'the call runs' calls running 1; else until_so "$1" 'the call is sent' was_asked; fi
  kill "$program"
  wait "$program" 2>/dev/null || true
  if [ -n "$url" ]; then
    until_so "$1" 'the call is cancelled' calls cancelled $((before + 1))
  else
    until_so "$1" 'the program ends with the Inspector' has_ended
  fi
}

call=$(expected 'e.call.name') call_says=$(expected 'e.call.says')
progress=$(expected 'e.progress.name')
resource=$(expected 'e.resource.uri') resource_says=$(expected 'e.resource.says')
template=$(expected 'e.template.uri') read=$(expected 'e.template.read') read_says=$(expected 'e.template.says')
prompt=$(expected 'e.prompt.name') prompt_says=$(expected 'e.prompt.says')
mapfile -t prompt_arguments < <(expected "Object.entries(e.prompt.arguments).map((pair) => pair.join('=')).join('\n')")
prompts=$(expected 'e.lists.prompts') resources=$(expected 'e.lists.resources')
ask=$(expected 'e.ask.name') ask_arguments=$(expected 'JSON.stringify(e.ask.arguments)')
waiter=$(expected 'e.cancel.name') counter=$(expected 'e.cancel.count')
# What the Inspector exits with when a tool fails, and when a request does.
readonly TOOL_ERROR=5 ERROR=1

for era in legacy modern auto; do
  says "\"$call\"" "$era" --method tools/list
  says "$prompts" "$era" --method prompts/list
  says "$resources" "$era" --method resources/list
  says "$template" "$era" --method resources/templates/list
  says "$call_says" "$era" --method tools/call --tool-name "$call"
  # The command line asks for no progress by itself and shows none: the tool says whether it was asked for and sent, and
  # the Inspector must find the answer behind it on the stream.
  says 'Reported progress three times.' "$era" --method tools/call --tool-name "$progress" \
    --tool-metadata progressToken=ci
  says "$resource_says" "$era" --method resources/read --uri "$resource"
  says "$read_says" "$era" --method resources/read --uri "$read"
  says "$prompt_says" "$era" --method prompts/get --prompt-name "$prompt" --prompt-args "${prompt_arguments[@]}"
  if [ "$era" = legacy ]; then
    says '"result":{}' "$era" --method logging/setLevel --log-level warning
    unasked=$TOOL_ERROR
  else
    unasked=$ERROR
  fi
  answers "$unasked" 'did not declare the capability elicitation' "$era" --method tools/call --tool-name "$ask" \
    --tool-args-json "$ask_arguments"
  cancels "$era"
  echo "$name, era $era: ok"
done
