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

  /** What is wrong, or undefined when it is this person's password. */
  async mistake(who: Principal, visit: Visit, password: unknown): Promise<string | undefined> {
    if (typeof password !== 'string' || password === '') return 'Fill in your password.';
    if (this.throttle.waitMs(who.name, visit.address, true) > 0) return 'Too many attempts. Wait a little.';
    this.throttle.attempt(who.name, visit.address);
    if ((await this.accounts.authenticate(who.name, password)) === undefined) return 'Your current password is wrong.';
    this.throttle.succeeded(who.name, visit.address);
    return undefined;
  }
}
