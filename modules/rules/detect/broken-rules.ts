// Rules that break the program's own evaluation: each has a few tries, then it is left out until rules change, so that the others go on.

import { RuleBroken } from '../engine/rule-broken.js';

const MAX_TRIES = 3;

export class BrokenRules {
  readonly #tries = new Map<string, number>();

  /** Answers with the rule when this was its last try. */
  note(error: unknown): string | undefined {
    if (!(error instanceof RuleBroken)) return undefined;
    const tries = (this.#tries.get(error.rule) ?? 0) + 1;
    this.#tries.set(error.rule, tries);
    return tries === MAX_TRIES ? error.rule : undefined;
  }

  isLeftOut(rule: string): boolean {
    return (this.#tries.get(rule) ?? 0) >= MAX_TRIES;
  }

  get leftOut(): readonly string[] {
    return [...this.#tries.keys()].filter((rule) => this.isLeftOut(rule));
  }

  /** With other rules everyone has another chance. */
  forgive(): void {
    this.#tries.clear();
  }
}
