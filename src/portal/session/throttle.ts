// Slows down guessing of passwords: each failure beyond the free ones doubles the wait, per address and per account.
// The account's own wait is short. At the address the person used last it is the tries of this account there that count, and what others
// do at that address does not: many may come from one (a proxy that nobody named, a school), and nobody can lock an admin out.

import type { Clock } from '#src/clock.js';
import { networkKey } from '../limits/network-key.js';

const FREE_FAILURES = 5;
const MAX_ADDRESS_WAIT_MS = 15 * 60_000;
const MAX_ACCOUNT_WAIT_MS = 30_000;
/** A count is forgotten when nothing failed for so long. */
const FORGET_MS = 60 * 60_000;
const MAX_KEYS = 10_000;

interface Failures {
  count: number;
  last: number;
  /** When the one before the last failed. */
  before: number;
}

export class LoginThrottle {
  readonly #failures = new Map<string, Failures>();

  constructor(private readonly clock: Clock) {}

  /** ms until the next try is looked at; 0 = now. A try that has to wait is not counted. */
  waitMs(account: string, address: string, usualAddress: boolean): number {
    const byAddress = this.#wait(addressKey(address), MAX_ADDRESS_WAIT_MS);
    if (usualAddress) return Math.min(byAddress, this.#wait(pairKey(account, address), MAX_ACCOUNT_WAIT_MS));
    return Math.max(byAddress, this.#wait(accountKey(account), MAX_ACCOUNT_WAIT_MS));
  }

  /**
   * As `waitMs`, of this account's tries alone: up to 15 minutes, for what is guessed sooner than a password, from however many
   * addresses. At the usual address it is those there that count: the person's own way in stays open.
   */
  ownWaitMs(account: string, address: string, usualAddress: boolean): number {
    return this.#wait(usualAddress ? pairKey(account, address) : accountKey(account), MAX_ADDRESS_WAIT_MS);
  }

  /** Counts an attempt at a password; one that was not looked at, because too many wait for theirs, is no guess. @throws what `look` throws */
  async guarded<T>(account: string, address: string, look: () => Promise<T>): Promise<T> {
    this.attempt(account, address);
    try {
      return await look();
    } catch (error) {
      this.#withdraw(account, address);
      throw error;
    }
  }

  /** Counted before the password is looked at, else a burst of guesses at the same moment would pass uncounted. */
  attempt(account: string, address: string): void {
    for (const key of [addressKey(address), accountKey(account), pairKey(account, address)]) {
      const known = this.#current(key);
      const now = this.clock.now();
      this.#failures.delete(key);
      this.#failures.set(key, { count: (known?.count ?? 0) + 1, last: now, before: known?.last ?? now });
    }
    this.#capKeys();
  }

  /** The attempt was right. The address keeps its other failures: else a login of one's own would clear them between two guesses. */
  succeeded(account: string, address: string): void {
    this.#failures.delete(accountKey(account));
    this.#failures.delete(pairKey(account, address));
    this.#takeBack(addressKey(address));
  }

  #withdraw(account: string, address: string): void {
    for (const key of [addressKey(address), accountKey(account), pairKey(account, address)]) this.#takeBack(key);
  }

  #takeBack(key: string): void {
    const failures = this.#failures.get(key);
    if (failures === undefined) return;
    failures.count -= 1;
    // Else a right password would begin the address's wait anew, before the code that follows it.
    failures.last = failures.before;
  }

  #wait(key: string, maxMs: number): number {
    const failures = this.#current(key);
    if (failures === undefined || failures.count < FREE_FAILURES) return 0;
    const waitMs = Math.min(maxMs, 1_000 * 2 ** Math.min(20, failures.count - FREE_FAILURES));
    return Math.max(0, failures.last + waitMs - this.clock.now());
  }

  #current(key: string): Failures | undefined {
    const failures = this.#failures.get(key);
    return failures !== undefined && this.clock.now() - failures.last < FORGET_MS ? failures : undefined;
  }

  /** The map keeps the order of insertion: the oldest go first. */
  #capKeys(): void {
    for (const key of this.#failures.keys()) {
      if (this.#failures.size <= MAX_KEYS) return;
      this.#failures.delete(key);
    }
  }
}

function addressKey(address: string): string {
  return `address:${networkKey(address)}`;
}

/** Guesses at one account from one address. */
function pairKey(account: string, address: string): string {
  return `pair:${networkKey(address)} ${accountKey(account)}`;
}

/** As accounts are looked up: another spelling of a name is no other account. */
function accountKey(account: string): string {
  return `account:${account.trim().normalize('NFC').toLowerCase().slice(0, 80)}`;
}
