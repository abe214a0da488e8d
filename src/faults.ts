// The only list of fault codes: code -> HTTP status and log level. Expected outcomes are values, not faults.

type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'fatal';

export const FAULTS = {
  CONFIG_INVALID: { status: 500, level: 'fatal' },
  PORT_TAKEN: { status: 500, level: 'fatal' },
  LISTENER_FAILED: { status: 500, level: 'error' },
  TLS_MATERIAL: { status: 500, level: 'fatal' },
  DATA_DIR: { status: 500, level: 'fatal' },
  DATABASE_NEWER: { status: 500, level: 'fatal' },
  DATABASE_CORRUPT: { status: 500, level: 'fatal' },
  /** The server of database.url does not answer, or is not ready. */
  DATABASE_AWAY: { status: 503, level: 'fatal' },
  /** It answers, and will not have us: password, role, database, permissions, version, encoding, TLS. */
  DATABASE_REFUSED: { status: 500, level: 'fatal' },
  STORE_WRITE: { status: 503, level: 'error' },
  STORE_READ: { status: 503, level: 'error' },
  SECRET_KEY: { status: 500, level: 'error' },
  DISK_FULL: { status: 503, level: 'error' },
  QUERY_INVALID: { status: 400, level: 'debug' },
  QUERY_DEADLINE: { status: 503, level: 'warn' },
  BAD_REQUEST: { status: 400, level: 'debug' },
  UNAUTHENTICATED: { status: 401, level: 'debug' },
  FORBIDDEN: { status: 403, level: 'info' },
  NOT_FOUND: { status: 404, level: 'debug' },
  /** A module that is switched off; an admin can switch it on. */
  MODULE_OFF: { status: 404, level: 'debug' },
  /** The body of a request did not come in time. */
  TOO_SLOW: { status: 408, level: 'debug' },
  CONFLICT: { status: 409, level: 'debug' },
  TOO_LARGE: { status: 413, level: 'debug' },
  THROTTLED: { status: 429, level: 'info' },
  PLUGIN_INVALID: { status: 500, level: 'error' },
  /** A model of the baselines that is damaged or of another version: the next older one is used, or it is learned anew. */
  MODEL_UNREADABLE: { status: 503, level: 'error' },
  /** The file of geoip.path: the baselines work without places then. */
  GEOIP_UNREADABLE: { status: 503, level: 'warn' },
  /** A file of `lists`: what was read before stays in force. */
  LIST_UNREADABLE: { status: 503, level: 'warn' },
  COLLECTOR_AWAY: { status: 503, level: 'warn' },
  USAGE: { status: 400, level: 'error' },
  BUG: { status: 500, level: 'error' },
} as const satisfies Record<string, { status: number; level: LogLevel }>;

export type FaultCode = keyof typeof FAULTS;

/** A fault says what failed, with the offending value, and what to do. */
export class Fault extends Error {
  constructor(
    readonly code: FaultCode,
    message: string,
    options?: { cause?: unknown; details?: Readonly<Record<string, unknown>> },
  ) {
    super(message, { cause: options?.cause });
    this.name = 'Fault';
    this.details = options?.details;
  }

  /** More for the log and for problem+json, e.g. `{ at: 12 }` for a query error. */
  readonly details: Readonly<Record<string, unknown>> | undefined;
}

/** The message of whatever was thrown, for joining into a sentence. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
