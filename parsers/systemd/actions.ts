// The words of event.action that only systemd needs; what other systems do too is in src/event/actions.ts.

export const ACTIONS = {
  service_starting: 'A service is being started.',
  service_stopping: 'A service is being stopped.',
  service_finished: 'A task that runs once has ended well.',
  service_restarting: 'A service that ended will be started again.',
  service_reloaded: 'A service read its configuration again.',
  service_info: 'systemd told of a service: its use of the processor, a skipped start, an odd file.',
  unit_changed: 'A mount, socket, slice, target or another unit that is no service was started or stopped.',
  manager_started: 'systemd has started the machine or a user’s session.',
  manager_changed: 'systemd read its configuration again, or the clock was changed.',
} as const satisfies Readonly<Record<string, string>>;
