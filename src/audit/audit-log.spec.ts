// The audit log over a real database: what a search finds, page by page, and what it does with what people type.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sequelize } from 'sequelize';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '../../test/helpers/fake-clock.js';
import { openMigrated } from '../../test/helpers/migrated.js';
import { type AuditCursor, type AuditFilter, AuditLog } from './audit-log.js';

const START_MS = 1_795_168_800_000;

describe('the audit log', () => {
  let dir: string;
  let db: Sequelize;
  let clock: FakeClock;
  let log: AuditLog;

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'lanwarden-audit-'));
    db = await openMigrated(dir);
    clock = new FakeClock(START_MS);
    log = new AuditLog(db, clock);
  });
  afterEach(async () => {
    await db.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('finds by every filter, alone and together', async () => {
    await fill();
    const count = async (filter: AuditFilter): Promise<number> => (await all(filter, 7)).length;
    expect(await count({})).toBe(60);
    expect(await count({ actor: 'anna' })).toBe(20);
    expect(await count({ action: 'users.login' })).toBe(30);
    expect(await count({ outcome: 'failure' })).toBe(12);
    expect(await count({ actor: 'anna', action: 'users.login', outcome: 'failure' })).toBe(2);
    expect(await count({ text: 'TARGET 1' })).toBe(11);
    expect(await count({ text: '"n":59' })).toBe(1);
    expect(await count({ text: '192.0.2.7' })).toBe(1);
    expect(await count({ from: START_MS + 10_000, to: START_MS + 20_000 })).toBe(10);
    expect(await count({ actor: 'anna', text: 'target', from: START_MS + 30_000 })).toBe(10);
    expect(await count({ actor: "' OR 1=1 --" })).toBe(0);
  });

  it('pages newest first without leaving out or repeating any, also where many have the same time', async () => {
    for (let i = 0; i < 25; i++) {
      if (i % 5 === 0) clock.advance(1_000);
      await log.record({ actor: 'a', action: 'x.y', target: String(i), outcome: 'success' });
    }
    expect((await all({}, 4)).map(({ target }) => Number(target))).toEqual(
      Array.from({ length: 25 }, (_, i) => 24 - i),
    );
  });

  it('orders by time when the clock was put back', async () => {
    await log.record({ actor: 'a', action: 'x.y', target: 'first', outcome: 'success' });
    clock.advance(-60_000);
    await log.record({ actor: 'a', action: 'x.y', target: 'put back', outcome: 'success' });
    expect((await all({}, 1)).map(({ target }) => target)).toEqual(['first', 'put back']);
    expect((await all({ to: START_MS }, 1)).map(({ target }) => target)).toEqual(['put back']);
  });

  it.each(['100%', 'a_b', 'a!b', "it's", '$from', ':text', '?', 'Überall', '\\', '"'])(
    'takes %s for text',
    async (text) => {
      await log.record({ actor: 'a', action: 'x.y', target: `here ${text} there`, outcome: 'success' });
      await log.record({ actor: 'a', action: 'x.y', target: 'here 100 aXb uberall there', outcome: 'success' });
      expect(await all({ text }, 10)).toHaveLength(1);
    },
  );

  it('finds the one entry that is far back, in as many steps as it takes', async () => {
    await log.record({ actor: 'a', action: 'x.y', target: 'the needle', outcome: 'success' });
    await many(30_000);
    const found = await all({ text: 'needle' }, 50);
    expect(found.map(({ target }) => target)).toEqual(['the needle']);
  });

  it('cuts what is too long, and keeps it readable', async () => {
    const details = { list: Array.from({ length: 5_000 }, (_, i) => `entry ${i}`) };
    await log.record({ actor: 'x'.repeat(999), action: 'x.y', target: 'y'.repeat(999), outcome: 'success', details });
    const [entry] = await log.latest(1);
    expect([entry!.actor.length, entry!.target!.length]).toEqual([200, 200]);
    expect(String(entry!.details['cut'])).toContain('entry 100');
  });

  it('names every action and actor there is, once', async () => {
    expect(await log.known('action')).toEqual([]);
    await fill();
    expect(await log.known('action')).toEqual(['sources.changed', 'users.login']);
    expect(await log.known('actor')).toEqual(['anna', 'bert', 'token:backup']);
  });

  it('forgets what is older than its days, and nothing else', async () => {
    await many(12_000);
    clock.advance(1_000_000);
    await log.record({ actor: 'a', action: 'x.y', target: 'young', outcome: 'success' });
    expect(await log.expire(START_MS + 1_000_000)).toBe(12_000);
    expect((await log.latest(5)).map(({ target }) => target)).toEqual(['young']);
    expect(await log.expire(START_MS + 1_000_000)).toBe(0);
  });

  async function all(filter: AuditFilter, limit: number) {
    const found = [];
    for (let after: AuditCursor | undefined; ;) {
      const { entries, next } = await log.search(filter, after, limit);
      expect(entries.length).toBeLessThanOrEqual(limit);
      found.push(...entries);
      if (next === undefined) return found;
      after = next;
    }
  }

  async function fill(): Promise<void> {
    for (let n = 0; n < 60; n++) {
      await log.record({
        actor: ['anna', 'bert', 'token:backup'][n % 3]!,
        action: n % 2 === 0 ? 'users.login' : 'sources.changed',
        target: `target ${n}`,
        outcome: n % 5 === 0 ? 'failure' : 'success',
        address: `192.0.2.${n}`,
        details: { n },
      });
      clock.advance(1_000);
    }
  }

  async function many(count: number): Promise<void> {
    const numbers = `WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < ${count})`;
    await db.query(
      `INSERT INTO audit_entries (at, actor, action, target, outcome)
       ${numbers} SELECT CAST($at AS BIGINT) + value, 'bert', 'sources.changed', 'hay', 'success' FROM n`,
      { bind: { at: clock.now() } },
    );
  }
});
