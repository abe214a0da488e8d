// One rule: what it watches for, what it found, and what can be done with it.

import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { AlertBook } from '#src/alerts/alert-book.js';
import { Fault } from '#src/faults.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { redirect, type Redirect } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { RuleBook } from '../rule-book.js';
import { RULE_STATES } from '../rule.js';
import { Figures } from './rule-figures.js';
import { rulePage } from './rule-page.js';

const stateForm = z.object({ state: z.enum(RULE_STATES), back: z.string().catch('') });
const SHOWN_ALERTS = 5;

@Controller('rules')
@Permission('rules.read')
export class RuleController {
  constructor(
    private readonly rules: RuleBook,
    private readonly figures: Figures,
    private readonly alerts: AlertBook,
  ) {}

  @Get(':id')
  @Page('rules/views/rule')
  async show(@Param('id') id: string): Promise<object> {
    const known = this.rules.find(id);
    const [figuresOf, { alerts }] = await Promise.all([
      this.figures.all([known.rule]),
      this.alerts.list({ ruleId: id }, undefined, SHOWN_ALERTS),
    ]);
    const exceptions = this.rules.exceptions().filter(({ ruleId }) => ruleId === id || ruleId === undefined);
    return rulePage(known, {
      figures: figuresOf(id),
      alerts,
      exceptions,
      context: this.rules.context(),
      budget: this.figures.budgetPerDay,
      shipped: this.rules.shipped(id),
      now: this.figures.now(),
    });
  }

  @Post(':id/state')
  @Permission('rules.write')
  @Audited('rules.switched')
  async switch(
    @Param('id') id: string,
    @Body() body: unknown,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<Redirect> {
    const form = stateForm.safeParse(body);
    if (!form.success) throw new Fault('BAD_REQUEST', 'A rule is switched on, into test mode, or off.');
    const { rule } = await this.rules.setState(id, form.data.state, who.name);
    visit.audit = { target: rule.name, details: { id, state: rule.state } };
    const words = { on: 'on', test: 'in test mode: its alerts are shown, and nobody is told', off: 'off' };
    const back = form.data.back === 'list' ? `/rules#rule-${id}` : `/rules/${id}`;
    return redirect(back, { flash: `${rule.name} is ${words[rule.state]}.` });
  }

  @Post(':id/reset')
  @Permission('rules.write')
  @Audited('rules.reset')
  async reset(@Param('id') id: string, @Who() who: Principal, @CurrentVisit() visit: Visit): Promise<Redirect> {
    const { rule } = await this.rules.reset(id, who.name);
    visit.audit = { target: rule.name, details: { id } };
    return redirect(`/rules/${id}`, { flash: `${rule.name} is as it comes with Lanwarden again.` });
  }

  @Post(':id/delete')
  @Permission('rules.write')
  @Audited('rules.removed')
  async remove(@Param('id') id: string, @CurrentVisit() visit: Visit): Promise<Redirect> {
    const { rule } = await this.rules.remove(id);
    visit.audit = { target: rule.name, details: { id, rule } };
    return redirect('/rules', { flash: `${rule.name} is deleted. Its alerts stay.` });
  }
}
