// What is known of one address: worked out once, then remembered, because a log names the same few addresses all day. Forgotten whole
// when a file or a setting changes.

import { addressOf } from '../../query/address.js';
import type { AutonomousSystem, AsnTable } from '../../geoip/asn.js';
import type { GeoIp, GeoPlace } from '../../geoip/geoip.js';
import type { Asset, Assets } from './assets.js';
import type { Hit, Indicators } from './indicators.js';
import type { Network, Networks } from './networks.js';

export interface Facts {
  readonly isInternal: boolean;
  readonly network: Network | undefined;
  readonly asset: Asset | undefined;
  /** The following only of external addresses: lists of bad networks name the private ones too. */
  readonly place: GeoPlace | undefined;
  readonly system: AutonomousSystem | undefined;
  readonly hit: Hit | undefined;
}

export interface Knowledge {
  readonly networks: Networks;
  readonly assets: Assets;
  readonly indicators: Indicators;
  readonly geo: GeoIp | undefined;
  readonly asn: AsnTable | undefined;
}

const MAX_KNOWN = 32_768;

export class FactBook {
  readonly #known = new Map<string, Facts | undefined>();

  constructor(public knowledge: Knowledge) {}

  forget(): void {
    this.#known.clear();
  }

  /** Undefined when it is no address. */
  of(ip: string): Facts | undefined {
    const known = this.#known.get(ip);
    if (known !== undefined || this.#known.has(ip)) return known;
    const facts = factsOf(ip, this.knowledge);
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(ip, facts);
    return facts;
  }
}

function factsOf(ip: string, { networks, assets, indicators, geo, asn }: Knowledge): Facts | undefined {
  const address = addressOf(ip);
  if (address === undefined) return undefined;
  const isInternal = networks.isInternal(address);
  return {
    isInternal,
    network: networks.networkOf(address),
    asset: assets.ofAddress(address),
    place: isInternal ? undefined : geo?.lookup(ip),
    system: isInternal ? undefined : asn?.lookup(ip),
    hit: isInternal ? undefined : indicators.find('ip', ip),
  };
}
