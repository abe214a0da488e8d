// What a source may be called: a name is read by people, stands in the ledger beside the collector's own rows, and a sender may propose it.

import { Fault, type FaultCode } from '../faults.js';

/** Messages that were taken from a socket and not yet given to a source. */
export const UNIDENTIFIED = '(unidentified)';
/** No source: `received` is messages whose sender waits for an answer, `stored` those that have it. */
export const AWAITED = '(awaited)';
/** Senders beyond the number of addresses that are told apart. */
export const OTHER_SENDERS = '(other senders)';
/** No source: all that were too many for what a node tells the others, as one. */
export const FURTHER_SOURCES = '(further sources)';
/** No source: all that were too many for the metrics, as one. */
export const OTHERS = '(others)';

export const MAX_SOURCE_NAME_CHARS = 100;

const OWN: ReadonlySet<string> = new Set([UNIDENTIFIED, AWAITED, OTHER_SENDERS, FURTHER_SOURCES, OTHERS]);
/**
 * Control, format and private characters, halves of a pair; and the separators of lines and paragraphs. Not unassigned ones: which those
 * are changes with Node's Unicode.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u;
/** Joiners that are seen: Persian and Indic words, and pictographs of several, hold them. Between the letters of these three they are not. */
const SEEN_JOINERS =
  /(?<=(?![\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}])[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}])[\u200C\u200D](?=(?![\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}])[\p{L}\p{Extended_Pictographic}])/gu;

/** What is wrong with it, as what goes on behind "expected"; undefined when it may be one. Its length is the schema's. */
export function sourceNameMistake(name: string): string | undefined {
  const unseen = UNSEEN.exec(name.replaceAll(SEEN_JOINERS, ''))?.[0].codePointAt(0);
  if (unseen !== undefined)
    return `a name without U+${unseen.toString(16).toUpperCase().padStart(4, '0')}: such a character cannot be seen`;
  if (name.trim() === '') return 'a name that is not blank';
  return isCollectorsOwn(name) ? 'another name: the collector counts messages of its own under this one' : undefined;
}

/**
 * @param where as people know the place where they wrote it: `--source`, `Source`
 * @throws Fault `code`, for a name that may be none
 */
export function checkSourceName(name: string, where: string, code: FaultCode): void {
  const mistake = sourceNameMistake(name);
  if (mistake !== undefined) throw new Fault(code, `${where}: found ${JSON.stringify(name)}, expected ${mistake}.`);
}

/** What is received under it is counted for something else. */
export function isCollectorsOwn(name: string): boolean {
  return OWN.has(name);
}
