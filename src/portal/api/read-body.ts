// What programs sent in a body, as a shape asks for it.

import type { ZodType } from 'zod';
import { Fault } from '../../faults.js';

/** @throws Fault BAD_REQUEST naming the first place that does not fit */
export function readBody<T>(schema: ZodType<T>, raw: unknown): T {
  const parsed = schema.safeParse(raw ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const parameter = issue?.path.join('.') ?? '';
  throw new Fault('BAD_REQUEST', `${parameter || 'The body'}: ${issue?.message ?? 'unreadable'}. See /api/docs.`, {
    details: { parameter },
  });
}
