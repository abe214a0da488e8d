// What an address of these pages asks for.

import { z } from 'zod';
import { ENTITY_KINDS, type EntityKind } from '#src/portal/events/entity-links.js';
import { withQuery } from '#src/portal/events/links.js';
import { DEFAULT_RANGE, RANGE_IDS, type RangeId } from './ranges.js';

/** Typed by hand it may name a thing twice; the last one counts. */
const last = (value: unknown): unknown => (Array.isArray(value) ? value.at(-1) : value);
const text = z.preprocess(last, z.string().catch(''));

export const entityQuery = z.object({
  kind: z.preprocess(last, z.enum(ENTITY_KINDS).optional().catch(undefined)),
  name: text,
  range: z.preprocess(last, z.enum(RANGE_IDS).catch(DEFAULT_RANGE)),
  subdomains: text.transform((value) => value !== ''),
  /** Without script: wait for all parts. */
  wait: text.transform((value) => value !== ''),
});

/** The address of one part of the page of an entity. */
export function partHref(
  part: 'overview' | 'newest' | 'related',
  kind: EntityKind,
  name: string,
  range: RangeId,
  subdomains: boolean,
): string {
  return withQuery(`/entities/parts/${part}`, {
    kind,
    name: name.toWellFormed(),
    range,
    subdomains: subdomains ? '1' : '',
  });
}
