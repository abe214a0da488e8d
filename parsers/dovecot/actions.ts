// The words of event.action that only Dovecot needs.

export const ACTIONS = {
  mail_logout: 'A mailbox session ended.',
  mail_message: 'The mail server told something else about itself.',
} as const satisfies Readonly<Record<string, string>>;
