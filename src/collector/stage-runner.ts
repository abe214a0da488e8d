// The halves of modules that see every event: which are loaded, which are on, and what they report to a portal that follows them.

import type { Peer } from '../link/server.js';
import { messageOf } from '../faults.js';
import type { PluginProblem } from '../plugin/discovery.js';
import type { Commit, EventKind, PortalModule, Stage, StagePlace } from '../plugin/module.js';
import type { LogEvent } from '../event/event.js';

/** Stages that see commits are asked so soon after one: an alert is wanted within a second. */
const REPORT_SOON_MS = 50;
/** However much there is to tell. */
const MAX_REST_MS = 1_000;
const MAX_REPORT_CHARS = 1_048_576;
/** A portal that reads slowly gets its report later: it stays in the stage. */
const MAX_BACKLOG_BYTES = 1_048_576;

/** What a stage does with an event before it is stored. */
export type EventStep = (event: LogEvent, kind: EventKind) => void;

/** A stage that wants what other collectors store. */
export interface OthersTaker {
  readonly module: string;
  /** See Stage.othersAfter. */
  readonly after: () => string | undefined;
  /** False: it wants them from elsewhere now, or not at all. */
  readonly give: (events: readonly LogEvent[], position: string) => boolean;
}

interface Loaded {
  readonly module: string;
  readonly stage: Stage;
  settings: string;
  isOn: boolean;
}

export class StageRunner {
  readonly #loaded: Loaded[] = [];
  readonly #followers = new Map<string, Set<Peer>>();
  /** Why a module has no stage, or did not take its settings, or its last report failed; each by itself. */
  readonly #problems = new Map<string, PluginProblem>();
  #soon: NodeJS.Timeout | undefined;

  /** All of them, also of modules that are off: those may be switched on. */
  async load(
    modules: readonly PortalModule[],
    settings: Readonly<Record<string, unknown>>,
    position: string,
    place: StagePlace,
  ): Promise<void> {
    for (const module of modules) {
      if (module.stage === undefined) continue;
      try {
        const create = await module.stage();
        const stage = await create(settings[module.id], position, place);
        this.#loaded.push({ module: module.id, stage, settings: textOf(settings[module.id]), isOn: true });
      } catch (error) {
        this.#fail(module.id, 'stage', messageOf(error));
      }
    }
  }

  /** Puts settings in force and answers with what events pass from now on before they are stored. */
  configure(off: readonly string[], settings: Readonly<Record<string, unknown>>): readonly EventStep[] {
    for (const loaded of this.#loaded) {
      loaded.isOn = !off.includes(loaded.module);
      const text = textOf(settings[loaded.module]);
      if (text === loaded.settings) continue;
      loaded.settings = text;
      this.#attempt(loaded.module, 'settings of the stage', () => loaded.stage.configure?.(settings[loaded.module]));
    }
    return this.#loaded.flatMap(({ isOn, stage, module }) =>
      isOn && stage.process !== undefined ? [stepOf(module, stage)] : [],
    );
  }

  committed(commit: Commit): void {
    for (const { module, stage, isOn } of this.#loaded) {
      if (!isOn || stage.committed === undefined) continue;
      this.#attempt(module, 'stage after a commit', () => stage.committed?.(commit));
      this.#reportSoon();
    }
  }

  othersTakers(): readonly OthersTaker[] {
    return this.#loaded.flatMap((loaded) =>
      loaded.isOn && loaded.stage.othersAfter !== undefined ? [this.#takerOf(loaded)] : [],
    );
  }

  follow(peer: Peer, module: string): void {
    const followers = this.#followers.get(module);
    if (followers === undefined) this.#followers.set(module, new Set([peer]));
    else followers.add(peer);
  }

  /** Without `module`: all that this peer follows. */
  unfollow(peer: Peer, module?: string): void {
    for (const [name, followers] of this.#followers)
      if (module === undefined || module === name) followers.delete(peer);
  }

  /** One report a module goes to one follower; where nobody follows, nobody is asked. Answers whether there was any. */
  report(which: (stage: Stage) => boolean = () => true): boolean {
    let wasSent = false;
    for (const { module, stage, isOn } of this.#loaded) {
      if (!isOn || stage.report === undefined || !which(stage)) continue;
      const peer = [...(this.#followers.get(module) ?? [])].find((each) => each.backlogBytes < MAX_BACKLOG_BYTES);
      if (peer === undefined) continue;
      this.#attempt(module, 'report of the stage', () => {
        wasSent = send(peer, module, stage.report?.()) || wasSent;
      });
    }
    return wasSent;
  }

  get problems(): readonly PluginProblem[] {
    const said = this.#loaded.flatMap(({ module: id, stage, isOn }) =>
      isOn ? (stage.problems?.() ?? []).map((problem) => ({ id, path: '', problem })) : [],
    );
    return [...this.#problems.values(), ...said];
  }

  stop(): void {
    clearTimeout(this.#soon);
    for (const { stage } of this.#loaded) stage.stop?.();
  }

  #takerOf(loaded: Loaded): OthersTaker {
    const { module, stage } = loaded;
    let after = stage.othersAfter;
    return {
      module,
      after: () => after,
      give: (events, position) => {
        if (!loaded.isOn || stage.othersAfter !== after) return false;
        this.#attempt(module, 'events of other collectors', () => stage.others?.(events, position));
        after = stage.othersAfter;
        if (events.length > 0) this.#reportSoon();
        return after === position;
      },
    };
  }

  #reportSoon(): void {
    if (this.#soon !== undefined) return;
    const restMs = Math.min(MAX_REST_MS, Math.max(0, ...this.#loaded.map(({ stage }) => stage.restMs ?? 0)));
    this.#soon = setTimeout(() => this.#reportCommits(), Math.max(REPORT_SOON_MS, restMs));
  }

  #reportCommits(): void {
    this.#soon = undefined;
    // What is too much for one report goes on without waiting for the next commit.
    if (this.report((stage) => stage.committed !== undefined)) this.#reportSoon();
  }

  #attempt(module: string, what: string, work: () => void): void {
    try {
      work();
      this.#problems.delete(`${module} ${what}`);
    } catch (error) {
      this.#fail(module, what, messageOf(error));
    }
  }

  #fail(module: string, what: string, problem: string): void {
    this.#problems.set(`${module} ${what}`, { id: module, path: what, problem });
  }
}

function stepOf(module: string, stage: Stage): EventStep {
  return (event, kind) => {
    try {
      stage.process?.(event, kind);
    } catch (cause) {
      throw new Error(`${module}: ${messageOf(cause)}`, { cause });
    }
  };
}

function send(peer: Peer, module: string, report: unknown): boolean {
  if (report === undefined) return false;
  peer.send({ t: 'stage', module, report }, MAX_REPORT_CHARS);
  return true;
}

const textOf = (settings: unknown): string => JSON.stringify(settings) ?? '';
