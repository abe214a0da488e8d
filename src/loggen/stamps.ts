// The time of sending in the three forms that lines need, remade only when it has changed.

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export class Stamps {
  /** `Nov  2 11:15:05`, UTC (RFC 3164 §4.1.2). */
  readonly bsd = Buffer.alloc(15);
  /** `2026-11-02T11:15:05.123Z` (RFC 5424 §6.2.3). */
  readonly iso = Buffer.alloc(24);
  /** `2026-11-02 11:15:05`, UTC, as NXLog writes it. */
  readonly date = Buffer.alloc(19);
  #at = -1;

  /** @param now ms since 1970 */
  update(now: number): void {
    if (now === this.#at) return;
    this.#at = now;
    const iso = new Date(now).toISOString();
    this.iso.write(iso, 'latin1');
    this.date.write(iso.slice(0, 19).replace('T', ' '), 'latin1');
    this.bsd.write(bsdTime(iso), 'latin1');
  }
}

/** `2026-11-02T11:15:05.123Z` -> `Nov  2 11:15:05`. */
export function bsdTime(iso: string): string {
  const day = Number(iso.slice(8, 10));
  return `${MONTHS[Number(iso.slice(5, 7)) - 1]} ${String(day).padStart(2, ' ')} ${iso.slice(11, 19)}`;
}

/** 0..11; -1 for anything else. */
export const monthOf = (name: string): number => MONTHS.indexOf(name);
