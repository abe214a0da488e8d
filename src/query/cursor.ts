// A position in a query's text and what can be read there: the lexical half of the parser.

import { isSpace, readBare, readQuoted, type Atom } from './atoms.js';
import type { Comparison } from './conditions.js';
import { Mistake } from './mistake.js';

export class Cursor {
  at = 0;

  constructor(readonly text: string) {}

  /** The character here; '' at the end. */
  peek(): string {
    return this.text.charAt(this.at);
  }

  atEnd(): boolean {
    return this.at >= this.text.length;
  }

  skipSpace(): void {
    while (isSpace(this.peek())) this.at++;
  }

  /** Whether this keyword (upper case) stands here as a word of its own. */
  sees(word: string): boolean {
    return this.text.startsWith(word, this.at) && /^[\s()"]?$/.test(this.text.charAt(this.at + word.length));
  }

  /** Takes the keyword if it comes next. */
  takes(word: string): boolean {
    this.skipSpace();
    if (!this.sees(word)) return false;
    this.at += word.length;
    return true;
  }

  /** A quoted or bare string; bare ones end at white space, parentheses, quotes and `stops`. May be empty. */
  read(stops: string): Atom {
    const atom = this.peek() === '"' ? readQuoted(this.text, this.at) : readBare(this.text, this.at, stops);
    this.at = atom.end;
    return atom;
  }

  /** As `read`, but something must be there; `expected` names it. */
  readSome(expected: string, stops: string): Atom {
    const start = this.at;
    const next = this.peek();
    const atom = this.read(stops);
    const isOperator = next !== '' && '<>='.includes(next);
    if (atom.end === start || isOperator) throw new Mistake(start, `Expected ${expected}, without a space in front.`);
    return atom;
  }

  /**
   * `/pattern/` or `/pattern/i`. The next slash has to end it, with white space, `)` or the end behind (a slash within is written `\/`):
   * everything else, as /usr/bin/x, is a value like any other.
   */
  regex(): { readonly written: string; readonly flags: '' | 'i' } | undefined {
    REGEX.lastIndex = this.at;
    const found = REGEX.exec(this.text);
    if (found === null) return undefined;
    this.at = REGEX.lastIndex;
    return { written: found[1] as string, flags: found[2] as '' | 'i' };
  }

  operator(): Comparison | undefined {
    OPERATOR.lastIndex = this.at;
    const found = OPERATOR.exec(this.text)?.[0];
    if (found === undefined) return undefined;
    this.at += found.length;
    return found === '==' ? '=' : (found as Comparison);
  }

  /** `"two words"*`: the star behind a quoted phrase continues its last word. */
  withStar(atom: Atom): Atom {
    if (!atom.quoted || this.peek() !== '*') return atom;
    this.at++;
    return { ...atom, text: `${atom.text}*`, live: [atom.text.length], end: this.at };
  }

  /** A term ends at white space, `)` or the end: `app:foo(bar)` would otherwise fall into two conditions. */
  expectBorder(): void {
    const next = this.peek();
    if (next === '' || next === ')' || isSpace(next)) return;
    const what = next === '"' ? 'the quote' : `"${next}"`;
    throw new Mistake(
      this.at,
      `Expected a space before ${what}; put text that contains it in quotes, or a backslash before it.`,
    );
  }

  /** `time:2026-11-01 10:00` would otherwise search for the words 10 and 00. */
  refuseLooseClock(date: Atom): void {
    LOOSE_CLOCK.lastIndex = this.at;
    if (date.quoted || !LOOSE_CLOCK.test(this.text)) return;
    throw new Mistake(this.at, `Expected date and time joined by a T: ${date.text}T10:00.`);
  }
}

const OPERATOR = /<=|>=|==|<|>|=/y;
const REGEX = /\/((?:\\[^]|[^/\\])+)\/(i?)(?=[\s)]|$)/y;
const LOOSE_CLOCK = /\s+\d{1,2}:\d\d/y;
