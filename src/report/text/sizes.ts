import { formatShort } from './format.ts';

const UNITS = ['kB', 'MB', 'GB', 'TB'] as const;

/** A size in the decimal units of disks: `512 B`, `1.3 MB`. */
export function formatBytes(bytes: number): string {
  let size = bytes;
  let unit = 'B';
  for (const larger of UNITS) {
    if (size < 999.5) break;
    size /= 1000;
    unit = larger;
  }
  return `${formatShort(size, size < 100 ? 2 : 3)} ${unit}`;
}

/** A span of time in its largest unit, for lists: `12 s`, `5 min`, `3 h`, `4 d`. Never negative. */
export function formatAge(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min`;
  if (whole < 48 * 3600) return `${Math.floor(whole / 3600)} h`;
  return `${Math.floor(whole / 86_400)} d`;
}
