// The events that all package managers have.

import type { Fields } from '#src/event/event.js';
import { event, HOST_ERROR, HOST_INFO, PACKAGE_CHANGE, PACKAGE_DELETION, PACKAGE_INSTALLATION, PROCESS_START } from '#src/event/kinds.js'; // prettier-ignore

export const INSTALLED = event('package_installed', PACKAGE_INSTALLATION, 2);
export const UPDATED = event('update_installed', PACKAGE_CHANGE, 1);
/** Rarer than an update, and what an attacker does who wants an old hole back. */
export const DOWNGRADED = event('update_installed', PACKAGE_CHANGE, 2);
export const REMOVED = event('package_removed', PACKAGE_DELETION, 2);
export const STEP = event('package_step', HOST_INFO, 1);
export const COMMAND = event('package_command', PROCESS_START, 1);
export const FAILED = event('update_installed', HOST_ERROR, 3, 'failure');
export const NEEDS_HAND = event('package_step', HOST_INFO, 2);

const ARCHITECTURES: ReadonlySet<string> = new Set([
  'amd64', 'arm64', 'armhf', 'armel', 'i386', 'i686', 'x86_64', 'aarch64', 'noarch', 'all', 'any', 'src', 'riscv64',
  'ppc64el', 's390x',
]); // prettier-ignore

/** `libfoo:amd64`, `libfoo.x86_64`: the architecture is no part of the name. */
export function splitArchitecture(fields: Fields): void {
  const name = fields['package.name'];
  if (typeof name !== 'string') return;
  const at = Math.max(name.lastIndexOf(':'), name.lastIndexOf('.'));
  const architecture = name.slice(at + 1);
  if (at <= 0 || !ARCHITECTURES.has(architecture)) return;
  fields['package.name'] = name.slice(0, at);
  fields['package.architecture'] = architecture;
}

/** RPM writes `12:foo-bar-1.2-3.fc40.x86_64`: epoch, name, version-release, architecture. */
export function splitRpm(fields: Fields): void {
  splitArchitecture(fields);
  const name = fields['package.name'];
  if (typeof name !== 'string') return;
  const release = name.lastIndexOf('-');
  const version = release > 0 ? name.lastIndexOf('-', release - 1) : -1;
  if (version <= 0) return;
  const epoch = /^\d{1,4}:/.exec(name)?.[0] ?? '';
  fields['package.name'] = name.slice(epoch.length, version);
  fields['package.version'] = epoch + name.slice(version + 1);
}

/** FreeBSD's `foo-bar-1.2_3`: the version is behind the last hyphen. */
export function splitPkg(fields: Fields): void {
  const name = fields['package.name'];
  const hyphen = typeof name === 'string' ? name.lastIndexOf('-') : -1;
  if (typeof name !== 'string' || hyphen <= 0 || hyphen === name.length - 1) return;
  fields['package.name'] = name.slice(0, hyphen);
  fields['package.version'] = name.slice(hyphen + 1);
}
