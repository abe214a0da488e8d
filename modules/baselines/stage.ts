// The half in the collector. It scores, unless several collectors share a store: then one of them does, the one whose portal has the duties
// (StageOrders.scores). Which one that is may change while it runs; the others take away what a sender wrote as a score, and that is all.

import { join } from 'node:path';
import { messageOf } from '#src/faults.js';
import type { LogEvent } from '#src/event/event.js';
import type { GeoIp } from '#src/geoip/geoip.js';
import { openGeoIp } from '#src/geoip/open.js';
import type { Commit, EventKind, Stage, StagePlace } from '#src/plugin/module.js';
import type { Verdict } from './engine/verdict.js';
import { FoundEvents } from './live/found-events.js';
import { unmarkEvent } from './live/mark-event.js';
import { KeptVerdicts, type Orders, ordersOf } from './live/orders.js';
import { optionsOf, Scoring } from './live/scoring.js';
import { startBaselines, type StartRequest } from './live/start.js';
import { ModelFiles } from './model/model-file.js';
import type { StageReport, Term } from './stage-report.js';

/** In `<data.dir>/baselines`. */
const JOURNAL = 'live.journal';
const VERDICTS = 'live-verdicts.json';
/** A portal that asked for no report for so long is gone, and the duties are another one’s by now. */
const DEAF_MS = 30_000;
/** After a failure it begins again so much later. */
const RETRY_MS = 10_000;

/** @throws ZodError for settings that are none */
export async function createBaselinesStage(
  settings: unknown,
  position: string,
  place: StagePlace,
  now: () => number = Date.now,
): Promise<Stage> {
  const dir = join(place.dir, 'baselines');
  const { geoip, problem } = await geoipOf(place.config.geoip.path);
  const stage = new BaselinesStage(ordersOf(settings), {
    files: new ModelFiles(dir),
    verdicts: new KeptVerdicts(join(dir, VERDICTS)),
    journalPath: join(dir, JOURNAL),
    place,
    position,
    geoip,
    now,
    problems: problem === undefined ? [] : [problem],
    isShared: place.config.events.store === 'postgres',
  });
  await stage.begin();
  return stage;
}

interface Parts {
  readonly files: ModelFiles;
  readonly verdicts: KeptVerdicts;
  readonly journalPath: string;
  readonly place: StagePlace;
  /** Of the store as the collector started. */
  readonly position: string;
  readonly geoip: GeoIp | undefined;
  /** ms since 1970 */
  readonly now: () => number;
  /** Other collectors write to the same store. */
  readonly isShared: boolean;
  /** Sentences that stay true until the next start. */
  readonly problems: readonly string[];
}

class BaselinesStage implements Stage {
  #scoring: Scoring | undefined;
  /** It begins beside messages that come. */
  #beginning: AbortController | undefined;
  #term: Term | undefined;
  #askedAt: number;
  #retryAt = -Infinity;
  #trouble: string | undefined;

  constructor(
    private orders: Orders,
    private readonly parts: Parts,
  ) {
    this.#term = orders.scores ?? undefined;
    this.#askedAt = parts.now();
  }

  /** Before the first message comes, where it is known already that it is this one that scores. */
  async begin(): Promise<void> {
    if (!this.#isWanted) return;
    const found = new FoundEvents(this.#zone);
    const scoring = this.#scoringOf(found, await startBaselines(this.#request(found)));
    await scoring.begin();
    scoring.keep();
    this.#scoring = scoring;
  }

  process(event: LogEvent, kind: EventKind): void {
    unmarkEvent(event);
    this.#scoring?.process(event, kind);
  }

  committed(commit: Commit): void {
    if (this.#isDeaf) this.#rest();
    this.#scoring?.committed(commit);
  }

  others(events: readonly LogEvent[], position: string): void {
    if (this.#isDeaf) this.#rest();
    this.#scoring?.others(events, position);
  }

  get othersAfter(): string | undefined {
    return this.parts.isShared ? this.#scoring?.othersAfter : undefined;
  }

  configure(settings: unknown): void {
    const orders = ordersOf(settings);
    this.orders = { ...orders, scores: orders.scores === undefined ? this.orders.scores : orders.scores };
    this.#scoring?.configure(orders);
    if (orders.verdicts !== undefined) this.parts.verdicts.write(orders.verdicts);
    this.#askedAt = this.parts.now();
    if (orders.scores !== undefined) this.#follow(orders.scores ?? undefined);
  }

  report(): StageReport | undefined {
    this.#askedAt = this.parts.now();
    // The journal is not used then: it begins again from the model, and from what was stored today.
    if (this.#scoring?.isAhead) this.#rest();
    this.#settle();
    return this.#scoring?.report();
  }

  problems(): readonly string[] {
    const trouble = this.#trouble === undefined ? [] : [`Nothing is scored: ${this.#trouble} It is tried again.`];
    return [...this.parts.problems, ...trouble, ...(this.#scoring?.problems() ?? [])];
  }

  stop(): void {
    this.#scoring?.stop();
    this.#scoring = undefined;
    this.#rest();
  }

  /** Whoever had the term before this one and no other between has everything at hand, and goes on. */
  #follow(term: Term | undefined): void {
    const isSame = term !== undefined && [term.id, term.before].includes(this.#term?.id);
    if (!isSame) this.#rest();
    this.#term = term;
    this.#settle();
  }

  /** Begins where it should score and does not. */
  #settle(): void {
    const { now } = this.parts;
    if (!this.#isWanted || this.#scoring !== undefined || this.#beginning !== undefined || now() < this.#retryAt)
      return;
    const beginning = new AbortController();
    this.#beginning = beginning;
    void this.#beginBeside(beginning.signal)
      .catch((error: unknown) => {
        if (beginning.signal.aborted) return;
        this.#trouble = messageOf(error);
        this.#retryAt = now() + RETRY_MS;
      })
      .finally(() => {
        if (this.#beginning === beginning) this.#beginning = undefined;
      });
  }

  async #beginBeside(signal: AbortSignal): Promise<void> {
    const found = new FoundEvents(this.#zone);
    const started = await startBaselines({ ...this.#request(found), beside: { signal } });
    if (signal.aborted) return;
    const scoring = this.#scoringOf(found, started);
    // They may have changed meanwhile.
    scoring.configure(this.orders);
    this.#scoring = scoring;
    this.#trouble = undefined;
    scoring.keep();
    void scoring.begin();
  }

  /** Scores no more. What it knows is kept: perhaps nobody else scores before it does again. */
  #rest(): void {
    this.#beginning?.abort();
    this.#beginning = undefined;
    this.#scoring?.rest();
    this.#scoring = undefined;
  }

  get #isWanted(): boolean {
    return !this.parts.isShared || this.#term !== undefined;
  }

  get #isDeaf(): boolean {
    return this.parts.isShared && this.parts.now() - this.#askedAt > DEAF_MS;
  }

  get #zone(): string {
    return this.parts.place.config.time.zone;
  }

  #request(found: FoundEvents): StartRequest {
    const { files, verdicts, journalPath, place, position, geoip, isShared, now } = this.parts;
    const { settings, model, verdicts: said } = this.orders;
    return {
      options: optionsOf(settings, this.#zone, geoip),
      files,
      journalPath,
      store: place.store,
      position,
      published: model,
      verdicts: said ?? inForce(verdicts.read(), now()),
      now,
      // What others stored while this one was away is in no row and in no report.
      ...(isShared && { term: this.#term, tell: (event, scored) => found.stored(event, scored) }),
    };
  }

  #scoringOf(found: FoundEvents, started: Awaited<ReturnType<typeof startBaselines>>): Scoring {
    const { files, journalPath, geoip, now } = this.parts;
    return new Scoring({
      files,
      started,
      found,
      journalPath,
      zone: this.#zone,
      geoip,
      orders: this.orders,
      now,
      term: () => (this.parts.isShared ? this.#term?.id : undefined),
    });
  }
}

/** What was told to the last one, without what has expired since. */
function inForce(verdicts: readonly Verdict[], now: number): readonly Verdict[] {
  return verdicts.filter(({ until }) => until === undefined || until > now);
}

async function geoipOf(path: string | undefined): Promise<{ readonly geoip?: GeoIp; readonly problem?: string }> {
  if (path === undefined || path === '') return {};
  try {
    return { geoip: await openGeoIp(path) };
  } catch (error) {
    return { problem: `Countries and travel are not judged: ${messageOf(error)}` };
  }
}
