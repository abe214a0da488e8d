// Findings and verdicts for programs.

import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Fault } from '#src/faults.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { Api } from '#src/portal/api/api.js';
import { readBody } from '#src/portal/api/read-body.js';
import { readParameters } from '#src/portal/api/read-parameters.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { type Entity, entityKey, entityOf } from '../engine/entity.js';
import type { Finding, FindingFilter } from '../findings/finding.js';
import { Findings } from '../findings/findings.js';
import { Verdicts } from '../findings/verdicts.js';
import { DAY_MS } from '../local-day.js';
import { Baseline } from '../training/baseline.js';
import { findingAnswer, verdictAnswer } from './answers.js';
import { findingShape, findingsPage, findingsQuery, newVerdictShape, verdictShape } from './shapes.js';

@Controller('api/v1/baselines')
@Permission('baselines.read')
export class FindingsApiController {
  constructor(
    private readonly findings: Findings,
    private readonly verdicts: Verdicts,
    private readonly baseline: Baseline,
  ) {}

  @Get('findings')
  @Api({
    summary: 'List findings, newest day first',
    description:
      'A finding is what was unusual about one user, address or host on one day; its score is the highest of the day.',
    query: findingsQuery,
    response: findingsPage,
  })
  async list(@Query() raw: unknown): Promise<z.infer<typeof findingsPage>> {
    const asked = readParameters(findingsQuery, raw);
    const { findings, next } = await this.findings.list(this.#filter(asked), asked.cursor, asked.limit, asked.order);
    return { findings: findings.map(findingAnswer), next: next ?? null };
  }

  @Get('findings/:id')
  @Api({ summary: 'One finding', response: findingShape })
  async show(@Param('id') id: string): Promise<z.infer<typeof findingShape>> {
    return findingAnswer(await this.#find(id));
  }

  @Post('findings/:id/verdict')
  @HttpCode(200)
  @Permission('baselines.judge')
  @Audited('baselines.judged')
  @Api({
    summary: 'Say what a finding was',
    description:
      'In force at once, and in each training from then on. Replaces the verdict that stands on the finding.',
    body: newVerdictShape,
    response: verdictShape,
  })
  async judge(
    @Param('id') id: string,
    @Body() body: unknown,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<z.infer<typeof verdictShape>> {
    const finding = await this.#find(id);
    const { until, ...said } = readBody(newVerdictShape, body);
    visit.audit = { target: entityKey(finding.entity), details: { finding: finding.id, ...said, until } };
    const at = until === undefined ? undefined : Date.parse(until);
    return verdictAnswer(await this.verdicts.give({ ...said, finding: finding.id, until: at }, who.name));
  }

  @Delete('verdicts/:id')
  @Permission('baselines.judge')
  @Audited('baselines.verdict-revoked')
  @Api({ summary: 'Take a verdict back', description: 'What it taught fades by itself.', response: verdictShape })
  async revoke(
    @Param('id') id: string,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<z.infer<typeof verdictShape>> {
    const verdict = await this.verdicts.revoke(id, who.name);
    visit.audit = { target: verdict.entity ?? 'everybody', details: { verdict: id, kind: verdict.kind } };
    return verdictAnswer(verdict);
  }

  async #find(id: string): Promise<Finding> {
    const finding = await this.findings.get(/^\d{1,15}$/.test(id) ? Number(id) : Number.NaN);
    if (finding === undefined) throw new Fault('NOT_FOUND', `There is no finding ${JSON.stringify(id.slice(0, 60))}.`);
    return finding;
  }

  /** @throws Fault BAD_REQUEST for an entity that is none */
  #filter({ entity, kind, q, from, to, minScore, state, verdict, code }: z.infer<typeof findingsQuery>): FindingFilter {
    const named = entity === '' ? undefined : this.#entity(entity);
    return {
      kind: named?.kind ?? (kind || undefined),
      name: named?.name,
      text: q || undefined,
      from: from === '' ? undefined : Date.parse(from) / DAY_MS,
      to: to === '' ? undefined : Date.parse(to) / DAY_MS,
      minScore: minScore || undefined,
      show: state || undefined,
      verdict: verdict || undefined,
      code: code || undefined,
    };
  }

  #entity(text: string): Entity {
    const said = entityOf(text);
    const found = said && this.baseline.entity(said.kind, said.name);
    if (found !== undefined) return found;
    throw new Fault(
      'BAD_REQUEST',
      `entity: ${JSON.stringify(text.slice(0, 80))} is none; expected user:NAME, ip:ADDRESS or host:NAME.`,
      {
        details: { parameter: 'entity' },
      },
    );
  }
}
