// CSV as RFC 4180 has it and as programs write it: any one-character delimiter, CRLF or LF, quoted fields with delimiters, line breaks
// and doubled quotes in them, a byte order mark, Excel's `sep=;` line. What is not well formed loses nothing: a quote within a field
// that does not begin with one is text; a quoted field that never ends, or goes on behind its end, is text as it stands, and a row that
// swallows others (its first and its last line alone have the columns of the heading, all of it too few) is taken back to its line. A sound row of
// several lines may have more cells than the heading: programs end rows with a delimiter.

export interface CsvRow {
  readonly cells: readonly string[];
  /** The row as it stands in the file, without its line break. */
  readonly raw: string;
  /** A quote was opened and never rightly closed. */
  readonly isBroken?: boolean;
}

/** Longer rows are taken for a quote that was never closed. */
const MAX_ROW_CHARACTERS = 1_048_576;
/** Of two that a line has as many of, the first counts: commas stand in text, too. */
const DELIMITERS = ['\t', ';', '|', ','] as const;

export class CsvReader {
  #rest = '';
  #isStart = true;
  /** Cells of the first row, without empty ones at its end. */
  #width: number | undefined;
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
      let row = readRow(text, at, this.delimiter, false);
      const isCut = row.end >= text.length && (row.isOpen || !row.hasBreak);
      if (isCut && !isEnd && text.length - at <= MAX_ROW_CHARACTERS) break;
      if (row.isOpen) row = readLine(text, at, this.delimiter);
      else if (row.isBroken || row.cells.length < (this.#width ?? 0)) row = this.#takenBack(text, at, row);
      const raw = text.slice(at, row.end).replace(/\r?\n$/, '');
      at = row.end;
      if (raw === '') continue;
      rows.push({ cells: row.cells, raw, ...(row.isBroken && { isBroken: true }) });
      this.#width ??= filled(row.cells);
    }
    this.#rest = text.slice(at);
    return rows;
  }

  /** Its first line, where that and its last one alone are rows as the heading has it. */
  #takenBack(text: string, at: number, row: ReadRow): ReadRow {
    const lineEnd = text.indexOf('\n', at);
    if (this.#width === undefined || row.cells.length === this.#width || lineEnd < 0 || lineEnd + 1 >= row.end)
      return row;
    const line = readLine(text, at, this.delimiter);
    const last = readLine(text, text.lastIndexOf('\n', row.end - 2) + 1, this.delimiter);
    return this.#isWhole(line) && this.#isWhole(last) ? line : row;
  }

  #isWhole({ cells }: ReadRow): boolean {
    return this.#width !== undefined && cells.length >= this.#width && filled(cells) <= this.#width;
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

/** How many cells are left without the empty ones at the end. */
function filled(cells: readonly string[]): number {
  return cells.findLastIndex((cell) => cell !== '') + 1;
}

interface ReadRow {
  readonly cells: readonly string[];
  /** Behind the line break. */
  readonly end: number;
  /** A quoted cell has no end yet. */
  readonly isOpen: boolean;
  readonly hasBreak: boolean;
  readonly isBroken: boolean;
}

/** @param isAll nothing more can come: a quote without end is text */
function readRow(text: string, from: number, delimiter: string, isAll: boolean): ReadRow {
  const cells: string[] = [];
  let isBroken = false;
  for (let at = from; ;) {
    let cell = '';
    if (text[at] === '"') {
      const close = closingQuote(text, at + 1, delimiter);
      if (close === 'open' && !isAll) return { cells, end: text.length, isOpen: true, hasBreak: false, isBroken };
      if (typeof close === 'number') {
        cell = text.slice(at + 1, close).replaceAll('""', '"');
        at = close + 1;
      } else isBroken = true;
    }
    const end = endOfCell(text, at, delimiter);
    const plain = text.slice(at, end);
    cells.push(cell + (text[end] === '\n' || end === text.length ? plain.replace(/\r$/, '') : plain));
    if (text[end] !== delimiter) return { cells, end: Math.min(end + 1, text.length), isOpen: false, hasBreak: end < text.length, isBroken }; // prettier-ignore
    at = end + 1;
  }
}

/** The line at `from` alone, where a quote has no end. */
function readLine(text: string, from: number, delimiter: string): ReadRow {
  const lineEnd = text.indexOf('\n', from);
  const row = readRow(text.slice(from, lineEnd < 0 ? text.length : lineEnd + 1), 0, delimiter, true);
  return { ...row, end: from + row.end };
}

/** A doubled quote is one of the text. `bad`: what stands behind it is neither a delimiter nor the end of a line. */
function closingQuote(text: string, from: number, delimiter: string): number | 'open' | 'bad' {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2))
    if (text[at + 1] !== '"') return endsCell(text, at + 1, delimiter) ? at : 'bad';
  return 'open';
}

/** Blanks may stand between. */
function endsCell(text: string, from: number, delimiter: string): boolean {
  let at = from;
  while (text[at] !== delimiter && (text[at] === ' ' || text[at] === '\t' || text[at] === '\r')) at += 1;
  return at >= text.length || text[at] === delimiter || text[at] === '\n';
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
