// E-mail over SMTP. The connection is made by the guard and handed to nodemailer; 4xx of the server is tried again (for those
// people alone whom it is about), 5xx is final for them.

import type { Socket } from 'node:net';
import { z } from 'zod';
import type { ExchangePart, SendResult } from '#src/outbox/carrier.js';
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
  async send({ message, sentence, settings, secrets, now }, tools) {
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
    const before = leftOf(name, now) ?? { later: to, never: [], othersHaveIt: false };
    let socket: Socket | undefined;
    try {
      socket = await guardedSocket({ host, port, ...(security === 'tls' && { tls: { ca } }) }, tools);
      const toWhom = { ...mail, envelope: { from, to: [...before.later] } };
      const answer = await deliver(socket, toWhom, settings as MailSettings, secrets['password'], tools.timeoutMs);
      const after = leftAfter(answer, before);
      keepLeft(name, after, now);
      return { request, ...outcomeOf(answer, after, hidden) };
    } catch (error) {
      const failed = smtpFailure(error)?.(hidden) ?? failedTry(error, `${host}:${port}`, request, tools.signal);
      return { request, ...(before.othersHaveIt ? ofRest(failed, before) : failed) };
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

/** Of a message that was not taken for everybody. */
interface Left {
  /** Who is to get it still, each of them once. */
  readonly later: readonly string[];
  /** For whom it was refused for good, with the code. */
  readonly never: readonly string[];
  readonly othersHaveIt: boolean;
}

/** By message, who was tried last at the end. In memory: after a restart all are sent to again (at least once is what is promised). */
const left = new Map<string, Left & { readonly at: number }>();
/** Above what lies between two tries for some people: then nobody tries any more, and who sends it again sends to all. */
const FORGET_AFTER_MS = 20 * 60_000;

function leftOf(name: string, now: number): Left | undefined {
  for (const [known, { at }] of left) {
    if (now - at < FORGET_AFTER_MS) break;
    left.delete(known);
  }
  return left.get(name);
}

function keepLeft(name: string, after: Left, now: number): void {
  left.delete(name);
  if (after.later.length > 0) left.set(name, { ...after, at: now });
}

function leftAfter({ rejected }: Answer, before: Left): Left {
  const [later, never] = [rejected.filter(isForNow), rejected.filter((each) => !isForNow(each))];
  return {
    later: later.map(({ recipient }) => recipient),
    never: [...before.never, ...never.map(withCode)],
    othersHaveIt: before.othersHaveIt || rejected.length < before.later.length,
  };
}

function outcomeOf({ response, rejected }: Answer, { never, othersHaveIt }: Left, hidden: readonly string[]): Outcome {
  const said = rejected.map((each) => `Refused for ${each.recipient}: ${each.response}`);
  const part = exchangePart(`SMTP ${response}`, {}, [response, ...said].join('\n'), hidden);
  const later = rejected.filter(isForNow);
  if (!othersHaveIt) return refusal((later[0] ?? rejected.at(-1)!).responseCode, part);
  const whom = [...never, ...later.map(withCode)].join(', ');
  if (whom === '') return { outcome: 'delivered', response: part };
  return { outcome: later.length > 0 ? 'rest' : 'delivered', response: part, error: `Not taken for ${whom}.` };
}

/** A try that failed as a whole, for those who are left. */
function ofRest(failed: Outcome, { never, later }: Left): Outcome {
  return {
    ...failed,
    outcome: failed.outcome === 'retry' ? 'rest' : 'delivered',
    error: `Not taken for ${[...never, ...later].join(', ')}. ${failed.error ?? ''}`.trim(),
  };
}

const isForNow = ({ responseCode }: Rejected): boolean => responseCode < 500;
const withCode = ({ recipient, responseCode }: Rejected): string => `${recipient} (${responseCode})`;

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
  } catch (error) {
    const { response = '', rejectedErrors } = error as { response?: string; rejectedErrors?: readonly Rejected[] };
    // It was refused for each of them.
    if (rejectedErrors?.length) return { response, rejected: rejectedErrors };
    throw error;
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
    return refusal(responseCode, part, code === 'EAUTH' ? BAD_LOGIN : undefined);
  };
}

const BAD_LOGIN = 'did not accept user and password: many accounts want an app password here';

function refusal(code: number, response: ExchangePart, what = 'refused the mail: its answer says why'): Outcome {
  return code < 500
    ? { outcome: 'retry', response, error: `The mail server asks to try again later (${code}).` }
    : { outcome: 'final', response, error: `The mail server ${what} (${code}).` };
}

const NO_STARTTLS =
  'The server offers no STARTTLS on this port. Choose TLS from the start (usually port 465), or another port.';

function shownHeaders({ subject, messageId }: Mail, { from, to }: MailSettings): Readonly<Record<string, string>> {
  return { from, to: to.join(', '), subject, 'message-id': messageId };
}
