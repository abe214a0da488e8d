// A rendered text in another language than English: which language it is, which event its first sentence names, and the event's template
// with the labels of that language.

import { LANGUAGES } from './languages.js';
import type { Language } from './languages.js';
import type { Label, Template } from './templates.js';

/** The longest title is shorter. */
const TITLE_LENGTH = 160;

const ENGLISH_MARKS = ['Security ID:', 'Account Name:', 'Logon Account:', 'Service Name:', 'Authentication Package:'];

/**
 * Undefined for English, and for what is no such text. The first label decides: it stands before anything that a stranger may have
 * written in another language's words.
 */
export function languageOf(text: string): Language | undefined {
  let language: Language | undefined;
  let first = firstOf(text, ENGLISH_MARKS);
  for (const one of LANGUAGES) {
    const at = firstOf(text, one.marks);
    if (at >= first) continue;
    first = at;
    language = one;
  }
  return language;
}

function firstOf(text: string, marks: readonly string[]): number {
  let first = Number.MAX_SAFE_INTEGER;
  for (const mark of marks) {
    const at = text.indexOf(mark);
    if (at >= 0 && at < first) first = at;
  }
  return first;
}

/** Non-breaking blanks and typographic apostrophes, which French texts hold, as labels spell them. */
export function plainText(text: string): string {
  return text.replace(/[\u00a0\u202f]/g, ' ').replaceAll('\u2019', "'");
}

/** What the collector shows for bytes that are no UTF-8: agents that write Latin-1 lose their umlauts and accents to it. */
const LOST = '\ufffd';

function damaged(wording: string): string {
  return wording.replace(/[\u0080-\uffff]/g, LOST);
}

export function codeOfLocalTitle(text: string): string | undefined {
  const plain = plainText(text.slice(0, TITLE_LENGTH));
  const end = plain.search(/[.:\r\n]/);
  if (end < 0) return undefined;
  const title = plain.slice(0, end).trim();
  const known = title.includes(LOST) ? damagedTitles : allTitles;
  return known.get(title);
}

const allTitles = new Map(LANGUAGES.flatMap(({ titles }) => [...titles]));
const damagedTitles = new Map([...allTitles].map(([title, code]) => [damaged(title), code]));

/** The template in the wordings that this text uses; labels that it holds in none are left out. */
export function localTemplate(template: Template, language: Language, text: string): Template {
  const required: Label[] = [];
  const optional: Record<number, Label[]> = {};
  let firstFree = Number.MAX_SAFE_INTEGER;
  let lastFree = -1;
  template.required.forEach((label, index) => {
    const side = index < template.firstFree ? 'first' : index > template.lastFree ? 'last' : 'any';
    const local = localLabel(label, language, text, side);
    if (local !== undefined) {
      if (index >= template.firstFree) firstFree = Math.min(firstFree, required.length);
      if (index <= template.lastFree) lastFree = required.length;
      required.push(local);
    }
    for (const extra of template.optional[index] ?? []) {
      const localExtra = localLabel(extra, language, text, side);
      if (localExtra !== undefined) (optional[required.length - 1] ??= []).push(localExtra);
    }
  });
  return { required, optional, firstFree, lastFree, explanation: language.explanation };
}

/**
 * Of several wordings the one that the event itself uses: before the values that a stranger may choose it is the first in the text, behind
 * them the last.
 */
function localLabel(label: Label, language: Language, text: string, side: 'first' | 'last' | 'any'): Label | undefined {
  let best: string | undefined;
  let bestAt = -1;
  const isDamaged = text.includes(LOST);
  for (const known of language.labels.get(label.text) ?? []) {
    const wording = isDamaged ? damaged(known) : known;
    for (const one of wording.endsWith(' :') ? [wording, `${wording.slice(0, -2)}:`] : [wording]) {
      const at = side === 'last' ? text.lastIndexOf(one) : text.indexOf(one);
      if (at < 0) continue;
      const isBetter = best === undefined || (side === 'first' ? at < bestAt : side === 'last' && at > bestAt);
      if (!isBetter) continue;
      best = one;
      bestAt = at;
    }
  }
  return best === undefined ? undefined : { text: best, field: label.field };
}
