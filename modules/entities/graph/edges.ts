// The edges between users, addresses and hosts that were counted, and which of them are shown: the strongest, as long as few enough
// nodes hang on them that a person still sees something.

import type { EntityKind } from '#src/portal/events/entity-links.js';

export type NodeKind = Exclude<EntityKind, 'domain'>;

export interface NodeRef {
  readonly kind: NodeKind;
  readonly name: string;
}

export interface CountedEdge {
  readonly from: NodeRef;
  readonly to: NodeRef;
  /** Events that name both. */
  readonly count: number;
}

/** From user to address to host, whichever side it was counted from. */
const RANK: Readonly<Record<NodeKind, number>> = { user: 0, ip: 1, host: 2 };

export class EdgeBook {
  readonly #edges = new Map<string, CountedEdge>();

  /** The same edge may be counted from both ends; it is one. */
  add(one: NodeRef, other: NodeRef, count: number): void {
    const [from, to] = RANK[one.kind] <= RANK[other.kind] ? [one, other] : [other, one];
    const key = `${nodeId(from)}\n${nodeId(to)}`;
    const known = this.#edges.get(key);
    if (known === undefined || known.count < count) this.#edges.set(key, { from, to, count });
  }

  get size(): number {
    return this.#edges.size;
  }

  /** The strongest first; edges that would bring in a node too many are left out, those between nodes already there are not. */
  strongest(maxNodes: number, maxEdges: number): readonly CountedEdge[] {
    const nodes = new Set<string>();
    const shown: CountedEdge[] = [];
    for (const edge of [...this.#edges.values()].toSorted((a, b) => b.count - a.count)) {
      if (shown.length >= maxEdges) break;
      const ends = [nodeId(edge.from), nodeId(edge.to)];
      if (nodes.size + ends.filter((id) => !nodes.has(id)).length > maxNodes) continue;
      for (const id of ends) nodes.add(id);
      shown.push(edge);
    }
    return shown;
  }
}

/** Queries ignore case, so names that differ in it only are one node. */
export function nodeId({ kind, name }: NodeRef): string {
  return `${kind}:${name.toLowerCase()}`;
}
