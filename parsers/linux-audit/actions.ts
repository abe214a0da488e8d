// The words of event.action that only the Linux audit system needs; what others do too is in src/event/actions.ts.

export const ACTIONS = {
  audit_record:
    'A record that adds to another one of the same event (path, directory, title), or one of a seldom type.',
  process_crashed: 'A process ended by a signal that a fault raises.',
  process_anomaly: 'The kernel or a program found something unusual (links, mappings, terminals).',
  promiscuous_mode: 'A network interface began or ended taking everybody’s packets.',
  kernel_module_loaded: 'A module was loaded into the kernel, or taken out.',
  packet_filter_changed: 'The kernel’s packet filter was changed.',
  integrity_checked: 'A file’s integrity was measured or found wrong (IMA, EVM).',
  access_policy_changed: 'The mandatory access control was switched, loaded or changed.',
  access_denied:
    'A mandatory access control (SELinux, AppArmor, seccomp) denied an access; outcome tells whether it was enforced.',
  crypto_session: 'Keys were made, used or destroyed for a connection.',
  terminal_input: 'What somebody typed at a terminal.',
  virtual_machine: 'A virtual machine was started, stopped or changed.',
  software_updated: 'A package was installed, updated or removed.',
  role_changed: 'A role was given to or taken from a user.',
  system_booted: 'The machine started.',
  runlevel_changed: 'The machine went to another run level.',
  clock_changed: 'The clock was set or disciplined.',
} as const satisfies Readonly<Record<string, string>>;
