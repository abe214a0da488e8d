// The state of baselines and their training, for programs.

import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { z } from 'zod';
import { Audited, Permission } from '#src/portal/access/access.js';
import { Api } from '#src/portal/api/api.js';
import { readBody } from '#src/portal/api/read-body.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { Baseline } from '../training/baseline.js';
import { Trainer } from '../training/trainer.js';
import { runAnswer, statusAnswer } from './answers.js';
import { runShape, statusShape, trainRequest } from './shapes.js';

const cancelAnswer = z.object({ cancelled: z.boolean().describe('false: none ran') });

@Controller('api/v1/baselines')
@Permission('baselines.read')
export class TrainingApiController {
  constructor(
    private readonly baseline: Baseline,
    private readonly trainer: Trainer,
  ) {}

  @Get('status')
  @Api({ summary: 'How far it has learned, and how it is doing', response: statusShape })
  async status(): Promise<z.infer<typeof statusShape>> {
    return statusAnswer(await this.baseline.status());
  }

  @Post('train')
  @HttpCode(200)
  @Permission('baselines.train')
  @Audited('baselines.training-started')
  @Api({
    summary: 'Learn now',
    description: 'Answers at once; GET /baselines/status tells how far it is. 409 while one runs.',
    body: trainRequest,
    response: runShape,
  })
  async train(
    @Body() body: unknown,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<z.infer<typeof runShape>> {
    const { anew } = readBody(trainRequest, body);
    visit.audit = { details: { anew } };
    return runAnswer(await this.trainer.start({ by: who.name, isAnew: anew }));
  }

  @Delete('train')
  @Permission('baselines.train')
  @Audited('baselines.training-cancelled')
  @Api({
    summary: 'End the training that runs',
    description: 'What it has learned up to its last checkpoint stays for the next one.',
    response: cancelAnswer,
  })
  async cancel(@Who() who: Principal): Promise<z.infer<typeof cancelAnswer>> {
    return { cancelled: await this.trainer.cancel(who.name) };
  }
}
