// Writes an entry for each call of a route with @Audited: who, what, outcome. The handler may add target and details to `visit.audit`.

import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { catchError, concatMap, from, type Observable, throwError } from 'rxjs';
import { AuditLog } from '#src/audit/audit-log.js';
import { Fault, type FaultCode } from '#src/faults.js';
import type { PortalRequest, Visit } from '../session/visit.js';
import { AUDITED } from './access.js';

/** Mistakes in a form are no attempt at anything, and a throttled guess must not fill the disk. */
const NOT_WORTH_A_RECORD: ReadonlySet<FaultCode> = new Set(['BAD_REQUEST', 'THROTTLED', 'TOO_LARGE', 'CONFLICT']);

@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly log: AuditLog,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const action = this.reflector.get<unknown>(AUDITED, context.getHandler());
    if (typeof action !== 'string' || context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<PortalRequest>();
    return next.handle().pipe(
      concatMap(async (answer: unknown) => {
        await this.#record(action, request, request.visit.audit?.outcome ?? 'success');
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
    return this.log.record({
      actor: actorOf(visit),
      action,
      target,
      outcome,
      address: visit.address,
      details: visit.audit?.details,
    });
  }
}

function actorOf({ principal }: Visit): string {
  if (principal === undefined) return 'nobody';
  return principal.kind === 'token' ? `token:${principal.name}` : principal.name;
}
