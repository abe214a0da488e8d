// The caps of the JSON fallback: what a hostile object may cost.

import { describe, expect, it } from 'vitest';
import { decodeFrame } from '#src/collector/decode/decode.js';
import json from './index.js';

const parse = (body: unknown) => json.parse(decodeFrame(Buffer.from(JSON.stringify(body)))) ?? {};

describe('the caps of the JSON fallback', () => {
  it('keeps two hundred keys of a thousand and says so', () => {
    const fields = parse(Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`k${n}`, n])));
    expect(Object.keys(fields)).toHaveLength(201);
    expect(fields.tags).toEqual(['json.truncated']);
  });

  it.each([
    ['a value of more than 16 kB', { big: 'x'.repeat(16_385), small: 'kept' }],
    ['a name of more than 200 characters', { ['n'.repeat(201)]: 1, small: 'kept' }],
    ['a list of more than 16 kB', { big: Array.from({ length: 90 }, () => 'x'.repeat(200)), small: 'kept' }],
    ['a list of objects of more than 16 kB', { big: [{ x: 'x'.repeat(17_000) }], small: 'kept' }],
  ])('leaves %s in the raw line', (_, body) => {
    expect(parse(body)).toEqual({ 'json.small': 'kept', tags: ['json.truncated'] });
  });

  it('does not fall for a nesting of a hundred and fifty; ten thousand are no JSON', () => {
    const nested = (levels: number) =>
      decodeFrame(Buffer.from(`{"a":${'{"a":'.repeat(levels)}1${'}'.repeat(levels + 1)}`));
    const line = nested(150);
    expect(json.parse(nested(10_000))).toBeUndefined();
    expect(json.parse(line)).toEqual({ tags: ['json.truncated'] });
  });

  it('does not fall for a list in a list in a list', () => {
    const line = decodeFrame(Buffer.from(`{"a":${'['.repeat(150)}1${']'.repeat(150)},"b":[[[1]]]}`));
    expect(json.parse(line)).toEqual({ 'json.b': '[[[1]]]', tags: ['json.truncated'] });
  });

  it('is asked before the key=value fallback', async () => {
    const kv = (await import('../kv/index.js')).default;
    expect(json.priority ?? 0).toBeGreaterThan(kv.priority ?? 0);
  });
});
