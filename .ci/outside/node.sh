#!/usr/bin/env bash
# Installs the Node judges, and a Node new enough for them, outside the clone; prints their node_modules folder.
#
# The judges need Node 22 or newer, whatever the machine has: the npm package `node` carries the program itself.
# The folder's name holds a hash of the lock file, so that a changed lock never meets an old install.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/frontdesk-ci
key=$(cat "$here/package.json" "$here/package-lock.json" | sha256sum | cut -c1-16)
dir=$cache/node-$key

if [ ! -e "$dir/ready" ]; then
  rm -rf "$dir"
  mkdir -p "$dir"
  cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$dir/"
  (cd "$dir" && npm ci --loglevel=error) >&2
  "$dir/node_modules/.bin/node" --version >&2
  touch "$dir/ready"
fi
echo "$dir/node_modules"
