// Compares the Inspector's answer on standard input with expect.$EXPECT.json: node check.mjs tools|call|failure
import { readFileSync } from 'node:fs';

const expected = JSON.parse(readFileSync(new URL(`expect.${process.env.EXPECT ?? 'front'}.json`, import.meta.url), 'utf8'));
const { result } = JSON.parse(readFileSync(0, 'utf8'));
const sorted = (names) => JSON.stringify([...names].sort());

const checks = {
  tools: () => sorted(result.tools.map((tool) => tool.name)) === sorted(expected.tools),
  call: () =>
    !result.isError &&
    expected.call.contains.every(
      (word) => result.content[0].text.includes(word) && JSON.stringify(result.structuredContent).includes(word),
    ),
  // As text: structured content is what the output schema promises, and a failure is not that.
  failure: () =>
    result.isError === true && JSON.parse(result.content[0].text).error.kind === expected.failure.kind,
};
const check = checks[process.argv[2]];
if (!check) {
  console.error('usage: node check.mjs tools|call|failure');
  process.exit(2);
}
if (!check()) {
  console.error(`${process.argv[2]}: not the expected answer: ${JSON.stringify(result).slice(0, 4000)}`);
  process.exit(1);
}
