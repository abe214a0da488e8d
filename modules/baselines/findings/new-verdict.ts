// From what a person says of a finding to a verdict: checked, and filled in from the finding's reasons.

import { Fault } from '#src/faults.js';
import { entityKey } from '../engine/entity.js';
import type { BaselineReason } from '../engine/reason.js';
import type { Verdict, VerdictKind } from '../engine/verdict.js';
import { localHour } from '../local-day.js';
import type { Finding } from './finding.js';

type About = Verdict['about'][number];

export interface NewVerdict {
  readonly finding: number;
  readonly kind: VerdictKind;
  /** Reasons of the finding that it is about; left out or empty: all of them, but for an hour that weighs next to nothing. */
  readonly about?: readonly About[] | undefined;
  readonly scope: 'entity' | 'everybody';
  /** ms since 1970; needed for `expected`, and for nothing else. */
  readonly until?: number | undefined;
}

/** A year is as good as for ever, and `benign` says that better. */
const MAX_UNTIL_MS = 366 * 86_400_000;

/** @throws Fault BAD_REQUEST with `details.parameter` */
export function verdictFrom(said: NewVerdict, finding: Finding, now: number, zone: string): Omit<Verdict, 'id'> {
  const about = scoped(said, aboutOf(said, finding));
  checkUntil(said, now);
  const isOfHour = about.some(({ code }) => code === 'unusual-hour');
  return {
    kind: said.kind,
    entity: said.scope === 'everybody' ? undefined : entityKey(finding.entity),
    about,
    day: finding.day,
    ...(isOfHour && { hour: localHour(finding.time, zone) }),
    from: now,
    ...(said.until !== undefined && { until: said.until }),
  };
}

/** Of a finding’s points: an hour that has fewer is hardly what it is about. */
const LEAST_HOUR_SHARE = 0.1;

function aboutOf({ about = [] }: NewVerdict, { reasons, score }: Finding): readonly About[] {
  // A verdict on the hour silences counts at it, too (engine/verdict-book.ts): not where nobody named it and it says next to nothing.
  if (about.length === 0)
    return reasons
      .filter(({ code, points }) => code !== 'unusual-hour' || points >= LEAST_HOUR_SHARE * score)
      .map(ofReason);
  return about.map(({ code, value }) => {
    const reason = reasons.find((each) => each.code === code && (value === undefined || each.value === value));
    if (reason === undefined)
      throw wrong('about', `The finding has no reason ${JSON.stringify(code)}${value === undefined ? '' : ` of ${JSON.stringify(value.slice(0, 60))}`}.`); // prettier-ignore
    return ofReason(reason);
  });
}

function ofReason({ code, value }: BaselineReason): About {
  return { code, ...(value !== undefined && { value }) };
}

/**
 * Of everybody only values are judged, whatever else was ticked: “many files are normal, for anybody, at any time” would be a place to hide.
 */
function scoped({ scope }: NewVerdict, about: readonly About[]): readonly About[] {
  if (scope !== 'everybody') return about;
  const values = about.filter(({ value }) => value !== undefined);
  if (values.length > 0) return values;
  throw wrong(
    'scope',
    'For everybody only values can be judged (a country, a host, a domain, ...): choose a reason that has one, or this entity alone.',
  );
}

function checkUntil({ kind, until }: NewVerdict, now: number): void {
  if (kind !== 'expected' && until !== undefined)
    throw wrong('until', `Only “expected” ends by itself; ${kind} does not.`);
  if (kind !== 'expected') return;
  if (until === undefined) throw wrong('until', 'Say until when this is expected.');
  if (!(until > now)) throw wrong('until', 'That time is past. Choose one to come.');
  if (until > now + MAX_UNTIL_MS) throw wrong('until', 'Choose a time within a year; “normal” is for good.');
}

function wrong(parameter: string, message: string): Fault {
  return new Fault('BAD_REQUEST', message, { details: { parameter } });
}
