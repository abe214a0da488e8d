// From disk to where the collector was when it ended: the model file, the journal over it, and what was stored since. What cannot be read
// costs what it held, and is said; nothing keeps the collector from starting.

import { messageOf } from '#src/faults.js';
import type { LogEvent } from '#src/event/event.js';
import { EVER } from '#src/store/end-of-store.js';
import type { EventReader } from '#src/store/event-store.js';
import { Baselines, type BaselinesOptions } from '../baselines.js';
import { CLOCK, LATENESS_MS } from '../clock.js';
import type { ModelRecord } from '../engine/record.js';
import type { Scored } from '../engine/scored.js';
import type { Verdict } from '../engine/verdict.js';
import { localDay, startOfDay } from '../local-day.js';
import type { ModelFiles, ModelHeader } from '../model/model-file.js';
import type { Term } from '../stage-report.js';
import { type Journal, readJournal } from './journal-file.js';
import { replay } from './replay.js';

export interface StartRequest {
  readonly options: BaselinesOptions;
  readonly files: ModelFiles;
  readonly journalPath: string;
  readonly store: EventReader;
  /** Of the store: where live events will go on. */
  readonly position: string;
  /** What is to be used, if it is known. */
  readonly published: string | undefined;
  readonly verdicts: readonly Verdict[];
  /** ms since 1970 */
  readonly now: () => number;
  /** Where collectors share a store: the journal of another one's term is not used. */
  readonly term?: Term | undefined;
  /** What nobody told of, because nobody scored when it came; some of it may have been told. */
  readonly tell?: ((event: LogEvent, scored: readonly Scored[]) => void) | undefined;
  /** Messages come meanwhile; left out: listeners wait, and what is stored goes no further than `position`. */
  readonly beside?: { readonly signal: AbortSignal };
}

export interface Started {
  /** Of the store: behind what is known. */
  readonly position: string;
  readonly baselines: Baselines;
  readonly model: UsedModel | undefined;
  readonly verdicts: readonly Verdict[];
  readonly damaged: readonly string[];
  readonly problems: readonly string[];
}

export interface UsedModel {
  readonly file: string;
  readonly header: ModelHeader;
}

/** A collector that does not answer within 20 s is taken for one that hangs (src/supervisor.ts), and syslog over UDP does not wait. */
const REPLAY_MS = 12_000;
/** Beside messages that come. */
const LONG_REPLAY_MS = 600_000;

export async function startBaselines(request: StartRequest): Promise<Started> {
  const problems: string[] = [];
  const base = (await fromJournal(request, problems)) ?? (await fromModel(request, problems));
  const { verdicts } = request;
  base.started.baselines.setVerdicts(verdicts);
  const position = await catchUp(base, request, problems);
  return { ...base.started, position, verdicts, problems };
}

/**
 * What was stored since. Behind the journal, and else behind what was judged, nobody has told of it.
 * @returns the position at which it ends
 */
async function catchUp(base: Base, request: StartRequest, problems: string[]): Promise<string> {
  const { store, term, tell, beside } = request;
  const { after, inFlight, started } = base;
  const from = base.from ?? (beside && startOfToday(request));
  if (after === undefined && from === undefined) return request.position;
  const range = { ...EVER, ...(after === undefined && { from }) };
  const upTo = beside === undefined ? request.position : undefined;
  const deadline = AbortSignal.timeout(beside === undefined ? REPLAY_MS : LONG_REPLAY_MS);
  const common = { store, range, deadline, beside, now: request.now };
  const judgedTo = after ?? term?.judgedTo;
  if (after === undefined && judgedTo !== undefined) {
    const { problem } = await replay(started.baselines, { ...common, after, upTo: judgedTo, inFlight: 0 });
    if (problem !== undefined) problems.push(problem);
  }
  const { position, problem } = await replay(started.baselines, {
    ...common,
    after: judgedTo,
    upTo,
    inFlight,
    tell: judgedTo === undefined ? undefined : tell,
  });
  if (problem !== undefined) problems.push(problem);
  return upTo ?? position ?? request.position;
}

function startOfToday({ now, options: { zone } }: StartRequest): number {
  return startOfDay(localDay(now(), zone), zone);
}

interface Base {
  readonly started: Omit<Started, 'position' | 'problems' | 'verdicts'>;
  /** Position from which stored events are to be taken ... */
  readonly after?: string;
  readonly inFlight: number;
  /** ... or event time, ms; neither: none are. */
  readonly from?: number;
}

async function fromJournal(request: StartRequest, problems: string[]): Promise<Base | undefined> {
  try {
    const journal = await readJournal(request.journalPath);
    if (journal === undefined) return undefined;
    if ('why' in journal) return notUsed(problems, journal.why);
    const { header, kept } = journal;
    const { term } = request;
    if (term !== undefined && kept.term !== term.id && kept.term !== term.before) return undefined;
    if ((kept.newest ?? 0) > request.now() + LATENESS_MS) return notUsed(problems, 'its last event is from the future');
    const baselines = new Baselines(request.options);
    const skipped = new Set(['identity', CLOCK]);
    const read =
      header.model === undefined ? undefined : await readInto(baselines, request.files, header.model, skipped);
    const refused = await journal.records((record) => baselines.restore(record));
    const shared = refused.find((key) => key.startsWith('engine:'));
    if (shared !== undefined) return notUsed(problems, `what all entities share cannot be read (${shared})`);
    baselines.restored();
    const damaged = damagedIn(journal, refused, read?.damaged ?? []);
    const model = header.model === undefined ? undefined : { file: header.model, header: read!.header };
    return { started: { baselines, model, damaged }, after: kept.position, inFlight: kept.inFlight };
  } catch (error) {
    return notUsed(problems, messageOf(error));
  }
}

/** The published one, else the newest that can be read; else nothing is known. */
async function fromModel({ options, files, published }: StartRequest, problems: string[]): Promise<Base> {
  const wanted = published ?? (await files.current());
  const others = (await files.list()).map(({ file }) => file).filter((file) => file !== wanted);
  for (const file of wanted === undefined ? others : [wanted, ...others]) {
    try {
      const baselines = new Baselines(options);
      const { header, damaged } = await readInto(baselines, files, file);
      baselines.restored();
      const from = startOfDay(header.through + 1, options.zone);
      return { started: { baselines, model: { file, header }, damaged }, inFlight: 0, from };
    } catch (error) {
      problems.push(`${messageOf(error)} The next older one is used, if there is one.`);
    }
  }
  return { started: { baselines: new Baselines(options), model: undefined, damaged: [] }, inFlight: 0 };
}

/** @param skipped shared records that the journal has */
async function readInto(
  baselines: Baselines,
  files: ModelFiles,
  file: string,
  skipped: ReadonlySet<string> = new Set(),
): Promise<{ readonly header: ModelHeader; readonly damaged: readonly string[] }> {
  const isSkipped = ({ kind, name }: ModelRecord): boolean => kind === 'engine' && skipped.has(name);
  return files.read(file, (record) => {
    if (!isSkipped(record)) baselines.restore(record);
  });
}

function damagedIn({ damaged }: Journal, refused: readonly string[], inModel: readonly string[]): readonly string[] {
  return [...new Set([...inModel, ...damaged, ...refused])];
}

function notUsed(problems: string[], why: string): undefined {
  problems.push(
    `What the baselines learned since the last training could not be read (${why}): today’s events are taken up again from the store, as far as there is time.`,
  );
  return undefined;
}
