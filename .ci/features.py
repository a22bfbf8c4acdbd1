"""Reads `cargo metadata` and prints, one line each, the feature flags with which every library must build alone."""

import json
import sys

for package in json.load(sys.stdin)["packages"]:
    if not any("lib" in target["kind"] for target in package["targets"]):
        continue
    features = sorted(name for name in package["features"] if name != "default")
    flags = ["--no-default-features", "", "--all-features"] if features else [""]
    flags += [f"--no-default-features --features {name}" for name in features]
    for each in flags:
        print(package["name"], each)
