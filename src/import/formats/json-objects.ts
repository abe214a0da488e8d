// JSON that is no line an object: an array (what Kibana, PowerShell's ConvertTo-Json and `jq -s` write), or objects over several
// lines. Cut into the texts of its objects as it is read; what stands between them (brackets, commas, blanks) is passed over.

import { textRecord, type InputRecord, MAX_RECORD_BYTES, type OnDamage } from '../record.js';

const MAX_OBJECT_CHARACTERS = 4 * MAX_RECORD_BYTES;
const SPECIAL = /["\\{}]/g;
/** What is more than the filling of an array. */
const NEXT = /[^\s,[\]\uFEFF]/g;
/** An element that is no object (`null`, a number, a string), with what stands behind it in an array. */
const ELEMENT = /(?:"(?:[^"\\\n]|\\.)*"|[\w.+-]+)\s*[,\]]/y;
/** Behind something on the same line: to the next element or object, the end of the array or of the line. A string ends with its line. */
const UP_TO_NEXT = /(?:"(?:[^"\\\n]|\\.)*(?:"|\\?(?=\n))|(?!"))[^,\]{\n]*[,\]{\n]/y;
/** An object that wraps a list of objects, such as the answer to a search. */
const LIST = /("[^"\\]{1,100}")\s*:\s*\[\s*\{/;

/** Each record is one object on one line. */
export async function* readJsonObjects(
  bytes: AsyncIterable<Buffer>,
  onDamage: OnDamage,
): AsyncGenerator<readonly InputRecord[]> {
  const decoder = new TextDecoder();
  const cutter = new ObjectCutter(onDamage);
  for await (const chunk of bytes) {
    const objects = cutter.push(decoder.decode(chunk, { stream: true }));
    if (objects.length > 0) yield objects.map((text) => textRecord(text));
  }
  const last = cutter.end();
  if (last.length > 0) yield last.map((text) => textRecord(text));
}

/** True for an array of objects, and for an object that its first line does not end. Lines of JSON are not meant. */
export function looksLikeJsonObjects(head: Buffer): boolean {
  const text = head.toString('utf8', 0, 4_096);
  return /^\uFEFF?\s*(?:\[\s*\{|\{\s*\r?\n\s*")/.test(text);
}

class ObjectCutter {
  #rest = '';
  /** Of the object that has begun: where it begins in #rest, where to go on. */
  #start = 0;
  #at = 0;
  #depth = 0;
  #inString = false;
  /** Its beginning was thrown away: it is too long. */
  #isSkipped = false;
  /** Something stands before #at on the same line. */
  #isInLine = false;

  constructor(private readonly onDamage: OnDamage) {}

  push(text: string): string[] {
    this.#rest += text;
    const found: string[] = [];
    for (;;) {
      if (this.#depth === 0 && !this.#begin(found, false)) break;
      if (!this.#finish(found)) break;
    }
    this.#keep();
    return found;
  }

  /** What is left of the text. */
  end(): string[] {
    const found: string[] = [];
    if (this.#depth > 0) this.onDamage(1, ['the last object has no end']);
    else this.#begin(found, true);
    return found;
  }

  /** To the next object; what stands before it, and is more than brackets and commas, is text. False: there is none yet. */
  #begin(found: string[], isEnd: boolean): boolean {
    for (;;) {
      NEXT.lastIndex = this.#at;
      const next = NEXT.exec(this.#rest)?.index ?? this.#rest.length;
      this.#isInLine &&= !this.#rest.slice(this.#at, next).includes('\n');
      this.#start = this.#at = next;
      if (next === this.#rest.length) return false;
      if (this.#rest[next] === '{') return true;
      const textEnd = this.#endOfText(next);
      if (textEnd < 0 && !isEnd && this.#rest.length - next <= MAX_OBJECT_CHARACTERS) return false;
      this.#at = textEnd < 0 ? this.#rest.length : textEnd;
      this.#isInLine = true;
      found.push(this.#rest.slice(next, this.#at).trimEnd());
    }
  }

  /** A line that begins with text is text as a whole, an object in it is none. Negative: the end is not there yet. */
  #endOfText(from: number): number {
    const end = this.#isInLine ? UP_TO_NEXT : ELEMENT;
    end.lastIndex = from;
    if (end.test(this.#rest)) return end.lastIndex - 1;
    return this.#isInLine ? -1 : this.#rest.indexOf('\n', from);
  }

  /** To the end of the object that has begun. False: it is not there yet. */
  #finish(found: string[]): boolean {
    SPECIAL.lastIndex = this.#at;
    for (let match = SPECIAL.exec(this.#rest); match !== null; match = SPECIAL.exec(this.#rest)) {
      const [char] = match;
      if (char === '"') this.#inString = !this.#inString;
      else if (char === '\\') {
        if (match.index + 1 >= this.#rest.length) {
          this.#at = match.index;
          return false;
        }
        SPECIAL.lastIndex += 1;
      } else if (!this.#inString) {
        this.#depth += char === '{' ? 1 : -1;
        if (this.#depth > 0) continue;
        this.#at = match.index + 1;
        if (!this.#isSkipped) found.push(oneLine(this.#rest.slice(this.#start, this.#at)));
        this.#start = this.#at;
        this.#isSkipped = false;
        this.#isInLine = true;
        return true;
      }
    }
    this.#at = this.#rest.length;
    return false;
  }

  /** Of an object that is too long only its end is looked for: what is behind it is told apart from what is in it. */
  #keep(): void {
    const isTooLong = this.#rest.length - this.#start > MAX_OBJECT_CHARACTERS;
    if (isTooLong) {
      this.onDamage(1, [tooLong(this.#rest.slice(this.#start))]);
      this.#isSkipped = true;
    }
    if (this.#isSkipped) this.#start = this.#at;
    this.#rest = this.#rest.slice(this.#start);
    this.#at -= this.#start;
    this.#start = 0;
  }
}

function tooLong(text: string): string {
  const list = LIST.exec(text)?.[1];
  const what = list === undefined ? '' : ` with the list ${list}, whose objects should be lines of their own (jq -c)`;
  return `an object over ${MAX_OBJECT_CHARACTERS} characters${what}: ${text.slice(0, 80)}`;
}

/** Line breaks of JSON stand between its tokens only: within a string they are escaped. */
function oneLine(text: string): string {
  if (!text.includes('\n')) return text;
  return text
    .split('\n')
    .map((line) => line.trim())
    .join(' ');
}
