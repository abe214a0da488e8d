// From the elements of a body to frames, through the collector, to what became of each.

import type { Frame, Intake, Peer, Receipt } from '#src/collector/frame.js';
import { receiptsIn } from '#src/collector/split/receipts.js';
import type { Envelope } from '#src/event/envelope.js';

/** One message of a body, or why it is none. */
export type Element = Content | { readonly reason: string };

export interface Content {
  readonly bytes: Buffer;
  readonly json?: Readonly<Record<string, unknown>>;
  readonly envelope?: Envelope;
  readonly truncated?: true;
}

/** For protocols that have no word for a message that is too long: it is cut, as over TCP, and what is cut is no object any more. */
export function cutTo(maxBytes: number, content: Content): Content {
  const { bytes, envelope } = content;
  if (bytes.length <= maxBytes) return content;
  return { bytes: bytes.subarray(0, maxBytes), truncated: true, ...(envelope && { envelope }) };
}

/** Who sends, and what of it is common to all frames. */
export interface Sender {
  readonly peer: Peer;
  readonly source: string | undefined;
  readonly receivedAt: number;
  readonly maxMessageBytes: number;
}

export interface Rejection {
  /** Of the element in the body, from 0. */
  readonly index: number;
  readonly reason: string;
}

export interface Tally {
  readonly accepted: number;
  readonly duplicates: number;
  /** On disk in the spool: stored as soon as the store takes them. */
  readonly queued: number;
  /** Taken by a drop rule of their source: not stored, and not to be sent again. */
  readonly filtered: number;
  readonly rejected: readonly Rejection[];
  /** How many of the rejected could be stored later: over the source's rate, and not storable now. */
  readonly limited: number;
  readonly unstored: number;
  /** Of the first of these. */
  readonly unstoredReason?: string;
  /** How many of the rejected were refused for who sent them. */
  readonly forbidden: number;
}

/** Resolves after commit, or after they are safe in the spool. Elements that are no messages never reach the collector; they are counted as dropped. */
export async function submit(elements: readonly Element[], sender: Sender, intake: Intake): Promise<Tally> {
  const frames: Frame[] = [];
  const indexes: number[] = [];
  const rejected: Rejection[] = [];
  elements.forEach((element, index) => {
    const reason = 'reason' in element ? element.reason : tooLong(element.bytes, sender.maxMessageBytes);
    if (reason !== undefined) return void rejected.push({ index, reason });
    frames.push(frameOf(element as Content, sender));
    indexes.push(index);
  });
  if (rejected.length > 0) intake.countDropped('http', rejected.length);
  const receipts = frames.length === 0 ? [] : await intake.submit(frames);
  return tallyOf(receipts, indexes, rejected);
}

function frameOf({ bytes, json, envelope, truncated }: Content, sender: Sender): Frame {
  const { peer, source, receivedAt } = sender;
  return { bytes, receivedAt, transport: 'http', peer, source, json, envelope, truncated };
}

/** Why an element is no message for its length; undefined when it is one. */
export function tooLong(bytes: Buffer, maxBytes: number): string | undefined {
  if (bytes.length <= maxBytes) return undefined;
  return `${bytes.length} bytes long, the longest message taken is ${maxBytes} (listen.maxMessageBytes)`;
}

function tallyOf(receipts: readonly Receipt[], indexes: readonly number[], early: readonly Rejection[]): Tally {
  const tally = { accepted: 0, duplicates: 0, queued: 0, filtered: 0, limited: 0, unstored: 0, forbidden: 0 };
  const rejected = [...early];
  let unstoredReason: string | undefined;
  const take = ({ outcome, reason, forbidden, lasting }: Receipt, at: number): void => {
    if (outcome === 'stored') return void tally.accepted++;
    if (outcome === 'duplicate') return void tally.duplicates++;
    if (outcome === 'queued') return void tally.queued++;
    if (outcome === 'filtered') return void tally.filtered++;
    if (outcome === 'limited') tally.limited++;
    else if (forbidden === true) tally.forbidden++;
    else if (lasting !== true) {
      tally.unstored++;
      unstoredReason ??= reason ?? outcome;
    }
    rejected.push({ index: indexes[at] ?? at, reason: reason ?? outcome });
  };
  for (const [at, receipt] of receipts.entries()) for (const event of receiptsIn(receipt)) take(event, at);
  rejected.sort((a, b) => a.index - b.index);
  return { ...tally, rejected, ...(unstoredReason !== undefined && { unstoredReason }) };
}
