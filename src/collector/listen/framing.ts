// TCP framing (RFC 6587): a byte stream -> messages. Both framings may occur on one connection, so it is decided per frame:
//
//   start --digit 1-9--> prefix --1..7 digits, SP, then a message--> counted --all there--> start       (octet counting, §3.4.1)
//     |                     `----------anything else-----------.
//     `--any other byte--> line <------------------------------'   --LF or NUL--> start            (non-transparent, §3.4.2)
//                           `--`<Event ` without `</Event>` in it--> element --a line with `</Event>`--> start
//
// Event XML over several lines is no syslog framing, but what agents send that pass on what they read: see framing-xml.ts.
//
// Too long: the first maxBytes are emitted as truncated, exactly the rest is skipped. No more than one message of maxBytes is held.

import { closesElement, isMarkup, isMessage, opensElement } from './framing-xml.js';

/** How the end of a message was found. */
export type FrameEnd = 'octet count' | 'LF' | 'NUL' | 'length cap' | 'end of connection';
type Emit = (bytes: Buffer, truncated: boolean, by: FrameEnd) => void;
type State = 'start' | 'line' | 'element' | 'counted' | 'skip-line' | 'skip-counted';

const NUL = 0;
const LF = 10;
const CR = 13;
const SPACE = 32;
const ZERO = 48;
const NINE = 57;
const LESS = 60;
const QUESTION = 63; // of `<?xml`
const UPPER_E = 69; // of `<Event`
const LOWER_V = 118;
const LOWER_X = 120;
const OPEN_BRACE = 123;
/** `<1>` */
const SHORTEST_WITH_PRI = 3;
/** A count of more digits is no count: 9,999,999 octets are far above any cap we accept. */
const MAX_COUNT_DIGITS = 7;
/** Below this a loop beats the call into indexOf (a peer that sends byte by byte). */
const SHORT_SCAN_BYTES = 32;
const FIRST_HOLD_BYTES = 256;
const UNDECIDED = -1;
const NO_COUNT = 0;
const EMPTY = Buffer.alloc(0);

/**
 * Splits one connection's bytes. A plain line may start with a digit (`2026-11-20T10:00:01 host ...`, `12345 foo`), therefore
 * a count is believed only when what follows its space begins like a message: `<` and a digit (a PRI, RFC 5424 and 3164), `<Ev` or `<?x` (event
 * XML) or `{` (a bare JSON object). On a connection that sends lines, a count above maxBytes is never believed: it would be
 * somebody's text behind a LF that the sender did not escape, and have the messages behind it skipped.
 *
 * Emitted buffers stay valid: they are slices of the chunk or memory of their own. Empty frames, and CR, LF and NUL at a
 * frame's end, are left out.
 */
export class FrameSplitter {
  /** What went wrong so far, in messages: cut at maxBytes; cut off by the end of the connection. */
  readonly defects = { overlong: 0, incomplete: 0 };
  #state: State = 'start';
  /** The part of the current message (or of a count that is not decided yet) that came with earlier chunks. */
  #held = EMPTY;
  #heldBytes = 0;
  /** The octet count of the current frame; what is to be skipped while skipping. */
  #count = 0;
  /** Where in #held the current line of an element begins. */
  #lineAt = 0;
  #isSecond = false;
  /** A message has ended by LF, and not by its count. */
  #hasLines = false;
  /** The next NUL and LF in the current chunk: each stretch is searched once, however many of the other kind it holds. */
  #nulAt = -1;
  #lfAt = -1;

  constructor(private readonly maxBytes: number) {}

  /** Bytes in memory that wait for the rest of their message. */
  get pendingBytes(): number {
    return this.#heldBytes;
  }

  /** What holding them takes, with what was set aside for more of them. */
  get heldMemory(): number {
    return this.#held.length;
  }

  /** True while a message has begun and is not complete, also while the rest of a too long one is being skipped. */
  get midFrame(): boolean {
    return this.#state !== 'start' || this.#heldBytes > 0;
  }

  push(chunk: Buffer, emit: Emit): void {
    this.#nulAt = this.#lfAt = -1;
    let at = 0;
    while (at < chunk.length) {
      switch (this.#state) {
        case 'start':
          at = this.#start(chunk, at);
          break;
        case 'line':
          at = this.#line(chunk, at, emit);
          break;
        case 'element':
          at = this.#element(chunk, at, emit);
          break;
        case 'counted':
          at = this.#counted(chunk, at, emit);
          break;
        case 'skip-line':
          at = this.#skipLine(chunk, at);
          break;
        case 'skip-counted':
          at = this.#skipCounted(chunk, at);
      }
    }
  }

  /** The connection ended: emits what is held. A counted frame that lacks bytes counts as truncated; a last line without LF does not. */
  end(emit: Emit): void {
    const isIncomplete = this.#state === 'counted';
    const rest = this.#take(EMPTY, 0, 0);
    this.#state = 'start';
    if (isIncomplete) this.defects.incomplete += 1;
    emitTrimmed(rest, isIncomplete, 'end of connection', emit);
  }

  #start(chunk: Buffer, at: number): number {
    if (this.#heldBytes === 0) {
      const first = chunk[at]!;
      if (first === LF || first === CR || first === NUL) return at + 1;
      if (first <= ZERO || first > NINE) {
        this.#state = 'line';
        return at;
      }
    }
    const prefix = this.#readCount(chunk, at);
    if (prefix === UNDECIDED) {
      this.#hold(chunk, at, chunk.length);
      return chunk.length;
    }
    if (prefix === NO_COUNT) {
      this.#state = 'line';
      return at;
    }
    this.#state = 'counted';
    return this.#behindCount(at, prefix);
  }

  /** What is held of the message behind its count stays held. */
  #behindCount(at: number, prefix: number): number {
    const held = this.#heldBytes;
    this.#held.copyWithin(0, prefix, held);
    this.#heldBytes = Math.max(0, held - prefix);
    return at + Math.max(0, prefix - held);
  }

  /** Sets #count and returns the length of `count SP`, counted from the first held byte; or NO_COUNT, or UNDECIDED. */
  #readCount(chunk: Buffer, at: number): number {
    let count = 0;
    for (let i = 0; i <= MAX_COUNT_DIGITS; i += 1) {
      const byte = this.#byteAt(chunk, at, i);
      if (byte === undefined) return UNDECIDED;
      if (byte === SPACE) {
        if (this.#hasLines && count > this.maxBytes) return NO_COUNT;
        const isBegun = this.#beginsMessage(chunk, at, i + 1, count);
        if (isBegun === undefined) return UNDECIDED;
        this.#count = count;
        return isBegun ? i + 1 : NO_COUNT;
      }
      if (!isDigit(byte)) return NO_COUNT;
      count = count * 10 + byte - ZERO;
    }
    return NO_COUNT;
  }

  /** Undefined: what came so far does not tell. */
  #beginsMessage(chunk: Buffer, at: number, i: number, length: number): boolean | undefined {
    const first = this.#byteAt(chunk, at, i);
    if (first !== LESS) return first === undefined ? undefined : first === OPEN_BRACE;
    if (length < SHORTEST_WITH_PRI) return false;
    const second = this.#byteAt(chunk, at, i + 1);
    if (second !== UPPER_E && second !== QUESTION) return second === undefined ? undefined : isDigit(second);
    const third = this.#byteAt(chunk, at, i + 2);
    return third === undefined ? undefined : third === (second === UPPER_E ? LOWER_V : LOWER_X);
  }

  #byteAt(chunk: Buffer, at: number, i: number): number | undefined {
    return i < this.#heldBytes ? this.#held[i] : chunk[at + i - this.#heldBytes];
  }

  #line(chunk: Buffer, at: number, emit: Emit): number {
    const end = this.#delimiterAt(chunk, at);
    // One byte more than the cap is waited for, so that a line of exactly maxBytes is not taken for a longer one.
    if (this.#heldBytes + end - at > this.maxBytes) {
      const bytes = this.#take(chunk, at, Math.max(at, at + this.maxBytes - this.#heldBytes));
      this.#overlong(bytes.subarray(0, this.maxBytes), 'length cap', emit);
      this.#state = 'skip-line';
      return end;
    }
    if (end === chunk.length) {
      this.#hold(chunk, at, end);
      return end;
    }
    if (chunk[end] === LF && this.#byteAt(chunk, at, 1) === UPPER_E && this.#opensElement(chunk, at, end)) {
      this.#state = 'element';
      this.#hold(chunk, at, end + 1);
      this.#lineAt = this.#heldBytes;
      this.#isSecond = true;
      return end + 1;
    }
    this.#state = 'start';
    const line = this.#take(chunk, at, end);
    if (chunk[end] === LF && line.length > 0) this.#hasLines = true;
    emitTrimmed(line, false, chunk[end] === LF ? 'LF' : 'NUL', emit);
    return end + 1;
  }

  #opensElement(chunk: Buffer, at: number, end: number): boolean {
    const line = chunk.subarray(at, end);
    return opensElement(this.#heldBytes === 0 ? line : Buffer.concat([this.#held.subarray(0, this.#heldBytes), line]));
  }

  /** Lines are added until one holds the end. All of them together are held to the cap. */
  #element(chunk: Buffer, at: number, emit: Emit): number {
    const end = this.#delimiterAt(chunk, at);
    const room = Math.max(0, this.maxBytes + 1 - this.#heldBytes);
    this.#hold(chunk, at, Math.min(end, at + room));
    if (this.#heldBytes > this.maxBytes) {
      this.#overlong(this.#take(EMPTY, 0, 0).subarray(0, this.maxBytes), 'length cap', emit);
      this.#state = 'skip-line';
      return end;
    }
    if (end === chunk.length) return end;
    const line = this.#held.subarray(this.#lineAt, this.#heldBytes);
    const isOther = isMessage(line) || (this.#isSecond && !isMarkup(line));
    if (isOther || chunk[end] === NUL || closesElement(line)) {
      this.#endElement(isOther ? this.#lineAt : this.#heldBytes, chunk[end] === NUL ? 'NUL' : 'LF', emit);
      return end + 1;
    }
    this.#hold(chunk, end, end + 1);
    this.#lineAt = this.#heldBytes;
    this.#isSecond = false;
    return end + 1;
  }

  /** Emits the element, and what of the held bytes is behind it as a line of its own. */
  #endElement(length: number, by: FrameEnd, emit: Emit): void {
    const all = this.#take(EMPTY, 0, 0);
    this.#state = 'start';
    emitTrimmed(all.subarray(0, length), false, by, emit);
    emitTrimmed(all.subarray(length), false, by, emit);
  }

  #counted(chunk: Buffer, at: number, emit: Emit): number {
    const wanted = Math.min(this.#count, this.maxBytes) - this.#heldBytes;
    if (chunk.length - at < wanted) {
      this.#hold(chunk, at, chunk.length);
      return chunk.length;
    }
    const bytes = this.#take(chunk, at, at + wanted);
    if (this.#count > this.maxBytes) {
      this.#count -= this.maxBytes;
      this.#state = 'skip-counted';
      this.#overlong(bytes, 'octet count', emit);
    } else {
      this.#state = 'start';
      emitTrimmed(bytes, false, 'octet count', emit);
    }
    return at + wanted;
  }

  #skipLine(chunk: Buffer, at: number): number {
    const end = this.#delimiterAt(chunk, at);
    if (end < chunk.length) this.#state = 'start';
    return end + 1;
  }

  #skipCounted(chunk: Buffer, at: number): number {
    const skipped = Math.min(this.#count, chunk.length - at);
    this.#count -= skipped;
    if (this.#count === 0) this.#state = 'start';
    return at + skipped;
  }

  #overlong(bytes: Buffer, by: FrameEnd, emit: Emit): void {
    this.defects.overlong += 1;
    emit(bytes, true, by);
  }

  /** The next LF or NUL; the chunk's length when there is none. */
  #delimiterAt(chunk: Buffer, at: number): number {
    if (chunk.length - at <= SHORT_SCAN_BYTES) {
      while (at < chunk.length && chunk[at] !== LF && chunk[at] !== NUL) at += 1;
      return at;
    }
    if (this.#nulAt < at) this.#nulAt = indexOrEnd(chunk, NUL, at);
    if (this.#lfAt < at) this.#lfAt = indexOrEnd(chunk, LF, at);
    return Math.min(this.#lfAt, this.#nulAt);
  }

  #hold(chunk: Buffer, from: number, to: number): void {
    const needed = this.#heldBytes + to - from;
    if (needed > this.#held.length) {
      const grown = Buffer.allocUnsafeSlow(
        Math.max(needed, Math.min(this.#held.length * 2, this.maxBytes), FIRST_HOLD_BYTES),
      );
      this.#held.copy(grown, 0, 0, this.#heldBytes);
      this.#held = grown;
    }
    chunk.copy(this.#held, this.#heldBytes, from, to);
    this.#heldBytes = needed;
  }

  /** What is held and the chunk's bytes behind it, as one buffer that we no longer touch. */
  #take(chunk: Buffer, from: number, to: number): Buffer {
    if (this.#heldBytes === 0) return chunk.subarray(from, to);
    this.#hold(chunk, from, to);
    const whole = this.#held.subarray(0, this.#heldBytes);
    this.#held = EMPTY;
    this.#heldBytes = 0;
    return whole;
  }
}

const isDigit = (byte: number): boolean => byte >= ZERO && byte <= NINE;

function indexOrEnd(chunk: Buffer, byte: number, from: number): number {
  const found = chunk.indexOf(byte, from);
  return found < 0 ? chunk.length : found;
}

function emitTrimmed(bytes: Buffer, truncated: boolean, by: FrameEnd, emit: Emit): void {
  let length = bytes.length;
  for (let last = bytes[length - 1]; last === LF || last === CR || last === NUL; last = bytes[length - 1]) length -= 1;
  if (length > 0) emit(length === bytes.length ? bytes : bytes.subarray(0, length), truncated, by);
}
