/** First in, first out: the order of arrival. */
export function pick(): number {
  return 0;
}
