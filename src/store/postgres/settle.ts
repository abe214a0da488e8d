// What became of a transaction whose commit was not answered, because the server was restarted or the network was cut: it is asked
// when the server is back. To guess would store a batch twice, or never.

import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../../faults.js';
import { eraOf } from './era.js';
import { actAsOwner } from './rights.js';
import { Session } from './session.js';

/** A server that recovers from a crash takes its time; whoever appends waits as long. */
const SETTLE_MS = 300_000;
const AGAIN_MS = 200;
const MOST_AGAIN_MS = 3_000;

export interface OpenCommit {
  /** Of `pg_current_xact_id`. */
  readonly xid: string;
  /** In which the transaction was begun. */
  readonly era: string;
}

/**
 * Whether the transaction was committed, and `holds` says that what it wrote is there: a replica that was
 * made the primary may know nothing of it, and give its number to another one. One that is not the primary yet is waited for: what it has not
 * replayed it does not know. So is a commit that goes on, as long as it does: stored once more meanwhile, it would be there twice.
 * @throws Fault STORE_WRITE when the server does not come back in time, or `signal` was given up
 */
export async function wasCommitted(
  url: string,
  commit: OpenCommit,
  holds: (session: Session) => Promise<boolean>,
  signal: AbortSignal,
): Promise<boolean> {
  let until = performance.now() + SETTLE_MS;
  for (let againMs = AGAIN_MS; ; againMs = Math.min(2 * againMs, MOST_AGAIN_MS)) {
    try {
      const answer = await ask(url, commit, holds);
      if (answer !== undefined) return answer;
      if (signal.aborted) throw new Fault('STORE_WRITE', 'PostgreSQL goes on with a commit that was not answered.');
      until = performance.now() + SETTLE_MS;
    } catch (error) {
      if (isUnknown(error)) return false;
      if (performance.now() > until || signal.aborted) throw error;
    }
    await sleep(againMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Undefined: not yet. @throws Fault STORE_WRITE when the server is away, or a replica */
async function ask(
  url: string,
  { xid, era }: OpenCommit,
  holds: (session: Session) => Promise<boolean>,
): Promise<boolean | undefined> {
  const session = await Session.open(url);
  try {
    const [server] = await session.all<{ isReplica: boolean }>('select pg_is_in_recovery() as "isReplica"');
    if (server?.isReplica)
      throw new Fault('STORE_WRITE', 'PostgreSQL is a replica: what became of a commit it does not know yet.');
    // In another era nothing of ours goes on, and the number is somebody else's.
    const status = (await eraOf(session)) === era ? await statusOf(session, xid) : null;
    if (status === 'aborted') return false;
    if (status === 'in progress') return void (await endIdle(session, xid));
    await actAsOwner(session);
    return await holds(session);
  } finally {
    await session.close();
  }
}

type Status = 'committed' | 'aborted' | 'in progress';

/** Null: so old that the server has forgotten it. */
async function statusOf(session: Session, xid: string): Promise<Status | null> {
  const [row] = await session.all<{ status: Status | null }>('select pg_xact_status($1::text::xid8) as status', [xid]);
  return row?.status ?? null;
}

/**
 * A connection to which the commit never came may live on, for hours, on a server that does not know that ours is gone. One that commits is
 * left alone: it may wait for a synchronous replica, and ended it would do without.
 */
async function endIdle(session: Session, xid: string): Promise<void> {
  await session.all(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where backend_xid = $1::text::xid8::xid and state is distinct from 'active'`,
    [xid],
  );
}

/** A number that this server has not given to anybody yet. */
function isUnknown(error: unknown): boolean {
  return error instanceof Fault && error.details?.['sqlState'] === '22023';
}
