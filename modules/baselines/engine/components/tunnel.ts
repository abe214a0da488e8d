// Data in DNS names: bytes of different names below one domain on a day, against what others put below the same one. An antivirus cloud
// with hashes in its names is thereby normal, and a name need not look random.

/** Bytes a day, by users who asked for a domain. */
export interface Below {
  users: number;
  bytes: number;
}

export class Tunnels {
  /** Learned; decays. */
  readonly learned = new Map<string, Below>();
  /** Of this day and those not learned yet. */
  live = new Map<string, Below>();

  /** Mean of others who ask for it. @param own bytes of the one who asks */
  others(domain: string, own: number): number {
    const learned = this.learned.get(domain);
    const live = this.live.get(domain);
    const users = (learned?.users ?? 0) + Math.max(0, (live?.users ?? 0) - 1);
    const bytes = (learned?.bytes ?? 0) + Math.max(0, (live?.bytes ?? 0) - own);
    return users > 0 ? bytes / users : 0;
  }

  /** @param before what it had put below the domain so far today */
  meet(domain: string, before: number, bytes: number): void {
    const found = this.live.get(domain);
    if (found === undefined) this.live.set(domain, { users: 1, bytes });
    else {
      if (before === 0) found.users++;
      found.bytes += bytes - before;
    }
  }

  /** One who met it is forgotten, with all the bytes it had put below the domain on a day. */
  part(domain: string, bytes: number): void {
    const found = this.live.get(domain);
    if (found === undefined) return;
    found.users--;
    found.bytes -= bytes;
    if (found.users <= 0) this.live.delete(domain);
  }

  learn(domain: string, bytes: number, weight: number): void {
    const found = this.learned.get(domain);
    if (found === undefined) this.learned.set(domain, { users: weight, bytes: weight * bytes });
    else {
      found.users += weight;
      found.bytes += weight * bytes;
    }
  }

  /** A day later. Domains that nobody asks for any more are forgotten. */
  decay(): void {
    for (const [domain, below] of this.learned) {
      below.users *= DAILY;
      below.bytes *= DAILY;
      if (below.users < FORGOTTEN) this.learned.delete(domain);
    }
    if (this.learned.size <= MAX_DOMAINS) return;
    const rarest = [...this.learned].sort((a, b) => a[1].users - b[1].users || (a[0] < b[0] ? -1 : 1));
    for (const [domain] of rarest.slice(0, this.learned.size - MAX_DOMAINS)) this.learned.delete(domain);
  }
}

export function tunnelSurprisal(bytes: number, others: number): number {
  return 2 * Math.log2(1 + bytes / (FREE_BYTES + others));
}

/** Names of ordinary sites, together. */
const FREE_BYTES = 30;
const DAILY = 2 ** (-1 / 14);
const FORGOTTEN = 0.02;
const MAX_DOMAINS = 50_000;
