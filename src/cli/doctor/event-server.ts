// The PostgreSQL server of the events, as a collector would find it.

import type { Config } from '#config/schema.js';
import { messageOf } from '#src/faults.js';
import { lookAtEventServer } from '#src/store/open.js';
import { fail, ok, warn, type Finding } from './finding.js';

/** Nothing where they are in files of this machine. */
export async function checkEventServer(config: Config): Promise<Finding[]> {
  try {
    const server = await lookAtEventServer(config);
    if (server === undefined) return [];
    const found = ok('events', `${server.place} takes events`);
    return server.replica === undefined ? [found] : [found, ofReplica(server.replica)];
  } catch (error) {
    return [fail('events', messageOf(error))];
  }
}

function ofReplica({
  place,
  isUsed,
  why = 'it does not answer',
}: {
  place: string;
  isUsed: boolean;
  why?: string;
}): Finding {
  return isUsed
    ? ok('events.readUrl', `${place} answers searches`)
    : warn('events.readUrl', `${why}; until that is mended searches go to the server that is written to`);
}
