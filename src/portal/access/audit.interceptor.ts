// Writes an entry for each call of a route with @Audited: who, what, outcome. The handler may add target and details to `visit.audit`.
// That a token was used is an entry once a day for each address it comes from.

import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { catchError, concatMap, from, type Observable, throwError } from 'rxjs';
import { AuditLog } from '#src/audit/audit-log.js';
import { Seldom } from '#src/audit/seldom.js';
import { TokenUses } from '#src/audit/token-uses.js';
import { Fault, type FaultCode } from '#src/faults.js';
import { networkKey } from '../limits/network-key.js';
import { WithStatus } from '../page/answers.js';
import type { PortalReply, PortalRequest, Visit } from '../session/visit.js';
import { AUDITED } from './access.js';

/** Mistakes in a form are no attempt at anything, and a throttled guess must not fill the disk. */
const NOT_WORTH_A_RECORD: ReadonlySet<FaultCode> = new Set(['BAD_REQUEST', 'THROTTLED', 'TOO_LARGE', 'CONFLICT']);
/** The same for handlers that answer with a page and a status: what it was about is gone, was changed by another, or has a mistake. */
const NOTHING_CHANGED: ReadonlySet<number> = new Set([404, 409, 422]);

@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly log: AuditLog,
    private readonly seldom: Seldom,
    private readonly tokenUses: TokenUses,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<PortalRequest>();
    return from(this.#noteToken(request)).pipe(concatMap(() => this.#audited(context, request, next)));
  }

  #audited(context: ExecutionContext, request: PortalRequest, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<PortalReply>();
    const action = this.reflector.get<unknown>(AUDITED, context.getHandler());
    if (typeof action !== 'string') return next.handle();
    return next.handle().pipe(
      concatMap(async (answer: unknown) => {
        const outcome = request.visit.audit?.outcome ?? outcomeOf(statusOf(answer, reply));
        if (outcome !== undefined) await this.#record(action, request, outcome);
        return answer;
      }),
      catchError((error: unknown) => {
        if (error instanceof Fault && NOT_WORTH_A_RECORD.has(error.code)) return throwError(() => error);
        return from(this.#record(action, request, 'failure')).pipe(concatMap(() => throwError(() => error)));
      }),
    );
  }

  #record(action: string, request: PortalRequest, outcome: 'success' | 'failure'): Promise<void> {
    const { visit, params } = request;
    if (visit.audit?.skip) return Promise.resolve();
    const target = visit.audit?.target ?? (params as { id?: string } | undefined)?.id;
    const entry = {
      actor: actorOf(visit),
      action,
      target,
      outcome,
      address: visit.address,
      details: visit.audit?.details,
    };
    if (visit.audit?.seldom) return this.seldom.note(seldomKey(entry), entry);
    return this.log.record(entry);
  }

  async #noteToken({ visit }: PortalRequest): Promise<void> {
    if (visit?.principal?.kind !== 'token') return;
    const { principal, address } = visit;
    const entry = {
      actor: actorOf(visit),
      action: 'tokens.used',
      target: principal.name,
      outcome: 'success',
      address,
    } as const;
    await this.tokenUses.note(principal.id, address, entry);
  }
}

/** The page has not been made yet. */
function statusOf(answer: unknown, { statusCode }: PortalReply): number {
  return answer instanceof WithStatus ? answer.status : statusCode;
}

/** What the answer's status says where the handler does not; undefined: nothing that is worth a record. */
function outcomeOf(status: number): 'success' | 'failure' | undefined {
  if (status < 400) return 'success';
  return NOTHING_CHANGED.has(status) ? undefined : 'failure';
}

/** Each name and network has its own count: else that of all stood under the name that came first in its minute. */
function seldomKey({
  action,
  target = '',
  address,
}: {
  action: string;
  target?: string | undefined;
  address: string;
}): string {
  return `${action}\n${networkKey(address)}\n${target}`;
}

/** As the audit log names who did it. */
export function actorOf({ principal }: Visit): string {
  if (principal === undefined) return 'nobody';
  return principal.kind === 'token' ? `token:${principal.name}` : principal.name;
}
