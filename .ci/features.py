"""Reads `cargo metadata` and prints, one line each, every package with the flags that it must build with, alone."""

import json
import sys

for package in json.load(sys.stdin)["packages"]:
    name = package["name"]
    if not any("lib" in target["kind"] for target in package["targets"]):
        print(name, "--all-targets")
        continue
    features = sorted(feature for feature in package["features"] if feature != "default")
    flags = ["--no-default-features", "", "--all-features"] if features else [""]
    flags += [f"--no-default-features --features {feature}" for feature in features]
    for each in flags:
        print(name, each)
