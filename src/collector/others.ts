// Gives stages what other collectors on the same store have stored, read back about each second. Only while a stage wants it, and bounded:
// whoever falls too far behind goes on from the end, and that is said.

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Log } from '../log.js';
import { messageOf } from '../faults.js';
import type { PluginProblem } from '../plugin/discovery.js';
import type { OthersReader } from '../store/event-store.js';
import type { OthersTaker } from './stage-runner.js';

const EVERY_MS = 1_000;
/** Behind by more events than these, or for so long, a stage is not given them any more. */
const MAX_BEHIND_EVENTS = 1_000_000;
const MAX_BEHIND_MS = 300_000;

export interface OthersParts {
  /** Undefined: nobody else stores anything. */
  readonly others: OthersReader | undefined;
  /** Stages that want them at this moment. */
  readonly takers: () => readonly OthersTaker[];
  readonly log: Log;
}

export class OthersFollower {
  readonly #stopping = new AbortController();
  /** By module. */
  readonly #skipped = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #trouble: string | undefined;

  constructor(private readonly parts: OthersParts) {}

  start(): void {
    if (this.parts.others === undefined) return;
    this.#timer = setInterval(() => this.#look(), EVERY_MS).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping.abort();
    await this.#running;
  }

  get problems(): readonly PluginProblem[] {
    const skipped = [...this.#skipped].map(([id, events]) => ({
      id,
      path: '',
      problem: `${events} events that other collectors stored came faster than they could be looked at here, and were left out. Give this machine more CPU, or another one its work.`,
    }));
    const trouble = this.#trouble;
    if (trouble === undefined) return skipped;
    const problem = `What other collectors store cannot be read: ${trouble}`;
    return [...skipped, ...this.parts.takers().map(({ module: id }) => ({ id, path: '', problem }))];
  }

  #look(): void {
    this.#running ??= this.#follow().finally(() => (this.#running = undefined));
  }

  async #follow(): Promise<void> {
    for (const taker of this.parts.takers()) {
      try {
        await this.#give(taker, this.parts.others!);
        this.#trouble = undefined;
      } catch (error) {
        if (this.#stopping.signal.aborted) return;
        if (this.#trouble === undefined)
          this.parts.log.warn({ error: messageOf(error) }, 'what other collectors store could not be read');
        this.#trouble = messageOf(error);
      }
    }
  }

  async #give(taker: OthersTaker, others: OthersReader): Promise<void> {
    const after = taker.after();
    if (after === undefined) return;
    const behind = await others.behind(after);
    if (behind > MAX_BEHIND_EVENTS) return this.#jump(taker, others, behind);
    const begun = performance.now();
    let given = 0;
    for await (const { events, position } of others.scan(after, this.#stopping.signal)) {
      // Meanwhile it may want nothing any more, or begin elsewhere.
      if (!taker.give(events, position)) return;
      given += events.length;
      if (performance.now() - begun > MAX_BEHIND_MS) return this.#jump(taker, others, behind - given);
      await nextTurn();
    }
  }

  async #jump({ module, give }: OthersTaker, others: OthersReader, left: number): Promise<void> {
    const position = await others.position();
    if (!give([], position)) return;
    this.#skipped.set(module, (this.#skipped.get(module) ?? 0) + Math.max(0, left));
    this.parts.log.warn({ module, events: left }, 'too far behind what other collectors store: going on from its end');
  }
}
