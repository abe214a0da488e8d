// Looks at the replica for searches every few seconds: whether it answers, whether it is one of the server that is written to, and how
// far it is behind. Reads ask here which way to go, so none of them waits for a server that is gone.

import { setMaxListeners } from 'node:events';
import pg from 'pg';
import { messageOf } from '../../faults.js';
import type { ReplicaState } from '../event-store.js';
import { clientConfig, faultOf, placeOf } from './driver.js';
import { SCHEMA } from './names.js';

const EVERY_MS = 5_000;
/** A server that takes longer to say who it is would not answer a search in time. */
const PATIENCE_MS = 2_000;

interface Server {
  /** Of the database cluster; a physical replica has its primary's. */
  readonly system: string;
  /** Its oid, which a physical replica has from its primary. */
  readonly database: string;
  /** The tables of the events are there. */
  readonly has_events: boolean;
  readonly is_replica: boolean;
  /** When it was started, to the microsecond: no other server says the same. */
  readonly started: string;
  /** How far its log is written, or replayed: `16/B374D848`. */
  readonly reached: string | null;
  /** Since the last commit that was replayed; null where none was. */
  readonly age_ms: number | null;
}

const ASK = `select (pg_control_system()).system_identifier::text as system,
  (select oid::text from pg_database where datname = current_database()) as database,
  exists (select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = '${SCHEMA}' and c.relname = 'segment') as has_events,
  pg_is_in_recovery() as is_replica, extract(epoch from pg_postmaster_start_time())::text as started,
  case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end::text as reached,
  (extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000)::float8 as age_ms`;

export class ReplicaWatch {
  readonly #primary: pg.Pool;
  readonly #replica: pg.Pool;
  readonly #where: string;
  #state: ReplicaState;
  #first: Promise<void> | undefined;
  #looking: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Aborted when the replica is no longer used: what is asked there at that moment is given up. */
  #use: AbortController | undefined;
  #fallbacks = 0;

  constructor(primaryUrl: string, replicaUrl: string) {
    this.#where = placeOf(replicaUrl);
    this.#primary = poolOf(primaryUrl);
    this.#replica = poolOf(replicaUrl, 'events.readUrl');
    this.#state = { place: this.#where, isUsed: false, fallbacks: 0 };
  }

  get state(): ReplicaState {
    return { ...this.#state, fallbacks: this.#fallbacks };
  }

  /** Ends when the replica does; undefined: it is not to be used. The first look is waited for. */
  async use(): Promise<AbortSignal | undefined> {
    await (this.#first ??= this.#start());
    return this.#use?.signal;
  }

  /** A read had to go to the primary. @param why with it, the replica does not answer: it is not used until it is looked at again */
  fellBack(why?: string): void {
    this.#fallbacks += 1;
    if (why !== undefined) this.#away(why);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([this.#primary.end(), this.#replica.end()]);
  }

  #start(): Promise<void> {
    this.#timer = setInterval(() => void this.#look(), EVERY_MS);
    this.#timer.unref();
    return this.#look();
  }

  #look(): Promise<void> {
    return (this.#looking ??= this.#compare().finally(() => (this.#looking = undefined)));
  }

  async #compare(): Promise<void> {
    // The primary first: what it writes after that makes nobody look behind.
    const primary = await ask(this.#primary).catch(() => undefined);
    try {
      const replica = await ask(this.#replica);
      const why = whyUnfit(primary, replica);
      if (why !== undefined) return this.#away(`${this.#where} ${why}`);
      this.#state = { place: this.#where, isUsed: true, fallbacks: 0, ...behind(primary, replica) };
      this.#use ??= endOfUse();
    } catch (error) {
      this.#away(messageOf(faultOf(error, this.#where, 'read', 'events.readUrl')));
    }
  }

  #away(why: string): void {
    this.#state = { place: this.#where, isUsed: false, why, fallbacks: 0 };
    this.#use?.abort();
    this.#use = undefined;
  }
}

/** Every read that is under way listens to it. */
function endOfUse(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}

function poolOf(url: string, key?: string): pg.Pool {
  const config = clientConfig(url, { statementTimeoutMs: PATIENCE_MS, connectTimeoutMs: PATIENCE_MS }, key);
  const pool = new pg.Pool({ ...config, max: 1, allowExitOnIdle: true, query_timeout: PATIENCE_MS });
  pool.on('error', () => undefined); // the next look tells
  return pool;
}

async function ask(pool: pg.Pool): Promise<Server> {
  return (await pool.query<Server>(ASK)).rows[0]!;
}

/** Undefined: it may be asked. Where the primary is away, as far as the replica itself tells. */
function whyUnfit(primary: Server | undefined, replica: Server): string | undefined {
  if (primary !== undefined && primary.system !== replica.system) return 'is no replica of the server of events.url';
  if (primary !== undefined && primary.database !== replica.database) return 'is another database than events.url';
  if (!replica.has_events) return 'has no events';
  // Promoted, it goes its own way. The address of the server itself may stand there, too.
  if (!replica.is_replica && primary?.started !== replica.started)
    return 'is no replica any more: it takes writes of its own';
  return undefined;
}

/** Nothing where the primary is away: then nobody knows. */
function behind(primary: Server | undefined, replica: Server): Pick<ReplicaState, 'behindBytes' | 'behindMs'> {
  if (primary === undefined || primary.reached === null || replica.reached === null) return {};
  const behindBytes = Math.max(0, Number(bytesOf(primary.reached) - bytesOf(replica.reached)));
  if (behindBytes === 0) return { behindBytes, behindMs: 0 };
  return { behindBytes, ...(replica.age_ms !== null && { behindMs: Math.max(0, Math.round(replica.age_ms)) }) };
}

/** Of a place in the log: two halves of 64 bits, in hex. */
function bytesOf(lsn: string): bigint {
  const [high = '0', low = '0'] = lsn.split('/');
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}
