// For what may happen all the time and is worth an entry all the same: throttled guesses, uses of a token. The first is written; those
// that follow within the period are counted, and the count stands in the next entry, if one comes. Bounded: whoever asks, the log does not fill.

import type { Clock } from '#src/clock.js';
import type { AuditEntry, AuditLog } from './audit-log.js';

/** Beyond, new keys wait until old ones are over: entries a period are never more. */
const MAX_KEYS = 500;

export class Seldom {
  /** Oldest first. */
  readonly #recent = new Map<string, { readonly until: number; more: number }>();

  constructor(
    private readonly log: Pick<AuditLog, 'record'>,
    private readonly clock: Clock,
  ) {}

  /** `key`: what counts as the same. At most one entry each `everyMs`. */
  async note(key: string, everyMs: number, entry: Omit<AuditEntry, 'at'>): Promise<void> {
    const now = this.clock.now();
    const known = this.#recent.get(key);
    if (known !== undefined && now < known.until) return void (known.more += 1);
    if (known === undefined && !this.#hasRoom(now)) return;
    this.#recent.delete(key);
    this.#recent.set(key, { until: now + everyMs, more: 0 });
    const more = known?.more ?? 0;
    await this.log.record({ ...entry, details: { ...entry.details, ...(more > 0 && { moreSinceLast: more }) } });
  }

  #hasRoom(now: number): boolean {
    if (this.#recent.size < MAX_KEYS) return true;
    for (const [key, { until }] of this.#recent) if (until <= now) this.#recent.delete(key);
    return this.#recent.size < MAX_KEYS;
  }
}
