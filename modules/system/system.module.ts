// The Nest module. What it shows comes from the collector's reports, the store's port and this process; what it changes are settings.

import { Module } from '@nestjs/common';
import { StorageCard } from './cards/storage-card.js';
import { AboutController } from './about/about.controller.js';
import { CollectorWatch } from './collector-watch.js';
import { ConfigurationController } from './configuration/configuration.controller.js';
import { ConnectController } from './connect.controller.js';
import { HealthController } from './health.controller.js';
import { LedgerController } from './ledger.controller.js';
import { MetricsController } from './metrics.controller.js';
import { NodesController } from './nodes/nodes.controller.js';
import { OwnProcess } from './own-process.js';
import { PluginSwitches } from './plugins/plugin-switches.js';
import { PluginsController } from './plugins/plugins.controller.js';
import { SettingsForms } from './forms/settings-forms.js';
import { ServerConnections } from './server/server-connections.js';
import { ShortcutsController } from './shortcuts.controller.js';
import { RetentionHealth } from './store/retention-health.js';
import { StoreController } from './store/store.controller.js';
import { SystemApiController } from './system-api.controller.js';
import { SystemState } from './system-state.js';
import { UnreadableSegments } from './store/unreadable-segments.js';

@Module({
  controllers: [
    HealthController,
    LedgerController,
    ConnectController,
    ShortcutsController,
    PluginsController,
    ConfigurationController,
    AboutController,
    StoreController,
    SystemApiController,
    NodesController,
    MetricsController,
  ],
  providers: [
    StorageCard,
    CollectorWatch,
    OwnProcess,
    SystemState,
    SettingsForms,
    PluginSwitches,
    ServerConnections,
    UnreadableSegments,
    RetentionHealth,
  ],
})
export class SystemModule {}
