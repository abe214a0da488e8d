import type { LogEvent } from '#src/event/event.js';
import { expect, it } from 'vitest';
import { eventKey, keyOf, keyPairs } from './key.js';

it.each(['root', 'Ro"ot', 'a\\b', 'tab\there', 'line\nfeed', 'Zoë \u{1f600}', '\ud83d', '', '[["user.name","x"]]'])(
  'writes the key of an event as that of its pairs, whatever stands in it: %j',
  (name) => {
    const event = { 'user.name': name, 'source.port': 22 } as unknown as LogEvent;
    const pairs = [
      ['user.name', name.replace('R', 'r').replace('Z', 'z')],
      ['source.port', '22'],
    ] as const;
    const key = eventKey(event, ['user.name', 'source.port']);
    expect(key).toBe(keyOf(pairs));
    expect(keyPairs(key ?? '')).toEqual(pairs);
  },
);

it('has no key for an event that lacks a field of it', () => {
  expect(eventKey({ 'user.name': 'root' } as LogEvent, ['user.name', 'source.ip'])).toBeUndefined();
});
