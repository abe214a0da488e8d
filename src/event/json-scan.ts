// Walks JSON text without recursion, for what JSON.parse does not tell: where exactly it is broken, where each element of an
// array lies, and whether it nests too deep (16 MB of brackets cost JSON.parse 900 MB and 3 s, and break who recurses after).

/** The index of the first character that cannot stand there (`text.length`: it ends too early); -1 when it is JSON. */
export function findJsonError(text: string): number {
  const open: string[] = [];
  let expected: 'value' | 'value or ]' | 'key' | 'key or }' | ':' | 'next' = 'value';
  let at = 0;
  for (;;) {
    while (' \t\n\r'.includes(text[at] ?? '?')) at++;
    const char = text[at];
    if (char === undefined) return open.length === 0 && expected === 'next' ? -1 : at;
    const innermost = open.at(-1);
    if (expected === ':') {
      if (char !== ':') return at;
      expected = 'value';
      at++;
    } else if (expected === 'next' && char === ',' && innermost !== undefined) {
      expected = innermost === '{' ? 'key' : 'value';
      at++;
    } else if (
      (char === '}' && innermost === '{' && (expected === 'next' || expected === 'key or }')) ||
      (char === ']' && innermost === '[' && (expected === 'next' || expected === 'value or ]'))
    ) {
      open.pop();
      expected = 'next';
      at++;
    } else if (expected === 'next') {
      return at;
    } else if (expected === 'key' || expected === 'key or }') {
      if (char !== '"') return at;
      const end = endOfString(text, at);
      if (end < 0) return -end;
      expected = ':';
      at = end;
    } else if (char === '{' || char === '[') {
      open.push(char);
      expected = char === '{' ? 'key or }' : 'value or ]';
      at++;
    } else {
      const end = endOfScalar(text, at);
      if (end <= 0) return -end;
      expected = 'next';
      at = end;
    }
  }
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where `json`, valid or not, first has more than `max` brackets open; -1 where it never has. */
export function findTooDeep(json: Buffer, max: number): number {
  return measure(json, max).tooDeepAt;
}

export interface Measure {
  /** Where it first has more than so many brackets open; -1 where it never has. */
  readonly tooDeepAt: number;
  /** Opening brackets and commas outside of strings, about as many as there are values; of what nests too deep, as far as that. */
  readonly values: number;
}

/** What parsing `json`, valid or not, will cost. */
export function measure(json: Buffer, maxDepth: number): Measure {
  let [open, values] = [0, 0];
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (byte === QUOTE) at = afterQuotes(json, at) - 1;
    else if (byte === COMMA) values++;
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      values++;
      if (++open > maxDepth) return { tooDeepAt: at, values };
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) open--;
  }
  return { tooDeepAt: -1, values };
}

/** Where the elements of an array lie, or the one value there is; at most `max` of them. True only of valid JSON. */
export function spansOf(json: Buffer, max: number): Span[] {
  const first = skipBlanks(json, 0);
  if (!startsArray(json)) return [spanAt(json, first)];
  const spans: Span[] = [];
  for (let at = skipBlanks(json, first + 1); at < json.length && json[at] !== CLOSE_ARRAY && spans.length < max;) {
    const span = spanAt(json, at);
    spans.push(span);
    at = skipBlanks(json, span.end);
    if (json[at] === COMMA) at = skipBlanks(json, at + 1);
  }
  return spans;
}

/**
 * Where the values lie of a text that holds one JSON value after another, with or without blanks or commas between them; at most
 * `max`. True only of valid JSON.
 */
export function sequenceOf(json: Buffer, max: number): Span[] {
  const spans: Span[] = [];
  for (let at = nextValue(json, 0); at < json.length && spans.length < max; at = nextValue(json, at)) {
    const end = Math.max(valueEnd(json, at), at + 1);
    spans.push({ start: at, end });
    at = end;
  }
  return spans;
}

/** Where the value of a key of an object lies, the last where the key is there twice (as JSON.parse takes it). */
export function memberOf(json: Buffer, key: string): Span | undefined {
  const wanted = Buffer.from(JSON.stringify(key));
  let found: Span | undefined;
  for (let at = skipBlanks(json, 0) + 1; at < json.length && json[at] !== CLOSE_OBJECT;) {
    at = nextValue(json, at);
    const end = afterQuotes(json, at);
    const start = skipBlanks(json, skipBlanks(json, end) + 1);
    const behind = Math.max(valueEnd(json, start), start + 1);
    if (json.subarray(at, end).equals(wanted)) found = { start, end: behind };
    at = skipBlanks(json, behind);
  }
  return found;
}

function nextValue(json: Buffer, from: number): number {
  let at = skipBlanks(json, from);
  while (json[at] === COMMA) at = skipBlanks(json, at + 1);
  return at;
}

function valueEnd(json: Buffer, start: number): number {
  const first = json[start];
  if (first === QUOTE) return afterQuotes(json, start);
  const isNested = first === OPEN_OBJECT || first === OPEN_ARRAY;
  let open = 0;
  for (let at = start; at < json.length; at++) {
    const byte = json[at];
    if (!isNested && (byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY || isBlank(byte))) return at;
    if (byte === QUOTE) at = afterQuotes(json, at) - 1;
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) open++;
    else if ((byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) && --open === 0) return at + 1;
  }
  return json.length;
}

export function startsArray(json: Buffer): boolean {
  return json[skipBlanks(json, 0)] === OPEN_ARRAY;
}

const [QUOTE, BACKSLASH, COMMA, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [
  0x22, 0x5c, 0x2c, 0x5b, 0x5d, 0x7b, 0x7d,
];
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function spanAt(json: Buffer, start: number): Span {
  let [open, at] = [0, start];
  while (at < json.length) {
    const byte = json[at];
    if (open === 0 && (byte === COMMA || byte === CLOSE_ARRAY || isBlank(byte))) break;
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) open++;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) open--;
    at = byte === QUOTE ? afterQuotes(json, at) : at + 1;
  }
  return { start, end: at };
}

function afterQuotes(json: Buffer, opening: number): number {
  for (let at = opening + 1; at < json.length; at++) {
    if (json[at] === BACKSLASH) at++;
    else if (json[at] === QUOTE) return at + 1;
  }
  return json.length;
}

function skipBlanks(json: Buffer, from: number): number {
  let at = from;
  while (isBlank(json[at])) at++;
  return at;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** After the value at `at`, or minus the index of what is wrong in it. */
function endOfScalar(text: string, at: number): number {
  if (text[at] === '"') return endOfString(text, at);
  for (const word of ['true', 'false', 'null']) if (text.startsWith(word, at)) return at + word.length;
  NUMBER.lastIndex = at;
  return NUMBER.test(text) ? NUMBER.lastIndex : -at;
}

function endOfString(text: string, opening: number): number {
  for (let at = opening + 1; at < text.length; at++) {
    const char = text[at] as string;
    if (char === '"') return at + 1;
    if (char < ' ') return -at;
    if (char !== '\\') continue;
    at++;
    if (text[at] === 'u') {
      if (!/^[0-9a-fA-F]{4}$/.test(text.slice(at + 1, at + 5))) return -at;
      at += 4;
    } else if (!'"\\/bfnrt'.includes(text[at] ?? '?')) return -at;
  }
  return -text.length;
}
