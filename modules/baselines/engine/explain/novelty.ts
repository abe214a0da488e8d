// Words for what an entity never or hardly ever did. `evidence.seen` is on how many days it did before: none or left out is never.

import { counted } from './numbers.js';
import { type Case, inDays, shortValue, type Words } from './case.js';

interface Dimension {
  /** `source country` */
  readonly one: string;
  readonly many: string;
  /** Before and behind `never`, in `what`. */
  readonly what: (who: string, never: string) => string;
  /** In the summary: `has never come from PL`. */
  readonly did: (value: string) => string;
  /** A value in words; left out: as it stands in the log. */
  readonly show?: (value: string) => string;
}

export function novelty({ one, many, what, did, show = shortValue }: Dimension): Words {
  return (found) => {
    const { evidence, facts, who } = found;
    const isNever = (evidence.seen ?? 0) <= 0;
    const never = isNever ? 'never' : 'hardly ever';
    const value = evidence.value === undefined ? undefined : show(evidence.value);
    const known = facts.known === undefined ? '' : ` (${knownOf(facts.known, one, many)} ${inDays(facts.days)})`;
    return {
      what: what(who, never),
      expected: usual(found, one, many, show),
      actual: `${value ?? `another ${one}`}${company(found)}`,
      says: `has ${never} ${did(value ?? `this ${one}`)}${known}`,
    };
  };
}

/** `DE (58 of 60 days), AT (2 of 60 days) and 3 more` */
function usual({ facts, evidence }: Case, one: string, many: string, show: (value: string) => string): string {
  const days = Math.max(1, Math.round(facts.days));
  const values = (facts.usualValues ?? []).filter(([value]) => value !== evidence.value).slice(0, MAX_USUAL);
  if (values.length === 0)
    return facts.known === undefined ? `a known ${one}` : `${knownOf(facts.known, one, many)} ${inDays(days)}`;
  const listed = values.map(
    ([value, on]) => `${show(value)} (${Math.min(days, on)} of ${days} ${days === 1 ? 'day' : 'days'})`,
  );
  // The value itself may be among the known ones, when it is nearly forgotten.
  const more = Math.round(facts.known ?? 0) - values.length - ((evidence.seen ?? 0) > 0 ? 1 : 0);
  return more > 0 ? `${listed.join(', ')} and ${more} more` : listed.join(', ');
}

const MAX_USUAL = 3;

const knownOf = (known: number, one: string, many: string): string =>
  known < 0.5 ? `no ${one}` : counted(Math.round(known), one, many);

/** Who else does that: what is new for all tells more than what is new for one. */
function company({ facts: { others, peers } }: Case): string {
  if (others === undefined) return '';
  const count = Math.round(others);
  // Who came only lately does not count yet (probation.ts).
  if (count === 0) return '; nobody else known well here';
  return `; ${counted(count, 'other', 'others')} here${peers === undefined ? '' : among(Math.round(peers), count)}`;
}

/** Of those, who is in its peer group. */
function among(peers: number, others: number): string {
  if (peers === 0) return ', but none of its peers';
  return peers >= others ? `, ${others === 1 ? 'a peer' : 'all of them peers'}` : `, ${peers} of them peers`;
}
