"""Reads `cargo metadata` and prints, one line each, the packages that are published, and the names of their libraries."""

import json
import sys

KINDS = {"lib", "proc-macro"}

for package in json.load(sys.stdin)["packages"]:
    if package["publish"] is None:
        library = next(target for target in package["targets"] if KINDS & set(target["kind"]))
        print(package["name"], library["name"])
