"""Judges a server that is started as a program, with the official Python client: stdio_client.py PROGRAM [ARGUMENT]...

Asks over the program's stdin and stdout what python_client.py asks over HTTP, and expects the same.
"""

import asyncio
import os
import sys

from mcp import StdioServerParameters

from attempt import attempt
from python_client import MODE_SECONDS, MODES, judge


async def main(program, arguments):
    # The client hands on next to nothing of the environment by itself, and the program's settings are there.
    server = StdioServerParameters(command=program, args=arguments, env=dict(os.environ))
    wrong = []
    for mode, revision in MODES.items():
        found = await attempt(judge(server, mode, revision), mode, MODE_SECONDS)
        print(f"python client over stdio, mode {mode}: {'FAILED' if found else 'ok'}", flush=True)
        wrong += found
    for line in wrong:
        print(f"  {line}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: stdio_client.py PROGRAM [ARGUMENT]...")
    sys.exit(asyncio.run(main(sys.argv[1], sys.argv[2:])))
