"""Judges conformance-server with the official Python client: the one at a URL, or as a program that the client starts.

    protocol_client.py URL
    protocol_client.py --stdio PROGRAM [ARGUMENT]...

Lists, calls, gets progress, reads a resource and one of a template, fills in a prompt, completes an argument, takes log
messages, is asked, is told of changes, and cancels, in each way to negotiate that the installed major version of the SDK
has. Exits 1 with one line per answer that was not the expected one; what is expected is in expect.protocol.json.
"""

import asyncio
import contextlib
import json
import pathlib
import sys
import warnings

import mcp
from mcp.types import (
    CancelledNotification,
    CancelledNotificationParams,
    ClientNotification,
    ElicitResult,
    PromptReference,
)

from attempt import attempt

V1 = not hasattr(mcp, "Client")
EXPECT = json.loads((pathlib.Path(__file__).parent / "expect.protocol.json").read_text())
# The client's mode, and the revision that it must end up with.
MODES = {"legacy": "2025-11-25"} if V1 else {"auto": "2026-07-28", "legacy": "2025-11-25", "2026-07-28": "2026-07-28"}
# How long is waited for one thing, and for all of a mode.
TIMEOUT_SECONDS = 20
MODE_SECONDS = 60
# What is deprecated works for as long as clients have it.
warnings.simplefilter("ignore")


class Heard:
    """What the client was told without having asked: the levels of log messages, and notifications of changes."""

    def __init__(self):
        self.levels, self.changes = [], set()

    async def log(self, params):
        self.levels.append(params.level)

    async def message(self, message):
        # The first major version has the notification in a wrapper.
        if method := getattr(getattr(message, "root", message), "method", None):
            self.changes.add(method)

    def callbacks(self):
        return {"logging_callback": self.log, "message_handler": self.message, "elicitation_callback": answer}


async def answer(_context, _params):
    """What the user answers."""
    return ElicitResult(action="accept", content=EXPECT["ask"]["answer"])


class Version1:
    """A client of the first major version, in the words of the second."""

    legacy = True

    @classmethod
    @contextlib.asynccontextmanager
    async def connect(cls, server, _mode):
        from mcp.client.streamable_http import streamable_http_client

        transport = streamable_http_client(server) if isinstance(server, str) else mcp.stdio_client(server)
        async with transport as streams:
            heard = Heard()
            async with mcp.ClientSession(*streams[:2], **heard.callbacks()) as session:
                yield cls(session, heard, (await session.initialize()).protocolVersion)

    def __init__(self, session, heard, protocol_version):
        self.session, self.heard, self.protocol_version = session, heard, protocol_version

    def __getattr__(self, name):
        return getattr(self.session, name)

    def last_request(self):
        """The id of the request that was sent last."""
        return self.session._request_id - 1

    async def cancel(self, task, request):
        """Tells the server, which this version does not do when a task is cancelled."""
        params = CancelledNotificationParams(requestId=request)
        notification = CancelledNotification(method="notifications/cancelled", params=params)
        await self.session.send_notification(ClientNotification(notification))
        task.cancel()


class Version2:
    """A client of the second major version."""

    @classmethod
    @contextlib.asynccontextmanager
    async def connect(cls, server, mode):
        heard, options = Heard(), {"mode": mode, "read_timeout_seconds": TIMEOUT_SECONDS}
        # The eras without a handshake say with each request what they want logged; the others say it once.
        log_level = EXPECT["log"]["level"]
        async with mcp.Client(server, **options, log_level=log_level, **heard.callbacks()) as client:
            yield cls(client, heard, mode == "legacy")

    def __init__(self, client, heard, legacy):
        self.client, self.heard, self.legacy = client, heard, legacy

    def __getattr__(self, name):
        return getattr(self.client, name)

    def last_request(self):
        """This version knows by itself."""

    async def cancel(self, task, _request):
        task.cancel()


async def judge(server, mode, revision):
    """Everything that is wrong in one mode. A server is a URL, or how to start the program."""
    wrong = []

    def expect(what, is_so, seen):
        if not is_so:
            wrong.append(f"{mode}: {what}; saw {seen}")

    async with (Version1 if V1 else Version2).connect(server, mode) as client:
        expect(f"negotiates {revision}", client.protocol_version == revision, client.protocol_version)
        await offers(client, expect)
        await calls(client, expect)
        await changes(client, expect)
        await cancel(client, expect)
    return wrong


async def offers(client, expect):
    """Lists and reads what there is beside tools."""
    template, resource, prompt, wanted = (EXPECT[name] for name in ("template", "resource", "prompt", "complete"))
    tools = [tool.name for tool in (await client.list_tools()).tools]
    prompts = [prompt.name for prompt in (await client.list_prompts()).prompts]
    resources = [str(resource.uri) for resource in (await client.list_resources()).resources]
    for kind, seen in {"tools": tools, "prompts": prompts, "resources": resources}.items():
        expect(f"lists {EXPECT['lists'][kind]}", EXPECT["lists"][kind] in seen, seen)
    # The two major versions write the names of members differently; on the wire they are the same.
    templates = (await client.list_resource_templates()).model_dump(by_alias=True)["resourceTemplates"]
    expect(f"lists {template['uri']}", template["uri"] in [each["uriTemplate"] for each in templates], templates)

    contents = (await client.read_resource(resource["uri"])).contents
    expect(f"reads {resource['uri']}", contents[0].text == resource["says"], contents)
    contents = (await client.read_resource(template["read"])).contents
    expect(f"reads {template['read']}", template["says"] in contents[0].text, contents)

    messages = (await client.get_prompt(prompt["name"], prompt["arguments"])).messages
    expect(f"fills in {prompt['name']}", messages[0].content.text == prompt["says"], messages)
    reference = PromptReference(type="ref/prompt", name=wanted["prompt"])
    completed = await client.complete(reference, {"name": wanted["argument"], "value": wanted["value"]})
    values = completed.completion.values
    expect(f"completes {wanted['argument']}", values == wanted["values"], values)


async def calls(client, expect):
    """Calls tools, with all that can happen while one runs."""
    call, progress, log, ask = (EXPECT[name] for name in ("call", "progress", "log", "ask"))
    result = await client.call_tool(call["name"], {})
    expect(f"{call['name']} answers", result.content[0].text == call["says"], result)

    reports = []

    async def report(value, total, _message):
        reports.append(value)
        expect("progress has a total", total == progress["total"], total)

    await client.call_tool(progress["name"], {}, progress_callback=report)
    expect(f"{progress['name']} reports", reports == progress["reports"], reports)

    if client.legacy:
        await client.set_logging_level(log["level"])
    await client.call_tool(log["name"], {})
    # Messages are handled beside the answer.
    await until(lambda: len(client.heard.levels) >= len(log["levels"]))
    expect(f"{log['name']} logs", client.heard.levels == log["levels"], client.heard.levels)

    result = await client.call_tool(ask["name"], ask["arguments"])
    expect(f"{ask['name']} is answered", ask["says"] in result.content[0].text, result)


async def changes(client, expect):
    """Changes what the server has, until the client is told."""
    watched, told = EXPECT["changes"]["watched"], EXPECT["changes"]["told"]

    async def trigger(heard):
        for tool, method in told.items():

            async def is_told(tool=tool, method=method):
                # Again and again: the stream that would tell may still be on its way.
                await client.call_tool(tool, {})
                return method in heard

            expect(f"{tool} is followed by {method}", await until(is_told), heard)

    if client.legacy:
        await client.subscribe_resource(watched)
        await trigger(client.heard.changes)
        return
    # The first major version, which comes no further than here, has no such module.
    from mcp.shared.subscriptions import event_to_notification

    heard = set()
    options = {"tools_list_changed": True, "prompts_list_changed": True, "resource_subscriptions": [watched]}
    async with client.listen(**options) as events:

        async def listen():
            async for event in events:
                heard.add(event_to_notification(event, {}).method)

        listening = asyncio.create_task(listen())
        await trigger(heard)
        listening.cancel()


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

    async def is_cancelled():
        return await count("cancelled") == before + 1

    expect(f"{names['name']} is cancelled", await until(is_cancelled), await count("cancelled"))


async def until(holds):
    """Whether it holds, at last."""
    deadline = asyncio.get_running_loop().time() + TIMEOUT_SECONDS
    while True:
        held = holds()
        if await held if asyncio.iscoroutine(held) else held:
            return True
        if asyncio.get_running_loop().time() > deadline:
            return False
        await asyncio.sleep(0.1)


async def main(server, over):
    wrong = []
    for mode, revision in MODES.items():
        found = await attempt(judge(server, mode, revision), mode, MODE_SECONDS)
        print(f"python client {'v1' if V1 else 'v2'}{over}, mode {mode}: {'FAILED' if found else 'ok'}", flush=True)
        wrong += found
    for line in wrong:
        print(f"  {line}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--stdio", program, *arguments]:
            parameters = mcp.StdioServerParameters(command=program, args=arguments)
            sys.exit(asyncio.run(main(parameters, " over stdio")))
        case [url] if not url.startswith("-"):
            sys.exit(asyncio.run(main(url, "")))
        case _:
            sys.exit("usage: protocol_client.py URL | protocol_client.py --stdio PROGRAM [ARGUMENT]...")
