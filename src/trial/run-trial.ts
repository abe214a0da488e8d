// One trial: the collector's steps over some bytes, each step written down. Pure but for the parsers; keeps nothing.

import { isIP } from 'node:net';
import type { Enricher } from '../collector/enrich/enricher.js';
import { fateOf } from '../collector/fate.js';
import { SettledGuess } from '../collector/decode/clock.js';
import { usableSources } from '../collector/identify/made-sources.js';
import { NO_SLOTS, Sources } from '../collector/identify/sources.js';
import { Interpreter, type Trace } from '../collector/interpret.js';
import { plainAddress } from '../collector/listen/peer.js';
import type { Dispatcher } from '../collector/parse/dispatcher.js';
import type { ParserWatch } from '../collector/parse/loop-guard.js';
import { splitFrame } from '../collector/split/split-frame.js';
import { toJson } from '../event/event.js';
import type { SyslogLine } from '../event/line.js';
import { Fault } from '../faults.js';
import type { CollectorSettings, SourceClock } from '../link/messages.js';
import { clockWords } from './clock-words.js';
import { framesOf, type TrialFrame } from './frames.js';
import { MAX_TRIAL_BYTES, MAX_TRIAL_FRAMES, type TrialRequest, type TrialResult, type TrialStep } from './trial.js';

export interface TrialInput {
  readonly settings: CollectorSettings;
  readonly request: TrialRequest;
  /** What the running collector learned of the sources' clocks, by source. */
  readonly clocks: Readonly<Record<string, SourceClock>>;
}

/** @throws Fault BAD_REQUEST */
export function checkRequest({ text, peer }: TrialRequest): void {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_TRIAL_BYTES)
    throw new Fault('BAD_REQUEST', `The text is ${bytes} bytes long, at most ${MAX_TRIAL_BYTES} can be tried.`);
  if (isIP(plainAddress(peer)) === 0)
    throw new Fault(
      'BAD_REQUEST',
      `${JSON.stringify(peer.slice(0, 60))} is no address, such as 192.168.1.5 or fd00::5.`,
    );
}

export interface TrialParts {
  /** With every parser there is; those that are off in the settings are switched off by the trial. */
  readonly dispatcher: Dispatcher;
  readonly enricher: Enricher;
  readonly guard?: ParserWatch;
}

export function runTrial(input: TrialInput, { dispatcher, enricher, guard }: TrialParts): TrialResult {
  const { settings, request, clocks } = input;
  const { config } = settings;
  dispatcher.configure(config.plugins.off);
  const parsers = dispatcher.health().map(({ id }) => id);
  const sources = new Sources(NO_SLOTS, usableSources(config.sources, settings.sources, parsers).sources, {
    zone: config.time.zone,
    unknown: config.senders.unknown,
    guessOf: (name) => new SettledGuess(Object.hasOwn(clocks, name) ? guessed(clocks[name]) : undefined),
  });
  const interpreter = new Interpreter({
    sources,
    dispatcher,
    zone: config.time.zone,
    enricher,
    ...(guard === undefined ? {} : { guard }),
  });
  const sender = {
    receivedAt: request.receivedAt ?? Date.now(),
    transport: request.transport,
    peer: { address: plainAddress(request.peer), port: 0 },
    ...(request.tlsIdentity === undefined ? {} : { tlsIdentity: request.tlsIdentity }),
    ...(request.source === undefined ? {} : { source: request.source }),
  };
  const { frames, more } = framesOf(request.text, sender, config.listen.maxMessageBytes);
  const messages = frames.flatMap((each) => eventsOf(each, interpreter));
  return {
    steps: messages.slice(0, MAX_TRIAL_FRAMES).map((each) => stepOf(each, interpreter, sources, config.time.zone)),
    more: more + Math.max(0, messages.length - MAX_TRIAL_FRAMES),
  };
}

/** As the pipeline takes a message apart that holds several events. */
function eventsOf(each: TrialFrame, interpreter: Interpreter): readonly TrialFrame[] {
  if (each.turnedAway !== undefined) return [each];
  const parts = splitFrame(each.frame, interpreter.decode(each.frame));
  return parts?.map((frame, at) => ({ by: `${each.by}, event ${at + 1} of ${parts.length}`, frame })) ?? [each];
}

function guessed(clock: SourceClock | undefined): string | undefined {
  return clock?.origin === 'guessed' ? clock.zone : undefined;
}

function stepOf(
  { by, frame, turnedAway }: TrialFrame,
  interpreter: Interpreter,
  sources: Sources,
  zone: string,
): TrialStep {
  const line = interpreter.decode(frame);
  const header = headerOf(line);
  const { source, why, passedOver } = sources.explain(frame, line);
  const trace: Trace = { tried: [] };
  const { event } = interpreter.read(frame, line, source, trace);
  const fate =
    turnedAway === undefined
      ? fateOf(event, frame, source)
      : ({ becomes: 'refused', why: `The listener turns it away: ${turnedAway}.` } as const);
  source.hide?.(event);
  return {
    framing: { by, bytes: frame.bytes.length, truncated: frame.truncated ?? false },
    header,
    defects: line.tags ?? [],
    source: { name: source.name, why, passedOver },
    clock: clockWords(trace.clock!, source, zone, event['@timestamp']),
    parsers: trace.tried,
    outcome: { ...fate, retention: source.retention },
    event: toJson(event),
  };
}

/** Before the parsers see it: they may put another message in its place. */
function headerOf({ dialect, facility, severity, host, app, pid, message }: SyslogLine): TrialStep['header'] {
  const said = Object.entries({ facility, severity, host, app, pid }).filter(([, value]) => value !== undefined);
  return { dialect, ...Object.fromEntries(said), message };
}
