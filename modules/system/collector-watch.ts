// Follows the collector while the portal runs: its latest report, since when it is away, how often it was started anew, and its traffic.

import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { Clock } from '#src/clock.js';
import type { CollectorHealth, CollectorLink } from '#src/portal/collector-link.js';
import { CLOCK, COLLECTOR } from '#src/portal/deps.js';
import { Senders, type HeardSource } from './senders.js';
import { Grown } from './ledger/grown.js';
import { Minutes } from './ledger/minutes.js';
import { LedgerPast } from './ledger/past.js';
import { Traffic } from './traffic.js';

export const SAMPLE_EVERY_MS = 2_000;
/** Five minutes. */
export const SAMPLES = 150;

@Injectable()
export class CollectorWatch implements OnModuleInit, OnModuleDestroy {
  readonly traffic = new Traffic(SAMPLES);
  readonly minutes = new Minutes();
  readonly past = new LedgerPast();
  readonly #grown = new Grown();
  readonly #senders = new Senders();
  #awaySince: number | undefined;
  #restarts = 0;
  #startedAt: number | undefined;
  #off: (() => void) | undefined;

  constructor(
    @Inject(COLLECTOR) private readonly collector: CollectorLink,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.#off = this.collector.onHealth((health) => this.#follow(health));
    this.#follow(this.collector.health());
  }

  onModuleDestroy(): void {
    this.#off?.();
  }

  @Interval(SAMPLE_EVERY_MS)
  sample(): void {
    const health = this.collector.health();
    const now = this.clock.now();
    const grown = this.#grown.look(health, now);
    this.traffic.sample(now, grown);
    this.minutes.sample(now, grown);
    this.past.sample(now, health);
  }

  health(): CollectorHealth | undefined {
    return this.collector.health();
  }

  /** ms since 1970 (since when this portal knows); undefined while it is there. */
  get awaySince(): number | undefined {
    return this.#awaySince;
  }

  /** Starts of the collector that this portal saw, besides the first. */
  get restarts(): number {
    return this.#restarts;
  }

  /** Sources that sent something, the last one first; as last known while the collector is away. */
  heard(): readonly HeardSource[] {
    return this.#senders.heard();
  }

  #follow(health: CollectorHealth | undefined): void {
    if (health === undefined) {
      this.#awaySince ??= this.clock.now();
      return;
    }
    this.#awaySince = undefined;
    this.#senders.follow(health.ledger, this.clock.now());
    if (this.#startedAt !== undefined && health.startedAt !== this.#startedAt) this.#restarts += 1;
    this.#startedAt = health.startedAt;
  }
}
