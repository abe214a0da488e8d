// Several portals on one PostgreSQL database, at the same moment: what is read before it is written is right all the same.

import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { QueryTypes, type Sequelize } from 'sequelize';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { AccountsService } from '#src/accounts/accounts.service.js';
import { openAccounts } from '#src/accounts/open.js';
import { SecondFactor } from '#src/accounts/second-factor.js';
import { AlertBook } from '#src/alerts/alert-book.js';
import { messageOf } from '#src/faults.js';
import { Claims } from '#src/outbox/claims.js';
import { Outbox } from '#src/outbox/outbox.js';
import { Router } from '#src/outbox/router.js';
import { agreeOnKey } from '#src/secrets/one-key.js';
import { SecretBox } from '#src/secrets/secret-box.js';
import { SettingsStore } from '#src/settings/settings-store.js';
import { SourceBook } from '#src/sources/source-book.js';
import { ALERT_NOW, alertEvent, newAlert } from '../../../../test/helpers/alert-book.js';
import { FakeClock } from '../../../../test/helpers/fake-clock.js';
import { TestCarrier } from '../../../../test/helpers/outbox-room.js';
import { freshDatabase } from '../../../../test/helpers/fresh-database.js';
import { migrateMetadata } from '../migrate.js';
import { coreMigrations } from '../migrations/index.js';
import { openMetadata } from '../open.js';

const PORTALS = 3;
const log = pino({ level: 'silent' });
const clock = new FakeClock(ALERT_NOW);
let dir: string;
let url: string;
/** Connections of each portal. */
let all: readonly Sequelize[];
let db: Sequelize;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-several-'));
}, 60_000);
afterAll(async () => {
  await Promise.all(all.map((each) => each.close()));
  rmSync(dir, { recursive: true, force: true });
}, 60_000);
beforeEach(async () => {
  await Promise.all((all ?? []).map((each) => each.close()));
  url = await freshDatabase();
  all = await Promise.all(
    Array.from({ length: PORTALS }, () => openMetadata(configSchema.parse({ data: { dir }, database: { url } }))),
  );
  db = all[0]!;
});

const everywhere = <T>(act: (portal: Sequelize, n: number) => Promise<T>): Promise<PromiseSettledResult<T>[]> =>
  Promise.allSettled(all.map(act));
const migrate = (): Promise<readonly string[]> => migrateMetadata(db, [coreMigrations]);
const done = (results: readonly PromiseSettledResult<unknown>[]): number =>
  results.filter(({ status }) => status === 'fulfilled').length;
const reasons = (results: readonly PromiseSettledResult<unknown>[]): string[] =>
  results.flatMap((each) => (each.status === 'rejected' ? [messageOf(each.reason)] : []));
async function count(sql: string): Promise<number> {
  const [row] = await db.query<{ n: number }>(`SELECT count(*) AS n FROM ${sql}`, { type: QueryTypes.SELECT });
  return row!.n;
}

it('a database is migrated once, whoever starts', async () => {
  const applied = await Promise.all(all.map((each) => migrateMetadata(each, [coreMigrations])));
  expect(applied.flat().toSorted()).toEqual(coreMigrations.migrations.map(({ name }) => `core/${name}`).toSorted());
});

describe('accounts', () => {
  it('take two connections, also when a portal asks for much at once', async () => {
    await migrate();
    const connections = `pg_stat_activity WHERE datname = current_database()`;
    const before = await count(connections);
    const accounts = await openAccounts(configSchema.parse({ data: { dir }, database: { url } }));
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => accounts.settings.save({ [`log.level${n}`]: 'debug' }, 'ann')),
    );
    expect(await count(connections)).toBeLessThanOrEqual(before + 2);
    await accounts.close();
  });

  it('one name is one account, and the last admin stays', async () => {
    await migrate();
    const services = all.map((each) => new AccountsService(each, clock));
    const made = await everywhere((_, n) => services[n]!.addWithoutPassword('ann', 'admin'));
    expect([done(made), reasons(made)]).toEqual([
      1,
      Array(PORTALS - 1).fill(expect.stringContaining('already a user')),
    ]);
    const ids: number[] = [];
    for (const name of ['bob', 'cid']) ids.push((await services[0]!.addWithoutPassword(name, 'admin')).id);
    ids.push((await services[0]!.byName('ann'))!.id);
    const demoted = await everywhere((_, n) => services[n]!.change(ids[n]!, { role: 'viewer' }));
    expect([done(demoted), reasons(demoted)]).toEqual([PORTALS - 1, [expect.stringContaining('is the last admin')]]);
  });

  it('recovery codes that are renewed twice at once are ten', async () => {
    await migrate();
    const { id } = await new AccountsService(db, clock).addWithoutPassword('ann', 'admin');
    const box = new SecretBox(dir);
    await everywhere((portal) => new SecondFactor(portal, clock, box).renewCodes(id));
    expect(await new SecondFactor(db, clock, box).codesLeft(id)).toBe(10);
  });

  it('seal with one key: who has none, or another, is told what to copy', async () => {
    await migrate();
    const [one, copy, other] = ['one', 'copy', 'other'].map((name) => new SecretBox(dir, join(dir, name)));
    await Promise.all([agreeOnKey(db, one!), agreeOnKey(all[0]!, one!)]);
    await expect(agreeOnKey(all[0]!, copy!)).rejects.toThrow(`There is no ${join(dir, 'copy')}. Copy secret.key`);
    copyFileSync(join(dir, 'one'), join(dir, 'copy'));
    await agreeOnKey(all[0]!, copy!);
    other!.seal('secret', 'channel:1');
    await expect(agreeOnKey(all[1]!, other!)).rejects.toThrow('is not the key of the other portals');
  });

  it('a setting that all save at once is one row', async () => {
    await migrate();
    const box = new SecretBox(dir);
    const saved = await everywhere((portal, n) =>
      new SettingsStore(portal, clock, box).save({ 'log.level': ['warn', 'info', 'error'][n] }, `admin ${n}`),
    );
    expect([done(saved), await count('settings')]).toEqual([PORTALS, 1]);
  });

  it('of two who change a source, the second is told', async () => {
    await migrate();
    const books = all.map(
      (each) => new SourceBook(each, clock, () => ({ takenNames: [], classes: [], parsers: undefined })),
    );
    const { id, version } = await books[0]!.add({ name: 'web' }, 'ann');
    const changed = await everywhere((_, n) => books[n]!.change(id, version, { name: `web ${n}` }, `admin ${n}`));
    expect([done(changed), reasons(changed)]).toEqual([
      1,
      Array(PORTALS - 1).fill(expect.stringContaining('meanwhile')),
    ]);
  });
});

describe('alerts', () => {
  const bookOf = (portal: Sequelize): AlertBook => new AlertBook(portal, clock, { put: async () => 'msg' });

  it('grow by all that is counted, in whatever order the alerts are named', async () => {
    await migrate();
    const book = bookOf(db);
    const ids = await db.transaction(
      (transaction) =>
      book.raiseAll(Array.from({ length: 40 }, (_, n) => newAlert({ key: String(n), count: 1 })), transaction), // prettier-ignore
    );
    const rounds = Array.from({ length: 5 }, (_, round) => round);
    const grown = await everywhere(async (portal, n) => {
      for (const round of rounds) {
        const order = (n + round) % 2 === 0 ? ids : ids.toReversed();
        await portal.transaction(
          (transaction) =>
          bookOf(portal).grow(order.map((id) => ({ id, count: 1, first: ALERT_NOW, last: ALERT_NOW, events: [alertEvent(100 + round)] })), transaction), // prettier-ignore
        );
      }
    });
    expect(reasons(grown)).toEqual([]);
    expect(await count(`alerts WHERE count = ${1 + PORTALS * rounds.length}`)).toBe(40);
  });

  it('are decided by the first of several people, while they grow and others go', async () => {
    await migrate();
    const raise = (n: number): Promise<string> =>
      db.transaction((transaction) => bookOf(db).raise(newAlert({ key: String(n) }), transaction));
    for (let n = 0; n < 30; n += 1) await raise(n);
    const id = await raise(31);
    const { version } = (await bookOf(db).get(id))!;
    const [, , triaged] = await Promise.all([
      bookOf(all[0]!).expire({ closedDays: 1, atMost: 1 }),
      everywhere((portal) =>
        portal.transaction((transaction) =>
          bookOf(portal).grow([{ id, count: 1, first: ALERT_NOW, last: ALERT_NOW + 60_000, events: [] }], transaction),
        ),
      ),
      everywhere((portal, n) => bookOf(portal).triage([id], [{ kind: 'acknowledge' }], `person ${n}`, version)),
    ]);
    const won = triaged.filter((each) => each.status === 'fulfilled' && each.value.changed.length === 1);
    expect(won.length).toBeLessThanOrEqual(1);
    expect(await count('alerts')).toBe(1);
  });
});

describe('the outbox', () => {
  it('routes each message once and sends each delivery once', async () => {
    await migrate();
    const outbox = new Outbox(db, clock, log);
    const ids = new Set<string>();
    for (let n = 0; n < 60; n += 1)
      await db.transaction(async (transaction) => {
        ids.add(await outbox.put({ type: 'test', at: ALERT_NOW, facts: {}, body: { test: { n } } }, transaction));
      });
    await everywhere((portal) => new Router(portal, clock, log).routeAll(new TestCarrier()));
    expect(await count('outbox_deliveries')).toBe(ids.size);
    const taken = await Promise.all(
      all.flatMap((portal) => [1, 2, 3].map(() => new Claims(portal, clock, () => 1).take('ops', 15))),
    );
    const claimed = taken.flat().map(({ message }) => message.id);
    expect(claimed).toHaveLength(new Set(claimed).size);
    // Whoever has the duties next goes on with all of it.
    expect(await count(`outbox_deliveries WHERE state = 'sending'`)).toBe(claimed.length);
    await new Claims(db, clock, () => 1).releaseLeft();
    expect(await count(`outbox_deliveries WHERE state = 'sending'`)).toBe(0);
  });

  it('looks again for a message that a portal holds which is gone', async () => {
    await migrate();
    const put = (): Promise<string> =>
      db.transaction((transaction) =>
        new Outbox(db, clock, log).put({ type: 'test', at: ALERT_NOW, facts: {}, body: {} }, transaction),
      );
    const held = await put();
    await put();
    const router = new Router(db, clock, log);
    const gone = await all[1]!.transaction();
    await all[1]!.query(`SELECT * FROM outbox_messages WHERE id = '${held}' FOR UPDATE`, { transaction: gone });
    expect(await router.routeAll(new TestCarrier())).toBe(false);
    expect(await count('outbox_deliveries')).toBe(1);
    await gone.rollback();
    expect(await router.routeAll(new TestCarrier())).toBe(true);
    expect(await count('outbox_deliveries')).toBe(2);
  });
});
