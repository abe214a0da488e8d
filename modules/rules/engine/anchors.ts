// What an event must at least have for a query to match, as far as a map can look it up: values of fields and words of the message.
// Anchors are necessary, not sufficient: the predicate decides. Without any, the query is tried on every event.

import { fieldOf, type FieldName } from '#src/event/fields.js';
import { lowerAscii } from '#src/query/ascii.js';
import type { Query } from '#src/query/ast.js';

export type Anchor =
  | { readonly kind: 'value'; readonly field: FieldName; readonly value: string }
  | { readonly kind: 'word'; readonly word: string };

/** An event that matches has at least one of these; undefined: nothing can be said; empty: nothing matches. */
export function anchorsOf(query: Query): readonly Anchor[] | undefined {
  return reach(query)?.anchors;
}

interface Reach {
  readonly anchors: readonly Anchor[];
  /** Roughly, how many of a thousand events have one of them. */
  readonly weight: number;
}

/** More alternatives (a long list) than this in one index are no gain over its predicate. */
const MAX_ANCHORS = 2_000;

function reach(query: Query): Reach | undefined {
  switch (query.kind) {
    case 'equals':
      return {
        anchors: [{ kind: 'value', field: query.field as FieldName, value: lowerAscii(query.value) }],
        weight: weightOf(query.field),
      };
    case 'phrase':
      return phraseReach(query.words, query.prefix);
    case 'and':
      return query.of
        .map(reach)
        .filter((each) => each !== undefined)
        .toSorted((a, b) => a.weight - b.weight)[0];
    case 'or':
      return union(query.of.map(reach));
    default:
      return undefined;
  }
}

/** The longest word that is whole; long ones are rarer. */
function phraseReach(words: readonly string[], prefix: boolean): Reach | undefined {
  const whole = prefix ? words.slice(0, -1) : words;
  const word = whole.toSorted((a, b) => b.length - a.length)[0];
  if (word === undefined) return undefined;
  return { anchors: [{ kind: 'word', word }], weight: 120 / word.length };
}

function union(parts: readonly (Reach | undefined)[]): Reach | undefined {
  const anchors: Anchor[] = [];
  let weight = 0;
  for (const part of parts) {
    if (part === undefined) return undefined;
    anchors.push(...part.anchors);
    weight += part.weight;
  }
  return anchors.length > MAX_ANCHORS ? undefined : { anchors, weight };
}

/** Values of these fields are shared by many events, roughly so many of a thousand; what parsers bring along lies between. */
const WEIGHTS: Readonly<Record<string, number>> = {
  'event.code': 4,
  'dns.question.name': 1,
  'user.name': 5,
  'user.target.name': 2,
  'group.name': 2,
  'event.action': 6,
  'host.name': 40,
  'process.name': 50,
  tags: 20,
  'lanwarden.source': 60,
  'event.dataset': 100,
  'event.category': 100,
  'event.type': 150,
  'event.outcome': 200,
  'lanwarden.family': 250,
};

function weightOf(field: string): number {
  return WEIGHTS[field] ?? (fieldOf(field) === undefined ? 10 : 30);
}
