// The disk of the data folder, before it is full: then the oldest events go, and messages are refused. Where events are on a server, its
// disk is its own, and this one holds the spool.

import { format } from '#src/portal/page/format.js';
import type { Rule } from '../rule.js';
import type { Verdict } from './verdict.js';

export interface Disk {
  readonly freeBytes: number;
  readonly totalBytes: number;
  /** `events.minFreeBytes`: below it nothing more is stored. */
  readonly minFreeBytes: number;
  /** Events are stored on it. */
  readonly hasEvents: boolean;
}

const DEFAULT_BOUND_PERCENT = 10;
/** Over only when this much more than the bound is free, so that it does not flutter. */
const HYSTERESIS = 1.1;

/** Between the bound and a tenth more there is no verdict. */
export function diskVerdicts(
  rule: Rule,
  { freeBytes, totalBytes, minFreeBytes, hasEvents }: Disk,
  now: number,
): Verdict[] {
  const { detect } = rule;
  const bound = (detect.kind === 'watch' ? detect.bound : undefined) ?? DEFAULT_BOUND_PERCENT;
  const leastBytes = Math.max((bound / 100) * totalBytes, 2 * minFreeBytes);
  const free = `${format.bytes(freeBytes)} of ${format.bytes(totalBytes)} are free`;
  const base = { rule: rule.id, key: '[]' };
  if (freeBytes >= leastBytes * HYSTERESIS)
    return [{ ...base, kind: 'fine', summary: () => `There is room again: ${free}.` }];
  if (freeBytes >= leastBytes) return [];
  return [
    {
      ...base,
      kind: 'wrong',
      since: now,
      title: 'The disk is nearly full',
      summary: `${free} ${hasEvents ? ofEvents(minFreeBytes) : OF_SPOOL}`,
      reasons: [
        { what: 'free disk', expected: `at least ${format.bytes(leastBytes)}`, actual: format.bytes(freeBytes) },
      ],
      entity: {},
    },
  ];
}

function ofEvents(minFreeBytes: number): string {
  return `where events are stored; below ${format.bytes(minFreeBytes)} the oldest events go and messages are refused.`;
}

const OF_SPOOL =
  'where messages wait while the database is away (data.dir); when it is full they are refused then. The disk of the database is not watched from here.';
