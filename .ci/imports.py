#!/usr/bin/env python3
"""Checks what the modules of a crate import from each other. Fails with file:line on

- an import through `lib.rs` of something that a module defines: `use crate::Context` for `crate::handler::context::Context`,
- a cycle between top-level modules,
- an import from a floor above, in a crate with declared floors.

Comments, strings, `#[cfg(test)]` items and macros at the root (`crate::ids!`) do not count. `--self-test` checks the checks.
"""

import re
import subprocess
import sys

CRATES = ["client-core", "front-client", "fusedesk-client", "mcp-core", "mcp-tower", "examples/standalone"]
# Lowest first. A module imports from its own floor and from those below.
FLOORS = {"mcp-core": [{"wire"}, {"handler"}, {"catalogue"}, {"serve"}, {"lint", "provider", "testing"}]}
# Modules that are one subject in several files, and so may import from each other.
ONE_SUBJECT = {
    "client-core": [
        {"builder", "client", "customize", "encode", "endpoint", "page"},  # `request.send(&client)`: a call has its client
        {"error", "rate_limit", "vendor"},  # a vendor reads its own errors and limits, and an error names its vendor
    ],
    "front-client": [{"layer", "vendor"}],  # `Front` stacks its layers, and they fail with errors of `Front`
}
# PENDING: crates that are being rearranged. Remove the name when its modules pass.
PENDING = {"mcp-tower"}
# PENDING: folders whose files still import through `lib.rs`. Remove the line when they are rewritten.
PENDING_FACADE = ("front-client/src/api/", "fusedesk-client/src/api/")

BLANK = re.compile(
    r"""//[^\n]*|/\*.*?\*/|\bb?r(?P<raw>\#*)".*?"(?P=raw)|b?"(?:\\.|[^"\\])*"|b?'(?:\\(?:u\{\w+\}|x\w\w|.)|[^\\'\n])'""",
    re.S | re.X,
)
TEST = re.compile(r"#\[cfg\((?:test|all\(test\b[^\]]*)\)\]")
USE = re.compile(r"\b(?P<public>pub(?:\([^)]*\))?\s+)?use\s+(?P<tree>[^;]+;)")
INLINE = re.compile(r"(?<![$\w])(?:crate|(?:self|super)(?:\s*::\s*super)*)(?:\s*::\s*\w+)+(?!\w|\s*!)")


def spaces(match):
    return re.sub(r"[^\n]", " ", match if isinstance(match, str) else match.group())


def block_end(text, start):
    """The end of the item that begins at `start`: its `;`, or the brace that closes its block."""
    depth = 0
    for match in re.finditer(r"[{};]", text[start:]):
        depth += {"{": 1, "}": -1, ";": 0}[match.group()]
        if depth <= 0:
            return start + match.end()
    return len(text)


def code(source):
    """The source without comments, strings and test items, every line and column where it was."""
    text = BLANK.sub(spaces, source)
    while match := TEST.search(text):
        end = block_end(text, match.end())
        text = text[: match.start()] + spaces(text[match.start() : end]) + text[end:]
    return text


def leaves(tree, offset):
    """The paths of a use tree, each as (segments, name that it gets, offset)."""
    prefixes, path, alias, at = [[]], [], None, offset
    for match in re.finditer(r"\w+|[{},;*]", tree):
        token = match.group()
        if token == "{":
            prefixes.append(prefixes[-1] + path)
            path = []
        elif token in ",;}":
            if path:
                full = prefixes[-1] + path
                full = full[:-1] if full[-1] == "self" and len(full) > 1 else full
                yield full, alias or full[-1], at
            path, alias = [], None
            if token == "}":
                prefixes.pop()
        elif token == "as" or alias == "":
            alias = "" if token == "as" else token
        else:
            at = at if path else offset + match.start()
            path = path + [token]


class Crate:
    def __init__(self, name, files):
        self.name, self.problems, self.edges = name, [], {}
        sources = {path: code(source) for path, source in files.items()}
        modules = {path: path[len(f"{name}/src/") : -len(".rs")].removesuffix("/mod").split("/") for path in sources}
        root = sources[f"{name}/src/lib.rs"]
        self.top = set(re.findall(r"\bmod\s+(\w+)\s*[;{]", root))
        self.words = {tuple(modules[path]): set(re.findall(r"\w+", USE.sub("", text))) for path, text in sources.items()}
        self.facade, self.globs = {}, []
        for use in USE.finditer(root):
            for path, alias, _ in leaves(use["tree"], 0) if use["public"] else []:
                path = path[1:] if path[0] in ("crate", "self") else path
                if path[0] in self.top and path[-1] == "*":
                    self.globs.append(path[:-1])
                elif path[0] in self.top:
                    self.facade[alias] = path
        for path, text in sources.items():
            # Roots see all modules, and a file of tests has no `#[cfg(test)]` of its own.
            if modules[path][0] in self.top and modules[path][-1] != "tests":
                self.read(path, modules[path], text)

    def read(self, file, module, text):
        found = [(path, at) for use in USE.finditer(text) for path, _, at in leaves(use["tree"], use.start("tree"))]
        found += [(re.findall(r"\w+", match.group()), match.start()) for match in INLINE.finditer(USE.sub(spaces, text))]
        inner = [(m[1], m.start(), block_end(text, m.start())) for m in re.finditer(r"\bmod\s+(\w+)\s*\{", text)]
        for path, at in found:
            base = module + [name for name, start, end in inner if start < at < end]
            if path[0] not in ("crate", "self", "super"):
                continue
            if path[0] == "crate":
                base, path = [], path[1:]
            while path and path[0] in ("self", "super"):
                base, path = base[: len(base) - (path[0] == "super")], path[1:]
            self.add(f"{file}:{text.count(chr(10), 0, at) + 1}", module[0], base + path)

    def add(self, where, source, path):
        target = path[0] if path else source
        if target not in self.top:
            defined = self.facade.get(target)
            for glob in self.globs if defined is None else []:
                defined = glob + [target] if target in self.words.get(tuple(glob), ()) else defined
            if defined is None:
                return
            if not where.startswith(PENDING_FACADE):
                self.problems.append(f"{where}: crate::{target} goes through lib.rs; crate::{'::'.join(defined)} defines it")
            target = defined[0]
        if target != source:
            self.edges.setdefault(source, {}).setdefault(target, []).append(where)

    def check(self):
        floors = {module: floor for floor, modules in enumerate(FLOORS.get(self.name, [])) for module in modules}
        for module in sorted(self.top - set(floors)) if floors else []:
            self.problems.append(f"{self.name}/src/lib.rs:1: the module {module} is on no floor: name it in FLOORS")
        for source, targets in self.edges.items():
            for target, places in targets.items():
                if floors.get(source, 0) < floors.get(target, 0):
                    self.problems += [f"{where}: {source} imports from {target}, a floor above" for where in places]
        for cycle in self.cycles():
            if not any(cycle <= subject for subject in ONE_SUBJECT.get(self.name, [])):
                self.problems.append(f"{self.name}: {', '.join(sorted(cycle))} import from each other:")
                arrows = [(a, b) for a in sorted(cycle) for b in sorted(cycle & set(self.edges[a]))]
                self.problems += [f"  {self.edges[a][b][0]}: {a} -> {b}" for a, b in arrows]
        return self.problems

    def cycles(self):
        reached = {}
        for start in self.edges:
            seen, todo = set(), [start]
            while todo:
                new = set(self.edges.get(todo.pop(), ())) - seen
                seen |= new
                todo += new
            reached[start] = seen
        cycles = {frozenset(b for b in reached if b in reached[a] and a in reached[b]) for a in reached if a in reached[a]}
        return sorted(cycles, key=sorted)


def check(crate):
    listed = subprocess.run(["git", "ls-files", f"{crate}/src/*.rs"], capture_output=True, text=True, check=True)
    return Crate(crate, {path: open(path, encoding="utf-8").read() for path in listed.stdout.split()}).check()


def self_test():
    lib = "mod a;\nmod b;\npub use a::{A, deep as flat};\npub use b::*;\npub use serde::Serialize;\n"
    clean = {"lib": lib, "a": "use std::fmt;\n", "b": "use crate::a::A;\nuse crate::Serialize;\ncrate::ids! { Id }\n"}
    found = lambda files: Crate("t", {f"t/src/{name}.rs": text for name, text in {**clean, **files}.items()}).check()
    cases = [
        ({}, None),
        ({"b": '// use crate::A;\n/* crate::A */ const X: &str = r#"crate::A"#;\nfn f<\'a>(_: &\'a str) {}\n'}, None),
        ({"b": "#[cfg(test)]\nmod tests {\n    use crate::A;\n}\n"}, None),
        ({"b": "pub mod inner {\n    use super::B;\n}\nstruct B;\n"}, None),
        ({"a/tests": "use crate::B;\n", "b": "struct B;\n"}, None),
        ({"b": "\nuse crate::A;\n"}, "t/src/b.rs:2: crate::A goes through lib.rs; crate::a::A defines it"),
        ({"b": "use crate::{\n    a::X,\n    flat,\n};\n"}, "t/src/b.rs:3: crate::flat goes through lib.rs; crate::a::deep"),
        ({"b/c": "fn f() -> super::super::A {}\n"}, "t/src/b/c.rs:1: crate::A goes through"),
        ({"b": "struct B;\n", "a": "fn f(_: crate::B) {}\n"}, "t/src/a.rs:1: crate::B goes through lib.rs; crate::b::B"),
        ({"a": "fn f() { super::b::g() }\n"}, "t: a, b import from each other:\n  t/src/a.rs:1: a -> b"),
    ]
    floors = [([{"a"}, {"b"}], None), ([{"b"}, {"a"}], "t/src/b.rs:1: b imports from a, a floor above")]
    wrong = []
    for files, expected in cases + floors:
        FLOORS["t"], files = ([], files) if isinstance(files, dict) else (files, {})
        problems = "\n".join(found(files))
        if problems if expected is None else expected not in problems:
            wrong.append(f"{FLOORS['t'] or files} must {'pass' if expected is None else f'fail with {expected!r}'}: {problems!r}")
    return wrong


if __name__ == "__main__":
    problems = self_test() if "--self-test" in sys.argv else [p for c in CRATES if c not in PENDING for p in check(c)]
    print("\n".join(problems), file=sys.stderr, end="\n" if problems else "")
    sys.exit(bool(problems))
