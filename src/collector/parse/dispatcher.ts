// Picks the parsers that may know a line and asks them in turn; the first that claims it fills the event's fields.
//
// Order, the same for every line and every start: parsers that hint at its program name, then those whose text it holds, then the
// fallbacks; within each group by priority (high first), then by id. A parser that throws, or that takes longer for a line than its
// budget, is passed over or believed, and switched off after a few times; the line goes to the next one and is stored whatever happens.
// One call in SAMPLE_EVERY is timed for the parser's page, and all are held to the budget: two readings of the clock,
// 45 ns each (measured).

import type { Fields } from '../../event/event.js';
import { isStrangersFirst } from '../decode/nested-header.js';
import type { SyslogLine } from '../../event/line.js';
import { messageOf } from '../../faults.js';
import type { ParserPlugin } from '../../plugin/parser.js';
import { SAMPLE_AT, SAMPLE_EVERY } from './cost-samples.js';
import type { ParserWatch } from './loop-guard.js';
import {
  createEntry,
  healthOf,
  type ParserEntry,
  type ParserHealth,
  type ParserReport,
  reportOf,
} from './parser-entry.js';
import { ownFields } from './own-fields.js';
import { Routes } from './routes.js';

export type { ParserHealth, ParserReport } from './parser-entry.js';

export interface Claim {
  readonly parser: ParserPlugin;
  readonly fields: Fields;
}

export interface Tried {
  readonly parser: string;
  readonly because: 'fixed' | 'app' | 'text' | 'fallback';
  readonly result: 'claimed' | 'declined' | 'threw';
  readonly error?: string;
}

export interface DispatcherOptions {
  /** A parser that threw so often, or was over its budget, is switched off. */
  readonly errorLimit: number;
  /** ms that a parser may take for a line; left out: as long as it likes. */
  readonly budgetMs?: number;
  /** Ids that are switched off by configuration. */
  readonly off?: readonly string[];
  /** Parser id -> why it is left out from the start. */
  readonly failed?: Readonly<Record<string, string>>;
  readonly guard?: ParserWatch;
}

/** Of a line that took too long, in the reason. */
const MAX_LINE_CHARS = 200;
/** A call that took so long is not tried again: the watchdog would end the process. */
const SURELY_SLOW_MS = 500;

export class Dispatcher {
  readonly #slots = new Map<string, number>();
  readonly #budgetMs: number;
  #off: readonly string[];
  #routes: Routes;
  /** The first that had a hint of the line and declined it. */
  #decliner: ParserEntry | undefined;

  constructor(
    plugins: readonly ParserPlugin[],
    private readonly options: DispatcherOptions,
  ) {
    this.#off = options.off ?? [];
    this.#budgetMs = options.budgetMs ?? Infinity;
    this.#routes = new Routes(inOrder(plugins).map((plugin) => this.#begin(plugin, options.failed?.[plugin.id])));
  }

  /** @param fixed the only parser to ask, as the source's settings say. @param trace collects what was tried. */
  parse(line: SyslogLine, fixed?: string, trace?: Tried[]): Claim | undefined {
    if (fixed !== undefined) {
      const entry = this.#routes.byId.get(fixed);
      return entry && this.#ask(entry, line, 'fixed', trace);
    }
    this.#decliner = undefined;
    let claim = this.#askByApp(line, trace);
    if (claim !== undefined) return claim;
    line.isDeclined = this.#decliner !== undefined;
    if (!this.#isSpeaker(line)) claim = this.#askByText(line, trace);
    if (claim !== undefined) return claim;
    // Before the fallbacks: those decline most lines, and that says nothing.
    if (this.#decliner !== undefined) (this.#decliner as ParserEntry).unclaimed += 1;
    return this.#askEach(this.#routes.fallbacks, line, 'fallback', trace);
  }

  /**
   * Switches parsers off and on. One that is switched on again starts anew: its errors, and why it had failed, are forgotten.
   * Answers with the ids of those.
   * @param off ids; unknown ones are passed over
   */
  configure(off: readonly string[]): readonly string[] {
    this.#off = off;
    const renewed: string[] = [];
    for (const entry of this.#routes.entries) {
      const isOff = off.includes(entry.plugin.id);
      if (isOff === (entry.state === 'off')) continue;
      entry.state = isOff ? 'off' : 'on';
      if (isOff) continue;
      entry.errors = 0;
      entry.lastError = undefined;
      renewed.push(entry.plugin.id);
    }
    return renewed;
  }

  /**
   * From the next line on these parsers are asked. One that is the same value goes on as it is; one that is another value under
   * the same id starts anew, but keeps what it has counted. Answers with the ids of those, and of new ones.
   */
  replace(plugins: readonly ParserPlugin[]): readonly string[] {
    const changed: string[] = [];
    const before = this.#routes.byId;
    const entries = inOrder(plugins).map((plugin) => {
      const known = before.get(plugin.id);
      if (known?.plugin === plugin) return known;
      changed.push(plugin.id);
      const { asked = 0, claimed = 0, unclaimed = 0 } = known ?? {};
      return Object.assign(this.#begin(plugin), { asked, claimed, unclaimed });
    });
    this.#routes = new Routes(entries);
    return changed;
  }

  /** What went wrong behind the parser through what it declares. */
  charge(id: string, error: string): void {
    const entry = this.#routes.byId.get(id);
    if (entry !== undefined) this.#failed(entry, error);
  }

  health(): ParserHealth[] {
    return this.#routes.entries.map(healthOf);
  }

  reports(): ParserReport[] {
    return this.#routes.entries.map(reportOf);
  }

  /** Ids by slot, as the guard is told them; one that is gone keeps its slot. */
  slotIds(): readonly string[] {
    return [...this.#slots.keys()];
  }

  #begin(plugin: ParserPlugin, failed?: string): ParserEntry {
    const slot = this.#slots.get(plugin.id) ?? this.#slots.size;
    this.#slots.set(plugin.id, slot);
    if (failed !== undefined) return createEntry(plugin, slot, 'failed', failed);
    return createEntry(plugin, slot, this.#off.includes(plugin.id) ? 'off' : 'on');
  }

  #askByApp(line: SyslogLine, trace: Tried[] | undefined): Claim | undefined {
    if (line.app === undefined) return undefined;
    const app = line.app.toLowerCase();
    const exact = this.#routes.byApp.get(app);
    const claim = exact && this.#askEach(exact, line, 'app', trace);
    if (claim !== undefined) return claim;
    for (const { prefix, entry } of this.#routes.byAppPrefix) {
      if (!app.startsWith(prefix) || exact?.includes(entry)) continue;
      const found = this.#ask(entry, line, 'app', trace);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /**
   * Whether the program speaks for itself: one that a parser knows by name and that gives its process id, or a server that writes what
   * strangers send. A text in its line that means another product is then a stranger's, not that product's. A name without a process id
   * may be the tag that somebody chose for a forwarded file.
   */
  #isSpeaker({ app, pid }: SyslogLine): boolean {
    if (app === undefined || (pid === undefined && !isStrangersFirst(app))) return false;
    return this.#routes.byApp.has(app.toLowerCase());
  }

  #askByText(line: SyslogLine, trace: Tried[] | undefined): Claim | undefined {
    const { texts, hits, entries } = this.#routes;
    const bytes = line.bytes ?? Buffer.from(line.searched);
    let claim: Claim | undefined;
    if (texts.begin(bytes, hits)) {
      // Nobody comes before this one: where it claims the line, what else that holds does not matter.
      claim = this.#ask(entries[texts.first]!, line, 'text', trace);
      if (claim === undefined) texts.finish(bytes, hits);
      hits[texts.first] = 0;
    }
    for (let i = 0; i < hits.length; i += 1) {
      if (hits[i] === 0) continue;
      hits[i] = 0;
      claim ??= this.#ask(entries[i]!, line, 'text', trace);
    }
    return claim;
  }

  #askEach(
    entries: readonly ParserEntry[],
    line: SyslogLine,
    because: Tried['because'],
    trace: Tried[] | undefined,
  ): Claim | undefined {
    for (const entry of entries) {
      const claim = this.#ask(entry, line, because, trace);
      if (claim !== undefined) return claim;
    }
    return undefined;
  }

  #ask(entry: ParserEntry, line: SyslogLine, because: Tried['because'], trace: Tried[] | undefined): Claim | undefined {
    if (entry.state !== 'on') return undefined;
    const { guard } = this.options;
    guard?.enter(entry.slot);
    entry.asked += 1;
    let fields: Fields | undefined;
    try {
      const began = performance.now();
      const returned: unknown = entry.plugin.parse(line);
      const ms = performance.now() - began;
      if (entry.asked % SAMPLE_EVERY === SAMPLE_AT) entry.cost.add(ms);
      if (ms > this.#budgetMs) this.#overBudget(entry, line, ms);
      fields = ownFields(returned);
    } catch (error) {
      this.#failed(entry, messageOf(error));
      trace?.push({ parser: entry.plugin.id, because, result: 'threw', error: messageOf(error) });
      return undefined;
    } finally {
      guard?.leave();
    }
    trace?.push({ parser: entry.plugin.id, because, result: fields === undefined ? 'declined' : 'claimed' });
    if (fields === undefined) {
      this.#decliner ??= entry;
      return undefined;
    }
    entry.claimed += 1;
    return { parser: entry.plugin, fields };
  }

  /**
   * The clock also runs while the process waits for its turn, or tidies its memory. A parser is pure, so it is asked once more: what
   * is slow twice is slow by itself.
   */
  #overBudget(entry: ParserEntry, line: SyslogLine, ms: number): void {
    if (ms < SURELY_SLOW_MS) {
      const began = performance.now();
      entry.plugin.parse(line);
      if (performance.now() - began <= this.#budgetMs) return;
    }
    entry.slow += 1;
    const budget = `at most ${this.#budgetMs} ms are allowed`;
    this.#failed(entry, `took ${Math.round(ms)} ms (${budget}) for this line: ${line.raw.slice(0, MAX_LINE_CHARS)}`);
  }

  #failed(entry: ParserEntry, error: string): void {
    entry.errors += 1;
    entry.lastError = error;
    if (entry.errors >= this.options.errorLimit) entry.state = 'failed';
  }
}

function inOrder(plugins: readonly ParserPlugin[]): readonly ParserPlugin[] {
  return [...plugins].sort((a, b) => (b.priority ?? 0) - (a.priority ?? 0) || (a.id < b.id ? -1 : 1));
}
