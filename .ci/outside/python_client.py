"""Judges the server at URL with the official Python client: python_client.py URL

Lists, calls, fails a call and names an unknown tool, in each of the client's three ways to negotiate. Exits 1 with
one line per answer that was not the expected one; what is expected is in expect.$EXPECT.json,
by default expect.front.json.
"""

import asyncio
import json
import os
import pathlib
import sys

from mcp import Client
from mcp.shared.exceptions import MCPError

from attempt import attempt

EXPECT = json.loads((pathlib.Path(__file__).parent / f"expect.{os.environ.get('EXPECT', 'front')}.json").read_text())
# The client's mode, and the revision that it must end up with.
MODES = {"auto": "2026-07-28", "legacy": "2025-11-25", "2026-07-28": "2026-07-28"}
INVALID_PARAMS = -32602
# How long is waited for one answer, and for all of a mode.
TIMEOUT_SECONDS = 20
MODE_SECONDS = 60


async def judge(server, mode, revision):
    """Everything that is wrong in one mode. A server is a URL, or how to start the program."""
    wrong = []

    def expect(what, is_so, seen):
        if not is_so:
            wrong.append(f"{mode}: {what}; saw {seen}")

    async with Client(server, mode=mode, read_timeout_seconds=TIMEOUT_SECONDS) as client:
        expect(f"negotiates {revision}", client.protocol_version == revision, client.protocol_version)

        names = sorted(tool.name for tool in (await client.list_tools()).tools)
        expect("lists exactly the expected tools", names == sorted(EXPECT["tools"]), names)

        call = EXPECT["call"]
        result = await client.call_tool(call["name"], call["arguments"])
        expect(f"{call['name']} succeeds", not result.is_error, result)
        expect(f"{call['name']} has structured content", isinstance(result.structured_content, dict), result)
        for word in call["contains"]:
            expect(f"{call['name']} says {word} as text", word in result.content[0].text, result.content)
            expect(f"{call['name']} says {word} as data", word in json.dumps(result.structured_content), result)

        failure = EXPECT["failure"]
        result = await client.call_tool(failure["name"], failure["arguments"])
        # As text: structured content is what the output schema promises, and a failure is not that.
        kind = json.loads(result.content[0].text)["error"]["kind"]
        expect(f"{failure['name']} answers isError", result.is_error, result)
        expect(f"{failure['name']} fails as {failure['kind']}", kind == failure["kind"], result)

        try:
            result = await client.call_tool(EXPECT["unknown"], {})
            expect("an unknown tool is a protocol error", False, result)
        except MCPError as error:
            expect("an unknown tool is -32602", error.error.code == INVALID_PARAMS, error)
    return wrong


async def main(url):
    wrong = []
    for mode, revision in MODES.items():
        found = await attempt(judge(url, mode, revision), mode, MODE_SECONDS)
        print(f"python client, mode {mode}: {'FAILED' if found else 'ok'}", flush=True)
        wrong += found
    for line in wrong:
        print(f"  {line}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python_client.py URL")
    sys.exit(asyncio.run(main(sys.argv[1])))
