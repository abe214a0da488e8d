// What the types of audit records are. Sources: linux/audit.h, libaudit's msg_typetab.h, "Audit Record Types" of Red Hat's documentation.

import {
  CONFIGURATION_CHANGE,
  FILE_ACCESS,
  FILE_DENIED,
  GROUP_CHANGE,
  GROUP_CREATION,
  GROUP_DELETION,
  HOST_CHANGE,
  HOST_END,
  HOST_INFO,
  HOST_START,
  LOGON,
  LOGON_DENIED,
  LOGON_INFO,
  NETWORK_INFO,
  PACKAGE_CHANGE,
  PROCESS_END,
  PROCESS_ERROR,
  PROCESS_INFO,
  PROCESS_START,
  SESSION_END,
  SESSION_INFO,
  SESSION_START,
  USER_CHANGE,
  USER_CREATION,
  USER_DELETION,
  type Kind,
} from '#src/event/kinds.js';
import type { Level } from '#src/event/event.js';

/** Action, kind, level when it succeeded, level when it failed. */
export type Meaning = readonly [action: string, kind: Kind, good: Level, bad: Level];

const TYPES = new Map<string, Meaning>([
  ['USER_AUTH', ['authentication', LOGON_INFO, 1, 3]],
  ['USER_ACCT', ['authentication', LOGON_INFO, 1, 3]],
  ['USER_MGMT', ['user_changed', USER_CHANGE, 2, 2]],
  ['CRED_ACQ', ['authentication', LOGON_INFO, 1, 2]],
  ['CRED_REFR', ['authentication', LOGON_INFO, 1, 2]],
  ['CRED_DISP', ['authentication', LOGON_INFO, 1, 2]],
  ['USER_START', ['session_opened', SESSION_START, 1, 2]],
  ['USER_END', ['session_closed', SESSION_END, 1, 2]],
  ['USER_ERR', ['authentication', LOGON_INFO, 1, 3]],
  ['USER_LOGIN', ['console_login', LOGON, 1, 3]],
  ['USER_LOGOUT', ['session_closed', SESSION_END, 1, 2]],
  ['LOGIN', ['session_opened', SESSION_START, 1, 2]],
  ['USER_CMD', ['sudo_command', PROCESS_START, 2, 3]],
  ['USER_CHAUTHTOK', ['password_changed', USER_CHANGE, 2, 2]],
  ['ADD_USER', ['user_created', USER_CREATION, 4, 2]],
  ['DEL_USER', ['user_deleted', USER_DELETION, 3, 2]],
  ['ADD_GROUP', ['group_created', GROUP_CREATION, 2, 2]],
  ['DEL_GROUP', ['group_deleted', GROUP_DELETION, 3, 2]],
  ['GRP_MGMT', ['group_changed', GROUP_CHANGE, 2, 2]],
  ['GRP_CHAUTHTOK', ['group_changed', GROUP_CHANGE, 2, 2]],
  ['GRP_AUTH', ['authentication', LOGON_INFO, 1, 3]],
  ['CHUSER_ID', ['user_changed', USER_CHANGE, 2, 2]],
  ['CHGRP_ID', ['group_changed', GROUP_CHANGE, 2, 2]],
  ['ACCT_LOCK', ['user_locked', USER_CHANGE, 2, 2]],
  ['ACCT_UNLOCK', ['user_unlocked', USER_CHANGE, 2, 2]],
  ['ROLE_ASSIGN', ['role_changed', USER_CHANGE, 2, 2]],
  ['ROLE_REMOVE', ['role_changed', USER_CHANGE, 2, 2]],
  ['ROLE_MODIFY', ['role_changed', USER_CHANGE, 2, 2]],
  ['USER_ROLE_CHANGE', ['role_changed', SESSION_INFO, 1, 2]],
  ['ANOM_LOGIN_FAILURES', ['account_locked', LOGON_DENIED, 3, 3]],
  ['RESP_ACCT_LOCK', ['account_locked', LOGON_DENIED, 3, 3]],
  ['RESP_ACCT_LOCK_TIMED', ['account_locked', LOGON_DENIED, 3, 3]],
  ['RESP_ACCT_UNLOCK_TIMED', ['user_unlocked', USER_CHANGE, 1, 2]],
  ['SERVICE_START', ['service_started', PROCESS_START, 1, 2]],
  ['SERVICE_STOP', ['service_stopped', PROCESS_END, 1, 2]],
  ['SYSTEM_BOOT', ['system_booted', HOST_START, 1, 2]],
  ['SYSTEM_SHUTDOWN', ['system_shutdown', HOST_END, 2, 2]],
  ['SYSTEM_RUNLEVEL', ['runlevel_changed', HOST_CHANGE, 1, 2]],
  ['DAEMON_START', ['audit_changed', PROCESS_START, 1, 3]],
  ['DAEMON_END', ['audit_changed', PROCESS_END, 3, 3]],
  ['DAEMON_ABORT', ['audit_changed', PROCESS_END, 3, 3]],
  ['DAEMON_CONFIG', ['audit_changed', CONFIGURATION_CHANGE, 2, 3]],
  ['DAEMON_ROTATE', ['audit_changed', HOST_INFO, 1, 2]],
  ['DAEMON_RESUME', ['audit_changed', HOST_INFO, 1, 2]],
  ['DAEMON_ERR', ['audit_changed', PROCESS_ERROR, 3, 3]],
  ['CONFIG_CHANGE', ['audit_changed', CONFIGURATION_CHANGE, 3, 3]],
  ['FEATURE_CHANGE', ['audit_changed', CONFIGURATION_CHANGE, 3, 3]],
  ['KERNEL', ['audit_changed', HOST_START, 1, 1]],
  ['SYSCALL', ['system_call', PROCESS_INFO, 1, 1]],
  ['EXECVE', ['process_started', PROCESS_START, 1, 1]],
  ['AVC', ['access_denied', FILE_DENIED, 2, 2]],
  ['USER_AVC', ['access_denied', FILE_DENIED, 2, 2]],
  ['APPARMOR_DENIED', ['access_denied', FILE_DENIED, 2, 2]],
  ['APPARMOR_ALLOWED', ['access_denied', FILE_ACCESS, 1, 1]],
  ['SELINUX_ERR', ['access_denied', FILE_DENIED, 2, 2]],
  ['USER_SELINUX_ERR', ['access_denied', FILE_DENIED, 2, 2]],
  ['SECCOMP', ['access_denied', PROCESS_ERROR, 2, 2]],
  ['MAC_POLICY_LOAD', ['access_policy_changed', CONFIGURATION_CHANGE, 2, 3]],
  ['MAC_STATUS', ['access_policy_changed', CONFIGURATION_CHANGE, 3, 3]],
  ['MAC_CONFIG_CHANGE', ['access_policy_changed', CONFIGURATION_CHANGE, 2, 3]],
  ['USER_MAC_POLICY_LOAD', ['access_policy_changed', CONFIGURATION_CHANGE, 2, 3]],
  ['USER_MAC_STATUS', ['access_policy_changed', CONFIGURATION_CHANGE, 3, 3]],
  ['ANOM_ABEND', ['process_crashed', PROCESS_END, 2, 2]],
  ['ANOM_PROMISCUOUS', ['promiscuous_mode', NETWORK_INFO, 3, 3]],
  ['KERN_MODULE', ['kernel_module_loaded', HOST_CHANGE, 2, 2]],
  ['NETFILTER_CFG', ['packet_filter_changed', CONFIGURATION_CHANGE, 1, 2]],
  ['SOFTWARE_UPDATE', ['software_updated', PACKAGE_CHANGE, 1, 2]],
  ['TTY', ['terminal_input', SESSION_INFO, 1, 1]],
  ['USER_TTY', ['terminal_input', SESSION_INFO, 1, 1]],
  ['USYS_CONFIG', ['clock_changed', HOST_CHANGE, 2, 2]],
  ['TIME_INJOFFSET', ['clock_changed', HOST_CHANGE, 2, 2]],
  ['TIME_ADJNTPVAL', ['clock_changed', HOST_INFO, 1, 1]],
]);

const PREFIXES: readonly (readonly [string, Meaning])[] = [
  ['ANOM_', ['process_anomaly', PROCESS_INFO, 3, 3]],
  ['RESP_', ['process_anomaly', PROCESS_INFO, 2, 2]],
  ['INTEGRITY_', ['integrity_checked', FILE_ACCESS, 1, 3]],
  ['CRYPTO_', ['crypto_session', SESSION_INFO, 1, 2]],
  ['VIRT_', ['virtual_machine', HOST_INFO, 1, 2]],
  ['MAC_', ['access_policy_changed', CONFIGURATION_CHANGE, 2, 2]],
  ['APPARMOR_', ['audit_record', PROCESS_INFO, 1, 1]],
];

const OTHER: Meaning = ['audit_record', PROCESS_INFO, 1, 1];

export function meaningOf(type: string): Meaning {
  return TYPES.get(type) ?? PREFIXES.find(([prefix]) => type.startsWith(prefix))?.[1] ?? OTHER;
}

/** Types about a group: without `grp`, their `acct` and `id` are the group's. */
export const IS_ON_GROUP: ReadonlySet<string> = new Set(['ADD_GROUP', 'DEL_GROUP', 'GRP_MGMT', 'GRP_CHAUTHTOK']);

/** Types whose `acct` is acted on, not acting. */
export const IS_ON_ACCOUNT: ReadonlySet<string> = new Set([
  'USER_CHAUTHTOK',
  'USER_MGMT',
  'ADD_USER',
  'DEL_USER',
  'ACCT_LOCK',
  'ACCT_UNLOCK',
  'GRP_MGMT',
  'CHUSER_ID',
  'ROLE_ASSIGN',
  'ROLE_REMOVE',
  'ROLE_MODIFY',
]);

/** Types of which nearly nothing is left to tell when one of these is part of the event. */
export const IS_TELLING: ReadonlySet<string> = new Set([
  'AVC',
  'USER_AVC',
  'SECCOMP',
  'SELINUX_ERR',
  'KERN_MODULE',
  'NETFILTER_CFG',
  'CONFIG_CHANGE',
  'MAC_POLICY_LOAD',
  'MAC_STATUS',
  'ANOM_PROMISCUOUS',
  'ANOM_ABEND',
]);

/** linux/audit.h and audit-records.h: the kernel's own lines have the number. */
// prettier-ignore
const NUMBERS: Readonly<Record<number, string>> = {
  1005: 'USER', 1006: 'LOGIN', 1100: 'USER_AUTH', 1101: 'USER_ACCT', 1102: 'USER_MGMT', 1103: 'CRED_ACQ', 1104: 'CRED_DISP',
  1105: 'USER_START', 1106: 'USER_END', 1107: 'USER_AVC', 1108: 'USER_CHAUTHTOK', 1109: 'USER_ERR', 1110: 'CRED_REFR',
  1111: 'USYS_CONFIG', 1112: 'USER_LOGIN', 1113: 'USER_LOGOUT', 1114: 'ADD_USER', 1115: 'DEL_USER', 1116: 'ADD_GROUP', 1117: 'DEL_GROUP',
  1118: 'DAC_CHECK', 1119: 'CHGRP_ID', 1120: 'TEST', 1121: 'TRUSTED_APP', 1122: 'USER_SELINUX_ERR', 1123: 'USER_CMD', 1124: 'USER_TTY',
  1125: 'CHUSER_ID', 1126: 'GRP_AUTH', 1127: 'SYSTEM_BOOT', 1128: 'SYSTEM_SHUTDOWN', 1129: 'SYSTEM_RUNLEVEL', 1130: 'SERVICE_START',
  1131: 'SERVICE_STOP', 1132: 'GRP_MGMT', 1133: 'GRP_CHAUTHTOK', 1134: 'MAC_CHECK', 1135: 'ACCT_LOCK', 1136: 'ACCT_UNLOCK',
  1138: 'SOFTWARE_UPDATE', 1300: 'SYSCALL', 1302: 'PATH', 1303: 'IPC', 1304: 'SOCKETCALL', 1305: 'CONFIG_CHANGE', 1306: 'SOCKADDR',
  1307: 'CWD', 1309: 'EXECVE', 1311: 'IPC_SET_PERM', 1318: 'OBJ_PID', 1319: 'TTY', 1320: 'EOE', 1321: 'BPRM_FCAPS', 1322: 'CAPSET',
  1323: 'MMAP', 1324: 'NETFILTER_PKT', 1325: 'NETFILTER_CFG', 1326: 'SECCOMP', 1327: 'PROCTITLE', 1328: 'FEATURE_CHANGE',
  1330: 'KERN_MODULE', 1331: 'FANOTIFY', 1332: 'TIME_INJOFFSET', 1333: 'TIME_ADJNTPVAL', 1334: 'BPF', 1335: 'EVENT_LISTENER',
  1400: 'AVC', 1401: 'SELINUX_ERR', 1403: 'MAC_POLICY_LOAD', 1404: 'MAC_STATUS', 1405: 'MAC_CONFIG_CHANGE', 1700: 'ANOM_PROMISCUOUS',
  1701: 'ANOM_ABEND', 1702: 'ANOM_LINK', 1800: 'INTEGRITY_DATA', 1801: 'INTEGRITY_METADATA', 1802: 'INTEGRITY_STATUS',
  1803: 'INTEGRITY_HASH', 1804: 'INTEGRITY_PCR', 1805: 'INTEGRITY_RULE', 2000: 'KERNEL', 2100: 'ANOM_LOGIN_FAILURES',
  2404: 'CRYPTO_KEY_USER', 2407: 'CRYPTO_SESSION',
};

export function typeOfNumber(number: number): string {
  return NUMBERS[number] ?? `UNKNOWN[${number}]`;
}
