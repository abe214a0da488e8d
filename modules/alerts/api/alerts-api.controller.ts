// Alerts for programs.

import { Body, Controller, Get, Inject, Param, Patch, Query } from '@nestjs/common';
import type { z } from 'zod';
import type { Config } from '#config/schema.js';
import { AccountsService } from '#src/accounts/accounts.service.js';
import { AlertBook } from '#src/alerts/alert-book.js';
import { alertBody, iso } from '#src/alerts/alert-message.js';
import type { KeptAlert, WholeAlert } from '#src/alerts/kept-alert.js';
import type { TriageStep } from '#src/alerts/triage.js';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { Api } from '#src/portal/api/api.js';
import { readBody } from '#src/portal/api/read-body.js';
import { readParameters } from '#src/portal/api/read-parameters.js';
import { CLOCK, CONFIG } from '#src/portal/deps.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { listAddress, readList } from '../list/list-input.js';
import { alertShape, change, listQuery, pageShape, wholeShape } from './shapes.js';

type Json = Record<string, unknown>;

@Controller('api/v1/alerts')
@Permission('alerts.read')
export class AlertsApiController {
  constructor(
    private readonly book: AlertBook,
    private readonly accounts: AccountsService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Api({ summary: 'List alerts, newest last event first', query: listQuery, response: pageShape })
  async list(@Query() raw: unknown): Promise<{ alerts: Json[]; next: string | null }> {
    const { limit, cursor, state, test, ...asked } = readParameters(listQuery, raw);
    const show = test ? 'test' : state === '' ? 'all' : state;
    const { filter, mistakes } = readList(
      listAddress.parse({ ...asked, show }),
      this.clock.now(),
      this.config.time.zone,
    );
    const [[parameter, message] = []] = Object.entries(mistakes);
    if (message !== undefined) throw new Fault('BAD_REQUEST', message, { details: { parameter } });
    const states =
      test && state !== '' ? readList(listAddress.parse({ show: state }), 0, 'UTC').filter.states : filter.states;
    const { alerts, next } = await this.book.list({ ...filter, ...(states && { states }) }, cursor, limit);
    return { alerts: alerts.map((alert) => this.#json(alert)), next: next ?? null };
  }

  @Get(':id')
  @Api({ summary: 'One alert with its events and history', response: wholeShape })
  async show(@Param('id') id: string): Promise<Json> {
    return this.#whole(await this.#find(id));
  }

  @Patch(':id')
  @Permission('alerts.write')
  @Audited('alerts.triaged')
  @Api({
    summary: 'Triage an alert: state, assignee, comment',
    description: 'All that is given is done at once. 409 when `version` is given and somebody changed the alert since.',
    body: change,
    response: wholeShape,
  })
  async change(
    @Param('id') id: string,
    @Body() body: unknown,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<Json> {
    const alert = await this.#find(id);
    const { version, ...given } = readBody(change, body);
    const steps = stepsOf(given);
    if (given.assignee && (await this.accounts.byName(given.assignee)) === undefined)
      throw new Fault('BAD_REQUEST', `assignee: there is no account named ${JSON.stringify(given.assignee)}.`);
    visit.audit = { target: alert.title, details: { alert: id, ...given } };
    await this.book.triage([id], steps, who.name, version);
    return this.#whole(await this.#find(id));
  }

  async #find(id: string): Promise<WholeAlert> {
    const alert = await this.book.get(id);
    if (alert === undefined) throw new Fault('NOT_FOUND', `There is no alert ${JSON.stringify(id.slice(0, 60))}.`);
    return alert;
  }

  #json(alert: KeptAlert): z.infer<typeof alertShape> & Json {
    const { events: _none, ...body } = alertBody(alert, [], this.book.urlOf(alert.id));
    return {
      ...(body as z.infer<typeof alertShape>),
      raised: iso(alert.raisedAt),
      assignee: alert.assignee ?? null,
      query: alert.query,
      test: alert.isTest,
      version: alert.version,
    };
  }

  #whole(alert: WholeAlert): Json {
    return {
      ...this.#json(alert),
      events: alert.events.map(({ id, time, message }) => ({ id, time: iso(time), message })),
      history: alert.history.map(({ at, who, action, text }) => ({ at: iso(at), who: who ?? null, action, text })),
    };
  }
}

/** @throws Fault BAD_REQUEST */
function stepsOf({ state, reason, note, assignee, comment }: z.infer<typeof change>): readonly TriageStep[] {
  if (state !== 'closed' && (reason !== undefined || note !== undefined))
    throw new Fault('BAD_REQUEST', 'reason and note go with "state": "closed". For a remark send comment.');
  if (state === 'closed' && reason === undefined)
    throw new Fault('BAD_REQUEST', 'reason: expected true, benign or false with "state": "closed".');
  const steps: TriageStep[] = [];
  if (state === 'open') steps.push({ kind: 'open' });
  if (state === 'acknowledged') steps.push({ kind: 'acknowledge' });
  if (state === 'closed') steps.push({ kind: 'close', reason: reason!, note: note ?? '' });
  if (assignee !== undefined)
    steps.push({ kind: 'assign', to: assignee === null || assignee === '' ? undefined : assignee });
  if (comment !== undefined) steps.push({ kind: 'comment', text: comment });
  if (steps.length === 0)
    throw new Fault('BAD_REQUEST', 'Nothing to change: send at least one of state, assignee, comment.');
  return steps;
}
