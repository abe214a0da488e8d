// The fields that few distinct values share (place `facet` in the registry) are stored once a combination, and events
// point to it. The writer's map is bounded: when it is full it is emptied and combinations are written again, so the
// table may hold one twice, and a sender that makes up host names costs bounded memory.

import type { FieldValue, LogEvent } from '../../event/event.js';
import { FIELDS, type FieldName } from '../../event/fields.js';

export type FacetFields = Readonly<Record<string, FieldValue>>;

export const FACET_FIELDS: readonly FieldName[] = FIELDS.filter((def) => def.place === 'facet').map((def) => def.name);

/** A new combination on its way into the table: id, JSON. */
export type FacetRow = readonly [id: number, json: string];

export class FacetIds {
  readonly #ids = new Map<string, number>();
  #chars = 0;
  #added: FacetRow[] = [];

  /** `next`: the first id that the table does not have. */
  constructor(private next: number) {}

  get count(): number {
    return this.next - 1;
  }

  idOf(event: LogEvent): number {
    const key = keyOf(event);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    if (this.#ids.size >= MAX_KNOWN || this.#chars > MAX_KNOWN_CHARS) this.forget();
    const id = this.next++;
    this.#ids.set(key, id);
    this.#chars += key.length;
    this.#added.push([id, jsonOf(event)]);
    return id;
  }

  /** What has to be written since the last call. */
  takeAdded(): readonly FacetRow[] {
    const added = this.#added;
    this.#added = [];
    return added;
  }

  private forget(): void {
    this.#ids.clear();
    this.#chars = 0;
  }
}

const MAX_KNOWN = 10_000;
const MAX_KNOWN_CHARS = 16_000_000;

/** Lengths stand before the values, so that no text can look like two. Cheaper than JSON, which is made once a combination. */
function keyOf(event: LogEvent): string {
  let key = '';
  for (const name of FACET_FIELDS) {
    const value = event[name];
    if (value === undefined) key += '-';
    else if (typeof value === 'string') key += `${value.length}:${value}`;
    else if (typeof value === 'object') key += listKey(value);
    else key += `${typeof value}${value};`;
  }
  return key;
}

/** Parsers hand out the same frozen lists again and again. */
const listKeys = new WeakMap<object, string>();

function listKey(list: readonly (string | number)[]): string {
  const known = listKeys.get(list);
  if (known !== undefined) return known;
  const json = JSON.stringify(list);
  const key = `a${json.length}:${json}`;
  if (Object.isFrozen(list)) listKeys.set(list, key);
  return key;
}

function jsonOf(event: LogEvent): string {
  return JSON.stringify(Object.fromEntries(FACET_FIELDS.map((name) => [name, event[name]])));
}
