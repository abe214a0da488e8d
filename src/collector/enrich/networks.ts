// Which addresses are ours, and what people call the networks they lie in.

import type { NetworksConfig } from '#config/enrichment-schema.js';
import { AddressSet } from './lists/address-set.js';
import { PrefixMap } from './prefix-map.js';

/** Never out in the world, whatever `networks.internal` says: unspecified, loopback, link-local, multicast, broadcast (RFC 6890). */
const NEVER_EXTERNAL = [
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/4',
  '255.255.255.255',
  '::',
  '::1',
  'fe80::/10',
  'ff00::/8',
];

export interface Network {
  readonly name: string;
  readonly range: string;
  /** Events with an address in it since the start. */
  events: number;
}

export class Networks {
  readonly named: readonly Network[];
  readonly #internal = new AddressSet();
  readonly #names = new PrefixMap<Network>();

  constructor({ internal, names }: NetworksConfig) {
    for (const range of [...NEVER_EXTERNAL, ...internal]) this.#internal.add(range);
    this.#internal.seal();
    this.named = Object.entries(names).map(([range, name]) => ({ name, range, events: 0 }));
    for (const network of this.named) this.#names.add(network.range, network);
  }

  isInternal(address: Uint8Array): boolean {
    return this.#internal.has(address);
  }

  networkOf(address: Uint8Array): Network | undefined {
    return this.#names.find(address);
  }
}
