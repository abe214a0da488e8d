// The bytes of a trial, cut into messages by the code of the listener that would take them.

import type { Frame, History } from '../collector/frame.js';
import { readDatagram } from '../collector/listen/datagram.js';
import { FrameSplitter } from '../collector/listen/framing.js';
import { readJsonBody } from '../collector/listen/http/json-body.js';
import { linesOf } from '../collector/listen/http/lines.js';
import { type Element, tooLong } from '../collector/listen/http/submission.js';
import type { Transport } from '../collector/frame.js';
import { MAX_TRIAL_FRAMES } from './trial.js';

export interface TrialFrame {
  readonly by: string;
  readonly frame: Frame;
  /** Why the listener turns it away, where it does. */
  readonly turnedAway?: string;
}

export type Sender = Pick<Frame, 'peer' | 'receivedAt' | 'transport' | 'tlsIdentity' | 'source'>;

interface Cut {
  readonly by: string;
  readonly bytes: Buffer;
  readonly truncated?: boolean;
  readonly json?: Readonly<Record<string, unknown>>;
  readonly turnedAway?: string;
}

export function framesOf(
  text: string,
  sender: Sender,
  maxBytes: number,
): { readonly frames: readonly TrialFrame[]; readonly more: number } {
  const cuts = CUT[sender.transport](Buffer.from(text), maxBytes);
  // Lines of one import share it: each may lend the next its time.
  const history: History | undefined = sender.transport === 'import' ? { reference: sender.receivedAt } : undefined;
  return {
    frames: cuts.slice(0, MAX_TRIAL_FRAMES).map((cut) => trialFrame(cut, sender, history)),
    more: Math.max(0, cuts.length - MAX_TRIAL_FRAMES),
  };
}

function trialFrame({ by, turnedAway, ...cut }: Cut, sender: Sender, history: History | undefined): TrialFrame {
  return { by, turnedAway, frame: { ...sender, ...cut, ...(history === undefined ? {} : { history }) } };
}

const CUT: Readonly<Record<Transport, (bytes: Buffer, maxBytes: number) => readonly Cut[]>> = {
  udp: datagram,
  tcp: stream,
  tls: stream,
  relp: (bytes, maxBytes) => datagram(bytes, maxBytes),
  http: body,
  import: lines,
};

function datagram(bytes: Buffer, maxBytes: number): readonly Cut[] {
  const message = readDatagram(bytes, maxBytes);
  return message === undefined ? [] : [{ by: 'datagram', ...message }];
}

function stream(bytes: Buffer, maxBytes: number): readonly Cut[] {
  const cuts: Cut[] = [];
  const splitter = new FrameSplitter(maxBytes);
  splitter.push(bytes, (frame, truncated, by) => void cuts.push({ by, bytes: frame, truncated }));
  splitter.end((frame, truncated, by) => void cuts.push({ by, bytes: frame, truncated }));
  return cuts;
}

/** As `/ingest` takes it when it is JSON, else as `/ingest/raw` does. */
function body(bytes: Buffer, maxBytes: number): readonly Cut[] {
  const read = readJsonBody(bytes, '', maxBytes);
  if ('wrong' in read) return linesOf(bytes, MAX_LINES).map((line) => bodyCut({ bytes: line.bytes }, 'LF', maxBytes));
  return read.elements.map((element) => bodyCut(element, 'body', maxBytes));
}

function bodyCut(element: Element, by: string, maxBytes: number): Cut {
  if ('reason' in element) return { by, bytes: Buffer.alloc(0), turnedAway: element.reason };
  const turnedAway = tooLong(element.bytes, maxBytes);
  return { by, ...element, ...(turnedAway === undefined ? {} : { turnedAway }) };
}

function lines(bytes: Buffer, maxBytes: number): readonly Cut[] {
  return linesOf(bytes, MAX_LINES).map((line) => ({
    by: 'LF',
    bytes: line.bytes.subarray(0, maxBytes),
    truncated: line.bytes.length > maxBytes,
  }));
}

/** More than a trial's bytes can hold. */
const MAX_LINES = 65_536;
