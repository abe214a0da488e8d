// The words of event.action that only mail servers of this kind need.

export const ACTIONS = {
  mail_message: 'A mail server told something else about a message or itself.',
  mail_queued: 'A message is in the queue: its sender, size, or id is told.',
  mail_dequeued: 'A message left the queue.',
  mail_tls: 'A mail connection became encrypted, or failed to.',
  mail_client_checked:
    'A client was tested before it may speak (postscreen, greylisting, SPF); outcome tells the result.',
} as const satisfies Readonly<Record<string, string>>;
