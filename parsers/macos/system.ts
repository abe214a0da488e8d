// Its firewall, sandbox, privacy settings, Gatekeeper, XProtect, launchd, installer, Time Machine, shutdown.
// https://support.apple.com/guide/security/ https://eclecticlight.co/ (what the unified log holds)

import type { Fields } from '#src/event/event.js';
import { CONFIGURATION_CHANGE, CONNECTION_ALLOWED, CONNECTION_DENIED, event, FILE_DENIED, HOST_END, HOST_ERROR, HOST_INFO, HOST_START, MALWARE_INFO, PACKAGE_CHANGE, PACKAGE_INSTALLATION, PROCESS_DENIED, PROCESS_END, PROCESS_ERROR, PROCESS_INFO, PROCESS_START } from '#src/event/kinds.js'; // prettier-ignore
import { type Pattern, PatternTable } from '#src/event/patterns.js';

const DENIED = event('flow_denied', CONNECTION_DENIED, 1, 'failure');
const ALLOWED = event('flow_allowed', CONNECTION_ALLOWED, 1, 'success');
const PERMISSION = event('privacy_permission', CONFIGURATION_CHANGE, 2);

const table = (patterns: readonly Pattern[]): PatternTable => new PatternTable(patterns, 'macos');

const transport = (fields: Fields): void => {
  const number = fields['network.iana_number'];
  if (number === '6' || number === '17') fields['network.transport'] = number === '6' ? 'tcp' : 'udp';
};

/** socketfilterfw (ALF); its name in older systems is Firewall. */
export const FIREWALL = table([
  ['Deny <macos.application:phrase> connecting from <source:endpoint> to port <destination.port> proto=<network.iana_number>', DENIED, transport],
  ['Allow <macos.application:phrase> connecting from <source:endpoint> to port <destination.port> proto=<network.iana_number>', ALLOWED, transport],
  ['Deny <macos.application:phrase> data in from <source:endpoint> to port <destination.port> proto=<network.iana_number>', DENIED, transport],
  ['Stealth Mode connection attempt to TCP <destination:endpoint> from <source:endpoint>', { ...DENIED, 'network.transport': 'tcp' }],
  ['Stealth Mode connection attempt to UDP <destination:endpoint> from <source:endpoint>', { ...DENIED, 'network.transport': 'udp' }],
  ['<macos.application:phrase> is listening from <_:phrase> proto=<network.iana_number>', event('service_started', PROCESS_START, 1), transport],
]); // prettier-ignore

export const SANDBOX = table([
  ['Sandbox: <macos.program:phrase>(<macos.program_pid>) deny(<_>) file-<macos.operation> <file.path:text>', event('sandbox_denied', FILE_DENIED, 1, 'failure')],
  ['Sandbox: <macos.program:phrase>(<macos.program_pid>) deny(<_>) <macos.operation> <macos.object:text>', event('sandbox_denied', PROCESS_DENIED, 1, 'failure')],
]); // prettier-ignore

export const TCC = table([
  ['Update Access Record: <macos.service> for <macos.application> to Allowed[[ (<event.reason:phrase>)<_:text>]]', { ...PERMISSION, 'event.outcome': 'success' }],
  ['Update Access Record: <macos.service> for <macos.application> to Allowed at <_:text>', { ...PERMISSION, 'event.outcome': 'success' }],
  ['Update Access Record: <macos.service> for <macos.application> to Denied[[ (<event.reason:phrase>)<_:text>]]', { ...PERMISSION, 'event.outcome': 'failure' }],
  ['Update Access Record: <macos.service> for <macos.application> to Denied at <_:text>', { ...PERMISSION, 'event.outcome': 'failure' }],
]); // prettier-ignore

export const GATEKEEPER = table([
  [
    'assessment granted for <file.path:text> by <event.reason:phrase>',
    event('application_checked', PROCESS_INFO, 1, 'success'),
  ],
  ['assessment denied for <file.path:text>', event('application_checked', PROCESS_DENIED, 3, 'failure')],
  ['Malware detected: <threat.indicator.name:phrase> in <file.path:text>', event('malware_detected', MALWARE_INFO, 4)],
]);

/** `com.apple.xpc.launchd[1] (com.example.agent[123]): Service exited ...` */
export const LAUNCHD = table([
  ['(<service.name>[<macos.service_pid>]): Service exited with abnormal code: <process.exit_code>', event('service_failed', PROCESS_ERROR, 2, 'failure')],
  ['(<service.name>[<macos.service_pid>]): Service exited due to signal: <event.reason:text>', event('service_failed', PROCESS_ERROR, 2, 'failure')],
  ['(<service.name>[<macos.service_pid>]): Service exited due to <event.reason:text>', event('service_failed', PROCESS_ERROR, 2, 'failure')],
  ['(<service.name>): Service only ran for <_> seconds. Pushing respawn out by <_> seconds.', event('service_message', PROCESS_INFO, 2)],
  ['(<service.name>): This service is defined to be constantly running and is inherently inefficient.', event('service_message', PROCESS_INFO, 1)],
  ['(<service.name>): <event.reason:text>', event('service_message', PROCESS_INFO, 1)],
  ['[<macos.domain> [<macos.service_pid>]:] exited due to <event.reason:text>', event('service_stopped', PROCESS_END, 1)],
  ['[<macos.domain>:] Successfully spawned <service.name>[<macos.service_pid>] because <event.reason:text>', event('service_started', PROCESS_START, 1)],
  ['Successfully spawned <service.name>[<macos.service_pid>] because <event.reason:text>', event('service_started', PROCESS_START, 1)],
]); // prettier-ignore

export const INSTALLER = table([
  ['[[PackageKit: ]]Installed "<package.name:text>" (<package.version>)', event('package_installed', PACKAGE_INSTALLATION, 2, 'success')],
  ['[[PackageKit: ]]Install Failed: <event.reason:text>', event('package_installed', PACKAGE_INSTALLATION, 3, 'failure')],
  ['PackageKit: ----- Begin install -----', event('device_message', HOST_INFO, 1)],
  ['PackageKit: ----- End install -----', event('device_message', HOST_INFO, 1)],
  ['SUOSUShimController: Install finished: <macos.update:text>', event('update_installed', PACKAGE_CHANGE, 1, 'success')],
]); // prettier-ignore

export const TIME_MACHINE = table([
  ['Backup completed successfully.', event('backup_finished', HOST_INFO, 1, 'success')],
  ['Backup failed with error <event.code>: <event.reason:text>', event('backup_finished', HOST_ERROR, 3, 'failure')],
  ['Backup failed (<event.code>: <event.reason:text>)', event('backup_finished', HOST_ERROR, 3, 'failure')],
  ['Backup canceled.', event('backup_finished', HOST_ERROR, 2, 'failure')],
  ['Starting <macos.kind> backup', event('device_message', HOST_INFO, 1)],
]);

export const POWER = table([
  ['halt by <user.name:text>: <event.reason:phrase>', event('system_shutdown', HOST_END, 2)],
  ['halt by <user.name>:', event('system_shutdown', HOST_END, 2)],
  ['reboot by <user.name>:', event('system_shutdown', HOST_END, 2)],
  ['SHUTDOWN_TIME: <_:text>', event('system_shutdown', HOST_END, 2)],
  ['BOOT_TIME: <_:text>', event('system_started', HOST_START, 2)],
  ['BOOT_TIME <_:text>', event('system_started', HOST_START, 2)],
]);
