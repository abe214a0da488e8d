import { describe, expect, it } from 'vitest';
import { ledgerRow } from '../../test/helpers/collector-health.js';
import { silentSources } from './silence.js';

const MINUTE = 60_000;
const NOW = 100_000 * MINUTE;

describe('silent sources', () => {
  const source = (name: string, expectEveryMinutes: number, ignore = false) => ({ name, expectEveryMinutes, ignore });
  const heard = (name: string, minutesAgo: number) =>
    ledgerRow({ source: name, lastReceived: NOW - minutesAgo * MINUTE });
  const since = (minutesAgo: number, ledger = [heard('web', 61), heard('nas', 59)]) => ({
    ledger,
    startedAt: NOW - minutesAgo * MINUTE,
  });

  it.each([
    ['not one that is heard in time', [source('nas', 60)], since(600), []],
    ['one that is over its time', [source('web', 60), source('nas', 60)], since(600), ['web']],
    ['not one that is ignored', [source('web', 60, true)], since(600), []],
    ['one that was never heard', [source('new', 60)], since(600), ['new']],
    ['not one that was made just now', [{ ...source('new', 60), createdAt: NOW - MINUTE }], since(600), []],
    ['nobody just after the collector was started', [source('web', 60), source('new', 60)], since(10), []],
  ])('%s', (_what, sources, health, expected) => {
    expect(silentSources(sources, health, NOW).map(({ name }) => name)).toEqual(expected);
  });

  it('the one that is silent longest comes first', () => {
    const ledger = [heard('a', 100), heard('b', 300), heard('c', 200)];
    const found = silentSources(
      ['a', 'b', 'c'].map((name) => source(name, 5)),
      since(9_999, ledger),
      NOW,
    );
    expect(found.map(({ name }) => name)).toEqual(['b', 'c', 'a']);
  });
});
