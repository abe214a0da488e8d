// Parts of pages, and searches, that may read many events: a few at once, in turn between people, so that nobody's curiosity holds up all others.

import { applyDecorators, type CallHandler, type ExecutionContext, Injectable } from '@nestjs/common';
import { type NestInterceptor, SetMetadata, UseInterceptors } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { Fault } from '#src/faults.js';
import { WithStatus } from '../page/answers.js';
import { PAGE } from '../page/page.js';
import type { PortalReply, PortalRequest } from '../session/visit.js';
import { personKey } from './person.js';
import { Turns } from './turns.js';
import { whileThere } from './while-there.js';

const IN_TURN = 'lanwarden:in-turn';

/** Shared by all routes with `@InTurn`. */
export class SlowReads extends Turns {
  constructor() {
    super(
      { perPerson: 2, inAll: 6, waiting: 20 },
      'Many parts of pages that you opened are being counted already. Wait a moment, then load this page anew.',
    );
  }
}

/** Shared by all routes with `@SearchInTurn`: a page of events is not to wait for slow parts of other pages. */
export class Searches extends Turns {
  constructor() {
    super(
      { perPerson: 3, inAll: 8, waiting: 20 },
      'Many searches of yours run already. Wait a moment, then load this page anew.',
    );
  }
}

interface InTurnOptions {
  readonly pool: typeof SlowReads | typeof Searches;
  readonly whenGiven: readonly string[];
}

/**
 * The handler runs when it is its person's turn. `whenGiven`: only where one of these query parameters is there, for pages that wait
 * for their parts only then. Too many: 429, said in the place of the part.
 */
export const InTurn = (...whenGiven: readonly string[]): MethodDecorator => inTurn({ pool: SlowReads, whenGiven });

/** The same for pages of events. */
export const SearchInTurn = (): MethodDecorator => inTurn({ pool: Searches, whenGiven: [] });

function inTurn(options: InTurnOptions): MethodDecorator {
  return applyDecorators(SetMetadata(IN_TURN, options), UseInterceptors(InTurnInterceptor));
}

@Injectable()
class InTurnInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly reads: SlowReads,
    private readonly searches: Searches,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<PortalRequest>();
    const { pool, whenGiven } = this.reflector.get<InTurnOptions>(IN_TURN, context.getHandler());
    const query = request.query as Readonly<Record<string, unknown>>;
    if (whenGiven.length > 0 && !whenGiven.some((name) => query[name])) return next.handle();
    return from(this.#inTurn(pool === Searches ? this.searches : this.reads, context, next));
  }

  async #inTurn(turns: Turns, context: ExecutionContext, next: CallHandler): Promise<unknown> {
    const request = context.switchToHttp().getRequest<PortalRequest>();
    const reply = context.switchToHttp().getResponse<PortalReply>();
    const isPage = this.reflector.get<unknown>(PAGE, context.getHandler()) !== undefined;
    const person = personKey(request.visit.principal!);
    try {
      return await turns.run(person, () => lastValueFrom(next.handle()), whileThere(reply.raw));
    } catch (error) {
      // What a person asked for by htmx would be swapped for a page without it.
      if (!isPage || isSwapped(request)) throw error;
      if (!(error instanceof Fault) || error.code !== 'THROTTLED') throw error;
      void reply.header('retry-after', String(error.details?.['retryAfterSeconds']));
      return new WithStatus(429, { title: 'One moment', text: error.message }, 'partials/one-moment');
    }
  }
}

/** A form or a page of events stands where the answer goes; other parts have a place of their own. */
function isSwapped({ visit, headers }: PortalRequest): boolean {
  return visit.htmx === 'full' || headers['hx-boosted'] !== undefined;
}
