// Many queries over one event, decided by what few values tell: a tree that grows with the combinations that come. Each node looks at one
// field (category, outcome, action ...), each edge is a value, and what is left of the queries goes on; most events end after two or three
// look-ups with nothing left, others with what only an address or a message can tell. Answers as QueryIndex does, which it falls back on.
//
//   event.action --ssh_login--> event.category --authentication--> event.outcome --failure--> [-src_ip:127.0.0.0/8: 4 rules]
//        \--dns_query--> ...                                             \--success--> []
//
// Bounded: a field with too many values is left to the queries, and so is everything once the tree is large.

import type { LogEvent } from '#src/event/event.js';
import { FIELDS, type FieldName } from '#src/event/fields.js';
import type { Query } from '#src/query/ast.js';
import { ownText } from './own-text.js';
import { decided, fieldsOf, isAll, isNone, residueText } from './partial.js';
import { type Patience, QueryIndex } from './query-index.js';
import { RememberedPredicates } from './remembered-predicates.js';

/** Queries that are left, over all nodes. */
const MAX_LEFT = 200_000;
/** Of one field in one node: of those that are few by their nature, and of others. */
const MAX_FACET_VALUES = 2_000;
const MAX_OTHER_VALUES = 100;
const MAX_VALUE_CHARS = 200;
const MAX_LIST = 4;
/** Events that found no place; then the tree begins anew, with what comes now. */
const MAX_PASSED = 200_000;

type Scalar = string | number | boolean;

interface Asked<T> {
  readonly text: string;
  readonly query: Query;
  readonly by: T[];
}

interface Left<T> {
  readonly asked: Asked<T>;
  /** What of its query is not decided yet. */
  readonly query: Query;
}

interface Node<T> {
  /** Undefined: nothing more can be decided here. */
  readonly field: FieldName | undefined;
  readonly byValue: Map<Scalar | undefined, Node<T>>;
  /** By the first of several values, and so on. */
  readonly byList: Lists<T>;
  readonly left: readonly Left<T>[];
  /** What is tried on each event that comes here; undefined: nothing. */
  readonly residue: QueryIndex<T> | undefined;
}

interface Lists<T> {
  node: Node<T> | undefined;
  readonly next: Map<Scalar, Lists<T>>;
}

export class QueryTree<T> {
  readonly #all: QueryIndex<T>;
  readonly #asked = new Map<string, Asked<T>>();
  /** Fields with so many values that nothing is decided by them. */
  readonly #wide = new Set<string>();
  readonly #remembered = new RememberedPredicates();
  #root: Node<T> | undefined;
  #size = 0;
  #passed = 0;

  constructor(private readonly patience?: Patience<T>) {
    this.#all = new QueryIndex(patience);
  }

  /** As QueryIndex.add. */
  add(text: string, query: Query, entry: T): void {
    this.#all.add(text, query, entry);
    const known = this.#asked.get(text);
    if (known === undefined) this.#asked.set(text, { text, query, by: [entry] });
    else known.by.push(entry);
    this.#begin();
  }

  /** As QueryIndex.match. */
  match(event: LogEvent, visit: (entry: T) => void): void {
    let node = (this.#root ??= this.#plant());
    while (node.field !== undefined) {
      const next = this.#next(node, event[node.field], event);
      if (next === undefined) {
        this.#all.match(event, visit);
        return;
      }
      node = next;
    }
    if (node.residue !== undefined) node.residue.match(event, visit);
  }

  #next(node: Node<T>, value: unknown, event: LogEvent): Node<T> | undefined {
    if (typeof value !== 'object') {
      return node.byValue.get(value as Scalar | undefined) ?? this.#grown(node, [value as Scalar | undefined], event);
    }
    const list = value as readonly Scalar[];
    if (list.length <= 1) return node.byValue.get(list[0]) ?? this.#grown(node, [list[0]], event);
    let at: Lists<T> | undefined = node.byList;
    for (const each of list) {
      at = at.next.get(each);
      if (at === undefined) return this.#grown(node, list, event);
    }
    return at.node ?? this.#grown(node, list, event);
  }

  /** Undefined: there is no room for a node, or the values are too long for one. */
  #grown(node: Node<T>, values: readonly (Scalar | undefined)[], event: LogEvent): Node<T> | undefined {
    const field = node.field as FieldName;
    const isLong = values.length > MAX_LIST || values.some((v) => typeof v === 'string' && v.length > MAX_VALUE_CHARS);
    if (isLong) return undefined;
    if (this.#size > MAX_LEFT) {
      if ((this.#passed += 1) > MAX_PASSED) this.#begin();
      return undefined;
    }
    if (node.byValue.size + node.byList.next.size >= (FACETS.has(field) ? MAX_FACET_VALUES : MAX_OTHER_VALUES)) {
      this.#wide.add(field);
      this.#begin();
      return undefined;
    }
    const only = { [field]: event[field] } as unknown as LogEvent;
    const left = node.left.flatMap(({ asked, query }) => {
      const rest = decided(query, field, only);
      return isNone(rest) ? [] : [{ asked, query: rest }];
    });
    const grown = this.#node(left);
    if (values.length === 1) node.byValue.set(own(values[0]), grown);
    else listOf(node.byList, values as readonly Scalar[]).node = grown;
    return grown;
  }

  #plant(): Node<T> {
    return this.#node([...this.#asked.values()].map((asked) => ({ asked, query: asked.query })));
  }

  #node(left: readonly Left<T>[]): Node<T> {
    this.#size += 1 + left.length;
    const field = this.#telling(left);
    const residue = field === undefined && left.length > 0 ? this.#residueOf(left) : undefined;
    return { field, byValue: new Map(), byList: { node: undefined, next: new Map() }, left, residue };
  }

  /** The field that most of the queries ask for. */
  #telling(left: readonly Left<T>[]): FieldName | undefined {
    const asked = new Map<FieldName, number>();
    for (const { query } of left)
      for (const field of fieldsOf(query))
        if (isFew(field) && !this.#wide.has(field))
          asked.set(field as FieldName, (asked.get(field as FieldName) ?? 0) + 1);
    let best: FieldName | undefined;
    for (const [field, count] of asked) if (best === undefined || count > (asked.get(best) ?? 0)) best = field;
    return best;
  }

  #residueOf(left: readonly Left<T>[]): QueryIndex<T> {
    const index = new QueryIndex<T>(this.patience);
    for (const { asked, query } of left) {
      const text = isAll(query) ? '' : residueText(query);
      for (const entry of asked.by) index.add(text, query, entry, this.#remembered);
    }
    return index;
  }

  #begin(): void {
    this.#root = undefined;
    this.#size = 0;
    this.#passed = 0;
  }
}

function listOf<T>(lists: Lists<T>, values: readonly Scalar[]): Lists<T> {
  let at = lists;
  for (const value of values) {
    let next = at.next.get(value);
    if (next === undefined) at.next.set(own(value) as Scalar, (next = { node: undefined, next: new Map() }));
    at = next;
  }
  return at;
}

function own(value: Scalar | undefined): Scalar | undefined {
  return typeof value === 'string' ? ownText(value, value.length) : value;
}

const FACETS = new Set<string>(FIELDS.filter(({ place }) => place === 'facet').map(({ name }) => name));
const KNOWN = new Set<string>(FIELDS.map(({ name }) => name));
const DERIVED = new Set(['hour', 'weekday']);

/** Facets, and what parsers bring along until it shows otherwise; not addresses, names and texts, nor what is derived from the time. */
function isFew(field: string): boolean {
  return FACETS.has(field) || !(KNOWN.has(field) || DERIVED.has(field));
}
