// Making and changing a rule. Nothing is lost by a mistake: the form comes again with what was typed. Before a rule is switched on it is
// tried on the past, and one that would be too loud asks whether it is meant so.

import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Fault } from '#src/faults.js';
import { Audited, NotAudited, Permission } from '#src/portal/access/access.js';
import { personKey } from '#src/portal/limits/person.js';
import { InTurn, SlowReads } from '#src/portal/limits/slow-reads.js';
import { WhileThere } from '#src/portal/limits/while-there.js';
import { type Redirect, redirect, type WithStatus, withStatus } from '#src/portal/page/answers.js';
import { Fragment, Page } from '#src/portal/page/page.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { type KnownRule, type Problem, RuleBook } from '../rule-book.js';
import { type Rule, RULE_KINDS, ruleSchema } from '../rule.js';
import { isReserved } from '../book/reserved.js';
import { KIND_WORDS, NEW_KINDS } from '../words/kinds.js';
import { changedKeys } from './changed.js';
import { formModel, type FormState } from './form-model.js';
import { reshaped } from './form-steps.js';
import { type FormValues, readValues, valuesOf } from './form-values.js';
import { KnownValues } from './known-values.js';
import { mistakesOf } from './mistakes.js';
import { freshRule } from './fresh-rule.js';
import { idFrom, ruleFromValues } from './rule-from-values.js';
import { RuleTrial } from './rule-trial.js';
import { Scores } from './scores.js';
import { trialView } from './trial-view.js';

const text = z.string().max(8_000).catch('');
const address = z.object({ kind: z.enum(RULE_KINDS).optional().catch(undefined), q: text });
/** Beside the values: for which rule, what button, and that it is meant so. */
const sent = z.object({ for: text, do: text, anyway: text, version: z.coerce.number().int().catch(0) });

@Controller('rules')
@Permission('rules.write')
export class FormController {
  constructor(
    private readonly rules: RuleBook,
    private readonly trial: RuleTrial,
    private readonly reads: SlowReads,
    private readonly known: KnownValues,
    private readonly scores: Scores,
  ) {}

  /** The kinds as cards; with one chosen, its form. `q`: a search that somebody wants to be told of. */
  @Get('new')
  @Page('rules/views/form')
  async fresh(@Query() query: unknown): Promise<object> {
    const { kind, q } = address.parse(query ?? {});
    if (kind === undefined) return this.#kinds(q);
    return this.#form({ values: { ...valuesOf(freshRule(kind, q), this.rules.context()), id: '' } });
  }

  @Get(':id/edit')
  @Page('rules/views/form')
  edit(@Param('id') id: string): Promise<object> {
    const known = this.rules.find(id);
    return this.#form({ values: valuesOf(known.rule, this.rules.context()), known });
  }

  @Get(':id/copy')
  @Page('rules/views/form')
  copy(@Param('id') id: string): Promise<object> {
    const { rule } = this.rules.find(id);
    const values = valuesOf({ ...rule, name: `${rule.name.slice(0, 110)} (copy)` }, this.rules.context());
    return this.#form({ values: { ...values, id: '' } });
  }

  /** What the value of a condition can be, for the script of the form. */
  @Get('form/values')
  @InTurn()
  @Fragment('rules/views/_values')
  async values(
    @Query('field') field: unknown,
    @Who() who: Principal,
    @WhileThere() signal: AbortSignal,
  ): Promise<object> {
    return { known: await this.known.of(text.parse(field).trim().slice(0, 200), who, signal) };
  }

  /** The same form with one more condition or step. */
  @Post('form')
  @NotAudited('shows the form again, keeps nothing')
  @Page('rules/views/form')
  reshape(@Body() body: unknown): Promise<object> {
    const { for: id, do: what, version } = sent.parse(body ?? {});
    return this.#form({ values: reshaped(this.#values(body), what), known: this.rules.get(id), version });
  }

  @Post('try')
  @NotAudited('tries a rule on the past, keeps nothing')
  @InTurn()
  @Page('rules/views/form')
  async try(@Body() body: unknown, @WhileThere() signal: AbortSignal): Promise<object> {
    const { for: id, version } = sent.parse(body ?? {});
    const values = this.#values(body);
    const state = { values, known: this.rules.get(id), version };
    const given = ruleFromValues(values, this.#idFor(values, id));
    const problems = this.#problems(given, id === '');
    if (problems.length > 0)
      return withStatus(422, await this.#form({ ...state, mistakes: mistakesOf(problems, values) }));
    const rule = ruleSchema.parse(given);
    const result = await this.trial.run(rule, signal);
    return this.#form({ ...state, trial: trialView(result, rule, this.rules.context()) });
  }

  @Post()
  @Audited('rules.added')
  @Page('rules/views/form')
  async add(
    @Body() body: unknown,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
    @WhileThere() signal: AbortSignal,
  ): Promise<Redirect | WithStatus> {
    const values = this.#values(body);
    const given = ruleFromValues(values, this.#idFor(values, ''));
    const again = await this.#refusal({ values }, given, undefined, { body, who, signal });
    if (again !== undefined) return this.#skip(visit, again);
    const known = await this.rules.save(given, who.name, { isNew: true });
    const { rule } = known;
    visit.audit = { target: rule.name, details: { id: rule.id, kind: rule.detect.kind, state: rule.state } };
    return redirect(`/rules/${rule.id}`, { flash: `${rule.name} is saved${inForce(known)}.` });
  }

  @Post(':id')
  @Audited('rules.changed')
  @Page('rules/views/form')
  async change(
    @Param('id') id: string,
    @Body() body: unknown,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
    @WhileThere() signal: AbortSignal,
  ): Promise<Redirect | WithStatus> {
    const before = this.rules.find(id);
    const values = this.#values(body);
    const { version } = sent.parse(body ?? {});
    const given = ruleFromValues(values, id);
    const again = await this.#refusal({ values, known: before, version }, given, before.rule, { body, who, signal });
    if (again !== undefined) return this.#skip(visit, again);
    try {
      const known = await this.rules.save(given, who.name, { expectedVersion: version });
      visit.audit = { target: known.rule.name, details: { id, changed: changedKeys(before.rule, known.rule) } };
      return redirect(`/rules/${id}`, { flash: `${known.rule.name} is saved${inForce(known)}.` });
    } catch (error) {
      const theirs = error instanceof Fault ? (error.details?.['theirs'] as KnownRule | undefined) : undefined;
      if (theirs === undefined) throw error;
      const conflict = { by: theirs.updatedBy, at: theirs.updatedAt };
      return this.#skip(
        visit,
        withStatus(409, await this.#form({ values, known: theirs, version: theirs.version, conflict })),
      );
    }
  }

  /** The form once more where it cannot be saved yet. `before`: the rule that is changed. */
  async #refusal(
    state: FormState,
    given: Readonly<Record<string, unknown>>,
    before: Rule | undefined,
    { body, who, signal }: Sent,
  ): Promise<WithStatus | undefined> {
    const problems = this.#problems(given, before === undefined);
    if (problems.length > 0)
      return withStatus(422, await this.#form({ ...state, mistakes: mistakesOf(problems, state.values) }));
    const rule = ruleSchema.parse(given);
    const isLouder = rule.state === 'on' && (before?.state !== 'on' || isOther(before, rule));
    if (!isLouder || sent.parse(body ?? {}).anyway !== '') return undefined;
    // In turn, as a trial that is asked for: saving must be no way around that.
    const result = await this.reads.run(personKey(who), () => this.trial.before(rule, signal), signal);
    if (result === undefined || !result.isOverBudget) return undefined;
    const trial = trialView(result, rule, this.rules.context());
    return withStatus(422, await this.#form({ ...state, trial, mustConfirm: true }));
  }

  #problems(given: Readonly<Record<string, unknown>>, isNew: boolean): readonly Problem[] {
    const id = String(given['id']);
    const isTaken = isNew && (this.rules.get(id) !== undefined || isReserved(id));
    const taken = isTaken ? [{ path: 'id', message: `There is already a rule ${id}. Choose another id.` }] : [];
    return [...taken, ...this.rules.problemsOf(given)];
  }

  /** As typed; made from the name where nothing is. `id`: of the rule that is changed. */
  #idFor(values: FormValues, id: string): string {
    if (id !== '') return id;
    return values.id === ''
      ? idFrom(values.name, (each) => this.rules.get(each) !== undefined || isReserved(each))
      : values.id;
  }

  #values(body: unknown): FormValues {
    return readValues(body, this.rules.context());
  }

  async #form(state: FormState): Promise<object> {
    const hasScores = state.values.kind === 'anomaly' && (await this.scores.exist());
    return { ...formModel(state, this.rules.context(), await this.known.all()), hasScores };
  }

  async #kinds(q: string): Promise<object> {
    const kinds = NEW_KINDS.map((kind) => ({ kind, ...KIND_WORDS[kind] }));
    const hasScores = await this.scores.exist();
    return { title: 'New rule', styles: ['rules/rules.css'], kinds, q, hasScores, values: undefined };
  }

  #skip(visit: Visit, answer: WithStatus): WithStatus {
    visit.audit = { skip: true };
    return answer;
  }
}

interface Sent {
  readonly body: unknown;
  readonly who: Principal;
  readonly signal: AbortSignal;
}

/** What changes how often it fires. */
function isOther(before: Rule, after: Rule): boolean {
  const said = ({ detect, groupBy, schedule, suppressMinutes }: Rule): string =>
    JSON.stringify([detect, groupBy, schedule, suppressMinutes]);
  return said(before) !== said(after);
}

function inForce({ rule }: KnownRule): string {
  return { on: ' and in force', test: ' and in test mode: it tells nobody', off: '. It is off' }[rule.state];
}
