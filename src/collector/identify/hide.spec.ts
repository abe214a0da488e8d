import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../event/event.js';
import { expectGrowthBelow } from '../../../test/helpers/growth.js';
import { hiderOf } from './hide.js';

function hidden(sensitive: string[], fields: object): Record<string, unknown> {
  const event = { message: '', 'event.original': '', ...fields } as unknown as LogEvent;
  hiderOf(sensitive)!(event);
  return event;
}

describe('a sensitive field', () => {
  it('costs nothing where there is none', () => {
    expect(hiderOf([])).toBeUndefined();
  });

  it('leaves an event alone that has it not', () => {
    const event = { 'user.name': 'alice', message: 'alice', 'event.original': '<13>alice' };
    expect(hidden(['domain'], event)).toEqual(event);
  });

  it.each([
    ['a name, whatever its case', { 'user.name': 'Alice' }, 'ALICE and alice', '[hidden] and [hidden]'],
    ['inside another word', { 'user.name': 'alice' }, 'alice@lan', '[hidden]@lan'],
    ['what means something in patterns', { 'user.name': 'a.*b(' }, 'a.*b( axxb(', '[hidden] axxb('],
    ['what means something in replacements', { 'user.name': '$&$1' }, 'x $&$1', 'x [hidden]'],
    ['as JSON writes it', { 'user.name': 'LAN\\bob' }, '{"u":"LAN\\\\bob"}', '{"u":"[hidden]"}'],
    ['as ASCII JSON writes it', { 'user.name': 'müller' }, '{"u":"m\\u00fcller"}', '{"u":"[hidden]"}'],
    ['as XML writes it', { 'user.name': "o'neill" }, '<u>o&apos;neill</u>', '<u>[hidden]</u>'],
    ['as structured data writes it', { 'user.name': 'a]b' }, '[x u="a\\]b"]', '[x u="[hidden]"]'],
    ['not a short text', { 'user.name': 'al' }, 'al also', 'al also'],
    ['a number by itself only', { 'process.pid': 22 }, '22 2200 122 port=22', '[hidden] 2200 122 port=[hidden]'],
    ['an address by itself only', { 'source.ip': '10.0.0.1' }, '10.0.0.1: 10.0.0.12', '[hidden]: 10.0.0.12'],
    ['an IPv6 address in any spelling', { 'source.ip': '2001:db8::1' }, 'a 2001:DB8:0:0::1, 2001:db8::11', 'a [hidden], 2001:db8::11'], // prettier-ignore
    ['an address behind an escape', { 'source.ip': '10.0.0.1' }, 'a\\t10.0.0.1\\r #01110.0.0.1 \\x0910.0.0.1 t10.0.0.1 #910.0.0.1', 'a\\t[hidden]\\r #011[hidden] \\x09[hidden] t10.0.0.1 #910.0.0.1'], // prettier-ignore
    ['bytes that are no UTF-8', { 'user.name': 'm\ufffdller' }, 'm\ufffdller m\\xfcller', '[hidden] [hidden]'],
    ['as Linux audit writes it', { 'user.name': 'alice smith' }, 'acct=616C69636520736D697468', 'acct=[hidden]'],
    [
      'a MAC in any spelling',
      { 'source.mac': '00:16:3e:00:00:01' },
      '0016.3E00.0001 00-16-3e-00-00-01',
      '[hidden] [hidden]',
    ],
    ['all values of a list', { 'user.name': ['alice', 'bob'] }, 'bob, alice', '[hidden], [hidden]'],
  ])('hides %s', (_what, fields, text, expected) => {
    const event = hidden(['user', 'pid', 'src_ip', 'source.mac'], {
      ...fields,
      message: text,
      'event.original': `<13>${text}`,
    });
    expect(event).toMatchObject({ message: expected, 'event.original': `<13>${expected}`, tags: ['lanwarden.hidden'] });
    expect(event[Object.keys(fields)[0]!]).toBe('[hidden]');
  });

  const long = (size: number): string => 'ü"\\'.repeat(size);
  const many = (size: number): string[] => Array.from({ length: size }, (_, i) => `u${i}`);
  const told = (value: string | string[]): Record<string, unknown> => {
    const text = `says ${String(value).replaceAll(',', ' ')} and more`;
    return hidden(['user'], { 'user.name': value, message: text, 'event.original': text });
  };

  it.each([
    ['one long value', long(1_365)],
    ['many', many(800)],
    ['one too long to look for', 'x'.repeat(60_000)],
    ['too many to look for', many(9_000)],
    ['bytes that are no text', '\ufffd'.repeat(4_000)],
  ])('is hidden whatever it is: %s', (_what, value) => {
    const event = told(value);
    expect(event['message']).toMatch(/\[hidden\]/);
    expect(event['event.original']).not.toMatch(/ü|u1\d|x{9}/);
  });

  it.each([
    ['one', long, 130],
    ['many', many, 80],
  ])('is hidden in time that goes with its length at most: %s', async (_what, valueOf, small) => {
    const often = (size: number): void => {
      const value = valueOf(size);
      for (let n = 0; n < 50; n += 1) told(value);
    };
    await expectGrowthBelow(40, often, { small, factor: 10 });
  });

  it('is also hidden in fields that only the parser knows, and nowhere in those that group events', () => {
    const event = hidden(['user.name'], {
      'user.name': 'web1',
      'host.name': 'web1',
      'lanwarden.source': 'web1',
      'winlog.event_data.TargetUserName': 'WEB1$',
      'winlog.keywords': ['web1', 'Audit'],
      tags: Object.freeze(['syslog.repeated']),
    });
    expect(event).toMatchObject({
      'host.name': 'web1',
      'lanwarden.source': 'web1',
      'winlog.event_data.TargetUserName': '[hidden]$',
      'winlog.keywords': ['[hidden]', 'Audit'],
      tags: ['syslog.repeated', 'lanwarden.hidden'],
    });
  });
});
