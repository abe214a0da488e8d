// The dimensions in which something can be new to an entity. Days are counted, not events: a burst teaches nothing.

import type { Activity, ActivityKind } from './activity.js';
import type { ReasonCode } from './reason.js';

export interface Dimension {
  readonly code: ReasonCode;
  readonly title: string;
}

/** Their order is that of arrays by dimension; saved models rely on it. */
export const DIMENSIONS: readonly Dimension[] = [
  { code: 'new-country', title: 'Source countries' },
  { code: 'new-network', title: 'Source networks' },
  { code: 'new-source-host', title: 'Source machines' },
  { code: 'new-host', title: 'Machines' },
  { code: 'new-action', title: 'Kinds of action' },
  { code: 'new-program', title: 'Programs' },
  { code: 'new-domain', title: 'Domains' },
  { code: 'new-share', title: 'Shares' },
];

/** What an activity says in it; undefined: nothing. */
export function valueIn(activity: Activity, dimension: number): string | undefined {
  switch (dimension) {
    case COUNTRY:
      return activity.country;
    case NETWORK:
      return activity.sourceNet;
    case SOURCE_HOST:
      return activity.sourceHost;
    case HOST:
      return activity.host;
    case ACTION:
      return activity.action;
    case PROGRAM:
      return activity.program;
    case DOMAIN:
      return activity.domain;
    default:
      return activity.share;
  }
}

export const COUNTRY = 0;
const NETWORK = 1;
const SOURCE_HOST = 2;
export const HOST = 3;
export const ACTION = 4;
export const PROGRAM = 5;
export const DOMAIN = 6;
export const SHARE = 7;

/** Longer values are cut: they are log text. */
export const MAX_VALUE_CHARS = 200;

const ALL = [COUNTRY, NETWORK, SOURCE_HOST, HOST, ACTION, PROGRAM, SHARE];

/** Dimensions that an activity speaks of. What failed tells what was tried (the action), not where somebody goes. */
export function dimensionsOf({ kind, outcome, isInferred }: Activity): readonly number[] {
  if (isInferred || kind === 'dns' || kind === 'network') return INFERRED[kind];
  return outcome === 'failure' ? OF_FAILURE : BY_KIND[kind];
}

const OF_FAILURE = [ACTION];

const BY_KIND: Readonly<Record<ActivityKind, readonly number[]>> = {
  logon: ALL,
  session: [HOST, ACTION],
  privilege: [HOST, ACTION, PROGRAM],
  process: [HOST, ACTION, PROGRAM],
  file: [NETWORK, SOURCE_HOST, HOST, ACTION, SHARE],
  dns: [DOMAIN],
  network: [],
};

const INFERRED: Readonly<Record<ActivityKind, readonly number[]>> = {
  logon: [],
  session: [],
  privilege: [],
  process: [PROGRAM],
  file: [SHARE],
  dns: [DOMAIN],
  network: [],
};
