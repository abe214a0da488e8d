// What the rules are called that alerts can come from, for who chooses among them and for sentences. Modules that raise alerts register
// what they have; with none of them nothing is known.

export interface RuleName {
  /** As alerts have it. */
  readonly id: string;
  readonly name: string;
  readonly state: 'on' | 'test' | 'off';
}

export class RuleNames {
  readonly #givers: (() => readonly RuleName[])[] = [];

  /** @param give all that there are at the moment it is asked; must be quick */
  register(give: () => readonly RuleName[]): void {
    this.#givers.push(give);
  }

  /** By name. */
  all(): readonly RuleName[] {
    return this.#givers.flatMap((give) => give()).toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
  }
}
