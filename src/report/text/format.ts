/** A number with about five digits that matter: `119.03`, `0.00042`, `1,234,567`, `3.1e-9`. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return String(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e12)) return value.toExponential(2);
  if (Number.isInteger(value)) return group(value.toFixed(0));
  const digits = Math.max(0, Math.min(7, 4 - Math.floor(Math.log10(size))));
  return group(size < 1 ? trim(value.toFixed(digits)) : value.toFixed(digits));
}

/** A number with at most `digits` digits that matter and no zeros behind them: `1.4`, `0.031`. */
export function formatShort(value: number, digits = 2): string {
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  if (!Number.isFinite(rounded) || size >= 1e12 || (size !== 0 && size < 1e-4)) {
    return formatNumber(rounded);
  }
  return group(String(rounded));
}

/** A percentage with its sign: `+6.2 %`, `-0.31 %`, `0 %`. */
export function formatPercent(percent: number): string {
  const size = Math.abs(percent);
  const digits = size >= 100 ? 0 : size >= 1 ? 1 : 2;
  const text = percent.toFixed(digits);
  return `${Number(text) > 0 ? '+' : ''}${Number(text) === 0 ? '0' : group(text)} %`;
}

/** US dollars without the sign: cents, or two digits that matter below ten cents: `1.23`, `0.0042`. */
export function formatUsd(usd: number): string {
  if (usd === 0 || Math.abs(usd) >= 0.0995) return group(usd.toFixed(2));
  return Math.abs(usd) < 1e-6 ? usd.toExponential(1) : String(Number(usd.toPrecision(2)));
}

/** A span of time in its two largest units: `2 min 5 s`, `1 h 3 min`, `12 s`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${trim(Math.max(0, seconds).toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.floor(minutes / 1440)} d ${Math.round((minutes % 1440) / 60)} h`;
}

const calendar = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
});

/** Milliseconds since 1970 as a date and a time of day in UTC. */
export function formatTime(at: number): string {
  return `${calendar.format(at)} UTC`;
}

/** `1 program`, `2 programs`. */
export function plural(count: number, noun: string): string {
  return `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function trim(digits: string): string {
  return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
}

function group(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
