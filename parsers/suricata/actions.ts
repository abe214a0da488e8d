// The words of event.action that only watchers of a network need.

export const ACTIONS = {
  protocol_anomaly: 'Traffic broke the rules of its protocol.',
  protocol_seen: 'A conversation in some protocol was seen on the network.',
} as const satisfies Readonly<Record<string, string>>;
