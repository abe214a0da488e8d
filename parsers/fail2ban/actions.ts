// The words of event.action that only watchers of log files (fail2ban, SSHGuard) need.

export const ACTIONS = {
  address_banned: 'An address was shut out because of what came from it.',
  address_unbanned: 'An address may come again.',
  attack_seen: 'A failure that counts towards a ban was found in a log.',
  jail_changed: 'A jail of fail2ban was started or stopped.',
  ban_error: 'A ban could not be set or taken off.',
} as const satisfies Readonly<Record<string, string>>;
