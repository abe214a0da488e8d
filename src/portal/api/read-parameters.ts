// What stands behind the question mark of an API's address, checked.

import type { ZodType } from 'zod';
import { Fault } from '../../faults.js';

/** @throws Fault BAD_REQUEST naming the first parameter that does not fit */
export function readParameters<T>(schema: ZodType<T>, raw: unknown): T {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const parameter = String(issue?.path[0] ?? '');
  throw new Fault(
    'BAD_REQUEST',
    `The parameter ${parameter} is wrong: ${issue?.message ?? 'unreadable'}. See /api/docs.`,
    { details: { parameter } },
  );
}
