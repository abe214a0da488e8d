// How fast the portal answers at a given number of stored events: while nothing else happens, and while 20,000 messages come in a
// second. `cold`: the first time since the program's start (the machine's page cache is as it is); the value is the median of the
// times after it. Stored over TCP by the program, or `--direct` through the store, spread over 24 hours (fill.mjs); the output says which.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lanwarden, loggen, report, startProgram, until } from '../helpers/program.mjs';
import { fillDirect, RARE } from './fill.mjs';
import { whileFlooded } from './flooded.mjs';
import { Gauge } from './gauge.mjs';
import { PASSWORD, signIn } from './pages.mjs';
import { onPostgres, postgresServer, STORES } from './postgres.mjs';

const RUNS = 7;
const FLOOD_RATE = 20_000;
/** It is calm when it took no more than this of a core for so long. */
const CALM_CPU = 0.1;
const CALM_SECONDS = 5;

const EVENTS = '/api/v1/events';
const QUERIES = [
  ['newest 100 of everything', EVENTS, { q: '', limit: 100 }],
  ['last 100 of a user', EVENTS, { q: 'user:USER', limit: 100 }],
  ['two words, newest 100', EVENTS, { q: 'failed password', limit: 100 }],
  ['phrase, newest 100', EVENTS, { q: '"failed password for invalid"', limit: 100 }],
  ['rare word', EVENTS, { q: RARE.word, limit: 100 }],
  ['no such word', EVENTS, { q: 'nosuchword', limit: 100 }],
  ['rare substring', EVENTS, { q: `raw:*${RARE.word.slice(1, 6)}*`, limit: 100 }],
  ['wildcard on user', EVENTS, { q: 'user:*a*', limit: 100 }],
  ['CIDR', EVENTS, { q: 'src_ip:203.0.113.64/30', limit: 100 }],
  ['field of a parser', EVENTS, { q: 'linux_auth.method:password', limit: 100 }],
  ['24 h histogram by level', `${EVENTS}/histogram`, { q: '', interval: 3_600_000, by: 'level' }],
  ['24 h histogram of two words', `${EVENTS}/histogram`, { q: 'failed password', interval: 3_600_000, by: 'level' }],
  ['count of failures', `${EVENTS}/count`, { q: 'outcome:failure' }],
  ['top 10 users', `${EVENTS}/top`, { q: '', field: 'user', limit: 10 }],
  ['top 10 addresses', `${EVENTS}/top`, { q: '', field: 'src_ip', limit: 10 }],
  ['top 10 addresses of failures', `${EVENTS}/top`, { q: 'outcome:failure', field: 'src_ip', limit: 10 }],
];
/** What a browser loads, one after the other. */
const PAGES = [
  ['events page', ['/events', '/events/chart', '/events/fields']],
  ['events page of a user', ['/events', '/events/chart', '/events/fields'], 'user:USER'],
  ['events page of two words', ['/events', '/events/chart', '/events/fields'], 'failed password'],
  ['dashboard, 24 h', ['/dashboard?range=24h']],
];

/** `store`: sqlite, postgres, or both, one after the other, and then the second's times by those of the first. */
export async function query({ count = 1_000_000, direct = false, rate = FLOOD_RATE, store = 'sqlite', postgres } = {}) {
  const server = store === 'sqlite' ? undefined : await postgresServer(postgres);
  try {
    const medians = [];
    for (const engine of store === 'both' ? STORES : [store]) {
      const database = engine === 'postgres' ? await server.freshDatabase() : undefined;
      const serverPids = () => (database === undefined ? [] : server.pids());
      medians.push(await one({ count, direct, rate, engine, database, serverPids }));
      if (database !== undefined) await server.drop(database);
    }
    if (medians.length === 2) compare(medians, count);
  } finally {
    await server?.stop();
  }
}

/** Medians by what was asked, idle. */
async function one({ count, direct, rate, engine, database, serverPids }) {
  const dir = mkdtempSync(join(tmpdir(), 'lanwarden-run-'));
  const more = { events: count, stored: direct ? 'direct' : 'tcp', engine };
  if (direct) report('appended', await fillDirect(dir, count, 'bench', database), 'messages/s', more);
  const program = await startProgram(database === undefined ? {} : onPostgres(database), { dir });
  try {
    if (!direct) {
      await loggen(['--port', program.ports.syslog, '--transport', 'tcp', '--count', count, '--mix', 'bench']);
      await until(() => program.total('stored') >= count, 3_600_000);
    }
    lanwarden(['user', 'add', 'bench', '--role', 'admin', '--password-file', '-'], program.env, PASSWORD);
    const visit = await signIn(program.url);
    const { events } = await program.get(`${EVENTS}?q=exists%3Auser&limit=1&from=-48h`);
    const asked = { program, visit, user: events[0]['user.name'] };
    await calm(() => [...program.pids, ...serverPids()], more);
    const medians = await measure(asked, more);
    if (Number(rate) === 0) return medians;
    await whileFlooded(program, rate, () => measure(asked, { ...more, flood: Number(rate) }));
    return medians;
  } finally {
    await program.dispose();
  }
}

/** After a start rules read again what their windows look back on, and baselines learn: a day of 20 million takes minutes. */
async function calm(pids, more) {
  const gauge = new Gauge(() => ({ programs: pids() })).start();
  try {
    const isCalm = () => {
      const [now, before] = [gauge.seconds.at(-1), gauge.seconds.at(-1 - CALM_SECONDS)];
      return before !== undefined && now.cpu - before.cpu < CALM_CPU * CALM_SECONDS;
    };
    await until(isCalm, 1_800_000);
    report('calm after', (gauge.seconds.at(-1).ms - CALM_SECONDS * 1_000) / 1_000, 's', more);
  } finally {
    gauge.stop();
  }
}

function compare([sqlite, postgres], count) {
  for (const [name, ms] of sqlite) {
    const other = postgres.get(name);
    if (ms === undefined || other === undefined) continue;
    report(`ratio, ${name}`, other / ms, 'PostgreSQL to SQLite', { events: count, sqlite: ms, postgres: other });
  }
}

async function measure({ program, visit, user }, more) {
  const addressed = (path, parameters) =>
    `${path}?${new URLSearchParams({ from: '-24h', ...parameters, ...(parameters.q && { q: parameters.q.replace('USER', user) }) })}`;
  const medians = new Map();
  for (const [name, path, parameters] of QUERIES) {
    medians.set(name, await timed(name, more, () => program.get(addressed(path, parameters))));
  }
  for (const [name, paths, q = ''] of PAGES) {
    const load = async () => {
      for (const path of paths) await visit(path.includes('?') ? path : addressed(path, { q }));
    };
    medians.set(name, await timed(name, more, load));
  }
  return medians;
}

/** The median in ms. What fails (a deadline) is reported, has none, and the others go on. */
async function timed(name, more, run) {
  const times = [];
  try {
    for (let at = 0; at <= RUNS; at += 1) {
      const started = performance.now();
      await run();
      times.push(performance.now() - started);
    }
  } catch (error) {
    report(name, -1, 'ms', { ...more, failed: error.message.slice(0, 200) });
    return undefined;
  }
  const [cold, ...warm] = times;
  warm.sort((a, b) => a - b);
  const rounded = (ms) => Number(ms.toFixed(1));
  const median = rounded(warm[RUNS >> 1]);
  report(name, median, 'ms', { ...more, cold: rounded(cold), worst: rounded(warm.at(-1)) });
  return median;
}
