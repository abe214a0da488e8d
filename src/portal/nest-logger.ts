// Nest's own words go to our log: its start-up chatter at debug, the rest as it says.

import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

export function nestLogger(log: Logger): LoggerService {
  const at =
    (level: 'debug' | 'warn' | 'error') =>
    (message: unknown, ...more: unknown[]): void =>
      log[level](
        { from: 'nest', more: more.filter((part) => part !== undefined) },
        String(message instanceof Error ? message.stack : message),
      );
  return {
    log: at('debug'),
    debug: at('debug'),
    verbose: at('debug'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('error'),
  };
}
