// The words of event.action that only Kubernetes needs; what other systems do too is in src/event/actions.ts.

export const ACTIONS = {
  cluster_read: 'Somebody read objects of the cluster through its API; outcome tells whether he was let.',
  cluster_changed:
    'Somebody made, changed or deleted objects of the cluster through its API; outcome tells the result.',
  container_command: 'Somebody ran a command in, or attached to, a container of the cluster.',
  secret_read: 'Somebody read secrets of the cluster.',
} as const satisfies Readonly<Record<string, string>>;
