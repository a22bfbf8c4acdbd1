// Judges conformance-server with the official TypeScript client: the one at a URL, or as a program that the client starts.
//
//   node protocol_client.mjs NODE_MODULES URL
//   node protocol_client.mjs NODE_MODULES --stdio PROGRAM [ARGUMENT]...
//
// Lists, calls, gets progress, reads a resource and one of a template, fills in a prompt, completes an argument, takes log
// messages, is asked, is told of changes, and cancels, with both major versions of the SDK and in each way to negotiate that
// they have. Exits 1 with one line per answer that was not the expected one; what is expected is in expect.protocol.json.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [modules, server, command, ...args] = process.argv.slice(2);
const overStdio = server === '--stdio';
if (!server || overStdio !== Boolean(command)) {
  console.error('usage: node protocol_client.mjs NODE_MODULES URL | NODE_MODULES --stdio PROGRAM [ARGUMENT]...');
  process.exit(2);
}
// The packages are installed outside the clone, where a plain import would not look.
const require = createRequire(`${modules}/`);
const expected = JSON.parse(readFileSync(new URL('expect.protocol.json', import.meta.url), 'utf8'));
// How long is waited for one thing, and for all of a run.
const TIMEOUT_MS = 20_000;
const RUN_MS = 60_000;

const info = { name: 'frontdesk-ci', version: '0' };
const capabilities = { elicitation: {} };
const accept = async () => ({ action: 'accept', content: expected.ask.answer });
const LOG_LEVEL = 'io.modelcontextprotocol/logLevel';

// What the two major versions have different names for.
const VERSIONS = {
  v1() {
    const { Client } = require('@modelcontextprotocol/sdk/client/index.js');
    const { StreamableHTTPClientTransport } = require('@modelcontextprotocol/sdk/client/streamableHttp.js');
    const { StdioClientTransport } = require('@modelcontextprotocol/sdk/client/stdio.js');
    const types = require('@modelcontextprotocol/sdk/types.js');
    const client = new Client(info, { capabilities });
    client.setRequestHandler(types.ElicitRequestSchema, accept);
    const transport = overStdio ? new StdioClientTransport({ command, args }) : new StreamableHTTPClientTransport(new URL(server));
    // That over stdio has no use for the revision, and is told it nevertheless.
    let revision;
    const setProtocolVersion = transport.setProtocolVersion?.bind(transport);
    transport.setProtocolVersion = (version) => {
      revision = version;
      setProtocolVersion?.(version);
    };
    const schemas = [
      types.LoggingMessageNotificationSchema,
      types.ToolListChangedNotificationSchema,
      types.PromptListChangedNotificationSchema,
      types.ResourceUpdatedNotificationSchema,
    ];
    return {
      client,
      transport,
      call: (params, options) => client.callTool(params, undefined, options),
      onNotification: (handler) => schemas.forEach((schema) => client.setNotificationHandler(schema, handler)),
      revision: () => revision,
    };
  },
  v2(mode, revisions) {
    const { Client, StreamableHTTPClientTransport } = require('@modelcontextprotocol/client');
    const { StdioClientTransport } = require('@modelcontextprotocol/client/stdio');
    const supported = revisions && { supportedProtocolVersions: revisions };
    const client = new Client(info, { capabilities, versionNegotiation: { mode }, ...supported });
    client.setRequestHandler('elicitation/create', accept);
    const methods = ['notifications/message', ...Object.values(expected.changes.told)];
    return {
      client,
      transport: overStdio ? new StdioClientTransport({ command, args }) : new StreamableHTTPClientTransport(new URL(server)),
      call: (params, options) => client.callTool(params, options),
      onNotification: (handler) => methods.forEach((method) => client.setNotificationHandler(method, handler)),
      revision: () => client.getNegotiatedProtocolVersion(),
    };
  },
};

const RUNS = [
  { version: 'v1', mode: 'legacy', wanted: '2025-11-25' },
  { version: 'v2', mode: 'legacy', wanted: '2025-11-25' },
  // As an older client would. The oldest revision has no questions to the user.
  { version: 'v2', mode: 'legacy', wanted: '2025-06-18', revisions: ['2025-06-18'] },
  { version: 'v2', mode: 'legacy', wanted: '2025-03-26', revisions: ['2025-03-26'], asked: 'revision 2025-03-26' },
  { version: 'v2', mode: 'auto', wanted: '2026-07-28' },
  { version: 'v2', mode: { pin: '2026-07-28' }, wanted: '2026-07-28' },
];

async function judge({ version, mode, wanted, revisions, asked = expected.ask.says }) {
  const wrong = [];
  const expect = (what, isSo, seen) => {
    if (!isSo) wrong.push(`${version} ${JSON.stringify(mode)}, ${wanted}: ${what}; saw ${JSON.stringify(seen)}`);
  };
  const { client, transport, call, onNotification, revision } = VERSIONS[version](mode, revisions);
  // What the client is told without having asked: the levels of log messages, and which changes.
  const heard = { levels: [], changes: new Set() };
  onNotification(({ method, params }) => {
    if (method === 'notifications/message') heard.levels.push(params.level);
    else heard.changes.add(method);
  });
  const session = { client, call, expect, heard, asked, legacy: mode === 'legacy' };
  const rounds = async () => {
    await client.connect(transport);
    expect(`negotiates ${wanted}`, revision() === wanted, revision());
    for (const round of [offers, calls, changes, cancel]) await round(session);
  };
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`not done after ${RUN_MS / 1000} s`)), RUN_MS);
  });
  try {
    await Promise.race([rounds(), late]);
  } catch (error) {
    expect('goes on to the end', false, error.message);
  } finally {
    clearTimeout(timer);
    await client.close();
  }
  return wrong;
}

// Lists and reads what there is beside tools.
async function offers({ client, expect }) {
  const { template, resource, prompt, complete } = expected;
  const lists = {
    tools: (await client.listTools()).tools.map((tool) => tool.name),
    prompts: (await client.listPrompts()).prompts.map((prompt) => prompt.name),
    resources: (await client.listResources()).resources.map((resource) => resource.uri),
  };
  for (const [kind, name] of Object.entries(expected.lists)) {
    expect(`lists ${name}`, lists[kind].includes(name), lists[kind]);
  }
  const { resourceTemplates } = await client.listResourceTemplates();
  expect(`lists ${template.uri}`, resourceTemplates.some((each) => each.uriTemplate === template.uri), resourceTemplates);

  const { contents } = await client.readResource({ uri: resource.uri });
  expect(`reads ${resource.uri}`, contents[0].text === resource.says, contents);
  const { contents: read } = await client.readResource({ uri: template.read });
  expect(`reads ${template.read}`, read[0].text.includes(template.says), read);

  const { messages } = await client.getPrompt({ name: prompt.name, arguments: prompt.arguments });
  expect(`fills in ${prompt.name}`, messages[0].content.text === prompt.says, messages);
  const { argument, value, values } = complete;
  const ref = { type: 'ref/prompt', name: complete.prompt };
  const { completion } = await client.complete({ ref, argument: { name: argument, value } });
  expect(`completes ${argument}`, JSON.stringify(completion.values) === JSON.stringify(values), completion);
}

// Calls tools, with all that can happen while one runs.
async function calls({ client, call, expect, heard, asked, legacy }) {
  const result = await call({ name: expected.call.name, arguments: {} });
  expect(`${expected.call.name} answers`, result.content[0].text === expected.call.says, result);

  const { progress, log, ask } = expected;
  const reports = [];
  await call({ name: progress.name, arguments: {} }, { onprogress: (report) => reports.push(report) });
  const values = reports.map((report) => report.progress);
  expect(`${progress.name} reports`, JSON.stringify(values) === JSON.stringify(progress.reports), reports);
  expect('progress has a total', reports.every((report) => report.total === progress.total), reports);

  // The eras without a handshake say with each request what they want logged; the others say it once.
  if (legacy) await client.setLoggingLevel(log.level);
  await call({ name: log.name, arguments: {}, ...(!legacy && { _meta: { [LOG_LEVEL]: log.level } }) });
  // Messages are handled beside the answer.
  await until(() => heard.levels.length >= log.levels.length);
  expect(`${log.name} logs`, JSON.stringify(heard.levels) === JSON.stringify(log.levels), heard.levels);

  const answered = await call({ name: ask.name, arguments: ask.arguments });
  expect(`${ask.name} is answered: ${asked}`, answered.content[0].text.includes(asked), answered);
}

// Changes what the server has, until the client is told.
async function changes({ client, call, expect, heard, legacy }) {
  const { watched, told } = expected.changes;
  const all = { toolsListChanged: true, promptsListChanged: true, resourceSubscriptions: [watched] };
  const subscription = legacy ? await client.subscribeResource({ uri: watched }) : await client.listen(all);
  for (const [tool, method] of Object.entries(told)) {
    const isTold = async () => {
      // Again and again: the stream that would tell may still be on its way.
      await call({ name: tool, arguments: {} });
      return heard.changes.has(method);
    };
    expect(`${tool} is followed by ${method}`, await until(isTold), [...heard.changes]);
  }
  if (!legacy) await subscription.close();
}

// Cancels a call that has begun, and looks whether the server has dropped it.
async function cancel({ call, expect }) {
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
  const isCancelled = async () => (await counts()).cancelled === before.cancelled + 1;
  expect(`${name} is cancelled`, await until(isCancelled), { before, after: await counts() });
}

// Whether it holds, at last.
async function until(holds) {
  for (const end = Date.now() + TIMEOUT_MS; Date.now() < end; await new Promise((done) => setTimeout(done, 100))) {
    if (await holds()) return true;
  }
  return false;
}

let failed = false;
for (const run of RUNS) {
  const wrong = await judge(run);
  const over = overStdio ? ' over stdio' : '';
  const how = `mode ${JSON.stringify(run.mode)}, ${run.wanted}`;
  console.log(`typescript client ${run.version}${over}, ${how}: ${wrong.length ? 'FAILED' : 'ok'}`);
  for (const line of wrong) console.error(`  ${line}`);
  failed ||= wrong.length > 0;
}
process.exit(failed ? 1 : 0);
