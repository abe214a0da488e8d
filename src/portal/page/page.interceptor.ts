// Renders what handlers with @Page or @Fragment return, and sends redirects. Handlers without either (the API) pass through.

import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import { flashCookie } from '../session/flash.js';
import type { PortalRequest } from '../session/visit.js';
import { Redirect, WithStatus } from './answers.js';
import { PAGE, type PageView } from './page.js';
import { Pages } from './pages.js';
import { PortalSettings } from '../settings.js';

@Injectable()
export class PageInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly pages: Pages,
    private readonly settings: PortalSettings,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const view = this.reflector.get<PageView | undefined>(PAGE, context.getHandler());
    const request = context.switchToHttp().getRequest<PortalRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(map((answer: unknown) => this.#show(answer, view, request, reply)));
  }

  #show(answer: unknown, view: PageView | undefined, request: PortalRequest, reply: FastifyReply): unknown {
    if (answer instanceof Redirect) return this.#redirect(answer, request, reply);
    if (answer instanceof WithStatus) {
      void reply.status(answer.status);
      if (view === undefined) return answer.model;
      const { template = view.template } = answer;
      return this.pages.render({ ...view, template }, answer.model, request, reply);
    }
    if (view === undefined) return answer;
    // A form that shows its page again is no "201 Created", which is what Nest says to a POST.
    void reply.status(200);
    return this.pages.render(view, (answer ?? {}) as object, request, reply);
  }

  #redirect({ to, flash, cookies }: Redirect, request: PortalRequest, reply: FastifyReply): string {
    if (flash !== undefined) void reply.header('set-cookie', flashCookie(flash, this.settings.secureCookies));
    for (const cookie of cookies) void reply.header('set-cookie', cookie);
    const header = request.visit.htmx !== 'no' ? 'HX-Redirect' : 'Location';
    void reply.status(header === 'Location' ? 303 : 200).header(header, to);
    return '';
  }
}
