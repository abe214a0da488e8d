// The trial as the portal uses it: one at a time, in a thread that is made when it is needed and ended when nobody tries anything for
// a minute. From the sources (under vitest) it runs in place: a thread could not load TypeScript.

import type { Config } from '#config/schema.js';
import { Enricher } from '../collector/enrich/enricher.js';
import type { Dispatcher } from '../collector/parse/dispatcher.js';
import { Fault } from '../faults.js';
import type { CollectorSettings, SourceClock } from '../link/messages.js';
import { parsersSignature } from '../plugin/folder-signature.js';
import { checkRequest, runTrial, type TrialParts } from './run-trial.js';
import { threadSettings, TrialThread } from './thread.js';
import { createTrialDispatcher } from './trial-dispatcher.js';
import type { Trial, TrialRequest, TrialResult } from './trial.js';

const IDLE_MS = 60_000;
const MAX_WAITING = 10;
const IN_PLACE = import.meta.url.endsWith('.ts');

export class TrialWorker implements Trial {
  #thread: TrialThread | undefined;
  /** What the thread was made with. */
  #threadText = '';
  #dispatcher: Dispatcher | undefined;
  #idle: NodeJS.Timeout | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(
    private readonly settings: () => Promise<CollectorSettings>,
    private readonly clocks: () => Promise<Readonly<Record<string, SourceClock>>>,
  ) {}

  async run(request: TrialRequest): Promise<TrialResult> {
    checkRequest(request);
    if (this.#waiting >= MAX_WAITING)
      throw new Fault('THROTTLED', 'Too many messages are being tried. Try again in a moment.');
    this.#waiting += 1;
    const result = this.#turn.then(() => this.#run(request)).finally(() => (this.#waiting -= 1));
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async stop(): Promise<void> {
    clearTimeout(this.#idle);
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.stop();
  }

  async #run(request: TrialRequest): Promise<TrialResult> {
    clearTimeout(this.#idle);
    const [settings, clocks] = await Promise.all([this.settings(), this.clocks()]);
    if (IN_PLACE) return runTrial({ settings, request, clocks }, await this.#partsInPlace(settings.config));
    try {
      const thread = await this.#threadFor(settings.config);
      return await thread.run({ settings, request, clocks });
    } finally {
      this.#idle = setTimeout(() => void this.stop(), IDLE_MS).unref();
    }
  }

  async #threadFor(config: Config): Promise<TrialThread> {
    const text = JSON.stringify([threadSettings(config).enrichment, await parsersSignature(config.plugins.dir)]);
    if (this.#thread !== undefined && !this.#thread.isOver && text === this.#threadText) return this.#thread;
    await this.#thread?.stop();
    this.#threadText = text;
    return (this.#thread = await TrialThread.start(config));
  }

  async #partsInPlace(config: Config): Promise<TrialParts> {
    const dispatcher = (this.#dispatcher ??= await createTrialDispatcher(config.plugins));
    const enricher = new Enricher(threadSettings(config).enrichment);
    await enricher.refresh();
    return { dispatcher, enricher };
  }
}
