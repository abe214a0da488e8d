// What a portal without the duties asks of the one that has them. Who trains takes each ask once and writes the answer beside it; it hears
// of them by notices (src/cluster/notices.ts). Rows live for seconds.

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { QueryTypes, type Sequelize } from 'sequelize';
import type { Clock } from '#src/clock.js';

export interface Ask {
  readonly id: string;
  readonly what: 'start' | 'anew' | 'cancel';
  /** Name of the person. */
  readonly by: string;
}

/** The number of the run that began; whether one was cancelled; or why not, as a sentence. */
export type Answer = { readonly run: number } | { readonly cancelled: boolean } | { readonly refused: string };

interface AskRow {
  readonly id: string;
  readonly what: Ask['what'];
  readonly asked_by: string;
}

/** As long as a person looks at a page that does not come. */
export const ANSWER_MS = 10_000;
const LOOK_EVERY_MS = 200;
/** Of a portal that was killed while it waited. */
const FORGET_MS = 600_000;
const MAX_ANSWER_CHARS = 1_000;

export class AskBook {
  constructor(
    private readonly db: Sequelize,
    private readonly clock: Clock,
    private readonly answerMs = ANSWER_MS,
  ) {}

  /** Waits for the answer. Undefined: there was none in time; what was not taken by then will not be. */
  async ask(what: Ask['what'], by: string): Promise<Answer | undefined> {
    const id = randomBytes(12).toString('base64url');
    const now = this.clock.now();
    await this.db.query('DELETE FROM baselines_asks WHERE asked_at < $before', { bind: { before: now - FORGET_MS } });
    await this.db.query(
      'INSERT INTO baselines_asks (id, what, asked_by, asked_at, is_taken) VALUES ($id, $what, $by, $now, $taken)',
      { bind: { id, what, by, now, taken: false } },
    );
    try {
      for (const until = performance.now() + this.answerMs; performance.now() < until; await sleep(LOOK_EVERY_MS)) {
        const answer = await this.#answerTo(id);
        if (answer !== undefined) return answer;
      }
      return undefined;
    } finally {
      await this.db.query('DELETE FROM baselines_asks WHERE id = $id', { bind: { id } });
    }
  }

  /** The oldest that nobody took; whoever gets it answers it. */
  async take(): Promise<Ask | undefined> {
    const [row] = await this.db.query<AskRow>(
      `WITH one AS (SELECT id FROM baselines_asks WHERE NOT is_taken ORDER BY asked_at, id LIMIT 1)
       UPDATE baselines_asks SET is_taken = $taken WHERE id IN (SELECT id FROM one) AND NOT is_taken RETURNING id, what, asked_by`,
      { bind: { taken: true }, type: QueryTypes.SELECT },
    );
    return row && { id: row.id, what: row.what, by: row.asked_by };
  }

  async answer(id: string, answer: Answer): Promise<void> {
    const kept = 'refused' in answer ? { refused: answer.refused.slice(0, MAX_ANSWER_CHARS) } : answer;
    await this.db.query('UPDATE baselines_asks SET answer = $answer WHERE id = $id', {
      bind: { id, answer: JSON.stringify(kept) },
    });
  }

  /** What was asked of another portal, that is gone, is not begun out of the blue. */
  async forgetAll(): Promise<void> {
    await this.db.query('DELETE FROM baselines_asks');
  }

  async #answerTo(id: string): Promise<Answer | undefined> {
    const [row] = await this.db.query<{ answer: string | null }>('SELECT answer FROM baselines_asks WHERE id = $id', {
      bind: { id },
      type: QueryTypes.SELECT as const,
    });
    const answer = row?.answer ?? undefined;
    return answer === undefined ? undefined : (JSON.parse(answer) as Answer);
  }
}
