// The rules: in memory for whoever asks all the time, in the table for the next start. Each is checked once for each of its versions.

import { type ModelStatic, type Sequelize, type Transaction, UniqueConstraintError } from 'sequelize';
import type { Clock } from '#src/clock.js';
import { InTurn } from '#src/cluster/in-turn.js';
import { Fault } from '#src/faults.js';
import { type Rule, ruleSchema, type RuleSet, type RuleState } from '../rule.js';
import { allProblems } from './all-problems.js';
import { type KnownRule, readKeptRule } from './known-rule.js';
import { type Problem, refuse } from './problems.js';
import { isEditedRow, newRow, type Shipped, syncShipped } from './shipped-sync.js';
import { defineRules, type RuleRow } from './tables.js';

/** What the rest of the installation says about rules. */
export type RuleContext = Pick<RuleSet, 'lists' | 'zone'>;

export interface ShelfParts {
  readonly db: Sequelize;
  readonly clock: Clock;
  /** As it is now. */
  readonly context: () => RuleContext;
  readonly shipped: () => readonly Shipped[];
  /** What the schema cannot see: queries, fields, lists. */
  readonly check: (rule: Rule, context: RuleContext) => readonly Problem[];
}

export interface SaveOptions {
  /** The one that was read before the change; left out: whatever is there is replaced. */
  readonly expectedVersion?: number | undefined;
  /** It must not be there yet. */
  readonly isNew?: boolean;
}

const MOST_RULES = 2_000;

export class RuleShelf {
  readonly #rows: ModelStatic<RuleRow>;
  #all: ReadonlyMap<string, KnownRule> = new Map();
  /** Of the context that #all was checked against. */
  #context = '';
  readonly #reads = new InTurn();

  constructor(private readonly parts: ShelfParts) {
    this.#rows = defineRules(parts.db);
  }

  async open(): Promise<void> {
    await syncShipped(this.parts.db, this.#rows, this.parts.shipped(), this.parts.clock.now());
    await this.load();
  }

  load(): Promise<void> {
    return this.#reads.run(() => this.#load());
  }

  async #load(): Promise<void> {
    const context = JSON.stringify(this.parts.context());
    const before = context === this.#context ? this.#all : new Map<string, KnownRule>();
    const rows = await this.#rows.findAll({ order: [['id', 'ASC']] });
    this.#all = new Map(
      rows.map((row) => {
        const known = before.get(row.id);
        return [row.id, known !== undefined && isSame(known, row) ? known : this.#known(row)];
      }),
    );
    this.#context = context;
  }

  /** These again, after they were written; the others are as they were. */
  #again(ids: readonly string[]): Promise<void> {
    return this.#reads.run(() => this.#readAgain(ids));
  }

  async #readAgain(ids: readonly string[]): Promise<void> {
    const rows = await this.#rows.findAll({ where: { id: ids } });
    const all = new Map(this.#all);
    for (const id of ids) all.delete(id);
    for (const row of rows) all.set(row.id, this.#known(row));
    this.#all = new Map([...all].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** By id. */
  all(): readonly KnownRule[] {
    return [...this.#all.values()];
  }

  get(id: string): KnownRule | undefined {
    return this.#all.get(id);
  }

  /** The text of the set; undefined for own rules. */
  shipped(id: string): Shipped | undefined {
    return this.parts.shipped().find(({ rule }) => rule.id === id);
  }

  /** Everything that is wrong with it; any value may be given. */
  problemsOf(given: unknown): readonly Problem[] {
    return allProblems(given, (rule) => this.parts.check(rule, this.parts.context()));
  }

  /** @throws Fault BAD_REQUEST, NOT_FOUND, CONFLICT: see RuleBook.save */
  async save(given: unknown, who: string, options: SaveOptions): Promise<KnownRule> {
    const problems = this.problemsOf(given);
    if (problems.length > 0) throw refuse(problems);
    const rule = ruleSchema.parse(given);
    try {
      await this.parts.db.transaction((transaction) => this.#write(rule, who, options, transaction));
    } catch (error) {
      // Made by two at once: the table has the last word.
      throw error instanceof UniqueConstraintError ? taken(rule.id) : error;
    }
    await this.#again([rule.id]);
    return this.find(rule.id);
  }

  /** Of those that are there and can run; answers with those that changed. */
  async setStates(ids: readonly string[], state: RuleState, who: string): Promise<readonly KnownRule[]> {
    const fit = ids.filter((id) => {
      const known = this.#all.get(id);
      return known !== undefined && known.rule.state !== state && (state === 'off' || known.problem === undefined);
    });
    const change = { state, stateChosen: true, updatedAt: this.parts.clock.now(), updatedBy: who };
    await this.parts.db.transaction(async (transaction) => {
      for (const row of await this.#rows.findAll({ where: { id: fit }, order: ['id'], transaction, lock: true }))
        await row.update({ ...change, version: row.version + 1 }, { transaction });
    });
    await this.#again(fit);
    return fit.flatMap((id) => this.#all.get(id) ?? []);
  }

  /** @throws Fault NOT_FOUND, CONFLICT for a shipped one */
  async remove(id: string): Promise<KnownRule> {
    const known = this.find(id);
    if (known.origin === 'shipped')
      throw new Fault('CONFLICT', `${known.rule.name} comes with Lanwarden: switch it off instead.`);
    await this.#rows.destroy({ where: { id } });
    await this.#again([id]);
    return known;
  }

  /** The text of the set again; its state stays. @throws Fault NOT_FOUND */
  async reset(id: string, who: string): Promise<KnownRule> {
    this.find(id);
    const shipped = this.shipped(id);
    if (shipped === undefined) throw new Fault('NOT_FOUND', `There is no shipped rule ${id} to go back to.`);
    const updatedAt = this.parts.clock.now();
    await this.parts.db.transaction(async (transaction) => {
      const row = await this.#rows.findByPk(id, { transaction, lock: true });
      if (row === null) throw gone(id);
      const { state, stateChosen, version, createdAt } = row;
      const kept = { state, stateChosen, version: version + 1, updatedAt, updatedBy: who };
      await row.update({ ...newRow(shipped, createdAt), ...kept }, { transaction });
    });
    await this.#again([id]);
    return this.find(id);
  }

  /** @throws Fault NOT_FOUND */
  find(id: string): KnownRule {
    const known = this.#all.get(id);
    if (known === undefined) throw gone(id);
    return known;
  }

  async #write(rule: Rule, who: string, { expectedVersion, isNew }: SaveOptions, transaction: Transaction) {
    const row = await this.#rows.findByPk(rule.id, { transaction, lock: true });
    const now = this.parts.clock.now();
    const said = { rule: JSON.stringify(rule), state: rule.state, updatedAt: now, updatedBy: who };
    if (row === null) {
      if (expectedVersion !== undefined) throw gone(rule.id);
      if (this.#all.size >= MOST_RULES)
        throw new Fault('CONFLICT', `There are ${MOST_RULES} rules already. Delete some first.`);
      const own = { id: rule.id, origin: 'own', stateChosen: true, shippedVersion: null, shippedHash: null };
      await this.#rows.create({ ...said, ...own, version: 1, createdAt: now, createdBy: who }, { transaction });
      return;
    }
    if (isNew) throw taken(rule.id);
    if (expectedVersion !== undefined && row.version !== expectedVersion)
      throw new Fault('CONFLICT', `${row.updatedBy} changed this rule meanwhile.`, {
        details: { theirs: this.#known(row) },
      });
    const stateChosen = row.stateChosen || row.state !== rule.state;
    await row.update({ ...said, stateChosen, version: row.version + 1 }, { transaction });
  }

  #known(row: RuleRow): KnownRule {
    const { rule, problem } = readKeptRule(row.id, row.state, row.rule);
    const shipped = row.origin === 'shipped' ? this.shipped(row.id) : undefined;
    const isEdited = isEditedRow(row);
    const [wrong] = problem === undefined ? this.parts.check(rule, this.parts.context()) : [];
    return {
      rule,
      version: row.version,
      origin: row.origin,
      isEdited,
      hasUpdate: isEdited && (shipped?.version ?? 0) > (row.shippedVersion ?? 0),
      problem: problem ?? wrong?.message,
      createdAt: row.createdAt,
      createdBy: row.createdBy,
      updatedAt: row.updatedAt,
      updatedBy: row.updatedBy,
    };
  }
}

/** One that was deleted and made again begins at the first version, too. */
function isSame(known: KnownRule, { version, createdAt, origin }: RuleRow): boolean {
  return known.version === version && known.createdAt === createdAt && known.origin === origin;
}

function taken(id: string): Fault {
  return new Fault('CONFLICT', `There is already a rule ${id}. Choose another id.`);
}

function gone(id: string): Fault {
  return new Fault('NOT_FOUND', `There is no rule ${id}. It may have been deleted.`);
}
