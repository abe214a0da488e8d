// The graph as page and script need it: nodes and edges with names to show and addresses to go to.

import { entityHref } from '#src/portal/events/entity-links.js';
import { searchHref } from '#src/portal/events/links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { narrowed, termFor } from '#src/query/print.js';
import type { ChosenRange } from '../ranges.js';
import type { CountedGraph } from './count-edges.js';
import { nodeId, type NodeKind, type NodeRef } from './edges.js';

export interface Graph {
  readonly edges: readonly {
    readonly from: GraphNode;
    readonly to: GraphNode;
    readonly count: number;
    /** The events behind it. */
    readonly href: string;
  }[];
  /** How many of each kind. */
  readonly users: number;
  readonly addresses: number;
  readonly hosts: number;
  /** Edges that were counted and are not shown. */
  readonly leftOut: number;
  readonly asked: number;
  readonly unanswered: number;
  readonly tookMs: number;
}

export interface GraphNode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly text: string;
  readonly href: string;
  readonly isCentre: boolean;
}

const MAX_NODES = 150;
const MAX_EDGES = 250;
const MAX_TEXT_CHARS = 40;
const FIELDS: Readonly<Record<NodeKind, string>> = { user: 'user.name', ip: 'source.ip', host: 'host.name' };

export function graphOf(counted: CountedGraph, chosen: ChosenRange, centre: NodeRef | undefined): Graph {
  const shown = counted.edges.strongest(MAX_NODES, MAX_EDGES);
  const nodes = new Map(
    shown.flatMap(({ from, to }) => [from, to]).map((ref) => [nodeId(ref), graphNode(ref, chosen, centre)] as const),
  );
  const kinds = [...nodes.values()].map(({ kind }) => kind);
  const many = (kind: NodeKind): number => kinds.filter((each) => each === kind).length;
  return {
    edges: shown.map(({ from, to, count }) => ({
      from: nodes.get(nodeId(from))!,
      to: nodes.get(nodeId(to))!,
      count,
      href: searchHref({ q: narrowed(termOf(from), termOf(to)), from: chosen.from }),
    })),
    users: many('user'),
    addresses: many('ip'),
    hosts: many('host'),
    leftOut: counted.edges.size - shown.length,
    asked: counted.asked,
    unanswered: counted.unanswered,
    tookMs: counted.tookMs,
  };
}

function graphNode(ref: NodeRef, { id }: ChosenRange, centre: NodeRef | undefined): GraphNode {
  return {
    id: nodeId(ref),
    kind: ref.kind,
    text: visibleText(ref.name, MAX_TEXT_CHARS),
    href: entityHref(ref.kind, ref.name, id),
    isCentre: centre !== undefined && nodeId(centre) === nodeId(ref),
  };
}

function termOf({ kind, name }: NodeRef): string {
  return termFor(FIELDS[kind], name);
}
