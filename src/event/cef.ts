// ArcSight's Common Event Format, versions 0 and 1: `CEF:0|vendor|product|version|code|name|severity|key=value key=value`.
// In the head `\|` and `\\` are escaped, in the extension `\=`, `\\`, `\n`, `\r`; a value runs to the blank before the next key.
// https://www.microfocus.com/documentation/arcsight/arcsight-smartconnectors-8.4/cef-implementation-standard/

export interface Cef {
  readonly vendor: string;
  readonly product: string;
  readonly version: string;
  /** The vendor's number or name of this kind of event. */
  readonly code: string;
  /** '' where the head has one part less (UniFi OS). */
  readonly name: string;
  /** As written: 0..10, or Low, Medium, High, Very-High. */
  readonly severity: string;
  readonly extension: readonly (readonly [key: string, value: string])[];
}

const MAX_PAIRS = 300;
const MAX_HEAD_CHARS = 2_000;
const HEAD = /^(?:CEF: ?)?[01]\|/;

/** Undefined for what does not begin as CEF does (also without its `CEF:`, which some forwarders take for a program's name). */
export function readCef(text: string): Cef | undefined {
  const begin = HEAD.exec(text);
  if (begin === null) return undefined;
  const parts: string[] = [];
  let at = begin[0].length;
  while (parts.length < 6) {
    const end = endOfPart(text, at);
    if (end < 0) break;
    parts.push(text.slice(at, end).replaceAll(/\\([\\|])/g, '$1'));
    at = end + 1;
  }
  if (parts.length < 5) return undefined;
  const [vendor = '', product = '', version = '', code = ''] = parts;
  const [name, severity] = parts.length === 5 ? ['', parts[4]!] : [parts[4]!, parts[5]!];
  return { vendor, product, version, code, name, severity, extension: readExtension(text, at) };
}

/** The next `|` that is not escaped; -1 at the end, or where an extension has begun. */
function endOfPart(text: string, from: number): number {
  const limit = Math.min(text.length, from + MAX_HEAD_CHARS);
  for (let at = from; at < limit; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at += 1;
    else if (code === 0x7c) return at;
  }
  return -1;
}

function readExtension(text: string, from: number): readonly (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  let key = '';
  let valueAt = -1;
  for (let at = from; at < text.length && pairs.length < MAX_PAIRS; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at += 1;
    if (code !== 0x3d) continue;
    const keyAt = startOfKey(text, valueAt < 0 ? from : valueAt, at);
    if (keyAt < 0) continue;
    if (valueAt >= 0) pairs.push([key, valueOf(text, valueAt, keyAt)]);
    key = text.slice(keyAt, at);
    valueAt = at + 1;
  }
  if (valueAt >= 0) pairs.push([key, valueOf(text, valueAt, text.length)]);
  return pairs;
}

const MAX_KEY_CHARS = 100;

/** Where the key before the `=` begins; -1 when a blank, or the begin of the extension, does not stand before it. */
function startOfKey(text: string, from: number, sign: number): number {
  let at = sign;
  while (at > from && sign - at < MAX_KEY_CHARS && isKeyChar(text.charCodeAt(at - 1))) at -= 1;
  if (at === sign) return -1;
  return at === from || text.charCodeAt(at - 1) === 0x20 ? at : -1;
}

/** Letters, digits, `_ . - [ ]` */
function isKeyChar(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x5f ||
    code === 0x2e ||
    code === 0x2d ||
    code === 0x5b ||
    code === 0x5d
  );
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r' };

function valueOf(text: string, from: number, to: number): string {
  const value = text.slice(from, to).trim();
  return value.includes('\\') ? value.replaceAll(/\\([\\=|nr])/g, (_, one: string) => ESCAPES[one] ?? one) : value;
}
