// Text to tree, by recursive descent. Never throws and never guesses: what it cannot read is answered with a position
// and what was expected.
//
//   or    = and { "OR" and }
//   and   = unary { [ "AND" ] unary }
//   unary = ( "NOT" | "-" ) unary | "(" or ")" | term
//   term  = words | "phrase" ["*"] | field ":" value | field ( "<" | "<=" | ">" | ">=" | "=" ) atom
//   value = "/" pattern "/" [ "i" ] | atom | comparison atom | ( "[" | "{" ) end "TO" end ( "]" | "}" ) | "(" or of values ")"
//
// Keywords are upper case. Text with a colon that cannot be a field is taken as words: 12:30:01, http://host/, ::1,
// MAC addresses. Relative times and dates are resolved here, against `now` and `zone`.

import { systemClock } from '../clock.js';
import { addressOf } from './address.js';
import { ALL, type ParsedQuery, type Query } from './ast.js';
import { isAnything, isSpace, readBare, type Atom } from './atoms.js';
import {
  comparison,
  condition,
  range,
  regexCondition,
  wordsCondition,
  type Comparison,
  type ParseContext,
} from './conditions.js';
import { Cursor } from './cursor.js';
import { fieldRef, type FieldRef } from './field-ref.js';
import { Mistake } from './mistake.js';
import type { Bound } from './ranges.js';
import { MAX_QUERY_PROGRAM, programSize } from './regex.js';
import { MAX_QUERY_SEARCHED_CHARS, MAX_QUERY_TEXT_PATTERNS, searchedChars } from './wildcard.js';
import { isZone } from './zone.js';

export interface ParseOptions {
  /** What `now` and `-24h` refer to, in ms since 1970; default: the system's clock. */
  readonly now?: number;
  /** IANA zone of dates without an offset; default UTC. */
  readonly zone?: string;
  /** Default QUERY_LIMITS; more only for text that a program wrote, and slow conditions where their time is bounded. */
  readonly limits?: QueryLimits;
}

export interface QueryLimits {
  /** UTF-16 units. */
  readonly chars: number;
  /** Conditions. */
  readonly terms: number;
  /** Of all regular expressions: instructions. */
  readonly program: number;
  /** Of all wildcards: characters that are tried at every place. */
  readonly searched: number;
  /** Of wildcards over message or raw. */
  readonly textPatterns: number;
}

/** And nesting. More is refused, because one query is compiled and run by every store and live view. */
export const QUERY_LIMITS = {
  chars: 4_000,
  depth: 50,
  terms: 500,
  program: MAX_QUERY_PROGRAM,
  searched: MAX_QUERY_SEARCHED_CHARS,
  textPatterns: MAX_QUERY_TEXT_PATTERNS,
} as const;

/** The tree of a query; empty text is everything. */
export function parseQuery(text: string, options: ParseOptions = {}): ParsedQuery {
  const { now = systemClock.now(), zone = 'UTC', limits = QUERY_LIMITS } = options;
  if (text.length > limits.chars) return invalid(limits.chars, `Expected at most ${limits.chars} characters.`);
  if (!isZone(zone)) return invalid(0, `Dates cannot be read: there is no time zone "${zone}".`);
  try {
    return { kind: 'query', query: new Parser(text, { now, zone }, limits).whole() };
  } catch (cause) {
    if (cause instanceof Mistake) return invalid(cause.at, cause.hint);
    throw cause;
  }
}

function invalid(at: number, hint: string): ParsedQuery {
  return { kind: 'invalid', at, hint };
}

class Parser {
  readonly #cursor: Cursor;
  #depth = 0;
  #terms = 0;
  /** Of all regular expressions, and of all wildcards. */
  #program = 0;
  #searched = 0;
  #textPatterns = 0;

  constructor(
    text: string,
    private readonly context: ParseContext,
    private readonly limits: QueryLimits,
  ) {
    this.#cursor = new Cursor(text);
  }

  whole(): Query {
    this.#cursor.skipSpace();
    if (this.#cursor.atEnd()) return ALL;
    const query = this.#or(undefined);
    if (!this.#cursor.atEnd()) throw new Mistake(this.#cursor.at, 'There is no "(" open that this ")" could close.');
    return query;
  }

  /** `field` is set inside field:( ... ), where terms are its values. */
  #or(field: FieldRef | undefined): Query {
    const parts = [this.#and(field)];
    while (this.#cursor.takes('OR')) parts.push(this.#and(field));
    return joined('or', parts);
  }

  #and(field: FieldRef | undefined): Query {
    const parts = [this.#unary(field)];
    for (;;) {
      this.#cursor.skipSpace();
      if (this.#cursor.atEnd() || this.#cursor.peek() === ')' || this.#cursor.sees('OR')) return joined('and', parts);
      this.#cursor.takes('AND');
      parts.push(this.#unary(field));
    }
  }

  #unary(field: FieldRef | undefined): Query {
    this.#cursor.skipSpace();
    this.#expectTerm();
    if (this.#cursor.takes('NOT')) return this.#nested(() => ({ kind: 'not', of: this.#unary(field) }));
    if (this.#cursor.peek() === '-' && !this.#startsNumber(field)) return this.#minus(field);
    if (this.#cursor.peek() === '(') return this.#group(field);
    if (this.#terms++ === this.limits.terms)
      throw new Mistake(this.#cursor.at, `Expected at most ${this.limits.terms} conditions.`);
    return field === undefined ? this.#term() : this.#value(field);
  }

  #minus(field: FieldRef | undefined): Query {
    const { at } = this.#cursor;
    this.#cursor.at++;
    const next = this.#cursor.peek();
    if (next === '' || isSpace(next))
      throw new Mistake(at, 'Expected what the minus excludes directly after it; put a minus that is text in quotes.');
    return this.#nested(() => ({ kind: 'not', of: this.#unary(field) }));
  }

  #group(field: FieldRef | undefined): Query {
    const open = this.#cursor.at++;
    const query = this.#nested(() => this.#or(field));
    if (this.#cursor.peek() !== ')')
      throw new Mistake(this.#cursor.at, `Expected ")" to close the "(" at character ${open + 1}.`);
    this.#cursor.at++;
    return query;
  }

  #term(): Query {
    const start = this.#cursor.at;
    if (this.#cursor.peek() === '!')
      throw new Mistake(start, 'Expected a term; to exclude one write -term or NOT term.');
    const atom = this.#cursor.read(':<>=');
    if (!':<>='.includes(this.#cursor.peek() || ' ')) return this.#words(this.#cursor.withStar(atom));
    const text = readBare(this.#cursor.text, start, '');
    const isUrl = this.#cursor.text.startsWith('://', this.#cursor.at);
    if (atom.quoted || !(isUrl || isText(atom, text))) return this.#fieldTerm(atom);
    this.#cursor.at = text.end;
    // In a URL a ? is punctuation, as the rest of it is.
    const last = text.text.length - 1;
    return this.#words({ ...text, live: text.live.filter((at) => at === last && text.text[at] === '*') });
  }

  #words(atom: Atom): Query {
    this.#cursor.expectBorder();
    return wordsCondition(atom);
  }

  #fieldTerm(name: Atom): Query {
    if (!name.quoted && name.text.toLowerCase() === 'exists' && this.#cursor.peek() === ':') return this.#exists();
    const field = fieldRef(name);
    const operator = this.#cursor.operator();
    if (operator !== undefined) return this.#compared(field, operator);
    this.#cursor.at++;
    return this.#cursor.peek() === '(' ? this.#group(field) : this.#value(field);
  }

  #exists(): Query {
    this.#cursor.at++;
    const atom = this.#cursor.readSome('the name of a field', '');
    this.#cursor.expectBorder();
    return { kind: 'exists', field: fieldRef(atom).name };
  }

  #value(field: FieldRef): Query {
    const operator = this.#cursor.operator();
    if (operator !== undefined) return this.#compared(field, operator);
    const next = this.#cursor.peek();
    if (next === '[' || next === '{') return this.#range(field);
    const { at } = this.#cursor;
    const regex = this.#cursor.regex();
    if (regex !== undefined) return this.#bounded(regexCondition(field, regex.written, regex.flags, at + 1), at);
    const atom = this.#readValue(field);
    return this.#bounded(condition(field, atom, this.context), at);
  }

  #compared(field: FieldRef, operator: Comparison): Query {
    const { at } = this.#cursor;
    return this.#bounded(comparison(field, operator, this.#readValue(field), this.context), at);
  }

  /** What a long text of a stranger makes slow is bounded over the whole query, however many conditions share it. */
  #bounded(query: Query, at: number): Query {
    if (query.kind === 'regex') this.#program += programSize(query);
    if (query.kind === 'wildcard') {
      this.#searched += searchedChars(query.pattern);
      if (query.field === 'message' || query.field === 'event.original') this.#textPatterns += 1;
    }
    const { program, searched, textPatterns } = this.limits;
    if (this.#program > program)
      throw new Mistake(
        at,
        `The regular expressions up to here are too large together to be run on every message (${this.#program} steps of at most ${program}); expected fewer or smaller ones.`,
      );
    if (this.#searched > searched)
      throw new Mistake(
        at,
        `The parts with ? between two stars up to here are too long together (${this.#searched} characters of at most ${searched}); expected fewer or shorter ones.`,
      );
    if (this.#textPatterns > textPatterns)
      throw new Mistake(
        at,
        `Expected at most ${textPatterns} conditions on raw with wildcards or parts of a line; words (without a field) are searched faster, and may be more.`,
      );
    return query;
  }

  #readValue(field: FieldRef): Atom {
    const read = this.#cursor.readSome(`a value for "${field.written}"`, '');
    const atom = field.name === 'message' ? this.#cursor.withStar(read) : read;
    if (field.type === 'time') this.#cursor.refuseLooseClock(atom);
    this.#cursor.expectBorder();
    return atom;
  }

  #range(field: FieldRef): Query {
    const exclusive = this.#cursor.peek() === '{';
    this.#cursor.at++;
    const from = this.#rangeEnd(exclusive);
    if (!this.#cursor.takes('TO'))
      throw new Mistake(this.#cursor.at, 'Expected TO between the two ends of the range: [1 TO 9].');
    const to = this.#rangeEnd(false);
    this.#cursor.skipSpace();
    const close = this.#cursor.peek();
    if (close !== ']' && close !== '}')
      throw new Mistake(
        this.#cursor.at,
        'Expected "]" or "}" to close the range: [1 TO 9], or {1 TO 9} without its ends.',
      );
    this.#cursor.at++;
    this.#cursor.expectBorder();
    return range(field, from, to && { ...to, exclusive: close === '}' }, this.context);
  }

  #rangeEnd(exclusive: boolean): Bound | undefined {
    this.#cursor.skipSpace();
    const atom = this.#cursor.readSome('an end of the range, or * for an open one', ']}');
    return isAnything(atom) ? undefined : { atom, exclusive };
  }

  #expectTerm(): void {
    const { at } = this.#cursor;
    const missing = this.#cursor.atEnd()
      ? 'the end'
      : this.#cursor.peek() === ')'
        ? '")"'
        : ['AND', 'OR'].find((word) => this.#cursor.sees(word));
    if (missing !== undefined) throw new Mistake(at, `Expected a word, a "phrase" or field:value before ${missing}.`);
  }

  /** In a group of numbers or times -5 and -24h are values. */
  #startsNumber(field: FieldRef | undefined): boolean {
    return (
      (field?.type === 'integer' || field?.type === 'time') && /\d/.test(this.#cursor.text.charAt(this.#cursor.at + 1))
    );
  }

  #nested(read: () => Query): Query {
    if (++this.#depth > QUERY_LIMITS.depth)
      throw new Mistake(this.#cursor.at, `Expected at most ${QUERY_LIMITS.depth} levels of parentheses and negations.`);
    const query = read();
    this.#depth--;
    return query;
  }
}

const MAC_ADDRESS = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i;

/** Whether what precedes a `:` or `=` is no field but the beginning of a text, as in 12:30:01. */
function isText(name: Atom, whole: Atom): boolean {
  if (/^\d/.test(name.text)) return true;
  return MAC_ADDRESS.test(whole.text) || addressOf(whole.text) !== undefined;
}

/** Nodes of one kind in each other become one. */
function joined(kind: 'and' | 'or', parts: readonly Query[]): Query {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  return { kind, of: parts.flatMap((part) => (part.kind === kind ? part.of : [part])) };
}
