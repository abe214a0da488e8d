// The life of a message, in one place: count, take apart, identify, turn away, read, filter, limit, hide, stages, queue. Everything
// here is synchronous; what waits for the disk is in write/. Frames gather for a moment first: a sender that writes one message a time
// costs as little as one in bulk.

import { messageOf } from '../faults.js';
import type { LogEvent } from '../event/event.js';
import type { SyslogLine } from '../event/line.js';
import type { Frame, Intake, Receipt, Transport } from './frame.js';
import { receiptOf, type TurnedAway } from './identify/gate.js';
import type { Source } from './identify/sources.js';
import type { Interpreted, Interpreter } from './interpret.js';
import type { EventKind } from '../plugin/module.js';
import type { EventStep } from './stage-runner.js';
import { settlesOf } from './split/receipts.js';
import { splitFrame } from './split/split-frame.js';
import { type Ledger, UNIDENTIFIED } from './write/ledger.js';
import type { Writer } from './write/writer.js';

/** Frames are handled together after so long, or when there are so many. */
const GATHER_MS = 2;
const GATHER_FRAMES = 512;

interface Gathered {
  readonly frame: Frame;
  readonly settle: ((receipt: Receipt) => void) | undefined;
}

interface Refused {
  readonly source: Source;
  readonly turnedAway: TurnedAway;
}

export interface PipelineParts {
  readonly interpreter: Interpreter;
  readonly ledger: Ledger;
  readonly writer: Writer;
}

export class Pipeline implements Intake {
  #gathered: Gathered[] = [];
  #timer: NodeJS.Timeout | undefined;
  readonly #unidentified: number;
  #received = 0;
  #lastFault: string | undefined;
  #steps: readonly EventStep[] = [];

  constructor(private readonly parts: PipelineParts) {
    this.#unidentified = parts.ledger.slot(UNIDENTIFIED);
  }

  /** Which stages events pass from now on. */
  useStages(steps: readonly EventStep[]): void {
    this.#steps = steps;
  }

  /** Messages since the start, for the rate. */
  get received(): number {
    return this.#received;
  }

  /** What a plugin threw last, for the health page. */
  get lastFault(): string | undefined {
    return this.#lastFault;
  }

  get pressed(): boolean {
    return this.parts.writer.pressed;
  }

  deliver(frames: readonly Frame[]): boolean {
    for (const frame of frames) this.#gathered.push({ frame, settle: undefined });
    this.#drainSoon();
    return !this.parts.writer.pressed;
  }

  submit(frames: readonly Frame[]): Promise<readonly Receipt[]> {
    const receipts = frames.map((frame) => new Promise<Receipt>((settle) => this.#gathered.push({ frame, settle })));
    this.#drainSoon();
    return Promise.all(receipts);
  }

  whenDrained(): Promise<void> {
    return this.parts.writer.whenDrained();
  }

  countDropped(_transport: Transport, n: number): void {
    this.parts.ledger.count(this.#unidentified, 'dropped', n);
    this.parts.ledger.persist();
  }

  /** Handles what has gathered. Called by itself; and at the end, before the writer stops. */
  drain(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const gathered = this.#gathered;
    if (gathered.length === 0) return;
    this.#gathered = [];
    this.#received += gathered.length;
    this.parts.ledger.arrive(gathered.length);
    for (const each of gathered) this.#handle(each);
    this.parts.ledger.persist();
  }

  #drainSoon(): void {
    if (this.#gathered.length >= GATHER_FRAMES) this.drain();
    else this.#timer ??= setTimeout(() => this.drain(), GATHER_MS);
  }

  #handle({ frame, settle }: Gathered): void {
    const line = this.#attempt(() => this.parts.interpreter.decode(frame));
    const parts = line && this.#attempt(() => splitFrame(frame, line));
    if (parts === undefined) return this.#handleOne(frame, line, settle);
    this.#received += parts.length - 1;
    this.parts.ledger.arrive(parts.length - 1);
    const settles = settle && settlesOf(parts.length, settle);
    for (const [at, part] of parts.entries()) {
      this.#handleOne(part, this.#attempt(() => this.parts.interpreter.decode(part)), settles?.[at]); // prettier-ignore
    }
  }

  /** @param line undefined where it could not be decoded */
  #handleOne(frame: Frame, line: SyslogLine | undefined, settle: Gathered['settle']): void {
    const { ledger, writer } = this.parts;
    const taken = line && this.#attempt(() => this.#take(frame, line));
    const slot = taken?.source.slot ?? this.#unidentified;
    ledger.assign(slot, frame.receivedAt);
    if (taken === undefined) return this.#failed(slot, settle);
    const { source } = taken;
    if ('turnedAway' in taken) {
      ledger.count(slot, taken.turnedAway === 'ignored' ? 'filtered' : 'refused');
      return settle?.(receiptOf(taken.turnedAway, source.name, frame));
    }
    const { event, dedupeKey } = taken;
    const rule = source.drops(event);
    if (rule !== undefined) {
      ledger.count(slot, 'filtered');
      return settle?.({ outcome: 'filtered', reason: `taken by a drop rule of source "${source.name}": ${rule}` });
    }
    // History comes as fast as the disk gives it: a limit is for what a device sends now.
    if (source.limit !== undefined && frame.history === undefined && !source.limit.take(frame.receivedAt)) {
      ledger.count(slot, 'limited');
      return settle?.({ outcome: 'limited', reason: `over the rate limit of source "${source.name}"` });
    }
    const kind = frame.history === undefined ? 'live' : 'import';
    // An event that left a store as it is was judged when it first arrived.
    const steps = frame.given?.isWhole === true ? [] : this.#steps;
    if (this.#attempt(() => pass(event, source, steps, kind)) === undefined) return this.#failed(slot, settle);
    const offer = {
      event,
      source,
      dedupeKey: frame.dedupeKey ?? dedupeKey,
      bytes: frame.bytes.length,
      import: kind === 'import',
      settle,
    };
    if (writer.offer(offer)) return;
    ledger.count(slot, 'refused');
    settle?.({ outcome: 'refused', reason: writer.refusal });
  }

  /** What is turned away for its sender is not parsed. */
  #take(frame: Frame, line: SyslogLine): Interpreted | Refused {
    const { interpreter } = this.parts;
    const source = interpreter.identify(frame, line);
    const turnedAway = source.gate?.check(frame);
    return turnedAway === undefined ? interpreter.read(frame, line, source) : { source, turnedAway };
  }

  /** A plugin's join or stage that throws costs one message (counted as failed), and nothing else. */
  #attempt<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.#lastFault = messageOf(error);
      return undefined;
    }
  }

  #failed(slot: number, settle: Gathered['settle']): void {
    this.parts.ledger.count(slot, 'failed');
    settle?.({ outcome: 'failed', reason: `a plugin failed on this message: ${this.#lastFault}` });
  }
}

function pass(event: LogEvent, { hide }: Source, steps: readonly EventStep[], kind: EventKind): true {
  hide?.(event);
  for (const step of steps) step(event, kind);
  return true;
}
