// yum and dnf, pacman, zypper, snap, PackageKit, rpm's own plugin, FreeBSD's pkg, OpenWrt's opkg, flatpak: one table a program.

import type { Fields } from '#src/event/event.js';
import { event, LOGON_DENIED, LOGON_INFO } from '#src/event/kinds.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';
import {
  COMMAND,
  DOWNGRADED,
  FAILED,
  INSTALLED,
  NEEDS_HAND,
  REMOVED,
  splitPkg,
  splitRpm,
  STEP,
  UPDATED,
} from './kinds.js';

const table = (patterns: readonly Pattern[]): PatternTable => new PatternTable(patterns, 'linux_packages');

/** The words of yum's syslog and dnf's dnf.rpm.log. https://dnf.readthedocs.io/ */
export const RPM_WORDS: Readonly<Record<string, Fields>> = {
  installed: INSTALLED,
  install: INSTALLED,
  reinstalled: INSTALLED,
  reinstall: INSTALLED,
  updated: UPDATED,
  upgraded: UPDATED,
  upgrade: UPDATED,
  update: UPDATED,
  downgraded: DOWNGRADED,
  downgrade: DOWNGRADED,
  erased: REMOVED,
  erase: REMOVED,
  removed: REMOVED,
  obsoleted: REMOVED,
  cleanup: STEP,
};

export const YUM = table([
  ['Installed: <package.name>', INSTALLED, splitRpm],
  ['Updated: <package.name>', UPDATED, splitRpm],
  ['Erased: <package.name>', REMOVED, splitRpm],
  ['Dep-Installed: <package.name>', INSTALLED, splitRpm],
  ['Removed: <package.name>', REMOVED, splitRpm],
  ['Upgraded: <package.name>', UPDATED, splitRpm],
  ['Reinstalled: <package.name>', INSTALLED, splitRpm],
  ['Downgraded: <package.name>', DOWNGRADED, splitRpm],
  ['Obsoleted: <package.name>', REMOVED, splitRpm],
]);

/** The report of the timer, of which the packages follow on lines of their own. */
export const DNF_AUTOMATIC = table([
  ["The following updates have been applied on '<_:text>':", { ...UPDATED, 'event.outcome': 'success' }],
  ["The following updates are available on '<_:text>':", NEEDS_HAND],
  ["The following updates were downloaded on '<_:text>':", STEP],
  ['Error: <event.reason:text>', FAILED],
]);

/** https://rpm.org/docs/latest/man/rpm-plugin-syslog.8 */
export const RPM = table([
  ['install <package.name>: success', { ...INSTALLED, 'event.outcome': 'success' }, splitRpm],
  ['install <package.name>: failure', { ...INSTALLED, 'event.severity': 3, 'event.outcome': 'failure' }, splitRpm],
  ['erase <package.name>: success', { ...REMOVED, 'event.outcome': 'success' }, splitRpm],
  ['erase <package.name>: failure', { ...REMOVED, 'event.severity': 3, 'event.outcome': 'failure' }, splitRpm],
  ['Transaction ID <linux_packages.transaction> <linux_packages.status:phrase>', STEP],
]);

/** /var/log/pacman.log. https://man.archlinux.org/man/pacman.8 */
export const PACMAN = table([
  ['installed <package.name> (<package.version>)', INSTALLED],
  ['reinstalled <package.name> (<package.version>)', INSTALLED],
  ['upgraded <package.name> (<linux_packages.old_version> -> <package.version>)', UPDATED],
  ['downgraded <package.name> (<linux_packages.old_version> -> <package.version>)', DOWNGRADED],
  ['removed <package.name> (<package.version>)', REMOVED],
  ["Running '<process.command_line:text>'", COMMAND],
  ['starting full system upgrade', STEP],
  ['synchronizing package lists', STEP],
  ['transaction <linux_packages.status>', STEP],
  ["running '<linux_packages.hook:text>'...", STEP],
  ['warning: <event.reason:text>', NEEDS_HAND],
  ['error: <event.reason:text>', FAILED],
]);

/** https://www.freedesktop.org/software/PackageKit/ */
export const PACKAGEKIT = table([
  ['new install-packages transaction <linux_packages.transaction> scheduled from uid <user.id>', COMMAND],
  ['new remove-packages transaction <linux_packages.transaction> scheduled from uid <user.id>', COMMAND],
  ['new update-packages transaction <linux_packages.transaction> scheduled from uid <user.id>', COMMAND],
  ['install-packages transaction <linux_packages.transaction> from uid <user.id> finished with success after <_>', { ...INSTALLED, 'event.outcome': 'success' }],
  ['remove-packages transaction <linux_packages.transaction> from uid <user.id> finished with success after <_>', { ...REMOVED, 'event.outcome': 'success' }],
  ['update-packages transaction <linux_packages.transaction> from uid <user.id> finished with success after <_>', { ...UPDATED, 'event.outcome': 'success' }],
  ['install-packages transaction <linux_packages.transaction> from uid <user.id> finished with failed after <_>', FAILED],
  ['remove-packages transaction <linux_packages.transaction> from uid <user.id> finished with failed after <_>', FAILED],
  ['update-packages transaction <linux_packages.transaction> from uid <user.id> finished with failed after <_>', FAILED],
  ['<linux_packages.role> transaction <linux_packages.transaction> from uid <user.id> finished with <linux_packages.status> after <_>', STEP],
  ['uid <user.id> is trying to obtain <linux_packages.right> auth (only_trusted:<_>)', STEP],
  ['uid <user.id> obtained auth for <linux_packages.right>', event('polkit_authorization', LOGON_INFO, 1, 'success')],
  ['uid <user.id> failed to obtain auth', event('polkit_authorization', LOGON_DENIED, 3, 'failure')],
]); // prettier-ignore

/** snapd puts `api_snaps.go:342: ` before its messages. https://snapcraft.io/docs */
export const SNAP = table([
  ['Installing snap "<package.name:phrase>" revision <package.version>', INSTALLED],
  ['Removing snap "<package.name:phrase>"', REMOVED],
  ['Refreshing snap "<package.name:phrase>"<_:text>', UPDATED],
  ['cannot refresh: snap has no updates available: <linux_packages.packages:text>', STEP],
  ['cannot refresh snap "<package.name:phrase>": <event.reason:text>', NEEDS_HAND],
  ['[change <linux_packages.transaction> "<linux_packages.task:text>" task] failed: <event.reason:phrase>', FAILED],
]);

/** https://man.freebsd.org/cgi/man.cgi?pkg.conf (SYSLOG) */
export const PKG = table([
  ['<package.name> installed', INSTALLED, splitPkg],
  ['<package.name> deinstalled', REMOVED, splitPkg],
  ['<package.name> upgraded: <linux_packages.old_version> -> <package.version>', UPDATED],
  ['<package.name> downgraded: <linux_packages.old_version> -> <package.version>', DOWNGRADED],
  ['<package.name> reinstalled: <linux_packages.old_version> -> <package.version>', INSTALLED],
]);

export const OPKG = table([
  ['Installing <package.name> (<package.version>) to <_>', INSTALLED],
  ['Upgrading <package.name> on <_> from <linux_packages.old_version> to <package.version>...', UPDATED],
  ['Removing package <package.name> from <_>', REMOVED],
]);

export const FLATPAK = table([
  ['<linux_packages.scope>: Installed <package.name> from <linux_packages.repository:phrase>', INSTALLED],
  ['<linux_packages.scope>: Updated <package.name> from <linux_packages.repository:phrase>', UPDATED],
  ['<linux_packages.scope>: Uninstalled <package.name><_:text>', REMOVED],
]);
