// Which portal’s collector scores and which portal trains: the one that has the duties, and says so in the metadata for the others.

import { randomBytes } from 'node:crypto';
import type { Duties } from '#src/cluster/duties.js';
import type { Kept } from './kept.js';
import type { StageStatus, Term } from './stage-report.js';

interface KeptScorer {
  /** Of its term. */
  readonly id: string;
  readonly name: string;
}

/** As the stage of another portal’s collector said. */
export interface KeptStage {
  readonly status: StageStatus;
  /** ms since 1970 */
  readonly at: number;
}

export interface ScorerParts {
  readonly kept: Kept;
  readonly duties: Pick<Duties, 'areOurs'>;
  /** Of this portal, for people. */
  readonly name: string;
}

export class Scorer {
  #name: string | undefined;
  #stage: KeptStage | undefined;

  constructor(private readonly parts: ScorerParts) {}

  /** What others should know. */
  async load(): Promise<void> {
    const { kept } = this.parts;
    this.#name = read<KeptScorer>(await kept.get('scorer'))?.name;
    this.#stage = read<KeptStage>(await kept.get('stage'));
  }

  /** This portal has the duties now. */
  async begin(): Promise<Term> {
    const { kept, name } = this.parts;
    const before = read<KeptScorer>(await kept.get('scorer'))?.id;
    const judgedTo = await kept.get('position');
    const id = randomBytes(9).toString('base64url');
    await kept.set('scorer', JSON.stringify({ id, name } satisfies KeptScorer));
    return { id, before, judgedTo: judgedTo === '' ? undefined : judgedTo };
  }

  /** The portal that has the duties; undefined: it is this one. */
  get elsewhere(): string | undefined {
    return this.parts.duties.areOurs ? undefined : (this.#name ?? 'another portal');
  }

  /** Where it is another one. */
  get stage(): KeptStage | undefined {
    return this.parts.duties.areOurs ? undefined : this.#stage;
  }
}

function read<T>(text: string | undefined): T | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as T);
}
