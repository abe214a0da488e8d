// Floods of invented names, and leases that only look like some: what identity knows of the real ones stays.

import { beforeAll, describe, expect, it } from 'vitest';
import type { LogEvent } from '#src/event/event.js';
import { type Interpret, startInterpreter } from '../../../test/helpers/interpreter.js';
import { NO_IDENTITY } from './testing.js';
import { Observer } from './observer.js';
import { SettledMap } from './settled-map.js';

const START = Date.UTC(2026, 10, 2, 9);
const DAY_MS = 86_400_000;

function logon(user: string, host: string, outcome: 'success' | 'failure' = 'success'): LogEvent {
  return {
    'event.category': ['authentication'],
    'event.type': ['start'],
    'event.action': 'logged_in',
    'event.outcome': outcome,
    'user.name': user,
    'host.name': host,
    'source.ip': '203.0.113.9',
    'winlog.logon.type': 'Interactive',
  } as unknown as LogEvent;
}

it('sixty thousand invented accounts and machines leave a known account its failures, and its machine to it', () => {
  const observer = new Observer({ zone: 'UTC', identity: NO_IDENTITY });
  for (let day = 0; day < 4; day++) observer.observe(logon('alice', 'alices-pc'), START + day * DAY_MS);
  const now = START + 4 * DAY_MS;
  for (let i = 0; i < 60_000; i++) observer.observe(logon(`fake${i}`, `pc${i}`), now);
  expect(observer.observe(logon('alice', 'srv', 'failure'), now)?.actor).toEqual({ kind: 'user', name: 'alice' });
  const question = {
    'event.category': ['network'],
    'event.type': ['protocol'],
    'event.action': 'dns_query',
    'host.name': 'alices-pc',
    'dns.question.name': 'www.example.org',
    'lanwarden.source': 'x',
  } as unknown as LogEvent;
  expect(observer.observe(question, now)?.actor).toEqual({ kind: 'user', name: 'alice' });
  const copy = new Observer({ zone: 'UTC', identity: NO_IDENTITY });
  for (const record of observer.save()) copy.restore(JSON.parse(JSON.stringify(record)));
  expect(JSON.stringify([...copy.save()])).toBe(JSON.stringify([...observer.save()]));
});

describe('a map that is full of settled ones', () => {
  const full = (): SettledMap<number> => {
    const map = new SettledMap<number>(10);
    for (let day = 0; day < 3; day++) for (let i = 0; i < 10; i++) map.set(`old${i}`, i, day);
    return map;
  };
  const come = (map: SettledMap<number>, from: number): void => {
    for (let day = from; day < from + 5; day++) for (let i = 0; i < 10; i++) map.set(`new${i}`, i, day);
  };

  it('gives no place of theirs to who came later', () => {
    const map = full();
    come(map, 3);
    expect(map.get('old0')?.value).toBe(0);
    expect(map.get('new9')?.value).toBe(9);
  });

  it('but does when they were not there for a month', () => {
    const map = full();
    come(map, 40);
    expect(map.get('old0')).toBeUndefined();
    expect(map.get('new9')?.value).toBe(9);
  });
});

describe('a lease', () => {
  let interpret: Interpret;
  beforeAll(async () => {
    interpret = await startInterpreter();
  });

  const askedBy = (lease: string): unknown => {
    const observer = new Observer({ zone: 'UTC', identity: NO_IDENTITY });
    observer.observe(interpret(lease), START);
    return observer.observe(interpret('<30>Nov  2 09:00:00 dns dnsmasq[1]: query[A] www.evil.example from 10.0.0.66'), START)?.actor; // prettier-ignore
  };

  it('is told by what hands it out', () => {
    const line = '<30>Nov  2 09:00:00 gw dnsmasq-dhcp[1]: DHCPACK(eth0) 10.0.0.66 aa:bb:cc:dd:ee:ff victim-pc';
    expect(askedBy(line)).toEqual({ kind: 'host', name: 'victim-pc' });
  });

  it.each([
    ['JSON', JSON.stringify({ event: { action: 'dhcp_ack' }, source: { ip: '10.0.0.66', domain: 'victim-pc' } })],
    ['pairs', 'event.action=dhcp_ack source.ip=10.0.0.66 source.domain=victim-pc'],
  ])('in the words of an application that logs what its visitors send is none: %s', (_format, words) => {
    expect(askedBy(`<14>Nov  2 09:00:00 web1 shop: ${words}`)).toEqual({ kind: 'ip', name: '10.0.0.66' });
  });
});
