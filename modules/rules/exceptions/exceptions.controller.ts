// Exceptions: the list, a new one from an alert or for a rule, and how long each holds.

import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { AlertBook } from '#src/alerts/alert-book.js';
import type { WholeAlert } from '#src/alerts/kept-alert.js';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { Audited, NotAudited, Permission } from '#src/portal/access/access.js';
import { Permissions } from '#src/portal/access/permissions.js';
import { CLOCK } from '#src/portal/deps.js';
import { InTurn } from '#src/portal/limits/slow-reads.js';
import { WhileThere } from '#src/portal/limits/while-there.js';
import { type Redirect, redirect, type WithStatus, withStatus } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import type { Problem } from '../book/problems.js';
import { RuleBook } from '../rule-book.js';
import { changeForm, type ExceptionInput, exceptionOf, expiresAt, OWN_QUERY, readInput } from './exception-input.js';
import { exceptionList, newExceptionPage, type NewExceptionState } from './exception-page.js';
import { ExceptionPreview } from './exception-preview.js';
import { exceptionAnchor } from './exception-row.js';
import { scopesOf } from './scopes.js';

const LIST = '/rules/exceptions';

@Controller('rules/exceptions')
@Permission('rules.write')
export class ExceptionsController {
  constructor(
    private readonly rules: RuleBook,
    private readonly alerts: AlertBook,
    private readonly preview: ExceptionPreview,
    private readonly permissions: Permissions,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Permission('rules.read')
  @Page('rules/views/exceptions/list')
  list(): object {
    return this.#list();
  }

  /** `alert`: not this again; `rule`: for a rule, with a query that is typed. */
  @Get('new')
  @Page('rules/views/exceptions/new')
  async fresh(@Query() query: unknown, @Who() who: Principal): Promise<object> {
    const input = readInput(query);
    const state = await this.#state(input, who);
    const [first] = state.scopes;
    const reason = input.reason || (state.alert === undefined ? '' : 'Known and harmless');
    const close = state.mayClose && state.alert?.state !== 'closed' ? ('false' as const) : ('' as const);
    const filled = { ...input, close, scope: input.scope || (first?.id ?? OWN_QUERY), reason };
    return newExceptionPage(await this.#state(filled, who));
  }

  @Post('preview')
  @NotAudited('shows what it would do, keeps nothing')
  @InTurn()
  @Page('rules/views/exceptions/new')
  async look(@Body() body: unknown, @Who() who: Principal, @WhileThere() signal: AbortSignal): Promise<object> {
    const state = await this.#state(readInput(body), who);
    const problems = this.rules.exceptionProblems({ ...state.exception, reason: state.exception.reason || '-' });
    if (problems.length > 0) return withStatus(422, newExceptionPage({ ...state, problems }));
    return newExceptionPage({ ...state, preview: await this.preview.of(state.exception, signal) });
  }

  @Post()
  @Audited('rules.exception-added')
  @Page('rules/views/exceptions/new')
  async add(
    @Body() body: unknown,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<Redirect | WithStatus> {
    const state = await this.#state(readInput(body), who);
    const problems = this.rules.exceptionProblems(state.exception);
    if (problems.length > 0) {
      visit.audit = { skip: true };
      return withStatus(422, newExceptionPage({ ...state, problems }));
    }
    const { id, scope, query, ruleId, expiresAt: until } = await this.rules.addException(state.exception, who.name);
    visit.audit = {
      target: scope.slice(0, 200),
      details: { id, query, rule: ruleId ?? 'all', reason: state.exception.reason, expiresAt: until ?? 'never' },
    };
    const isClosed = await this.#close(state, who);
    const text = [
      `From now on this does not raise an alert${ruleId === undefined ? ' of any rule' : ''}.`,
      ...(isClosed ? ['The alert is closed.'] : []),
      endWords(state.exception.expiresAt, this.rules.context().zone),
    ].join(' ');
    if (state.alert === undefined) return redirect(LIST, { flash: text });
    const link = { href: `${LIST}#${exceptionAnchor(id)}`, label: 'Show the exception' };
    return redirect(`/alerts/${state.alert.id}`, { flash: { kind: 'success', text, link } });
  }

  @Post(':id')
  @Audited('rules.exception-changed')
  @Page('rules/views/exceptions/list')
  async change(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentVisit() visit: Visit,
  ): Promise<Redirect | WithStatus> {
    const before = this.rules.findException(id);
    const { reason, expiry } = changeForm.parse(body ?? {});
    const until = expiry === 'keep' ? before.expiresAt : expiresAt(expiry, this.clock.now());
    try {
      const changed = await this.rules.changeException(id, { reason, expiresAt: until });
      visit.audit = {
        target: changed.scope.slice(0, 200),
        details: { id, reason: changed.reason, expiresAt: until ?? 'never' },
      };
      return redirect(LIST, { flash: 'The exception is saved.' });
    } catch (error) {
      const problems =
        error instanceof Fault ? (error.details?.['problems'] as readonly Problem[] | undefined) : undefined;
      if (problems === undefined) throw error;
      visit.audit = { skip: true };
      return withStatus(422, this.#list({ id, reason, mistake: problems[0]?.message }));
    }
  }

  @Post(':id/delete')
  @Audited('rules.exception-removed')
  async remove(@Param('id') id: string, @CurrentVisit() visit: Visit): Promise<Redirect> {
    const { scope, query, ruleId } = await this.rules.removeException(id);
    visit.audit = { target: scope.slice(0, 200), details: { id, query, rule: ruleId ?? 'all' } };
    return redirect(LIST, { flash: 'The exception is removed: what it kept away raises alerts again.' });
  }

  /** Everything that the page shows of it. @throws Fault NOT_FOUND for an alert or a rule that is not there */
  async #state(input: ExceptionInput, who: Principal): Promise<NewExceptionState> {
    const alert = await this.#alert(input.alert, who);
    const ruleId = alert?.rule.id ?? (input.rule === '' ? undefined : this.rules.find(input.rule).rule.id);
    const rule = ruleId === undefined ? undefined : this.rules.get(ruleId);
    const scopes = alert === undefined ? [] : scopesOf(alert);
    // Alerts that no rule raises any more (a deleted one, a baseline's) can only be kept away for all rules.
    const of = rule === undefined ? 'all' : input.of;
    const known = { ...input, of } as const;
    const exception = exceptionOf(known, scopes, rule?.rule.id, this.clock.now());
    const { lists } = this.rules.context();
    const mayClose = alert !== undefined && this.#mayTriage(who);
    return { input: known, scopes, exception, alert, rule, mayClose, lists };
  }

  async #alert(id: string, who: Principal): Promise<WholeAlert | undefined> {
    if (id === '' || !this.permissions.holds(who, 'alerts.read')) return undefined;
    const alert = await this.alerts.get(id);
    if (alert === undefined) throw new Fault('NOT_FOUND', 'There is no such alert. It may have been removed since.');
    return alert;
  }

  async #close({ alert, input, exception, mayClose }: NewExceptionState, who: Principal): Promise<boolean> {
    if (alert === undefined || input.close === '' || !mayClose || alert.state === 'closed') return false;
    const step = { kind: 'close', reason: input.close, note: exception.reason } as const;
    await this.alerts.triage([alert.id], [step], who.name);
    return true;
  }

  #mayTriage(who: Principal): boolean {
    return this.permissions.holds(who, 'alerts.write');
  }

  #list(changing?: object): object {
    return exceptionList(this.rules.exceptions(), (id) => this.rules.get(id), this.clock.now(), changing);
  }
}

/** `expiresAt`: ms since 1970; undefined: never. The day is that of the installation's zone. */
function endWords(expiresAt: number | undefined, zone: string): string {
  if (expiresAt === undefined) return 'The exception holds for ever.';
  // Swedes write dates as ISO 8601 does.
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(expiresAt);
  return `The exception ends on ${day}.`;
}
