// A day of findings that is full: the least that nobody judged makes room for what tells more, so that a flood of made-up names cannot keep
// a finding about a real one out.

import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import type { Day } from './found.js';

interface Least {
  readonly id: number;
  readonly score: number;
  readonly is_ready: number;
}

/** @returns whether one left */
export async function makeRoom(db: Sequelize, coming: Day, transaction: Transaction): Promise<boolean> {
  const [least] = await db.query<Least>(LEAST, {
    bind: { day: coming.day },
    type: QueryTypes.SELECT as const,
    transaction,
  });
  if (least === undefined || !tellsMore(coming, least)) return false;
  await db.query('DELETE FROM baselines_findings WHERE id = $id', { bind: { id: least.id }, transaction });
  return true;
}

/** What is known well enough to be told comes before what is still being learned, whatever the scores are. */
function tellsMore({ state, score }: Day, least: Least): boolean {
  const isReady = state === 'ready' ? 1 : 0;
  return isReady === least.is_ready ? score > least.score : isReady > least.is_ready;
}

const LEAST = `
  SELECT id, score, CASE WHEN state = 'ready' THEN 1 ELSE 0 END AS is_ready FROM baselines_findings
  WHERE day = $day AND verdict_id IS NULL ORDER BY is_ready, score, id DESC LIMIT 1`;
