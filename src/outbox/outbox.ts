// The notification outbox: messages that are written in the same transaction as what they tell of, and brought out at least once.

import type { Sequelize, Transaction } from 'sequelize';
import type { Logger } from 'pino';
import type { Clock } from '#src/clock.js';
import { alone, type Cluster } from '#src/cluster/cluster.js';
import type { Carrier } from './carrier.js';
import { Deliveries } from './deliveries.js';
import type { NewMessage } from './message.js';
import { putMessage } from './put.js';
import { Worker } from './worker.js';

/** Of notices: there may be something to bring out. */
const TOPIC = 'outbox';

export class Outbox {
  readonly deliveries: Deliveries;
  readonly #worker: Worker;
  #unlisten = (): void => undefined;
  #leave = (): Promise<void> => Promise.resolve();

  /** `random`: 0 to 1, spreads the tries. `cluster`: of several portals the one that has the duties brings messages out. */
  constructor(
    private readonly db: Sequelize,
    private readonly clock: Clock,
    log: Logger,
    random: () => number = Math.random,
    private readonly cluster: Cluster = alone(log),
  ) {
    const worker = new Worker(db, clock, log, random);
    this.#worker = worker;
    this.deliveries = new Deliveries(
      db,
      clock,
      () => this.wake(),
      (listener) => worker.onAttempt(listener),
    );
  }

  /** Kept when `transaction` commits, brought out soon after. Answers with the message's id. @throws Fault TOO_LARGE (a body above 256 KB) */
  async put(message: NewMessage, transaction: Transaction): Promise<string> {
    const id = await putMessage(this.db, message, this.clock.now(), transaction);
    outermost(transaction).afterCommit(() => this.wake());
    return id;
  }

  /** The one that brings messages out from now on; without one (undefined) they wait. */
  register(carrier: Carrier | undefined): void {
    this.#worker.carrier = carrier;
    this.wake();
  }

  /** Looks for what is due: after a change that the outbox did not see (a delivery to be sent again). */
  wake(): void {
    const { duties, notices } = this.cluster;
    if (duties.areOurs) this.#worker.wake();
    else notices.tell(TOPIC);
  }

  /** By the portal, when all modules are there. */
  async onApplicationBootstrap(): Promise<void> {
    const { duties, notices } = this.cluster;
    this.#unlisten = notices.onChange([TOPIC], () => this.#worker.wake());
    this.#leave = duties.add({ name: 'outbox', begin: () => this.#worker.start(), end: () => this.#worker.stop() });
    await duties.settled();
  }

  /** What is under way is broken off and tried again at the next start. */
  onModuleDestroy(): Promise<void> {
    this.#unlisten();
    return this.#leave();
  }
}

/** A savepoint's own commit says nothing: only the outermost one makes it last. */
function outermost(transaction: Transaction): Transaction {
  const { parent } = transaction as Transaction & { readonly parent?: Transaction | null };
  return parent ? outermost(parent) : transaction;
}
