// A collector that is gone in the middle of a transaction: what it held is free again soon, whatever became of its connection.

import { beforeAll, expect, it } from 'vitest';
import { freshDatabase } from '../../../test/helpers/fresh-database.js';
import { MAKING_LOCK } from './schema.js';
import { APPENDING, Session } from './session.js';

let url: string;

beforeAll(async () => {
  url = await freshDatabase();
}, 60_000);

it('is ended by the server, and the next one gets its locks', async () => {
  const stopped = await Session.open(url, { ...APPENDING, idleInTransactionMs: 300 });
  const next = await Session.open(url, { ...APPENDING, statementMs: 5_000 });
  const standing = stopped.transaction(async () => {
    await stopped.all(`select ${MAKING_LOCK}`);
    await next.transaction(() => next.all(`select ${MAKING_LOCK}`));
  });
  await expect(standing).rejects.toMatchObject({ code: 'STORE_WRITE' });
  expect([stopped.isLost, next.isLost]).toEqual([true, false]);
  await Promise.all([stopped.close(), next.close()]);
});

it('has its connection looked after by the server, which would not notice for two hours', async () => {
  const session = await Session.open(url);
  const settings = await session.all<{ name: string; setting: string }>(
    `select name, setting from pg_settings where name like 'tcp\\_%' or name like 'idle\\_in%' order by name`,
  );
  expect(Object.fromEntries(settings.map(({ name, setting }) => [name, Number(setting)]))).toEqual({
    idle_in_transaction_session_timeout: 30_000,
    tcp_keepalives_count: 3,
    tcp_keepalives_idle: 10,
    tcp_keepalives_interval: 5,
    tcp_user_timeout: 30_000,
  });
  await session.close();
});

it.each([
  ['off', 'local'],
  ['remote_apply', 'remote_apply'],
])('where synchronous_commit is %s has %s: what is acknowledged is on the disk', async (set, has) => {
  const itsUrl = await freshDatabase();
  const admin = await Session.open(itsUrl);
  await admin.all(`alter database ${new URL(itsUrl).pathname.slice(1)} set synchronous_commit = ${set}`);
  const session = await Session.open(itsUrl);
  expect(await session.all('show synchronous_commit')).toEqual([{ synchronous_commit: has }]);
  await Promise.all([admin.close(), session.close()]);
});
