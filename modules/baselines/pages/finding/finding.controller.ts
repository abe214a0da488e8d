// One finding, and what people say about it: first what a verdict would do, in words, then that it was done and how to undo it.

import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import type { Config } from '#config/schema.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { CONFIG } from '#src/portal/deps.js';
import { redirect, type Redirect, WithStatus } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { entityKey } from '../../engine/entity.js';
import type { Finding } from '../../findings/finding.js';
import { Findings } from '../../findings/findings.js';
import { Verdicts } from '../../findings/verdicts.js';
import { findingHref, findingLine } from '../finding-line.js';
import { shownReasons } from '../pictures/points.js';
import { readVerdict, verdictForm } from '../verdict/verdict-form.js';
import { effectsOf, VERDICT_WORDS } from '../verdict/verdict-words.js';
import { FindingPageModel } from './finding-page.js';

const ASSETS = {
  styles: ['cards.css', 'event-rows.css', 'baselines/baselines.css'],
  scripts: ['event-rows.js'],
};

@Controller('baselines/findings')
@Permission('baselines.read')
export class FindingController {
  constructor(
    private readonly findings: Findings,
    private readonly verdicts: Verdicts,
    private readonly page: FindingPageModel,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get(':id')
  @Page('baselines/views/finding')
  async show(@Param('id') id: string): Promise<object | WithStatus> {
    const finding = await this.#find(id);
    return finding === undefined ? gone() : { ...ASSETS, ...(await this.page.model(finding)) };
  }

  /** What it would do, in words. Changes nothing. */
  @Get(':id/verdict')
  @Permission('baselines.judge')
  @Page('baselines/views/verdict')
  async confirm(@Param('id') id: string, @Query() raw: unknown): Promise<object | WithStatus> {
    const finding = await this.#find(id);
    if (finding === undefined) return gone();
    const form = verdictForm.parse(raw);
    const read = readVerdict(form, finding, this.findings.today, this.config.time.zone);
    if ('invalid' in read) return this.#again(finding, raw, read.invalid);
    const { verdict, untilText } = read;
    return {
      ...ASSETS,
      title: 'Verdict',
      finding: findingLine(finding),
      form,
      verdict,
      word: VERDICT_WORDS[verdict.kind].text,
      effects: effectsOf(verdict.kind, finding, verdict.scope, untilText),
      about: shownReasons(finding.reasons).filter((_, at) => form.about.includes(at)),
      replaces: finding.verdict === undefined ? undefined : VERDICT_WORDS[finding.verdict.kind].text,
      back: findingHref(finding.id),
    };
  }

  @Post(':id/verdict')
  @Permission('baselines.judge')
  @Audited('baselines.judged')
  @Page('baselines/views/finding')
  async give(
    @Param('id') id: string,
    @Body() body: unknown,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<Redirect | WithStatus> {
    const finding = await this.#find(id);
    if (finding === undefined) return gone();
    const read = readVerdict(verdictForm.parse(body), finding, this.findings.today, this.config.time.zone);
    if ('invalid' in read) {
      visit.audit = { skip: true };
      return this.#again(finding, body, read.invalid);
    }
    const { verdict, untilText } = read;
    const { kind, scope, about } = verdict;
    visit.audit = {
      target: entityKey(finding.entity),
      details: { finding: finding.id, kind, scope, about, until: untilText || undefined },
    };
    await this.verdicts.give(verdict, who.name);
    const effect = effectsOf(kind, finding, scope, untilText)[0]!;
    return redirect(`${findingHref(finding.id)}#verdict`, { flash: `Kept. ${effect} Below it can be revoked.` });
  }

  async #find(id: string): Promise<Finding | undefined> {
    return /^\d{1,15}$/.test(id) ? this.findings.get(Number(id)) : undefined;
  }

  /** The finding’s page with what was typed. */
  async #again(finding: Finding, raw: unknown, invalid: object): Promise<WithStatus> {
    const model = await this.page.model(finding, verdictForm.parse(raw), invalid);
    return new WithStatus(422, { ...ASSETS, ...model }, 'baselines/views/finding');
  }
}

function gone(): WithStatus {
  return new WithStatus(404, { ...ASSETS, title: 'No such finding', finding: undefined }, 'baselines/views/finding');
}
