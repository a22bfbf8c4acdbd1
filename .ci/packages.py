"""Reads `cargo metadata` and prints, one line each, the packages that are published, and the names of their libraries."""

import json
import sys

KINDS = {"lib", "proc-macro"}

# The registry refuses packages with more or longer keywords.
MAX_KEYWORDS, MAX_KEYWORD = 5, 20

for package in json.load(sys.stdin)["packages"]:
    if package["publish"] is None:
        keywords = package["keywords"]
        if len(keywords) > MAX_KEYWORDS or any(len(word) > MAX_KEYWORD for word in keywords):
            sys.exit(f"{package['name']}: at most {MAX_KEYWORDS} keywords of {MAX_KEYWORD} characters: {keywords}")
        library = next(target for target in package["targets"] if KINDS & set(target["kind"]))
        print(package["name"], library["name"])
