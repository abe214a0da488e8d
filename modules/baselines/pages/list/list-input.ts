// What the lists are asked for, as it stands in the address.

import { z } from 'zod';
import { withQuery } from '#src/portal/events/links.js';
import { ENTITY_KINDS, type EntityKind } from '../../engine/entity.js';
import { REASON_CODES, type ReasonCode } from '../../engine/reason.js';
import { FINDING_SHOWS, type FindingFilter } from '../../findings/finding.js';

/** An address typed by hand may name a thing twice; the last one counts. */
const last = (value: unknown): unknown => (Array.isArray(value) ? value.at(-1) : value);
const text = z.preprocess(last, z.string().trim().max(200).catch(''));
const codes = Object.keys(REASON_CODES) as [ReasonCode, ...ReasonCode[]];
const kind = z.preprocess(last, z.enum(['', ...ENTITY_KINDS]).catch(''));

/** Users first: they are who a baseline is about. `all`: of any kind. */
export const riskAddress = z.object({
  kind: z.preprocess(last, z.enum([...ENTITY_KINDS, 'all']).catch('user')),
  q: text,
  page: z.preprocess(last, z.coerce.number().int().min(1).max(10_000).catch(1)),
});
export type RiskInput = z.infer<typeof riskAddress>;

export const findingsAddress = z.object({
  kind,
  q: text,
  /** The whole name, from the page of an entity. */
  name: text,
  show: z.preprocess(last, z.enum(['', ...FINDING_SHOWS]).catch('')),
  code: z.preprocess(last, z.enum(['', ...codes]).catch('')),
  /** Days, from today backwards; 0: all. */
  days: z.preprocess(last, z.coerce.number().int().min(0).max(400).catch(0)),
  score: z.preprocess(last, z.coerce.number().min(0).max(100).catch(0)),
  order: z.preprocess(last, z.enum(['newest', 'score']).catch('newest')),
  after: text,
});
export type FindingsInput = z.infer<typeof findingsAddress>;

export function riskHref(input: Partial<RiskInput>): string {
  const { kind: of, q, page } = input;
  return withQuery('/baselines', {
    kind: of === 'user' ? '' : of,
    q,
    page: page === undefined || page === 1 ? '' : String(page),
  });
}

/** The list with this filter; what is the default is left out. */
export function findingsHref(input: Partial<FindingsInput>): string {
  const { order, days, score, ...rest } = input;
  return withQuery('/baselines/findings', {
    ...rest,
    days: days ? String(days) : '',
    score: score ? String(score) : '',
    order: order === 'score' ? order : '',
  });
}

/** @param today day since 1970 */
export function filterOf(input: FindingsInput, today: number): FindingFilter {
  return {
    kind: input.kind || undefined,
    name: input.name || undefined,
    text: input.q || undefined,
    show: input.show || undefined,
    code: input.code || undefined,
    from: input.days > 0 ? today - input.days + 1 : undefined,
    minScore: input.score || undefined,
  };
}

export function kindOf(input: RiskInput): EntityKind | undefined {
  return input.kind === 'all' ? undefined : input.kind;
}
