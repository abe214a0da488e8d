// Rates and growth out of samples of the ledger.

import { describe, expect, it } from 'vitest';
import { ledgerRow } from '../../test/helpers/collector-health.js';
import { totalOf } from './ledger-table.js';
import type { GrownTotal } from './ledger/grown.js';
import { rateChart } from './rate-chart.js';
import { Traffic } from './traffic.js';

const total = (received: number, lost = 0): GrownTotal => ({
  ...totalOf([ledgerRow({ source: 'a', received, stored: received - lost, lost })]),
  turnedAway: 0,
});

describe('traffic', () => {
  it('tells messages a second between samples, and nothing before the second one', () => {
    const traffic = new Traffic(10);
    traffic.sample(0, total(1_000_000));
    traffic.sample(2_000, total(1_000_500));
    expect(traffic.rates()).toEqual([undefined, 250]);
  });

  it('has a gap while the collector is away, and counts what a crash took when it is back', () => {
    const traffic = new Traffic(10);
    traffic.sample(0, total(100));
    traffic.sample(2_000, undefined);
    expect(traffic.recent('lost')).toBe(0);
    traffic.sample(4_000, total(140, 7));
    expect([traffic.rates(), traffic.recent('lost')]).toEqual([[undefined, undefined, 10], 7]);
  });

  it('knows from the first look what a start shortly before it took', () => {
    const traffic = new Traffic(10);
    traffic.sample(0, total(0, 300));
    expect([traffic.rates(), traffic.recent('lost')]).toEqual([[undefined], 300]);
  });

  it('forgets what is older than it keeps', () => {
    const traffic = new Traffic(3);
    traffic.sample(0, total(0));
    traffic.sample(2_000, total(10, 5));
    for (let n = 2; n < 4; n += 1) traffic.sample(n * 2_000, total(10, 5));
    expect(traffic.recent('lost')).toBe(5);
    traffic.sample(8_000, total(10, 5));
    expect([traffic.rates().length, traffic.recent('lost')]).toEqual([3, 0]);
  });

  it('takes a clock that went back for no sample', () => {
    const traffic = new Traffic(10);
    traffic.sample(1_000, total(500));
    traffic.sample(3_000, total(500));
    traffic.sample(2_000, total(900));
    expect(traffic.rates()).toEqual([undefined, 0]);
  });
});

describe('the chart', () => {
  it.each([
    ['nothing', [], { peak: 0, line: '', area: '' }],
    ['one rate', [5], { peak: 5, line: '', area: '' }],
    ['silence', [0, 0], { peak: 0, line: 'M150.0 47.0L300.0 47.0', area: 'M150.0 47.0L300.0 47.0L300.0 48L150.0 48Z' }],
    [
      'a rise',
      [0, 10, 5],
      { peak: 10, line: 'M0.0 47.0L150.0 2.0L300.0 24.5', area: 'M0.0 47.0L150.0 2.0L300.0 24.5L300.0 48L0.0 48Z' },
    ],
    ['a gap', [1, undefined, 1], { peak: 1, line: '', area: '' }],
  ])('draws %s', (_, rates, expected) => expect(rateChart(rates, 3)).toEqual(expected));
});
