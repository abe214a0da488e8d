// The plugins of a collector: finds parsers and stages, leaves out a parser that got stuck, switches them while it runs, and loads
// again what changes in the operator's own folder of parsers.

import { join } from 'node:path';
import { messageOf } from '../faults.js';
import type { CollectorSettings } from '../link/messages.js';
import type { Log } from '../log.js';
import type { EventReader } from '../store/event-store.js';
import {
  discoverModules,
  discoverParsers,
  type Discovered,
  type PluginProblem,
  privateCopies,
} from '../plugin/discovery.js';
import { parsersSignature } from '../plugin/folder-signature.js';
import type { ParserPlugin } from '../plugin/parser.js';
import { Dispatcher } from './parse/dispatcher.js';
import { forgetStuckParsers, LoopGuard, readStuckParsers } from './parse/loop-guard.js';
import { ParsersWatch } from './parsers-watch.js';
import { type EventStep, StageRunner } from './stage-runner.js';

export interface PluginPlace {
  /** The data folder. */
  readonly dir: string;
  /** `inline`: a watchdog may not end the process, which is the portal's too. */
  readonly mode: 'process' | 'inline';
  readonly log: Log;
  /** Of the store at this moment. */
  readonly position: string;
  readonly store: EventReader;
}

export class CollectorPlugins {
  readonly stages = new StageRunner();
  #watch: ParsersWatch | undefined;
  #onReload: () => void = () => undefined;
  #parsers: readonly ParserPlugin[] = [];
  #parserProblems: readonly PluginProblem[] = [];

  private constructor(
    readonly dispatcher: Dispatcher,
    readonly guard: LoopGuard | undefined,
    private readonly moduleProblems: readonly PluginProblem[],
    private readonly stuckNote: string,
    private readonly log: Log,
  ) {}

  /** Problems are kept and logged; none keeps the collector from starting. */
  static async load(
    { config, modules, isAlone = false }: CollectorSettings,
    { dir, mode, log, position, store }: PluginPlace,
  ): Promise<CollectorPlugins> {
    const copies = privateCopies(join(dir, 'run', 'parsers'));
    const signature = await parsersSignature(config.plugins.dir);
    const parsers = await discoverParsers(config.plugins, copies);
    const found = await discoverModules(config.plugins);
    const note = join(dir, 'run', 'stuck-parsers.ndjson');
    if (mode === 'inline') forgetStuckParsers(note);
    const guard = mode === 'inline' ? undefined : new LoopGuard(note, config.collector.parserTimeoutMs);
    const stuck = readStuckParsers(note).map(({ parser, line }) => [
      parser,
      `did not come back from this line: ${line.slice(0, 200)}`,
    ]);
    const dispatcher = new Dispatcher(parsers.plugins, {
      errorLimit: config.collector.parserErrorLimit,
      budgetMs: config.collector.parserBudgetMs,
      off: config.plugins.off,
      failed: Object.fromEntries(stuck) as Record<string, string>,
      ...(guard === undefined ? {} : { guard }),
    });
    const plugins = new CollectorPlugins(dispatcher, guard, found.problems, note, log);
    plugins.#keep(parsers.plugins, parsers.problems);
    plugins.#say(found.problems);
    guard?.start(dispatcher.slotIds());
    await plugins.stages.load(isAlone ? [] : found.plugins, modules, position, { dir, config, store });
    if (config.plugins.dir !== undefined)
      plugins.#watch = new ParsersWatch(config.plugins.dir, signature, () =>
        discoverParsers(config.plugins, copies)
          .then((all) => plugins.#reload(all))
          .catch((error: unknown) => log.error({ error: messageOf(error) }, 'parsers could not be loaded again')),
      );
    return plugins;
  }

  /** From now on changed parsers are loaded. @param onReload after each time: others may have to know which there are */
  watch(onReload: () => void): void {
    this.#onReload = onReload;
    this.#watch?.start();
  }

  get problems(): readonly PluginProblem[] {
    return [...this.#parserProblems, ...this.moduleProblems, ...this.stages.problems];
  }

  parserIds(): readonly string[] {
    return this.dispatcher.health().map(({ id }) => id);
  }

  /** Puts in force which plugins are off and what the stages are set to; answers with the stages that are on. */
  configure(off: readonly string[], modules: CollectorSettings['modules']): readonly EventStep[] {
    for (const id of this.dispatcher.configure(off)) forgetStuckParsers(this.stuckNote, id);
    return this.stages.configure(off, modules);
  }

  async stop(): Promise<void> {
    this.#watch?.stop();
    this.stages.stop();
    await this.guard?.stop();
  }

  /** One that cannot be loaded any more goes on as it was, and that is said; one that is gone is gone. */
  #reload({ plugins, problems, isWhole }: Discovered<ParserPlugin>): void {
    const missing = this.#parsers.filter(({ id }) => !plugins.some((one) => one.id === id));
    const stale = isWhole ? missing.filter(({ id }) => problems.some((one) => one.id === id)) : missing;
    const said = problems.map((each) =>
      stale.some(({ id }) => id === each.id) ? { ...each, path: '', problem: staleText(each) } : each,
    );
    const before = this.parserIds();
    const all = [...plugins, ...stale];
    const changed = this.dispatcher.replace(all);
    for (const id of changed) forgetStuckParsers(this.stuckNote, id);
    this.guard?.learn(this.dispatcher.slotIds());
    this.#keep(all, said);
    const removed = before.filter((id) => !all.some((one) => one.id === id));
    this.log.info({ changed, removed }, 'parsers were loaded again');
    this.#onReload();
  }

  #keep(parsers: readonly ParserPlugin[], problems: readonly PluginProblem[]): void {
    const known = this.#parserProblems;
    this.#parsers = parsers;
    this.#parserProblems = problems;
    this.#say(problems.filter((each) => !known.some(({ id, problem }) => id === each.id && problem === each.problem)));
  }

  #say(problems: readonly PluginProblem[]): void {
    for (const { id, path, problem } of problems)
      this.log.error(
        { plugin: id, path, problem },
        path === '' ? 'plugin could not be loaded again' : 'plugin was left out',
      );
  }
}

function staleText({ path, problem }: PluginProblem): string {
  return `its changed files are not used, those from before are: ${problem} (${path})`;
}
