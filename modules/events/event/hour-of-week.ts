// An hour of the week as people say it.

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** 108 -> `Friday 12:00–13:00 (hour 108 of the week)`; 0 is Monday 00h. What is no such hour stays a number. */
export function hourOfWeekText(hourOfWeek: number): string {
  const day = DAYS[Math.floor(hourOfWeek / 24)];
  if (day === undefined || !Number.isInteger(hourOfWeek)) return String(hourOfWeek);
  const hour = hourOfWeek % 24;
  return `${day} ${clock(hour)}–${clock(hour + 1)} (hour ${hourOfWeek} of the week)`;
}

function clock(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}
