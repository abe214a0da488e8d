// Filters and cursors of findings as SQL. What people typed only ever arrives as a bound parameter.

import { Fault } from '#src/faults.js';
import type { Finding, FindingFilter, FindingOrder, FindingShow } from './finding.js';

export interface Condition {
  readonly sql: string;
  readonly bind: Readonly<Record<string, string | number>>;
}

export function conditionOf(filter: FindingFilter): Condition {
  const { kind, name, text, from, to, minScore, show, origin, verdict, code } = filter;
  const parts: string[] = [];
  const bind: Record<string, string | number> = {};
  const where = (sql: string, parameter: string, value: string | number | undefined): void => {
    if (value === undefined) return;
    parts.push(sql);
    bind[parameter] = value;
  };
  where('entity_kind = $kind', 'kind', kind);
  where('entity_name = $name', 'name', name);
  where(`entity_name LIKE $text ESCAPE '\\'`, 'text', text === undefined || text === '' ? undefined : contains(text));
  where('day >= $from', 'from', from);
  where('day <= $to', 'to', to);
  // As it is shown, rounded.
  where('score >= $minScore', 'minScore', minScore === undefined ? undefined : Math.ceil(minScore) - 0.5);
  where('origin = $origin', 'origin', origin);
  where('verdict_kind = $verdict', 'verdict', verdict);
  where(`codes LIKE $code`, 'code', code === undefined ? undefined : `%,${code},%`);
  if (show !== undefined) parts.push(SHOWN[show]);
  return { sql: parts.length === 0 ? '1 = 1' : parts.join(' AND '), bind };
}

const SHOWN: Readonly<Record<FindingShow, string>> = {
  open: `state = 'ready' AND verdict_id IS NULL`,
  learning: `state = 'learning' AND verdict_id IS NULL`,
  muted: `state = 'muted' AND verdict_id IS NULL`,
  judged: 'verdict_id IS NOT NULL',
};

/** Names are lower case, as the observer makes them. */
export function contains(text: string): string {
  return `%${text
    .toLowerCase()
    .slice(0, 200)
    .replace(/[\\%_]/g, '\\$&')}%`;
}

export const ORDERS: Readonly<Record<FindingOrder, string>> = {
  newest: 'day DESC, score DESC, id DESC',
  score: 'score DESC, id DESC',
};

export function cursorOf({ day, score, id }: Finding): string {
  return Buffer.from(JSON.stringify([day, score, id])).toString('base64url');
}

/** What stands behind the cursor in this order. @throws Fault BAD_REQUEST */
export function behind(cursor: string, order: FindingOrder): Condition {
  const [day, score, id] = readCursor(cursor);
  const lower = '(score < $cScore OR (score = $cScore AND id < $cId))';
  if (order === 'score') return { sql: lower, bind: { cScore: score, cId: id } };
  return { sql: `(day < $cDay OR (day = $cDay AND ${lower}))`, bind: { cDay: day, cScore: score, cId: id } };
}

function readCursor(cursor: string): readonly [number, number, number] {
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(read) && read.length === 3 && read.every(Number.isFinite))
      return read as [number, number, number];
  } catch {
    // no cursor of ours: said below
  }
  throw new Fault(
    'BAD_REQUEST',
    `cursor: ${JSON.stringify(cursor.slice(0, 60))} is none; take \`next\` of the page before.`,
  );
}
