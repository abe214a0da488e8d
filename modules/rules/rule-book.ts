// The rules and their exceptions as people and the shipped set make them, and what of it is in force. Knows nothing of HTTP; who
// changes something here is believed to be allowed to.

import type { OnModuleDestroy } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { checkException } from './book/check-exception.js';
import { ExceptionShelf } from './book/exception-shelf.js';
import { isExpired, type KnownException, type NewException } from './book/known-exception.js';
import { contentHash, type KnownRule, wholeHash } from './book/known-rule.js';
import { type Problem, refuse } from './book/problems.js';
import { type RuleContext, RuleShelf, type SaveOptions, type ShelfParts } from './book/rule-shelf.js';
import type { Shipped } from './book/shipped-sync.js';
import type { RuleSet, RuleState } from './rule.js';

export type { KnownException, NewException } from './book/known-exception.js';
export type { KnownRule } from './book/known-rule.js';
export type { Problem } from './book/problems.js';

export interface RuleBookParts extends ShelfParts {
  /** The module is switched off: nothing is in force. Default: never. */
  readonly isOff?: () => boolean;
  /** Calls back when `context` or `isOff` may say something else. Returns how to stop that. */
  readonly onContextChange?: (listener: () => void) => () => void;
  /** Calls back when another portal may have changed rules or exceptions. Returns how to stop that. */
  readonly onRowsChange?: (reread: () => Promise<void>) => () => void;
}

const LOOK_EVERY_MS = 10_000;
/** After an outage detection judges what was received days ago, and reads the longest window before it: exceptions that held then are there. */
const KEEP_EXPIRED_MS = 8 * 86_400_000;

export class RuleBook implements OnModuleDestroy {
  readonly #rules: RuleShelf;
  readonly #exceptions: ExceptionShelf;
  readonly #listeners = new Set<(active: RuleSet) => void>();
  #active: RuleSet = { version: '', rules: [], exceptions: [], lists: {}, zone: 'UTC' };
  /** ms since 1970: when the next exception is left out. */
  #nextExpiry = Infinity;
  /** Lists or zone have changed since the rules were read. */
  #isStale = false;

  #stop = (): void => undefined;

  private constructor(private readonly parts: RuleBookParts) {
    this.#rules = new RuleShelf(parts);
    this.#exceptions = new ExceptionShelf(parts.db, parts.clock);
  }

  /** Brings the shipped set in and reads everything. */
  static async open(parts: RuleBookParts): Promise<RuleBook> {
    const book = new RuleBook(parts);
    await book.#exceptions.load();
    await book.#rules.open();
    book.#renew();
    const stops = [parts.onContextChange?.(() => book.#contextChanged()), parts.onRowsChange?.(() => book.reread())];
    book.#stop = () => stops.forEach((stop) => stop?.());
    return book;
  }

  /** All that is on or in test mode and can run, with the exceptions that hold or did so lately (`inForceAt`). At hand; the same object while nothing changes. */
  active(): RuleSet {
    return this.#active;
  }

  /** Called after each change of what is active. Returns how to stop that. */
  onChange(listener: (active: RuleSet) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** By id. */
  all(): readonly KnownRule[] {
    return this.#rules.all();
  }

  get(id: string): KnownRule | undefined {
    return this.#rules.get(id);
  }

  /** @throws Fault NOT_FOUND */
  find(id: string): KnownRule {
    return this.#rules.find(id);
  }

  /** The text of the shipped set; undefined for own rules. */
  shipped(id: string): Shipped | undefined {
    return this.#rules.shipped(id);
  }

  /** Lists and zone as they are now. */
  context(): RuleContext {
    return this.parts.context();
  }

  /** Everything that is wrong with what is to be a rule. */
  problemsOf(given: unknown): readonly Problem[] {
    return this.#rules.problemsOf(given);
  }

  /**
   * @throws Fault BAD_REQUEST (`details.problems`: Problem[]), NOT_FOUND, CONFLICT (id taken, too many; or changed meanwhile:
   * `details.theirs` is the KnownRule)
   */
  async save(given: unknown, who: string, options: SaveOptions = {}): Promise<KnownRule> {
    const known = await this.#rules.save(given, who, options);
    this.#renew();
    return known;
  }

  /** @throws Fault NOT_FOUND, CONFLICT for switching on what cannot run */
  async setState(id: string, state: RuleState, who: string): Promise<KnownRule> {
    const { problem } = this.find(id);
    if (state !== 'off' && problem !== undefined)
      throw refuse([{ path: 'state', message: `It cannot run: ${problem}` }]);
    await this.setStates([id], state, who);
    return this.find(id);
  }

  /** Of those that are there and can run; answers with those that changed. */
  async setStates(ids: readonly string[], state: RuleState, who: string): Promise<readonly KnownRule[]> {
    const changed = await this.#rules.setStates(ids, state, who);
    this.#renew();
    return changed;
  }

  /** An own one, and its exceptions. @throws Fault NOT_FOUND, CONFLICT for a shipped one */
  async remove(id: string): Promise<KnownRule> {
    const removed = await this.#rules.remove(id);
    await this.#exceptions.removeOf(id);
    this.#renew();
    return removed;
  }

  /** The text of the set again; its state stays. @throws Fault NOT_FOUND */
  async reset(id: string, who: string): Promise<KnownRule> {
    const known = await this.#rules.reset(id, who);
    this.#renew();
    return known;
  }

  /** Expired ones too; the latest first. */
  exceptions(): readonly KnownException[] {
    return this.#exceptions.all();
  }

  /** @throws Fault NOT_FOUND */
  findException(id: string): KnownException {
    return this.#exceptions.find(id);
  }

  exceptionProblems(exception: NewException): readonly Problem[] {
    const isRule = (id: string): boolean => this.get(id) !== undefined;
    const { check, clock } = this.parts;
    return checkException(exception, { ...this.context(), check, isRule, now: clock.now() });
  }

  /** @throws Fault BAD_REQUEST (`details.problems`), CONFLICT (too many) */
  async addException(exception: NewException, who: string): Promise<KnownException> {
    this.#refuseWrong(exception);
    const added = await this.#exceptions.add(exception, who);
    this.#renew();
    return added;
  }

  /** @throws Fault NOT_FOUND, BAD_REQUEST (`details.problems`) */
  async changeException(
    id: string,
    changes: Partial<Pick<KnownException, 'reason' | 'expiresAt'>>,
  ): Promise<KnownException> {
    this.#refuseWrong({ ...this.#exceptions.find(id), ...changes });
    const changed = await this.#exceptions.change(id, changes);
    this.#renew();
    return changed;
  }

  /** @throws Fault NOT_FOUND */
  async removeException(id: string): Promise<KnownException> {
    const gone = await this.#exceptions.remove(id);
    this.#renew();
    return gone;
  }

  /** After another portal changed rules or exceptions. */
  async reread(): Promise<void> {
    await this.#rules.load();
    await this.#exceptions.load();
    this.#renew();
  }

  /** @param excepted events that were kept from counting, by exception; unknown ones are passed over */
  countHits(excepted: Readonly<Record<string, number>>): void {
    this.#exceptions.countHits(excepted);
  }

  @Interval(LOOK_EVERY_MS)
  async look(): Promise<void> {
    if (this.#isStale) await this.#rules.load();
    if (this.#isStale || this.parts.clock.now() >= this.#nextExpiry) this.#renew();
    this.#isStale = false;
    await this.#exceptions.writeHits();
  }

  onModuleDestroy(): Promise<void> {
    this.#stop();
    return this.#exceptions.writeHits();
  }

  /** With other lists, rules that could run may not be able to any more, and the other way round. */
  #contextChanged(): void {
    this.#isStale = true;
    // What fails now is tried again at the next look.
    this.look().catch(() => undefined);
  }

  #refuseWrong(exception: NewException): void {
    const problems = this.exceptionProblems(exception);
    if (problems.length > 0) throw refuse(problems);
  }

  /** Puts together what is active, and tells if it is another. */
  #renew(): void {
    const now = this.parts.clock.now();
    const { lists, zone } = this.context();
    const all = this.parts.isOff?.() === true ? [] : this.all();
    const rules = all.flatMap(({ rule, problem }) => (rule.state === 'off' || problem !== undefined ? [] : [rule]));
    const kept = this.exceptions().filter((each) => !isExpired(each, now - KEEP_EXPIRED_MS));
    const exceptions = kept.map(({ id, ruleId, query, expiresAt }) => ({ id, ruleId, query, expiresAt }));
    this.#nextExpiry = Math.min(...kept.map(({ expiresAt }) => (expiresAt ?? Infinity) + KEEP_EXPIRED_MS));
    const content = { rules, exceptions, lists, zone };
    const version = contentHash({ ...content, rules: rules.map(wholeHash) });
    if (version === this.#active.version) return;
    this.#active = Object.freeze({ version, ...content });
    for (const listener of this.#listeners) listener(this.#active);
  }
}
