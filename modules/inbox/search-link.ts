// The search behind a shape: its words, where they stand next to each other, among what no parser claimed.

import { searchHref } from '#src/portal/events/links.js';
import { termFor } from '#src/query/print.js';
import { isWordCode, wordsOf } from '#src/query/words.js';
import { type TemplatePart, templateParts } from './shape/placeholder.js';

/** Rather too few words than a query that reads like a novel. */
const MAX_PHRASES = 4;
const MAX_WORDS = 10;
const DAY_MS = 86_400_000;

/** `lastAt`: the day before it is searched, which surely finds something as long as it is stored. */
export function shapeSearch(shape: {
  readonly app: string;
  readonly template: string;
  readonly lastAt: number;
}): string {
  return searchHref({
    q: shapeQuery(shape),
    from: new Date(shape.lastAt - DAY_MS).toISOString(),
    to: new Date(shape.lastAt + 1_000).toISOString(),
  });
}

function shapeQuery({ app, template }: { readonly app: string; readonly template: string }): string {
  const parts = templateParts(app);
  const isExact = app !== '' && parts.every(({ isVariable }) => !isVariable);
  const phrases = phrasesOf(templateParts(template)).slice(0, MAX_PHRASES);
  return ['parser:none', ...(isExact ? [termFor('app', app)] : []), ...phrases].join(' ');
}

/** Longest first: they are rarest. A word that touches a variable is only a piece of what the message holds. */
function phrasesOf(parts: readonly TemplatePart[]): readonly string[] {
  const phrases = parts.flatMap((part, i) =>
    part.isVariable ? [] : [wholeWords(part.text, i > 0, i + 1 < parts.length)],
  );
  return phrases
    .filter((words) => words.length > 0)
    .toSorted((a, b) => b.length - a.length)
    .map((words) => `"${words.slice(0, MAX_WORDS).join(' ')}"`);
}

function wholeWords(text: string, isBehind: boolean, isBefore: boolean): readonly string[] {
  const words = wordsOf(text.replaceAll('…', ' '));
  const folded = text.toLowerCase();
  const from = isBehind && isWordCode(folded.charCodeAt(0)) ? 1 : 0;
  const to = isBefore && isWordCode(folded.charCodeAt(folded.length - 1)) ? words.length - 1 : words.length;
  return words.slice(from, to);
}
