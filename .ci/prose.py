#!/usr/bin/env python3
"""Checks the mechanical part of the language rules in CONTRIBUTING.md. Fails with file:line on

- a doc comment that opens with a question word or a preposition,
- a term that the glossary replaces,
- a table row of a doc comment on two lines,
- a commit subject that is long or has several topics.

`--self-test` checks the checks. `--list` prints every doc comment that fails, for a sweep.
"""

import re
import subprocess
import sys

OPENING = re.compile(r"(What|Whether|Who|Whom|Whose|How|Where|Those|That which|Of|In)\b")
TERMS = re.compile(
    r"handshake eras?|protocol eras?|both eras|in every era|who asks|who calls|the gate\b|words? of strangers|what no person sees",
    re.I,
)
MAX_SUBJECT = 72
# Older commits have other subjects.
SUBJECTS_SINCE = "2026-11-30T00:00:00Z"
DOC = re.compile(r"\s*//[/!](?!/) ?(.*)")
COMMENT = re.compile(r"\s*//+[/!]? ?(.*)|.*?\s// (.*)")


def openings(lines):
    """Line numbers and texts of first lines of doc comments that open badly."""
    inside = False
    for number, line in enumerate(lines, 1):
        doc = DOC.match(line)
        if doc and not inside and OPENING.match(doc[1]):
            yield number, doc[1]
        inside = bool(doc)


def terms(lines, is_rust):
    """Line numbers and terms that the glossary replaces, in comments of Rust and anywhere else in text."""
    for number, line in enumerate(lines, 1):
        text = line
        if is_rust:
            comment = COMMENT.match(line)
            text = comment and (comment[1] or comment[2]) or ""
        for term in TERMS.finditer(text):
            yield number, term.group()


def subject_fault(subject):
    if len(subject) > MAX_SUBJECT:
        return f"{len(subject)} characters; at most {MAX_SUBJECT}"
    return "several topics" if ";" in subject else None


def broken_rows(lines):
    """Line numbers of doc comments that end a table row without having begun it."""
    for number, line in enumerate(lines, 1):
        doc = DOC.match(line)
        if doc and doc[1].rstrip().endswith(" |") and not doc[1].lstrip().startswith("|"):
            yield number, doc[1]


def git(*arguments):
    return subprocess.run(["git", *arguments], check=True, capture_output=True, text=True).stdout.splitlines()


def faults():
    for name in git("ls-files", "*.rs", "*.md"):
        # The glossary names what it replaces.
        if name == "CONTRIBUTING.md":
            continue
        with open(name, encoding="utf-8") as file:
            lines = file.read().splitlines()
        is_rust = name.endswith(".rs")
        if is_rust:
            for number, text in openings(lines):
                yield f"{name}:{number}: opens with a question word or a preposition: {text}"
            for number, text in broken_rows(lines):
                yield f"{name}:{number}: the end of a table row that begins on another line: {text}"
        for number, term in terms(lines, is_rust):
            yield f"{name}:{number}: the glossary replaces `{term}`"
    for line in git("log", "--no-merges", f"--since={SUBJECTS_SINCE}", "--format=%h %s"):
        commit, subject = line.split(" ", 1)
        if fault := subject_fault(subject):
            yield f"commit {commit}: {fault}: {subject}"


def self_test():
    docs = ["/// What it is.", "/// Who.", "", "//! Of all.", "", "/// Returns it.", "/// What it is.", "    /// Whether", "//// What", "// What"]
    assert [number for number, _ in openings(docs)] == [1, 4], list(openings(docs))
    assert list(openings(["/// Internal.", "/// Ink.", "/// Whole."])) == []
    assert [number for number, _ in terms(["let a = 1; // Both eras.", 'let b = "both eras";', "/// The gate."], True)] == [1, 3]
    assert list(terms(["Who asks is a caller."], False)) == [(1, "Who asks")]
    assert [number for number, _ in broken_rows(["/// | a | b |", "/// | a |", "/// b |", "let a = b |"])] == [3]
    assert subject_fault("a" * 73) and subject_fault("one; two") and not subject_fault("a" * 72)


def main():
    if "--self-test" in sys.argv:
        return self_test()
    found = list(faults())
    if found:
        sys.exit("\n".join(found))


main()
