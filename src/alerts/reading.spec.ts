// Lists, counts, related alerts, incidents, risk, and what goes when its time is over.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALERT_NOW as NOW, alertEvent, newAlert, openAlertBook } from '../../test/helpers/alert-book.js';
import type { TestAlertBook } from '../../test/helpers/alert-book.js';
import { expectGrowthBelow } from '../../test/helpers/growth.js';
import type { NewAlert } from './alert.js';
import type { AlertFilter } from './alert-list.js';
import { MAX_INCIDENT_ALERTS } from './related.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let test: TestAlertBook;
beforeEach(async () => {
  test = await openAlertBook();
});
afterEach(() => test.close());

/** Named by its title. */
const raise = (title: string, more: Partial<NewAlert> = {}): Promise<string> =>
  test.raise({ title, key: title, summary: '', entity: {}, ...more });
const titles = async (filter: AlertFilter): Promise<string[]> =>
  (await test.book.list(filter, undefined, 100)).alerts.map(({ title }) => title);
const close = (id: string, reason: 'true' | 'benign' | 'false'): Promise<unknown> =>
  test.book.triage([id], [{ kind: 'close', reason, note: '' }], 'alice');

describe('the list', () => {
  it('finds names that are longer than an index of PostgreSQL takes', async () => {
    const name = (last: string): string =>
      Array.from({ length: 999 }, (_, n) => String.fromCharCode(0x4e00 + ((n * 7_919) % 20_000))).join('') + last;
    await raise('long', { entity: { user: name('A') } });
    await raise('other', { entity: { user: name('b') } });
    expect(await titles({ entity: { kind: 'user', name: name('a') } })).toEqual(['long']);
  });

  it('asks by everything that an alert has', async () => {
    const a = await raise('a', { severity: 'low', entity: { user: 'Alice', src_ip: '10.0.0.1' }, source: 'nas' });
    await raise('b', {
      severity: 'critical',
      rule: { id: 'scan', name: 'Port scan', kind: 'distinct' },
      last: NOW - 1,
    });
    await raise('100 % of c_d', { last: NOW - DAY, first: NOW - DAY - 1, entity: { dst_ip: '10.0.0.1' } });
    await raise('tested', { isTest: true, last: NOW - 2, events: [alertEvent(77)] });
    await test.book.triage([a], [{ kind: 'acknowledge' }, { kind: 'assign', to: 'bob' }], 'bob');
    const cases: readonly [AlertFilter, readonly string[]][] = [
      [{}, ['a', 'b', 'tested', '100 % of c_d']],
      [{ isTest: true }, ['tested']],
      [{ states: ['acknowledged'] }, ['a']],
      [{ severities: ['low', 'critical'] }, ['a', 'b']],
      [{ ruleId: 'scan' }, ['b']],
      [{ ruleKind: 'distinct' }, ['b']],
      [{ source: 'nas' }, ['a']],
      [{ entity: { kind: 'user', name: 'aLICE' } }, ['a']],
      [{ entity: { kind: 'ip', name: '10.0.0.1' } }, ['a', '100 % of c_d']],
      [{ entity: { name: 'alice' } }, ['a']],
      [{ entity: { kind: 'host', name: 'alice' } }, []],
      [{ assignee: 'bob' }, ['a']],
      [{ assignee: '', isTest: false }, ['b', '100 % of c_d']],
      [{ text: 'PORT' }, ['b']],
      [{ text: '% of c_' }, ['100 % of c_d']],
      [{ text: '_' }, ['100 % of c_d']],
      [{ from: NOW }, ['a']],
      [{ to: NOW - DAY }, ['100 % of c_d']],
      [{ eventId: alertEvent(77).id }, ['tested']],
      [{ raisedAfter: NOW }, []],
      [{ text: `'; DROP TABLE alerts; -- $isTest` }, []],
    ];
    for (const [filter, expected] of cases) expect([filter, await titles(filter)]).toEqual([filter, expected]);
  });

  it('goes on behind the last one, also where several have the same time', async () => {
    for (let n = 0; n < 25; n++) await raise(String(n), { last: NOW - (n % 3) });
    const seen: string[] = [];
    let after: string | undefined;
    for (let page = 0; page < 5; page++) {
      const { alerts, next } = await test.book.list({}, after, 10);
      seen.push(...alerts.map(({ title }) => title));
      if ((after = next) === undefined) break;
    }
    expect(after).toBeUndefined();
    expect(new Set(seen).size).toBe(25);
    expect(seen).toHaveLength(25);
    expect((await test.book.list({}, "x'; --", 10)).alerts).toHaveLength(10);
  });

  it('counts by state and severity, and by rule', async () => {
    await raise('a', { severity: 'low' });
    await raise('b', { severity: 'critical' });
    await close(await raise('c'), 'true');
    await raise('t', { isTest: true });
    const { states, severities } = await test.book.counts();
    expect(states).toEqual({ open: 2, acknowledged: 0, closed: 1 });
    expect(severities).toMatchObject({ low: 1, critical: 1, high: 0 });
    expect((await test.book.counts({ isTest: false, states: ['closed'] })).states.open).toBe(2);
    expect([...(await test.book.countsByRule(NOW))]).toEqual([['ssh-brute-force', 4]]);
    expect((await test.book.countsByRule(NOW + 1)).size).toBe(0);
  });
});

describe('alerts that belong together', () => {
  it('are related by what they share, within a day, but not by the device alone', async () => {
    const own = (await test.book.get(await raise('own', { entity: { user: 'alice', host: 'web1', source: 'fw' } })))!;
    await raise('same user', { entity: { user: 'ALICE' } });
    await raise('both', { entity: { user: 'alice', host: 'web1' }, last: NOW - 5 });
    await raise('same device', { entity: { source: 'fw' } });
    await raise('too old', { entity: { user: 'alice' }, first: NOW - 3 * DAY, last: NOW - 2 * DAY });
    await raise('test', { entity: { user: 'alice' }, isTest: true });
    const related = await test.book.related(own, 10);
    expect(related.map(({ alert, shared }) => [alert.title, shared.length])).toEqual([
      ['both', 2],
      ['same user', 1],
    ]);
  });

  it('make an incident: a chain of shared entities with pauses of at most an hour', async () => {
    const at = (hours: number): Partial<NewAlert> => ({ first: NOW + hours * HOUR, last: NOW + hours * HOUR });
    const first = await raise('1 scan', { ...at(0), severity: 'low', entity: { src_ip: '10.0.0.9', host: 'web1' } });
    test.clock.advance(1);
    await raise('2 logon', { ...at(0.5), entity: { src_ip: '10.0.0.9', user: 'eve' }, severity: 'medium' });
    const last = await raise('3 new admin', { ...at(1.5), entity: { user: 'eve' }, severity: 'critical' });
    await raise('other', { ...at(0.5), entity: { user: 'bob' } });
    await raise('later', { ...at(9), entity: { user: 'eve' } });
    const [incident, ...more] = await test.book.incidents();
    expect(more).toEqual([]);
    expect(incident).toMatchObject({ id: first, severity: 'critical', count: 15, first: NOW, last: NOW + 1.5 * HOUR });
    expect(incident?.alerts.map(({ title }) => title)).toEqual(['3 new admin', '2 logon', '1 scan']);
    expect(incident?.entities.map(({ name }) => name).toSorted()).toEqual(['10.0.0.9', 'eve']);
    await close(first, 'true');
    expect((await test.book.incidents())[0]?.alerts).toHaveLength(2);
    expect((await test.book.incidentOf((await test.book.get(last))!)).alerts).toHaveLength(3);
  });

  it('are followed from one to the next, however far, by names that only a later one brings', async () => {
    const at = (hours: number): Partial<NewAlert> => ({ first: NOW + hours * HOUR, last: NOW + hours * HOUR });
    const first = await raise('0', { ...at(0), entity: { host: 'web1' } });
    for (let n = 1; n <= 8; n++) await raise(String(n), { ...at(n * 0.5), entity: { host: 'web1', user: `u${n}` } });
    await raise('same user', { ...at(3), entity: { user: 'u8', domain: 'a.example' } });
    await raise('same domain', { ...at(2.5), entity: { domain: 'A.example' } });
    await raise('test', { ...at(1), entity: { host: 'web1' }, isTest: true });
    const incident = await test.book.incidentOf((await test.book.get(first))!);
    const chain = [...Array.from({ length: 9 }, (_, n) => String(n)), 'same user', 'same domain'];
    expect(incident.alerts.map(({ title }) => title).toSorted()).toEqual(chain.toSorted());
  });

  it('are found behind as many as an incident may have that do not belong to it', async () => {
    const at = (hours: number): Partial<NewAlert> => ({ first: NOW + hours * HOUR, last: NOW + hours * HOUR });
    const own = await raise('own', { ...at(0), entity: { host: 'web1', user: 'eve' } });
    await raise('next', { ...at(0.9), entity: { host: 'web1' } });
    await raise('third', { ...at(1.4), entity: { host: 'web1' } });
    const later = newAlert({ ...at(1.5), entity: { user: 'eve' }, events: [] });
    await test.db.transaction(async (transaction) => {
      for (let n = 0; n < MAX_INCIDENT_ALERTS; n++) await test.book.raise({ ...later, key: `${n}` }, transaction);
    });
    const incident = await test.book.incidentOf((await test.book.get(own))!);
    expect(incident.alerts.map(({ title }) => title)).toEqual(['third', 'next', 'own']);
  });

  it('cost the same however many alerts of the same host were long before', async () => {
    const [small, factor] = [200, 8];
    const books = new Map<number, TestAlertBook>();
    const ids = new Map<number, string>();
    try {
      for (const size of [small, small * factor]) {
        const room = await openAlertBook();
        books.set(size, room);
        const of = (key: string, last: number): NewAlert =>
          newAlert({ key, entity: { host: 'web1' }, events: [], first: last, last });
        await room.db.transaction(async (transaction) => {
          for (let n = 0; n < size; n++) await room.book.raise(of(`old ${n}`, NOW - DAY - n * 60_000), transaction);
          for (let n = 0; n < 60; n++) ids.set(size, await room.book.raise(of(`now ${n}`, NOW + n), transaction));
        });
      }
      const run = async (size: number): Promise<void> => {
        const { book } = books.get(size)!;
        expect((await book.incidentOf((await book.get(ids.get(size)!))!)).alerts).toHaveLength(60);
      };
      await expectGrowthBelow(2, run, { small, factor });
      const relate = async (size: number): Promise<void> => {
        const { book } = books.get(size)!;
        expect(await book.related((await book.get(ids.get(size)!))!, 1)).toHaveLength(1);
      };
      await expectGrowthBelow(2, relate, { small, factor });
    } finally {
      for (const room of books.values()) await room.close();
    }
  });

  it('find incidents among a thousand alerts with a few statements', async () => {
    await test.db.transaction(async (transaction) => {
      const alert = newAlert();
      for (let n = 0; n < 1_000; n++)
        await test.book.raise({ ...alert, key: String(n), entity: { host: `h${n % 40}` }, events: [] }, transaction);
    });
    const statements = test.statements();
    expect(await test.book.incidents()).toHaveLength(40);
    expect(statements()).toBeLessThan(10);
  });
});

describe('risk', () => {
  it('adds up alerts by severity, half of it after a day, and nothing of what was harmless', async () => {
    await raise('now', { severity: 'high', entity: { user: 'eve', source: 'fw' } });
    await raise('yesterday', { severity: 'high', entity: { user: 'EVE' }, first: NOW - DAY, last: NOW - DAY });
    await close(await raise('real', { severity: 'medium', entity: { user: 'eve' } }), 'true');
    for (const reason of ['benign', 'false'] as const)
      await close(await raise(reason, { severity: 'critical', entity: { user: 'eve' } }), reason);
    await raise('tested', { severity: 'critical', entity: { user: 'eve' }, isTest: true });
    await raise('ages ago', { severity: 'critical', entity: { user: 'old' }, first: 0, last: NOW - 20 * DAY });
    await raise('low', { severity: 'low', entity: { src_ip: '10.0.0.9' } });
    expect(await test.book.riskiest(10)).toMatchObject([
      { kind: 'user', risk: 75, alerts: 3, last: NOW },
      { kind: 'ip', name: '10.0.0.9', risk: 5, alerts: 1 },
    ]);
    expect(await test.book.riskOf('user', 'Eve')).toMatchObject({ name: 'Eve', risk: 75, alerts: 3 });
    expect(await test.book.riskOf('user', 'nobody')).toMatchObject({ risk: 0, alerts: 0 });
  });
});

describe('what is over', () => {
  it('goes when it was closed long ago, with all that belongs to it; what is open stays', async () => {
    const old = { first: NOW - 500 * DAY, last: NOW - 500 * DAY };
    const closed = await raise('closed', { ...old, entity: { user: 'eve' } });
    await close(closed, 'true');
    await raise('open', old);
    await close(await raise('recent'), 'true');
    test.clock.advance(401 * DAY);
    const third = await raise('closed only now', old);
    await close(third, 'true');
    expect(await test.book.expire({ closedDays: 400, atMost: 100 })).toEqual({ gone: 2, unclosed: 0 });
    expect((await titles({})).toSorted()).toEqual(['closed only now', 'open']);
    for (const table of ['alert_events', 'alert_entities', 'alert_history']) {
      const [rows] = await test.db.query(`SELECT 1 FROM ${table} WHERE alert_id = '${closed}'`);
      expect(rows).toEqual([]);
    }
  });

  it('never holds more than it may: closed ones go first, then those that have been quiet longest', async () => {
    for (let n = 0; n < 6; n++) await raise(`open ${n}`, { last: NOW - n });
    await close(await raise('closed'), 'true');
    expect(await test.book.expire({ closedDays: 400, atMost: 4 })).toEqual({ gone: 3, unclosed: 2 });
    expect(await titles({})).toEqual(['open 0', 'open 1', 'open 2', 'open 3']);
  });
});
