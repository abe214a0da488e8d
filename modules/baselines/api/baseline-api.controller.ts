// What is normal for an entity, for programs: GET /api/v1/entities/user/alice/baseline.

import { Controller, Get, Param } from '@nestjs/common';
import type { z } from 'zod';
import { Fault } from '#src/faults.js';
import { Permission } from '#src/portal/access/access.js';
import { Api } from '#src/portal/api/api.js';
import type { EntityKind } from '../engine/entity.js';
import { Findings } from '../findings/findings.js';
import { Baseline } from '../training/baseline.js';
import { baselineAnswer } from './answers.js';
import { baselineShape } from './shapes.js';

const NEWEST = 20;
const DESCRIPTION =
  'As of the last training. The name as it is learned, or as it stands in logs; percent-encoded, a slash as %2F. 404: nothing was learned about it.';

@Controller('api/v1/entities')
@Permission('baselines.read')
export class BaselineApiController {
  constructor(
    private readonly baseline: Baseline,
    private readonly findings: Findings,
  ) {}

  @Get('user/:name/baseline')
  @Api({ summary: 'What is normal for a user', description: DESCRIPTION, response: baselineShape })
  user(@Param('name') name: string): Promise<z.infer<typeof baselineShape>> {
    return this.#of('user', name);
  }

  @Get('host/:name/baseline')
  @Api({ summary: 'What is normal for a device', description: DESCRIPTION, response: baselineShape })
  host(@Param('name') name: string): Promise<z.infer<typeof baselineShape>> {
    return this.#of('host', name);
  }

  @Get('ip/:name/baseline')
  @Api({ summary: 'What is normal for an address', description: DESCRIPTION, response: baselineShape })
  ip(@Param('name') name: string): Promise<z.infer<typeof baselineShape>> {
    return this.#of('ip', name);
  }

  async #of(kind: EntityKind, name: string): Promise<z.infer<typeof baselineShape>> {
    const profile = await this.baseline.profile(kind, name);
    if (profile === undefined)
      throw new Fault('NOT_FOUND', `Nothing is learned about the ${kind} ${JSON.stringify(name.slice(0, 80))}.`);
    const { entity } = profile;
    const { findings } = await this.findings.list({ kind: entity.kind, name: entity.name }, undefined, NEWEST);
    return baselineAnswer(profile, findings);
  }
}
