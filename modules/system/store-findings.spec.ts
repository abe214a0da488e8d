// What the health page says of a store that is away or behind, of the spool, and of the disk.

import { describe, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { collectorHealth } from '../../test/helpers/collector-health.js';
import { storeFindings } from './store-findings.js';

const NOW = 1_795_165_260_000;
const CONFIG = configSchema.parse({});
type Health = ReturnType<typeof collectorHealth>;
const spool = (different: Partial<NonNullable<Health['spool']>> = {}): NonNullable<Health['spool']> => ({
  state: 'direct',
  messages: 0,
  bytes: 0,
  limitBytes: 1e9,
  whenFull: 'refuse',
  drainedPerSecond: 0,
  lost: 0,
  damagedBytes: 0,
  ...different,
});
const said = (different: Partial<Health>): string[] =>
  storeFindings(collectorHealth(different), CONFIG, NOW).map(
    ({ severity, what, next }) => `${severity}: ${what} ${next}`,
  );
const away = { ...collectorHealth().store, trouble: 'database is locked' };

describe('the store', () => {
  it('is well with nothing in front of it', () => expect(said({ spool: spool() })).toEqual([]));

  it('that is away: since when, what waits, and what happens when the spool is full', () => {
    const waiting = { state: 'spooling' as const, since: NOW - 180_000, messages: 1_200, bytes: 16e6 };
    expect(said({ store: away, spool: spool(waiting) })).toEqual([
      'problem: The store takes nothing for 3 min: database is locked Messages wait in the spool on disk (1\u202f200 messages, 16.0 MB of 1.0 GB) and are stored in order when it takes them again; it is tried all the time. When it is full, senders over TCP are held back, HTTP and RELP are told to send again, and what comes over UDP is counted as refused.',
    ]);
    expect(said({ store: away, spool: spool({ ...waiting, whenFull: 'dropOldest' }) })[0]).toContain('are given up');
    expect(said({ store: away, spool: spool({ state: 'off' }) })[0]).toContain('Messages wait in memory');
  });

  it.each([
    [400 * 86_400_000, 'server', 'problem: The clock is 400 d ahead of that of the database server: no day is closed'],
    [-600_000, 'server', 'problem: The clock is 10 min behind that of the database server: no day is closed'],
    [86_400_000, 'itself', 'warning: The clock leapt ahead by 1 d: no day is closed'],
  ] as const)('whose clock is %i ms ahead of that of the %s', (aheadMs, against, words) => {
    const store = { ...collectorHealth().store, clockDoubt: { aheadMs, against } };
    expect(said({ store })).toEqual([expect.stringContaining(words)]);
  });

  it.each([
    [{ bytes: 0.79e9 }, 1, ''],
    [{ bytes: 0.8e9 }, 2, 'The spool is nearly full: 40 messages, 800 MB of 1.0 GB.'],
    [{ refusing: 'the spool is full' }, 2, 'The spool takes no more: the spool is full'],
  ])('that is away, and a spool that has %o', (different, count, words) => {
    const all = said({ store: away, spool: spool({ state: 'spooling', messages: 40, ...different }) });
    expect(all).toHaveLength(count);
    expect(all.join()).toContain(words);
  });

  it('that is behind: how much waits and how long it takes; no warning in the first minute', () => {
    const waiting = { state: 'draining' as const, messages: 600_000, bytes: 2e8, drainedPerSecond: 10_000 };
    expect(said({ spool: spool({ ...waiting, since: NOW - 61_000 }) })).toEqual([
      'warning: The store is behind for 1 min 1 s: 600\u202f000 messages wait on disk. 10\u202f000 a second go to the store, so all of them in about 1 min if no more come. Nothing is lost by that; search finds them when they are stored.',
    ]);
    expect(said({ spool: spool({ ...waiting, since: NOW - 2_000, drainedPerSecond: 0 }) })[0]).toMatch(
      /^note: .*0 a second go to the store\. /,
    );
  });

  it('whose queue fills in memory, where nothing is spooled', () => {
    const pressure = { ...collectorHealth().pressure!, queueBytes: 40e6, queueLimitBytes: 64e6 };
    expect(said({ pressure })).toEqual([expect.stringContaining('40.0 MB of messages wait in memory, of 64.0 MB')]);
    expect(said({ pressure: { ...pressure, queueBytes: 20e6 } })).toEqual([]);
  });

  it('after a crash that tore the spool', () =>
    expect(said({ spool: spool({ damagedBytes: 120, lost: 2 }) })).toEqual([
      'note: 120 B at the end of the spool could not be read again after a crash. 2 messages were lost with them or given up, and are counted so.',
    ]));
});
