// What the timestamp reader found. One scratch object is overwritten by every read, so that reading a time allocates
// only the DeviceTime that is kept.

import type { DeviceTime } from '../../event/line.js';
import { isDate, MINUTE_MS, utcMs } from './civil.js';

/** Years outside are a broken clock or an attack on the store's segments, not a time. */
const FIRST_YEAR = 1970;
const LAST_YEAR = 2199;

export class TimeMark {
  /** Index behind the timestamp, with its zone and a trailing year. */
  end = 0;
  /** 0: not written. */
  year = 0;
  month = 0;
  day = 0;
  hour = 0;
  minute = 0;
  second = 0;
  ms = 0;
  /** NaN: not written. */
  offsetMinutes = Number.NaN;
  /** It began with the name of a weekday (OpenWrt's logread, ctime). */
  weekday = false;
  /** A form that syslog headers use (`Mmm dd hh:mm:ss` and RFC 3339); false for other date forms of log files. */
  syslog = false;

  clear(): void {
    this.year = 0;
    this.ms = 0;
    this.offsetMinutes = Number.NaN;
    this.weekday = false;
    this.syslog = false;
  }

  /** The time; undefined when there is no such moment (Feb 31, hour 25). Second 60 is the last millisecond of its minute. */
  toDeviceTime(): DeviceTime | undefined {
    const { year, month, day, hour, minute, offsetMinutes } = this;
    if (hour > 23 || minute > 59 || this.second > 60) return undefined;
    if (!isDate(year === 0 ? undefined : year, month, day)) return undefined;
    if (year !== 0 && (year < FIRST_YEAR || year > LAST_YEAR)) return undefined;
    const leap = this.second === 60;
    const second = leap ? 59 : this.second;
    const ms = leap ? 999 : this.ms;
    const hasOffset = !Number.isNaN(offsetMinutes);
    if (year !== 0 && hasOffset) {
      return { kind: 'instant', ms: utcMs(year, month, day, hour, minute, second, ms) - offsetMinutes * MINUTE_MS };
    }
    if (hasOffset) return { kind: 'wall', year: undefined, month, day, hour, minute, second, ms, offsetMinutes };
    return { kind: 'wall', year: year === 0 ? undefined : year, month, day, hour, minute, second, ms };
  }
}

/** The scratch of the header's own timestamp, whichever RFC it follows; of a line without a time it holds nothing of meaning. */
export const headerTime = new TimeMark();
