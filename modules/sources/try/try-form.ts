// The form of a trial: what was typed, what is wrong with it, and the request it makes.

import { isIP } from 'node:net';
import { z } from 'zod';
import { MAX_TRIAL_BYTES, type TrialRequest } from '#src/trial/trial.js';

export interface TryForm {
  readonly text: string;
  readonly transport: TrialRequest['transport'];
  readonly peer: string;
  readonly tls: string;
  /** Of an API key. */
  readonly source: string;
  /** As typed; empty for now. */
  readonly receivedAt: string;
}

export interface ReadForm {
  readonly form: TryForm;
  /** By field. */
  readonly mistakes: Readonly<Partial<Record<keyof TryForm, string>>>;
  /** Undefined when there are mistakes. */
  readonly request: TrialRequest | undefined;
}

export const TRANSPORTS: readonly { readonly id: TrialRequest['transport']; readonly title: string }[] = [
  { id: 'udp', title: 'UDP: all of it is one message' },
  { id: 'tcp', title: 'TCP: lines, or octet counts' },
  { id: 'tls', title: 'TLS: as TCP, encrypted' },
  { id: 'http', title: 'HTTP: JSON, or lines' },
  { id: 'import', title: 'Import: lines of an old log' },
];

export const EMPTY: TryForm = {
  text: '',
  transport: 'udp',
  peer: '127.0.0.1',
  tls: '',
  source: '',
  receivedAt: '',
};

const typed = (maxChars: number): z.ZodCatch<z.ZodString> => z.string().max(maxChars).catch('');
const formSchema = z.object({
  text: z.string().catch(''),
  transport: z.enum(['udp', 'tcp', 'tls', 'http', 'import']).catch('udp'),
  peer: typed(100),
  tls: typed(200),
  source: typed(100),
  receivedAt: typed(60),
});

/** Times without a zone are UTC. */
export function readTryForm(body: unknown): ReadForm {
  const given = formSchema.parse(body ?? {});
  // A browser sends every line end of a form as CR LF.
  const form: TryForm = { ...given, text: given.text.replaceAll('\r\n', '\n') };
  const receivedAt = timeOf(form.receivedAt.trim());
  const mistakes = mistakesOf(form, receivedAt);
  if (Object.keys(mistakes).length > 0) return { form, mistakes, request: undefined };
  const { text, transport } = form;
  return {
    form,
    mistakes,
    request: {
      text,
      transport,
      peer: form.peer.trim(),
      ...(transport === 'tls' && form.tls.trim() !== '' ? { tlsIdentity: form.tls.trim() } : {}),
      ...(form.source.trim() === '' ? {} : { source: form.source.trim() }),
      ...(receivedAt === undefined ? {} : { receivedAt }),
    },
  };
}

function mistakesOf(form: TryForm, receivedAt: number | undefined): ReadForm['mistakes'] {
  const bytes = Buffer.byteLength(form.text);
  return {
    ...(form.text.trim() === '' ? { text: 'Paste the message that is to be tried.' } : {}),
    ...(bytes > MAX_TRIAL_BYTES ? { text: `These are ${bytes} bytes; at most ${MAX_TRIAL_BYTES} can be tried.` } : {}),
    ...(isIP(form.peer.trim()) === 0 ? { peer: 'An address, such as 192.168.1.5 or fd00::5.' } : {}),
    ...(Number.isNaN(receivedAt) ? { receivedAt: 'A time, such as 2026-11-20T10:00:00Z, or nothing for now.' } : {}),
  };
}

const ZONED = /(?:z|[+-]\d{2}:?\d{2})$/i;
const DATE_AND_TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/;

/** NaN when it is no time, undefined when it is empty. */
function timeOf(said: string): number | undefined {
  if (said === '') return undefined;
  if (!DATE_AND_TIME.test(said)) return Number.NaN;
  return Date.parse(ZONED.test(said) ? said : `${said}Z`);
}
