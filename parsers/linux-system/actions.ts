// The words of event.action that only the small services of a Linux machine need; what other systems do too is in src/event/actions.ts.

export const ACTIONS = {
  clock_changed: 'The clock was set or stepped, or began to follow a time server.',
  clock_problem: 'A time server does not answer, or tells a time that cannot be right.',
  network_state: 'A connection of the machine to a network changed its state.',
  wifi_connected: 'The machine joined a wireless network, or tried to; outcome tells the result.',
  wifi_disconnected: 'The machine left a wireless network.',
  disk_check: 'A disk or array was checked, or told something about its state that is no fault.',
  power_lost: 'Mains power failed: the machine runs on the battery of its UPS.',
  power_restored: 'Mains power is back.',
  power_problem: 'A UPS reported a problem: low or old battery, overload, no connection.',
  power_info: 'A UPS or the program that watches it said something else.',
  service_asked:
    'A client came to a small server of the machine (rsync, SNMP, xinetd); outcome failure: it was refused.',
  log_interrupted: 'A log service lost or refused messages.',
  log_message: 'A log service said something else about itself.',
} as const satisfies Readonly<Record<string, string>>;
