import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../../../test/helpers/eventually.js';
import { BodyBudget, readBody } from './body.js';

describe('the budget of bodies', () => {
  it('leaves half of it to others, whatever one sender does', () => {
    const budget = new BodyBudget(100);
    const greedy = [1, 2, 3].map(() => budget.of('10.0.0.1'));
    expect(greedy.map((share) => share.take(30))).toEqual([true, false, false]);
    expect(budget.of('10.0.0.2').take(50)).toBe(true);
    expect(budget.of('10.0.0.3').take(30)).toBe(false);
    greedy[0]!.give(30);
    expect(budget.of('10.0.0.3').take(30)).toBe(true);
  });
});

describe('a body', () => {
  it('that was refused is not held while its request goes on', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const request = Object.assign(new PassThrough(), { headers: {}, complete: false });
    const share = new BodyBudget(100_000).of('10.0.0.1');
    const reading = readBody(request as unknown as IncomingMessage, { maxBytes: 1_000, timeoutMs: 60_000 }, share);
    const held = await sendHalf(request);
    request.write('x'.repeat(600));
    expect(await reading).toMatchObject({ reply: { status: 413 } });
    await eventually(() => {
      collect();
      expect(held.deref() === undefined).toBe(true);
    });
    expect(share.take(50_000)).toBe(true);
  });
});

describe('a body that was not read', () => {
  const limits = { maxBytes: 1_000, timeoutMs: 60_000 };
  const share = new BodyBudget(100_000).of('10.0.0.1');
  const cutOff = { reply: { status: 400, body: { detail: expect.stringContaining('closed') as string } } };
  const requestOf = (): PassThrough & IncomingMessage =>
    Object.assign(new PassThrough(), { headers: {}, complete: true }) as unknown as PassThrough & IncomingMessage;

  it('is not waited for when its client is gone, though all of it came', async () => {
    const request = requestOf();
    const reading = readBody(request, limits, share);
    request.write('x'.repeat(100));
    request.destroy();
    expect(await reading).toMatchObject(cutOff);
  });

  it('is not waited for when its client was gone before', async () => {
    const request = requestOf();
    request.end('x');
    request.destroy();
    expect(await readBody(request, limits, share)).toMatchObject(cutOff);
  });
});

/** Of its own, so that nothing else here holds what it sent. */
async function sendHalf(request: PassThrough): Promise<WeakRef<Buffer>> {
  const chunk = Buffer.alloc(500);
  request.write(chunk);
  await setImmediate();
  return new WeakRef(chunk);
}
