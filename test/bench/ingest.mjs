// How fast messages are stored, over real sockets, and what that costs. Without a transport: all of them, then the Windows events.

import { report } from '../helpers/program.mjs';
import { timeOf } from './gauge.mjs';
import { measuredRun } from './measured-run.mjs';
import { postgresServer, STORES } from './postgres.mjs';

const COUNT = 1_000_000;
/** Of 1.5 kB: as many bytes. */
const WINDOWS_SHARE = 0.3;
const SMALL_WINDOW_SHARE = 0.2;
const LARGE_WINDOW = 10_000;

export async function ingest({
  count = COUNT,
  transport,
  mix = 'bench',
  only = false,
  rate,
  idle = 60,
  connections,
  window,
  warm,
  store,
  postgres,
} = {}) {
  if (store !== undefined && store !== 'sqlite')
    return onServer({ count, transport: transport ?? 'tcp', mix, only, warm, store, postgres });
  const base = {
    idleSeconds: Number(idle),
    ...(connections && { connections }),
    ...(window && { window }),
    ...(warm && { warm }),
  };
  if (transport !== undefined || only) {
    await one({ transport: transport ?? 'tcp', count, mix, rate, isOnly: only, ...base });
    return;
  }
  await one({ transport: 'tcp', count, mix, isOnly: true, ...base });
  for (const each of ['tcp', 'tls', 'http', 'ndjson']) await one({ transport: each, count, mix, ...base });
  // With the window of rsyslog (librelp's default), which is a commit every 128 messages, and with a large one.
  await one({ transport: 'relp', count: Math.ceil(count * SMALL_WINDOW_SHARE), mix, ...base });
  await one({ transport: 'relp', count, mix, ...base, window: LARGE_WINDOW });
  await one({ transport: 'tcp', count: Math.ceil(count * WINDOWS_SHARE), mix: 'windows', ...base });
}

/** The same flood into PostgreSQL; with `store: both` into SQLite first, and the ratio of the two. */
async function onServer({ store, postgres, only, ...what }) {
  const server = await postgresServer(postgres);
  const rates = [];
  try {
    for (const engine of store === 'both' ? STORES : [store]) {
      const run = await one({ ...what, isOnly: only, engine, ...(engine === 'postgres' && { server }) });
      rates.push(speedOf(run, run.ledger.stored).whole);
    }
  } finally {
    await server.stop();
  }
  const [sqlite, other] = rates;
  if (other !== undefined)
    report('ratio, stored', other / sqlite, 'PostgreSQL to SQLite', {
      sqlite: Math.round(sqlite),
      postgres: Math.round(other),
      count: Number(what.count),
    });
}

export async function one({ idleSeconds, env, during, server, engine, ...what }) {
  const run = await measuredRun({ idleSeconds, env, during, server, ...what });
  reportRun(run, {
    ...(engine !== undefined && { engine }),
    transport: what.transport,
    mix: what.mix,
    stages: what.isOnly ? 'parse, store, indices' : 'everything',
    count: Number(what.count),
    ...(what.warm !== undefined && { warm: Number(what.warm) }),
    ...(what.window !== undefined && { window: Number(what.window) }),
    ...(what.rate !== undefined && { rate: Number(what.rate) }),
  });
  return run;
}

export function reportRun(run, more) {
  const { sent, ledger, cpu, threads, peakPss } = run;
  const perMillion = (seconds) => Number(((seconds / ledger.stored) * 1e6).toFixed(2));
  const each = (values, of) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, of(value)]));
  const all = Object.values(cpu).reduce((a, b) => a + b, 0);
  const speed = speedOf(run, ledger.stored);
  report('stored', speed.whole, 'messages/s', {
    ...more,
    senderRate: sent.rate,
    bytesEach: Math.round(sent.bytes / sent.sent),
  });
  report('last tenth to first tenth', speed.last / speed.first, 'of the rate', { ...more, first: Math.round(speed.first), last: Math.round(speed.last) }); // prettier-ignore
  report('not stored', sent.sent - ledger.stored, 'messages', {
    ...more,
    balanced: run.isBalanced,
    ...unstored(ledger, sent),
  });
  report('CPU', perMillion(all), 's per million', {
    ...more,
    ...each(cpu, perMillion),
    sender: perMillion(run.senderCpu),
  });
  report('CPU by thread', perMillion(all), 's per million', { ...more, ...each(threads, perMillion) });
  report('PSS, peak', peakPss.total / 1e6, 'MB', { ...more, ...each(peakPss.each, megabytes) });
  report('PSS, idle before', run.idleBefore / 1e6, 'MB', more);
  if (run.idleAfter !== undefined) report('PSS, idle after', run.idleAfter / 1e6, 'MB', more);
  report('disk', run.disk / run.storedAtAll, 'bytes a message', { ...more, wholeDataFolder: Math.round(run.allDisk / run.storedAtAll) }); // prettier-ignore
}

/**
 * Messages a second, from the sender's first line on: all, the first tenth, the last. The collector tells its counters each second, so that
 * short runs come out a little too slow.
 */
export function speedOf({ samples, startMs }, stored) {
  const tenth = stored / 10;
  const end = timeOf(samples, stored);
  const rate = (messages, ms) => messages / (Math.max(ms, 1) / 1_000);
  return {
    whole: rate(stored, end - startMs),
    first: rate(tenth, timeOf(samples, tenth) - startMs),
    last: rate(tenth, end - timeOf(samples, stored - tenth)),
  };
}

/** Counters that say why, and what the ledger does not know of. */
export function unstored(ledger, { sent, errors, resent }) {
  const why = Object.entries(ledger).filter(([name, value]) => name !== 'received' && name !== 'stored' && value > 0);
  const unexplained = sent - ledger.received - ledger.dropped;
  return {
    ...Object.fromEntries(why),
    ...(unexplained !== 0 && { unexplained }),
    ...(errors && { errors }),
    ...(resent && { resent }),
  };
}

const megabytes = (bytes) => Math.round(bytes / 1e6);
