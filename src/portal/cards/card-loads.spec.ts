// A card's answer is kept, shared, given up on, and never spoils another.

import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { Fault } from '#src/faults.js';
import type { Principal } from '../session/visit.js';
import { CardLoads } from './card-loads.js';
import type { Card } from './cards.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';

const anna: Principal = { kind: 'user', id: 1, name: 'anna', role: 'viewer' };
const bert: Principal = { kind: 'user', id: 2, name: 'bert', role: 'viewer' };
const carl: Principal = { kind: 'user', id: 3, name: 'carl', role: 'admin' };

const contextOf = (principal: Principal, rangeText = '24h') => ({
  range: { from: 0, to: 1 },
  rangeText,
  now: 0,
  principal,
});

function cardOf(load: Card['load'], more: Partial<Card> = {}): Card {
  return { id: 'a.b', title: 'A', permission: 'p', size: 'small', order: 1, template: 't', load, ...more };
}

function setUp() {
  const lines: string[] = [];
  const clock = new FakeClock(1_000_000);
  const log = pino({}, { write: (line) => void lines.push(line) });
  return { clock, lines, loads: new CardLoads(clock, log) };
}

/** Counts its loads. */
function counting(more: Partial<Card> = {}) {
  const seen = { count: 0 };
  return { seen, card: cardOf(async () => ({ n: (seen.count += 1) }), more) };
}

describe('loading cards', () => {
  it('loads once for all people of a role, and again after some seconds', async () => {
    const { loads, clock } = setUp();
    const { seen, card } = counting();
    await Promise.all([loads.load(card, contextOf(anna)), loads.load(card, contextOf(bert))]);
    clock.advance(4_000);
    await loads.load(card, contextOf(bert));
    expect(seen.count).toBe(1);
    clock.advance(2_000);
    expect(await loads.load(card, contextOf(anna))).toMatchObject({ kind: 'ready', model: { n: 2 } });
  });

  it.each([
    ['another role', carl, '24h', {}],
    ['another range', anna, '7d', {}],
    ['another person, where the card is personal', bert, '24h', { personal: true }],
  ])('loads anew for %s', async (_what, principal, rangeText, more) => {
    const { loads } = setUp();
    const { seen, card } = counting(more);
    await loads.load(card, contextOf(anna));
    await loads.load(card, contextOf(principal, rangeText));
    expect(seen.count).toBe(2);
  });

  it('says late at the deadline, and later what came', async () => {
    const { loads } = setUp();
    let open: (model: object) => void = () => undefined;
    const card = cardOf(() => new Promise<object>((resolve) => (open = resolve)));
    expect(await loads.load(card, contextOf(anna), 5)).toEqual({ kind: 'late' });
    const later = loads.load(card, contextOf(anna));
    open({ n: 7 });
    expect(await later).toMatchObject({ kind: 'ready', model: { n: 7 } });
  });

  it('shows what it had while the next one takes its time, but not for ever', async () => {
    const { loads, clock } = setUp();
    let isFirst = true;
    const card = cardOf(() => {
      const answer = isFirst ? Promise.resolve({ n: 1 }) : new Promise<object>(() => undefined);
      isFirst = false;
      return answer;
    });
    await loads.load(card, contextOf(anna));
    clock.advance(60_000);
    expect(await loads.load(card, contextOf(anna), 5)).toMatchObject({ kind: 'ready', model: { n: 1 }, old: true });
    clock.advance(3_600_000);
    expect(await loads.load(card, contextOf(anna), 5)).toEqual({ kind: 'late' });
  });

  it('loads slow cards one after the other', async () => {
    const { loads } = setUp();
    let [running, most] = [0, 0];
    const slow = (id: string): Card =>
      cardOf(
        async () => {
          most = Math.max(most, (running += 1));
          await new Promise((resolve) => setImmediate(resolve));
          running -= 1;
          return {};
        },
        { id, slow: true },
      );
    await Promise.all(['a', 'b', 'c'].map((id) => loads.load(slow(id), contextOf(anna))));
    expect(most).toBe(1);
  });

  it('loads slow cards of one person in turn with those of others and with those for all', async () => {
    const { loads } = setUp();
    const order: string[] = [];
    const load = (id: string, principal: Principal, personal: boolean): Promise<unknown> => {
      const card = cardOf(
        async () => {
          order.push(id);
          await new Promise((resolve) => setImmediate(resolve));
          return {};
        },
        { id, slow: true, personal },
      );
      return loads.load(card, contextOf(principal));
    };
    await Promise.all([
      ...['a1', 'a2', 'a3', 'a4'].map((id) => load(id, anna, true)),
      load('all', anna, false),
      load('b1', bert, true),
    ]);
    expect(order).toEqual(['a1', 'a2', 'all', 'b1', 'a3', 'a4']);
  });

  it.each([
    ['an error, of which it says no more', new Error('secret inside'), 'Something went wrong here.'],
    ['a fault, which speaks for itself', new Fault('QUERY_INVALID', 'Expected a value.'), 'Expected a value.'],
  ])('makes a text of %s, with an id that is in the log', async (_what, error, text) => {
    const { loads, lines } = setUp();
    const loaded = await loads.load(
      cardOf(() => Promise.reject(error)),
      contextOf(anna),
    );
    expect(loaded).toMatchObject({ kind: 'trouble', text });
    expect(lines.join('')).toContain((loaded as { id: string }).id);
  });

  it('survives a card that throws before it promises anything', async () => {
    const { loads } = setUp();
    const card = cardOf(() => {
      throw new Error('at once');
    });
    expect((await loads.load(card, contextOf(anna))).kind).toBe('trouble');
  });

  it('leaves out a card that has nothing to show', async () => {
    const { loads } = setUp();
    const card = cardOf(async () => undefined);
    expect(await loads.load(card, contextOf(anna))).toEqual({ kind: 'absent' });
  });
});
