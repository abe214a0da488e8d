// Takes the collector's reports in, one after the other, and tidies up. When the database is slower than the reports, the messages of
// those that would wait too long are counted without their shapes.

import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { Logger } from 'pino';
import type { CollectorLink, Unsubscribe } from '#src/portal/collector-link.js';
import { COLLECTOR, LOG } from '#src/portal/deps.js';
import { KnownShapes } from './known-shapes.js';
import type { ShapeReport } from './shape-report.js';

const MAX_WAITING = 8;
const TIDY_EVERY_MS = 600_000;
/** A flood of new shapes may not wait for the clock. */
const TIDY_AFTER_SHAPES = 1_000;

@Injectable()
export class InboxIntake implements OnModuleInit, OnModuleDestroy {
  #unsubscribe: Unsubscribe | undefined;
  #work: Promise<void> = Promise.resolve();
  #waiting = 0;
  #untidy = 0;

  constructor(
    private readonly known: KnownShapes,
    @Inject(COLLECTOR) private readonly collector: CollectorLink,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  onModuleInit(): void {
    this.#unsubscribe = this.collector.onStageReport('inbox', (report) => this.#enqueue(report as ShapeReport));
  }

  async onModuleDestroy(): Promise<void> {
    this.#unsubscribe?.();
    await this.#work;
  }

  @Interval(TIDY_EVERY_MS)
  tidy(): void {
    this.#do(() => this.known.tidy());
  }

  #enqueue(report: ShapeReport): void {
    const taken = this.#waiting >= MAX_WAITING ? withoutShapes(report) : report;
    this.#do(() => this.known.take(taken));
    this.#untidy += report.shapes.length;
    if (this.#untidy < TIDY_AFTER_SHAPES) return;
    this.#untidy = 0;
    this.tidy();
  }

  #do(work: () => Promise<void>): void {
    this.#waiting += 1;
    this.#work = this.#work
      .then(work)
      .catch((error: unknown) => this.log.error({ err: error }, 'unknown messages could not be counted'))
      .finally(() => (this.#waiting -= 1));
  }
}

function withoutShapes({ shapes, others }: ShapeReport): ShapeReport {
  return { shapes: [], others: shapes.reduce((sum, { count }) => sum + count, others) };
}
