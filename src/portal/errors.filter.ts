// The only place that turns a fault into HTTP: an HTML page for people, a fragment for htmx, problem+json (RFC 9457) for the API.
// Each answer carries a short id that stands in the log too.

import { randomBytes } from 'node:crypto';
import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { FAULTS, type Fault } from '#src/faults.js';
import { LOG } from './deps.js';
import { Pages } from './page/pages.js';
import { type Problem, problemOf } from './problem.js';
import { flashCookie } from './session/flash.js';
import { localPath } from './session/local-path.js';
import type { Flash, PortalRequest } from './session/visit.js';
import { PortalSettings } from './settings.js';

@Catch()
export class ErrorsFilter implements ExceptionFilter {
  constructor(
    @Inject(LOG) private readonly log: Logger,
    private readonly pages: Pages,
    private readonly settings: PortalSettings,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<PortalRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = { ...problemOf(error), id: randomBytes(4).toString('hex') };
    this.#write(problem, error, request);
    // A stream that breaks after the head is out cannot be answered any more.
    if (reply.sent || reply.raw.headersSent) return void reply.raw.destroy();
    if (problem.retryAfterSeconds !== undefined) void reply.header('retry-after', String(problem.retryAfterSeconds));
    // Assets and health checks look at nobody, and a broken database can keep us from doing so.
    if (request.visit === undefined && !isApi(request)) return sendPlain(problem, request, reply);
    if (isApi(request)) return sendProblem(problem, reply);
    if (problem.code !== 'UNAUTHENTICATED') return this.#sendPage(problem, request, reply);
    if (request.visit.htmx === 'no' || request.headers['hx-boosted'] !== undefined)
      return sendToLogin(request, reply, this.settings.secureCookies);
    // Another page would take what was typed into this one.
    this.#sendPage({ ...problem, ...LOGGED_OUT }, request, reply);
  }

  #write({ id, code, status }: Problem & { id: string }, error: unknown, { method, url }: PortalRequest): void {
    const path = url.split('?', 1)[0];
    const detail = { id, code, status, method, path };
    if (status >= 500) this.log.error({ ...detail, err: error }, 'request failed');
    else
      this.log[FAULTS[code].level === 'info' ? 'info' : 'debug'](
        { ...detail, reason: (error as Fault).message },
        'request refused',
      );
  }

  #sendPage(problem: Problem & { id: string }, request: PortalRequest, reply: FastifyReply): void {
    void reply.status(problem.status);
    const isPart = request.visit.htmx !== 'no';
    if (isPart) toNotices(reply);
    const signedIn = request.visit.principal !== undefined;
    const layout = isPart ? 'none' : signedIn ? 'main' : 'bare';
    void reply.send(this.#render(problem, layout, request, reply));
  }

  #render(
    problem: Problem & { id: string },
    layout: 'none' | 'main' | 'bare',
    request: PortalRequest,
    reply: FastifyReply,
  ): string {
    try {
      return this.pages.render(
        { template: layout === 'none' ? 'partials/error' : 'error', layout },
        { title: problem.title, problem },
        request,
        reply,
      );
    } catch (error) {
      // The layout itself is what failed: plain words are left.
      this.log.error({ id: problem.id, err: error }, 'error page failed');
      return plainly(problem, request, reply);
    }
  }
}

function isApi({ url }: PortalRequest): boolean {
  return url.startsWith('/api/') && !url.startsWith('/api/docs');
}

function sendProblem({ id, code, status, title, detail, more }: Problem & { id: string }, reply: FastifyReply): void {
  const body = {
    ...more,
    type: `urn:lanwarden:${code.toLowerCase().replaceAll('_', '-')}`,
    title,
    status,
    detail,
    instance: `urn:lanwarden:error:${id}`,
  };
  if (status === 401) void reply.header('www-authenticate', 'Bearer');
  void reply
    .status(status)
    .header('content-type', 'application/problem+json')
    .send(Buffer.from(JSON.stringify(body)));
}

function sendPlain(problem: Problem & { id: string }, request: PortalRequest, reply: FastifyReply): void {
  void reply.status(problem.status).send(plainly(problem, request, reply));
}

/** For htmx as little as its place takes; titles are our own words. */
function plainly({ id, title }: Problem & { id: string }, { headers }: PortalRequest, reply: FastifyReply): string {
  const isPart = headers['hx-request'] === 'true';
  void reply.header('content-type', `text/${isPart ? 'html' : 'plain'}; charset=utf-8`);
  if (!isPart) return `${title} (${id})\n`;
  toNotices(reply);
  return `<div class="alert alert-danger lw-flash" role="alert"><div>${title}. Error <code>${id}</code></div></div>`;
}

/** Errors of a part of the page are shown at its top, whatever the part was, and whatever was to be selected of it. */
function toNotices(reply: FastifyReply): void {
  void reply.header('HX-Retarget', '#notices').header('HX-Reswap', 'innerHTML').header('HX-Reselect', '.alert');
}

const LOGGED_OUT = { title: 'You were logged out', detail: 'Log in in another tab, then try again here.' };

const NOT_DONE: Flash = {
  kind: 'warning',
  text: 'You were not logged in any more, so what you sent was not carried out. Log in, and send it again.',
};

/** With the way back: to the page, or to the one whose form was sent, which is told not to have been carried out. */
function sendToLogin({ method, url, visit, headers }: PortalRequest, reply: FastifyReply, secure: boolean): void {
  if (method !== 'GET') void reply.header('set-cookie', flashCookie(NOT_DONE, secure));
  if (visit.htmx !== 'no')
    return void reply
      .status(401)
      .header('HX-Redirect', loginPath(pathOf(headers['hx-current-url'])))
      .send('');
  void reply.redirect(loginPath(method === 'GET' ? url : pathOf(headers.referer)), 303);
}

function loginPath(back: string): string {
  return back === '/' ? '/login' : `/login?next=${encodeURIComponent(back)}`;
}

/** Of the page that the browser shows; only where it is, never another site. */
function pathOf(address: unknown): string {
  try {
    const { pathname, search } = new URL(String(address));
    return localPath(`${pathname}${search}`);
  } catch {
    return '/';
  }
}
