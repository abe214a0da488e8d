// What stands behind the question mark of an API's address, checked.

import type { z, ZodObject } from 'zod';
import { Fault } from '../../faults.js';

/** Zod compiles a schema when it first reads with it, which takes half a millisecond. */
const strict = new WeakMap<ZodObject, ZodObject>();

function strictOf(schema: ZodObject): ZodObject {
  const known = strict.get(schema) ?? schema.strict();
  strict.set(schema, known);
  return known;
}

/** @throws Fault BAD_REQUEST naming the first parameter that does not fit, or that there is none of: it would be passed over in silence */
export function readParameters<S extends ZodObject>(schema: S, raw: unknown): z.infer<S> {
  const parsed = strictOf(schema).safeParse(raw);
  if (parsed.success) return parsed.data as z.infer<S>;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') {
    const [unknown = ''] = issue.keys;
    const expected = Object.keys(schema.shape).join(', ');
    throw new Fault(
      'BAD_REQUEST',
      `There is no parameter ${JSON.stringify(unknown.slice(0, 60))}; expected ${expected}. See /api/docs.`,
      {
        details: { parameter: unknown },
      },
    );
  }
  const parameter = String(issue?.path[0] ?? '');
  throw new Fault(
    'BAD_REQUEST',
    `The parameter ${parameter} is wrong: ${issue?.message ?? 'unreadable'}. See /api/docs.`,
    { details: { parameter } },
  );
}
