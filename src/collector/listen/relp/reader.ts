// RELP framing: a byte stream -> commands (librelp, doc/relp.md):
//
//   TXNR SP COMMAND SP DATALEN [SP DATA] LF        TXNR and DATALEN: 1 to 9 digits; COMMAND: 1 to 32 letters
//
// Memory is taken for bytes that came, never for bytes that were announced. Data that is longer than the cap is read to its end, its
// first part kept. The first byte that does not fit ends the reading: after it nothing on this connection can be believed.

/** `truncated`: the data was longer than the cap. The data stays valid: a slice of the chunk, or memory of its own. */
export type OnCommand = (txnr: number, command: string, data: Buffer, truncated: boolean) => void;

type Phase = 'start' | 'txnr' | 'command' | 'length' | 'data' | 'trailer' | 'broken';

const LF = 10;
const SPACE = 32;
const ZERO = 48;
const NINE = 57;
const MAX_DIGITS = 9;
const MAX_COMMAND = 32;
const FIRST_HOLD_BYTES = 256;
const SYSLOG = Buffer.from('syslog');
const EMPTY = Buffer.alloc(0);

export class RelpReader {
  #phase: Phase = 'start';
  #digits = 0;
  #txnr = 0;
  #length = 0;
  readonly #command = Buffer.alloc(MAX_COMMAND);
  #commandLength = 0;
  /** Bytes of the data that are still to come; those held are in front of `#heldBytes`. */
  #missing = 0;
  #held: Buffer = EMPTY;
  #heldBytes = 0;

  /** @param maxBytes of data that are kept of one command */
  constructor(private readonly maxBytes: number) {}

  /** True while a command has begun and is not complete. */
  get midFrame(): boolean {
    return this.#phase !== 'start';
  }

  /** What it holds of a command that is not complete. */
  get heldMemory(): number {
    return this.#held.length;
  }

  /** What is wrong with the bytes, once something is: then the connection is to be closed, and no more is read. */
  fault: string | undefined;

  push(chunk: Buffer, onCommand: OnCommand): void {
    let at = 0;
    while (at < chunk.length && this.#phase !== 'broken') {
      if (this.#phase === 'data') at = this.#data(chunk, at);
      else if (this.#phase === 'trailer') at = this.#trailer(chunk, at, onCommand);
      else at = this.#header(chunk, at);
    }
  }

  /** Forgets what it holds, and reads no more. */
  stop(): void {
    this.#phase = 'broken';
    this.#held = EMPTY;
  }

  #header(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at]!;
      switch (this.#phase) {
        case 'start':
        case 'txnr':
          if (this.#phase === 'start') this.#begin();
          if (this.#isDigit(byte)) this.#txnr = this.#txnr * 10 + byte - ZERO;
          else if (byte === SPACE && this.#digits > 0) this.#enter('command');
          else return this.#break(chunk, 'a transaction number');
          break;
        case 'command':
          if (isLetter(byte) && this.#commandLength < MAX_COMMAND) this.#command[this.#commandLength++] = byte;
          else if (byte === SPACE && this.#commandLength > 0) this.#enter('length');
          else return this.#break(chunk, 'a command');
          break;
        default:
          if (this.#isDigit(byte)) this.#length = this.#length * 10 + byte - ZERO;
          else if (this.#digits > 0) return this.#closeHeader(chunk, at);
          else return this.#break(chunk, 'the length of the data');
      }
    }
    return chunk.length;
  }

  #begin(): void {
    this.#phase = 'txnr';
    this.#digits = this.#txnr = this.#length = this.#commandLength = 0;
  }

  #enter(phase: 'command' | 'length'): void {
    this.#phase = phase;
    this.#digits = 0;
  }

  /** False for the tenth digit, too. */
  #isDigit(byte: number): boolean {
    return byte >= ZERO && byte <= NINE && ++this.#digits <= MAX_DIGITS;
  }

  /** `at`: the byte behind the length. Without data there is neither a space nor data; librelp takes a space there, too. */
  #closeHeader(chunk: Buffer, at: number): number {
    if (this.#length === 0) {
      this.#phase = 'trailer';
      return chunk[at] === SPACE ? at + 1 : at;
    }
    if (chunk[at] !== SPACE) return this.#break(chunk, 'a space in front of the data');
    this.#phase = 'data';
    this.#missing = this.#length;
    return at + 1;
  }

  /** Most commands lie in one chunk as a whole: nothing is copied then. What has to wait for the next one keeps no chunk alive. */
  #data(chunk: Buffer, at: number): number {
    const end = Math.min(at + this.#missing, chunk.length);
    const kept = Math.min(end, at + this.maxBytes - this.#heldBytes);
    if (this.#heldBytes === 0 && end - at === this.#missing && end < chunk.length) {
      this.#held = chunk.subarray(at, kept);
      this.#heldBytes = kept - at;
    } else if (kept > at) this.#hold(chunk, at, kept);
    this.#missing -= end - at;
    if (this.#missing === 0) this.#phase = 'trailer';
    return end;
  }

  #hold(chunk: Buffer, from: number, to: number): void {
    const bytes = this.#heldBytes + to - from;
    if (bytes > this.#held.length) {
      const most = Math.min(this.#length, this.maxBytes);
      const grown = Buffer.allocUnsafe(Math.min(most, Math.max(FIRST_HOLD_BYTES, 2 * bytes)));
      this.#held.copy(grown, 0, 0, this.#heldBytes);
      this.#held = grown;
    }
    chunk.copy(this.#held, this.#heldBytes, from, to);
    this.#heldBytes = bytes;
  }

  #trailer(chunk: Buffer, at: number, onCommand: OnCommand): number {
    if (chunk[at] !== LF) return this.#break(chunk, 'a line feed behind the data');
    const data = this.#held.subarray(0, this.#heldBytes);
    this.#held = EMPTY;
    this.#heldBytes = 0;
    this.#phase = 'start';
    onCommand(this.#txnr, this.#word(), data, this.#length > this.maxBytes);
    return at + 1;
  }

  #word(): string {
    const { length } = SYSLOG;
    if (this.#commandLength === length && SYSLOG.compare(this.#command, 0, length) === 0) return 'syslog';
    return this.#command.toString('latin1', 0, this.#commandLength);
  }

  #break(chunk: Buffer, expected: string): number {
    this.stop();
    this.fault = `no RELP: expected ${expected}`;
    return chunk.length;
  }
}

const isLetter = (byte: number): boolean => (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122);
