// All verdicts in force, and taking one back.

import { Controller, Get, Param, Post } from '@nestjs/common';
import { Audited, Permission } from '#src/portal/access/access.js';
import { redirect, type Redirect } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { Verdicts } from '../../findings/verdicts.js';
import { findingHref } from '../finding-line.js';
import { VERDICT_WORDS, verdictLine } from './verdict-words.js';

@Controller('baselines/verdicts')
@Permission('baselines.read')
export class VerdictsController {
  constructor(private readonly verdicts: Verdicts) {}

  @Get()
  @Page('baselines/views/verdicts')
  async list(): Promise<object> {
    const given = await this.verdicts.list({ inForce: true });
    return { title: 'Verdicts', styles: ['baselines/baselines.css'], rows: given.map(verdictLine) };
  }

  @Post(':id/revoke')
  @Permission('baselines.judge')
  @Audited('baselines.verdict-revoked')
  async revoke(@Param('id') id: string, @Who() who: Principal, @CurrentVisit() visit: Visit): Promise<Redirect> {
    const { finding, kind, entity } = await this.verdicts.revoke(id, who.name);
    visit.audit = { target: entity ?? 'everybody', details: { verdict: id, kind, finding } };
    return redirect(finding === undefined ? '/baselines/verdicts' : findingHref(finding), {
      flash: `The verdict “${VERDICT_WORDS[kind].text}” no longer holds.`,
    });
  }
}
