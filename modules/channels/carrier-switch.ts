// The carrier works while the module is switched on. While it is off messages wait in the outbox: nothing is lost, and what has waited too
// long is no longer news (src/outbox/retention.ts).

import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Outbox } from '#src/outbox/outbox.js';
import { ModuleSwitches } from '#src/portal/switches/module-switches.js';
import { LiveConfig } from '#src/settings/live-config.js';
import { ChannelCarrier } from './carrier.js';

@Injectable()
export class CarrierSwitch implements OnModuleInit, OnModuleDestroy {
  #isOn: boolean | undefined;
  #undo: (() => void) | undefined;

  constructor(
    private readonly carrier: ChannelCarrier,
    private readonly outbox: Outbox,
    private readonly switches: ModuleSwitches,
    private readonly live: LiveConfig,
  ) {}

  onModuleInit(): void {
    this.#undo = this.live.onChange(() => this.#look());
    this.#look();
  }

  onModuleDestroy(): void {
    this.#undo?.();
  }

  #look(): void {
    const isOn = !this.switches.isOff('channels');
    if (isOn === this.#isOn) return;
    this.#isOn = isOn;
    this.outbox.register(isOn ? this.carrier : undefined);
  }
}
