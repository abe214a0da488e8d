// CSV as RFC 4180 has it and as programs write it: any one-character delimiter, CRLF or LF, quoted fields with delimiters, line breaks
// and doubled quotes in them, a byte order mark, Excel's `sep=;` line. What is not well formed loses nothing: a quote within a field
// that does not begin with one is text; a quoted field that never ends is taken back, and its line is a row of its own.

export interface CsvRow {
  readonly cells: readonly string[];
  /** The row as it stands in the file, without its line break. */
  readonly raw: string;
  /** A quote was opened and never closed. */
  readonly isBroken?: boolean;
}

/** Longer rows are taken for a quote that was never closed. */
const MAX_ROW_CHARACTERS = 1_048_576;
/** Of two that a line has as many of, the first counts: commas stand in text, too. */
const DELIMITERS = ['\t', ';', '|', ','] as const;

export class CsvReader {
  #rest = '';
  #isStart = true;

  #delimiter: string | undefined;

  /** @param delimiter left out: the one of `, ; TAB |` that the first line has most of */
  constructor(delimiter?: string) {
    this.#delimiter = delimiter;
  }

  /** Known after the first line. */
  get delimiter(): string {
    return this.#delimiter ?? ',';
  }

  push(text: string): CsvRow[] {
    this.#rest += text;
    return this.#take(false);
  }

  end(): CsvRow[] {
    return this.#take(true);
  }

  #take(isEnd: boolean): CsvRow[] {
    if (this.#isStart && !this.#start(isEnd)) return [];
    const rows: CsvRow[] = [];
    const text = this.#rest;
    let at = 0;
    while (at < text.length) {
      let row = readRow(text, at, this.delimiter);
      const isCut = row.end >= text.length && (row.isOpen || !row.hasBreak);
      if (isCut && !isEnd && text.length - at <= MAX_ROW_CHARACTERS) break;
      const isBroken = row.isOpen;
      if (isBroken) row = readLine(text, at, this.delimiter);
      const raw = text.slice(at, row.end).replace(/\r?\n$/, '');
      at = row.end;
      if (raw !== '') rows.push({ cells: row.cells, raw, ...(isBroken && { isBroken }) });
    }
    this.#rest = text.slice(at);
    return rows;
  }

  /** The first line: byte order mark, `sep=`, delimiter. False while it is not there. */
  #start(isEnd: boolean): boolean {
    const text = this.#rest.replace(/^\uFEFF/, '');
    const lineEnd = text.indexOf('\n');
    if (lineEnd < 0 && !isEnd && text.length < MAX_ROW_CHARACTERS) return false;
    const sep = /^sep=(.)\r?\n/i.exec(text);
    this.#rest = sep === null ? text : text.slice(sep[0].length);
    this.#delimiter ??= sep?.[1] ?? mostOf(lineEnd < 0 ? text : text.slice(0, lineEnd));
    this.#isStart = false;
    return true;
  }
}

interface ReadRow {
  readonly cells: readonly string[];
  /** Behind the line break. */
  readonly end: number;
  readonly isOpen: boolean;
  readonly hasBreak: boolean;
}

function readRow(text: string, from: number, delimiter: string): ReadRow {
  const cells: string[] = [];
  for (let at = from; ;) {
    let cell = '';
    if (text[at] === '"') {
      const close = closingQuote(text, at + 1);
      if (close < 0) return { cells, end: text.length, isOpen: true, hasBreak: false };
      cell = text.slice(at + 1, close).replaceAll('""', '"');
      at = close + 1;
    }
    const end = endOfCell(text, at, delimiter);
    const plain = text.slice(at, end);
    cells.push(cell + (text[end] === '\n' || end === text.length ? plain.replace(/\r$/, '') : plain));
    if (text[end] !== delimiter) return { cells, end: Math.min(end + 1, text.length), isOpen: false, hasBreak: end < text.length }; // prettier-ignore
    at = end + 1;
  }
}

/** One line, quotes without meaning. */
function readLine(text: string, from: number, delimiter: string): ReadRow {
  const lineEnd = text.indexOf('\n', from);
  const end = lineEnd < 0 ? text.length : lineEnd;
  const cells = text.slice(from, end).replace(/\r$/, '').split(delimiter);
  return { cells, end: Math.min(end + 1, text.length), isOpen: false, hasBreak: lineEnd >= 0 };
}

/** -1 = none. A doubled quote is one of the text. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) if (text[at + 1] !== '"') return at;
  return -1;
}

function endOfCell(text: string, from: number, delimiter: string): number {
  for (let at = from; at < text.length; at += 1) if (text[at] === delimiter || text[at] === '\n') return at;
  return text.length;
}

function mostOf(line: string): string {
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length);
  const most = Math.max(...counts);
  return most === 1 ? ',' : DELIMITERS[counts.indexOf(most)]!;
}
