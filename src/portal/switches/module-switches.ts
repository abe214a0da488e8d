// Which modules are switched off (`plugins.off`). They stay loaded, because Nest takes no route after the start: the guard refuses their
// routes, and their navigation, cards and live topics are left out, at once and until they are switched on again.

import type { PortalModule } from '#src/plugin/module.js';
import type { LiveConfig } from '#src/settings/live-config.js';

export class ModuleSwitches {
  readonly #required: ReadonlySet<string>;

  constructor(
    modules: readonly Pick<PortalModule, 'id' | 'required'>[],
    private readonly live: Pick<LiveConfig, 'config'>,
  ) {
    this.#required = new Set(modules.filter(({ required }) => required === true).map(({ id }) => id));
  }

  isRequired(id: string): boolean {
    return this.#required.has(id);
  }

  /** False for a required module, whatever the configuration says. */
  isOff(id: string): boolean {
    return this.live.config.plugins.off.includes(id) && !this.isRequired(id);
  }

  /** Of a permission, a card or a live topic: each is called `<module>.<what>`. */
  isOffPart(name: string): boolean {
    return this.isOff(name.split('.', 1)[0]!);
  }
}
