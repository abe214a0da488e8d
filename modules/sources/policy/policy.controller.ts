// What becomes of messages of senders that no source names: one setting of the installation, changed here, in force at once.

import { Body, Controller, Post } from '@nestjs/common';
import { z } from 'zod';
import { Fault } from '#src/faults.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { redirect, type Redirect } from '#src/portal/page/answers.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { LiveConfig } from '#src/settings/live-config.js';
import { POLICIES, POLICY_PATH } from './policies.js';

const form = z.object({ unknown: z.enum(['accept', 'mark', 'refuse']) });

@Controller('sources/policy')
@Permission('sources.write')
export class PolicyController {
  constructor(private readonly settings: LiveConfig) {}

  @Post()
  @Audited('sources.policy-changed')
  async set(@Body() body: unknown, @Who() who: Principal, @CurrentVisit() visit: Visit): Promise<Redirect> {
    const given = form.safeParse(body);
    if (!given.success) throw new Fault('BAD_REQUEST', 'Choose what becomes of messages of unknown senders.');
    const { unknown } = given.data;
    const from = this.settings.config.senders.unknown;
    visit.audit = { target: POLICY_PATH, details: { from, to: unknown }, skip: from === unknown };
    if (unknown !== from) await this.settings.change({ [POLICY_PATH]: unknown }, who.name);
    return redirect('/sources', {
      flash: `Unknown senders: ${POLICIES.find(({ value }) => value === unknown)!.label}.`,
    });
  }
}
