// The users, addresses, hosts and domains that an event names, each with its own page.

import type { LogEvent } from '#src/event/event.js';
import { type EntityKind, entityKindOf, entityLink } from '#src/portal/events/entity-links.js';
import { visibleText } from '#src/portal/events/visible-text.js';

export interface About {
  readonly word: string;
  readonly text: string;
  readonly href: string;
}

const WORDS: Readonly<Record<EntityKind, string>> = { user: 'user', ip: 'address', host: 'host', domain: 'domain' };
const FIELDS = [
  'user.name',
  'user.target.name',
  'lanwarden.owner',
  'source.ip',
  'destination.ip',
  'host.name',
  'dns.question.name',
] as const;
const MAX_TEXT_CHARS = 40;
const DAY_MS = 86_400_000;

/** Each once. */
export function aboutOf(event: LogEvent, range: string): readonly About[] {
  const found = new Map<string, About>();
  for (const field of FIELDS) {
    const value = event[field as keyof LogEvent];
    const href = entityLink(field, value, range);
    if (href === undefined || found.has(href.toLowerCase())) continue;
    const word = WORDS[entityKindOf(field)!];
    found.set(href.toLowerCase(), { word, text: visibleText(String(value), MAX_TEXT_CHARS), href });
  }
  return [...found.values()];
}

/** The shortest range of the entity pages that holds this moment. */
export function rangeHolding(time: number, now: number): string {
  const ageMs = now - time;
  if (ageMs < DAY_MS) return '24h';
  return ageMs < 7 * DAY_MS ? '7d' : ageMs < 30 * DAY_MS ? '30d' : 'all';
}
