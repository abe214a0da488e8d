// Zigbee2MQTT: devices that come and go. https://www.zigbee2mqtt.io/guide/usage/debug.html

import {
  event,
  HOST_CHANGE,
  HOST_INFO,
  CONFIGURATION_CHANGE,
  PROCESS_END,
  PROCESS_ERROR,
  PROCESS_START,
} from '#src/event/kinds.js';
import { PatternTable } from '#src/event/patterns.js';

const DEVICE = event('zigbee_device', HOST_CHANGE, 2);
const ASKED = event('zigbee_device', HOST_INFO, 1);

export const ZIGBEE = new PatternTable(
  [
    ["Device '<mqtt.device:text>' joined", DEVICE],
    ["Device '<mqtt.device:text>' left the network", DEVICE],
    ["Starting interview of '<mqtt.device:text>'", ASKED],
    ["Interview for '<mqtt.device:text>' started", ASKED],
    ["Successfully interviewed '<mqtt.device:text>', device has successfully been paired", { ...DEVICE, 'event.outcome': 'success' }],
    ["Failed to interview '<mqtt.device:text>', device has not successfully been paired", { ...DEVICE, 'event.outcome': 'failure' }],
    ["Device '<mqtt.device:phrase>' is supported, identified as: <mqtt.model:text>", ASKED],
    ["Publish '<_:phrase>' '<_:phrase>' to '<mqtt.device:phrase>' failed: '<event.reason:text>'", event('device_message', PROCESS_ERROR, 2)],
    ['Zigbee: allowing new devices to join<_:text>', event('zigbee_joining', CONFIGURATION_CHANGE, 2)],
    ['Zigbee: disabling joining new devices<_:text>', event('zigbee_joining', CONFIGURATION_CHANGE, 1)],
    ['Not connected to MQTT server!', event('device_message', PROCESS_ERROR, 2)],
    ['Connected to MQTT server', ASKED],
    ['Zigbee2MQTT started!', event('service_started', PROCESS_START, 1)],
    ['Starting Zigbee2MQTT version <service.version> (<_:phrase>)', event('service_started', PROCESS_START, 1)],
    ['Stopped Zigbee2MQTT', event('service_stopped', PROCESS_END, 1)],
    ['Error while starting zigbee-herdsman', event('service_failed', PROCESS_ERROR, 3)],
  ],
  'mqtt',
); // prettier-ignore
