#!/usr/bin/env python3
"""Names the crates whose types are part of the public API, from the files in .ci/api, and refuses any other.

    external.py              checks every crate
    external.py --self-test

A type of another crate in a signature is a promise: a new major version of that crate is one of ours. `Unpin` of futures
made by pin-project-lite names a private path of it, which nobody can use.
"""
import pathlib
import re
import sys

# Stable crates, primitives, and those whose 0.x version is what the whole ecosystem speaks.
EVERYWHERE = {"core", "alloc", "std", "u64", "bytes", "http", "http_body", "serde_core", "serde_json"}
LAYERS = {"tower_layer", "tower_service"}
ALLOWED = {
    "frontdesk-client-macros": set(),
    # schemars: the schemas of arguments, re-exported.
    "frontdesk-mcp-core": {"schemars"},
    # tower: its boxed error. tokio: the pipes of stdio. tracing: the spans that a host receives. actix: feature actix.
    "mcp-tower": LAYERS | {"mcp_core", "tower", "tokio", "tracing", "http_body_util", "actix_http", "actix_service", "actix_web"},
    # reqwest: a client of the host's own, re-exported. http_body_util: the response body of the fakes.
    "frontdesk-client-core": LAYERS | {"mcp_core", "schemars", "futures_core", "http_body_util", "reqwest"},
    "front-client": LAYERS | {"client_core", "mcp_core", "schemars", "http_body_util"},
    "fusedesk-client": LAYERS | {"client_core", "mcp_core", "schemars", "http_body_util"},
}
# A path begins with a crate where nothing of a path stands before it.
PATH = re.compile(r"(?<![\w:])([a-z_][a-z0-9_]*)::(?=[A-Za-z_<])")


def crates(api: str) -> set[str]:
    found = set()
    for line in api.splitlines():
        if "pin_project_lite::__private" in line:
            continue
        found.update(PATH.findall(line))
    return found


def self_test() -> None:
    api = "\n".join([
        "pub fn ours::f(secrecy::SecretString) -> core::option::Option<http::uri::Uri>",
        "impl core::marker::Unpin for ours::F where pin_project_lite::__private::X: core::marker::Unpin",
    ])
    assert crates(api) == {"ours", "secrecy", "core", "http"}, crates(api)


def main() -> int:
    if "--self-test" in sys.argv:
        self_test()
        return 0
    status = 0
    for file in sorted(pathlib.Path(".ci/api").glob("*.txt")):
        own = file.stem.removeprefix("frontdesk-").replace("-", "_")
        unknown = crates(file.read_text()) - EVERYWHERE - ALLOWED[file.stem] - {own}
        for crate in sorted(unknown):
            print(f"{file}: types of `{crate}` are in the public API; wrap them, or allow the crate here", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
