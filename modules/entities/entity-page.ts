// The parts of an entity's page. Each stands for itself: what is not there soon comes later by its own address (partHref).

import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#src/clock.js';
import { CLOCK, STORE } from '#src/portal/deps.js';
import { baselineHref } from '#src/portal/events/baseline-links.js';
import { entityHref } from '#src/portal/events/entity-links.js';
import { eventRow, type EventRow } from '#src/portal/events/event-row.js';
import { searchHref, withQuery } from '#src/portal/events/links.js';
import { part, type Part } from '#src/portal/page/part.js';
import type { EventReader } from '#src/store/event-store.js';
import { partHref } from './address.js';
import type { Entity } from './entity.js';
import { EntityEvents } from './entity-events.js';
import { type Overview, overviewOf } from './overview.js';
import { MAX_NEWEST } from './read-once.js';
import { type ChosenRange, chosenRange, rangeChoices, type RangeId, widerRange } from './ranges.js';
import { ENTITY_ICONS, type RelatedList, relatedTo } from './related.js';

export interface EntityParts {
  readonly overview: Promise<Part<Overview>>;
  readonly newest: Promise<Part<readonly EventRow[]>>;
  readonly related: Promise<Part<readonly RelatedList[]>>;
}

export const KIND_WORDS = { user: 'User', ip: 'Address', host: 'Host', domain: 'Domain' } as const;

@Injectable()
export class EntityPage {
  constructor(
    @Inject(STORE) private readonly store: EventReader,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  range(id: RangeId): Promise<ChosenRange> {
    return chosenRange(id, this.clock.now(), this.store);
  }

  events(entity: Entity, { range }: ChosenRange, signal: AbortSignal): EntityEvents {
    return new EntityEvents(this.store, entity, range, signal);
  }

  /** One after the other, in the order of the page, so that the first is there soonest; the store answers a few questions at a time. */
  parts(entity: Entity, chosen: ChosenRange, signal: AbortSignal): EntityParts {
    const events = this.events(entity, chosen, signal);
    const overview = part(() => overviewOf(entity, events, chosen));
    const newest = overview.then(() => this.newest(entity, events, chosen));
    const related = newest.then(() => this.related(entity, events, chosen));
    for (const promise of [overview, newest, related]) promise.catch(() => undefined); // whoever shows it hears of it
    return { overview, newest, related };
  }

  newest(entity: Entity, events: EntityEvents, { from }: ChosenRange): Promise<Part<readonly EventRow[]>> {
    return part(async () =>
      (await events.newest(MAX_NEWEST)).map((event) => eventRow(event, { q: entity.queryText, from })),
    );
  }

  related(entity: Entity, events: EntityEvents, { id }: ChosenRange): Promise<Part<readonly RelatedList[]>> {
    return part(() => relatedTo(entity, events, id));
  }

  /** What stands on the page without a question to the store. */
  frame(entity: Entity, chosen: ChosenRange): object {
    const { kind, name, withSubdomains } = entity;
    const href = (id: RangeId): string => withSwitch(entityHref(kind, name, id), withSubdomains);
    const wider = widerRange(chosen.id);
    return {
      title: `${KIND_WORDS[kind]} ${entity.shown}`,
      entity: { kind, word: KIND_WORDS[kind], shown: entity.shown, icon: ENTITY_ICONS[kind], withSubdomains },
      words: chosen.words,
      ranges: rangeChoices(chosen.id, href),
      wider: wider === undefined ? undefined : { words: wider.words, href: href(wider.id) },
      addresses: {
        overview: partHref('overview', kind, name, chosen.id, withSubdomains),
        newest: partHref('newest', kind, name, chosen.id, withSubdomains),
        related: partHref('related', kind, name, chosen.id, withSubdomains),
        alerts: withQuery(`/alerts/of/${kind}`, { name }),
        // Domains have no baseline.
        baseline: kind === 'domain' ? undefined : withQuery(`/baselines/of/${kind}`, { name }),
        wholeBaseline: kind === 'domain' ? undefined : baselineHref(kind, name),
        allAlerts: withQuery('/alerts', { show: 'all', entity: `${kind}:${name}` }),
        search: searchHref({ q: entity.queryText, from: chosen.from }),
        live: withQuery('/live', { q: entity.queryText }),
        graph: kind === 'domain' ? undefined : withQuery('/entities/graph', { kind, name, range: chosen.id }),
        subdomains: kind === 'domain' ? withSwitch(entityHref(kind, name, chosen.id), !withSubdomains) : undefined,
        wait: `${href(chosen.id)}&wait=1`,
      },
    };
  }
}

function withSwitch(href: string, subdomains: boolean): string {
  return subdomains ? `${href}${href.includes('?') ? '&' : '?'}subdomains=1` : href;
}
