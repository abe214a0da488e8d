// Makes the Visit of each request: reads cookies and bearer token, finds the session or token behind them, and gives people
// without a session a cookie that their forms are bound to.

import type { FastifyReply, FastifyRequest } from 'fastify';
import { newSecret } from '#src/accounts/one-time-secrets.js';
import type { AccountsService } from '#src/accounts/accounts.service.js';
import type { TokensService } from '#src/accounts/tokens.service.js';
import { ANONYMOUS_COOKIE, FLASH_COOKIE, readCookie, SESSION_COOKIE, setCookie, THEME_COOKIE } from './cookies.js';
import { CSRF_HEADER, csrfToken, PERSON_HEADER } from './csrf.js';
import { readFlash } from './flash.js';
import type { Sessions } from './sessions.js';
import type { PortalSettings } from '../settings.js';
import type { Principal, Theme, Visit } from './visit.js';

/** Paths that never look at who asks. */
const WITHOUT_VISIT = ['/assets/', '/healthz', '/readyz'];

export class Visitor {
  constructor(
    private readonly sessions: Sessions,
    private readonly accounts: AccountsService,
    private readonly tokens: TokensService,
    private readonly settings: Pick<PortalSettings, 'secureCookies' | 'publicOrigin'>,
  ) {}

  /** A Fastify onRequest hook. */
  async greet(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (WITHOUT_VISIT.some((path) => request.url.startsWith(path))) return;
    // What is made for one person is kept by no cache; a handler may say otherwise.
    void reply.header('cache-control', 'no-store');
    const address = addressOf(request); // before anything is waited for: who leaves meanwhile has none any more
    const cookies = request.headers.cookie;
    const bearer = bearerOf(request);
    const session = bearer === undefined ? await this.whoseSession(cookies, isPoll(request)) : undefined;
    const token = bearer === undefined ? undefined : await this.#whoseToken(bearer);
    const sessionCookie = readCookie(cookies, SESSION_COOKIE);
    request.visit = {
      principal: session?.principal ?? token?.principal,
      refusal: token?.refusal,
      sessionHash: session?.hash,
      expired: bearer === undefined && sessionCookie !== undefined && session === undefined,
      openInstead: this.#openInstead(request),
      csrf: csrfToken(session === undefined ? this.#anonymousSecret(request, reply) : sessionCookie!),
      theme: themeOf(readCookie(cookies, THEME_COOKIE)),
      flash: readFlash(readCookie(cookies, FLASH_COOKIE)),
      htmx: htmxKind(request),
      address,
      userAgent: request.headers['user-agent'] ?? '',
    };
    if (request.visit.htmx !== 'no' && session !== undefined)
      void reply.header(CSRF_HEADER, request.visit.csrf).header(PERSON_HEADER, String(session.principal.id));
  }

  /** Also for WebSocket upgrades, which pass no Fastify hook. */
  async whoseSession(
    cookieHeader: string | undefined,
    isPoll = false,
  ): Promise<{ readonly hash: string; readonly principal: Principal } | undefined> {
    const secret = readCookie(cookieHeader, SESSION_COOKIE);
    const session = secret === undefined ? undefined : await this.sessions.find(secret, isPoll);
    const principal = session === undefined ? undefined : await this.#principalOf(session.userId);
    return session === undefined || principal === undefined ? undefined : { hash: session.hash, principal };
  }

  /** Who the session is of now, for connections that stay open; undefined when it is over or the account switched off. */
  async stillWho(sessionHash: string): Promise<Principal | undefined> {
    const userId = await this.sessions.userOf(sessionHash);
    return userId === undefined ? undefined : this.#principalOf(userId);
  }

  async #principalOf(userId: number): Promise<Principal | undefined> {
    const account = await this.accounts.byId(userId);
    if (account === undefined || account.disabled) return undefined;
    return { kind: 'user', id: account.id, name: account.name, role: account.role };
  }

  async #whoseToken(secret: string): Promise<{ principal?: Principal; refusal?: string }> {
    const token = await this.tokens.find(secret);
    if (token === undefined || token.role === 'ingest') return {};
    const { id, name, role, scopes } = token;
    if (token.isExpired) return { refusal: `The token ${name} has expired. Ask an admin for a new one.` };
    return { principal: { kind: 'token', id, name, role, scopes: scopes ?? undefined } };
  }

  /** Whoever comes by http gets cookies that the browser does not keep. */
  #openInstead({ protocol, headers }: FastifyRequest): string | undefined {
    const { secureCookies, publicOrigin } = this.settings;
    if (!secureCookies || protocol !== 'http') return undefined;
    const known = [ANONYMOUS_COOKIE, SESSION_COOKIE].some((name) => readCookie(headers.cookie, name) !== undefined);
    return known ? undefined : publicOrigin;
  }

  #anonymousSecret(request: FastifyRequest, reply: FastifyReply): string {
    const known = readCookie(request.headers.cookie, ANONYMOUS_COOKIE);
    if (known !== undefined && /^[\w-]{43}$/.test(known)) return known;
    const secret = newSecret();
    // Only a page can hold a form; the API and its programs get no cookie.
    if (request.method === 'GET' && !request.url.startsWith('/api/'))
      void reply.header('set-cookie', setCookie(ANONYMOUS_COOKIE, secret, { secure: this.settings.secureCookies }));
    return secret;
  }
}

/** What a page sends with `hx-trigger="every ..."`. */
const isPoll = (request: FastifyRequest): boolean => request.headers['x-lanwarden-poll'] !== undefined;

/** Tokens are for programs: they open the API (and what Prometheus reads), not the pages. */
function bearerOf(request: FastifyRequest): string | undefined {
  if (!request.url.startsWith('/api/') && request.url.split('?', 1)[0] !== '/metrics') return undefined;
  const header = request.headers.authorization;
  return header?.slice(0, 7).toLowerCase() === 'bearer ' ? header.slice(7).trim() : undefined;
}

/** As people write it, also where the socket takes both kinds; empty for who has gone already. */
function addressOf(request: FastifyRequest): string {
  const ip = request.ip as string | undefined; // of a socket that is closed Node knows none
  return ip?.replace(/^::ffff:(?=\d+\.)/, '') ?? '';
}

function themeOf(value: string | undefined): Theme {
  return value === 'light' || value === 'dark' ? value : 'auto';
}

function htmxKind({ headers }: FastifyRequest): Visit['htmx'] {
  if (headers['hx-request'] !== 'true') return 'no';
  return headers['hx-request-type'] === 'full' ? 'full' : 'partial';
}
