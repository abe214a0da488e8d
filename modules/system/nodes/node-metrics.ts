// The nodes as metrics. All portals tell the same of them but for what is under way.

import type { Node } from '#src/cluster/nodes.js';
import type { MetricFamily } from '#src/portal/health/module-metrics.js';
import { shownNode } from './node-list.js';

/** Nothing where there is one node. */
export function nodeMetrics(nodes: readonly Node[]): readonly MetricFamily[] {
  const shown = nodes.map(shownNode);
  const family = (
    what: string,
    type: 'counter' | 'gauge',
    help: string,
    value: (node: (typeof shown)[number]) => number | undefined,
  ): MetricFamily => ({
    name: `lanwarden_node_${what}`,
    type,
    help,
    lines: shown.flatMap((node) => {
      const known = value(node);
      return known === undefined ? [] : [[{ node: node.name, id: node.id, kind: node.kind }, known] as const];
    }),
  });
  return [
    family('up', 'gauge', 'Whether it was seen in the last 10 seconds', ({ state }) => (state === 'away' ? 0 : 1)),
    family('collects', 'gauge', 'Whether it is there and its collector answers', ({ state }) =>
      state === 'away' || state === 'idle' ? 0 : 1,
    ),
    family('duties', 'gauge', 'Whether it has the duties: rules, training, retention, messages', ({ hasDuties }) =>
      hasDuties ? 1 : 0,
    ),
    family('messages_received_total', 'counter', 'Messages its collector took', ({ figures }) => figures?.received),
    family('messages_stored_total', 'counter', 'Messages it stored', ({ figures }) => figures?.stored),
    family('messages_lost_total', 'counter', 'Messages it lost', ({ figures }) => figures?.lost),
    family('spool_messages', 'gauge', 'Messages that wait on its disk', ({ figures }) => figures?.spooled),
    family('ledger_balanced', 'gauge', 'Whether its ledger balances', ({ figures }) =>
      figures === undefined ? undefined : figures.balanced ? 1 : 0,
    ),
  ];
}
