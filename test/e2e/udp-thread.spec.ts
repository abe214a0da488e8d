// The thread that reads UDP, of the built program: vitest's sources are read in place.

import { createSocket } from 'node:dgram';
import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import { KernelDropWatch } from '../../src/collector/listen/kernel-drops.js';
import { RecordingIntake } from '../../src/collector/listen/testing/recording-intake.js';
import type { UdpListener as Listener } from '../../src/collector/listen/udp.js';
import type { configSchema as Schema } from '../../config/schema.js';
import { eventually } from '../helpers/eventually.js';

const built = (path: string): Promise<unknown> =>
  import(/* @vite-ignore */ new URL(`../../dist/${path}`, import.meta.url).href);
const sender = createSocket('udp4');
const original = Worker.prototype.postMessage;
/** What is handled is not answered: the thread gives no more. */
let isHeldUp = false;
const post = vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (this: Worker, message: unknown) {
  if (!isHeldUp || (message as { t?: string } | undefined)?.t !== 'taken') original.call(this, message);
});
let intake: RecordingIntake;
let listener: Listener;
beforeEach(async () => {
  const { UdpListener } = (await built('src/collector/listen/udp.js')) as { UdpListener: typeof Listener };
  const { configSchema } = (await built('config/schema.js')) as { configSchema: typeof Schema };
  intake = new RecordingIntake();
  listener = new UdpListener(configSchema.parse({ listen: { udp: { host: '127.0.0.1', port: 0 } } }).listen, intake);
  await listener.start();
});
afterEach(() => {
  isHeldUp = false;
  return listener.stop();
});
afterAll(() => sender.close());

const send = (text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    sender.send(text, listener.health().port, '127.0.0.1', (error) => (error ? reject(error) : resolve()));
  });
const thread = (): Worker => post.mock.contexts.at(-1) as unknown as Worker;

it('gives everything that was sent, in its order, also what is under way when it ends', async () => {
  const texts = Array.from({ length: 3_000 }, (_, n) => `<13>${n}`);
  for (const text of texts) await send(text);
  await listener.stop();
  expect(intake.texts).toEqual(texts);
});

it('that ends is told, and another one takes its place', async () => {
  await send('<13>before');
  await eventually(() => expect(intake.texts).toEqual(['<13>before']));
  thread().postMessage(undefined); // no message of ours
  await eventually(() => expect(listener.health()).toMatchObject({ state: 'failed' }));
  expect(listener.health().lastError).toMatch(/^The thread that reads the socket ended: /);
  await eventually(() => expect(listener.health()).toMatchObject({ state: 'listening' }));
  await send('<13>after');
  await eventually(() => expect(intake.texts).toEqual(['<13>before', '<13>after']));
});

it('that ends has lost what it had read and not given, which is counted', async () => {
  isHeldUp = true;
  for (const [at, text] of ['one', 'two', 'three', 'four', 'five'].entries()) {
    await send(text);
    if (at < 2) await eventually(() => expect(intake.frames).toHaveLength(at + 1));
  }
  const kernel = new KernelDropWatch(listener.health(), (count) => expect.fail(`the kernel dropped ${count}`));
  kernel.start();
  await kernel.stop(); // all are read
  thread().postMessage(undefined);
  await eventually(() => expect(intake.dropped).toBe(3));
  expect([intake.texts, listener.health().dropped]).toEqual([['one', 'two'], 3]);
});
