// What a condition can be compared with: the words that fields have by design, names of this installation, and, for fields with few
// values, those that the stored events hold.

import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#src/clock.js';
import { ACTIONS } from '#src/event/actions.js';
import { CATEGORIES, OUTCOMES, TYPES } from '#src/event/ecs.js';
import { fieldOf } from '#src/event/fields.js';
import { Fault } from '#src/faults.js';
import { Permissions } from '#src/portal/access/permissions.js';
import type { CollectorLink } from '#src/portal/collector-link.js';
import { CLOCK, COLLECTOR, STORE } from '#src/portal/deps.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import type { Principal } from '#src/portal/session/visit.js';
import { SourceNames } from '#src/sources/source-names.js';
import type { EventReader } from '#src/store/event-store.js';
import { LEAD_MS, TRIAL_DAYS } from './rule-trial.js';

export interface KnownValue {
  /** As it is typed. */
  readonly value: string;
  /** What it means, or whose value it is. */
  readonly says: string;
}

const MAX_STORED = 50;
const MAX_CHARS = 200;
const SPAN_MS = TRIAL_DAYS * 86_400_000;
/** Suggestions that come later help nobody. */
const DEADLINE_MS = 2_000;

@Injectable()
export class KnownValues {
  constructor(
    private readonly sources: SourceNames,
    @Inject(COLLECTOR) private readonly collector: CollectorLink,
    @Inject(STORE) private readonly store: EventReader,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly permissions: Permissions,
  ) {}

  /** Of all fields together, for a form that does not know yet which is meant. */
  async all(): Promise<readonly KnownValue[]> {
    const fields = [...WORDS.keys(), 'event.dataset', 'lanwarden.source'];
    const lists = await Promise.all(
      fields.map(async (name) => (await this.#words(name)).map((word) => withField(word, name))),
    );
    return lists.flat();
  }

  /** Of one: its words, then what is stored and is none of them, most frequent first. @param field name or alias, as typed */
  async of(field: string, who: Principal, signal: AbortSignal): Promise<readonly KnownValue[]> {
    const def = fieldOf(field);
    if (def === undefined) return [];
    const words = await this.#words(def.name);
    if (def.place !== 'facet' || !this.permissions.holds(who, 'events.read')) return words;
    const known = new Set(words.map(({ value }) => value));
    const stored = (await this.#stored(def.name, signal)).filter(({ value }) => !known.has(value));
    return [...words, ...stored];
  }

  async #words(name: string): Promise<readonly KnownValue[]> {
    if (name === 'lanwarden.source') return (await this.sources.all()).filter(isTypable).map(plain);
    if (name !== 'event.dataset') return WORDS.get(name) ?? [];
    const parsers = this.collector.health()?.parsers ?? [];
    return [...parsers.map(({ id, title }) => ({ value: id, says: title })), NOT_PARSED];
  }

  async #stored(field: string, signal: AbortSignal): Promise<readonly KnownValue[]> {
    const now = this.clock.now();
    const range = { from: now - SPAN_MS, to: now + LEAD_MS };
    try {
      const request = { query: { kind: 'all' } as const, range, field, limit: MAX_STORED };
      const entries = await this.store.top({ ...request, deadlineMs: DEADLINE_MS, signal });
      return entries
        .map(({ value }) => value)
        .filter(isTypable)
        .map(plain);
    } catch (error) {
      if (error instanceof Fault && error.code === 'QUERY_DEADLINE') return [];
      throw error;
    }
  }
}

const NOT_PARSED: KnownValue = { value: 'none', says: 'No parser knew it.' };

/** By ECS name. */
const WORDS: ReadonlyMap<string, readonly KnownValue[]> = new Map<string, readonly KnownValue[]>([
  ['event.action', Object.entries(ACTIONS).map(([value, says]) => ({ value, says }))],
  ['event.outcome', [...OUTCOMES].map(plain)],
  ['event.category', [...CATEGORIES].map(plain)],
  ['event.type', [...TYPES].map(plain)],
  ['event.severity', ['notice', 'low', 'medium', 'high', 'critical'].map((says, at) => ({ value: `${at + 1}`, says }))],
  ['lanwarden.family', ['generic', 'linux', 'network', 'pihole', 'windows', 'unknown'].map(plain)],
]);

function plain(value: string): KnownValue {
  return { value, says: '' };
}

/** `outcome`, `action: A logon over SSH was accepted or failed.` */
function withField({ value, says }: KnownValue, name: string): KnownValue {
  const field = fieldOf(name)?.alias ?? name;
  return { value, says: says === '' ? field : `${field}: ${says}` };
}

/** Values of logs are anything: what cannot be seen or typed is no help, and is left out. */
function isTypable(value: string): boolean {
  return value !== '' && value.length <= MAX_CHARS && visibleText(value) === value;
}
