// First run: as long as there is no admin, whoever holds the one-time token from the log may make the first. Other people may have come
// by OIDC before.

import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { AccountsService } from '#src/accounts/accounts.service.js';

export class SetupMode {
  readonly token = randomBytes(24).toString('base64url');
  #over = false;

  constructor(private readonly accounts: AccountsService) {}

  /** True until there is an admin who is not switched off, also when `user add` made it in another process. */
  async isOn(): Promise<boolean> {
    this.#over ||= await this.accounts.hasAdmin();
    return !this.#over;
  }

  fits(token: unknown): boolean {
    if (typeof token !== 'string') return false;
    const [given, own] = [Buffer.from(token), Buffer.from(this.token)];
    return given.length === own.length && timingSafeEqual(given, own);
  }
}
