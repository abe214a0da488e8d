import { describe, expect, it } from 'vitest';
import { SyslogLine } from '../../event/line.js';
import { defineParser, type ParserPlugin } from '../../plugin/parser.js';
import { Dispatcher, type Tried } from './dispatcher.js';

const parser = (id: string, hint: ParserPlugin['hint'], more: Partial<ParserPlugin> = {}): ParserPlugin =>
  defineParser({
    id,
    title: id,
    contract: '^1.0.0',
    family: 'linux',
    hint,
    parse: () => ({ 'event.action': id }),
    ...more,
  });

const line = (raw: string, app?: string): SyslogLine => Object.assign(new SyslogLine(raw), { app });
const options = { errorLimit: 3 };

describe('the dispatcher', () => {
  it.each([
    ['the parser that hints at the program', line('hello', 'sshd'), 'ssh'],
    ['program names without case', line('hello', 'SSHD'), 'ssh'],
    ['a prefix of the program name', line('hello', 'systemd-logind'), 'systemd'],
    ['the parser whose text the line holds', line('a %ASA-6-302013 b'), 'cisco'],
    ['program before text', line('a %ASA-6-302013 b', 'sshd'), 'ssh'],
    ['overlapping texts', line('xabcabd'), 'overlap'],
    ['the fallback for the rest', line('hello'), 'any'],
    ['nothing foreign in a line of other scripts', line('привет %АSA-'), 'any'],
  ])('asks %s', (_what, input, expected) => {
    const dispatcher = new Dispatcher(
      [
        parser('any', {}),
        parser('cisco', { contains: ['%ASA-', '%FTD-'] }),
        parser('overlap', { contains: ['abd'] }),
        parser('other', { contains: ['abcabc'] }),
        parser('ssh', { apps: ['sshd'] }),
        parser('systemd', { apps: ['systemd*'] }),
      ],
      options,
    );
    expect(dispatcher.parse(input)?.parser.id).toBe(expected);
  });

  it.each([
    ['a program that a parser knows, with its process id', 'sshd', '7', undefined],
    ['a web server, with or without', 'nginx', undefined, undefined],
    ['a known name that may be the tag of a forwarded file', 'sshd', undefined, 'cisco'],
    ['a program that nobody knows', 'shop', '7', 'cisco'],
    ['no program', undefined, undefined, 'cisco'],
  ])('asks by text in the line of %s', (_what, app, pid, expected) => {
    const dispatcher = new Dispatcher(
      [
        parser('cisco', { contains: ['%ASA-'] }),
        parser('ssh', { apps: ['sshd', 'nginx'] }, { parse: () => undefined }),
      ],
      options,
    );
    const said = Object.assign(line('a %ASA-6-302013 b', app), { pid });
    expect(dispatcher.parse(said)?.parser.id).toBe(expected);
    expect(said.isDeclined).toBe(app === 'sshd' || app === 'nginx');
  });

  it('asks candidates by priority, then by id, and goes on when one declines', () => {
    const asked: string[] = [];
    const declining = (id: string, priority: number): ParserPlugin =>
      parser(id, { contains: ['x'] }, { priority, parse: () => void asked.push(id) as undefined });
    const dispatcher = new Dispatcher([declining('b', 0), declining('a', 0), declining('z', 5)], options);
    expect(dispatcher.parse(line('x'))).toBeUndefined();
    expect(asked).toEqual(['z', 'a', 'b']);
  });

  it('asks the most preferred as soon as its text is found, once, and the others in their order when it declines', () => {
    const asked: string[] = [];
    const declining = (id: string, priority: number, contains: readonly string[]): ParserPlugin =>
      parser(id, { contains }, { priority, parse: () => void asked.push(id) as undefined });
    const dispatcher = new Dispatcher(
      [declining('top', 9, ['"Event']), declining('late', 5, ['"EventID"', 'end']), declining('early', 1, ['start'])],
      options,
    );
    expect(dispatcher.parse(line('start {"EventID":1} "Event" end'))).toBeUndefined();
    expect(asked).toEqual(['top', 'late', 'early']);
    expect(dispatcher.parse(line('nothing'))).toBeUndefined();
    expect(asked).toHaveLength(3);
  });

  it('switches a parser off that keeps throwing, and lets the next one have the line', () => {
    const throwing = parser('bad', { apps: ['sshd'] }, { priority: 1, parse: () => { throw new Error('boom'); } }); // prettier-ignore
    const dispatcher = new Dispatcher([throwing, parser('good', { apps: ['sshd'] })], options);
    for (let i = 0; i < 5; i += 1) expect(dispatcher.parse(line('hello', 'sshd'))?.parser.id).toBe('good');
    expect(dispatcher.health()[0]).toMatchObject({ id: 'bad', state: 'failed', errors: 3, lastError: 'boom' });
    expect(dispatcher.health()[1]).toMatchObject({ id: 'good', state: 'on', claimed: 5 });
  });

  it.each([
    ['null', () => null, undefined],
    ['false', () => false, 'expected an object of fields, or undefined for "not mine", found false'],
    ['a list', () => [], /found Array$/],
    ['a promise, kept or not', () => Promise.reject(new Error('late')), /found Promise: parse must not be async$/],
    [
      'a time as a Date',
      () => ({ '@timestamp': new Date(0) }),
      'expected @timestamp as milliseconds or as text, found Date',
    ],
    ['a time as a flag', () => ({ '@timestamp': true }), /found true$/],
  ])('takes %s for what it is: not mine, or a fault of the parser', (_what, parse, error) => {
    const odd = parser('odd', { apps: ['sshd'] }, { parse: parse as never });
    const dispatcher = new Dispatcher([odd, parser('any', {})], options);
    const trace: Tried[] = [];
    expect(dispatcher.parse(line('hello', 'sshd'), undefined, trace)?.parser.id).toBe('any');
    expect(trace[0]!.result).toBe(error === undefined ? 'declined' : 'threw');
    const said = error instanceof RegExp ? expect.stringMatching(error) : error;
    expect(dispatcher.health()[1]).toMatchObject({ errors: error === undefined ? 0 : 1, ...(said && { lastError: said }) }); // prettier-ignore
  });

  it('asks only the fixed parser where the source names one, and none that is off', () => {
    const dispatcher = new Dispatcher([parser('a', { apps: ['x'] }), parser('b', {}), parser('c', {})], {
      ...options,
      off: ['b'],
    });
    expect(dispatcher.parse(line('hello', 'x'), 'c')?.parser.id).toBe('c');
    expect(dispatcher.parse(line('hello', 'x'), 'b')).toBeUndefined();
    expect(dispatcher.parse(line('hello', 'x'), 'gone')).toBeUndefined();
    expect(dispatcher.parse(line('hello'))?.parser.id).toBe('c');
  });

  it('switches parsers off and on while it runs; one that is switched on again starts anew', () => {
    const throwing = parser('bad', { apps: ['sshd'] }, { parse: () => { throw new Error('boom'); } }); // prettier-ignore
    const dispatcher = new Dispatcher([throwing, parser('good', {})], { ...options, failed: { good: 'was stuck' } });
    for (let i = 0; i < 3; i += 1) dispatcher.parse(line('hello', 'sshd'));
    expect(dispatcher.configure([])).toEqual([]);
    expect(dispatcher.health().map(({ state }) => state)).toEqual(['failed', 'failed']);
    expect(dispatcher.configure(['bad', 'good', 'gone'])).toEqual([]);
    expect(dispatcher.health().map(({ state }) => state)).toEqual(['off', 'off']);
    expect(dispatcher.configure(['bad'])).toEqual(['good']);
    expect(dispatcher.parse(line('hello', 'sshd'))?.parser.id).toBe('good');
    dispatcher.configure([]);
    expect(dispatcher.health()[0]).toEqual({ id: 'bad', title: 'bad', state: 'on', claimed: 0, errors: 0 });
  });

  it('switches off a parser that takes longer than its budget, and says for which line', () => {
    const until = (ms: number): void => {
      for (const end = performance.now() + ms; performance.now() < end;);
    };
    let isPause = true;
    const slow = parser('slow', { apps: ['sshd'] }, { parse: () => void until(30) as undefined });
    // As if the whole process had waited: slow, but not when it is asked again.
    const waited = parser('waited', { apps: ['sshd'] }, { priority: 1, parse: () => { if (isPause) until(30); isPause = false; return undefined; } }); // prettier-ignore
    const dispatcher = new Dispatcher([slow, waited], { ...options, budgetMs: 10 });
    for (let i = 0; i < 5; i += 1) dispatcher.parse(line('a slow line', 'sshd'));
    const [first, second] = dispatcher.reports();
    expect(first).toMatchObject({ id: 'waited', state: 'on', asked: 5, slow: 0, errors: 0 });
    expect(second).toMatchObject({ id: 'slow', state: 'failed', asked: 3, slow: 3, errors: 3 });
    expect(second!.lastError).toMatch(/^took \d+ ms \(at most 10 ms are allowed\) for this line: a slow line$/);
  });

  it('counts what was asked and left unclaimed, and samples what it costs', () => {
    const dispatcher = new Dispatcher(
      [parser('ssh', { apps: ['sshd'] }, { parse: () => undefined }), parser('any', {})],
      options,
    );
    for (let i = 0; i < 96; i += 1) dispatcher.parse(line('hello', 'sshd'));
    const [any, ssh] = dispatcher.reports();
    expect(ssh).toMatchObject({ id: 'ssh', asked: 96, claimed: 0, unclaimed: 96, isFallback: false, family: 'linux' });
    expect(ssh!.hint).toEqual({ apps: ['sshd'], contains: [] });
    expect(ssh!.cost).toMatchObject({ samples: 2 });
    expect(any).toMatchObject({ id: 'any', asked: 96, claimed: 96, unclaimed: 0, isFallback: true });
  });

  it('takes other parsers from one line to the next; the same go on, changed ones start anew with their counts', () => {
    const same = parser('same', { apps: ['x'] });
    const bad = parser('bad', { apps: ['y'] }, { parse: () => { throw new Error('boom'); } }); // prettier-ignore
    const dispatcher = new Dispatcher([same, bad], { ...options, off: ['new'] });
    dispatcher.parse(line('hello', 'x'));
    for (let i = 0; i < 3; i += 1) dispatcher.parse(line('hello', 'y'));
    const changed = dispatcher.replace([same, parser('bad', { apps: ['y'] }), parser('new', { apps: ['z'] })]);
    expect([...changed].toSorted()).toEqual(['bad', 'new']);
    expect(dispatcher.parse(line('hello', 'y'))?.parser.id).toBe('bad');
    expect(dispatcher.reports()).toMatchObject([
      { id: 'bad', state: 'on', asked: 4, claimed: 1, errors: 0 },
      { id: 'new', state: 'off' },
      { id: 'same', state: 'on', asked: 1, claimed: 1 },
    ]);
    dispatcher.replace([same]);
    expect(dispatcher.parse(line('hello', 'y'))).toBeUndefined();
    // Who is watched by number keeps it.
    expect(dispatcher.slotIds()).toEqual(['bad', 'same', 'new']);
  });

  it('tells which parsers were tried and why', () => {
    const trace: Tried[] = [];
    const dispatcher = new Dispatcher(
      [parser('ssh', { apps: ['sshd'] }, { parse: () => undefined }), parser('any', {})],
      options,
    );
    dispatcher.parse(line('hello', 'sshd'), undefined, trace);
    expect(trace).toEqual([
      { parser: 'ssh', because: 'app', result: 'declined' },
      { parser: 'any', because: 'fallback', result: 'claimed' },
    ]);
  });
});
