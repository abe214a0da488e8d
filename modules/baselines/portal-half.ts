// What the portal's half does at its start: reads what is in force, and hands it to the stage from then on; again when another portal
// changed it.

import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import type { Notices } from '#src/cluster/notices.js';
import type { CollectorLink } from '#src/portal/collector-link.js';
import type { StageSettings } from '#src/settings/stage-settings.js';
import type { Verdicts } from './findings/verdicts.js';
import type { BaselinesSettings } from './settings.js';
import type { StageOrders } from './stage-report.js';
import type { Published } from './training/published.js';

export interface PortalHalfParts {
  readonly verdicts: Verdicts;
  readonly published: Published;
  readonly settings: () => BaselinesSettings;
  readonly stageSettings: StageSettings;
  readonly collector: CollectorLink;
  readonly notices: Notices;
}

export class PortalHalf implements OnModuleInit, OnModuleDestroy {
  #undo: readonly (() => void)[] = [];

  constructor(private readonly parts: PortalHalfParts) {}

  async onModuleInit(): Promise<void> {
    const { verdicts, published, stageSettings, collector, notices } = this.parts;
    await verdicts.load();
    await published.load();
    // Not before: until it is known what is published, the stage goes on with what it has.
    stageSettings.provide('baselines', () => this.orders());
    const tell = (): void => collector.reconfigure();
    verdicts.onChange(tell);
    published.onChange(tell);
    this.#undo = [
      notices.onChange(['baselines_verdicts'], () => verdicts.reread()),
      notices.onChange(['baselines_kept'], () => published.reread()),
    ];
    tell();
  }

  onModuleDestroy(): void {
    for (const undo of this.#undo) undo();
  }

  orders(): StageOrders {
    const { settings, verdicts, published } = this.parts;
    return { settings: settings(), verdicts: verdicts.active(), model: published.model?.file };
  }
}
