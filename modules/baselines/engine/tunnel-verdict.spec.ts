// What was put below a domain counts for everybody, so a verdict on it must keep it out of what is usual: a tunnel is told to nobody else
// otherwise.

import { expect, it } from 'vitest';
import type { Activity } from './activity.js';
import { activity, at, FIRST_DAY, learn, observeAll, trained } from './testing/office.js';
import type { Verdict } from './verdict.js';

const USERS = 30;
const DAY = 21;
const DOMAIN = 'evil.example';

/** 100 names with data in them. */
const TUNNEL = Array.from({ length: 100 }, (_, n): Activity => {
  const subdomain = `${n}-${'data'.repeat(10)}`;
  const asked = { kind: 'dns', action: 'query', isInferred: true, domain: DOMAIN, subdomain } as const;
  return activity('user4', DAY, 12 + n / 200, asked);
});

/** Bytes below the domain that are usual for all after the day. */
function usualAfter(...verdicts: readonly Partial<Verdict>[]): number {
  const engine = trained(DAY, USERS);
  const [day, from] = [FIRST_DAY + DAY, at(DAY, 1).time];
  const common = { kind: 'malicious', entity: 'user:user4', about: [], day, from } as const;
  engine.setVerdicts(verdicts.map((each, n) => ({ ...common, id: String(n), ...each })));
  observeAll(engine, TUNNEL);
  learn(engine, DAY);
  const { data } = [...engine.save()].find(({ kind, name }) => kind === 'engine' && name === 'tunnels')!;
  const [, , bytes] = (data as readonly [string, number, number][]).find(([domain]) => domain === DOMAIN) ?? [];
  return bytes ?? 0;
}

const byTunnel = [{ code: 'dns-tunnel', value: DOMAIN }] as const;
const byDomain = [{ code: 'new-domain', value: DOMAIN }] as const;
const until = at(DAY + 5, 0).time;

it('becomes usual where nobody said anything', () => expect(usualAfter()).toBeGreaterThan(1_000));

it.each<[string, Partial<Verdict>]>([
  ['an attack', {}],
  ['the tunnel of an attack on another day', { about: byTunnel, day: FIRST_DAY + DAY - 3 }],
  ['an attack for everybody, by its domain', { entity: undefined, about: byDomain }],
  ['an attack for everybody, by its data', { entity: undefined, about: byTunnel }],
  ['normal for now', { kind: 'expected', until }],
  ['normal for now for everybody, by its data', { kind: 'expected', until, entity: undefined, about: byTunnel }],
])('does not where it is %s', (_what, verdict) => expect(usualAfter(verdict)).toBe(0));
