// E-mail over SMTP. The connection is made by the guard and handed to nodemailer; 4xx of the server is tried again (for those
// people alone whom it is about), 5xx is final.

import type { Socket } from 'node:net';
import { z } from 'zod';
import type { SendResult } from '#src/outbox/carrier.js';
import { exchangePart, failedTry } from './exchange.js';
import { caField, hostName, oneLine, portNumber } from './field-schemas.js';
import { guardedSocket } from './guarded-socket.js';
import type { ChannelKind, Settings } from './kind.js';
import { type Mail, mailOf } from './mail.js';

const MAX_RECIPIENTS = 20;

/** One address, no name and no list: whatever stands here goes into the envelope. */
const mailAddress = oneLine(254).regex(
  /^[^\s@<>(),;:"[\]\\]+@[^\s@<>(),;:"[\]\\]+$/,
  'expected one address such as lanwarden@example.org',
);

export const email: ChannelKind = {
  id: 'email',
  title: 'E-mail',
  text: 'A mail to one or more people, over your own mail account',
  icon: 'mail',
  steps: [
    'Look up the SMTP server of your mail account (“outgoing mail”), usually port 587 with STARTTLS or 465 with TLS.',
    'Accounts with a second factor (Gmail, Outlook, iCloud) want an app password in place of the usual one: make one in the account’s security settings.',
  ],
  fields: [
    { name: 'host', label: 'SMTP server', look: 'text', schema: hostName, example: 'smtp.example.org' },
    { name: 'port', label: 'Port', look: 'number', schema: portNumber, preset: '587' },
    {
      name: 'security',
      label: 'Encryption',
      look: 'choice',
      preset: 'starttls',
      schema: z.enum(['starttls', 'tls', 'none'], 'expected starttls, tls or none'),
      choices: [
        { value: 'starttls', label: 'STARTTLS (usual on port 587)' },
        { value: 'tls', label: 'TLS from the start (usual on port 465)' },
        { value: 'none', label: 'none (only within your own network)' },
      ],
    },
    {
      name: 'user',
      label: 'User',
      look: 'text',
      schema: oneLine(254),
      isOptional: true,
      hint: 'Empty: no log-in.',
    },
    {
      name: 'password',
      label: 'Password',
      look: 'text',
      schema: oneLine(500),
      isSecret: true,
      isOptional: true,
    },
    { name: 'from', label: 'From', look: 'text', schema: mailAddress, example: 'lanwarden@example.org' },
    {
      name: 'to',
      label: 'To',
      look: 'lines',
      example: 'ann@example.org',
      schema: z.array(mailAddress).min(1, 'is missing').max(MAX_RECIPIENTS, `at most ${MAX_RECIPIENTS} addresses`),
      hint: 'One address a line.',
    },
    caField,
  ],
  // With TLS the server shows that it is this host, on whatever port.
  tellsSecretsTo: ({ host, port, security }) => {
    const name = String(host).toLowerCase();
    return security === 'none' ? `${name}:${String(port)} without encryption` : name;
  },
  warnings: ({ security, user }) =>
    security !== 'none'
      ? []
      : [
          `Mails${user === undefined ? '' : ' and the password'} go over the network unencrypted. Use STARTTLS or TLS outside of your own network.`,
        ],
  async send({ message, sentence, settings, secrets }, tools) {
    const { host, port, security, from, to, ca } = settings as MailSettings;
    const mail = mailOf(message, sentence);
    const hidden = Object.values(secrets);
    const request = exchangePart(
      `SMTP ${host}:${port}`,
      shownHeaders(mail, settings as MailSettings),
      mail.text,
      hidden,
    );
    const name = `${request.line} ${to.join()} ${message.id}`;
    let socket: Socket | undefined;
    try {
      socket = await guardedSocket({ host, port, ...(security === 'tls' && { tls: { ca } }) }, tools);
      const toWhom = { ...mail, envelope: { from, to: [...(left.get(name) ?? to)] } };
      const answer = await deliver(socket, toWhom, settings as MailSettings, secrets['password'], tools.timeoutMs);
      return { request, ...outcomeOf(answer, name, hidden) };
    } catch (error) {
      return smtpFailure(error) !== undefined
        ? { request, ...smtpFailure(error)!(hidden) }
        : failedTry(error, `${host}:${port}`, request, tools.signal);
    } finally {
      socket?.destroy();
    }
  },
};

interface MailSettings extends Settings {
  readonly host: string;
  readonly port: number;
  readonly security: 'starttls' | 'tls' | 'none';
  readonly user?: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly ca?: string;
}

/**
 * Of messages that others have: who is to get them still, each of them once. In memory: after a restart all are sent to again (at least once
 * is what is promised).
 */
const left = new Map<string, readonly string[]>();
/** Of messages that somebody never gets the oldest is forgotten. */
const MAX_LEFT = 100;

function outcomeOf({ response, rejected }: Answer, name: string, hidden: readonly string[]): Outcome {
  left.delete(name);
  const said = rejected.map((each) => `Refused for ${each.recipient}: ${each.response}`);
  const part = exchangePart(`SMTP ${response}`, {}, [response, ...said].join('\n'), hidden);
  if (rejected.length === 0) return { outcome: 'delivered', response: part };
  const whom = rejected.map(({ recipient, responseCode }) => `${recipient} (${responseCode})`).join(', ');
  const later = rejected.filter(({ responseCode }) => responseCode < 500).map(({ recipient }) => recipient);
  if (later.length === 0) return { outcome: 'delivered', response: part, error: `Not taken for ${whom}.` };
  left.set(name, later);
  const [oldest] = left.keys();
  if (left.size > MAX_LEFT && oldest !== undefined) left.delete(oldest);
  return { outcome: 'retry', response: part, error: `Not taken for ${whom}; the others have it.` };
}

interface Answer {
  readonly response: string;
  readonly rejected: readonly Rejected[];
}

type Outcome = Pick<SendResult, 'outcome' | 'response' | 'error'>;

interface Rejected {
  readonly recipient: string;
  readonly responseCode: number;
  readonly response: string;
}

async function deliver(
  socket: Socket,
  { references, ...mail }: Mail & { readonly envelope: { from: string; to: string[] } },
  { host, port, security, user, from, to, ca }: MailSettings,
  password: string | undefined,
  timeoutMs: number,
): Promise<Answer> {
  // Loaded with the first mail: 2 MB that most portals never need.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    host,
    port,
    getSocket: (_options: unknown, done: (error: null, with_: object) => void) => done(null, { connection: socket }),
    // TLS from the start is there already; STARTTLS is asked for, and without it nothing is sent.
    secure: false,
    secured: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security !== 'starttls',
    ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
    ...(ca !== undefined && { tls: { ca } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
  });
  try {
    const info = (await transport.sendMail({
      ...mail,
      from,
      to: [...to],
      ...(references !== undefined && { references, inReplyTo: references }),
    })) as { response: string; rejectedErrors?: readonly Rejected[] };
    return { response: info.response, rejected: info.rejectedErrors ?? [] };
  } finally {
    transport.close();
  }
}

type Failure = (secrets: readonly string[]) => Outcome;

/** Undefined when the server said nothing: then it is the connection's matter. */
function smtpFailure(error: unknown): Failure | undefined {
  const { code, responseCode, response } = (error ?? {}) as { code?: string; responseCode?: number; response?: string };
  const hasNoStartTls = code === 'ETLS' && error instanceof Error && /STARTTLS/.test(error.message);
  if (hasNoStartTls && (responseCode ?? 500) >= 500) return () => ({ outcome: 'final', error: NO_STARTTLS });
  if (responseCode === undefined) return undefined;
  return (secrets) => {
    const part = exchangePart(`SMTP ${responseCode}`, {}, response ?? '', secrets);
    if (responseCode < 500)
      return { outcome: 'retry', response: part, error: `The mail server asks to try again later (${responseCode}).` };
    const what =
      code === 'EAUTH'
        ? 'did not accept user and password: many accounts want an app password here'
        : 'refused the mail: its answer says why';
    return { outcome: 'final', response: part, error: `The mail server ${what} (${responseCode}).` };
  };
}

const NO_STARTTLS =
  'The server offers no STARTTLS on this port. Choose TLS from the start (usually port 465), or another port.';

function shownHeaders({ subject, messageId }: Mail, { from, to }: MailSettings): Readonly<Record<string, string>> {
  return { from, to: to.join(', '), subject, 'message-id': messageId };
}
