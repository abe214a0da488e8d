// `<Verb> <unit>.` or `<Verb> <unit> - <description>.`: how a job of the manager began or ended. Before systemd 249 only the description.

import type { Fields, Level } from '#src/event/event.js';
import {
  event,
  HOST_CHANGE,
  HOST_END,
  HOST_INFO,
  HOST_START,
  PROCESS_END,
  PROCESS_ERROR,
  PROCESS_INFO,
  PROCESS_START,
  type Kind,
} from '#src/event/kinds.js';
import { put } from '#src/event/put.js';

type Outcome = 'success' | 'failure' | undefined;

const VERBS: readonly (readonly [verb: string, action: string, kind: Kind, level: Level, outcome: Outcome])[] = [
  ['Started ', 'service_started', PROCESS_START, 1, 'success'],
  ['Starting ', 'service_starting', PROCESS_INFO, 1, undefined],
  ['Stopped ', 'service_stopped', PROCESS_END, 1, 'success'],
  ['Stopping ', 'service_stopping', PROCESS_INFO, 1, undefined],
  ['Finished ', 'service_finished', PROCESS_END, 1, 'success'],
  ['Reloaded ', 'service_reloaded', PROCESS_INFO, 1, 'success'],
  ['Reloading ', 'service_reloaded', PROCESS_INFO, 1, undefined],
  ['Failed to start ', 'service_failed', PROCESS_ERROR, 3, 'failure'],
  ['Failed to stop ', 'service_failed', PROCESS_ERROR, 2, 'failure'],
  ['Failed to mount ', 'unit_changed', PROCESS_ERROR, 3, 'failure'],
  ['Failed to listen on ', 'unit_changed', PROCESS_ERROR, 3, 'failure'],
  ['Dependency failed for ', 'service_failed', PROCESS_ERROR, 2, 'failure'],
  ['Timed out ', 'service_failed', PROCESS_ERROR, 3, 'failure'],
  ['Condition check resulted in ', 'service_info', PROCESS_INFO, 1, undefined],
  ['Reached target ', 'unit_changed', HOST_INFO, 1, 'success'],
  ['Stopped target ', 'unit_changed', HOST_INFO, 1, 'success'],
  ['Created slice ', 'unit_changed', HOST_INFO, 1, 'success'],
  ['Removed slice ', 'unit_changed', HOST_INFO, 1, 'success'],
  ['Listening on ', 'unit_changed', HOST_INFO, 1, 'success'],
  ['Closed ', 'unit_changed', HOST_INFO, 1, 'success'],
  ['Mounting ', 'unit_changed', HOST_INFO, 1, undefined],
  ['Mounted ', 'unit_changed', HOST_INFO, 1, 'success'],
  ['Unmounting ', 'unit_changed', HOST_INFO, 1, undefined],
  ['Unmounted ', 'unit_changed', HOST_INFO, 1, 'success'],
  ['Set up automount ', 'unit_changed', HOST_INFO, 1, 'success'],
  ['Unset automount ', 'unit_changed', HOST_INFO, 1, 'success'],
  ['Activated swap ', 'unit_changed', HOST_INFO, 1, 'success'],
  ['Deactivated swap ', 'unit_changed', HOST_INFO, 1, 'success'],
  ['Found device ', 'unit_changed', HOST_INFO, 1, 'success'],
];

/** The manager's sentences about itself. */
const MANAGER: readonly (readonly [beginning: string, action: string, kind: Kind, level: Level])[] = [
  ['Startup finished in ', 'manager_started', HOST_START, 1],
  ['systemd ', 'manager_started', HOST_START, 1],
  ['Shutting down.', 'system_shutdown', HOST_END, 2],
  ['Powering off.', 'system_shutdown', HOST_END, 2],
  ['Rebooting.', 'system_shutdown', HOST_END, 2],
  ['Reloading.', 'manager_changed', HOST_CHANGE, 1],
  ['Reloading requested from client ', 'manager_changed', HOST_CHANGE, 1],
  ['Reexecuting', 'manager_changed', HOST_CHANGE, 1],
  ['Time has been changed', 'manager_changed', HOST_CHANGE, 1],
];

export function readVerb(text: string): Fields | undefined {
  for (const [beginning, action, kind, level] of MANAGER)
    if (text.startsWith(beginning)) return about(action, kind, level, text);
  const found = VERBS.find(([verb]) => text.startsWith(verb));
  if (found === undefined) return undefined;
  const [verb, action, kind, level, outcome] = found;
  const what = text.slice(verb.length).replace(/(?:\.\.\.|\.)$/, '');
  if (what === '') return undefined;
  const dash = what.indexOf(' - ');
  const first = dash < 0 ? what : what.slice(0, dash);
  const isUnit =
    /^[^\s/][^\s]{0,254}\.(?:service|socket|target|mount|timer|slice|scope|path|swap|device|automount)$/.test(first);
  const isService = !isUnit || first.endsWith('.service') || action.startsWith('unit');
  const fields = event(isService ? action : 'unit_changed', isService || level > 1 ? kind : HOST_INFO, level, outcome);
  if (isUnit) put(fields, 'service.name', first);
  if (!isUnit || dash > 0) put(fields, 'systemd.description', isUnit ? what.slice(dash + 3) : what);
  return fields;
}

function about(action: string, kind: Kind, level: Level, text: string): Fields {
  const fields = event(action, kind, level);
  const client = /from client PID (\d{1,10}) \('([^']{1,64})'\)/.exec(text);
  put(fields, 'systemd.client_pid', client?.[1]);
  put(fields, 'systemd.client', client?.[2]);
  return fields;
}
