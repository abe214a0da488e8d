// Messages that were sent here and are not in the store: lost from memory, not taken by the store, failed on by a plugin, refused for want
// of room, or thrown away by the kernel. Not those that somebody wanted turned away (limits, filters, unknown senders), nor what was no
// message: anybody could raise an alert with these. Nor what a killed collector had not acknowledged over HTTP and RELP, or what there was
// no room for there, in pulls and in imports: whoever brought that brings it again.

import type { CollectorCounts, CollectorHealth } from '#src/portal/collector-link.js';
import { format } from '#src/portal/page/format.js';
import { FollowedCollectors, RECENT_START_MS, type Step } from '#src/portal/health/followed-collectors.js';
import type { Rule } from '../rule.js';
import { durationText } from './duration-text.js';
import type { Verdict } from './verdict.js';

const WORDS = {
  lost: 'lost from memory when the collector ended, or given up by a full spool',
  failed: 'not taken by the store, or a plugin failed on it',
  refused: 'refused because there was no room',
  dropped: 'dropped before they could be handled (UDP: the receive buffer, or memory, was full)',
} as const;
const KINDS = Object.keys(WORDS) as (keyof typeof WORDS)[];

export type Missing = Readonly<Record<keyof typeof WORDS, number>>;

/** An episode is over when nothing went missing for so long. */
export const QUIET_MS = RECENT_START_MS;
const TELL_EVERY_MS = 5 * 60_000;

interface Episode {
  /** ms */
  readonly since: number;
  readonly last: number;
  readonly missing: Missing;
}

/**
 * Follows the counters from look to look. What a collector lost that was started since the watch began to look, or not long before, is
 * told when it is first seen: from memory at its start, and since. What one lost that runs for longer is its past.
 */
export class Losses {
  readonly #collectors = new FollowedCollectors(countsOf);
  #episode: Episode | undefined;

  /** Undefined health: the collector is away. `now` in ms. */
  look(health: CollectorHealth | undefined, now: number): void {
    const grown = { lost: 0, failed: 0, refused: 0, dropped: 0 };
    for (const step of this.#collectors.look(health, now)) {
      const base = baseOf(step);
      for (const kind of KINDS) grown[kind] += Math.max(0, step.now[kind] - base[kind]);
    }
    if (KINDS.every((kind) => grown[kind] === 0)) return;
    const going = this.#episode !== undefined && now - this.#episode.last < QUIET_MS ? this.#episode : undefined;
    this.#episode = {
      since: going?.since ?? now,
      last: now,
      missing: mapKinds((kind) => (going?.missing[kind] ?? 0) + grown[kind]),
    };
  }

  /** What went missing lately; undefined when nothing did. */
  episode(now: number): Episode | undefined {
    return this.#episode !== undefined && now - this.#episode.last < QUIET_MS ? this.#episode : undefined;
  }

  /** Whether it has looked for so long that nothing seen means that nothing went missing. */
  isSure(now: number): boolean {
    const { watchingSince } = this.#collectors;
    return watchingSince !== undefined && now - watchingSince >= QUIET_MS;
  }
}

export function lossVerdicts(rule: Rule, losses: Losses, now: number): Verdict[] {
  const { detect } = rule;
  const bound = (detect.kind === 'watch' ? detect.bound : undefined) ?? 1;
  const episode = losses.episode(now);
  const base = { rule: rule.id, key: '[]' };
  if (episode === undefined) {
    const summary = (): string => `Nothing went missing in the last ${durationText(QUIET_MS)}.`;
    return losses.isSure(now) ? [{ ...base, kind: 'fine', summary }] : [];
  }
  const { missing, since } = episode;
  const all = KINDS.reduce((sum, kind) => sum + missing[kind], 0);
  if (all < bound) return [];
  const parts = KINDS.filter((kind) => missing[kind] > 0);
  return [
    {
      ...base,
      kind: 'wrong',
      since,
      tellEveryMs: TELL_EVERY_MS,
      title: 'Messages went missing',
      summary: `${format.number(all)} ${all === 1 ? 'message' : 'messages'} went missing: ${parts.map((kind) => `${format.number(missing[kind])} ${WORDS[kind]}`).join('; ')}.`,
      reasons: parts.map((kind) => ({
        what: `messages ${kind}`,
        expected: 'none',
        actual: format.number(missing[kind]),
      })),
      entity: {},
    },
  ];
}

/** Counters of the ledger run for ever, the others since the collector's start. */
function baseOf({ collector, now, before, isNewStart }: Step<Missing>): Missing {
  if (!isNewStart) return before ?? now;
  const { lostAtStart = 0, unansweredAtStart = 0 } = collector;
  const { lost, failed } = before ?? { ...now, lost: now.lost - lostAtStart };
  return { failed, lost: lost + unansweredAtStart, refused: 0, dropped: 0 };
}

function countsOf({ ledger, listeners, pressure }: CollectorCounts): Missing {
  const sum = (counter: 'lost' | 'failed'): number => ledger.reduce((all, row) => all + row[counter], 0);
  const dropped = listeners.reduce((all, each) => all + each.dropped - (each.unreadable ?? 0), 0);
  return { lost: sum('lost'), failed: sum('failed'), refused: pressure?.refused ?? 0, dropped };
}

function mapKinds(count: (kind: keyof Missing) => number): Missing {
  return Object.fromEntries(KINDS.map((kind) => [kind, count(kind)])) as unknown as Missing;
}
