// The words of event.action that only VMware's hosts need; what other systems do too is in src/event/actions.ts.

export const ACTIONS = {
  shell_command: 'Somebody ran a command in the host’s own shell.',
  remote_access_changed: 'SSH, the shell or the console of a host was let in, or shut out.',
} as const satisfies Readonly<Record<string, string>>;
