// Switches parsers and modules off and on: `plugins.off`, changed through the live configuration. The collector follows within a second.

import { Inject, Injectable } from '@nestjs/common';
import { Fault } from '#src/faults.js';
import type { PortalModule } from '#src/plugin/module.js';
import { MODULES } from '#src/portal/deps.js';
import { ModuleSwitches } from '#src/portal/switches/module-switches.js';
import { LiveConfig, type SettingOrigin } from '#src/settings/live-config.js';
import { CollectorWatch } from '../collector-watch.js';
import { modulesOf, parsersOf, type ShownPlugin } from './plugin-list.js';

const PATH = 'plugins.off';

@Injectable()
export class PluginSwitches {
  constructor(
    private readonly live: LiveConfig,
    private readonly watch: CollectorWatch,
    private readonly switches: ModuleSwitches,
    @Inject(MODULES) private readonly all: readonly PortalModule[],
  ) {}

  /** Empty while the collector is away. */
  parsers(): readonly ShownPlugin[] {
    const { off, dir, packages } = this.live.config.plugins;
    return parsersOf(this.watch.health(), off, { dir, packages });
  }

  modules(): readonly ShownPlugin[] {
    const { dir, packages } = this.live.config.plugins;
    return modulesOf(this.all, (id) => this.switches.isOff(id), { dir, packages });
  }

  find(id: string): ShownPlugin | undefined {
    return [...this.modules(), ...this.parsers()].find((plugin) => plugin.id === id);
  }

  /** Switched off, but nothing of that name is known; while the collector is away the parsers are not. */
  unknownOff(): readonly string[] {
    if (this.watch.health() === undefined) return [];
    return this.live.config.plugins.off.filter((id) => this.find(id) === undefined);
  }

  /** Who keeps the portal from switching; undefined when it may. */
  lock(): SettingOrigin | undefined {
    return this.live.isEditable(PATH) ? undefined : this.live.originOf(PATH);
  }

  waiting(): readonly string[] {
    return this.live.waiting();
  }

  /** @throws Fault CONFLICT for what cannot be switched off, or when the list is not the portal's */
  async turn(id: string, to: 'on' | 'off', who: string): Promise<void> {
    if (to === 'off' && this.switches.isRequired(id))
      throw new Fault('CONFLICT', `${id} cannot be switched off: the portal does not work without it.`);
    await this.live.change(({ config }) => {
      const others = config.plugins.off.filter((each) => each !== id);
      const off = to === 'off' ? [...others, id] : others;
      return { [PATH]: off.length === 0 ? undefined : off };
    }, who);
  }
}
