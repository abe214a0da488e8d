// Own fields of few values (a method, a direction, a protocol) are stored once a combination, as facets are, and rows
// point to it: table `common`. Which fields those are is learned while rows come in, so a field may lie there in one row
// and in `fields` in the next; readers look into both. Whatever a sender makes up, the table stays small.

import type { FieldValue } from '../../event/event.js';

type Rest = Readonly<Record<string, FieldValue>>;

/** A field with more values than this is none of few values. */
const MAX_VALUES = 8;
const MAX_TEXT = 64;
const MAX_FIELDS = 2_000;
/** Of a part. Readers look through all of them for each statement about own fields. */
const MAX_COMMONS = 4_096;
const PLAIN = /^[\x20-\x7e]*$/;

export class CommonFields {
  readonly #ids = new Map<string, number>();
  readonly #values = new Map<string, Set<FieldValue> | 'many'>();
  #added: (readonly [id: number, json: string])[] = [];

  /** `next`: the first id that the table does not have. */
  constructor(private next: number) {}

  /** The id of what of `rest` is shared, and what is not. */
  split(rest: Rest): { readonly common: number | null; readonly own: Rest | null } {
    let key = '';
    let own: Record<string, FieldValue> | undefined;
    for (const name in rest) {
      const value = rest[name] as FieldValue;
      if (this.isShared(name, value)) key += `${name}\n${typeof value === 'string' ? '=' : '#'}${value as string}\n`;
      else (own ??= {})[name] = value;
    }
    if (key === '') return { common: null, own: rest };
    const common = this.#ids.get(key) ?? this.add(key, rest, own);
    return common === undefined ? { common: null, own: rest } : { common, own: own ?? null };
  }

  /** What has to be written since the last call. */
  takeAdded(): readonly (readonly [id: number, json: string])[] {
    const added = this.#added;
    this.#added = [];
    return added;
  }

  private add(key: string, rest: Rest, own: Rest | undefined): number | undefined {
    if (this.next > MAX_COMMONS) return undefined;
    const id = this.next++;
    this.#ids.set(key, id);
    const shared = Object.entries(rest).filter(([name]) => own === undefined || !Object.hasOwn(own, name));
    this.#added.push([id, JSON.stringify(Object.fromEntries(shared))]);
    return id;
  }

  private isShared(name: string, value: FieldValue): boolean {
    const values = this.#values.get(name);
    if (values === 'many') return false;
    if (values?.has(value)) return true;
    if (values === undefined && (this.#values.size >= MAX_FIELDS || !isPlain(name))) return false;
    if (typeof value === 'object' || (typeof value === 'string' && !isPlain(value))) return false;
    if (values === undefined) this.#values.set(name, new Set([value]));
    else if (values.size < MAX_VALUES) values.add(value);
    else {
      this.#values.set(name, 'many');
      return false;
    }
    return true;
  }
}

function isPlain(text: string): boolean {
  return text.length <= MAX_TEXT && PLAIN.test(text);
}
