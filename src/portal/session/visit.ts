// What is known of one request before its handler runs: who, which session, which look, and whether htmx asked for a part.

import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Role } from '#src/plugin/module.js';

export interface Principal {
  readonly kind: 'user' | 'token';
  readonly id: number;
  readonly name: string;
  readonly role: Role;
  /** Permissions that a token is narrowed to; left out: all that the role holds. */
  readonly scopes?: readonly string[];
}

export type Theme = 'auto' | 'light' | 'dark';

export interface Flash {
  readonly kind: 'success' | 'warning' | 'danger';
  readonly text: string;
  /** To what it speaks of, on this site. */
  readonly link?: { readonly href: string; readonly label: string };
}

export interface Visit {
  readonly principal?: Principal;
  /** Why a token that came was not taken, e.g. because it has expired. */
  readonly refusal?: string;
  /** SHA-256 of the session's id, when a session was found. */
  readonly sessionHash?: string;
  /** A session cookie came, but its session is over. */
  readonly expired: boolean;
  /** What a form must send back; bound to the session, or to a cookie while nobody is logged in. */
  readonly csrf: string;
  /** The portal's own address, when this came by http and without the cookies that are for https only: no form can work. */
  readonly openInstead?: string;
  readonly theme: Theme;
  readonly flash?: Flash;
  /** `partial`: htmx swaps a part of the page; `full`: it selects it of a whole one. Of history it asks as a browser does: `no`. */
  readonly htmx: 'no' | 'partial' | 'full';
  readonly address: string;
  /** What the browser says of itself; empty when it says nothing. */
  readonly userAgent: string;
  /**
   * Filled by the handler for the audit log. `outcome`: left out, the answer's status says it; 404, 409 and 422 are no entry then.
   * `skip`: nothing was tried or changed. `seldom`: at most one entry a minute of this action, target and network, e.g. for throttled guesses.
   */
  audit?: {
    target?: string;
    details?: Record<string, unknown>;
    outcome?: 'success' | 'failure';
    skip?: boolean;
    seldom?: boolean;
  };
}

declare module 'fastify' {
  interface FastifyRequest {
    visit?: Visit;
  }
}

export type PortalRequest = FastifyRequest & { visit: Visit };
export type PortalReply = FastifyReply;

/** `(@CurrentVisit() visit: Visit)` */
export const CurrentVisit = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<PortalRequest>().visit,
);

/** `(@Who() who: Principal)`, in routes that are not public. */
export const Who = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<PortalRequest>().visit.principal,
);
