// Errors that nobody caught: a promise of a module's handler that it forgot to await, a throw in its timer. Node would end the process,
// and with it every page; the portal keeps nothing in memory that such an error could spoil, so it says it and goes on.

import type { Log } from './log.js';

export function surviveStrayErrors(log: Log): void {
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'a promise failed that nobody waited for'));
  process.on('uncaughtException', (error) => log.error({ err: error }, 'an error was caught by nobody'));
}
