// What a listener knows of the addresses that send to it: their one spelling, whether they may, what is left of their rate. Bounded,
// because over UDP anybody may send under any address: when the table is full the ones that fell silent make room, and who finds no
// place shares one rate and one share with all others who found none.

import type { Config } from '#config/schema.js';
import { addressTest, type AddressTest } from '../identify/cidr.js';
import { TokenBucket } from '../identify/token-bucket.js';
import type { Peer } from '../frame.js';
import { FairShare, type Share } from './fair-share.js';
import { plainAddress } from './peer.js';

const MAX_SENDERS = 10_000;
const SILENT_MS = 30_000;
/** How many are looked at to find one that makes room. */
const LOOKS = 8;
const SHOWN = 5;

export interface Sender {
  readonly address: string;
  readonly isAllowed: boolean;
  readonly bucket: TokenBucket | undefined;
  readonly share: Share;
  /** With the port it sent from last. */
  peer: Peer;
  /** Messages that were taken by a limit. */
  limited: number;
  /** ms since 1970 */
  seenAt: number;
}

export class Senders {
  readonly #table = new Map<string, Sender>();
  readonly #isAllowed: AddressTest;
  readonly #isExempt: AddressTest;
  readonly #fairShare = new FairShare();
  readonly #others: Pick<Sender, 'bucket' | 'share'>;
  #last: Sender | undefined;
  #lastAddress = '';

  /** @param allow ranges; empty: everybody */
  constructor(
    private readonly rate: Config['listen']['peers'],
    allow: readonly string[] = [],
    private readonly most: number = MAX_SENDERS,
  ) {
    this.#isAllowed = allow.length === 0 ? () => true : addressTest(allow);
    this.#isExempt = addressTest(rate.exempt);
    this.#others = { bucket: this.#newBucket(), share: { window: 0, sent: 0 } };
  }

  get size(): number {
    return this.#table.size;
  }

  /** @param address as Node gives it  @param now ms since 1970 */
  of(address: string, port: number, now: number): Sender {
    const sender =
      this.#last !== undefined && address === this.#lastAddress
        ? this.#last
        : (this.#table.get(address) ?? this.#meet(address, port, now));
    this.#last = sender;
    this.#lastAddress = address;
    sender.seenAt = now;
    if (sender.peer.port !== port) sender.peer = { address: sender.address, port };
    return sender;
  }

  /**
   * Whether its next message is taken. Where it is not, that is counted.
   * @param isCrowded messages would be refused for want of room: who sends most gives way
   */
  admits(sender: Sender, now: number, isCrowded: boolean): boolean {
    const isFair = this.#fairShare.take(sender.share, now);
    if ((isFair || !isCrowded) && sender.bucket?.take(now) !== false) return true;
    sender.limited += 1;
    return false;
  }

  /** Whose messages were limited most, the most first. */
  limited(): { address: string; messages: number }[] {
    return [...this.#table.values()]
      .filter(({ limited }) => limited > 0)
      .sort((a, b) => b.limited - a.limited)
      .slice(0, SHOWN)
      .map(({ address, limited }) => ({ address, messages: limited }));
  }

  #meet(key: string, port: number, now: number): Sender {
    const address = plainAddress(key);
    const hasRoom = this.#table.size < this.most || this.#makeRoom(now);
    const { bucket, share } = hasRoom ? { bucket: this.#newBucket(), share: { window: 0, sent: 0 } } : this.#others;
    const sender: Sender = {
      address,
      share,
      peer: { address, port },
      isAllowed: this.#isAllowed(address),
      bucket: bucket === undefined || this.#isExempt(address) ? undefined : bucket,
      limited: 0,
      seenAt: now,
    };
    if (hasRoom) this.#table.set(key, sender);
    return sender;
  }

  /** Who is looked at and stays goes to the end, so that all have their turn. */
  #makeRoom(now: number): boolean {
    let looks = LOOKS;
    for (const [key, sender] of this.#table) {
      this.#table.delete(key);
      if (now - sender.seenAt > SILENT_MS) return true;
      this.#table.set(key, sender);
      if (--looks === 0) return false;
    }
    return false;
  }

  #newBucket(): TokenBucket | undefined {
    const { ratePerSecond, burst } = this.rate;
    if (ratePerSecond === 0) return undefined;
    return new TokenBucket(ratePerSecond, burst === 0 ? undefined : burst);
  }
}
