// Which fields the enrichment sets. Each costs disk in every event that has it, so there are few: the place without its coordinates
// (country and city say it), no direction for what stays within the house and names one address only.

import type { LogEvent } from '../../event/event.js';
import type { Asset } from './assets.js';
import type { Facts } from './facts.js';

interface EndFields {
  readonly country: 'source.geo.country_iso_code' | 'destination.geo.country_iso_code';
  readonly city: 'source.geo.city_name' | 'destination.geo.city_name';
  readonly asNumber: 'source.as.number' | 'destination.as.number';
  readonly asName: 'source.as.organization.name' | 'destination.as.organization.name';
  /** ECS knows one network.name an event; here each end may have one. */
  readonly network: 'lanwarden.source_network' | 'lanwarden.destination_network';
  readonly asset: 'lanwarden.source_asset' | 'lanwarden.destination_asset';
  readonly domain: 'source.domain' | 'destination.domain';
}

type AssetField = EndFields['asset'] | 'lanwarden.host_asset';

export const SOURCE: EndFields = {
  country: 'source.geo.country_iso_code',
  city: 'source.geo.city_name',
  asNumber: 'source.as.number',
  asName: 'source.as.organization.name',
  network: 'lanwarden.source_network',
  asset: 'lanwarden.source_asset',
  domain: 'source.domain',
};

export const DESTINATION: EndFields = {
  country: 'destination.geo.country_iso_code',
  city: 'destination.geo.city_name',
  asNumber: 'destination.as.number',
  asName: 'destination.as.organization.name',
  network: 'lanwarden.destination_network',
  asset: 'lanwarden.destination_asset',
  domain: 'destination.domain',
};

/** What the collector knows of an address counts more than what a sender says of it: an attacker may be the sender. */
export function putFacts(event: LogEvent, names: EndFields, facts: Facts): void {
  const { network, place, system } = facts;
  if (network !== undefined) {
    network.events += 1;
    event[names.network] = network.name;
  }
  if (place !== undefined) {
    event[names.country] = place.country;
    if (place.city !== undefined) event[names.city] = place.city;
  }
  if (system === undefined) return;
  event[names.asNumber] = system.number;
  if (system.organization !== undefined) event[names.asName] = system.organization;
}

/** The owner only of the one who acts, where the event does not name somebody. */
export function putAsset(event: LogEvent, field: AssetField, asset: Asset | undefined): void {
  if (asset === undefined) return;
  asset.events += 1;
  event[field] = asset.name;
  if (asset.critical) event['lanwarden.asset_critical'] = true;
  if (asset.owner !== undefined && field === SOURCE.asset && event['user.name'] === undefined)
    event['lanwarden.owner'] ??= asset.owner;
}

/**
 * Of the perimeter (https://www.elastic.co/guide/en/ecs/current/ecs-network.html). An end that is not named is the machine that wrote
 * the message, which is ours: a logon from outside is inbound.
 */
export function directionOf(from: Facts | undefined, to: Facts | undefined): string | undefined {
  if (from === undefined) return to === undefined || to.isInternal ? undefined : 'outbound';
  if (to === undefined) return from.isInternal ? undefined : 'inbound';
  if (from.isInternal) return to.isInternal ? 'internal' : 'outbound';
  return to.isInternal ? 'inbound' : 'external';
}

/** What follows from a field, so that nothing of it is left where the field itself is hidden (see identify/hide.ts). */
export const FOLLOWS_FROM: Readonly<Record<string, readonly string[]>> = {
  'source.ip': [...Object.values(SOURCE), 'lanwarden.owner'],
  'source.mac': [SOURCE.asset, 'lanwarden.owner'],
  'destination.ip': Object.values(DESTINATION),
  'host.name': ['lanwarden.host_asset'],
};
