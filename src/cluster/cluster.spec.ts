import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { duties as dutiesTable } from '#src/store/metadata/migrations/0013-duties.js';
import { openPostgres } from '#src/store/metadata/postgres/open.js';
import { type PostgresServer, startPostgres } from '../../test/helpers/postgres.js';
import { eventually } from '../../test/helpers/eventually.js';
import { Duties } from './duties.js';
import { Election } from './election.js';
import { OvertakenFault } from './fence.js';
import { Notices } from './notices.js';
import { makeTriggers } from './triggers.js';

const log = pino({ level: 'silent' });

describe('duties', () => {
  it('are begun when they come and ended when they go, one after the other', async () => {
    const duties = new Duties(log);
    const seen: string[] = [];
    const remove = duties.add({
      name: 'one',
      begin: async () => {
        seen.push('begin');
        await new Promise((resolve) => setTimeout(resolve, 5));
        seen.push('begun');
      },
      end: () => void seen.push('end'),
    });
    expect([duties.areOurs, seen]).toEqual([false, []]);
    duties.take();
    await eventually(() => expect(seen[0]).toBe('begin'));
    await duties.leave();
    expect(seen).toEqual(['begin', 'begun', 'end']);
    duties.take();
    await eventually(() => expect(seen).toHaveLength(5));
    await remove();
    expect(seen).toEqual(['begin', 'begun', 'end', 'begin', 'begun', 'end']);
    await duties.leave();
    expect(seen).toHaveLength(6);
  });

  it('that come back before they were ended here are ended and begun anew: somebody else may have had them', async () => {
    const duties = Duties.ours(log);
    const seen: string[] = [];
    let begun = (): void => undefined;
    const begin = (): Promise<void> => new Promise((resolve) => [seen.push('begin'), (begun = resolve)]);
    duties.add({ name: 'one', begin, end: () => void seen.push('end') });
    await eventually(() => expect(seen).toEqual(['begin']));
    const left = duties.leave();
    duties.take();
    begun();
    await eventually(() => expect(seen).toEqual(['begin', 'end', 'begin']));
    begun();
    await left;
  });

  afterEach(() => void vi.useRealTimers());
  it('that could not begin are tried again, and keep no other from it', async () => {
    vi.useFakeTimers();
    const duties = Duties.ours(log);
    const begin = vi.fn().mockRejectedValueOnce(new Error('not yet')).mockResolvedValue(undefined);
    const other = vi.fn();
    duties.add({ name: 'one', begin, end: () => undefined });
    duties.add({ name: 'two', begin: other, end: () => undefined });
    await vi.advanceTimersByTimeAsync(6_000);
    expect([begin.mock.calls.length, other.mock.calls.length]).toEqual([2, 1]);
  });
});

describe('on a server', () => {
  let server: PostgresServer;
  let url: string;
  beforeAll(async () => void (server = await startPostgres()), 60_000);
  afterAll(() => server.stop());
  beforeEach(async () => {
    url = await server.freshDatabase();
    const db = await openPostgres({ url, pool: { max: 1 }, statementTimeoutMs: 5_000 });
    await dutiesTable.up(db).finally(() => db.close());
  });

  interface Member {
    readonly duties: Duties;
    readonly notices: Notices;
    readonly election: Election;
  }

  async function join(): Promise<Member> {
    const parts = { duties: new Duties(log), notices: new Notices(log) };
    const election = new Election({ url, ...parts, log });
    await election.start();
    return { ...parts, election };
  }

  async function sql(text: string): Promise<unknown[]> {
    const db = await openPostgres({ url, pool: { max: 1 }, statementTimeoutMs: 5_000 });
    const [rows] = await db.query(text).finally(() => db.close());
    return rows;
  }

  it('one has the duties; when it stops, another has them', async () => {
    const [first, second] = [await join(), await join()];
    expect([first.duties.areOurs, second.duties.areOurs]).toEqual([true, false]);
    await first.election.stop();
    expect(first.duties.areOurs).toBe(false);
    await eventually(() => expect(second.duties.areOurs).toBe(true));
    await second.election.stop();
  });

  it('a connection that is cut costs the duties, and they are somebody’s again', async () => {
    const [first, second] = [await join(), await join()];
    const ended = vi.fn();
    first.duties.add({ name: 'one', begin: () => undefined, end: ended });
    await sql(
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = x'6c77'::int::oid`,
    );
    await eventually(() => expect(ended).toHaveBeenCalled());
    await eventually(() => expect([first, second].filter(({ duties }) => duties.areOurs)).toHaveLength(1));
    await Promise.all([first.election.stop(), second.election.stop()]);
  });

  it('who lost them can write nothing any more; who holds the fence keeps the next one waiting until it has written', async () => {
    const [first, second] = [await join(), await join()];
    const db = await openPostgres({ url, pool: { max: 2 }, statementTimeoutMs: 5_000 });
    const writes = ({ duties }: Member, work = (): Promise<void> => Promise.resolve()): Promise<void> =>
      db.transaction((transaction) => duties.fence.hold(db, transaction).then(work));
    let stopped: Promise<void> | undefined;
    await writes(first, async () => {
      stopped = first.election.stop();
      await stopped;
      const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'lanwarden duties'`;
      await eventually(async () => expect(await sql(waiting)).toHaveLength(1));
      expect(second.duties.areOurs).toBe(false);
    });
    await eventually(() => expect(second.duties.areOurs).toBe(true));
    await expect(writes(first)).rejects.toThrow(OvertakenFault);
    await writes(second);
    await db.close();
    await second.election.stop();
  }, 30_000);

  it('who stands still loses them', async () => {
    const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
    const holder = spawn(
      process.execPath,
      [at('../../test/helpers/run-ts.mjs'), at('../../test/helpers/hold-duties.ts'), url],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    try {
      await once(holder.stdout, 'data');
      process.kill(holder.pid!, 'SIGSTOP');
      const other = await join();
      expect(other.duties.areOurs).toBe(false);
      await eventually(() => expect(other.duties.areOurs).toBe(true));
      await other.election.stop();
    } finally {
      holder.kill('SIGKILL');
    }
  }, 30_000);

  it('what one changes the others hear, whoever it was', async () => {
    const db = await openPostgres({ url, pool: { max: 2 }, statementTimeoutMs: 5_000 });
    await db.query('CREATE TABLE rules (id text PRIMARY KEY); CREATE TABLE sources (id text)');
    const member = await join();
    const [rules, sources] = [vi.fn(), vi.fn()];
    await eventually(() => expect(member.notices.tables).toEqual([]));
    member.notices.onChange(['rules', 'rule_exceptions'], rules);
    member.notices.onChange(['sources'], sources);
    await makeTriggers(db, member.notices.tables);
    await makeTriggers(db, member.notices.tables); // they are there already
    await db.transaction(async (transaction) => {
      await db.query(`INSERT INTO rules VALUES ('a')`, { transaction });
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(rules).not.toHaveBeenCalled();
    });
    await eventually(() => expect(rules).toHaveBeenCalledTimes(1));
    expect(sources).not.toHaveBeenCalled();
    await member.election.stop();
    await db.close();
  });

  it('after the server was away everything may have changed, and the duties are taken again', async () => {
    const member = await join();
    const reread = vi.fn().mockRejectedValueOnce(new Error('not yet')).mockResolvedValue(undefined);
    member.notices.onChange(['rules'], reread);
    await server.away(async () => {
      await eventually(() => expect(member.duties.areOurs).toBe(false));
    });
    await eventually(() => expect(member.duties.areOurs).toBe(true));
    await eventually(() => expect(reread).toHaveBeenCalledTimes(2));
    await member.election.stop();
  }, 30_000);
});
