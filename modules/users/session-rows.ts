// A user's sessions as the lists of them show them.

import { describeDevice } from '#src/portal/session/device.js';
import type { SessionEntry } from '#src/portal/session/sessions.js';

export interface SessionRow {
  readonly id: string;
  readonly device: string;
  readonly userAgent: string | null;
  readonly address: string;
  /** ms since 1970. */
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly isThisOne: boolean;
}

/** `ownHash`: of the session that looks at the list. */
export function sessionRows(entries: readonly SessionEntry[], ownHash: string | undefined): readonly SessionRow[] {
  return entries.map(({ id, hash, userAgent, address, createdAt, lastSeenAt }) => ({
    id,
    userAgent,
    address,
    createdAt,
    lastSeenAt,
    device: describeDevice(userAgent),
    isThisOne: hash === ownHash,
  }));
}
