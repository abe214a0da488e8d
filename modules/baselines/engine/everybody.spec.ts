// A verdict for everybody judges the values that it names, and not what all the others do: one click must not end learning.

import { describe, expect, it } from 'vitest';
import type { Activity } from './activity.js';
import type { Engine } from './engine.js';
import { activity, at, FIRST_DAY, learn, observeAll, officeDay, trained } from './testing/office.js';
import type { Verdict } from './verdict.js';
import { VerdictBook } from './verdict-book.js';

const USERS = 30;
const DAY = 21;

/** Two machines that are new to the account. */
const visits = (user: string): Activity[] =>
  ['ledger', 'printer'].map((host, n) => activity(user, DAY, 12 + n / 10, { host }));

const intrusion: readonly Activity[] = [
  activity('user9', DAY, 2.5, {
    sourceIp: '198.51.100.9',
    sourceNet: '198.51.0.0/16',
    country: 'BR',
    place: { lat: -10, lon: -53 },
    action: 'vpn_login',
    host: 'vault',
  }),
  activity('user9', DAY, 2.6, { host: 'safe', action: 'logged_in/Network/NTLM' }),
];

function ofAll(kind: Verdict['kind'], until?: number): Verdict {
  const about = [{ code: 'new-host', value: 'ledger' } as const];
  const ends = until === undefined ? {} : { until };
  return { id: kind, kind, entity: undefined, about, day: FIRST_DAY + DAY, from: at(DAY, 1).time, ...ends };
}

function dayWith(verdict: Verdict, more: readonly Activity[]): Engine {
  const engine = trained(DAY, USERS);
  engine.setVerdicts([verdict]);
  observeAll(
    engine,
    [...more, ...officeDay(DAY, USERS)].sort((a, b) => a.time - b.time),
  );
  learn(engine, DAY);
  return engine;
}

/** Days on which a machine was seen, as learned; undefined: never. */
function daysOn(engine: Engine, host: string, user = 'user4'): number | undefined {
  const dimensions = engine.profile({ kind: 'user', name: user })?.dimensions;
  return dimensions?.find(({ code }) => code === 'new-host')?.values.find(({ value }) => value === host)?.days;
}

describe.each([
  ['normal for now', ofAll('expected', at(DAY + 5, 0).time)],
  ['an attack', ofAll('malicious')],
])('what is %s for everybody', (_what, verdict) => {
  it('is not learned, and all else is', () => {
    const engine = dayWith(verdict, visits('user4'));
    expect(daysOn(engine, 'ledger')).toBeUndefined();
    expect(daysOn(engine, 'printer')).toBeGreaterThan(0);
  });

  it('leaves hours as they are learned', () => {
    const late = activity('user4', DAY, 20, { host: 'pc4' });
    const hour = at(DAY, 20).hourOfWeek;
    expect(dayWith(verdict, [late]).profile({ kind: 'user', name: 'user4' })!.hours[hour]).toBeGreaterThan(0);
  });
});

it('what is normal for everybody does not make a day with a finding teach as any other', () => {
  const engine = dayWith(ofAll('benign'), intrusion);
  expect(daysOn(engine, 'vault', 'user9')).toBeCloseTo(0.3, 5);
});

it('what is an attack for everybody is blocked for each, and makes nobody an attacker whose findings are never muted', () => {
  const book = new VerdictBook();
  book.set([ofAll('malicious')]);
  expect(book.isBlocked('user:user9', 'new-host', 'ledger')).toBe(true);
  expect(book.isMalicious('user:user9')).toBe(false);
});
