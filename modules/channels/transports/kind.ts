// What a kind of channel is: data for the page that chooses and asks, one schema a field for form, API and database, and how one try goes.

import type { ZodType } from 'zod';
import type { SendResult } from '#src/outbox/carrier.js';
import type { OutboxMessage } from '#src/outbox/message.js';
import type { TargetRules } from '../settings.js';
import type { Sentence } from '../template/sentence.js';

export interface ChannelKind {
  /** Stands in the database and the API. */
  readonly id: string;
  readonly title: string;
  /** What somebody has who chooses it, in one line. */
  readonly text: string;
  /** Of views/assets/icons. */
  readonly icon: string;
  /** How to get what the form asks for, step by step. */
  readonly steps: readonly string[];
  readonly fields: readonly KindField[];
  /**
   * To whom its secrets are told, as far as settings say it. Kept ones are for this place alone: when it becomes another they have to be
   * entered again, so that nobody who may change a channel can send its secrets elsewhere. Left out: no secret is told to what settings name.
   */
  tellsSecretsTo?(settings: Settings): string;
  /** What to think of before it is used as it is set: a password without encryption, ... Sentences. */
  warnings?(settings: Settings, secrets: Secrets): readonly string[];
  /** One try, within `tools.signal`. Never rejects for what the other side does. */
  send(job: SendJob, tools: SendTools): Promise<SendResult>;
}

/** `lines`: a list, one entry a line. */
export type FieldLook = 'text' | 'lines' | 'prose' | 'code' | 'choice' | 'number';

export interface KindField {
  readonly name: string;
  readonly label: string;
  readonly look: FieldLook;
  /** Of the value in the API: text, number, list of texts. What is left out is undefined. */
  readonly schema: ZodType;
  /** Sealed, never shown again. Its value is text. */
  readonly isSecret?: boolean;
  /** A secret that is worked with and never sent, such as the key of a signature. */
  readonly isNeverSent?: boolean;
  readonly isOptional?: boolean;
  readonly hint?: string;
  readonly example?: string;
  /** In a new form. */
  readonly preset?: string;
  readonly unit?: string;
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  /** Seldom needed: stands behind "More". */
  readonly isMore?: boolean;
}

export type Settings = Readonly<Record<string, unknown>>;
export type Secrets = Readonly<Record<string, string>>;

export interface SendJob {
  readonly message: OutboxMessage;
  readonly sentence: Sentence;
  /** As its fields' schemas made them. */
  readonly settings: Settings;
  readonly secrets: Secrets;
  /** ms since 1970: of this try. */
  readonly now: number;
}

export interface SendTools {
  readonly rules: TargetRules;
  /** Of the whole try. */
  readonly timeoutMs: number;
  /** Aborts at its end, or when the program stops. */
  readonly signal: AbortSignal;
}
