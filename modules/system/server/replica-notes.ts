// What the health page says of the replica that searches go to.

import type { HealthNote } from '#src/portal/health/health-notes.js';
import { format } from '#src/portal/page/format.js';
import type { ReplicaState } from '#src/store/event-store.js';

/** People notice when an event that was just sent is not found. */
const BEHIND_MS = 30_000;

export function replicaNotes(replica: ReplicaState | undefined): readonly HealthNote[] {
  if (replica === undefined) return [];
  const { place, isUsed, why, behindMs = 0, behindBytes = 0 } = replica;
  if (!isUsed) {
    if (why === undefined) return []; // nobody has searched yet
    return [
      {
        severity: 'warning',
        href: '/system/store',
        what: `Searches do not go to the replica ${place}: ${why}`,
        next: 'They go to the server that is written to, and to the replica again as soon as it answers.',
      },
    ];
  }
  if (behindMs < BEHIND_MS) return [];
  return [
    {
      severity: 'warning',
      href: '/system/store',
      what: `The replica ${place} is ${format.duration(Math.round(behindMs / 1_000))} behind (${format.bytes(behindBytes)}).`,
      next: 'Searches find what it has. Rules, baselines and alerts are not behind: they do not read from it.',
    },
  ];
}
