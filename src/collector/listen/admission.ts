// Who may hold a connection: addresses that are allowed, a cap overall, and a cap per sender address, so that one device cannot take
// all the places.

import type { AddressTest } from '../identify/cidr.js';

export class Admission {
  #open = 0;
  readonly #byAddress = new Map<string, number>();

  constructor(
    private readonly maxConnections: number,
    private readonly maxPerAddress: number,
    private readonly isAllowed: AddressTest = () => true,
  ) {}

  get open(): number {
    return this.#open;
  }

  /** Takes a place and answers undefined, or answers why there is none. Each admitted one must `leave` once. */
  enter(address: string): string | undefined {
    if (!this.isAllowed(address)) return `Refused ${address}: it is not on the allow list (allow)`;
    const mine = this.#byAddress.get(address) ?? 0;
    if (this.#open < this.maxConnections && mine >= this.maxPerAddress)
      return `Refused ${address}: it has ${mine} connections open (maxConnectionsPerPeer)`;
    return this.enterUncounted(address);
  }

  /** A balancer's connection before it is known for whom it speaks: held to the overall cap alone. */
  enterUncounted(address: string): string | undefined {
    if (this.#open >= this.maxConnections)
      return `Refused ${address}: ${this.#open} connections are open (maxConnections)`;
    this.#open++;
    this.#byAddress.set(address, (this.#byAddress.get(address) ?? 0) + 1);
    return undefined;
  }

  leave(address: string): void {
    this.#open--;
    const mine = (this.#byAddress.get(address) ?? 1) - 1;
    if (mine === 0) this.#byAddress.delete(address);
    else this.#byAddress.set(address, mine);
  }
}
