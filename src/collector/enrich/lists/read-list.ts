// A list's files into a set that can be asked. Read in pieces: messages are taken in between. Memory is bounded by MAX_ENTRIES.

import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { Fault } from '../../../faults.js';
import { addressOf } from '../../../query/address.js';
import { AddressSet } from './address-set.js';
import { entriesOf, type ListKind } from './entries.js';
import { TextSet } from './text-set.js';

export interface IndicatorSet {
  readonly entries: number;
  readonly bytes: number;
  /** What was left out, where something was. */
  readonly trouble?: string;
  /** The entry's part of the value that fits (a suffix of a domain, the value itself else); undefined when it is not listed. */
  match(value: string): string | undefined;
}

/** Of one list. 10 million domains take 268 MB. */
const MAX_ENTRIES = 10_000_000;
const MAX_LINE_CHARS = 4_096;
/** So much is read without a look at what else is to be done: about 3 ms. */
const PIECE_BYTES = 131_072;
const NAMED_LINES = 3;

/** @throws Fault LIST_UNREADABLE: no line is an entry, or there are too many. System errors as they come */
export async function readList(files: readonly string[], kind: ListKind): Promise<IndicatorSet> {
  const building = new Building(kind);
  for (const file of files) await readLines(file, building);
  if (building.added === 0) throw unreadable(files, `holds no ${WORDS[kind]}${building.trouble() ?? ''}`);
  return building.finish();
}

const WORDS: Readonly<Record<ListKind, string>> = { ip: 'address', domain: 'domain', hash: 'hash' };

function unreadable(files: readonly string[], why: string): Fault {
  const what = files.length === 1 ? basename(files[0]!) : `(${files.length} files)`;
  return new Fault('LIST_UNREADABLE', `The list ${what} ${why}.`);
}

async function readLines(file: string, building: Building): Promise<void> {
  let rest = '';
  building.beginFile();
  const pieces = createReadStream(file, { encoding: 'utf8', highWaterMark: PIECE_BYTES }) as AsyncIterable<string>;
  for await (const piece of pieces) {
    const text = rest + piece;
    let at = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', at)) {
      building.take(text.slice(at, end));
      at = end + 1;
    }
    rest = text.slice(at, at + MAX_LINE_CHARS + 1);
    if (building.added > MAX_ENTRIES) throw unreadable([file], `has more than ${MAX_ENTRIES} entries`);
  }
  building.take(rest);
}

class Building {
  added = 0;
  #lines = 0;
  #bad = 0;
  readonly #badLines: number[] = [];
  readonly #addresses = new AddressSet();
  readonly #texts = new TextSet();

  constructor(private readonly kind: ListKind) {}

  /** Lines are counted by file. */
  beginFile(): void {
    this.#lines = 0;
  }

  take(line: string): void {
    this.#lines += 1;
    const found =
      line.length > MAX_LINE_CHARS ? 'bad' : entriesOf(line.charCodeAt(0) === 0xfeff ? line.slice(1) : line, this.kind);
    if (found === 'none') return;
    if (found === 'bad') return this.#refuse();
    for (const entry of found) this.#add(entry);
  }

  finish(): IndicatorSet {
    const { kind } = this;
    const trouble = this.trouble();
    const said = trouble === undefined ? {} : { trouble: `${this.#badText()} no ${WORDS[kind]}${trouble}` };
    if (kind === 'ip') {
      const addresses = this.#addresses;
      const entries = addresses.seal();
      return { entries, bytes: addresses.bytes, ...said, match: (ip) => matchAddress(addresses, ip) };
    }
    const texts = this.#texts;
    const match = kind === 'hash' ? exactly(texts) : bySuffix(texts);
    return { entries: texts.size, bytes: texts.bytes, ...said, match };
  }

  /** ` (lines 7, 9, ...)` */
  trouble(): string | undefined {
    if (this.#bad === 0) return undefined;
    return ` (line${this.#bad === 1 ? '' : 's'} ${this.#badLines.join(', ')}${this.#bad > NAMED_LINES ? ', ...' : ''})`;
  }

  #badText(): string {
    return this.#bad === 1 ? '1 line holds' : `${this.#bad.toLocaleString('en-US')} lines hold`;
  }

  #add(entry: string): void {
    if (this.kind !== 'ip') this.#texts.add(entry);
    else if (!this.#addresses.add(entry)) return this.#refuse();
    this.added += 1;
  }

  #refuse(): void {
    this.#bad += 1;
    if (this.#badLines.length < NAMED_LINES) this.#badLines.push(this.#lines);
  }
}

function matchAddress(addresses: AddressSet, ip: string): string | undefined {
  const bytes = addressOf(ip);
  return bytes !== undefined && addresses.has(bytes) ? ip : undefined;
}

function exactly(texts: TextSet): IndicatorSet['match'] {
  return (hash) => (texts.has(hash) ? hash.toLowerCase() : undefined);
}

function bySuffix(texts: TextSet): IndicatorSet['match'] {
  return (domain) => {
    const name = domain.charCodeAt(domain.length - 1) === 46 ? domain.slice(0, -1) : domain;
    const from = texts.suffixOf(name);
    return from < 0 ? undefined : name.slice(from).toLowerCase();
  };
}
