// The dimensions in which something can be new to an entity. Days are counted, not events: a burst teaches nothing.

import type { Activity, ActivityKind } from './activity.js';
import type { ReasonCode } from './reason.js';

export interface Dimension {
  readonly code: ReasonCode;
  readonly title: string;
  /** What an activity says in it; undefined: nothing. */
  readonly valueOf: (activity: Activity) => string | undefined;
}

/** Their order is that of arrays by dimension; saved models rely on it. */
export const DIMENSIONS: readonly Dimension[] = [
  { code: 'new-country', title: 'Source countries', valueOf: (a) => a.country },
  { code: 'new-network', title: 'Source networks', valueOf: (a) => a.sourceNet },
  { code: 'new-source-host', title: 'Source machines', valueOf: (a) => a.sourceHost },
  { code: 'new-host', title: 'Machines', valueOf: (a) => a.host },
  { code: 'new-action', title: 'Kinds of action', valueOf: (a) => a.action },
  { code: 'new-program', title: 'Programs', valueOf: (a) => a.program },
  { code: 'new-domain', title: 'Domains', valueOf: (a) => a.domain },
  { code: 'new-share', title: 'Shares', valueOf: (a) => a.share },
];

export const COUNTRY = 0;
export const NETWORK = 1;
export const SOURCE_HOST = 2;
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
  return outcome === 'failure' ? [ACTION] : BY_KIND[kind];
}

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
