// SIGTERM and SIGINT end the program in order; a second Ctrl-C, or ten seconds, end it at once. A second SIGTERM does not: a service
// manager sends one to every process, and the portal one more to its collector.

import type { Log } from './log.js';
import { messageOf } from './faults.js';

const PATIENCE_MS = 9_500;

export function onStopSignal(log: Log, stop: () => Promise<void>): void {
  let stopping = false;
  const begin = (reason: string): void => {
    if (stopping && reason === 'SIGINT') process.exit(1);
    if (stopping) return;
    stopping = true;
    log.info({ reason }, 'stopping');
    setTimeout(() => {
      log.error('stopping took too long');
      process.exit(1);
    }, PATIENCE_MS).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ error: messageOf(error) }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => begin('SIGTERM'));
  process.on('SIGINT', () => begin('SIGINT'));
}
