// What another process changed in the metadata database, told to whoever keeps a copy of it in memory. PostgreSQL tells (triggers.ts),
// whoever made the change: a portal, a command, a person. On SQLite there is one portal, which knows what it does: nothing is heard.

import type { Logger } from 'pino';

/** Reads again what has changed; one at a time. */
export type Reread = () => Promise<void> | void;

/** Changes of many rows are heard as one. */
const GATHER_MS = 50;
const RETRY_MS = 2_000;

export class Notices {
  readonly #listeners = new Set<Listener>();

  #tell: ((topic: string) => Promise<void>) | undefined;
  /** What could not be told yet. */
  readonly #untold = new Set<string>();

  constructor(private readonly log: Logger) {}

  /** To the other processes, those that listen to `topic` as if it were a table. Told later when it cannot be now. */
  tell(topic: string): void {
    this.#untold.add(topic);
    void this.#tellAll();
  }

  /** By whoever is connected; undefined: not any more. */
  connect(tell: ((topic: string) => Promise<void>) | undefined): void {
    this.#tell = tell;
    void this.#tellAll();
  }

  /**
   * Calls `reread` soon after a change of one of the tables by whomever, this process too, and when changes may have been missed.
   * Returns how to stop that.
   */
  onChange(tables: readonly string[], reread: Reread): () => void {
    const listener = new Listener(tables, reread, this.log);
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      listener.stop();
    };
  }

  /** Those that somebody keeps a copy of. */
  get tables(): readonly string[] {
    return [...new Set([...this.#listeners].flatMap(({ tables }) => tables))].sort();
  }

  async #tellAll(): Promise<void> {
    for (const topic of [...this.#untold]) {
      if (this.#tell === undefined || !this.#untold.delete(topic)) continue;
      // With the next one, or the next connection.
      await this.#tell(topic).catch(() => this.#untold.add(topic));
    }
  }

  /** @param table undefined: any may have changed */
  heard(table?: string): void {
    for (const listener of this.#listeners) if (table === undefined || listener.tables.includes(table)) listener.call();
  }
}

class Listener {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #isStopped = false;

  constructor(
    readonly tables: readonly string[],
    private readonly reread: Reread,
    private readonly log: Logger,
  ) {}

  call(afterMs = GATHER_MS): void {
    if (this.#isStopped) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      // What is heard meanwhile may have come too late for it.
      if (this.#running !== undefined) return this.call();
      this.#running = this.#run().finally(() => (this.#running = undefined));
    }, afterMs).unref();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    try {
      await this.reread();
    } catch (error) {
      this.log.warn(
        { tables: this.tables, err: error },
        'what was changed elsewhere could not be read; it is tried again',
      );
      this.call(RETRY_MS);
    }
  }
}
