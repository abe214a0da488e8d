// How the baselines work, for a person who has to defend it.

import { Controller, Get } from '@nestjs/common';
import { Permission } from '#src/portal/access/access.js';
import { Page } from '#src/portal/page/page.js';
import { LEARNING_DAYS } from '../../engine/profile.js';
import { REASON_CODES } from '../../engine/reason.js';
import { FINDING_SCORE, REASONS_FROM } from '../../engine/scored.js';
import { Baseline } from '../../training/baseline.js';
import { rounded } from '../words.js';

@Controller('baselines/how')
@Permission('baselines.read')
export class HowController {
  constructor(private readonly baseline: Baseline) {}

  @Get()
  @Page('baselines/views/how')
  async show(): Promise<object> {
    const { settings, geoip, geoipTrouble } = await this.baseline.status();
    return {
      title: 'How the baselines work',
      styles: ['baselines/baselines.css'],
      codes: Object.entries(REASON_CODES).map(([code, text]) => ({ code, text })),
      budget: rounded(settings.budget),
      geoip,
      geoipTrouble,
      learningDays: LEARNING_DAYS,
      findingScore: FINDING_SCORE,
      reasonsFrom: REASONS_FROM,
    };
  }
}
