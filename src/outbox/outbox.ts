// The notification outbox: messages that are written in the same transaction as what they tell of, and brought out at least once.

import type { Sequelize, Transaction } from 'sequelize';
import type { Logger } from 'pino';
import type { Clock } from '#src/clock.js';
import type { Carrier } from './carrier.js';
import { Deliveries } from './deliveries.js';
import type { NewMessage } from './message.js';
import { putMessage } from './put.js';
import { Worker } from './worker.js';

export class Outbox {
  readonly deliveries: Deliveries;
  readonly #worker: Worker;

  /** `random`: 0 to 1, spreads the tries. */
  constructor(
    private readonly db: Sequelize,
    private readonly clock: Clock,
    log: Logger,
    random: () => number = Math.random,
  ) {
    const worker = new Worker(db, clock, log, random);
    this.#worker = worker;
    this.deliveries = new Deliveries(
      db,
      clock,
      () => worker.wake(),
      (listener) => worker.onAttempt(listener),
    );
  }

  /** Kept when `transaction` commits, brought out soon after. Answers with the message's id. @throws Fault TOO_LARGE (a body above 256 KB) */
  async put(message: NewMessage, transaction: Transaction): Promise<string> {
    const id = await putMessage(this.db, message, this.clock.now(), transaction);
    outermost(transaction).afterCommit(() => this.#worker.wake());
    return id;
  }

  /** The one that brings messages out from now on; without one (undefined) they wait. */
  register(carrier: Carrier | undefined): void {
    this.#worker.carrier = carrier;
    this.#worker.wake();
  }

  /** Looks for what is due: after a change that the outbox did not see (a delivery to be sent again, a channel that is on again). */
  wake(): void {
    this.#worker.wake();
  }

  /** By the portal, when all modules are there. */
  onApplicationBootstrap(): Promise<void> {
    return this.#worker.start();
  }

  /** What is under way is broken off and tried again at the next start. */
  onModuleDestroy(): Promise<void> {
    return this.#worker.stop();
  }
}

/** A savepoint's own commit says nothing: only the outermost one makes it last. */
function outermost(transaction: Transaction): Transaction {
  const { parent } = transaction as Transaction & { readonly parent?: Transaction | null };
  return parent ? outermost(parent) : transaction;
}
