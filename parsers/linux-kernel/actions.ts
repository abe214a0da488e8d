// The words of event.action that only the Linux kernel's own messages need.

export const ACTIONS = {
  out_of_memory: 'The kernel ended a process because memory ran out.',
  process_fault: 'A program was ended by a fault of its own (segmentation fault, invalid instruction).',
  usb_device_connected: 'A USB device was plugged in.',
  usb_device_info: 'What a USB device says about itself.',
  usb_device_disconnected: 'A USB device was taken out.',
  disk_attached: 'A disk or other storage appeared.',
  disk_error: 'A disk or its file system could not read or write.',
  file_system_mounted: 'A file system was mounted or checked.',
  file_system_read_only: 'A file system was made read-only because of errors.',
  interface_promiscuous: 'A network interface began or ended taking everybody’s packets.',
  interface_link: 'A network interface’s cable was plugged in or out, or its port changed state.',
  packet_martian: 'A packet came with an address that cannot come from there.',
  syn_flood: 'More half-open connections came than the kernel holds.',
  table_full: 'A table of the network stack is full; connections are lost.',
  kernel_fault: 'The kernel found a fault of its own: panic, oops, a stalled processor or task.',
  hardware_error: 'The hardware reported an error (memory, processor, bus).',
  temperature_alarm: 'A processor is too hot, or is again as it should be.',
  module_tainted: 'A module was loaded that is not signed or not part of the kernel.',
  kernel_started: 'The kernel started.',
  file_server_lost: 'A file server does not answer, or answers again.',
} as const satisfies Readonly<Record<string, string>>;
