// For what may happen all the time and is worth an entry all the same: throttled guesses, uses of a token. The first is written; those
// that follow within the period are counted, and the count stands in the next entry, if one comes. Bounded: whoever asks, the log does not fill.

import type { Clock } from '#src/clock.js';
import type { AuditEntry, AuditLog } from './audit-log.js';

export interface SeldomLimits {
  /** At most one entry of a key in this time. */
  readonly everyMs: number;
  /** Of so many keys at a time. */
  readonly maxKeys: number;
  /** When there are more, the oldest is forgotten after so long, and new ones are left out until then. Left out: `everyMs`. */
  readonly yieldAfterMs?: number;
}

export class Seldom {
  /** Oldest first. */
  readonly #recent = new Map<string, { readonly at: number; more: number }>();

  constructor(
    private readonly log: Pick<AuditLog, 'record'>,
    private readonly clock: Clock,
    private readonly limits: SeldomLimits,
  ) {}

  /** `key`: what counts as the same. */
  async note(key: string, entry: Omit<AuditEntry, 'at'>): Promise<void> {
    const now = this.clock.now();
    const known = this.#recent.get(key);
    if (known !== undefined && now - known.at < this.limits.everyMs) return void (known.more += 1);
    if (known === undefined && !this.#hasRoom(now)) return;
    const more = known?.more ?? 0;
    this.#recent.delete(key);
    this.#recent.set(key, { at: now, more: 0 });
    try {
      await this.log.record({ ...entry, details: { ...entry.details, ...(more > 0 && { moreSinceLast: more }) } });
    } catch (error) {
      this.#recent.delete(key); // so that the next one is written
      throw error;
    }
  }

  #hasRoom(now: number): boolean {
    const { everyMs, maxKeys, yieldAfterMs = everyMs } = this.limits;
    if (this.#recent.size < maxKeys) return true;
    for (const [oldest, { at }] of this.#recent) return now - at >= yieldAfterMs && this.#recent.delete(oldest);
    return false;
  }
}
