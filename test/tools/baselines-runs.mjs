// A simulated organisation through the real program: simulate, import, back-test. What baselines-accept.mjs and baselines-reasons.mjs share.

import { spawn } from 'node:child_process';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const MAIN = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
const ATTACKS = 39;
const DAYS = 42;
const TRAIN_DAYS = 14;

/** @param {string} dir where simulate.mjs and score.mjs are; they are not part of this repository */
export function findTools(dir) {
  const tools = { simulate: join(dir, 'simulate.mjs'), score: join(dir, 'score.mjs') };
  for (const file of Object.values(tools))
    if (!existsSync(file)) {
      console.error(`There is no ${file}. Say with --tools where simulate.mjs and score.mjs are.`);
      process.exit(1);
    }
  return tools;
}

/** Writes `dir` when it is not there yet. */
export async function simulate(tool, dir, { seed, users, vocab, attacks }) {
  if (existsSync(join(dir, 'geo.csv')) && existsSync(join(dir, 'truth.json'))) return;
  mkdirSync(dir, { recursive: true });
  const args = ['--seed', seed, '--users', users, '--days', DAYS, '--train-days', TRAIN_DAYS, '--raw', '--out', dir];
  args.push('--attacks', attacks ? ATTACKS : 0, '--train-attacks', attacks ? 2 : 0);
  if (vocab !== undefined) args.push('--vocab', vocab);
  await run(process.execPath, [tool, ...args]);
}

/**
 * Imports raw.log into a fresh data folder and back-tests it; the findings lie in `findings`. `keep`: the folder stays, and one that was
 * kept is taken as it is. Answers with seconds and sentences.
 */
export async function findAll(dir, findings, { budget, keep = false, program = MAIN }) {
  const data = findings.replace(/(\.findings)?\.jsonl$/, '.data');
  const whole = join(data, 'imported');
  const set = [`data.dir=${data}`, `geoip.path=${join(dir, 'geo.csv')}`, `baselines.budget=${budget}`];
  const settings = set.flatMap((each) => ['--set', each]);
  let importSeconds = 0;
  if (!keep || !existsSync(whole)) {
    rmSync(data, { recursive: true, force: true });
    ({ seconds: importSeconds } = await run(process.execPath, [program, 'import', join(dir, 'raw.log'), ...settings]));
    writeFileSync(whole, '');
  }
  const tried = await run(process.execPath, [program, 'backtest', '--baselines', ...settings], findings);
  if (!keep) rmSync(data, { recursive: true, force: true });
  return { importSeconds, backtestSeconds: tried.seconds, says: tried.err.trim() };
}

export async function judge(tool, dir, findings) {
  const { out } = await run(process.execPath, [
    tool,
    '--run',
    dir,
    '--alerts',
    findings,
    '--budgets',
    '1,2,5',
    '--json',
  ]);
  return JSON.parse(out);
}

export const truthOf = (dir) => JSON.parse(readFileSync(join(dir, 'truth.json'), 'utf8'));

/** Whose alert it is, as the judge has it: the account, else the owner of machine or address, else the thing itself. */
export function ownerIn(truth) {
  const people = new Set(truth.users.map(({ name }) => name));
  const leases = Map.groupBy ? Map.groupBy(truth.leases, ([ip]) => ip) : grouped(truth.leases);
  return ({ user, ip, host }, time) => {
    if (user !== undefined && people.has(user)) return user;
    if (host !== undefined && truth.hostOwner[host]) return truth.hostOwner[host];
    if (ip !== undefined)
      return leases.get(ip)?.find(([, , from, to]) => time >= from && time <= to)?.[1] ?? `ip:${ip}`;
    return user ?? `host:${host}`;
  };
}

function grouped(leases) {
  const found = new Map();
  for (const lease of leases) found.set(lease[0], [...(found.get(lease[0]) ?? []), lease]);
  return found;
}

/** Lines of JSON, one after the other. */
export async function* linesOf(file, wants = () => true) {
  for await (const line of createInterface({ input: createReadStream(file) }))
    if (line !== '' && wants(line)) yield JSON.parse(line);
}

/** Its standard output goes to `file`, else into `out`. Ends this program when it fails. */
export async function run(command, args, file) {
  const started = performance.now();
  const child = spawn(command, args.map(String), { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  const isWritten = file === undefined ? undefined : writtenTo(child.stdout, file);
  if (file === undefined) child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  await isWritten;
  if (code !== 0) {
    console.error(`${args.slice(0, 3).join(' ')} ended with ${code}:\n${err}`);
    process.exit(1);
  }
  return { out, err, seconds: (performance.now() - started) / 1_000 };
}

function writtenTo(stream, file) {
  return new Promise((resolve, reject) => stream.pipe(createWriteStream(file)).once('finish', resolve).once('error', reject)); // prettier-ignore
}
