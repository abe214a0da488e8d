// Asks once more for the password before something that whoever sits down at an open browser must not do. Guessing is slowed down.

import { Injectable } from '@nestjs/common';
import { AccountsService } from '#src/accounts/accounts.service.js';
import { LoginThrottle } from '#src/portal/session/throttle.js';
import type { Principal, Visit } from '#src/portal/session/visit.js';

@Injectable()
export class OwnPassword {
  constructor(
    private readonly accounts: AccountsService,
    private readonly throttle: LoginThrottle,
  ) {}

  /** What is wrong, or undefined when it is this person's password. What was no guess leaves little or nothing in the audit log. */
  async mistake(who: Principal, visit: Visit, password: unknown): Promise<string | undefined> {
    if (typeof password !== 'string' || password === '') {
      visit.audit = { skip: true };
      return 'Fill in your password.';
    }
    const { name } = who;
    const { address } = visit;
    const isUsual = await this.accounts.isUsualAddress(name, address);
    if (this.throttle.waitMs(name, address, isUsual) > 0) {
      visit.audit = { ...visit.audit, details: { reason: 'throttled' }, seldom: true };
      return 'Too many attempts. Wait a little.';
    }
    const account = await this.throttle.guarded(name, address, () => this.accounts.authenticate(name, password));
    if (account === undefined) return 'Your current password is wrong.';
    this.throttle.succeeded(name, address);
    return undefined;
  }
}
