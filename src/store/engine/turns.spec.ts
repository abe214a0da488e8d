import { describe, expect, it } from 'vitest';
import { Turns } from './turns.js';

/** Work that ends when it is told to, and says when it began. */
function held(log: string[], name: string): { work: () => Promise<string>; end: (error?: Error) => Promise<void> } {
  let end!: (error?: Error) => void;
  const ended = new Promise<void>((resolve, reject) => (end = (error) => (error ? reject(error) : resolve())));
  return {
    work: async () => {
      log.push(name);
      await ended;
      return name;
    },
    end: async (error) => {
      end(error);
      await passed();
    },
  };
}

const passed = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('turns', () => {
  it('let the next append begin where the one before hands over, and the one after that when the first has ended', async () => {
    const turns = new Turns();
    const log: string[] = [];
    const [a, b, c] = [held(log, 'a'), held(log, 'b'), held(log, 'c')];
    const appended = [a, b, c].map(({ work }) =>
      turns.append((turn) => {
        turn.handOver();
        return work();
      }),
    );
    await passed();
    expect(log).toEqual(['a', 'b']);
    await a.end();
    expect(log).toEqual(['a', 'b', 'c']);
    await b.end();
    await c.end();
    expect(await Promise.all(appended)).toEqual(['a', 'b', 'c']);
  });

  it('wait for an append that hands over nothing, and go on behind one that fails', async () => {
    const turns = new Turns();
    const log: string[] = [];
    const [a, b] = [held(log, 'a'), held(log, 'b')];
    const [first, second] = [turns.append(a.work), turns.append(b.work)];
    await passed();
    expect(log).toEqual(['a']);
    await Promise.all([expect(first).rejects.toThrow('no room'), a.end(new Error('no room'))]);
    expect(log).toEqual(['a', 'b']);
    await b.end();
    expect(await second).toBe('b');
  });

  it('tell an append when the one before it has ended', async () => {
    const turns = new Turns();
    const log: string[] = [];
    const [a, b] = [held(log, 'a'), held(log, 'b')];
    void turns.append((turn) => (turn.handOver(), a.work()));
    void turns.append(async (turn) => {
      await turn.before;
      return b.work();
    });
    await passed();
    expect(log).toEqual(['a']);
    await a.end();
    expect(log).toEqual(['a', 'b']);
    await b.end();
  });

  it('leave work alone that has to be', async () => {
    const turns = new Turns();
    const log: string[] = [];
    const [a, b, c] = [held(log, 'a'), held(log, 'b'), held(log, 'c')];
    void turns.append((turn) => (turn.handOver(), a.work()));
    void turns.alone(b.work);
    void turns.append(c.work);
    await passed();
    expect(log).toEqual(['a']);
    await a.end();
    expect(log).toEqual(['a', 'b']);
    await b.end();
    expect(log).toEqual(['a', 'b', 'c']);
    await c.end();
  });
});
