// JSON that a stranger wrote, as values that are safe to work with: nesting beyond MAX_LEVELS is no JSON (String(), JSON.stringify and
// whoever walks it call themselves for each level), and a `toString` of an object's own is `toString_` (String() would throw).

/** Far beyond what programs write; some hundred levels of recursion are nothing. */
const MAX_LEVELS = 200;
/** Shorter text cannot nest deep enough to hurt: two brackets a level. */
const UNCHECKED_CHARS = 2_048;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The value that `text` is; undefined when it is none, or nests too deep. */
export function parseJson(text: string): unknown {
  if (text.length > UNCHECKED_CHARS && hasManyBrackets(text) && isTooDeep(text)) return undefined;
  try {
    return withoutToString(JSON.parse(text));
  } catch {
    return undefined; // an expected outcome: text that only looks like JSON
  }
}

/** The object that `text` is. */
export function parseJsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  return objectOf(parseJson(text));
}

/** No array, and not null. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value, where it is an object. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return isObject(value) ? value : undefined;
}

/** What the value has, where it is an object; else nothing. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

/** Whether it nests no deeper. JSON.stringify calls itself for each level, so a stranger's nesting could exhaust the stack. */
export function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1));
}

/** More than MAX_LEVELS open, in strings or not: so that ordinary objects cost no second walk. */
function hasManyBrackets(text: string): boolean {
  let count = 0;
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      count += 1;
      if (count > MAX_LEVELS) return true;
    }
  }
  return false;
}

function isTooDeep(text: string): boolean {
  let open = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
      if (at < 0) return false; // JSON.parse will refuse it
    } else if (code === 0x7b || code === 0x5b) {
      open += 1;
      if (open > MAX_LEVELS) return true;
    } else if (code === 0x7d || code === 0x5d) open -= 1;
  }
  return false;
}

/** The quote that ends the string at `at`; -1 when there is none. */
function endOfString(text: string, at: number): number {
  let end = text.indexOf('"', at + 1);
  while (end > 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text.charCodeAt(first - 1) === BACKSLASH) first -= 1;
  return (at - first) % 2 === 1;
}

/** Keeps what objects call `toString` under another name. (Looking through the values takes a thirtieth of the time of looking through the text.) */
function withoutToString(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return withoutToStrings(value);
  const body = value as Record<string, unknown>;
  if (Object.hasOwn(body, 'toString')) {
    body['toString_'] ??= body['toString'];
    delete body['toString'];
  }
  for (const name in body) {
    if (typeof body[name] === 'object') withoutToString(body[name]);
  }
  return body;
}

/** By index: `for in` makes a text of each, which for millions of numbers takes seconds. */
function withoutToStrings(values: readonly unknown[]): readonly unknown[] {
  for (let at = 0; at < values.length; at += 1) {
    if (typeof values[at] === 'object') withoutToString(values[at]);
  }
  return values;
}
