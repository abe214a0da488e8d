// The words of event.action that only package managers need; what other systems do too is in src/event/actions.ts.

export const ACTIONS = {
  package_step: 'A package manager’s step: unpacked, configured, downloaded, checked, nothing to do.',
  package_command: 'Somebody ran a package manager.',
} as const satisfies Readonly<Record<string, string>>;
