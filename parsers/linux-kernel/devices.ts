// USB devices and disks: drivers/usb/core, drivers/scsi, block/, fs/. `usb <port>: <what>`; what a device calls itself is the device's word.

import type { Fields } from '#src/event/event.js';
import { event, HOST_CHANGE, HOST_ERROR, HOST_INFO } from '#src/event/kinds.js';
import { put } from '#src/event/put.js';

export function readDevice(text: string): Fields | undefined {
  if (text.startsWith('usb ')) return readUsb(text);
  return readDisk(text) ?? readFileSystem(text);
}

function readUsb(text: string): Fields | undefined {
  const found = /^usb (\d{1,3}-[\d.]{1,20}): (.*)$/.exec(text);
  if (found === null) return undefined;
  const [, port, what = ''] = found;
  const fields = ofWhat(what);
  if (fields === undefined) return undefined;
  put(fields, 'linux_kernel.usb_port', port);
  return fields;
}

function ofWhat(what: string): Fields | undefined {
  const speed = /^new (?:low|full|high|SuperSpeed|super)\S{0,20}(?: \S{1,20})? USB device number (\d{1,4})/.exec(what);
  if (speed !== null) {
    const fields = event('usb_device_connected', HOST_CHANGE, 2);
    put(fields, 'linux_kernel.usb_number', speed[1]);
    return fields;
  }
  const ids = /^New USB device found, idVendor=([0-9a-f]{4}), idProduct=([0-9a-f]{4})/.exec(what);
  if (ids !== null) {
    const fields = event('usb_device_info', HOST_INFO, 1);
    put(fields, 'linux_kernel.usb_vendor_id', ids[1]);
    put(fields, 'linux_kernel.usb_product_id', ids[2]);
    return fields;
  }
  for (const [word, name] of [
    ['Product: ', 'linux_kernel.usb_product'],
    ['Manufacturer: ', 'linux_kernel.usb_manufacturer'],
    ['SerialNumber: ', 'linux_kernel.usb_serial'],
  ] as const) {
    if (!what.startsWith(word)) continue;
    const fields = event('usb_device_info', HOST_INFO, 1);
    put(fields, name, what.slice(word.length));
    return fields;
  }
  return what.startsWith('USB disconnect') ? event('usb_device_disconnected', HOST_CHANGE, 1) : undefined;
}

/** Sentences about disks, and what level they are. */
function readDisk(text: string): Fields | undefined {
  const error =
    /^(?:blk_update_request: |print_req_error: )?(?:critical (?:medium|target|space allocation) error|(?:Buffer )?I\/O error|protection error).{0,20}?dev ([\w-]{1,32})/.exec(
      text,
    ) ??
    /^sd [\d:]{1,20}: \[(\w{1,16})\] (?:Sense Key : (?:Medium|Hardware) Error|Unhandled error|tag#\d+ FAILED)/.exec(
      text,
    ) ??
    /^md\/raid\S{0,12}: ?(\w{1,16}): (?:Disk failure|Operation continuing on)/.exec(text) ??
    /^(ata\d{1,3}(?:\.\d\d)?): (?:failed command|exception Emask|SError|error: |hard resetting link)/.exec(text) ??
    /^nvme (nvme\d{1,3}): (?:I\/O .{0,20}timeout|controller is down|Abort status|Removing after probe failure)/.exec(
      text,
    ) ??
    /^(?:EXT[234]-fs|XFS|BTRFS)(?: error| critical)? ?\((?:device )?([\w-]{1,32})\)?: (?:.{0,200}(?:error|rror reading|orruption|checksum|metadata I\/O))/.exec(
      text,
    ) ??
    /^EXT[234]-fs error \(device ([\w-]{1,32})\)/.exec(text) ??
    /^BTRFS (?:error|critical) \(device ([\w-]{1,32})/.exec(text);
  if (error !== null) {
    const fields = event('disk_error', HOST_ERROR, 3, 'failure');
    put(fields, 'linux_kernel.device', error[1]);
    put(fields, 'event.reason', text);
    return fields;
  }
  const attached =
    /^(?:sd [\d:]{1,20}: \[(\w{1,16})\] (?:Attached SCSI|\d+ \d+-byte logical blocks)|usb-storage ([\d.:-]{1,20}): USB Mass Storage device detected)/.exec(
      text,
    );
  if (attached === null) return undefined;
  const fields = event('disk_attached', HOST_CHANGE, text.startsWith('usb-storage') ? 2 : 1);
  put(fields, 'linux_kernel.device', attached[1] ?? attached[2]);
  return fields;
}

function readFileSystem(text: string): Fields | undefined {
  const readOnly = /Remounting filesystem read-only|forced readonly|force read-only/.test(text)
    ? /\((?:device )?([\w-]{1,32})\)/.exec(text)
    : null;
  if (readOnly !== null) {
    const fields = event('file_system_read_only', HOST_ERROR, 4, 'failure');
    put(fields, 'linux_kernel.device', readOnly[1]);
    return fields;
  }
  const mounted =
    /^(?:EXT[234]-fs|XFS|BTRFS info) \((?:device )?([\w-]{1,32})\)?\)?: (?:mounted filesystem|re-mounted|unmounting filesystem|Mounting V|Ending clean mount|Unmounting Filesystem)/.exec(
      text,
    );
  if (mounted === null) return undefined;
  const fields = event('file_system_mounted', HOST_INFO, 1);
  put(fields, 'linux_kernel.device', mounted[1]);
  return fields;
}
