// Kinds of devices: their words, their icons, and a guess from what a device says.

import type { SourceConfig } from '#config/schema.js';

export type SourceKind = SourceConfig['kind'];

export const KINDS: Readonly<Record<SourceKind, { readonly label: string; readonly icon: string }>> = {
  server: { label: 'Linux or Unix host', icon: 'server' },
  windows: { label: 'Windows', icon: 'device-desktop' },
  dns: { label: 'Name server (Pi-hole, dnsmasq)', icon: 'world' },
  firewall: { label: 'Firewall', icon: 'flame' },
  router: { label: 'Router', icon: 'router' },
  switch: { label: 'Switch', icon: 'sitemap' },
  'access-point': { label: 'Access point', icon: 'wifi' },
  storage: { label: 'Storage (NAS)', icon: 'database' },
  printer: { label: 'Printer', icon: 'printer' },
  camera: { label: 'Camera', icon: 'camera' },
  container: { label: 'Containers', icon: 'box' },
  application: { label: 'Application or script', icon: 'app-window' },
  other: { label: 'Something else', icon: 'device-laptop' },
};

const BY_PARSER: Readonly<Record<string, SourceKind>> = { pihole: 'dns', windows: 'windows', 'linux-auth': 'server' };
const BY_FAMILY: Readonly<Record<string, SourceKind>> = {
  pihole: 'dns',
  windows: 'windows',
  linux: 'server',
  network: 'router',
};

/** `other` when nothing tells. */
export function guessKind(parser: string | undefined, family: string | undefined): SourceKind {
  return BY_PARSER[parser ?? ''] ?? BY_FAMILY[family ?? ''] ?? 'other';
}
