// Own fields of few values (a method, a direction, a protocol) are stored once a combination, as facets are, and rows
// point to it: table `common`. Which fields those are is learned while rows come in, so a field may lie there in one row
// and in `fields` in the next; readers look into both. Whatever a sender makes up, the table stays small.

import type { FieldValue } from '../../event/event.js';

/** A field with more values than this is none of few values. */
const MAX_VALUES = 8;
const MAX_TEXT = 64;
const MAX_FIELDS = 2_000;
/** Of a part. Readers look through all of them for each statement about own fields. */
const MAX_COMMONS = 4_096;
const PLAIN = /^[\x20-\x7e]*$/;

/** A step down for each field of a combination; `id` where one ends. */
interface Branch {
  id: number | undefined;
  readonly next: Map<number, Branch>;
}

/** Told one row at a time: `begin`, then `take` for each of its own fields, then `end`. */
export class CommonFields {
  readonly #root: Branch = { id: undefined, next: new Map() };
  /** Value -> its number among all values of all fields; undefined: the field has too many. */
  readonly #values = new Map<string, Map<FieldValue, number> | undefined>();
  readonly #shared: (readonly [name: string, value: FieldValue])[] = [];
  /** Numbers of the row's shared values. */
  readonly #row: number[] = [];
  #added: (readonly [id: number, json: string])[] = [];

  /** `next`: the first id that the table does not have. */
  constructor(private next: number) {}

  begin(): void {
    this.#row.length = 0;
  }

  /** Whether the field is one that rows share; else it is the row's own. */
  take(name: string, value: FieldValue): boolean {
    const values = this.#values.get(name);
    const number = values?.get(value) ?? this.learn(name, value, values);
    if (number === undefined) return false;
    this.#row.push(number);
    return true;
  }

  /** The id of what was taken; null: nothing was. Undefined: there is no room for it, so the row keeps those fields itself. */
  end(): number | null | undefined {
    if (this.#row.length === 0) return null;
    let branch: Branch | undefined = this.#root;
    for (const number of this.#row) {
      branch = branch.next.get(number);
      if (branch === undefined) return this.add();
    }
    return branch.id ?? this.add();
  }

  /** What has to be written since the last call. */
  takeAdded(): readonly (readonly [id: number, json: string])[] {
    const added = this.#added;
    this.#added = [];
    return added;
  }

  private add(): number | undefined {
    if (this.next > MAX_COMMONS) return undefined;
    const json = JSON.stringify(Object.fromEntries(this.#row.map((number) => this.#shared[number]!)));
    const id = this.next++;
    let branch = this.#root;
    for (const number of this.#row) {
      let next = branch.next.get(number);
      if (next === undefined) branch.next.set(number, (next = { id: undefined, next: new Map() }));
      branch = next;
    }
    branch.id = id;
    this.#added.push([id, json]);
    return id;
  }

  /** The number of a value that is not known yet; undefined where it is not to be shared. */
  private learn(name: string, value: FieldValue, values: Map<FieldValue, number> | undefined): number | undefined {
    const isNew = values === undefined;
    if (isNew && (this.#values.has(name) || this.#values.size >= MAX_FIELDS || !isPlain(name))) return undefined;
    if (typeof value === 'object' || (typeof value === 'string' && !isPlain(value))) return undefined;
    if (!isNew && values.size >= MAX_VALUES) {
      this.#values.set(name, undefined);
      return undefined;
    }
    const number = this.#shared.push([name, value]) - 1;
    if (isNew) this.#values.set(name, new Map([[value, number]]));
    else values.set(value, number);
    return number;
  }
}

function isPlain(text: string): boolean {
  return text.length <= MAX_TEXT && PLAIN.test(text);
}
