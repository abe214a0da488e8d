// Own fields whose values come again are stored once, and rows point to them: table `common`, a JSON object a row. Fields of few values
// (a method, a direction, a protocol) lie there in their combinations, as facets do; a value of another field that was seen before
// (a key's fingerprint, an entity) lies there alone. What that is, is learned while rows come in, so a field may lie there for one row
// and in `fields` for the next; readers look into both. Whatever a sender makes up, the table stays small. A value comes again when an
// earlier batch had it: rows of one batch may be encoded twice.

import type { FieldValue } from '../../event/event.js';
import { interned } from '../../event/interned.js';
import { Sightings } from './sightings.js';

/** A field with more values than this is none of few values. */
const MAX_FEW = 8;
/** Single values of one field; what comes later stays with its rows. */
const MAX_VALUES = 2_048;
const MAX_TEXT = 64;
const MAX_FIELDS = 2_000;
/** Ids of a part: single values get none beyond the first number. Readers look through all for each statement about own fields. */
const MAX_IDS_OF_SINGLES = 12_288;
const MAX_IDS = 16_384;
const MAX_COMBINATIONS = 4_096;
/** Fields in a combination. */
const MAX_TOGETHER = 32;
/** A field whose values do not come again is no longer looked at when so many were in vain, and so many for each that was worth it. */
const TRIES = 2_048;
const TRIES_A_VALUE = 16;
const PLAIN = /^[\x20-\x7e]*$/;

type Fields = Readonly<Record<string, FieldValue>>;

/** A step down for each field of a combination; `id` where one ends. */
interface Branch {
  id: number | undefined;
  readonly next: Map<number, Branch>;
}

interface Field {
  isOfFew: boolean;
  /** Of few values: to its number among all values of all such fields; else to its id. */
  values: Map<FieldValue, number>;
  tries: number;
}

/** A row of the table. */
export interface CommonRow {
  readonly id: number;
  /** JSON. */
  readonly fields: string;
}

/** Told one row at a time: `begin`, then `take` for each of its own fields, then `end`. */
export class CommonFields {
  readonly #root: Branch = { id: undefined, next: new Map() };
  /** Undefined: its values do not come again. */
  readonly #fields = new Map<string, Field | undefined>();
  readonly #few: (readonly [name: string, value: FieldValue])[] = [];
  readonly #sightings = new Sightings();
  /** Of the row: numbers of its values of few, as many as there are; ids of single ones. */
  readonly #row: number[] = [];
  #inRow = 0;
  #singles: number[] = [];
  #added: (readonly [id: number, json: string])[] = [];
  #combinations = 0;
  /** The first id that the table does not have. */
  #next = 1;

  /** @param rows of the table, by id */
  constructor(rows: readonly CommonRow[] = []) {
    const known = rows.map(({ id, fields }) => [id, Object.entries(JSON.parse(fields) as Fields)] as const);
    for (const [, members] of known) for (const [name, value] of members) this.recall(name, value);
    for (const [id, members] of known) this.put(id, members);
    this.#next = (rows.at(-1)?.id ?? 0) + 1;
  }

  begin(): void {
    this.#inRow = 0;
    if (this.#singles.length > 0) this.#singles = [];
  }

  /** Whether the value is one that rows share; else it is the row's own. */
  take(name: string, value: FieldValue): boolean {
    const field = this.#fields.get(name) ?? this.fieldOf(name);
    if (field === undefined || (field.isOfFew && this.#inRow === MAX_TOGETHER)) return false;
    const number = field.values.get(value) ?? this.learn(name, value, field);
    if (number === undefined) return false;
    if (field.isOfFew) this.#row[this.#inRow++] = number;
    else this.#singles.push(number);
    return true;
  }

  /**
   * What the row points to: an id, or several; null: nothing was taken. Undefined: there is no room for it, so the row keeps those fields
   * itself.
   */
  end(): number | readonly number[] | null | undefined {
    const combination = this.#inRow === 0 ? null : this.combination();
    const singles = this.#singles;
    if (combination === undefined || singles.length === 0) return combination;
    if (combination !== null) singles.push(combination);
    return singles.length === 1 ? singles[0] : singles;
  }

  /** At the end of a batch: what has to be written since the last call. */
  takeAdded(): readonly (readonly [id: number, json: string])[] {
    const added = this.#added;
    this.#added = [];
    this.#sightings.nextBatch();
    return added;
  }

  private combination(): number | undefined {
    let branch: Branch | undefined = this.#root;
    for (let i = 0; i < this.#inRow; i += 1) {
      branch = branch.next.get(this.#row[i]!);
      if (branch === undefined) return this.addCombination();
    }
    return branch.id ?? this.addCombination();
  }

  private addCombination(): number | undefined {
    if (this.#next > MAX_IDS || this.#combinations >= MAX_COMBINATIONS) return undefined;
    const numbers = this.#row.slice(0, this.#inRow);
    const id = this.add(Object.fromEntries(numbers.map((number) => this.#few[number]!)));
    this.putCombination(id, numbers);
    return id;
  }

  private putCombination(id: number, numbers: readonly number[]): void {
    let branch = this.#root;
    for (const number of numbers) {
      let next = branch.next.get(number);
      if (next === undefined) branch.next.set(number, (next = { id: undefined, next: new Map() }));
      branch = next;
    }
    branch.id = id;
    this.#combinations += 1;
  }

  private add(fields: Fields): number {
    const id = this.#next++;
    this.#added.push([id, JSON.stringify(fields)]);
    return id;
  }

  /** A value that the table has. */
  private recall(name: string, value: FieldValue): void {
    const field = this.#fields.get(name) ?? this.fieldOf(name);
    if (field?.isOfFew === true && !field.values.has(value)) this.learn(name, value, field);
  }

  /** A row of the table, when all its values are recalled. */
  private put(id: number, members: readonly (readonly [name: string, value: FieldValue])[]): void {
    const numbers: number[] = [];
    for (const [name, value] of members) {
      const field = this.#fields.get(name);
      if (field?.isOfFew === false && members.length === 1) field.values.set(kept(value), id);
      const number = field?.isOfFew === true ? field.values.get(value) : undefined;
      // One of more values than when this was written: nothing points here any more.
      if (number === undefined) return;
      numbers.push(number);
    }
    this.putCombination(id, numbers);
  }

  private fieldOf(name: string): Field | undefined {
    if (this.#fields.has(name) || this.#fields.size >= MAX_FIELDS || !isPlain(name)) return undefined;
    const field = { isOfFew: true, values: new Map<FieldValue, number>(), tries: 0 };
    this.#fields.set(interned(name), field);
    return field;
  }

  /** Of a value that is not known yet; undefined where it is not to be shared (yet). */
  private learn(name: string, value: FieldValue, field: Field): number | undefined {
    if (typeof value === 'object' || (typeof value === 'string' && !isPlain(value))) return undefined;
    if (field.isOfFew && field.values.size >= MAX_FEW) {
      field.isOfFew = false;
      field.values = new Map();
    }
    return field.isOfFew ? this.learnFew(name, value, field) : this.learnSingle(name, value, field);
  }

  private learnFew(name: string, value: FieldValue, { values }: Field): number {
    const number = this.#few.push([interned(name), kept(value)]) - 1;
    values.set(kept(value), number);
    return number;
  }

  private learnSingle(name: string, value: FieldValue, field: Field): number | undefined {
    const { values } = field;
    if (this.#next > MAX_IDS_OF_SINGLES || values.size >= MAX_VALUES) return undefined;
    const seen = this.#sightings.see(name, String(value));
    if (seen === 'never') field.tries += 1;
    if (field.tries > TRIES + TRIES_A_VALUE * values.size) this.#fields.set(name, undefined);
    if (seen !== 'before') return undefined;
    const id = this.add({ [name]: value });
    values.set(kept(value), id);
    return id;
  }
}

function kept(value: FieldValue): FieldValue {
  return typeof value === 'string' ? interned(value) : value;
}

function isPlain(text: string): boolean {
  return text.length <= MAX_TEXT && PLAIN.test(text);
}
