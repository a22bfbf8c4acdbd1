"""Runs a judge within a time; whatever ends it early is one line among what is wrong."""

import asyncio
import pathlib
import time
import traceback

HERE = pathlib.Path(__file__).parent


async def attempt(judging, mode, seconds):
    """What a judge finds wrong."""
    begun = time.monotonic()
    try:
        return await asyncio.wait_for(judging, seconds)
    except Exception as error:
        if isinstance(error, TimeoutError) and time.monotonic() - begun >= seconds:
            return [f"{mode}: not done after {seconds} s"]
        return [f"{mode}: goes on to the end; saw {leaf!r}{place(leaf)}" for leaf in leaves(error)]


def leaves(error):
    """The errors in a group of groups."""
    if inner := getattr(error, "exceptions", None):
        return [leaf for each in inner for leaf in leaves(each)]
    return [error]


def place(error):
    """Where in our own files it came from, if it came from there."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if pathlib.Path(frame.filename).parent == HERE]
    return f", {pathlib.Path(own[-1].filename).name} line {own[-1].lineno}" if own else ""
