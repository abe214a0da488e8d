// Do the reasons of findings name the attack? Of the findings on injected attacks, how many have a code of baselines-attack-codes.json
// among their first three reasons, by type of attack.
//   node test/tools/baselines-reasons.mjs RUN FINDINGS [RUN FINDINGS ...] [--score 75] [--list]
// RUN is a folder of the simulator, FINDINGS what `lanwarden backtest --baselines` printed (baselines-accept.mjs leaves both).

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { linesOf, ownerIn, truthOf } from './baselines-runs.mjs';

const DAY_MS = 86_400_000;
/** As the judge has it: an alert is still about an attack so long after its end. */
const GRACE_MS = 3_600_000;
const FIRST = 3;
const CODES = JSON.parse(readFileSync(new URL('baselines-attack-codes.json', import.meta.url), 'utf8'));

const { values: asked, positionals } = parseArgs({
  allowPositionals: true,
  options: { score: { type: 'string', default: '75' }, list: { type: 'boolean', default: false } },
});
if (positionals.length === 0 || positionals.length % 2 === 1) {
  console.error('Say a folder of the simulator and a file with findings: baselines-reasons.mjs RUN FINDINGS');
  process.exit(1);
}
const byType = new Map(Object.keys(CODES).map((type) => [type, { findings: 0, named: 0 }]));
for (let i = 0; i < positionals.length; i += 2) await look(positionals[i], positionals[i + 1]);
print();

async function look(dir, file) {
  const truth = truthOf(dir);
  const attacks = await attacksOf(dir, truth);
  const ownerOf = ownerIn(truth);
  for (const found of await highest(file, ownerOf)) {
    const about = attacks.filter((attack) => isAbout(attack, found));
    if (about.length === 0) continue;
    const codes = found.reasons.slice(0, FIRST).map(({ code }) => code);
    const naming = about.find(({ type }) => codes.some((code) => CODES[type].includes(code)));
    const { type, difficulty, id } = naming ?? about[0];
    const row = byType.get(type);
    row.findings += 1;
    if (naming !== undefined) row.named += 1;
    if (naming === undefined || asked.list)
      console.log(`${naming === undefined ? 'not named' : 'named'}: ${id} ${type} (${difficulty}) ${found.score.toFixed(1)} [${codes.join(', ')}] ${found.summary}`); // prettier-ignore
  }
}

/** Of each entity and day (UTC, as the judge counts), the line with the highest score: that is what a finding shows. */
async function highest(file, ownerOf) {
  const best = new Map();
  for await (const each of linesOf(file)) {
    if (each.score < Number(asked.score)) continue;
    const time = Date.parse(each.time);
    const owner = ownerOf(each, time);
    const key = `${Math.floor(time / DAY_MS)} ${each.user ?? each.ip ?? each.host}`;
    if (each.score > (best.get(key)?.score ?? -1)) best.set(key, { ...each, time, owner });
  }
  return best.values();
}

/** Attacks of the days that are judged, with the days on which they did something. */
async function attacksOf(dir, truth) {
  const days = new Set();
  for await (const { time, attack_id } of linesOf(join(dir, 'events.jsonl'), (line) =>
    line.includes('"label":"attack"'),
  ))
    for (const late of [0, GRACE_MS]) days.add(`${attack_id} ${Math.floor((Date.parse(time) + late) / DAY_MS)}`);
  return truth.attacks
    .filter(({ phase }) => phase === 'eval')
    .map((attack) => ({ ...attack, from: Date.parse(attack.start), to: Date.parse(attack.end), days }));
}

function isAbout({ id, from, to, days, users, targets, ips, hosts }, { time, owner, ip, host }) {
  if (time < from - 1_000 || time > to + GRACE_MS || !days.has(`${id} ${Math.floor(time / DAY_MS)}`)) return false;
  return users.includes(owner) || targets.includes(owner) || ips.includes(ip) || hosts.includes(host);
}

function print() {
  let [findings, named] = [0, 0];
  console.log('| attack | codes that name it | findings | named |\n| --- | --- | --- | --- |');
  for (const [type, row] of byType) {
    findings += row.findings;
    named += row.named;
    console.log(`| ${type} | ${CODES[type].join(', ')} | ${row.findings} | ${row.named} |`);
  }
  const share = findings === 0 ? '' : ` (${((100 * named) / findings).toFixed(1)} of 100; goal: 95)`;
  console.log(`| all | | ${findings} | ${named}${share} |`);
}
