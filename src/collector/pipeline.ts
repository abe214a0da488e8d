// The life of a message, in one place: count, take apart, identify, turn away, read, filter, limit, hide, stages, queue. Everything
// here is synchronous; what waits for the disk is in write/. Frames gather for a moment first: a sender that writes one message a time
// costs as little as one in bulk.

import { UNIDENTIFIED } from '../event/source-name.js';
import { messageOf } from '../faults.js';
import type { LogEvent } from '../event/event.js';
import type { SyslogLine } from '../event/line.js';
import type { Frame, Intake, Receipt, Transport, Waited } from './frame.js';
import { receiptOf, type TurnedAway } from './identify/gate.js';
import type { Source } from './identify/sources.js';
import type { Interpreted, Interpreter } from './interpret.js';
import type { EventKind } from '../plugin/module.js';
import type { EventStep } from './stage-runner.js';
import type { Consumer, Ending, Spooler } from './spool/spooler.js';
import { isSpoolable } from './spool/head.js';
import type { Keyed } from './spool/spool.js';
import { settlesEach, settlesOf } from './split/receipts.js';
import { splitFrame } from './split/split-frame.js';
import type { Ledger } from './write/ledger.js';
import type { Offer, Writer } from './write/writer.js';

/** Frames are handled together after so long, or when there are so many. */
const GATHER_MS = 2;
const GATHER_FRAMES = 512;
/** Datagrams that waited for so long: more of them come than can be handled at once. */
const OUTRUN_MS = 100;

type Settle = (receipt: Receipt) => void;

/** What one call brought. */
interface Delivery {
  readonly frames: readonly Frame[];
  /** One a frame, where somebody waits. */
  readonly settles: readonly Settle[] | undefined;
}

interface Refused {
  readonly source: Source;
  readonly turnedAway: TurnedAway;
}

export interface PipelineParts {
  readonly interpreter: Interpreter;
  readonly ledger: Ledger;
  readonly writer: Writer;
  /** Left out: what the queue does not take is refused. */
  readonly spooler?: Spooler;
}

export class Pipeline implements Intake, Consumer {
  #gathered: Delivery[] = [];
  #gatheredFrames = 0;
  #waiting: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  readonly #unidentified: number;
  #received = 0;
  #noRoom = 0;
  #turnedAway = 0;
  /** By listener: when datagrams came to it that had waited for too long, if the last ones did. */
  readonly #outrunAt = new Map<string, number>();
  #faults = 0;
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

  /** Of those, refused because neither the queue nor the spool had room; not those of senders that were told so, and have them still. */
  get noRoom(): number {
    return this.#noRoom;
  }

  /** Of what was received, refused because somebody wants that: unknown senders, and those that are on no allow list. */
  get turnedAway(): number {
    return this.#turnedAway;
  }

  /** How often a plugin threw, since the start. */
  get faults(): number {
    return this.#faults;
  }

  /** What a plugin threw last, for the health page and the log. */
  get lastFault(): string | undefined {
    return this.#lastFault;
  }

  get pressed(): boolean {
    const { spooler, writer } = this.parts;
    return spooler?.isOn === true ? spooler.isTight : writer.pressed;
  }

  get crowded(): boolean {
    const { spooler, writer } = this.parts;
    return spooler?.isOn === true ? spooler.isTight : writer.crowded;
  }

  get away(): string | undefined {
    const { spooler, writer } = this.parts;
    return spooler?.isOn !== true && writer.isRetrying ? writer.refusal : undefined;
  }

  /** Datagrams wait in memory, which has no room for many: taking them comes before everything else. */
  get isOutrun(): boolean {
    const since = performance.now() - OUTRUN_MS;
    for (const at of this.#outrunAt.values()) if (at > since) return true;
    return false;
  }

  deliver(frames: readonly Frame[], waited?: Waited): boolean {
    if (waited !== undefined) this.#noteWait(waited);
    this.#gather({ frames, settles: undefined });
    return !this.#holdsBack;
  }

  submit(frames: readonly Frame[]): Promise<readonly Receipt[]> {
    if (frames.length === 0) return Promise.resolve([]);
    return new Promise((resolve) => {
      this.#gather({ frames, settles: settlesEach(frames.length, resolve, this.#answered) });
    });
  }

  whenDrained(): Promise<void> {
    if (!this.#holdsBack) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.progress();
    });
  }

  /** The store, or the spool in front of it, may take more than before. */
  progress(): void {
    if (this.#waiting.length === 0) return;
    const { spooler, writer } = this.parts;
    if (this.#holdsBack) {
      if (spooler?.isOn !== true) void writer.whenDrained().then(() => this.progress());
      return;
    }
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  countDropped(_transport: Transport, n: number): void {
    this.parts.ledger.count(this.#unidentified, 'dropped', n);
    this.parts.ledger.persist();
  }

  countTurnedAway(outcome: 'limited' | 'refused', n: number): void {
    this.#received += n;
    if (outcome === 'refused') this.#turnedAway += n;
    this.parts.ledger.arrive(n);
    this.parts.ledger.count(this.#unidentified, outcome, n);
    this.parts.ledger.persist();
  }

  /** Handles what has gathered. Called by itself; and at the end, before the writer stops. */
  drain(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#gatheredFrames === 0) return;
    const gathered = this.#gathered;
    const count = this.#gatheredFrames;
    this.#gathered = [];
    this.#gatheredFrames = 0;
    this.#received += count;
    const { isOutrun } = this;
    const { ledger, spooler } = this.parts;
    // All of them before the first is looked at: one that never ends takes the others with it.
    for (const { settles } of gathered) if (settles !== undefined) ledger.awaitAnswers(settles.length);
    ledger.arrive(count);
    for (const delivery of gathered) {
      if (spooler?.takes(isOutrun) === true && isSpoolable(delivery.frames[0]!)) this.#spool(delivery);
      else this.#handleAll(delivery);
    }
    ledger.persist();
  }

  /** From the spool: what was received before. `settle` hears of each once. */
  handleSpooled({ what, key }: Keyed, settle: () => void): void {
    if (what.is === 'frame') return this.#handle(what.frame, settle, key);
    const { event, dedupeKey = key } = what;
    const source = this.parts.interpreter.sourceNamed(what.source);
    this.parts.ledger.see(source.slot, event['event.ingested']);
    this.#offer({ event, source, dedupeKey, bytes: event['event.original'].length, settle }, key);
  }

  /** The listener must stop reading until `whenDrained`. What waits in the spool goes first, or it would never be empty. */
  get #holdsBack(): boolean {
    const { spooler, writer } = this.parts;
    if (spooler?.isOn !== true) return writer.pressed;
    return writer.trouble === undefined ? spooler.isBehind : spooler.isTight;
  }

  readonly #answered = (): void => this.parts.ledger.answered();

  /** What one listener took in time says nothing of what waits at another. */
  #noteWait({ ms, listener }: Waited): void {
    if (ms > OUTRUN_MS) this.#outrunAt.set(listener, performance.now());
    else this.#outrunAt.delete(listener);
  }

  #gather(delivery: Delivery): void {
    if (delivery.frames.length === 0) return;
    this.#gathered.push(delivery);
    this.#gatheredFrames += delivery.frames.length;
    if (this.#gatheredFrames >= GATHER_FRAMES) this.drain();
    else this.#timer ??= setTimeout(() => this.drain(), GATHER_MS);
  }

  #handleAll({ frames, settles }: Delivery): void {
    for (let at = 0; at < frames.length; at += 1) this.#handle(frames[at]!, settles?.[at], undefined);
  }

  /** Into the files, uninspected. */
  #spool({ frames, settles }: Delivery): void {
    const { spooler, ledger } = this.parts;
    const taken = spooler!.take(frames);
    ledger.spool(taken);
    if (taken < frames.length) {
      const n = frames.length - taken;
      ledger.count(this.#unidentified, 'refused', n);
      if (settles === undefined) this.#noRoom += n;
    }
    if (settles === undefined) return;
    const receipt: Receipt = { outcome: 'refused', reason: spooler!.refusal };
    for (let at = taken; at < settles.length; at += 1) settles[at]!(receipt);
    if (taken === 0) return;
    void spooler!.safe().then((safe) => {
      for (let at = 0; at < taken; at += 1) settles[at]!(safe);
    });
  }

  /** @param key of a message out of the spool, where it is counted until it is settled */
  #handle(frame: Frame, settle: Settle | undefined, key: string | undefined): void {
    const line = this.#decode(frame);
    const parts = line && this.#split(frame, line);
    if (parts === undefined) return this.#handleOne(frame, line, settle, key);
    this.#received += parts.length - 1;
    if (key === undefined) this.parts.ledger.arrive(parts.length - 1);
    const settles = settle && settlesOf(parts.length, settle);
    for (const [at, part] of parts.entries()) {
      this.#handleOne(part, this.#decode(part), settles?.[at], key === undefined ? key : `${key}/${at}`);
    }
  }

  /** @param line undefined where it could not be decoded */
  #handleOne(frame: Frame, line: SyslogLine | undefined, settle: Settle | undefined, key: string | undefined): void {
    const taken = line && this.#take(frame, line);
    const slot = taken?.source.slot ?? this.#unidentified;
    if (key === undefined) this.parts.ledger.assign(slot, frame.receivedAt);
    else this.parts.ledger.see(slot, frame.receivedAt);
    if (taken === undefined) return this.#failed(slot, settle, key);
    const { source } = taken;
    if ('turnedAway' in taken) {
      const isIgnored = taken.turnedAway === 'ignored';
      if (!isIgnored) this.#turnedAway += 1;
      this.#count(slot, isIgnored ? 'filtered' : 'refused', key);
      return settle?.(receiptOf(taken.turnedAway, source.name, frame));
    }
    const { event, dedupeKey } = taken;
    const rule = source.drops(event);
    if (rule !== undefined) {
      this.#count(slot, 'filtered', key);
      return settle?.({ outcome: 'filtered', reason: `taken by a drop rule of source "${source.name}": ${rule}` });
    }
    // Imports and pulls come as fast as they are taken, and would come again: a limit is for what a device sends.
    if (source.limit !== undefined && frame.transport !== 'import' && !source.limit.take(frame.receivedAt)) {
      this.#count(slot, 'limited', key);
      return settle?.({ outcome: 'limited', reason: `over the rate limit of source "${source.name}"` });
    }
    // An event that left a store as it is was judged when it first arrived.
    const steps = frame.given?.isWhole === true ? NO_STEPS : this.#steps;
    const isImport = frame.history !== undefined;
    if (!this.#pass(event, source, steps, isImport ? 'import' : 'live')) return this.#failed(slot, settle, key);
    const known = frame.dedupeKey ?? dedupeKey ?? key;
    this.#offer({ event, source, dedupeKey: known, bytes: frame.bytes.length, settle }, key, isImport);
  }

  #offer(
    { event, source, dedupeKey, bytes, settle }: Pick<Offer, 'event' | 'source' | 'dedupeKey' | 'bytes' | 'settle'>,
    key: string | undefined,
    isImport = false,
  ): void {
    const { ledger, writer } = this.parts;
    const isTaken = writer.offer({
      event,
      retention: source.retention,
      dedupeKey,
      source,
      bytes,
      import: isImport,
      settle,
      isSpooled: key !== undefined,
      hasSpoolKey: key !== undefined && dedupeKey === key,
    });
    if (isTaken) return;
    ledger.count(source.slot, 'refused');
    if (settle === undefined) this.#noRoom += 1;
    settle?.({ outcome: 'refused', reason: writer.refusal });
  }

  #count(slot: number, outcome: Ending, key: string | undefined): void {
    if (key === undefined) this.parts.ledger.count(slot, outcome);
    else this.parts.spooler!.end(slot, outcome);
  }

  // A module's stage that throws costs one message (counted as failed), and nothing else. No closures here: there would be one
  // for each message.

  #decode(frame: Frame): SyslogLine | undefined {
    try {
      return this.parts.interpreter.decode(frame);
    } catch (error) {
      return this.#fault(error);
    }
  }

  #split(frame: Frame, line: SyslogLine): readonly Frame[] | undefined {
    try {
      return splitFrame(frame, line);
    } catch (error) {
      return this.#fault(error);
    }
  }

  /** What is turned away for its sender is not parsed. */
  #take(frame: Frame, line: SyslogLine): Interpreted | Refused | undefined {
    const { interpreter } = this.parts;
    try {
      const source = interpreter.identify(frame, line);
      const turnedAway = source.gate?.check(frame);
      return turnedAway === undefined ? interpreter.read(frame, line, source) : { source, turnedAway };
    } catch (error) {
      return this.#fault(error);
    }
  }

  #pass(event: LogEvent, { hide }: Source, steps: readonly EventStep[], kind: EventKind): boolean {
    try {
      hide?.(event);
      for (let i = 0; i < steps.length; i += 1) steps[i]!(event, kind);
      return true;
    } catch (error) {
      this.#fault(error);
      return false;
    }
  }

  #fault(error: unknown): undefined {
    this.#faults += 1;
    this.#lastFault = messageOf(error);
  }

  #failed(slot: number, settle: Settle | undefined, key: string | undefined): void {
    this.#count(slot, 'failed', key);
    settle?.({ outcome: 'failed', lasting: true, reason: `a plugin failed on this message: ${this.#lastFault}` });
  }
}

const NO_STEPS: readonly EventStep[] = [];
