// The PostgreSQL database into which an installation moves. It has to be empty, or to hold the unfinished move of the same installation.

import { Fault } from '../../faults.js';
import { placeOf } from '../postgres/driver.js';
import { SCHEMA } from '../postgres/names.js';
import { prepareSchema } from '../postgres/schema.js';
import { actAsOwner } from '../postgres/rights.js';
import { MOVING, Session } from '../postgres/session.js';
import type { Installation } from './installation.js';
import { beginRecords, readMove, type MoveRecord } from './records.js';

/** Beside those of the segments; one move into a database at a time. */
const MOVE_LOCK = `x'4c58'::int, 0`;
/** For the server to notice that an earlier run was ended: it first finishes what it was told. */
const LOCK_WAIT_MS = 60_000;

/** Where the metadata go; at most a handful. */
const TABLES = `select c.relname as name from pg_class c
  where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
    and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')
  order by 1 limit 4`;

export class Target {
  private constructor(
    /** As the owner of the events (rights.ts), to whom the metadata do not belong: see `asLogin`. */
    readonly session: Session,
    readonly url: string,
    readonly place: string,
  ) {}

  /**
   * Connects; alone, until it is closed. @param onWait called when another run has to be waited for
   * @throws Fault STORE_WRITE, CONFLICT (another move into this database runs), CONFIG_INVALID
   */
  static async open(url: string, onWait: () => void): Promise<Target> {
    const session = await Session.open(url, MOVING);
    const target = new Target(session, url, placeOf(url));
    try {
      await actAsOwner(session);
      if (!(await target.#tryLock())) {
        onWait();
        await target.#waitForLock();
      }
      return target;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  /** Undefined: it is empty. @throws Fault CONFLICT where somebody else's data are in it */
  async look(installation: Installation): Promise<MoveRecord | undefined> {
    const move = await readMove(this.session);
    if (move?.installation === installation.id) return move;
    const found = await this.#strangers(installation);
    if (move !== undefined) found.unshift('the move of another installation');
    if (found.length === 0) return undefined;
    throw new Fault(
      'CONFLICT',
      `The database at ${this.place} is not empty: it has ${found.join(', ')}. Make one for this installation alone (CREATE DATABASE lanwarden2 OWNER ... ENCODING 'UTF8' TEMPLATE template0), or empty this one, and give its address.`,
    );
  }

  /** As the role of the address, which owns the metadata. When it fails, the target is good for nothing but to be closed. */
  async asLogin<T>(work: (session: Session) => Promise<T>): Promise<T> {
    await this.session.all('reset role');
    const result = await work(this.session);
    await actAsOwner(this.session);
    return result;
  }

  /** As `look`, and from now on it is this installation's. */
  async begin(installation: Installation): Promise<MoveRecord> {
    const { session } = this;
    return (
      (await this.look(installation)) ??
      (await session.transaction(async () => {
        await prepareSchema(session);
        await beginRecords(session, installation.id, installation.metadata !== undefined);
        return (await readMove(session))!;
      }))
    );
  }

  close(): Promise<void> {
    return this.session.close();
  }

  /** At most a handful, by name. */
  async #strangers({ metadata, events }: Installation): Promise<string[]> {
    const found: string[] = [];
    if (events !== undefined && (await this.#hasSegments())) found.push('events of Lanwarden');
    if (metadata === undefined) return found;
    const tables = await this.asLogin((session) => session.all<{ name: string }>(TABLES));
    if (tables.length > 0) found.push(`the tables ${tables.map(({ name }) => name.slice(0, 63)).join(', ')}`);
    return found;
  }

  async #hasSegments(): Promise<boolean> {
    const [made] = await this.session.all<{ is: boolean }>(`select to_regclass('${SCHEMA}.segment') is not null as is`);
    if (made?.is !== true) return false;
    const [some] = await this.session.all<{ has: boolean }>(`select exists (select 1 from ${SCHEMA}.segment) as has`);
    return some?.has === true;
  }

  async #tryLock(): Promise<boolean> {
    const [row] = await this.session.all<{ taken: boolean }>(`select pg_try_advisory_lock(${MOVE_LOCK}) as taken`);
    return row?.taken === true;
  }

  async #waitForLock(): Promise<void> {
    try {
      await this.session.all(`set lock_timeout = ${LOCK_WAIT_MS}`);
      await this.session.all(`select pg_advisory_lock(${MOVE_LOCK})`);
      await this.session.all('set lock_timeout = 0');
    } catch (cause) {
      throw new Fault(
        'CONFLICT',
        `Another move into ${this.place} runs. Wait until it is done, or end it (also its connection: SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory').`,
        { cause },
      );
    }
  }
}
