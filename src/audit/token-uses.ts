// That a token was used, in the audit log: an entry a day for each address it comes from. Each token has places of its own, so that none
// hides another's use.

import type { Clock } from '#src/clock.js';
import type { BestEffort } from '#src/store/metadata/best-effort.js';
import type { AuditEntry, AuditLog } from './audit-log.js';
import { Seldom } from './seldom.js';

/** A token that comes from more addresses is told of so many an hour. */
const ADDRESSES = { everyMs: 86_400_000, maxKeys: 20, yieldAfterMs: 3_600_000 };

export class TokenUses {
  readonly #byToken = new Map<number, Seldom>();

  constructor(
    private readonly log: Pick<AuditLog, 'record'>,
    private readonly clock: Clock,
    private readonly bestEffort: Pick<BestEffort, 'try'>,
  ) {}

  /** The token is good, whether or not the database takes this now. */
  note(tokenId: number, address: string, entry: Omit<AuditEntry, 'at'>): Promise<void> {
    const uses = this.#byToken.get(tokenId) ?? new Seldom(this.log, this.clock, ADDRESSES);
    this.#byToken.set(tokenId, uses);
    return this.bestEffort.try('use of a token', () => uses.note(address, entry));
  }
}
