// One tag of event XML: its local name and its attributes.

const MAX_ATTRIBUTES = 32;
const MAX_NAME_LENGTH = 128;
const NO_ATTRIBUTES: readonly string[] = [];

export interface Tag {
  readonly kind: 'open' | 'empty' | 'close';
  /** Without its namespace prefix. */
  readonly name: string;
  /** name, value, name, value, ...; namespace declarations are left out. */
  readonly attributes: readonly string[];
  /** Index after `>`. */
  readonly end: number;
}

/** `at` is the index of `<`. Undefined when the tag is not well formed or not complete. */
export function readTag(text: string, at: number): Tag | undefined {
  const closing = text.charCodeAt(at + 1) === 0x2f;
  const nameAt = closing ? at + 2 : at + 1;
  let pos = endOfName(text, nameAt);
  if (pos === nameAt || pos - nameAt > MAX_NAME_LENGTH) return undefined;
  const name = localName(text.slice(nameAt, pos));
  let attributes = NO_ATTRIBUTES;
  for (let count = 0; count <= MAX_ATTRIBUTES; count += 1) {
    pos = skipSpace(text, pos);
    const code = text.charCodeAt(pos);
    if (code === 0x3e) return { kind: closing ? 'close' : 'open', name, attributes, end: pos + 1 };
    if (code === 0x2f && text.charCodeAt(pos + 1) === 0x3e) return { kind: 'empty', name, attributes, end: pos + 2 };
    if (closing) return undefined;
    const nameEnd = endOfName(text, pos);
    const attribute = text.slice(pos, nameEnd);
    const equals = skipSpace(text, nameEnd);
    if (nameEnd === pos || text.charCodeAt(equals) !== 0x3d) return undefined;
    const quoteAt = skipSpace(text, equals + 1);
    const quote = text[quoteAt];
    if (quote !== '"' && quote !== "'") return undefined;
    const valueEnd = text.indexOf(quote, quoteAt + 1);
    if (valueEnd < 0) return undefined;
    if (!attribute.startsWith('xmlns')) {
      if (attributes === NO_ATTRIBUTES) attributes = [];
      (attributes as string[]).push(attribute, decodeEntities(text.slice(quoteAt + 1, valueEnd)));
    }
    pos = valueEnd + 1;
  }
  return undefined;
}

/** The value of an attribute; undefined where it is absent or empty. */
export function attributeOf(tag: Tag, name: string): string | undefined {
  const { attributes } = tag;
  for (let at = 0; at < attributes.length; at += 2) if (attributes[at] === name) return attributes[at + 1] || undefined;
  return undefined;
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The five named entities of XML and numeric ones; anything else stays as written. Never decodes twice. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|amp|lt|gt|quot|apos);/g, (whole, entity: string) => {
    if (!entity.startsWith('#')) return NAMED[entity]!;
    const code = entity.startsWith('#x') ? parseInt(entity.slice(2), 16) : Number(entity.slice(1));
    const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    return isCharacter ? String.fromCodePoint(code) : whole;
  });
}

function localName(qualified: string): string {
  const colon = qualified.indexOf(':');
  return colon < 0 ? qualified : qualified.slice(colon + 1);
}

/** Names end at white space, `/`, `>`, `=`, a quote or `<`. */
function endOfName(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (
      code <= 0x20 ||
      code === 0x2f ||
      code === 0x3e ||
      code === 0x3d ||
      code === 0x22 ||
      code === 0x27 ||
      code === 0x3c
    )
      break;
    at += 1;
  }
  return at;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= 0x20) at += 1;
  return at;
}
