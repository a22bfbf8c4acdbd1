// Judges the server at URL with the official TypeScript client: node typescript_client.mjs NODE_MODULES URL
//
// Lists, calls, fails a call and names an unknown tool, in each of the client's ways to negotiate. Exits 1 with one line per
// answer that was not the expected one; what is expected is in expect.$EXPECT.json.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [modules, url] = process.argv.slice(2);
if (!url) {
  console.error('usage: node typescript_client.mjs NODE_MODULES URL');
  process.exit(2);
}
// The packages are installed outside the clone, where a plain import would not look.
const { Client, StreamableHTTPClientTransport } = createRequire(`${modules}/`)('@modelcontextprotocol/client');
const expected = JSON.parse(readFileSync(new URL(`expect.${process.env.EXPECT ?? 'front'}.json`, import.meta.url), 'utf8'));

const MODES = [
  { mode: 'legacy', revision: '2025-11-25' },
  { mode: 'auto', revision: '2026-07-28' },
  { mode: { pin: '2026-07-28' }, revision: '2026-07-28' },
];
const INVALID_PARAMS = -32602;
// How long is waited for all of a mode.
const MODE_MS = 60_000;
const sorted = (names) => JSON.stringify([...names].sort());

async function judge({ mode, revision }) {
  const wrong = [];
  const expect = (what, isSo, seen) => {
    if (!isSo) wrong.push(`${JSON.stringify(mode)}: ${what}; saw ${JSON.stringify(seen)}`);
  };
  const client = new Client({ name: 'frontdesk-ci', version: '0' }, { versionNegotiation: { mode } });
  const asks = async () => {
    await client.connect(new StreamableHTTPClientTransport(new URL(url)));
    const negotiated = client.getNegotiatedProtocolVersion();
    expect(`negotiates ${revision}`, negotiated === revision, negotiated);

    const names = (await client.listTools()).tools.map((tool) => tool.name);
    expect('lists exactly the expected tools', sorted(names) === sorted(expected.tools), names);

    const { call, failure, unknown } = expected;
    const result = await client.callTool({ name: call.name, arguments: call.arguments });
    expect(`${call.name} succeeds`, !result.isError, result);
    for (const word of call.contains) {
      expect(`${call.name} says ${word} as text`, result.content?.[0]?.text?.includes(word), result);
      expect(`${call.name} says ${word} as data`, JSON.stringify(result.structuredContent ?? '').includes(word), result);
    }

    const failed = await client.callTool({ name: failure.name, arguments: failure.arguments });
    expect(`${failure.name} answers isError`, failed.isError === true, failed);
    // As text: structured content is what the output schema promises, and a failure is not that.
    const { error } = JSON.parse(failed.content[0].text);
    expect(`${failure.name} fails as ${failure.kind}`, error.kind === failure.kind, failed);

    const refused = await client.callTool({ name: unknown, arguments: {} }).catch((error) => ({ error }));
    expect('an unknown tool is -32602', refused.error?.code === INVALID_PARAMS, refused.error?.message ?? refused);
  };
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`not done after ${MODE_MS / 1000} s`)), MODE_MS);
  });
  try {
    await Promise.race([asks(), late]);
  } catch (error) {
    expect('goes on to the end', false, error.message);
  } finally {
    clearTimeout(timer);
    await client.close();
  }
  return wrong;
}

let failed = false;
for (const mode of MODES) {
  const wrong = await judge(mode);
  console.log(`typescript client, mode ${JSON.stringify(mode.mode)}: ${wrong.length ? 'FAILED' : 'ok'}`);
  for (const line of wrong) console.error(`  ${line}`);
  failed ||= wrong.length > 0;
}
process.exit(failed ? 1 : 0);
