// What is wrong with the store, the spool in front of it and the disk beneath them, and what happens by itself.

import type { Config } from '#config/schema.js';
import type { CollectorHealth } from '#src/portal/collector-link.js';
import type { HealthNote } from '#src/portal/health/health-notes.js';
import { format } from '#src/portal/page/format.js';

type Spool = NonNullable<CollectorHealth['spool']>;

/** From so much of its bound on, a spool is nearly full. */
const NEARLY_FULL = 0.8;
/** A store that is behind for less than this catches up before somebody has read it. */
const BEHIND_MS = 60_000;
/** Of the memory that messages may take; about there senders are held back (src/collector/write/writer.ts). */
const QUEUE_WARNS = 0.37;

/** `now`: ms since 1970. */
export function storeFindings(
  health: Pick<CollectorHealth, 'spool' | 'pressure' | 'store'>,
  { events }: Pick<Config, 'events'>,
  now: number,
): HealthNote[] {
  const { spool, pressure, store } = health;
  const waits = spool === undefined || spool.state === 'off' || spool.messages === 0 ? undefined : spool;
  return [
    ...(store.trouble === undefined ? [] : [away(store.trouble, spool, now)]),
    ...(waits === undefined ? [] : spoolFindings(waits, store.trouble !== undefined, now)),
    ...damage(spool),
    ...queue(pressure, waits !== undefined),
    ...(store.clockDoubt === undefined ? [] : [clock(store.clockDoubt)]),
    ...(store.freeDiskBytes === undefined ? [] : disk(store.freeDiskBytes, events.minFreeBytes)),
  ];
}

function away(trouble: string, spool: Spool | undefined, now: number): HealthNote {
  const hasSpool = spool !== undefined && spool.state !== 'off';
  const since = hasSpool && spool.state === 'spooling' ? sinceText(spool, now) : '';
  return {
    severity: 'problem',
    href: '/system/store',
    what: `The store takes nothing${since}: ${trouble}`,
    next: hasSpool
      ? `Messages wait in the spool on disk (${fillText(spool)}) and are stored in order when it takes them again; it is tried all the time. ${whenFullText(spool)}`
      : 'Messages wait in memory, then senders are held back or refused. It is tried again by itself.',
  };
}

function spoolFindings(spool: Spool, isAway: boolean, now: number): HealthNote[] {
  const { refusing, state, since = now, messages, drainedPerSecond } = spool;
  const found: HealthNote[] = [];
  const base = { href: '/system/store' };
  if (refusing !== undefined)
    found.push({
      ...base,
      severity: 'problem',
      what: `The spool takes no more: ${refusing}`,
      next: `${whenFullText(spool)} Free some disk, raise collector.spool.bytes, or mend the store.`,
    });
  else if (spool.bytes >= spool.limitBytes * NEARLY_FULL)
    found.push({
      ...base,
      severity: 'problem',
      what: `The spool is nearly full: ${fillText(spool)}.`,
      next: `${whenFullText(spool)} Mend the store, or raise collector.spool.bytes.`,
    });
  if (isAway || state === 'direct') return found;
  const seconds = drainedPerSecond > 0 ? Math.ceil(messages / drainedPerSecond) : undefined;
  found.push({
    ...base,
    severity: now - since > BEHIND_MS ? 'warning' : 'note',
    what: `The store is behind${sinceText(spool, now)}: ${format.number(messages)} ${messages === 1 ? 'message waits' : 'messages wait'} on disk.`,
    next: `${format.number(drainedPerSecond)} a second go to the store${seconds === undefined ? '' : `, so all of them in about ${format.duration(seconds)} if no more come`}. Nothing is lost by that; search finds them when they are stored.`,
  });
  return found;
}

function damage(spool: Spool | undefined): HealthNote[] {
  if (spool === undefined || spool.damagedBytes === 0) return [];
  return [
    {
      severity: 'note',
      what: `${format.bytes(spool.damagedBytes)} at the end of the spool could not be read again after a crash.`,
      next: `${spool.lost === 0 ? 'No message that was acknowledged was in them.' : `${format.number(spool.lost)} messages were lost with them or given up, and are counted so.`}`,
      href: '/system/ledger',
    },
  ];
}

function queue(pressure: CollectorHealth['pressure'], isSpooling: boolean): HealthNote[] {
  if (pressure === undefined || isSpooling) return [];
  const { queueBytes, queueLimitBytes } = pressure;
  if (queueBytes < queueLimitBytes * QUEUE_WARNS) return [];
  return [
    {
      severity: 'warning',
      what: `More comes than the store takes: ${format.bytes(queueBytes)} of messages wait in memory, of ${format.bytes(queueLimitBytes)} that may.`,
      next: 'Senders over TCP and HTTP are held back; nothing is lost by that. If it stays so, look at the disk, or spread the senders.',
      href: '/system/ledger',
    },
  ];
}

function clock({ aheadMs, against }: NonNullable<CollectorHealth['store']['clockDoubt']>): HealthNote {
  const off = format.duration(Math.round(Math.abs(aheadMs) / 1_000));
  const href = '/system/store';
  if (against === 'server')
    return {
      severity: 'problem',
      href,
      what: `The clock is ${off} ${aheadMs > 0 ? 'ahead of' : 'behind'} that of the database server: no day is closed, and no event is dropped for its age.`,
      next: 'Have both set by the network (NTP). It is looked at again each minute.',
    };
  return {
    severity: 'warning',
    href,
    what: `The clock leapt ahead by ${off}: no day is closed, and no event dropped for its age, until a day later.`,
    next: 'If the date is right, nothing is to be done. If it is not, set it, best by the network (NTP).',
  };
}

function disk(freeBytes: number, minFreeBytes: number): HealthNote[] {
  const [free, least] = [format.bytes(freeBytes), format.bytes(minFreeBytes)];
  if (freeBytes < minFreeBytes)
    return [
      {
        severity: 'problem',
        what: `Only ${free} of disk are free, less than the ${least} that must stay free.`,
        next: 'The oldest events go first, then messages wait in the spool, then they are refused. Free some disk, or lower events.retention.',
        href: '/system/store',
      },
    ];
  if (freeBytes >= minFreeBytes * 2) return [];
  return [
    {
      severity: 'warning',
      what: `The disk gets full: ${free} are free, and below ${least} the oldest events go.`,
      next: 'Free some disk, or lower events.retention.',
      href: '/system/store',
    },
  ];
}

/** ` for 3 min`; empty where that is not known. */
function sinceText({ since }: Pick<Spool, 'since'>, now: number): string {
  return since === undefined ? '' : ` for ${format.duration(Math.max(1, Math.round((now - since) / 1_000)))}`;
}

/** `1 200 messages, 16 MB of 1.1 GB` */
function fillText({ messages, bytes, limitBytes }: Spool): string {
  return `${format.number(messages)} ${messages === 1 ? 'message' : 'messages'}, ${format.bytes(bytes)} of ${format.bytes(limitBytes)}`;
}

/** What becomes of messages for which it has no room. */
function whenFullText({ whenFull }: Pick<Spool, 'whenFull'>): string {
  return whenFull === 'dropOldest'
    ? 'When it is full, the oldest that wait are given up (16 MB at a time) and counted as lost.'
    : 'When it is full, senders over TCP are held back, HTTP and RELP are told to send again, and what comes over UDP is counted as refused.';
}
