// “Normal at that hour” speaks of the hour and of counts, and of nothing that a break-in looks like.

import { describe, expect, it } from 'vitest';
import { COMPONENT_CODES } from './components.js';
import type { ReasonCode } from './reason.js';
import type { Verdict } from './verdict.js';
import { VerdictBook } from './verdict-book.js';

const DAY_MS = 86_400_000;
const FROM = 20_777 * DAY_MS;
const COUNTS: readonly ReasonCode[] = [
  ...(['unusual-hour', 'many-logons', 'many-failures', 'many-privileged', 'many-hosts', 'many-dns'] as const),
  ...(['many-files', 'many-programs'] as const),
];

/** Only “unusual hour” was ticked, for three in the morning. */
function ticked(more: Partial<Verdict>): Verdict {
  const about = [{ code: 'unusual-hour' } as const];
  return { id: '1', kind: 'benign', entity: 'user:alice', about, day: 20_776, hour: 3, from: FROM, ...more };
}

/** Which codes say nothing at that hour, a day later. */
function silent(verdict: Verdict, value?: string): ReasonCode[] {
  const book = new VerdictBook();
  book.set([verdict]);
  const when = { hour: 3, day: 20_778, time: FROM + DAY_MS };
  const codes = [...new Set(COMPONENT_CODES)];
  return codes.filter((code) => book.isSilent('user:alice', { code, value, ...when }));
}

describe.each([
  ['normal for good', ticked({ kind: 'benign' })],
  ['normal until Friday', ticked({ kind: 'expected', until: FROM + 5 * DAY_MS })],
])('an hour that is %s', (_what, verdict) => {
  it('silences the hour and counts at it', () => expect(silent(verdict)).toEqual(COUNTS));
  it('silences no country, machine or tunnel at it', () =>
    expect(silent(verdict, 'x').filter((code) => !COUNTS.includes(code))).toEqual([]));
});

it('as long as new machines at an hour are expected, it is no matter which', () => {
  const about = [{ code: 'unusual-hour' }, { code: 'new-host', value: 'ledger' }] as const;
  const verdict = ticked({ kind: 'expected', until: FROM + 5 * DAY_MS, about });
  expect(silent(verdict, 'printer')).toContain('new-host');
  expect(silent(verdict, 'BR')).not.toContain('new-country');
});

it.each(['new-country', 'new-network', 'new-source-host'] as const)('where somebody comes from is: %s', (code) => {
  const about = [{ code: 'unusual-hour' }, { code, value: 'PL' }] as const;
  const verdict = ticked({ kind: 'expected', until: FROM + 5 * DAY_MS, about });
  expect(silent(verdict, 'PL')).toContain(code);
  expect(silent(verdict, 'BR')).not.toContain(code);
});

it('travel from one place that is expected at an hour is none from another', () => {
  const about = [{ code: 'unusual-hour' }, { code: 'impossible-travel', value: 'PL' }] as const;
  const verdict = ticked({ kind: 'expected', until: FROM + 5 * DAY_MS, about });
  expect(silent(verdict, 'PL')).toContain('impossible-travel');
  expect(silent(verdict, 'BR')).not.toContain('impossible-travel');
});
