// The words of event.action that only MQTT and Zigbee need; what other systems do too is in src/event/actions.ts.

export const ACTIONS = {
  mqtt_connected: 'A client logged on to the MQTT broker.',
  mqtt_connection: 'A client opened a connection to the MQTT broker.',
  mqtt_disconnected: 'A client left the MQTT broker; outcome failure: it was thrown out.',
  mqtt_denied: 'A client was refused to publish or subscribe.',
  zigbee_joining: 'New Zigbee devices are let in, or no longer.',
  zigbee_device: 'A Zigbee device joined, left or was asked what it is.',
} as const satisfies Readonly<Record<string, string>>;
