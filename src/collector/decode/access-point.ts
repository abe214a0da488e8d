// UniFi's devices call themselves by model, hardware address and firmware where others have a program, and name the program behind it:
//   784558aabbcc,U6-LR-6.5.28+14491: hostapd[1234]: ath0: STA ...   U6-LR 784558aabbcc,U6-LR-6.5.28+14491: dropbear[7]: ...

import { readTag, tag } from './tag.js';

/** `788a20aabbcc,U6-LR-6.5.28+14491`, `U7PG2,788a20aabbcc,v4.3.20`: no program has such a name. */
const DEVICE = /^(?:[\w+.-]{1,60},)?[0-9a-fA-F]{6}(?:[0-9a-fA-F]{6})?,[\w+.-]{1,60}$/;
const MAX_DEVICE_CHARS = 140;

/** Whether that tag is a device with its program behind it at `at`; the program's tag is then in `tag`. */
export function readDeviceTag(text: string, name: string, at: number): boolean {
  const comma = name.indexOf(',');
  return comma > 0 && name.length < MAX_DEVICE_CHARS && DEVICE.test(name) && readTag(text, at) && tag.end > at;
}
