/** An edit block as a model writes it; `path` with the blank before it. */
export function edit(search: string, replace: string, path = ''): string {
  const lines = [`<<<<<<< SEARCH${path}`];
  if (search !== '') lines.push(search);
  lines.push('=======');
  if (replace !== '') lines.push(replace);
  return [...lines, '>>>>>>> REPLACE'].join('\n');
}

/** A fenced text as a model writes it. */
export function fence(text: string, info = 'ts'): string {
  return `\`\`\`${info}\n${text.replace(/\n$/, '')}\n\`\`\``;
}
