// What a person or a program asks of the audit log, from the address. What cannot be read is said beside its field.

import { z } from 'zod';
import type { AuditCursor, AuditFilter } from '#src/audit/audit-log.js';
import { Fault } from '#src/faults.js';
import { parseUntil, parseWhen } from '#src/time-range.js';

/** SQLite ends a statement at a NUL that is written out in it, and PostgreSQL's text holds none. */
const text = (what: string, max: number): z.ZodDefault<z.ZodString> =>
  z
    .string()
    .max(max)
    .refine((value) => !value.includes('\0'), 'found a NUL, which no entry has')
    .default('')
    .describe(what);

export const auditParameters = z.object({
  actor: text('Who: a user name, token:NAME, or command line; exactly', 200),
  action: text('What: an action such as users.login; exactly', 100),
  outcome: z.enum(['', 'success', 'failure']).default('').describe('success, failure, or empty for both'),
  text: text('Text that stands in the target, the address or the details', 200),
  from: text('ISO 8601, or -24h, -7d; empty: from the beginning', 60),
  to: text('Not included, but for a day without a time. ISO 8601, or -24h, now; empty: until now', 60),
});
export type AuditInput = z.infer<typeof auditParameters>;

export type ReadFilter =
  { readonly filter: AuditFilter } | { readonly mistakes: Readonly<Partial<Record<'from' | 'to', string>>> };

export function readFilter(input: AuditInput, now: number, zone: string): ReadFilter {
  const mistakes: Partial<Record<'from' | 'to', string>> = {};
  const when = (name: 'from' | 'to'): number | undefined => {
    if (input[name].trim() === '') return undefined;
    try {
      return (name === 'from' ? parseWhen : parseUntil)(input[name], now, zone);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      mistakes[name] = error.message;
      return undefined;
    }
  };
  const [from, to] = [when('from'), when('to')];
  if (from !== undefined && to !== undefined && from >= to) mistakes.to = 'The end lies before the beginning.';
  if (Object.keys(mistakes).length > 0) return { mistakes };
  const { actor, action, outcome } = input;
  return {
    filter: {
      ...(actor.trim() && { actor: actor.trim() }),
      ...(action && { action }),
      ...(outcome && { outcome }),
      ...(input.text.trim() && { text: input.text.trim() }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    },
  };
}

/** `1795168800000.42`; undefined for the newest. @throws Fault BAD_REQUEST */
export function readCursor(raw: unknown): AuditCursor | undefined {
  if (raw === undefined || raw === '') return undefined;
  const [, at, id] = /^(\d{1,15})\.(\d{1,15})$/.exec(String(raw)) ?? [];
  if (at === undefined || id === undefined)
    throw new Fault('BAD_REQUEST', 'This page of the audit log is none. Begin with the newest again.');
  return { at: Number(at), id: Number(id) };
}

export const cursorText = ({ at, id }: AuditCursor): string => `${at}.${id}`;

/** The address of a page or file with the same filter. */
export function addressOf(
  path: string,
  input: Partial<AuditInput>,
  more: Readonly<Record<string, string>> = {},
): string {
  const query = new URLSearchParams(Object.entries({ ...input, ...more }).filter(([, value]) => value !== ''));
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}
