// Own fields whose values come again are stored once, and rows point to them: table `common`, a JSON object a row. Fields of few values
// (a method, a direction, a protocol) lie there in their combinations, as facets do; a value of another field that was seen before
// (a key's fingerprint, an entity) lies there alone. What that is, is learned while rows come in, so a field may lie there for one row
// and in `fields` for the next; readers look into both. Whatever a sender makes up, the table stays small.

import type { FieldValue } from '../../event/event.js';
import { interned } from '../../event/interned.js';
import { Sightings } from './sightings.js';

/** A field with more values than this is none of few values. */
const MAX_FEW = 8;
/** Single values of one field; what comes later stays with its rows. */
const MAX_VALUES = 2_048;
const MAX_TEXT = 64;
const MAX_FIELDS = 2_000;
/** Ids, of a part: single values have the first ones, combinations may go on. Readers look through all for each statement about own fields. */
const MAX_SINGLES = 12_288;
const MAX_COMMONS = MAX_SINGLES + 4_096;
/** A field whose values do not come again is no longer looked at when so many were in vain, and so many for each that was worth it. */
const TRIES = 2_048;
const TRIES_A_VALUE = 16;
const PLAIN = /^[\x20-\x7e]*$/;

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

/** Told one row at a time: `begin`, then `take` for each of its own fields, then `end`. */
export class CommonFields {
  readonly #root: Branch = { id: undefined, next: new Map() };
  /** Undefined: its values do not come again. */
  readonly #fields = new Map<string, Field | undefined>();
  readonly #few: (readonly [name: string, value: FieldValue])[] = [];
  readonly #sightings = new Sightings();
  /** Of the row: numbers of its values of few, ids of single ones. */
  readonly #row: number[] = [];
  readonly #singles: number[] = [];
  #added: (readonly [id: number, json: string])[] = [];

  /** `next`: the first id that the table does not have. */
  constructor(private next: number) {}

  begin(): void {
    this.#row.length = 0;
    this.#singles.length = 0;
  }

  /** Whether the value is one that rows share; else it is the row's own. */
  take(name: string, value: FieldValue): boolean {
    const field = this.#fields.get(name) ?? this.fieldOf(name);
    if (field === undefined) return false;
    const number = field.values.get(value) ?? this.learn(name, value, field);
    if (number === undefined) return false;
    (field.isOfFew ? this.#row : this.#singles).push(number);
    return true;
  }

  /**
   * What the row points to: an id, or a JSON list of several; null: nothing was taken. Undefined: there is no room for it, so the row keeps
   * those fields itself.
   */
  end(): number | string | null | undefined {
    const combination = this.#row.length === 0 ? null : this.combination();
    const singles = this.#singles;
    if (combination === undefined || singles.length === 0) return combination;
    if (combination === null) return singles.length === 1 ? singles[0] : `[${singles.join(',')}]`;
    return `[${combination},${singles.join(',')}]`;
  }

  /** What has to be written since the last call. */
  takeAdded(): readonly (readonly [id: number, json: string])[] {
    const added = this.#added;
    this.#added = [];
    return added;
  }

  private combination(): number | undefined {
    let branch: Branch | undefined = this.#root;
    for (const number of this.#row) {
      branch = branch.next.get(number);
      if (branch === undefined) return this.addCombination();
    }
    return branch.id ?? this.addCombination();
  }

  private addCombination(): number | undefined {
    if (this.next > MAX_COMMONS) return undefined;
    const id = this.add(Object.fromEntries(this.#row.map((number) => this.#few[number]!)));
    let branch = this.#root;
    for (const number of this.#row) {
      let next = branch.next.get(number);
      if (next === undefined) branch.next.set(number, (next = { id: undefined, next: new Map() }));
      branch = next;
    }
    branch.id = id;
    return id;
  }

  private add(fields: Readonly<Record<string, FieldValue>>): number {
    const id = this.next++;
    this.#added.push([id, JSON.stringify(fields)]);
    return id;
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
    if (this.next > MAX_SINGLES || values.size >= MAX_VALUES) return undefined;
    if (!this.#sightings.isKnown(name, String(value))) {
      field.tries += 1;
      if (field.tries > TRIES + TRIES_A_VALUE * values.size) this.#fields.set(name, undefined);
      return undefined;
    }
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
