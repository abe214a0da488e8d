// The state of things in one sentence, from what the cards say.

import type { Saying } from '#src/portal/cards/cards.js';
import type { BoardCard } from './board.js';

export interface Summary {
  readonly parts: readonly Saying[];
  readonly standsOut: boolean;
  /** How the sentence ends when there is nothing to worry about; empty when that cannot be said. */
  readonly end: string;
}

export function summaryOf(cards: readonly BoardCard[]): Summary {
  const parts = cards.flatMap(({ loaded }) => (loaded.kind === 'ready' ? (loaded.model.says ?? []) : []));
  const standsOut = parts.some((part) => part.standsOut);
  const isWhole = cards.every(({ loaded }) => loaded.kind === 'ready');
  const isOpen = standsOut || parts.some((part) => part.unsure === true);
  const end = isOpen ? '' : isWhole ? 'nothing stands out' : 'nothing stands out so far: not all cards are loaded';
  return { parts, standsOut, end };
}
