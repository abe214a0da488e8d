// Loads cards: each answer is kept for some seconds, asked for once however many look, and given up on after a while. A card that takes
// long is asked less often, so that no card costs more than a small part of the machine.

import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Logger } from 'pino';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { personKey } from '../limits/person.js';
import { Turns } from '../limits/turns.js';
import { soon } from '../page/soon.js';
import { problemOf } from '../problem.js';
import type { Card, CardContext, CardModel } from './cards.js';

export type LoadedCard =
  /** `at`: when it was loaded, ms since 1970. `old`: a newer answer is on its way. */
  | { readonly kind: 'ready'; readonly model: CardModel; readonly at: number; readonly old?: boolean }
  | { readonly kind: 'absent' }
  /** `id` is in the log. */
  | { readonly kind: 'trouble'; readonly text: string; readonly id: string }
  | { readonly kind: 'late' };

type Settled = Exclude<LoadedCard, { kind: 'late' }>;

interface Entry {
  settled?: { readonly card: Settled; readonly at: number; readonly freshMs: number };
  pending?: Promise<Settled>;
}

const FRESH_MS = 5_000;
/** A card is kept so many times as long as it took: it is loaded at most 5 % of the time. */
const REST = 20;
const MAX_FRESH_MS = 300_000;
/** Shown while the next one is on its way. */
const MAX_OLD_MS = 600_000;
/** A load takes no longer. */
const MAX_LOAD_MS = 15_000;
const MAX_KEPT = 500;

export class CardLoads {
  readonly #entries = new Map<string, Entry>();
  /** One slow card at a time: those that are for all in one row, each person's own in another, and the rows in turn. */
  readonly #slowOnes = new Turns(
    { perPerson: 1, inAll: 1, waiting: 100 },
    'Too many cards of yours are being loaded. Unpin some.',
  );

  constructor(
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  /** Never rejects. `late` after `patienceMs`, when there is nothing from before either. */
  async load(card: Card, context: Omit<CardContext, 'signal'>, patienceMs: number = Infinity): Promise<LoadedCard> {
    const entry = this.#entryOf(keyOf(card, context));
    const now = this.clock.now();
    const { settled } = entry;
    if (settled !== undefined && now - settled.at < settled.freshMs) return settled.card;
    entry.pending ??= this.#renew(entry, card, context);
    const renewed = await soon(entry.pending, patienceMs);
    if (renewed !== undefined) return renewed;
    if (settled?.card.kind === 'ready' && now - settled.at < MAX_OLD_MS) return { ...settled.card, old: true };
    return { kind: 'late' };
  }

  async #renew(entry: Entry, card: Card, context: Omit<CardContext, 'signal'>): Promise<Settled> {
    if (card.slow !== true) return this.#renewNow(entry, card, context);
    const row = card.personal === true ? personKey(context.principal) : 'all';
    try {
      return await this.#slowOnes.run(row, () => this.#renewNow(entry, card, context));
    } catch (error) {
      delete entry.pending;
      return this.trouble(card.id, error);
    }
  }

  /** Never rejects. */
  async #renewNow(entry: Entry, card: Card, context: Omit<CardContext, 'signal'>): Promise<Settled> {
    const began = performance.now();
    const at = this.clock.now();
    const settled = await this.#attempt(card, context, at);
    const freshMs = Math.min(MAX_FRESH_MS, Math.max(FRESH_MS, (performance.now() - began) * REST));
    entry.settled = { card: settled, at, freshMs };
    delete entry.pending;
    return settled;
  }

  async #attempt(card: Card, context: Omit<CardContext, 'signal'>, at: number): Promise<Settled> {
    const abort = new AbortController();
    try {
      const loading = card.load({ ...context, signal: abort.signal }).then((loaded) => ({ loaded }));
      // What it says after we have given up is of no interest.
      loading.catch(() => undefined);
      const model = await soon(loading, MAX_LOAD_MS);
      if (model === undefined) {
        abort.abort();
        throw new Fault('QUERY_DEADLINE', `This took longer than ${MAX_LOAD_MS / 1_000} s. Choose a shorter range.`);
      }
      return model.loaded === undefined ? { kind: 'absent' } : { kind: 'ready', model: model.loaded, at };
    } catch (error) {
      return this.trouble(card.id, error);
    }
  }

  /** Writes it to the log; also for a template that fails. */
  trouble(cardId: string, error: unknown): Extract<Settled, { kind: 'trouble' }> {
    const { code, detail, status } = problemOf(error);
    const id = randomBytes(4).toString('hex');
    this.log[status >= 500 ? 'error' : 'info']({ id, card: cardId, code, err: error }, 'card failed');
    return { kind: 'trouble', text: code === 'BUG' ? 'Something went wrong here.' : detail, id };
  }

  /** The one that was asked for longest ago makes room. */
  #entryOf(key: string): Entry {
    const entry = this.#entries.get(key) ?? {};
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > MAX_KEPT && oldest !== undefined) this.#entries.delete(oldest);
    return entry;
  }
}

function keyOf({ id, personal }: Card, { rangeText, principal }: Omit<CardContext, 'signal'>): string {
  const who = personal === true ? `${principal.kind}:${principal.id}` : principal.role;
  return JSON.stringify([id, rangeText, who]);
}
