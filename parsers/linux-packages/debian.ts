// dpkg.log, apt's history.log, unattended-upgrades. https://man7.org/linux/man-pages/man1/dpkg.1.html (--log),
// https://github.com/mvo5/unattended-upgrades

import { type Pattern, PatternTable } from '#src/event/patterns.js';
import {
  COMMAND,
  DOWNGRADED,
  FAILED,
  INSTALLED,
  NEEDS_HAND,
  REMOVED,
  splitArchitecture,
  STEP,
  UPDATED,
} from './kinds.js';

const DPKG: readonly Pattern[] = [
  ['install <package.name> <<none> <package.version>', INSTALLED, splitArchitecture],
  ['install <package.name> <linux_packages.old_version> <package.version>', INSTALLED, splitArchitecture],
  ['upgrade <package.name> <linux_packages.old_version> <package.version>', UPDATED, splitArchitecture],
  ['remove <package.name> <package.version> <_>', REMOVED, splitArchitecture],
  ['purge <package.name> <package.version> <_>', REMOVED, splitArchitecture],
  ['configure <package.name> <package.version> <_>', STEP, splitArchitecture],
  ['trigproc <package.name> <package.version> <_>', STEP, splitArchitecture],
  ['disappear <package.name> <package.version>', REMOVED, splitArchitecture],
  ['status <linux_packages.status> <package.name> <package.version>', STEP, splitArchitecture],
  ['conffile <file.path> <linux_packages.decision>', STEP],
  ['startup <linux_packages.type> <_:phrase>', STEP],
];

/** One stanza of several lines a run of apt; the lists are kept as they are. */
const APT: readonly Pattern[] = [
  ['Start-Date: <linux_packages.started:text>', STEP],
  ['End-Date: <linux_packages.ended:text>', STEP],
  ['Commandline: <process.command_line:text>', COMMAND],
  ['Requested-By: <user.name:text> (<user.id>)', STEP],
  ['Error: <event.reason:text>', FAILED],
  ['Install: <linux_packages.packages:text>', INSTALLED],
  ['Upgrade: <linux_packages.packages:text>', UPDATED],
  ['Downgrade: <linux_packages.packages:text>', DOWNGRADED],
  ['Reinstall: <linux_packages.packages:text>', INSTALLED],
  ['Remove: <linux_packages.packages:text>', REMOVED],
  ['Purge: <linux_packages.packages:text>', REMOVED],
];

const UNATTENDED: readonly Pattern[] = [
  ['Packages that will be upgraded: <linux_packages.packages:text>', STEP],
  ['Packages that were upgraded: <linux_packages.packages:text>', UPDATED],
  ['Packages that attempted to upgrade: <linux_packages.packages:text>', STEP],
  ['Packages with upgradable origin but kept back: <linux_packages.packages:text>', NEEDS_HAND],
  ['Packages were successfully auto-removed: <linux_packages.packages:text>', REMOVED],
  ['Removing unused kernel packages: <linux_packages.packages:text>', REMOVED],
  ['All upgrades installed', { ...UPDATED, 'event.outcome': 'success' }],
  ['No packages found that can be upgraded unattended<_:text>', STEP],
  ['Starting unattended upgrades script', STEP],
  ['Checking if system is running on battery is skipped.<_:text>', STEP],
  ['Initial blacklist<_:text>', STEP],
  ['Initial whitelist<_:text>', STEP],
  ['Allowed origins are: <_:text>', STEP],
  ['Writing dpkg log to <file.path:text>', STEP],
  ['Package <package.name> has conffile prompt and needs to be upgraded manually', NEEDS_HAND],
  ['Package <package.name> is kept back because <event.reason:text>', NEEDS_HAND],
  ['Found <file.path>, rebooting', NEEDS_HAND],
  ['Installing the upgrades failed!', FAILED],
  ['error message: <event.reason:text>', FAILED],
  ["dpkg returned a error! See '<file.path:text>' for details", FAILED],
  ["dpkg returned an error! See '<file.path:text>' for details", FAILED],
  ['Cache has broken packages, exiting', FAILED],
  ['Lock could not be acquired (another package manager running?)', NEEDS_HAND],
];

export const DPKG_TABLE = new PatternTable(DPKG, 'linux_packages');
export const APT_TABLE = new PatternTable(APT, 'linux_packages');
export const UNATTENDED_TABLE = new PatternTable(UNATTENDED, 'linux_packages');
