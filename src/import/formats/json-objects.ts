// JSON that is no line an object: an array (what Kibana, PowerShell's ConvertTo-Json and `jq -s` write), or objects over several
// lines. Cut into the texts of its objects as it is read; what stands between them (brackets, commas, blanks) is passed over.

import { textRecord, type InputRecord, MAX_RECORD_BYTES, type OnDamage } from '../record.js';

const MAX_OBJECT_CHARACTERS = 4 * MAX_RECORD_BYTES;
const SPECIAL = /["\\{}]/g;

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
  cutter.end();
}

/** True for an array of objects, and for an object that its first line does not end. Lines of JSON are not meant. */
export function looksLikeJsonObjects(head: Buffer): boolean {
  const text = head.toString('utf8', 0, 4_096);
  return /^\uFEFF?\s*(?:\[\s*\{|\{\s*\r?\n\s*")/.test(text);
}

class ObjectCutter {
  #rest = '';
  /** Where in #rest to go on. */
  #at = 0;
  #depth = 0;
  #inString = false;

  constructor(private readonly onDamage: OnDamage) {}

  push(text: string): string[] {
    this.#rest += text;
    const objects: string[] = [];
    let start = 0;
    SPECIAL.lastIndex = this.#at;
    for (let match = SPECIAL.exec(this.#rest); match !== null; match = SPECIAL.exec(this.#rest)) {
      const [char] = match;
      if (char === '"') this.#inString = this.#depth > 0 && !this.#inString;
      else if (char === '\\') {
        if (match.index + 1 >= this.#rest.length) return this.#keep(objects, start, match.index);
        SPECIAL.lastIndex += 1;
      } else if (!this.#inString) {
        if (char === '{' && this.#depth++ === 0) start = match.index;
        if (char === '}' && this.#depth > 0 && --this.#depth === 0)
          objects.push(oneLine(this.#rest.slice(start, match.index + 1)));
      }
      if (this.#depth === 0) start = match.index + 1;
    }
    return this.#keep(objects, start, this.#rest.length);
  }

  end(): void {
    if (this.#depth > 0) this.onDamage(1, ['the last object has no end']);
  }

  #keep(objects: string[], start: number, at: number): string[] {
    this.#rest = this.#rest.slice(start);
    this.#at = at - start;
    if (this.#rest.length > MAX_OBJECT_CHARACTERS) {
      this.onDamage(1, [`an object over ${MAX_OBJECT_CHARACTERS} characters: ${this.#rest.slice(0, 80)}`]);
      [this.#rest, this.#at, this.#depth, this.#inString] = ['', 0, 0, false];
    }
    return objects;
  }
}

/** Line breaks of JSON stand between its tokens only: within a string they are escaped. */
function oneLine(text: string): string {
  if (!text.includes('\n')) return text;
  return text
    .split('\n')
    .map((line) => line.trim())
    .join(' ');
}
