// A login that is under way at the issuer. What must be remembered lies sealed in a cookie of the browser that began it, so that a
// restart breaks nothing and nobody fills our memory; each can be ended once, within ten minutes.

import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { CLOCK } from '#src/portal/deps.js';
import { readCookie, setCookie } from '#src/portal/session/cookies.js';
import { PortalSettings } from '#src/portal/settings.js';
import { SecretBox } from '#src/secrets/secret-box.js';

const flow = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  redirectUri: z.string(),
  /** Where the person wanted to go: a path of this site. */
  next: z.string(),
  /** ms since 1970. */
  startedAt: z.number(),
});
export type Flow = z.infer<typeof flow>;

const COOKIE = 'lanwarden_oidc';
const PURPOSE = 'oidc-login';
const MAX_AGE_MS = 10 * 60_000;
const MAX_ENDED = 10_000;

@Injectable()
export class Flows {
  /** States of flows that came back, with when; oldest first. */
  readonly #ended = new Map<string, number>();

  constructor(
    private readonly box: SecretBox,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly settings: PortalSettings,
  ) {}

  begin(where: Pick<Flow, 'redirectUri' | 'next'>): { readonly flow: Flow; readonly cookie: string } {
    const begun: Flow = {
      ...where,
      state: random(),
      nonce: random(),
      verifier: random(),
      startedAt: this.clock.now(),
    };
    const { secureCookies: secure } = this.settings;
    const sealed = this.box.seal(JSON.stringify(begun), PURPOSE);
    return { flow: begun, cookie: setCookie(COOKIE, sealed, { maxAgeSeconds: MAX_AGE_MS / 1_000, secure }) };
  }

  /** The flow that this browser began with this state; undefined when there is none, it is too old, or it was ended before. */
  end(cookieHeader: string | undefined, state: unknown): Flow | undefined {
    const found = this.#open(readCookie(cookieHeader, COOKIE));
    const now = this.clock.now();
    if (found === undefined || found.state !== state || now - found.startedAt > MAX_AGE_MS) return undefined;
    if (this.#ended.has(found.state)) return undefined;
    this.#ended.set(found.state, now);
    this.#forget(now);
    return found;
  }

  /** Takes the cookie away. */
  clearCookie(): string {
    return setCookie(COOKIE, '', { maxAgeSeconds: 0, secure: this.settings.secureCookies });
  }

  #open(sealed: string | undefined): Flow | undefined {
    if (sealed === undefined) return undefined;
    try {
      return flow.parse(JSON.parse(this.box.open(sealed, PURPOSE)));
    } catch (error) {
      // Not one of ours: what a stranger puts into a cookie is no fault of the key.
      if (error instanceof Fault || error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
      throw error;
    }
  }

  #forget(now: number): void {
    for (const [state, endedAt] of this.#ended) {
      if (now - endedAt <= MAX_AGE_MS && this.#ended.size <= MAX_ENDED) return;
      this.#ended.delete(state);
    }
  }
}

/** 256 bits in 43 characters, which is what PKCE asks of a verifier (RFC 7636, 4.1). */
const random = (): string => randomBytes(32).toString('base64url');
