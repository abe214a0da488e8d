// What the list of alerts is asked for, as it stands in the address, and what that means.

import { z } from 'zod';
import { ALERT_STATES, type AlertState, SEVERITIES } from '#src/alerts/alert.js';
import type { AlertFilter } from '#src/alerts/alert-list.js';
import { NAME_KINDS, type NameKind } from '#src/alerts/entity-names.js';
import { Fault } from '#src/faults.js';
import { withQuery } from '#src/portal/events/links.js';
import { parseUntil, parseWhen } from '#src/time-range.js';

/** `active`: open and acknowledged; `test`: of rules in test mode. */
export const SHOWN = ['active', 'open', 'acknowledged', 'closed', 'all', 'test'] as const;
export type Shown = (typeof SHOWN)[number];

const MAX_CHARS = 1_100;

/** An address typed by hand may name a thing twice; the last one counts. */
const text = z.preprocess(
  (value) => (Array.isArray(value) ? value.at(-1) : value),
  z.string().trim().max(MAX_CHARS).catch(''),
);

export const listAddress = z.object({
  show: z.enum(SHOWN).catch('active'),
  q: text,
  severity: z.enum(['', ...SEVERITIES]).catch(''),
  rule: text,
  kind: text,
  source: text,
  entity: text,
  assignee: text,
  from: text,
  to: text,
});
export type ListInput = z.infer<typeof listAddress>;

/** Filters besides the tab and the text, for saying that there are some. */
export const MORE_FILTERS = ['rule', 'kind', 'source', 'entity', 'from', 'to'] as const;

/** In place of a name: assigned to nobody. */
export const NOBODY = '-';

export interface ReadList {
  readonly filter: AlertFilter;
  /** What could not be read, by field; the filter is without it. */
  readonly mistakes: Readonly<Partial<Record<'from' | 'to', string>>>;
}

/** @param zone IANA, of dates without one */
export function readList(input: ListInput, now: number, zone: string): ReadList {
  const mistakes: Partial<Record<'from' | 'to', string>> = {};
  const when = (name: 'from' | 'to'): number | undefined => {
    if (input[name] === '') return undefined;
    try {
      return (name === 'from' ? parseWhen : parseUntil)(input[name], now, zone);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      mistakes[name] = error.message;
      return undefined;
    }
  };
  const [from, to] = [when('from'), when('to')];
  const states = statesOf(input.show);
  const filter: AlertFilter = {
    isTest: input.show === 'test',
    ...(states && { states }),
    ...(input.q && { text: input.q }),
    ...(input.severity && { severities: SEVERITIES.slice(SEVERITIES.indexOf(input.severity)) }),
    ...(input.rule && { ruleId: input.rule }),
    ...(input.kind && { ruleKind: input.kind }),
    ...(input.source && { source: input.source }),
    ...(input.entity && { entity: readEntity(input.entity) }),
    ...(input.assignee && { assignee: input.assignee === NOBODY ? '' : input.assignee }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
  return { filter, mistakes };
}

function statesOf(shown: Shown): readonly AlertState[] | undefined {
  if (shown === 'active') return ['open', 'acknowledged'];
  return ALERT_STATES.find((state) => state === shown) && [shown as AlertState];
}

/** `user:alice`; without a kind: a name of any. */
function readEntity(given: string): { readonly kind?: NameKind; readonly name: string } {
  const colon = given.indexOf(':');
  const kind = NAME_KINDS.find((each) => each === given.slice(0, Math.max(0, colon)));
  return kind === undefined ? { name: given } : { kind, name: given.slice(colon + 1) };
}

/** The list with this filter; what is the default is left out. */
export function listHref(input: Partial<ListInput>, more: Readonly<Record<string, string | undefined>> = {}): string {
  return withQuery('/alerts', { ...input, show: input.show === 'active' ? '' : input.show, ...more });
}
