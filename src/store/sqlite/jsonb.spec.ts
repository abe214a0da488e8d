import fc from 'fast-check';
import sqlite3 from 'sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JsonbArray } from './jsonb.js';

type Value = string | number | null | readonly number[];

function written(values: readonly Value[]): JsonbArray {
  const array = new JsonbArray();
  for (const value of values) {
    if (value === null) array.null();
    else if (typeof value === 'number') array.integer(value);
    else if (typeof value === 'string') expect(array.text(value)).toBe(true);
    else array.integers(value);
  }
  return array;
}

describe('an array in binary JSON', () => {
  let db: sqlite3.Database;
  beforeAll(() => void (db = new sqlite3.Database(':memory:')));
  afterAll(() => db.close());

  /** What SQLite reads in it, after a check of every element. */
  async function read(bytes: Buffer): Promise<unknown> {
    const row = await new Promise<{ valid: number; json: string }>((resolve, reject) =>
      db.get(
        'select json_valid(?1, 8) valid, json(?1) json',
        [bytes],
        (error, found: { valid: number; json: string }) => (error ? reject(error) : resolve(found)),
      ),
    );
    expect(row.valid).toBe(1);
    return JSON.parse(row.json);
  }

  const anyValue: fc.Arbitrary<Value> = fc.oneof(
    fc.constant(null),
    fc.maxSafeInteger(),
    fc.integer({ min: 0, max: 2_000 }),
    fc.string({ unit: 'grapheme', maxLength: 80 }).filter((text) => !text.includes('\0') && text.isWellFormed()),
    fc.string({ unit: 'binary-ascii', maxLength: 80 }).filter((text) => !text.includes('\0')),
    fc.array(fc.maxSafeNat(), { maxLength: 40 }),
  );

  it('is read by SQLite as what was written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyValue, { maxLength: 30 }), async (values) => {
        expect(await read(written(values).bytes())).toEqual(values);
      }),
      { numRuns: 200 },
    );
  });

  it.each([0, 1, 11, 12, 63, 64, 65, 255, 256, 70_000])('has texts of %i characters, plain and not', async (length) => {
    const values = ['a'.repeat(length), 'ü'.repeat(length)];
    expect(await read(written(values).bytes())).toEqual(values);
  });

  it.each([0, 9, 10, 999_999_999, 1_000_000_000, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER])(
    'has %i',
    async (value) => expect(await read(written([value]).bytes())).toEqual([value]),
  );

  it.each([0, 253, 254, 255, 256, 70_000])('has arrays of %i bytes inside', async (length) => {
    const array = new JsonbArray();
    const outer = array.open();
    const inner = array.open();
    for (let i = 0; i < length; i += 1) array.null();
    array.close(inner);
    array.integer(7);
    array.close(outer);
    expect(await read(array.bytes())).toEqual([[new Array(length).fill(null), 7]]);
  });

  it('refuses a text that SQLite cannot hold, and forgets it', async () => {
    for (const text of ['a\0b', '\ud800', `${'x'.repeat(80)}\0`, `${'x'.repeat(80)}\udc00`]) {
      const array = written(['before']);
      const { size } = array;
      array.integer(1);
      expect(array.text(text)).toBe(false);
      array.rewind(size);
      expect(array.text('after')).toBe(true);
      expect(await read(array.bytes())).toEqual(['before', 'after']);
    }
  });
});
