// Counts which users, addresses and hosts occur together. The store groups by one field at a time, so it is asked once for each node and
// kind of neighbour: a bounded number of questions, a few at a time, until a deadline. What was not answered by then is left out, and said.

import { performance } from 'node:perf_hooks';
import { Fault } from '#src/faults.js';
import { ALL } from '#src/query/ast.js';
import type { EventReader, TimeRange, TopEntry } from '#src/store/event-store.js';
import { entityOf } from '../entity.js';
import { EdgeBook, nodeId, type NodeKind, type NodeRef } from './edges.js';

export interface CountedGraph {
  readonly edges: EdgeBook;
  /** Questions to the store, and how many of them got no answer in time. */
  readonly asked: number;
  readonly unanswered: number;
  readonly tookMs: number;
}

const FIELDS: Readonly<Record<NodeKind, string>> = { user: 'user.name', ip: 'source.ip', host: 'host.name' };
const NEIGHBOURS: Readonly<Record<NodeKind, readonly NodeKind[]>> = {
  user: ['ip', 'host'],
  ip: ['user', 'host'],
  host: ['user', 'ip'],
};
/** Of the busiest users and of the busiest addresses, where there is no centre. */
const SEEDS = 30;
/** Around a centre: its neighbours of each kind, and how many of them are asked for theirs. */
const FIRST_RING = 25;
const ASKED_OF_RING = 12;
/** Neighbours of each kind of all others. */
const SECOND_RING = 8;
const AT_ONCE = 4;
const DEADLINE_MS = 4_000;

export async function countEdges(
  store: EventReader,
  range: TimeRange,
  centre: NodeRef | undefined,
  signal?: AbortSignal,
): Promise<CountedGraph> {
  const counting = new Counting(store, range, signal);
  if (centre === undefined) await counting.busiest();
  else await counting.around(centre);
  return counting.result();
}

class Counting {
  readonly #edges = new EdgeBook();
  readonly #began = performance.now();
  #asked = 0;
  #unanswered = 0;

  constructor(
    private readonly store: EventReader,
    private readonly range: TimeRange,
    private readonly signal: AbortSignal | undefined,
  ) {}

  async busiest(): Promise<void> {
    const [users, addresses] = await Promise.all([
      this.#top('user', undefined, SEEDS),
      this.#top('ip', undefined, SEEDS),
    ]);
    await this.#expand([
      ...users.flatMap((node) => NEIGHBOURS.user.map((kind) => ({ node, kind }))),
      ...addresses.map((node) => ({ node, kind: 'host' as const })),
    ]);
  }

  async around(centre: NodeRef): Promise<void> {
    const rings = await Promise.all(NEIGHBOURS[centre.kind].map((kind) => this.#top(kind, centre, FIRST_RING)));
    await this.#expand(
      rings
        .flatMap((ring) => ring.slice(0, ASKED_OF_RING))
        .flatMap((node) =>
          NEIGHBOURS[node.kind].filter((kind) => kind !== centre.kind).map((kind) => ({ node, kind })),
        ),
    );
  }

  result(): CountedGraph {
    const tookMs = Math.ceil(performance.now() - this.#began);
    return { edges: this.#edges, asked: this.#asked, unanswered: this.#unanswered, tookMs };
  }

  async #expand(questions: readonly { readonly node: NodeRef; readonly kind: NodeKind }[]): Promise<void> {
    const left = [...questions];
    const ask = async (): Promise<void> => {
      for (let next = left.shift(); next !== undefined; next = left.shift())
        await this.#top(next.kind, next.node, SECOND_RING);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, ask));
  }

  /** The most frequent of a kind, with `beside` in the same event; counts the edges. */
  async #top(kind: NodeKind, beside: NodeRef | undefined, limit: number): Promise<readonly NodeRef[]> {
    // The store tells spellings apart that a query does not.
    const found = new Map<string, { readonly node: NodeRef; count: number }>();
    for (const { value, count } of await this.#ask(kind, beside, limit)) {
      const node = { kind, name: value };
      const known = found.get(nodeId(node));
      if (known === undefined) found.set(nodeId(node), { node, count });
      else known.count += count;
    }
    return [...found.values()].map(({ node, count }) => {
      if (beside !== undefined) this.#edges.add(beside, node, count);
      return node;
    });
  }

  async #ask(kind: NodeKind, beside: NodeRef | undefined, limit: number): Promise<readonly TopEntry[]> {
    // Its first part: users as who acts, addresses as source.
    const query = beside === undefined ? ALL : entityOf(beside.kind, beside.name)?.parts[0]?.query;
    const deadlineMs = DEADLINE_MS - (performance.now() - this.#began);
    if (query === undefined) return [];
    this.#asked += 1;
    const { range, signal } = this;
    try {
      if (deadlineMs > 0 && signal?.aborted !== true)
        return await this.store.top({ query, range, field: FIELDS[kind], limit, deadlineMs, signal });
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'QUERY_DEADLINE') throw error;
    }
    this.#unanswered += 1;
    return [];
  }
}
