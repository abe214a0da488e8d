// For cluster.spec.ts: a portal that has the duties, says so in one line, and keeps them until it is killed.

import { writeSync } from 'node:fs';
import pino from 'pino';
import { Duties } from '#src/cluster/duties.js';
import { Election } from '#src/cluster/election.js';
import { Notices } from '#src/cluster/notices.js';

export async function main(url: string): Promise<void> {
  const log = pino({ level: 'silent' });
  const duties = new Duties(log);
  await new Election({ url, duties, notices: new Notices(log), log }).start();
  if (duties.areOurs) writeSync(1, 'held\n');
}
