"""Reads `cargo metadata` and prints, one line each, the flags of every build that is checked apart from the workspace's.

The workspace build unites the features of all packages, and so hides what one of them lacks. A library is built alone, with
no, the default, each single and all features. So is a program that people build and nothing else. The other examples are
built together: each of them alone would build half of its dependencies anew, with one feature more or less.
"""

import json
import sys

PROGRAMS = {"fakes", "standalone"}

together = []
for package in json.load(sys.stdin)["packages"]:
    name = package["name"]
    if package["publish"] is None:
        features = {feature: needs for feature, needs in sorted(package["features"].items()) if feature != "default"}
        default = package["features"].get("default", [])
        flags = ["--no-default-features", "--all-features"] if features else [""]
        flags += [""] if len(default) > 1 else []
        flags += [f"--no-default-features --features {feature}" for feature in features]
        for each in flags:
            print("-p", name, each)
    elif name in PROGRAMS:
        print("-p", name)
    elif any(kind in target["kind"] for target in package["targets"] for kind in ("lib", "bin", "example")):
        together += ["-p", name]
print(*together, "--bins --examples --lib" if together else "")
