// Writes what was found, with the values and the place that belong to it, in one transaction; tries again until it is written. Nothing goes
// on before: the position never runs ahead of the alerts.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { OvertakenFault } from '#src/cluster/fence.js';
import { messageOf } from '#src/faults.js';
import { isPassing } from '#src/store/metadata/passing.js';
import type { Findings } from '../findings.js';
import type { RuleSet } from '../rule.js';
import type { Memory } from './memory.js';
import type { Place } from './position.js';
import type { AlertOwner } from './plan.js';
import type { Raiser } from './raiser.js';

export interface SureWriterParts {
  readonly raiser: Raiser;
  readonly memory: Memory;
  readonly log: Logger;
  readonly stopping: AbortSignal;
  /** Until the next try; left out: retryDelayMs. */
  readonly delayMs?: (tries: number) => number;
}

const MAX_RETRY_MS = 30_000;
/** What is refused so often without the database being busy or full is left out, so that the others go on. */
const MAX_TRIES = 5;

export class SureWriter {
  #trouble: string | undefined;
  #commits = 0;

  constructor(private readonly parts: SureWriterParts) {}

  /** Why it cannot write at this moment. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Transactions that were written since the start. */
  get commits(): number {
    return this.#commits;
  }

  /**
   * @param place that they were found up to; undefined: it stays as it is, and of the values only what the past taught is written
   * @returns whose alerts are not there any more
   * @throws OvertakenFault; else only when the program stops
   */
  async write(
    findings: readonly Findings[],
    place: Place | undefined,
    ruleSet: RuleSet,
  ): Promise<readonly AlertOwner[]> {
    try {
      return await this.#insist(findings, place, ruleSet, MAX_TRIES);
    } catch (error) {
      if (this.#isOver(error)) throw error;
      return this.#writeApart(findings, place, ruleSet);
    }
  }

  /** Until it is written, however long the database is busy, locked or full. @throws after so many other refusals */
  async #insist(
    findings: readonly Findings[],
    place: Place | undefined,
    ruleSet: RuleSet,
    maxTries: number,
  ): Promise<readonly AlertOwner[]> {
    const { log, stopping, delayMs = retryDelayMs } = this.parts;
    for (let tries = 0; ; tries += 1) {
      try {
        const gone = await this.#commit(findings, place, ruleSet);
        this.#trouble = undefined;
        return gone;
      } catch (error) {
        this.#trouble = messageOf(error);
        if (this.#isOver(error) || (tries >= maxTries && !isPassing(error))) throw error;
        log.error({ err: error, tries }, 'alerts could not be written; it is tried again, nothing is lost');
        await sleep(delayMs(tries), undefined, { signal: stopping }).catch(() => undefined);
      }
    }
  }

  /** The program stops, or another portal goes on. */
  #isOver(error: unknown): boolean {
    return this.parts.stopping.aborted || error instanceof OvertakenFault;
  }

  async #commit(
    findings: readonly Findings[],
    place: Place | undefined,
    ruleSet: RuleSet,
  ): Promise<readonly AlertOwner[]> {
    const { raiser, memory } = this.parts;
    let written = (): void => undefined;
    let saved = written;
    const { gone } = await raiser.commit(
      findings,
      async (transaction) => {
        // Values of findings go with the place: written earlier, they would be old news to who finds them again.
        written = await memory.seen.write(transaction, place === undefined ? 'taught' : 'all');
        if (place !== undefined) saved = await memory.position.save(place, transaction);
      },
      ruleSet,
    );
    written();
    saved();
    this.#commits += 1;
    return gone;
  }

  /** One of them cannot be written, whatever the reason: the others are, and it is said which one was not. */
  async #writeApart(
    all: readonly Findings[],
    place: Place | undefined,
    ruleSet: RuleSet,
  ): Promise<readonly AlertOwner[]> {
    const gone: AlertOwner[] = [];
    for (const one of all.flatMap(singles)) {
      try {
        gone.push(...(await this.#insist([one], undefined, ruleSet, 0)));
      } catch (error) {
        if (this.#isOver(error)) throw error;
        const [{ rule, key } = { rule: '', key: '' }] = [...one.raised, ...one.grown, ...one.recovered];
        this.parts.log.error({ rule, key, err: error }, 'BUG: an alert could not be written and is left out');
      }
    }
    await this.#insist([], place, ruleSet, MAX_TRIES);
    return gone;
  }
}

/** So long until the next try, in ms. */
export function retryDelayMs(tries: number): number {
  return Math.min(MAX_RETRY_MS, 250 * 2 ** tries);
}

function singles({ raised, grown, recovered }: Findings): Findings[] {
  const nothing = { raised: [], grown: [], recovered: [] };
  return [
    ...grown.map((each) => ({ ...nothing, grown: [each] })),
    ...recovered.map((each) => ({ ...nothing, recovered: [each] })),
    ...raised.map((each) => ({ ...nothing, raised: [each] })),
  ];
}
