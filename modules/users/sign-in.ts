// Begins and ends sessions: the one place for it, whichever way people come in (password, code, set-up link, invite, OIDC).

import { Injectable } from '@nestjs/common';
import { AccountsService, type Account } from '#src/accounts/accounts.service.js';
import {
  ANONYMOUS_COOKIE,
  HALF_SESSION_COOKIE,
  readCookie,
  SESSION_COOKIE,
  setCookie,
} from '#src/portal/session/cookies.js';
import { HALF_SESSION_SECONDS, HalfSessions } from '#src/portal/session/half-sessions.js';
import { type SessionOrigin, Sessions } from '#src/portal/session/sessions.js';
import { PortalSettings } from '#src/portal/settings.js';

@Injectable()
export class SignIn {
  constructor(
    private readonly accounts: AccountsService,
    private readonly sessions: Sessions,
    private readonly halves: HalfSessions,
    private readonly settings: PortalSettings,
  ) {}

  /**
   * A new session each time (never the one that came with the request); the cookies to set. `from`: the visit. The caller has seen
   * to it that this is the person: also to the second factor, where this portal asks for one.
   */
  async begin(account: Account, from: SessionOrigin): Promise<readonly string[]> {
    const secret = await this.sessions.begin(account.id, from);
    await this.accounts.noteLogin(account.id, from.address);
    const { secureCookies: secure } = this.settings;
    return [
      setCookie(SESSION_COOKIE, secret, { secure }),
      setCookie(ANONYMOUS_COOKIE, '', { maxAgeSeconds: 0, secure }),
    ];
  }

  /** After the password of an account with a second factor: nothing is open but the page that asks for the code. The cookies to set. */
  async beginHalf(account: Account): Promise<readonly string[]> {
    const secret = await this.halves.begin(account.id);
    return [
      setCookie(HALF_SESSION_COOKIE, secret, {
        maxAgeSeconds: HALF_SESSION_SECONDS,
        secure: this.settings.secureCookies,
      }),
    ];
  }

  /** Whose password was right in this browser, not long ago; `secret` names the half session. */
  async half(
    cookieHeader: string | undefined,
  ): Promise<{ readonly account: Account; readonly secret: string } | undefined> {
    const secret = readCookie(cookieHeader, HALF_SESSION_COOKIE);
    const userId = await this.halves.find(secret);
    const account = userId === undefined ? undefined : await this.accounts.byId(userId);
    return secret === undefined || account === undefined || account.disabled ? undefined : { account, secret };
  }

  /** Before a code is looked at; after some tries the half session is over. */
  noteTry(secret: string): Promise<void> {
    return this.halves.noteTry(secret);
  }

  /** The half session becomes a whole one; the cookies to set. */
  async complete(account: Account, secret: string, from: SessionOrigin): Promise<readonly string[]> {
    await this.halves.end(secret);
    const gone = setCookie(HALF_SESSION_COOKIE, '', { maxAgeSeconds: 0, secure: this.settings.secureCookies });
    return [...(await this.begin(account, from)), gone];
  }

  /** The cookies to set. */
  async end(sessionHash: string | undefined): Promise<readonly string[]> {
    if (sessionHash !== undefined) await this.sessions.end(sessionHash);
    return [setCookie(SESSION_COOKIE, '', { maxAgeSeconds: 0, secure: this.settings.secureCookies })];
  }
}
