// What a listener hands on: bytes as they came off the wire, and who brought them.

import type { Envelope } from '#src/event/envelope.js';
import type { Given } from './given.js';

/** `relp` is with and without TLS. */
export type Transport = 'udp' | 'tcp' | 'tls' | 'relp' | 'http' | 'import';

export interface Peer {
  /** Textual IP address, v4-mapped written as v4. */
  readonly address: string;
  readonly port: number;
}

export interface Frame {
  /** Without the framing (no octet count, no trailing LF or NUL). */
  readonly bytes: Buffer;
  /** ms since 1970, taken when the bytes were read. */
  readonly receivedAt: number;
  readonly transport: Transport;
  readonly peer: Peer;
  /** Subject CN or first SAN of an accepted client certificate. */
  readonly tlsIdentity?: string;
  /** The source that an API key belongs to, or that the command named. */
  readonly source?: string;
  /** The object, where the listener had to parse it anyway (HTTP JSON); `bytes` is its text. */
  readonly json?: Readonly<Record<string, unknown>>;
  /** What a log protocol said of the line in `bytes` (HEC, Loki, OTLP). */
  readonly envelope?: Envelope;
  /** What an imported record says of itself by name. */
  readonly given?: Given;
  /** Cut at the listener's length cap. */
  readonly truncated?: boolean;
  /** Several events that were left together: their message held more than are taken apart. */
  readonly isRest?: true;
  readonly history?: History;
  /** What makes a second arrival a duplicate (import: line and ordinal). Clients' own event ids are found later. */
  readonly dedupeKey?: string;
}

/** For historical lines, shared by the frames of one input: their times are believed. Moves on as the input is read. */
export interface History {
  /** ms: no line is from later than a day behind it, as good as: years are inferred from here until a full date is seen. */
  readonly reference: number;
  /** The last full date seen (ms): years are inferred from here then. */
  dated?: number;
  /** Time of the last line that had one, for lines that have none. */
  last?: number;
}

/** `queued`: on disk in the spool (fsync), to be stored later. */
export type Outcome = 'stored' | 'duplicate' | 'queued' | 'filtered' | 'limited' | 'refused' | 'failed';

/** What became of one frame, after commit or after it was made safe in the spool. */
export interface Receipt {
  readonly outcome: Outcome;
  /** For everything but stored and duplicate: why, in words for the sender. */
  readonly reason?: string;
  /** Refused for who sent it: sending it again does not help. */
  readonly forbidden?: boolean;
  /** Failed for its own sake (a plugin, the store's word on this very event), not for the moment's: sending it again does not help. */
  readonly lasting?: boolean;
  /** Of each event, where the frame held several; what stands above is then the one that asks most of the sender. */
  readonly events?: readonly Receipt[];
}

/** How long the first of some frames waited in memory for the listener to be given them. */
export interface Waited {
  readonly ms: number;
  /** Its name. */
  readonly listener: string;
}

/** The only way into the collector; every listener is given one. */
export interface Intake {
  /**
   * Takes frames and returns at once; everything is counted. False means the queue is above its mark: the frames were taken,
   * but the caller should stop reading until `whenDrained` resolves.
   * @param waited where senders cannot be held back (UDP)
   */
  deliver(frames: readonly Frame[], waited?: Waited): boolean;
  /** Resolves when the queue is below its low mark again (at once if it is now). */
  whenDrained(): Promise<void>;
  /** True while senders that wait for answers should be held back. */
  readonly pressed: boolean;
  /** For acknowledged transports: resolves after commit, one receipt a frame, in order. */
  submit(frames: readonly Frame[]): Promise<readonly Receipt[]>;
  /** Counts messages that the listener itself turned away before they became frames (over the size, kernel drops). */
  countDropped(transport: Transport, n: number): void;
  /** Counts messages that the listener read and did not take: for their sender's rate (limited), or for who sent them (refused). */
  countTurnedAway(outcome: 'limited' | 'refused', n: number): void;
  /**
   * True while messages that cannot be held back (UDP) are refused for want of room, or soon will be: a listener then takes less of
   * those who send most, and new requests are answered 429/503.
   */
  readonly crowded: boolean;
  /** Why the store takes nothing, while who waits for an answer would be refused for it; undefined while the spool takes instead. */
  readonly away: string | undefined;
}
