// What halves of modules in the collector are told beside their section of the configuration, by the halves in the portal that know it
// from the metadata database (rules, lists). Until a module's half is up, its stage has what the configuration says.

export class StageSettings {
  readonly #providers = new Map<string, () => unknown>();

  /**
   * `settings`: plain JSON that takes the place of the module's section; asked for each second or so, so it must be at hand. After a
   * change call CollectorLink.reconfigure to have it in force at once.
   */
  provide(module: string, settings: () => unknown): void {
    this.#providers.set(module, settings);
  }

  /** @param configured sections of the configuration, by module */
  over(configured: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const provided = [...this.#providers].map(([module, settings]) => [module, settings()]);
    return { ...configured, ...Object.fromEntries(provided) };
  }
}
