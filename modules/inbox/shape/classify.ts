// What one token of a message is: a word that belongs to the sentence, or a variable of some kind.
// A token holds no blanks, brackets, quotes, `=`, `,`, `;`, `|` or `#`. Linear in its length.

import { type Kind, placeholder } from './placeholder.js';

const MONTH = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
const DATE = `\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}|\\d{1,2}[-/.]\\d{1,2}[-/.]\\d{4}|\\d{1,2}[-/](?:${MONTH})[-/]\\d{2,4}`;
const CLOCK = '\\d{1,2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?(?:Z|[+-]\\d{2}:?\\d{2})?';
const TIME = new RegExp(`^(?:(?:${DATE})(?:[T_:-]${CLOCK})?|${CLOCK}|\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}Z?)$`);
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(:\d{1,5}|\/\d{1,2})?$/;
const IPV6 =
  /^(?=[^:]*:[^:]*:)[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,8}(?::\d+(?:\.\d+){3})?(?:%[\w.]{1,15})?(?:\/\d{1,3})?$/i;
/** The kernel's firewall writes both addresses and the type in one: 14 octets. */
const MAC = /^[0-9a-f]{2}(?:(?::[0-9a-f]{2}){5,13}|(?:-[0-9a-f]{2}){5})$/i;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const HEX = /^(?:0x[0-9a-f]+|(?=[a-f]*\d)[0-9a-f]{8,})$/i;
const HEX_ONLY = /^[0-9a-f]+$/i;
/** With the unit kept: `12ms` is told from `12%`. */
const NUMBER =
  /^[+-]?\d+(?:[.:/]\d+)*(ms|us|µs|ns|s|sec|m|min|h|d|B|kB|KB|KiB|MB|MiB|GB|GiB|TB|[KMGTk]|bytes|%|Hz|kHz|MHz|GHz|V|W|A|C|dB|dBm|px|rpm|x)?$/;
const URL = /^[a-z][a-z0-9+.-]{1,15}:\/\//i;
const MAIL = /^[^@\s]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i;
const PATH = /^(?:~?\/[^/\s]|[A-Za-z]:\\|\\\\[^\\])/;
const LABELS = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$/i;
const TOP_LEVEL = /\.(?:com|net|org|edu|gov|io|dev|de|fr|uk|eu|nl|ch|at|it|es|local|lan|home|arpa|internal|example)$/i;
const DIGITS = /\d+/g;
const DIGIT = /\d/;

/** Words are shorter: what is longer is a key, a blob or a lie. */
const MAX_WORD_CHARS = 40;
const MIN_BLOB_CHARS = 20;
const LONG_MIXED_CHARS = 16;

/** The token as it stands in the template: itself, a placeholder, or both (`eth<num>`). */
export function shapeOfToken(token: string): string {
  if (isNumber(token)) return NUM;
  if (isPlainWord(token)) return token.length > MAX_WORD_CHARS ? placeholder('id') : token;
  const kind = kindOf(token);
  if (kind !== undefined) return kind;
  if (token.includes(':')) return token.split(':').map(shapeOfPiece).join(':');
  return shapeOfMixed(token);
}

const NUM = placeholder('num');

/** Digits alone, the most frequent variable. */
function isNumber(token: string): boolean {
  for (let i = 0; i < token.length; i += 1) {
    const code = token.charCodeAt(i);
    if (code < 48 || code > 57) return false;
  }
  return true;
}

/** Nothing but letters, `_` and `-`, the most of a log: no expression needs to look at it. */
function isPlainWord(token: string): boolean {
  for (let i = 0; i < token.length; i += 1) {
    const code = token.charCodeAt(i);
    if (!isLetter(code) && code !== 45 && code !== 95) return false;
  }
  return token.length < MIN_BLOB_CHARS || token.length > MAX_WORD_CHARS || !isBlob(token);
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code >= 128;
}

function kindOf(token: string): string | undefined {
  // Before numbers, which may hold colons, too.
  if ((token[2] === ':' || token[2] === '-') && MAC.test(token)) return placeholder('mac');
  const first = token.charCodeAt(0);
  if (first >= 48 && first <= 57) {
    const ip = IPV4.exec(token);
    if (ip !== null) return placeholder('ip') + (ip[1] === undefined ? '' : ip[1][0]! + NUM);
    if (TIME.test(token)) return placeholder('time');
  }
  const unit = NUMBER.exec(token);
  if (unit !== null) return NUM + (unit[1] ?? '');
  return namedKind(token);
}

const NAMED: readonly (readonly [Kind, RegExp])[] = [
  ['uuid', UUID],
  ['hex', HEX],
  ['ip', IPV6],
  ['url', URL],
  ['mail', MAIL],
  ['path', PATH],
];

function namedKind(token: string): string | undefined {
  const named = NAMED.find(([, expression]) => expression.test(token));
  if (named !== undefined) return placeholder(named[0]);
  return isHostName(token) ? placeholder('host') : undefined;
}

/** `www.example.com`, not `sshd.service` and not `org.freedesktop.Manager`. */
function isHostName(token: string): boolean {
  return LABELS.test(token) && TOP_LEVEL.test(token);
}

function shapeOfPiece(piece: string): string {
  return piece === '' || isPlainWord(piece) ? piece.slice(0, MAX_WORD_CHARS) : (kindOf(piece) ?? shapeOfMixed(piece));
}

/** Letters with digits: a name with a number (`eth0`, `SHA256`), or an identifier (`x7f3k2`). */
function shapeOfMixed(token: string): string {
  if (token.length > MAX_WORD_CHARS || isBlob(token)) return placeholder('id');
  if (!DIGIT.test(token)) return token;
  const turns = turnsOf(token);
  if (turns >= 2 && HEX_ONLY.test(token)) return placeholder('hex');
  if (turns >= 4 || (turns >= 3 && token.length >= 5) || (turns >= 2 && token.length >= LONG_MIXED_CHARS))
    return placeholder('id');
  return token.replace(DIGITS, NUM);
}

/** How often letters and digits take turns without anything between them: `x86_64` 1, `a1b2c` 4. */
function turnsOf(token: string): number {
  let turns = 0;
  let before = 0;
  for (let i = 0; i < token.length; i += 1) {
    const code = token.charCodeAt(i);
    const now = code >= 48 && code <= 57 ? 1 : isLetter(code) ? 2 : 0;
    if (now !== 0 && before !== 0 && now !== before) turns += 1;
    before = now;
  }
  return turns;
}

/** Base64 and its like change between upper and lower case more often than names do. */
function isBlob(token: string): boolean {
  if (token.length < MIN_BLOB_CHARS) return false;
  let changes = 0;
  for (let i = 1; i < token.length; i += 1) {
    const code = token.charCodeAt(i);
    const before = token.charCodeAt(i - 1);
    if (code >= 65 && code <= 90 && before >= 97 && before <= 122) changes += 1;
  }
  return changes > token.length / 6;
}
