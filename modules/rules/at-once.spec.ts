// Several portals over one database, at the same moment: the shipped set is put in once, and of two who write a rule one is told.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sequelize } from 'sequelize';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { messageOf } from '#src/faults.js';
import { openMetadata } from '#src/store/metadata/open.js';
import { firstRules } from './migrations/0001-rules.js';
import { RuleBook } from './rule-book.js';
import { ruleSchema } from './rule.js';
import { FakeClock } from '../../test/helpers/fake-clock.js';

const shipped = ['brute-force', 'new-user', 'silent'].map((id) => ({
  version: 1,
  rule: ruleSchema.parse({ id, name: id, detect: { kind: 'match', query: 'outcome:failure' } }),
}));
const own = { id: 'mine', name: 'Mine', detect: { kind: 'match', query: 'user:root' } };
let dir: string;
let portals: readonly Sequelize[];

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-at-once-'));
  const config = configSchema.parse({ data: { dir } });
  portals = [await openMetadata(config), await openMetadata(config)];
  await firstRules.up(portals[0]!);
});
afterEach(async () => {
  await Promise.all(portals.map((db) => db.close()));
  rmSync(dir, { recursive: true, force: true });
});

const openAll = (): Promise<readonly RuleBook[]> =>
  Promise.all(
    portals.map((db) =>
      RuleBook.open({
        db,
        clock: new FakeClock(1_000_000),
        shipped: () => shipped,
        check: () => [],
        context: () => ({ lists: {}, zone: 'UTC' }),
        onContextChange: () => () => undefined,
      }),
    ),
  );

it('all start at once, and each rule of the set is there once', async () => {
  for (const book of await openAll()) expect(book.all().map(({ rule }) => rule.id)).toEqual(shipped.map(({ rule }) => rule.id)); // prettier-ignore
});

it('of two who make or change the same rule, one is told', async () => {
  const books = await openAll();
  const saveAll = async (options: object): Promise<string[]> => {
    const saved = await Promise.allSettled(books.map((book, n) => book.save(own, `admin ${n}`, options)));
    return saved.flatMap((each) => (each.status === 'rejected' ? [messageOf(each.reason)] : []));
  };
  expect(await saveAll({ isNew: true })).toEqual(['There is already a rule mine. Choose another id.']);
  expect(await saveAll({ expectedVersion: 1 })).toEqual([expect.stringContaining('changed this rule meanwhile')]);
});
