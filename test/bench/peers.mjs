// Peers that store syslog into SQL, beside the program in one run: the same lines from the same sender over TCP, in turns, so that a slow
// minute of the machine hits all. They parse the header alone and have four ordinary indices and no text index. Absent ones are named.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts, loggen, report } from '../helpers/program.mjs';
import { Gauge } from './gauge.mjs';
import { speedOf } from './ingest.mjs';
import { measuredRun } from './measured-run.mjs';
import { postgresServer } from './postgres.mjs';
import { lastWords } from './peers/process.mjs';
import { rsyslog } from './peers/rsyslog.mjs';
import { syslogNg } from './peers/syslog-ng.mjs';

const PEERS = [syslogNg, rsyslog];
const COUNT = 1_000_000;
const ROUNDS = 3;
/** How long a peer may stand still before it is given up. */
const STALL_MS = 60_000;
/** So long without a statement: the last batch is in. */
const QUIET_MS = 1_500;

/** `--peer NAME` (a part of it) chooses; `--rounds` repeats; with `--store postgres|both` the program runs on PostgreSQL, too. */
export async function peers({ store, postgres, ...options } = {}) {
  const server = store === undefined || store === 'sqlite' ? undefined : await postgresServer(postgres);
  try {
    await inTurns(options, server);
  } finally {
    await server?.stop();
  }
}

async function inTurns({ count = COUNT, rounds = ROUNDS, mix = 'bench', connections = 2, peer = [] }, server) {
  const what = { transport: 'tcp', count, mix, connections: Number(connections) };
  const contenders = [
    ours('Lanwarden, parse, store, indices', { ...what, isOnly: true }),
    ours('Lanwarden, everything', what),
  ];
  if (server !== undefined) {
    const name = 'Lanwarden on PostgreSQL';
    contenders.push(ours(`${name}, parse, store, indices`, { ...what, isOnly: true, server }));
    contenders.push(ours(`${name}, everything`, { ...what, server }));
  }
  for (const each of PEERS.filter(({ name }) => peer.length === 0 || peer.some((part) => name.includes(part)))) {
    const there = each.look();
    if (there.absent === undefined) contenders.push(theirs(each, there, what));
    else report('absent', each.name, there.absent);
  }
  const runs = new Map(contenders.map(({ name }) => [name, []]));
  for (let round = 1; round <= Number(rounds); round += 1) {
    for (const { name, version, measure } of contenders) {
      const run = await measure();
      runs.get(name).push(run);
      tell(name, run, { round, count, mix, ...(version && { version }) });
    }
  }
  compare(runs);
}

function ours(name, what) {
  return {
    name,
    isOurs: true,
    async measure() {
      const run = await measuredRun(what);
      return { ...run, stored: run.ledger.stored, rate: speedOf(run, run.ledger.stored).whole };
    },
  };
}

function theirs(peer, there, what) {
  return {
    name: peer.name,
    version: there.version,
    async measure() {
      const dir = mkdtempSync(join(tmpdir(), 'peer-'));
      const [port] = await freePorts(1);
      const server = await peer.start(there, dir, port);
      try {
        const run = await fed(server, port, what);
        return { ...run, ...(await server.stop()) };
      } catch (cause) {
        throw new Error(`${peer.name}: ${lastWords(dir)}`, { cause });
      } finally {
        await server.stop().catch(() => {});
        rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
      }
    },
  };
}

async function fed(server, port, { count, mix, connections }) {
  const gauge = new Gauge(server.processes).start();
  const started = performance.now();
  const sending = loggen([
    '--port',
    port,
    '--transport',
    'tcp',
    '--count',
    count,
    '--mix',
    mix,
    '--connections',
    connections,
  ]);
  const sent = await Promise.race([sending, stall(server)]);
  // Without the start of the sender's process.
  const from = performance.now() - sent.seconds * 1_000 - started;
  const endedMs = await lastRow(server, count, started);
  const { cpu, peakPss } = gauge.stop();
  return { sent, cpu, peakPss, stored: await server.counted(), rate: count / ((endedMs - from) / 1_000) };
}

/** ms from the start to the last row. */
async function lastRow(server, count, started) {
  let [before, since] = [-1, performance.now()];
  for (;;) {
    const quietMs = await server.quietMs?.();
    if (quietMs > QUIET_MS) return performance.now() - quietMs - started;
    if (quietMs === undefined) {
      const stored = await server.stored();
      if (stored >= count) return performance.now() - started;
      if (stored !== before) [before, since] = [stored, performance.now()];
      if (performance.now() - since > STALL_MS) throw new Error(`stalled at ${stored} of ${count}`);
    }
    await sleep(100);
  }
}

/** Rejects when a peer that holds its sender back stores nothing for a minute. */
async function stall(server) {
  for (let before = -1; ;) {
    await sleep(STALL_MS);
    const stored = await server.stored();
    if (stored === before) throw new Error(`stalled at ${stored}`);
    before = stored;
  }
}

function tell(name, { stored, rate, cpu, peakPss, disk }, more) {
  const perMillion = (seconds) => Number(((seconds / stored) * 1e6).toFixed(2));
  const all = Object.values(cpu).reduce((a, b) => a + b, 0);
  report('peer', rate, 'messages/s', {
    name,
    ...more,
    stored,
    notStored: more.count - stored,
    cpuPerMillion: perMillion(all),
    cpu: Object.fromEntries(Object.entries(cpu).map(([process, seconds]) => [process, perMillion(seconds)])),
    peakPssMB: Math.round(peakPss.total / 1e6),
    diskBytesEach: Math.round(disk / stored),
  });
}

function compare(runs) {
  const medians = [...runs].map(([name, list]) => ({
    name,
    isOurs: name.startsWith('Lanwarden'),
    rate: median(list.map((run) => run.rate)),
    cpu: median(list.map((run) => sum(run.cpu) / run.stored)),
  }));
  const best = medians.filter(({ isOurs }) => !isOurs).sort((a, b) => b.rate - a.rate)[0];
  if (best === undefined) return report('ratio', 'none', 'no peer is installed');
  for (const { name, rate, cpu } of medians.filter(({ isOurs }) => isOurs)) {
    const more = { of: name, to: best.name, ours: Math.round(rate), theirs: Math.round(best.rate) };
    report('ratio of rates to the best peer', rate / best.rate, 'times', more);
    report('ratio of CPU to the best peer', cpu / best.cpu, 'times', { of: name, to: best.name });
  }
}

const sum = (values) => Object.values(values).reduce((a, b) => a + b, 0);
const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
