// Begins and ends sessions: what login, set-up and a new password have in common.

import { Injectable } from '@nestjs/common';
import { AccountsService, type Account } from '#src/accounts/accounts.service.js';
import { ANONYMOUS_COOKIE, SESSION_COOKIE, setCookie } from '#src/portal/session/cookies.js';
import { Sessions } from '#src/portal/session/sessions.js';
import { PortalSettings } from '#src/portal/settings.js';

@Injectable()
export class SignIn {
  constructor(
    private readonly accounts: AccountsService,
    private readonly sessions: Sessions,
    private readonly settings: PortalSettings,
  ) {}

  /** A new session each time (never the one that came with the request); the cookies to set. */
  async begin(account: Account, address: string): Promise<readonly string[]> {
    const secret = await this.sessions.begin(account.id, address);
    await this.accounts.noteLogin(account.id, address);
    const { secureCookies: secure } = this.settings;
    return [
      setCookie(SESSION_COOKIE, secret, { secure }),
      setCookie(ANONYMOUS_COOKIE, '', { maxAgeSeconds: 0, secure }),
    ];
  }

  /** The cookies to set. */
  async end(sessionHash: string | undefined): Promise<readonly string[]> {
    if (sessionHash !== undefined) await this.sessions.end(sessionHash);
    return [setCookie(SESSION_COOKIE, '', { maxAgeSeconds: 0, secure: this.settings.secureCookies })];
  }
}
