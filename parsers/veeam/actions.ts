// The words of event.action that only backup programs need; what other systems do too is in src/event/actions.ts.

export const ACTIONS = {
  backup_started: 'A backup began.',
  backup_deleted: 'A backup or a restore point was deleted, or somebody tried to.',
  restore_finished: 'Data or a machine was restored from a backup; outcome tells the result.',
} as const satisfies Readonly<Record<string, string>>;
