// Users by risk, and all findings.

import { Controller, Get, Query } from '@nestjs/common';
import { Permission } from '#src/portal/access/access.js';
import { Page } from '#src/portal/page/page.js';
import { FindingsPage } from './findings-page.js';
import { findingsAddress, riskAddress } from './list-input.js';
import { RiskPage } from './risk-page.js';

const ASSETS = { styles: ['cards.css', 'baselines/baselines.css'] };

@Controller('baselines')
@Permission('baselines.read')
export class ListsController {
  constructor(
    private readonly risks: RiskPage,
    private readonly findings: FindingsPage,
  ) {}

  @Get()
  @Page('baselines/views/risk')
  async risk(@Query() raw: unknown): Promise<object> {
    return { ...ASSETS, ...(await this.risks.model(riskAddress.parse(raw))) };
  }

  @Get('findings')
  @Page('baselines/views/findings')
  async list(@Query() raw: unknown): Promise<object> {
    return { ...ASSETS, ...(await this.findings.model(findingsAddress.parse(raw))) };
  }
}
