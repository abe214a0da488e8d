// index.ts of a new parser: finds the words of the shape from left to right and takes what stands between them.

import { type TemplatePart, templateParts } from '../shape/placeholder.js';
import { fieldsOf, type Found } from './found-fields.js';
import { quoted } from './quoted.js';

export function parserSource(
  id: string,
  { app, template }: { readonly app: string; readonly template: string },
): string {
  const parts = templateParts(template).map((part) =>
    part.isVariable ? part : { ...part, text: part.text.replaceAll('…', '') },
  );
  const found = fieldsOf(parts, id.replaceAll('-', '_'));
  const hasAddress = found.some(({ kind, field }) => kind === 'ip' && field !== undefined);
  return `// What this product's lines are about, in one sentence. Where their form is documented.
${hasAddress ? "\nimport { readIp } from '#src/event/address.js';" : ''}
import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { defineParser } from '#src/plugin/parser.js';

export default defineParser({
  id: ${quoted(id)},
  title: ${quoted(id)},
  contract: '^1.0.0',
  family: 'network',
  hint: ${hintOf(app, parts)},
  parse,
});

/** What stands between the variables; an empty text is the beginning or the end of the message. */
const WORDS = [${wordsOf(parts).map(quoted).join(', ')}];

/** Devices pad with blanks, and not always alike. */
const BLANKS = /[\\0-\\x20\\x7f]+/g;

/** Looks from the left: where a stranger chooses a variable, look from the right (parsers/README.md). */
function parse(line: SyslogLine): Fields | undefined {
  const found = between(line.message.replace(BLANKS, ' ').trim(), WORDS);
  if (found === undefined) return undefined;
  const fields: Fields = {
    'event.action': ${quoted(actionOf(id))}, // from src/event/actions.ts where it has a fitting word, else actions.ts of this folder
    'event.category': ['host'],
    'event.type': ['info'],
    'event.severity': 1,
  };
${found.map(assignment).join('')}  return fields;
}

/** The texts between the words, in order; undefined when a word is missing. */
function between(text: string, words: readonly string[]): string[] | undefined {
  const found: string[] = [];
  if (!text.startsWith(words[0]!)) return undefined;
  let from = words[0]!.length;
  for (const word of words.slice(1)) {
    const at = word === '' ? text.length : text.indexOf(word, from);
    if (at < 0) return undefined;
    found.push(text.slice(from, at).trim());
    from = at + word.length;
  }
  return found;
}
`;
}

/** Words for event.action that the common vocabulary does not have. */
export function actionsSource(id: string): string {
  return `// Words of event.action that only this product needs; first look into src/event/actions.ts.

export const ACTIONS = {
  ${actionOf(id)}: 'What happened, in one sentence.',
};
`;
}

function actionOf(id: string): string {
  return `${id.replaceAll('-', '_')}_event`;
}

/** One more than there are variables. */
function wordsOf(parts: readonly TemplatePart[]): readonly string[] {
  const words = [''];
  for (const { text, isVariable } of parts) {
    if (isVariable) words.push('');
    else words[words.length - 1] += text;
  }
  // Two variables with nothing between them cannot be told apart by words: a blank stands in.
  return words.map((word, i) => (word === '' && i > 0 && i < words.length - 1 ? ' ' : word));
}

/** A hint's program has no blanks, and a star means something in it. */
const NOT_HINTED = /[\s*]/;

function hintOf(app: string, parts: readonly TemplatePart[]): string {
  const [name, ...rest] = templateParts(app);
  if (name !== undefined && !name.isVariable && !NOT_HINTED.test(name.text))
    return `{ apps: [${quoted(name.text.toLowerCase() + (rest.length > 0 ? '*' : ''))}] }`;
  const texts = parts.filter(({ isVariable }) => !isVariable).map(({ text }) => text.trim());
  const longest = texts.toSorted((a, b) => b.length - a.length)[0] ?? '';
  return `{ contains: [${quoted(longest.length >= 4 ? longest : 'words that only these lines have')}] }`;
}

function assignment({ kind, field }: Found, index: number): string {
  if (field === undefined) return '';
  const name = quoted(field);
  const text = `found[${index}]!`;
  if (kind === 'num')
    return `  if (${text} !== '' && Number.isFinite(Number(${text}))) fields[${name}] = Number(${text});\n`;
  if (kind === 'ip')
    return `  const ip${index} = readIp(${text});\n  if (ip${index} !== undefined) fields[${name}] = ip${index};\n`;
  return `  if (${text} !== '') fields[${name}] = ${text};\n`;
}
