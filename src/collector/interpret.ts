// One frame becomes one event (see split/ for those that hold several): decode, identify, parse, clock, joins, enrich. The same code
// serves the listeners, `lanwarden parse`, import and trying a message.
// Never throws for what a line holds; what cannot be understood is kept and tagged.

import { clientIdIn } from '../event/client-id.js';
import type { Fields, FieldValue, Level, LogEvent } from '../event/event.js';
import { interned } from '../event/interned.js';
import { type DeviceTime, SyslogLine } from '../event/line.js';
import type { ParserPlugin } from '../plugin/parser.js';
import { messageOf } from '../faults.js';
import { DAY_MS } from './decode/civil.js';
import { hourOfWeek, parseWallClock, resolveTime } from './decode/clock.js';
import { decodeFrame } from './decode/decode.js';
import { zoneOf } from './decode/zone.js';
import type { Enricher } from './enrich/enricher.js';
import type { Frame, History } from './frame.js';
import { prepareLine, putGiven } from './given.js';
import type { Source, Sources } from './identify/sources.js';
import type { Dispatcher, Tried } from './parse/dispatcher.js';
import { Joins } from './parse/joins.js';
import type { ParserWatch } from './parse/loop-guard.js';

export interface Interpreted {
  readonly source: Source;
  readonly event: LogEvent;
  /** The sender's own id of the event, where it gave one that is long enough to be unique. */
  readonly dedupeKey?: string;
}

export interface InterpreterOptions {
  readonly sources: Sources;
  readonly dispatcher: Dispatcher;
  /** The installation's zone. */
  readonly zone: string;
  readonly guard?: ParserWatch;
  /** Left out: events hold what their message says, and nothing more. */
  readonly enricher?: Enricher;
}

/** What is told of a message on the way, where somebody asks. */
export interface Trace {
  readonly tried: Tried[];
  clock?: ClockTrace;
}

export interface ClockTrace {
  /** What the message said. */
  readonly said: DeviceTime | undefined;
  /** In which a time without a zone was read. */
  readonly zone: string;
  /** Without a time of its own it has that of the line before. */
  readonly isOfLineBefore: boolean;
  /** See resolveTime. */
  readonly defect: string | undefined;
}

const NOBODY: Frame = { bytes: Buffer.alloc(0), receivedAt: 0, transport: 'tcp', peer: { address: '', port: 0 } };
const NO_LINE = new SyslogLine('');
const DECIMAL = /^\d{1,10}$/;

export class Interpreter {
  readonly #joins = new Joins();
  readonly #joinsOf = new WeakMap<History, Joins>();

  constructor(private readonly options: InterpreterOptions) {}

  /** All three steps, whoever sent it. */
  interpret(frame: Frame, trace?: Trace): Interpreted {
    const line = this.decode(frame);
    return this.read(frame, line, this.identify(frame, line), trace);
  }

  decode(frame: Frame): SyslogLine {
    const line = decodeFrame(frame.bytes, frame.json, frame.envelope);
    if (frame.given !== undefined) prepareLine(line, frame.given);
    if (frame.truncated) line.tag('syslog.truncated');
    if (frame.isRest === true) line.tag('syslog.several-events');
    return line;
  }

  identify(frame: Frame, line: SyslogLine): Source {
    return this.options.sources.identify(frame, line);
  }

  /** For an event that was read before. */
  sourceNamed(name: string): Source {
    return this.options.sources.identify({ ...NOBODY, source: name }, NO_LINE);
  }

  read(frame: Frame, line: SyslogLine, source: Source, trace?: Trace): Interpreted {
    this.options.guard?.see(frame.bytes);
    const { given } = frame;
    const claim =
      given === undefined || given.isText === true
        ? this.options.dispatcher.parse(line, source.parser, trace?.tried)
        : undefined;
    const fields: Fields = claim?.fields ?? {};
    if (given !== undefined) putGiven(fields, given);
    const time = this.#time(fields, frame, line, source, trace);
    if (claim?.parser.join !== undefined) this.#join(claim.parser, fields, frame, source, time);
    const dedupeKey = takeClientId(fields, frame);
    const event = this.#complete(fields, frame, line, source, time);
    event['event.dataset'] = claim?.parser.id ?? given?.dataset ?? 'none';
    event['lanwarden.family'] ??= claim?.parser.family ?? 'unknown';
    this.options.enricher?.enrich(event, frame.history === undefined);
    return dedupeKey === undefined ? { source, event } : { source, event, dedupeKey };
  }

  /** One that throws is its parser's fault; the event is kept as it is. */
  #join(parser: ParserPlugin, fields: Fields, { history, receivedAt }: Frame, source: Source, time: number): void {
    try {
      this.#joinsFor(history).apply(parser, source.slot, fields, history === undefined ? receivedAt : time);
    } catch (error) {
      this.options.dispatcher.charge(parser.id, `join: ${messageOf(error)}`);
    }
  }

  /** History is read within seconds, beside what is live: there the lines' own times count, in a memory of its own. */
  #joinsFor(history: History | undefined): Joins {
    if (history === undefined) return this.#joins;
    let joins = this.#joinsOf.get(history);
    if (joins === undefined) this.#joinsOf.set(history, (joins = new Joins()));
    return joins;
  }

  /** Adds to the parser's fields what the header and the collector know. The parser's word counts where both speak. */
  #complete(fields: Fields, frame: Frame, line: SyslogLine, source: Source, time: number): LogEvent {
    const event = fields as LogEvent;
    if (line.envelope !== undefined) addEnvelope(fields, line.envelope.fields);
    event['@timestamp'] = time;
    event['event.ingested'] = frame.receivedAt;
    event['lanwarden.source'] = source.name;
    event['lanwarden.hour_of_week'] = hourOfWeek(time, this.options.zone);
    event['event.original'] = frame.given?.original ?? line.raw;
    event.message ??= line.message;
    const host =
      source.hostFrom === 'header' ? (fields['host.name'] ?? line.host ?? frame.peer.address) : frame.peer.address;
    event['host.name'] = host;
    internNames(event);
    if (line.app !== undefined) event['process.name'] ??= line.app;
    if (line.pid !== undefined && DECIMAL.test(line.pid)) event['process.pid'] ??= Number(line.pid);
    if (line.facility !== undefined) event['log.syslog.facility.code'] ??= line.facility;
    if (line.severity !== undefined) event['log.syslog.severity.code'] ??= line.severity;
    event['event.severity'] ??= levelOf(event['log.syslog.severity.code'] as number | undefined);
    if (line.tags !== undefined) event.tags = event.tags === undefined ? line.tags : [...event.tags, ...line.tags];
    if (source.tag !== undefined) event.tags = event.tags === undefined ? [source.tag] : [...event.tags, source.tag];
    return event;
  }

  #time(fields: Fields, frame: Frame, line: SyslogLine, source: Source, trace: Trace | undefined): number {
    const parsed = fields['@timestamp'];
    const time =
      parsed === undefined
        ? line.time
        : typeof parsed === 'number'
          ? ({ kind: 'instant', ms: parsed } as const)
          : parseWallClock(parsed);
    if (parsed !== undefined && time !== undefined) clearTimeDefects(line);
    const history = frame.history;
    const live = history === undefined;
    if (live && source.timeZone === undefined) source.zoneGuess.observe(time, frame.receivedAt);
    const zone = this.#zoneOf(source, time, frame);
    const isOfLineBefore = time === undefined && history?.last !== undefined;
    if (isOfLineBefore) {
      if (trace !== undefined) trace.clock = { said: time, zone, isOfLineBefore, defect: undefined };
      return history.last!;
    }
    const resolved = resolveTime(time, {
      zone,
      reference: history?.reference ?? frame.receivedAt,
      dated: history?.dated,
      trust: live ? 'live' : 'historic',
    });
    if (trace !== undefined) trace.clock = { said: time, zone, isOfLineBefore, defect: resolved.defect };
    if (resolved.defect !== undefined) line.tag(resolved.defect);
    const device = resolved.claimed ?? (resolved.defect === undefined ? resolved.ms : undefined);
    // Rows that were pulled out of a database are late by nature: they say nothing about a clock.
    if (live && frame.transport !== 'import' && time !== undefined && device !== undefined)
      source.clock.add(frame.receivedAt - device, saysZone(time) ? undefined : zone);
    if (resolved.claimed !== undefined) fields['lanwarden.claimed_time'] = new Date(resolved.claimed).toISOString();
    if (history !== undefined && time !== undefined && resolved.defect === undefined) {
      history.last = resolved.ms;
      if (isFull(time) && (time === line.time || agrees(line.time, resolved.ms, zone))) history.dated = resolved.ms;
    }
    return resolved.ms;
  }

  /**
   * Set for the source, else guessed from its clock. Until the guess is certain: what the message itself allows, or the installation's
   * zone, whichever puts a live message nearer to its receipt.
   */
  #zoneOf(source: Source, time: DeviceTime | undefined, frame: Frame): string {
    if (source.timeZone !== undefined) return source.timeZone;
    const { zone } = this.options;
    const guess = source.zoneGuess;
    if (guess.isKnown) return frame.history === undefined ? guess.zone : this.#zoneOfPast(guess.zone, frame.receivedAt);
    if (frame.history !== undefined) return 'UTC';
    if (zone === 'UTC' || time?.kind !== 'wall') return guess.zone;
    const distance = (candidate: string): number =>
      Math.abs(
        resolveTime(time, { zone: candidate, reference: frame.receivedAt, trust: 'historic' }).ms - frame.receivedAt,
      );
    return distance(zone) < distance(guess.zone) ? zone : guess.zone;
  }

  /** What is guessed is the offset of today: where that is the installation's, its summers and winters are, too; but many set UTC on purpose. */
  #zoneOfPast(guess: string, now: number): string {
    const { zone } = this.options;
    return guess !== 'UTC' && zoneOf(zone).offsetAt(now) === zoneOf(guess).offsetAt(now) ? zone : guess;
  }
}

/**
 * Who and where, which everything behind looks up in tables of its own. A piece of a line is a new text: its hash is worked out anew, and
 * each comparison goes through V8's runtime (0.2 µs a look-up, 0.04 for a text that is known).
 */
function internNames(event: LogEvent): void {
  const { 'host.name': host, 'user.name': user, 'source.ip': from, 'destination.ip': to } = event;
  if (typeof host === 'string') event['host.name'] = interned(host);
  if (typeof user === 'string') event['user.name'] = interned(user);
  if (typeof from === 'string') event['source.ip'] = interned(from);
  if (typeof to === 'string') event['destination.ip'] = interned(to);
}

/** What a parser found in the line counts before what was said about it. */
function addEnvelope(fields: Fields, said: Fields): void {
  const all = fields as Record<string, FieldValue | undefined>;
  for (const [name, value] of Object.entries(said)) all[name] ??= value;
}

function saysZone(time: DeviceTime): boolean {
  return time.kind === 'instant' || time.offsetMinutes !== undefined;
}

/** A time that the parser found in the body makes up for one that the header lacks or has wrong. */
function clearTimeDefects(line: SyslogLine): void {
  if (line.tags === undefined) return;
  line.tags = line.tags.filter((tag) => tag !== 'syslog.missing-timestamp' && tag !== 'syslog.invalid-timestamp');
  if (line.tags.length === 0) line.tags = undefined;
}

/**
 * The store gives events their id; what a client sent as one stays under another name. In the object itself that was sent over HTTP it
 * serves to find duplicates: that is promised. Elsewhere, and in what such an object carries, a product may mean something else by the name,
 * and an `event_id` of "user_login_failed" would have all but the first event dropped.
 */
function takeClientId(fields: Fields, { json, envelope }: Frame): string | undefined {
  const sent = json === undefined || envelope !== undefined ? undefined : clientIdIn(json);
  const id = sent ?? fields['event.id'];
  if (id === undefined) return undefined;
  delete fields['event.id'];
  fields['lanwarden.client_id'] = id;
  return sent;
}

const isFull = (time: DeviceTime): boolean => time.kind === 'instant' || time.year !== undefined;

/** A date in the text of a line may be anybody's, unless its header, where there is one, says the same. */
function agrees(header: DeviceTime | undefined, ms: number, zone: string): boolean {
  if (header === undefined) return true;
  return Math.abs(resolveTime(header, { zone, reference: ms, trust: 'historic' }).ms - ms) < DAY_MS;
}

/** Where no parser judged: syslog's severity, 0..7, as criticality 1..5. */
function levelOf(severity: number | undefined): Level {
  if (severity === undefined) return 1;
  return LEVEL_OF_SEVERITY[severity] ?? 1;
}
const LEVEL_OF_SEVERITY: readonly Level[] = [5, 5, 4, 3, 2, 1, 1, 1];
