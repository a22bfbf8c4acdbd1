#!/usr/bin/env bash
# Packs the crates that are published, and checks the packages with the oldest Rust version that they promise:
# package.sh TARGET_FOLDER VERSION
#
# `cargo package` would build each of them alone, every dependency anew. Here the unpacked packages are one workspace, in
# which each takes the place of what the registry has or will have under its name.
set -euo pipefail
cd "$(dirname "$0")/.."
target=$(realpath -m "${1:?usage: package.sh TARGET_FOLDER VERSION}")
version=${2:?usage: package.sh TARGET_FOLDER VERSION}
repository=$(sed -n 's/^repository = "\(.*\)"$/\1/p' Cargo.toml)
# Files that each package must have.
readonly FILES=(Cargo.toml README.md LICENSE-MIT LICENSE-APACHE src/lib.rs)
status=0

fail() {
  echo "$*" >&2
  status=1
}

# Not as input of a loop, where its failure would be none.
crates=$(cargo metadata --no-deps --format-version 1 | python3 .ci/packages.py)
names=$(cut -d ' ' -f 1 <<<"$crates")

# A dependency by name must never lead to another project's crate.
for name in $names; do
  if found=$(cargo info --quiet --registry crates-io "$name" 2>&1); then
    grep -qxF "repository: $repository" <<<"$found" || fail "the registry has a $name from somewhere else: rename the package"
  elif ! grep -q 'could not find' <<<"$found"; then
    fail "the registry could not be asked for $name: $found"
  fi
done

flags=()
for name in $names; do flags+=(-p "$name"); done
rm -rf "$target/package"
# A change that is not committed yet is packed as well.
cargo package --quiet --no-verify --allow-dirty --locked --target-dir "$target" "${flags[@]}"

unpacked=$target/package/unpacked
mkdir -p "$unpacked"
# New times, because all files in a package have the same, by which cargo would take a change for none.
for crate in "$target"/package/*.crate; do tar -xzmf "$crate" -C "$unpacked"; done
{
  printf '[workspace]\nresolver = "3"\nmembers = ["*-*"]\n\n[patch.crates-io]\n'
  for name in $names; do
    folder=$(cd "$unpacked" && echo "$name"-[0-9]*)
    for file in "${FILES[@]}"; do [ -f "$unpacked/$folder/$file" ] || fail "the package $name has no $file"; done
    printf '%s = { path = "%s" }\n' "$name" "$folder"
  done
} >"$unpacked/Cargo.toml"
# The versions that everything else is tested with.
cp Cargo.lock "$unpacked"

cargo "+$version" check --quiet --manifest-path "$unpacked/Cargo.toml" --target-dir "$target/oldest" --workspace --all-features
if [ "$status" -eq 0 ]; then echo "packed and checked with Rust $version: $names"; fi
exit "$status"
