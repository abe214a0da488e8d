// What the collector says, in the words of the page.

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
  if (kind !== 'domain') return eventsWith(quoted(asked));
  const name = `domain:${quoted(asked)} OR host:${quoted(asked)}`;
  // A wildcard takes no quotes, and other characters mean something without them.
  return eventsWith(/^[\w.-]+$/.test(asked) ? `${name} OR domain:*.${asked}` : name);
}

function eventsWith(query: string): string {
  return `/events?q=${encodeURIComponent(query)}`;
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}
