// Whether a collector that starts would be let in. Changes nothing: for `lanwarden doctor`.

import { Fault } from '../../faults.js';
import type { ReplicaState } from '../event-store.js';
import { refuseUnfinished } from '../move/records.js';
import { placeOf } from './driver.js';
import { ReplicaWatch } from './replica-watch.js';
import { actAsOwner, checkRights } from './rights.js';
import { checkServer, checkVersion, isMade } from './schema.js';
import { Session } from './session.js';

/** Answers with host and database. @throws Fault STORE_WRITE, DATABASE_NEWER, CONFIG_INVALID; CONFLICT (a move into it is not finished) */
export async function lookAtServer(url: string): Promise<string> {
  const place = placeOf(url);
  const session = await Session.open(url);
  try {
    await actAsOwner(session);
    await checkServer(session);
    if (await isReplica(session))
      throw new Fault('STORE_WRITE', `PostgreSQL at ${place} is a replica, which stores nothing. Name its primary.`);
    if (await isMade(session)) await checkVersion(session);
    await checkRights(session, place);
    await refuseUnfinished(session, 'events');
    return place;
  } finally {
    await session.close();
  }
}

/** How searches would do there. */
export async function lookAtReplica(url: string, readUrl: string): Promise<ReplicaState> {
  const watch = new ReplicaWatch(url, readUrl);
  try {
    await watch.use();
    return watch.state;
  } finally {
    await watch.close();
  }
}

async function isReplica(session: Session): Promise<boolean> {
  const [row] = await session.all<{ is: boolean }>('select pg_is_in_recovery() as is');
  return row?.is === true;
}
