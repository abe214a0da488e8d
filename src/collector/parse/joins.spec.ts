import { expect, it } from 'vitest';
import type { Fields } from '../../event/event.js';
import type { ParserPlugin } from '../../plugin/parser.js';
import { NO_SLOTS, Sources } from '../identify/sources.js';
import { Interpreter } from '../interpret.js';
import { Dispatcher } from './dispatcher.js';
import { Joins } from './joins.js';

const START = Date.UTC(2026, 10, 20, 12);
const MINUTE = 60_000;

const joining = (id: string, ttlMs: number): ParserPlugin => ({
  id,
  title: id,
  contract: '^1.0.0',
  hint: {},
  family: 'linux',
  parse: () => undefined,
  join: { key: (fields) => fields['user.name'], carry: ['source.ip'], ttlMs },
});
const mail = joining('mail', 60 * MINUTE);
const names = joining('names', 5_000);

/** What a line of that key has, when it had `address` or none itself. */
function joined(joins: Joins, parser: ParserPlugin, key: string, at: number, address?: string): unknown {
  const fields: Fields = { 'user.name': key, ...(address !== undefined && { 'source.ip': address }) };
  joins.apply(parser, 0, fields, at);
  return fields['source.ip'];
}

it('what an earlier line of the key said is known for as long as the parser says', () => {
  const joins = new Joins();
  joined(joins, names, 'a', START, '10.0.0.1');
  expect(joined(joins, names, 'b', START)).toBeUndefined();
  expect(joined(joins, mail, 'a', START)).toBeUndefined();
  expect(joined(joins, names, 'a', START + 5_000)).toBe('10.0.0.1');
  expect(joined(joins, names, 'a', START + 10_001)).toBeUndefined();
});

it('many short memories of one parser do not push out the long ones of another', () => {
  const joins = new Joins();
  joined(joins, mail, 'queued', START, '10.0.0.1');
  for (let n = 0; n < 25_000; n++) joined(joins, names, `name ${n}`, START + n * 100, '10.0.0.2');
  expect(joined(joins, mail, 'queued', START + 45 * MINUTE)).toBe('10.0.0.1');
});

it('the longest unused of a parser is forgotten where there are too many', () => {
  const joins = new Joins();
  for (let n = 0; n < 20_001; n++) joined(joins, mail, `mail ${n}`, START + n, '10.0.0.1');
  expect(joined(joins, mail, 'mail 0', START + MINUTE)).toBeUndefined();
  expect(joined(joins, mail, 'mail 1', START + MINUTE)).toBe('10.0.0.1');
});

it('a join that throws is charged to its parser, and the event is kept', () => {
  const torn: ParserPlugin = {
    ...mail,
    parse: () => ({ 'event.action': 'seen' }),
    join: { ...mail.join!, key: () => null as never },
  };
  const dispatcher = new Dispatcher([torn], { errorLimit: 3 });
  const sources = new Sources(NO_SLOTS, [], { zone: 'UTC', unknown: 'accept' });
  const interpreter = new Interpreter({ sources, dispatcher, zone: 'UTC' });
  const { event } = interpreter.interpret({
    bytes: Buffer.from('hello'),
    receivedAt: START,
    transport: 'udp',
    peer: { address: '127.0.0.1', port: 514 },
  });
  expect(event).toMatchObject({ 'event.action': 'seen', 'event.original': 'hello' });
  expect(dispatcher.health()).toMatchObject([{ errors: 1, lastError: expect.stringMatching(/^join: /) as string }]);
});
