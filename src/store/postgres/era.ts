// Which course of the server's history its next commits belong to. A replica that takes the primary's place may lack its last commits, and a
// server that is recovered up to an earlier moment lacks those after it: both begin a new one (PostgreSQL calls it a timeline) at that point.
// Nothing tells of files that were put back as they once were (a snapshot, a cold copy), nor of a dump restored into the same server: a process
// that wrote before and after notices by its own rows (parts.ts), others do not.

import { Fault } from '../../faults.js';
import type { Session } from './session.js';

/** Of a server that does not say. */
export const NO_ERA = '';

/** @throws Fault STORE_WRITE when the connection is lost, or it leads to a replica, which takes no commits */
export async function eraOf(session: Session): Promise<string> {
  try {
    const [row] = await session.all<{ era: string }>(
      `select (pg_control_system()).system_identifier || '.' || left(pg_walfile_name(pg_current_wal_lsn()), 8) as era`,
    );
    return row!.era;
  } catch (error) {
    // Some hosted servers do not permit it, or have no log of their own.
    if (session.isLost || isReplica(error)) throw error;
    return NO_ERA;
  }
}

/** Far more parts than a series has. */
const PARTS_OF_TIMELINE = 1_000;
/** A part number has six digits (segments.ts); later timelines begin at the front again. */
const TIMELINES = 999;

/** Where an era begins to number the parts of a series: that the newest ones before it were made, this server may not know. */
export function firstPartOf(era: string): number {
  const timeline = era === NO_ERA ? 1 : Number.parseInt(era.split('.')[1]!, 16);
  return ((timeline - 1) % TIMELINES) * PARTS_OF_TIMELINE;
}

function isReplica(error: unknown): boolean {
  return error instanceof Fault && error.details?.['sqlState'] === '55000';
}
