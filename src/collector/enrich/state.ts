// What the enrichment knows and how it is doing, as plain JSON for the portal's page; and what it knows of one address, name or hash.

import { addressOf } from '../../query/address.js';
import type { ListConfig } from '#config/enrichment-schema.js';
import type { AsnTable } from '../../geoip/asn.js';
import type { GeoIp } from '../../geoip/geoip.js';
import type { Enricher, EnricherParts } from './enricher.js';
import type { ThreatList } from './indicators.js';
import type { WatchedFile } from './watched-file.js';

export interface EnrichmentState {
  readonly files: readonly FileState[];
  readonly networks: readonly { readonly name: string; readonly range: string; readonly events: number }[];
  readonly assets: readonly AssetState[];
  /** Named, and left out here: those with the fewest events. */
  readonly untold: { readonly networks: number; readonly assets: number };
  /** Left out where no reverse DNS is asked. */
  readonly rdns?: RdnsState;
  readonly found?: Found;
}

export interface FileState {
  readonly what: 'geo' | 'asn' | ListConfig['kind'];
  /** Of a list. */
  readonly name?: string;
  readonly path: string;
  /** `GeoLite2-City of 2026-11-03`; of a database that was read. */
  readonly title?: string;
  readonly level?: number;
  readonly entries?: number;
  readonly bytes?: number;
  /** ms since 1970 */
  readonly loadedAt?: number;
  readonly loadMs: number;
  readonly problem?: string;
  /** Lines that were left out. */
  readonly trouble?: string;
  /** Hits since the collector started. */
  readonly events?: number;
  readonly lastEventAt?: number;
}

export interface AssetState {
  readonly name: string;
  readonly known: string;
  readonly owner?: string;
  readonly critical: boolean;
  readonly events: number;
}

export interface RdnsState {
  readonly known: number;
  readonly waiting: number;
  readonly asked: number;
  readonly failed: number;
  readonly dropped: number;
}

/** What is known of what somebody typed. */
export interface Found {
  readonly asked: string;
  readonly kind: 'ip' | 'domain' | 'hash';
  readonly isInternal?: boolean;
  readonly network?: string;
  readonly asset?: string;
  readonly owner?: string;
  readonly country?: string;
  readonly city?: string;
  readonly as?: string;
  readonly domain?: string;
  readonly lists: readonly { readonly name: string; readonly matched: string; readonly level: number }[];
}

/** Of each kind so many are told, the busiest first. */
const MAX_TOLD = 500;
const HASH = /^[0-9a-f]{32,128}$/i;

export function stateOf(enricher: Enricher, asked?: string): EnrichmentState {
  const { networks, assets, indicators, geo, asn, rdns } = enricher.parts;
  const text = asked?.trim();
  return {
    files: [
      ...(geo === undefined ? [] : [databaseState('geo', geo)]),
      ...(asn === undefined ? [] : [databaseState('asn', asn)]),
      ...indicators.lists.map(listState),
    ],
    networks: busiest(networks.named),
    assets: busiest(assets.all),
    untold: {
      networks: Math.max(0, networks.named.length - MAX_TOLD),
      assets: Math.max(0, assets.all.length - MAX_TOLD),
    },
    ...(rdns !== undefined && { rdns: rdns.counts }),
    ...(text !== undefined && text !== '' && { found: lookUp(text, enricher.parts) }),
  };
}

/** Sentences for the health page. */
export function problemsOf(enricher: Enricher): readonly string[] {
  const { geo, asn, indicators } = enricher.parts;
  const said: string[] = [];
  const say = (what: string, file: WatchedFile<unknown> | undefined): void => {
    if (file?.problem !== undefined)
      said.push(
        `${what} (${file.path}): ${file.problem}${file.value === undefined ? '' : ' What was read before stays in force.'}`,
      );
  };
  say('The GeoIP file', geo);
  say('The ASN file', asn);
  for (const { config, file } of indicators.lists) say(`The list ${config.name}`, file);
  return said;
}

function databaseState(what: 'geo' | 'asn', file: WatchedFile<GeoIp> | WatchedFile<AsnTable>): FileState {
  const { value } = file;
  return { what, ...fileState(file), ...(value !== undefined && { title: value.title }), ...troubleOf(value) };
}

function listState({ config, file, events, lastEventAt }: ThreatList): FileState {
  const { value } = file;
  return {
    what: config.kind,
    name: config.name,
    level: config.level,
    ...fileState(file),
    events,
    ...(value !== undefined && { entries: value.entries, bytes: value.bytes }),
    ...troubleOf(value),
    ...(lastEventAt !== undefined && { lastEventAt }),
  };
}

function troubleOf(value: { readonly trouble?: string } | undefined): { trouble?: string } {
  return value?.trouble === undefined ? {} : { trouble: value.trouble };
}

function fileState({ path, loadedAt, loadMs, problem }: WatchedFile<unknown>): {
  path: string;
  loadMs: number;
  loadedAt?: number;
  problem?: string;
} {
  return { path, loadMs, ...(loadedAt !== undefined && { loadedAt }), ...(problem !== undefined && { problem }) };
}

function busiest<T extends { readonly events: number }>(all: readonly T[]): readonly T[] {
  return all.toSorted((a, b) => b.events - a.events).slice(0, MAX_TOLD);
}

function lookUp(asked: string, parts: EnricherParts): Found {
  const { indicators } = parts;
  if (addressOf(asked) !== undefined) return lookUpAddress(asked, parts);
  const kind = HASH.test(asked) ? 'hash' : 'domain';
  const asset = kind === 'domain' ? parts.assets.ofHost(asked) : undefined;
  return {
    asked,
    kind,
    lists: told(indicators.findAll(kind, asked)),
    ...(asset !== undefined && { asset: asset.name, ...(asset.owner !== undefined && { owner: asset.owner }) }),
  };
}

function lookUpAddress(asked: string, { facts, indicators, rdns }: EnricherParts): Found {
  const known = facts.of(asked)!;
  const { network, asset, place, system } = known;
  const domain = rdns?.nameOf(asked);
  const words = system === undefined ? undefined : `AS${system.number} ${system.organization ?? ''}`.trim();
  return {
    asked,
    kind: 'ip',
    isInternal: known.isInternal,
    ...(network !== undefined && { network: network.name }),
    ...(asset !== undefined && { asset: asset.name, ...(asset.owner !== undefined && { owner: asset.owner }) }),
    ...(place !== undefined && { country: place.country, ...(place.city !== undefined && { city: place.city }) }),
    ...(words !== undefined && { as: words }),
    ...(domain !== undefined && { domain }),
    lists: known.isInternal ? [] : told(indicators.findAll('ip', asked)),
  };
}

function told(hits: ReturnType<EnricherParts['indicators']['findAll']>): Found['lists'] {
  return hits.map(({ list: { config }, matched }) => ({ name: config.name, matched, level: config.level }));
}
