// The names that people give to machines, by address, network, MAC address or host name. An address that a DHCP message gives to a MAC
// address of the list is that machine's until another one gets it.

import type { AssetConfig } from '#config/enrichment-schema.js';
import { addressOf } from '../../query/address.js';
import { PrefixMap, prefixText } from './prefix-map.js';

export interface Asset {
  readonly name: string;
  readonly owner?: string;
  readonly critical: boolean;
  /** As configured: `192.168.1.20`, `00:00:5e:00:53:01`, `nas1`. */
  readonly known: string;
  /** Events of it since the start. */
  events: number;
}

export class Assets {
  readonly all: readonly Asset[];
  readonly #byRange = new PrefixMap<Asset>();
  readonly #byMac = new Map<string, Asset>();
  readonly #byHost = new Map<string, Asset>();
  /** Bytes of an address -> the MAC address that had it last, of those in `#byMac`; and the other way round: each has one. */
  readonly #leased = new Map<string, string>();
  readonly #leaseOf = new Map<string, string>();

  /** @param before its leases are still true, and what it counted of entries that stay counts on */
  constructor(config: readonly AssetConfig[], before?: Assets) {
    const counted = new Map(before?.all.map((asset) => [sameKey(asset), asset.events]));
    this.all = config.map((each) => this.#add(each, counted));
    for (const [address, mac] of before === undefined ? [] : before.#leased)
      if (this.#byMac.has(mac)) this.#lease(address, mac);
  }

  get hasHosts(): boolean {
    return this.#byHost.size > 0;
  }

  get hasMacs(): boolean {
    return this.#byMac.size > 0;
  }

  ofAddress(address: Uint8Array): Asset | undefined {
    const mac = this.#leased.size === 0 ? undefined : this.#leased.get(bytesText(address));
    return mac === undefined ? this.#byRange.find(address) : this.#byMac.get(mac);
  }

  /** Also by the first label of a name, where the list says no more: `nas1` is nas1.lan.example. */
  ofHost(host: string): Asset | undefined {
    const name = host.toLowerCase();
    const found = this.#byHost.get(name);
    if (found !== undefined) return found;
    const dot = name.indexOf('.');
    return dot > 0 ? this.#byHost.get(name.slice(0, dot)) : undefined;
  }

  ofMac(mac: string): Asset | undefined {
    return this.#byMac.get(plainMac(mac));
  }

  /**
   * What a DHCP message says. True when that was new: whoever remembers what an address is, must forget it.
   * @param mac who has the address now, on the list or not; undefined: nobody
   */
  learn(ip: string, mac: string | undefined): boolean {
    const address = addressOf(ip);
    if (address === undefined) return false;
    const text = bytesText(address);
    const plain = mac === undefined ? '' : plainMac(mac);
    const holder = this.#byMac.has(plain) ? plain : undefined;
    if (this.#leased.get(text) === holder) return false;
    this.#leased.delete(text);
    if (holder !== undefined) this.#lease(text, holder);
    return true;
  }

  #lease(address: string, mac: string): void {
    const before = this.#leaseOf.get(mac);
    if (before !== undefined && this.#leased.get(before) === mac) this.#leased.delete(before);
    this.#leased.set(address, mac);
    this.#leaseOf.set(mac, address);
  }

  #add({ name, owner, critical, ip, cidr, mac, host }: AssetConfig, counted: ReadonlyMap<string, number>): Asset {
    const known = [ip, cidr, mac, host].filter((each) => each !== undefined).join(', ');
    const events = counted.get(sameKey({ name, known })) ?? 0;
    const asset: Asset = { name, ...(owner !== undefined && { owner }), critical, known, events };
    if (ip !== undefined) this.#byRange.add(ip, asset);
    if (cidr !== undefined) this.#byRange.add(cidr, asset);
    if (mac !== undefined && !this.#byMac.has(plainMac(mac))) this.#byMac.set(plainMac(mac), asset);
    if (host !== undefined && !this.#byHost.has(host.toLowerCase())) this.#byHost.set(host.toLowerCase(), asset);
    return asset;
  }
}

function sameKey({ name, known }: Pick<Asset, 'name' | 'known'>): string {
  return `${name}\0${known}`;
}

function bytesText(address: Uint8Array): string {
  return prefixText(address, address.length * 8);
}

function plainMac(mac: string): string {
  return mac.length > 17 ? '' : mac.replaceAll(/[:-]/g, '').toLowerCase();
}
