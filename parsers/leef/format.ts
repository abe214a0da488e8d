// The head and the attributes of a LEEF message. Attributes are separated by a tab, in 2.0 by the character that the head names (`^`, `x5E`,
// `0x5E`), and by `#011` or blanks where a relay has replaced the tabs. https://www.ibm.com/docs/en/dsm?topic=leef-overview

import type { Pair } from '#src/event/doubled.js';

export interface Leef {
  readonly vendor: string;
  readonly product: string;
  readonly version: string;
  readonly code: string;
  readonly pairs: readonly Pair[];
}

const HEAD = /^(?:LEEF: ?)?([12])\.\d\|([^|]{0,200})\|([^|]{0,200})\|([^|]{0,200})\|([^|]{0,500})\|/;
const DELIMITER = /^(?:(0?x[0-9a-fA-F]{1,4})|([^|]?))\|/;
const MAX_PAIRS = 300;

export function readLeef(text: string): Leef | undefined {
  const head = HEAD.exec(text);
  if (head === null) return undefined;
  const [, major, vendor = '', product = '', version = '', code = ''] = head;
  let at = head[0].length;
  let delimiter = '\t';
  const named = major === '2' ? DELIMITER.exec(text.slice(at, at + 10)) : null;
  if (named !== null) {
    delimiter = named[1] === undefined ? (named[2] ?? '') : String.fromCharCode(Number(named[1].replace(/^0?x/, '0x')));
    at += named[0].length;
  }
  return { vendor, product, version, code, pairs: readPairs(text.slice(at), delimiter === '' ? '\t' : delimiter) };
}

function readPairs(text: string, delimiter: string): Pair[] {
  const used = [delimiter, '\t', '#011'].find((one) => text.includes(one)) ?? (PIPED.test(text) ? '|' : undefined);
  return used === undefined ? byBlanks(text) : split(text.split(used, MAX_PAIRS));
}

/** PAN-OS 8 and others go on with the head's sign. */
const PIPED = /^[\w.-]{1,60}=[^|]{0,500}\|[\w.-]{1,60}=/;

function split(parts: readonly string[]): Pair[] {
  const pairs: Pair[] = [];
  for (const part of parts) {
    const sign = part.indexOf('=');
    if (sign > 0) pairs.push([part.slice(0, sign).trim(), part.slice(sign + 1).trim()]);
  }
  return pairs;
}

/** A value runs to the blank before the next name. */
function byBlanks(text: string): Pair[] {
  const pairs: Pair[] = [];
  let name = '';
  for (const word of text.split(' ')) {
    const sign = word.indexOf('=');
    if (sign > 0 && pairs.length < MAX_PAIRS && /^[A-Za-z][\w.-]{0,60}$/.test(word.slice(0, sign))) {
      name = word.slice(0, sign);
      pairs.push([name, word.slice(sign + 1)]);
    } else if (pairs.length > 0 && word !== '') {
      pairs[pairs.length - 1] = [name, `${pairs.at(-1)![1]} ${word}`];
    }
  }
  return pairs;
}
