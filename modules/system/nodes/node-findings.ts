// What is wrong on other nodes, in words, each with the node's name. Pure.

import type { Config } from '#config/schema.js';
import type { Node } from '#src/cluster/nodes.js';
import type { NodeHealth } from '#src/cluster/node-health.js';
import { VERSION } from '#src/version.js';
import type { Finding } from '../findings.js';
import { endpoint } from '../listener-findings.js';
import { storeFindings } from '../store-findings.js';

/** `now`: ms since 1970. */
export function nodeFindings(nodes: readonly Node[], config: Config, now: number): readonly Finding[] {
  return nodes.filter(({ isUs }) => !isUs).flatMap((node) => findingsOf(node, config, now));
}

function findingsOf(node: Node, config: Config, now: number): readonly Finding[] {
  const { name, isAway, health } = node;
  if (isAway)
    return [
      {
        severity: 'warning',
        what: `The node ${name} is away.`,
        next: 'Nothing is known of it: it was ended, it has no connection to the database, or it keeps messages in its spool. If it is gone for good, remove it below; its messages are not counted then.',
      },
    ];
  return [
    ...isOtherVersion(node),
    ...noCollector(node),
    ...(health === undefined ? [] : ofCollector(name, health, config, now)),
  ];
}

function isOtherVersion({ name, kind, version }: Node): Finding[] {
  if (version === VERSION) return [];
  return [
    {
      severity: 'warning',
      what: `The ${kind} ${name} runs version ${version}, this portal ${VERSION}.`,
      next: 'Bring all nodes to the same version.',
    },
  ];
}

function noCollector({ name, collects, health }: Node): Finding[] {
  if (collects && health !== undefined) return [];
  return [
    {
      severity: 'problem',
      what: collects
        ? `What the collector of ${name} tells cannot be read.`
        : `The collector of ${name} is away: no message is taken there at this moment.`,
      next: collects
        ? 'Bring all nodes to the same version.'
        : 'It is started again by itself. Its reason stands in the log there.',
    },
  ];
}

/** An engine that is on no server is the node's own. */
function ownEvents({ store }: NodeHealth): Finding[] {
  if (store.connections !== undefined) return [];
  return [
    {
      severity: 'problem',
      what: 'Events are kept in a folder of its own (events.store: sqlite): no search and no rule on other nodes finds them.',
      next: 'Set events.store to postgres there and restart it. What it has so far stays in that folder.',
    },
  ];
}

function ofCollector(name: string, health: NodeHealth, config: Config, now: number): Finding[] {
  const failed = health.listeners.filter(({ state }) => state === 'failed');
  // Full or bounded as its own settings say; those of the disk are this portal's.
  const store = [...ownEvents(health), ...storeFindings(health, config, now)];
  const found: Finding[] = [
    ...failed.map(({ name: listener, lastError, ...at }): Finding => ({
      severity: 'problem',
      what: `The listener ${listener} on ${endpoint(at)} failed: ${lastError ?? 'no reason known'}`,
      next: 'Nothing arrives there. Correct its port on that machine or free it, then restart the collector there.',
    })),
    ...store,
    ...(health.balanced
      ? []
      : [
          {
            severity: 'problem' as const,
            what: 'The ledger does not balance: messages are unaccounted for.',
            next: 'This is a mistake in Lanwarden. Please report it with the marked row of the ledger.',
            href: '/system/ledger',
          },
        ]),
  ];
  return found.map((finding) => ({ ...finding, what: `${name}: ${finding.what}` }));
}
