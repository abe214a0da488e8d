// The plugins of a collector: finds parsers and stages, leaves out a parser that got stuck, and switches them while it runs.

import { join } from 'node:path';
import type { CollectorSettings } from '../link/messages.js';
import type { Log } from '../log.js';
import type { EventReader } from '../store/event-store.js';
import { discoverModules, discoverParsers, type PluginProblem } from '../plugin/discovery.js';
import { Dispatcher } from './parse/dispatcher.js';
import { forgetStuckParsers, LoopGuard, readStuckParsers } from './parse/loop-guard.js';
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

  private constructor(
    readonly dispatcher: Dispatcher,
    readonly guard: LoopGuard | undefined,
    private readonly leftOut: readonly PluginProblem[],
    private readonly stuckNote: string,
  ) {}

  /** Problems are kept and logged; none keeps the collector from starting. */
  static async load(
    { config, modules }: CollectorSettings,
    { dir, mode, log, position, store }: PluginPlace,
  ): Promise<CollectorPlugins> {
    const parsers = await discoverParsers(config.plugins);
    const found = await discoverModules(config.plugins);
    const leftOut = [...parsers.problems, ...found.problems];
    for (const { id, path, problem } of leftOut) log.error({ plugin: id, path, problem }, 'plugin was left out');
    const note = join(dir, 'run', 'stuck-parsers.ndjson');
    if (mode === 'inline') forgetStuckParsers(note);
    const guard = mode === 'inline' ? undefined : new LoopGuard(note, config.collector.parserTimeoutMs);
    const stuck = readStuckParsers(note).map(({ parser, line }) => [
      parser,
      `did not come back from this line: ${line.slice(0, 200)}`,
    ]);
    const dispatcher = new Dispatcher(parsers.plugins, {
      errorLimit: config.collector.parserErrorLimit,
      off: config.plugins.off,
      failed: Object.fromEntries(stuck) as Record<string, string>,
      ...(guard === undefined ? {} : { guard }),
    });
    const plugins = new CollectorPlugins(dispatcher, guard, leftOut, note);
    guard?.start(plugins.parserIds());
    await plugins.stages.load(found.plugins, modules, position, { dir, config, store });
    return plugins;
  }

  get problems(): readonly PluginProblem[] {
    return [...this.leftOut, ...this.stages.problems];
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
    this.stages.stop();
    await this.guard?.stop();
  }
}
