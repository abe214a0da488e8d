// The nodes as they are shown: what each is, what it received, how it is doing in a word. Pure.

import type { Node } from '#src/cluster/nodes.js';
import { format } from '#src/portal/page/format.js';
import { VERSION } from '#src/version.js';
import { totalOf } from '../ledger-table.js';

export type NodeState = 'works' | 'trouble' | 'spooling' | 'idle' | 'away';

export interface ShownNode {
  readonly id: string;
  readonly name: string;
  readonly kind: Node['kind'];
  readonly version: string;
  readonly isOtherVersion: boolean;
  readonly isUs: boolean;
  readonly hasDuties: boolean;
  readonly state: NodeState;
  /** In words. */
  readonly stateText: string;
  /** ms since 1970 */
  readonly seenAt: number;
  readonly startedAt: number;
  /** Left out: not known. */
  readonly figures?: NodeFigures;
}

export interface NodeFigures {
  readonly ratePerSecond: number;
  readonly received: number;
  readonly stored: number;
  /** Lost, failed, refused and dropped are apart on the ledger page. */
  readonly lost: number;
  readonly balanced: boolean;
  /** Messages in its spool. */
  readonly spooled: number;
  readonly memoryBytes: number;
}

const WORDS: Readonly<Record<NodeState, string>> = {
  works: 'works',
  trouble: 'in trouble',
  spooling: 'messages wait',
  idle: 'collects nothing',
  away: 'away',
};

export function shownNode(node: Node): ShownNode {
  const { id, name, kind, version, isUs, hasDuties, seenAt, startedAt, health } = node;
  const state = stateOf(node);
  return {
    id,
    name,
    kind,
    version,
    isUs,
    seenAt,
    startedAt,
    state,
    // Whoever was away lost them.
    hasDuties: hasDuties && !node.isAway,
    isOtherVersion: version !== VERSION,
    stateText: WORDS[state],
    ...(health !== undefined && { figures: figuresOf(node, health) }),
  };
}

function stateOf({ isAway, collects, health }: Node): NodeState {
  if (isAway) return 'away';
  if (!collects || health === undefined) return 'idle';
  const hasFailed = health.listeners.some(({ state }) => state === 'failed');
  if (health.store.trouble !== undefined || !health.balanced || hasFailed) return 'trouble';
  return (health.spool?.messages ?? 0) > 0 ? 'spooling' : 'works';
}

function figuresOf({ isAway, collects }: Node, health: NonNullable<Node['health']>): NodeFigures {
  const { received, stored, lost, balanced } = totalOf(health.ledger);
  return {
    ratePerSecond: isAway || !collects ? 0 : health.ratePerSecond,
    received,
    stored,
    lost,
    balanced,
    spooled: health.spool?.messages ?? 0,
    memoryBytes: health.memoryBytes,
  };
}

/** For the page: texts where there are figures. */
export function cellsOf({ figures }: ShownNode): readonly object[] {
  const number = (value: number | undefined): string => (value === undefined ? '–' : format.number(value));
  return [
    { label: 'Messages/s', text: number(figures?.ratePerSecond) },
    { label: 'Received', text: number(figures?.received) },
    { label: 'Stored', text: number(figures?.stored) },
    { label: 'Lost', text: number(figures?.lost), isAlarm: (figures?.lost ?? 0) > 0 },
    { label: 'In spool', text: number(figures?.spooled), isAlarm: false },
  ];
}
