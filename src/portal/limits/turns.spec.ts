// So many at once, in turn, fair between people.

import { describe, expect, it } from 'vitest';
import { Rate } from './rate.js';
import { Turns } from './turns.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';

const LIMITS = { perPerson: 2, inAll: 3, waiting: 4 };

/** Work that ends when told to. */
function work() {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { end, run: () => ended };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('turns', () => {
  it('refuse at once who has too many, or when there are too many in all, until one is given back', () => {
    const turns = new Turns(LIMITS, 'Too many.');
    const first = turns.take('ana');
    turns.take('ana');
    expect(() => turns.take('ana')).toThrow('Too many.');
    turns.take('bert');
    expect(() => turns.take('carl')).toThrow('Too many.');
    first();
    first();
    turns.take('carl');
    expect(() => turns.take('ana')).toThrow('Too many.');
  });

  it('let others in before the rest of somebody with many', async () => {
    const turns = new Turns({ perPerson: 1, inAll: 1, waiting: 9 }, '');
    const order: string[] = [];
    const ask = (person: string, name: string): Promise<void> =>
      turns.run(person, async () => {
        order.push(name);
        await settle();
      });
    await Promise.all([
      ...['a1', 'a2', 'a3', 'a4'].map((name) => ask('ana', name)),
      ...['b1', 'b2'].map((name) => ask('bert', name)),
    ]);
    expect(order).toEqual(['a1', 'a2', 'b1', 'a3', 'b2', 'a4']);
  });

  it('never run more than they may, and run all, whatever fails', async () => {
    const turns = new Turns({ perPerson: 2, inAll: 3, waiting: 50 }, '');
    const running = new Map<string, number>();
    let [all, most, mostOfOne] = [0, 0, 0];
    const ask = (person: string, fails: boolean): Promise<void> =>
      turns.run(person, async () => {
        running.set(person, (running.get(person) ?? 0) + 1);
        most = Math.max(most, (all += 1));
        mostOfOne = Math.max(mostOfOne, running.get(person)!);
        await settle();
        all -= 1;
        running.set(person, running.get(person)! - 1);
        if (fails) throw new Error('as told');
      });
    const asked = Array.from({ length: 90 }, (_, i) => ask(['ana', 'bert', 'carl'][Math.floor(i / 30)]!, i % 4 === 0));
    const ended = await Promise.allSettled(asked);
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(67);
    expect([most, mostOfOne]).toEqual([3, 2]);
  });

  it('refuse the waiting that are too many, of one person only', async () => {
    const turns = new Turns(LIMITS, 'Too many.');
    const hold = work();
    const asked = Array.from({ length: 6 }, () => turns.run('ana', hold.run));
    await expect(turns.run('ana', hold.run)).rejects.toMatchObject({
      code: 'THROTTLED',
      details: { retryAfterSeconds: 5 },
    });
    const other = turns.run('bert', async () => 'served');
    expect(await other).toBe('served');
    hold.end();
    await Promise.all(asked);
  });

  it('drop who is gone before the turn has come, and keep the place of who goes meanwhile', async () => {
    const turns = new Turns({ perPerson: 1, inAll: 1, waiting: 4 }, '');
    const hold = work();
    const gone = new AbortController();
    let begun = 0;
    const first = turns.run('ana', hold.run, gone.signal);
    const dropped = turns.run('ana', async () => void (begun += 1), gone.signal);
    const kept = turns.run('ana', async () => 'kept');
    gone.abort(new Error('gone'));
    await expect(dropped).rejects.toThrow('gone');
    await expect(turns.run('ana', async () => void (begun += 1), gone.signal)).rejects.toThrow('gone');
    await settle();
    expect(begun).toBe(0);
    hold.end();
    await first;
    expect(await kept).toBe('kept');
  });
});

describe('a rate', () => {
  it('counts within its span, for each person, and not what it refused', () => {
    const clock = new FakeClock(1_000_000);
    const rate = new Rate(clock, { times: 2, withinMs: 60_000 }, 'Too often.');
    rate.note('ana');
    clock.advance(30_000);
    rate.note('ana');
    expect(() => rate.note('ana')).toThrow('Too often.');
    rate.note('bert');
    clock.advance(30_000);
    rate.note('ana');
    expect(() => rate.note('ana')).toThrow('Too often.');
  });
});
