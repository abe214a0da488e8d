// Words for what is seen in a whole: hours of the week, slow rises, data in DNS names, the pattern of an hour.

import type { Facts } from '../evidence.js';
import { about, bytes, counted, quantity, usually } from './numbers.js';
import { shortValue, twoDigits, weekday, type Words } from './case.js';

export const unusualHour: Words = ({ activity, facts: { weeks, weeksActive }, who }) => {
  const when = `${weekday(activity.hourOfWeek)} ${twoDigits(activity.hourOfWeek % 24)}h`;
  const known = weeks === undefined || weeksActive === undefined ? undefined : activeIn(weeksActive, weeks);
  const isSeldom = weeks === undefined || weeksActive === undefined || weeksActive <= SELDOM * weeks;
  return {
    what: isSeldom
      ? `${who} is hardly ever active at this hour`
      : `${who} is less often active at this hour than at others`,
    expected: known ?? 'other hours of the week',
    actual: when,
    says: known === undefined ? 'is hardly ever active at this hour' : `was ${known}`,
  };
};

/** Of the weeks. */
const SELDOM = 0.2;

/** About: older weeks count for less, so what is told of the last ones has some of those before in it. */
const activeIn = (active: number, weeks: number): string =>
  `active at this hour in ${active === 0 ? 0 : `about ${quantity(active)}`} of ${weeks === 1 ? '1 week' : `the last ${quantity(weeks)} weeks`}`;

export const slowCreep: Words = ({ evidence: { seen, usual }, who }) => {
  const count = seen === undefined ? 'new machines' : counted(Math.max(1, Math.round(seen)), 'new machine');
  const rate = usual === undefined ? undefined : `${about(usual, 'new machine')} a day`;
  return {
    what: `${who} goes to new machines day after day`,
    expected: rate ?? 'new machines now and then',
    actual: `${count} over the last days`,
    says: `went to ${count} over the last days${usual === undefined ? '' : ` (${usually(usual)} a day)`}`,
  };
};

export const dnsTunnel: Words = ({ evidence: { value, seen, usual }, activity, who }) => {
  const domain = value ?? activity.domain;
  const below = domain === undefined ? 'one domain' : shortValue(domain);
  const data = seen === undefined ? 'much data' : bytes(seen);
  return {
    what: `much data of ${who} in names of one domain`,
    expected: usual === undefined ? 'little data in names' : `${others(usual)} by others, in names of it`,
    actual: `${data} in different names below ${below}`,
    says: `put ${data} into names below ${below}${usual === undefined ? '' : ` (others ${others(usual)})`}`,
  };
};

/** `about 30 B a day`, `none` */
const others = (mean: number): string => (mean < 0.5 ? 'none' : `about ${bytes(mean)} a day`);

export const unusualPattern: Words = ({ facts, who }) => {
  const told = tellingFeatures(facts.features ?? []);
  const [first, ...more] = told;
  const parts = told
    .slice(0, MAX_SAID)
    .map((each) => `${each.saw}${each.isUsualTold ? `, ${usually(each.usual)}` : ''}`);
  return {
    what: `the hour as a whole is unlike other hours of ${who}`,
    expected: first === undefined ? 'an hour like others' : [first, ...more].map(({ expected }) => expected).join(', '),
    actual: first === undefined ? 'an unusual mix' : [first, ...more].map(({ saw }) => saw).join(', '),
    says: `had an hour unlike the others${parts.length === 0 ? '' : ` (${parts.join('; ')})`}`,
  };
};

const MAX_FEATURES = 3;
const MAX_SAID = 2;

interface Telling {
  /** `no DNS questions`, `1 new source network` */
  readonly saw: string;
  readonly expected: string;
  readonly usual: number;
  /** What is new is usually none: that needs no word. */
  readonly isUsualTold: boolean;
}

/** In words, worst first. Where what was seen is as good as what is usual, the figure would puzzle. */
function tellingFeatures(features: NonNullable<Facts['features']>): readonly Telling[] {
  const byName = new Map<string, Telling>();
  for (const [name, seen, usual] of features) {
    const many = shortValue(name.replace(/ an hour$/, '').replace(/\bdns\b/, 'DNS'));
    if (byName.has(many) || Math.abs(seen - usual) < LEAST_DIFFERENCE) continue;
    byName.set(many, {
      saw: seen < 0.5 ? `no ${plain(many)}` : counted(Math.round(seen), singular(many), many),
      expected: usual === 0 ? `no ${plain(many)}` : about(usual, singular(many), many),
      usual,
      isUsualTold: usual > 0,
    });
  }
  return [...byName.values()].slice(0, MAX_FEATURES);
}

const LEAST_DIFFERENCE = 0.5;

const plain = (many: string): string => many.replace(/^different /, '');

/** Of the titles in components.ts and dimensions.ts. */
function singular(many: string): string {
  return plain(many)
    .replace(/countries$/, 'country')
    .replace('kinds of', 'kind of')
    .replace(/s$/, '');
}
