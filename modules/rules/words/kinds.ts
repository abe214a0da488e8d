// The kinds of rules in the words of somebody who makes their first one.

import type { RuleKind } from '../rule.js';

export interface KindWords {
  /** On its card and in lists. */
  readonly title: string;
  readonly says: string;
  readonly example: string;
  /** An icon of views/assets/icons. */
  readonly icon: string;
  /** What it needs before it can say anything, for who is about to make one. */
  readonly needs?: string;
}

export const KIND_WORDS: Readonly<Record<RuleKind, KindWords>> = {
  match: {
    title: 'Something happened',
    icon: 'bell',
    says: 'Each event that fits raises an alert.',
    example: 'The audit log of a Windows host was cleared',
  },
  threshold: {
    title: 'Too often',
    icon: 'chart-bar',
    says: 'So many events within some time.',
    example: '5 failed logons from one address within 10 minutes',
  },
  distinct: {
    title: 'Many different',
    icon: 'sitemap',
    says: 'So many different values within some time.',
    example: 'One address tries 15 different ports',
  },
  sequence: {
    title: 'One after the other',
    icon: 'list',
    says: 'First this, then that.',
    example: '5 failed logons, then one that succeeds',
  },
  'first-seen': {
    title: 'For the first time',
    icon: 'eye',
    says: 'A value that was never seen before.',
    example: 'A user runs sudo who never did',
  },
  absence: {
    title: 'Gone quiet',
    icon: 'moon',
    says: 'Something that used to come does not come.',
    example: 'No backup report for 26 hours',
  },
  rate: {
    title: 'More than usual',
    icon: 'trending-up',
    says: 'Far more (or fewer) events than usual at this hour.',
    example: '5 times as many errors as usual',
  },
  anomaly: {
    title: 'Unusual behaviour',
    icon: 'activity-heartbeat',
    says: 'A risk score that the baselines give.',
    example: 'A user with a score of 80 or more',
    needs:
      'No event has a score yet: the baselines give them once they have learned, and tell of nobody whom they know for less than two weeks.',
  },
  watch: {
    title: 'The installation itself',
    icon: 'heartbeat',
    says: 'A condition of Lanwarden and its sources.',
    example: 'A source is silent, the disk is nearly full',
  },
};

/** Those that a person can make; watches come with the shipped set. */
export const NEW_KINDS: readonly RuleKind[] = [
  ...(['match', 'threshold', 'distinct', 'sequence', 'first-seen', 'absence', 'rate', 'anomaly'] as const),
];
