// What the portal's half does at its start: reads what is in force, and hands it to the stage from then on; and while this portal has the
// duties tells the stage that it is the one that scores.

import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Duties } from '#src/cluster/duties.js';
import type { Notices } from '#src/cluster/notices.js';
import { messageOf } from '#src/faults.js';
import type { CollectorLink } from '#src/portal/collector-link.js';
import type { StageSettings } from '#src/settings/stage-settings.js';
import type { Verdicts } from './findings/verdicts.js';
import type { Scorer } from './scorer.js';
import type { BaselinesSettings } from './settings.js';
import type { StageOrders, Term } from './stage-report.js';
import type { Published } from './training/published.js';

export interface PortalHalfParts {
  readonly verdicts: Verdicts;
  readonly published: Published;
  readonly scorer: Scorer;
  readonly settings: () => BaselinesSettings;
  readonly stageSettings: StageSettings;
  readonly collector: CollectorLink;
  readonly duties: Duties;
  readonly notices: Notices;
  readonly log: Logger;
}

export class PortalHalf implements OnModuleInit, OnModuleDestroy {
  #term: Term | null = null;
  #undo: (() => Promise<void> | void)[] = [];

  constructor(private readonly parts: PortalHalfParts) {}

  async onModuleInit(): Promise<void> {
    const { verdicts, published, scorer, stageSettings, collector, duties, notices } = this.parts;
    await verdicts.load();
    await published.load();
    await scorer.load();
    // Not before: until it is known what is published, the stage goes on with what it has.
    stageSettings.provide('baselines', () => this.orders());
    const tell = (): void => collector.reconfigure();
    this.#undo = [
      verdicts.onChange(tell),
      published.onChange(tell),
      notices.onChange(['baselines_verdicts'], () => verdicts.reread()),
      notices.onChange(['baselines_kept'], () => this.#reread()),
      duties.add({ name: 'scoring', begin: () => this.#begin(), end: () => this.#end() }),
    ];
    tell();
    // Nobody waits for a file of some MB: what was published by another portal while this one was away.
    void this.#fetch();
  }

  async onModuleDestroy(): Promise<void> {
    for (const undo of this.#undo) await undo();
  }

  orders(): StageOrders {
    const { settings, verdicts, published } = this.parts;
    return { settings: settings(), verdicts: verdicts.active(), model: published.model?.file, scores: this.#term };
  }

  async #begin(): Promise<void> {
    await this.#fetch();
    this.#term = await this.parts.scorer.begin();
    this.parts.collector.reconfigure();
  }

  #end(): void {
    this.#term = null;
    this.parts.collector.reconfigure();
  }

  async #reread(): Promise<void> {
    await this.parts.scorer.load();
    await this.parts.published.refresh();
  }

  /** Without it scoring goes on with the model that is there. */
  async #fetch(): Promise<void> {
    try {
      await this.parts.published.refresh();
    } catch (error) {
      this.parts.log.warn({ error: messageOf(error) }, 'the published model could not be fetched');
    }
  }
}
