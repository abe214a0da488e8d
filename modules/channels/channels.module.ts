// The Nest module.

import { Module } from '@nestjs/common';
import { ChannelBook } from './book/channel-book.js';
import { ChannelCarrier } from './carrier.js';
import { ChannelList } from './channel.js';
import { DeliveriesApiController } from './deliveries/deliveries-api.controller.js';
import { DeliveriesController } from './deliveries/deliveries.controller.js';
import { DeliveryTrouble } from './deliveries/trouble.js';
import { ChannelRouting } from './routing/channel-routing.js';
import { DigestTimer } from './routing/digest-timer.js';

@Module({
  controllers: [DeliveriesController, DeliveriesApiController],
  providers: [
    ...[ChannelBook, { provide: ChannelList, useExisting: ChannelBook }],
    ...[ChannelCarrier, ChannelRouting, DigestTimer, DeliveryTrouble],
  ],
})
export class ChannelsModule {}
