// One run of the built program that is measured: a fresh data folder, one sender, until everything that was sent is accounted for.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startProgram, until } from '../helpers/program.mjs';
import { bytesBelow, endedChildrenSeconds, Gauge } from './gauge.mjs';
import { onPostgres } from './postgres.mjs';
import { send, settingsFor } from './send.mjs';

/** Parse, store, field and text indices; no rules, baselines, inbox, templates. */
const ONLY_OFF = 'rules,baselines,inbox,parsing';
/** As `npm start` starts it. */
const AS_STARTED = { MALLOC_ARENA_MAX: '1' };
const SETTLE_MS = 3_000;
/** After so long without a change nothing more comes. */
const STILL_MS = 5_000;

/**
 * @param {{ transport: string, count: number, mix: string, rate?: number, connections?: number, window?: number, isOnly?: boolean,
 *   idleSeconds?: number, warm?: number, server?: Awaited<ReturnType<typeof import('./postgres.mjs').postgresServer>>, env?: Record<string, string>,
 *   during?: (program: unknown) => (() => void) | Promise<() => void> }} what
 *   `idleSeconds`: wait so long afterwards, then look at the memory; `warm`: so many over TCP beforehand, not in the figures;
 *   `during`: something that goes on meanwhile, returns what ends it; `server`: of postgres.mjs, events and metadata are kept there
 */
export async function measuredRun({ idleSeconds = 0, isOnly = false, env = {}, during, warm = 0, server, ...what }) {
  const database = await server?.freshDatabase();
  const settings = {
    ...AS_STARTED,
    ...(await settingsFor(what.transport)),
    ...(isOnly && { LANWARDEN_PLUGINS__OFF: ONLY_OFF }),
    ...env,
    ...(database !== undefined && onPostgres(database)),
  };
  const program = await startProgram(settings, { dir: mkdtempSync(join(tmpdir(), 'lanwarden-run-')) });
  try {
    const processes = () => ({
      portal: [program.child.pid],
      collector: program.pids.slice(1),
      ...(server && { postgres: server.pids() }),
    });
    await sleep(SETTLE_MS);
    const idleBefore = new Gauge(processes).pss().total;
    if (warm > 0) await send(program, { transport: 'tcp', count: Number(warm), mix: what.mix });
    if (warm > 0) await accounted(program, Number(warm));
    const before = ledgerOf(program);
    const gauge = new Gauge(processes, () => program.total('stored') - before.stored);
    const sendersBefore = endedChildrenSeconds();
    gauge.start();
    const end = await during?.(program);
    const sent = await send(program, what);
    // Without the start of the sender's process.
    const startMs = performance.now() - gauge.startedAt - sent.seconds * 1_000;
    const senderCpu = endedChildrenSeconds() - sendersBefore;
    await accounted(program, Number(warm) + sent.sent);
    const measured = gauge.stop();
    end?.();
    await sleep(idleSeconds * 1_000);
    const idleAfter = idleSeconds > 0 ? gauge.pss().total : undefined;
    const run = {
      sent,
      startMs,
      senderCpu,
      ...measured,
      idleBefore,
      idleAfter,
      ledger: since(before, ledgerOf(program)),
      storedAtAll: program.total('stored'),
      ...healthOf(program),
    };
    await program.stop();
    const disk = database === undefined ? program.diskBytes() : await server.eventBytes(database);
    return { ...run, disk, allDisk: bytesBelow(program.dir), readyMs: program.readyMs };
  } finally {
    await program.dispose();
    if (database !== undefined) await server.drop(database);
  }
}

const COUNTERS = ['received', 'stored', 'duplicate', 'filtered', 'limited', 'refused', 'failed', 'queued', 'lost', 'dropped']; // prettier-ignore

/** Everything that was sent has come to an end by word of the ledger, or nothing moves any more. */
async function accounted(program, sent) {
  let [before, since] = ['', performance.now()];
  await until(() => {
    const ledger = ledgerOf(program);
    const text = JSON.stringify(ledger);
    if (text !== before) [before, since] = [text, performance.now()];
    if (ledger.received + ledger.dropped >= sent && ledger.queued === 0) return true;
    return performance.now() - since > STILL_MS && ledger.queued === 0;
  }, 3_600_000);
}

function since(before, after) {
  return Object.fromEntries(COUNTERS.map((counter) => [counter, after[counter] - before[counter]]));
}

function ledgerOf(program) {
  return Object.fromEntries(COUNTERS.map((counter) => [counter, program.total(counter)]));
}

function healthOf(program) {
  const health = program.link.health();
  const udp = health?.listeners.find(({ receiveBufferBytes }) => receiveBufferBytes !== undefined);
  return {
    isBalanced: health?.balanced === true && health.ledger.every((row) => row.balanced),
    receiveBufferBytes: udp?.receiveBufferBytes,
    spooled: health?.spool === undefined ? undefined : health.spool.state,
  };
}
