// Judges conformance-server at URL with the official TypeScript client: node protocol_client.mjs NODE_MODULES URL
//
// Lists, calls, gets progress, reads a resource, fills in a prompt, is asked, and cancels, with both major versions of the
// SDK and in each way to negotiate that they have. Exits 1 with one line per answer that was not the expected one; what is
// expected is in expect.protocol.json.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [modules, url] = process.argv.slice(2);
if (!url) {
  console.error('usage: node protocol_client.mjs NODE_MODULES URL');
  process.exit(2);
}
// The packages are installed outside the clone, where a plain import would not look.
const require = createRequire(`${modules}/`);
const expected = JSON.parse(readFileSync(new URL('expect.protocol.json', import.meta.url), 'utf8'));
const TIMEOUT_MS = 20_000;

const info = { name: 'frontdesk-ci', version: '0' };
const capabilities = { elicitation: {} };
const accept = async () => ({ action: 'accept', content: expected.ask.answer });

// What the two major versions have different names for.
const VERSIONS = {
  v1() {
    const { Client } = require('@modelcontextprotocol/sdk/client/index.js');
    const { StreamableHTTPClientTransport } = require('@modelcontextprotocol/sdk/client/streamableHttp.js');
    const { ElicitRequestSchema } = require('@modelcontextprotocol/sdk/types.js');
    const client = new Client(info, { capabilities });
    client.setRequestHandler(ElicitRequestSchema, accept);
    const transport = new StreamableHTTPClientTransport(new URL(url));
    const call = (params, options) => client.callTool(params, undefined, options);
    return { client, transport, call, revision: () => transport.protocolVersion };
  },
  v2(mode) {
    const { Client, StreamableHTTPClientTransport } = require('@modelcontextprotocol/client');
    const client = new Client(info, { capabilities, versionNegotiation: { mode } });
    client.setRequestHandler('elicitation/create', accept);
    const transport = new StreamableHTTPClientTransport(new URL(url));
    const call = (params, options) => client.callTool(params, options);
    return { client, transport, call, revision: () => client.getNegotiatedProtocolVersion() };
  },
};

const RUNS = [
  { version: 'v1', mode: 'legacy', wanted: '2025-11-25' },
  { version: 'v2', mode: 'legacy', wanted: '2025-11-25' },
  { version: 'v2', mode: 'auto', wanted: '2026-07-28' },
  { version: 'v2', mode: { pin: '2026-07-28' }, wanted: '2026-07-28' },
];

async function judge({ version, mode, wanted }) {
  const wrong = [];
  const expect = (what, isSo, seen) => {
    if (!isSo) wrong.push(`${version} ${JSON.stringify(mode)}: ${what}; saw ${JSON.stringify(seen)}`);
  };
  const { client, transport, call, revision } = VERSIONS[version](mode);
  await client.connect(transport);
  try {
    expect(`negotiates ${wanted}`, revision() === wanted, revision());

    const lists = {
      tools: (await client.listTools()).tools.map((tool) => tool.name),
      prompts: (await client.listPrompts()).prompts.map((prompt) => prompt.name),
      resources: (await client.listResources()).resources.map((resource) => resource.uri),
    };
    for (const [kind, name] of Object.entries(expected.lists)) {
      expect(`lists ${name}`, lists[kind].includes(name), lists[kind]);
    }

    const result = await call({ name: expected.call.name, arguments: {} });
    expect(`${expected.call.name} answers`, result.content[0].text === expected.call.says, result);

    const { progress } = expected;
    const reports = [];
    await call({ name: progress.name, arguments: {} }, { onprogress: (report) => reports.push(report) });
    const values = reports.map((report) => report.progress);
    expect(`${progress.name} reports`, JSON.stringify(values) === JSON.stringify(progress.reports), reports);
    expect('progress has a total', reports.every((report) => report.total === progress.total), reports);

    const { contents } = await client.readResource({ uri: expected.resource.uri });
    expect(`reads ${expected.resource.uri}`, contents[0].text === expected.resource.says, contents);

    const { prompt, ask } = expected;
    const { messages } = await client.getPrompt({ name: prompt.name, arguments: prompt.arguments });
    expect(`fills in ${prompt.name}`, messages[0].content.text === prompt.says, messages);

    const asked = await call({ name: ask.name, arguments: ask.arguments });
    expect(`${ask.name} is answered`, asked.content[0].text.includes(ask.says), asked);

    await cancel(call, expect);
  } finally {
    await client.close();
  }
  return wrong;
}

// Cancels a call that has begun, and looks whether the server has dropped it.
async function cancel(call, expect) {
  const { name, count } = expected.cancel;
  const counts = async () => JSON.parse((await call({ name: count, arguments: {} })).content[0].text);
  const before = await counts();
  const abort = new AbortController();
  const begun = async () => {
    const { running } = await counts();
    expect(`${name} runs`, running === 1, running);
    abort.abort('enough');
  };
  const options = { signal: abort.signal, timeout: TIMEOUT_MS, onprogress: begun };
  const ended = await call({ name, arguments: {} }, options).catch(() => undefined);
  expect(`${name} has no result`, ended === undefined, ended);
  let after;
  for (const until = Date.now() + TIMEOUT_MS; Date.now() < until; await new Promise((done) => setTimeout(done, 100))) {
    after = await counts();
    if (after.cancelled === before.cancelled + 1) return;
  }
  expect(`${name} is cancelled`, false, { before, after });
}

let failed = false;
for (const run of RUNS) {
  const wrong = await judge(run);
  const mode = JSON.stringify(run.mode);
  console.log(`typescript client ${run.version}, mode ${mode}: ${wrong.length ? 'FAILED' : 'ok'}`);
  for (const line of wrong) console.error(`  ${line}`);
  failed ||= wrong.length > 0;
}
process.exit(failed ? 1 : 0);
