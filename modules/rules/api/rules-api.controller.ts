// Rules for programs.

import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import type { z } from 'zod';
import { Fault } from '#src/faults.js';
import { Audited, NotAudited, Permission } from '#src/portal/access/access.js';
import { Permissions } from '#src/portal/access/permissions.js';
import { Api } from '#src/portal/api/api.js';
import { InTurn } from '#src/portal/limits/slow-reads.js';
import { WhileThere } from '#src/portal/limits/while-there.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { parseUntil, parseWhen } from '#src/time-range.js';
import { refuse } from '../book/problems.js';
import { isReserved } from '../book/reserved.js';
import { changedKeys } from '../form/changed.js';
import { idFrom } from '../form/rule-from-values.js';
import { LEAD_MS, RuleTrial } from '../form/rule-trial.js';
import { Figures } from '../pages/rule-figures.js';
import { type KnownRule, RuleBook } from '../rule-book.js';
import { type Rule, ruleSchema } from '../rule.js';
import { answerOf, trialAnswer } from './answers.js';
import { backtestAnswer, backtestRequest, newRule, ruleAnswer, ruleChange, rulesAnswer } from './shapes.js';

type RuleAnswer = z.infer<typeof ruleAnswer>;
type Given = Readonly<Record<string, unknown>>;

@Controller('api/v1/rules')
@Permission('rules.read')
export class RulesApiController {
  constructor(
    private readonly rules: RuleBook,
    private readonly figures: Figures,
    private readonly trial: RuleTrial,
    private readonly permissions: Permissions,
  ) {}

  @Get()
  @Api({ summary: 'List rules', response: rulesAnswer })
  async list(): Promise<z.infer<typeof rulesAnswer>> {
    const figuresOf = await this.figures.all();
    return { rules: this.rules.all().map((known) => answerOf(known, figuresOf(known.rule.id))) };
  }

  @Get(':id')
  @Api({ summary: 'One rule', response: ruleAnswer })
  show(@Param('id') id: string): Promise<RuleAnswer> {
    return this.#answer(this.rules.find(id));
  }

  @Post()
  @Permission('rules.write')
  @Audited('rules.added')
  @Api({
    summary: 'Make a rule',
    description: '400 with `problems` (path, message and, in a query, the place) for one that cannot run.',
    body: newRule,
    response: ruleAnswer,
  })
  async add(@Body() body: unknown, @Who() who: Principal, @CurrentVisit() visit: Visit): Promise<RuleAnswer> {
    const known = await this.rules.save(this.#withId(body), who.name, { isNew: true });
    const { rule } = known;
    visit.audit = { target: rule.name, details: { id: rule.id, kind: rule.detect.kind, state: rule.state } };
    return this.#answer(known);
  }

  @Post('backtest')
  @HttpCode(200)
  @Permission('rules.write')
  @NotAudited('tries a rule on the past, keeps nothing')
  @InTurn()
  @Api({
    summary: 'What a rule would have raised',
    description:
      'Over stored events in event time, imported ones too; ends by itself after 20 seconds. Needs events.read, too: it shows events.',
    body: backtestRequest,
    response: backtestAnswer,
  })
  async backtest(
    @Body() body: unknown,
    @Who() who: Principal,
    @WhileThere() signal: AbortSignal,
  ): Promise<z.infer<typeof backtestAnswer>> {
    // A role that may change rules may read events; a token can be narrowed.
    if (!this.permissions.holds(who, 'events.read'))
      throw new Fault(
        'FORBIDDEN',
        'A back-test shows stored events: this token needs the permission events.read, too.',
        {
          details: { permission: 'events.read' },
        },
      );
    const { from = '-7d', to, rule: given } = (body ?? {}) as { from?: unknown; to?: unknown; rule?: unknown };
    const rule = this.#checked(this.#withId(given));
    const { zone } = this.rules.context();
    const now = this.figures.now();
    const until = to === undefined ? now + LEAD_MS : parseUntil(String(to), now, zone);
    const range = { from: parseWhen(String(from), now, zone), to: until };
    if (range.from >= range.to) throw new Fault('BAD_REQUEST', '`from` must be earlier than `to`.');
    return trialAnswer(await this.trial.run(rule, signal, range));
  }

  @Patch(':id')
  @Permission('rules.write')
  @Audited('rules.changed')
  @Api({
    summary: 'Change a rule',
    description: '409 with `theirs` (the rule as it is now) when `version` is given and not the latest.',
    body: ruleChange,
    response: ruleAnswer,
  })
  async change(
    @Param('id') id: string,
    @Body() body: unknown,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<RuleAnswer> {
    const before = this.rules.find(id).rule;
    const given = ruleChange.safeParse(body);
    if (!given.success) throw refuse([{ path: 'version', message: 'Expected the whole number that was read.' }]);
    const { version, id: _id, ...changes } = given.data;
    const known = await this.rules.save(merged(before, changes), who.name, { expectedVersion: version });
    visit.audit = { target: known.rule.name, details: { id, changed: changedKeys(before, known.rule) } };
    return this.#answer(known);
  }

  @Delete(':id')
  @HttpCode(204)
  @Permission('rules.write')
  @Audited('rules.removed')
  @Api({
    summary: 'Delete a rule of your own, with its exceptions',
    description: 'Its alerts stay. 409 for a shipped one: switch it off with `{ "state": "off" }`.',
  })
  async remove(@Param('id') id: string, @CurrentVisit() visit: Visit): Promise<void> {
    const { rule } = await this.rules.remove(id);
    visit.audit = { target: rule.name, details: { id, rule } };
  }

  #withId(body: unknown): unknown {
    if (typeof body !== 'object' || body === null) return body;
    const { id, name } = body as Given;
    if (id !== undefined) return body;
    const isTaken = (each: string): boolean => this.rules.get(each) !== undefined || isReserved(each);
    return { ...body, id: idFrom(typeof name === 'string' ? name : '', isTaken) };
  }

  #checked(given: unknown): Rule {
    const problems = this.rules.problemsOf(given);
    if (problems.length > 0) throw refuse(problems);
    return ruleSchema.parse(given);
  }

  async #answer(known: KnownRule): Promise<RuleAnswer> {
    return answerOf(known, (await this.figures.all())(known.rule.id));
  }
}

/** Of another kind, what detection needs is given anew. */
function merged(rule: Rule, { detect, ...changes }: Given): object {
  if (typeof detect !== 'object' || detect === null) return { ...rule, ...changes };
  const { kind = rule.detect.kind } = detect as { kind?: unknown };
  return { ...rule, ...changes, detect: kind === rule.detect.kind ? { ...rule.detect, ...detect } : detect };
}
