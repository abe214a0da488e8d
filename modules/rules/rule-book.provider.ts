// The rule book for Nest: whoever asks for it has it with everything read.

import type { FactoryProvider } from '@nestjs/common';
import type { Sequelize } from 'sequelize';
import { RuleNames } from '#src/alerts/rule-names.js';
import type { Clock } from '#src/clock.js';
import { Notices } from '#src/cluster/notices.js';
import { CLOCK, DB } from '#src/portal/deps.js';
import { ModuleSwitches } from '#src/portal/switches/module-switches.js';
import { LiveConfig } from '#src/settings/live-config.js';
import { checkRule } from './check-rule.js';
import { RuleBook } from './rule-book.js';
import { shippedRules } from './set/shipped.js';
import { listsOf, readRulesSettings } from './settings.js';

export const ruleBook: FactoryProvider<RuleBook> = {
  provide: RuleBook,
  inject: [DB, CLOCK, LiveConfig, ModuleSwitches, RuleNames, Notices],
  useFactory: async (
    db: Sequelize,
    clock: Clock,
    settings: LiveConfig,
    switches: ModuleSwitches,
    names: RuleNames,
    notices: Notices,
  ): Promise<RuleBook> => {
    const book = await RuleBook.open({
      db,
      clock,
      check: checkRule,
      shipped: shippedRules,
      context: () => ({
        lists: listsOf(readRulesSettings(settings.loaded.modules['rules'])),
        zone: settings.atStart.config.time.zone,
      }),
      isOff: () => switches.isOff('rules'),
      onContextChange: (listener) => settings.onChange(listener),
      onRowsChange: (reread) => notices.onChange(['rules', 'rule_exceptions'], reread),
    });
    names.register(() => book.all().map(({ rule: { id, name, state } }) => ({ id, name, state })));
    return book;
  },
};
