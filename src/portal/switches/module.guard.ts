// Refuses the routes of a module that is switched off, with words that say so. Stands behind the guard of permissions: strangers are
// sent to the login page first.

import { type CanActivate, type ExecutionContext, Inject, Injectable, type Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { Fault } from '#src/faults.js';
import type { PortalModule } from '#src/plugin/module.js';
import { MODULE_TYPES } from '../deps.js';
import { ModuleSwitches } from './module-switches.js';

type NestModule = ModulesContainer extends Map<string, infer Each> ? Each : never;

/** The Nest module of each portal module. */
export type ModuleTypes = ReadonlyMap<unknown, PortalModule>;

@Injectable()
export class ModuleGuard implements CanActivate {
  #owners: ReadonlyMap<unknown, PortalModule> | undefined;

  constructor(
    private readonly switches: ModuleSwitches,
    private readonly container: ModulesContainer,
    @Inject(MODULE_TYPES) private readonly types: ModuleTypes,
  ) {}

  /** @throws Fault MODULE_OFF */
  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const owner = this.ownerOf(context.getClass());
    if (owner === undefined || !this.switches.isOff(owner.id)) return true;
    throw new Fault(
      'MODULE_OFF',
      `${owner.title} is switched off. An admin can switch it on under System, Plugins; nothing of it is lost.`,
      { details: { module: owner.id } },
    );
  }

  /** Undefined for the controllers of the shell. */
  ownerOf(controller: Type<unknown>): PortalModule | undefined {
    this.#owners ??= ownersOf(this.container, this.types);
    return this.#owners.get(controller);
  }
}

/** A portal module owns the controllers of its Nest module and of all that this one imports. */
function ownersOf(container: ModulesContainer, types: ModuleTypes): ReadonlyMap<unknown, PortalModule> {
  const owners = new Map<unknown, PortalModule>();
  const claim = (nest: NestModule, owner: PortalModule, seen: Set<NestModule>): void => {
    if (seen.has(nest)) return;
    seen.add(nest);
    for (const { metatype } of nest.controllers.values()) if (!owners.has(metatype)) owners.set(metatype, owner);
    // Nest counts global modules (the shell) among everybody's imports.
    for (const imported of nest.imports)
      if (!imported.isGlobal && !types.has(imported.metatype)) claim(imported, owner, seen);
  };
  for (const nest of container.values()) {
    const owner = types.get(nest.metatype);
    if (owner !== undefined) claim(nest, owner, new Set());
  }
  return owners;
}
