// The fields that few distinct values share (place `facet` in the registry) are stored once a combination, and events
// point to it. The writer's map is bounded: when it is full it is emptied and combinations are written again, so the
// table may hold one twice, and a sender that makes up host names costs bounded memory.

import type { FieldValue } from '../../event/event.js';
import { FIELDS, type FieldName } from '../../event/fields.js';

export type FacetFields = Readonly<Record<string, FieldValue>>;

export const FACET_FIELDS: readonly FieldName[] = FIELDS.filter((def) => def.place === 'facet').map((def) => def.name);

/** A new combination on its way into the table: id, JSON. */
export type FacetRow = readonly [id: number, json: string];

/** The values of one event by their place in FACET_FIELDS; undefined where it has none. */
export type FacetValues = (FieldValue | undefined)[];

/** The combinations known, a step down for each field. */
interface Branch {
  readonly next: Map<unknown, Branch | number>;
  /** Where the last event went, which mostly is where the next one goes. */
  lastValue: FieldValue | undefined;
  last: Branch | number | undefined;
}

export class FacetIds {
  #root = newBranch();
  #known = 0;
  #branches = 0;
  #chars = 0;
  #added: FacetRow[] = [];

  /** `next`: the first id that the table does not have. */
  constructor(private next: number) {}

  get count(): number {
    return this.next - 1;
  }

  idOf(values: FacetValues): number {
    let branch: Branch | number = this.#root;
    for (let i = 0; i < ORDER.length; i += 1) {
      const value: FieldValue | undefined = values[ORDER[i]!];
      const next = turn(branch as Branch, value);
      if (next === undefined) return this.add(values);
      branch = next;
    }
    return branch as number;
  }

  /** What has to be written since the last call. */
  takeAdded(): readonly FacetRow[] {
    const added = this.#added;
    this.#added = [];
    return added;
  }

  private add(values: FacetValues): number {
    const isFull = this.#known >= MAX_KNOWN || this.#branches >= MAX_BRANCHES || this.#chars > MAX_KNOWN_CHARS;
    if (isFull) this.forget();
    const id = this.next++;
    const json = jsonOf(values);
    let branch = this.#root;
    for (const at of ORDER.slice(0, LAST)) {
      const key = keyOf(values[at]);
      let next = branch.next.get(key) as Branch | undefined;
      if (next === undefined) {
        next = newBranch();
        branch.next.set(key, next);
        this.#branches += 1;
      }
      branch = next;
    }
    branch.next.set(keyOf(values[ORDER[LAST]!]), id);
    this.#known += 1;
    this.#chars += json.length;
    this.#added.push([id, json]);
    return id;
  }

  private forget(): void {
    this.#root = newBranch();
    this.#known = this.#branches = this.#chars = 0;
    tokens.clear();
  }
}

function newBranch(): Branch {
  return { next: new Map(), lastValue: undefined, last: undefined };
}

function turn(branch: Branch, value: FieldValue | undefined): Branch | number | undefined {
  if (branch.last !== undefined && branch.lastValue === value) return branch.last;
  const next = branch.next.get(keyOf(value));
  // What is in a list that is not frozen may be something else the next time.
  if (next !== undefined && (typeof value !== 'object' || Object.isFrozen(value))) {
    branch.lastValue = value;
    branch.last = next;
  }
  return next;
}

const MAX_KNOWN = 10_000;
const MAX_BRANCHES = 100_000;
const MAX_KNOWN_CHARS = 16_000_000;

/** What senders choose comes last, so that a flood of made-up names does not multiply the steps before it. */
const CHOSEN: readonly FieldName[] = ['lanwarden.source', 'process.name', 'host.name'];
const ORDER = [...FACET_FIELDS.filter((name) => !CHOSEN.includes(name)), ...CHOSEN].map((name) =>
  FACET_FIELDS.indexOf(name),
);
const LAST = ORDER.length - 1;

/** Lists are told apart by what is in them. */
function keyOf(value: FieldValue | undefined): unknown {
  return typeof value === 'object' ? tokenOf(value as readonly (string | number)[]) : value;
}

/** Stands for a list, so that no text can look like one. Parsers hand out the same frozen lists again and again. */
interface Token {
  readonly json: string;
}
const tokens = new Map<string, Token>();
const known = new WeakMap<object, Token>();

function tokenOf(list: readonly (string | number)[]): Token {
  const token = known.get(list);
  if (token !== undefined) return token;
  const json = JSON.stringify(list);
  let made = tokens.get(json);
  if (made === undefined) tokens.set(json, (made = { json }));
  if (Object.isFrozen(list)) known.set(list, made);
  return made;
}

function jsonOf(values: FacetValues): string {
  return JSON.stringify(Object.fromEntries(FACET_FIELDS.map((name, at) => [name, values[at]])));
}
