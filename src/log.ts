// Our own log: one JSON line an occurrence, past tense, on standard output. Ingested lines never go into it.

import { type Logger, pino } from 'pino';

export type Log = Logger;

/** @param name which process speaks: portal or collector */
export function createLog(name: string, level: string): Log {
  // The reader of our output may be gone (a killed portal) while we are not: that must not end us.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  return pino(
    { name, level, base: { name }, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ fd: 1, sync: true }),
  );
}
