// The System channel: Service Control Manager, EventLog, Microsoft-Windows-Eventlog.

import type { Row } from './events.js';
import { NOBODY, SUBJECT_ACTS } from './roles.js';

// prettier-ignore
export const SYSTEM_ROWS: readonly Row[] = [
  ['104', 4, 'iam', 'admin change', 'event_log_cleared', 'success', SUBJECT_ACTS, ''],
  ['6005', 1, 'process', 'start', 'logging_service_started', 'success', NOBODY, 'The Event log service was started'],
  ['6006', 2, 'process', 'end', 'logging_service_stopped', 'success', NOBODY, 'The Event log service was stopped'],
  ['6008', 3, 'host', 'end', 'unexpected_shutdown', 'failure', NOBODY, ''],
  ['1074', 2, 'host', 'end', 'system_shutdown', 'success', NOBODY, ''],
  ['41', 3, 'host', 'end', 'unexpected_shutdown', 'failure', NOBODY, ''],
  ['7034', 2, 'process', 'error', 'service_terminated_unexpectedly', 'failure', NOBODY, ''],
  ['7031', 2, 'process', 'error', 'service_terminated_unexpectedly', 'failure', NOBODY, ''],
  ['7035', 1, 'process', 'info', 'service_control_sent', 'success', NOBODY, ''],
  ['7036', 1, 'process', 'info', 'service_state_changed', 'success', NOBODY, ''],
  ['7040', 2, 'configuration', 'change', 'service_start_type_changed', 'success', NOBODY, ''],
  ['7045', 4, 'configuration', 'creation', 'service_installed', 'success', NOBODY, ''],
];
