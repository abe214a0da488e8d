// Our own log: one JSON line an occurrence, past tense, on standard output (of a command: error). Ingested lines never go into it.

import { type Logger, pino } from 'pino';

export type Log = Logger;

/**
 * @param name which process speaks: portal or collector
 * @param fd 2: of a command whose result is its standard output
 */
export function createLog(name: string, level: string, fd: 1 | 2 = 1): Log {
  // The reader of our output may be gone (a killed portal) while we are not: that must not end us.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  return pino(
    { name, level, base: { name }, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ fd, sync: true }),
  );
}
