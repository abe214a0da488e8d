// Templates: what they make, that nothing in a value breaks out of them, and what is said of mistakes.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OutboxMessage } from '#src/outbox/message.js';
import { exampleMessage } from './example.js';
import { fillTemplate, parseTemplate } from './json-template.js';
import { renderTemplate } from './render.js';
import { TEMPLATE_PATHS, knownPath, templateValues } from './paths.js';

const message = exampleMessage(Date.UTC(2026, 10, 20, 3, 12, 44));

function fill(template: string, of: OutboxMessage = message): unknown {
  const parsed = parseTemplate(template);
  if (parsed.kind === 'invalid') throw new Error(parsed.message);
  return fillTemplate(parsed.root, templateValues(of));
}

describe('a template', () => {
  it('keeps the type of a value that stands alone, and makes text of one within quotes', () => {
    const made = fill(`{
      "n": {{alert.count}}, "t": "{{alert.count}}", "rule": {{ alert.rule }},
      "both": "{{alert.entity.user}}@{{alert.entity.host}} \\u00fc\\n", "list": [1, -2.5e1, true, null, {{alert.reasons.0.what}}],
      "absent": {{alert.score}}, "absentText": "<{{alert.score}}>", "object": "{{alert.rule}}", "empty": {}, "none": []
    }`);
    expect(made).toEqual({
      n: 14,
      t: '14',
      both: 'alice@web1 ü\n',
      absent: null,
      absentText: '<>',
      empty: {},
      none: [],
      rule: { id: 'brute-force-address', name: 'Many failed logons from one address', kind: 'threshold' },
      list: [1, -25, true, null, 'failed logons in 10 minutes'],
      object: JSON.stringify({
        id: 'brute-force-address',
        name: 'Many failed logons from one address',
        kind: 'threshold',
      }),
    });
  });

  it('may be a value alone, and may name its keys as it likes', () => {
    expect(fill('{{alert.count}}')).toBe(14);
    expect(JSON.stringify(fill('{"__proto__": "{{type}}"}'))).toBe('{"__proto__":"alert.raised"}');
    expect(({} as Record<string, unknown>)['__proto__']).toBe(Object.prototype);
  });

  it('cannot be broken out of by any value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (evil) => {
        const hostile = { ...message, body: { alert: { title: evil, count: 1 } } };
        const made = fill('{"a": "x{{alert.title}}y", "b": {{alert.title}}}', hostile);
        expect(JSON.parse(JSON.stringify(made))).toEqual({ a: `x${evil}y`, b: evil });
      }),
    );
    const nested = { ...message, body: { alert: { title: '{{alert.count}}","x":"{{id}}' } } };
    expect(fill('{"a": "{{alert.title}}"}', nested)).toEqual({ a: '{{alert.count}}","x":"{{id}}' });
  });

  it('reaches no more than the message: nothing inherited', () => {
    for (const path of ['constructor', 'alert.__proto__', 'alert.title.length', 'alert.events.length', '__proto__'])
      expect([path, parseTemplate(`"{{${path}}}"`).kind]).toEqual([path, 'invalid']);
  });

  it.each([
    ['{"a": "{{alert.titel}}"}', 'Line 1, column 8: no message has "alert.titel"; did you mean {{alert.title}}?.'],
    ['{"a": 1,}', 'Line 1, column 9: a name in quotes is missing here.'],
    ['{\n "a": x}', 'Line 2, column 7: a value is missing here'],
    ['{"a": "b}', 'Line 1, column 7: the quote that begins here is never closed.'],
    ['{"a" 1}', 'Line 1, column 6: a colon is missing here.'],
    ['[1 2]', 'Line 1, column 4: a comma or ] is missing here.'],
    ['{"{{id}}": 1}', 'Line 1, column 2: a name cannot hold {{ }}.'],
    ['{"a": {{alert.title}', 'Line 1, column 7: {{ is not followed by a path and }}'],
    ['{"a": "{{}}"}', 'Line 1, column 8: {{ is not followed by a path'],
    ['{"a": "\\x"}', 'Line 1, column 8: this text holds an escape'],
    ['{} {}', 'Line 1, column 4: nothing may follow'],
    ['', 'Line 1, column 1: a value is missing here'],
    ['['.repeat(30), 'more than 20 levels'],
    [' '.repeat(20_000), 'longer than 16384'],
  ])('%s is refused with the place', (template, expected) => {
    expect(parseTemplate(template)).toMatchObject({ kind: 'invalid', message: expect.stringContaining(expected) });
  });

  it('is JSON as it stands when it names nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(!JSON.stringify(value).includes('{{'));
        expect(JSON.stringify(fill(JSON.stringify(value, null, 2)))).toBe(JSON.stringify(value));
      }),
    );
  });

  it('that would become huge is refused with a sentence, and never made', () => {
    const large = { ...message, body: { alert: { title: 'x'.repeat(2_000), count: 1 } } };
    const template = `[${Array.from({ length: 1_400 }, () => '{{alert}}').join()}]`;
    expect(renderTemplate(template, large)).toEqual({
      kind: 'invalid',
      message: expect.stringContaining('more than 1048576 characters'),
    });
    expect(renderTemplate(template, { ...message, body: { alert: { title: 'x' } } })).toMatchObject({ kind: 'text' });
  });

  it('makes JSON that strict readers take, also of half a character', () => {
    const half = { ...message, body: { alert: { title: 'a\ud83d', rule: { name: '\ude00' } } } };
    const rendered = renderTemplate('{"a": "{{alert.title}}", "b": {{alert}}}', half);
    expect(rendered).toMatchObject({ kind: 'text' });
    expect(rendered.kind === 'text' && /\\ud[89a-f]/i.test(rendered.text)).toBe(false);
    expect(rendered.kind === 'text' && JSON.parse(rendered.text)).toMatchObject({
      a: 'a\ufffd',
      b: { title: 'a\ufffd' },
    });
  });

  it('knows each path that it offers', () => {
    expect(TEMPLATE_PATHS.filter((path) => !knownPath(path))).toEqual([]);
    expect(TEMPLATE_PATHS).toContain('alert.reasons.0.what');
  });
});
