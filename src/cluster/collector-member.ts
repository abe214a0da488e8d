// A collector without a portal beside it takes part in a cluster: it hears what was changed in portals, puts it in force, and tells the
// others how it is doing. It needs to read settings, sources and ingest keys, and to write its row of the table `nodes`. While the server
// is away it goes on with what it has.

import type { Logger } from 'pino';
import { fingerprintOf } from '../collector/settings.js';
import { messageOf } from '../faults.js';
import type { CollectorHealth, CollectorSettings } from '../link/messages.js';
import { Election } from './election.js';
import type { NodeWatch } from './node-watch.js';
import { Notices } from './notices.js';
import { watchNodes } from './watch-nodes.js';

/** Also when nothing is heard: keys come to their end by themselves. */
const REREAD_EVERY_MS = 15_000;
const TABLES = ['settings', 'sources', 'tokens'];

export interface MemberParts {
  readonly collector: { configure(settings: CollectorSettings): void; health(): CollectorHealth };
  /** With which it was started; `config.database.url` is set. */
  readonly settings: CollectorSettings;
  /** Those of now. */
  readonly read: () => Promise<CollectorSettings>;
  /** Has them kept for a start without the server. */
  readonly keep: (settings: CollectorSettings) => void;
  readonly log: Logger;
}

export class CollectorMember {
  readonly #notices: Notices;
  readonly #election: Election;
  #nodes: NodeWatch | undefined;
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> = Promise.resolve();
  #known: string;
  /** Of settings that were said to need a restart. */
  #told: string;
  #problem: string | undefined;

  constructor(private readonly parts: MemberParts) {
    const { settings, log } = parts;
    this.#notices = new Notices(log);
    this.#election = new Election({ url: settings.config.database.url!, notices: this.#notices, log });
    this.#known = JSON.stringify(settings);
    this.#told = fingerprintOf(settings);
  }

  /** Resolves when the server was tried for the first time, with or without success. @throws Fault CONFIG_INVALID, DATA_DIR */
  async start(): Promise<void> {
    const { collector, settings, log } = this.parts;
    this.#nodes = await watchNodes({
      config: settings.config,
      kind: 'collector',
      log,
      hasDuties: () => false,
      health: () => collector.health(),
    });
    this.#notices.onChange(TABLES, () => this.#reread());
    await this.#election.start();
    this.#timer = setInterval(() => void this.#reread(), REREAD_EVERY_MS).unref();
  }

  /** To be called when the collector has ended: its last counters are told. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([this.#election.stop(), this.#nodes?.stop(), this.#turn]);
  }

  /** One at a time: settings that were read first must not be put in force last. */
  #reread(): Promise<void> {
    return (this.#turn = this.#turn.then(() => this.#putInForce()));
  }

  async #putInForce(): Promise<void> {
    const { collector, read, keep, log } = this.parts;
    try {
      const settings = await read();
      this.#problem = undefined;
      const text = JSON.stringify(settings);
      if (text === this.#known) return;
      collector.configure(settings);
      keep(settings);
      this.#known = text;
      log.info('changed settings are in force');
      this.#tellOfRestart(settings);
    } catch (error) {
      const problem = messageOf(error);
      if (problem !== this.#problem)
        log.warn({ error: problem }, 'settings could not be read again; those from before are in force');
      this.#problem = problem;
    }
  }

  #tellOfRestart(settings: CollectorSettings): void {
    const fingerprint = fingerprintOf(settings);
    if (fingerprint !== this.#told)
      this.parts.log.warn('settings were changed that are in force when this collector is started again');
    this.#told = fingerprint;
  }
}
