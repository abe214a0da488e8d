// Brings the outbox out: routes what is new, starts the lanes of channels with something due, and sleeps until the next one is. One pass
// at a time; nobody polls.

import { setMaxListeners } from 'node:events';
import type { Sequelize } from 'sequelize';
import type { Logger } from 'pino';
import type { Clock } from '#src/clock.js';
import type { Carrier } from './carrier.js';
import { Claims } from './claims.js';
import type { AttemptEnded } from './delivery.js';
import { Lane, type LaneRoom } from './lane.js';
import { expireOutbox } from './retention.js';
import { Router } from './router.js';

/** Over all channels; each holds a message of up to 256 KB. */
const MAX_UNDER_WAY = 100;
/** After a failure of ours. */
const LATER_MS = 15_000;
/** The clock may be set; a sleep is never longer. */
const MAX_SLEEP_MS = 600_000;
const CLEAN_EVERY_MS = 3_600_000;

export class Worker {
  carrier: Carrier | undefined;
  readonly #claims: Claims;
  readonly #router: Router;
  readonly #lanes = new Map<string, Lane>();
  readonly #listeners = new Set<(attempt: AttemptEnded) => void>();
  #stop = stopper();
  #isRunning = false;
  #isAsked = false;
  #pass: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** ms of the process's own clock at which the timer ends. */
  #timerEnds = Infinity;
  #cleanedAt = -Infinity;
  #underWay = 0;

  constructor(
    private readonly db: Sequelize,
    private readonly clock: Clock,
    private readonly log: Logger,
    random: () => number,
  ) {
    this.#claims = new Claims(db, clock, random);
    this.#router = new Router(db, clock, log);
  }

  /** What an earlier process had taken is waiting again. */
  async start(): Promise<void> {
    await this.#claims.releaseLeft();
    this.#stop = stopper();
    this.#isRunning = true;
    this.wake();
  }

  async stop(): Promise<void> {
    this.#isRunning = false;
    clearTimeout(this.#timer);
    this.#stop.abort();
    await this.#pass;
    await Promise.all([...this.#lanes.values()].map((lane) => lane.ended()));
    this.#lanes.clear();
    clearTimeout(this.#timer);
  }

  wake(): void {
    this.#isAsked = true;
    if (!this.#isRunning) return;
    this.#pass ??= this.#run().finally(() => {
      this.#pass = undefined;
      if (this.#isAsked) this.wake();
    });
  }

  /** Answers with how to end it. */
  onAttempt(listener: (attempt: AttemptEnded) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #run(): Promise<void> {
    this.#isAsked = false;
    clearTimeout(this.#timer);
    try {
      const { carrier } = this;
      const isAll = carrier === undefined || (await this.#router.routeAll(carrier));
      const now = this.clock.now();
      await this.#clean(now);
      if (carrier === undefined) return this.#sleep(MAX_SLEEP_MS);
      await this.#claims.postpone();
      const { channels, nextAt } = await this.#claims.due(now);
      if (nextAt !== undefined && nextAt <= now) {
        await this.#claims.releaseExpired();
        this.#isAsked = true;
      }
      for (const channel of channels) this.#lane(channel).fill();
      const sleepMs = nextAt === undefined ? MAX_SLEEP_MS : Math.min(MAX_SLEEP_MS, Math.max(1, nextAt - now));
      this.#sleep(isAll ? sleepMs : Math.min(sleepMs, LATER_MS));
    } catch (error) {
      this.log.error({ err: error }, 'the outbox could not be read');
      this.#sleep(LATER_MS);
    }
  }

  #sleep(ms: number): void {
    clearTimeout(this.#timer);
    if (!this.#isRunning) return;
    this.#timerEnds = performance.now() + ms;
    this.#timer = setTimeout(() => this.wake(), ms);
  }

  /** Of what is long over, once an hour. A failure stops no delivery. */
  async #clean(now: number): Promise<void> {
    if (now - this.#cleanedAt < CLEAN_EVERY_MS) return;
    this.#cleanedAt = now;
    try {
      await expireOutbox(this.db, now);
    } catch (error) {
      this.log.error({ err: error }, 'old deliveries could not be deleted');
    }
  }

  #lane(channel: string): Lane {
    let lane = this.#lanes.get(channel);
    if (lane !== undefined) return lane;
    // Those of channels that are gone.
    for (const [id, other] of this.#lanes) if (other.isIdle) this.#lanes.delete(id);
    lane = new Lane(channel, this.#room());
    this.#lanes.set(channel, lane);
    return lane;
  }

  #room(): LaneRoom {
    return {
      claims: this.#claims,
      clock: this.clock,
      log: this.log,
      stop: this.#stop.signal,
      carrier: () => this.carrier,
      free: () => MAX_UNDER_WAY - this.#underWay,
      underWay: (change) => void (this.#underWay += change),
      ended: (attempt) => this.#tell(attempt),
      wake: () => this.wake(),
      wakeLater: () => this.#timerEnds > performance.now() + LATER_MS && this.#sleep(LATER_MS),
    };
  }

  #tell(attempt: AttemptEnded): void {
    for (const listener of this.#listeners)
      try {
        listener(attempt);
      } catch (error) {
        this.log.error({ err: error }, 'a listener of the outbox failed');
      }
  }
}

/** Each message under way listens to it; Node takes more than ten listeners for a leak, and would say so in the log. */
function stopper(): AbortController {
  const controller = new AbortController();
  setMaxListeners(MAX_UNDER_WAY, controller.signal);
  return controller;
}
