// Says what came of each scenario that a run of the conformance suite does not count, and of each that failed as expected:
//
//   conformance list --requirements REVISION | node conformance_report.mjs OUTPUT_FOLDER [SCENARIO]...
//
// Exits 1 when a scenario that is scored was not run, or one of those that are named did not pass.
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const [output, ...mustPass] = process.argv.slice(2);
if (!output) {
  console.error('usage: node conformance_report.mjs OUTPUT_FOLDER [SCENARIO]... <LIST');
  process.exit(2);
}

// Scenario → why it has no score; those with one say `scored`.
const groups = new Map();
let section = '';
for (const line of readFileSync(0, 'utf8').split('\n')) {
  const scenario = line.match(/^ +- (\S+)(?: \[(\w+)\])?$/);
  if (!scenario) section = line.match(/^ *([\w-]+)/)?.[1] ?? section;
  else if (section === 'Server') groups.set(scenario[1], 'scored');
  else if (scenario[2] === 'server') groups.set(scenario[1], section);
}

const results = new Map();
for (const folder of existsSync(output) ? readdirSync(output) : []) {
  const scenario = folder.match(/^server-(.+)-\d{4}-\d\d-\d\dT/)?.[1];
  if (!scenario) continue;
  const checks = JSON.parse(readFileSync(`${output}/${folder}/checks.json`, 'utf8'));
  const count = (status) => checks.filter((check) => check.status === status).length;
  results.set(scenario, {
    passed: count('SUCCESS'),
    failed: count('FAILURE') + count('WARNING'),
    skipped: count('SKIPPED'),
  });
}

const wrong = [];
const row = ([scenario, counts, ...numbers]) =>
  console.log(`  ${scenario.padEnd(45)} ${counts.padEnd(23)} ${numbers.map((n) => String(n).padStart(7)).join(' ')}`);
const scored = [...groups].filter(([, group]) => group === 'scored').map(([scenario]) => scenario);
console.log(`  ${scored.length} scenarios are scored; beside those that passed:`);
row(['scenario', 'counts', 'passed', 'failed', 'skipped']);
for (const [scenario, group] of groups) {
  const result = results.get(scenario);
  if (!result && group === 'scored') wrong.push(`${scenario} was not run`);
  if (!result) continue;
  const { passed, failed, skipped } = result;
  if (group !== 'scored') row([scenario, `no: ${group}`, passed, failed, skipped]);
  else if (failed) row([scenario, 'failure expected', passed, failed, skipped]);
  else if (skipped) row([scenario, 'yes', passed, failed, skipped]);
}
for (const scenario of mustPass) {
  const { passed, failed } = results.get(scenario) ?? { passed: 0, failed: 0 };
  if (failed || !passed) wrong.push(`${scenario} must pass: ${passed} checks passed, ${failed} failed`);
}
if (scored.length === 0) wrong.push('the list of scenarios has none with a score');
for (const line of wrong) console.error(`  ${line}`);
process.exit(wrong.length ? 1 : 0);
