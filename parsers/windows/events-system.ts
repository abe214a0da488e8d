// The System channel: Service Control Manager, EventLog, Microsoft-Windows-Eventlog.

import type { Row } from './events.js';
import { NOBODY, SUBJECT_ACTS } from './roles.js';

export const SYSTEM_ROWS: readonly Row[] = [
  ['104', 4, 'iam', 'admin change', 'event-log-cleared', 'success', SUBJECT_ACTS, ''],
  ['6005', 1, 'process', 'start', 'logging-service-started', 'success', NOBODY, 'The Event log service was started'],
  ['6006', 2, 'process', 'end', 'logging-service-stopped', 'success', NOBODY, 'The Event log service was stopped'],
  ['6008', 3, 'host', 'end', 'unexpected-shutdown', 'failure', NOBODY, ''],
  ['1074', 2, 'host', 'end', 'shutdown-initiated', 'success', NOBODY, ''],
  ['41', 3, 'host', 'end', 'unexpected-shutdown', 'failure', NOBODY, ''],
  ['7034', 2, 'process', 'error', 'service-terminated-unexpectedly', 'failure', NOBODY, ''],
  ['7031', 2, 'process', 'error', 'service-terminated-unexpectedly', 'failure', NOBODY, ''],
  ['7035', 1, 'process', 'info', 'service-control-sent', 'success', NOBODY, ''],
  ['7036', 1, 'process', 'info', 'service-state-changed', 'success', NOBODY, ''],
  ['7040', 2, 'configuration', 'change', 'service-start-type-changed', 'success', NOBODY, ''],
  ['7045', 4, 'configuration', 'creation', 'service-installed', 'success', NOBODY, ''],
];
