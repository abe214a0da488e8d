// What the collector says, in the words of the page.

import type { Config } from '#config/schema.js';
import type { FileState, Found } from '#src/portal/collector-link.js';

export interface FileRow extends FileState {
  readonly label: string;
  readonly kind: string;
  /** Events that it hit. */
  readonly search: string | undefined;
}

const KINDS: Readonly<Record<FileState['what'], string>> = {
  geo: 'places',
  asn: 'AS numbers',
  ip: 'addresses',
  domain: 'domains',
  hash: 'hashes',
};

export function fileRow(file: FileState): FileRow {
  const label = file.name ?? (file.what === 'geo' ? 'GeoIP (geoip.path)' : 'AS numbers (geoip.asnPath)');
  const search = file.name === undefined ? undefined : eventsWith(`threat.indicator.provider:${quoted(file.name)}`);
  return { ...file, label, kind: KINDS[file.what], search };
}

/** Events that name what somebody asked for. */
export function searchFor({ kind, asked }: Found): string {
  if (kind === 'ip') return eventsWith(`src_ip:${quoted(asked)} OR dst_ip:${quoted(asked)}`);
  return eventsWith(
    kind === 'domain' ? `domain:${quoted(asked)} OR domain:*.${asked.replaceAll(/[^\w.-]/g, '')}` : quoted(asked),
  );
}

/** What is set in the portal is changed there; the sections of the configuration page are the first words of a setting. */
export function settingsOf({ networks, assets, lists, rdns, geoip }: Config): Readonly<Record<string, boolean>> {
  return {
    networks: Object.keys(networks.names).length > 0,
    assets: assets.length > 0,
    lists: lists.length > 0,
    rdns: rdns.enabled,
    geoip: geoip.path !== undefined || geoip.asnPath !== undefined,
  };
}

function eventsWith(query: string): string {
  return `/events?q=${encodeURIComponent(query)}`;
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}
