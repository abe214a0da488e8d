// What the list of users shows: accounts, invites that wait, and the form that invites.

import { Injectable } from '@nestjs/common';
import { AccountsService } from '#src/accounts/accounts.service.js';
import { Invites } from '#src/accounts/invites.service.js';
import { ROLES } from '#src/portal/access/permissions.js';

export interface InviteFormState {
  readonly error?: string;
  readonly name?: string;
  readonly role?: string;
}

@Injectable()
export class UsersPage {
  constructor(
    private readonly accounts: AccountsService,
    private readonly invites: Invites,
  ) {}

  /** `made`: an invite whose link is shown, this once. */
  async model(form: InviteFormState = {}, made?: { readonly name: string; readonly link: string }): Promise<object> {
    const [accounts, invites] = await Promise.all([this.accounts.list(), this.invites.list()]);
    return { title: 'Users', styles: ['users/users.css'], accounts, invites, roles: ROLES, form, made };
  }
}
