// What rows share of their own fields: combinations of few values, and values that came before; bounded, whatever comes.

import { describe, expect, it } from 'vitest';
import type { FieldValue } from '../../event/event.js';
import { CommonFields, type CommonRow } from './commons.js';

const FEW = 8;
const MOST_VALUES = 2_048;
const MOST_COMBINATIONS = 4_096;
const MOST_IDS = 16_384;

interface Taken {
  readonly own: readonly string[];
  readonly fields: object;
}

/** A table as the store keeps it. */
class Table {
  readonly rows = new Map<number, object>();
  commons = new CommonFields();

  /** A batch of one row: what of its fields stays with it, and what the table gives back for the rest. */
  take(fields: Readonly<Record<string, FieldValue>>): Taken {
    const { commons, rows } = this;
    const { own, end } = this.encode(fields);
    for (const [id, json] of commons.takeAdded()) rows.set(id, JSON.parse(json) as object);
    if (end === undefined) return { own: Object.keys(fields), fields: {} };
    const ids = end === null ? [] : [end].flat();
    expect(ids.every((id) => rows.has(id))).toBe(true);
    return { own, fields: Object.assign({}, ...ids.map((id) => rows.get(id))) as object };
  }

  encode(fields: Readonly<Record<string, FieldValue>>): {
    readonly own: readonly string[];
    readonly end: ReturnType<CommonFields['end']>;
  } {
    const { commons } = this;
    commons.begin();
    const own = Object.keys(fields).filter((name) => !commons.take(name, fields[name]!));
    return { own, end: commons.end() };
  }

  reopen(): void {
    this.commons = new CommonFields(
      Array.from(this.rows, ([id, fields]): CommonRow => ({ id, fields: JSON.stringify(fields) })),
    );
  }
}

describe('shared own fields', () => {
  it('are stored once a combination where they have few values', () => {
    const table = new Table();
    for (let n = 0; n < 100; n += 1) {
      const fields = { method: `m${n % 4}`, direction: n % 2 === 0, code: n % 3 };
      expect(table.take(fields)).toEqual({ own: [], fields });
    }
    expect(table.rows.size).toBe(12);
  });

  it('are stored once a value where they have more, from the second time on', () => {
    const table = new Table();
    const taken = Array.from({ length: 400 }, (_, n) =>
      table.take({ method: `m${n % 2}`, key: `k${n % 100}`, size: n % 50 }),
    );
    for (const [n, { own, fields }] of taken.entries()) {
      const all = { method: `m${n % 2}`, key: `k${n % 100}`, size: n % 50 };
      expect({ ...Object.fromEntries(own.map((name) => [name, all[name as 'key']])), ...fields }).toEqual(all);
      if (n >= 200) expect(own).toEqual([]);
    }
    expect(taken[50]!.own).toEqual(['key', 'size']);
    expect(table.rows.size).toBeLessThan(100 + 50 + 2 * FEW * FEW + 2);
  });

  it('keep their kinds apart: 7 is not "7"', () => {
    const table = new Table();
    for (let n = 0; n < 60; n += 1) table.take({ value: n % 20 < 10 ? n % 20 : String((n % 20) - 10) });
    expect(table.take({ value: 7 })).toEqual({ own: [], fields: { value: 7 } });
    expect(table.take({ value: '7' })).toEqual({ own: [], fields: { value: '7' } });
  });

  it('stay with the row where they are lists, long, or no plain text', () => {
    const table = new Table();
    const odd: Record<string, FieldValue> = { list: ['a'], long: 'x'.repeat(65), quoted: 'ü', nul: 'a\0' };
    for (let n = 0; n < 3; n += 1) expect(table.take(odd)).toEqual({ own: Object.keys(odd), fields: {} });
    expect(table.rows.size).toBe(0);
  });

  it('stay with the row where values do not come again, and a field of those is soon given up', () => {
    const table = new Table();
    for (let n = 0; n < 5_000; n += 1) table.take({ unique: `u${n}` });
    const before = table.rows.size;
    for (let n = 0; n < 3; n += 1) expect(table.take({ unique: 'again' }).own).toEqual(['unique']);
    expect(table.rows.size).toBe(before);
    expect(before).toBeLessThan(2 * FEW);
  });

  it('do not come again because their batch is encoded twice', () => {
    const table = new Table();
    for (let n = 0; n < 1_000; n += 1) {
      for (let time = 0; time < 2; time += 1)
        expect(table.encode({ unique: `u${n}` }).own).toEqual(n < FEW ? [] : ['unique']);
      table.commons.takeAdded();
    }
  });

  it('are known again when the part is opened again', () => {
    const table = new Table();
    const fieldsOf = (n: number): Record<string, FieldValue> => ({
      method: `m${n % 4}`,
      direction: n % 2 === 0,
      ...(n % 3 !== 0 && { key: `k${n % 100}` }),
    });
    for (let n = 0; n < 1_200; n += 1) table.take(fieldsOf(n));
    const before = table.rows.size;
    table.reopen();
    for (let n = 0; n < 300; n += 1) expect(table.take(fieldsOf(n))).toEqual({ own: [], fields: fieldsOf(n) });
    expect(table.rows.size).toBe(before);
    expect(table.take({ method: 'new' }).fields).toEqual({ method: 'new' });
  });

  it('keep what goes beyond 32 of them with the row', () => {
    const fields = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`f${n}`, n % 2]));
    const { own, fields: shared } = new Table().take(fields);
    expect(own).toHaveLength(8);
    expect({ ...shared, ...Object.fromEntries(own.map((name) => [name, fields[name]])) }).toEqual(fields);
  });

  it('are bounded in their combinations, which leave room for single values', () => {
    const table = new Table();
    const bits = Array.from({ length: 14 }, (_, at) => at);
    for (let n = 0; n < 2 ** 14; n += 1) table.take(Object.fromEntries(bits.map((at) => [`b${at}`, (n >> at) & 1])));
    expect(table.rows.size).toBe(MOST_COMBINATIONS);
    for (let n = 0; n < 100; n += 1) table.take({ key: `k${n % 50}` });
    expect(table.take({ key: 'k30' }).own).toEqual([]);
  });

  it('are bounded a field and in all', () => {
    const table = new Table();
    for (let n = 0; n < 12_000; n += 1) table.take({ one: `v${n >> 1}` });
    expect(table.rows.size).toBeLessThanOrEqual(MOST_VALUES + FEW);
    for (let field = 0; field < 7; field += 1)
      for (let n = 0; n < 4_000; n += 1) table.take({ [`f${field}`]: `v${n >> 1}` });
    for (let n = 0; n < 8_000; n += 1) {
      const fields = Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`few${at}`, (n >> (2 * at)) % 4]));
      const { own, fields: shared } = table.take(fields);
      expect(own.length === 0 ? shared : {}).toEqual(own.length === 0 ? fields : {});
    }
    expect(table.rows.size).toBeLessThanOrEqual(MOST_IDS);
    expect(table.take({ few0: 3, few1: 3, few2: 3, few3: 3, few4: 3, few5: 9 }).own.length).toBeGreaterThan(0);
  });
});
