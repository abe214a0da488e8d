import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { collectorHealth, ledgerRow } from '../../test/helpers/collector-health.js';
import { type PostgresServer, startPostgres } from '../../test/helpers/postgres.js';
import { configSchema } from '#config/schema.js';
import { migrateMetadata } from '#src/store/metadata/migrate.js';
import { coreMigrations } from '#src/store/metadata/migrations/index.js';
import { openPostgres } from '#src/store/metadata/postgres/open.js';
import type { CollectorHealth } from '../link/messages.js';
import { nodeIdOf } from '../node-id.js';
import { eventually } from '../../test/helpers/eventually.js';
import type { NodeWatch } from './node-watch.js';
import { watchNodes } from './watch-nodes.js';

let server: PostgresServer;
let url: string;
let dir: string;
let logged: string[];
const watches: NodeWatch[] = [];
beforeAll(async () => void (server = await startPostgres()), 60_000);
afterAll(() => server.stop());
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-nodes-'));
  url = await server.freshDatabase();
  logged = [];
  const db = await openPostgres({ url, pool: { max: 2 }, statementTimeoutMs: 5_000 });
  await migrateMetadata(db, [coreMigrations]).finally(() => db.close());
});
afterEach(async () => {
  await Promise.all(watches.splice(0).map((watch) => watch.stop()));
  rmSync(dir, { recursive: true, force: true });
});

interface Given {
  readonly kind?: 'portal' | 'collector';
  readonly folder?: string;
  readonly health?: () => CollectorHealth | undefined;
  readonly address?: string;
  readonly everyMs?: number;
}

/** So that a spec need not wait for each beat. */
const QUICK_MS = 50;

async function take(
  name: string,
  { kind = 'collector', folder = name, health, address = url, everyMs = QUICK_MS }: Given = {},
) {
  const data = join(dir, folder);
  mkdirSync(data, { recursive: true });
  const watch = await watchNodes({
    config: configSchema.parse({ data: { dir: data }, database: { url: address }, node: { name } }),
    kind,
    hasDuties: () => kind === 'portal',
    health: health ?? (() => collectorHealth()),
    log: pino({}, { write: (line) => void logged.push(line) }),
    everyMs,
  });
  watches.push(watch);
  return { watch, id: nodeIdOf(data) };
}

async function sql(text: string): Promise<void> {
  const db = await openPostgres({ url, pool: { max: 1 }, statementTimeoutMs: 5_000 });
  await db.query(text).finally(() => db.close());
}

describe('nodes', () => {
  it('are known to each other, with what their collectors say', async () => {
    const first = await take('Berlin', { kind: 'portal' });
    const health = collectorHealth({ ledger: [ledgerRow({ source: "o'web\0\ud800", received: 2, stored: 2 })] });
    const second = await take('attic', { health: () => health });
    expect(second.watch.all()).toMatchObject([
      { name: 'attic', kind: 'collector', hasDuties: false, isUs: true, isAway: false, collects: true },
      { name: 'Berlin', kind: 'portal', hasDuties: true, isUs: false, isAway: false },
    ]);
    await eventually(() => expect(first.watch.others()).toHaveLength(1));
    expect(first.watch.others()).toMatchObject([{ id: second.id, health: { ledger: [{ received: 2 }] } }]);
    const [before] = first.watch.others();
    // Read again, the same.
    await eventually(() => expect(first.watch.others()[0]).not.toBe(before));
    expect(first.watch.others()[0]!.health).toEqual(before!.health);
  });

  it('keep what is known of a collector that is away, and say so', async () => {
    let health: CollectorHealth | undefined = collectorHealth({
      ledger: [ledgerRow({ source: 'web1', received: 2, stored: 2 })],
    });
    const first = await take('one', { health: () => health });
    health = undefined;
    await eventually(() => expect(first.watch.all()[0]!.collects).toBe(false));
    expect(first.watch.all()[0]!.health?.ledger).toHaveLength(1);
  });

  it('are away when they were not seen for ten seconds, and may be removed then, not before', async () => {
    const first = await take('one');
    const second = await take('two', {
      health: () => collectorHealth({ ledger: [ledgerRow({ source: 'web1', received: 2, stored: 2 })] }),
    });
    expect([second.watch.isGone(first.id), second.watch.isGone('0123456789abcdef')]).toEqual([false, true]);
    await expect(first.watch.remove(second.id)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('The node two is there'),
    });
    await second.watch.stop();
    await sql(`UPDATE nodes SET seen_at = seen_at - 11000 WHERE name = 'two'`);
    await eventually(() => expect(first.watch.others()).toMatchObject([{ isAway: true }]));
    expect(first.watch.others()[0]!.health?.ledger).toHaveLength(1);
    expect(first.watch.isGone(second.id)).toBe(true);
    expect(await first.watch.remove(second.id)).toBe('two');
    expect([first.watch.others(), first.watch.isGone(second.id)]).toEqual([[], true]);
    await expect(first.watch.remove(second.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('tell their last counters when they end', async () => {
    let received = 1;
    const first = await take('one');
    const second = await take('two', {
      health: () => collectorHealth({ ledger: [ledgerRow({ source: 'web1', received, stored: received })] }),
      everyMs: 60_000,
    });
    received = 9;
    await second.watch.stop();
    await eventually(() => expect(first.watch.others()[0]?.health?.ledger[0]?.received).toBe(9));
  });

  it('do no harm while the server is away, and say so once', async () => {
    const health = vi.fn(() => collectorHealth());
    const first = await take('one', { health });
    await server.away(async () => {
      await eventually(() => expect(logged.filter((line) => line.includes('could not be told'))).toHaveLength(1));
      const beats = health.mock.calls.length;
      await eventually(() => expect(health.mock.calls.length).toBeGreaterThan(beats + 1));
    });
    await eventually(() => expect(logged.join('')).toContain('know of this one again'));
    expect(logged.filter((line) => line.includes('could not be told'))).toHaveLength(1);
    expect(first.watch.all()).toHaveLength(1);
  }, 40_000);

  it('start without the server, and are there when it is', async () => {
    await server.away(async () => {
      await take('one');
      expect(watches[0]!.isGone('0123456789abcdef')).toBe(false);
    });
    await eventually(() => expect(watches[0]!.all()).toHaveLength(1));
  }, 40_000);

  it('of which two have the same id are told apart by what they log', async () => {
    await take('one', { folder: 'same' });
    await take('copy', { folder: 'same' });
    await eventually(() => expect(logged.join('')).toContain('another node has the same id'));
  }, 30_000);

  it('need not be allowed more than their row, and to read', async () => {
    await sql(`CREATE ROLE sender LOGIN PASSWORD 'x'; GRANT SELECT, INSERT, UPDATE ON nodes TO sender`);
    const address = new URL(url);
    [address.username, address.password] = ['sender', 'x'];
    const first = await take('one', { address: address.href });
    expect([first.watch.all(), logged]).toMatchObject([[{ name: 'one' }], []]);
    await sql(`DELETE FROM nodes`);
  });

  it('are none on SQLite', async () => {
    const config = configSchema.parse({ data: { dir } });
    const watch = await watchNodes({
      config,
      kind: 'portal',
      hasDuties: () => true,
      health: () => undefined,
      log: pino({ level: 'silent' }),
    });
    expect([watch.all(), watch.others(), watch.isGone('0123456789abcdef')]).toEqual([[], [], true]);
    await expect(watch.remove('a')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await watch.stop();
  });
});
