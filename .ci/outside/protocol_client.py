"""Judges conformance-server at URL with the official Python client: protocol_client.py URL

Lists, calls, gets progress, reads a resource, fills in a prompt, is asked, and cancels, in each way to negotiate that the
installed major version of the SDK has. Exits 1 with one line per answer that was not the expected one; what is expected
is in expect.protocol.json.
"""

import asyncio
import contextlib
import json
import pathlib
import sys

import mcp

V1 = not hasattr(mcp, "Client")
EXPECT = json.loads((pathlib.Path(__file__).parent / "expect.protocol.json").read_text())
# The client's mode, and the revision that it must end up with.
MODES = {"legacy": "2025-11-25"} if V1 else {"auto": "2026-07-28", "legacy": "2025-11-25", "2026-07-28": "2026-07-28"}
TIMEOUT_SECONDS = 20


async def answer(_context, _params):
    """What the user answers."""
    from mcp.types import ElicitResult

    return ElicitResult(action="accept", content=EXPECT["ask"]["answer"])


class Version1:
    """A client of the first major version, in the words of the second."""

    @classmethod
    @contextlib.asynccontextmanager
    async def connect(cls, url, _mode):
        from mcp.client.streamable_http import streamable_http_client

        async with streamable_http_client(url) as (read, write, _):
            async with mcp.ClientSession(read, write, elicitation_callback=answer) as session:
                yield cls(session, (await session.initialize()).protocolVersion)

    def __init__(self, session, protocol_version):
        self.session, self.protocol_version = session, protocol_version

    def __getattr__(self, name):
        return getattr(self.session, name)

    def last_request(self):
        """The id of the request that was sent last."""
        return self.session._request_id - 1

    async def cancel(self, task, request):
        """Tells the server, which this version does not do when a task is cancelled."""
        from mcp.types import CancelledNotification, CancelledNotificationParams, ClientNotification

        params = CancelledNotificationParams(requestId=request)
        notification = CancelledNotification(method="notifications/cancelled", params=params)
        await self.session.send_notification(ClientNotification(notification))
        task.cancel()


class Version2:
    """A client of the second major version."""

    @classmethod
    @contextlib.asynccontextmanager
    async def connect(cls, url, mode):
        options = {"mode": mode, "read_timeout_seconds": TIMEOUT_SECONDS, "elicitation_callback": answer}
        async with mcp.Client(url, **options) as client:
            yield cls(client)

    def __init__(self, client):
        self.client = client

    def __getattr__(self, name):
        return getattr(self.client, name)

    def last_request(self):
        """This version knows by itself."""

    async def cancel(self, task, _request):
        task.cancel()


async def judge(url, mode, revision):
    """Everything that is wrong in one mode."""
    wrong = []

    def expect(what, is_so, seen):
        if not is_so:
            wrong.append(f"{mode}: {what}; saw {seen}")

    async with (Version1 if V1 else Version2).connect(url, mode) as client:
        expect(f"negotiates {revision}", client.protocol_version == revision, client.protocol_version)

        tools = [tool.name for tool in (await client.list_tools()).tools]
        prompts = [prompt.name for prompt in (await client.list_prompts()).prompts]
        resources = [str(resource.uri) for resource in (await client.list_resources()).resources]
        for kind, seen in {"tools": tools, "prompts": prompts, "resources": resources}.items():
            expect(f"lists {EXPECT['lists'][kind]}", EXPECT["lists"][kind] in seen, seen)

        call = EXPECT["call"]
        result = await client.call_tool(call["name"], {})
        expect(f"{call['name']} answers", result.content[0].text == call["says"], result)

        progress, reports = EXPECT["progress"], []

        async def report(value, total, _message):
            reports.append(value)
            expect("progress has a total", total == progress["total"], total)

        await client.call_tool(progress["name"], {}, progress_callback=report)
        expect(f"{progress['name']} reports", reports == progress["reports"], reports)

        resource = EXPECT["resource"]
        contents = (await client.read_resource(resource["uri"])).contents
        expect(f"reads {resource['uri']}", contents[0].text == resource["says"], contents)

        prompt = EXPECT["prompt"]
        messages = (await client.get_prompt(prompt["name"], prompt["arguments"])).messages
        expect(f"fills in {prompt['name']}", messages[0].content.text == prompt["says"], messages)

        ask = EXPECT["ask"]
        result = await client.call_tool(ask["name"], ask["arguments"])
        expect(f"{ask['name']} is answered", ask["says"] in result.content[0].text, result)

        await cancel(client, expect)
    return wrong


async def cancel(client, expect):
    """Cancels a call that has begun, and looks whether the server has dropped it."""
    names = EXPECT["cancel"]

    async def count(which):
        result = await client.call_tool(names["count"], {})
        return json.loads(result.content[0].text)[which]

    before, begun = await count("cancelled"), asyncio.Event()

    async def report(*_):
        begun.set()

    task = asyncio.create_task(client.call_tool(names["name"], {}, progress_callback=report))
    await asyncio.wait_for(begun.wait(), TIMEOUT_SECONDS)
    request = client.last_request()
    expect(f"{names['name']} runs", (running := await count("running")) == 1, running)
    await client.cancel(task, request)
    with contextlib.suppress(asyncio.CancelledError):
        await task
    for _ in range(TIMEOUT_SECONDS * 10):
        if (after := await count("cancelled")) == before + 1:
            return
        await asyncio.sleep(0.1)
    expect(f"{names['name']} is cancelled", False, f"{after} calls cancelled, {before} before")


async def main(url):
    wrong = []
    for mode, revision in MODES.items():
        found = await asyncio.wait_for(judge(url, mode, revision), 3 * TIMEOUT_SECONDS)
        print(f"python client {'v1' if V1 else 'v2'}, mode {mode}: {'FAILED' if found else 'ok'}", flush=True)
        wrong += found
    for line in wrong:
        print(f"  {line}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: protocol_client.py URL")
    sys.exit(asyncio.run(main(sys.argv[1])))
