// The parser that the inbox writes must run and read what it was made from, and no text of a message may become code.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { SyslogLine } from '#src/event/line.js';
import type { ParserPlugin } from '#src/plugin/parser.js';
import type { KnownShape } from '../known-shapes.js';
import { shapeOf } from '../shape/shape.js';
import { parserStart } from './parser-start.js';

// Inside the checkout, where `#src/…` means something.
mkdirSync('node_modules/.vitest', { recursive: true });
const dir = mkdtempSync(join('node_modules/.vitest', 'parser-start-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const known = (app: string, message: string): KnownShape =>
  ({ ...shapeOf(app, message), samples: [{ raw: `<13>${message}`, source: 'x' }] }) as unknown as KnownShape;

async function load(app: string, message: string): Promise<ParserPlugin> {
  const { id, files } = parserStart(known(app, message), undefined);
  const path = join(process.cwd(), dir, `${id}-${files[0]!.text.length}.ts`);
  writeFileSync(path, files[0]!.text);
  return ((await import(/* @vite-ignore */ path)) as { default: ParserPlugin }).default;
}

const CASES: readonly (readonly [app: string, message: string, fields: Record<string, unknown>])[] = [
  ['doord', 'door 12 opened by 192.0.2.7', { 'doord.door': 12, 'source.ip': '192.0.2.7' }],
  [
    'gate-keeper',
    "user 'eve' at 2026-11-20 10:00:01 from 192.0.2.7:50222 to [2001:db8::1]",
    { 'gate_keeper.user': 'eve', 'source.ip': '192.0.2.7', 'destination.ip': '2001:db8::1', 'gate_keeper.num': 50_222 },
  ],
  ['x y', 'nothing changes', {}],
  ['cron', 'job took  s', {}],
];

describe('the start of a parser', () => {
  it.each(CASES)('for %s reads "%s"', async (app, message, fields) => {
    const parser = await load(app, message);
    const line = new SyslogLine(`<13>${message}`);
    line.message = message;
    expect(parser.parse(line)).toMatchObject({ 'event.severity': 1, ...fields });
    expect(parser.parse(new SyslogLine('something else'))).toBeUndefined();
  });

  it('asks for the program, or for the longest text where there is none', async () => {
    expect((await load('doord', 'a')).hint).toEqual({ apps: ['doord'] });
    expect((await load('two words', 'nothing changes')).hint).toEqual({ contains: ['nothing changes'] });
    expect((await load('worker-17', 'a b')).hint).toEqual({ apps: ['worker-*'] });
    expect((await load('', '5 monkeys jumped on 3 beds')).hint).toEqual({ contains: ['monkeys jumped on'] });
  });

  it.each([
    "'; globalThis.pwned = 1; '",
    '*/ globalThis.pwned = 1; /*',
    '${(globalThis.pwned = 1)}',
    '\\u0027; globalThis.pwned = 1; //',
    '\u2028globalThis.pwned = 1; \u202e \\',
  ])('takes %j as text', async (evil) => {
    const parser = await load(`app${evil}`, `${evil} 5 ${evil}`);
    parser.parse(new SyslogLine(`${evil} 5 ${evil}`));
    expect('pwned' in globalThis).toBe(false);
  });

  it('takes the name that was asked for, or says why not', () => {
    expect(parserStart(known('doord', 'a'), 'my-door').files[0]!.path).toBe('parsers/my-door/index.ts');
    expect(parserStart(known('doord', 'a'), '../evil')).toMatchObject({
      id: 'doord',
      invalid: expect.any(String) as string,
    });
    expect(parserStart(known('"><script>', 'a'), undefined).id).toBe('script');
  });
});
