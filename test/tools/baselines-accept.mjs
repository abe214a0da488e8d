// What the baselines find in simulated organisations, by the judge's figures: a table by seed, and their mean.
//   node test/tools/baselines-accept.mjs [--seeds 1,2,3] [--users 200] [--vocab alt] [--budget 2] [--out DIR] [--tools DIR] [--keep]
//        [--without attacks|control] [--program dist/src/main.js]
// Each seed is simulated twice, with attacks (DIR/s1) and without (DIR/c1), unless it lies there already, imported through the real
// program and back-tested. Needs a fresh build (npm run build) and 2 GB of disk a run.

import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findAll, findTools, judge, linesOf, MAIN, ownerIn, simulate, truthOf } from './baselines-runs.mjs';

const DAY_MS = 86_400_000;
/** Weeks of a run without attacks that count. */
const FROM_DAY = 21;
const FINDING_SCORE = 75;

const { values: asked } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    users: { type: 'string', default: '200' },
    vocab: { type: 'string' },
    budget: { type: 'string', default: '2' },
    out: { type: 'string', default: join(tmpdir(), 'lanwarden-accept') },
    tools: { type: 'string', default: fileURLToPath(new URL('../../../shared/tools', import.meta.url)) },
    without: { type: 'string' },
    program: { type: 'string', default: MAIN },
    keep: { type: 'boolean', default: false },
  },
});
const tools = findTools(asked.tools);
const rows = [];
const controls = [];
for (const seed of asked.seeds.split(',')) {
  if (asked.without !== 'attacks') rows.push(await attacked(seed));
  if (asked.without !== 'control') controls.push(...(await control(seed)));
}
if (rows.length > 0) console.log(`\n${attackTable(rows)}`);
if (controls.length > 0) console.log(`\n${controlTable(controls)}`);
writeFileSync(join(asked.out, 'accept.json'), JSON.stringify({ rows, controls }, null, 1));

async function findingsOf(name, seed, attacks) {
  const dir = join(asked.out, name);
  mkdirSync(asked.out, { recursive: true });
  await simulate(tools.simulate, dir, { ...asked, seed, attacks });
  const findings = join(asked.out, `${name}.findings.jsonl`);
  const { importSeconds, backtestSeconds, says } = await findAll(dir, findings, asked);
  console.error(
    `${name}: imported in ${importSeconds.toFixed(0)} s, back-tested in ${backtestSeconds.toFixed(0)} s\n${says}\n`,
  );
  return { dir, findings };
}

async function attacked(seed) {
  const { dir, findings } = await findingsOf(`s${seed}`, seed, true);
  const found = await judge(tools.score, dir, findings);
  const at = (budget) => found.budgets.find((each) => each.budget === budget);
  const hard = found.att.filter(({ difficulty }) => difficulty === 'hard');
  const shareOf = (attacks, { det }) => attacks.filter(({ id }) => id in det).length / attacks.length;
  const row = { seed, auc: found.aucUserHour };
  for (const budget of [1, 2, 5]) {
    const { thr, topk, perDay } = at(budget);
    row[`recall@${budget}`] = thr.recall;
    row[`alerts@${budget}`] = thr.alertsPerDay / perDay;
    row[`topk@${budget}`] = topk.recall;
  }
  return {
    ...row,
    'hard@5': shareOf(hard, at(5).thr),
    'ttd@5': at(5).thr.ttdMedianMin,
    'precision@5': at(5).thr.precision,
  };
}

/** Weeks behind FROM_DAY of a run without attacks: findings a day, as shares of the budget. */
async function control(seed) {
  const { dir, findings } = await findingsOf(`c${seed}`, seed, false);
  const { budgets } = await judge(tools.score, dir, findings);
  const truth = truthOf(dir);
  const [start, end] = [Date.parse(truth.start), Date.parse(truth.end)];
  const ownerOf = ownerIn(truth);
  const days = new Map();
  for await (const each of linesOf(findings)) {
    const time = Date.parse(each.time);
    const day = Math.floor((time - start) / DAY_MS);
    const own = each.user ?? each.ip ?? each.host;
    raise(days, `judge ${day} ${ownerOf(each, time)}`, each.score);
    raise(days, `own ${day} ${own}`, each.score);
  }
  const count = (kind, from, over) =>
    [...days].filter(([key, score]) => {
      const [of, day] = key.split(' ');
      return of === kind && Number(day) >= from && Number(day) < from + 7 && over(score);
    }).length / 7;
  const weeks = [];
  for (let from = FROM_DAY; from + 7 <= (end - start) / DAY_MS; from += 7)
    weeks.push({
      seed,
      fromDay: from,
      own: count('own', from, (score) => score >= FINDING_SCORE) / asked.budget,
      ...Object.fromEntries(
        budgets.map(({ budget, perDay, threshold }) => [`thr@${budget}`, count('judge', from, (score) => score > threshold) / perDay]), // prettier-ignore
      ),
    });
  return weeks;
}

function raise(days, key, score) {
  if (score > (days.get(key) ?? -1)) days.set(key, score);
}

function attackTable(rows) {
  const names = ['auc', 'recall@1', 'recall@2', 'recall@5', 'hard@5', 'ttd@5', 'precision@5', 'alerts@1', 'alerts@2', 'alerts@5', 'topk@1', 'topk@2', 'topk@5']; // prettier-ignore
  const mean = Object.fromEntries(
    names.map((name) => [name, rows.reduce((sum, row) => sum + row[name], 0) / rows.length]),
  );
  const least = { 'auc': '>= .93', 'recall@1': '>= .60', 'recall@2': '>= .80', 'recall@5': '>= .92', 'hard@5': '>= .70', 'ttd@5': '<= 5 min', 'alerts@1': '.4-1.2', 'alerts@2': '.4-1.2', 'alerts@5': '.4-1.2' }; // prettier-ignore
  return [
    'Threshold fixed beforehand (thr); alerts@: share of the budget; topk@: the best of each day; ttd@: minutes.',
    table(['seed', ...names], [...rows, { seed: 'mean', ...mean }, { seed: 'goal', ...least }]),
  ].join('\n\n');
}

function controlTable(weeks) {
  return [
    `Without attacks, findings a day as a share of the budget (goal .4-1.2); own: score >= ${FINDING_SCORE} against baselines.budget ${asked.budget}.`,
    table(['seed', 'fromDay', 'own', 'thr@1', 'thr@2', 'thr@5'], weeks),
  ].join('\n\n');
}

/** Markdown. */
function table(names, rows) {
  const cell = (value) =>
    typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(3) : String(value ?? '');
  return [names, names.map(() => '---'), ...rows.map((row) => names.map((name) => cell(row[name])))]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
