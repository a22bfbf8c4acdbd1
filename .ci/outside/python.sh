#!/usr/bin/env bash
# Installs a Python judge in a virtual environment outside the clone; prints the path of its python: python.sh [v1]
#
# Without an argument it is the current major version of the SDK.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/frontdesk-ci
requirements=$here/requirements${1:+.$1}.txt
key=$(sha256sum <"$requirements" | cut -c1-16)
dir=$cache/python-$key

if [ ! -e "$dir/ready" ]; then
  rm -rf "$dir"
  # Debian ships ensurepip apart from Python itself.
  if ! python3 -c 'import ensurepip' 2>/dev/null; then
    apt-get update -qq >&2
    apt-get install -y -qq python3-venv >&2
  fi
  python3 -m venv "$dir" >&2
  "$dir/bin/pip" install --quiet --disable-pip-version-check -r "$requirements" >&2
  touch "$dir/ready"
fi
echo "$dir/bin/python"
