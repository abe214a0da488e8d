// Who brings messages out is there while the module is switched on; what the outbox does without, src/outbox/outbox.spec.ts holds.

import { expect, it } from 'vitest';
import { CarrierSwitch } from './carrier-switch.js';

it('is registered while the module is on, and taken back at once when it is switched off', () => {
  let isOff = true;
  const listeners = new Set<() => void>();
  const registered: unknown[] = [];
  const parts = [
    'the carrier',
    { register: (carrier: unknown) => registered.push(carrier) },
    { isOff: (id: string) => id === 'channels' && isOff },
    { onChange: (listener: () => void) => (listeners.add(listener), () => listeners.delete(listener)) },
  ] as unknown as ConstructorParameters<typeof CarrierSwitch>;
  const carrierSwitch = new CarrierSwitch(...parts);
  const set = (off: boolean): void => {
    isOff = off;
    for (const listener of listeners) listener();
  };
  carrierSwitch.onModuleInit();
  set(false);
  set(false);
  set(true);
  expect(registered).toEqual([undefined, 'the carrier', undefined]);
  carrierSwitch.onModuleDestroy();
  set(false);
  expect(registered).toHaveLength(3);
});
