// What a person's dashboard holds: the cards this person may see, each loaded for itself within one deadline, and the sentence on top.

import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { Permissions } from '#src/portal/access/permissions.js';
import { CardLoads, type LoadedCard } from '#src/portal/cards/card-loads.js';
import { type Card, type CardContext, Cards } from '#src/portal/cards/cards.js';
import { CLOCK, LOG, STORE } from '#src/portal/deps.js';
import type { Principal } from '#src/portal/session/visit.js';
import type { EventReader } from '#src/store/event-store.js';
import { type BoardRange, timesOf } from './ranges.js';

export interface BoardCard {
  readonly id: string;
  readonly title: string;
  readonly size: Card['size'];
  readonly template: string;
  /** Where the title leads. */
  readonly href: string | undefined;
  /** Where it comes from when it is late. */
  readonly address: string;
  readonly loaded: Exclude<LoadedCard, { kind: 'absent' }>;
  /** For a template that fails. */
  readonly trouble: (error: unknown) => { readonly text: string; readonly id: string };
}

@Injectable()
export class Board {
  readonly #loads: CardLoads;
  /** Once there was an event it is no new installation any more. */
  #hasEvents = false;

  constructor(
    private readonly cards: Cards,
    private readonly permissions: Permissions,
    @Inject(STORE) private readonly store: EventReader,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOG) private readonly log: Logger,
  ) {
    this.#loads = new CardLoads(clock, log);
  }

  async isEmpty(): Promise<boolean> {
    this.#hasEvents ||= (await this.store.stats()).rows > 0;
    return !this.#hasEvents;
  }

  /** Those that take longer than `patienceMs` are `late`. */
  async cardsFor(principal: Principal, range: BoardRange, patienceMs: number): Promise<readonly BoardCard[]> {
    const cards = await this.#allowed(principal);
    const all = await Promise.all(cards.map((card) => this.#load(card, principal, range, patienceMs)));
    return all.filter((card) => card !== undefined);
  }

  /** Undefined when there is nothing to show. @throws Fault NOT_FOUND */
  async card(id: string, principal: Principal, range: BoardRange, patienceMs: number): Promise<BoardCard | undefined> {
    const card = (await this.#allowed(principal)).find((each) => each.id === id);
    if (card === undefined) throw new Fault('NOT_FOUND', 'There is no such card. It may have been unpinned.');
    return this.#load(card, principal, range, patienceMs);
  }

  async #allowed(principal: Principal): Promise<readonly Card[]> {
    const { cards, errors } = await this.cards.list(principal);
    for (const error of errors) this.log.error({ err: error }, 'cards of a module left out');
    return cards.filter(({ permission }) => this.permissions.holds(principal, permission));
  }

  async #load(card: Card, principal: Principal, range: BoardRange, patienceMs: number): Promise<BoardCard | undefined> {
    const now = this.clock.now();
    const context = { range: timesOf(range, now), rangeText: range.text, now, principal };
    const loaded = await this.#loads.load(card, context, patienceMs);
    if (loaded.kind === 'absent') return undefined;
    const { id, title, size, template } = card;
    return {
      id,
      title,
      size,
      template,
      loaded,
      href: this.#href(card, { ...context, signal: AbortSignal.abort() }),
      address: `/dashboard/cards/${encodeURIComponent(id)}?range=${range.text}`,
      trouble: (error) => this.#loads.trouble(id, error),
    };
  }

  /** A card that cannot say where its title leads keeps its place. */
  #href(card: Card, context: CardContext): string | undefined {
    try {
      return card.href?.(context);
    } catch (error) {
      this.#loads.trouble(card.id, error);
      return undefined;
    }
  }
}
