// Exports that run, of events and of the audit log together: each holds a reader of the store and memory for as long as the other end
// takes, which may be for ever.

import { type CallHandler, type ExecutionContext, Injectable } from '@nestjs/common';
import { type NestInterceptor, UseInterceptors } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { PortalReply, PortalRequest } from '../session/visit.js';
import { personKey } from './person.js';
import { Turns } from './turns.js';
import { whenOver } from './while-there.js';

export class Exports extends Turns {
  constructor() {
    super(
      { perPerson: 3, inAll: 12, waiting: 0 },
      'Not more than three exports of one person run at once, and not more than twelve in all. Try again when one has ended.',
    );
  }
}

/** Runs only where there is room, until the answer is out or who asked is gone. Else 429. */
export const OneOfFewExports = (): MethodDecorator => UseInterceptors(ExportsInterceptor);

@Injectable()
class ExportsInterceptor implements NestInterceptor {
  constructor(private readonly exports: Exports) {}

  /** @throws Fault THROTTLED */
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const end = this.exports.take(personKey(http.getRequest<PortalRequest>().visit.principal!));
    whenOver(http.getResponse<PortalReply>().raw, end);
    return next.handle();
  }
}
