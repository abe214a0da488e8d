// For admins: how the issuer is set up, who came from it, and whose accounts those are.

import { Controller, Get, Inject, Param, Post, Query, Req } from '@nestjs/common';
import type { Config } from '#config/schema.js';
import { AccountsService } from '#src/accounts/accounts.service.js';
import { Fault } from '#src/faults.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { CONFIG } from '#src/portal/deps.js';
import { redirect, type Redirect } from '#src/portal/page/answers.js';
import { Fragment, Page } from '#src/portal/page/page.js';
import { Sessions } from '#src/portal/session/sessions.js';
import { CurrentVisit, type PortalRequest, type Visit } from '#src/portal/session/visit.js';
import { PortalSettings } from '#src/portal/settings.js';
import { Identities, type Identity } from './identities.js';
import { Issuer } from './issuer.js';
import { redirectUri } from './redirect-uri.js';
import { inFull } from './refusals.js';

const PAGE = '/users/oidc';

@Controller('users/oidc')
@Permission('users.manage')
export class OidcAdminController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly issuer: Issuer,
    private readonly identities: Identities,
    private readonly accounts: AccountsService,
    private readonly sessions: Sessions,
    private readonly settings: PortalSettings,
  ) {}

  @Get()
  @Page('users/views/oidc')
  async show(@Req() request: PortalRequest): Promise<object> {
    const { title, issuer, clientId, roleClaim, roles, defaultRole } = this.config.oidc;
    const accounts = new Map((await this.accounts.list()).map(({ id, name }) => [id, name]));
    const known = await this.identities.list();
    return {
      title,
      styles: ['users/oidc.css'],
      isOn: this.issuer.isOn,
      issuer,
      clientId,
      roleClaim,
      defaultRole,
      roles: Object.entries(roles).filter(([, values]) => values.length > 0),
      redirectUri: redirectUri(this.settings, request),
      hasUrl: this.settings.publicOrigin !== undefined,
      waiting: known.filter(({ userId }) => userId === null),
      linked: known
        .filter(({ userId }) => userId !== null)
        .map((identity) => ({ ...identity, account: accounts.get(identity.userId!) })),
    };
  }

  /** Its own part, because an issuer that is away takes five seconds to find out. */
  @Get('reach')
  @Fragment('users/views/_oidc-reach')
  async reach(): Promise<object> {
    if (!this.issuer.isOn) return { error: 'It is not set up.' };
    try {
      await this.issuer.metadata();
      return { error: undefined };
    } catch (error) {
      return { error: inFull(error) };
    }
  }

  /** `name`: the account that the page named. People may choose their names at the issuer, also between page and click. */
  @Post(':id/link')
  @Audited('users.identity-linked')
  async link(@Param('id') id: string, @Query('name') name: unknown, @CurrentVisit() visit: Visit): Promise<Redirect> {
    const identity = await this.#find(id);
    visit.audit = { target: identity.name, details: detailsOf(identity) };
    if (name !== identity.name)
      throw new Fault(
        'CONFLICT',
        `Nothing was linked: this person asks for the account ${identity.name} now. Look at the page again.`,
      );
    const account = (await this.accounts.list()).find(({ name }) => name === identity.name);
    if (account === undefined)
      throw new Fault('CONFLICT', `There is no account ${identity.name} any more: the next login makes it by itself.`);
    await this.identities.link(identity.id, account.id);
    return redirect(PAGE, { flash: `${account.name} can log in with ${this.config.oidc.title} now.` });
  }

  @Post(':id/remove')
  @Audited('users.identity-removed')
  async remove(@Param('id') id: string, @CurrentVisit() visit: Visit): Promise<Redirect> {
    const identity = await this.#find(id);
    visit.audit = { target: identity.name, details: detailsOf(identity) };
    await this.identities.remove(identity.id);
    if (identity.userId !== null) await this.sessions.endAll(identity.userId, visit.sessionHash);
    return redirect(PAGE, { flash: `The link of ${identity.name} is removed.` });
  }

  /** @throws Fault NOT_FOUND */
  async #find(id: string): Promise<Identity> {
    const identity = await this.identities.byId(Number(id));
    if (identity === undefined)
      throw new Fault('NOT_FOUND', 'There is no such person of the issuer any more. Somebody removed it meanwhile.');
    return identity;
  }
}

function detailsOf({ issuer, subject }: Identity): Record<string, unknown> {
  return { issuer, subject };
}
