// One alert: its page, the parts that come later, and what people do with it.

import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { AlertBook } from '#src/alerts/alert-book.js';
import type { WholeAlert } from '#src/alerts/kept-alert.js';
import { AccountsService } from '#src/accounts/accounts.service.js';
import { Fault } from '#src/faults.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { Permissions } from '#src/portal/access/permissions.js';
import { InTurn } from '#src/portal/limits/slow-reads.js';
import { redirect, type Redirect, withStatus, WithStatus } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { AlertPage } from './alert-page.js';
import { SAID, stepOf, type TriageForm, triageForm } from './triage-form.js';

const ASSETS = {
  styles: ['timeline.css', 'event-rows.css', 'alerts/alerts.css'],
  scripts: ['timeline.js', 'event-rows.js'],
};

/** What was wrong with a form, by field, and what had been typed. */
interface Refused {
  readonly status: number;
  readonly invalid: Readonly<Record<string, string>>;
  readonly typed: Readonly<Record<string, string>>;
  readonly conflict?: string;
}

@Controller('alerts')
@Permission('alerts.read')
export class AlertController {
  constructor(
    private readonly page: AlertPage,
    private readonly book: AlertBook,
    private readonly accounts: AccountsService,
    private readonly permissions: Permissions,
  ) {}

  @Get(':id')
  @InTurn()
  @Page('alerts/views/alert')
  async show(@Param('id') id: string, @Who() who: Principal): Promise<object | WithStatus> {
    const alert = await this.book.get(id);
    return alert === undefined ? gone() : this.#model(alert, who);
  }

  @Post(':id')
  @Permission('alerts.write')
  @Audited('alerts.triaged')
  @Page('alerts/views/alert')
  async triage(
    @Param('id') id: string,
    @Body() body: unknown,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<Redirect | WithStatus> {
    const alert = await this.book.get(id);
    if (alert === undefined) return gone();
    const form = triageForm.safeParse(body);
    if (!form.success) {
      const invalid = Object.fromEntries(form.error.issues.map(({ path, message }) => [String(path[0]), message]));
      if ('do' in invalid) throw new Fault('BAD_REQUEST', 'There is no such thing to do with an alert.');
      return this.#again(alert, who, visit, { status: 422, invalid, typed: typedIn(body) });
    }
    visit.audit = { target: alert.title, details: { alert: id, ...form.data, version: undefined } };
    const unknown = await this.#unknownAssignee(form.data);
    if (unknown !== undefined)
      return this.#again(alert, who, visit, { status: 422, invalid: { to: unknown }, typed: typedIn(body) });
    try {
      await this.book.triage([id], [stepOf(form.data, who.name)], who.name, form.data.version);
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'CONFLICT') throw error;
      const refused = { status: 409, invalid: {}, typed: typedIn(body), conflict: error.message };
      return this.#again((await this.book.get(id)) ?? alert, who, visit, refused);
    }
    return redirect(`/alerts/${id}`, { flash: SAID[form.data.do] });
  }

  async #unknownAssignee(form: TriageForm): Promise<string | undefined> {
    if (form.do !== 'assign' || form.to === '' || (await this.accounts.byName(form.to)) !== undefined) return undefined;
    return `There is no account named ${form.to}.`;
  }

  /** The same page, with what was typed. */
  async #again(
    alert: WholeAlert,
    who: Principal,
    visit: Visit,
    { status, invalid, typed, conflict }: Refused,
  ): Promise<WithStatus> {
    visit.audit = { skip: true };
    return withStatus(status, { ...(await this.#model(alert, who)), invalid, typed, conflict });
  }

  async #model(alert: WholeAlert, who: Principal): Promise<object> {
    const model = await this.page.model(alert, this.permissions.holds(who, 'alerts.write'));
    return { ...ASSETS, ...model, own: who.name, invalid: {}, typed: {}, conflict: undefined };
  }
}

function typedIn(body: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries((body ?? {}) as Record<string, unknown>);
  return Object.fromEntries(entries.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
}

/** Also for pages with another template. */
export function gone(): WithStatus {
  return new WithStatus(404, { ...ASSETS, title: 'No such alert', alert: undefined }, 'alerts/views/alert');
}
