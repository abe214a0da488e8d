// A mistake in what was typed, as the page shows it: the place marked, and what was expected.

import type { Fault } from '#src/faults.js';
import type { SearchInput } from '#src/portal/events/links.js';
import { visibleText } from '#src/portal/events/visible-text.js';

export interface InputMistake {
  readonly parameter: 'q' | 'from' | 'to';
  readonly hint: string;
  /** Of a query: its text around the place, which is counted from 1. */
  readonly place?: { readonly before: string; readonly at: string; readonly after: string; readonly character: number };
}

const CONTEXT_CHARS = 60;

/** `fault`: as readSearch throws it. */
export function inputMistake({ message, details }: Fault, { q }: SearchInput): InputMistake {
  const { at, hint, parameter } = details as { at?: number; hint?: string; parameter?: 'q' | 'from' | 'to' };
  if (at === undefined) return { parameter: parameter ?? 'from', hint: message };
  const before = visibleText(q.slice(Math.max(0, at - CONTEXT_CHARS), at));
  const after = visibleText(q.slice(at + 1, at + 1 + CONTEXT_CHARS));
  return {
    parameter: 'q',
    hint: hint ?? message,
    place: {
      before: at > CONTEXT_CHARS ? `…${before}` : before,
      at: visibleText(q.charAt(at)) || ' ',
      after,
      character: at + 1,
    },
  };
}
