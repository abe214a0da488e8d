// How long events are kept, beside them: one portal decides for all collectors, and they go by it while no portal is there.

import { z } from 'zod';
import type { RetentionPolicy } from '../retention.js';
import type { Database } from './driver.js';
import { SCHEMA } from './names.js';
import { openAsOwner } from './session.js';

const days = z.number();
const policySchema = z.object({ days, bytes: z.number(), classes: z.record(z.string(), z.object({ days })) });

/** Undefined: nobody has said it yet, or another version said it in a way that this one cannot read. */
export async function readPolicy(db: Database): Promise<RetentionPolicy | undefined> {
  // As JSON: an earlier version has no such column.
  const [row] = await db.all<{ text: string | null }>(
    `select to_jsonb(its) ->> 'retention' as text from ${SCHEMA}.meta its`,
  );
  const text = row?.text ?? undefined;
  return text === undefined ? undefined : policySchema.safeParse(JSON.parse(text)).data;
}

/** From now on all collectors go by it. @throws Fault STORE_WRITE; also when no collector has made the schema yet */
export async function keepPolicy(url: string, { days: its, bytes, classes }: RetentionPolicy): Promise<void> {
  const session = await openAsOwner(url);
  try {
    await session.all(`update ${SCHEMA}.meta set retention = $1`, [JSON.stringify({ days: its, bytes, classes })]);
  } finally {
    await session.close();
  }
}
