// What people and programs are told about an error. A fault speaks for itself; anything unforeseen says nothing of its inside.

import { HttpException } from '@nestjs/common';
import { Fault, FAULTS, type FaultCode } from '#src/faults.js';
import { databaseFault } from '#src/store/metadata/database-fault.js';

export interface Problem {
  readonly code: FaultCode;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** Members of problem+json beside the standard ones, e.g. `at` of a query error. */
  readonly more: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds?: number;
}

const TITLES: Partial<Record<FaultCode, string>> = {
  UNAUTHENTICATED: 'Please log in',
  FORBIDDEN: 'Not allowed',
  NOT_FOUND: 'Not found',
  MODULE_OFF: 'This part is switched off',
  CONFLICT: 'That does not fit',
  BAD_REQUEST: 'That was not understood',
  QUERY_INVALID: 'The query has a mistake',
  QUERY_DEADLINE: 'The query took too long',
  THROTTLED: 'Too many attempts',
  TOO_LARGE: 'Too large',
  TOO_SLOW: 'Too slow',
  COLLECTOR_AWAY: 'The collector does not answer',
  DISK_FULL: 'The disk is full',
  DATABASE_AWAY: 'The database does not answer',
};

export function problemOf(error: unknown): Problem {
  if (error instanceof Fault) return ofFault(error);
  const status = statusOf(error);
  if (status === undefined) return ofDatabase(error) ?? ofUnforeseen();
  const code = codeFor(status);
  const detail =
    code === 'NOT_FOUND'
      ? 'There is nothing at this address. It may have been deleted, or the link is wrong.'
      : messageFor(error);
  return { code, status, title: titleOf(code), detail, more: {} };
}

function ofFault({ code, message, details }: Fault): Problem {
  const { status } = FAULTS[code];
  if (code === 'BUG') return ofUnforeseen();
  const retry = details?.['retryAfterSeconds'];
  return {
    code,
    status,
    title: titleOf(code),
    detail: message,
    more: details ?? {},
    retryAfterSeconds: typeof retry === 'number' ? retry : status === 503 ? 5 : undefined,
  };
}

function ofDatabase(error: unknown): Problem | undefined {
  const fault = databaseFault(error);
  return fault === undefined ? undefined : ofFault(fault);
}

function ofUnforeseen(): Problem {
  return {
    code: 'BUG',
    status: 500,
    title: 'Something went wrong here',
    detail: 'The fault is on our side and is written to the log under this id.',
    more: {},
  };
}

function titleOf(code: FaultCode): string {
  return TITLES[code] ?? 'Something went wrong here';
}

/** Nest's and Fastify's own errors below 500: no such route, unreadable body, body too large. */
function statusOf(error: unknown): number | undefined {
  const status =
    error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}

function codeFor(status: number): FaultCode {
  if (status === 401) return 'UNAUTHENTICATED';
  if (status === 403) return 'FORBIDDEN';
  if (status === 404 || status === 405) return 'NOT_FOUND';
  if (status === 413) return 'TOO_LARGE';
  if (status === 429) return 'THROTTLED';
  return 'BAD_REQUEST';
}

function messageFor(error: unknown): string {
  if (!(error instanceof HttpException)) return (error as Error).message;
  const answer = error.getResponse();
  const message = typeof answer === 'string' ? answer : (answer as { message?: unknown }).message;
  return Array.isArray(message) ? message.join('; ') : String(message ?? error.message);
}
