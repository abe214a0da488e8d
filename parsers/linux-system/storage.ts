// smartd, mdadm's monitor, ZFS's zed, lvm, multipathd, btrfs scrub: disks and arrays.
// https://www.smartmontools.org/ https://raid.wiki.kernel.org/ https://openzfs.github.io/openzfs-docs/man/master/8/zed.8.html

import type { Fields } from '#src/event/event.js';
import { event, HOST_ERROR, HOST_INFO } from '#src/event/kinds.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';

const CHECK = event('disk_check', HOST_INFO, 1);
const WARNING = event('disk_problem', HOST_ERROR, 3);
const FAILING = event('disk_problem', HOST_ERROR, 4);

const table = (patterns: readonly Pattern[]): PatternTable => new PatternTable(patterns, 'linux_system');

const DISK = 'Device: <linux_system.device:phrase>, ';

export const SMARTD = table([
  [`${DISK}FAILED SMART self-check. BACK UP DATA NOW!`, FAILING],
  [`${DISK}SMART Failure: <event.reason:text>`, FAILING],
  [`${DISK}Failed SMART usage Attribute: <linux_system.attribute:text>.`, FAILING],
  [`${DISK}SMART Prefailure Attribute: <linux_system.attribute:phrase> changed from <linux_system.old_value> to <linux_system.value>`, CHECK],
  [`${DISK}SMART Usage Attribute: <linux_system.attribute:phrase> changed from <linux_system.old_value> to <linux_system.value>`, CHECK],
  [`${DISK}<linux_system.count:int> Currently unreadable (pending) sectors[[ (changed <_>)]]`, WARNING],
  [`${DISK}<linux_system.count:int> Total unreadable (pending) sectors[[ (changed <_>)]]`, WARNING],
  [`${DISK}<linux_system.count:int> Offline uncorrectable sectors[[ (changed <_>)]]`, WARNING],
  [`${DISK}<linux_system.count:int> Total offline uncorrectable sectors[[ (changed <_>)]]`, WARNING],
  [`${DISK}ATA error count increased from <linux_system.old_value> to <linux_system.value>`, WARNING],
  [`${DISK}Self-Test Log error count increased from <linux_system.old_value> to <linux_system.value>`, WARNING],
  [`${DISK}new Self-Test Log error at hour timestamp <_>`, WARNING],
  [`${DISK}number of Error Log entries increased from <linux_system.old_value> to <linux_system.value>`, WARNING],
  [`${DISK}Critical Warning (<linux_system.value>): <event.reason:text>`, FAILING],
  [`${DISK}Temperature changed <_> Celsius to <linux_system.value> Celsius<_:text>`, CHECK],
  [`${DISK}Temperature <linux_system.value> Celsius reached critical limit of <_> Celsius<_:text>`, WARNING],
  [`${DISK}Temperature <linux_system.value> Celsius reached limit of <_> Celsius<_:text>`, event('disk_problem', HOST_ERROR, 2)],
  [`${DISK}unable to open device<_:text>`, WARNING],
  [`${DISK}open() failed: <event.reason:text>`, WARNING],
  [`${DISK}not capable of SMART self-check`, WARNING],
  [`${DISK}failed to read SMART Attribute Data`, WARNING],
  [`${DISK}opened`, CHECK],
  [`${DISK}state written to <file.path:text>`, CHECK],
  [`${DISK}state read from <file.path:text>`, CHECK],
  [`${DISK}found in smartd database<_:text>`, CHECK],
  ['Warning via <linux_system.program:phrase> to <linux_system.recipient>: successful', CHECK],
  ['Warning via <linux_system.program:phrase> to <linux_system.recipient> produced unexpected output<_:text>', event('disk_check', HOST_ERROR, 2)],
  ['Sending warning via <linux_system.program:phrase> to <linux_system.recipient> ...', CHECK],
  ['Monitoring <_:text>', CHECK],
  [`${DISK}is back in ACTIVE or IDLE mode, resuming checks<_:text>`, CHECK],
  [`${DISK}is in STANDBY mode, suspending checks`, CHECK],
  [`${DISK}starting scheduled <linux_system.test:phrase> Self-Test.`, CHECK],
  [`${DISK}previous self-test completed without error`, CHECK],
  [`${DISK}previous self-test <event.reason:text>`, WARNING],
  [`${DISK}is SMART capable. Adding to "monitor" list.`, CHECK],
]); // prettier-ignore

/** https://man7.org/linux/man-pages/man8/mdadm.8.html, MONITOR MODE */
const MD_EVENTS: Readonly<Record<string, Fields>> = {
  DeviceDisappeared: FAILING,
  Fail: FAILING,
  FailSpare: FAILING,
  DegradedArray: FAILING,
  SparesMissing: WARNING,
  RebuildStarted: WARNING,
};

const mdEvent = (fields: Fields): void => {
  Object.assign(fields, MD_EVENTS[String(fields['linux_system.event'])] ?? CHECK);
};

export const MDADM = table([
  ['<linux_system.event> event detected on md device <linux_system.device>, component device <linux_system.component:text>', CHECK, mdEvent],
  ['<linux_system.event> event detected on md device <linux_system.device>', CHECK, mdEvent],
]); // prettier-ignore

export const LVM = table([
  ['WARNING: <event.reason:text>', WARNING],
  ['Volume group <linux_system.volume> is missing PV<_:text>', FAILING],
  ['Monitoring <linux_system.volume:text>.', CHECK],
  ['Thin <linux_system.volume> is now <linux_system.percent>% full.', WARNING],
  ['<linux_system.count:int> logical volume(s) in volume group "<linux_system.volume:text>" now active', CHECK],
]);

export const MULTIPATHD = table([
  ['<linux_system.volume>: remaining active paths: 0', FAILING],
  ['<linux_system.volume>: remaining active paths: <linux_system.count:int>', CHECK],
  ['checker failed path <linux_system.path> in map <linux_system.volume>', WARNING],
  ['<linux_system.path>: reinstated', CHECK],
]);
