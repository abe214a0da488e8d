// Who brought a spooled frame, as JSON: what a frame has beside its bytes and its time, only members that are set.

import type { Envelope } from '../../event/envelope.js';
import type { LogEvent } from '../../event/event.js';
import { objectOf, parseJsonObject } from '../../event/json-text.js';
import type { Frame, Peer, Transport } from '../frame.js';
import type { Entry } from './record.js';

/** Short names: there is one for each record. */
interface Head {
  readonly t: Transport | 'event';
  readonly address: string;
  readonly port: number;
  readonly tls?: string;
  readonly source?: string;
  readonly key?: string;
  readonly envelope?: Envelope;
  /** The bytes are a JSON object that the listener had parsed. */
  readonly json?: 1;
  readonly cut?: 1;
}

/** What waits in the spool: a frame as it came, or an event that was read already and that no store took before the end. */
export type Waiting =
  | { readonly is: 'frame'; readonly frame: Frame }
  | { readonly is: 'event'; readonly event: LogEvent; readonly source: string; readonly dedupeKey: string | undefined };

/** History and imports say more than a head holds, and their clients send again what was refused. */
export function isSpoolable({ history, given, transport, isRest }: Frame): boolean {
  return history === undefined && given === undefined && isRest === undefined && transport !== 'import';
}

/** Makes entries; frames of one sender in a row share a head. */
export class EntryWriter {
  #last: Frame | undefined;
  #head = Buffer.alloc(0);

  of(waiting: Waiting): Entry {
    if (waiting.is === 'event') return eventEntry(waiting);
    const { frame } = waiting;
    return { receivedAt: frame.receivedAt, head: this.#headOf(frame), body: frame.bytes };
  }

  #headOf(frame: Frame): Buffer {
    if (this.#last !== undefined && hasSameHead(this.#last, frame)) return this.#head;
    this.#last = frame;
    return (this.#head = Buffer.from(JSON.stringify(headOf(frame))));
  }
}

/** Makes frames of entries; frames of one sender in a row share what can be shared. */
export class EntryReader {
  #text: string | undefined;
  #head: Head | undefined;
  #peer: Peer = { address: '', port: 0 };

  /** Undefined for a head that is none of ours: a later version's, or damage that the checksum did not find. */
  read({ head: bytes, body, receivedAt }: Entry): Waiting | undefined {
    const head = this.#headIn(bytes.toString('latin1'), bytes);
    if (head === undefined) return undefined;
    if (head.t === 'event') return eventIn(head, body);
    const { tls, source, key, envelope } = head;
    const json = head.json === 1 ? parseJsonObject(body.toString('utf8')) : undefined;
    const frame: Frame = {
      bytes: body,
      receivedAt,
      transport: head.t,
      peer: this.#peer,
      truncated: head.cut === 1,
      ...(tls !== undefined && { tlsIdentity: tls }),
      ...(source !== undefined && { source }),
      ...(key !== undefined && { dedupeKey: key }),
      ...(envelope !== undefined && { envelope }),
      ...(json !== undefined && { json }),
    };
    return { is: 'frame', frame };
  }

  #headIn(text: string, bytes: Buffer): Head | undefined {
    if (text === this.#text) return this.#head;
    const head = objectIn(bytes) as Head | undefined;
    if (typeof head?.address !== 'string' || typeof head.port !== 'number' || typeof head.t !== 'string')
      return undefined;
    const { address, port } = head;
    if (address !== this.#peer.address || port !== this.#peer.port) this.#peer = { address, port };
    this.#text = text;
    return (this.#head = head);
  }
}

function hasSameHead(a: Frame, b: Frame): boolean {
  const isSamePeer = a.peer === b.peer || (a.peer.address === b.peer.address && a.peer.port === b.peer.port);
  if (!isSamePeer || a.transport !== b.transport || a.source !== b.source || a.tlsIdentity !== b.tlsIdentity)
    return false;
  if (a.envelope !== b.envelope || a.dedupeKey !== b.dedupeKey) return false;
  return (a.json === undefined) === (b.json === undefined) && (a.truncated === true) === (b.truncated === true);
}

function headOf({ transport, peer, tlsIdentity, source, dedupeKey, envelope, json, truncated }: Frame): Head {
  return {
    t: transport,
    address: peer.address,
    port: peer.port,
    ...(tlsIdentity !== undefined && { tls: tlsIdentity }),
    ...(source !== undefined && { source }),
    ...(dedupeKey !== undefined && { key: dedupeKey }),
    ...(envelope !== undefined && { envelope }),
    ...(json !== undefined && { json: 1 as const }),
    ...(truncated === true && { cut: 1 as const }),
  };
}

function eventEntry({ event, source, dedupeKey }: Extract<Waiting, { is: 'event' }>): Entry {
  const head: Head = { t: 'event', address: '', port: 0, source, ...(dedupeKey !== undefined && { key: dedupeKey }) };
  const body = Buffer.from(JSON.stringify(event));
  return { receivedAt: event['event.ingested'], head: Buffer.from(JSON.stringify(head)), body };
}

function eventIn({ source, key }: Head, body: Buffer): Waiting | undefined {
  const event = objectIn(body) as LogEvent | undefined;
  if (event === undefined || source === undefined) return undefined;
  return { is: 'event', event, source, dedupeKey: key };
}

/** What we wrote ourselves, as it was. */
function objectIn(bytes: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    return objectOf(JSON.parse(bytes.toString('utf8')));
  } catch {
    return undefined; // the caller says what that means
  }
}
