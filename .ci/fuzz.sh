#!/usr/bin/env bash
# Feeds the fuzz targets of mcp-tower for a minute, side by side: fuzz.sh TARGET_FOLDER [SECONDS]
#
# They are libFuzzer's, in the layout of cargo-fuzz, which works on them as well (`cargo +nightly fuzz run http_body`). It
# is not needed here: coverage is what guides them, and for that the stable compiler has all the flags; what wants a
# nightly one are sanitizers, which have nothing to find where unsafe code is forbidden. What the inputs of earlier runs
# have reached is kept in TARGET_FOLDER; an input that fails is kept there too, and its path is printed. The program, given
# that path, runs it alone, and with SHOW=1 http_body writes down what is said:
#
#   SHOW=1 TARGET_FOLDER/fuzz/HOST/release/http_body TARGET_FOLDER/fuzz/http_body-crash-…
set -euo pipefail
cd "$(dirname "$0")/../mcp-tower/fuzz"
target=${1:?usage: fuzz.sh TARGET_FOLDER [SECONDS]}/fuzz
seconds=${2:-60}
# Longest input, in bytes; and how long one may take, in seconds.
readonly MAX_LENGTH=4096 MAX_SECONDS=10

# As cargo-fuzz sets them.
RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4
  -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table
  -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1"
export RUSTFLAGS=${RUSTFLAGS//$'\n'/ }
# Named, so that the flags do not reach build scripts.
host=$(rustc -vV | sed -n 's/^host: //p')
cargo build --quiet --locked --release --target "$host" --target-dir "$target"

fuzz() {
  local corpus=$target/corpus/$1 status=0 words=()
  mkdir -p "$corpus"
  if [ -e "$1.dict" ]; then words=(-dict="$1.dict"); fi
  "$target/$host/release/$1" -max_total_time="$seconds" -max_len=$MAX_LENGTH -timeout=$MAX_SECONDS "${words[@]}" \
    -artifact_prefix="$target/$1-" "$corpus" "seeds/$1" >"$target/$1.log" 2>&1 || status=$?
  if [ "$status" -ne 0 ]; then
    grep -av '^#' "$target/$1.log" | tail -n 40 >&2
    echo "fuzz target $1: exit $status; the log is $target/$1.log, the input is beside it: $target/$1-*" >&2
    return 1
  fi
  echo "fuzz target $1: $(grep -a '^Done' "$target/$1.log"), nothing found"
}

# Both to their end, whatever the other finds.
fuzz http_body &
first=$!
status=0
fuzz sse_event || status=1
wait $first || status=1
exit $status
