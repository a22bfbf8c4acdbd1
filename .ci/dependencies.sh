#!/usr/bin/env bash
# The arrows between the crates, and what must not be in their trees.
set -euo pipefail
cd "$(dirname "$0")/.."
status=0

# refuse PATTERN WHY CARGO_TREE_ARGUMENT...: no crate of the tree of normal dependencies may match.
refuse() {
  local pattern=$1 why=$2 tree found
  shift 2
  tree=$(cargo tree --quiet --locked --edges normal --prefix none "$@")
  found=$(tail -n +2 <<<"$tree" | awk '{print $1}' | sort -u | grep -xE "$pattern" || true)
  if [ -n "$found" ]; then
    echo "$why; found in 'cargo tree $*': $(echo "$found" | tr '\n' ' ')" >&2
    status=1
  fi
}

readonly IO='tokio|tokio-.*|mio|hyper|hyper-.*|tower|tower-.*|reqwest|axum|axum-.*|rustls|socket2'
readonly OURS='front-client|fusedesk-client|frontdesk-client-core|frontdesk-mcp-core|mcp-tower'

refuse "$IO|$OURS" 'mcp-core does no I/O and knows no other crate of ours' -p frontdesk-mcp-core --all-features
refuse 'front-client|fusedesk-client|frontdesk-client-core' 'mcp-tower knows no vendor' -p mcp-tower --all-features
refuse 'hyper|hyper-.*|reqwest|axum|axum-.*' 'mcp-tower leaves sockets to the host' -p mcp-tower --all-features
refuse 'mcp-tower|front-client|fusedesk-client' 'client-core knows no vendor' -p frontdesk-client-core --all-features
for client in front-client fusedesk-client; do
  refuse 'mcp-tower|front-client|fusedesk-client' 'a client knows of ours only client-core and mcp-core' \
    -p $client --all-features
done
for client in frontdesk-client-core front-client fusedesk-client; do
  refuse 'frontdesk-mcp-core' 'a client knows mcp-core only behind its feature mcp' -p $client --features client,testing
  refuse 'reqwest|hyper|hyper-.*|rustls' 'the transport is behind the feature client' \
    -p $client --no-default-features --features mcp,testing
done
# rmcp is the test client and the peer in benches.
refuse 'rmcp|rmcp-.*' 'nothing that is shipped stands on rmcp' -p frontdesk-mcp-core -p mcp-tower -p frontdesk-client-core \
  -p front-client -p fusedesk-client -p standalone --all-features
# The fakes serve people who build nothing else in Rust.
refuse 'reqwest|rustls|ring|aws-lc-.*|axum|axum-.*|rmcp|frontdesk-mcp-core|mcp-tower' 'the fakes build in a minute' -p fakes
[ $status -eq 0 ] && echo 'the arrows hold'
exit $status
