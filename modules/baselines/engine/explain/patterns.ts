// Words for what is seen in a whole: hours of the week, slow rises, data in DNS names, the pattern of an hour.

import { about, bytes, counted, quantity, usually } from './numbers.js';
import { shortValue, twoDigits, weekday, type Words } from './case.js';

export const unusualHour: Words = ({ activity, facts: { weeks, weeksActive }, who }) => {
  const when = `${weekday(activity.hourOfWeek)} ${twoDigits(activity.hourOfWeek % 24)}h`;
  const known =
    weeks === undefined || weeksActive === undefined
      ? undefined
      : `active at this hour in ${quantity(Math.round(weeksActive))} of ${counted(Math.max(1, Math.round(weeks)), 'week')}`;
  return {
    what: `${who} is hardly ever active at this hour`,
    expected: known ?? 'other hours of the week',
    actual: when,
    says: known === undefined ? 'is hardly ever active at this hour' : `was ${known}`,
  };
};

export const slowCreep: Words = ({ evidence: { seen, usual }, who }) => {
  const count = seen === undefined ? 'new machines' : counted(Math.max(1, Math.round(seen)), 'new machine');
  const rate = usual === undefined ? undefined : `${about(usual, 'new machine')} a day`;
  return {
    what: `${who} goes to new machines day after day`,
    expected: rate ?? 'new machines now and then',
    actual: `${count} over the last days`,
    says: `went to ${count} over the last days${usual === undefined ? '' : ` (a day ${usually(usual)})`}`,
  };
};

export const dnsTunnel: Words = ({ evidence: { value, seen, usual }, activity, who }) => {
  const domain = value ?? activity.domain;
  const below = domain === undefined ? 'one domain' : shortValue(domain);
  const data = seen === undefined ? 'much data' : bytes(seen);
  return {
    what: `much data of ${who} in names of one domain`,
    expected: usual === undefined ? 'little data in names' : `about ${bytes(usual)} a day by others, in names of it`,
    actual: `${data} in different names below ${below}`,
    says: `put ${data} into names below ${below}${usual === undefined ? '' : ` (others about ${bytes(usual)} a day)`}`,
  };
};

export const unusualPattern: Words = ({ facts, who }) => {
  const worst = (facts.features ?? []).slice(0, MAX_FEATURES);
  const [first] = worst;
  const list = (at: 1 | 2): string => worst.map((each) => `${shortValue(each[0])}: ${quantity(each[at])}`).join(', ');
  return {
    what: `the hour as a whole is unlike the hours of ${who}`,
    expected: first === undefined ? 'an hour like others' : list(2),
    actual: first === undefined ? 'an unusual mix' : list(1),
    says: `seldom has such an hour${first === undefined ? '' : ` (${shortValue(first[0])}: ${quantity(first[1])}, ${usually(first[2])})`}`,
  };
};

const MAX_FEATURES = 3;
