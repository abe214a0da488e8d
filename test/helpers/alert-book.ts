// An alert book over a real metadata database in a temp folder, with what it told, and alerts to put into it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Options, Sequelize } from 'sequelize';
import type { AlertEvent, NewAlert } from '#src/alerts/alert.js';
import { AlertBook } from '#src/alerts/alert-book.js';
import type { NewMessage } from '#src/outbox/message.js';
import { FakeClock } from './fake-clock.js';
import { openMigrated } from './migrated.js';

export const ALERT_NOW = Date.UTC(2026, 10, 20, 12);

export interface TestAlertBook {
  readonly db: Sequelize;
  readonly book: AlertBook;
  readonly clock: FakeClock;
  /** What was put into the outbox, rolled back or not. */
  readonly told: NewMessage[];
  raise(more?: Partial<NewAlert>): Promise<string>;
  /** From now on; tells how many there were when it is called. */
  statements(): () => number;
  close(): Promise<void>;
}

export async function openAlertBook(): Promise<TestAlertBook> {
  const dir = mkdtempSync(join(tmpdir(), 'lanwarden-alerts-'));
  const db = await openMigrated(dir);
  const told: NewMessage[] = [];
  const clock = new FakeClock(ALERT_NOW);
  const outbox = { put: (message: NewMessage) => Promise.resolve(`msg_${told.push(message)}`) };
  const book = new AlertBook(db, clock, outbox, (id) => `https://logs.example.org/alerts/${id}`);
  return {
    db,
    book,
    clock,
    told,
    raise: (more) => db.transaction((transaction) => book.raise(newAlert(more), transaction)),
    statements: () => {
      let count = 0;
      (db as unknown as { readonly options: Options }).options.logging = () => void (count += 1);
      return () => count;
    },
    close: async () => {
      await db.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export function newAlert(more: Partial<NewAlert> = {}): NewAlert {
  return {
    rule: { id: 'ssh-brute-force', name: 'Brute force', kind: 'threshold' },
    key: '[["source.ip","203.0.113.7"]]',
    severity: 'high',
    title: 'Brute force from 203.0.113.7',
    summary: '5 failed logons in 10 minutes, expected fewer than 5.',
    entity: { user: 'alice', src_ip: '203.0.113.7', host: 'web1' },
    reasons: [{ what: 'failed logons', expected: 'fewer than 5', actual: '5' }],
    count: 5,
    first: ALERT_NOW - 60_000,
    last: ALERT_NOW,
    query: 'outcome:failure',
    tags: ['attack.t1110'],
    isTest: false,
    events: Array.from({ length: 5 }, (_, n) => alertEvent(n)),
    ...more,
  };
}

/** Each a millisecond after the one before. */
export function alertEvent(n: number): AlertEvent {
  return { id: `e-${String(n).padStart(6, '0')}`, time: ALERT_NOW - 60_000 + n, message: `failed ${n}` };
}
