#!/usr/bin/env bash
# The public API of the crates that are published, as text in .ci/api:
#
#   api.sh TARGET_FOLDER NIGHTLY               compares; fails with the difference
#   UPDATE_API=1 api.sh TARGET_FOLDER NIGHTLY  writes the files anew
#
# A difference is a change that users see: it belongs in a review, and in CHANGELOG.md.
set -euo pipefail
cd "$(dirname "$0")/.."
target=${1:?usage: api.sh TARGET_FOLDER NIGHTLY}
nightly=${2:?usage: api.sh TARGET_FOLDER NIGHTLY}
status=0

crates=$(cargo metadata --no-deps --format-version 1 | python3 .ci/packages.py)
flags=()
while read -r name _; do flags+=(-p "$name"); done <<<"$crates"
# All features, so that they are one build for all crates.
RUSTDOCFLAGS='-Z unstable-options --output-format json' \
  cargo "+$nightly" doc --quiet --locked --no-deps --all-features --target-dir "$target" "${flags[@]}"

mkdir -p .ci/api
while read -r name library; do
  # Without what every type has: blanket implementations, auto traits, derives.
  api=$(cargo public-api -sss --color never --rustdoc-json "$target/doc/$library.json")
  if [ -n "${UPDATE_API:-}" ]; then
    echo "$api" >".ci/api/$name.txt"
  elif ! diff -u --label ".ci/api/$name.txt" --label "the code" ".ci/api/$name.txt" - <<<"$api" >&2; then
    echo "the public API of $name has changed; to accept it: UPDATE_API=1 .ci/run api" >&2
    status=1
  fi
done <<<"$crates"
exit $status
