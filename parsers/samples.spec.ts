// The contract test of all parsers: whatever folder lies in parsers/ is held to its samples and to the promises of
// src/plugin/parser.ts. `samples/<case>.log` is what came, line by line; `<case>.json` what the parser makes of it.
// `npm run parsers:accept` (vitest in mode `accept`) prints the differences and rewrites the expectations.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { decodeFrame } from '#src/collector/decode/decode.js';
import { Dispatcher } from '#src/collector/parse/dispatcher.js';
import { ACTIONS } from '#src/event/actions.js';
import { PatternTable } from '#src/event/patterns.js';
import { discoverParsers } from '#src/plugin/discovery.js';
import { PARSER_CONTRACT_VERSION, type ParserPlugin } from '#src/plugin/parser.js';
import type { Fields } from '#src/event/event.js';
import { problemOf } from '../test/helpers/field-rules.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
/** `import ... from 'x'`, `export ... from 'x'`, `import 'x'`, `import('x')` */
const IMPORT = /^(?:import|export)\b[^;'"]*?\bfrom\s+['"]([^'"]+)['"]|\bimport\(?\s*['"]([^'"]+)['"]/gm;
const isAccepting = process.env['LANWARDEN_PARSERS'] === 'accept';

/** Samples that are this parser's only where the source's settings name it: parser -> text of the line -> why. */
const ONLY_WHEN_NAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  kv: { ' IPTABLES-DROP: IN=': 'netfilter knows these pairs by more' },
  mysql: { '[InnoDB] Unable to lock': 'nothing in the line of a file says whose it is' },
};

const ids = readdirSync(HERE, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(`${HERE}${entry.name}/index.ts`))
  .map((entry) => entry.name);

describe.each(ids)('parser %s', (id) => {
  const folder = `${HERE}${id}/`;
  let parser: ParserPlugin;
  let actions: ReadonlySet<string>;
  let dispatcher: Dispatcher;

  beforeAll(async () => {
    parser = ((await import(/* @vite-ignore */ `${folder}index.ts`)) as { default: ParserPlugin }).default;
    dispatcher = new Dispatcher((await discoverParsers()).plugins, { errorLimit: 3 });
    actions = new Set([...Object.keys(ACTIONS), ...(await ownActions(folder))]);
  });

  it('declares itself as a frozen value of the folder’s name', () => {
    expect(Object.isFrozen(parser)).toBe(true);
    expect(parser.id).toBe(id);
    expect(id).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(parser.title).toMatch(/\S/);
    expect(parser.family).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(
      covers(parser.contract, PARSER_CONTRACT_VERSION),
      `${parser.contract} covers ${PARSER_CONTRACT_VERSION}`,
    ).toBe(true);
  });

  it('hints with lower-case programs (a star only at the end) and texts long enough to mean something', () => {
    for (const app of parser.hint.apps ?? []) expect(app).toMatch(/^[^\sA-Z*]+\*?$/);
    for (const text of parser.hint.contains ?? []) expect(text.length, text).toBeGreaterThanOrEqual(3);
    expect(Object.keys(parser.hint).filter((name) => name !== 'apps' && name !== 'contains')).toEqual([]);
  });

  it('imports nothing but its contract, src/event and its own folder', () => {
    for (const file of sourcesOf(folder)) {
      for (const [, from, alone] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
        expect(from ?? alone, file).toMatch(/^(#src\/plugin\/parser\.js|#src\/event\/[\w-]+\.js|\.\/[\w./-]+\.js)$/);
      }
    }
  });

  it('has samples of what it claims and of what it leaves alone', () => {
    const results = casesOf(folder).flatMap((name) => linesOf(folder, name).map((line) => parse(parser, line)));
    expect(results.some((fields) => fields !== undefined)).toBe(true);
    expect(results.some((fields) => fields === undefined)).toBe(true);
  });

  it.each(casesOf(folder))('does what samples/%s says', (name) => {
    const lines = linesOf(folder, name);
    const actual = lines.map((line) => parse(parser, line) ?? null);
    actual.forEach((fields, at) => checkValues(fields, lines[at] ?? '', parser, actions));
    if (isAccepting) accept(`${folder}samples/${name}.json`, actual);
    const expected: unknown = JSON.parse(readFileSync(`${folder}samples/${name}.json`, 'utf8'));
    expect(expected).toHaveLength(lines.length);
    actual.forEach((fields, at) => expect(fields, lines[at]).toEqual((expected as unknown[])[at]));
  });

  it('is the one who reads its samples when all parsers may', () => {
    const exceptions = ONLY_WHEN_NAMED[id] ?? {};
    const elsewhere = casesOf(folder)
      .flatMap((name) => linesOf(folder, name))
      .filter((line) => parse(parser, line) !== undefined)
      .map((line) => ({ line, reader: dispatcher.parse(decodeFrame(Buffer.from(line)))?.parser.id }))
      .filter(({ reader }) => reader !== id);
    const isException = (line: string): boolean => Object.keys(exceptions).some((text) => line.includes(text));
    expect(elsewhere.filter(({ line }) => !isException(line))).toEqual([]);
    // An exception that is none any more goes.
    const isNeeded = (text: string): boolean => elsewhere.some(({ line }) => line.includes(text));
    expect(Object.keys(exceptions).filter((text) => !isNeeded(text))).toEqual([]);
  });

  it('has a sample for each template of its tables', () => {
    const unseen = templatesWithoutSample(() => {
      for (const line of casesOf(folder).flatMap((name) => linesOf(folder, name))) parse(parser, line);
    });
    expect(unseen).toEqual([]);
  });

  it('answers the same when asked again, and survives lines that were cut or garbled', () => {
    for (const line of casesOf(folder).flatMap((name) => linesOf(folder, name))) {
      expect(parse(parser, line)).toEqual(parse(parser, line));
      for (const broken of brokenForms(line)) checkValues(parse(parser, broken) ?? null, broken, parser, actions);
    }
  });
});

/** The templates of all tables that were asked while `read` ran, without those that fitted a message. */
function templatesWithoutSample(read: () => void): string[] {
  const tables = new Set<PatternTable>();
  const seen = new Set<unknown>();
  const { find } = PatternTable.prototype;
  const spy = vi.spyOn(PatternTable.prototype, 'find').mockImplementation(function (this: PatternTable, text: string) {
    tables.add(this);
    const found = find.call(this, text);
    if (found !== undefined) seen.add(found.pattern);
    return found;
  });
  read();
  spy.mockRestore();
  return [...tables].flatMap(({ patterns }) => patterns.filter((one) => !seen.has(one)).map(([template]) => template));
}

function parse(parser: ParserPlugin, line: string): Fields | undefined {
  return parser.parse(decodeFrame(Buffer.from(line)));
}

function casesOf(folder: string): string[] {
  if (!existsSync(`${folder}samples`)) return [];
  return readdirSync(`${folder}samples`)
    .filter((file) => file.endsWith('.log'))
    .map((file) => file.slice(0, -4));
}

/** Lines that begin with `# ` explain the samples below them. */
function linesOf(folder: string, name: string): string[] {
  return readFileSync(`${folder}samples/${name}.log`, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('# '));
}

function checkValues(fields: Fields | null, line: string, parser: ParserPlugin, actions: ReadonlySet<string>): void {
  for (const [name, value] of Object.entries(fields ?? {})) {
    const problem = problemOf(name, value, isFallback(parser) ? undefined : actions);
    if (problem !== undefined) expect.unreachable(`${problem}: ${name} = ${JSON.stringify(value)} of ${line}`);
  }
}

/** Fallbacks pass on the sender's own word for an action. */
function isFallback(parser: ParserPlugin): boolean {
  return (parser.hint.apps ?? []).length === 0 && (parser.hint.contains ?? []).length === 0;
}

/** Cut at eight places, and with one character in each of eight places replaced by another that means something to parsers. */
function brokenForms(line: string): string[] {
  const forms: string[] = [];
  for (let n = 1; n <= 8; n += 1) {
    const at = Math.floor((line.length * n) / 9);
    forms.push(line.slice(0, at), `${line.slice(0, at)}${' "\'(:=[\\'.charAt(n - 1)}${line.slice(at + 1)}`);
  }
  return forms;
}

async function ownActions(folder: string): Promise<string[]> {
  if (!existsSync(`${folder}actions.ts`)) return [];
  const own = ((await import(/* @vite-ignore */ `${folder}actions.ts`)) as { ACTIONS: Record<string, string> }).ACTIONS;
  for (const [action, doc] of Object.entries(own)) {
    expect(action).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(doc).toMatch(/\S/);
    expect(Object.hasOwn(ACTIONS, action), `${action} is in src/event/actions.ts already`).toBe(false);
  }
  return Object.keys(own);
}

function sourcesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => folder + file);
}

function covers(range: string, version: string): boolean {
  const [, major, minor, patch] = /^\^(\d+)\.(\d+)\.(\d+)$/.exec(range) ?? [];
  const [haveMajor, haveMinor, havePatch] = version.split('.').map(Number) as [number, number, number];
  if (major === undefined || Number(major) !== haveMajor) return false;
  return Number(minor) < haveMinor || (Number(minor) === haveMinor && Number(patch) <= havePatch);
}

function accept(file: string, actual: readonly (Fields | null)[]): void {
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as (Fields | null)[]) : [];
  const had = before.map(formatted);
  const has = actual.map(formatted);
  const gone = had.filter((text) => !has.includes(text)).map((text) => text.replaceAll(/^/gm, '-'));
  const fresh = has.filter((text) => !had.includes(text)).map((text) => text.replaceAll(/^/gm, '+'));
  if (gone.length + fresh.length > 0) console.log([file, ...gone, ...fresh].join('\n'));
  writeFileSync(file, `[\n${has.join(',\n')}\n]\n`);
}

/** One field a line, names in alphabetical order, arrays on one line: what Prettier leaves as it is. */
function formatted(fields: Fields | null): string {
  if (fields === null) return '  null';
  const entries = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return '  {}';
  const lines = entries.map(([name, value]) => {
    const text = Array.isArray(value)
      ? `[${value.map((one) => JSON.stringify(one)).join(', ')}]`
      : JSON.stringify(value);
    return `    ${JSON.stringify(name)}: ${text}`;
  });
  return `  {\n${lines.join(',\n')}\n  }`;
}
