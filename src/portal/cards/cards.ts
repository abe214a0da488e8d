// Where modules put their cards; the dashboard shows them and knows none by name. A card is loaded on the server, so that a page without
// script has its numbers; one that fails or takes long spoils no other.

import type { TimeRange } from '#src/store/event-store.js';
import type { Principal } from '../session/visit.js';

export interface CardContext {
  readonly range: TimeRange;
  /** The range as the address says it, e.g. `24h`, for links. */
  readonly rangeText: string;
  /** ms since 1970 */
  readonly now: number;
  readonly principal: Principal;
  readonly signal: AbortSignal;
}

/** A part of the dashboard's first sentence, e.g. `3 failed logons, twice as many as usual`; text of people or logs is made visible first. */
export interface Saying {
  readonly text: string;
  /** It asks for a person's attention; without one of these the sentence says that nothing stands out. */
  readonly standsOut: boolean;
  /** There is nothing to judge by yet: the sentence does not say that nothing stands out. */
  readonly unsure?: boolean;
}

/** What a template is rendered with. */
export type CardModel = object & { readonly says?: readonly Saying[] };

export interface Card {
  /** `<module>.<name>`, stable: it is in addresses. */
  readonly id: string;
  readonly title: string;
  /** Only for people who hold it. */
  readonly permission: string;
  /** Columns of four on a wide screen: 1, 2 or 4. */
  readonly size: 'small' | 'medium' | 'wide';
  /** Lower stands further up. */
  readonly order: number;
  /** What it loads depends on who looks; else people of one role share it for some seconds. */
  readonly personal?: boolean;
  /** It reads many events one by one: of such cards only one is loaded at a time, in turn between people, so that they never hold up all other pages. */
  readonly slow?: boolean;
  /** Rendered with what `load` returns, e.g. `events/views/_failed-logons`; for plain shapes see views/partials/cards. */
  readonly template: string;
  /** Where the title leads. */
  href?(context: CardContext): string;
  /** Undefined: there is nothing worth a place, and the card is left out. @throws whatever went wrong: the card says so, the others are not touched */
  load(context: CardContext): Promise<CardModel | undefined>;
}

/** Cards that depend on who looks, e.g. pinned searches. */
export type CardSource = (principal: Principal) => Promise<readonly Card[]>;

export class Cards {
  readonly #cards: Card[] = [];
  readonly #sources: CardSource[] = [];

  /** `isOff`: of a card's id; such a card is left out. */
  constructor(private readonly isOff: (id: string) => boolean = () => false) {}

  register(...cards: readonly Card[]): void {
    this.#cards.push(...cards);
  }

  registerSource(source: CardSource): void {
    this.#sources.push(source);
  }

  /** In order, without regard to permissions: the caller asks for them. A source that fails is left out, and its error returned. */
  async list(principal: Principal): Promise<{ readonly cards: readonly Card[]; readonly errors: readonly unknown[] }> {
    const found = await Promise.allSettled(this.#sources.map((source) => source(principal)));
    const more = found.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
    return {
      cards: [...this.#cards, ...more]
        .filter(({ id }) => !this.isOff(id))
        .toSorted((a, b) => a.order - b.order || a.id.localeCompare(b.id)),
      errors: found.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : [])),
    };
  }
}
