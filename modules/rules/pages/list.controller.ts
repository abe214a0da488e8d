// The list of rules, and switching several of them at once.

import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { SEVERITIES } from '#src/alerts/alert.js';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { CLOCK } from '#src/portal/deps.js';
import { redirect, type Redirect } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { inForceAt } from '../book/known-exception.js';
import { RuleBook } from '../rule-book.js';
import { RULE_KINDS, RULE_STATES, type RuleState } from '../rule.js';
import { Figures } from './rule-figures.js';
import { ruleList } from './rule-list.js';

const address = z.object({
  q: z.string().trim().max(200).catch(''),
  state: z.enum(RULE_STATES).or(z.literal('')).catch(''),
  severity: z.enum(SEVERITIES).or(z.literal('')).catch(''),
  kind: z.enum(RULE_KINDS).or(z.literal('')).catch(''),
  page: z.coerce.number().int().min(1).max(1_000).catch(1),
});
const bulkForm = z.object({
  id: z.union([z.string().transform((id) => [id]), z.array(z.string()).max(500)]),
  state: z.enum(RULE_STATES),
});
const STATE_WORDS: Readonly<Record<RuleState, string>> = { on: 'on', test: 'in test mode', off: 'off' };

@Controller('rules')
@Permission('rules.read')
export class ListController {
  constructor(
    private readonly rules: RuleBook,
    private readonly figures: Figures,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Page('rules/views/index')
  async list(@Query() query: unknown): Promise<object> {
    const rules = this.rules.all();
    const figuresOf = await this.figures.all(rules.map(({ rule }) => rule));
    return {
      title: 'Rules',
      styles: ['rules/rules.css'],
      budget: this.figures.budgetPerDay,
      list: ruleList(rules, figuresOf, address.parse(query ?? {})),
      exceptions: inForceAt(this.rules.active(), this.clock.now()).exceptions.length,
      detection: this.figures.detectionState(),
    };
  }

  @Post('bulk')
  @Permission('rules.write')
  @Audited('rules.switched')
  async switch(@Body() body: unknown, @Who() who: Principal, @CurrentVisit() visit: Visit): Promise<Redirect> {
    const form = bulkForm.safeParse(body);
    if (!form.success) {
      visit.audit = { skip: true };
      if ((body as { id?: unknown } | undefined)?.id !== undefined)
        throw new Fault('BAD_REQUEST', 'Rules are switched on, into test mode, or off.');
      return redirect('/rules', { flash: { kind: 'warning', text: 'No rule is chosen: tick the boxes first.' } });
    }
    const { id: ids, state } = form.data;
    const changed = await this.rules.setStates(ids, state, who.name);
    visit.audit = { target: `${changed.length} rules`, details: { state, rules: changed.map(({ rule }) => rule.id) } };
    const left = ids.length - changed.length;
    const rest = left === 0 ? '' : ` ${left} already ${left === 1 ? 'was' : 'were'}, or cannot run.`;
    return redirect('/rules', {
      flash: `${changed.length} ${changed.length === 1 ? 'rule is' : 'rules are'} ${STATE_WORDS[state]} now.${rest}`,
    });
  }
}
