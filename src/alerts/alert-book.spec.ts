// The alert book over a real database: raising, growing, recovering, and what is told of it.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ALERT_NOW as NOW,
  alertEvent as event,
  newAlert as alert,
  openAlertBook,
  type TestAlertBook,
} from '../../test/helpers/alert-book.js';
import { isPostgres } from '#src/store/metadata/dialect.js';
import type { AlertGrowth, NewAlert } from './alert.js';
import type { GrownAlerts } from './grow.js';

let test: TestAlertBook;

beforeEach(async () => {
  test = await openAlertBook();
});
afterEach(() => test.close());

const growth = (id: string, more: Partial<AlertGrowth> = {}): AlertGrowth => ({
  id,
  count: 1,
  first: NOW,
  last: NOW + 1_000,
  events: [],
  ...more,
});
const raise = (more?: Partial<NewAlert>): Promise<string> => test.raise(more);
const grow = (...growths: AlertGrowth[]): Promise<GrownAlerts> =>
  test.db.transaction((t) => test.book.grow(growths, t));
const bodyOf = (at: number): Record<string, unknown> => test.told.at(at)!.body['alert'] as Record<string, unknown>;

describe('raising', () => {
  it('keeps all that was said, and begins its history', async () => {
    const id = await raise();
    const { rule, key, severity, title, summary, entity, reasons, count, first, last, query, tags } = alert();
    expect(await test.book.get(id)).toMatchObject({
      id,
      rule,
      key,
      severity,
      title,
      summary,
      entity,
      reasons,
      count,
      first,
      last,
      query,
      tags,
      state: 'open',
      version: 1,
      isTest: false,
      raisedAt: NOW,
      events: alert().events,
      history: [{ action: 'raised', text: '5', at: NOW, who: undefined }],
    });
  });

  it('tells of it in the shape of the webhook, with at most 10 events', async () => {
    const id = await raise({ events: Array.from({ length: 30 }, (_, n) => event(n)), count: 30 });
    expect(test.told).toMatchObject([
      { type: 'alert.raised', at: NOW, facts: { severity: 'high', ruleId: 'ssh-brute-force', alertId: id } },
    ]);
    expect(bodyOf(0)).toMatchObject({
      id,
      state: 'open',
      severity: 'high',
      url: `https://logs.example.org/alerts/${id}`,
      count: 30,
      first: new Date(NOW - 60_000).toISOString(),
      rule: { id: 'ssh-brute-force' },
      entity: { user: 'alice' },
    });
    const events = bodyOf(0)['events'] as { id: string }[];
    expect(events.map(({ id: eventId }) => eventId)).toEqual(Array.from({ length: 10 }, (_, n) => event(n + 20).id));
  });

  it('is nothing when the transaction is rolled back', async () => {
    const failing = test.db.transaction(async (t) => {
      await test.book.raise(alert(), t);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await test.book.ongoing(0)).toEqual([]);
  });

  it('never tells of a test', async () => {
    const id = await raise({ isTest: true });
    await grow(growth(id, { count: 1_000 }));
    await test.db.transaction((t) => test.book.recover({ id, at: NOW, summary: 'over' }, t));
    expect(test.told).toEqual([]);
    expect((await test.book.get(id))?.state).toBe('closed');
  });

  it('keeps hostile text as it is, and cuts what is endless', async () => {
    const text = `'"; DROP TABLE alerts; --\u0000\u202e<script>$1 $id ${'x'.repeat(5_000)}`;
    const id = await raise({
      title: text,
      summary: text,
      key: text,
      query: text.repeat(10),
      source: text,
      entity: { user: text },
      events: [{ id: 'e-1', time: NOW, message: text }],
      reasons: Array.from({ length: 100 }, () => ({ what: text, actual: text })),
    });
    const kept = (await test.book.get(id))!;
    // PostgreSQL's text holds no NUL.
    const asKept = (said: string): string => (isPostgres(test.db) ? said.replaceAll('\0', '\\0') : said);
    expect(kept.title).toBe(asKept(`${text.slice(0, 299)}…`));
    expect(kept.key).toBe(asKept(text));
    expect(kept.query).toBe('');
    expect(kept.reasons).toHaveLength(10);
    expect(kept.events[0]?.message).toHaveLength(asKept(text.slice(0, 500)).length);
    expect(kept.events[0]?.message.startsWith(asKept(text.slice(0, 60)))).toBe(true);
    expect(JSON.stringify(test.told[0]?.body).length).toBeLessThan(100_000);
  });

  it('fits into the outbox with everything at its longest', async () => {
    const long = '\u0001'.repeat(20_000);
    await raise({
      title: long,
      summary: long,
      advice: long,
      source: long,
      rule: { id: 'r', name: long, kind: long },
      entity: { user: long, src_ip: long, dst_ip: long, host: long, domain: long, source: long },
      tags: Array.from({ length: 100 }, () => long),
      reasons: Array.from({ length: 100 }, () => ({ what: long, expected: long, actual: long })),
      events: Array.from({ length: 50 }, (_, n) => ({ id: `e-${n}`, time: NOW, message: long })),
    });
    expect(JSON.stringify(test.told[0]?.body).length).toBeLessThan(240 * 1_024);
  });

  it('gives ids that sort by time', async () => {
    const first = await raise();
    test.clock.advance(1);
    const second = await raise();
    expect(first).toMatch(/^al_[0-9a-z]{19}$/);
    expect([second, first].toSorted()).toEqual([first, second]);
  });
});

describe('growing', () => {
  it('adds counts, widens the time, and says what is new', async () => {
    const id = await raise();
    await grow(
      growth(id, { count: 2, first: NOW - 90_000, summary: '7 now.', reasons: [{ what: 'more' }], score: 93 }),
    );
    expect(await test.book.get(id)).toMatchObject({
      count: 7,
      first: NOW - 90_000,
      last: NOW + 1_000,
      summary: '7 now.',
      reasons: [{ what: 'more' }],
      score: 93,
    });
    expect(await test.book.ongoing(0)).toMatchObject([{ id, score: 93 }]);
    await grow(growth(id, { first: NOW, last: NOW - 80_000 }));
    expect(await test.book.get(id)).toMatchObject({
      count: 8,
      first: NOW - 90_000,
      last: NOW + 1_000,
      summary: '7 now.',
    });
  });

  it('adds up what is said twice of one alert, and answers with what is not there', async () => {
    const id = await raise();
    const more = growth(id, { count: 3, events: [event(8)] });
    const { gone } = await grow(growth(id, { events: [event(7)] }), growth('al_gone'), more);
    expect(gone).toEqual(['al_gone']);
    const kept = (await test.book.get(id))!;
    expect([kept.count, kept.events.length]).toEqual([9, 7]);
  });

  it('tells again at each tenfold, once', async () => {
    const id = await raise();
    for (const count of [40, 4, 1, 100, 4_000, 1]) await grow(growth(id, { count }));
    expect(test.told.map(({ type }) => type)).toEqual(['alert.raised', 'alert.updated', 'alert.updated']);
    expect([bodyOf(1)['count'], bodyOf(2)['count']]).toEqual([50, 4_150]);
    const history = (await test.book.get(id))!.history.map(({ action, text }) => [action, text]);
    expect(history).toEqual([['raised', '5'], ['grew', '50'], ['grew', '4150']]); // prettier-ignore
    await grow(growth(id, { count: 850 }));
    expect(test.told).toHaveLength(4);
  });

  it('keeps the first 50 events and the newest 50, in order of time', async () => {
    const id = await raise({ events: [], count: 0 });
    for (let n = 0; n < 700; n += 35)
      await grow(growth(id, { count: 35, events: Array.from({ length: 35 }, (_, i) => event(n + i)) }));
    await grow(growth(id, { events: [event(699)] }));
    const expected = [...Array.from({ length: 50 }, (_, n) => event(n)), ...Array.from({ length: 50 }, (_, n) => event(650 + n))]; // prettier-ignore
    expect((await test.book.get(id))?.events).toEqual(expected);
    const [[{ rows }]] = (await test.db.query('SELECT count(*) AS rows FROM alert_events')) as unknown as [
      [{ rows: number }],
    ];
    expect(rows).toBeLessThanOrEqual(250);
  });

  it('leaves a closed alert closed, tells nobody, and notes once that it went on', async () => {
    const id = await raise();
    await test.db.transaction((t) => test.book.recover({ id, at: NOW, summary: 'Quiet.' }, t));
    for (const count of [100, 1_000]) await grow(growth(id, { count }));
    const kept = (await test.book.get(id))!;
    expect([kept.state, kept.count, kept.hasContinued]).toEqual(['closed', 1_105, true]);
    expect(kept.history.filter(({ action }) => action === 'continued')).toMatchObject([{ text: '105' }]);
    expect(test.told.map(({ type }) => type)).toEqual(['alert.raised', 'alert.closed']);
  });

  it('raises another where a closed one becomes more severe, with what came since', async () => {
    const id = await raise();
    const closing = { kind: 'close', reason: 'benign', note: 'Her new laptop.' } as const;
    await test.book.triage([id], [closing], 'bob');
    const worse = { severity: 'critical', title: 'Worse', entity: { user: 'alice', src_ip: '198.51.100.9' } } as const;
    const { anew } = await grow(growth(id, { ...worse, count: 3, events: [event(9)] }));
    const other = (await test.book.get(anew.get(id)!))!;
    const { rule, key, advice, query } = (await test.book.get(id))!;
    expect(other).toMatchObject({
      ...worse,
      rule,
      key,
      advice,
      query,
      state: 'open',
      count: 3,
      events: [event(9)],
      history: [{ action: 'raised', text: '3' }],
    });
    const closed = (await test.book.get(id))!;
    expect(closed).toMatchObject({ state: 'closed', reason: 'benign', severity: 'high', count: 5 });
    expect(closed.history.map(({ action, text }) => [action, text]).at(-1)).toEqual(['worsened', other.id]);
    expect(test.told.map(({ type }) => type)).toEqual(['alert.raised', 'alert.closed', 'alert.raised']);
    expect((await test.book.related(other, 9)).map(({ alert: { id: related } }) => related)).toEqual([id]);
  });

  it('raises it as the rule is by now: people are told, though the closed one was of a test', async () => {
    const id = await raise({ isTest: true });
    await test.book.triage([id], [{ kind: 'close', reason: 'benign', note: '' }], 'bob');
    await grow(growth(id, { severity: 'critical', isTest: false }));
    expect(test.told.map(({ type, facts: { severity } }) => [type, severity])).toEqual([['alert.raised', 'critical']]);
  });

  it('grows a thousand alerts at once, with few statements', async () => {
    const ids = await test.db.transaction(async (t) => {
      const raised: string[] = [];
      for (let n = 0; n < 1_000; n++) raised.push(await test.book.raise(alert({ key: String(n) }), t));
      return raised;
    });
    const growths = ids.map((id, i) => growth(id, { events: Array.from({ length: 10 }, (_, n) => event(i * 10 + n)) }));
    const statements = test.statements();
    await grow(...growths);
    expect(statements()).toBeLessThan(50);
    expect((await test.book.ongoing(NOW + 1_000)).map(({ count }) => count)).toEqual(
      Array.from({ length: 1_000 }, () => 6),
    );
  });
});

describe('recovering', () => {
  it('closes it by itself and says so', async () => {
    const id = await raise();
    await test.db.transaction((t) => test.book.recover({ id, at: NOW + 5_000, summary: 'The events are back.' }, t));
    expect(await test.book.get(id)).toMatchObject({
      state: 'closed',
      reason: 'recovered',
      note: 'The events are back.',
      stateAt: NOW + 5_000,
      stateBy: undefined,
      history: [{}, { action: 'recovered', text: 'The events are back.' }],
    });
    expect(test.told[1]?.type).toBe('alert.closed');
    expect(bodyOf(1)['closed']).toMatchObject({ reason: 'recovered', note: 'The events are back.' });
  });

  it('says of a silent source that it is back', async () => {
    const id = await raise({ messageType: 'source.silent', source: 'nas', count: 0, events: [] });
    await test.db.transaction((t) => test.book.recover({ id, at: NOW, summary: 'It is back.' }, t));
    expect(test.told.map(({ type, facts }) => [type, facts.source])).toEqual([
      ['source.silent', 'nas'],
      ['source.back', 'nas'],
    ]);
  });

  it('says of one that nobody looks at any more that it is over, to those who heard of the silence, and why', async () => {
    const id = await raise({ messageType: 'source.silent', source: 'nas', count: 0, events: [] });
    const end = { id, at: NOW, summary: 'The rule was switched off.', isUnwatched: true };
    await test.db.transaction((t) => test.book.recover(end, t));
    expect(await test.book.get(id)).toMatchObject({
      state: 'closed',
      reason: 'unwatched',
      history: [{}, { action: 'unwatched', text: end.summary }],
    });
    expect(test.told[1]?.type).toBe('source.back');
    expect(bodyOf(1)['closed']).toMatchObject({ reason: 'recovered', isUnwatched: true });
  });
});

it('tells detection after a restart what is still going on, in any state', async () => {
  const [old, open, recent] = [
    await raise({ last: NOW - 10_000 }),
    await raise({ last: NOW - 9_000, key: 'open' }),
    await raise({ key: 'other' }),
  ];
  for (const id of [old, recent])
    await test.db.transaction((t) => test.book.recover({ id, at: NOW, summary: 'Over.' }, t));
  expect(await test.book.ongoing(NOW - 5_000)).toEqual([
    expect.objectContaining({ id: open, key: 'open', state: 'open' }),
    {
      id: recent,
      isTest: false,
      ruleId: 'ssh-brute-force',
      key: 'other',
      state: 'closed',
      count: 5,
      first: NOW - 60_000,
      last: NOW,
    },
  ]);
  expect((await test.book.ongoing(0)).map(({ id }) => id)).toEqual([old, open, recent]);
});
