// Words for how somebody got in: after failures, from a source that tried many accounts, from too far away, after a long silence.

import { about, counted, duration, quantity } from './numbers.js';
import { type Case, inDays, shortValue, type Words } from './case.js';

export const failuresThenSuccess: Words = ({ evidence: { seen, usual }, facts, activity, who }) => {
  const count = seen === undefined ? 'many failures' : counted(Math.max(1, Math.round(seen)), 'failure');
  // The score may have risen by a later activity, from elsewhere: where the failures came from is in the facts.
  const source = facts.source ?? activity.sourceIp ?? '';
  const from = source === '' ? '' : ` from ${shortValue(source)}`;
  return {
    what: `logon of ${who} succeeded after failures`,
    expected: usual === undefined ? 'few failures before a logon' : `${about(usual, 'failure')} before a logon`,
    actual: `${count}, then a success${from}`,
    says: `got in after ${count}`,
  };
};

export const spraying: Words = (found) => {
  const accounts = accountsOf(found);
  const source = sourceOf(found);
  return {
    what: 'one source failed to log on as many accounts',
    expected: fewAccounts(found),
    actual: `${accounts} within 6 hours${source === undefined ? '' : ` from ${source}`}`,
    says: `failed to log on as ${accounts} within 6 hours`,
  };
};

export const sprayingSuccess: Words = (found) => {
  const accounts = accountsOf(found);
  return {
    what: `${found.who} logged on from a source that sprayed`,
    expected: fewAccounts(found),
    actual: `${sourceOf(found) ?? 'a source'} that had failed as ${accounts} within 6 hours`,
    says: `came from a source that had failed as ${accounts} within 6 hours`,
  };
};

export const impossibleTravel: Words = ({ activity, evidence, facts, who }) => {
  const here = evidence.value ?? activity.country;
  const from = facts.from === undefined ? 'another place' : shortValue(facts.from);
  const before = facts.minutes === undefined ? 'shortly before' : `${duration(facts.minutes)} before`;
  const far = facts.km === undefined ? 'far away' : `${quantity(Math.round(facts.km))} km away`;
  return {
    what: `two places of ${who} too far apart for the time between`,
    expected: `${from}, as ${before}, or near it`,
    actual: `${here === undefined ? '' : `${shortValue(here)}, `}${far}`,
    says: `was ${far} (${from}) ${before}`,
  };
};

export const dormant: Words = ({ evidence, facts, who, entity }) => {
  const quiet = facts.quietDays ?? evidence.seen;
  const days = quiet === undefined ? 'long' : `for ${counted(Math.round(quiet), 'day')}`;
  return {
    what: entity.kind === 'user' ? `${who} was not used ${days}` : `${who} was not seen ${days}`,
    expected: `${usualPause(evidence.usual)} ${inDays(facts.days)}`,
    actual: quiet === undefined ? 'active again after a long pause' : `active again after ${days.slice(4)}`,
    says: `was not active ${days}`,
  };
};

function usualPause(days: number | undefined): string {
  if (days === undefined) return 'shorter pauses';
  return days < 1 ? 'pauses of less than a day on average' : `pauses of about ${counted(days, 'day')}`;
}

function accountsOf({ evidence: { seen } }: Case): string {
  return seen === undefined ? 'many known accounts' : counted(Math.round(seen), 'known account');
}

function sourceOf({ facts, activity, entity }: Case): string | undefined {
  const source = facts.source ?? activity.sourceIp ?? (entity.kind === 'ip' ? entity.name : undefined);
  return source === undefined ? undefined : shortValue(source);
}

function fewAccounts({ evidence: { usual } }: Case): string {
  return usual === undefined ? 'few accounts from one source' : `${about(usual, 'account')} from one source`;
}
