// What waits on its way to the store, for the health page: the spool on disk, the queue in memory, and how long commits take.

import type { CollectorHealth } from '#src/portal/collector-link.js';
import { format } from '#src/portal/page/format.js';
import { totalOf } from './ledger-table.js';

export interface PressureTile {
  /** Messages that are taken and not stored. */
  readonly waiting: number;
  readonly rows: readonly { readonly label: string; readonly text: string; readonly isBad?: boolean }[];
  readonly since: number | undefined;
}

const STATES = {
  off: 'off',
  direct: 'empty',
  spooling: 'the store is away',
  draining: 'the store catches up',
} as const;

/** Undefined while the collector is away. */
export function pressureTile(health: CollectorHealth | undefined): PressureTile | undefined {
  if (health === undefined) return undefined;
  const { ledger, spool, pressure } = health;
  return {
    waiting: totalOf(ledger).queued,
    rows: [...(spool === undefined ? [] : spoolRows(spool)), ...(pressure === undefined ? [] : queueRows(pressure))],
    since: spool === undefined || spool.state === 'direct' ? undefined : spool.since,
  };
}

function spoolRows(spool: NonNullable<CollectorHealth['spool']>): PressureTile['rows'] {
  const rows = [
    { label: 'Spool', text: STATES[spool.state], isBad: spool.state === 'spooling' || spool.refusing !== undefined },
  ];
  if (spool.messages === 0) return rows;
  return [
    ...rows,
    { label: 'In it', text: `${format.number(spool.messages)}, ${format.bytes(spool.bytes)}` },
    { label: 'It may take', text: format.bytes(spool.limitBytes) },
    { label: 'Drained', text: `${format.number(spool.drainedPerSecond)} a second` },
  ];
}

function queueRows(pressure: NonNullable<CollectorHealth['pressure']>): PressureTile['rows'] {
  const { queueBytes, queueLimitBytes, commitSeconds, commitEvents } = pressure;
  const commits = commitSeconds.counts.reduce((sum, count) => sum + count, 0);
  const rows = [{ label: 'In memory', text: format.bytes(queueBytes), isBad: queueBytes > queueLimitBytes * 0.75 }];
  if (commits === 0) return rows;
  const ms = Math.round((commitSeconds.sum / commits) * 1_000);
  const took = ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`;
  return [
    ...rows,
    { label: 'A commit takes', text: took },
    { label: 'and holds', text: format.number(Math.round(commitEvents.sum / commits)) },
  ];
}
