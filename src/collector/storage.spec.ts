import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { SyslogLine } from '../event/line.js';
import { pino } from 'pino';
import { Sources } from './identify/sources.js';
import { sumOf } from './write/ledger-row.js';
import { openStorage, type Storage } from './storage.js';

const DAY_MS = 86_400_000;

let dir: string;
let storage: Storage | undefined;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-storage-'));
  mkdirSync(join(dir, 'run'));
});
afterEach(async () => {
  await close();
  rmSync(dir, { recursive: true, force: true });
});

const open = async (): Promise<Storage> =>
  (storage = await openStorage(configSchema.parse({ data: { dir } }), dir, pino({ level: 'silent' })));
async function close(): Promise<void> {
  storage?.ledger.close();
  await storage?.store.close();
  storage = undefined;
}

/** One message; answers with the name it goes under. */
function hear({ ledger }: Storage, sources: Sources, address: string, at: number): string {
  const frame = { bytes: Buffer.alloc(0), receivedAt: at, transport: 'udp', peer: { address, port: 514 } } as const;
  const { slot, name } = sources.identify(frame, new SyslogLine(''));
  ledger.arrive(1);
  ledger.assign(slot, at);
  ledger.count(slot, 'filtered');
  return name;
}

it('has room for new senders again when a flood of invented addresses is a month old, and its sums hold', async () => {
  const flooded = await open();
  const sources = new Sources(flooded.ledger, []);
  const before = Date.now() - 31 * DAY_MS;
  for (let n = 0; n < 5_100; n += 1) hear(flooded, sources, `10.0.${n >> 8}.${n & 255}`, before);
  expect(hear(flooded, sources, '192.168.1.1', before)).toBe('(other senders)');
  const sum = sumOf(flooded.ledger.rows());
  await close();

  const next = await open();
  expect({ ...sumOf(next.ledger.rows()), source: sum.source }).toEqual(sum);
  const again = new Sources(next.ledger, []);
  const names = ['192.168.1.1', '192.168.1.2', '10.0.1.1'].map((address) => hear(next, again, address, Date.now()));
  expect(names).toEqual(['192.168.1.1', '192.168.1.2', '10.0.1.1']);
  const rows = new Map(next.ledger.rows().map((row) => [row.source, row]));
  expect(rows.size).toBe(4);
  expect(rows.get('10.0.1.1')).toMatchObject({ received: 2, filtered: 2, balanced: true });
  expect(rows.get('(other senders)')).toMatchObject({ received: 5_100, filtered: 5_100, balanced: true });
});
