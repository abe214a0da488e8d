// Who may hold a connection: a cap overall and a cap per sender address, so that one device cannot take all the places.

export class Admission {
  #open = 0;
  readonly #byAddress = new Map<string, number>();

  constructor(
    private readonly maxConnections: number,
    private readonly maxPerAddress: number,
  ) {}

  get open(): number {
    return this.#open;
  }

  /** Takes a place and answers undefined, or answers why there is none. Each admitted one must `leave` once. */
  enter(address: string): string | undefined {
    if (this.#open >= this.maxConnections)
      return `Refused ${address}: ${this.#open} connections are open (maxConnections)`;
    const mine = this.#byAddress.get(address) ?? 0;
    if (mine >= this.maxPerAddress)
      return `Refused ${address}: it has ${mine} connections open (maxConnectionsPerPeer)`;
    this.#open++;
    this.#byAddress.set(address, mine + 1);
    return undefined;
  }

  leave(address: string): void {
    this.#open--;
    const mine = (this.#byAddress.get(address) ?? 1) - 1;
    if (mine === 0) this.#byAddress.delete(address);
    else this.#byAddress.set(address, mine);
  }
}
