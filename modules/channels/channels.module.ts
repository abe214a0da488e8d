// The Nest module.

import { Module } from '@nestjs/common';
import { ChannelsApiController } from './api/channels-api.controller.js';
import { ChannelBook } from './book/channel-book.js';
import { ChannelNotices } from './book/channel-notices.js';
import { CarrierSwitch } from './carrier-switch.js';
import { ChannelCarrier } from './carrier.js';
import { ChannelList } from './channel.js';
import { DeliveriesApiController } from './deliveries/deliveries-api.controller.js';
import { DeliveriesController } from './deliveries/deliveries.controller.js';
import { NotTold } from './deliveries/not-told.js';
import { DeliveryTrouble } from './deliveries/trouble.js';
import { TargetWarnings } from './guard/target-warnings.js';
import { ChannelFigures } from './pages/channel-figures.js';
import { ChannelsController } from './pages/channels.controller.js';
import { ChannelFormController } from './pages/form.controller.js';
import { TemplatePreview } from './pages/preview.js';
import { ChoicesOfRouting } from './pages/routing-choices.js';
import { TestSend } from './pages/test-send.js';
import { ChannelRouting } from './routing/channel-routing.js';
import { DigestTimer } from './routing/digest-timer.js';

@Module({
  controllers: [
    DeliveriesController,
    DeliveriesApiController,
    ChannelFormController,
    ChannelsController,
    ChannelsApiController,
  ],
  providers: [
    ChannelBook,
    ChannelNotices,
    { provide: ChannelList, useExisting: ChannelBook },
    ChannelCarrier,
    CarrierSwitch,
    ChannelRouting,
    DigestTimer,
    DeliveryTrouble,
    NotTold,
    ChannelFigures,
    TemplatePreview,
    TestSend,
    ChoicesOfRouting,
    TargetWarnings,
  ],
})
export class ChannelsModule {}
