#!/usr/bin/env bash
# Rules about the text of committed files that no compiler knows.
set -euo pipefail
cd "$(dirname "$0")/.."

# A longer source file is split by noun, its tests first.
readonly MAX_LINES=500
status=0

# Where git cannot read the repository, nothing would be found, and everything be allowed.
if [ -z "$(git ls-files '*.rs')" ]; then
  echo 'git lists no source files here' >&2
  exit 1
fi

# forbid RULE FOUND: nothing may have been found.
forbid() {
  if [ -n "$2" ]; then
    printf '%s:\n%s\n\n' "$1" "$2" >&2
    status=1
  fi
}

# Exits with 0 when nothing matches, unlike git grep.
find_text() { git grep -nE "$@" || [ $? -eq 1 ]; }

long_files() {
  git ls-files '*.rs' | grep -vE '(^|/)(tests|benches)/|(^|/)tests\.rs$' | while read -r file; do
    local lines
    lines=$(wc -l <"$file")
    if [ "$lines" -gt $MAX_LINES ]; then echo "$file: $lines"; fi
  done
}

forbid 'a doc example that does not run; use no_run only where it needs a network' \
  "$(find_text '```.*\bignore\b' -- '*.rs' '*.md')"
forbid "a source file of more than $MAX_LINES lines" "$(long_files)"
# Whoever clones this has other folders, and no use for a path that exists on one machine only.
forbid 'a path of one machine' \
  "$(find_text '(^|[^A-Za-z0-9_.~-])(/work/|/root/|/home/[a-z]+/|/tmp/[a-z]+)' -- . ':!.ci/text.sh')"
forbid 'a file beside the clone; only .ci/run knows one' \
  "$(find_text '\.\./shared/' -- . ':!.ci/run' ':!.ci/text.sh')"
forbid 'a conflict that was not resolved' "$(find_text '^(<<<<<<<|>>>>>>>) ' -- .)"
exit $status
