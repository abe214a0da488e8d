// An outbox over a real metadata database in a temp folder, with a carrier that does what the test says.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import type { Sequelize, Transaction } from 'sequelize';
import type { Carrier, SendResult } from '#src/outbox/carrier.js';
import type { NewMessage, OutboxMessage } from '#src/outbox/message.js';
import { Outbox } from '#src/outbox/outbox.js';
import { FakeClock } from './fake-clock.js';
import { openMigrated } from './migrated.js';

const OUTBOX_NOW = 1_795_168_800_000;

export interface OutboxRoom {
  readonly dir: string;
  readonly db: Sequelize;
  readonly clock: FakeClock;
  readonly outbox: Outbox;
  readonly carrier: TestCarrier;
  readonly logged: string[];
  /** Puts one in a transaction of its own. */
  put(message?: Partial<NewMessage>): Promise<string>;
  /** Time goes on, and the outbox notices. */
  advance(ms: number): void;
  /** As after a restart: another outbox over the same database. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export class TestCarrier implements Carrier {
  readonly sent: { readonly channel: string; readonly id: string; readonly message: OutboxMessage }[] = [];
  channels: readonly string[] = ['ops'];
  routing: Carrier['route'] = async () => this.channels;
  limits: Record<string, number | undefined> = {};
  answer: (channel: string, message: OutboxMessage, signal: AbortSignal) => SendResult | Promise<SendResult> = () =>
    delivered();

  route(message: OutboxMessage, transaction: Transaction): Promise<readonly string[]> {
    return this.routing(message, transaction);
  }
  async send(message: OutboxMessage, channel: string, signal: AbortSignal): Promise<SendResult> {
    this.sent.push({ channel, id: message.id, message });
    return this.answer(channel, message, signal);
  }
  async concurrency(channel: string): Promise<number | undefined> {
    return channel in this.limits ? this.limits[channel] : 2;
  }
}

const request = { line: 'POST http://example.test/***', headers: {}, body: '{}' };
export const delivered = (): SendResult => ({
  outcome: 'delivered',
  request,
  response: { line: '200 OK', headers: {}, body: 'thanks' },
});
export const refused = (outcome: 'retry' | 'final' | 'rest', retryAfterMs?: number): SendResult => ({
  outcome,
  request,
  error: 'It said 503.',
  response: { line: '503 Down', headers: {}, body: '' },
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});
/** Ends only when it is told to. */
export const hangs = (signal: AbortSignal): Promise<SendResult> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve({ outcome: 'retry', request, error: 'No answer.' }));
  });

export async function openOutboxRoom({ start = true } = {}): Promise<OutboxRoom> {
  const dir = mkdtempSync(join(tmpdir(), 'lanwarden-outbox-'));
  const db = await openMigrated(dir);
  const clock = new FakeClock(OUTBOX_NOW);
  const carrier = new TestCarrier();
  const logged: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line) => void logged.push(line) });
  const open = (): Outbox => new Outbox(db, clock, log, () => 1);
  let outbox = open();
  const begin = async (): Promise<void> => {
    outbox.register(carrier);
    await outbox.onApplicationBootstrap();
  };
  if (start) await begin();
  return {
    dir,
    db,
    clock,
    carrier,
    logged,
    get outbox() {
      return outbox;
    },
    put: (message) => db.transaction((transaction) => outbox.put({ ...MESSAGE, ...message }, transaction)),
    advance: (ms) => {
      clock.advance(ms);
      outbox.wake();
    },
    restart: async () => {
      await outbox.onModuleDestroy();
      outbox = open();
      await begin();
    },
    close: async () => {
      await outbox.onModuleDestroy();
      await db.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const MESSAGE: NewMessage = {
  type: 'alert.raised',
  at: OUTBOX_NOW,
  facts: { severity: 'high', ruleId: 'ssh-brute-force', alertId: 'al_1', source: 'web1' },
  body: { alert: { id: 'al_1', title: 'Many failed logons from 203.0.113.7' } },
};
